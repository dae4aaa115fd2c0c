//! Leases on runs: claim, renew, fence. A claim raises the epoch; what an older epoch writes finds no row.

use super::run::Wish;
use super::tx::{Open, count, on};
use super::{Move, StoreError, Tx};
use crate::model::{BatchId, DisplayText, RunId, RunState, Timestamp};
use std::time::Duration;

/// How to claim.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// Who claims.
    pub owner: &'a str,
    /// For how long, until it is renewed.
    pub lease: Duration,
    /// An owner that is known to be dead: its lease does not count.
    pub dead: Option<&'a str>,
    /// The time to write down as the start, when this is the first claim.
    pub at: Timestamp,
}

/// A run that has been claimed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leased {
    /// Which.
    pub run: RunId,
    /// The epoch under which to write.
    pub epoch: i64,
    /// How often it has been claimed, this time included.
    pub claims: i64,
    /// The number of the claim's own event, which the claimer writes.
    pub events: i64,
    /// What is asked of the owner.
    pub wish: Wish,
    /// Who asks.
    pub asked_by: Option<DisplayText>,
}

/// What asking for leave to write came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fence {
    /// The run is still ours; the events are numbered and the row is locked until the end of the transaction.
    Held {
        /// What is asked of us.
        wish: Wish,
        /// Who asks.
        asked_by: Option<DisplayText>,
    },
    /// An earlier try of the same write came through although it seemed to fail: there is nothing left to write.
    Written,
    /// Somebody else has claimed it, or it is gone: nothing may be written.
    Lost,
}

type ClaimRow = (String, i64, i64, i64, i64, Option<String>);

fn leased((run, epoch, claims, events, wish, asked_by): ClaimRow) -> Leased {
    Leased {
        run: RunId::new(run),
        epoch,
        claims,
        events,
        wish: Wish::from_number(wish),
        asked_by: asked_by.map(DisplayText::new),
    }
}

/// That nobody works on a run that is due, or means to: `$1` is who asks, `$2` the time, `$3` a lease before it.
const FREE: &str = "((state = 'running' and lease_ms < $2) or (state = 'queued' and (owner is null or owner = $1 \
    or due_ms < $3 or (planned_ms is not null and started_ms is null))))";

/// Stable names, as SQL has a list of them.
fn listed(kinds: &[&str]) -> String {
    kinds.iter().map(|kind| format!("'{kind}'")).collect::<Vec<_>>().join(", ")
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX / 4)
}

impl Tx {
    /// Claims this run if it is due and nobody alive has it.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn claim(&mut self, run: &RunId, how: Claim<'_>) -> Result<Option<Leased>, StoreError> {
        let now = self.database_now().await?;
        let row: Option<ClaimRow> = on!(self, c => sqlx::query_as(
            "update run set state = 'running', owner = $1, epoch = epoch + 1, claims = claims + 1, lease_ms = $2, \
             events = events + 1, started_ms = coalesce(started_ms, $3), why = null \
             where id = $4 and ((state = 'queued' and due_ms <= $5) \
             or (state = 'running' and (lease_ms < $5 or owner = $6))) \
             and (batch is null or batch in (select id from batch where whole = 1)) \
             returning id, epoch, claims, events, cancel, asked_by")
            .bind(how.owner).bind(now.saturating_add(millis(how.lease))).bind(how.at.as_millisecond())
            .bind(run.as_str()).bind(now).bind(how.dead).fetch_optional(c))?;
        Ok(row.map(leased))
    }

    /// Claims the most urgent run of these pipelines that is due, is no part of a batch, has at least this priority, and
    /// that nobody has. What another process has just queued it may claim itself for as long as a lease.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn claim_next(
        &mut self,
        kinds: &[&str],
        at_least: i32,
        how: Claim<'_>,
    ) -> Result<Option<Leased>, StoreError> {
        let skip = match self.open {
            Open::Sqlite(_) => "",
            // Others that claim at the same time take the next one instead of waiting for this one.
            Open::Postgres(_) => "for update skip locked",
        };
        let sql = format!(
            "update run set state = 'running', owner = $1, epoch = epoch + 1, claims = claims + 1, lease_ms = $4, \
             events = events + 1, started_ms = coalesce(started_ms, $5), why = null \
             where id = (select id from run where kind in ({}) and batch is null and priority >= $6 \
             and state in ('queued', 'running') and due_ms <= $2 and {FREE} \
             order by priority desc, due_ms, id limit 1 {skip}) returning id, epoch, claims, events, cancel, asked_by",
            listed(kinds)
        );
        let now = self.database_now().await?;
        let lease = millis(how.lease);
        let row: Option<ClaimRow> = on!(self, c => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(how.owner).bind(now).bind(now.saturating_sub(lease)).bind(now.saturating_add(lease))
            .bind(how.at.as_millisecond()).bind(i64::from(at_least)).fetch_optional(c))?;
        Ok(row.map(leased))
    }

    /// The batches of these pipelines that somebody has to carry on: runs of them are due, and nobody works on any.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn left_batches(&mut self, kinds: &[&str], how: Claim<'_>) -> Result<Vec<BatchId>, StoreError> {
        let sql = format!(
            "select distinct batch from run where kind in ({}) and batch in (select id from batch where whole = 1) \
             and state in ('queued', 'running') and due_ms <= $2 and {FREE} and not exists (select 1 from run o \
             where o.batch = run.batch and o.state = 'running' and o.lease_ms >= $2 and o.owner <> $1)",
            listed(kinds)
        );
        let now = self.database_now().await?;
        let found: Vec<String> = on!(self, c => sqlx::query_scalar(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(how.owner).bind(now).bind(now.saturating_sub(millis(how.lease))).fetch_all(c))?;
        Ok(found.into_iter().map(BatchId::new).collect())
    }

    /// Who holds a lease that has not run out.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn lease_owners(&mut self) -> Result<Vec<String>, StoreError> {
        let now = self.database_now().await?;
        on!(self, c => sqlx::query_scalar(
            "select distinct owner from run where state = 'running' and lease_ms >= $1 and owner is not null")
            .bind(now).fetch_all(c))
    }

    /// Ends the leases of an owner that is known to be dead.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn free_runs_of(&mut self, owner: &str) -> Result<u64, StoreError> {
        count!(self, c => sqlx::query("update run set lease_ms = 0 where state = 'running' and owner = $1")
            .bind(owner).execute(c))
    }

    /// Lengthens a lease and says what is asked of the owner; none when the run has been lost.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn renew(&mut self, run: &RunId, epoch: i64, lease: Duration) -> Result<Option<Wish>, StoreError> {
        let now = self.database_now().await?;
        let wish: Option<i64> = on!(self, c => sqlx::query_scalar(
            "update run set lease_ms = $1 where id = $2 and epoch = $3 and state = 'running' returning cancel")
            .bind(now.saturating_add(millis(lease))).bind(run.as_str()).bind(epoch).fetch_optional(c))?;
        Ok(wish.map(Wish::from_number))
    }

    /// Asks for leave to write `more` events after number `after` under this epoch. To be called first in every
    /// transaction that a run's owner writes: it locks the run's row, and so keeps writers of one run apart.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn fence(&mut self, run: &RunId, epoch: i64, after: i64, more: i64) -> Result<Fence, StoreError> {
        let held: Option<(i64, Option<String>)> = on!(self, c => sqlx::query_as(
            "update run set events = events + $1 where id = $2 and epoch = $3 and state = 'running' and events = $4 \
             returning cancel, asked_by")
            .bind(more).bind(run.as_str()).bind(epoch).bind(after).fetch_optional(c))?;
        if let Some((wish, asked_by)) = held {
            return Ok(Fence::Held { wish: Wish::from_number(wish), asked_by: asked_by.map(DisplayText::new) });
        }
        let now: Option<(i64, i64)> = on!(self, c => sqlx::query_as("select epoch, events from run where id = $1")
            .bind(run.as_str()).fetch_optional(c))?;
        Ok(match now {
            // While the epoch is ours nobody else numbers events, so these are ours.
            Some((now_epoch, events)) if now_epoch == epoch && events >= after + more => Fence::Written,
            _ => Fence::Lost,
        })
    }

    /// Writes down when access was cut. Only after [`Tx::fence`].
    ///
    /// # Errors
    /// When the database says no.
    pub async fn access_cut(&mut self, run: &RunId, at: Timestamp) -> Result<(), StoreError> {
        count!(self, c => sqlx::query("update run set cut_ms = $1 where id = $2")
            .bind(at.as_millisecond()).bind(run.as_str()).execute(c))
        .map(drop)
    }

    /// Lets go of a run in the given state. Only after [`Tx::fence`].
    ///
    /// # Errors
    /// When the database says no.
    pub async fn let_go(&mut self, run: &RunId, to: &Move) -> Result<(), StoreError> {
        let due = self.database_now().await?.saturating_add(to.due_in_ms);
        count!(self, c => sqlx::query(
            "update run set state = $1, why = $2, due_ms = $3, ended_ms = $4, cancel = $5, held = $8, lease_ms = 0 \
             where id = $6 and state = $7")
            .bind(to.to.as_str()).bind(to.why.as_ref().map(DisplayText::as_str)).bind(due)
            .bind(to.ended_at.map(Timestamp::as_millisecond)).bind(to.wish.number()).bind(run.as_str())
            .bind(RunState::Running.as_str()).bind(i64::from(to.held)).execute(c))
        .map(drop)
    }
}
