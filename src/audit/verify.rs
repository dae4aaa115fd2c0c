//! Walking the chain and checking every seal.

use super::chain::{NOTHING, seal};
use super::list::PAGE;
use crate::model::{AuditEntry, Digest};
use crate::store::{AuditRow, Store, StoreError};
use std::fmt;

/// What walking the chain showed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Every seal holds and nothing is missing.
    Whole {
        /// Number of the last record; 0 for an empty chain.
        to: i64,
        /// Its seal. Noted elsewhere, it shows later whether the whole chain was written anew.
        head: Option<Digest>,
    },
    /// Something does not fit.
    Broken {
        /// The first number at which it does not.
        at_seq: i64,
        /// What does not fit.
        why: Break,
    },
}

/// In what a chain can be broken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Break {
    /// Records are missing: this number stands where the expected one should.
    Missing {
        /// The number found.
        found: i64,
    },
    /// The record does not follow the one before it.
    Previous,
    /// The record is not what was sealed.
    Seal,
    /// The record is filed under another run than it tells of.
    Filed,
    /// The record is sealed and yet cannot be read.
    Unreadable,
    /// Records are missing at the end: there were so many.
    Shortened {
        /// Number of the last record as the head has it.
        expected: i64,
    },
    /// Records were added at the end behind the head's back, or the head was changed.
    Head,
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { found } => write!(f, "this record is missing or out of order; number {found} follows"),
            Self::Previous => f.write_str("this record does not follow the one before it"),
            Self::Seal => f.write_str("this record was changed after it was sealed"),
            Self::Filed => f.write_str("this record is filed under another run than it tells of"),
            Self::Unreadable => f.write_str("this record cannot be read"),
            Self::Shortened { expected } => write!(f, "the records from here to number {expected} are missing"),
            Self::Head => f.write_str("the end of the chain is not the one that was written down"),
        }
    }
}

/// Walks the whole chain, a page at a time, in one moment of the store.
///
/// # Errors
/// When the store cannot be read; that says nothing about the chain.
pub async fn verify(store: &Store) -> Result<Verdict, StoreError> {
    let mut tx = store.reading().await?;
    let mut last: (i64, String) = (0, NOTHING.to_owned());
    loop {
        let rows = tx.links_after(last.0, PAGE).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if let Some((at_seq, why)) = fault(&last, &row) {
                return Ok(Verdict::Broken { at_seq, why });
            }
            last = (row.seq, row.seal);
        }
    }
    let (seq, seal) = last;
    Ok(match tx.audit_head().await? {
        Some((head, head_seal)) if head == seq && head_seal == seal => {
            Verdict::Whole { to: seq, head: (seq > 0).then(|| Digest::recorded(seal)) }
        }
        Some((head, _)) if head > seq => Verdict::Broken { at_seq: seq + 1, why: Break::Shortened { expected: head } },
        _ => Verdict::Broken { at_seq: seq.max(1), why: Break::Head },
    })
}

fn fault((number, sealed): &(i64, String), row: &AuditRow) -> Option<(i64, Break)> {
    let expected = number + 1;
    if row.seq != expected {
        return Some((expected, Break::Missing { found: row.seq }));
    }
    if row.seal != seal(row.seq, &row.at, &row.previous, &row.entry).as_str() {
        return Some((expected, Break::Seal));
    }
    if row.previous != *sealed {
        return Some((expected, Break::Previous));
    }
    match serde_json::from_str::<AuditEntry>(&row.entry) {
        Err(_) => Some((expected, Break::Unreadable)),
        Ok(entry) if entry.run.as_ref().map(|run| run.as_str()) != row.run_id.as_deref() => {
            Some((expected, Break::Filed))
        }
        Ok(_) => None,
    }
}
