//! Writing records out, oldest first, for people and programs that check them elsewhere.

use super::chain::record;
use super::list::{Filter, PAGE, Words};
use crate::model::table::csv_row;
use crate::model::{AuditRecord, canonical_json};
use crate::store::{Store, StoreError};
use std::io::{self, Write};

/// The forms in which records are written out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// One record a line as canonical JSON, with number, time and seals: the chain can be checked from it.
    JsonLines,
    /// Comma-separated values (RFC 4180) with a heading, for spreadsheets. Cells that a spreadsheet would take for a
    /// formula begin with `'`.
    Csv,
}

/// What was written out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exported {
    /// How many records.
    pub records: usize,
}

/// Why nothing, or not everything, was written out.
#[derive(thiserror::Error, Debug)]
pub enum ExportError {
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file could not be written.
    #[error("the export could not be written: {0}")]
    Write(#[from] io::Error),
}

/// Writes out the records that match, oldest first; `limit` takes the first so many.
///
/// # Errors
/// When the store cannot be read or `to` cannot be written; what is there then is not complete.
pub async fn export(
    store: &Store,
    filter: &Filter,
    format: Format,
    to: &mut (impl Write + Send),
) -> Result<Exported, ExportError> {
    let mut tx = store.reading().await?;
    let words = Words::of(&filter.text);
    let limit = if filter.limit == 0 { usize::MAX } else { filter.limit };
    let mut done = Exported { records: 0 };
    let mut after = 0;
    if format == Format::Csv {
        csv_row(to, HEADING.iter().copied())?;
    }
    loop {
        let rows = tx.links_after(after, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = last.seq;
        for row in rows {
            if filter.run.as_ref().is_some_and(|run| row.run_id.as_deref() != Some(run.as_str())) {
                continue;
            }
            let record = record(row);
            if !words.is_empty() && !words.are_in(&record.entry) {
                continue;
            }
            if done.records == limit {
                to.flush()?;
                return Ok(done);
            }
            match format {
                Format::JsonLines => writeln!(to, "{}", canonical_json(&record).map_err(io::Error::other)?)?,
                Format::Csv => write_record(to, &record)?,
            }
            done.records += 1;
        }
    }
    to.flush()?;
    Ok(done)
}

const HEADING: [&str; 21] = [
    "seq",
    "at",
    "operator",
    "account",
    "known_by",
    "action",
    "pipeline",
    "step",
    "subject_id",
    "subject_name",
    "run",
    "outcome",
    "detail",
    "reason",
    "ticket",
    "latency_ms",
    "correlations",
    "before",
    "after",
    "previous",
    "seal",
];

fn write_record(to: &mut impl Write, record: &AuditRecord) -> io::Result<()> {
    let entry = &record.entry;
    let json = |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string).unwrap_or_default();
    let correlations: Vec<&str> = entry.correlations.iter().map(|c| c.as_str()).collect();
    let cells = [
        record.seq.to_string(),
        record.at.to_string(),
        entry.operator.name.to_string(),
        entry.operator.account.to_string(),
        entry.operator.known_by.to_string(),
        entry.action.clone(),
        entry.pipeline.clone().unwrap_or_default(),
        entry.step.clone().unwrap_or_default(),
        entry.subject_id.clone().unwrap_or_default(),
        entry.subject_name.as_ref().map(ToString::to_string).unwrap_or_default(),
        entry.run.as_ref().map(ToString::to_string).unwrap_or_default(),
        entry.outcome.clone(),
        entry.detail.to_string(),
        entry.reason.to_string(),
        entry.ticket.to_string(),
        entry.latency_ms.map(|ms| ms.to_string()).unwrap_or_default(),
        correlations.join(" "),
        json(&entry.before),
        json(&entry.after),
        record.previous.to_string(),
        record.seal.to_string(),
    ];
    csv_row(to, cells.iter().map(String::as_str))
}
