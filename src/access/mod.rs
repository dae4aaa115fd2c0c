//! What a person may do, and by which path: grants, roles and the catalogue in, effective permissions out.
//!
//! Pure: no I/O, no clock, no async. Facts about the platform's model: flat roles, grants of (subject, role,
//! division), inheritance through groups only, division-awareness per permission.

pub mod answer;
mod asked;
mod bits;
mod book;
mod effective;
mod expand;
mod hierarchy;
mod index;
mod lines;
mod matrix;
mod narrow;
mod question;
mod rules;
mod shift;
mod templates;
#[cfg(test)]
mod tests;
mod work;

pub use book::{CatalogueIndex, RoleBook};
pub use effective::effective;
pub use index::{AccessIndex, DivisionSet, EffectiveSet, TenantView};
pub use matrix::MatrixRow;
pub use narrow::role_access;
pub use question::{Answer, AskError, Question};
pub use rules::{Duty, RuleError, Rules};
pub use shift::Shift;
pub use templates::{TemplateError, Templates};

use crate::model::{DisplayText, DivisionId, GrantSource, Permission, RoleId};

/// Everything a person may do, with where it comes from.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Access {
    /// One branch for each way a role reaches the person, direct ones first, then by group name.
    pub roles: Vec<RoleBranch>,
    /// Every permission with all its paths, sorted by permission.
    pub permissions: Vec<EffectivePermission>,
    /// Old general permissions without colons, sorted, with the names of the roles that hold them.
    pub general: Vec<(DisplayText, Vec<DisplayText>)>,
}

/// A role as it reaches a person by one source.
#[derive(Clone, PartialEq, Debug)]
pub struct RoleBranch {
    /// Direct, or through which group.
    pub source: GrantSource,
    /// `direct`, or the group's name.
    pub source_name: DisplayText,
    /// The role.
    pub role: RoleId,
    /// Its name.
    pub role_name: DisplayText,
    /// The divisions in which this source gives it: `all` first, then by name; none is left out, even beside `all`.
    pub divisions: Vec<ScopedDivision>,
    /// The default role that it was made from, when it is not that role itself.
    pub derived_from: Option<DisplayText>,
    /// Given to everybody; no offboarding step takes it away, only the state does.
    pub is_base: bool,
    /// The permissions it gives, expanded by the catalogue, grouped by domain and entity.
    pub policies: Vec<BranchPolicy>,
    /// The licences that its permissions need, sorted.
    pub licences: Vec<DisplayText>,
    /// How many distinct permissions it gives.
    pub permission_count: usize,
    /// Set when the role is not in the directory: then nothing can be said of its permissions.
    pub unknown: bool,
}

/// A division in which something holds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ScopedDivision {
    /// Its name; `all` for `*`.
    pub name: DisplayText,
    /// Its id.
    pub id: DivisionId,
}

impl ScopedDivision {
    /// Every division, as the grant `*` means it.
    pub fn all() -> Self {
        Self { name: DisplayText::new("all"), id: DivisionId::new(DivisionId::ALL) }
    }
}

/// One policy of a role, expanded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BranchPolicy {
    /// Such as `routing`.
    pub domain: DisplayText,
    /// Such as `queue`.
    pub entity: DisplayText,
    /// Such as `view`, sorted.
    pub actions: Vec<DisplayText>,
    /// The condition in words.
    pub condition: Option<DisplayText>,
}

/// A permission that a person has, with every path that gives it.
#[derive(Clone, PartialEq, Debug)]
pub struct EffectivePermission {
    /// The permission, wildcards expanded where the catalogue knows the entity.
    pub permission: Permission,
    /// Set when the catalogue does not know it: then it stands as the role writes it, wildcards and all.
    pub unknown: bool,
    /// Whether grants' divisions limit it; unknown permissions count as division-aware.
    pub division_aware: bool,
    /// Whether every path has a condition: then the person may do it only sometimes.
    pub only_conditional: bool,
    /// The licences that need it, sorted.
    pub licences: Vec<DisplayText>,
    /// The divisions in which it holds, merged over paths, sorted; just `all` where it is not division-aware.
    pub divisions: Vec<ScopedDivision>,
    /// Every path, direct ones first.
    pub paths: Vec<Path>,
}

/// One way by which a permission reaches a person.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Path {
    /// Direct, or through which group.
    pub source: GrantSource,
    /// `direct`, or the group's name.
    pub source_name: DisplayText,
    /// The role.
    pub role: RoleId,
    /// Its name.
    pub role_name: DisplayText,
    /// The chain of role templates that explains why the role is there, outermost first, where the person holds all
    /// roles of a template in that division; empty where no template explains it.
    pub templates: Vec<DisplayText>,
    /// The part of the policy that gives it as the role writes it, wildcards kept: `routing:queue:*`.
    pub policy: DisplayText,
    /// The division of the grant.
    pub division: ScopedDivision,
    /// The condition in words.
    pub condition: Option<DisplayText>,
}
