//! A thousand people offboarded as one batch at the usual rate of calls, on paused time: the real desk, engine, journal,
//! transport and budget against a practice tenant in the same process. How soon the access of all is cut, how much of
//! the budget is used, and how often the tenant has to refuse.

use super::super::{BatchDraft, Desk, Drafted};
use crate::config::{self, Account, Environment, Flags};
use crate::genesys::calls::ListedState;
use crate::genesys::{Http, Promise, Request, Response, SendError, Settings as ClientSettings};
use crate::model::{Listed, Phase, RunState, SetClock, UserId};
use crate::practice::stories::STORIES;
use crate::practice::{self, Practice, PracticeOptions};
use futures_util::{StreamExt as _, stream};
use std::collections::{HashMap, HashSet};
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

/// The way to a practice tenant in this process: no socket, and answers that take as long as those of a tenant far away.
struct Wire {
    practice: Practice,
    clock: SetClock,
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
    fn tell_time(&self) {
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

async fn desk(wire: &Arc<Wire>, folder: &Path) -> Desk {
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
    let own = ClientSettings::new(hosts, keys.client_id, keys.client_secret, 7);
    let http: Arc<dyn Http> = Arc::clone(wire) as Arc<dyn Http>;
    let desk = Desk::open_with(&settings, Ok((own, http)), wire.clock.clock()).await.unwrap();
    desk.store.faults().stand_still();
    desk
}

/// The first people of the tenant that are in no story.
async fn people(desk: &Desk) -> Vec<UserId> {
    let client = &desk.tenant().unwrap().client;
    let mut found = Vec::new();
    for page in 1.. {
        let answer = client.users(ListedState::Active, page).await.unwrap().value;
        let plain = answer.items.iter().filter(|u| !STORIES.iter().any(|story| u.person.email.as_str() == story.email));
        found.extend(plain.map(|u| u.person.id.clone()));
        if found.len() >= PEOPLE {
            break;
        }
    }
    found.truncate(PEOPLE);
    found
}

async fn planned(desk: &Desk, people: &[UserId]) -> BatchDraft {
    let leaving: HashSet<UserId> = people.iter().cloned().collect();
    let plans = stream::iter(people.iter().map(|id| desk.plan_among(id, None, &leaving)));
    let plans: Vec<_> = plans.buffered(AT_ONCE).map(|plan| plan.unwrap()).collect().await;
    let listed = |plan: &crate::model::Plan| Listed {
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
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_are_cut_off_in_hardly_more_than_the_least_time_and_no_call_is_wasted() {
    let real = std::time::Instant::now();
    let options = PracticeOptions { people: 1_100, rate_per_minute: A_MINUTE, ..PracticeOptions::default() };
    let practice = Practice::new(options).unwrap();
    let clock = SetClock::at(practice.clock().now());
    let wire = Arc::new(Wire { practice, clock, sent: Mutex::default() });
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&wire, folder.path()).await;
    let people = people(&desk).await;
    let mut draft = planned(&desk, &people).await;
    println!("planned after {:?} real, {} calls", real.elapsed(), wire.sent.lock().unwrap().len());
    let cutting = |plan: &crate::model::Plan| -> usize {
        let steps = plan.steps.iter().filter(|step| step.phase == Phase::CutAccess && step.skip.is_none());
        steps.map(|step| step.calls as usize).sum()
    };
    let least_calls: usize = draft.plans.iter().map(|one| cutting(&one.plan)).sum();

    // The batch begins with a minute of its own.
    tokio::time::sleep(WINDOW * 2).await;
    wire.tell_time();
    let began = Instant::now();
    let at = desk.now();
    let id = desk.confirm_batch(&mut draft, "closing", "HR-1").await.unwrap();
    desk.carry_out_batch(&id, AT_ONCE, &CancellationToken::new()).await.unwrap();
    let record = desk.batch(&id).await.unwrap().unwrap();
    let totals = record.totals();
    assert_eq!((record.state(), totals.done, totals.access_cut), (RunState::Done, PEOPLE, PEOPLE), "{totals:?}");

    // The least time that so many calls take: every window but the last is waited for.
    let least = WINDOW * (least_calls.div_ceil(A_MINUTE as usize) - 1) as u32;
    let cut = record.runs.iter().filter_map(|run| run.access_cut_at).max().unwrap();
    let cut = Duration::try_from(cut.duration_since(at)).unwrap();
    let windows = wire.windows(began);
    let whole = &windows[..windows.len() - 1];
    let minutes = (windows.last().unwrap().0 - windows[0].0).as_secs_f64() / 60.0;
    let used = whole.iter().map(|(_, count)| f64::from(*count)).sum::<f64>() / (minutes * f64::from(A_MINUTE));
    let mut statuses: HashMap<u16, usize> = HashMap::new();
    for sent in wire.sent.lock().unwrap().iter().filter(|sent| sent.at >= began) {
        *statuses.entry(sent.status).or_default() += 1;
    }
    println!(
        "{PEOPLE} people, {} calls in {:.1} minutes; budget used {:.2} %; access cut after {cut:?}, at least {least:?} for \
         {least_calls} calls: {:.3}; answers {statuses:?}; {:?} real",
        statuses.values().sum::<usize>(),
        began.elapsed().as_secs_f64() / 60.0,
        used * 100.0,
        cut.as_secs_f64() / least.as_secs_f64(),
        real.elapsed()
    );
    let waste: Vec<_> = whole.iter().enumerate().filter(|(_, (_, count))| *count < A_MINUTE).collect();
    println!("windows not used up: {:?}", waste.iter().map(|(n, (_, count))| (*n, *count)).collect::<Vec<_>>());
    assert_eq!(statuses.get(&429), None, "the tenant had to refuse calls");
    assert_eq!(desk.meter().throttled, 0);
    assert!(used >= 0.95, "{used:.4} of the budget was used");
    assert!(cut <= least.mul_f64(1.1), "access of the last was cut after {cut:?}, at least {least:?}");
}
