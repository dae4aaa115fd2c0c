//! The rows of a file, streamed.

use super::column::{Edits, Row, Unreadable};
use super::decode::Hash;
use super::delimited::Delimited;
use super::json_lines::Objects;
use crate::model::{Digest, canonical_json};
use sha2::Digest as _;
use std::sync::Arc;

pub(super) enum Kind {
    Delimited(Box<Delimited>),
    Objects(Box<Objects>),
}

/// The rows of a file, one after the other. What keeps the rest from being read ends them: see [`Rows::digest`].
pub struct Rows {
    pub(super) kind: Kind,
    pub(super) columns: super::Columns,
    pub(super) edits: Arc<Edits>,
    pub(super) hash: Hash,
    pub(super) trouble: Option<Unreadable>,
    pub(super) over: bool,
}

impl Rows {
    /// The digest of all that was read and of what was decided about it: the same file with the same edits has the same.
    /// To be asked for when the rows are at their end; the rest is read where they are not.
    ///
    /// # Errors
    /// When something kept the file from being read to its end.
    pub fn digest(mut self) -> Result<Digest, Unreadable> {
        while self.next().is_some() {}
        if let Some(trouble) = self.trouble {
            return Err(trouble);
        }
        Ok(digest(&self.hash, &self.edits))
    }

    fn read(&mut self) -> Result<Option<Row>, Unreadable> {
        match &mut self.kind {
            Kind::Delimited(rows) => rows.next(),
            Kind::Objects(rows) => rows.next(),
        }
    }
}

/// The digest of what was read and of what was decided about it.
pub(super) fn digest(read: &Hash, edits: &Edits) -> Digest {
    let mut hash = read.now();
    if !edits.is_empty() {
        hash.update(canonical_json(edits).expect("edits have string keys only"));
    }
    Digest::finish(hash)
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if self.over {
            return None;
        }
        match self.read() {
            Ok(Some(mut row)) => {
                row.edit(self.columns, &self.edits);
                Some(row)
            }
            Ok(None) => {
                self.over = true;
                None
            }
            Err(trouble) => {
                (self.over, self.trouble) = (true, Some(trouble));
                None
            }
        }
    }
}
