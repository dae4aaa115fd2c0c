//! Where in a file something stands.

use crate::model::DisplayText;
use std::fmt;
use std::sync::Arc;

/// A line of a file, as messages name it: `role-templates.toml:12`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    file: Arc<str>,
    line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Turns byte offsets of a text into lines.
pub(super) struct Lines {
    file: Arc<str>,
    /// Where each line but the first begins.
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn new(file: &str, text: &str) -> Self {
        let file = DisplayText::new(file).as_str().into();
        Self { file, starts: text.match_indices('\n').map(|(at, _)| at + 1).collect() }
    }

    /// The place of this byte.
    pub(super) fn place(&self, offset: usize) -> Place {
        Place { file: self.file.clone(), line: 1 + self.starts.partition_point(|start| *start <= offset) }
    }
}
