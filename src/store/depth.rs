//! How much waits, and since when: what monitoring asks for, one query for each table, none of which reads what is over.

use super::run::WHOLE;
use super::tx::on;
use super::{StoreError, Tx};
use sqlx::FromRow;

/// Runs that are not over, of one pipeline and standing.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct QueueDepth {
    /// The pipeline's stable name.
    pub kind: String,
    /// `queued`, `running` or `paused`; `planned` for those whose time has not come.
    pub standing: String,
    /// How many.
    pub number: i64,
    /// Since when the oldest waits: when it was confirmed, or the time for which it was planned where that is later. In
    /// milliseconds since 1970.
    pub since_ms: i64,
}

/// Notices of one target that were not delivered.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct OutboxDepth {
    /// The target's name.
    pub target: String,
    /// `waiting` or `dead`.
    pub state: String,
    /// How many.
    pub number: i64,
    /// When the oldest was written, in milliseconds since 1970.
    pub since_ms: i64,
}

/// Events of HR systems for which something is still to be done.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct InboxDepth {
    /// `received` and `waiting` as the event stands; `confirm` where its access is cut and the rest waits; `postponed` for
    /// those of the last two that were put off.
    pub standing: String,
    /// How many.
    pub number: i64,
    /// When the oldest was taken, in milliseconds since 1970.
    pub since_ms: i64,
}

impl Tx {
    /// The events of HR systems that wait for somebody, counted.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn inbox_depths(&mut self) -> Result<Vec<InboxDepth>, StoreError> {
        let now = self.database_now().await?;
        on!(self, c => sqlx::query_as(
            "select standing, count(*) as number, min(since_ms) as since_ms from (select \
             case when state = 'waiting' and postponed_ms > $1 then 'postponed' else state end as standing, \
             received_ms as since_ms from inbox where state in ('received', 'waiting') union all \
             select case when e.postponed_ms > $1 then 'postponed' else 'confirm' end as standing, \
             e.received_ms as since_ms from run r join inbox e on e.run_id = r.id \
             where r.state = 'paused' and r.held = 1) open_event group by standing order by standing")
            .bind(now).fetch_all(c))
    }

    /// The runs that are not over, counted; those of a batch that is not whole are left out.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn queue_depths(&mut self) -> Result<Vec<QueueDepth>, StoreError> {
        let now = self.database_now().await?;
        let sql = format!(
            "select kind, standing, count(*) as number, min(since_ms) as since_ms from (select kind, \
             case when state = 'queued' and started_ms is null and planned_ms > $1 then 'planned' else state end \
             as standing, case when planned_ms > created_ms then planned_ms else created_ms end as since_ms \
             from run where state in ('queued', 'running', 'paused') and {WHOLE}) open_run \
             group by kind, standing order by kind, standing"
        );
        on!(self, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(now).fetch_all(c))
    }

    /// The notices that wait or were given up, counted.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn outbox_depths(&mut self) -> Result<Vec<OutboxDepth>, StoreError> {
        // Two halves, so that each is read from its own index, however much was sent.
        on!(self, c => sqlx::query_as(
            "select target, 'waiting' as state, count(*) as number, min(created_ms) as since_ms from outbox \
             where state = 'waiting' group by target union all \
             select target, 'dead' as state, count(*) as number, min(created_ms) as since_ms from outbox \
             where state = 'dead' group by target order by 1, 2")
            .fetch_all(c))
    }
}
