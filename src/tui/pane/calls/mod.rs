//! What this process has asked of the tenant: the latest calls, each ready to be asked again.

mod detail;
mod records;
mod view;

#[cfg(test)]
mod tests;

pub use records::ACTIONS;
pub use view::view;

use crate::backend::{Command, Severity};
use crate::model::{ServerCall, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::effect::{Effect, Effects};
use crate::tui::overlay::{Overlay, reader::Reader};
use crate::tui::pane::{Pane, Screen};
use crate::tui::widget::narrow::Narrow;
use crate::tui::widget::{Cursor, Prompt};
use std::sync::Arc;

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Asked {
    all: Option<Arc<[ServerCall]>>,
    /// Since when the backend has been asked to tell of calls.
    watched_since: Option<Timestamp>,
    cursor: Cursor,
    prompt: Prompt,
    only_writes: bool,
    frozen: bool,
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Leave out what only reads, or show it again.
    OnlyWrites,
    /// Take no further calls into the list, or go on.
    Freeze,
}

/// The calls that the filters leave in.
fn shown(app: &App) -> Vec<&ServerCall> {
    let narrow = Narrow::new(app.asked.prompt.text());
    let wanted = |call: &&ServerCall| (call.writes || !app.asked.only_writes) && narrow.holds(&words_of(call));
    app.asked.all.iter().flat_map(|all| all.iter()).filter(wanted).collect()
}

fn words_of(call: &ServerCall) -> String {
    let correlation = call.correlation.as_ref().map(ToString::to_string).unwrap_or_default();
    let (_, outcome) = view::outcome(call);
    format!("{} {} {outcome} {correlation}", call.method, call.url)
}

fn selected(app: &App) -> Option<&ServerCall> {
    shown(app).get(app.asked.cursor.at).copied()
}

/// Tells the backend whether somebody looks at the calls.
pub fn watch(app: &mut App, screen: Screen, out: &mut Effects) {
    let looks = screen == Screen::Calls;
    if looks != app.asked.watched_since.is_some() {
        app.asked.watched_since = looks.then_some(app.now);
        out.send(Command::WatchCalls(looks));
    }
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, out: &mut Effects) -> bool {
    match act {
        Act::OnlyWrites => {
            app.asked.only_writes = !app.asked.only_writes;
            app.asked.cursor = Cursor::default();
        }
        Act::Freeze => {
            app.asked.frozen = !app.asked.frozen;
            if !app.asked.frozen {
                out.send(Command::WatchCalls(true));
            }
        }
    }
    true
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::Calls);
            list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::Open => {
            let Some(call) = selected(app).cloned() else { return false };
            app.asked.prompt.typing = false;
            let lines = detail::write(&call, app.size.0.saturating_sub(6).min(106), app).lines();
            app.open_overlay(Overlay::Reader(Reader::new("Call to the tenant", lines)));
            true
        }
        Action::Filter => {
            app.asked.prompt.typing = true;
            true
        }
        Action::Back | Action::Interrupt if app.asked.prompt.typing => {
            app.asked.prompt.typing = false;
            true
        }
        Action::Back if !app.asked.prompt.is_empty() => {
            app.asked.prompt.clear();
            true
        }
        Action::Refresh => {
            out.send(Command::WatchCalls(true));
            true
        }
        Action::CopyId => {
            let Some(line) = selected(app).map(ServerCall::replay) else { return false };
            app.notify(Severity::Success, "Copied as a curl line; put a token into TOKEN before it is used.");
            out.push(Effect::Copy(line));
            true
        }
        Action::CopyRow => {
            let Some(words) = selected(app).map(words_of) else { return false };
            app.notify(Severity::Success, format!("Copied {words}"));
            out.push(Effect::Copy(words));
            true
        }
        _ => false,
    }
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, all: Arc<[ServerCall]>) -> bool {
    if app.asked.frozen || app.asked.watched_since.is_none() {
        return false;
    }
    // Who stands on the newest stays on the newest; elsewhere the call is kept.
    let before = selected(app).filter(|_| app.asked.cursor.at > 0).map(|call| call.number);
    app.asked.all = Some(all);
    if let Some(at) = before.and_then(|number| shown(app).iter().position(|call| call.number == number)) {
        app.asked.cursor.at = at;
    }
    true
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let len = shown(app).len();
    Some((&mut app.asked.cursor, len))
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    app.asked.watched_since.filter(|_| app.asked.all.is_none())
}

/// The field that keys are typed into.
pub fn prompt(app: &App) -> Option<&Prompt> {
    Some(&app.asked.prompt)
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    Some(&mut app.asked.prompt)
}

/// Called when its text has changed.
pub fn typed(app: &mut App) {
    app.asked.cursor = Cursor::default();
}
