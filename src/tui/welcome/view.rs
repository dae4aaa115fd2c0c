//! The guided screen as it is drawn: a line on top, one frame, a line below. Nothing here changes the state.

use super::keys::hints;
use super::state::{STEPS, Step, Welcome};
use super::view_steps::step;
use crate::tui::app::place::{SMALLEST, middle, too_small};
use crate::tui::widget::{Canvas, text};
use ratatui::Frame;
use ratatui::layout::Rect;

/// The size that the frame likes.
const WIDTH: u16 = 92;
const HEIGHT: u16 = 26;

/// Draws all of it.
pub(super) fn view(welcome: &Welcome, frame: &mut Frame<'_>) {
    let area = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), &welcome.theme);
    canvas.tint(area, welcome.theme.base);
    if too_small((area.width, area.height)) {
        let words = format!(
            "This terminal has {}x{} cells; lanyard needs {}x{}. Make it larger, or press Ctrl-C twice to quit.",
            area.width, area.height, SMALLEST.0, SMALLEST.1
        );
        canvas.paragraph(area, &words, welcome.theme.strong);
        return;
    }
    header(welcome, area, &mut canvas);
    footer(welcome, area, &mut canvas);
    let body = Rect { y: area.y + 1, height: area.height - 2, ..area };
    let outer = middle(body, WIDTH, HEIGHT);
    let number = STEPS.iter().position(|step| *step == welcome.step);
    let right = number.map_or(String::new(), |at| format!("step {} of {}", at + 1, STEPS.len()));
    let inner = canvas.frame(outer, welcome.step.title(), &right, true);
    let inner = Rect { x: inner.x + 2, width: inner.width.saturating_sub(4), ..inner };
    let inner = match inner.height {
        // A blank line on top where there is room for one.
        18.. => Rect { y: inner.y + 1, height: inner.height - 1, ..inner },
        _ => inner,
    };
    step(welcome, inner, &mut canvas);
    if let Some(place) = canvas.cursor() {
        frame.set_cursor_position(place);
    }
}

fn header(welcome: &Welcome, area: Rect, canvas: &mut Canvas<'_>) {
    let (strong, plain) = (canvas.theme.strong, canvas.theme.text);
    let x = canvas.put(area.x + 1, area.y, 8, "lanyard", strong) + 2;
    let words = match welcome.step {
        Step::Hello => match welcome.known.as_ref().map_or(0, |known| known.profiles.len()) {
            0 => "nothing is set up yet".to_owned(),
            n => format!("{} so far", text::counted(n, "profile")),
        },
        Step::Done => format!("profile {}", welcome.name.profile.text()),
        step => {
            // What is behind the operator stays in sight.
            let at = STEPS.iter().position(|s| *s == step).unwrap_or(0);
            let mut words = vec!["setting up".to_owned()];
            if at > 0 {
                words.push(format!("{} ({})", welcome.name.profile.text(), welcome.name.environment.text()));
            }
            if at > 1 {
                words.push(welcome.place.address());
            }
            words.join(" · ")
        }
    };
    let words = crate::model::DisplayText::new(words);
    canvas.put(x, area.y, area.right().saturating_sub(x + 1), words.as_str(), plain);
}

fn footer(welcome: &Welcome, area: Rect, canvas: &mut Canvas<'_>) {
    let y = area.bottom() - 1;
    let (key_style, text_style, warning) = (canvas.theme.key, canvas.theme.text, canvas.theme.warning);
    let mut end = area.right().saturating_sub(1);
    let mode = if welcome.interrupt_until.is_some() { "Ctrl-C again quits" } else { "" };
    if !mode.is_empty() {
        end = canvas.put_right(end, y, area.width, mode, warning).saturating_sub(2);
    }
    let mut x = area.x + 1;
    for (key, label) in hints(welcome) {
        let width = u16::try_from(text::width(key) + 1 + text::width(label)).unwrap_or(u16::MAX);
        if x.saturating_add(width) > end {
            break;
        }
        x = canvas.put(x, y, u16::MAX, key, key_style);
        x = canvas.put(x + 1, y, u16::MAX, label, text_style) + 2;
    }
}
