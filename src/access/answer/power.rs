//! Who can give himself more, and who holds what nobody should hold together.

use super::Subject;
use crate::access::Path;
use crate::model::{DisplayText, Permission};

/// Who could widen access, and which separation of duties is broken.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Power {
    /// One row for each subject and lever, by lever, then by name.
    pub rows: Vec<PowerRow>,
    /// Broken rules, by rule, then by name.
    pub breaches: Vec<Breach>,
    /// Levers and duties whose permissions the catalogue does not know, in words.
    pub unknown: Vec<DisplayText>,
}

/// A permission with which somebody can widen access.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lever {
    /// The permission; wildcards cover all that they match.
    pub permission: Permission,
    /// What can be done with it, in a sentence.
    pub words: DisplayText,
}

/// One who has a lever.
#[derive(Clone, PartialEq, Debug)]
pub struct PowerRow {
    /// Who.
    pub subject: Subject,
    /// The permission that is had.
    pub permission: Permission,
    /// What can be done with it.
    pub words: DisplayText,
    /// Every path to it.
    pub paths: Vec<Path>,
    /// Whether every path has a condition.
    pub only_conditional: bool,
}

/// Duties that should be separate and are not.
#[derive(Clone, PartialEq, Debug)]
pub struct Breach {
    /// The rule's name.
    pub rule: DisplayText,
    /// Why the rule is there.
    pub because: DisplayText,
    /// Who holds both.
    pub subject: Subject,
    /// The first path to each of the rule's sides that the subject has.
    pub paths: Vec<Path>,
}
