//! Carries a batch out while its counts are told, says how it ended, and makes its result a table.

use super::desk::{Desk, Pulse};
use super::new_file::{new_file, unwritable};
use super::text::{self, count};
use super::{Kind, Out, Trouble};
use crate::model::{BatchId, BatchRecord, Changed, Listed, Planned, Table, result_row, result_table};
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The newest count is as good as all before it.
const WAITING_PULSES: usize = 4;

/// Carries the batch out and tells how far it is.
pub(super) async fn carry(
    desk: &dyn Desk,
    batch: &BatchId,
    at_once: usize,
    out: &Out,
    stop: &CancellationToken,
) -> Result<BatchRecord, Trouble> {
    let (tell, mut told) = mpsc::channel(WAITING_PULSES);
    let work = desk.carry_out_batch(batch, at_once, tell, stop.clone());
    let watch = async {
        let (mut first, mut last): (Option<Pulse>, String) = (None, String::new());
        while let Some(pulse) = told.recv().await {
            let line = text::pulse(first.get_or_insert_with(|| pulse.clone()), &pulse);
            if line != last {
                out.meanwhile(&line);
                last = line;
            }
        }
    };
    let (record, ()) = tokio::join!(work, watch);
    record
}

/// What is wrong with a batch that is not being carried out any more; none if all is as planned. `stopped` says whether
/// this process was asked to stop.
pub(super) fn trouble(record: &BatchRecord, stopped: bool) -> Option<Trouble> {
    let totals = record.totals();
    let (id, bad) = (&record.id, totals.failed + totals.unknown);
    let ahead = record.runs.iter().filter(|run| run.planned == Some(Planned::Ahead)).count();
    let (kind, text, remedy) = if totals.left > ahead {
        let kind = if stopped { Kind::Interrupted } else { Kind::Failed };
        let how = if stopped { "was stopped" } else { "is not over" };
        let text = format!("batch {id} {how}: {} of {} are left", totals.left, totals.planned);
        (kind, text, format!("`lanyard batches resume {id}` goes on with it"))
    } else if bad > 0 {
        let text = format!("{bad} of {} of batch {id} did not end well", count(totals.planned, "run"));
        (Kind::Failed, text, format!("`lanyard batches show {id}` says why; then `lanyard batches retry {id}`"))
    } else if totals.cancelled > 0 {
        let text = format!("{} of {} of batch {id} were cancelled", totals.cancelled, count(totals.planned, "run"));
        (Kind::Failed, text, "a new plan shows what is left to do".to_owned())
    } else {
        return None;
    };
    let mut trouble = Trouble::new(kind, text, remedy);
    trouble.fault.changed =
        if record.runs.iter().any(|run| run.steps_ended > 0) { Changed::Yes } else { Changed::Maybe };
    Some(trouble)
}

/// A result file, made before anything is done: what cannot be written is found out at once.
pub(super) struct ResultFile {
    path: PathBuf,
    file: File,
}

impl ResultFile {
    /// A new file, readable by its owner only; an existing one is not overwritten.
    pub(super) fn new(path: &Path) -> Result<Self, Trouble> {
        let file = new_file(path).map_err(|error| unwritable(path, &error))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Writes the rows, safe against formulas.
    pub(super) fn write(mut self, table: &Table) -> Result<(), Trouble> {
        let mut bytes = Vec::new();
        let written =
            table.csv(&mut bytes).and_then(|()| self.file.write_all(&bytes)).and_then(|()| self.file.sync_all());
        written.map_err(|error| unwritable(&self.path, &error))
    }

    /// Takes an empty file away again: nothing came of it.
    pub(super) fn drop_empty(self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Everybody of a batch with what came of them; reads the runs that did not end well.
pub(super) async fn table(desk: &dyn Desk, record: &BatchRecord) -> Result<Table, Trouble> {
    let mut rows = Vec::with_capacity(record.listed.len());
    for (listed, run) in record.people() {
        let whole = match run {
            Some(run) if record.result_needs(run) => Some(desk.run(&run.id).await?),
            _ => None,
        };
        rows.push(result_row(listed, run, whole.as_ref()));
    }
    Ok(result_table(record.title.clone(), rows))
}

/// Those who were named, before anything was done.
pub(super) fn table_of_plan(title: &str, listed: &[Listed]) -> Table {
    result_table(title.into(), listed.iter().map(|listed| result_row(listed, None, None)).collect())
}
