//! What somebody typed into the search field, as words to look for.

use super::fold::{fold, lower};
use super::place::{Kinds, Needle, Pairs};
use crate::model::DisplayText;

/// Words beyond so many are not looked at.
const MOST_WORDS: usize = 16;
/// Characters of a word beyond so many are not looked at: the longest e-mail address has 320.
const LONGEST_WORD: usize = 400;

/// A query, ready to be compared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Query {
    pub(super) words: Vec<Word>,
    /// All words in lower case with single spaces, for finding a name that was typed whole.
    pub(super) joined: Needle,
}

/// One word of a query; a person must match all of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word {
    /// In lower case.
    pub(super) lower: Needle,
    /// With its case, for names, departments and titles, if case matters.
    pub(super) cased: Option<Needle>,
    /// Kinds of characters in the lower-case word.
    pub(super) kinds: Kinds,
    /// Neighbours in the lower-case word.
    pub(super) pairs: Pairs,
    /// The kind of its first character.
    pub(super) initial: Kinds,
    /// Whether it is one letter of those that have a kind to themselves, and its case does not matter.
    pub(super) is_letter: bool,
    /// Whether it could begin or end an id: three or more hexadecimal digits or hyphens.
    pub(super) maybe_id: bool,
}

impl Query {
    /// Takes a query apart at white space and at the signs that stand around pasted addresses (`Doe, Jane <jd@x>`).
    ///
    /// Case matters for a word that mixes it, as `McK` or `Jan` does. `DOE` is more likely pasted from somewhere
    /// that shouts, and finds what `doe` finds.
    pub(super) fn parse(text: &str) -> Self {
        let mut words: Vec<Word> = Vec::new();
        let mut chars = Vec::new();
        let mut end_word = |chars: &mut Vec<char>| {
            if !chars.is_empty() && words.len() < MOST_WORDS {
                words.push(Word::new(std::mem::take(chars)));
            }
            chars.clear();
        };
        fold(&visible(text), |c, _| {
            if c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '"') {
                end_word(&mut chars);
            } else if chars.len() < LONGEST_WORD {
                chars.push(c);
            }
        });
        end_word(&mut chars);
        let joined = words.iter().map(|word| word.lower.chars.as_slice()).collect::<Vec<_>>().join(&' ');
        Self { words, joined: Needle::new(joined) }
    }

    /// Whether everybody whom this query finds is among those whom `earlier` found.
    pub(super) fn narrows(&self, earlier: &Self) -> bool {
        self.words.len() >= earlier.words.len()
            && self.words.iter().zip(&earlier.words).all(|(word, earlier)| word.narrows(earlier))
    }
}

/// The text without invisible characters: what is pasted from a web page often has some.
fn visible(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        let mut bytes = [0; 4];
        let alone: &str = c.encode_utf8(&mut bytes);
        if c.is_ascii_graphic() || c.is_whitespace() || DisplayText::new(alone).as_str() == alone {
            kept.push(c);
        }
    }
    kept
}

impl Word {
    fn new(chars: Vec<char>) -> Self {
        let lowered: Vec<char> = chars.iter().copied().map(lower).collect();
        let capitals = chars.iter().filter(|c| c.is_uppercase()).count();
        let shouted = capitals >= 2 && !chars.iter().any(|c| c.is_lowercase());
        Self {
            kinds: Kinds::of(lowered.iter().copied()),
            pairs: Pairs::of(lowered.iter().copied()),
            initial: Kinds::of(lowered.first().copied()),
            is_letter: capitals == 0 && matches!(lowered[..], ['a'..='z']),
            maybe_id: lowered.len() >= 3 && lowered.iter().all(|c| c.is_ascii_hexdigit() || *c == '-'),
            cased: (capitals > 0 && !shouted).then(|| Needle::new(chars)),
            lower: Needle::new(lowered),
        }
    }

    /// The word as names, departments and titles are compared with it.
    pub(super) fn in_names(&self) -> &Needle {
        self.cased.as_ref().unwrap_or(&self.lower)
    }

    fn narrows(&self, earlier: &Self) -> bool {
        self.lower.chars.starts_with(&earlier.lower.chars)
            && match (&self.cased, &earlier.cased) {
                (Some(now), Some(earlier)) => now.chars.starts_with(&earlier.chars),
                (None, Some(_)) => false,
                (_, None) => true,
            }
            // What ends with more digits need not end with fewer.
            && (!self.maybe_id || self.lower == earlier.lower)
    }
}
