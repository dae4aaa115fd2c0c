//! The desk against a practice tenant that listens on the loopback interface.

mod elsewhere;
mod inbox;
mod pacing;
mod read_only;
mod urgent;

use super::follow::CaughtUp;
use super::{
    Behind, Command, Consent, Desk, DirectoryState, Edits, Event, PeopleFilter, Reach, Source, SyncMode, SyncStanding,
    SyncWish, TableForm, serve,
};
use crate::access::{Answer, Question};
use crate::config::{self, Account, Environment, Flags};
use crate::model::{Changed, DisplayText, Fault, Permission, Planned, RunId, RunState, Table, Timestamp, UserId};
use crate::practice::{Practice, PracticeOptions, Request, Running, stories};
use base64::Engine as _;
use jiff::SignedDuration;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

struct House {
    practice: Practice,
    running: Running,
    folder: TempDir,
}

impl House {
    async fn new() -> Self {
        let options = PracticeOptions {
            people: 60,
            rate_per_minute: 60_000,
            membership_delay: std::time::Duration::ZERO,
            ..PracticeOptions::default()
        };
        let practice = Practice::new(options).unwrap();
        let running = practice.serve(None).await.unwrap();
        Self { practice, running, folder: tempfile::tempdir().unwrap() }
    }

    /// A desk as a new process would open it; with the client that may only read, if so wanted.
    async fn desk(&self, limited: bool) -> Arc<Desk> {
        self.desk_with(limited, false).await
    }

    /// The same, of a session that reads only if so wanted.
    async fn desk_with(&self, limited: bool, read_only: bool) -> Arc<Desk> {
        let keys = self.practice.credentials();
        let (client_id, client_secret) = match limited {
            true => (keys.limited_client_id, keys.limited_client_secret),
            false => (keys.client_id, keys.client_secret),
        };
        let place = config::Practice { address: self.running.api.parse().unwrap(), client_id, client_secret };
        let folder = |name: &str| Some(self.folder.path().join(name));
        let flags = Flags { config_dir: folder("config"), data_dir: folder("data"), read_only, ..Flags::default() };
        let account = Account { user: "ann".into(), host: "desk".into() };
        let settings = config::load(&flags, &Environment::of([]), &account, Some(&place)).unwrap();
        Arc::new(Desk::open(&settings, Reach::Tenant).await.unwrap())
    }

    fn call(&self, method: &str, target: &str, body: &Value) {
        self.send(Request::new(method.parse().unwrap(), target).with_json(body), 204);
    }

    fn patch(&self, person: &UserId, body: &Value) {
        let request = Request::new(http::Method::PATCH, format!("/api/v2/users/{person}").as_str());
        self.send(request.with_json(body), 200);
    }

    /// A token of the client that desks use as well.
    fn token(&self) -> String {
        let keys = self.practice.credentials();
        let basic = format!("{}:{}", keys.client_id, keys.client_secret.expose_secret());
        let basic = base64::engine::general_purpose::STANDARD.encode(basic);
        let mut ask = Request::new(http::Method::POST, "/oauth/token")
            .with_header("authorization", &format!("Basic {basic}"))
            .with_header("content-type", "application/x-www-form-urlencoded");
        ask.body = "grant_type=client_credentials".into();
        self.practice.answer(&ask).body.unwrap()["access_token"].as_str().unwrap().to_owned()
    }

    fn send(&self, request: Request, expected: u16) {
        let request = request.with_header("authorization", &format!("Bearer {}", self.token()));
        assert_eq!(self.practice.answer(&request).status, expected, "{request:?}");
    }

    /// Somebody else grants this person a role in all divisions.
    async fn grant(&self, desk: &Desk, to: &UserId, role: &str) {
        let (index, _) = desk.access_index(SignedDuration::MAX, &mut |_| {}).await.unwrap();
        let grants = json!({"grants": [{"roleId": index.role_named(role).unwrap(), "divisionId": "*"}]});
        self.call("POST", &format!("/api/v2/authorization/subjects/{to}/bulkadd"), &grants);
    }
}

/// A face: what it is told, one by one.
struct Face {
    commands: mpsc::Sender<Command>,
    events: mpsc::Receiver<Event>,
}

impl Face {
    fn of(desk: &Arc<Desk>) -> Self {
        let (commands, taken) = mpsc::channel(super::COMMANDS);
        let (tell, events) = mpsc::channel(super::EVENTS);
        tokio::spawn(serve(Arc::clone(desk), taken, tell));
        Self { commands, events }
    }

    async fn ask(&self, command: Command) {
        self.commands.send(command).await.unwrap();
    }

    /// The first event that this makes something of.
    async fn wait<T>(&mut self, mut of: impl FnMut(Event) -> Option<T>) -> T {
        loop {
            let event = self.events.recv().await.expect("the backend goes on");
            if let Some(found) = of(event) {
                return found;
            }
        }
    }

    /// Everything is read and nothing is being read.
    async fn whole(&mut self) {
        let whole =
            |state: &DirectoryState| matches!(state, DirectoryState::Ready { access_at: Some(_), behind: None, .. });
        self.wait(|event| matches!(&event, Event::Directory(state) if whole(state)).then_some(())).await;
    }

    async fn answer(&mut self, wanted: u64) -> Result<Arc<Answer>, Fault> {
        self.wait(|event| match event {
            Event::Answered { generation, result } if generation == wanted => Some(result),
            _ => None,
        })
        .await
    }
}

fn who_may_delete_queues() -> Question {
    Question::WhoCan { permission: Permission::parse("routing:queue:delete").unwrap(), division: None }
}

async fn id_of(desk: &Desk, email: &str) -> UserId {
    desk.people_by_email(email).await.unwrap()[0].id.clone()
}

#[tokio::test]
async fn people_are_there_first_and_questions_are_answered_when_grants_are_read() {
    let house = House::new().await;
    let mut face = Face::of(&house.desk(false).await);
    face.ask(Command::Ask { generation: 1, question: who_may_delete_queues() }).await;
    let early = face.answer(1).await.unwrap_err();
    assert!(early.text.as_str().starts_with("who holds which role"), "{}", early.text);
    let (mut behind, mut vocabulary) = (Vec::new(), None);
    face.wait(|event| match event {
        Event::Vocabulary(newest) => {
            vocabulary = Some(newest);
            None
        }
        Event::Directory(DirectoryState::Ready { access_at: None, behind: Some(Behind { what, .. }), .. }) => {
            behind.push(what);
            None
        }
        Event::Directory(DirectoryState::Ready { access_at: Some(_), behind: None, .. }) => Some(()),
        _ => None,
    })
    .await;
    assert!(!behind.is_empty(), "the people can be used before");
    let vocabulary = vocabulary.unwrap();
    assert!(vocabulary.permissions.is_sorted_by(|a, b| a.0 < b.0) && vocabulary.permissions.len() > 300);
    assert!(vocabulary.templates.iter().any(|name| name.as_str() == "Team lead"));

    face.ask(Command::Ask { generation: 2, question: who_may_delete_queues() }).await;
    let answer = face.answer(2).await.unwrap();
    let Answer::WhoCan(found) = &*answer else { panic!("{answer:?}") };
    assert!(found.active_people > 0 && !found.is_empty());

    let unknown = Question::WhoCan { permission: Permission::parse("routing:queue:eat").unwrap(), division: None };
    face.ask(Command::Ask { generation: 3, question: unknown }).await;
    let fault = face.answer(3).await.unwrap_err();
    assert!(fault.text.as_str().contains("routing:queue:eat"), "{}", fault.text);
}

#[tokio::test]
async fn a_list_is_written_to_a_file_of_its_owner() {
    let house = House::new().await;
    let mut face = Face::of(&house.desk(false).await);
    let table = Table {
        title: "Who".into(),
        columns: vec!["name"],
        rows: vec![vec!["=1+1".into()], vec![DisplayText::new("Ann")]],
    };
    for (form, ending) in [(TableForm::Csv, "csv"), (TableForm::Json, "json"), (TableForm::Markdown, "md")] {
        face.ask(Command::Export { name: "who/can".to_owned(), table: Arc::new(table.clone()), form }).await;
        let path = face
            .wait(|event| match event {
                Event::Notice { text, .. } => text.as_str().split_once("2 rows written to ").map(|(_, p)| p.to_owned()),
                _ => None,
            })
            .await;
        assert!(path.ends_with(ending) && path.contains("/exports/who-can-"), "{path}");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("Ann") && (ending != "csv" || text.contains("'=1+1")), "{text}");
    }
}

#[tokio::test]
async fn what_is_selected_is_read_anew_and_the_difference_taken_over() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let mut face = Face::of(&desk);
    face.whole().await;
    let id = id_of(&desk, stories::NOTHING.email).await;
    house.grant(&desk, &id, "Auditor").await;
    let mut changed = desk.tenant().unwrap().directory.changed();
    changed.mark_unchanged();
    let card = desk.person(&id).await.unwrap();
    let [words] = card.drift.as_slice() else { panic!("{:?}", card.drift) };
    assert!(words.as_str().starts_with("Auditor (all divisions) is granted since; the directory of "), "{words}");
    assert!(words.as_str().ends_with(" did not know"), "{words}");
    changed.changed().await.unwrap();
    assert_eq!(desk.person(&id).await.unwrap().drift, [], "taken over");
    let (index, _) = desk.access_index(SignedDuration::MAX, &mut |_| {}).await.unwrap();
    assert_eq!(index.grants_of(&crate::model::SubjectRef::user(&id)).unwrap().len(), 1);
}

#[tokio::test]
async fn a_later_process_goes_on_with_what_was_kept_and_reads_only_what_changed() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let mut seen = Vec::new();
    let none = SignedDuration::ZERO;
    desk.access_index(none, &mut |behind| seen.push(behind.what)).await.unwrap();
    assert!(seen.contains(&"people"), "{seen:?}");
    let id = id_of(&desk, stories::NOTHING.email).await;
    house.grant(&desk, &id, "Supervisor").await;
    drop(desk);

    let later = house.desk(false).await;
    let (index, _) = later.access_index(SignedDuration::from_nanos(1), &mut |_| {}).await.unwrap();
    let subject = crate::model::SubjectRef::user(&id);
    assert_eq!(index.grants_of(&subject).unwrap()[0].role_name.as_str(), "Supervisor");
    assert!(later.meter().calls <= 6, "the mapping, two services, one person twice: {}", later.meter().calls);
    let before = later.meter().calls;
    assert_eq!(later.catch_up().await.unwrap(), CaughtUp::Nothing, "an entry is taken in once");
    assert_eq!(later.meter().calls - before, 2);
}

#[tokio::test]
async fn whoever_may_not_read_the_audit_log_is_told_once_and_can_still_ask() {
    let house = House::new().await;
    let desk = house.desk(true).await;
    let mut face = Face::of(&desk);
    face.whole().await;
    let search =
        Command::Search { generation: 1, query: String::new(), filter: PeopleFilter::All, limit: 1, first: vec![] };
    face.ask(search).await;
    let text = face
        .wait(|event| match event {
            Event::Notice { text, .. } => text.as_str().contains("audits:audit:view").then_some(text),
            _ => None,
        })
        .await;
    assert!(text.as_str().starts_with("what others change is not seen by itself"), "{text}");
    face.ask(Command::Ask { generation: 2, question: who_may_delete_queues() }).await;
    assert!(face.answer(2).await.is_ok());
}

#[tokio::test]
async fn a_file_of_templates_that_cannot_be_read_is_told_with_its_line_and_nothing_stands_in_for_it() {
    let house = House::new().await;
    let folder = house.folder.path().join("config");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("role-templates.toml"), "[[template]]\nname = \"A\"\nroles = [\nx\n").unwrap();
    let desk = house.desk(false).await;
    let [warning] = desk.warnings() else { panic!("{:?}", desk.warnings()) };
    assert!(warning.as_str().contains("role-templates.toml:4"), "{warning}");
    let mut face = Face::of(&desk);
    let vocabulary = face
        .wait(|event| match event {
            Event::Vocabulary(vocabulary) => Some(vocabulary),
            _ => None,
        })
        .await;
    assert_eq!(vocabulary.templates, [], "not the built-in ones");
}

#[tokio::test]
async fn what_others_change_is_seen_when_the_face_is_used() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let mut face = Face::of(&desk);
    face.whole().await;
    let id = id_of(&desk, stories::NOTHING.email).await;
    let question = Question::Why {
        subject: crate::model::SubjectRef::user(&id),
        permission: Permission::parse("authorization:grant:view").unwrap(),
        division: None,
    };
    let paths = |answer: &Answer| match answer {
        Answer::Why(why) => why.paths.len(),
        other => panic!("{other:?}"),
    };
    house.grant(&desk, &id, "Helpdesk operator").await;
    let mut changed = desk.tenant().unwrap().directory.changed();
    changed.mark_unchanged();
    face.ask(Command::Search {
        generation: 1,
        query: String::new(),
        filter: PeopleFilter::All,
        limit: 1,
        first: vec![],
    })
    .await;
    changed.changed().await.unwrap();
    face.ask(Command::Ask { generation: 2, question }).await;
    assert_eq!(paths(&face.answer(2).await.unwrap()), 1);
}

/// A file that gives a role to these, in all divisions.
fn roles(role: &str, people: &[&str]) -> SyncWish {
    let rows: Vec<_> = people.iter().map(|who| format!("{who},{role},*")).collect();
    let content = format!("person,role,division\n{}\n", rows.join("\n")).into_bytes();
    let source = Source::Bytes("roles.csv".to_owned(), content.into());
    SyncWish { source, edits: Edits::default(), mode: SyncMode::Add, skip_bad: false }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_others_get_in_the_way_of_reads_again_merges_and_says_whom_it_left() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let emails = [stories::TWIN_ONE, stories::CJK_NAME, stories::OWNER].map(|story| story.email);
    let synced = desk.plan_sync_roles(&roles("Workforce planner", &emails), |_| {}).await.unwrap();
    assert_eq!(synced.plan.steps.len(), 1, "one call for all");
    let run = desk.confirm_by_flag(&synced.plan, "test", "").await.unwrap();
    let ids: Vec<UserId> = synced.rows.iter().map(|row| row.id.clone().unwrap()).collect();
    house.grant(&desk, &ids[0], "Workforce planner").await;
    let deleted = Request::new(http::Method::DELETE, &format!("/api/v2/users/{}", ids[1]));
    house.send(deleted, 200);
    assert_eq!(desk.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Failed);

    let record = desk.run(&run).await.unwrap().unwrap();
    let fault = record.steps[0].fault.as_ref().unwrap();
    assert!(fault.text.as_str().contains(ids[1].as_str()) && fault.changed == Changed::Yes, "{fault:?}");
    assert_eq!(record.steps[0].attempts, 1);
    assert!(synced.rows.iter().all(|row| row.outcome(&record).word == "refused"));
    let again = desk.plan_sync_roles(&roles("Workforce planner", &[emails[0], emails[2]]), |_| {}).await.unwrap();
    assert!(again.rows.iter().all(|row| row.standing == SyncStanding::Same), "{:?}", again.rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_was_stopped_goes_on_in_another_process() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let both = [stories::TWIN_ONE.email, stories::OWNER.email];
    let mut wish = roles("Workforce planner", &both);
    let text = format!(
        "person,role,division\n{0},Workforce planner,*\n{1},Workforce planner,*\n{0},Quality viewer,*\n",
        both[0], both[1]
    );
    wish.source = Source::Bytes("roles.csv".to_owned(), text.into_bytes().into());
    let synced = desk.plan_sync_roles(&wish, |_| {}).await.unwrap();
    assert_eq!(synced.plan.steps.len(), 2);
    let run = desk.confirm_by_flag(&synced.plan, "test", "").await.unwrap();
    let stopped = CancellationToken::new();
    stopped.cancel();
    assert_eq!(desk.carry_out(&run, stopped).await.unwrap(), RunState::Queued);
    drop(desk);

    let other = house.desk(false).await;
    assert_eq!(other.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Done);
    let record = other.run(&run).await.unwrap().unwrap();
    for step in &record.steps {
        let people = step.proof.as_ref().unwrap().facts["people"].as_array().unwrap();
        assert!(people.iter().all(|person| person["permissions"].as_u64() > Some(0)), "{people:?}");
    }
    let image = record.plan.before.grants().unwrap();
    assert!(image.people.iter().all(|person| person.permissions > 0 && !person.grants.is_empty()));
    assert!(synced.rows.iter().all(|row| row.outcome(&record).word == "done"));
}

/// Plans the offboarding of somebody and confirms it for this time.
async fn plan_for(face: &mut Face, desk: &Desk, email: &str, due: Timestamp) -> RunId {
    let who = id_of(desk, email).await;
    face.ask(Command::Plan { generation: 7, who, recipe: None }).await;
    let plan = face
        .wait(|event| match event {
            Event::Planned { result, .. } => Some(result.unwrap()),
            _ => None,
        })
        .await;
    assert!(plan.may_wait);
    let consent = Consent {
        typed_name: plan.subject.name.to_string(),
        reason: "left".to_owned(),
        ticket: String::new(),
        due: Some(due),
    };
    face.ask(Command::Confirm { digest: plan.digest(), consent }).await;
    face.wait(|event| match event {
        Event::Confirmed { result, .. } => Some(result.unwrap()),
        _ => None,
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_confirmed_for_later_waits_and_an_open_console_begins_it() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let mut face = Face::of(&desk);
    let hours = |n| desk.now().checked_add(SignedDuration::from_hours(n)).unwrap();
    let (first, second) = (hours(1), hours(2));
    let run = plan_for(&mut face, &desk, stories::NOTHING.email, first).await;
    let record = desk.run(&run).await.unwrap().unwrap();
    assert_eq!((record.due, record.planned), (Some(first), Some(Planned::Ahead)));
    assert!(desk.interrupted().await.unwrap().is_empty());
    // An hour goes by at the database; the console looks when something happens.
    desk.store.faults().set_lease_clock(first.as_millisecond() + 1);
    let other = plan_for(&mut face, &desk, stories::OWNER.email, second).await;
    let runs = face
        .wait(|event| match event {
            Event::Runs { runs, .. } => {
                runs.iter().any(|line| line.id == run && line.state == RunState::Done).then_some(runs)
            }
            _ => None,
        })
        .await;
    let waiting = runs.iter().find(|line| line.id == other).unwrap();
    assert_eq!((waiting.due, waiting.planned), (Some(second), Some(Planned::Ahead)));
}
