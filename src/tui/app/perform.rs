//! Carrying out what the operator meant: what every screen has is done here, the rest is handed to the screen.

use super::{App, veiling};
use crate::backend::Severity;
use crate::tui::action::{self, Action, Danger, key_words, record};
use crate::tui::effect::{Effect, Effects};
use crate::tui::input::Timer;
use crate::tui::overlay::{self, Overlay, chooser, details, leave, messages};
use crate::tui::pane::{self, Pane};
use crate::tui::tour;
use std::time::Duration;

/// Within which a second Ctrl-C quits.
const INTERRUPT: Duration = Duration::from_secs(2);

/// Carries out an action, whoever asked for it: a key, the palette, the mouse.
pub fn perform(app: &mut App, action: Action, out: &mut Effects) {
    if let Some(record) = record(action)
        && let Err(why) = record.allowed(app)
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
        Action::Panic(fault) => out.push(Effect::Panic(fault)),
        Action::Suspend => out.push(Effect::Suspend),
        Action::Privacy => veiling::turn(app),
        Action::Mouse => {
            app.mouse = !app.mouse;
            out.push(Effect::Mouse(app.mouse));
            let words = if app.mouse {
                "The mouse works here again.".to_owned()
            } else {
                let key = key_words(app, Action::Mouse);
                format!("The mouse is the terminal's: select text with it. {key} takes it back.")
            };
            app.notify(Severity::Note, words);
        }
        Action::Tour(act) => tour::act(app, act),
        Action::Details(act) => {
            details::act(app, act, out);
        }
        _ if !app.overlays.is_empty() => {}
        Action::Open if !app.typing() && pane::faults::shown(app).is_some_and(|found| found.on_enter) => {
            details::act(app, details::Act::Show, out);
        }
        Action::Help => app.open_overlay(Overlay::Chooser(chooser::Chooser::new(chooser::Kind::Help, app))),
        Action::Palette => app.open_overlay(Overlay::Chooser(chooser::Chooser::new(chooser::Kind::Palette, app))),
        Action::Menu => app.open_overlay(Overlay::Chooser(chooser::Chooser::new(chooser::Kind::Menu, app))),
        Action::Screens => list_screens(app),
        Action::ReloadKeys => out.push(Effect::ReadKeys),
        Action::Messages => app.open_overlay(Overlay::Messages(messages::Messages::default())),
        Action::NextPane if pane::file::completes(app) => {
            pane::act(app, action, out);
        }
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

/// Shows which keys lead to the screens, as if their first key had been pressed; where there is none, a list to choose from.
fn list_screens(app: &mut App) {
    let mut screens = action::records().filter(|record| matches!(record.action, Action::Go(_)));
    let first =
        screens.find_map(|record| app.keys.keys(record).iter().find(|c| c.single().is_none())?.keys().first().copied());
    match first {
        Some(key) => app.pressed = vec![key],
        None => app.open_overlay(Overlay::Chooser(chooser::Chooser::new(chooser::Kind::Screens, app))),
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
    if !app.leave_screen(out) {
        pane::inbox::gone_back(app, out);
    }
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
