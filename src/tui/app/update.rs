//! The one function that changes the state: no waiting, no clock, no I/O.

use super::App;
use super::place::{arrange, too_small};
use crate::backend::{Event, Severity};
use crate::model::Timestamp;
use crate::tui::action::{self, Action, Danger, Key, action_for, record};
use crate::tui::effect::{Effect, Effects};
use crate::tui::input::{Input, Timer};
use crate::tui::overlay::{self, Overlay, chooser, leave, messages};
use crate::tui::pane::{self, Pane};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, MouseButton, MouseEventKind};
use ratatui::layout::Position;
use std::time::Duration;

/// How long a read may take before a sign of it shows.
const SPINNER_AFTER: Duration = Duration::from_millis(150);
/// How fast the sign turns.
const SPINNER_EVERY: Duration = Duration::from_millis(250);
/// Within which a second Ctrl-C quits.
const INTERRUPT: Duration = Duration::from_secs(2);

/// Which of the timers that only this file asks for are running.
#[derive(Debug, Default)]
pub struct Armed {
    spinner: bool,
    clock: bool,
    toast: Option<Timestamp>,
}

/// Takes what happened at `now` into the state, and says what is to be done.
pub fn update(app: &mut App, input: Input, now: Timestamp) -> Vec<Effect> {
    app.now = now;
    let mut out = Effects::default();
    let changed = match input {
        Input::Key(key) => on_key(app, key, &mut out),
        Input::Paste(text) => on_paste(app, &text, &mut out),
        Input::Mouse(mouse) => on_mouse(app, mouse, &mut out),
        Input::Resize(width, height) => {
            app.size = (width, height);
            true
        }
        Input::Backend(event) => on_event(app, event, &mut out),
        Input::Timer(timer) => on_timer(app, timer, &mut out),
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
    let height = app.layout.overlay.map_or(0, |(_, rows)| rows.height as usize);
    if let Some((cursor, len)) = overlay::list(app) {
        cursor.follow(len, height);
    }
    set_timers(app, out);
}

fn set_timers(app: &mut App, out: &mut Effects) {
    match pane::waits_since(app) {
        Some(since) if !(app.timers.spinner || app.still && app.spinner.is_some()) => {
            let shows_at = if app.spinner.is_some() { SPINNER_EVERY } else { remaining(since, SPINNER_AFTER, app.now) };
            app.timers.spinner = true;
            out.after(Timer::Spinner, shows_at);
        }
        Some(_) => {}
        None => {
            if std::mem::take(&mut app.timers.spinner) {
                out.stop(Timer::Spinner);
            }
            app.spinner = None;
        }
    }
    let counts = app.budget.waiting.is_some() || pane::counts_seconds(app);
    if counts && !app.timers.clock {
        app.timers.clock = true;
        out.after(Timer::Clock, Duration::from_secs(1));
    } else if !counts && std::mem::take(&mut app.timers.clock) {
        out.stop(Timer::Clock);
    }
    // A covered notice waits: its time starts again when the layer closes.
    let end = if app.overlays.is_empty() { app.notices.next_end(app.now) } else { None };
    if end != app.timers.toast {
        app.timers.toast = end;
        match end {
            Some(end) => out.after(Timer::Toast, until(end, app.now)),
            None => out.stop(Timer::Toast),
        }
    }
}

fn until(end: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(end.duration_since(now)).unwrap_or(Duration::ZERO)
}

fn remaining(since: Timestamp, wait: Duration, now: Timestamp) -> Duration {
    let waited = Duration::try_from(now.duration_since(since)).unwrap_or(Duration::ZERO);
    wait.saturating_sub(waited)
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

/// Carries out an action, whoever asked for it: a key, the palette, the mouse.
pub fn perform(app: &mut App, action: Action, out: &mut Effects) {
    if let Some(record) = record(action)
        && let Err(why) = (record.available)(app)
    {
        // A key that does nothing says why; one that merely moves is left in peace.
        if record.group != action::Group::Moving || record.danger != Danger::None {
            app.notify(Severity::Note, format!("Not now: {}: {why}.", record.name));
        }
        return;
    }
    if !app.overlays.is_empty() && overlay::act(app, action, out) {
        return;
    }
    match action {
        Action::Interrupt => interrupt(app, out),
        Action::Redraw => out.push(Effect::Redraw),
        Action::Suspend => out.push(Effect::Suspend),
        Action::Mouse => {
            app.mouse = !app.mouse;
            out.push(Effect::Mouse(app.mouse));
            let words = if app.mouse {
                "The mouse works here again."
            } else {
                "The mouse is the terminal's: select text with it. F9 takes it back."
            };
            app.notify(Severity::Note, words);
        }
        _ if !app.overlays.is_empty() => {}
        Action::Help => app.open_overlay(Overlay::Chooser(chooser::Chooser::new(chooser::Kind::Help, app))),
        Action::Palette => app.open_overlay(Overlay::Chooser(chooser::Chooser::new(chooser::Kind::Palette, app))),
        Action::Menu => app.open_overlay(Overlay::Chooser(chooser::Chooser::new(chooser::Kind::Menu, app))),
        Action::Messages => app.open_overlay(Overlay::Messages(messages::Messages::default())),
        Action::NextPane => turn(app, 1, out),
        Action::PreviousPane => turn(app, -1, out),
        Action::Pane(number) => {
            if let Some(pane) = Pane::on(app.screen()).get(usize::from(number).wrapping_sub(1)) {
                pane::set_focus(app, *pane, out);
            }
        }
        Action::Zoom => app.zoom = !app.zoom,
        Action::Go(screen) => app.go(screen, out),
        Action::Back => back(app, out),
        Action::Close => {
            if !app.leave_screen(out) {
                quit(app, out);
            }
        }
        Action::Quit => quit(app, out),
        _ => {
            pane::act(app, action, out);
        }
    }
}

/// One layer back: the message, what the screen has to clear, the zoom, the screen.
fn back(app: &mut App, out: &mut Effects) {
    let error = app.notices.showing(app.now).is_some_and(|(n, _)| n.severity == Severity::Error);
    if error && app.notices.dismiss(app.now) {
        return;
    }
    if pane::act(app, Action::Back, out) || app.notices.dismiss(app.now) {
        return;
    }
    if std::mem::take(&mut app.zoom) {
        return;
    }
    app.leave_screen(out);
}

fn turn(app: &mut App, by: isize, out: &mut Effects) {
    let panes = Pane::on(app.screen());
    let at = panes.iter().position(|p| *p == app.focus()).unwrap_or(0);
    let next = (at as isize + by).rem_euclid(panes.len() as isize) as usize;
    pane::set_focus(app, panes[next], out);
}

fn interrupt(app: &mut App, out: &mut Effects) {
    if app.interrupt_until.take().is_some_and(|until| app.now < until) {
        out.push(Effect::Quit);
        return;
    }
    app.interrupt_until = app.now.checked_add(jiff::SignedDuration::from_secs(2)).ok();
    out.after(Timer::Interrupt, INTERRUPT);
    if app.overlays.is_empty() {
        pane::act(app, Action::Interrupt, out);
    } else {
        app.close_overlay();
    }
}

fn quit(app: &mut App, out: &mut Effects) {
    if !leave::asked(app) {
        out.push(Effect::Quit);
    }
}

fn on_mouse(app: &mut App, mouse: ratatui::crossterm::event::MouseEvent, out: &mut Effects) -> bool {
    let at = Position { x: mouse.column, y: mouse.row };
    let rows = |kind| match kind {
        MouseEventKind::ScrollUp => Some(-3),
        MouseEventKind::ScrollDown => Some(3),
        _ => None,
    };
    let click = mouse.kind == MouseEventKind::Down(MouseButton::Left);
    if let Some((outer, area)) = app.layout.overlay {
        if click && !outer.contains(at) {
            // A click beside a layer closes it only where nothing has been given yet.
            let plain = !matches!(app.overlays.last(), Some(Overlay::Confirm(_) | Overlay::Ask(_) | Overlay::Leave(_)));
            return plain && app.close_overlay();
        }
        return match overlay::list(app) {
            Some((cursor, len)) => point(cursor, len, area, at, click, rows(mouse.kind)),
            None => false,
        };
    }
    let Some(under) = app.layout.under(at) else { return false };
    let focused = click && app.focus() != under;
    if focused {
        pane::set_focus(app, under, out);
    }
    let Some(placed) = app.layout.of(under).copied() else { return focused };
    let moved = match pane::list(app, under) {
        Some((cursor, len)) => point(cursor, len, placed.rows, at, click, rows(mouse.kind)),
        None => false,
    };
    if moved {
        pane::clicked(app, under, out);
    }
    moved || focused
}

/// Puts a list's cursor where the mouse points, or rolls it.
fn point(
    cursor: &mut crate::tui::widget::Cursor,
    len: usize,
    area: ratatui::layout::Rect,
    at: Position,
    click: bool,
    roll: Option<isize>,
) -> bool {
    let before = cursor.at;
    if let Some(by) = roll {
        cursor.at = cursor.at.saturating_add_signed(by).min(len.saturating_sub(1));
    } else if click && area.contains(at) {
        let row = cursor.offset + usize::from(at.y - area.y);
        if row < len {
            cursor.at = row;
        }
    }
    cursor.at != before
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
            }
            changed
        }
        Event::Budget(budget) => {
            let changed = app.budget != budget;
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

fn on_timer(app: &mut App, timer: Timer, out: &mut Effects) -> bool {
    match timer {
        Timer::Spinner => {
            app.timers.spinner = false;
            let waits = pane::waits_since(app).is_some();
            if waits {
                app.spinner = Some(app.spinner.map_or(0, |n| n + 1));
            }
            waits
        }
        Timer::Clock => {
            app.timers.clock = false;
            true
        }
        Timer::Toast => {
            app.timers.toast = None;
            true
        }
        Timer::Interrupt => app.interrupt_until.take().is_some(),
        Timer::OpenPerson | Timer::OpenGroup | Timer::Arm => pane::rang(app, timer, out),
    }
}
