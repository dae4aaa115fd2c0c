//! The checks before an offboarding: what blocks it, what somebody should think about, and what to do about it.

use super::recipe::{Delete, Recipe};
use super::surroundings::Surroundings;
use crate::model::{DisplayText, Finding, GrantSource, Level, Person, Seat, UserState};
use crate::pipelines::pattern::matches;
use std::collections::BTreeSet;

/// Whom the configuration forbids to touch, besides the recipe.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// Ids or e-mail addresses of the operator and of the accounts that Lanyard itself acts for.
    pub own_accounts: Vec<String>,
    /// Ids or e-mail addresses of protected people.
    pub protected_people: Vec<String>,
    /// Names or ids of protected groups; `*` stands for any text.
    pub protected_groups: Vec<String>,
}

/// The code of what is found about somebody who may not be deleted.
pub(super) const LEGAL_HOLD: &str = "legal-hold";

/// Runs every check. Blockers come first, then warnings, then notes; the order is the same for the same seat.
pub fn findings(seat: &Seat, around: &Surroundings, recipe: &Recipe, guard: &Guard) -> Vec<Finding> {
    let mut found = Vec::new();
    state(seat, &mut found);
    protection(seat, recipe, guard, &mut found);
    last_holder(seat, around, recipe, &mut found);
    legal_hold(seat, recipe, &mut found);
    ownership(seat, around, &mut found);
    reports(seat, &mut found);
    conversations(seat, recipe, &mut found);
    elsewhere(seat, &mut found);
    found.sort_by_key(|f| std::cmp::Reverse(f.level));
    found
}

fn finding(level: Level, code: &str, text: String, remedy: &str) -> Finding {
    Finding { level, code: code.to_owned(), text: DisplayText::new(text), remedy: DisplayText::new(remedy) }
}

fn state(seat: &Seat, found: &mut Vec<Finding>) {
    match seat.person.state {
        UserState::Active => {}
        UserState::Inactive => found.push(finding(
            Level::Note,
            "already-inactive",
            format!("{} is inactive already", seat.person.name),
            "nothing to do: the state step will find it so",
        )),
        UserState::Deleted => found.push(finding(
            Level::Blocker,
            "already-deleted",
            format!("{} is deleted already", seat.person.name),
            "nothing is left to offboard; look at the runs for who did it",
        )),
    }
}

fn protection(seat: &Seat, recipe: &Recipe, guard: &Guard, found: &mut Vec<Finding>) {
    if guard.own_accounts.iter().any(|who| is(&seat.person, who)) {
        found.push(finding(
            Level::Blocker,
            "own-account",
            "this is your own account".to_owned(),
            "let a colleague offboard you",
        ));
    }
    if recipe.protect.people.iter().chain(&guard.protected_people).any(|who| is(&seat.person, who)) {
        found.push(finding(
            Level::Blocker,
            "protected-person",
            format!("{} is on the list of protected people", seat.person.name),
            "take the address off `protect.people` in the recipe or the configuration, by whoever keeps that list",
        ));
    }
    let patterns: Vec<&String> = recipe.protect.groups.iter().chain(&guard.protected_groups).collect();
    for group in &seat.groups {
        if patterns.iter().any(|p| matches(p, group.name.as_str()) || *p == group.id.as_str()) {
            found.push(finding(
                Level::Blocker,
                "protected-group",
                format!("{} is in the protected group {}", seat.person.name, group.name),
                "have the group's owner take the person out first, or change `protect.groups` in the recipe",
            ));
        }
    }
}

fn last_holder(seat: &Seat, around: &Surroundings, recipe: &Recipe, found: &mut Vec<Finding>) {
    let roles: BTreeSet<_> = seat
        .grants
        .iter()
        .filter(|g| recipe.protect.last_holder_of.iter().any(|p| matches(p, g.role_name.as_str())))
        .map(|g| (&g.role, &g.role_name))
        .collect();
    for (role, name) in roles {
        if around.sole_holder_of.contains(role) {
            found.push(finding(
                Level::Blocker,
                "last-administrator",
                format!("{} is the last active holder of the role {name}", seat.person.name),
                "grant the role to somebody else first, then rebuild the plan",
            ));
        }
    }
}

fn legal_hold(seat: &Seat, recipe: &Recipe, found: &mut Vec<Finding>) {
    if recipe.protect.legal_hold.iter().any(|who| is(&seat.person, who)) {
        let (level, remedy) = match recipe.delete {
            Delete::Now => (Level::Blocker, "use the recipe keep-inactive: it cuts access and keeps the user"),
            Delete::Later | Delete::Never => (Level::Note, "the user is kept inactive by this recipe"),
        };
        found.push(finding(level, LEGAL_HOLD, format!("{} is under legal hold", seat.person.name), remedy));
    }
}

fn ownership(seat: &Seat, around: &Surroundings, found: &mut Vec<Finding>) {
    for group in around.owned_by(&seat.person.id) {
        let (code, text) = if group.owners.len() == 1 {
            ("sole-owner", format!("owns group {} alone", group.name))
        } else {
            ("owner", format!("is one of {} owners of group {}", group.owners.len(), group.name))
        };
        let level = if group.owners.len() == 1 { Level::Warning } else { Level::Note };
        found.push(finding(level, code, text, "name a new owner of the group, before or after"));
    }
}

fn reports(seat: &Seat, found: &mut Vec<Finding>) {
    if !seat.direct_reports.is_empty() {
        let names: Vec<_> = seat.direct_reports.iter().take(5).map(|p| p.name.to_string()).collect();
        let more = seat.direct_reports.len() - names.len();
        let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
        found.push(finding(
            Level::Warning,
            "direct-reports",
            format!("{} report to this person: {}{tail}", people(seat.direct_reports.len()), names.join(", ")),
            "give them a new manager, before or after",
        ));
    }
}

fn conversations(seat: &Seat, recipe: &Recipe, found: &mut Vec<Finding>) {
    use super::recipe::Conversations;
    if !seat.open_conversations.is_empty() {
        let what = match recipe.conversations {
            Conversations::Queue => "they go back to their queues",
            Conversations::Disconnect => "they are disconnected",
            Conversations::Leave => "the recipe leaves them alone; end them by hand",
        };
        found.push(finding(
            Level::Warning,
            "open-conversations",
            format!("on {} open conversations", seat.open_conversations.len()),
            what,
        ));
    }
}

fn elsewhere(seat: &Seat, found: &mut Vec<Finding>) {
    if seat.external_ids.iter().any(|id| id.authority.as_str().starts_with("x-pc:scimv2")) {
        found.push(finding(
            Level::Warning,
            "scim-managed",
            format!("{} is managed by an identity system over SCIM", seat.person.name),
            "end the assignment there too, or its next synchronisation may bring the person back",
        ));
    }
    let inherited: BTreeSet<_> =
        seat.grants.iter().filter(|g| g.source != GrantSource::Direct).map(|g| g.role_name.to_string()).collect();
    if !inherited.is_empty() {
        found.push(finding(
            Level::Note,
            "inherited-roles",
            format!(
                "roles through groups end with the groups: {}",
                inherited.into_iter().collect::<Vec<_>>().join(", ")
            ),
            "nothing to do",
        ));
    }
}

fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

fn is(person: &Person, who: &str) -> bool {
    person.id.as_str().eq_ignore_ascii_case(who.trim()) || person.email.as_str().eq_ignore_ascii_case(who.trim())
}
