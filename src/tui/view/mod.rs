//! Drawing: the state in, cells out. Nothing here changes the state.

pub mod footer;
pub mod header;
pub mod strip;
pub mod toast;

use super::app::App;
use super::app::place::{SMALLEST, too_small};
use super::widget::Canvas;
use super::{overlay, pane, tour};
use ratatui::Frame;

/// Draws the whole console.
pub fn view(app: &App, frame: &mut Frame<'_>) {
    let area = frame.area();
    if area != app.layout.screen {
        // The terminal has another size by now; the news of it are on their way.
        return;
    }
    let mut canvas = Canvas::new(frame.buffer_mut(), &app.theme);
    if app.manner.privacy {
        canvas = canvas.veiled(&app.veil);
    }
    canvas.tint(area, app.theme.base);
    if too_small(app.size) {
        let words = format!(
            "This terminal has {}x{} cells; lanyard needs {}x{}. Make it larger, or press Ctrl-C twice to quit.",
            app.size.0, app.size.1, SMALLEST.0, SMALLEST.1
        );
        canvas.paragraph(area, &words, app.theme.strong);
        return;
    }
    pane::view(app, &mut canvas);
    header::view(app, &mut canvas);
    tour::view::view(app, &mut canvas);
    footer::view(app, &mut canvas);
    overlay::view(app, &mut canvas);
    strip::view(app, &mut canvas);
    toast::view(app, &mut canvas);
    if let Some(place) = canvas.cursor() {
        frame.set_cursor_position(place);
    }
}
