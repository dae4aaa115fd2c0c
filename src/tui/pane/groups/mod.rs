//! The groups of the organisation: who is in one and what it carries, and the way to remove it or to offboard its members.

mod card;
mod records;
mod view;

#[cfg(test)]
mod tests;

pub use records::ACTIONS;
pub use view::{rows, view};

use crate::backend::{Command, Event, FileEdits, RowsFrom, RowsWish, Severity, SyncMode};
use crate::model::{DisplayText, Group, GroupId, GroupImage, GroupType, PipelineKind, Table, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::{App, Remote};
use crate::tui::effect::{Effect, Effects};
use crate::tui::input::Timer;
use crate::tui::overlay::{Overlay, reader::Reader};
use crate::tui::pane::faults::Shown;
use crate::tui::pane::people::marks::Mark;
use crate::tui::pane::plan::{self, Wanted};
use crate::tui::pane::{Pane, Screen, rows as many};
use crate::tui::widget::narrow::Narrow;
use crate::tui::widget::{Cursor, Prompt, text};
use std::sync::Arc;
use std::time::Duration;

/// How long the cursor rests on a group before it is read.
const RESTS: Duration = Duration::from_millis(120);

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Groups {
    all: Remote<Arc<[Group]>>,
    /// The places of those that the filter leaves in.
    shown: Vec<usize>,
    cursor: Cursor,
    prompt: Prompt,
    /// Of which group the card is.
    of: Option<GroupId>,
    card: Remote<Arc<GroupImage>>,
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Ask for a plan to remove the selected group.
    Remove,
    /// Ask for a plan to offboard every member of the selected group.
    OffboardMembers,
    /// Mark every member of the selected group.
    MarkMembers,
}

/// Called when the screen comes to the top.
pub fn entered(app: &mut App, out: &mut Effects) {
    let generation = app.next_generation();
    app.groups.all.ask(generation, app.now);
    out.send(Command::Groups { generation });
    // What was done elsewhere may have changed the selected one.
    if app.groups.of.is_some() {
        read(app, out);
    }
}

/// Why what the screen is about could not be read, if it could not.
pub fn fault(app: &App) -> Option<Shown<'_>> {
    let all = super::faults::of(&app.groups.all).map(|fault| Shown { fault, on_enter: true });
    // Of one group Enter reads it again.
    all.or_else(|| super::faults::of(&app.groups.card).map(|fault| Shown { fault, on_enter: false }))
}

/// The selected group.
pub fn selected(app: &App) -> Option<&Group> {
    app.groups.all.data()?.get(*app.groups.shown.get(app.groups.cursor.at)?)
}

/// The selected group read whole, if it has been.
fn card(app: &App) -> Option<&Arc<GroupImage>> {
    app.groups.card.data().filter(|image| selected(app).is_some_and(|group| group.id == image.group.id))
}

fn read(app: &mut App, out: &mut Effects) {
    let Some(id) = selected(app).map(|group| group.id.clone()) else { return };
    let generation = app.next_generation();
    if app.groups.of.as_ref() == Some(&id) {
        app.groups.card.ask(generation, app.now);
    } else {
        app.groups.of = Some(id.clone());
        app.groups.card.ask_other(generation, app.now);
    }
    out.send(Command::OpenGroup { generation, id });
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, out: &mut Effects) -> bool {
    let Some(id) = selected(app).map(|group| group.id.clone()) else { return false };
    app.groups.prompt.typing = false;
    match act {
        Act::MarkMembers => {
            let members: Vec<Mark> =
                card(app).map_or(Vec::new(), |image| image.members.iter().map(Mark::from).collect());
            let name = selected(app).map(|group| group.name.clone()).unwrap_or_default();
            let fresh = app.people.marks.add(members);
            let words =
                format!("Marked {} of {name}; the people screen (F2) has them all.", text::counted(fresh, "member"));
            app.notify(Severity::Success, words);
        }
        Act::Remove => plan::open(app, Wanted::RemoveGroup(id), out),
        Act::OffboardMembers => {
            let wish = RowsWish {
                job: PipelineKind::Offboard,
                from: RowsFrom::Group(id),
                recipe: None,
                mode: SyncMode::Add,
                edits: FileEdits::default(),
                skip_bad: false,
            };
            many::open(app, wish, out);
        }
    }
    true
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::Groups);
            let Some((cursor, len)) = list(app) else { return false };
            let moved = cursor.step(step, len, height);
            if moved {
                out.after(Timer::OpenGroup, RESTS);
            }
            moved
        }
        Action::Open if app.groups.prompt.typing => {
            app.groups.prompt.typing = false;
            true
        }
        Action::Open => {
            if card(app).is_none() {
                read(app, out);
                return true;
            }
            show(app)
        }
        Action::Filter => {
            app.groups.prompt.typing = true;
            true
        }
        Action::Back | Action::Interrupt if app.groups.prompt.typing => {
            app.groups.prompt.typing = false;
            true
        }
        Action::Back if !app.groups.prompt.is_empty() => {
            app.groups.prompt.clear();
            typed(app, out);
            true
        }
        Action::Refresh => {
            entered(app, out);
            true
        }
        Action::CopyId => copy(app, out, |group| group.id.to_string()),
        Action::CopyRow => copy(app, out, |group| format!("{}\t{}\t{}", group.name, group.member_count, group.id)),
        _ => false,
    }
}

fn show(app: &mut App) -> bool {
    let Some(image) = card(app).cloned() else { return false };
    let lines = card::page(&image, app.size.0.saturating_sub(6).min(106)).lines();
    app.open_overlay(Overlay::Reader(Reader::new(format!("Group {}", image.group.name), lines)));
    true
}

fn copy(app: &mut App, out: &mut Effects, what: impl Fn(&Group) -> String) -> bool {
    let Some(text) = selected(app).map(what) else { return false };
    // Ids are taken as they came; nothing may reach the terminal that has not been made safe.
    let text = text.split('\t').map(|part| DisplayText::new(part).to_string()).collect::<Vec<_>>().join("\t");
    app.notify(Severity::Success, format!("Copied {}", text.replace('\t', "  ")));
    out.push(Effect::Copy(text));
    true
}

/// What a group is, in a word.
pub(super) fn kind(group: &Group) -> &'static str {
    match group.kind {
        GroupType::Official => "official",
        GroupType::Social => "social",
    }
}

/// The groups that the filter leaves in, to be copied or written out.
pub fn table(app: &App) -> Option<Table> {
    let all = app.groups.all.data()?;
    let row = |group: &Group| {
        vec![
            group.name.clone(),
            DisplayText::new(group.member_count.to_string()),
            kind(group).into(),
            if group.roles_enabled { "roles" } else { "" }.into(),
            group.id.as_str().into(),
        ]
    };
    let rows = app.groups.shown.iter().filter_map(|at| all.get(*at)).map(row).collect();
    Some(Table { title: "Groups".into(), columns: vec!["group", "members", "kind", "carries", "id"], rows })
}

/// Whether any group is shown.
pub fn has_rows(app: &App) -> bool {
    !app.groups.shown.is_empty()
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: &Event, out: &mut Effects) -> bool {
    match event {
        Event::Groups { generation, result } => {
            let before = selected(app).map(|group| group.id.clone());
            if !app.groups.all.answer(*generation, result.clone(), app.now) {
                return false;
            }
            narrow(app);
            let all = app.groups.all.data().cloned();
            let same = |at: &usize| all.as_ref().is_some_and(|all| Some(&all[*at].id) == before.as_ref());
            app.groups.cursor.at = app.groups.shown.iter().position(same).unwrap_or(0);
            if app.screen() == Screen::Groups && card(app).is_none() {
                out.after(Timer::OpenGroup, RESTS);
            }
            true
        }
        Event::Group { generation, result } => app.groups.card.answer(*generation, result.clone(), app.now),
        _ => false,
    }
}

fn narrow(app: &mut App) {
    let narrow = Narrow::new(app.groups.prompt.text());
    let all = app.groups.all.data().cloned();
    let names = all.iter().flat_map(|all| all.iter().enumerate());
    app.groups.shown = names.filter(|(_, group)| narrow.holds(group.name.as_str())).map(|(at, _)| at).collect();
}

/// Called when the cursor has rested on a group.
pub fn rang(app: &mut App, out: &mut Effects) -> bool {
    let other = selected(app).is_some_and(|group| app.groups.of.as_ref() != Some(&group.id));
    if other {
        read(app, out);
    }
    other
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let len = app.groups.shown.len();
    Some((&mut app.groups.cursor, len))
}

/// Called when the mouse has put the cursor on another row.
pub fn clicked(out: &mut Effects) {
    out.after(Timer::OpenGroup, RESTS);
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    [app.groups.all.waits_since(), app.groups.card.waits_since()].into_iter().flatten().min()
}

/// The field that keys are typed into.
pub fn prompt(app: &App) -> Option<&Prompt> {
    Some(&app.groups.prompt)
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    Some(&mut app.groups.prompt)
}

/// Called when its text has changed.
pub fn typed(app: &mut App, out: &mut Effects) {
    app.groups.cursor = Cursor::default();
    narrow(app);
    out.after(Timer::OpenGroup, RESTS);
}
