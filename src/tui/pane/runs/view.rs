//! The list of runs as it is drawn.

use super::shown;
use crate::backend::RunSummary;
use crate::tui::app::place::inside;
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
    let area = inside(placed.outer);
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
    canvas.rows(placed.rows, app.runs.cursor, shown.len(), focused, |canvas, index, row, style| {
        line(app, shown[index], row, style, canvas);
    });
    if prompt.typing {
        let y = area.bottom().saturating_sub(1);
        let (key, typed) = (canvas.theme.key, canvas.theme.typed);
        let x = canvas.put(area.x, y, 8, "filter: ", key);
        prompt.view(Rect { x, y, width: area.right().saturating_sub(x), height: 1 }, typed, canvas);
    }
}

fn line(app: &App, run: &RunSummary, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let look = words::line_state(run);
    let ink = if style == canvas.theme.text { look.ink.style(canvas.theme) } else { style };
    let mut columns = Columns::new(row);
    let wide = row.width >= 96;
    columns.put(canvas, &format!("{} {}", look.sign, look.word), 13, ink);
    // Names are what the eye looks for; what is dropped on a narrow screen is on the run's own.
    let fixed = 14 + 8 + 17 + if wide { 18 + 10 + 13 } else { 0 };
    columns.put(canvas, run.subject.as_str(), row.width.saturating_sub(fixed).max(8), style);
    columns.put(canvas, &format!("{:>7}", format!("{}/{}", run.steps_ended, run.steps)), 7, style);
    // Of what waits, when it begins tells more than when it was confirmed.
    let when = run.due.filter(|_| run.planned.is_some()).unwrap_or(run.created_at);
    columns.put(canvas, &clock::when(when, app.now, &app.zone), 16, style);
    if wide {
        let took = run.ended_at.and_then(|end| words::between(run.created_at, end)).map(words::span);
        columns.put(canvas, &took.unwrap_or_default(), 9, style);
        columns.put(canvas, &run.recipe, 17, style);
        columns.put(canvas, run.operator.as_str(), 12, style);
    }
}
