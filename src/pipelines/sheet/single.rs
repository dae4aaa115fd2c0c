//! A file that is one JSON object as a whole, as other commands write it.

use super::column::Unreadable;
use super::decode::Source;
use crate::model::Digest;
use serde::Deserialize as _;
use serde_json::Value;
use std::io::{BufReader, Read as _};

/// The file as one JSON object, with the digest of its bytes; none where it is anything else, rows of JSON among it.
///
/// # Errors
/// When it cannot be read, or is no text.
pub fn one_object(source: &Source) -> Result<Option<(Value, Digest)>, Unreadable> {
    let (text, hash) = source.text(source.encoding()?.encoding)?;
    // What is no object is known by its first signs, and rows of JSON by what follows the first.
    let mut whole = serde_json::Deserializer::from_reader(BufReader::new(text).take(LARGEST));
    let value = Value::deserialize(&mut whole).ok().filter(Value::is_object);
    let value = value.filter(|_| whole.end().is_ok());
    Ok(value.map(|value| (value, Digest::finish(hash.now()))))
}

/// No plan that a person could have read is larger; in bytes of text.
const LARGEST: u64 = 256 * 1024 * 1024;
