//! The table `run`, and beside it `plan`.

use super::tx::{count, on};
use super::{StoreError, Tx};
use crate::model::{BatchId, DisplayText, Operator, Phase, Plan, RunId, RunState, Timestamp};
use sqlx::FromRow;

/// A run to be written down.
#[derive(Clone, Copy, Debug)]
pub struct NewRun<'a> {
    /// Its id.
    pub id: &'a RunId,
    /// The batch that it is part of, written before it.
    pub batch: Option<&'a BatchId>,
    /// The plan that was confirmed.
    pub plan: &'a Plan,
    /// Who confirmed it.
    pub operator: &'a Operator,
    /// Why.
    pub reason: &'a DisplayText,
    /// The ticket, empty if none.
    pub ticket: &'a DisplayText,
    /// Larger goes first.
    pub priority: i32,
    /// Who means to carry it out.
    pub owner: &'a str,
    /// When it was confirmed.
    pub at: Timestamp,
    /// Not to be begun before this; none for at once.
    pub due: Option<Timestamp>,
    /// The run at whose end it is planned.
    pub follows: Option<&'a RunId>,
    /// The last phase before somebody has to confirm the rest; none for all of them.
    pub hold: Option<Phase>,
}

/// What writing a run down came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Inserted {
    /// It is written.
    New,
    /// Nothing is written: this other run for the same person is not over.
    Active(RunId),
}

/// What somebody asks of the one who works on a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Wish {
    /// Nothing.
    #[default]
    GoOn,
    /// Stop between two effects for good.
    Cancel,
    /// Stop between two effects and wait.
    Pause,
}

impl Wish {
    pub(super) fn number(self) -> i64 {
        match self {
            Self::GoOn => 0,
            Self::Cancel => 1,
            Self::Pause => 2,
        }
    }

    pub(super) fn from_number(number: i64) -> Self {
        match number {
            1 => Self::Cancel,
            2 => Self::Pause,
            _ => Self::GoOn,
        }
    }
}

/// A run as its row has it; times in milliseconds since 1970.
#[derive(Clone, Debug, FromRow)]
pub struct RunRow {
    /// Its id.
    pub id: String,
    /// The batch that it is part of.
    pub batch: Option<String>,
    /// The pipeline's stable name.
    pub kind: String,
    /// The person's id.
    pub subject: String,
    /// Their name then.
    pub subject_name: String,
    /// The recipe.
    pub recipe: String,
    /// The plan's digest.
    pub digest: String,
    /// Who confirmed it, as JSON.
    pub operator: String,
    /// Why.
    pub reason: String,
    /// The ticket.
    pub ticket: String,
    /// How it stands, as `RunState` writes it.
    pub state: String,
    /// Larger goes first.
    pub priority: i64,
    /// Not before this, by the database's clock.
    pub due_ms: i64,
    /// Rises with every claim.
    pub epoch: i64,
    /// Who claimed it last, or means to.
    pub owner: Option<String>,
    /// Until when it is theirs, by the database's clock.
    pub lease_ms: i64,
    /// How often it was claimed.
    pub claims: i64,
    /// What is asked of its owner; see [`Wish`].
    pub cancel: i64,
    /// Who asks.
    pub asked_by: Option<String>,
    /// The number of its last event.
    pub events: i64,
    /// Why it stands so.
    pub why: Option<String>,
    /// When it was confirmed.
    pub created_ms: i64,
    /// When it was first claimed.
    pub started_ms: Option<i64>,
    /// When it ended.
    pub ended_ms: Option<i64>,
    /// When the access was cut and proved.
    pub cut_ms: Option<i64>,
    /// Not to be begun before this; none where it was confirmed for at once.
    pub planned_ms: Option<i64>,
    /// The run at whose end it was planned.
    pub follows: Option<String>,
    /// The last phase before somebody has to confirm the rest.
    pub hold: Option<String>,
    /// Not 0 while it has come through that phase and waits for the rest to be confirmed.
    pub held: i64,
}

/// A change of a run's state that is made from outside, or by its owner when letting go of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Move {
    /// The new state.
    pub to: RunState,
    /// Why.
    pub why: Option<DisplayText>,
    /// Not before so many milliseconds from now; only for a run that is queued.
    pub due_in_ms: i64,
    /// When it ended; none clears it.
    pub ended_at: Option<Timestamp>,
    /// What stays asked of the next owner.
    pub wish: Wish,
    /// Whether it has come through the last phase that was confirmed, and waits for the rest to be.
    pub held: bool,
}

impl Move {
    /// A plain change of state.
    pub fn to(to: RunState) -> Self {
        Self { to, why: None, due_in_ms: 0, ended_at: None, wish: Wish::GoOn, held: false }
    }
}

const COLUMNS: &str = "select id, batch, kind, subject, subject_name, recipe, digest, operator, reason, ticket, state, \
    priority, due_ms, epoch, owner, lease_ms, claims, cancel, asked_by, events, why, created_ms, started_ms, \
    ended_ms, cut_ms, planned_ms, follows, hold, held from run";

/// That a run is no part of a batch that is being written or taken out.
pub(super) const WHOLE: &str = "(batch is null or batch in (select id from batch where whole = 1))";

macro_rules! select {
    ($tail:literal) => {
        sqlx::query_as::<_, RunRow>(sqlx::AssertSqlSafe(format!("{COLUMNS} {}", $tail)))
    };
}

impl Tx {
    /// Writes a run and its plan, queued and due now or at the time for which it is planned; its steps and its event
    /// number 1 are written apart.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn insert_run(&mut self, run: NewRun<'_>) -> Result<Inserted, StoreError> {
        let now = self.database_now().await?;
        let planned = run.due.map(Timestamp::as_millisecond);
        let operator = self.json("the operator", run.operator)?;
        let body = self.json("the plan", run.plan)?;
        let written = count!(self, c => sqlx::query(
            "insert into run (id, kind, subject, subject_name, recipe, digest, operator, reason, ticket, state, \
             priority, due_ms, owner, created_ms, batch, planned_ms, follows, hold, events) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', $10, $11, $12, $13, $14, $15, $16, $17, 1) \
             on conflict do nothing")
            .bind(run.id.as_str()).bind(run.plan.pipeline.as_str()).bind(run.plan.subject.id())
            .bind(run.plan.subject.name.as_str()).bind(&run.plan.recipe).bind(run.plan.digest().as_str().to_owned())
            .bind(&operator).bind(run.reason.as_str()).bind(run.ticket.as_str()).bind(i64::from(run.priority))
            .bind(planned.map_or(now, |at| at.max(now))).bind(run.owner).bind(run.at.as_millisecond())
            .bind(run.batch.map(BatchId::as_str)).bind(planned).bind(run.follows.map(RunId::as_str))
            .bind(run.hold.map(Phase::as_str))
            .execute(c))?;
        if written == 0 {
            let active = self.active_run(run.plan.subject.id()).await?;
            return match active {
                Some(id) => Ok(Inserted::Active(id)),
                None => Err(self.damaged("the table of runs", "a run with this id is there already")),
            };
        }
        count!(self, c => sqlx::query("insert into plan (run_id, body) values ($1, $2)")
            .bind(run.id.as_str()).bind(&body).execute(c))?;
        Ok(Inserted::New)
    }

    /// The run for this person that is not over.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn active_run(&mut self, subject: &str) -> Result<Option<RunId>, StoreError> {
        let id: Option<String> = on!(self, c => sqlx::query_scalar(
            "select id from run where subject = $1 and state in ('queued', 'running', 'paused')")
            .bind(subject).fetch_optional(c))?;
        Ok(id.map(RunId::new))
    }

    /// The newest run of this pipeline for this person that follows no other.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn newest_run(&mut self, subject: &str, kind: &str) -> Result<Option<RunId>, StoreError> {
        let sql = format!(
            "select id from run where subject = $1 and kind = $2 and follows is null and {WHOLE} \
             order by created_ms desc, id desc limit 1"
        );
        let id: Option<String> = on!(self, c => sqlx::query_scalar(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(subject).bind(kind).fetch_optional(c))?;
        Ok(id.map(RunId::new))
    }

    /// One run.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn run(&mut self, id: &RunId) -> Result<Option<RunRow>, StoreError> {
        on!(self, c => select!("where id = $1").bind(id.as_str()).fetch_optional(c))
    }

    /// The newest runs, at most so many.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn runs(&mut self, limit: i64) -> Result<Vec<RunRow>, StoreError> {
        let sql = format!("{COLUMNS} where {WHOLE} order by created_ms desc, id desc limit $1");
        on!(self, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(limit).fetch_all(c))
    }

    /// All runs that were planned for a time and are not over, the next one first.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn planned_runs(&mut self) -> Result<Vec<RunRow>, StoreError> {
        let sql = format!(
            "{COLUMNS} where planned_ms is not null and state in ('queued', 'running', 'paused') and {WHOLE} \
             order by planned_ms, id"
        );
        on!(self, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c))
    }

    /// How many runs are due and wait to be claimed.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn due_runs(&mut self) -> Result<u64, StoreError> {
        let now = self.database_now().await?;
        let sql = format!("select count(*) from run where state = 'queued' and due_ms <= $1 and {WHOLE}");
        let count: i64 = on!(self, c => sqlx::query_scalar(sqlx::AssertSqlSafe(sql.as_str())).bind(now).fetch_one(c))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// The run that was planned at the end of this one.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn follower(&mut self, run: &RunId) -> Result<Option<RunId>, StoreError> {
        let id: Option<String> = on!(self, c => sqlx::query_scalar("select id from run where follows = $1")
            .bind(run.as_str()).fetch_optional(c))?;
        Ok(id.map(RunId::new))
    }

    /// Keeps everybody else from writing this run until the end of the transaction. False when there is no such run.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn lock_run(&mut self, run: &RunId) -> Result<bool, StoreError> {
        let found =
            count!(self, c => sqlx::query("update run set id = id where id = $1").bind(run.as_str()).execute(c))?;
        Ok(found > 0)
    }

    /// All runs that are queued or running, oldest first.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn open_runs(&mut self) -> Result<Vec<RunRow>, StoreError> {
        let sql = format!("{COLUMNS} where state in ('queued', 'running') and {WHOLE} order by created_ms, id");
        on!(self, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c))
    }

    /// The runs of a batch, in the order in which they were made.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn batch_runs(&mut self, batch: &BatchId) -> Result<Vec<RunRow>, StoreError> {
        on!(self, c => select!("where batch = $1 order by id").bind(batch.as_str()).fetch_all(c))
    }

    /// The plan of a run.
    ///
    /// # Errors
    /// When the database says no, or the plan cannot be read any more.
    pub async fn plan(&mut self, run: &RunId) -> Result<Option<Plan>, StoreError> {
        let body: Option<String> = on!(self, c => sqlx::query_scalar("select body from plan where run_id = $1")
            .bind(run.as_str()).fetch_optional(c))?;
        body.map(|body| self.parse(|| format!("the plan of run {run}"), &body)).transpose()
    }

    /// Asks something of whoever works on a run. False when nobody is meant to be working on it.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn ask(&mut self, run: &RunId, wish: Wish, by: &DisplayText) -> Result<bool, StoreError> {
        let asked = count!(self, c => sqlx::query(
            "update run set cancel = $1, asked_by = $2 where id = $3 and state = 'running'")
            .bind(wish.number()).bind(by.as_str()).bind(run.as_str()).execute(c))?;
        Ok(asked > 0)
    }

    /// Lets a run go through all its phases, at this priority from now on.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn release_hold(&mut self, run: &RunId, priority: i32) -> Result<(), StoreError> {
        count!(self, c => sqlx::query("update run set hold = null, priority = $1 where id = $2")
            .bind(i64::from(priority)).bind(run.as_str()).execute(c))
        .map(drop)
    }

    /// Moves a run on which nobody works from one state to another and numbers `more` events of it; gives the number
    /// of the last one, or none when it is not in that state (any more). A run that was planned for a time and has not
    /// been begun goes on waiting for it, unless it is asked to stop.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn move_run(
        &mut self,
        run: &RunId,
        from: RunState,
        to: &Move,
        by: &DisplayText,
        more: i64,
    ) -> Result<Option<i64>, StoreError> {
        let due = self.database_now().await?.saturating_add(to.due_in_ms);
        on!(self, c => sqlx::query_scalar(
            "update run set state = $1, why = $2, ended_ms = $4, cancel = $5, asked_by = $6, events = events + $7, held = 0, \
             due_ms = case when started_ms is null and $5 = 0 and planned_ms > $3 then planned_ms else $3 end where id = $8 and state = $9 returning events")
            .bind(to.to.as_str()).bind(to.why.as_ref().map(DisplayText::as_str)).bind(due)
            .bind(to.ended_at.map(Timestamp::as_millisecond)).bind(to.wish.number()).bind(by.as_str())
            .bind(more).bind(run.as_str()).bind(from.as_str()).fetch_optional(c))
    }
}
