//! Why somebody lacks a permission, and what would grant it with least excess.

use super::{NamedChange, Reach, Standing, Subject};
use crate::access::{Path, ScopedDivision};
use crate::model::{DisplayText, Permission};

/// The nearest misses.
#[derive(Clone, PartialEq, Debug)]
pub struct WhyNot {
    /// Who lacks it.
    pub subject: Subject,
    /// The permission.
    pub permission: Permission,
    /// What the platform's own screens call it.
    pub label: DisplayText,
    /// The division that was asked about; none for anywhere.
    pub division: Option<ScopedDivision>,
    /// Whether the subject lacks it there after all.
    pub standing: Standing,
    /// Nearest first; at most a dozen of each kind.
    pub misses: Vec<NearMiss>,
    /// What would grant it, least excess first; at most a dozen.
    pub remedies: Vec<Remedy>,
}

/// What fails.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Miss {
    /// The person is not active: no role helps.
    NotActive,
    /// It is had, but in another division.
    OtherDivision,
    /// It is had, but only under a condition.
    Condition,
    /// A group gives it, and the person is not in that group.
    Group,
    /// A role template of this organisation that nobody assigned to the person would give it.
    Template,
    /// A role gives it, and the person does not have the role.
    Role,
    /// It needs a licence that the person would have to be given.
    Licence,
    /// No role gives it.
    NoRole,
}

/// One near miss.
#[derive(Clone, PartialEq, Debug)]
pub struct NearMiss {
    /// What fails.
    pub miss: Miss,
    /// The reason in a sentence.
    pub words: DisplayText,
    /// The path that nearly gives it, where there is one.
    pub path: Option<Path>,
}

/// Something that would grant it.
#[derive(Clone, PartialEq, Debug)]
pub struct Remedy {
    /// The changes, in order.
    pub changes: Vec<NamedChange>,
    /// What they give besides.
    pub excess: Vec<Reach>,
    /// Licences that the person would need in addition.
    pub licences: Vec<DisplayText>,
    /// Whether it would hold only under a condition, and which.
    pub condition: Option<DisplayText>,
}
