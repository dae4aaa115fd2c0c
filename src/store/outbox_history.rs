//! What can be seen of the outbox: its parcels in lines, what each has been through, and which targets are gone. Asking for
//! a parcel anew is here as well.

use super::outbox::{Parcel, ParcelState};
use super::tx::{count, on};
use super::{StoreError, Tx};
use crate::model::Timestamp;
use sqlx::FromRow;

/// Which parcels; what is empty or none leaves all in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ParcelFilter {
    /// In this state.
    pub state: Option<ParcelState>,
    /// For the target of this name.
    pub target: Option<String>,
    /// From this run.
    pub run: Option<String>,
}

/// Something that a parcel has been through.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct ParcelEvent {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// How it stood then, as [`ParcelState`] writes it, or `replayed`.
    pub word: String,
    /// How long the target was waited for, in milliseconds; none where it was not asked.
    pub took_ms: Option<i64>,
    /// The HTTP status, where there was an answer.
    pub status: Option<i64>,
    /// What went wrong, or who asked for it anew.
    pub detail: String,
}

/// A target that has said that it wants nothing any more.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct GoneTarget {
    /// Its name.
    pub target: String,
    /// The address that said so.
    pub url: String,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
}

/// How many parcels stand how, for one target.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct ParcelCount {
    /// The target's name.
    pub target: String,
    /// As [`ParcelState`] writes it.
    pub state: String,
    /// How many.
    pub parcels: i64,
}

impl Tx {
    /// Parcels that the filter leaves in, newest first, at most so many; their bodies are left out, which may be large.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn parcels(&mut self, filter: &ParcelFilter, limit: i64) -> Result<Vec<Parcel>, StoreError> {
        on!(self, c => sqlx::query_as(
            "select seq, message, target, subject, subject_name, kind, run_id, '' as body, state, attempts, earlier, \
             due_ms, status, error, created_ms, ended_ms from outbox where ($1 = '' or state = $1) \
             and ($2 = '' or target = $2) and ($3 = '' or run_id = $3) order by seq desc limit $4")
            .bind(filter.state.map_or("", ParcelState::as_str)).bind(filter.target.as_deref().unwrap_or_default())
            .bind(filter.run.as_deref().unwrap_or_default()).bind(limit).fetch_all(c))
    }

    /// How many parcels stand how, by target.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn parcel_counts(&mut self) -> Result<Vec<ParcelCount>, StoreError> {
        on!(self, c => sqlx::query_as(
            "select target, state, count(*) as parcels from outbox group by target, state order by target, state")
            .fetch_all(c))
    }

    /// The parcel with this message id, whole.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn parcel(&mut self, message: &str) -> Result<Option<Parcel>, StoreError> {
        on!(self, c => sqlx::query_as(
            "select seq, message, target, subject, subject_name, kind, run_id, body, state, attempts, earlier, due_ms, \
             status, error, created_ms, ended_ms from outbox where message = $1").bind(message).fetch_optional(c))
    }

    /// Writes down something that a parcel has been through. Its row must have been changed in this transaction, which
    /// keeps others from counting on meanwhile.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn put_parcel_event(&mut self, message: &str, event: &ParcelEvent) -> Result<(), StoreError> {
        count!(self, c => sqlx::query(
            "insert into outbox_event (message, idx, at_ms, word, took_ms, status, detail) select $1, \
             coalesce((select max(idx) from outbox_event where message = $1), 0) + 1, $2, $3, $4, $5, $6")
            .bind(message).bind(event.at_ms).bind(&event.word).bind(event.took_ms).bind(event.status)
            .bind(&event.detail).execute(c))
        .map(drop)
    }

    /// What a parcel has been through, oldest first.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn parcel_events(&mut self, message: &str) -> Result<Vec<ParcelEvent>, StoreError> {
        on!(self, c => sqlx::query_as(
            "select at_ms, word, took_ms, status, detail from outbox_event where message = $1 order by idx")
            .bind(message).fetch_all(c))
    }

    /// Makes a parcel due now, whatever came of it before, and its schedule begin anew. False when there is none, or when
    /// it is on its way at this moment.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn replay_parcel(&mut self, message: &str, now: Timestamp) -> Result<bool, StoreError> {
        let done = count!(self, c => sqlx::query(
            "update outbox set state = 'waiting', due_ms = $1, earlier = attempts, status = null, error = null, \
             ended_ms = null where message = $2 and lease_ms <= $1")
            .bind(now.as_millisecond()).bind(message).execute(c))?;
        Ok(done > 0)
    }

    /// Remembers that the target at this address wants nothing any more.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn target_is_gone(&mut self, target: &str, url: &str, at: Timestamp) -> Result<(), StoreError> {
        count!(self, c => sqlx::query(
            "insert into target_gone (target, url, at_ms) values ($1, $2, $3) on conflict do nothing")
            .bind(target).bind(url).bind(at.as_millisecond()).execute(c))
        .map(drop)
    }

    /// Whether the target at this address has said that it wants nothing any more.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn is_target_gone(&mut self, target: &str, url: &str) -> Result<bool, StoreError> {
        let known: Option<i64> = on!(self, c => sqlx::query_scalar(
            "select at_ms from target_gone where target = $1 and url = $2").bind(target).bind(url).fetch_optional(c))?;
        Ok(known.is_some())
    }

    /// Every target that has said so.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn gone_targets(&mut self) -> Result<Vec<GoneTarget>, StoreError> {
        on!(self, c => sqlx::query_as("select target, url, at_ms from target_gone order by target, url").fetch_all(c))
    }

    /// Forgets that the target of this name has said so, at whatever address. False when it has not.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn target_is_back(&mut self, target: &str) -> Result<bool, StoreError> {
        let forgotten = count!(self, c => sqlx::query("delete from target_gone where target = $1")
            .bind(target).execute(c))?;
        Ok(forgotten > 0)
    }
}
