//! Figures of the past: how soon accesses were cut after their events, and how many runs ended when.

use super::tx::on;
use super::{StoreError, Tx};
use sqlx::FromRow;

/// A cut that an event of an HR system led to; times in milliseconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct CutRow {
    /// The run.
    pub run: String,
    /// The person's name then.
    pub name: String,
    /// When the cut was proved.
    pub cut_ms: i64,
    /// When the event was taken.
    pub received_ms: i64,
    /// When somebody decided about it.
    pub decided_ms: Option<i64>,
    /// Before this the run was not to be begun.
    pub planned_ms: Option<i64>,
}

/// How many runs ended in one state within one quarter of an hour.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct EndedRow {
    /// When the quarter began, in milliseconds since 1970. Every zone's days begin with a quarter of an hour.
    pub from_ms: i64,
    /// How they ended, as `RunState` writes it.
    pub state: String,
    /// How many.
    pub number: i64,
}

impl Tx {
    /// The newest cuts that events led to, newest first, at most so many. A run of several events has a row for each; the
    /// oldest event comes first.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn cuts(&mut self, limit: i64) -> Result<Vec<CutRow>, StoreError> {
        on!(self, c => sqlx::query_as(
            "select r.id as run, r.subject_name as name, r.cut_ms as cut_ms, i.received_ms as received_ms, \
             i.decided_ms as decided_ms, r.planned_ms as planned_ms from inbox i join run r on r.id = i.run_id \
             where r.cut_ms is not null order by r.cut_ms desc, r.id desc, i.received_ms, i.id limit $1")
            .bind(limit).fetch_all(c))
    }

    /// The runs that have ended since then, counted by the quarter of an hour and by how, oldest first.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn runs_ended(&mut self, since_ms: i64) -> Result<Vec<EndedRow>, StoreError> {
        on!(self, c => sqlx::query_as(
            "select from_ms, state, count(*) as number from (select ended_ms / 900000 * 900000 as from_ms, state \
             from run where ended_ms >= $1 and state in ('done', 'failed', 'cancelled')) ended \
             group by from_ms, state order by from_ms, state")
            .bind(since_ms).fetch_all(c))
    }
}

#[cfg(test)]
mod tests {
    use super::super::ground::on_each;
    use super::super::tx::count;
    use super::*;

    #[tokio::test]
    async fn cuts_are_told_newest_first_and_ended_runs_by_the_quarter_of_an_hour() {
        on_each(async |ground| {
            let store = ground.open().await;
            let mut tx = store.transaction().await.unwrap();
            let quarter = 900_000_i64;
            let rows = [
                ("r1", "done", Some(5_000_i64), Some(10 * quarter), None),
                ("r2", "done", Some(9_000), Some(11 * quarter - 1), Some(8_000_i64)),
                ("r3", "failed", Some(7_000), Some(11 * quarter), None),
                ("r4", "done", None, Some(10 * quarter - 1), None),
                ("r5", "running", Some(8_500), None, None),
                ("r6", "cancelled", None, Some(12 * quarter), None),
            ];
            for (id, state, cut, ended, planned) in rows {
                count!(tx, c => sqlx::query(
                    "insert into run (id, kind, subject, subject_name, recipe, digest, operator, reason, ticket, state, \
                     priority, due_ms, created_ms, cut_ms, ended_ms, planned_ms) \
                     values ($1, 'offboard', $1, $1, '', '', '', '', '', $2, 0, 0, 0, $3, $4, $5)")
                    .bind(id).bind(state).bind(cut).bind(ended).bind(planned).execute(c))
                .unwrap();
            }
            let events = [
                ("a", Some("r1"), 4_000_i64, None),
                ("b", Some("r2"), 2_000, Some(6_000_i64)),
                ("c", Some("r2"), 1_000, None),
                ("d", Some("r4"), 1_000, None),
                ("e", Some("r5"), 8_000, None),
                ("f", None, 1_000, None),
            ];
            for (id, run, received, decided) in events {
                count!(tx, c => sqlx::query(
                    "insert into inbox (id, sender, message, digest, kind, person, event, policy, recipe, sent_ms, \
                     received_ms, decide_ms, state, run_id, decided_ms) \
                     values ($1, '', $1, '', '', '', '', '', '', 0, $2, 0, 'begun', $3, $4)")
                    .bind(id).bind(received).bind(run).bind(decided).execute(c))
                .unwrap();
            }
            let line = |cut: &CutRow| format!("{} {} {:?} {:?}", cut.run, cut.received_ms, cut.decided_ms, cut.planned_ms);
            let cuts: Vec<_> = tx.cuts(3).await.unwrap().iter().map(line).collect();
            // Where several events ask for one run, the oldest comes first.
            assert_eq!(cuts, ["r2 1000 None Some(8000)", "r2 2000 Some(6000) Some(8000)", "r5 8000 None None"]);
            let line = |ended: &EndedRow| format!("{} {} {}", ended.from_ms / quarter, ended.state, ended.number);
            let ended: Vec<_> = tx.runs_ended(10 * quarter).await.unwrap().iter().map(line).collect();
            assert_eq!(ended, ["10 done 2", "11 failed 1", "12 cancelled 1"]);
        })
        .await;
    }
}
