//! A file that is one JSON object as a whole, and no rows.

use super::column::{Edits, Unreadable};
use super::decode::Source;
use super::rows::digest;
use crate::model::Digest;
use serde::de::DeserializeOwned;
use std::io::{BufRead as _, BufReader, Read as _};

/// Longer ones are no documents of ours; in bytes of text.
const LONGEST: u64 = 16 * 1024 * 1024;

/// The object that the file is, with the digest of the file and of what was decided about it; none where it is something
/// else: the first line of many, or an object of another kind.
///
/// # Errors
/// When the file is not there, or no text.
pub fn document<T: DeserializeOwned>(source: &Source, edits: &Edits) -> Result<Option<(T, Digest)>, Unreadable> {
    let (text, hash) = source.text(source.encoding()?.encoding)?;
    let mut text = BufReader::new(text.take(LONGEST));
    loop {
        let ahead = text.fill_buf().map_err(|e| source.unreadable(&e))?;
        match ahead.iter().position(|byte| !byte.is_ascii_whitespace()) {
            Some(at) if ahead[at] == b'{' => break,
            None if !ahead.is_empty() => {}
            Some(_) | None => return Ok(None),
        }
        let passed = ahead.len();
        text.consume(passed);
    }
    let mut values = serde_json::Deserializer::from_reader(text).into_iter::<T>();
    let Some(Ok(whole)) = values.next() else { return Ok(None) };
    // It reads to the end, so that the digest is that of all.
    Ok(values.next().is_none().then(|| (whole, digest(&hash, edits))))
}
