//! Hiding who people are from whoever looks over the operator's shoulder.
//!
//! What is personal is known by where it comes from: [`gather`] goes through everything that the backend tells and notes
//! names, addresses and numbers of people. Every text that is drawn, copied or written to a file while they are hidden
//! goes through [`Veil::hide`], which leaves the first letter of each word and the width of the whole: nothing moves when
//! names are hidden or shown, and sentences that were made elsewhere are covered like the cells of a list. Addresses are
//! known by their form as well.

mod gather;
#[cfg(test)]
mod tests;

pub use gather::gather;

use crate::access::Answer;
use crate::model::RowsPlan;
use crate::tui::widget::text::ELLIPSIS;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Long answers whose people are noted only when names are to be hidden; older ones are not on any screen any more.
const LATER: usize = 24;

/// What is known to be personal.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Veil {
    /// By their first word in small letters, the longest first.
    known: HashMap<Box<str>, Vec<Box<str>>>,
    all: HashSet<Box<str>>,
    later: Vec<Later>,
}

/// What may tell of very many people.
#[derive(Clone, PartialEq, Debug)]
enum Later {
    Answer(Arc<Answer>),
    Rows(Arc<RowsPlan>),
}

impl Veil {
    /// Notes that this text tells who somebody is.
    pub fn learn(&mut self, personal: &str) {
        let text = small(personal.trim());
        // A single letter would hide half of everything.
        let Some(first) = words(&text).next().filter(|_| text.chars().count() > 1) else { return };
        let first: Box<str> = text[first].into();
        if self.all.insert(text.as_str().into()) {
            let like = self.known.entry(first).or_default();
            like.push(text.into());
            like.sort_by_key(|text| std::cmp::Reverse(text.len()));
        }
    }

    fn put_off(&mut self, later: Later) {
        if self.later.len() == LATER {
            self.later.remove(0);
        }
        self.later.push(later);
    }

    /// Notes everybody in the long answers that are kept; called when names are to be hidden from now on.
    pub fn close(&mut self) {
        for later in std::mem::take(&mut self.later) {
            match &later {
                Later::Answer(answer) => gather::answer(answer, self),
                Later::Rows(plan) => gather::rows(plan, self),
            }
        }
    }

    /// The text with everything personal in it hidden, as wide as before.
    pub fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let spans = self.spans(text);
        if spans.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut hidden = String::new();
        let mut at = 0;
        for Range { start, end } in spans {
            hidden.push_str(&text[at..start]);
            let mut first = true;
            for grapheme in text[start..end].graphemes(true) {
                hidden.push_str(&covered(grapheme, first));
                first = !is_letter(grapheme);
            }
            at = end;
        }
        hidden.push_str(&text[at..]);
        Cow::Owned(hidden)
    }

    /// Where in the text something personal stands, in order.
    pub fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let mut spans: Vec<Range<usize>> = Vec::new();
        for word in words(text) {
            if spans.last().is_some_and(|last| word.start < last.end) {
                continue;
            }
            let known = self.known.get(small(&text[word.clone()]).as_str());
            let known = known.and_then(|like| like.iter().find_map(|name| matches(name, &text[word.start..])));
            let known = known.map(|length| word.start + length).or_else(|| self.cut_short(text, &word));
            let end = known.max(address(text, word.start));
            spans.extend(end.map(|end| word.start..end));
        }
        spans
    }

    /// Where the word ends if it is the beginning of something personal that was cut there.
    fn cut_short(&self, text: &str, word: &Range<usize>) -> Option<usize> {
        if !text[word.end..].starts_with(ELLIPSIS) || word.len() < 2 {
            return None;
        }
        let begun = small(&text[word.clone()]);
        self.known.keys().any(|first| first.starts_with(&begun)).then_some(word.end)
    }
}

/// In small letters, letter by letter: the same for a word by itself as within a text.
fn small(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// The words of a text: letters and digits in a row.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphanumeric)?;
        let end = text[start..].find(|c: char| !part_of_word(c)).map_or(text.len(), |length| start + length);
        at = end;
        Some(start..end)
    })
}

fn part_of_word(c: char) -> bool {
    // A combining mark belongs to the letter before it.
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// How much of the text the name takes, if the text begins with it and goes on with another word.
fn matches(name: &str, text: &str) -> Option<usize> {
    let mut small = name.chars().peekable();
    for (at, c) in text.char_indices() {
        if small.peek().is_none() {
            return (!part_of_word(c)).then_some(at);
        }
        if text[at..].starts_with(ELLIPSIS) && at > 1 {
            return Some(at);
        }
        if !c.to_lowercase().all(|c| small.next() == Some(c)) {
            return None;
        }
    }
    small.peek().is_none().then_some(text.len())
}

/// Where an e-mail address ends that begins here.
fn address(text: &str, start: usize) -> Option<usize> {
    let rest = &text[start..];
    let token = rest.find(|c: char| !(part_of_word(c) || "._%+-@".contains(c))).unwrap_or(rest.len());
    let token = rest[..token].trim_end_matches(['.', '-']);
    let (name, host) = token.split_once('@')?;
    (!name.is_empty() && host.chars().any(char::is_alphanumeric)).then(|| start + token.len())
}

/// Whether a letter or a digit, which is to be covered; what stands between words is not.
pub fn is_letter(grapheme: &str) -> bool {
    grapheme.chars().next().is_some_and(char::is_alphanumeric)
}

/// What stands for a part of something personal, cell for cell; the first letter of a word stays.
pub fn covered(grapheme: &str, first: bool) -> Cow<'_, str> {
    // In scripts that write a syllable or a word with one sign the first tells too much.
    let tells_little = |c: char| u32::from(c) < 0x500 && c.is_alphabetic();
    if !is_letter(grapheme) || first && grapheme.chars().next().is_some_and(tells_little) {
        return Cow::Borrowed(grapheme);
    }
    Cow::Owned("*".repeat(grapheme.width()))
}
