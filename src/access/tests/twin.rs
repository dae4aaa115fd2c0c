//! The same answer as `effective`, by brute force: asks of every grant, policy and permission whether they fit.

use crate::access::{Access, BranchPolicy, EffectivePermission, Path, RoleBranch, ScopedDivision};
use crate::model::{Catalogue, DisplayText, DivisionId, Grant, GrantSource, GroupId, Permission, Role, RoleId};
use std::collections::{BTreeSet, HashMap};

#[derive(Debug)]
pub(super) struct Tenant {
    pub(super) roles: Vec<Role>,
    pub(super) catalogue: Catalogue,
    pub(super) groups: HashMap<GroupId, DisplayText>,
}

impl Tenant {
    fn role(&self, id: &RoleId) -> Option<&Role> {
        self.roles.iter().rev().find(|role| role.id == *id)
    }

    fn role_name(&self, id: &RoleId, grants: &[Grant], source: &GrantSource) -> DisplayText {
        if let Some(role) = self.role(id) {
            return if role.name.is_empty() { id.as_str().into() } else { role.name.clone() };
        }
        let names = grants
            .iter()
            .filter(|g| g.role == *id && g.source == *source)
            .map(|g| &g.role_name)
            .filter(|n| !n.is_empty());
        names.min().cloned().unwrap_or_else(|| id.as_str().into())
    }

    fn source_name(&self, source: &GrantSource) -> DisplayText {
        match source {
            GrantSource::Direct => "direct".into(),
            GrantSource::Group(id) => match self.groups.get(id) {
                Some(name) if !name.is_empty() => name.clone(),
                _ => id.as_str().into(),
            },
        }
    }

    fn entries(&self, permission: &Permission) -> Vec<bool> {
        self.catalogue.entries.iter().filter(|e| e.permission == *permission).map(|e| e.division_aware).collect()
    }

    /// Whether the catalogue has anything that the pattern covers.
    fn expands(&self, pattern: &Permission) -> bool {
        self.catalogue.entries.iter().any(|e| covers(pattern, &e.permission))
    }

    /// Whether what a role wrote gives this permission.
    fn gives(&self, written: &Permission, permission: &Permission) -> bool {
        if wild(written) && self.expands(written) {
            covers(written, permission) && !self.entries(permission).is_empty()
        } else {
            written == permission
        }
    }

    /// Every permission that might come out: the catalogue's and whatever roles write.
    fn universe(&self) -> BTreeSet<Permission> {
        let written = self.roles.iter().flat_map(|role| written_in(role).into_iter().map(|(p, _)| p));
        self.catalogue.entries.iter().map(|e| e.permission.clone()).chain(written).collect()
    }

    pub(super) fn access(&self, grants: &[Grant]) -> Access {
        let sources: BTreeSet<(&GrantSource, &RoleId)> = grants.iter().map(|g| (&g.source, &g.role)).collect();
        let mut roles: Vec<RoleBranch> =
            sources.into_iter().map(|(source, role)| self.branch(source, role, grants)).collect();
        roles.sort_by_key(|b| {
            let inherited = b.source != GrantSource::Direct;
            (inherited, b.source_name.clone(), b.source.clone(), b.role_name.clone(), b.role.clone())
        });
        let permissions = self.universe().into_iter().filter_map(|p| self.permission(p, grants)).collect();
        let mut general_names: BTreeSet<DisplayText> = BTreeSet::new();
        for grant in grants {
            general_names.extend(self.role(&grant.role).into_iter().flat_map(|r| r.general.iter().cloned()));
        }
        let general = general_names
            .into_iter()
            .map(|name| {
                let mut holders: Vec<(DisplayText, RoleId)> = grants
                    .iter()
                    .filter(|g| self.role(&g.role).is_some_and(|r| r.general.contains(&name)))
                    .map(|g| (self.role_name(&g.role, grants, &g.source), g.role.clone()))
                    .collect();
                holders.sort();
                holders.dedup();
                (name, holders.into_iter().map(|(name, _)| name).collect())
            })
            .collect();
        Access { roles, permissions, general }
    }

    fn branch(&self, source: &GrantSource, id: &RoleId, grants: &[Grant]) -> RoleBranch {
        let mut divisions: Vec<ScopedDivision> = grants
            .iter()
            .filter(|g| g.source == *source && g.role == *id)
            .map(|g| division(&g.division, grants))
            .collect();
        divisions.sort_by_key(|d| (d.id.as_str() != "*", d.clone()));
        divisions.dedup();
        let role = self.role(id);
        let given: Vec<(Permission, Option<DisplayText>)> = role.map(|r| self.given_by(r)).unwrap_or_default();
        let mut heads: Vec<(DisplayText, DisplayText, Option<DisplayText>)> =
            given.iter().map(|(p, c)| (p.domain.clone(), p.entity.clone(), c.clone())).collect();
        heads.sort();
        heads.dedup();
        let policies = heads
            .into_iter()
            .map(|(domain, entity, condition)| BranchPolicy {
                actions: given
                    .iter()
                    .filter(|(p, c)| p.domain == domain && p.entity == entity && *c == condition)
                    .map(|(p, _)| p.action.clone())
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect(),
                domain,
                entity,
                condition,
            })
            .collect();
        RoleBranch {
            source: source.clone(),
            source_name: self.source_name(source),
            role: id.clone(),
            role_name: self.role_name(id, grants, source),
            divisions,
            derived_from: role.and_then(|r| self.derived(r)),
            is_base: role.is_some_and(|r| r.is_base),
            policies,
            licences: Vec::new(),
            permission_count: given.iter().map(|(p, _)| p).collect::<BTreeSet<_>>().len(),
            unknown: role.is_none(),
        }
    }

    fn derived(&self, role: &Role) -> Option<DisplayText> {
        if role.is_default {
            return None;
        }
        let key = role.default_role.as_ref()?;
        let named = self
            .roles
            .iter()
            .rev()
            .find(|r| r.is_default && !r.name.is_empty() && r.default_role.as_ref() == Some(key));
        Some(named.map_or(key, |r| &r.name).clone())
    }

    fn given_by(&self, role: &Role) -> Vec<(Permission, Option<DisplayText>)> {
        let mut given = Vec::new();
        for permission in self.universe() {
            for (written, condition) in written_in(role) {
                if self.gives(&written, &permission) {
                    given.push((permission.clone(), condition));
                }
            }
        }
        given
    }

    fn permission(&self, permission: Permission, grants: &[Grant]) -> Option<EffectivePermission> {
        let mut paths = Vec::new();
        for grant in grants {
            let Some(role) = self.role(&grant.role) else { continue };
            for (written, condition) in written_in(role) {
                if self.gives(&written, &permission) {
                    paths.push(Path {
                        source: grant.source.clone(),
                        source_name: self.source_name(&grant.source),
                        role: grant.role.clone(),
                        role_name: self.role_name(&grant.role, grants, &grant.source),
                        templates: Vec::new(),
                        policy: DisplayText::new(written.to_string()),
                        division: division(&grant.division, grants),
                        condition,
                    });
                }
            }
        }
        paths.sort_by_key(|p| {
            let scope = (p.division.id.as_str() != "*", p.division.clone());
            let source = (p.source != GrantSource::Direct, p.source_name.clone(), p.source.clone());
            (source, p.role_name.clone(), p.role.clone(), p.policy.clone(), p.condition.clone(), scope)
        });
        paths.dedup();
        if paths.is_empty() {
            return None;
        }
        let entries = self.entries(&permission);
        let division_aware = entries.is_empty() || entries.contains(&true);
        let everywhere = !division_aware || paths.iter().any(|p| p.division.id.as_str() == "*");
        let divisions: BTreeSet<ScopedDivision> = paths.iter().map(|p| p.division.clone()).collect();
        Some(EffectivePermission {
            unknown: entries.is_empty(),
            licences: Vec::new(),
            division_aware,
            only_conditional: !paths.iter().any(|p| p.condition.is_none()),
            divisions: if everywhere { vec![division(&"*".into(), &[])] } else { divisions.into_iter().collect() },
            paths,
            permission,
        })
    }
}

fn wild(p: &Permission) -> bool {
    p.domain.as_str() == "*" || p.entity.as_str() == "*" || p.action.as_str() == "*"
}

fn covers(pattern: &Permission, p: &Permission) -> bool {
    let fits = |a: &DisplayText, b: &DisplayText| a.as_str() == "*" || a == b;
    fits(&pattern.domain, &p.domain) && fits(&pattern.entity, &p.entity) && fits(&pattern.action, &p.action)
}

fn written_in(role: &Role) -> Vec<(Permission, Option<DisplayText>)> {
    let mut written = Vec::new();
    for policy in &role.policies {
        for action in &policy.actions {
            let p = Permission { domain: policy.domain.clone(), entity: policy.entity.clone(), action: action.clone() };
            written.push((p, policy.condition.as_ref().map(|c| c.words.clone())));
        }
    }
    written
}

fn division(id: &DivisionId, grants: &[Grant]) -> ScopedDivision {
    if id.as_str() == "*" {
        return ScopedDivision { name: "all".into(), id: id.clone() };
    }
    let names = grants.iter().filter(|g| g.division == *id).map(|g| &g.division_name).filter(|n| !n.is_empty());
    ScopedDivision { name: names.min().cloned().unwrap_or_else(|| id.as_str().into()), id: id.clone() }
}
