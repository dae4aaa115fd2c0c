//! Other people's text, made safe to show once, where it enters.

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::sync::Arc;

/// Text from the tenant or another outsider, safe for terminals, logs and files.
///
/// Control characters, escape sequences, bidirectional overrides and isolates and invisible format
/// characters are replaced by a visible mark such as `⟨U+202E⟩`, so that a name cannot move the
/// cursor, hide a part of itself or read in another order than it is written. Zero-width joiners
/// between emoji are kept out too: terminals disagree about their width.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default)]
#[serde(transparent)]
pub struct DisplayText(Arc<str>);

impl DisplayText {
    /// Cleans the text. Text that is clean already is taken over unchanged.
    pub fn new(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        if !text.chars().any(needs_mark) {
            return Self(text.into());
        }
        let mut clean = String::with_capacity(text.len() + 16);
        for c in text.chars() {
            if needs_mark(c) {
                clean.push_str(&mark(c));
            } else {
                clean.push(c);
            }
        }
        Self(clean.into())
    }

    /// The clean text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

fn mark(c: char) -> String {
    match c {
        '\n' | '\r' | '\t' => " ".to_owned(),
        _ => format!("⟨U+{:04X}⟩", c as u32),
    }
}

/// Whether a character may not reach a screen as it is.
///
/// C0 and C1 controls, DEL, and the code points of the Unicode properties `Bidi_Control` and
/// `Default_Ignorable_Code_Point` that occur in text (Unicode 16), line and paragraph separators,
/// interlinear annotations, tag characters and noncharacters.
fn needs_mark(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
        | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{fffe}' | '\u{ffff}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

impl fmt::Display for DisplayText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for DisplayText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl From<&str> for DisplayText {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for DisplayText {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl<'de> Deserialize<'de> for DisplayText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // Cleaned again: a journal or snapshot may have been edited by hand.
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        Ok(Self::new(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_is_untouched() {
        for text in ["Ann Smith", "Ján Kováč", "季 Jan", "محمد", "O'Neill – \"x\"", ""] {
            assert_eq!(DisplayText::new(text).as_str(), text);
        }
    }

    #[test]
    fn what_could_mislead_is_shown() {
        assert_eq!(DisplayText::new("a\u{202e}b").as_str(), "a⟨U+202E⟩b");
        assert_eq!(DisplayText::new("\u{1b}[31mred").as_str(), "⟨U+001B⟩[31mred");
        assert_eq!(DisplayText::new("x\u{200b}y\u{ad}z").as_str(), "x⟨U+200B⟩y⟨U+00AD⟩z");
        assert_eq!(DisplayText::new("two\nlines").as_str(), "two lines");
    }

    #[test]
    fn no_marked_character_survives() {
        for c in '\0'..=char::MAX {
            let shown = DisplayText::new(c.to_string());
            assert!(!shown.as_str().chars().any(needs_mark), "{:04X}", c as u32);
        }
    }

    #[test]
    fn cleaning_happens_on_reading_too() {
        let read: DisplayText = serde_json::from_str("\"a\\u202eb\"").unwrap();
        assert_eq!(read.as_str(), "a⟨U+202E⟩b");
    }
}
