//! A tenant that remembers every effect, a job that acts on it as told, and engines on a store.

use crate::audit::{self, Verdict as Chain};
use crate::engine::{
    Applied, Confirmed, Engine, FollowUp, Given, Job, Owner, Pace, Parts, Reading, StepError, Verdict, confirm,
};
use crate::model::*;
use crate::notify::{Events, Target};
use crate::store::Store;
use crate::store::ground::Ground;
use jiff::SignedDuration;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How the tenant takes an effect; without a word it makes it.
#[derive(Clone, Debug)]
pub(super) enum Take {
    Already,
    Nothing,
    Refuse,
    Fail(Changed),
    /// No answer; the effect is made or not.
    Silence(bool),
    /// Taken, and never made.
    Forget,
    Later(Duration),
    Break,
}

/// How the tenant is read; without a word it shows what is there.
#[derive(Clone, Debug)]
pub(super) enum Show {
    Stale,
    Error,
    Forbidden,
    Later(Duration),
}

#[derive(Default)]
pub(super) struct Tenant {
    effects: Mutex<BTreeMap<String, u32>>,
    proved: Mutex<BTreeSet<String>>,
    pub(super) wrongs: Mutex<Vec<String>>,
    /// In what plans for later are not true any more.
    pub(super) changed: Mutex<Option<&'static str>>,
    /// Whether the person cannot be looked at.
    pub(super) away: AtomicBool,
    /// Whether the end of a run that deletes nobody is followed by one that does.
    pub(super) grace: AtomicBool,
    takes: Mutex<HashMap<String, VecDeque<Take>>>,
    shows: Mutex<HashMap<String, VecDeque<Show>>>,
    pub(super) calls: AtomicU64,
    /// Call number n hangs, before or after what it does, until it is let go.
    pub(super) hang: Mutex<Option<(u64, bool)>>,
    pub(super) hung: Notify,
    pub(super) let_go: Notify,
}

impl Tenant {
    pub(super) fn take(&self, step: &str, takes: &[Take]) {
        self.takes.lock().unwrap().insert(step.to_owned(), takes.iter().cloned().collect());
    }

    pub(super) fn show(&self, step: &str, shows: &[Show]) {
        self.shows.lock().unwrap().insert(step.to_owned(), shows.iter().cloned().collect());
    }

    /// How often the effect of a step was made for somebody.
    pub(super) fn made(&self, subject: &str, step: &str) -> u32 {
        self.effects.lock().unwrap().get(&format!("{subject} {step}")).copied().unwrap_or(0)
    }

    async fn call(&self, act: impl FnOnce()) {
        let n = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let hang = *self.hang.lock().unwrap();
        if hang == Some((n, false)) {
            self.hung.notify_one();
            self.let_go.notified().await;
        }
        act();
        if hang == Some((n, true)) {
            self.hung.notify_one();
            self.let_go.notified().await;
        }
    }
}

pub(super) struct Puppet(pub(super) Arc<Tenant>);

fn evidence(words: &str) -> Evidence {
    Evidence { words: words.into(), facts: json!({"seen": words}), correlations: vec!["c-1".into()] }
}

pub(super) fn fault(changed: Changed) -> Fault {
    Fault {
        text: "it went wrong".into(),
        remedy: "try again".into(),
        changed,
        status: None,
        code: None,
        correlation: None,
    }
}

type Promise<'a, T> = crate::engine::job::Promise<'a, T>;

impl Job for Puppet {
    fn apply<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Applied, StepError>> {
        let key = format!("{} {}", run.plan.subject.id(), step.name);
        let take = self.0.takes.lock().unwrap().get_mut(&step.name).and_then(VecDeque::pop_front);
        if self.0.proved.lock().unwrap().contains(&key) {
            self.0.wrongs.lock().unwrap().push(format!("{key} made again after it was proved"));
        }
        let stands = run.steps[usize::from(step.ordinal) - 1].state;
        if stands != StepState::Intent {
            self.0.wrongs.lock().unwrap().push(format!("{key} made while {stands:?}"));
        }
        let make = move || *self.0.effects.lock().unwrap().entry(key).or_insert(0) += 1;
        Box::pin(async move {
            match take {
                None => {
                    self.0.call(make).await;
                    Ok(Applied::Done(evidence("taken")))
                }
                Some(Take::Already) => {
                    self.0.call(make).await;
                    Ok(Applied::Already(evidence("was so")))
                }
                Some(Take::Nothing) => Ok(Applied::Skipped("nothing there any more".into())),
                Some(Take::Refuse) => Err(StepError::Refused(fault(Changed::No))),
                Some(Take::Fail(changed)) => {
                    if changed == Changed::Yes {
                        make();
                    }
                    Err(StepError::Failed(fault(changed)))
                }
                Some(Take::Silence(made)) => {
                    if made {
                        make();
                    }
                    Err(StepError::Unknown(fault(Changed::Maybe)))
                }
                Some(Take::Forget) => Ok(Applied::Done(evidence("taken"))),
                Some(Take::Later(wait)) => Err(StepError::Later(fault(Changed::No), wait)),
                Some(Take::Break) => panic!("on purpose"),
            }
        })
    }

    fn prove<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Reading, StepError>> {
        let key = format!("{} {}", run.plan.subject.id(), step.name);
        let show = self.0.shows.lock().unwrap().get_mut(&step.name).and_then(VecDeque::pop_front);
        Box::pin(async move {
            self.0.call(|| ()).await;
            let not_yet = Ok(Reading::NotYet {
                evidence: evidence("not there"),
                waiting_for: "the tenant".into(),
                again_in: Duration::ZERO,
            });
            match show {
                Some(Show::Stale) => not_yet,
                Some(Show::Error) => Err(StepError::Failed(fault(Changed::No))),
                Some(Show::Forbidden) => Err(StepError::Refused(fault(Changed::No))),
                Some(Show::Later(wait)) => Err(StepError::Later(fault(Changed::No), wait)),
                None if self.0.effects.lock().unwrap().contains_key(&key) => {
                    self.0.proved.lock().unwrap().insert(key);
                    Ok(Reading::Holds(evidence("there")))
                }
                None => not_yet,
            }
        })
    }

    fn outdated<'a>(&'a self, _: &'a RunRecord) -> Promise<'a, Result<Option<DisplayText>, StepError>> {
        Box::pin(async move {
            self.0.call(|| ()).await;
            match self.0.away.load(Ordering::SeqCst) {
                true => Err(StepError::Failed(fault(Changed::No))),
                false => Ok(self.0.changed.lock().unwrap().map(DisplayText::new)),
            }
        })
    }

    fn is_of_the_moment(&self, _: &RunRecord, step: &PlannedStep) -> bool {
        step.name == "queues"
    }

    fn follow_up(&self, run: &RunRecord) -> Option<FollowUp> {
        let wanted = self.0.grace.load(Ordering::SeqCst) && run.plan.origin.is_none();
        if !wanted {
            return None;
        }
        let due = run.ended_at.unwrap().checked_add(SignedDuration::from_hours(24)).unwrap();
        let mut plan = Plan { origin: Some(run.id.clone()), ..run.plan.clone() };
        plan.steps.retain(|step| step.name == "delete");
        (plan.steps[0].ordinal, plan.steps[0].name) = (1, "erase".to_owned());
        Some(FollowUp { plan, due })
    }

    fn before(&self, _run: &RunRecord, step: &PlannedStep) -> Option<serde_json::Value> {
        Some(json!({"had": step.name}))
    }

    fn notices(&self, run: &RunRecord, moment: Verdict) -> Vec<Notice> {
        let (kind, at) = match moment {
            Verdict::AccessCut => (NoticeKind::UserAccessCut, run.access_cut_at),
            Verdict::Done => (NoticeKind::UserDeprovisioned, run.ended_at),
            Verdict::Failed => (NoticeKind::UserDeprovisionFailed, run.ended_at),
        };
        let subject = run.plan.subject.id().to_owned();
        let source = NoticeSource::Run(run.id.clone());
        let (name, division) = (run.plan.subject.name.clone(), None);
        vec![Notice { kind, source, subject, name, division, at: at.unwrap(), data: json!({}) }]
    }
}

pub(super) fn start() -> Timestamp {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

pub(super) fn operator() -> Operator {
    Operator { name: "Ann".into(), account: "ann@desk".into(), known_by: "configured".into() }
}

/// state! and tokens cut access, queues has nothing to do, groups, export, delete!; `!` is essential.
pub(super) const STEPS: [&str; 6] = ["state", "tokens", "queues", "groups", "export", "delete"];

pub(super) fn plan(subject: &str) -> Plan {
    let person = Person {
        id: subject.into(),
        name: format!("Person {subject}").into(),
        email: format!("{subject}@example.com").into(),
        state: UserState::Active,
        version: 7,
        division: None,
        department: "".into(),
        title: "".into(),
        manager: None,
        last_login: None,
    };
    let phases = [Phase::CutAccess, Phase::CutAccess, Phase::TakeApart, Phase::TakeApart, Phase::Keep, Phase::Finish];
    let steps = STEPS
        .iter()
        .zip(phases)
        .zip(1..)
        .map(|((name, phase), ordinal)| PlannedStep {
            ordinal,
            phase,
            name: (*name).to_owned(),
            effects: vec![format!("do {name}").into()],
            skip: (*name == "queues").then(|| "in no queue".into()),
            action: json!({}),
            calls: 2,
            essential: matches!(*name, "state" | "delete"),
        })
        .collect();
    Plan {
        pipeline: PipelineKind::Offboard,
        tenant: "Practice".into(),
        subject: Subject {
            who: (&UserId::from(subject)).into(),
            name: person.name.clone(),
            email: person.email.clone(),
        },
        recipe: "standard".to_owned(),
        origin: None,
        built_at: start(),
        before: Before::Seat(Box::new(Seat {
            person,
            read_at: start(),
            manager_name: None,
            division_name: "Home".into(),
            external_ids: vec![],
            grants: vec![],
            grants_version: None,
            groups: vec![],
            queues: vec![],
            skills: vec![],
            languages: vec![],
            utilization: None,
            associated_station: None,
            default_station: None,
            routing_status: None,
            licences: vec![],
            open_conversations: vec![],
            direct_reports: vec![],
            last_token_issued: None,
        })),
        steps,
        findings: vec![],
        irreversible: vec![],
        forecast: Forecast::default(),
        ticket_required: false,
        may_wait: false,
        end_state: UserState::Deleted,
    }
}

pub(super) fn confirmed(subject: &str) -> Confirmed<Plan> {
    confirmed_for(plan(subject), None)
}

pub(super) fn confirmed_for(plan: Plan, due: Option<Timestamp>) -> Confirmed<Plan> {
    let typed_name = Some(plan.subject.name.to_string());
    let given = Given { typed_name, reason: "left".to_owned(), ticket: "T-1".to_owned(), due };
    confirm(Plan { may_wait: due.is_some(), ..plan }, &given, operator(), start()).unwrap()
}

/// Waits that end at once; the lease is long, and only its clock decides.
pub(super) fn quick() -> Pace {
    let blink = Duration::from_millis(1);
    Pace {
        lease: Duration::from_secs(60),
        look_again: blink,
        tries: 3,
        retry: Duration::ZERO,
        prove_for: Duration::from_millis(3),
        prove_every: blink,
        store_retry: blink,
        store_longest: blink,
        store_patience: Duration::from_millis(20),
        piece: 500,
    }
}

pub(super) struct Stage {
    pub(super) store: Store,
    pub(super) tenant: Arc<Tenant>,
    pub(super) pace: Pace,
    /// What the observers were told, in order.
    pub(super) counted: Arc<Mutex<Vec<(PipelineKind, RunEvent)>>>,
    pub(super) events: broadcast::Sender<RunEvent>,
    folder: std::path::PathBuf,
}

impl Stage {
    pub(super) async fn on(ground: &Ground) -> Self {
        Self {
            store: ground.open().await,
            tenant: Arc::new(Tenant::default()),
            pace: quick(),
            events: broadcast::channel(10_000).0,
            counted: Arc::default(),
            folder: ground.folder().to_owned(),
        }
    }

    /// A process of its own.
    pub(super) fn engine(&self) -> Engine {
        self.engine_of(Owner::register(&self.folder, "desk", Uuid::new_v4()).unwrap())
    }

    pub(super) fn engine_of(&self, owner: Owner) -> Engine {
        self.engine_with(owner, self.store.clone())
    }

    pub(super) fn engine_with(&self, owner: Owner, store: Store) -> Engine {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned().into();
        let target = Target::new("hr", "https://hr.example/in", &secret, Events::All).unwrap();
        let job: Arc<dyn Job> = Arc::new(Puppet(Arc::clone(&self.tenant)));
        let counted = Arc::clone(&self.counted);
        Engine::new(Parts {
            store,
            owner,
            clock: SetClock::at(start()).clock(),
            jobs: HashMap::from([(PipelineKind::Offboard, Arc::clone(&job)), (PipelineKind::Restore, job)]),
            targets: vec![target].into(),
            events: self.events.clone(),
            observer: Arc::new(move |told| counted.lock().unwrap().push((told.pipeline, told.event.clone()))),
            ids: Box::new(|| RunId::new(Uuid::now_v7().to_string())),
            pace: self.pace,
            outbox: Arc::new(Notify::new()),
        })
    }

    /// Submits and carries out to the end.
    pub(super) async fn run(&self, subject: &str) -> (Engine, RunRecord) {
        let engine = self.engine();
        let run = engine.submit(&confirmed(subject), 0).await.unwrap();
        engine.carry_out(&run, CancellationToken::new()).await.unwrap();
        let record = engine.record(&run).await.unwrap().unwrap();
        (engine, record)
    }

    /// What must be true of every run however it came about.
    pub(super) async fn check_run(&self, run: &RunId) {
        let engine = self.engine();
        let record = engine.record(run).await.unwrap().unwrap();
        let events = engine.events_since(run, 0).await.unwrap();
        assert!(events.iter().zip(1..).all(|(event, n)| event.index == n), "gaps in {events:#?}");
        let mut steps: BTreeMap<u16, StepRecord> = BTreeMap::new();
        let mut state = None;
        for event in events {
            match event.progress {
                Progress::Step(step) => drop(steps.insert(step.ordinal, *step)),
                Progress::Run { state: now, .. } => state = Some(now),
                Progress::Waits { .. } => panic!("what is waited for is not written down"),
            }
        }
        assert_eq!(state, Some(record.state), "the last event tells the state");
        for step in record.steps.iter().filter(|s| s.state != StepState::Waiting) {
            assert_eq!(Some(step), steps.get(&step.ordinal), "the events tell the steps");
        }
        assert_eq!(*self.tenant.wrongs.lock().unwrap(), Vec::<String>::new());
    }

    /// What must be true of one run, and of the chain.
    pub(super) async fn check(&self, run: &RunId) {
        self.check_run(run).await;
        self.check_chain().await;
    }

    pub(super) async fn check_chain(&self) {
        assert!(matches!(audit::verify(&self.store).await.unwrap(), Chain::Whole { .. }));
    }

    /// What the audit trail says of a run: action, step and outcome, oldest first.
    pub(super) async fn trail(&self, run: &RunId) -> Vec<String> {
        let filter = audit::Filter { run: Some(run.clone()), ..audit::Filter::default() };
        let page = audit::list(&self.store, &filter).await.unwrap();
        page.records
            .iter()
            .rev()
            .map(|r| format!("{} {} {}", r.entry.action, r.entry.step.as_deref().unwrap_or("-"), r.entry.outcome))
            .collect()
    }
}

pub(super) fn outcomes(record: &RunRecord) -> Vec<&'static str> {
    record.steps.iter().map(|s| s.outcome.map_or("-", Outcome::as_str)).collect()
}
