//! Access in words, the same on every screen: where something holds, by which way it comes, what an offboarding leaves.

use crate::access::answer::Reach;
use crate::access::{Path, RoleBranch, ScopedDivision};
use crate::model::{DisplayText, GrantSource};

/// Divisions by name, in the order given.
pub fn divisions(divisions: &[ScopedDivision]) -> String {
    divisions.iter().map(|d| d.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Names, in the order given.
pub fn names(names: &[DisplayText]) -> String {
    names.iter().map(DisplayText::as_str).collect::<Vec<_>>().join(", ")
}

/// Where a way begins: `direct`, or the group.
pub fn source(source: &GrantSource, name: &DisplayText) -> String {
    match source {
        GrantSource::Direct => "direct".to_owned(),
        GrantSource::Group(_) => format!("group {name}"),
    }
}

/// A way in one line: source, templates that explain the role, role, policy, division, condition.
pub fn way(path: &Path) -> String {
    let mut parts = vec![source(&path.source, &path.source_name)];
    if !path.templates.is_empty() {
        parts.push(format!("template {}", chain(&path.templates)));
    }
    parts.extend([path.role_name.to_string(), path.policy.to_string(), path.division.name.to_string()]);
    let condition = path.condition.as_ref().map(|c| format!("  if {c}")).unwrap_or_default();
    format!("{}{condition}", parts.join(" > "))
}

/// A chain of templates, outermost first.
pub fn chain(templates: &[DisplayText]) -> String {
    templates.iter().map(DisplayText::as_str).collect::<Vec<_>>().join(" > ")
}

/// Where a reach holds, and that it does so only sometimes.
pub fn whereabouts(reach: &Reach) -> String {
    let condition = if reach.conditional { ", only under a condition" } else { "" };
    format!("{}{condition}", divisions(&reach.divisions))
}

/// What an offboarding does with a role: it ends direct grants, it leaves groups, and nobody can take away a base role.
pub fn fate(branch: &RoleBranch) -> &'static str {
    match (branch.is_base, &branch.source) {
        (true, _) => "stays: everybody has it",
        (false, GrantSource::Direct) => "goes",
        (false, GrantSource::Group(_)) => "goes with the group",
    }
}
