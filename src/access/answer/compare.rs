//! Two sides next to each other.

use super::NamedChange;
use crate::access::ScopedDivision;
use crate::model::{DisplayText, Permission, RoleId, SubjectRef};

/// One side of a comparison.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Side {
    /// A person, group or OAuth client.
    Subject(SubjectRef),
    /// A role, as if granted in all divisions.
    Role(RoleId),
    /// A role template by name, as if all its roles were granted in all divisions.
    Template(DisplayText),
}

/// What two sides have, and what only one of them has.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// The first side's name.
    pub a: DisplayText,
    /// The second side's name.
    pub b: DisplayText,
    /// Every permission that either has, sorted.
    pub rows: Vec<Compared>,
    /// Roles that either holds, direct ones first, then by name.
    pub roles: Vec<ComparedRole>,
    /// What would make B like A, for a person as B: grants to add and to take away, groups to join and to leave.
    /// Empty when B is a role or a template.
    pub align: Vec<NamedChange>,
    /// What of the difference these changes cannot bring about, in words.
    pub align_cannot: Vec<DisplayText>,
}

/// One permission on both sides; an empty list of divisions means that the side lacks it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// The permission.
    pub permission: Permission,
    /// Where A has it.
    pub a: Vec<ScopedDivision>,
    /// Where B has it.
    pub b: Vec<ScopedDivision>,
    /// Whether A has it only under conditions.
    pub a_conditional: bool,
    /// Whether B has it only under conditions.
    pub b_conditional: bool,
}

impl Compared {
    /// Whether both have it in the same way.
    pub fn is_same(&self) -> bool {
        self.a == self.b && self.a_conditional == self.b_conditional
    }
}

/// A role on both sides; an empty list of divisions means that the side does not hold it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComparedRole {
    /// The role's name.
    pub role: DisplayText,
    /// `direct`, or the group's name.
    pub source: DisplayText,
    /// Where A holds it by this source.
    pub a: Vec<ScopedDivision>,
    /// Where B holds it by this source.
    pub b: Vec<ScopedDivision>,
}
