//! Why somebody has a permission, and what would end it.

use super::{NamedChange, Reach, Standing, Subject};
use crate::access::{Path, ScopedDivision};
use crate::model::{DisplayText, Permission};

/// Every path of one permission, and the changes that would cut them.
#[derive(Clone, PartialEq, Debug)]
pub struct Why {
    /// Who has it.
    pub subject: Subject,
    /// The permission.
    pub permission: Permission,
    /// What the platform's own screens call it; empty where the catalogue does not know it.
    pub label: DisplayText,
    /// The division that was asked about; none for anywhere.
    pub division: Option<ScopedDivision>,
    /// Whether the subject has it there.
    pub standing: Standing,
    /// Where it holds.
    pub divisions: Vec<ScopedDivision>,
    /// Whether divisions limit it.
    pub division_aware: bool,
    /// Every path that gives it there, direct ones first.
    pub paths: Vec<Path>,
    /// The fewest changes to this subject alone that take it away there; all of them are needed. Empty when it is
    /// not had.
    pub cuts: Vec<Cut>,
    /// What all of them together take away besides.
    pub besides: Vec<Reach>,
    /// Changes to a role or a group that end at least one path too, and touch others as well.
    pub wider: Vec<Cut>,
}

/// One change that ends paths.
#[derive(Clone, PartialEq, Debug)]
pub struct Cut {
    /// The change.
    pub change: NamedChange,
    /// Which of the paths it ends, by position.
    pub paths: Vec<usize>,
    /// What this change alone takes from the subject besides the permission asked about.
    pub besides: Vec<Reach>,
    /// How many others lose something with it.
    pub others: usize,
    /// Why it cannot be made, where that is known: a base role, a member by rule.
    pub impossible: Option<DisplayText>,
}
