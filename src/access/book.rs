//! The tenant's roles and permission catalogue, prepared once so that each person's access is quick to tell.

use super::BranchPolicy;
use super::expand::{Term, covers, expand, has_wildcard, is_wildcard};
use super::hierarchy::Hierarchy;
use super::templates::Templates;
use crate::model::{Catalogue, DisplayText, Licence, Permission, Role, RoleId};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The catalogue by domain, entity and action.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CatalogueIndex {
    /// Domain, entity, action; the value tells whether a grant's division limits the permission.
    domains: BTreeMap<DisplayText, BTreeMap<DisplayText, BTreeMap<DisplayText, bool>>>,
}

impl CatalogueIndex {
    /// Sorts the catalogue in. Of entries for the same permission, one that is division-aware decides.
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut index = Self::default();
        for entry in &catalogue.entries {
            let p = &entry.permission;
            let actions = index.domains.entry(p.domain.clone()).or_default().entry(p.entity.clone()).or_default();
            *actions.entry(p.action.clone()).or_default() |= entry.division_aware;
        }
        index
    }

    /// Whether a grant's division limits the permission; none when the catalogue does not know it.
    pub fn division_aware(&self, permission: &Permission) -> Option<bool> {
        self.domains.get(&permission.domain)?.get(&permission.entity)?.get(&permission.action).copied()
    }

    /// Every known permission, sorted.
    pub(super) fn all(&self) -> Vec<Permission> {
        let any = || DisplayText::new("*");
        let mut all = Vec::new();
        self.covered(&Permission { domain: any(), entity: any(), action: any() }, |permission| all.push(permission));
        all
    }

    /// Calls `each` with every known permission that the pattern covers, in order.
    pub(super) fn covered(&self, pattern: &Permission, mut each: impl FnMut(Permission)) {
        for (domain, entities) in chosen(&self.domains, &pattern.domain) {
            for (entity, actions) in chosen(entities, &pattern.entity) {
                for (action, _) in chosen(actions, &pattern.action) {
                    each(Permission { domain: domain.clone(), entity: entity.clone(), action: action.clone() });
                }
            }
        }
    }
}

/// The entry with this name, or every entry for a wildcard.
fn chosen<'a, T>(
    map: &'a BTreeMap<DisplayText, T>,
    part: &DisplayText,
) -> impl Iterator<Item = (&'a DisplayText, &'a T)> {
    let (every, one) = if is_wildcard(part) { (Some(map.iter()), None) } else { (None, map.get_key_value(part)) };
    every.into_iter().flatten().chain(one)
}

/// All roles with their policies expanded by the catalogue.
///
/// Building it costs time in the number of permissions that all roles give together; it is built once for each
/// reading of the directory and shared.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct RoleBook {
    /// Every permission that the catalogue knows or some role gives, sorted, each once.
    pub(super) permissions: Arc<[KnownPermission]>,
    pub(super) roles: HashMap<RoleId, Arc<BookRole>>,
    /// This organisation's role templates.
    pub(super) templates: Arc<Hierarchy>,
}

/// A permission with what the catalogue says of it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct KnownPermission {
    pub(super) permission: Permission,
    pub(super) unknown: bool,
    pub(super) division_aware: bool,
    /// The licences that need it, sorted.
    pub(super) licences: Vec<DisplayText>,
}

/// A role, ready to be handed out.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct BookRole {
    pub(super) name: DisplayText,
    pub(super) derived_from: Option<DisplayText>,
    pub(super) is_base: bool,
    pub(super) general: Vec<DisplayText>,
    /// What it gives, sorted by permission, then by the written policy; each once.
    pub(super) terms: Vec<BookTerm>,
    pub(super) policies: Vec<BranchPolicy>,
    pub(super) permission_count: usize,
    /// The licences that its permissions need, sorted.
    pub(super) licences: Vec<DisplayText>,
}

/// A permission of a role, by its place in the book.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct BookTerm {
    pub(super) permission: usize,
    pub(super) written: DisplayText,
    pub(super) condition: Option<DisplayText>,
}

impl RoleBook {
    /// Expands all roles. Of roles with the same id the last one holds.
    pub fn new(roles: &[Role], catalogue: &CatalogueIndex) -> Self {
        let default_names: HashMap<&DisplayText, &DisplayText> = roles
            .iter()
            .filter(|role| role.is_default && !role.name.is_empty())
            .filter_map(|role| Some((role.default_role.as_ref()?, &role.name)))
            .collect();
        let expanded: Vec<(&Role, Vec<Term>)> = roles.iter().map(|role| (role, terms_of(role, catalogue))).collect();

        let mut permissions: Vec<Permission> = catalogue.all();
        permissions.extend(expanded.iter().flat_map(|(_, terms)| terms).map(|term| term.permission.clone()));
        permissions.sort_unstable();
        permissions.dedup();
        let places: HashMap<&Permission, usize> = permissions.iter().enumerate().map(|(at, p)| (p, at)).collect();

        let roles = expanded
            .iter()
            .map(|(role, terms)| {
                let derived_from = role.default_role.as_ref().filter(|_| !role.is_default).map(|key| {
                    // The tenant tells the default role's key (`supervisor`); operators know it by its name.
                    default_names.get(key).copied().unwrap_or(key).clone()
                });
                let entry = BookRole {
                    name: if role.name.is_empty() { DisplayText::new(role.id.as_str()) } else { role.name.clone() },
                    derived_from,
                    is_base: role.is_base,
                    general: sorted(role.general.clone()),
                    policies: grouped(terms.iter().map(|term| (&term.permission, &term.condition))),
                    permission_count: terms.chunk_by(|a, b| a.permission == b.permission).count(),
                    terms: terms.iter().map(|term| place(term, &places)).collect(),
                    licences: Vec::new(),
                };
                (role.id.clone(), Arc::new(entry))
            })
            .collect();
        let permissions = permissions
            .iter()
            .map(|permission| {
                let aware = catalogue.division_aware(permission);
                KnownPermission {
                    permission: permission.clone(),
                    unknown: aware.is_none(),
                    licences: Vec::new(),
                    // Unknown ones count as limited: saying "everywhere" without knowing would say too much.
                    division_aware: aware.unwrap_or(true),
                }
            })
            .collect();
        Self { permissions, roles, templates: Arc::default() }
    }

    /// Tells which permissions and roles need which licences: a role needs a licence when one of its permissions is
    /// among those that the licence lists (`GET /api/v2/license/definitions`).
    pub fn with_licences(mut self, licences: &[Licence]) -> Self {
        let mut permissions: Vec<KnownPermission> = self.permissions.to_vec();
        for known in &mut permissions {
            known.licences.clear();
        }
        for licence in licences {
            for pattern in licence.permissions.iter().filter_map(|text| Permission::parse(text.as_str())) {
                match permissions.binary_search_by(|known| known.permission.cmp(&pattern)) {
                    Ok(at) => permissions[at].licences.push(licence.id.clone()),
                    Err(_) if !has_wildcard(&pattern) => {}
                    Err(_) => permissions
                        .iter_mut()
                        .filter(|known| covers(&pattern, &known.permission))
                        .for_each(|known| known.licences.push(licence.id.clone())),
                }
            }
        }
        for known in &mut permissions {
            known.licences = sorted(std::mem::take(&mut known.licences));
        }
        self.permissions = permissions.into();
        for role in self.roles.values_mut() {
            let role = Arc::make_mut(role);
            role.licences = licences_of(&role.terms, &self.permissions);
        }
        self
    }

    /// Resolves this organisation's role templates, so that paths tell which of them explain a role.
    pub fn with_templates(mut self, templates: &Templates) -> Self {
        self.templates = Arc::new(Hierarchy::new(templates, &self));
        self
    }

    /// The permission's place.
    pub(super) fn place(&self, permission: &Permission) -> Option<usize> {
        self.permissions.binary_search_by(|known| known.permission.cmp(permission)).ok()
    }

    /// Gives a known role other terms.
    pub(super) fn set_terms(&mut self, role: &RoleId, mut terms: Vec<BookTerm>) {
        let Some(entry) = self.roles.get_mut(role) else { return };
        terms.sort_unstable();
        terms.dedup();
        let entry = Arc::make_mut(entry);
        entry.policies =
            grouped(terms.iter().map(|term| (&self.permissions[term.permission].permission, &term.condition)));
        entry.permission_count = terms.chunk_by(|a, b| a.permission == b.permission).count();
        entry.licences = licences_of(&terms, &self.permissions);
        entry.terms = terms;
    }

    /// Whether the role is known.
    pub fn contains(&self, role: &RoleId) -> bool {
        self.roles.contains_key(role)
    }

    /// The role's name, where it is known.
    pub fn name(&self, role: &RoleId) -> Option<&DisplayText> {
        self.roles.get(role).map(|role| &role.name)
    }
}

fn place(term: &Term, places: &HashMap<&Permission, usize>) -> BookTerm {
    BookTerm { permission: places[&term.permission], written: term.written.clone(), condition: term.condition.clone() }
}

/// Everything that the role gives, sorted, each once.
fn terms_of(role: &Role, catalogue: &CatalogueIndex) -> Vec<Term> {
    let mut terms = Vec::with_capacity(role.policies.len());
    for policy in &role.policies {
        expand(policy, catalogue, &mut terms);
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

fn licences_of(terms: &[BookTerm], permissions: &[KnownPermission]) -> Vec<DisplayText> {
    sorted(terms.iter().flat_map(|term| permissions[term.permission].licences.iter().cloned()).collect())
}

/// The terms by domain, entity and condition, as a tree shows them.
fn grouped<'a>(terms: impl Iterator<Item = (&'a Permission, &'a Option<DisplayText>)>) -> Vec<BranchPolicy> {
    let mut groups: BTreeMap<(&DisplayText, &DisplayText, &Option<DisplayText>), Vec<DisplayText>> = BTreeMap::new();
    for (p, condition) in terms {
        groups.entry((&p.domain, &p.entity, condition)).or_default().push(p.action.clone());
    }
    groups
        .into_iter()
        .map(|((domain, entity, condition), actions)| BranchPolicy {
            domain: domain.clone(),
            entity: entity.clone(),
            actions: sorted(actions),
            condition: condition.clone(),
        })
        .collect()
}

fn sorted(mut texts: Vec<DisplayText>) -> Vec<DisplayText> {
    texts.sort_unstable();
    texts.dedup();
    texts
}
