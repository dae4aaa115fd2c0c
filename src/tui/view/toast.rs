//! The lines above the footer that tell something in passing. They never take the focus or a key but Esc.

use crate::backend::Severity;
use crate::tui::action::{Action, key_words};
use crate::tui::app::App;
use crate::tui::overlay::messages::mark;
use crate::tui::widget::{Canvas, text};
use ratatui::layout::Rect;

/// How many lines a notice may take; the message log has the rest.
const LINES: usize = 3;

/// Draws the notice that shows, if one does.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some((notice, more)) = app.notices.showing(app.now) else { return };
    let theme = canvas.theme.clone();
    let (sign, tone) = mark(notice.severity, &theme);
    let (all, dismiss) = (key_words(app, Action::Messages), key_words(app, Action::Back));
    let mut words = notice.text.to_string();
    if notice.times > 1 {
        words.push_str(&format!(" ({} times)", notice.times));
    }
    if more > 0 {
        words.push_str(&format!(" ({dismiss} dismisses, +{more} more, {all} shows all)"));
    } else if notice.severity == Severity::Error {
        words.push_str(&format!(" ({dismiss} dismisses, {all} shows more)"));
    }
    let last = app.layout.toast;
    let lines = text::wrap(&canvas.shown(&words), usize::from(last.width.saturating_sub(4)));
    let shown = lines.len().min(LINES);
    let top = last.y.saturating_sub(u16::try_from(shown).unwrap_or(1) - 1);
    let area = Rect { y: top, height: last.bottom() - top, ..last };
    canvas.clear(area);
    canvas.put(area.x + 1, area.y, 1, sign, tone);
    for (y, line) in (area.y..area.bottom()).zip(&lines) {
        canvas.put(area.x + 3, y, area.width.saturating_sub(4), line, tone);
    }
    if lines.len() > LINES {
        let room = last.width.saturating_sub(4);
        canvas.put_right(last.right() - 1, last.y, room, &format!(" … {all} shows all"), theme.quiet);
    }
}
