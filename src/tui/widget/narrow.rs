//! Narrowing a list to the rows that hold all the words that were typed.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Words to look for; case counts only when a capital is typed, and accents only when one is typed.
pub struct Narrow {
    pattern: Pattern,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Narrow {
    /// The words of this text.
    pub fn new(words: &str) -> Self {
        Self {
            pattern: Pattern::new(words, CaseMatching::Smart, Normalization::Smart, AtomKind::Substring),
            matcher: Matcher::new(Config::DEFAULT),
            buffer: Vec::new(),
        }
    }

    /// Whether every word occurs in the text; no words occur in every text.
    pub fn holds(&mut self, text: &str) -> bool {
        self.pattern.score(Utf32Str::new(text, &mut self.buffer), &mut self.matcher).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_case_and_accents() {
        for (words, text, holds) in [
            ("", "anything", true),
            ("muller", "Jürgen Müller", true),
            ("müller", "Jurgen Muller", false),
            ("Jane", "jane", false),
            ("queue view", "routing:queue:view", true),
            ("view queue", "routing:queue:view", true),
            ("queue edit", "routing:queue:view", false),
        ] {
            assert_eq!(Narrow::new(words).holds(text), holds, "{words:?} in {text:?}");
        }
    }
}
