//! One target's deliveries: what is due is taken, sent beside each other, and written down one by one.
//!
//! Nothing of the store is held while a target is waited for. What is about one subject is never on its way twice, so a
//! target gets it in order; what is about others does not wait for it.

use super::courier::Courier;
use super::enqueue::GONE;
use super::post::{Answer, PostError, Promise};
use super::schedule::{next_try, retry_after, within_reason};
use super::sign::signatures;
use super::target::Target;
use crate::audit;
use crate::model::{AuditEntry, DisplayText, RunId, Timestamp};
use crate::store::{Parcel, ParcelEvent, ParcelState, Posted, StoreError, Tx};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jiff::SignedDuration;

/// How long a parcel that was taken is left alone by others: longer than any request may last.
const TAKEN_FOR: SignedDuration = SignedDuration::from_secs(60);

/// How many notices for one target are on their way at once, each about somebody else.
const AT_ONCE: usize = 8;

/// The longest time for which a target that asks for a pause keeps waiting what it has not been asked about.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// A parcel with what the target said to it.
pub(super) struct Back {
    parcel: Parcel,
    answer: Result<Answer, PostError>,
    left: Timestamp,
}

/// What is on its way to one target.
pub(super) struct Delivery<'a> {
    courier: &'a Courier,
    target: &'a Target,
    flying: FuturesUnordered<Promise<'a, Back>>,
    /// Until when the target has asked to be left alone.
    paused: Option<Timestamp>,
}

impl<'a> Delivery<'a> {
    pub(super) fn new(courier: &'a Courier, target: &'a Target) -> Self {
        Self { courier, target, flying: FuturesUnordered::new(), paused: None }
    }

    /// Whether nothing is on its way.
    pub(super) fn is_idle(&self) -> bool {
        self.flying.is_empty()
    }

    /// Sends what is due, as much as may be on its way at once. Tells when the next one is due, where there is one.
    pub(super) async fn send_due(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let (courier, target) = (self.courier, self.target);
        loop {
            let now = courier.clock.now();
            if self.paused.is_some_and(|until| until <= now) {
                self.paused = None;
            }
            let until = now.checked_add(TAKEN_FOR).unwrap_or(Timestamp::MAX);
            let mut tx = courier.store.transaction().await?;
            let taken = match self.flying.len() < AT_ONCE && self.paused.is_none() {
                true => tx.take_parcel(target.name(), now, until).await?,
                false => None,
            };
            let Some(parcel) = taken else {
                let due =
                    tx.next_parcel_due(target.name()).await?.and_then(|due| Timestamp::from_millisecond(due).ok());
                // None of those is tried before the pause is over.
                return Ok(due.map(|due| self.paused.map_or(due, |until| until.max(due))));
            };
            tx.commit().await?;
            self.flying.push(Box::pin(async move {
                let answer = send(courier, target, &parcel, now).await;
                Back { parcel, answer, left: now }
            }));
        }
    }

    /// Waits for the next answer and writes it down; none when nothing is on its way. Nothing is lost when this is dropped
    /// while it waits.
    pub(super) async fn next_answer(&mut self) -> Option<Back> {
        self.flying.next().await
    }

    /// Writes down what a target said.
    pub(super) async fn write_down(&mut self, back: Back) -> Result<ParcelState, StoreError> {
        let Back { parcel, answer, left } = back;
        let (courier, target, now) = (self.courier, self.target, self.courier.clock.now());
        let gone = answer.as_ref().is_ok_and(|a| a.status == 410);
        if let Some(asked) = pause(&answer, now) {
            self.paused = now.checked_add(asked.min(LONGEST_PAUSE)).ok();
        }
        let posted = judge(&parcel, answer, now);
        let mut tx = courier.store.transaction().await?;
        if !tx.parcel_posted(&parcel, &posted).await? {
            // Somebody else took it meanwhile, and writes it down.
            return Ok(posted.state);
        }
        let took = now.as_millisecond() - left.as_millisecond();
        tx.put_parcel_event(&parcel.message, &event(&posted, Some(took))).await?;
        let mut over = Vec::new();
        if gone {
            tx.target_is_gone(target.name(), target.url().as_str(), now).await?;
            over = bury_the_rest(&mut tx, target, now).await?;
        }
        // The head of the chain is locked last.
        record(courier, &mut tx, &parcel, &posted).await?;
        for (parcel, posted) in &over {
            record(courier, &mut tx, parcel, posted).await?;
        }
        tx.commit().await?;
        courier.told.send_modify(|n| *n += 1);
        Ok(posted.state)
    }
}

async fn send(courier: &Courier, target: &Target, parcel: &Parcel, now: Timestamp) -> Result<Answer, PostError> {
    let seconds = now.as_second();
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("webhook-id", parcel.message.clone()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signatures(target.keys(), &parcel.message, seconds, &parcel.body)),
    ];
    courier.post.post(target.url(), &headers, &parcel.body).await
}

fn event(posted: &Posted, took_ms: Option<i64>) -> ParcelEvent {
    ParcelEvent {
        at_ms: posted.at.as_millisecond(),
        word: posted.state.as_str().to_owned(),
        took_ms,
        status: posted.status.map(i64::from),
        detail: posted.error.clone().unwrap_or_default(),
    }
}

async fn record(courier: &Courier, tx: &mut Tx, parcel: &Parcel, posted: &Posted) -> Result<(), StoreError> {
    let (action, detail) = match posted.state {
        ParcelState::Waiting => return Ok(()),
        ParcelState::Sent => ("notice.delivered", format!("{} delivered to {}", parcel.kind, parcel.target)),
        ParcelState::Dead => (
            "notice.dead",
            format!(
                "{} for {} given up after {} tries: {}",
                parcel.kind,
                parcel.target,
                parcel.attempts,
                posted.error.as_deref().unwrap_or("no reason")
            ),
        ),
    };
    let outcome = if posted.state == ParcelState::Sent { "done" } else { "failed" };
    let after = serde_json::json!({
        "message": parcel.message, "target": parcel.target, "attempts": parcel.attempts, "status": posted.status,
    });
    let entry = AuditEntry {
        latency_ms: Some(posted.at.as_millisecond() - parcel.created_ms),
        after: Some(after),
        ..entry(&courier.operator, parcel, action, outcome, detail)
    };
    audit::append(tx, posted.at, entry).await.map(drop)
}

/// An audit entry about a notice.
pub(super) fn entry(
    operator: &crate::model::Operator,
    parcel: &Parcel,
    action: &str,
    outcome: &str,
    detail: String,
) -> AuditEntry {
    AuditEntry {
        subject_id: Some(parcel.subject.clone()),
        subject_name: Some(DisplayText::new(&parcel.subject_name)).filter(|name| !name.is_empty()),
        run: Some(parcel.run_id.as_str()).filter(|run| !run.is_empty()).map(RunId::new),
        ..AuditEntry::new(operator.clone(), action, outcome, detail)
    }
}

/// Gives up what still waits for a target that is gone.
async fn bury_the_rest(tx: &mut Tx, target: &Target, now: Timestamp) -> Result<Vec<(Parcel, Posted)>, StoreError> {
    let mut buried = Vec::new();
    for parcel in tx.parcels_waiting_for(target.name()).await? {
        let error = Some(GONE.to_owned());
        let posted = Posted { state: ParcelState::Dead, due: now, status: None, error, at: now };
        if tx.parcel_posted(&parcel, &posted).await? {
            tx.put_parcel_event(&parcel.message, &event(&posted, None)).await?;
            buried.push((parcel, posted));
        }
    }
    Ok(buried)
}

/// For how long a target that is overloaded (429) or away (503) asks to be left alone, whatever it is asked about.
fn pause(answer: &Result<Answer, PostError>, now: Timestamp) -> Option<SignedDuration> {
    let answer = answer.as_ref().ok().filter(|answer| matches!(answer.status, 429 | 503))?;
    retry_after(answer.retry_after.as_deref()?, now).map(within_reason)
}

/// What an answer means for a parcel: any 2xx is a delivery, 410 ends it, everything else is tried again.
fn judge(parcel: &Parcel, answer: Result<Answer, PostError>, now: Timestamp) -> Posted {
    let posted = |state, due, status, error| Posted { state, due, status, error, at: now };
    let (status, asked, error) = match answer {
        Ok(answer) if (200..300).contains(&answer.status) => {
            return posted(ParcelState::Sent, now, Some(answer.status), None);
        }
        Ok(answer) if answer.status == 410 => {
            return posted(ParcelState::Dead, now, Some(410), Some(GONE.to_owned()));
        }
        Ok(answer) => {
            let asked = answer.retry_after.as_deref().and_then(|header| retry_after(header, now));
            // It is signed for one address, and where an answer points is not one that anybody has configured.
            let more = if (300..400).contains(&answer.status) { ", which is not followed" } else { "" };
            (Some(answer.status), asked, format!("the target answered {}{more}", answer.status))
        }
        Err(error) => (None, None, DisplayText::new(error.to_string()).to_string()),
    };
    match next_try(&parcel.message, parcel.attempts - parcel.earlier, now, asked) {
        Some(due) => posted(ParcelState::Waiting, due, status, Some(error)),
        None => posted(ParcelState::Dead, now, status, Some(error)),
    }
}
