//! The fake desk.

use super::super::desk::*;
use super::super::talk::Signal;
use super::super::{ExportFormat, Kind, Trouble, Who};
use super::sample;
use crate::backend::{
    AuditFilter, AuditPage, BatchDraft, BatchRefusal, Behind, ChainState, FoundPeople, Hit, Letter, LetterFilter,
    LetterPage, Letters, PersonCard, ProvisionDraft, ProvisionWish, Refusal, Resent, RestoreWish, RunSummary, SyncWish,
    Synced, TenantChange,
};
use crate::config::Settings;
use crate::model::*;
use jiff::SignedDuration;
use std::collections::{HashSet, VecDeque};
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Answers as its fields say and writes down what it was asked.
pub(super) struct FakeDesk {
    pub(super) people: Vec<Person>,
    pub(super) blocked: bool,
    /// Refusals that come before a confirmation is taken, first one first.
    pub(super) refusals: Mutex<VecDeque<Refusal>>,
    pub(super) state: RunState,
    pub(super) third: Option<Outcome>,
    pub(super) runs: Vec<RunSummary>,
    pub(super) chain: ChainState,
    pub(super) tenant: Option<Trouble>,
    pub(super) open: Option<Trouble>,
    /// The directory, where it can be read.
    pub(super) whole: Option<Whole>,
    /// In what the directory is behind the truth about whoever is read.
    pub(super) drift: Vec<DisplayText>,
    pub(super) checks: Vec<Check>,
    /// Cancelled when a plan is asked for, as if somebody had pressed Ctrl-C just then.
    pub(super) stop_while_planning: Option<CancellationToken>,
    pub(super) asked: Mutex<Vec<String>>,
    /// How many people the tenant has who are active.
    pub(super) active: u64,
    /// People whose plans are blocked in a batch.
    pub(super) blocked_too: Vec<UserId>,
    pub(super) groups: Vec<Group>,
    /// Refusals that come before a batch is taken, first one first.
    pub(super) batch_refusals: Mutex<VecDeque<BatchRefusal>>,
    /// The events of the inbox.
    pub(super) inbox: Vec<InboxEntry>,
    /// Whoever is told that Ctrl-C is pressed while a run is carried out, and how often: the run goes on until it is asked to
    /// stop, or for ever where that is more than once.
    pub(super) ctrl_c: Mutex<Option<(mpsc::Sender<Signal>, usize)>>,
    /// How many cuts events have led to.
    pub(super) cuts: usize,
    /// The batch that was confirmed.
    pub(super) batch: Mutex<Option<BatchRecord>>,
}

impl Default for FakeDesk {
    fn default() -> Self {
        Self {
            people: vec![sample::jane()],
            blocked: false,
            refusals: Mutex::default(),
            state: RunState::Done,
            third: Some(Outcome::Done),
            runs: vec![sample::summary(sample::RUN, RunState::Running, true)],
            chain: ChainState::Whole { to: 3, head: Some(Digest::of(b"x")), at: sample::at(9) },
            tenant: None,
            open: None,
            whole: None,
            drift: Vec::new(),
            checks: Vec::new(),
            stop_while_planning: None,
            asked: Mutex::default(),
            active: 1_000,
            blocked_too: Vec::new(),
            groups: Vec::new(),
            batch_refusals: Mutex::default(),
            inbox: Vec::new(),
            ctrl_c: Mutex::default(),
            cuts: 0,
            batch: Mutex::default(),
        }
    }
}

impl FakeDesk {
    fn note(&self, what: impl Into<String>) {
        self.asked.lock().unwrap().push(what.into());
    }

    /// What it was asked, in order.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn person(&self, id: &UserId) -> Person {
        self.people.iter().find(|p| p.id == *id).cloned().unwrap_or_else(|| sample::person(id.as_str(), "Somebody", ""))
    }
}

pub(super) struct FakeOpener(pub(super) Arc<FakeDesk>);

impl Opener for FakeOpener {
    fn open<'a>(&'a self, _: &'a Settings, need: Need) -> Promise<'a, Result<Arc<dyn Desk>, Trouble>> {
        self.0.note(format!("open {need:?}"));
        let desk: Arc<dyn Desk> = self.0.clone();
        Box::pin(async move { self.0.open.clone().map_or(Ok(desk), Err) })
    }
}

fn ready<'a, T: Send + 'a>(value: T) -> Promise<'a, T> {
    Box::pin(std::future::ready(value))
}

impl Desk for FakeDesk {
    fn resolve<'a>(&'a self, who: &'a Who) -> Promise<'a, Result<Vec<Person>, Trouble>> {
        self.note(format!("resolve {who}"));
        let text = who.to_string();
        let found =
            self.people.iter().filter(|p| p.email.as_str() == text || p.name.as_str() == text).cloned().collect();
        ready(Ok(found))
    }

    fn find_people<'a>(
        &'a self,
        words: &'a str,
        limit: usize,
        progress: mpsc::Sender<Behind>,
    ) -> Promise<'a, Result<FoundPeople, Trouble>> {
        self.note(format!("find {words}"));
        drop(progress.try_send(Behind { what: "people", loaded: 2, total: Some(2) }));
        let fits = |person: &&Person| person.name.as_str().to_lowercase().contains(&words.to_lowercase());
        let hit =
            |person: &Person| Hit { person: person.clone(), division: "EMEA".into(), matched: vec![], twin: false };
        let mut hits: Vec<_> = self.people.iter().filter(fits).map(hit).collect();
        let matched = hits.len();
        hits.truncate(limit);
        ready(Ok(FoundPeople { hits, matched, total: self.people.len(), read_at: sample::at(0) }))
    }

    fn plan<'a>(&'a self, who: &'a UserId, recipe: &'a str) -> Promise<'a, Result<Plan, Trouble>> {
        self.note(format!("plan {who} {recipe}"));
        if let Some(trouble) = &self.tenant {
            return ready(Err(trouble.clone()));
        }
        if let Some(stop) = &self.stop_while_planning {
            stop.cancel();
            return Box::pin(async {
                tokio::task::yield_now().await;
                Ok(sample::plan(&sample::jane()))
            });
        }
        let mut plan = sample::plan(&self.person(who));
        if self.blocked {
            plan.findings[0].level = Level::Blocker;
        }
        ready(Ok(plan))
    }

    fn plan_among<'a>(
        &'a self,
        who: &'a UserId,
        recipe: &'a str,
        _: &'a HashSet<UserId>,
    ) -> Promise<'a, Result<Plan, Trouble>> {
        if self.blocked_too.contains(who) {
            let mut plan = sample::plan(&self.person(who));
            plan.findings[0].level = Level::Blocker;
            return ready(Ok(plan));
        }
        self.plan(who, recipe)
    }

    fn active_people(&self) -> Promise<'_, Result<Option<u64>, Trouble>> {
        ready(Ok(Some(self.active)))
    }

    fn group_members<'a>(&'a self, group: &'a GroupId) -> Promise<'a, Result<Vec<GroupMember>, Trouble>> {
        self.note(format!("members of {group}"));
        let member = |p: &Person| GroupMember {
            id: p.id.clone(),
            name: p.name.clone(),
            email: p.email.clone(),
            owner: false,
            individual: true,
        };
        ready(Ok(self.people.iter().map(member).collect()))
    }

    fn confirm_batch<'a>(
        &'a self,
        draft: &'a mut BatchDraft,
        given: &'a Given,
    ) -> Promise<'a, Result<BatchId, BatchRefusal>> {
        self.note(format!("confirm {} as {} {} {}", draft.plans.len(), draft.title, given.reason, given.ticket));
        if let Some(refusal) = self.batch_refusals.lock().unwrap().pop_front() {
            return ready(Err(refusal));
        }
        let runs =
            draft.plans.iter().map(|drafted| sample::batch_run(&drafted.plan.subject, RunState::Queued)).collect();
        let record = sample::batch(draft.listed.clone(), runs);
        let id = record.id.clone();
        *self.batch.lock().unwrap() = Some(record);
        ready(Ok(id))
    }

    fn carry_out_batch<'a>(
        &'a self,
        batch: &'a BatchId,
        at_once: usize,
        progress: mpsc::Sender<Pulse>,
        stop: CancellationToken,
    ) -> Promise<'a, Result<BatchRecord, Trouble>> {
        self.note(format!("carry out batch {batch} {at_once}"));
        Box::pin(async move {
            let mut kept = self.batch.lock().unwrap().clone().unwrap();
            for run in kept.runs.iter_mut().filter(|_| !stop.is_cancelled()) {
                *run = BatchRun {
                    id: run.id.clone(),
                    person: run.person.clone(),
                    name: run.name.clone(),
                    ..sample::batch_run_in(self.state)
                };
            }
            *self.batch.lock().unwrap() = Some(kept.clone());
            let pulse = Pulse { totals: kept.totals(), steps_ended: 3, steps: 3, calls: 9, elapsed: Duration::ZERO };
            progress.send(pulse).await.unwrap();
            Ok(kept)
        })
    }

    fn batches(&self) -> Promise<'_, Result<Vec<BatchRecord>, Trouble>> {
        ready(Ok(self.batch.lock().unwrap().clone().into_iter().collect()))
    }

    fn batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<BatchRecord, Trouble>> {
        let found = self.batch.lock().unwrap().clone().filter(|record| record.id == *batch);
        ready(found.ok_or_else(|| Trouble::new(Kind::NotFound, "no such batch", "name another")))
    }

    fn resume_batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<usize, Trouble>> {
        self.note(format!("resume batch {batch}"));
        ready(Ok(1))
    }

    fn retry_batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<usize, Trouble>> {
        self.note(format!("retry batch {batch}"));
        ready(Ok(1))
    }

    fn pause_batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<usize, Trouble>> {
        self.note(format!("pause batch {batch}"));
        ready(Ok(2))
    }

    fn cancel_batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<usize, Trouble>> {
        self.note(format!("cancel batch {batch}"));
        ready(Ok(2))
    }

    fn groups(&self) -> Promise<'_, Result<Vec<Group>, Trouble>> {
        ready(Ok(self.groups.clone()))
    }

    fn plan_sync_roles<'a>(&'a self, wish: &'a SyncWish) -> Promise<'a, Result<Synced, Trouble>> {
        let trouble = Trouble::new(Kind::Refused, format!("{} is not read here", wish.source.name()), "");
        Box::pin(async move { Err(trouble) })
    }

    fn plan_provision<'a>(&'a self, _wish: &'a ProvisionWish) -> Promise<'a, Result<ProvisionDraft, Trouble>> {
        ready(Err(Trouble::new(Kind::Refused, "no file is read here", "")))
    }

    fn confirm_provision<'a>(
        &'a self,
        _draft: &'a ProvisionDraft,
        _given: &'a Given,
        _number: Option<usize>,
    ) -> Promise<'a, Result<BatchId, BatchRefusal>> {
        ready(Err(BatchRefusal::Refused(Refusal::NoSuchPlan)))
    }

    fn plan_remove_group<'a>(&'a self, group: &'a GroupId) -> Promise<'a, Result<Plan, Trouble>> {
        self.note(format!("plan remove group {group}"));
        ready(Err(Trouble::new(crate::cli::Kind::NotFound, "no such group", "name another")))
    }

    fn plan_restore<'a>(&'a self, wish: &'a RestoreWish) -> Promise<'a, Result<Plan, Trouble>> {
        self.note(format!("plan restore {wish:?}"));
        let mut plan = sample::plan(&sample::jane());
        plan.pipeline = crate::model::PipelineKind::Restore;
        ready(Ok(plan))
    }

    fn confirm<'a>(&'a self, plan: &'a Plan, given: &'a Given) -> Promise<'a, Result<RunId, Refusal>> {
        let due = given.due.map(|due| format!(" at {due}")).unwrap_or_default();
        self.note(format!("confirm {} {} {}{due}", plan.subject.name, given.reason, given.ticket));
        if let Some(refusal) = self.refusals.lock().unwrap().pop_front() {
            return ready(Err(refusal));
        }
        let blockers: Vec<_> = plan.blockers().map(|b| b.text.clone()).collect();
        ready(if blockers.is_empty() { Ok(RunId::new(plan.subject.id())) } else { Err(Refusal::Blocked(blockers)) })
    }

    fn throttled(&self) -> u64 {
        0
    }

    fn carry_out<'a>(
        &'a self,
        run: &'a RunId,
        progress: mpsc::Sender<RunEvent>,
        stop: CancellationToken,
    ) -> Promise<'a, Result<RunRecord, Trouble>> {
        self.note(format!("carry out {run}"));
        let ctrl_c = self.ctrl_c.lock().unwrap().take();
        Box::pin(async move {
            if let Some((signal, times)) = ctrl_c {
                (0..times).for_each(|_| signal.try_send(Signal::Interrupt).unwrap());
                stop.cancelled().await;
                if times > 1 {
                    std::future::pending::<()>().await;
                }
            }
            let mut record = sample::run(&self.person(&UserId::new(run.as_str())), self.state, self.third);
            record.id = run.clone();
            if stop.is_cancelled() {
                record.state = RunState::Paused;
            }
            for (index, step) in (1..).zip(&record.steps) {
                let progress_of_step = Progress::Step(Box::new(step.clone()));
                let event = RunEvent { run: run.clone(), index, at: sample::at(index), progress: progress_of_step };
                progress.send(event).await.unwrap();
            }
            Ok(record)
        })
    }

    fn runs(&self) -> Promise<'_, Result<Vec<RunSummary>, Trouble>> {
        ready(Ok(self.runs.clone()))
    }

    fn planned(&self) -> Promise<'_, Result<Vec<RunSummary>, Trouble>> {
        ready(Ok(self.runs.iter().filter(|run| run.due.is_some()).cloned().collect()))
    }

    fn run<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<RunRecord, Trouble>> {
        self.note(format!("run {run}"));
        let mut record = sample::run(&sample::jane(), self.state, self.third);
        record.id = run.clone();
        if let Some(line) = self.runs.iter().find(|line| line.id == *run) {
            (record.due, record.planned) = (line.due, line.planned);
        }
        ready(Ok(record))
    }

    fn inbox(&self) -> Promise<'_, Result<Vec<InboxEntry>, Trouble>> {
        Box::pin(async { Ok(self.inbox.clone()) })
    }

    fn inbox_entry<'a>(&'a self, event: &'a RunId) -> Promise<'a, Result<InboxEntry, Trouble>> {
        Box::pin(async move {
            let found = self.inbox.iter().find(|entry| entry.id == *event).cloned();
            found.ok_or_else(|| Trouble::new(Kind::NotFound, format!("there is no event {event}"), "look"))
        })
    }

    fn plan_event<'a>(
        &'a self,
        event: &'a RunId,
        who: Option<&'a UserId>,
        recipe: Option<&'a str>,
    ) -> Promise<'a, Result<Plan, Trouble>> {
        self.note(format!("plan event {event} {who:?} {recipe:?}"));
        Box::pin(async move { Ok(sample::plan(&self.people[0])) })
    }

    fn confirm_event<'a>(
        &'a self,
        event: &'a RunId,
        _: &'a Plan,
        given: &'a Given,
    ) -> Promise<'a, Result<RunId, Refusal>> {
        self.note(format!("confirm event {event}: {} / {}", given.reason, given.ticket));
        Box::pin(async { Ok(RunId::new(sample::RUN)) })
    }

    fn reject_event<'a>(&'a self, event: &'a RunId, reason: &'a str) -> Promise<'a, Result<Option<RunId>, Trouble>> {
        self.note(format!("reject event {event}: {reason}"));
        Box::pin(async { Ok(None) })
    }

    fn postpone_event<'a>(
        &'a self,
        event: &'a RunId,
        until: Timestamp,
        reason: &'a str,
    ) -> Promise<'a, Result<(), Trouble>> {
        self.note(format!("postpone event {event} until {until}: {reason}"));
        Box::pin(async { Ok(()) })
    }

    fn replay<'a>(&'a self, _: i64, _: &'a Delivery, _: &'a str) -> Promise<'a, Result<Accepted, Trouble>> {
        Box::pin(async { Ok(Accepted::New(RunId::new(sample::RUN))) })
    }

    fn quarantined(&self) -> Promise<'_, Result<Vec<Quarantined>, Trouble>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn quarantined_one(&self, number: i64) -> Promise<'_, Result<Quarantined, Trouble>> {
        Box::pin(async move { Err(Trouble::new(Kind::NotFound, format!("there is no delivery {number}"), "look")) })
    }

    fn resume<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<(), Trouble>> {
        self.note(format!("resume {run}"));
        ready(Ok(()))
    }

    fn retry<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<(), Trouble>> {
        self.note(format!("retry {run}"));
        ready(Ok(()))
    }

    fn pause<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<RunState, Trouble>> {
        self.note(format!("pause {run}"));
        ready(Ok(RunState::Running))
    }

    fn cancel<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<RunState, Trouble>> {
        self.note(format!("cancel {run}"));
        ready(Ok(RunState::Cancelled))
    }

    fn letters<'a>(&'a self, filter: &'a LetterFilter) -> Promise<'a, Result<Letters, Trouble>> {
        self.note(format!("letters {:?} {:?} {}", filter.state, filter.target, filter.limit));
        ready(Ok(sample::letters()))
    }

    fn letters_of<'a>(&'a self, _: &'a RunId) -> Promise<'a, Result<Vec<Letter>, Trouble>> {
        ready(Ok(sample::letters().letters))
    }

    fn letter<'a>(&'a self, message: &'a str) -> Promise<'a, Result<LetterPage, Trouble>> {
        self.note(format!("letter {message}"));
        ready(Ok(sample::letter_page()))
    }

    fn resend<'a>(&'a self, message: Option<&'a str>, target: Option<&'a str>) -> Promise<'a, Result<Resent, Trouble>> {
        self.note(format!("resend {message:?} {target:?}"));
        ready(Ok(Resent { letters: 1 + usize::from(message.is_none()), target_back: target.is_some() }))
    }

    fn changes(&self, ago: SignedDuration, limit: usize) -> Promise<'_, Result<Vec<TenantChange>, Trouble>> {
        self.note(format!("changes {} {limit}", ago.as_secs()));
        ready(Ok(sample::changes()))
    }

    fn figures(&self) -> Promise<'_, Result<Figures, Trouble>> {
        ready(Ok(sample::figures(self.cuts)))
    }

    fn audit<'a>(&'a self, filter: &'a AuditFilter) -> Promise<'a, Result<AuditPage, Trouble>> {
        self.note(format!("audit {:?} {:?} {}", filter.text, filter.run, filter.limit));
        ready(Ok(AuditPage { records: vec![sample::record(3), sample::record(2)], matched: 3, total: 9 }))
    }

    fn audit_record(&self, seq: i64) -> Promise<'_, Result<Option<AuditRecord>, Trouble>> {
        ready(Ok((seq == 3).then(|| sample::record(3))))
    }

    fn audit_verify(&self) -> Promise<'_, Result<ChainState, Trouble>> {
        ready(Ok(self.chain.clone()))
    }

    fn audit_export<'a>(
        &'a self,
        _: &'a AuditFilter,
        format: ExportFormat,
        into: &'a mut (dyn Write + Send),
    ) -> Promise<'a, Result<u64, Trouble>> {
        let text = if format == ExportFormat::Csv { "seq\n1\n" } else { "{\"seq\":1}\n" };
        let written = into.write_all(text.as_bytes());
        ready(self.tenant.clone().map_or(Ok(written.map(|()| 1).unwrap()), Err))
    }

    fn access<'a>(&'a self, who: &'a UserId) -> Promise<'a, Result<PersonCard, Trouble>> {
        self.note(format!("access {who}"));
        ready(Ok(PersonCard { drift: self.drift.clone(), ..sample::card(&self.person(who)) }))
    }

    fn whole(&self, oldest: SignedDuration, progress: mpsc::Sender<Behind>) -> Promise<'_, Result<Whole, Trouble>> {
        self.note(format!("whole {}", oldest.as_hours()));
        let told = progress.try_send(Behind { what: "grants", loaded: 3, total: Some(25) });
        told.unwrap();
        ready(self.whole.clone().ok_or_else(|| Trouble::new(Kind::Tenant, "the grants cannot be read", "try again")))
    }

    fn recipes(&self) -> Promise<'_, Result<Vec<RecipeText>, Trouble>> {
        let recipe = |job, name: &str| RecipeText {
            job,
            name: name.to_owned(),
            summary: "for leavers".to_owned(),
            origin: "built in".to_owned(),
            text: "delete = \"now\"\n".to_owned(),
        };
        let (leave, come) = (PipelineKind::Offboard, PipelineKind::Provision);
        ready(Ok(vec![
            recipe(leave, "standard-leaver"),
            recipe(leave, "keep-inactive"),
            recipe(come, "new-people"),
            recipe(come, "keep-inactive"),
        ]))
    }

    fn checks<'a>(&'a self, recipe: &'a str) -> Promise<'a, Vec<Check>> {
        self.note(format!("checks {recipe}"));
        ready(self.checks.clone())
    }

    fn close(&self) -> Promise<'_, ()> {
        self.note("close");
        ready(())
    }
}
