//! What other processes do, as the console sees it: a service takes events and carries out runs on the same store. A journal
//! in a file tells of it by itself. Elsewhere it is looked at: often while somebody looks at something that is moving,
//! seldom otherwise.

use super::desk::Desk;
use super::event::Event;
use super::task::{carry_out, show, tell};
use crate::model::{DisplayText, Fault, RunId, Timestamp};
use crate::store::Writes;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// How often the journal is looked at while somebody looks at what may move.
const LIVE: Duration = Duration::from_secs(1);
/// How often otherwise.
const IDLE: Duration = Duration::from_secs(15);
/// How often where writes are told of: in case one was not.
const TOLD: Duration = Duration::from_secs(120);
/// Writes within this time are told as one.
const PACE: Duration = Duration::from_millis(200);

/// What the face looks at.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Focus {
    /// The run whose page is shown, or was shown last.
    pub(super) run: Option<RunId>,
    /// Whether the inbox is shown.
    pub(super) inbox: bool,
}

/// Shows what others have done, as long as the console is open.
pub(super) async fn follow_others(desk: Arc<Desk>, events: mpsc::Sender<Event>, mut focus: watch::Receiver<Focus>) {
    let (mut seen, mut shown) = (None, None);
    let mut writes = desk.writes();
    loop {
        let looked_at = focus.borrow_and_update().clone();
        let head = desk.newest_record().await;
        let changed = head.is_none() || head != seen;
        if changed {
            seen = head;
            if let Ok(runs) = desk.runs().await {
                tell(&events, Event::Runs { generation: 0, runs }).await;
            }
        }
        if changed || looked_at.inbox {
            match desk.inbox().await {
                Ok(inbox) if shown.as_ref() == Some(&inbox) && !changed => {}
                Ok(inbox) => {
                    shown = Some(inbox.clone());
                    tell(&events, Event::Inbox(Ok(inbox.into()))).await;
                }
                Err(fault) => {
                    // The same list is news again after that.
                    shown = None;
                    tell(&events, Event::Inbox(Err(fault))).await;
                }
            }
        }
        let moving = match &looked_at.run {
            Some(run) if !desk.is_ours(run) => match desk.run(run).await {
                Ok(Some(record)) => {
                    let over = record.state.is_over();
                    if changed {
                        tell(&events, Event::Run(Arc::new(record))).await;
                    }
                    !over
                }
                Ok(None) | Err(_) => false,
            },
            Some(_) | None => false,
        };
        let wait = match &writes {
            Some(_) => TOLD,
            None if moving || looked_at.inbox => LIVE,
            None => IDLE,
        };
        let written = async {
            match &mut writes {
                Some(writes) => writes.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = written => tokio::time::sleep(PACE).await,
            still = focus.changed() => if still.is_err() { return },
        }
    }
}

/// Turns an event down; what is left of its run is ended.
pub(super) async fn reject(
    desk: Arc<Desk>,
    events: mpsc::Sender<Event>,
    event: RunId,
    reason: String,
    stop: CancellationToken,
) {
    let rejected = desk.reject_event(&event, &reason).await;
    let result = rejected.as_ref().map(|_| "the event is over".into()).map_err(Fault::clone);
    decided(&desk, &events, event, result).await;
    if let Ok(Some(run)) = rejected {
        carry_out(&desk, &events, &run, stop).await;
        show(&desk, &events, &run).await;
    }
}

/// Puts an event off.
pub(super) async fn postpone(
    desk: Arc<Desk>,
    events: mpsc::Sender<Event>,
    event: RunId,
    until: Timestamp,
    reason: String,
) {
    let postponed = desk.postpone_event(&event, until, &reason).await;
    let result = postponed.map(|()| DisplayText::new(format!("put off until {}", until.strftime("%Y-%m-%d %H:%MZ"))));
    decided(&desk, &events, event, result).await;
}

async fn decided(desk: &Desk, events: &mpsc::Sender<Event>, event: RunId, result: Result<DisplayText, Fault>) {
    tell(events, Event::EventDecided { event, result }).await;
    tell(events, Event::Inbox(desk.inbox().await.map(Arc::from))).await;
}

impl Desk {
    /// Who tells of writes to the journal, where they can be told of.
    pub(super) fn writes(&self) -> Option<Writes> {
        self.store.writes()
    }

    /// The number of the newest audit record: it changes with everything that anybody writes.
    pub(super) async fn newest_record(&self) -> Option<i64> {
        let mut tx = self.store.reading().await.ok()?;
        tx.audit_head().await.ok().flatten().map(|(seq, _)| seq)
    }

    /// Whether this process carries the run out right now.
    pub(super) fn is_ours(&self, run: &RunId) -> bool {
        self.engine.is_carried_here(run)
    }
}
