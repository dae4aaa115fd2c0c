//! What monitoring is told, after runs, rows, notices and deliveries of many kinds: as it is documented, as the dashboard
//! asks for it, and as Prometheus reads it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use house::receiver::{Manner, Receiver};
use house::tenant::{Tenant, small};
use jiff::SignedDuration;
use lanyard::backend::{Desk, Edits, METRICS_TYPE, Reach, Source, SyncMode, SyncWish, Workers};
use lanyard::config::{self, Account, Environment, Flags};
use lanyard::model::{Accepted, Delivery, HrEvent, HrEventKind, Phase, Policy, RunId, RunRecord, RunState};
use lanyard::practice::stories::{self, Story};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// After this, what is waited for will not come.
const LONGEST: Duration = Duration::from_secs(120);

/// What was seen, and what happened before.
struct Seen {
    text: String,
    /// The offboarding that was carried out.
    record: RunRecord,
    /// Nothing of these may be seen.
    people: Vec<String>,
}

fn seen() -> &'static Seen {
    static SEEN: OnceLock<Seen> = OnceLock::new();
    SEEN.get_or_init(|| {
        let tenant = Tenant::new(small());
        let folder = tempfile::tempdir().unwrap();
        let runtime = Arc::clone(&tenant.runtime);
        runtime.block_on(happen(&tenant, folder.path()))
    })
}

async fn open(tenant: &Tenant, folder: &std::path::Path) -> Arc<Desk> {
    let gone = Receiver::with(Manner::Answer(410));
    let slow = Receiver::with(Manner::Silent);
    let target = |name: &str, url: String| {
        format!("[[notices]]\nname = \"{name}\"\nurl = \"{url}\"\nsecret_env = \"NOTICE_SECRET\"\n")
    };
    std::fs::create_dir_all(folder.join("config")).unwrap();
    let text = target("gone", gone.url()) + &target("slow", slow.url());
    std::fs::write(folder.join("config/config.toml"), text).unwrap();
    let secret = format!("whsec_{}", STANDARD.encode(b"twenty-four bytes of key"));
    let place = config::Practice {
        address: tenant.api.parse().unwrap(),
        client_id: tenant.client_id.clone(),
        client_secret: tenant.client_secret.clone().into(),
    };
    let at = |name: &str| Some(folder.join(name));
    let flags = Flags { config_dir: at("config"), data_dir: at("data"), ..Flags::default() };
    let account = Account { user: "ann".into(), host: "desk".into() };
    let environment = Environment::of([("NOTICE_SECRET", secret.as_str())]);
    let settings = config::load(&flags, &environment, &account, Some(&place)).unwrap();
    Arc::new(Desk::open(&settings, Reach::Tenant).await.unwrap())
}

async fn happen(tenant: &Tenant, folder: &std::path::Path) -> Seen {
    let desk = open(tenant, folder).await;
    let confirm = async |story: Story, in_hours: Option<i64>| -> RunId {
        let who = desk.people_by_email(story.email).await.unwrap()[0].id.clone();
        let plan = desk.plan(&who, None).await.unwrap();
        let due = in_hours.map(|hours| desk.now().checked_add(SignedDuration::from_hours(hours)).unwrap());
        desk.confirm_for(&plan, "left", "", due).await.unwrap()
    };
    leave(&desk, stories::NOTHING).await;
    let run = confirm(stories::HOSTILE_NAME, None).await;
    let waiting = confirm(stories::TWIN_ONE, None).await;
    let planned = confirm(stories::TWIN_TWO, Some(2)).await;
    assert_eq!(desk.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Done);

    let rows = format!(
        "person,role,division\n{},Workforce planner,*\nnobody@acme.example,Workforce planner,*\n",
        stories::CJK_NAME.email
    );
    let source = Source::Bytes("leavers of Marta Quell.csv".to_owned(), rows.into_bytes().into());
    let wish = SyncWish { source, edits: Edits::default(), mode: SyncMode::Add, skip_bad: true };
    let synced = desk.plan_sync_roles(&wish, |_| {}).await.unwrap();
    let sync = desk.confirm_by_flag(&synced.plan, "new", "").await.unwrap();
    assert_eq!(desk.carry_out(&sync, CancellationToken::new()).await.unwrap(), RunState::Done);

    desk.delivered("somebody else", 202, Duration::from_millis(7));
    desk.rejected("signature");
    desk.deliver();
    let given_up = async {
        loop {
            let text = desk.metrics().await;
            if figure(&text, r#"lanyard_outbox_dead_letters{target="gone"}"#) > Some(0.0) {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let text = tokio::time::timeout(LONGEST, given_up).await.expect("a notice is given up");
    let record = desk.run(&run).await.unwrap().unwrap();
    let ids = [&run, &waiting, &planned, &sync].map(ToString::to_string);
    let mut people: Vec<String> = ids.into();
    for story in [stories::NOTHING, stories::HOSTILE_NAME, stories::TWIN_ONE, stories::TWIN_TWO, stories::CJK_NAME] {
        people.push(story.email.to_owned());
        people.push(tenant.id(story.email));
        people.extend(story.name.split_whitespace().map(str::to_owned));
    }
    people.extend(["Marta", "nobody", "somebody", "acme", "workday", "HR-7", "msg_1"].map(str::to_owned));
    Seen { text, record, people }
}

/// The HR system says that somebody leaves; their access is cut, and the rest waits for a confirmation.
async fn leave(desk: &Arc<Desk>, story: Story) {
    let (person, at) = (desk.people_by_email(story.email).await.unwrap()[0].id.clone(), desk.now());
    let event = HrEvent {
        kind: HrEventKind::Termination,
        person,
        email: story.email.into(),
        at,
        effective: None,
        reason: "left".into(),
        ticket: "HR-7".into(),
    };
    let delivery = Delivery {
        sender: "workday".to_owned(),
        message: "msg_1".to_owned(),
        sent_at: at,
        event,
        policy: Policy::CutThenConfirm,
        recipe: None,
        decide_by: at,
    };
    assert!(matches!(desk.accept(&delivery).await.unwrap(), Accepted::New(_)));
    let stop = CancellationToken::new();
    let working = desk.work(&stop, Workers { runs: 1, urgent: 1 });
    let cut = async {
        while figure(&desk.metrics().await, "lanyard_event_to_cut_seconds_count") != Some(1.0) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.cancel();
    };
    let both = async { tokio::join!(working, cut) };
    tokio::time::timeout(LONGEST, both).await.expect("the cut is counted");
}

/// The figure of the series that is written so.
fn figure(text: &str, series: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')?.parse().ok())
}

/// All series: name, labels as they stand, figure.
fn series(text: &str) -> Vec<(&str, &str, f64)> {
    let one = |line| {
        let (series, figure) = str::rsplit_once(line, ' ').unwrap();
        let (name, labels) = series.split_once('{').unwrap_or((series, ""));
        (name, labels.trim_end_matches('}'), figure.parse().unwrap())
    };
    text.lines().filter(|line| !line.starts_with('#')).map(one).collect()
}

#[test]
fn what_happened_is_counted_exactly() {
    let Seen { text, record, .. } = seen();
    let is = |series: &str, expected: f64| assert_eq!(figure(text, series), Some(expected), "{series} in {text}");
    is(r#"lanyard_runs_total{pipeline="offboard",outcome="done"}"#, 1.0);
    is(r#"lanyard_runs_total{pipeline="sync-roles",outcome="done"}"#, 1.0);
    is(r#"lanyard_runs_total{pipeline="offboard",outcome="failed"}"#, 0.0);
    let millis = record.ended_at.unwrap().as_millisecond() - record.started_at.unwrap().as_millisecond();
    is(
        r#"lanyard_run_duration_seconds_sum{pipeline="offboard",outcome="done"}"#,
        Duration::from_millis(u64::try_from(millis).unwrap()).as_secs_f64(),
    );
    // Both runs cut the access; what comes after it was done in one of them.
    for step in record.steps.iter().zip(&record.plan.steps).filter(|(_, p)| p.phase != Phase::CutAccess).map(|(s, _)| s)
    {
        let (name, outcome) = (step.name.as_str(), step.outcome.unwrap().as_str());
        let of = format!(r#"{{pipeline="offboard",step="{name}",outcome="{outcome}"}}"#);
        is(&format!("lanyard_steps_total{of}"), 1.0);
        let count = figure(text, &format!("lanyard_step_duration_seconds_count{of}"));
        assert_eq!(count, step.began_at.map(|_| 1.0), "{of}");
    }
    is(r#"lanyard_steps_total{pipeline="offboard",step="state",outcome="done"}"#, 2.0);
    is(r#"lanyard_queue_runs{pipeline="offboard",state="queued"}"#, 1.0);
    is(r#"lanyard_queue_runs{pipeline="offboard",state="planned"}"#, 1.0);
    is(r#"lanyard_queue_runs{pipeline="restore",state="running"}"#, 0.0);
    assert_eq!(figure(text, r#"lanyard_queue_oldest_age_seconds{pipeline="offboard",state="planned"}"#), None);
    for (outcome, number) in [("planned", 1.0), ("bad", 1.0), ("done", 1.0)] {
        is(&format!(r#"lanyard_rows_total{{pipeline="sync-roles",outcome="{outcome}"}}"#), number);
    }
    is(r#"lanyard_deliveries_total{sender="other",status="202"}"#, 1.0);
    is("lanyard_store_readable", 1.0);
    is("lanyard_event_to_cut_seconds_count", 1.0);
    assert!(figure(text, "lanyard_event_to_cut_seconds_sum") > Some(0.0), "{text}");
    is(r#"lanyard_inbox_events{state="confirm"}"#, 1.0);
    is(r#"lanyard_inbox_events{state="waiting"}"#, 0.0);
    is(r#"lanyard_queue_runs{pipeline="offboard",state="paused"}"#, 1.0);
    assert!(figure(text, "lanyard_api_calls_total") > Some(20.0) && METRICS_TYPE.starts_with("text/plain"));
}

#[test]
fn nobody_and_no_run_is_named() {
    let Seen { text, people, .. } = seen();
    for part in people {
        assert!(!text.contains(part.as_str()), "{part} in {text}");
    }
}

/// A row of the table in `assets/metrics.md` for each metric of a look.
fn documented(text: &str) -> Vec<String> {
    let mut labels: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, own, _) in series(text) {
        let ends = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
        let of = labels.entry(ends.unwrap_or(name)).or_default();
        of.extend(own.split("\",").filter_map(|label| Some(label.split_once('=')?.0)).filter(|name| *name != "le"));
    }
    let told = |kind: &str, name: &str| {
        text.lines().find_map(|line| line.strip_prefix(&format!("# {kind} {name} "))).unwrap().trim_end_matches('.')
    };
    let row = |line: &str| {
        let (name, kind) = line.strip_prefix("# TYPE ")?.split_once(' ')?;
        let labels: Vec<_> = labels[name].iter().map(|label| format!("`{label}`")).collect();
        Some(format!("| `{name}` | {kind} | {} | {} |", labels.join(", "), told("HELP", name)))
    };
    text.lines().filter_map(row).collect()
}

#[test]
fn every_metric_is_documented_and_no_other() {
    let file = include_str!("../assets/metrics.md");
    let written: Vec<&str> = file.lines().filter(|line| line.starts_with("| `lanyard_")).collect();
    let told = documented(&seen().text);
    assert_eq!(written, told, "write this into assets/metrics.md:\n{}", told.join("\n"));
}

/// The names of metrics in an expression.
fn names(expression: &str) -> impl Iterator<Item = &str> {
    let words = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("lanyard_"))
}

#[test]
fn the_dashboard_asks_for_what_there_is() {
    let board: Value = serde_json::from_str(include_str!("../assets/grafana/lanyard.json")).unwrap();
    let there: BTreeSet<&str> = series(&seen().text).into_iter().map(|(name, ..)| name).collect();
    let panels = board["panels"].as_array().unwrap();
    let targets = panels.iter().filter_map(|panel| panel["targets"].as_array()).flatten();
    let mut asked = BTreeSet::new();
    for expression in targets.map(|target| target["expr"].as_str().unwrap()) {
        let names: Vec<_> = names(expression).collect();
        assert!(!names.is_empty(), "{expression} asks for nothing of ours");
        asked.extend(names);
    }
    assert_eq!(asked.difference(&there).collect::<Vec<_>>(), Vec::<&&str>::new(), "asked for and not there");
    let (ids, titles): (BTreeSet<_>, BTreeSet<_>) =
        panels.iter().map(|panel| (panel["id"].as_u64().unwrap(), panel["title"].as_str().unwrap())).unzip();
    assert_eq!((ids.len(), titles.len()), (panels.len(), panels.len()), "two panels are alike");
}

#[test]
fn prometheus_reads_it_without_complaint() {
    let started = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut promtool = match started {
        Ok(promtool) => promtool,
        Err(error) => {
            println!("left out: promtool cannot be started ({error})");
            return;
        }
    };
    promtool.stdin.take().unwrap().write_all(seen().text.as_bytes()).unwrap();
    let came = promtool.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&came.stderr).into_owned() + &String::from_utf8_lossy(&came.stdout);
    assert!(came.status.success() && said.is_empty(), "{}: {said}", came.status);
}
