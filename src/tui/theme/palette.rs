//! The themes that bring their own colours.

use super::Theme;
use super::colour::{Depth, Rgb};
use ratatui::style::{Color, Modifier, Style};

/// What may be read must stand out from what it stands on by this much (WCAG 2.2, level AA).
pub const LEGIBLE: f64 = 4.5;

/// The colours of one theme, each for one purpose.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    ground: Rgb,
    text: Rgb,
    quiet: Rgb,
    strong: Rgb,
    border: Rgb,
    accent: Rgb,
    /// Text and background of the selected row.
    selected: (Rgb, Rgb),
    /// The same in a pane without focus.
    away: (Rgb, Rgb),
    /// The background of a field.
    field: Rgb,
    good: Rgb,
    warning: Rgb,
    danger: Rgb,
    unknown: Rgb,
    running: Rgb,
}

/// For a dark background.
pub const DARK: Palette = Palette {
    ground: Rgb(0x15, 0x18, 0x1d),
    text: Rgb(0xd6, 0xda, 0xe0),
    quiet: Rgb(0x98, 0xa1, 0xad),
    strong: Rgb(0xf5, 0xf7, 0xfa),
    border: Rgb(0x4c, 0x55, 0x61),
    accent: Rgb(0x6c, 0xb6, 0xff),
    selected: (Rgb(0xff, 0xff, 0xff), Rgb(0x25, 0x4b, 0x78)),
    away: (Rgb(0xd6, 0xda, 0xe0), Rgb(0x2a, 0x31, 0x3b)),
    field: Rgb(0x24, 0x29, 0x31),
    good: Rgb(0x7d, 0xc9, 0x83),
    warning: Rgb(0xe8, 0xb4, 0x5a),
    danger: Rgb(0xff, 0x83, 0x7a),
    unknown: Rgb(0xd3, 0xa8, 0xfb),
    running: Rgb(0x5a, 0xcf, 0xd6),
};

/// For a light background.
pub const LIGHT: Palette = Palette {
    ground: Rgb(0xfb, 0xfb, 0xf9),
    text: Rgb(0x24, 0x29, 0x2f),
    quiet: Rgb(0x59, 0x62, 0x6d),
    strong: Rgb(0x0b, 0x10, 0x16),
    border: Rgb(0xa3, 0xab, 0xb5),
    accent: Rgb(0x05, 0x50, 0xae),
    selected: (Rgb(0x06, 0x1d, 0x3a), Rgb(0xbd, 0xd9, 0xfa)),
    away: (Rgb(0x24, 0x29, 0x2f), Rgb(0xe4, 0xe8, 0xed)),
    field: Rgb(0xec, 0xef, 0xf2),
    good: Rgb(0x10, 0x5f, 0x28),
    warning: Rgb(0x7a, 0x4b, 0x00),
    danger: Rgb(0xa4, 0x0e, 0x26),
    unknown: Rgb(0x62, 0x35, 0xb5),
    running: Rgb(0x06, 0x5c, 0x68),
};

/// Black and few colours, as far from it as they can be.
pub const HIGH_CONTRAST: Palette = Palette {
    ground: Rgb(0, 0, 0),
    text: Rgb(0xff, 0xff, 0xff),
    quiet: Rgb(0xd8, 0xd8, 0xd8),
    strong: Rgb(0xff, 0xff, 0xff),
    border: Rgb(0xb0, 0xb0, 0xb0),
    accent: Rgb(0xff, 0xff, 0x00),
    selected: (Rgb(0, 0, 0), Rgb(0xff, 0xff, 0x00)),
    away: (Rgb(0, 0, 0), Rgb(0xd8, 0xd8, 0xd8)),
    field: Rgb(0x30, 0x30, 0x30),
    good: Rgb(0x00, 0xff, 0x5f),
    warning: Rgb(0xff, 0xaf, 0x00),
    danger: Rgb(0xff, 0x87, 0x87),
    unknown: Rgb(0xff, 0x9f, 0xff),
    running: Rgb(0x5f, 0xff, 0xff),
};

impl Palette {
    /// The styles on a terminal of this depth. Where the terminal has said what its own background is and everything can
    /// be read on that, it is left as it is.
    pub fn theme(&self, depth: Depth, own: Option<Rgb>) -> Theme {
        let own = own.filter(|ground| self.inks().iter().all(|ink| ink.contrast(*ground) >= LEGIBLE));
        let ink = |rgb: Rgb, ground: Rgb| legible(rgb, ground, self.text, depth);
        let fg = |rgb: Rgb| Style::new().fg(ink(rgb, self.ground));
        let bold = |rgb: Rgb| fg(rgb).add_modifier(Modifier::BOLD);
        let on = |text: Rgb, ground: Rgb| Style::new().fg(legible(text, ground, text, depth)).bg(ground.on(depth));
        let badge = |rgb: Rgb| on(self.ground, rgb).add_modifier(Modifier::BOLD);
        let base = Style::new().fg(self.text.on(depth));
        // Sixteen colours have no shade between the ground and the text.
        let (selected, away, field) = match depth {
            Depth::Sixteen => {
                let plain = on(self.text, self.ground);
                (
                    on(self.ground, self.text),
                    plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
                    plain.add_modifier(Modifier::UNDERLINED),
                )
            }
            Depth::TwoHundred | Depth::All => {
                (on(self.selected.0, self.selected.1), on(self.away.0, self.away.1), on(self.text, self.field))
            }
        };
        Theme {
            base: if own.is_some() { base } else { base.bg(self.ground.on(depth)) },
            text: fg(self.text),
            quiet: fg(self.quiet),
            strong: bold(self.strong),
            border: Style::new().fg(self.border.on(depth)),
            border_focused: bold(self.accent),
            title: fg(self.text),
            title_focused: bold(self.accent),
            accent: bold(self.accent),
            selected: selected.add_modifier(Modifier::BOLD),
            selected_away: away,
            matched: Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            good: fg(self.good),
            warning: bold(self.warning),
            danger: bold(self.danger),
            unknown: bold(self.unknown).add_modifier(Modifier::ITALIC),
            running: fg(self.running),
            covered: Style::new()
                .fg(ink(self.quiet, self.ground))
                .bg(if own.is_some() { Color::Reset } else { self.ground.on(depth) })
                .remove_modifier(Modifier::BOLD),
            stale: fg(self.quiet).add_modifier(Modifier::ITALIC),
            key: bold(self.accent),
            mode: bold(self.strong),
            chip: field.add_modifier(Modifier::BOLD),
            gauge: fg(self.quiet),
            badge_demo: badge(self.warning),
            badge_production: badge(self.danger),
            badge_other: away.add_modifier(Modifier::BOLD),
            badge_read_only: badge(self.accent),
            typed: field,
        }
    }

    /// Every colour in which something is written on the ground.
    fn inks(&self) -> [Rgb; 9] {
        [
            self.text,
            self.quiet,
            self.strong,
            self.accent,
            self.good,
            self.warning,
            self.danger,
            self.unknown,
            self.running,
        ]
    }
}

/// The nearest colour that the terminal has, unless it cannot be read on what the terminal has for the ground: then the
/// nearest to the theme's own text, and at last black or white.
fn legible(rgb: Rgb, ground: Rgb, text: Rgb, depth: Depth) -> Color {
    let ground = Rgb::of(ground.on(depth)).unwrap_or(ground);
    let fits = |color: &Color| Rgb::of(*color).is_none_or(|rgb| rgb.contrast(ground) >= LEGIBLE);
    let last = if ground.is_light() { Rgb(0, 0, 0) } else { Rgb(255, 255, 255) };
    [rgb, text].map(|rgb| rgb.on(depth)).into_iter().find(fits).unwrap_or(last.on(depth))
}
