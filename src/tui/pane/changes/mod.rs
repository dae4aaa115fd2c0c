//! What was changed in the tenant since yesterday, by its own audit log: by this house, and by others.

mod detail;
mod records;
mod view;

#[cfg(test)]
mod tests;

pub use records::ACTIONS;
pub use view::view;

use crate::backend::{Command, Event, Severity, TenantChange};
use crate::model::{Fault, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::{App, Remote};
use crate::tui::effect::{Effect, Effects};
use crate::tui::overlay::{Overlay, reader::Reader};
use crate::tui::pane::Pane;
use crate::tui::widget::narrow::Narrow;
use crate::tui::widget::{Cursor, Prompt};
use std::sync::Arc;

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Changes {
    all: Remote<Arc<[TenantChange]>>,
    cursor: Cursor,
    prompt: Prompt,
    /// Whether what this house did is left out.
    only_others: bool,
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Leave out what this house did, or show it again.
    OnlyOthers,
}

/// The changes that the filters leave in.
fn shown(app: &App) -> Vec<&TenantChange> {
    let narrow = Narrow::new(app.changes.prompt.text());
    let all = app.changes.all.data().map_or(&[][..], |all| all);
    let wanted = |change: &&TenantChange| !(app.changes.only_others && change.ours) && narrow.holds(&words_of(change));
    all.iter().filter(wanted).collect()
}

fn words_of(change: &TenantChange) -> String {
    let TenantChange { by, service, action, entity_type, entity, name, .. } = change;
    format!("{} {} {service} {action} {entity_type} {name} {entity}", by.name, by.id)
}

fn selected(app: &App) -> Option<&TenantChange> {
    shown(app).get(app.changes.cursor.at).copied()
}

/// Why what the screen is about could not be read, if it could not.
pub fn fault(app: &App) -> Option<&Fault> {
    super::faults::of(&app.changes.all)
}

/// Called when the screen comes to the top.
pub fn entered(app: &mut App, out: &mut Effects) {
    let generation = app.next_generation();
    app.changes.all.ask(generation, app.now);
    out.send(Command::Changes { generation });
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, _out: &mut Effects) -> bool {
    match act {
        Act::OnlyOthers => {
            app.changes.only_others = !app.changes.only_others;
            app.changes.cursor = Cursor::default();
        }
    }
    true
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::Changes);
            list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::Open => {
            let Some(change) = selected(app).cloned() else { return false };
            app.changes.prompt.typing = false;
            let lines = detail::write(&change, app.size.0.saturating_sub(6).min(106), app).lines();
            app.open_overlay(Overlay::Reader(Reader::new("Change in the tenant", lines)));
            true
        }
        Action::Filter => {
            app.changes.prompt.typing = true;
            true
        }
        Action::Back | Action::Interrupt if app.changes.prompt.typing => {
            app.changes.prompt.typing = false;
            true
        }
        Action::Back if !app.changes.prompt.is_empty() => {
            app.changes.prompt.clear();
            true
        }
        Action::Refresh => {
            entered(app, out);
            true
        }
        Action::CopyId => copy(app, out, |change| change.entity.to_string()),
        Action::CopyRow => copy(app, out, |change| {
            let at = change.at.map(|at| at.to_string()).unwrap_or_default();
            format!("{at} {}", words_of(change))
        }),
        _ => false,
    }
}

fn copy(app: &mut App, out: &mut Effects, what: impl Fn(&TenantChange) -> String) -> bool {
    let Some(text) = selected(app).map(what) else { return false };
    app.notify(Severity::Success, format!("Copied {text}"));
    out.push(Effect::Copy(text));
    true
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event) -> bool {
    let Event::Changes { generation, result } = event else { return false };
    let before = selected(app).filter(|_| app.changes.cursor.at > 0).map(|change| change.id.clone());
    if !app.changes.all.answer(generation, result, app.now) {
        return false;
    }
    // Who stands on the newest stays on the newest; elsewhere the change is kept.
    if let Some(at) = before.and_then(|id| shown(app).iter().position(|change| change.id == id)) {
        app.changes.cursor.at = at;
    }
    true
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let len = shown(app).len();
    Some((&mut app.changes.cursor, len))
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    app.changes.all.waits_since()
}

/// The field that keys are typed into.
pub fn prompt(app: &App) -> Option<&Prompt> {
    Some(&app.changes.prompt)
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    Some(&mut app.changes.prompt)
}

/// Called when its text has changed.
pub fn typed(app: &mut App) {
    app.changes.cursor = Cursor::default();
}
