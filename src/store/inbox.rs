//! The table `inbox`: what HR systems say of people, one row for each message, from its acceptance on.

use super::tx::{Open, count, on};
use super::{StoreError, Tx};
use crate::model::{Delivery, Digest, DisplayText, InboxState, Operator, RunId, Timestamp};
use sqlx::FromRow;
use std::time::Duration;

/// An event as its row has it, with what its run says; times in milliseconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct EventRow {
    /// Its id, also that of the run that it becomes.
    pub id: String,
    /// The sender.
    pub sender: String,
    /// The sender's message id.
    pub message: String,
    /// The event, as JSON.
    pub event: String,
    /// The person's name, where the tenant has told it.
    pub name: Option<String>,
    /// The policy's word.
    pub policy: String,
    /// The recipe.
    pub recipe: String,
    /// When it was taken.
    pub received_ms: i64,
    /// By when somebody is to have decided.
    pub decide_ms: i64,
    /// How it stands, as `InboxState` writes it.
    pub state: String,
    /// The code of why it waits.
    pub code: Option<String>,
    /// Why, in words.
    pub why: Option<String>,
    /// Its run.
    pub run_id: Option<String>,
    /// How often it was looked at in vain.
    pub tries: i64,
    /// Until when it is put off.
    pub postponed_ms: Option<i64>,
    /// Who decided, as JSON.
    pub decided_by: Option<String>,
    /// When.
    pub decided_ms: Option<i64>,
    /// How its run stands.
    pub run_state: Option<String>,
    /// When its run had cut the access.
    pub cut_ms: Option<i64>,
    /// 1 where what is left of its run waits for a confirmation.
    pub held: Option<i64>,
    /// Before when its run is not begun.
    pub planned_ms: Option<i64>,
    /// Why its run stands so.
    pub run_why: Option<String>,
}

/// How an event that nobody has looked at, or that waits, is to stand from now on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Look {
    /// An operator has to decide.
    Waits {
        /// The stable code of why.
        code: &'static str,
        /// Why.
        why: DisplayText,
        /// The person's name, where the tenant has told it.
        name: Option<DisplayText>,
    },
    /// It belongs to this run.
    Begun {
        /// The run, which is there.
        run: RunId,
        /// The person's name.
        name: DisplayText,
        /// Why it belongs to a run that is not its own.
        why: Option<DisplayText>,
    },
    /// Nothing is to be done about it.
    Over {
        /// The stable code of why.
        code: &'static str,
        /// Why.
        why: DisplayText,
        /// The person's name, where the tenant has told it.
        name: Option<DisplayText>,
    },
    /// It could not be looked at; again after so long.
    Again {
        /// Why.
        why: DisplayText,
        /// After how long.
        wait: Duration,
    },
}

const COLUMNS: &str = "select i.id, i.sender, i.message, i.event, i.name, i.policy, i.recipe, i.received_ms, \
    i.decide_ms, i.state, i.code, i.why, i.run_id, i.tries, i.postponed_ms, i.decided_by, i.decided_ms, \
    r.state as run_state, r.cut_ms, r.held, r.planned_ms, r.why as run_why \
    from inbox i left join run r on r.id = i.run_id";

/// That an event may still need somebody.
const OPEN: &str = "(i.state in ('received', 'waiting') \
    or (i.state = 'begun' and (r.state is null or r.state not in ('done', 'cancelled'))))";

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX / 4)
}

macro_rules! select {
    ($tail:expr) => {
        sqlx::query_as::<_, EventRow>(sqlx::AssertSqlSafe(format!("{COLUMNS} {}", $tail)))
    };
}

impl Tx {
    /// Keeps an event. False when the sender has given its message id before.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn put_inbox(
        &mut self,
        id: &RunId,
        delivery: &Delivery,
        recipe: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let event = self.json("an event", &delivery.event)?;
        let put = count!(self, c => sqlx::query(
            "insert into inbox (id, sender, message, digest, kind, person, event, policy, recipe, sent_ms, received_ms, \
             decide_ms, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'received') \
             on conflict (sender, message) do nothing")
            .bind(id.as_str()).bind(&delivery.sender).bind(&delivery.message).bind(delivery.event.digest().as_str().to_owned())
            .bind(delivery.event.kind.as_str()).bind(delivery.event.person.as_str()).bind(&event)
            .bind(delivery.policy.as_str()).bind(recipe).bind(delivery.sent_at.as_millisecond())
            .bind(at.as_millisecond()).bind(delivery.decide_by.as_millisecond()).execute(c))?;
        Ok(put > 0)
    }

    /// The event that this sender sent under this message id, with its digest.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn inbox_message(&mut self, sender: &str, message: &str) -> Result<Option<(RunId, Digest)>, StoreError> {
        let found: Option<(String, String)> = on!(self, c => sqlx::query_as(
            "select id, digest from inbox where sender = $1 and message = $2")
            .bind(sender).bind(message).fetch_optional(c))?;
        Ok(found.map(|(id, digest)| (RunId::new(id), Digest::recorded(digest))))
    }

    /// One event.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn inbox(&mut self, id: &RunId) -> Result<Option<EventRow>, StoreError> {
        on!(self, c => select!("where i.id = $1").bind(id.as_str()).fetch_optional(c))
    }

    /// The event whose run this is now.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn inbox_of_run(&mut self, run: &RunId) -> Result<Option<EventRow>, StoreError> {
        on!(self, c => select!("where i.run_id = $1 order by i.received_ms, i.id limit 1")
            .bind(run.as_str()).fetch_optional(c))
    }

    /// The events that may still need somebody, oldest first, and beside them the newest that do not; at most so many
    /// of each.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn inbox_list(&mut self, limit: i64) -> Result<Vec<EventRow>, StoreError> {
        let open = format!("where {OPEN} order by i.received_ms, i.id limit $1");
        let over = format!("where not {OPEN} order by i.received_ms desc, i.id desc limit $1");
        let mut rows: Vec<EventRow> = on!(self, c => select!(open).bind(limit).fetch_all(c))?;
        let rest: Vec<EventRow> = on!(self, c => select!(over).bind(limit).fetch_all(c))?;
        rows.extend(rest);
        Ok(rows)
    }

    /// The events about this person, newest first, at most so many.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn inbox_about(&mut self, person: &str, limit: i64) -> Result<Vec<EventRow>, StoreError> {
        on!(self, c => select!("where i.person = $1 order by i.received_ms desc, i.id desc limit $2")
            .bind(person).bind(limit).fetch_all(c))
    }

    /// Takes the next event that nobody has looked at, for so long. Those about one person are taken in the order in
    /// which they came.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn take_inbox(&mut self, owner: &str, lease: Duration) -> Result<Option<EventRow>, StoreError> {
        macro_rules! take {
            ($skip:literal) => {
                concat!(
                    "update inbox set owner = $1, lease_ms = $2 where id = (select i.id from inbox i where \
                     i.state = 'received' and i.due_ms <= $3 and i.lease_ms <= $3 and not exists (select 1 from inbox e \
                     where e.state = 'received' and e.person = i.person and e.id < i.id) order by i.due_ms, i.id limit 1 ",
                    $skip,
                    ") returning id"
                )
            };
        }
        let now = self.database_now().await?;
        let sql = match self.open {
            Open::Sqlite(_) => take!(""),
            Open::Postgres(_) => take!("for update skip locked"),
        };
        let taken: Option<String> = on!(self, c => sqlx::query_scalar(sql)
            .bind(owner).bind(now.saturating_add(millis(lease))).bind(now).fetch_optional(c))?;
        match taken {
            Some(id) => self.inbox(&RunId::new(id)).await,
            None => Ok(None),
        }
    }

    /// In how many milliseconds the next event may be looked at; none when there is none.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn next_inbox_in(&mut self) -> Result<Option<i64>, StoreError> {
        let now = self.database_now().await?;
        let due: Option<i64> = on!(self, c => sqlx::query_scalar(
            "select min(case when due_ms > lease_ms then due_ms else lease_ms end) from inbox where state = 'received'")
            .fetch_one(c))?;
        Ok(due.map(|due| (due - now).max(0)))
    }

    /// Who has events that nobody has finished looking at.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn inbox_owners(&mut self) -> Result<Vec<String>, StoreError> {
        let now = self.database_now().await?;
        on!(self, c => sqlx::query_scalar(
            "select distinct owner from inbox where state = 'received' and lease_ms > $1 and owner is not null")
            .bind(now).fetch_all(c))
    }

    /// Gives back what an owner that is dead had taken.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn free_inbox_of(&mut self, owner: &str) -> Result<u64, StoreError> {
        count!(self, c => sqlx::query("update inbox set lease_ms = 0 where state = 'received' and owner = $1")
            .bind(owner).execute(c))
    }

    /// Keeps everybody else from writing this event until the end of the transaction. False when there is none.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn lock_inbox(&mut self, id: &RunId) -> Result<bool, StoreError> {
        let found =
            count!(self, c => sqlx::query("update inbox set id = id where id = $1").bind(id.as_str()).execute(c))?;
        Ok(found > 0)
    }

    /// Writes down what a look at an event came to. False when it was begun or decided meanwhile.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn inbox_looked(&mut self, id: &RunId, look: &Look) -> Result<bool, StoreError> {
        let due = self.database_now().await?;
        let (state, code, why, name, run, wait, tries) = match look {
            Look::Waits { code, why, name } => {
                (InboxState::Waiting, Some(*code), Some(why), name.as_ref(), None, Duration::ZERO, 0)
            }
            Look::Over { code, why, name } => {
                (InboxState::Rejected, Some(*code), Some(why), name.as_ref(), None, Duration::ZERO, 0)
            }
            Look::Begun { run, name, why } => {
                (InboxState::Begun, None, why.as_ref(), Some(name), Some(run), Duration::ZERO, 0)
            }
            Look::Again { why, wait } => (InboxState::Received, None, Some(why), None, None, *wait, 1),
        };
        let written = count!(self, c => sqlx::query(
            "update inbox set state = $1, code = $2, why = $3, name = coalesce($4, name), run_id = $5, \
             due_ms = $6, tries = tries + $7, lease_ms = 0, owner = null where id = $8 and state in ('received', 'waiting')")
            .bind(state.as_str()).bind(code).bind(why.map(DisplayText::as_str)).bind(name.map(DisplayText::as_str))
            .bind(run.map(RunId::as_str)).bind(due.saturating_add(millis(wait))).bind(tries).bind(id.as_str())
            .execute(c))?;
        Ok(written > 0)
    }

    /// Writes down who decided about an event, when, and how it stands then. The words stay as they are where none are
    /// given.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn inbox_decided(
        &mut self,
        id: &RunId,
        state: InboxState,
        why: Option<&DisplayText>,
        by: &Operator,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let by = self.json("the operator", by)?;
        count!(self, c => sqlx::query(
            "update inbox set state = $1, why = coalesce($2, why), decided_by = $3, decided_ms = $4, postponed_ms = null, \
             lease_ms = 0 where id = $5")
            .bind(state.as_str()).bind(why.map(DisplayText::as_str)).bind(&by).bind(at.as_millisecond())
            .bind(id.as_str()).execute(c))
        .map(drop)
    }

    /// The run that an event has from now on.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn inbox_has_run(
        &mut self,
        id: &RunId,
        run: &RunId,
        recipe: &str,
        name: &DisplayText,
    ) -> Result<(), StoreError> {
        count!(self, c => sqlx::query(
            "update inbox set state = 'begun', run_id = $1, recipe = $2, name = $3, code = null, why = null, lease_ms = 0 \
             where id = $4")
            .bind(run.as_str()).bind(recipe).bind(name.as_str()).bind(id.as_str()).execute(c))
        .map(drop)
    }

    /// Puts an event off until then.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn inbox_postponed(&mut self, id: &RunId, until: Timestamp) -> Result<(), StoreError> {
        count!(self, c => sqlx::query("update inbox set postponed_ms = $1 where id = $2")
            .bind(until.as_millisecond()).bind(id.as_str()).execute(c))
        .map(drop)
    }

    /// How many events stand how, each with the age of the oldest in milliseconds.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn inbox_counts(&mut self) -> Result<Vec<(String, i64, i64)>, StoreError> {
        on!(self, c => sqlx::query_as(
            "select state, count(*), min(received_ms) from inbox where state in ('received', 'waiting') group by state")
            .fetch_all(c))
    }
}
