//! Exporting the conversation history from the tenant.

use super::history::Writer;
use super::job::OffboardJob;
use super::plan::WINDOW_DAYS;
use crate::engine::{Applied, StepError};
use crate::genesys::calls::{Interval, JobState};
use crate::model::{CorrelationId, RunRecord, Timestamp, UserId};
use crate::pipelines::step::{self, evidence, local, subject};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::time::Duration;

/// How long the platform may take over a job before this step gives up.
const JOB_PATIENCE: Duration = Duration::from_secs(600);

/// When to look at a job first: smaller ones take some seconds, and looking sooner would only waste a call.
pub(super) const FIRST_LOOK: Duration = Duration::from_secs(3);

/// The export under way: the same conversation is written once, although windows go by days and may both touch it.
struct Export {
    writer: Writer,
    seen: HashSet<String>,
    correlations: Vec<Option<CorrelationId>>,
}

impl Export {
    fn add(&mut self, conversations: &[Value]) -> Result<(), StepError> {
        for conversation in conversations {
            let id = conversation.get("conversationId").and_then(Value::as_str).unwrap_or_default();
            if id.is_empty() || self.seen.insert(id.to_owned()) {
                self.writer.add(conversation).map_err(|e| disk(&e))?;
            }
        }
        Ok(())
    }
}

fn disk(error: &std::io::Error) -> StepError {
    local(
        format!("the history cannot be written: {error}"),
        "make room in the data folder or name another with --data-dir, then retry the run",
    )
}

impl OffboardJob {
    /// Exports what began within so many days before the plan was made, or before the run began where it was confirmed for
    /// later: as a job where that is longer than one query may
    /// be, with queries for the days that jobs do not reach yet.
    pub(super) async fn export(&self, run: &RunRecord, back: u16) -> Result<Applied, StepError> {
        let id = &subject(run);
        let to = run.started_at.filter(|_| run.due.is_some()).unwrap_or(run.plan.built_at);
        let from = to.checked_sub(days(i64::from(back))).unwrap_or(Timestamp::MIN);
        let writer = Writer::create(&self.exports, run.id.as_str()).map_err(|e| disk(&e))?;
        let mut export = Export { writer, seen: HashSet::new(), correlations: Vec::new() };
        let mut rest = from;
        if to.duration_since(from) > days(WINDOW_DAYS) {
            let available = self.client.history_available_to().await.map_err(|e| step::error(&e))?;
            if let Some(until) = available.value.filter(|until| *until > from) {
                let until = until.min(to);
                self.by_job(id, Interval { from, to: until }, &mut export).await?;
                rest = until;
            }
        }
        while rest < to {
            let until = rest.checked_add(days(WINDOW_DAYS)).unwrap_or(to).min(to);
            self.by_query(id, Interval { from: rest, to: until }, &mut export).await?;
            rest = until;
        }
        let file = export.writer.finish().map_err(|e| disk(&e))?;
        let words = format!("{} conversations exported", file.count);
        let facts = json!({ "file": file.path, "conversations": file.count, "sha256": file.digest });
        Ok(Applied::Done(evidence(words, facts, export.correlations)))
    }

    async fn by_query(&self, id: &UserId, interval: Interval, export: &mut Export) -> Result<(), StepError> {
        for number in 1.. {
            let page = self.client.history(id, &interval, number).await.map_err(|e| step::error(&e))?;
            export.add(&page.value.items)?;
            export.correlations.push(page.correlation);
            if !page.value.more {
                break;
            }
        }
        Ok(())
    }

    async fn by_job(&self, id: &UserId, interval: Interval, export: &mut Export) -> Result<(), StepError> {
        let job = self.client.start_history_job(id, &interval).await.map_err(|e| step::error(&e))?.value;
        let begun = tokio::time::Instant::now();
        let mut pause = FIRST_LOOK;
        loop {
            tokio::time::sleep(pause).await;
            let status = self.client.history_job(&job).await.map_err(|e| step::error(&e))?;
            match status.value.state {
                JobState::Fulfilled => break,
                JobState::Queued | JobState::Pending if begun.elapsed() < JOB_PATIENCE => {
                    pause = (pause * 2).min(Duration::from_secs(30));
                }
                state => {
                    return Err(local(
                        format!("the platform's history job {job} stands at {state:?}: {}", status.value.message),
                        "retry the run later, or use a recipe that exports no history",
                    ));
                }
            }
        }
        let mut cursor = None;
        loop {
            let batch = self.client.history_results(&job, cursor.as_deref()).await.map_err(|e| step::error(&e))?;
            export.add(&batch.value.conversations)?;
            export.correlations.push(batch.correlation);
            cursor = batch.value.cursor;
            if cursor.is_none() {
                return Ok(());
            }
        }
    }
}

fn days(days: i64) -> jiff::SignedDuration {
    jiff::SignedDuration::from_hours(24 * days)
}
