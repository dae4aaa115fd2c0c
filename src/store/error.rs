//! What can go wrong with the store, in the words of an operator.

use std::path::PathBuf;

/// Why something could not be kept or read.
#[derive(thiserror::Error, Debug)]
pub enum StoreError {
    /// A newer version of this program has written it.
    #[error("{place} was written by a newer version of Lanyard (its schema is {found}, this version knows {known})")]
    Newer {
        /// Where.
        place: String,
        /// The schema version found.
        found: i64,
        /// The highest schema version that this program knows.
        known: i64,
    },
    /// The file is there and is no database of ours.
    #[error("{place} is not a Lanyard database: {why}")]
    NotOurs {
        /// Where.
        place: String,
        /// What it is instead.
        why: String,
    },
    /// The folder or file may not be written.
    #[error("{place} cannot be written: {why}")]
    ReadOnly {
        /// Where.
        place: String,
        /// What the system says.
        why: String,
    },
    /// The folder or file cannot be made or opened.
    #[error("{} cannot be opened: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The disk, or the database's share of it, is full.
    #[error("the disk under {place} is full; nothing was written")]
    Full {
        /// Where.
        place: String,
    },
    /// Somebody else has held the database too long.
    #[error("{place} is locked by another process; nothing was written")]
    Busy {
        /// Where.
        place: String,
    },
    /// The database server, or the disk under the file, does not answer.
    #[error("the database at {place} does not answer: {why}")]
    Unreachable {
        /// Host, port and database.
        place: String,
        /// What the system says.
        why: String,
    },
    /// The database server does not let us in.
    #[error("the database at {place} refuses: {why}")]
    Denied {
        /// Host, port and database.
        place: String,
        /// What the server says.
        why: String,
    },
    /// The address of the database cannot be understood. It is not repeated here: it may hold a password.
    #[error("the address of the database cannot be understood: {why}")]
    Address {
        /// What is wrong with it.
        why: String,
    },
    /// What was read cannot be what we wrote.
    #[error("{what} in {place} is damaged: {why}")]
    Damaged {
        /// Where.
        place: String,
        /// Which part.
        what: String,
        /// In what it is wrong.
        why: String,
    },
    /// Anything else that the database says.
    #[error("the database at {place} failed: {why}")]
    Failed {
        /// Where.
        place: String,
        /// What it says.
        why: String,
    },
}

impl StoreError {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Newer { .. } => "use that newer version, or give this one its own folder with --data-dir",
            Self::NotOurs { .. } => "move that file away, or give another folder with --data-dir",
            Self::ReadOnly { .. } | Self::Folder { .. } => {
                "make the folder writable for this account, or give another one with --data-dir"
            }
            Self::Full { .. } => "free some space and resume; what was under way is kept",
            Self::Busy { .. } => "end the other process that uses it, or try again",
            Self::Unreachable { .. } => {
                "check that the database server (or the disk) is there and can be reached, then resume"
            }
            Self::Denied { .. } => "check user, password and rights in the address of the database",
            Self::Address { .. } => "write it as postgres://user:password@host:port/database",
            Self::Damaged { .. } => {
                "keep a copy of the database, run `lanyard audit verify`, and restore it from a backup"
            }
            Self::Failed { .. } => "try again; if it stays, keep a copy of the database and report the message",
        }
    }

    /// Whether the same write may succeed a moment later, without anybody changing what is written.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Full { .. } | Self::Busy { .. } | Self::Unreachable { .. })
    }

    pub(crate) fn damaged(place: &str, what: impl Into<String>, why: impl std::fmt::Display) -> Self {
        Self::Damaged { place: place.to_owned(), what: what.into(), why: why.to_string() }
    }
}

/// Sorts what the driver says into what an operator can act upon.
pub(super) fn classify(place: &str, error: sqlx::Error) -> StoreError {
    let place = place.to_owned();
    match &error {
        sqlx::Error::Database(db) => {
            let why = db.message().to_owned();
            let code = db.code().unwrap_or_default().into_owned();
            if db.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
                sqlite_code(place, code.parse().unwrap_or(0), why)
            } else {
                postgres_code(place, &code, why)
            }
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed => StoreError::Unreachable { place, why: error.to_string() },
        sqlx::Error::Configuration(_) => StoreError::Address { why: error.to_string() },
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) => {
            StoreError::Damaged { place, what: "a row".to_owned(), why: error.to_string() }
        }
        _ => StoreError::Failed { place, why: error.to_string() },
    }
}

/// Result codes of <https://sqlite.org/rescode.html>; the low byte is the primary code.
fn sqlite_code(place: String, code: i64, why: String) -> StoreError {
    match code & 0xff {
        5 | 6 => StoreError::Busy { place },
        // The disk itself fails; that may pass.
        10 => StoreError::Unreachable { place, why },
        3 | 8 | 14 | 23 => StoreError::ReadOnly { place, why },
        11 => StoreError::Damaged { place, what: "the file".to_owned(), why },
        13 => StoreError::Full { place },
        26 => StoreError::NotOurs { place, why },
        _ => StoreError::Failed { place, why },
    }
}

/// SQLSTATE codes of <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn postgres_code(place: String, code: &str, why: String) -> StoreError {
    match code {
        "53100" => StoreError::Full { place },
        "25006" => StoreError::ReadOnly { place, why },
        "40001" | "40P01" | "55P03" => StoreError::Busy { place },
        "42501" | "3D000" => StoreError::Denied { place, why },
        _ if code.starts_with("28") => StoreError::Denied { place, why },
        _ if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
            StoreError::Unreachable { place, why }
        }
        _ => StoreError::Failed { place, why },
    }
}

/// Where a text is not what it should be. What it has there instead is not told: it may be about people, and errors are
/// logged.
pub fn unread(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Eof => "it ends too soon",
        serde_json::error::Category::Syntax => "it is no JSON",
        serde_json::error::Category::Data | serde_json::error::Category::Io => "it is not what is expected",
    };
    format!("{kind}, at line {} column {}", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_codes_count_as_their_primary_code() {
        let sorted = |code| sqlite_code("f".into(), code, "w".into());
        assert!(matches!(sorted(5), StoreError::Busy { .. }));
        assert!(matches!(sorted(517), StoreError::Busy { .. }));
        assert!(matches!(sorted(8), StoreError::ReadOnly { .. }));
        assert!(matches!(sorted(1544), StoreError::ReadOnly { .. }));
        assert!(matches!(sorted(13), StoreError::Full { .. }));
        assert!(matches!(sorted(26), StoreError::NotOurs { .. }));
        assert!(matches!(sorted(778), StoreError::Unreachable { .. }));
        assert!(matches!(sorted(1), StoreError::Failed { .. }));
    }

    #[test]
    fn the_server_s_states_are_told_apart() {
        let sorted = |code| postgres_code("h".into(), code, "w".into());
        assert!(matches!(sorted("28P01"), StoreError::Denied { .. }));
        assert!(matches!(sorted("57P01"), StoreError::Unreachable { .. }));
        assert!(matches!(sorted("53300"), StoreError::Unreachable { .. }));
        assert!(matches!(sorted("53100"), StoreError::Full { .. }));
        assert!(matches!(sorted("40P01"), StoreError::Busy { .. }));
    }

    #[test]
    fn only_what_may_pass_is_waited_for() {
        assert!(StoreError::Full { place: "p".into() }.is_passing());
        assert!(!StoreError::Newer { place: "p".into(), found: 2, known: 1 }.is_passing());
        assert!(!StoreError::damaged("p", "a step", "x").is_passing());
    }
}
