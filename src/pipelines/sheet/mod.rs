//! Files of rows: CSV with any usual delimiter and encoding, or one JSON object a line; streamed, so that a file of
//! any length is read in the same memory.
//!
//! A file that cannot be read as a whole is refused; a row that cannot be used is a row with a flaw. The file itself is
//! never changed: what an operator has decided about it lies beside it, in [`Edits`].

mod column;
mod decode;
mod delimited;
mod document;
mod head;
mod json_lines;
mod lined;
mod rows;
#[cfg(test)]
mod tests;

pub use column::{ColumnOf, Columns, Edits, Flaw, ROW, Row, Unreadable};
pub use decode::Source;
pub use document::document;
pub use head::{Sheet, open};
pub use rows::Rows;
