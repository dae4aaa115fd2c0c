//! The one function that changes the state: no waiting, no clock, no I/O.

use super::perform::perform;
use super::place::{arrange, too_small};
use super::{App, pointing, timing};
use crate::backend::{Event, Severity};
use crate::model::Timestamp;
use crate::tui::action::{Action, Key, action_for};
use crate::tui::effect::{Effect, Effects};
use crate::tui::input::{Input, Timer};
use crate::tui::overlay;
use crate::tui::pane;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

/// Takes what happened at `now` into the state, and says what is to be done.
pub fn update(app: &mut App, input: Input, now: Timestamp) -> Vec<Effect> {
    app.now = now;
    let mut out = Effects::default();
    let changed = match input {
        Input::Key(key) => on_key(app, key, &mut out),
        Input::Paste(text) => on_paste(app, &text, &mut out),
        Input::Mouse(mouse) => pointing::mouse(app, mouse, &mut out),
        Input::Resize(width, height) => {
            app.size = (width, height);
            true
        }
        Input::Backend(event) => on_event(app, event, &mut out),
        Input::Timer(timer) => timing::rang(app, timer, &mut out),
        Input::Busy(waiting) => {
            app.notify(Severity::Warning, format!("The backend is busy; {waiting} wishes wait to be sent."));
            true
        }
        Input::BackendGone => {
            app.notify(
                Severity::Error,
                "The backend has ended: nothing can be read or changed any more. Quit, look into the log, and start again.",
            );
            true
        }
        Input::Resumed => {
            if app.active_runs() > 0 {
                app.notify(Severity::Warning, "The console was suspended; runs of this process stood still meanwhile.");
            }
            out.push(Effect::Redraw);
            true
        }
        Input::WorkerPanicked(text) => {
            app.notify(Severity::Error, format!("Something in the background has failed: {text}. The log has more."));
            true
        }
        Input::CopyRefused => {
            app.notify(Severity::Warning, "Too long for the terminal's clipboard; nothing was copied.");
            true
        }
        Input::Terminate => {
            out.push(Effect::Quit);
            false
        }
    };
    app.dirty |= changed;
    settle(app, &mut out);
    out.into_vec()
}

/// Works out again what follows from the state: where things stand, and which timers are needed.
pub fn settle(app: &mut App, out: &mut Effects) {
    app.layout = arrange(app);
    for placed in app.layout.panes.clone() {
        if let Some((cursor, len)) = pane::list(app, placed.pane) {
            cursor.follow(len, placed.rows.height as usize);
        }
    }
    pane::question::settled(app);
    let height = app.layout.overlay.map_or(0, |(_, rows)| rows.height as usize);
    if let Some((cursor, len)) = overlay::list(app) {
        cursor.follow(len, height);
    }
    timing::set(app, out);
}

fn on_key(app: &mut App, event: KeyEvent, out: &mut Effects) -> bool {
    if event.kind == KeyEventKind::Release {
        return false;
    }
    let key = Key::of(event);
    let meant = action_for(app, key);
    if meant != Some(Action::Interrupt) && app.interrupt_until.take().is_some() {
        out.stop(Timer::Interrupt);
    }
    if too_small(app.size) {
        // What cannot be seen cannot be meant: only leaving works.
        return match meant {
            Some(Action::Interrupt | Action::Suspend | Action::Quit) => {
                perform(app, meant.unwrap_or(Action::Quit), out);
                true
            }
            _ => false,
        };
    }
    let typing = app.typing();
    if typing && (key.types() || key.edits()) && !means_help(app, event) {
        if type_key(app, event) {
            after_typing(app, out);
        }
        return true;
    }
    let Some(action) = meant else { return typing };
    perform(app, action, out);
    true
}

/// In an empty field `?` and `:` keep their meaning: no search begins with them.
fn means_help(app: &App, event: KeyEvent) -> bool {
    app.overlays.is_empty()
        && matches!(event.code, KeyCode::Char('?' | ':'))
        && pane::prompt(app, app.screen()).is_some_and(|p| p.is_empty())
}

fn type_key(app: &mut App, event: KeyEvent) -> bool {
    let screen = app.screen();
    match app.overlays.last_mut() {
        Some(top) => top.prompt_mut().is_some_and(|p| p.key(event)),
        None => pane::prompt_mut(app, screen).is_some_and(|p| p.key(event)),
    }
}

fn after_typing(app: &mut App, out: &mut Effects) {
    if app.overlays.is_empty() { pane::typed(app, app.screen(), out) } else { overlay::typed(app) }
}

fn on_paste(app: &mut App, text: &str, out: &mut Effects) -> bool {
    let screen = app.screen();
    let pasted = match app.overlays.last_mut() {
        Some(top) if !top.takes_paste() => {
            app.notify(Severity::Warning, "A paste is not taken here: type it.");
            return true;
        }
        Some(top) => top.prompt_mut().is_some_and(|p| p.paste(text)),
        None => pane::prompt_mut(app, screen).is_some_and(|p| p.paste(text)),
    };
    if pasted {
        after_typing(app, out);
    }
    pasted
}

fn on_event(app: &mut App, event: Event, out: &mut Effects) -> bool {
    match event {
        Event::Session(session) => {
            app.session = Some(session);
            true
        }
        Event::Directory(state) => {
            let changed = app.directory != state;
            app.directory = state;
            if changed {
                pane::people::directory_changed(app, out);
                pane::question::directory_changed(app, out);
            }
            changed
        }
        Event::Budget(budget) => {
            let changed = app.budget != budget;
            app.calls.note(&budget, app.now);
            app.budget = budget;
            app.budget_at = app.now;
            changed
        }
        Event::Notice { severity, text } => {
            app.notices.add(severity, text, app.now);
            true
        }
        other => pane::hear(app, other, out),
    }
}
