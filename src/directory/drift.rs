//! In what the directory was behind the truth about one person.

use super::Snapshot;
use crate::model::{
    DisplayText, DivisionId, GrantSource, Group, GroupId, HoldingsEdit, RoleId, Seat, SubjectRef, UserState,
};
use std::collections::{BTreeMap, BTreeSet};

/// The differences, and how to take the truth over.
#[derive(Clone, Debug, Default)]
pub struct Drift {
    /// In words, grants first; empty when the directory was right.
    pub words: Vec<DisplayText>,
    /// What to put into the holdings.
    pub edit: HoldingsEdit,
}

/// What a role in a division is called, by both ids.
type Names = BTreeMap<(RoleId, DivisionId), DisplayText>;

/// Compares what was just read of a person with what the directory knows; `known_at` says of when that is, in words such
/// as `14:03`.
pub fn drift(snapshot: &Snapshot, seat: &Seat, known_at: &str) -> Drift {
    let mut drift = Drift::default();
    let behind = format!("the directory of {known_at} did not know");
    let user = SubjectRef::user(&seat.person.id);
    let held = |source: &GrantSource| -> Names {
        let held = seat.grants.iter().filter(|grant| grant.source == *source);
        let named = held.map(|g| {
            ((g.role.clone(), g.division.clone()), words(&g.role_name, g.division.is_all(), &g.division_name))
        });
        named.collect()
    };

    let own = held(&GrantSource::Direct);
    if compare(
        snapshot,
        &user,
        &own,
        |what, gone| match gone {
            false => format!("{what} is granted since; {behind}"),
            true => format!("{what} was taken away since; {behind}"),
        },
        &mut drift.words,
    ) {
        drift.edit.subjects.insert(user, own.into_keys().collect());
    }
    groups(snapshot, seat, &behind, &mut drift);
    // A group gives its roles only where roles can be granted to it; otherwise nothing is known of them from here.
    for group in seat.groups.iter().filter(|group| group.roles_enabled && seat.person.state != UserState::Deleted) {
        let carried = held(&GrantSource::Group(group.id.clone()));
        let subject = SubjectRef::group(&group.id);
        let name = &group.name;
        if compare(
            snapshot,
            &subject,
            &carried,
            |what, gone| match gone {
                false => format!("the group {name} gives {what} since; {behind}"),
                true => format!("the group {name} does not give {what} any more; {behind}"),
            },
            &mut drift.words,
        ) {
            drift.edit.subjects.insert(subject, carried.into_keys().collect());
        }
    }
    if let Some(known) = snapshot.people.iter().find(|person| person.id == seat.person.id) {
        let (then, now) = (known.state, seat.person.state);
        if then != now {
            drift.words.push(DisplayText::new(format!("is {now} since, and was {then}; {behind}")));
        }
    } else {
        drift.words.push(DisplayText::new(format!("is new; {behind}")));
    }
    drift
}

fn words(role: &DisplayText, everywhere: bool, division: &DisplayText) -> DisplayText {
    let division = if everywhere { "all divisions" } else { division.as_str() };
    DisplayText::new(format!("{role} ({division})"))
}

/// Puts what differs into words; tells whether anything does.
fn compare(
    snapshot: &Snapshot,
    subject: &SubjectRef,
    truth: &Names,
    say: impl Fn(&DisplayText, bool) -> String,
    into: &mut Vec<DisplayText>,
) -> bool {
    let known: BTreeSet<(RoleId, DivisionId)> = snapshot.holdings.grants_of(subject).into_iter().collect();
    let before = into.len();
    for (pair, name) in truth {
        if !known.contains(pair) {
            into.push(DisplayText::new(say(name, false)));
        }
    }
    for (role, division) in known.iter().filter(|pair| !truth.contains_key(pair)) {
        let role_name = snapshot.roles.iter().find(|r| r.id == *role).map(|r| r.name.clone());
        let role_name = role_name.unwrap_or_else(|| DisplayText::new(role.as_str()));
        let division_name = snapshot.division_name(division).cloned();
        let division_name = division_name.unwrap_or_else(|| DisplayText::new(division.as_str()));
        into.push(DisplayText::new(say(&words(&role_name, division.is_all(), &division_name), true)));
    }
    into.len() > before
}

fn groups(snapshot: &Snapshot, seat: &Seat, behind: &str, drift: &mut Drift) {
    let known: BTreeSet<GroupId> = snapshot.holdings.groups_of(&seat.person.id).into_iter().collect();
    let truth: BTreeMap<&GroupId, &Group> = seat.groups.iter().map(|group| (&group.id, group)).collect();
    let before = drift.words.len();
    for (_, group) in truth.iter().filter(|(id, _)| !known.contains(**id)) {
        drift.words.push(DisplayText::new(format!("is in the group {} since; {behind}", group.name)));
    }
    for id in known.iter().filter(|id| !truth.contains_key(id)) {
        let name = snapshot.groups.iter().find(|group| group.id == *id).map(|group| group.name.clone());
        let name = name.unwrap_or_else(|| DisplayText::new(id.as_str()));
        drift.words.push(DisplayText::new(format!("is not in the group {name} any more; {behind}")));
    }
    if drift.words.len() > before {
        drift.edit.people.insert(seat.person.id.clone(), truth.into_keys().cloned().collect());
    }
}
