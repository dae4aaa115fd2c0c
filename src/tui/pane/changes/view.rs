//! The changes as they are drawn.

use super::shown;
use crate::backend::TenantChange;
use crate::tui::app::{App, Remote, clock};
use crate::tui::pane::Pane;
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Who did it, as lists call them.
pub(super) fn who(change: &TenantChange) -> String {
    match (change.ours, change.by.name.is_empty(), change.by.kind) {
        (true, ..) => "this house".to_owned(),
        (_, false, _) => change.by.name.to_string(),
        (_, true, "client") => format!("client {}", text::cut_middle(change.by.id.as_str(), 9)),
        (_, true, "user") => format!("user {}", text::cut_middle(change.by.id.as_str(), 9)),
        _ => "unknown".to_owned(),
    }
}

/// To whom or what, as lists call them.
pub(super) fn whom(change: &TenantChange) -> String {
    match change.name.is_empty() {
        true => text::cut_middle(change.entity.as_str(), 13).to_string(),
        false => change.name.to_string(),
    }
}

/// The first property that changed, and how many more did.
fn difference(change: &TenantChange) -> String {
    let Some(first) = change.changes.first() else { return String::new() };
    let side = |values: &[crate::model::DisplayText]| match values {
        [] => "-".to_owned(),
        [one] => one.to_string(),
        [one, more @ ..] => format!("{one} and {}", text::counted(more.len(), "more value")),
    };
    let more = match change.changes.len() {
        1 => String::new(),
        n => format!(" (+{})", n - 1),
    };
    format!("{}: {} -> {}{more}", first.property, side(&first.before), side(&first.after))
}

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Changes) else { return };
    let focused = app.has_focus(Pane::Changes);
    let shown = shown(app);
    let state = &app.changes;
    let only = if state.only_others { " of others" } else { "" };
    let filter = match state.prompt.is_empty() || state.prompt.typing {
        true => String::new(),
        false => format!("  /{}", state.prompt.text()),
    };
    let all = state.all.data().map_or(0, |all| all.len());
    let stale = if state.all.is_stale() && app.spinner.is_some() { "reading ...  " } else { "" };
    let right = format!("{stale}{}/{} in 24 hours", text::count(shown.len()), text::count(all));
    canvas.frame(placed.outer, &format!("Changes{only} in the tenant{filter}"), &right, focused);
    let area = placed.rows;
    if shown.is_empty() {
        let (words, style) = absence(app, canvas);
        let room = Rect { x: area.x + area.width.min(2), width: area.width.saturating_sub(4), ..area };
        canvas.paragraph(room, &words, style);
    }
    if let Some(mut columns) = Columns::heading(placed.rows, placed.outer).filter(|_| !shown.is_empty()) {
        let quiet = canvas.theme.quiet;
        let [when, who, what, whom] = widths(columns.left());
        for (name, wide) in [("when", when), ("  by whom", who), ("what", what), ("to whom", whom)] {
            columns.put(canvas, name, wide, quiet);
        }
        columns.rest(canvas, "change", 0, quiet);
    }
    canvas.rows(placed.rows, state.cursor, shown.len(), focused, |canvas, index, row, style| {
        line(app, shown[index], row, style, canvas);
    });
    state.prompt.filter_below(area, canvas);
}

fn absence(app: &App, canvas: &Canvas<'_>) -> (String, Style) {
    match &app.changes.all {
        Remote::Failed { fault } => (format!("x {} {}", fault.text, fault.remedy), canvas.theme.danger),
        Remote::Ready { .. } | Remote::Stale { .. } if !app.changes.prompt.is_empty() => {
            (format!("No change matches \"{}\". Esc clears the filter.", app.changes.prompt.text()), canvas.theme.quiet)
        }
        Remote::Ready { .. } | Remote::Stale { .. } if app.changes.only_others => {
            ("Nobody else has changed anything since yesterday.".to_owned(), canvas.theme.quiet)
        }
        Remote::Ready { .. } | Remote::Stale { .. } => {
            ("Nothing was changed in the tenant since yesterday.".to_owned(), canvas.theme.quiet)
        }
        Remote::Idle | Remote::Loading { .. } if app.spinner.is_some() => {
            ("Reading the tenant's audit log ...".to_owned(), canvas.theme.text)
        }
        Remote::Idle | Remote::Loading { .. } => (String::new(), canvas.theme.text),
    }
}

/// The widths of the columns but the last: when, who, what, to whom.
fn widths(width: u16) -> [u16; 4] {
    if width >= 96 { [10, 22, 20, 22] } else { [10, 18, 14, 16] }
}

fn line(app: &App, change: &TenantChange, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let plain = style == canvas.theme.text;
    let (sign, tone) = match (change.failed, change.ours) {
        (true, _) => ('x', if plain { canvas.theme.danger } else { style }),
        (false, true) => (' ', if plain { canvas.theme.quiet } else { style }),
        (false, false) => ('!', if plain { canvas.theme.warning } else { style }),
    };
    let [time, by, what, to] = widths(row.width);
    let mut columns = Columns::new(row);
    let when = match change.at {
        Some(at) if clock::date(at, &app.zone) == clock::date(app.now, &app.zone) => clock::time(at, &app.zone),
        Some(at) => clock::date(at, &app.zone),
        None => "?".to_owned(),
    };
    columns.put(canvas, &when, time, style);
    columns.put(canvas, &format!("{sign} {}", who(change)), by, tone);
    columns.put(canvas, &format!("{} {}", change.action, change.entity_type), what, style);
    columns.put(canvas, &whom(change), to, style);
    columns.rest(canvas, &difference(change), 0, style);
}
