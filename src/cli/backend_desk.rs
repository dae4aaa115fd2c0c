//! The desk that the backend keeps, as commands ask for it.

use super::desk::{Check, Desk, Given, Need, Opener, Promise, Pulse, RecipeText, Whole};
use super::{ExportFormat, Kind, Trouble, Who};
use crate::backend::{
    self, AuditFilter, AuditPage, BatchDraft, BatchRefusal, Behind, ChainState, ExportForm, FoundPeople, Letter,
    LetterFilter, LetterPage, Letters, PersonCard, ProvisionDraft, ProvisionWish, Reach, Refusal, Resent, RestoreWish,
    RunSummary, SyncWish, Synced, TenantChange, Unopened, Unsynced,
};
use crate::config::Settings;
use crate::model::{
    Accepted, AuditRecord, BatchId, BatchRecord, Delivery, Fault, Figures, Group, GroupId, GroupMember, InboxEntry,
    Person, Plan, Quarantined, RunEvent, RunId, RunRecord, RunState, Timestamp, UserId,
};
use jiff::SignedDuration;
use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How often it is told how far a batch is.
const PULSE: Duration = Duration::from_secs(2);

/// Opens the real journal and the real tenant.
pub struct Backend;

impl Opener for Backend {
    fn open<'a>(&'a self, settings: &'a Settings, need: Need) -> Promise<'a, Result<Arc<dyn Desk>, Trouble>> {
        Box::pin(async move { Ok(open(settings, need).await? as Arc<dyn Desk>) })
    }
}

/// Opens the backend's desk.
///
/// # Errors
/// Says what is missing or cannot be used, and what to do.
pub async fn open(settings: &Settings, need: Need) -> Result<Arc<backend::Desk>, Trouble> {
    let reach = match need {
        Need::Record => Reach::Record,
        Need::Tenant => Reach::Tenant,
        Need::Service => Reach::Service,
    };
    let desk = Arc::new(backend::Desk::open(settings, reach).await.map_err(unopened)?);
    desk.deliver();
    Ok(desk)
}

fn unopened(why: Unopened) -> Trouble {
    match why {
        Unopened::Config(error) => error.into(),
        Unopened::Setting(fault) => Trouble::of(Kind::Config, fault),
        Unopened::Store(fault) => Trouble::of(Kind::Store, fault),
    }
}

/// Trouble that the tenant has given.
fn tenant(fault: Fault) -> Trouble {
    let code = fault.code.as_ref().map(|c| c.as_str());
    let kind = match (fault.status, code) {
        (Some(401), _) | (_, Some("invalid_client" | "unauthorized_client" | "bad.credentials")) => Kind::Credentials,
        (Some(403), _) => Kind::Permission,
        (Some(404), _) => Kind::NotFound,
        _ => Kind::Tenant,
    };
    Trouble::of(kind, fault)
}

fn store(fault: Fault) -> Trouble {
    Trouble::of(Kind::Store, fault)
}

/// Trouble with planning what an event asks for: with the tenant, or with the event itself.
fn deciding(fault: Fault) -> Trouble {
    if fault.status.is_some() { tenant(fault) } else { steering(fault) }
}

/// Trouble with steering a run: it is over, or cannot be so.
fn steering(fault: Fault) -> Trouble {
    Trouble::of(Kind::Refused, fault)
}

impl Desk for backend::Desk {
    fn resolve<'a>(&'a self, who: &'a Who) -> Promise<'a, Result<Vec<Person>, Trouble>> {
        Box::pin(async move {
            let found = match who {
                Who::Id(id) => self.person_by_id(id).await.map(Vec::from_iter),
                Who::Email(email) => self.people_by_email(email).await,
                Who::ExternalId { authority, key } => {
                    self.person_by_external_id(Some(authority), key).await.map(Vec::from_iter)
                }
                Who::Words(words) => match self.person_by_external_id(None, words).await {
                    Ok(None) => self.people_by_name(words).await,
                    found => found.map(Vec::from_iter),
                },
            };
            found.map_err(tenant)
        })
    }

    fn find_people<'a>(
        &'a self,
        words: &'a str,
        limit: usize,
        progress: mpsc::Sender<Behind>,
    ) -> Promise<'a, Result<FoundPeople, Trouble>> {
        Box::pin(async move {
            // Whoever is told may be behind; the next word is as good.
            let mut tell = |behind| drop(progress.try_send(behind));
            self.find_people(words, limit, &mut tell).await.map_err(tenant)
        })
    }

    fn plan<'a>(&'a self, who: &'a UserId, recipe: &'a str) -> Promise<'a, Result<Plan, Trouble>> {
        Box::pin(async move { self.plan(who, Some(recipe)).await.map_err(tenant) })
    }

    fn plan_among<'a>(
        &'a self,
        who: &'a UserId,
        recipe: &'a str,
        leaving: &'a HashSet<UserId>,
    ) -> Promise<'a, Result<Plan, Trouble>> {
        Box::pin(async move { self.plan_among(who, Some(recipe), leaving).await.map_err(tenant) })
    }

    fn active_people(&self) -> Promise<'_, Result<Option<u64>, Trouble>> {
        Box::pin(async move { self.active_people().await.map_err(tenant) })
    }

    fn group_members<'a>(&'a self, group: &'a GroupId) -> Promise<'a, Result<Vec<GroupMember>, Trouble>> {
        Box::pin(async move { self.group_members(group).await.map_err(tenant) })
    }

    fn groups(&self) -> Promise<'_, Result<Vec<Group>, Trouble>> {
        Box::pin(async move { self.groups().await.map_err(tenant) })
    }

    fn plan_remove_group<'a>(&'a self, group: &'a GroupId) -> Promise<'a, Result<Plan, Trouble>> {
        Box::pin(async move { self.plan_remove_group(group).await.map_err(tenant) })
    }

    fn plan_sync_roles<'a>(&'a self, wish: &'a SyncWish) -> Promise<'a, Result<Synced, Trouble>> {
        Box::pin(async move {
            self.plan_sync_roles(wish, |_| {}).await.map_err(|why| match why {
                Unsynced::File(fault) => Trouble::of(Kind::Usage, fault),
                Unsynced::Fault(fault) => tenant(fault),
            })
        })
    }

    fn plan_provision<'a>(&'a self, wish: &'a ProvisionWish) -> Promise<'a, Result<ProvisionDraft, Trouble>> {
        Box::pin(async move { self.plan_provision(wish.clone(), |_| {}).await.map_err(tenant) })
    }

    fn confirm_provision<'a>(
        &'a self,
        draft: &'a ProvisionDraft,
        given: &'a Given,
        number: Option<usize>,
    ) -> Promise<'a, Result<BatchId, BatchRefusal>> {
        Box::pin(async move { self.confirm_provision(draft, (&given.reason, &given.ticket), number).await })
    }

    fn plan_restore<'a>(&'a self, wish: &'a RestoreWish) -> Promise<'a, Result<Plan, Trouble>> {
        Box::pin(async move { self.plan_restore(wish).await.map_err(tenant) })
    }

    fn confirm<'a>(&'a self, plan: &'a Plan, given: &'a Given) -> Promise<'a, Result<RunId, Refusal>> {
        Box::pin(async move { self.confirm_for(plan, &given.reason, &given.ticket, given.due).await })
    }

    fn throttled(&self) -> u64 {
        self.meter().throttled
    }

    fn carry_out<'a>(
        &'a self,
        run: &'a RunId,
        progress: mpsc::Sender<RunEvent>,
        stop: CancellationToken,
    ) -> Promise<'a, Result<RunRecord, Trouble>> {
        Box::pin(async move {
            let mut events = self.progress();
            let work = self.carry_out(run, stop);
            tokio::pin!(work);
            let done = loop {
                tokio::select! {
                    biased;
                    event = events.recv() => match event {
                        Ok(event) if event.run == *run => drop(progress.send(event).await),
                        Ok(_) | Err(RecvError::Lagged(_)) => {}
                        Err(RecvError::Closed) => break work.await,
                    },
                    done = &mut work => break done,
                }
            };
            while let Ok(event) = events.try_recv() {
                if event.run == *run {
                    drop(progress.send(event).await);
                }
            }
            done.map_err(store)?;
            Desk::run(self, run).await
        })
    }

    fn confirm_batch<'a>(
        &'a self,
        draft: &'a mut BatchDraft,
        given: &'a Given,
    ) -> Promise<'a, Result<BatchId, BatchRefusal>> {
        Box::pin(async move { self.confirm_batch(draft, &given.reason, &given.ticket).await })
    }

    fn carry_out_batch<'a>(
        &'a self,
        batch: &'a BatchId,
        at_once: usize,
        progress: mpsc::Sender<Pulse>,
        stop: CancellationToken,
    ) -> Promise<'a, Result<BatchRecord, Trouble>> {
        Box::pin(async move {
            let began = Instant::now();
            let work = self.carry_out_batch(batch, at_once, &stop);
            // Beside the work and not between its steps: both wait for the same connections.
            let watch = async {
                let mut beat = tokio::time::interval(PULSE);
                loop {
                    beat.tick().await;
                    // What cannot be read just now is told with the next beat.
                    if let Ok(Some(record)) = self.batch(batch).await {
                        drop(progress.try_send(pulse(&record, self.meter().calls, began.elapsed())));
                    }
                }
            };
            let done = tokio::select! {
                biased;
                done = work => done,
                never = watch => never,
            };
            done.map_err(store)?;
            let record = Desk::batch(self, batch).await?;
            drop(progress.send(pulse(&record, self.meter().calls, began.elapsed())).await);
            Ok(record)
        })
    }

    fn batches(&self) -> Promise<'_, Result<Vec<BatchRecord>, Trouble>> {
        Box::pin(async move { self.batches().await.map_err(store) })
    }

    fn batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<BatchRecord, Trouble>> {
        Box::pin(async move {
            let found = self.batch(batch).await.map_err(store)?;
            found.ok_or_else(|| {
                let text = format!("there is no batch {batch}");
                Trouble::new(Kind::NotFound, text, "`lanyard batches list` shows them all")
            })
        })
    }

    fn resume_batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<usize, Trouble>> {
        Box::pin(async move {
            Desk::batch(self, batch).await?;
            self.resume_batch(batch).await.map_err(steering)
        })
    }

    fn retry_batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<usize, Trouble>> {
        Box::pin(async move {
            Desk::batch(self, batch).await?;
            self.retry_batch(batch).await.map_err(steering)
        })
    }

    fn pause_batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<usize, Trouble>> {
        Box::pin(async move {
            Desk::batch(self, batch).await?;
            self.pause_batch(batch).await.map_err(steering)
        })
    }

    fn cancel_batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<usize, Trouble>> {
        Box::pin(async move {
            Desk::batch(self, batch).await?;
            self.cancel_batch(batch).await.map_err(steering)
        })
    }

    fn runs(&self) -> Promise<'_, Result<Vec<RunSummary>, Trouble>> {
        Box::pin(async move { self.runs().await.map_err(store) })
    }

    fn planned(&self) -> Promise<'_, Result<Vec<RunSummary>, Trouble>> {
        Box::pin(async move { self.planned_runs().await.map_err(store) })
    }

    fn run<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<RunRecord, Trouble>> {
        Box::pin(async move {
            let found = self.run(run).await.map_err(store)?;
            found.ok_or_else(|| {
                Trouble::new(Kind::NotFound, format!("there is no run {run}"), "`lanyard runs list` shows them all")
            })
        })
    }

    fn inbox(&self) -> Promise<'_, Result<Vec<InboxEntry>, Trouble>> {
        Box::pin(async move { self.inbox().await.map_err(store) })
    }

    fn inbox_entry<'a>(&'a self, event: &'a RunId) -> Promise<'a, Result<InboxEntry, Trouble>> {
        Box::pin(async move {
            let found = self.inbox_entry(event).await.map_err(store)?;
            found.ok_or_else(|| {
                let text = format!("there is no event {event}");
                Trouble::new(Kind::NotFound, text, "`lanyard inbox list --all` lists them")
            })
        })
    }

    fn plan_event<'a>(
        &'a self,
        event: &'a RunId,
        who: Option<&'a UserId>,
        recipe: Option<&'a str>,
    ) -> Promise<'a, Result<Plan, Trouble>> {
        Box::pin(async move { self.plan_event(event, who, recipe).await.map_err(deciding) })
    }

    fn confirm_event<'a>(
        &'a self,
        event: &'a RunId,
        plan: &'a Plan,
        given: &'a Given,
    ) -> Promise<'a, Result<RunId, Refusal>> {
        Box::pin(async move { self.confirm_event_by_flag(event, plan, &given.reason, &given.ticket).await })
    }

    fn reject_event<'a>(&'a self, event: &'a RunId, reason: &'a str) -> Promise<'a, Result<Option<RunId>, Trouble>> {
        Box::pin(async move { self.reject_event(event, reason).await.map_err(steering) })
    }

    fn postpone_event<'a>(
        &'a self,
        event: &'a RunId,
        until: Timestamp,
        reason: &'a str,
    ) -> Promise<'a, Result<(), Trouble>> {
        Box::pin(async move { self.postpone_event(event, until, reason).await.map_err(steering) })
    }

    fn replay<'a>(
        &'a self,
        number: i64,
        repaired: &'a Delivery,
        reason: &'a str,
    ) -> Promise<'a, Result<Accepted, Trouble>> {
        Box::pin(async move { self.replay(number, repaired, reason).await.map_err(steering) })
    }

    fn quarantined(&self) -> Promise<'_, Result<Vec<Quarantined>, Trouble>> {
        Box::pin(async move { self.quarantined().await.map_err(store) })
    }

    fn quarantined_one(&self, number: i64) -> Promise<'_, Result<Quarantined, Trouble>> {
        Box::pin(async move { self.quarantined_one(number).await.map_err(|fault| Trouble::of(Kind::NotFound, fault)) })
    }

    fn resume<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<(), Trouble>> {
        Box::pin(async move { self.resume(run).await.map(drop).map_err(steering) })
    }

    fn retry<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<(), Trouble>> {
        Box::pin(async move { self.retry(run).await.map(drop).map_err(steering) })
    }

    fn pause<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<RunState, Trouble>> {
        Box::pin(async move {
            let now = self.pause(run).await.map_err(steering)?;
            stands(self, run, now).await
        })
    }

    fn cancel<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<RunState, Trouble>> {
        Box::pin(async move {
            let now = self.cancel(run).await.map_err(steering)?;
            stands(self, run, now).await
        })
    }

    fn letters<'a>(&'a self, filter: &'a LetterFilter) -> Promise<'a, Result<Letters, Trouble>> {
        Box::pin(async move { self.letters(filter).await.map_err(store) })
    }

    fn letters_of<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<Vec<Letter>, Trouble>> {
        Box::pin(async move { self.letters_of(run).await.map_err(store) })
    }

    fn letter<'a>(&'a self, message: &'a str) -> Promise<'a, Result<LetterPage, Trouble>> {
        Box::pin(async move {
            let found = self.letter(message).await.map_err(store)?;
            found.ok_or_else(|| {
                Trouble::new(
                    Kind::NotFound,
                    format!("there is no notice {message}"),
                    "`lanyard notices list` lists them",
                )
            })
        })
    }

    fn resend<'a>(&'a self, message: Option<&'a str>, target: Option<&'a str>) -> Promise<'a, Result<Resent, Trouble>> {
        Box::pin(async move {
            let done = match (target, message) {
                (Some(target), message) => self.resend_to(target, message).await,
                (None, Some(message)) => self.resend(message).await.map(|()| Resent { letters: 1, target_back: false }),
                (None, None) => Ok(Resent { letters: 0, target_back: false }),
            };
            done.map_err(steering)
        })
    }

    fn changes(&self, ago: SignedDuration, limit: usize) -> Promise<'_, Result<Vec<TenantChange>, Trouble>> {
        Box::pin(async move {
            let since = self.now().checked_sub(ago).unwrap_or(Timestamp::MIN);
            self.changes(since, limit).await.map_err(tenant)
        })
    }

    fn figures(&self) -> Promise<'_, Result<Figures, Trouble>> {
        Box::pin(async move { self.figures().await.map_err(store) })
    }

    fn audit<'a>(&'a self, filter: &'a AuditFilter) -> Promise<'a, Result<AuditPage, Trouble>> {
        Box::pin(async move { self.audit(filter).await.map_err(store) })
    }

    fn audit_record(&self, seq: i64) -> Promise<'_, Result<Option<AuditRecord>, Trouble>> {
        Box::pin(async move { self.audit_record(seq).await.map_err(store) })
    }

    fn audit_verify(&self) -> Promise<'_, Result<ChainState, Trouble>> {
        Box::pin(async move { Ok(self.verify_audit().await) })
    }

    fn audit_export<'a>(
        &'a self,
        filter: &'a AuditFilter,
        format: ExportFormat,
        into: &'a mut (dyn Write + Send),
    ) -> Promise<'a, Result<u64, Trouble>> {
        let form = match format {
            ExportFormat::Jsonl => ExportForm::JsonLines,
            ExportFormat::Csv => ExportForm::Csv,
        };
        Box::pin(async move {
            let mut into = into;
            self.export_audit(filter, form, &mut into).await.map(|n| n as u64).map_err(store)
        })
    }

    fn access<'a>(&'a self, who: &'a UserId) -> Promise<'a, Result<PersonCard, Trouble>> {
        Box::pin(async move { self.person_taken_over(who).await.map_err(tenant) })
    }

    fn whole(&self, oldest: SignedDuration, progress: mpsc::Sender<Behind>) -> Promise<'_, Result<Whole, Trouble>> {
        Box::pin(async move {
            let mut read = false;
            let mut tell = |behind| {
                read = true;
                // Whoever is told may be behind; the next word is as good.
                drop(progress.try_send(behind));
            };
            let (index, read_at) = self.access_index(oldest, &mut tell).await.map_err(tenant)?;
            let age = self.now().duration_since(read_at);
            let warnings = self.warnings().to_vec();
            // What was neither fresh enough nor read was brought up to date.
            Ok(Whole { index, read_at, age, followed: age > oldest && !read, warnings })
        })
    }

    fn recipes(&self) -> Promise<'_, Result<Vec<RecipeText>, Trouble>> {
        let text = |known: &backend::KnownRecipe| RecipeText {
            job: known.job,
            name: known.name.clone(),
            summary: known.title.clone(),
            origin: known.origin.clone(),
            text: known.text.clone(),
        };
        Box::pin(async move { Ok(self.recipes().iter().map(text).collect()) })
    }

    fn checks<'a>(&'a self, recipe: &'a str) -> Promise<'a, Vec<Check>> {
        Box::pin(async move { self.checks(recipe).await })
    }

    fn close(&self) -> Promise<'_, ()> {
        Box::pin(self.close())
    }
}

fn pulse(record: &BatchRecord, calls: u64, elapsed: Duration) -> Pulse {
    Pulse {
        totals: record.totals(),
        steps_ended: record.runs.iter().map(|run| run.steps_ended).sum(),
        steps: record.runs.iter().map(|run| run.steps).sum(),
        calls,
        elapsed,
    }
}

async fn stands(desk: &backend::Desk, run: &RunId, now: Option<RunState>) -> Result<RunState, Trouble> {
    match now {
        Some(state) => Ok(state),
        None => Desk::run(desk, run).await.map(|record| record.state),
    }
}
