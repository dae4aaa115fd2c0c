//! Many short texts in one piece of memory.

use nucleo_matcher::Utf32Str;

/// Where a text lies in its column: its first unit, its length, and whether it is wide.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Span(u64);

const LENGTH_BITS: u32 = 15;
const WIDE: u64 = 1 << LENGTH_BITS;

impl Span {
    fn new(start: usize, length: usize, wide: bool) -> Self {
        debug_assert!(length < 1 << LENGTH_BITS);
        Self((start as u64) << (LENGTH_BITS + 1) | if wide { WIDE } else { 0 } | length as u64)
    }

    fn range(self) -> std::ops::Range<usize> {
        let start = (self.0 >> (LENGTH_BITS + 1)) as usize;
        start..start + (self.0 & (WIDE - 1)) as usize
    }

    fn is_wide(self) -> bool {
        self.0 & WIDE != 0
    }
}

/// A text of a column: bytes when it is all ASCII, as after folding most are.
#[derive(Clone, Copy)]
pub(super) enum Text<'a> {
    Ascii(&'a [u8]),
    Wide(&'a [char]),
}

impl<'a> Text<'a> {
    pub(super) fn len(self) -> usize {
        match self {
            Self::Ascii(text) => text.len(),
            Self::Wide(text) => text.len(),
        }
    }

    /// Its first `length` units, or all of it if it has fewer.
    pub(super) fn up_to(self, length: usize) -> Self {
        match self {
            Self::Ascii(text) => Self::Ascii(&text[..length.min(text.len())]),
            Self::Wide(text) => Self::Wide(&text[..length.min(text.len())]),
        }
    }

    /// As the fuzzy matcher takes it.
    pub(super) fn to_matcher(self) -> Utf32Str<'a> {
        match self {
            Self::Ascii(text) => Utf32Str::Ascii(text),
            Self::Wide(text) => Utf32Str::Unicode(text),
        }
    }
}

/// Texts one after another.
#[derive(Default)]
pub(super) struct Column {
    ascii: Vec<u8>,
    wide: Vec<char>,
}

impl Column {
    /// Appends a text; `wide` keeps an ASCII text as characters, so that two forms of it lie alike.
    pub(super) fn push(&mut self, text: &str, wide: bool) -> Span {
        if wide || !text.is_ascii() {
            let start = self.wide.len();
            self.wide.extend(text.chars());
            Span::new(start, self.wide.len() - start, true)
        } else {
            let start = self.ascii.len();
            self.ascii.extend_from_slice(text.as_bytes());
            Span::new(start, text.len(), false)
        }
    }

    pub(super) fn get(&self, span: Span) -> Text<'_> {
        if span.is_wide() { Text::Wide(&self.wide[span.range()]) } else { Text::Ascii(&self.ascii[span.range()]) }
    }
}
