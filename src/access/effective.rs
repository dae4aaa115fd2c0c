//! From a person's grants to everything they may do.

use super::book::{BookRole, RoleBook};
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
    let mut access = Access { roles: branches(grants, groups, book), ..Access::default() };
    access.permissions = permissions(&access.roles, book);
    access.general = general_of(&access.roles, book);
    access
}

/// One branch for each source and role, direct ones first, then by the names of group and role.
fn branches(grants: &[Grant], groups: &HashMap<GroupId, DisplayText>, book: &RoleBook) -> Vec<RoleBranch> {
    let divisions = division_names(grants);
    let mut held: HashMap<(&GrantSource, &RoleId), (BTreeSet<&DivisionId>, &DisplayText)> = HashMap::new();
    for grant in grants {
        let (given, name) =
            held.entry((&grant.source, &grant.role)).or_insert_with(|| (BTreeSet::new(), &grant.role_name));
        given.insert(&grant.division);
        *name = better(name, &grant.role_name);
    }
    let mut branches: Vec<RoleBranch> = held
        .into_iter()
        .map(|((source, role), (given, name_in_grant))| {
            let mut divisions: Vec<_> = given.into_iter().map(|id| scoped(id, &divisions)).collect();
            sort_divisions(&mut divisions);
            branch(source, groups, role, name_in_grant, divisions, book.roles.get(role))
        })
        .collect();
    branches.sort_unstable_by(|a, b| {
        let key = |branch: &RoleBranch| {
            let inherited = branch.source != GrantSource::Direct;
            (inherited, branch.source_name.clone(), branch.source.clone())
        };
        key(a).cmp(&key(b)).then_with(|| (&a.role_name, &a.role).cmp(&(&b.role_name, &b.role)))
    });
    branches
}

pub(super) fn branch(
    source: &GrantSource,
    groups: &HashMap<GroupId, DisplayText>,
    role: &RoleId,
    name_in_grant: &DisplayText,
    divisions: Vec<ScopedDivision>,
    entry: Option<&BookRole>,
) -> RoleBranch {
    let source_name = match source {
        GrantSource::Direct => DisplayText::new("direct"),
        GrantSource::Group(id) => {
            groups.get(id).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| DisplayText::new(id.as_str()))
        }
    };
    let name_without_entry =
        || if name_in_grant.is_empty() { DisplayText::new(role.as_str()) } else { name_in_grant.clone() };
    RoleBranch {
        source: source.clone(),
        source_name,
        role: role.clone(),
        role_name: entry.map_or_else(name_without_entry, |entry| entry.name.clone()),
        divisions,
        derived_from: entry.and_then(|entry| entry.derived_from.clone()),
        is_base: entry.is_some_and(|entry| entry.is_base),
        policies: entry.map(|entry| entry.policies.clone()).unwrap_or_default(),
        licences: Vec::new(),
        permission_count: entry.map_or(0, |entry| entry.permission_count),
        unknown: entry.is_none(),
    }
}

/// Follows every branch into its permissions, sorted by permission; paths stand in the order of the branches.
pub(super) fn permissions(branches: &[RoleBranch], book: &RoleBook) -> Vec<EffectivePermission> {
    let mut paths: BTreeMap<usize, Vec<Path>> = BTreeMap::new();
    for branch in branches {
        let Some(entry) = book.roles.get(&branch.role) else { continue };
        for term in &entry.terms {
            let into = paths.entry(term.permission).or_default();
            for division in &branch.divisions {
                into.push(Path {
                    source: branch.source.clone(),
                    source_name: branch.source_name.clone(),
                    role: branch.role.clone(),
                    role_name: branch.role_name.clone(),
                    templates: Vec::new(),
                    policy: term.written.clone(),
                    division: division.clone(),
                    condition: term.condition.clone(),
                });
            }
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
                licences: Vec::new(),
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

pub(super) fn general_of(branches: &[RoleBranch], book: &RoleBook) -> Vec<(DisplayText, Vec<DisplayText>)> {
    let mut holders: BTreeMap<&DisplayText, BTreeSet<(&DisplayText, &RoleId)>> = BTreeMap::new();
    for branch in branches {
        let Some(entry) = book.roles.get(&branch.role) else { continue };
        for permission in &entry.general {
            holders.entry(permission).or_default().insert((&branch.role_name, &branch.role));
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
