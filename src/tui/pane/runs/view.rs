//! The list of runs as it is drawn.

use super::shown;
use crate::backend::RunSummary;
use crate::tui::app::{App, clock};
use crate::tui::pane::Pane;
use crate::tui::pane::run::words;
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Runs) else { return };
    let focused = app.has_focus(Pane::Runs);
    let shown = shown(app);
    let prompt = &app.runs.prompt;
    let title =
        if prompt.is_empty() || prompt.typing { "Runs".to_owned() } else { format!("Runs  /{}", prompt.text()) };
    let right = format!("{}/{}", text::count(shown.len()), text::count(app.summaries.len()));
    canvas.frame(placed.outer, &title, &right, focused);
    let area = placed.rows;
    if shown.is_empty() {
        let words = if !app.runs.known {
            if app.spinner.is_some() { "Reading the runs ..." } else { "" }.to_owned()
        } else if prompt.is_empty() {
            "There has been no run yet. Select a person (F2) and press o to plan one.".to_owned()
        } else {
            format!("No run matches \"{}\". Esc clears the filter.", prompt.text())
        };
        let style = canvas.theme.quiet;
        canvas.paragraph(
            Rect { x: area.x + area.width.min(2), width: area.width.saturating_sub(4), ..area },
            &words,
            style,
        );
    }
    if !shown.is_empty() {
        heading(placed.rows, placed.outer, canvas);
    }
    canvas.rows(placed.rows, app.runs.cursor, shown.len(), focused, |canvas, index, row, style| {
        line(app, shown[index], row, style, canvas);
    });
    prompt.filter_below(area, canvas);
}

/// The widths of the columns but that of the name, which has what is left: state, steps, time; and on a wide screen how
/// long it took, the recipe, who confirmed it.
fn widths(width: u16) -> ([u16; 3], Option<[u16; 3]>) {
    let wide = width >= 96;
    ([13, 7, if wide { 16 } else { 10 }], wide.then_some([11, 17, 12]))
}

/// What is left for the name.
fn name(width: u16) -> u16 {
    let (fixed, more) = widths(width);
    let taken: u16 = fixed.iter().chain(more.iter().flatten()).map(|wide| wide + 1).sum();
    width.saturating_sub(taken + 1).max(8)
}

fn heading(rows: Rect, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(mut columns) = Columns::heading(rows, frame) else { return };
    let quiet = canvas.theme.quiet;
    let ([state, steps, when], more) = widths(columns.left());
    let name = name(columns.left());
    columns.put(canvas, "state", state, quiet);
    columns.put(canvas, "who", name, quiet);
    columns.put_right(canvas, "steps", steps, quiet);
    columns.put(canvas, "when", when, quiet);
    if let Some([took, recipe, operator]) = more {
        columns.put_right(canvas, "took", took, quiet);
        columns.put(canvas, "recipe", recipe, quiet);
        columns.put(canvas, "operator", operator, quiet);
    }
}

fn line(app: &App, run: &RunSummary, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let look = words::line_state(run);
    let ink = if style == canvas.theme.text { look.ink.style(canvas.theme) } else { style };
    let mut columns = Columns::new(row);
    let ([state, steps, time], more) = widths(row.width);
    columns.put(canvas, &format!("{} {}", look.sign, look.word), state, ink);
    // Names are what the eye looks for; what is dropped on a narrow screen is on the run's own.
    columns.put(canvas, run.subject.as_str(), name(row.width), style);
    columns.put_right(canvas, &format!("{}/{}", run.steps_ended, run.steps), steps, style);
    // Of what waits, when it begins tells more than when it was confirmed.
    let when = run.due.filter(|_| run.planned.is_some()).unwrap_or(run.created_at);
    let Some([span, recipe, operator]) = more else {
        return columns.put(canvas, &clock::short(when, app.now, &app.zone), time, style);
    };
    columns.put(canvas, &clock::when(when, app.now, &app.zone), time, style);
    let took = run.ended_at.and_then(|end| words::between(run.created_at, end)).map(words::span);
    columns.put_right(canvas, &took.unwrap_or_default(), span, style);
    columns.put(canvas, &run.recipe, recipe, style);
    columns.put(canvas, run.operator.as_str(), operator, style);
}
