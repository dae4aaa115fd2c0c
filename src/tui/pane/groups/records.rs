//! What can be done with a group.

use super::{Act, card, selected};
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why, always};
use crate::tui::app::App;
use crate::tui::pane::Screen;

const BASE: Record = Record {
    action: Action::Groups(Act::Remove),
    id: "",
    name: "",
    label: "",
    help: "",
    group: Group::Groups,
    scope: Scope::Screen(Screen::Groups),
    keys: &[],
    synonyms: &[],
    footer: 0,
    danger: Danger::None,
    available: always,
};

fn has_group(app: &App) -> Result<(), Why> {
    if app.screen() != Screen::Groups {
        return Err("go to the groups first (F5)".into());
    }
    if selected(app).is_some() { Ok(()) } else { Err("choose a group first".into()) }
}

fn has_members(app: &App) -> Result<(), Why> {
    has_group(app)?;
    match selected(app).map_or(0, |group| group.member_count) {
        0 => Err("nobody is in this group".into()),
        _ => Ok(()),
    }
}

fn members_read(app: &App) -> Result<(), Why> {
    has_members(app)?;
    if card(app).is_some() { Ok(()) } else { Err("the group is still being read".into()) }
}

/// The records of this screen.
pub const ACTIONS: &[Record] = &[
    Record {
        action: Action::Groups(Act::Remove),
        id: "groups.remove",
        name: "remove the selected group",
        label: "remove",
        help: "Make a plan to remove the group, with what each member would lose; nothing is changed before it is \
               confirmed.",
        keys: &["D"],
        synonyms: &["delete group", "deprovision group"],
        footer: 1,
        available: has_group,
        ..BASE
    },
    Record {
        action: Action::Groups(Act::OffboardMembers),
        id: "groups.offboard-members",
        name: "offboard every member of the group",
        label: "offboard members",
        help: "Make a plan for each member of the group; nothing is changed before it is confirmed.",
        keys: &["O"],
        synonyms: &["terminate", "many", "bulk", "team"],
        footer: 3,
        available: has_members,
        ..BASE
    },
    Record {
        action: Action::Groups(Act::MarkMembers),
        id: "groups.mark-members",
        name: "mark every member of the group",
        label: "mark members",
        help: "Mark every member of the group with those who are marked already, to be looked through or offboarded.",
        keys: &["*"],
        synonyms: &["select", "tick"],
        footer: 5,
        available: members_read,
        ..BASE
    },
];
