//! The one function that changes the state: no waiting, no clock, no I/O.

use super::perform::perform;
use super::place::{arrange, too_small};
use super::{App, pointing, timing, veiling};
use crate::backend::{Event, Severity};
use crate::model::Timestamp;
use crate::tui::action::{Action, Key, Meant, OwnKeys, active_scopes, key_words};
use crate::tui::effect::{Effect, Effects};
use crate::tui::input::{Input, Timer};
use crate::tui::memory;
use crate::tui::overlay;
use crate::tui::pane;
use crate::tui::tour;
use crate::tui::veil::gather;
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
            app.deserted = true;
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
        Input::CopyKept(kept) => {
            app.notify(
                Severity::Warning,
                match kept {
                    Ok(path) => format!("Too long for the terminal's clipboard; it was written to {}.", path.display()),
                    Err(why) => {
                        format!("Too long for the terminal's clipboard, and not written to a file either: {why}.")
                    }
                },
            );
            true
        }
        Input::KeysRead { own, asked } => {
            take_keys(app, *own, asked);
            true
        }
        Input::Terminate => {
            out.push(Effect::Quit);
            false
        }
    };
    app.dirty |= changed;
    let effects = veiling::leaving(app, std::mem::take(&mut out));
    for effect in effects {
        out.push(effect);
    }
    settle(app, &mut out);
    out.into_vec()
}

/// Works out again what follows from the state: where things stand, and which timers are needed.
pub fn settle(app: &mut App, out: &mut Effects) {
    tour::settled(app);
    app.layout = arrange(app);
    for placed in app.layout.panes.clone() {
        if let Some((cursor, len)) = pane::list(app, placed.pane) {
            cursor.follow(len, placed.rows.height as usize);
        }
    }
    if !app.pressed.is_empty() && app.keys.continuations(&active_scopes(app), &app.pressed).is_empty() {
        // What is on top now knows nothing of these keys.
        app.pressed.clear();
        app.layout = arrange(app);
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
    app.pointed = None;
    let together = !app.pressed.is_empty();
    let mut pressed = std::mem::take(&mut app.pressed);
    pressed.push(key);
    let scopes = active_scopes(app);
    let mut meant = app.keys.meant(&scopes, &pressed);
    if together && meant == Meant::Nothing && app.keys.meant(&scopes, &[key]) == Meant::Action(Action::Interrupt) {
        // Any other key only gives up what was begun; this one is needed to get out.
        meant = Meant::Action(Action::Interrupt);
    }
    if meant != Meant::Action(Action::Interrupt) && app.interrupt_until.take().is_some() {
        out.stop(Timer::Interrupt);
    }
    if too_small(app.size) {
        // What cannot be seen cannot be meant: only leaving works.
        return match meant {
            Meant::Action(action @ (Action::Interrupt | Action::Suspend | Action::Quit)) => {
                perform(app, action, out);
                true
            }
            _ => false,
        };
    }
    let typing = app.typing();
    if !together && typing && (key.types() || key.edits()) && !keeps_its_meaning(app, event, meant) {
        if type_key(app, event) {
            after_typing(app, out);
        }
        return true;
    }
    match meant {
        Meant::Action(action) => perform(app, action, out),
        Meant::Begins => app.pressed = pressed,
        Meant::Nothing => return typing || together,
    }
    true
}

/// In an empty field the signs that open help and palette, or lead on to other keys, keep their meaning: no search begins
/// with them.
fn keeps_its_meaning(app: &App, event: KeyEvent, meant: Meant) -> bool {
    app.overlays.is_empty()
        && matches!(event.code, KeyCode::Char(sign) if sign.is_ascii_punctuation())
        && matches!(meant, Meant::Begins | Meant::Action(Action::Help | Action::Palette))
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
    app.pressed.clear();
    let pasted = match app.overlays.last_mut() {
        Some(top) if !top.takes_paste() => {
            app.notify(Severity::Warning, "A paste is not taken here: type it.");
            return true;
        }
        Some(top) => top.prompt_mut().map(|p| p.paste(text)),
        None => pane::prompt_mut(app, screen).map(|p| p.paste(text)),
    };
    let Some(pasted) = pasted else { return false };
    if pasted.changed {
        after_typing(app, out);
    }
    if pasted.cut {
        app.notify(
            Severity::Warning,
            format!("The paste was cut: a field takes {} characters.", crate::tui::widget::prompt::LONGEST),
        );
    }
    pasted.changed || pasted.cut
}

/// Puts the keys that were read in force, and tells what is wrong with them.
fn take_keys(app: &mut App, own: OwnKeys, asked: bool) {
    let OwnKeys { keymap, findings, changed } = own;
    app.keys = keymap;
    app.pressed.clear();
    if asked && findings.iter().all(|finding| finding.note) {
        let words = match changed {
            0 => "The keys were read again; they are those of the preset.".to_owned(),
            1 => "The keys were read again; 1 action has keys of your own.".to_owned(),
            many => format!("The keys were read again; {many} actions have keys of your own."),
        };
        app.notify(Severity::Success, words);
    }
    for finding in &findings {
        let severity = if finding.note { Severity::Note } else { Severity::Warning };
        let end = if finding.text.ends_with('?') { "" } else { "." };
        app.notify(severity, format!("keys.toml, {finding}{end}"));
    }
    match findings.iter().filter(|finding| !finding.note).count() {
        0 | 1 => {}
        wrong => {
            let key = key_words(app, Action::Messages);
            app.notify(Severity::Warning, format!("{wrong} lines of keys.toml were left out; {key} shows them all."));
        }
    }
}

fn on_event(app: &mut App, event: Event, out: &mut Effects) -> bool {
    gather(&event, app.manner.privacy, &mut app.veil);
    match event {
        Event::Session(session) => {
            app.session = Some(session);
            memory::checked(app);
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
        Event::Trouble { what, fault } => {
            app.notify_fault(format!("{what}: {}. {}", fault.text, fault.remedy), fault);
            true
        }
        Event::Notice { severity, text } => {
            app.notices.add(severity, text, app.now);
            true
        }
        other => pane::hear(app, other, out),
    }
}
