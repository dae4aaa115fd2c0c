//! How the console is to look and to be driven, in words that settings, flags and the console share.

use std::fmt;
use std::str::FromStr;

/// Which set of styles.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum ThemeName {
    /// The terminal's own sixteen colours on its own background.
    #[default]
    Terminal,
    /// Made for a light background.
    Light,
    /// Made for a dark background.
    Dark,
    /// Few colours, as far apart as they can be.
    HighContrast,
    /// No colour at all.
    Monochrome,
}

impl ThemeName {
    /// All of them, in the order in which they are offered.
    pub const ALL: &[Self] = &[Self::Terminal, Self::Light, Self::Dark, Self::HighContrast, Self::Monochrome];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::HighContrast => "high-contrast",
            Self::Monochrome => "monochrome",
        }
    }
}

/// Which keys the console begins with, before the operator's own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum KeyPreset {
    /// Arrows, and letters as in other consoles.
    #[default]
    Usual,
    /// As in Vim.
    Vim,
    /// Arrows and function keys; letters do nothing by themselves.
    Arrows,
}

impl KeyPreset {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Usual, Self::Vim, Self::Arrows];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Vim => "vim",
            Self::Arrows => "arrows",
        }
    }
}

/// The word is none of those that are known; they are listed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("there are: {0}")]
pub struct UnknownWord(String);

fn find<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str, text: &str) -> Result<T, UnknownWord> {
    let known = || UnknownWord(all.iter().map(|each| word(*each)).collect::<Vec<_>>().join(", "));
    all.iter().copied().find(|each| word(*each) == text).ok_or_else(known)
}

impl FromStr for ThemeName {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        find(Self::ALL, Self::as_str, text)
    }
}

impl FromStr for KeyPreset {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        find(Self::ALL, Self::as_str, text)
    }
}

impl fmt::Display for ThemeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for KeyPreset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_others_are_told_what_there_is() {
        for name in ThemeName::ALL {
            assert_eq!(name.as_str().parse(), Ok(*name));
        }
        for preset in KeyPreset::ALL {
            assert_eq!(preset.as_str().parse(), Ok(*preset));
        }
        assert!("neon".parse::<ThemeName>().unwrap_err().to_string().contains("high-contrast"));
    }
}
