//! The calls as they are drawn.

use super::shown;
use crate::model::{CallOutcome, ServerCall};
use crate::tui::app::place::inside;
use crate::tui::app::{App, clock};
use crate::tui::pane::Pane;
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// What came of a call: a sign and words.
pub(super) fn outcome(call: &ServerCall) -> (char, String) {
    match &call.outcome {
        CallOutcome::Answered(status @ 200..=299) => ('+', status.to_string()),
        CallOutcome::Answered(429) => ('.', "429 wait".to_owned()),
        CallOutcome::Answered(status) => ('x', status.to_string()),
        CallOutcome::Nothing(_) if call.writes => ('?', "no answer".to_owned()),
        CallOutcome::Nothing(_) => ('x', "no answer".to_owned()),
    }
}

/// Path and query, without the host that all have in common.
fn path(call: &ServerCall) -> &str {
    let url = call.url.as_str();
    url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or(url)
}

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Calls) else { return };
    let focused = app.has_focus(Pane::Calls);
    let shown = shown(app);
    let state = &app.asked;
    let only = if state.only_writes { " that can change something" } else { "" };
    let filter = match state.prompt.is_empty() || state.prompt.typing {
        true => String::new(),
        false => format!("  /{}", state.prompt.text()),
    };
    let all = state.all.as_ref().map_or(0, |all| all.len());
    let frozen = if state.frozen { "held still, f lets go  " } else { "" };
    let right = format!("{frozen}{}/{} latest", text::count(shown.len()), text::count(all));
    canvas.frame(placed.outer, &format!("Calls to the tenant{only}{filter}"), &right, focused);
    let area = inside(placed.outer);
    if shown.is_empty() {
        let words = match &state.all {
            None if app.spinner.is_some() => "Asking what was asked ...".to_owned(),
            None => String::new(),
            Some(_) if !state.prompt.is_empty() => {
                format!("No call matches \"{}\". Esc clears the filter.", state.prompt.text())
            }
            Some(_) if state.only_writes && all > 0 => {
                "None of the latest calls can change anything. w shows them all.".to_owned()
            }
            Some(_) => "Nothing has been asked of the tenant yet.".to_owned(),
        };
        let room = Rect { x: area.x + area.width.min(2), width: area.width.saturating_sub(4), ..area };
        canvas.paragraph(room, &words, canvas.theme.quiet);
    }
    canvas.rows(placed.rows, state.cursor, shown.len(), focused, |canvas, index, row, style| {
        line(app, shown[index], row, style, canvas);
    });
    state.prompt.filter_below(area, canvas);
}

fn line(app: &App, call: &ServerCall, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let plain = style == canvas.theme.text;
    let (sign, words) = outcome(call);
    let tone = match sign {
        _ if !plain => style,
        '+' => canvas.theme.good,
        '.' => canvas.theme.warning,
        '?' => canvas.theme.unknown,
        _ => canvas.theme.danger,
    };
    let mut columns = Columns::new(row);
    columns.put(canvas, &clock::time(call.at, &app.zone), 8, style);
    columns.put(canvas, &format!("{sign} {words}"), 11, tone);
    columns.put(canvas, &format!("{:>6} ms", text::count(call.took.as_millis() as usize)), 9, style);
    let tries = if call.attempt > 1 { format!("try {}", call.attempt) } else { String::new() };
    columns.put(canvas, &tries, 6, style);
    let strong = if plain && call.writes { canvas.theme.strong } else { style };
    columns.put(canvas, call.method, 6, strong);
    let correlation = call.correlation.as_ref().map(ToString::to_string).unwrap_or_default();
    let wide = row.width >= 110;
    columns.rest(canvas, path(call), if wide { 30 } else { 0 }, style);
    if wide {
        let room = 28;
        let cut = text::cut_middle(&correlation, usize::from(room));
        canvas.put(row.right().saturating_sub(room), row.y, room, &cut, if plain { canvas.theme.quiet } else { style });
    }
}
