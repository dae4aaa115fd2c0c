//! The figures as they are drawn.

use super::document;
use crate::tui::app::place::inside;
use crate::tui::app::{App, Remote};
use crate::tui::pane::Pane;
use crate::tui::pane::page::{in_sight, put_row};
use crate::tui::widget::Canvas;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Figures) else { return };
    let focused = app.has_focus(Pane::Figures);
    let told = document::write(app);
    let cursor = app.figures.cursor;
    let stale = if app.figures.past.is_stale() && app.spinner.is_some() { "reading ...  " } else { "" };
    let seen = in_sight(cursor.offset, told.page.len(), usize::from(placed.rows.height));
    let rows = if seen.is_empty() { String::new() } else { format!("rows {seen}") };
    canvas.frame(placed.outer, "Figures", &format!("{stale}{rows}"), focused);
    if app.figures.past.data().is_none() {
        let area = inside(placed.outer);
        let room = Rect { x: area.x + area.width.min(2), width: area.width.saturating_sub(4), ..area };
        let (words, style) = absence(app, canvas);
        canvas.paragraph(room, &words, style);
        return;
    }
    canvas.rows(placed.rows, cursor, told.page.len(), focused, |canvas, index, row, style| {
        if let Some(pieces) = told.page.rows().get(index) {
            put_row(canvas, row, pieces, style);
        }
    });
}

fn absence(app: &App, canvas: &Canvas<'_>) -> (String, Style) {
    match &app.figures.past {
        Remote::Failed { fault } => {
            (format!("x The figures could not be read: {}. {}", fault.text, fault.remedy), canvas.theme.danger)
        }
        _ if app.spinner.is_some() => ("Reading the figures ...".to_owned(), canvas.theme.text),
        _ => (String::new(), canvas.theme.text),
    }
}
