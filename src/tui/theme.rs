//! Styles by what they mean, never by colour. Everything that a style says is said in words or signs as well.

use crate::model::ThemeName;
use ratatui::style::{Color, Modifier, Style};

/// One style for each role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Theme {
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
    /// Data that are being read anew.
    pub stale: Style,
    /// A key in a hint.
    pub key: Style,
    /// The badge of a practice tenant.
    pub badge_demo: Style,
    /// The badge of a real tenant.
    pub badge_live: Style,
    /// Text that is being typed.
    pub typed: Style,
}

impl Theme {
    /// The styles of this name.
    pub fn named(name: ThemeName) -> Self {
        match name {
            ThemeName::Terminal | ThemeName::Light | ThemeName::Dark | ThemeName::HighContrast => Self::ansi(),
            ThemeName::Monochrome => Self::monochrome(),
        }
    }

    /// The terminal's own sixteen colours on its own background.
    pub fn ansi() -> Self {
        let fg = |color| Style::new().fg(color);
        Self {
            text: Style::new(),
            quiet: Style::new().add_modifier(Modifier::DIM),
            strong: Style::new().add_modifier(Modifier::BOLD),
            border: Style::new().add_modifier(Modifier::DIM),
            border_focused: fg(Color::Cyan).add_modifier(Modifier::BOLD),
            // The frame below it is dim; the title is to be read.
            title: Style::new().remove_modifier(Modifier::DIM),
            title_focused: fg(Color::Cyan).add_modifier(Modifier::BOLD),
            selected: Style::new().add_modifier(Modifier::REVERSED),
            selected_away: Style::new().add_modifier(Modifier::BOLD),
            matched: Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            good: fg(Color::Green),
            warning: fg(Color::Yellow).add_modifier(Modifier::BOLD),
            danger: fg(Color::Red).add_modifier(Modifier::BOLD),
            unknown: fg(Color::Magenta).add_modifier(Modifier::BOLD),
            running: fg(Color::Blue).add_modifier(Modifier::BOLD),
            stale: Style::new().add_modifier(Modifier::DIM),
            key: fg(Color::Cyan),
            badge_demo: fg(Color::Yellow).add_modifier(Modifier::REVERSED | Modifier::BOLD),
            badge_live: fg(Color::Red).add_modifier(Modifier::REVERSED | Modifier::BOLD),
            typed: Style::new().add_modifier(Modifier::UNDERLINED),
        }
    }

    /// No colour at all: bold, dim, underlined and reversed only.
    pub fn monochrome() -> Self {
        let plain = |modifier| Style::new().add_modifier(modifier);
        Self {
            border_focused: plain(Modifier::BOLD),
            title_focused: plain(Modifier::BOLD),
            good: Style::new(),
            warning: plain(Modifier::BOLD),
            danger: plain(Modifier::BOLD | Modifier::UNDERLINED),
            unknown: plain(Modifier::BOLD | Modifier::ITALIC),
            running: plain(Modifier::BOLD),
            key: plain(Modifier::BOLD),
            badge_demo: plain(Modifier::REVERSED),
            badge_live: plain(Modifier::REVERSED | Modifier::BOLD),
            ..Self::ansi()
        }
    }

    /// Every role with its name, for tests and for a settings screen.
    pub fn roles(&self) -> [(&'static str, Style); 20] {
        [
            ("text", self.text),
            ("quiet", self.quiet),
            ("strong", self.strong),
            ("border", self.border),
            ("border_focused", self.border_focused),
            ("title", self.title),
            ("title_focused", self.title_focused),
            ("selected", self.selected),
            ("selected_away", self.selected_away),
            ("matched", self.matched),
            ("good", self.good),
            ("warning", self.warning),
            ("danger", self.danger),
            ("unknown", self.unknown),
            ("running", self.running),
            ("stale", self.stale),
            ("key", self.key),
            ("badge_demo", self.badge_demo),
            ("badge_live", self.badge_live),
            ("typed", self.typed),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monochrome_has_no_colour() {
        for (role, style) in Theme::monochrome().roles() {
            assert!(style.fg.is_none() && style.bg.is_none(), "{role}");
        }
    }

    #[test]
    fn only_the_terminals_own_sixteen_colours() {
        for (role, style) in Theme::ansi().roles() {
            for color in [style.fg, style.bg].into_iter().flatten() {
                assert!(!matches!(color, Color::Rgb(..) | Color::Indexed(_)), "{role}");
            }
        }
    }

    #[test]
    fn what_must_be_told_apart_differs_without_colour() {
        let theme = Theme::monochrome();
        for (one, other) in [
            (theme.selected, theme.text),
            (theme.selected_away, theme.text),
            (theme.selected, theme.selected_away),
            (theme.border, theme.border_focused),
            (theme.title, theme.title_focused),
            (theme.matched, theme.text),
            (theme.danger, theme.text),
            (theme.badge_demo, theme.badge_live),
        ] {
            assert_ne!(one, other);
        }
    }
}
