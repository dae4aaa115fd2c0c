//! The last line: what can be done here, the most useful first, whole hints only; and the modes that are on.

use crate::tui::action::{Action, Record, active_scopes, key_shown, key_words, records};
use crate::tui::app::App;
use crate::tui::overlay::{Overlay, details};
use crate::tui::pane::people::marks;
use crate::tui::pane::{Pane, Screen, faults, inbox};
use crate::tui::widget::{Canvas, text};
use ratatui::layout::{Position, Rect};

/// A hint: what can be done, by which key.
#[derive(Clone, PartialEq, Debug)]
pub struct Hint {
    /// The key in force.
    pub key: String,
    /// What it does, in a word or two.
    pub label: &'static str,
    /// What that is; a click on the hint does it.
    pub action: Action,
}

/// The hints that apply now, the most useful first.
pub fn hints(app: &App) -> Vec<Hint> {
    if !app.pressed.is_empty() {
        // The ways to go on stand above; any other key does nothing but this.
        let key = key_words(app, Action::Back);
        return vec![Hint { key, label: "give it up", action: Action::Back }];
    }
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
        .filter(|r| r.footer > 0 && scopes.contains(&r.scope) && r.allowed(app).is_ok())
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
    let hint = |r: &Record| Some(Hint { key: key_shown(app, r)?.to_string(), label: label(r), action: r.action });
    useful.into_iter().filter_map(hint).collect()
}

/// The modes that are on, in words.
pub fn modes(app: &App) -> String {
    let mut modes = Vec::new();
    if app.interrupt_until.is_some() {
        modes.push(format!("{} again quits", key_words(app, Action::Interrupt)));
    }
    if app.manner.read_only {
        modes.push("read only".to_owned());
    }
    if app.manner.privacy {
        modes.push("names hidden".to_owned());
    }
    modes.extend(inbox::choosing_hint(app));
    modes.extend(marks::modes(app));
    if app.zoom && Pane::on(app.screen()).len() > 1 {
        modes.push(format!("zoomed, {} puts it back", key_words(app, Action::Zoom)));
    }
    if !app.mouse {
        modes.push("mouse off".to_owned());
    }
    modes.join(" · ")
}

/// The hints for which there is room, each with its place: the most useful from the left, help at the right.
fn placed(app: &App) -> Vec<(Rect, Hint)> {
    let area = app.layout.footer;
    let modes_width = u16::try_from(text::width(&modes(app))).unwrap_or(area.width);
    let mut end = area.right().saturating_sub(if modes_width == 0 { 1 } else { modes_width + 3 });
    let mut hints = hints(app);
    let mut placed = Vec::new();
    // Help is always there: whoever does not know the rest finds it from here.
    if let Some(at) = hints.iter().position(|hint| hint.action == Action::Help) {
        let help = hints.remove(at);
        let width = hint_width(&help);
        if end >= area.x + 1 + width {
            end -= width;
            placed.push((Rect { x: end, width, ..area }, help));
            end = end.saturating_sub(2);
        }
    }
    let mut x = area.x + 1;
    for hint in hints {
        let width = hint_width(&hint);
        if x.saturating_add(width) > end {
            break;
        }
        placed.push((Rect { x, width, ..area }, hint));
        x += width + 2;
    }
    placed
}

/// What a place of the line does.
pub fn under(app: &App, at: Position) -> Option<Action> {
    placed(app).into_iter().find(|(area, _)| area.contains(at)).map(|(_, hint)| hint.action)
}

/// Draws it.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let area = app.layout.footer;
    let (mode, key_style, text_style) = (canvas.theme.mode, canvas.theme.key, canvas.theme.text);
    let modes = modes(app);
    if !modes.is_empty() {
        canvas.put_right(area.right().saturating_sub(1), area.y, area.width, &modes, mode);
    }
    for (place, hint) in placed(app) {
        let x = canvas.put(place.x, place.y, u16::MAX, &hint.key, key_style);
        canvas.put(x + 1, place.y, u16::MAX, hint.label, text_style);
    }
}

fn hint_width(hint: &Hint) -> u16 {
    u16::try_from(text::width(&hint.key) + 1 + text::width(hint.label)).unwrap_or(u16::MAX)
}
