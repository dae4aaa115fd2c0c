//! The page of a batch: watched, steered, and what came of everybody written out.

use super::command::{BatchWish, TableForm};
use super::desk::{Desk, refusal};
use super::event::{BatchLine, BatchView, Event, Severity};
use super::task::{failed, tell};
use crate::model::{BatchId, BatchOutcome, BatchRecord, DisplayText, Fault, Listed, Table, result_row, result_table};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How many runs of each kind a batch's page shows.
const SHOWN: usize = 500;
/// How many runs of a batch are carried out at once; the budget decides how fast calls go.
const AT_ONCE: usize = 32;
/// How often a batch that is watched is looked at.
pub(super) const LOOK: Duration = Duration::from_millis(500);
/// How many times as long as a look takes it rests before the next.
const SHARE: u32 = 4;

/// Carries a batch out and tells what kept it from going on.
pub(super) async fn carry_batch(desk: &Desk, events: &mpsc::Sender<Event>, batch: &BatchId, stop: &CancellationToken) {
    if let Err(fault) = desk.carry_out_batch(batch, AT_ONCE, stop).await {
        tell(events, failed("the batch does not go on", &fault)).await;
    }
}

/// Asks something of a batch, and carries on with what is to be done then.
pub(super) async fn steer_batch(
    desk: Arc<Desk>,
    events: mpsc::Sender<Event>,
    batch: BatchId,
    wish: BatchWish,
    stop: CancellationToken,
) {
    let asked = match wish {
        BatchWish::Pause => desk.pause_batch(&batch).await,
        BatchWish::Resume => desk.resume_batch(&batch).await,
        BatchWish::Cancel => desk.cancel_batch(&batch).await,
        BatchWish::Retry => desk.retry_batch(&batch).await,
    };
    if let Err(fault) = asked {
        return tell(&events, failed("that was not done", &fault)).await;
    }
    // A cancelled batch that nobody works on still has to be read back and ended.
    if wish != BatchWish::Pause {
        carry_batch(&desk, &events, &batch, &stop).await;
    }
}

/// Tells how a batch stands, and again whenever it stands otherwise.
pub(super) async fn watch_batch(desk: Arc<Desk>, events: mpsc::Sender<Event>, batch: BatchId) {
    let mut told: Option<BatchView> = None;
    loop {
        let begun = tokio::time::Instant::now();
        match desk.batch_view(&batch).await {
            Ok(Some(view)) => {
                let same = told.as_ref().is_some_and(|old| BatchView { at: view.at, ..old.clone() } == view);
                if !same {
                    tell(&events, Event::Batch(Arc::new(view.clone()))).await;
                    told = Some(view);
                }
            }
            Ok(None) => return tell(&events, failed("the batch cannot be shown", &gone(&batch))).await,
            // What cannot be read just now is told with the next beat.
            Err(error) => tracing::warn!(error = %error.text, "a batch could not be read"),
        }
        // A batch that takes long to read is looked at less often: watching must not slow the work down.
        tokio::time::sleep(LOOK.max(begun.elapsed() * SHARE)).await;
    }
}

/// Writes what came of everybody of a batch to a new file, and tells where it is.
pub(super) async fn export_batch(desk: &Desk, events: &mpsc::Sender<Event>, batch: &BatchId) {
    let told = match desk.result_of_batch(batch).await {
        Ok((name, table)) => desk.export_table(&name, &table, TableForm::Csv),
        Err(fault) => Err(fault),
    };
    let event = match told {
        Ok(path) => Event::Notice {
            severity: Severity::Success,
            text: DisplayText::new(format!("Written to {}; the file holds personal data.", path.display())),
        },
        Err(fault) => failed("the result was not written", &fault),
    };
    tell(events, event).await;
}

fn gone(batch: &BatchId) -> Fault {
    refusal(format!("there is no batch {batch}"), "go back to the list")
}

impl Desk {
    /// A batch as its page shows it; none if there is no such batch.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn batch_view(&self, batch: &BatchId) -> Result<Option<BatchView>, Fault> {
        Ok(self.batch(batch).await?.map(|record| view(&record, self.now())))
    }

    /// What came of everybody of a batch, with a name for a file of it.
    async fn result_of_batch(&self, batch: &BatchId) -> Result<(String, Table), Fault> {
        let record = self.batch(batch).await?.ok_or_else(|| gone(batch))?;
        let mut rows = Vec::with_capacity(record.listed.len());
        for (listed, run) in record.people() {
            let whole = match run {
                Some(run) if record.result_needs(run) => self.run(&run.id).await?,
                _ => None,
            };
            rows.push(result_row(listed, run, whole.as_ref()));
        }
        let name = format!("{}-{}", record.kind, record.title);
        Ok((name, result_table(record.title.clone(), rows)))
    }
}

/// A batch in one line.
pub(super) fn line(record: &BatchRecord) -> BatchLine {
    BatchLine {
        id: record.id.clone(),
        kind: record.kind.clone(),
        title: record.title.clone(),
        state: record.state(),
        interrupted: record.is_interrupted(),
        due: record.due(),
        totals: record.totals(),
        operator: record.operator.name.clone(),
        created_at: record.created_at,
        ended_at: record.ended_at,
    }
}

fn view(record: &BatchRecord, at: crate::model::Timestamp) -> BatchView {
    let totals = record.totals();
    let running = |run: &&crate::model::BatchRun| run.state == crate::model::RunState::Running && !run.interrupted;
    let mut failed: Vec<_> = record
        .runs
        .iter()
        .filter(|run| matches!(run.outcome, BatchOutcome::Failed | BatchOutcome::Unknown))
        .cloned()
        .collect();
    failed.sort_by_key(|run| std::cmp::Reverse(run.ended_at));
    failed.truncate(SHOWN);
    let aside = |listed: &&Listed| listed.set_aside.is_some();
    let all_cut = totals.planned > 0 && totals.access_cut == totals.planned;
    BatchView {
        line: line(record),
        reason: record.reason.clone(),
        ticket: record.ticket.clone(),
        at,
        running: record.runs.iter().filter(running).take(64).cloned().collect(),
        failed,
        aside: record.listed.iter().filter(aside).take(SHOWN).cloned().collect(),
        all_cut_at: record.runs.iter().filter_map(|run| run.access_cut_at).max().filter(|_| all_cut),
    }
}
