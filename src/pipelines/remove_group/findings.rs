//! The checks before a removal: what blocks it, what somebody should think about, and what to do about it.

use super::losses::Losses;
use crate::model::{DisplayText, Finding, GroupImage, Level};
use crate::pipelines::pattern::matches;

/// What the configuration allows.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The most members that a group may have to be removed.
    pub members: u32,
    /// Names or ids of groups that are never removed; `*` stands for any text.
    pub protected: Vec<String>,
}

/// How many names a finding tells.
const NAMED: usize = 5;

/// Runs every check; blockers come first. `losses` are none when the directory does not know them yet.
pub(super) fn findings(image: &GroupImage, losses: Option<&Losses>, limits: &Limits) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut find = |level, code: &str, text: String, remedy: &str| {
        found.push(Finding { level, code: code.to_owned(), text: DisplayText::new(text), remedy: remedy.into() });
    };
    let group = &image.group;
    if limits.protected.iter().any(|p| matches(p, group.name.as_str()) || p == group.id.as_str()) {
        let remedy = "take it off `protected_groups` in the configuration, by whoever keeps that list";
        find(Level::Blocker, "protected-group", format!("the group {} is protected", group.name), remedy);
    }
    if image.members.len() > limits.members as usize {
        let text = format!("has {} members, and {} is the limit", image.members.len(), limits.members);
        let remedy = "take members out first, or raise `group_member_limit` in the configuration";
        find(Level::Blocker, "member-limit", text, remedy);
    }
    if image.dynamic {
        let text = "its members follow from a rule".to_owned();
        find(Level::Warning, "dynamic-rule", text, "they cannot be taken out one by one; they go with the group");
    }
    if !image.grants.is_empty() {
        let roles: Vec<_> = image.grants.iter().map(|g| format!("{} ({})", g.role_name, g.division_name)).collect();
        find(Level::Warning, "carries-roles", format!("carries {}", roles.join(", ")), "see what each member loses");
    }
    if !image.queues.is_empty() {
        let names: Vec<_> = image.queues.iter().map(|q| q.name.as_str()).collect();
        let text = format!("the queues {} have members from it", few(&names));
        find(Level::Warning, "feeds-queues", text, "put who is to stay there into the queues by name first");
    }
    let owners = image.members.iter().filter(|m| m.owner).map(|m| m.name.as_str()).collect::<Vec<_>>();
    if !owners.is_empty() {
        find(Level::Note, "owners", format!("is owned by {}", few(&owners)), "see that they know");
    }
    match losses {
        None => {
            let text = "what each member loses is not known: the grants of the tenant have not been read".to_owned();
            find(Level::Warning, "losses-unknown", text, "refresh the directory, then rebuild the plan");
        }
        Some(losses) => lost(losses, &mut find),
    }
    found.sort_by_key(|f| std::cmp::Reverse(f.level));
    found
}

fn lost(losses: &Losses, find: &mut impl FnMut(Level, &str, String, &str)) {
    let losing: Vec<_> = losses.members.iter().filter(|m| m.lost > 0).collect();
    if !losing.is_empty() {
        let most: Vec<_> = losing.iter().map(|m| format!("{} {}", m.name, m.lost)).collect();
        let verb = if losing.len() == 1 { "loses" } else { "lose" };
        let text = format!("{} {verb} permissions: {}", counted(losing.len(), "member"), few(&most));
        find(Level::Warning, "members-lose", text, "give them what they need by another way first");
    }
    let keeping = losses.members.iter().filter(|m| m.lost == 0).count();
    if keeping > 0 {
        let verb = if keeping == 1 { "keeps" } else { "keep" };
        let text = format!("{} {verb} everything by another way", counted(keeping, "member"));
        find(Level::Note, "members-keep", text, "nothing to do");
    }
    let orphans: Vec<_> = losses.members.iter().filter(|m| m.left_with_nothing).map(|m| m.name.as_str()).collect();
    if !orphans.is_empty() {
        let text = format!("{} would be left with nothing: {}", counted(orphans.len(), "member"), few(&orphans));
        let remedy = match &losses.new_home {
            Some(home) => format!("a new home with the same roles: the group {home}"),
            None => "no other group carries these roles: grant them directly, or make a new group first".to_owned(),
        };
        find(Level::Warning, "orphans", text, &remedy);
    }
}

fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn few(names: &[impl AsRef<str>]) -> String {
    let shown: Vec<_> = names.iter().take(NAMED).map(AsRef::as_ref).collect();
    match names.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
