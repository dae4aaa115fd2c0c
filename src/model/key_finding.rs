//! What is to be said of the operator's own keys.

use std::fmt;

/// Something to be said of `keys.toml`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyFinding {
    /// The line, counted from 1; none when it concerns the whole file.
    pub line: Option<usize>,
    /// What is wrong, with what to do.
    pub text: String,
    /// Nothing is wrong; it is only to be known.
    pub note: bool,
}

impl KeyFinding {
    /// Something that is wrong.
    pub fn fault(line: Option<usize>, text: impl Into<String>) -> Self {
        Self { line, text: text.into(), note: false }
    }

    /// Something that is only to be known.
    pub fn note(line: Option<usize>, text: impl Into<String>) -> Self {
        Self { note: true, ..Self::fault(line, text) }
    }
}

impl fmt::Display for KeyFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}
