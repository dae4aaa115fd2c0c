//! Everybody who has a permission.

use super::Subject;
use crate::access::{AccessIndex, ScopedDivision};
use crate::model::{DisplayText, Permission};
use std::fmt;
use std::sync::Arc;

/// Everybody with a permission. Rows are made when they are looked at, because there may be a hundred thousand.
#[derive(Clone)]
pub struct WhoCan {
    pub(in crate::access) index: Arc<AccessIndex>,
    /// The permission.
    pub permission: Permission,
    /// What the platform's own screens call it.
    pub label: DisplayText,
    /// The division that was asked about; none for anywhere.
    pub division: Option<ScopedDivision>,
    /// Whether divisions limit the permission.
    pub division_aware: bool,
    /// People who have it and can sign in.
    pub active_people: usize,
    /// People who have it and cannot sign in.
    pub other_people: usize,
    /// Groups that carry it.
    pub groups: usize,
    /// OAuth clients and others that have it.
    pub clients: usize,
    /// Places of the subjects: people by name, then groups, then clients.
    pub(in crate::access) rows: Vec<u32>,
}

/// One who has it.
#[derive(Clone, PartialEq, Debug)]
pub struct Holder {
    /// Who.
    pub subject: Subject,
    /// Where, merged over the ways.
    pub divisions: Vec<ScopedDivision>,
    /// Whether every way has a condition.
    pub only_conditional: bool,
    /// By which ways, direct ones first.
    pub ways: Vec<Way>,
}

/// One way in short.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// `direct`, or the group's name.
    pub source: DisplayText,
    /// Whether it is direct.
    pub direct: bool,
    /// The role's name.
    pub role: DisplayText,
    /// The division of the grant.
    pub division: ScopedDivision,
    /// The condition in words.
    pub condition: Option<DisplayText>,
}

impl WhoCan {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nobody has it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl PartialEq for WhoCan {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.index, &other.index)
            && self.permission == other.permission
            && self.division == other.division
            && self.rows == other.rows
    }
}

impl fmt::Debug for WhoCan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhoCan")
            .field("permission", &self.permission)
            .field("division", &self.division)
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}
