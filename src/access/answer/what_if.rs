//! What a change would do.

use super::{NamedChange, Reach, Subject};
use crate::access::{AccessIndex, Path};
use crate::model::{DisplayText, Permission};
use std::fmt;
use std::sync::Arc;

/// What changes would do to the whole tenant. Details of a row are worked out when it is looked at.
#[derive(Clone)]
pub struct WhatIf {
    pub(in crate::access) before: Arc<AccessIndex>,
    pub(in crate::access) after: Arc<AccessIndex>,
    /// What was asked.
    pub changes: Vec<NamedChange>,
    /// Everybody for whom something changes, those who lose most first.
    pub rows: Vec<WhatIfRow>,
    /// People who would need each licence before and after, where that differs; by the roles' permissions.
    pub licences: Vec<(DisplayText, usize, usize)>,
}

/// One for whom something changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WhatIfRow {
    /// Place of the subject.
    pub(in crate::access) subject: u32,
    /// Permissions that are lost in at least one division.
    pub lost: u32,
    /// Permissions that are gained in at least one division.
    pub gained: u32,
}

/// What changes for one subject.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// For whom.
    pub subject: Subject,
    /// What is lost, and where.
    pub lost: Vec<Reach>,
    /// What is gained, and where.
    pub gained: Vec<Reach>,
    /// What a change takes away by one path and another path still gives.
    pub survives: Vec<Survivor>,
    /// Licences before.
    pub licences_before: Vec<DisplayText>,
    /// Licences after.
    pub licences_after: Vec<DisplayText>,
}

/// A permission that survives.
#[derive(Clone, PartialEq, Debug)]
pub struct Survivor {
    /// The permission.
    pub permission: Permission,
    /// The paths that are left.
    pub by: Vec<Path>,
}

impl PartialEq for WhatIf {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.before, &other.before) && self.changes == other.changes && self.rows == other.rows
    }
}

impl fmt::Debug for WhatIf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhatIf").field("changes", &self.changes).field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}
