//! SHA-256 digests over canonical JSON, the form in which plans and audit records are sealed.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A SHA-256 digest, written as 64 lower-case hex digits.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::finish(Sha256::new_with_prefix(bytes))
    }

    /// The digest that a running hash has come to.
    pub fn finish(hash: Sha256) -> Self {
        use fmt::Write;
        let mut hex = String::with_capacity(64);
        for byte in hash.finalize() {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Self(hex)
    }

    /// Takes a digest that was written down earlier; it is compared, never trusted.
    pub fn recorded(hex: impl Into<String>) -> Self {
        Self(hex.into())
    }

    /// All 64 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// First four and last two digits, for a screen.
    pub fn short(&self) -> String {
        match (self.0.get(..4), self.0.get(self.0.len().saturating_sub(2)..)) {
            (Some(head), Some(tail)) => format!("{head}…{tail}"),
            _ => self.0.clone(),
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", self.short())
    }
}

/// JSON with sorted keys and no blanks: the same value always gives the same bytes.
///
/// The ordering is that of RFC 8785 for ASCII keys, which all of ours are; numbers here are integers.
///
/// # Errors
/// When the value cannot be written as JSON at all (a map with keys that are not strings).
pub fn canonical_json<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    // `serde_json::Map` is ordered by key unless its `preserve_order` feature is on, and it is not.
    serde_json::to_string(&serde_json::to_value(value)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digest() {
        assert_eq!(Digest::of(b"abc").as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn canonical_json_sorts_keys_at_every_depth() {
        let value: serde_json::Value = serde_json::from_str(r#"{"b":{"z":1,"a":2},"a":[{"y":0,"x":1}]}"#).unwrap();
        assert_eq!(canonical_json(&value).unwrap(), r#"{"a":[{"x":1,"y":0}],"b":{"a":2,"z":1}}"#);
    }
}
