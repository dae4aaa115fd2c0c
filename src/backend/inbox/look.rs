//! Looking at an event that has come in: who is meant, what stands already, and what its policy lets be done. What cannot
//! be settled without a person waits for one, with the reason why.

use super::super::desk::{Desk, store_fault};
use super::super::plans::pace;
use super::words;
use crate::audit;
use crate::engine::{EventError, FromEvent, Given, Refusal, SubmitError, URGENT, confirm_by_policy};
use crate::genesys::{Error, Lane};
use crate::model::{
    DisplayText, Fault, HrEventKind, InboxEntry, InboxState, Phase, PipelineKind, Plan, Policy, RunId, Seat, Timestamp,
    UserState,
};
use crate::pipelines::offboard::plan;
use crate::pipelines::read_seat;
use crate::store::{EventRow, Look, StoreError};
use std::collections::HashSet;
use std::time::Duration;
use tracing::Instrument as _;

/// For how long an event that is being looked at is left alone by others.
const LEASE: Duration = Duration::from_secs(60);
/// How long an event is looked at again by itself before an operator is asked, counted in tries.
const TRIES: i64 = 8;
/// The wait before the second look; doubled for each further one, up to the longest.
const AGAIN: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(300);
/// A termination that is this little ahead is at once: clocks differ.
const NOW: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);
/// How many earlier events about a person are looked at.
const EARLIER: i64 = 50;

/// What is to be done with an event.
enum Verdict {
    /// Written down as it is.
    Look(Look),
    /// Its run is to be submitted.
    Run(Box<Plan>, Option<Timestamp>),
}

fn waits(code: &'static str, why: impl Into<String>, name: Option<&DisplayText>) -> Verdict {
    Verdict::Look(Look::Waits { code, why: DisplayText::new(why.into()), name: name.cloned() })
}

impl Desk {
    /// Looks at the next event that has come in; false when there is none to be looked at.
    ///
    /// # Errors
    /// When the store says no; the event is looked at again.
    pub(super) async fn look_at_next(&self) -> Result<bool, StoreError> {
        let mut tx = self.store.transaction().await?;
        let Some(row) = tx.take_inbox(self.engine.owner(), LEASE).await? else { return Ok(false) };
        tx.commit().await?;
        let tries = row.tries;
        let entry = self.entry(row)?;
        let span = tracing::info_span!("event", event = %entry.id);
        self.settle(&entry, tries).instrument(span).await.map(|()| true)
    }

    async fn settle(&self, entry: &InboxEntry, tries: i64) -> Result<(), StoreError> {
        let verdict = match self.judge(entry).await {
            Ok(verdict) => verdict,
            Err(Trouble::Store(error)) => return Err(error),
            Err(Trouble::Tenant(fault)) => Verdict::Look(later(&fault, tries)),
        };
        match verdict {
            Verdict::Look(look) => self.write_look(entry, look).await,
            Verdict::Run(plan, due) => self.begin(entry, *plan, due).await,
        }
    }

    /// What is to be done with an event. Nothing is changed by this.
    async fn judge(&self, entry: &InboxEntry) -> Result<Verdict, Trouble> {
        let (event, now) = (&entry.event, self.now());
        let about = self.store.reading().await?.inbox_about(event.person.as_str(), EARLIER).await?;
        let earlier = self.earlier(entry, about)?;
        if event.kind != HrEventKind::Termination {
            let stands = earlier.as_ref().map_or_else(|| "nothing stands about this person".to_owned(), stands);
            return Ok(waits(event.kind.as_str(), format!("{}; {stands}", said(event.kind)), None));
        }
        if let Some(other) = earlier {
            return Ok(beside(entry, &other));
        }
        let Ok(recipe) = self.recipe(Some(&entry.recipe)) else {
            return Ok(waits("unknown-recipe", format!("there is no recipe {}", entry.recipe), None));
        };
        let client = self.tenant()?.client.lane(Lane::Urgent);
        let around = self.surroundings_in(Lane::Urgent).await?;
        let seat = match read_seat(&client, &event.person, &around.groups, now).await {
            Err(error) if error.is_not_found() => return self.nobody(entry).await,
            read => read?,
        };
        let name = &seat.person.name;
        if !is_of(&seat, &event.email) {
            let why = format!("the id is of {name}, whose address is not the one that was sent");
            return Ok(waits("not-the-same-person", why, Some(name)));
        }
        if seat.person.state == UserState::Deleted {
            return Ok(Verdict::Look(Look::Over {
                code: "already-deleted",
                why: format!("{name} is deleted already; nothing was left to do").into(),
                name: Some(name.clone()),
            }));
        }
        if let Some(run) = self.restored_since(entry).await? {
            let why = format!("{name} was given back what they had after this was said, by run {run}");
            return Ok(waits("older-than-restore", why, Some(name)));
        }
        let around = around.around(&client, &seat, recipe, &HashSet::new()).await?;
        let plan = plan(seat, &around, recipe, &self.guard, pace(&client), now);
        let due = event.effective.filter(|at| *at > now.saturating_add(NOW).unwrap_or(Timestamp::MAX));
        if entry.policy == Policy::Wait {
            let why = format!("events of {} by the recipe {} wait for an operator", entry.sender, entry.recipe);
            return Ok(waits("policy", why, Some(&plan.subject.name)));
        }
        Ok(Verdict::Run(Box::new(plan), due))
    }

    /// The newest event about this person, sent before this one, that is not over.
    fn earlier(&self, entry: &InboxEntry, rows: Vec<EventRow>) -> Result<Option<InboxEntry>, StoreError> {
        let before = rows.into_iter().filter(|row| row.id.as_str() < entry.id.as_str());
        for row in before {
            let other = self.entry(row)?;
            let over = match &other.run {
                Some(run) => run.state.is_over(),
                None => other.state == InboxState::Rejected,
            };
            if !over && other.event.kind == HrEventKind::Termination {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }

    /// Nobody has this id.
    async fn nobody(&self, entry: &InboxEntry) -> Result<Verdict, Trouble> {
        let client = self.tenant()?.client.lane(Lane::Urgent);
        let found = client.users_by_email(entry.event.email.as_str()).await?.value.items;
        Ok(match found.first() {
            Some(person) => {
                let why = format!("nobody has this id, and the address is that of {} ({})", person.name, person.id);
                waits("not-the-same-person", why, Some(&person.name))
            }
            None => waits("unknown-person", "nobody has this id, and nobody has this address", None),
        })
    }

    /// The run that gave this person back what they had, after the event was said.
    async fn restored_since(&self, entry: &InboxEntry) -> Result<Option<RunId>, StoreError> {
        let person = entry.event.person.as_str();
        let Some(run) = self.engine.newest_run(person, PipelineKind::Restore).await? else { return Ok(None) };
        let row = self.store.reading().await?.run(&run).await?;
        let said = entry.event.at.as_millisecond();
        Ok(row.filter(|row| row.created_ms > said && row.state == "done").map(|_| run))
    }

    /// Submits the run of an event by its policy.
    async fn begin(&self, entry: &InboxEntry, plan: Plan, due: Option<Timestamp>) -> Result<(), StoreError> {
        let by = self.policy(entry.policy, &entry.sender);
        self.engine.planned(&plan, by.clone()).await?;
        let name = plan.subject.name.clone();
        let reason = match entry.event.reason.as_str().trim() {
            "" => format!("termination sent by {}", entry.sender),
            reason => reason.to_owned(),
        };
        let given = Given { typed_name: None, reason, ticket: entry.event.ticket.to_string(), due };
        let confirmed = match confirm_by_policy(plan.clone(), &given, by.clone(), self.now()) {
            Ok(confirmed) => confirmed,
            Err(why) => {
                self.engine.not_confirmed(&plan, by, &why).await?;
                let look = Look::Waits { code: code_of(&why), why: why.to_string().into(), name: Some(name) };
                return self.write_look(entry, look).await;
            }
        };
        let from = FromEvent {
            event: entry.id.clone(),
            run: entry.id.clone(),
            hold: (entry.policy == Policy::CutThenConfirm).then_some(Phase::CutAccess),
            instead: None,
            decided_by: None,
        };
        match self.engine.submit_event(&confirmed, URGENT, &from).await {
            Ok(()) | Err(EventError::TurnedDown(_)) => Ok(()),
            Err(EventError::Submit(SubmitError::AlreadyRunning(other))) => {
                let look = self.beside_run(&other, name).await?;
                self.write_look(entry, look).await
            }
            Err(EventError::Submit(SubmitError::Store(error))) => Err(error),
        }
    }

    /// Somebody has a run that is not over, and that no event has begun.
    async fn beside_run(&self, other: &RunId, name: DisplayText) -> Result<Look, StoreError> {
        let record = self.engine.record(other).await?;
        let leaves = record.as_ref().is_some_and(|run| {
            run.plan.pipeline == PipelineKind::Offboard && run.plan.origin.is_none() && run.planned.is_none()
        });
        if leaves {
            let why = Some(DisplayText::new(format!("run {other} was offboarding them already")));
            return Ok(Look::Begun { run: other.clone(), name, why });
        }
        let why = DisplayText::new(format!("run {other} about the same person is not over"));
        Ok(Look::Waits { code: "another-run", why, name: Some(name) })
    }

    /// Writes down what a look came to, with its record.
    pub(super) async fn write_look(&self, entry: &InboxEntry, look: Look) -> Result<(), StoreError> {
        let mut tx = self.store.transaction().await?;
        if !tx.inbox_looked(&entry.id, &look).await? {
            return Ok(());
        }
        let (outcome, detail, name) = match &look {
            Look::Waits { code, why, name } => {
                ("waiting", format!("waits for an operator ({code}): {why}"), name.as_ref())
            }
            Look::Over { code, why, name } => ("over", format!("needs nothing ({code}): {why}"), name.as_ref()),
            Look::Begun { run, why, name } => {
                let why = why.as_ref().map_or("", |why| why.as_str());
                ("begun", format!("belongs to run {run}: {why}"), Some(name))
            }
            // Not news: it is looked at again.
            Look::Again { .. } => return tx.commit().await,
        };
        let by = words::sender(&entry.sender);
        let entry = words::about(by, &entry.id, &entry.event, name, "event.looked-at", outcome, detail);
        audit::append(&mut tx, self.now(), entry).await?;
        tx.commit().await
    }
}

/// What keeps an event from being looked at.
enum Trouble {
    Store(StoreError),
    Tenant(Fault),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Tenant(fault)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Tenant(error.into())
    }
}

/// Another event about the same person stands.
fn beside(entry: &InboxEntry, other: &InboxEntry) -> Verdict {
    let same = entry.event.effective == other.event.effective && entry.event.email == other.event.email;
    if !same {
        let why = format!("says another thing than the event {} of {}: {}", other.message, other.sender, stands(other));
        return waits("disagrees", why, other.name.as_ref());
    }
    let why = DisplayText::new(format!("says the same as the event {} of {}", other.message, other.sender));
    Verdict::Look(match &other.run {
        Some(run) => {
            let name = other.name.clone().unwrap_or_default();
            Look::Begun { run: run.id.clone(), name, why: Some(why) }
        }
        None => Look::Over { code: "repeats", why, name: other.name.clone() },
    })
}

/// What stands about a person, in words.
fn stands(other: &InboxEntry) -> String {
    let when = |at: &Timestamp| at.strftime("%Y-%m-%d %H:%MZ").to_string();
    match &other.run {
        None => "a termination waits for an operator".to_owned(),
        Some(run) => match (&run.access_cut_at, &run.due) {
            (Some(cut), _) => format!("access was cut at {} by run {}", when(cut), run.id),
            (None, Some(due)) => format!("run {} is planned for {}", run.id, when(due)),
            (None, None) => format!("run {} is {}", run.id, run.state.as_str()),
        },
    }
}

fn said(kind: HrEventKind) -> &'static str {
    match kind {
        HrEventKind::Termination => "they leave",
        HrEventKind::TerminationCancelled => "it is said that they do not leave after all",
        HrEventKind::TerminationChanged => "it is said that they leave at another time",
        HrEventKind::Rehire => "it is said that they come back",
    }
}

/// Whether the address is that of the person who has the seat.
fn is_of(seat: &Seat, email: &DisplayText) -> bool {
    seat.person.email.as_str().trim().eq_ignore_ascii_case(email.as_str().trim())
}

fn code_of(why: &Refusal) -> &'static str {
    match why {
        Refusal::Blocked(_) => "blocked",
        Refusal::NoTicket => "no-ticket",
        Refusal::MayNotWait => "may-not-wait",
        Refusal::WrongName | Refusal::NoReason | Refusal::Past => "not-confirmed",
    }
}

/// The tenant does not tell: again later by itself, and after many tries by an operator's word.
fn later(fault: &Fault, tries: i64) -> Look {
    if tries + 1 >= TRIES {
        return Look::Waits { code: "tenant", why: fault.text.clone(), name: None };
    }
    let doubled = AGAIN.saturating_mul(2u32.saturating_pow(u32::try_from(tries).unwrap_or(u32::MAX)));
    Look::Again { why: fault.text.clone(), wait: doubled.min(LONGEST) }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        store_fault(&error)
    }
}
