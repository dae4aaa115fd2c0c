//! The list of batches as it is drawn.

use super::shown;
use crate::backend::BatchLine;
use crate::tui::app::{App, clock};
use crate::tui::pane::Pane;
use crate::tui::pane::run::words;
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Jobs) else { return };
    let focused = app.has_focus(Pane::Jobs);
    let shown = shown(app);
    let prompt = &app.jobs.prompt;
    let title =
        if prompt.is_empty() || prompt.typing { "Jobs".to_owned() } else { format!("Jobs  /{}", prompt.text()) };
    let right = format!("{}/{}", text::count(shown.len()), text::count(app.jobs.lines.len()));
    canvas.frame(placed.outer, &title, &right, focused);
    let area = placed.rows;
    if shown.is_empty() {
        let words = if !app.jobs.known {
            if app.spinner.is_some() { "Reading the jobs ..." } else { "" }.to_owned()
        } else if prompt.is_empty() {
            "There has been no job about many yet. n begins one with a file; O offboards the people that are marked (F2), \
             or the members of a group (F5)."
                .to_owned()
        } else {
            format!("No job matches \"{}\". Esc clears the filter.", prompt.text())
        };
        let style = canvas.theme.quiet;
        let room = Rect { x: area.x + area.width.min(2), width: area.width.saturating_sub(4), ..area };
        canvas.paragraph(room, &words, style);
    }
    if !shown.is_empty() {
        heading(placed.rows, placed.outer, canvas);
    }
    canvas.rows(placed.rows, app.jobs.cursor, shown.len(), focused, |canvas, index, row, style| {
        line(app, shown[index], row, style, canvas);
    });
    prompt.filter_below(area, canvas);
}

/// The widths of the columns but that of the title, which has what is left: state, job, people, what is wrong, time; and
/// on a wide screen how long it took, and who confirmed it.
fn widths(width: u16) -> ([u16; 5], Option<[u16; 2]>) {
    let wide = width >= 96;
    ([13, 10, 13, 10, if wide { 16 } else { 10 }], wide.then_some([11, 12]))
}

/// What is left for the title.
fn title(width: u16) -> u16 {
    let (fixed, more) = widths(width);
    let taken: u16 = fixed.iter().chain(more.iter().flatten()).map(|wide| wide + 1).sum();
    width.saturating_sub(taken + 1).max(8)
}

fn heading(rows: Rect, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(mut columns) = Columns::heading(rows, frame) else { return };
    let quiet = canvas.theme.quiet;
    let ([state, job, people, wrong, when], more) = widths(columns.left());
    let title = title(columns.left());
    columns.put(canvas, "state", state, quiet);
    columns.put(canvas, "job", job, quiet);
    columns.put(canvas, "about", title, quiet);
    columns.put_right(canvas, "people", people, quiet);
    columns.put(canvas, "", wrong, quiet);
    columns.put(canvas, "when", when, quiet);
    if let Some([took, operator]) = more {
        columns.put_right(canvas, "took", took, quiet);
        columns.put(canvas, "operator", operator, quiet);
    }
}

fn line(app: &App, batch: &BatchLine, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let look = words::batch_state(batch);
    let ink = if style == canvas.theme.text { look.ink.style(canvas.theme) } else { style };
    let mut columns = Columns::new(row);
    let ([state, job, people, aside, time], more) = widths(row.width);
    columns.put(canvas, &format!("{} {}", look.sign, look.word), state, ink);
    columns.put(canvas, &batch.kind, job, style);
    columns.put(canvas, batch.title.as_str(), title(row.width), style);
    let totals = &batch.totals;
    let over = totals.planned.saturating_sub(totals.left);
    columns.put_right(canvas, &format!("{}/{}", text::count(over), text::count(totals.planned)), people, style);
    let wrong = totals.failed + totals.unknown;
    let (words, tone) = match (wrong, totals.blocked) {
        (0, 0) => (String::new(), style),
        (0, aside) => (format!("{} aside", text::count(aside)), style),
        (wrong, _) if style == canvas.theme.text => (format!("x {} wrong", text::count(wrong)), canvas.theme.danger),
        (wrong, _) => (format!("x {} wrong", text::count(wrong)), style),
    };
    columns.put(canvas, &words, aside, tone);
    let when = batch.due.filter(|_| !batch.state.is_over()).unwrap_or(batch.created_at);
    let Some([span, operator]) = more else {
        return columns.put(canvas, &clock::short(when, app.now, &app.zone), time, style);
    };
    columns.put(canvas, &clock::when(when, app.now, &app.zone), time, style);
    let took = batch.ended_at.and_then(|end| words::between(batch.created_at, end)).map(words::span);
    columns.put_right(canvas, &took.unwrap_or_default(), span, style);
    columns.put(canvas, batch.operator.as_str(), operator, style);
}
