//! All notices since the start, newest first.

use crate::backend::Severity;
use crate::tui::app::App;
use crate::tui::app::clock;
use crate::tui::theme::Theme;
use crate::tui::widget::{Canvas, Cursor};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Where one stands in the list.
#[derive(Debug, Default)]
pub struct Messages {
    /// The selected notice.
    pub cursor: Cursor,
}

/// The sign and the style of a severity.
pub fn mark(severity: Severity, theme: &Theme) -> (&'static str, Style) {
    match severity {
        Severity::Success => ("+", theme.good),
        Severity::Note => (".", theme.text),
        Severity::Warning => ("!", theme.warning),
        Severity::Error => ("x", theme.danger),
    }
}

/// Draws the list.
pub fn view(app: &App, messages: &Messages, outer: Rect, canvas: &mut Canvas<'_>) {
    let rows = canvas.frame(outer, "Messages", &app.notices.len().to_string(), true);
    let theme = canvas.theme.clone();
    let notices: Vec<_> = app.notices.newest_first().collect();
    canvas.rows(rows, messages.cursor, notices.len(), true, |canvas, index, row, style| {
        let notice = notices[index];
        let (sign, tone) = mark(notice.severity, &theme);
        let x = canvas.put(row.x, row.y, 9, &clock::time(notice.at, &app.zone), style);
        let tone = if style == theme.text { tone } else { style };
        let x = canvas.put(x + 1, row.y, 2, sign, tone);
        let words = if notice.times > 1 {
            format!("{} ({} times)", notice.text, notice.times)
        } else {
            notice.text.to_string()
        };
        canvas.put(x + 1, row.y, row.right().saturating_sub(x + 1), &words, style);
    });
}
