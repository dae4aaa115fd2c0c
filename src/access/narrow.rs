//! Parts of an access: one role alone, one branch of a person's, one permission.

use super::book::RoleBook;
use super::effective::{HeldRole, general_of, merged, permissions};
use super::{Access, EffectivePermission, RoleBranch, ScopedDivision};
use crate::model::{DisplayText, DivisionId, GrantSource, Permission, RoleId};
use std::collections::HashMap;

/// What a role gives to whoever has it directly; none when the book does not know the role.
///
/// Its one branch is direct and lies in a division named `where granted`, because only a grant says where.
pub fn role_access(role: &RoleId, book: &RoleBook) -> Option<Access> {
    let entry = book.roles.get(role)?;
    let anywhere = ScopedDivision { name: DisplayText::new("where granted"), id: DivisionId::new("") };
    let groups = HashMap::new();
    let held = [HeldRole::new(&GrantSource::Direct, &groups, role, &entry.name, vec![anywhere], book)];
    let roles = held.iter().map(HeldRole::branch).collect();
    Some(Access { permissions: permissions(&held, book), general: general_of(&held), roles })
}

impl Access {
    /// Only what comes through one branch: this role by this source, in the divisions of its grants.
    pub fn through(&self, source: &GrantSource, role: &RoleId) -> Vec<EffectivePermission> {
        self.permissions
            .iter()
            .filter_map(|whole| {
                let paths: Vec<_> =
                    whole.paths.iter().filter(|path| path.source == *source && path.role == *role).cloned().collect();
                (!paths.is_empty()).then(|| EffectivePermission {
                    only_conditional: paths.iter().all(|path| path.condition.is_some()),
                    divisions: merged(&paths, whole.division_aware),
                    permission: whole.permission.clone(),
                    unknown: whole.unknown,
                    division_aware: whole.division_aware,
                    licences: whole.licences.clone(),
                    paths,
                })
            })
            .collect()
    }

    /// The permission with its paths, where the person has it under exactly this name.
    pub fn find(&self, permission: &Permission) -> Option<&EffectivePermission> {
        let at = self.permissions.binary_search_by(|held| held.permission.cmp(permission)).ok()?;
        self.permissions.get(at)
    }

    /// The branches of one source, such as one group that the person is in.
    pub fn branches_of<'a>(&'a self, source: &'a GrantSource) -> impl Iterator<Item = &'a RoleBranch> {
        self.roles.iter().filter(move |branch| branch.source == *source)
    }
}
