//! Keys that are pressed one after the other, as one; most often it is one key.

use super::Key;
use std::fmt;

/// More keys than these nobody presses for one thing.
const LONGEST: usize = 4;

/// One key, or several that are pressed one after the other: `o`, or `, r`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Chord(Vec<Key>);

impl Chord {
    /// Reads keys with blanks between them.
    pub fn parse(text: &str) -> Option<Self> {
        let keys: Vec<Key> = text.split_whitespace().map(Key::parse).collect::<Option<_>>()?;
        (1..=LONGEST).contains(&keys.len()).then_some(Self(keys))
    }

    /// Its keys, in the order in which they are pressed.
    pub fn keys(&self) -> &[Key] {
        &self.0
    }

    /// The key by itself; none when there are several.
    pub fn single(&self) -> Option<Key> {
        match self.0.as_slice() {
            [key] => Some(*key),
            _ => None,
        }
    }

    /// What is left of it once these were pressed; none when it does not begin with them.
    pub fn after(&self, pressed: &[Key]) -> Option<&[Key]> {
        self.0.strip_prefix(pressed)
    }

    /// Whether both cannot be had in one place: they are the same, or one is the beginning of the other.
    pub fn clashes_with(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0) || other.0.starts_with(&self.0)
    }

    /// Whether its first key would be typed into a field, or would move in it.
    pub fn is_typed(&self) -> bool {
        self.0.first().is_some_and(|key| key.types() || key.edits())
    }
}

/// Keys as they are written, with blanks between them.
pub fn written(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&written(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chord(text: &str) -> Chord {
        Chord::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn written_and_read_back() {
        for text in ["o", ", r", "Ctrl-W o", "g g", "Space Space"] {
            assert_eq!(chord(text).to_string(), text);
        }
        for text in ["", "  ", ",r", "a b c d e", ", Entr"] {
            assert_eq!(Chord::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_beginning_of_another_clashes() {
        assert!(chord(",").clashes_with(&chord(", r")));
        assert!(chord(", r").clashes_with(&chord(", r")));
        assert!(!chord(", r").clashes_with(&chord(", p")));
        assert!(!chord("r").clashes_with(&chord(", r")));
        assert_eq!(chord(", r").after(chord(",").keys()), Some(chord("r").keys()));
    }
}
