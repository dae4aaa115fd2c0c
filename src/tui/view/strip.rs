//! The lines above the footer that list how keys that were begun can go on. They stay until another key is pressed.

use crate::tui::action::{Action, active_scopes, chord};
use crate::tui::app::App;
use crate::tui::widget::{Canvas, text};
use ratatui::layout::Rect;

/// Cells between two ways to go on.
const BETWEEN: u16 = 3;

/// A way to go on.
struct Way {
    keys: String,
    label: &'static str,
    /// Why it cannot be had now.
    not_now: bool,
    action: Action,
}

fn ways(app: &App) -> Vec<Way> {
    let found = app.keys.continuations(&active_scopes(app), &app.pressed);
    let way = |(keys, record): (Vec<String>, &crate::tui::action::Record)| Way {
        keys: keys.join(" "),
        label: record.label,
        not_now: (record.available)(app).is_err(),
        action: record.action,
    };
    found.into_iter().map(way).collect()
}

fn cells(way: &Way) -> u16 {
    u16::try_from(text::width(&way.keys) + 1 + text::width(way.label)).unwrap_or(u16::MAX)
}

/// How many columns stand side by side, and how wide each is.
fn columns(ways: &[Way], width: u16) -> (u16, u16) {
    let widest = ways.iter().map(cells).max().unwrap_or(0).saturating_add(BETWEEN);
    ((width.saturating_sub(2) / widest.max(1)).max(1), widest)
}

/// Where it stands: the last lines of this area; nowhere while nothing is begun.
pub fn place(app: &App, body: Rect) -> Rect {
    let ways = ways(app);
    if ways.is_empty() {
        return Rect::default();
    }
    let (across, _) = columns(&ways, body.width);
    let rows = u16::try_from(ways.len()).unwrap_or(u16::MAX).div_ceil(across);
    let height = (rows + 1).min(body.height);
    Rect { y: body.bottom() - height, height, ..body }
}

/// The ways to go on with where each stands; read across, row by row.
fn placed(app: &App) -> Vec<(Rect, Way)> {
    let area = app.layout.strip;
    if area.is_empty() {
        return Vec::new();
    }
    let ways = ways(app);
    let (across, wide) = columns(&ways, area.width);
    let at = |number: u16| Rect {
        x: area.x + 1 + number % across * wide,
        y: area.y + 1 + number / across,
        width: wide,
        height: 1,
    };
    (0..).map(at).zip(ways).map(|(place, way)| (place.intersection(area), way)).collect()
}

/// What a place of it leads to.
pub fn under(app: &App, at: ratatui::layout::Position) -> Option<Action> {
    placed(app).into_iter().find(|(area, _)| area.contains(at)).map(|(_, way)| way.action)
}

/// Draws it.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let area = app.layout.strip;
    if area.is_empty() {
        return;
    }
    let (border, title, key, label, quiet) =
        (canvas.theme.border, canvas.theme.title_focused, canvas.theme.key, canvas.theme.text, canvas.theme.quiet);
    canvas.clear(area);
    canvas.put(area.x, area.y, area.width, &"─".repeat(area.width.into()), border);
    let begun = format!(" {} and then: ", chord::written(&app.pressed));
    canvas.put(area.x + 1, area.y, area.width.saturating_sub(2), &begun, title);
    canvas.put_right(area.right().saturating_sub(1), area.y, area.width / 2, " any other key gives it up ", quiet);
    for (place, way) in placed(app) {
        let (key, label) = if way.not_now { (quiet, quiet) } else { (key, label) };
        let x = canvas.put(place.x, place.y, place.width, &way.keys, key);
        canvas.put(x + 1, place.y, place.right().saturating_sub(x + 1), way.label, label);
    }
}
