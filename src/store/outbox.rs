//! The table `outbox`: notices, one row for each target, until they are delivered or given up.

use super::tx::{Open, count, on};
use super::{StoreError, Tx};
use crate::model::{RunId, Timestamp};
use sqlx::FromRow;

/// A notice for one target.
#[derive(Clone, Copy, Debug)]
pub struct NewParcel<'a> {
    /// The message's id; the same message is taken once.
    pub message: &'a str,
    /// The target's name.
    pub target: &'a str,
    /// Whom it is about; what is about one subject goes to one target in order.
    pub subject: &'a str,
    /// The event's name on the wire.
    pub kind: &'a str,
    /// What they are called.
    pub subject_name: &'a str,
    /// The run it comes from; none for what happened outside of runs.
    pub run: Option<&'a RunId>,
    /// The body, as it is signed and sent.
    pub body: &'a str,
    /// When.
    pub at: Timestamp,
}

/// How a parcel stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParcelState {
    /// To be delivered, perhaps again.
    Waiting,
    /// The target took it.
    Sent,
    /// Given up.
    Dead,
}

impl ParcelState {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dead => "dead",
        }
    }
}

/// A parcel as its row has it.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Parcel {
    /// Its place in the order.
    pub seq: i64,
    /// The message's id.
    pub message: String,
    /// The target's name.
    pub target: String,
    /// Whom it is about.
    pub subject: String,
    /// The event's name.
    pub kind: String,
    /// What they are called.
    pub subject_name: String,
    /// The run; empty for what happened outside of runs.
    pub run_id: String,
    /// The body.
    pub body: String,
    /// How it stands, as [`ParcelState`] writes it.
    pub state: String,
    /// Tries so far.
    pub attempts: i64,
    /// How many of them came before somebody asked for it anew.
    pub earlier: i64,
    /// When it is due, in milliseconds since 1970.
    pub due_ms: i64,
    /// The last HTTP status.
    pub status: Option<i64>,
    /// What went wrong last.
    pub error: Option<String>,
    /// When it was written.
    pub created_ms: i64,
    /// When it was delivered or given up.
    pub ended_ms: Option<i64>,
}

/// What one try came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Posted {
    /// How it stands now.
    pub state: ParcelState,
    /// When to try again.
    pub due: Timestamp,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// What went wrong.
    pub error: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl Tx {
    /// Puts a parcel in the outbox, due now; or dead at once when its target is gone. False when the message is
    /// there already.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn put_parcel(&mut self, new: NewParcel<'_>, dead: Option<&str>) -> Result<bool, StoreError> {
        let at = new.at.as_millisecond();
        let state = if dead.is_some() { ParcelState::Dead } else { ParcelState::Waiting };
        let put = count!(self, c => sqlx::query(
            "insert into outbox (message, target, subject, kind, run_id, body, state, created_ms, due_ms, error, \
             ended_ms, subject_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11) \
             on conflict (message) do nothing")
            .bind(new.message).bind(new.target).bind(new.subject).bind(new.kind)
            .bind(new.run.map_or("", RunId::as_str)).bind(new.body).bind(state.as_str()).bind(at).bind(dead)
            .bind(dead.map(|_| at)).bind(new.subject_name).execute(c))?;
        Ok(put > 0)
    }

    /// Takes the next parcel that is due for this target, so that nobody else takes it before `until`. A parcel is
    /// due only when no older one about the same subject waits for the same target.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn take_parcel(
        &mut self,
        target: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Parcel>, StoreError> {
        macro_rules! take {
            ($skip:literal) => {
                concat!(
                    "update outbox set attempts = attempts + 1, lease_ms = $1 where seq = (select o.seq from outbox o \
                     where o.state = 'waiting' and o.target = $2 and o.due_ms <= $3 and o.lease_ms <= $3 \
                     and not exists (select 1 from outbox e where e.state = 'waiting' and e.target = o.target \
                     and e.subject = o.subject and e.seq < o.seq) order by o.seq limit 1 ",
                    $skip,
                    ") returning seq, message, target, subject, subject_name, kind, run_id, body, state, attempts, \
                     earlier, due_ms, status, error, created_ms, ended_ms"
                )
            };
        }
        let sql = match self.open {
            Open::Sqlite(_) => take!(""),
            Open::Postgres(_) => take!("for update skip locked"),
        };
        on!(self, c => sqlx::query_as(sql)
            .bind(until.as_millisecond()).bind(target).bind(now.as_millisecond()).fetch_optional(c))
    }

    /// Writes down what a try came to. False when somebody else has taken the parcel meanwhile or it is over.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn parcel_posted(&mut self, parcel: &Parcel, posted: &Posted) -> Result<bool, StoreError> {
        let over = posted.state != ParcelState::Waiting;
        let written = count!(self, c => sqlx::query(
            "update outbox set state = $1, due_ms = $2, status = $3, error = $4, ended_ms = $5, lease_ms = 0 \
             where seq = $6 and attempts = $7 and state = 'waiting'")
            .bind(posted.state.as_str()).bind(posted.due.as_millisecond()).bind(posted.status.map(i64::from))
            .bind(posted.error.as_deref()).bind(over.then_some(posted.at.as_millisecond())).bind(parcel.seq)
            .bind(parcel.attempts).execute(c))?;
        Ok(written > 0)
    }

    /// When the next parcel for this target may be tried, in milliseconds since 1970.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn next_parcel_due(&mut self, target: &str) -> Result<Option<i64>, StoreError> {
        on!(self, c => sqlx::query_scalar(
            "select min(case when o.due_ms > o.lease_ms then o.due_ms else o.lease_ms end) from outbox o \
             where o.state = 'waiting' and o.target = $1 and not exists (select 1 from outbox e \
             where e.state = 'waiting' and e.target = o.target and e.subject = o.subject and e.seq < o.seq)")
            .bind(target).fetch_one(c))
    }

    /// The parcels that wait for this target, oldest first.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn parcels_waiting_for(&mut self, target: &str) -> Result<Vec<Parcel>, StoreError> {
        on!(self, c => sqlx::query_as(
            "select seq, message, target, subject, subject_name, kind, run_id, body, state, attempts, earlier, due_ms, \
             status, error, created_ms, ended_ms from outbox where target = $1 and state = 'waiting' order by seq")
            .bind(target)
            .fetch_all(c))
    }

    /// The parcels that come from this run, oldest first.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn parcels_of(&mut self, run: &RunId) -> Result<Vec<Parcel>, StoreError> {
        on!(self, c => sqlx::query_as(
            "select seq, message, target, subject, subject_name, kind, run_id, body, state, attempts, earlier, due_ms, \
             status, error, created_ms, ended_ms from outbox where run_id = $1 order by seq")
            .bind(run.as_str()).fetch_all(c))
    }
}
