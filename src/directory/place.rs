//! Where in a text a word stands.

use super::column::Text;
use nucleo_matcher::Utf32Str;

/// A byte of ASCII text or a character of any.
pub(super) trait Unit: Copy + PartialEq {
    /// Whether it is part of a word; what follows something else begins one.
    fn is_word(self) -> bool;
}

impl Unit for u8 {
    fn is_word(self) -> bool {
        self.is_ascii_alphanumeric()
    }
}

impl Unit for char {
    fn is_word(self) -> bool {
        self.is_alphanumeric()
    }
}

/// The kinds of characters that occur in a text, a bit each: letters by themselves, others in heaps.
///
/// A text without a kind that a word has cannot contain the word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Kinds(u32);

impl Kinds {
    /// Of all characters of the text.
    pub(super) fn of(text: impl IntoIterator<Item = char>) -> Self {
        Self(text.into_iter().fold(0, |kinds, c| kinds | kind(c)))
    }

    /// Of those characters that begin a word.
    pub(super) fn of_initials(text: &str) -> Self {
        let mut kinds = 0;
        let mut in_word = false;
        for c in text.chars() {
            if !in_word {
                kinds |= kind(c);
            }
            in_word = c.is_word();
        }
        Self(kinds)
    }

    /// Whether none of the other's kinds is missing here.
    pub(super) fn has(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
}

fn kind(c: char) -> u32 {
    1 << match c {
        'a'..='z' => c as u32 - 'a' as u32,
        '0'..='4' => 26,
        '5'..='9' => 27,
        '.' | ' ' => 28,
        '\0'..='\x7f' => 29,
        _ => 30 + c as u32 % 2,
    }
}

/// Which characters stand side by side in a text, thrown together into 64 heaps.
///
/// A text without a pair that a word has cannot contain the word whole; it rules out most of those that have all its
/// letters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Pairs(u64);

impl Pairs {
    /// Of all neighbours in the text.
    pub(super) fn of(text: impl IntoIterator<Item = char>) -> Self {
        let mut pairs = 0;
        let mut before = None::<char>;
        for c in text {
            if let Some(before) = before {
                let pair = (before as u32).rotate_left(5) ^ c as u32;
                pairs |= 1 << (pair.wrapping_mul(0x9e37_79b1) >> 26);
            }
            before = Some(c);
        }
        Self(pairs)
    }

    /// Whether none of the other's pairs is missing here.
    pub(super) fn has(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
}

/// A text to look for, in both forms.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Needle {
    pub(super) chars: Vec<char>,
    /// Empty when the text is not all ASCII.
    pub(super) bytes: Vec<u8>,
}

impl Needle {
    pub(super) fn new(chars: Vec<char>) -> Self {
        let ascii = chars.iter().all(char::is_ascii);
        Self { bytes: if ascii { chars.iter().map(|c| *c as u8).collect() } else { Vec::new() }, chars }
    }

    /// The best place at which the needle stands whole in the text: at its start, at the start of a word, anywhere.
    ///
    /// `initials` tells that a word of the text may begin with the needle's first character; without it, only the
    /// first place is looked for.
    pub(super) fn place_in(&self, text: Text<'_>, initials: bool) -> Option<Place> {
        match text {
            Text::Ascii(text) if self.is_ascii() => place(text, &self.bytes, initials),
            Text::Ascii(_) => None,
            Text::Wide(text) => place(text, &self.chars, initials),
        }
        .map(|(place, _)| place)
    }

    /// Where that best place begins.
    pub(super) fn find_in(&self, text: Text<'_>) -> Option<usize> {
        match text {
            Text::Ascii(text) if self.is_ascii() => place(text, &self.bytes, true),
            Text::Ascii(_) => None,
            Text::Wide(text) => place(text, &self.chars, true),
        }
        .map(|(_, at)| at)
    }

    /// Whether the text begins with the needle.
    pub(super) fn begins(&self, text: Text<'_>) -> bool {
        match text {
            Text::Ascii(text) => self.is_ascii() && begins(text, &self.bytes),
            Text::Wide(text) => begins(text, &self.chars),
        }
    }

    /// Whether the text ends with the needle.
    pub(super) fn ends(&self, text: Text<'_>) -> bool {
        match text {
            Text::Ascii(text) => self.is_ascii() && text.ends_with(&self.bytes),
            Text::Wide(text) => text.ends_with(&self.chars),
        }
    }

    /// Whether its characters occur in the text in their order, gaps allowed, from the beginning of a word on.
    pub(super) fn is_scattered_in(&self, text: Text<'_>) -> bool {
        match text {
            Text::Ascii(text) => self.is_ascii() && is_scattered(text, &self.bytes),
            Text::Wide(text) => is_scattered(text, &self.chars),
        }
    }

    /// As the fuzzy matcher takes it.
    pub(super) fn to_matcher(&self) -> Utf32Str<'_> {
        if self.is_ascii() { Utf32Str::Ascii(&self.bytes) } else { Utf32Str::Unicode(&self.chars) }
    }

    fn is_ascii(&self) -> bool {
        self.bytes.len() == self.chars.len()
    }
}

/// Where a word stands in a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Place {
    /// It begins the text.
    Start,
    /// It begins a word.
    Word,
    /// It stands within a word.
    Inside,
}

/// Like `starts_with`, which calls out to compare memory: for a few letters that takes longer than comparing them.
fn begins<T: Unit>(text: &[T], needle: &[T]) -> bool {
    text.len() >= needle.len() && text.iter().zip(needle).all(|(unit, wanted)| unit == wanted)
}

fn place<T: Unit>(text: &[T], needle: &[T], initials: bool) -> Option<(Place, usize)> {
    let (first, rest) = needle.split_first()?;
    let starts = text.get(..=text.len().checked_sub(needle.len())?)?;
    let mut inside = None;
    for (at, unit) in starts.iter().enumerate() {
        if unit == first && begins(&text[at + 1..], rest) {
            if at == 0 {
                return Some((Place::Start, at));
            }
            if !text[at - 1].is_word() {
                return Some((Place::Word, at));
            }
            inside = inside.or(Some((Place::Inside, at)));
            if !initials {
                break;
            }
        }
    }
    inside
}

fn is_scattered<T: Unit>(text: &[T], needle: &[T]) -> bool {
    let Some((first, rest)) = needle.split_first() else { return false };
    let starts_word = |at: usize| text[at] == *first && (at == 0 || !text[at - 1].is_word());
    // The first such word leaves the most text for the rest.
    let Some(start) = (0..text.len()).find(|at| starts_word(*at)) else { return false };
    let mut left = text[start + 1..].iter();
    rest.iter().all(|wanted| left.any(|unit| unit == wanted))
}
