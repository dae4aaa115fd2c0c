//! From a person's grants to everything they may do.

use super::book::{BookRole, BookTerm, RoleBook};
use super::{Access, EffectivePermission, Path, RoleBranch, ScopedDivision};
use crate::model::{DisplayText, DivisionId, Grant, GrantSource, GroupId, RoleId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What the grants give, with every path.
///
/// `grants` are those of one person, direct and inherited, every source listed (the platform's
/// `includeDuplicates=true`); their order and repetitions do not matter. A group without a name in `groups` is
/// called by its id. The time is linear in the number of grants and of paths that come out, but for sorting.
///
/// What is not in here: access policies of the tenant that deny, and the person's state.
pub fn effective(grants: &[Grant], groups: &HashMap<GroupId, DisplayText>, book: &RoleBook) -> Access {
    let held = held_roles(grants, groups, book);
    Access {
        permissions: permissions(&held, book),
        general: general_of(&held),
        roles: held.iter().map(HeldRole::branch).collect(),
    }
}

/// A role as one source gives it.
pub(super) struct HeldRole<'a> {
    pub(super) source: &'a GrantSource,
    pub(super) source_name: DisplayText,
    pub(super) role: &'a RoleId,
    pub(super) role_name: DisplayText,
    pub(super) entry: Option<&'a BookRole>,
    /// Where, `all` first, each with the chain of templates that explains it there.
    pub(super) places: Vec<(ScopedDivision, Vec<DisplayText>)>,
}

/// One entry for each source and role, direct ones first, then by the names of group and role.
pub(super) fn held_roles<'a>(
    grants: &'a [Grant],
    groups: &HashMap<GroupId, DisplayText>,
    book: &'a RoleBook,
) -> Vec<HeldRole<'a>> {
    let divisions = division_names(grants);
    let mut given: HashMap<(&GrantSource, &RoleId), (BTreeSet<&DivisionId>, &DisplayText)> = HashMap::new();
    for grant in grants {
        let (places, name) =
            given.entry((&grant.source, &grant.role)).or_insert_with(|| (BTreeSet::new(), &grant.role_name));
        places.insert(&grant.division);
        *name = better(name, &grant.role_name);
    }
    let mut held: Vec<HeldRole<'_>> = given
        .into_iter()
        .map(|((source, role), (given, name_in_grant))| {
            let mut divisions: Vec<_> = given.into_iter().map(|id| scoped(id, &divisions)).collect();
            sort_divisions(&mut divisions);
            HeldRole::new(source, groups, role, name_in_grant, divisions, book)
        })
        .collect();
    held.sort_unstable_by(|a, b| {
        let source = |held: &HeldRole<'a>| *held.source != GrantSource::Direct;
        (source(a), &a.source_name, a.source, &a.role_name, a.role).cmp(&(
            source(b),
            &b.source_name,
            b.source,
            &b.role_name,
            b.role,
        ))
    });
    book.templates.explain(&mut held);
    held
}

impl<'a> HeldRole<'a> {
    pub(super) fn new(
        source: &'a GrantSource,
        groups: &HashMap<GroupId, DisplayText>,
        role: &'a RoleId,
        name_in_grant: &DisplayText,
        divisions: Vec<ScopedDivision>,
        book: &'a RoleBook,
    ) -> Self {
        let entry = book.roles.get(role).map(|entry| &**entry);
        let source_name = match source {
            GrantSource::Direct => DisplayText::new("direct"),
            GrantSource::Group(id) => {
                groups.get(id).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| DisplayText::new(id.as_str()))
            }
        };
        let name_without_entry =
            || if name_in_grant.is_empty() { DisplayText::new(role.as_str()) } else { name_in_grant.clone() };
        Self {
            source,
            source_name,
            role,
            role_name: entry.map_or_else(name_without_entry, |entry| entry.name.clone()),
            entry,
            places: divisions.into_iter().map(|division| (division, Vec::new())).collect(),
        }
    }

    pub(super) fn branch(&self) -> RoleBranch {
        let entry = self.entry;
        RoleBranch {
            source: self.source.clone(),
            source_name: self.source_name.clone(),
            role: self.role.clone(),
            role_name: self.role_name.clone(),
            divisions: self.places.iter().map(|(division, _)| division.clone()).collect(),
            derived_from: entry.and_then(|entry| entry.derived_from.clone()),
            is_base: entry.is_some_and(|entry| entry.is_base),
            policies: entry.map(|entry| entry.policies.clone()).unwrap_or_default(),
            licences: entry.map(|entry| entry.licences.clone()).unwrap_or_default(),
            permission_count: entry.map_or(0, |entry| entry.permission_count),
            unknown: entry.is_none(),
        }
    }

    fn terms(&self) -> &'a [BookTerm] {
        self.entry.map_or(&[], |entry| &entry.terms)
    }

    /// Adds a path for each division of this role.
    fn paths(&self, term: &BookTerm, into: &mut Vec<Path>) {
        into.extend(self.places.iter().map(|(division, templates)| Path {
            source: self.source.clone(),
            source_name: self.source_name.clone(),
            role: self.role.clone(),
            role_name: self.role_name.clone(),
            templates: templates.clone(),
            policy: term.written.clone(),
            division: division.clone(),
            condition: term.condition.clone(),
        }));
    }
}

/// The paths to one permission, by its place in the book; in the order of the roles.
pub(super) fn paths_to(held: &[HeldRole<'_>], permission: usize) -> Vec<Path> {
    let mut paths = Vec::new();
    for role in held {
        let terms = role.terms();
        let from = terms.partition_point(|term| term.permission < permission);
        for term in terms[from..].iter().take_while(|term| term.permission == permission) {
            role.paths(term, &mut paths);
        }
    }
    paths
}

/// Follows every role into its permissions, sorted by permission; paths stand in the order of the roles.
pub(super) fn permissions(held: &[HeldRole<'_>], book: &RoleBook) -> Vec<EffectivePermission> {
    let mut paths: BTreeMap<usize, Vec<Path>> = BTreeMap::new();
    for role in held {
        for term in role.terms() {
            role.paths(term, paths.entry(term.permission).or_default());
        }
    }
    paths
        .into_iter()
        .map(|(at, paths)| {
            let known = &book.permissions[at];
            EffectivePermission {
                permission: known.permission.clone(),
                unknown: known.unknown,
                division_aware: known.division_aware,
                licences: known.licences.clone(),
                only_conditional: paths.iter().all(|path| path.condition.is_some()),
                divisions: merged(&paths, known.division_aware),
                paths,
            }
        })
        .collect()
}

/// Where a permission with these paths holds.
pub(super) fn merged(paths: &[Path], division_aware: bool) -> Vec<ScopedDivision> {
    if !division_aware || paths.iter().any(|path| path.division.id.is_all()) {
        return vec![ScopedDivision::all()];
    }
    let distinct: BTreeSet<&ScopedDivision> = paths.iter().map(|path| &path.division).collect();
    distinct.into_iter().cloned().collect()
}

pub(super) fn general_of(held: &[HeldRole<'_>]) -> Vec<(DisplayText, Vec<DisplayText>)> {
    let mut holders: BTreeMap<&DisplayText, BTreeSet<(&DisplayText, &RoleId)>> = BTreeMap::new();
    for role in held {
        for permission in role.entry.map_or(&[][..], |entry| &entry.general) {
            holders.entry(permission).or_default().insert((&role.role_name, role.role));
        }
    }
    holders
        .into_iter()
        .map(|(permission, roles)| (permission.clone(), roles.into_iter().map(|(name, _)| name.clone()).collect()))
        .collect()
}

/// One name for each division: grants that were read at different times may tell different ones.
fn division_names(grants: &[Grant]) -> HashMap<&DivisionId, &DisplayText> {
    let mut names: HashMap<&DivisionId, &DisplayText> = HashMap::new();
    for grant in grants {
        let name = names.entry(&grant.division).or_insert(&grant.division_name);
        *name = better(name, &grant.division_name);
    }
    names
}

/// The name to show of two for the same thing: one that is not empty, and always the same one of the two.
fn better<'a>(a: &'a DisplayText, b: &'a DisplayText) -> &'a DisplayText {
    std::cmp::min_by_key(a, b, |name| (name.is_empty(), *name))
}

fn scoped(id: &DivisionId, names: &HashMap<&DivisionId, &DisplayText>) -> ScopedDivision {
    if id.is_all() {
        return ScopedDivision::all();
    }
    let name = names.get(id).filter(|name| !name.is_empty());
    ScopedDivision { name: name.map_or_else(|| DisplayText::new(id.as_str()), |name| (*name).clone()), id: id.clone() }
}

fn sort_divisions(divisions: &mut [ScopedDivision]) {
    divisions.sort_unstable_by(|a, b| (!a.id.is_all(), a).cmp(&(!b.id.is_all(), b)));
}
