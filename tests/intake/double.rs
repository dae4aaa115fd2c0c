//! A house that keeps everything in memory, and a receiver before it.

use lanyard::backend::Readiness;
use lanyard::config::{self, Account, Environment, Flags};
use lanyard::intake::{House, Limits, Receiver, Setup, Standing};
use lanyard::model::{
    Accepted, Changed, Clock, Delivery, Digest, Fault, InboxEntry, InboxState, Rejected, RunId, RunState, SetClock,
    Timestamp,
};
use lanyard::notify::Promise;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub const NEW: &str = "whsec_bmV3IGtleSBvZiBociwgb2YgMzIgYnl0ZXMgb3Igc28h";
pub const OLD: &str = "whsec_b2xkIGtleSBvZiBociwgb2YgMzIgYnl0ZXMgb3Igc28h";
pub const OTHER: &str = "whsec_a2V5IG9mIHRoZSBvdGhlciBzZW5kZXIgaGVyZSwgMzIh";
pub const STRANGER: &str = "whsec_a2V5IG9mIG5vYm9keSB0aGF0IGlzIGtub3duIGhlcmUh";
pub const PLAIN: &str = "a plain secret of the plain sender";
pub const TOKEN: &str = "the token of those who may ask";

/// The time of the receiver's clock.
pub const NOW: i64 = 1_796_000_000;

const SETTINGS: &str = r#"
[[senders]]
name = "hr"
secret_env = ["NEW", "OLD"]

[[senders]]
name = "other"
secret_env = "OTHER"
window_seconds = 60
policy = "wait"
recipe = "own-recipe"
recipes = { "contractor" = "run-at-once" }
types = { "worker.terminated" = "termination" }
per_minute = 5
decide_within_hours = 2

[[senders]]
name = "plain"
secret_env = "PLAIN"
signature = "hex"
header = "X-Signature"
prefix = "sha256="
"#;

/// What it was asked to keep.
#[derive(Default)]
pub struct Kept {
    pub deliveries: Vec<Delivery>,
    pub rejected: Vec<Rejected>,
    pub answered: Vec<(Option<String>, u16)>,
    ids: HashMap<(String, String), (Digest, RunId)>,
}

/// A house in memory.
pub struct Double {
    pub kept: Mutex<Kept>,
    /// Nothing can be kept.
    pub broken: Mutex<bool>,
    /// Keeping takes a permit and does not give it back.
    pub gate: Option<Semaphore>,
    /// One event after the other is kept, and each takes so long.
    pub pace: tokio::sync::Mutex<Duration>,
}

impl Double {
    pub fn new(gate: Option<usize>) -> Arc<Self> {
        Arc::new(Self {
            kept: Mutex::default(),
            broken: Mutex::new(false),
            gate: gate.map(Semaphore::new),
            pace: tokio::sync::Mutex::default(),
        })
    }

    /// Keeps one event after the other, each of which takes so long.
    pub fn paced(pace: Duration) -> Arc<Self> {
        Arc::new(Self {
            kept: Mutex::default(),
            broken: Mutex::new(false),
            gate: None,
            pace: tokio::sync::Mutex::new(pace),
        })
    }

    pub fn deliveries(&self) -> Vec<Delivery> {
        self.kept.lock().unwrap().deliveries.clone()
    }

    pub fn rejected(&self) -> Vec<Rejected> {
        self.kept.lock().unwrap().rejected.clone()
    }
}

fn fault() -> Fault {
    Fault {
        text: "the disk of /secret/place is full".into(),
        remedy: "make room".into(),
        changed: Changed::No,
        status: None,
        code: None,
        correlation: None,
    }
}

impl House for Double {
    fn accept<'a>(&'a self, delivery: &'a Delivery) -> Promise<'a, Result<Accepted, Fault>> {
        Box::pin(async move {
            if let Some(gate) = &self.gate {
                gate.acquire().await.unwrap().forget();
            }
            let pace = self.pace.lock().await;
            if !pace.is_zero() {
                tokio::time::sleep(*pace).await;
            }
            drop(pace);
            if *self.broken.lock().unwrap() {
                return Err(fault());
            }
            let kept = &mut *self.kept.lock().unwrap();
            let key = (delivery.sender.clone(), delivery.message.clone());
            let digest = delivery.event.digest();
            if let Some((known, run)) = kept.ids.get(&key) {
                let run = run.clone();
                return Ok(if *known == digest { Accepted::Known(run) } else { Accepted::Conflict(run) });
            }
            let run = RunId::new(format!("01890000-0000-7000-8000-{:012}", kept.deliveries.len()));
            kept.ids.insert(key, (digest, run.clone()));
            kept.deliveries.push(delivery.clone());
            Ok(Accepted::New(run))
        })
    }

    fn quarantine<'a>(&'a self, rejected: &'a Rejected) -> Promise<'a, Result<(), Fault>> {
        Box::pin(async move {
            if *self.broken.lock().unwrap() {
                return Err(fault());
            }
            self.kept.lock().unwrap().rejected.push(rejected.clone());
            Ok(())
        })
    }

    fn entry<'a>(&'a self, event: &'a RunId) -> Promise<'a, Result<Option<InboxEntry>, Fault>> {
        Box::pin(async move {
            let kept = self.kept.lock().unwrap();
            let Some(at) =
                event.as_str().strip_prefix("01890000-0000-7000-8000-").and_then(|n| n.parse::<usize>().ok())
            else {
                return Ok(None);
            };
            Ok(kept.deliveries.get(at).map(|delivery| InboxEntry {
                id: event.clone(),
                sender: delivery.sender.clone(),
                message: delivery.message.clone().into(),
                event: delivery.event.clone(),
                name: Some("Jane Doe".into()),
                policy: delivery.policy,
                recipe: "standard-leaver".to_owned(),
                received_at: delivery.sent_at,
                state: InboxState::Waiting,
                code: Some("unknown-person".to_owned()),
                why: Some("nobody has this id".into()),
                decide_by: delivery.decide_by,
                postponed: None,
                decided_by: None,
                decided_at: None,
                run: None,
            }))
        })
    }

    fn run<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<Option<Standing>, Fault>> {
        Box::pin(async move {
            Ok((run.as_str() == "11111111-0000-7000-8000-000000000000").then(|| Standing {
                state: RunState::Done,
                access_cut_at: Some(Timestamp::from_second(NOW).unwrap()),
                ended_at: Some(Timestamp::from_second(NOW + 60).unwrap()),
                why: None,
            }))
        })
    }

    fn readiness(&self) -> Promise<'_, Readiness> {
        Box::pin(async move {
            let store = if *self.broken.lock().unwrap() { Err(fault()) } else { Ok(()) };
            Readiness { store, tenant: Ok(()), queued: 7 }
        })
    }

    fn metrics(&self) -> Promise<'_, Option<String>> {
        Box::pin(async { Some("# TYPE lanyard_up gauge\nlanyard_up 1\n".to_owned()) })
    }

    fn delivered(&self, sender: Option<&str>, status: u16, _: Duration) {
        self.kept.lock().unwrap().answered.push((sender.map(str::to_owned), status));
    }

    fn rejected(&self, _: &'static str) {}
}

/// What the settings come to, listening on a free port of this machine.
pub fn setup(text: &str, change: impl FnOnce(&mut Limits)) -> Setup {
    let variables = [("NEW", NEW), ("OLD", OLD), ("OTHER", OTHER), ("PLAIN", PLAIN), ("LANYARD_INTAKE_TOKEN", TOKEN)];
    setup_with(text, &variables, change)
}

/// The same in another environment.
pub fn setup_with(text: &str, variables: &[(&str, &str)], change: impl FnOnce(&mut Limits)) -> Setup {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), text).unwrap();
    let mut known = [("", ""); 8];
    known[..variables.len()].copy_from_slice(variables);
    let environment = Environment::of(known);
    let flags = Flags {
        config_dir: Some(folder.path().to_owned()),
        data_dir: Some(folder.path().join("data")),
        ..Flags::default()
    };
    let account = Account { user: "test".to_owned(), host: "test".to_owned() };
    let settings = config::load(&flags, &environment, &account, None).unwrap();
    let mut setup = Setup::read(&settings).unwrap();
    setup.address.set_port(0);
    change(&mut setup.limits);
    setup
}

/// A receiver that runs.
pub struct Running {
    pub address: SocketAddr,
    pub house: Arc<Double>,
    pub clock: SetClock,
    pub stop: CancellationToken,
    pub task: JoinHandle<()>,
}

impl Running {
    pub async fn start(house: Arc<Double>, change: impl FnOnce(&mut Limits)) -> Self {
        let clock = SetClock::at(Timestamp::from_second(NOW).unwrap());
        Self::of(setup(SETTINGS, change), house, clock.clock(), clock).await
    }

    pub async fn usual() -> Self {
        Self::start(Double::new(None), |limits| limits.failures_per_minute = 1_000_000).await
    }

    pub async fn of(setup: Setup, house: Arc<Double>, time: Clock, clock: SetClock) -> Self {
        let receiver = Receiver::bind_to(setup, Arc::clone(&house) as Arc<dyn House>, time).await.unwrap();
        let address = receiver.local_addr();
        let stop = CancellationToken::new();
        let task = tokio::spawn(receiver.run(stop.clone()));
        Self { address, house, clock, stop, task }
    }

    /// Stops it and waits until it is over; what was turned down is in quarantine then.
    pub async fn end(self) -> Arc<Double> {
        self.stop.cancel();
        self.task.await.unwrap();
        self.house
    }
}
