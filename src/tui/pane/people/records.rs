//! What only the people screen has.

use crate::model::{DisplayText, GroupId, UserState};
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why, always};
use crate::tui::app::App;
use crate::tui::pane::{Pane, Screen};

/// What only the people screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Ask for a plan to offboard the selected person.
    Offboard,
    /// Ask for a plan to give back what the newest offboarding of the selected person took.
    Restore,
    /// Ask for a plan to remove the selected group.
    RemoveGroup,
    /// Leave out people by state, one state after the other.
    CycleFilter,
    /// Mark the selected person to be compared, or take the mark away.
    Mark,
    /// Begin a range with the selected person, or end it there.
    Range,
    /// Mark everybody who is shown, or take those marks away.
    MarkAll,
    /// Mark those who are shown and not marked, and take the marks of the others away.
    Invert,
    /// Mark the selected member of a group, or take the mark away.
    MarkMember,
    /// Mark every member of a group who is shown, or take those marks away.
    MarkMembers,
    /// Take every mark away.
    Unmark,
    /// Ask for a plan to offboard everybody who is marked.
    OffboardMarked,
}

fn someone_chosen(app: &App) -> Result<(), Why> {
    match &app.people.chosen {
        None => Err("choose a person first".into()),
        Some(hit) if hit.person.state == UserState::Deleted => Err("this person is deleted already".into()),
        Some(_) => Ok(()),
    }
}

fn someone_taken(app: &App) -> Result<(), Why> {
    match &app.people.chosen {
        None => Err("choose a person first".into()),
        Some(hit) if hit.person.state == UserState::Active => {
            Err("this person is active: a run (F3) gives back what it took".into())
        }
        Some(_) => Ok(()),
    }
}

/// The group on the screen, else the one under the cursor of the pane of groups.
pub(super) fn group_at(app: &App) -> Option<(GroupId, DisplayText)> {
    let members = &app.people.members;
    let shown = members.group.as_ref().map(|group| (group.id.clone(), group.name.clone()));
    shown.or_else(|| members.group_under(app.people.card.data().map(AsRef::as_ref)))
}

fn has_group(app: &App) -> Result<(), Why> {
    if group_at(app).is_some() { Ok(()) } else { Err("choose a group first".into()) }
}

fn can_mark(app: &App) -> Result<(), Why> {
    if app.people.chosen.is_some() { Ok(()) } else { Err("choose a person first".into()) }
}

fn has_member(app: &App) -> Result<(), Why> {
    match app.people.members.member_under() {
        Some(_) => Ok(()),
        None => Err("open a group and select a member first".into()),
    }
}

fn someone_shown(app: &App) -> Result<(), Why> {
    match app.people.found.data().map_or(0, |found| found.hits.len()) {
        0 => Err("nobody is shown".into()),
        _ => Ok(()),
    }
}

fn has_marks(app: &App) -> Result<(), Why> {
    if app.people.marks.is_empty() { Err("nobody is marked".into()) } else { Ok(()) }
}

const BASE: Record = Record {
    action: Action::People(Act::Offboard),
    id: "",
    name: "",
    label: "",
    help: "",
    group: Group::People,
    scope: Scope::Screen(Screen::People),
    keys: &[],
    synonyms: &[],
    footer: 0,
    danger: Danger::None,
    available: always,
};

/// The records of this screen.
pub const ACTIONS: &[Record] = &[
    Record {
        action: Action::People(Act::Offboard),
        id: "people.offboard",
        name: "offboard the person",
        label: "offboard",
        help: "Make a plan to offboard the selected person; nothing is changed before it is confirmed.",
        keys: &["o", "Ctrl-O"],
        synonyms: &["terminate", "deactivate user", "disable", "remove", "leaver", "deprovision", "plan"],
        footer: 1,
        available: someone_chosen,
        ..BASE
    },
    Record {
        action: Action::People(Act::Restore),
        id: "people.restore",
        name: "give back what an offboarding took",
        label: "give back",
        help: "Make a plan to restore the selected person from their newest offboarding; nothing is changed before it is \
               confirmed.",
        keys: &["b"],
        synonyms: &["restore", "undo", "undelete", "reactivate", "rehire", "bring back"],
        footer: 1,
        available: someone_taken,
        ..BASE
    },
    Record {
        action: Action::People(Act::RemoveGroup),
        id: "people.remove-group",
        name: "remove the group",
        label: "remove group",
        help: "Make a plan to remove the selected group, with what each member would lose; nothing is changed before it \
               is confirmed.",
        scope: Scope::Pane(Pane::Members),
        keys: &["D"],
        synonyms: &["delete group", "deprovision group"],
        footer: 9,
        available: has_group,
        ..BASE
    },
    Record {
        action: Action::People(Act::CycleFilter),
        id: "people.filter",
        name: "leave out by state",
        label: "state",
        help: "Show everybody, then only active, only inactive, only deleted people.",
        scope: Scope::Pane(Pane::Users),
        keys: &["f"],
        synonyms: &["inactive", "active", "deleted", "state"],
        footer: 5,
        ..BASE
    },
    Record {
        action: Action::People(Act::Mark),
        id: "people.mark",
        name: "mark the person",
        label: "mark",
        help: "Mark the selected person, to be compared or offboarded with others, or take the mark away.",
        scope: Scope::Pane(Pane::Users),
        keys: &["Space"],
        synonyms: &["select", "compare", "tick"],
        footer: 7,
        available: can_mark,
        ..BASE
    },
    Record {
        action: Action::People(Act::MarkAll),
        id: "people.mark-all",
        name: "mark everybody who is shown",
        label: "mark all",
        help: "Mark everybody whom the search has found and listed, or take these marks away again.",
        scope: Scope::Pane(Pane::Users),
        keys: &["*"],
        synonyms: &["select all", "tick"],
        available: someone_shown,
        ..BASE
    },
    Record {
        action: Action::People(Act::Range),
        id: "people.mark-range",
        name: "mark a range of people",
        label: "range",
        help: "Begin a range with the selected person; the same key on another one marks everybody between, Esc gives up.",
        scope: Scope::Pane(Pane::Users),
        keys: &["v"],
        synonyms: &["select from to", "tick", "several"],
        available: can_mark,
        ..BASE
    },
    Record {
        action: Action::People(Act::Invert),
        id: "people.mark-invert",
        name: "turn the marks round",
        label: "invert",
        help: "Mark those who are listed and not marked, and take the marks of the others who are listed away.",
        scope: Scope::Pane(Pane::Users),
        keys: &["I"],
        synonyms: &["invert", "toggle all", "opposite"],
        available: someone_shown,
        ..BASE
    },
    Record {
        action: Action::People(Act::MarkMember),
        id: "people.mark-member",
        name: "mark the member",
        label: "mark",
        help: "Mark the selected member of the group with those who are marked already, or take the mark away.",
        scope: Scope::Pane(Pane::Members),
        keys: &["Space"],
        synonyms: &["select", "tick"],
        footer: 7,
        available: has_member,
        ..BASE
    },
    Record {
        action: Action::People(Act::MarkMembers),
        id: "people.mark-members",
        name: "mark every member who is shown",
        label: "mark all",
        help: "Mark every member whom the filter leaves in, or take these marks away again.",
        scope: Scope::Pane(Pane::Members),
        keys: &["*"],
        synonyms: &["select all", "tick"],
        available: has_member,
        ..BASE
    },
    Record {
        action: Action::People(Act::OffboardMarked),
        id: "people.offboard-marked",
        name: "offboard everybody who is marked",
        label: "offboard marked",
        help: "Make a plan for each of the marked people; nothing is changed before it is confirmed.",
        keys: &["O"],
        synonyms: &["terminate", "many", "bulk", "batch", "leavers"],
        footer: 1,
        available: has_marks,
        ..BASE
    },
    Record {
        action: Action::People(Act::Unmark),
        id: "people.unmark",
        name: "take all marks away",
        label: "unmark",
        help: "Mark nobody any more.",
        synonyms: &["clear", "select none"],
        available: has_marks,
        ..BASE
    },
];
