//! Reading the inbox.

use super::super::desk::{Desk, refusal, store_fault};
use crate::model::{DisplayText, Fault, InboxEntry, InboxRun, InboxState, Policy, RunId, RunState, Timestamp};
use crate::store::{EventRow, StoreError};
use serde::de::DeserializeOwned;

/// How many events that are open, and how many that are over, a list shows.
const LISTED: i64 = 1_000;

/// How this process stands, for those who ask whether it can take work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Readiness {
    /// Whether the store takes what is written; what is wrong otherwise.
    pub store: Result<(), Fault>,
    /// Whether the tenant answers, as it last did; what is wrong otherwise.
    pub tenant: Result<(), Fault>,
    /// Events and runs that wait for a worker.
    pub queued: u64,
}

impl Desk {
    /// An event, by its id or by that of its run; none if there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn inbox_entry(&self, event: &RunId) -> Result<Option<InboxEntry>, Fault> {
        let read = async {
            let mut tx = self.store.reading().await?;
            match tx.inbox(event).await? {
                None => tx.inbox_of_run(event).await,
                found => Ok(found),
            }
        };
        let row = read.await.map_err(|e| store_fault(&e))?;
        row.map(|row| self.entry(row).map_err(|e| store_fault(&e))).transpose()
    }

    /// The inbox: what needs somebody first, the most urgent before, the oldest first; then what is over, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn inbox(&self) -> Result<Vec<InboxEntry>, Fault> {
        let rows = async { self.store.reading().await?.inbox_list(LISTED).await };
        let rows = rows.await.map_err(|e| store_fault(&e))?;
        let entries: Result<Vec<_>, _> = rows.into_iter().map(|row| self.entry(row)).collect();
        let mut entries = entries.map_err(|e| store_fault(&e))?;
        let now = self.now();
        // Stable: within a need, the order of the store stands.
        entries.sort_by_key(|entry| entry.need(now));
        Ok(entries)
    }

    /// The event with this id.
    pub(super) async fn event(&self, id: &RunId) -> Result<InboxEntry, Fault> {
        self.inbox_entry(id)
            .await?
            .ok_or_else(|| refusal(format!("there is no event {id}"), "look at the inbox for its id"))
    }

    pub(super) fn entry(&self, row: EventRow) -> Result<InboxEntry, StoreError> {
        let damaged = |why: String| StoreError::damaged(self.store.place(), format!("event {}", row.id), why);
        let time = |ms: i64| Timestamp::from_millisecond(ms).map_err(|e| damaged(e.to_string()));
        let word = |what: &str| format!("\"{what}\"");
        let state = InboxState::of(&row.state).ok_or_else(|| damaged(format!("the state {}", row.state)))?;
        let policy: Policy = parse(&word(&row.policy)).map_err(&damaged)?;
        let run = match (&row.run_id, &row.run_state) {
            (Some(id), Some(state)) => Some(InboxRun {
                id: RunId::new(id.as_str()),
                state: parse::<RunState>(&word(state)).map_err(&damaged)?,
                access_cut_at: row.cut_ms.map(time).transpose()?,
                held: row.held == Some(1),
                due: row.planned_ms.map(time).transpose()?,
                why: row.run_why.as_deref().map(DisplayText::new),
            }),
            _ => None,
        };
        Ok(InboxEntry {
            id: RunId::new(row.id.as_str()),
            event: parse(&row.event).map_err(&damaged)?,
            received_at: time(row.received_ms)?,
            decide_by: time(row.decide_ms)?,
            postponed: row.postponed_ms.map(time).transpose()?,
            decided_by: row.decided_by.as_deref().map(parse).transpose().map_err(&damaged)?,
            decided_at: row.decided_ms.map(time).transpose()?,
            message: DisplayText::new(&row.message),
            name: row.name.as_deref().map(DisplayText::new),
            why: row.why.as_deref().map(DisplayText::new),
            sender: row.sender,
            recipe: row.recipe,
            code: row.code,
            policy,
            state,
            run,
        })
    }

    /// Whether this process can take work.
    pub async fn readiness(&self) -> Readiness {
        let queued = async {
            let mut tx = self.store.reading().await?;
            let waiting = tx.inbox_counts().await?.into_iter();
            let received: i64 = waiting.filter(|(state, ..)| state == "received").map(|(_, count, _)| count).sum();
            Ok::<_, StoreError>(u64::try_from(received).unwrap_or(0) + tx.due_runs().await?)
        };
        let (store, queued) = match queued.await {
            Ok(queued) => (Ok(()), queued),
            Err(error) => (Err(store_fault(&error)), 0),
        };
        let store = match self.engine.store_trouble().borrow().clone() {
            Some(trouble) => Err(refusal(trouble.to_string(), "see the log")),
            None => store,
        };
        Readiness { store, tenant: self.tenant_answers(), queued }
    }

    /// Whether the tenant has answered when it was last asked.
    fn tenant_answers(&self) -> Result<(), Fault> {
        let tenant = self.tenant()?;
        match tenant.client.meter().circuit_open {
            true => Err(refusal("the tenant does not answer", "see the log; it is tried again by itself")),
            false => Ok(()),
        }
    }
}

fn parse<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|e| e.to_string())
}
