//! The last line: what can be done here, the most useful first, whole hints only; and the modes that are on.

use crate::tui::action::{Action, Record, active_scopes, key_shown, records};
use crate::tui::app::App;
use crate::tui::overlay::{Overlay, details};
use crate::tui::pane::people::marks;
use crate::tui::pane::{Pane, Screen, faults, inbox};
use crate::tui::widget::{Canvas, text};

/// The hints that apply now, the most useful first.
pub fn hints(app: &App) -> Vec<(String, &'static str)> {
    let scopes = active_scopes(app);
    // In a dialog Enter only moves on, in a text it does nothing, and a plan has another key to go on by: what Enter
    // is called in lists would promise something else.
    let own_enter = match app.overlays.last() {
        Some(Overlay::Confirm(_) | Overlay::Decide(_) | Overlay::Reader(_) | Overlay::Details(_)) => true,
        Some(_) => false,
        None => app.screen() == Screen::Plan || app.screen() == Screen::File && !app.typing(),
    };
    // Where Enter opens the details, a second key for them would only take room.
    let on_enter = !own_enter
        && !app.typing()
        && app.overlays.is_empty()
        && faults::shown(app).is_some_and(|found| found.on_enter);
    let chooser = matches!(app.overlays.last(), Some(Overlay::Chooser(_)));
    let mut useful: Vec<&Record> = records()
        .filter(|r| r.footer > 0 && scopes.contains(&r.scope) && (r.available)(app).is_ok())
        .filter(|r| !(own_enter && r.action == Action::Open))
        .filter(|r| !(on_enter && r.action == Action::Details(details::Act::Show)))
        .collect();
    // Whoever came to choose a person is told first how that is done.
    let first = Action::Inbox(inbox::Act::Meant);
    useful.sort_by_key(|r| if r.action == first { 0 } else { r.footer });
    let picker = matches!(app.overlays.last(), Some(Overlay::Picker(_)));
    let messages = matches!(app.overlays.last(), Some(Overlay::Messages(_)));
    let label = |r: &Record| match r.action {
        Action::Open if messages => "details",
        Action::Open if on_enter => "details",
        Action::Open if chooser => "run it",
        Action::Open if picker => "choose",
        Action::Open if app.screen() == Screen::File => "take",
        Action::NextPane if app.screen() == Screen::File => "complete",
        Action::NextPane if app.focus() == Pane::Inbox => "quarantine",
        Action::NextPane if app.focus() == Pane::Quarantine => "events",
        _ => r.label,
    };
    useful.into_iter().filter_map(|r| Some((key_shown(app, r)?.to_string(), label(r)))).collect()
}

/// The modes that are on, in words.
pub fn modes(app: &App) -> String {
    let mut modes = Vec::new();
    if app.interrupt_until.is_some() {
        modes.push("Ctrl-C again quits".to_owned());
    }
    modes.extend(inbox::choosing_hint(app));
    modes.extend(marks::modes(app));
    if app.zoom && Pane::on(app.screen()).len() > 1 {
        modes.push("zoomed, + puts it back".to_owned());
    }
    if !app.mouse {
        modes.push("mouse off".to_owned());
    }
    modes.join(" · ")
}

/// Draws it.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let area = app.layout.footer;
    let theme = canvas.theme.clone();
    let modes = modes(app);
    let modes_width = u16::try_from(text::width(&modes)).unwrap_or(area.width);
    if !modes.is_empty() {
        canvas.put_right(area.right().saturating_sub(1), area.y, area.width, &modes, theme.warning);
    }
    let mut end = area.right().saturating_sub(if modes.is_empty() { 1 } else { modes_width + 3 });
    let mut hints = hints(app);
    // Help is always there: whoever does not know the rest finds it from here.
    if let Some(at) = hints.iter().position(|(_, label)| *label == "help") {
        let help = hints.remove(at);
        let width = hint_width(&help);
        if end >= area.x + 1 + width {
            end -= width;
            put(&help, end, area.y, canvas);
            end = end.saturating_sub(2);
        }
    }
    let mut x = area.x + 1;
    for hint in hints {
        let width = hint_width(&hint);
        if x.saturating_add(width) > end {
            break;
        }
        x = put(&hint, x, area.y, canvas) + 2;
    }
}

fn hint_width((key, label): &(String, &str)) -> u16 {
    u16::try_from(text::width(key) + 1 + text::width(label)).unwrap_or(u16::MAX)
}

fn put((key, label): &(String, &str), x: u16, y: u16, canvas: &mut Canvas<'_>) -> u16 {
    let (key_style, text_style) = (canvas.theme.key, canvas.theme.text);
    let x = canvas.put(x, y, u16::MAX, key, key_style);
    canvas.put(x + 1, y, u16::MAX, label, text_style)
}
