//! Which theme it is, from everything that has a say: who asked for one, the environment, the terminal's answer.

use super::Look;
use super::colour::{Depth, Rgb};
use crate::model::ThemeName;

/// Everything that has a say in the choice of a theme.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Says {
    /// What the operator asked for, by flag, variable or file, in this order.
    pub asked: Option<ThemeName>,
    /// `NO_COLOR`.
    pub no_color: Option<String>,
    /// `COLORTERM`.
    pub colorterm: Option<String>,
    /// `TERM`.
    pub term: Option<String>,
    /// What the terminal answered when it was asked for its background.
    pub ground: Option<Rgb>,
}

impl Says {
    /// How many colours the terminal shows, as far as the environment says.
    pub fn depth(&self) -> Depth {
        let term = self.term.as_deref().unwrap_or_default();
        match self.colorterm.as_deref() {
            Some("truecolor" | "24bit") => Depth::All,
            _ if term.ends_with("-direct") => Depth::All,
            _ if term.contains("256color") => Depth::TwoHundred,
            _ => Depth::Sixteen,
        }
    }

    /// Whether the terminal's answer could make a difference: then it is worth to be asked and waited for.
    pub fn asks_terminal(&self) -> bool {
        // The Linux console and GNU screen do not answer, and the latter shows the question.
        let silent =
            self.term.as_deref().is_none_or(|term| term == "linux" || term == "dumb" || term.starts_with("screen"));
        self.asked.is_none() && !self.no_colour() && self.depth() == Depth::All && !silent
    }

    fn no_colour(&self) -> bool {
        self.no_color.as_ref().is_some_and(|value| !value.is_empty())
    }

    /// How the console looks: what was asked for; else nothing coloured where that is not wanted; else what suits the
    /// background where the terminal shows every colour and tells it; else the terminal's own colours.
    pub fn look(&self) -> Look {
        let depth = self.depth();
        let name = match (self.asked, self.ground) {
            (Some(asked), _) => asked,
            (None, _) if self.no_colour() => ThemeName::Monochrome,
            (None, Some(ground)) if depth == Depth::All && ground.is_light() => ThemeName::Light,
            (None, Some(_)) if depth == Depth::All => ThemeName::Dark,
            (None, _) => ThemeName::Terminal,
        };
        // A theme that was asked for by name is to look like itself, whatever it stands on.
        let ground = self.ground.filter(|_| self.asked.is_none());
        Look { name, depth, ground }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(asked: Option<ThemeName>, no_color: Option<&str>, colorterm: Option<&str>, term: &str) -> Says {
        let own = |text: Option<&str>| text.map(str::to_owned);
        Says { asked, no_color: own(no_color), colorterm: own(colorterm), term: own(Some(term)), ground: None }
    }

    #[test]
    fn the_first_that_has_a_say_decides() {
        let (white, black) = (Some(Rgb(255, 255, 255)), Some(Rgb(0, 0, 0)));
        let (dark, none) = (Some(ThemeName::Dark), None);
        let (on, off, empty) = (Some("1"), None, Some(""));
        let (all, few) = (Some("truecolor"), None);
        use ThemeName::{Dark, Light, Monochrome, Terminal};
        // asked (flag, LANYARD_THEME, config), NO_COLOR, COLORTERM, background, and what comes of it
        for (asked, no_color, colorterm, ground, name) in [
            (dark, on, all, white, Dark),
            (dark, off, few, None, Dark),
            (none, on, all, white, Monochrome),
            (none, empty, all, white, Light),
            (none, off, all, white, Light),
            (none, off, all, black, Dark),
            (none, off, all, None, Terminal),
            (none, off, few, white, Terminal),
            (none, off, few, None, Terminal),
        ] {
            let says = Says { ground, ..says(asked, no_color, colorterm, "xterm-256color") };
            assert_eq!(says.look().name, name, "{says:?}");
        }
    }

    #[test]
    fn the_terminal_is_asked_only_where_its_answer_decides() {
        assert!(says(None, None, Some("truecolor"), "xterm-256color").asks_terminal());
        for never in [
            says(Some(ThemeName::Light), None, Some("truecolor"), "xterm-256color"),
            says(None, Some("1"), Some("truecolor"), "xterm-256color"),
            says(None, None, None, "xterm-256color"),
            says(None, None, Some("truecolor"), "linux"),
            says(None, None, Some("truecolor"), "screen.xterm-256color"),
            Says { term: None, ..says(None, None, Some("truecolor"), "") },
        ] {
            assert!(!never.asks_terminal(), "{never:?}");
        }
    }

    #[test]
    fn how_many_colours_there_are_is_told_by_the_environment() {
        for (colorterm, term, depth) in [
            (Some("truecolor"), "xterm", Depth::All),
            (Some("24bit"), "linux", Depth::All),
            (None, "tmux-256color", Depth::TwoHundred),
            (Some("yes"), "xterm-direct", Depth::All),
            (None, "xterm", Depth::Sixteen),
            (None, "linux", Depth::Sixteen),
        ] {
            assert_eq!(says(None, None, colorterm, term).depth(), depth, "{colorterm:?} {term}");
        }
    }
}
