//! The settings as they are drawn: a line each, below them what the selected one means, and how the theme looks.

use super::{THEME, meaning, selected, shown};
use crate::tui::app::App;
use crate::tui::app::place::inside;
use crate::tui::pane::Pane;
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Rows below the list: a line between, the meaning, how the theme looks.
const BELOW: u16 = 4;

/// Where the rows of the list stand.
pub fn rows(body: Rect) -> Rect {
    let inner = inside(body);
    Rect { height: inner.height.saturating_sub(BELOW), ..inner }
}

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Settings) else { return };
    let focused = app.has_focus(Pane::Settings);
    let state = &app.settings;
    let shown = shown(app);
    let title = match state.prompt.is_empty() || state.prompt.typing {
        true => "Settings".to_owned(),
        false => format!("Settings  /{}", state.prompt.text()),
    };
    let right = format!("{}/{}", text::count(shown.len()), text::count(state.lines.len()));
    canvas.frame(placed.outer, &title, &right, focused);
    if shown.is_empty() {
        let quiet = canvas.theme.quiet;
        let words = match state.lines.is_empty() {
            true => "The settings of this session are not known here; `lanyard config show` lists them.".to_owned(),
            false => format!("No setting matches \"{}\". Esc clears the filter.", state.prompt.text()),
        };
        let room = Rect {
            x: placed.rows.x + placed.rows.width.min(2),
            width: placed.rows.width.saturating_sub(4),
            ..placed.rows
        };
        canvas.paragraph(room, &words, quiet);
    }
    let widest = |of: fn(&super::SettingLine) -> &str| {
        let widths = state.lines.iter().map(|line| text::width(of(line)));
        widths.max().and_then(|width| u16::try_from(width).ok()).unwrap_or(0)
    };
    let name = widest(|line| line.name.as_str()).clamp(8, 24);
    let origin = widest(|line| line.origin.as_str()).clamp(8, placed.rows.width.max(24) / 3);
    // What comes from where is not to be looked for at the other end of a wide screen.
    let value = widest(|line| line.value.as_str()).clamp(8, placed.rows.width.saturating_sub(name + origin + 5).max(8));
    canvas.rows(placed.rows, state.cursor, shown.len(), focused, |canvas, index, row, style| {
        let line = shown[index];
        let quiet = if style == canvas.theme.text { canvas.theme.quiet } else { style };
        let mut columns = Columns::new(row);
        columns.put(canvas, line.name.as_str(), name, style);
        columns.put(canvas, line.value.as_str(), value, value_style(line.value.as_str(), quiet, style));
        columns.put(canvas, line.origin.as_str(), origin, quiet);
    });
    below(app, inside(placed.outer), canvas);
}

/// What nobody has set stands back.
fn value_style(value: &str, quiet: Style, style: Style) -> Style {
    if matches!(value, "not set" | "none") { quiet } else { style }
}

/// The meaning of the selected setting, or the field of the filter; and the theme in its own colours.
fn below(app: &App, inner: Rect, canvas: &mut Canvas<'_>) {
    if inner.height <= BELOW {
        return;
    }
    let theme = canvas.theme.clone();
    let y = inner.bottom() - BELOW;
    let room = Rect { x: inner.x + inner.width.min(1), width: inner.width.saturating_sub(2), ..inner };
    canvas.put(inner.x, y, inner.width, &"─".repeat(usize::from(inner.width)), theme.border);
    let prompt = &app.settings.prompt;
    if prompt.typing {
        let x = canvas.put(room.x, y + 1, 8, "filter: ", theme.key);
        prompt.view(Rect { x, y: y + 1, width: room.right().saturating_sub(x), height: 1 }, theme.typed, canvas);
        return;
    }
    let Some(line) = selected(app) else { return };
    if line.name.as_str() == THEME {
        canvas.put(room.x, y + 1, room.width, meaning::of(THEME), theme.quiet);
        sample(Rect { y: y + 2, height: 2, ..room }, canvas);
    } else {
        canvas.paragraph(Rect { y: y + 1, height: BELOW - 1, ..room }, meaning::of(line.name.as_str()), theme.quiet);
    }
}

/// What things look like in this theme.
fn sample(area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme.clone();
    let lines: [&[(&str, Style)]; 2] = [
        &[
            ("+ done", theme.good),
            ("! warning", theme.warning),
            ("x failed", theme.danger),
            ("? unknown", theme.unknown),
            ("> running", theme.running),
            ("- skipped", theme.quiet),
            ("text", theme.text),
        ],
        &[
            (" PRODUCTION ", theme.badge_production),
            (" TEST ", theme.badge_other),
            (" DEMO ", theme.badge_demo),
            ("> selected ", theme.selected),
            ("> elsewhere ", theme.selected_away),
            ("key", theme.key),
            ("match", theme.matched),
        ],
    ];
    for (line, y) in lines.into_iter().zip(area.top()..area.bottom()) {
        let mut x = area.x;
        for (words, style) in line {
            x = canvas.put(x, y, area.right().saturating_sub(x), words, *style) + 2;
        }
    }
}
