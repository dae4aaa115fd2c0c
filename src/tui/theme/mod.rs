//! Styles by what they mean, never by colour. Everything that a style says is said in words or signs as well.

mod choice;
mod colour;
mod palette;
#[cfg(test)]
mod tests;

pub use choice::Says;
pub use colour::{Depth, Rgb};

use crate::model::ThemeName;
use ratatui::style::{Color, Modifier, Style};

/// How the console looks on this terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Look {
    /// The set of styles.
    pub name: ThemeName,
    /// How many colours the terminal shows.
    pub depth: Depth,
    /// The terminal's background, where it has told.
    pub ground: Option<Rgb>,
}

impl Look {
    /// The styles.
    pub fn theme(self) -> Theme {
        match self.name {
            ThemeName::Terminal => Theme::ansi(),
            ThemeName::Light => palette::LIGHT.theme(self.depth, self.ground),
            ThemeName::Dark => palette::DARK.theme(self.depth, self.ground),
            ThemeName::HighContrast => palette::HIGH_CONTRAST.theme(self.depth, None),
            ThemeName::Monochrome => Theme::monochrome(),
        }
    }
}

/// One style for each role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Theme {
    /// What everything else stands on.
    pub base: Style,
    /// Ordinary text.
    pub text: Style,
    /// What matters less.
    pub quiet: Style,
    /// What matters more.
    pub strong: Style,
    /// The frame of a pane without focus.
    pub border: Style,
    /// The frame of the pane with focus.
    pub border_focused: Style,
    /// The title of a pane without focus.
    pub title: Style,
    /// The title of the pane with focus.
    pub title_focused: Style,
    /// The one colour that draws the eye.
    pub accent: Style,
    /// The selected row of the pane with focus.
    pub selected: Style,
    /// The selected row of another pane.
    pub selected_away: Style,
    /// Added to the characters that a search matched.
    pub matched: Style,
    /// Something is as it should be.
    pub good: Style,
    /// Something should be looked at.
    pub warning: Style,
    /// Something failed, or is dangerous.
    pub danger: Style,
    /// Nobody knows.
    pub unknown: Style,
    /// Work is under way.
    pub running: Style,
    /// Added to what a layer covers.
    pub covered: Style,
    /// Data that are being read anew.
    pub stale: Style,
    /// A key in a hint.
    pub key: Style,
    /// A mode that is on.
    pub mode: Style,
    /// What a list is narrowed to.
    pub chip: Style,
    /// How much of something is used up.
    pub gauge: Style,
    /// The badge of a practice tenant.
    pub badge_demo: Style,
    /// The badge of a tenant in which real people work.
    pub badge_production: Style,
    /// The badge of any other tenant.
    pub badge_other: Style,
    /// The badge of a session that changes nothing.
    pub badge_read_only: Style,
    /// Text that is being typed.
    pub typed: Style,
}

impl Theme {
    /// The terminal's own sixteen colours on its own background, which may be light or dark: nothing is written in
    /// yellow, white or blue, each of which cannot be read on one of the two.
    pub fn ansi() -> Self {
        let fg = |color| Style::new().fg(color);
        let bold = |color| fg(color).add_modifier(Modifier::BOLD);
        let plain = |modifier| Style::new().add_modifier(modifier);
        let badge = Modifier::REVERSED | Modifier::BOLD;
        Self {
            base: Style::new(),
            text: Style::new(),
            quiet: plain(Modifier::DIM),
            strong: plain(Modifier::BOLD),
            border: plain(Modifier::DIM),
            border_focused: bold(Color::Cyan),
            // The frame below it is dim; the title is to be read.
            title: Style::new().remove_modifier(Modifier::DIM),
            title_focused: bold(Color::Cyan),
            accent: bold(Color::Cyan),
            selected: plain(Modifier::REVERSED),
            selected_away: plain(Modifier::BOLD | Modifier::UNDERLINED),
            matched: plain(Modifier::BOLD | Modifier::UNDERLINED),
            good: fg(Color::Green),
            warning: bold(Color::Magenta),
            danger: bold(Color::Red),
            unknown: plain(Modifier::BOLD | Modifier::ITALIC),
            running: fg(Color::Cyan),
            covered: plain(Modifier::DIM),
            stale: plain(Modifier::DIM | Modifier::ITALIC),
            key: bold(Color::Cyan),
            mode: plain(Modifier::BOLD),
            chip: plain(Modifier::BOLD | Modifier::UNDERLINED),
            gauge: plain(Modifier::DIM),
            badge_demo: fg(Color::Magenta).add_modifier(badge),
            badge_production: fg(Color::Red).add_modifier(badge),
            badge_other: plain(Modifier::REVERSED),
            badge_read_only: fg(Color::Cyan).add_modifier(badge),
            typed: plain(Modifier::UNDERLINED),
        }
    }

    /// No colour at all: bold, dim, italic, underlined and reversed only.
    pub fn monochrome() -> Self {
        let plain = |modifier| Style::new().add_modifier(modifier);
        Self {
            border_focused: plain(Modifier::BOLD),
            title_focused: plain(Modifier::BOLD),
            accent: plain(Modifier::BOLD),
            good: Style::new(),
            warning: plain(Modifier::BOLD),
            danger: plain(Modifier::BOLD | Modifier::UNDERLINED),
            running: plain(Modifier::ITALIC),
            key: plain(Modifier::BOLD),
            badge_demo: plain(Modifier::REVERSED),
            badge_production: plain(Modifier::REVERSED | Modifier::BOLD | Modifier::UNDERLINED),
            badge_other: plain(Modifier::REVERSED | Modifier::DIM),
            badge_read_only: plain(Modifier::REVERSED | Modifier::BOLD),
            ..Self::ansi()
        }
    }

    /// Every role with its name, for tests and for the preview of a theme.
    pub fn roles(&self) -> [(&'static str, Style); 28] {
        [
            ("base", self.base),
            ("text", self.text),
            ("quiet", self.quiet),
            ("strong", self.strong),
            ("border", self.border),
            ("border_focused", self.border_focused),
            ("title", self.title),
            ("title_focused", self.title_focused),
            ("accent", self.accent),
            ("selected", self.selected),
            ("selected_away", self.selected_away),
            ("matched", self.matched),
            ("good", self.good),
            ("warning", self.warning),
            ("danger", self.danger),
            ("unknown", self.unknown),
            ("running", self.running),
            ("covered", self.covered),
            ("stale", self.stale),
            ("key", self.key),
            ("mode", self.mode),
            ("chip", self.chip),
            ("gauge", self.gauge),
            ("badge_demo", self.badge_demo),
            ("badge_production", self.badge_production),
            ("badge_other", self.badge_other),
            ("badge_read_only", self.badge_read_only),
            ("typed", self.typed),
        ]
    }
}
