//! A thousand people offboarded as one batch at the usual rate of calls, on paused time: the real desk, engine, journal,
//! transport and budget against a practice tenant in the same process. How soon the access of all is cut, how much of
//! the budget is used, and how often the tenant has to refuse.

use super::super::{BatchDraft, Desk, Drafted};
use crate::config::{self, Account, Environment, Flags};
use crate::genesys::calls::ListedState;
use crate::genesys::{Http, Promise, Request, Reserve, Response, SendError, Settings as ClientSettings};
use crate::model::{Listed, Person, Phase, Plan, RunState, SetClock, UserId};
use crate::practice::stories::STORIES;
use crate::practice::{self, Practice, PracticeOptions};
use futures_util::{StreamExt as _, stream};
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

const PEOPLE: usize = 1_000;
const A_MINUTE: u32 = 300;
const WINDOW: Duration = Duration::from_secs(60);
/// How many people are worked on at once; the default of the command line.
const AT_ONCE: usize = 32;
/// In how many times the least time the access of all must be cut.
const MOST: f64 = 1.1;
/// What of the budget must be used at least.
const LEAST_USED: f64 = 0.95;

/// The way to a practice tenant in this process: no socket, and answers that take as long as those of a tenant far away.
pub(super) struct Wire {
    pub(super) practice: Practice,
    pub(super) clock: SetClock,
    sent: Mutex<Vec<Sent>>,
}

/// One exchange with the API.
struct Sent {
    at: Instant,
    status: u16,
    /// What the tenant has counted in this window, this one included.
    count: u32,
}

impl Wire {
    /// To a practice tenant of so many people, at the usual rate.
    pub(super) fn to(people: u32) -> Arc<Self> {
        let options = PracticeOptions { people, rate_per_minute: A_MINUTE, ..PracticeOptions::default() };
        let practice = Practice::new(options).unwrap();
        let clock = SetClock::at(practice.clock().now());
        Arc::new(Self { practice, clock, sent: Mutex::default() })
    }

    /// How many calls the tenant has refused.
    pub(super) fn refused(&self) -> usize {
        self.sent.lock().unwrap().iter().filter(|sent| sent.status == 429).count()
    }

    pub(super) fn tell_time(&self) {
        let behind = self.practice.clock().now().as_millisecond() - self.clock.clock().now().as_millisecond();
        self.clock.advance(behind);
    }

    /// Calls in each window of the tenant, with when it began.
    fn windows(&self, from: Instant) -> Vec<(Instant, u32)> {
        let mut windows: Vec<(Instant, u32)> = Vec::new();
        for sent in self.sent.lock().unwrap().iter().filter(|sent| sent.at >= from) {
            match windows.last_mut().filter(|(_, count)| sent.count > 1 && *count <= sent.count) {
                Some(window) => window.1 = sent.count,
                None => windows.push((sent.at, sent.count)),
            }
        }
        windows
    }
}

impl Http for Wire {
    fn send(&self, request: Request) -> Promise<'_, Result<Response, SendError>> {
        Box::pin(async move {
            let api = request.url.path().starts_with("/api/");
            let asked = practice::Request {
                method: request.method,
                path: request.url.path().to_owned(),
                query: request.url.query().unwrap_or_default().to_owned(),
                headers: request.headers,
                body: request.body.into(),
            };
            let reply = self.practice.answer(&asked);
            let mut headers = http::HeaderMap::new();
            for (name, value) in &reply.headers {
                headers.insert(*name, value.parse().unwrap());
            }
            if api {
                let count = reply.header("inin-ratelimit-count").and_then(|n| n.parse().ok()).unwrap_or(0);
                let mut sent = self.sent.lock().unwrap();
                sent.push(Sent { at: Instant::now(), status: reply.status, count });
            }
            let far = Duration::from_millis(60 + u64::from(reply.status % 7) * 10);
            tokio::time::sleep(far).await;
            self.tell_time();
            let body = reply.body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
            Ok(Response { status: reply.status, headers, body })
        })
    }
}

pub(super) async fn desk(wire: &Arc<Wire>, folder: &Path, reserve: Reserve) -> Desk {
    let keys = wire.practice.credentials();
    let place = config::Practice {
        address: "http://127.0.0.1:9".parse().unwrap(),
        client_id: keys.client_id.clone(),
        client_secret: keys.client_secret.clone(),
    };
    let in_folder = |name: &str| Some(folder.join(name));
    let flags = Flags { config_dir: in_folder("config"), data_dir: in_folder("data"), ..Flags::default() };
    let account = Account { user: "ann".into(), host: "desk".into() };
    let settings = config::load(&flags, &Environment::of([]), &account, Some(&place)).unwrap();
    let hosts = settings.tenant().unwrap().hosts;
    let mut own = ClientSettings::new(hosts, keys.client_id, keys.client_secret, 7);
    own.reserve = reserve;
    let http: Arc<dyn Http> = Arc::clone(wire) as Arc<dyn Http>;
    let desk = Desk::open_with(&settings, Ok((own, http)), wire.clock.clock()).await.unwrap();
    desk.store.faults().stand_still();
    desk.store.without_syncing().await;
    desk
}

/// The first people of the tenant that are in no story, with their addresses.
pub(super) async fn people(desk: &Desk, most: usize) -> Vec<Person> {
    let client = &desk.tenant().unwrap().client;
    let mut found = Vec::new();
    for page in 1.. {
        let answer = client.users(ListedState::Active, page).await.unwrap().value;
        let plain = answer.items.iter().filter(|u| !STORIES.iter().any(|story| u.person.email.as_str() == story.email));
        found.extend(plain.map(|u| u.person.clone()));
        if found.len() >= most || !answer.more {
            break;
        }
    }
    found.truncate(most);
    found
}

pub(super) async fn planned(desk: &Desk, people: &[Person]) -> BatchDraft {
    let leaving: HashSet<UserId> = people.iter().map(|person| person.id.clone()).collect();
    let plans = stream::iter(people.iter().map(|person| desk.plan_among(&person.id, None, &leaving)));
    let plans: Vec<_> = plans.buffered(AT_ONCE).map(|plan| plan.unwrap()).collect().await;
    let listed = |plan: &Plan| Listed {
        row: None,
        who: plan.subject.email.clone(),
        person: Some(plan.subject.user()),
        name: plan.subject.name.clone(),
        set_aside: None,
        reason: "".into(),
    };
    BatchDraft {
        title: "closing of the site".into(),
        listed: plans.iter().map(listed).collect(),
        plans: plans.into_iter().map(|plan| Drafted { plan, seen: true }).collect(),
        at_once: AT_ONCE,
        due: None,
    }
}

/// What a batch has come to.
struct Figures {
    /// When the access of the last was cut, after the confirmation.
    cut: Duration,
    /// The least time in which the calls for cutting fit.
    least: Duration,
    /// The part of the budget that was used, in windows that are over.
    used: f64,
    refused: usize,
}

/// Offboards everybody by the shipped recipe; hands the rest back so long after the access of all is cut, where that is
/// given.
async fn offboard(rest: Option<Duration>) -> Figures {
    let wire = Wire::to(1_100);
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&wire, folder.path(), Reserve::default()).await;
    let mut draft = planned(&desk, &people(&desk, PEOPLE).await).await;
    let cutting = |plan: &Plan| -> usize {
        let steps = plan.steps.iter().filter(|step| step.phase == Phase::CutAccess && step.skip.is_none());
        steps.map(|step| step.calls as usize).sum()
    };
    let least_calls: usize = draft.plans.iter().map(|one| cutting(&one.plan)).sum();

    // The batch begins with a minute of its own.
    tokio::time::sleep(WINDOW * 2).await;
    wire.tell_time();
    let (began, at) = (Instant::now(), desk.now());
    let id = desk.confirm_batch(&mut draft, "closing", "HR-1").await.unwrap();
    // Every window but the last is waited for.
    let least = WINDOW * (least_calls.div_ceil(A_MINUTE as usize) - 1) as u32;
    let stop = CancellationToken::new();
    let (enough, when) = (stop.clone(), rest.map(|rest| began + least.mul_f64(MOST) + rest));
    let watch = tokio::spawn(async move {
        if let Some(when) = when {
            tokio::time::sleep_until(when).await;
            enough.cancel();
        }
    });
    desk.carry_out_batch(&id, AT_ONCE, &stop).await.unwrap();
    watch.abort();
    let record = desk.batch(&id).await.unwrap().unwrap();
    let totals = record.totals();
    assert_eq!(totals.access_cut, PEOPLE, "{totals:?}");
    if rest.is_none() {
        assert_eq!((record.state(), totals.done), (RunState::Done, PEOPLE), "{totals:?}");
    }

    let cut = record.runs.iter().filter_map(|run| run.access_cut_at).max().unwrap();
    let cut = Duration::try_from(cut.duration_since(at)).unwrap();
    let windows = wire.windows(began);
    let (last, whole) = windows.split_last().unwrap();
    let minutes = (last.0 - windows[0].0).as_secs_f64() / 60.0;
    let calls = whole.iter().map(|(_, count)| f64::from(*count)).sum::<f64>();
    let refused = wire.refused();
    let used = calls / (minutes * f64::from(A_MINUTE));
    println!(
        "{PEOPLE} people: {calls} calls in {minutes:.1} whole minutes, {:.2} % of the budget; the access of the last cut after \
         {:.0} s, {:.3} of the least time for {least_calls} calls; {} done, {refused} calls refused",
        used * 100.0,
        cut.as_secs_f64(),
        cut.as_secs_f64() / least.as_secs_f64(),
        totals.done,
    );
    Figures { cut, least, used, refused }
}

fn hold(figures: &Figures) {
    let Figures { cut, least, used, refused } = figures;
    assert_eq!(*refused, 0, "calls that the tenant had to refuse");
    assert!(*used >= LEAST_USED, "{used:.4} of the budget was used");
    assert!(*cut <= least.mul_f64(MOST), "the access of the last was cut after {cut:?}, at least {least:?}");
}

#[tokio::test(start_paused = true)]
async fn a_thousand_are_cut_off_in_hardly_more_than_the_least_time_and_no_call_is_wasted() {
    hold(&offboard(Some(WINDOW * 6)).await);
}

#[tokio::test(start_paused = true)]
#[ignore = "takes a minute where nothing is optimised: the same to the end of the last run"]
async fn a_thousand_to_the_end_of_the_last() {
    hold(&offboard(None).await);
}
