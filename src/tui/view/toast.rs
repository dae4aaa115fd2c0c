//! The line above the footer that tells something in passing. It never takes the focus or a key but Esc.

use crate::backend::Severity;
use crate::tui::app::App;
use crate::tui::overlay::messages::mark;
use crate::tui::widget::{Canvas, text};

/// Draws the notice that shows, if one does.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some((notice, more)) = app.notices.showing(app.now) else { return };
    let area = app.layout.toast;
    let theme = canvas.theme.clone();
    let (sign, tone) = mark(notice.severity, &theme);
    let mut end = String::new();
    if notice.times > 1 {
        end = format!(" ({} times)", notice.times);
    }
    if more > 0 {
        end.push_str(&format!(" +{more} more, @ shows all"));
    } else if notice.severity == Severity::Error {
        end.push_str(" (Esc dismisses, @ shows all)");
    }
    canvas.clear(area);
    let x = canvas.put(area.x + 1, area.y, 2, sign, tone);
    let room = area.right().saturating_sub(x + 2);
    let end_width = u16::try_from(text::width(&end)).unwrap_or(room).min(room);
    let x = canvas.put(x + 1, area.y, room - end_width, notice.text.as_str(), tone);
    canvas.put(x, area.y, end_width, &end, theme.quiet);
}
