//! What was planned for a time, while a console is open: a run that comes due then is begun. What came due before is only
//! told of: somebody is there who can decide.

use super::batch_pages::carry_batch;
use super::desk::Desk;
use super::event::{Event, RunSummary, Severity};
use super::task::{carry_out, notice, tell};
use crate::model::{BatchId, Planned, RunId, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long nobody looks for what other processes have planned.
const LOOK: Duration = Duration::from_secs(60);

/// Begins what comes due from now on, until it is stopped.
pub(super) async fn begin_due(desk: Arc<Desk>, events: mpsc::Sender<Event>, stop: CancellationToken) {
    if desk.tenant().is_err() || desk.read_only {
        return;
    }
    let since = desk.now();
    let mut happened = desk.progress();
    let (mut under_way, mut begun, mut told) = (JoinSet::new(), BTreeSet::new(), false);
    while !stop.is_cancelled() {
        let planned = match desk.planned_runs().await {
            Ok(planned) => planned,
            Err(fault) => {
                tracing::warn!(error = %fault.text, "the planned runs cannot be read");
                Vec::new()
            }
        };
        if !std::mem::replace(&mut told, true) {
            tell_overdue(&events, &planned).await;
        }
        for piece in due(&planned, since).into_iter().filter(|piece| begun.insert(piece.clone())) {
            let (desk, events, stop) = (Arc::clone(&desk), events.clone(), stop.clone());
            under_way.spawn(async move {
                match piece {
                    Piece::Batch(batch) => carry_batch(&desk, &events, &batch, &stop).await,
                    Piece::Run(run) => carry_out(&desk, &events, &run, stop).await,
                }
            });
        }
        let wait = next(&planned, desk.now());
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(wait) => {}
            event = happened.recv() => if matches!(event, Err(RecvError::Closed)) { break },
            Some(_) = under_way.join_next() => {}
        }
    }
    // They hand their runs back between two effects.
    while under_way.join_next().await.is_some() {}
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Run(RunId),
    Batch(BatchId),
}

/// What has come due since then.
fn due(planned: &[RunSummary], since: Timestamp) -> BTreeSet<Piece> {
    let due = |run: &&RunSummary| run.planned == Some(Planned::Due) && run.due.is_some_and(|due| due > since);
    let piece = |run: &RunSummary| match &run.batch {
        Some(batch) => Piece::Batch(batch.clone()),
        None => Piece::Run(run.id.clone()),
    };
    planned.iter().filter(due).map(piece).collect()
}

/// How long until the next one is due. A little later than its time: the database's clock decides, not ours.
fn next(planned: &[RunSummary], now: Timestamp) -> Duration {
    const AFTER: Duration = Duration::from_millis(200);
    let ahead = planned.iter().filter(|run| run.planned == Some(Planned::Ahead)).filter_map(|run| run.due).min();
    let wait = ahead.map_or(LOOK, |due| Duration::try_from(due.duration_since(now)).unwrap_or_default() + AFTER);
    wait.min(LOOK)
}

async fn tell_overdue(events: &mpsc::Sender<Event>, planned: &[RunSummary]) {
    let words = match planned.iter().filter(|run| run.planned == Some(Planned::Due)).count() {
        0 => return,
        1 => "a planned run is due and nobody has begun it: open Runs to resume or cancel it".to_owned(),
        count => format!("{count} planned runs are due and nobody has begun them: open Runs to resume or cancel them"),
    };
    tell(events, notice(Severity::Warning, words)).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RunState;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(60 * minute).unwrap()
    }

    fn run(id: &str, due: i64, planned: Option<Planned>, batch: Option<&str>) -> RunSummary {
        RunSummary {
            id: id.into(),
            batch: batch.map(BatchId::new),
            subject: "Somebody".into(),
            recipe: "standard-leaver".to_owned(),
            state: RunState::Queued,
            interrupted: false,
            steps_ended: 0,
            steps: 3,
            operator: "Ann".into(),
            created_at: at(0),
            due: Some(at(due)),
            planned,
            held: false,
            ended_at: None,
        }
    }

    #[test]
    fn what_comes_due_is_begun_and_what_was_due_before_is_not() {
        let (ahead, is_due) = (Some(Planned::Ahead), Some(Planned::Due));
        let all = [
            run("before", 4, is_due, None),
            run("now", 6, is_due, None),
            run("begun", 6, None, None),
            run("later", 9, ahead, None),
            run("one", 7, is_due, Some("b")),
            run("other", 7, is_due, Some("b")),
        ];
        let wanted = [Piece::Run("now".into()), Piece::Batch(BatchId::new("b"))];
        assert!(due(&all, at(5)) == BTreeSet::from(wanted));
        assert_eq!(next(&all, at(9)), Duration::from_millis(200));
        assert_eq!(next(&all, at(8)), LOOK);
        assert_eq!(next(&all[..3], at(8)), LOOK, "nothing is ahead");
        assert_eq!(next(&all, at(20)), Duration::from_millis(200), "our clock is ahead of the database's");
    }
}
