//! `lanyard runs due`: begins what was planned and whose time has come, once or for as long as it is let.

use crate::backend::RunSummary;
use crate::cli::carry::Carried;
use crate::cli::desk::Desk;
use crate::cli::{Answer, Exit, Kind, Out, Trouble, batch, carry, shape, text};
use crate::model::{BatchId, Planned, RunId};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use serde_json::json;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the journal is looked at for what has come due, when this stays.
const LOOK: Duration = Duration::from_secs(1);

/// What is carried out as one: a run, or the runs of a batch, whose access is cut before the slow steps of any.
type Piece = (Option<BatchId>, Vec<RunId>);

struct Work<'a> {
    desk: &'a dyn Desk,
    at_once: usize,
    watch: bool,
    out: &'a Out,
    stop: &'a CancellationToken,
    shapes: Vec<serde_json::Value>,
    troubles: Vec<Trouble>,
    begun: usize,
    well: usize,
}

/// Begins every planned run whose time has come, and goes on with those that were interrupted; with `watch` it stays
/// until it is asked to stop, and then hands back what is under way.
pub(super) async fn run(
    desk: &dyn Desk,
    at_once: usize,
    watch: bool,
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    let (shapes, troubles) = (Vec::new(), Vec::new());
    let mut work = Work { desk, at_once, watch, out, stop, shapes, troubles, begun: 0, well: 0 };
    work.go().await?;
    Ok(work.answer())
}

impl Work<'_> {
    async fn go(&mut self) -> Result<(), Trouble> {
        let (desk, out, stop, at_once) = (self.desk, self.out, self.stop, self.at_once.max(1));
        let (mut known, mut waiting): (HashSet<RunId>, VecDeque<Piece>) = (HashSet::new(), VecDeque::new());
        let mut under_way = FuturesUnordered::new();
        let mut look = true;
        loop {
            if look && !stop.is_cancelled() {
                look = false;
                match desk.planned().await {
                    Ok(planned) => waiting.extend(pieces(&planned, &mut known)),
                    // Whoever stays waits for the journal to come back.
                    Err(trouble) if self.watch => out.aside(&format!("! {}\n", trouble.fault.text)),
                    Err(trouble) => return Err(trouble),
                }
            }
            while under_way.len() < at_once && !stop.is_cancelled() {
                let Some(piece) = waiting.pop_front() else { break };
                under_way.push(carried(desk, piece, at_once, out, stop));
            }
            let stays = self.watch && !stop.is_cancelled();
            if under_way.is_empty() && !stays {
                return Ok(());
            }
            tokio::select! {
                Some((runs, ended)) = under_way.next() => {
                    known.retain(|run| !runs.contains(run));
                    self.gather(ended);
                }
                () = tokio::time::sleep(LOOK), if stays => look = true,
                () = stop.cancelled(), if stays => {}
            }
        }
    }

    fn gather(&mut self, ended: Result<Vec<Carried>, Trouble>) {
        let carried = match ended {
            Ok(carried) => carried,
            Err(trouble) => {
                self.out.aside(&format!("! {}\n", trouble.fault.text));
                return self.troubles.push(trouble);
            }
        };
        for Carried { record, trouble } in carried {
            self.begun += 1;
            self.well += usize::from(trouble.is_none());
            let (sign, subject) = (self.out.paint.state(record.state), &record.plan.subject.name);
            let told = record.why.as_ref().map_or_else(|| text::sentence(&record), ToString::to_string);
            self.out.progress(&format!("{sign} {:<9}  {subject}  {told}  run {}", record.state.as_str(), record.id));
            // Whoever stays for months does not keep them all.
            if !self.watch {
                self.shapes.push(shape::run(&record, false));
            }
            self.troubles.extend(trouble.filter(|trouble| !self.watch || trouble.kind == Kind::Interrupted));
        }
    }

    fn answer(self) -> Answer {
        let Self { begun, well, .. } = self;
        let text = match begun {
            0 => "No planned run is due.\n".to_owned(),
            _ => format!("{well} of {} ended well.\n", text::count(begun, "run")),
        };
        let result = json!({ "runs": self.shapes, "begun": begun, "ended_well": well });
        let exit = self.troubles.iter().map(|trouble| trouble.kind.exit()).fold(Exit::Ok, Exit::and);
        let mut answer = Answer::good(result, text).with(self.troubles.into_iter().next());
        answer.exit = exit;
        answer
    }
}

/// What is due and not being carried out here.
fn pieces(planned: &[RunSummary], known: &mut HashSet<RunId>) -> Vec<Piece> {
    let due = |run: &&RunSummary| run.planned == Some(Planned::Due) || run.interrupted;
    let mut batches: BTreeMap<BatchId, Vec<RunId>> = BTreeMap::new();
    let mut alone = Vec::new();
    for run in planned.iter().filter(due).filter(|run| known.insert(run.id.clone())) {
        match &run.batch {
            Some(batch) => batches.entry(batch.clone()).or_default().push(run.id.clone()),
            None => alone.push((None, vec![run.id.clone()])),
        }
    }
    batches.into_iter().map(|(batch, runs)| (Some(batch), runs)).chain(alone).collect()
}

async fn carried(
    desk: &dyn Desk,
    (batch, runs): Piece,
    at_once: usize,
    out: &Out,
    stop: &CancellationToken,
) -> (Vec<RunId>, Result<Vec<Carried>, Trouble>) {
    let carried = async {
        if let Some(batch) = &batch {
            batch::carry(desk, batch, at_once, out, stop).await?;
        }
        let mut carried = Vec::new();
        for run in &runs {
            carried.push(carry::out(desk, run, None, None, out, stop).await?);
        }
        Ok(carried)
    };
    let ended = carried.await;
    (runs, ended)
}
