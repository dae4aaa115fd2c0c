//! The list of batches as it is drawn.

use super::shown;
use crate::backend::BatchLine;
use crate::tui::app::place::inside;
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
    let area = inside(placed.outer);
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
    canvas.rows(placed.rows, app.jobs.cursor, shown.len(), focused, |canvas, index, row, style| {
        line(app, shown[index], row, style, canvas);
    });
    if prompt.typing {
        let y = area.bottom().saturating_sub(1);
        let (key, typed) = (canvas.theme.key, canvas.theme.typed);
        canvas.clear(Rect { y, height: 1, ..area });
        let x = canvas.put(area.x, y, 8, "filter: ", key);
        prompt.view(Rect { x, y, width: area.right().saturating_sub(x), height: 1 }, typed, canvas);
    }
}

fn line(app: &App, batch: &BatchLine, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let look = words::batch_state(batch);
    let ink = if style == canvas.theme.text { look.ink.style(canvas.theme) } else { style };
    let mut columns = Columns::new(row);
    let wide = row.width >= 96;
    columns.put(canvas, &format!("{} {}", look.sign, look.word), 13, ink);
    columns.put(canvas, &batch.kind, 10, style);
    let fixed = 14 + 11 + 12 + 15 + 17 + if wide { 10 + 13 } else { 0 };
    columns.put(canvas, batch.title.as_str(), row.width.saturating_sub(fixed).max(8), style);
    let totals = &batch.totals;
    let over = totals.planned.saturating_sub(totals.left);
    columns.put(canvas, &format!("{:>11}", format!("{over}/{}", totals.planned)), 11, style);
    let wrong = totals.failed + totals.unknown;
    let (words, tone) = match (wrong, totals.blocked) {
        (0, 0) => (String::new(), style),
        (0, aside) => (format!("{} aside", text::count(aside)), style),
        (wrong, _) if style == canvas.theme.text => (format!("x {} wrong", text::count(wrong)), canvas.theme.danger),
        (wrong, _) => (format!("x {} wrong", text::count(wrong)), style),
    };
    columns.put(canvas, &words, 14, tone);
    let when = batch.due.filter(|_| !batch.state.is_over()).unwrap_or(batch.created_at);
    columns.put(canvas, &clock::when(when, app.now, &app.zone), 16, style);
    if wide {
        let took = batch.ended_at.and_then(|end| words::between(batch.created_at, end)).map(words::span);
        columns.put(canvas, &took.unwrap_or_default(), 9, style);
        columns.put(canvas, batch.operator.as_str(), 12, style);
    }
}
