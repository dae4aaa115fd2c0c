//! The console in a real pseudo-terminal: what it does to the terminal, and how it gives it back.
//!
//! The test binary starts itself again inside the pseudo-terminal; there it runs the console on a scripted backend.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "all of it is a test")]

mod pseudo_terminal;

use lanyard::access::{AccessIndex, Rules, Templates, TenantView};
use lanyard::backend::{Command, DirectoryState, Event, Hit, PersonCard, Session, Vocabulary};
use lanyard::model::{
    Catalogue, CatalogueEntry, DisplayText, Division, HeldBy, HeldGrant, Holdings, Operator, Permission,
    PermissionPolicy, Person, Role, Seat, SubjectRef, Timestamp, UserState,
};
use lanyard::tui::{Options, run};
use portable_pty::CommandBuilder;
use pseudo_terminal::{PATIENCE, Stage, begin, count, given_back};
use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Set where the test binary is to be the console; says what the backend does besides answering.
const PART: &str = "LANYARD_TEST_PART";
/// The terminal's size.
const COLUMNS: u16 = 80;
const ROWS: u16 = 24;

fn person(name: &str) -> Person {
    Person {
        id: name.into(),
        name: name.into(),
        email: DisplayText::default(),
        state: UserState::Active,
        version: 1,
        division: None,
        department: DisplayText::default(),
        title: DisplayText::default(),
        manager: None,
        last_login: None,
    }
}

fn seat(person: Person) -> Seat {
    Seat {
        person,
        read_at: Timestamp::UNIX_EPOCH,
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
        licences: vec!["CX 2".into()],
        open_conversations: vec![],
        direct_reports: vec![],
        last_token_issued: None,
    }
}

/// Jane Doe deletes queues in Claims, and nowhere else.
fn index() -> (Arc<AccessIndex>, Vocabulary) {
    let people = ["Jane Doe", "Tom Okafor"].map(person);
    let divisions =
        ["Claims", "Home"].map(|name| Division { id: name.into(), name: name.into(), home: name == "Home" });
    let permission = Permission { domain: "routing".into(), entity: "queue".into(), action: "delete".into() };
    let entry = CatalogueEntry {
        permission: permission.clone(),
        label: "Delete queues".into(),
        division_aware: true,
        allows_conditions: false,
    };
    let catalogue = Catalogue { entries: vec![entry] };
    let policy = PermissionPolicy {
        domain: "routing".into(),
        entity: "queue".into(),
        actions: vec!["*".into()],
        condition: None,
    };
    let role = Role {
        id: "keeper".into(),
        name: "Queue keeper".into(),
        description: DisplayText::default(),
        default_role: None,
        is_default: false,
        is_base: false,
        general: vec![],
        policies: vec![policy],
    };
    let holdings = Holdings {
        subjects: vec![HeldBy { subject: SubjectRef::user(&people[0].id), name: people[0].name.clone() }],
        roles: vec![role.id.clone()],
        divisions: vec![divisions[0].id.clone()],
        grants: vec![HeldGrant { subject: 0, role: 0, division: 0 }],
        ..Holdings::default()
    };
    let view = TenantView {
        people: &people,
        groups: &[],
        roles: std::slice::from_ref(&role),
        divisions: &divisions,
        catalogue: &catalogue,
        licences: &[],
        holdings: &holdings,
    };
    let vocabulary = Vocabulary {
        permissions: vec![(permission, "Delete queues".into())],
        divisions: divisions.to_vec(),
        ..Vocabulary::default()
    };
    (Arc::new(AccessIndex::new(&view, &Templates::default(), &Rules::default())), vocabulary)
}

async fn answer(mut from: mpsc::Receiver<Command>, to: mpsc::Sender<Event>) {
    let session = Session {
        tenant: "Acme".into(),
        environment: "test".into(),
        demo: true,
        operator: Operator { name: "op".into(), account: "op@host".into(), known_by: "account".into() },
        recipes: vec![],
    };
    let _ = to.send(Event::Session(session)).await;
    let _ = to
        .send(Event::Directory(DirectoryState::Ready {
            people: 2,
            read_at: Timestamp::UNIX_EPOCH,
            access_at: Some(Timestamp::UNIX_EPOCH),
            behind: None,
        }))
        .await;
    let (index, vocabulary) = index();
    let _ = to.send(Event::Vocabulary(Arc::new(vocabulary))).await;
    let people = ["Jane Doe", "Tom Okafor"];
    while let Some(command) = from.recv().await {
        let event = match command {
            Command::Search { generation, query, .. } => {
                let hits: Vec<Hit> = people
                    .iter()
                    .filter(|name| name.to_lowercase().contains(&query))
                    .map(|name| Hit { person: person(name), division: "Home".into(), matched: vec![], twin: false })
                    .collect();
                Event::Found { generation, matched: hits.len(), hits, total: people.len() }
            }
            Command::OpenPerson { generation, id } => {
                let access = index.access_of(&SubjectRef::user(&id)).unwrap_or_default();
                let card = PersonCard { seat: seat(person(id.as_str())), access, drift: Vec::new() };
                Event::Person { generation, result: Ok(Arc::new(card)) }
            }
            Command::Ask { generation, question } => {
                Event::Answered { generation, result: Ok(Arc::new(index.answer(&question).unwrap())) }
            }
            Command::Refresh => match std::env::var(PART).as_deref() {
                // The key that reads again is the tests' way to make something go wrong.
                Ok("worker-panics") => {
                    tokio::spawn(async { panic!("on purpose") });
                    continue;
                }
                Ok("deaf") => std::future::pending().await,
                Ok("flood") => {
                    for used in 0..10_000 {
                        let meter = lanyard::backend::BudgetMeter {
                            used,
                            allowed: Some(10_000),
                            ..lanyard::backend::BudgetMeter::default()
                        };
                        let _ = to.send(Event::Budget(meter)).await;
                    }
                    continue;
                }
                _ => continue,
            },
            Command::Shutdown => return,
            _ => continue,
        };
        let _ = to.send(event).await;
    }
}

fn panic_when_asked() -> Timestamp {
    if std::env::var(PART).as_deref() == Ok("panics") && std::fs::exists(flag()).unwrap_or(false) {
        panic!("the console panics on purpose");
    }
    Timestamp::now()
}

fn flag() -> std::path::PathBuf {
    std::env::var_os("LANYARD_TEST_FLAG").unwrap_or_default().into()
}

/// Not a test of its own: what runs inside the pseudo-terminal.
#[test]
#[ignore = "started by the other tests of this file inside a pseudo-terminal"]
fn inside() {
    if std::env::var_os(PART).is_none() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let result = runtime.block_on(async {
        let (to_backend, commands) = mpsc::channel(64);
        // So narrow that the console cannot take much at once: each piece of news could be a draw.
        let (events, from_backend) = mpsc::channel(2);
        let backend = tokio::spawn(answer(commands, events));
        let mut options = Options { clock: panic_when_asked, ..Options::default() };
        if std::env::var(PART).as_deref() == Ok("asks") {
            options.theme.colorterm = Some("truecolor".into());
            options.theme.term = Some("xterm-256color".into());
        }
        let result = run(options, to_backend, from_backend).await;
        // A deaf backend is left behind.
        let _ = tokio::time::timeout(Duration::from_millis(200), backend).await;
        result
    });
    match result {
        Ok(()) => println!("console ended well"),
        Err(error) => println!("console ended with: {error}"),
    }
    runtime.shutdown_timeout(Duration::from_millis(100));
}

/// The console on the scripted backend that plays this part, and the file that makes it panic when it is there.
fn part(part: &str) -> (CommandBuilder, tempfile::TempDir) {
    let flag = tempfile::tempdir().unwrap();
    let exe = std::env::current_exe().unwrap();
    let mut command = if part == "under-a-shell" {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", "set -m; \"$0\" \"$@\"; echo it-was-stopped; fg >/dev/null; echo it-has-ended"]);
        command.arg(exe);
        command
    } else {
        CommandBuilder::new(exe)
    };
    command.args(["inside", "--exact", "--ignored", "--nocapture"]);
    command.env(PART, part);
    command.env("LANYARD_TEST_FLAG", flag.path().join("now"));
    command.env("TERM", "xterm-256color");
    (command, flag)
}

fn open(name: &str) -> Stage {
    Stage::open(part(name).0, COLUMNS, ROWS)
}

#[test]
fn a_person_is_found_and_read_and_the_console_is_left() {
    let mut stage = open("plain");
    stage.wait_for("Tom Okafor").keys("jan").wait_for("1/2").keys("\r").wait_for("CX 2").keys("q");
    let (well, written) = stage.end();
    assert!(well && written.contains("console ended well"), "{written}");
    given_back(&written);
}

/// Nothing but what the screen offers: `w why` and `n why not` stand in the footer, names are found by typing.
#[test]
fn a_newcomer_finds_out_why_here_and_not_there() {
    let mut stage = open("plain");
    stage.wait_for("Tom Okafor").keys("jane").wait_for("1/2").keys("\r").wait_for("CX 2").wait_for("w why  n why not");
    stage.keys("w").wait_for("Type a permission").keys("delete").wait_for("1/1").keys("\r");
    stage.wait_for("It holds in Claims; not in Home.").wait_for("direct > Queue keeper > routing:queue:* > Claims");
    stage.keys("n").wait_for("has it here").keys("home\r").wait_for("does not have, in Home,");
    stage.keys("\x1b").wait_for("It holds in Claims").keys("\x1b").wait_for("1 Users").keys("q");
    let (well, written) = stage.end();
    assert!(well && written.contains("console ended well"), "{written}");
}

#[test]
fn the_terminal_is_given_back_on_every_signal() {
    use rustix::process::Signal;
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut stage = open("plain");
        stage.wait_for("Tom Okafor");
        stage.signal(signal);
        let (well, written) = stage.end();
        assert!(well && written.contains("console ended well"), "{signal:?}: {written}");
        given_back(&written);
    }
}

/// The palette has a panic for whoever types its whole id: what it leaves behind can be tried on any machine.
#[test]
fn a_panic_that_was_asked_for_gives_the_terminal_back_before_it_is_reported() {
    let mut stage = open("plain");
    stage.wait_for("Tom Okafor").keys("\r").keys("\x10").wait_for("Commands").keys("debug.panic-elsewhere");
    stage.wait_for("in the background").keys("\r").wait_for("a task has panicked");
    stage.keys("\x10").wait_for("Commands").keys("debug.panic").wait_for("panic on purpose").keys("\r");
    let (well, written) = stage.end();
    assert!(!well, "{written}");
    given_back(&written);
    let back = written.rfind("\x1b[?1049l").expect("the ordinary screen");
    assert!(written[back..].contains("asked for in the palette"), "the report comes after it: {written}");
}

#[test]
fn suspending_gives_the_terminal_to_the_shell_and_takes_it_back() {
    let mut stage = open("under-a-shell");
    stage.wait_for("Tom Okafor").keys("\r").keys("\x1a");
    // The shell prints its line on the ordinary screen, and lets the console go on at once.
    let end = Instant::now() + PATIENCE;
    while count(&stage.written(), "\x1b[?1049h") < 2 {
        assert!(Instant::now() < end, "it is not taken back: {}", stage.text());
        stage.wait_for_news(Duration::from_millis(50));
    }
    stage.wait_for("Tom Okafor").keys("q").wait_for("it-has-ended");
    let (_, written) = stage.end();
    let left = written.find("\x1b[?1049l").unwrap();
    let stopped = written.find("it-was-stopped").unwrap();
    let taken = written.rfind("\x1b[?1049h").unwrap();
    assert!(left < stopped && stopped < taken, "{written}");
    assert_eq!((count(&written, "\x1b[?1049h"), count(&written, "\x1b[?1049l")), (2, 2));
}

#[test]
fn where_nobody_could_let_it_go_on_suspending_does_not_stop_it() {
    let mut stage = open("plain");
    stage.wait_for("Tom Okafor").keys("\r").keys("\x1a");
    stage.keys("j").keys("q");
    let (well, written) = stage.end();
    assert!(well && written.contains("console ended well"), "{written}");
}

#[test]
fn the_terminal_is_given_back_before_a_panic_is_reported() {
    let (command, flag) = part("panics");
    let mut stage = Stage::open(command, COLUMNS, ROWS);
    stage.wait_for("Tom Okafor");
    std::fs::write(flag.path().join("now"), "").unwrap();
    stage.keys("j");
    let (well, written) = stage.end();
    assert!(!well);
    given_back(&written);
    assert!(written.find("the console panics on purpose") > written.find("\x1b[?1049l"), "{written}");
}

#[test]
fn a_panic_elsewhere_is_told_on_the_screen() {
    let mut stage = open("worker-panics");
    stage.wait_for("Tom Okafor").keys("\r").keys("r").wait_for("a task has panicked at").keys("q");
    let (well, written) = stage.end();
    assert!(well, "{written}");
    given_back(&written);
}

#[test]
fn a_terminal_that_goes_away_ends_the_console() {
    // No thread reads here: it would keep the terminal open.
    let (master, mut child) = begin(part("plain").0, COLUMNS, ROWS);
    let mut reader = master.try_clone_reader().unwrap();
    let mut written = Vec::new();
    let mut buffer = [0; 8192];
    while !String::from_utf8_lossy(&written).contains("Okafor") {
        let n = reader.read(&mut buffer).unwrap();
        written.extend_from_slice(&buffer[..n]);
    }
    drop((master, reader));
    let end = Instant::now() + PATIENCE;
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < end, "it goes on without a terminal");
        std::thread::yield_now();
    }
}

#[test]
fn a_flood_of_news_is_drawn_a_few_times_and_keys_are_answered() {
    let mut stage = open("flood");
    stage.wait_for("Tom Okafor").keys("\r");
    let began = Instant::now();
    stage.keys("r").wait_for("9999/10000");
    let took = began.elapsed();
    stage.keys("q");
    let (well, written) = stage.end();
    assert!(well);
    // Each draw ends with showing the cursor.
    let draws = count(&written, "\x1b[?25h") as u128;
    assert!(draws <= 20 + took.as_millis() / 25, "{draws} draws in {took:?}");
}

#[test]
fn a_backend_that_takes_nothing_is_told_about_and_does_not_hold_the_operator() {
    let mut stage = open("deaf");
    stage.wait_for("Tom Okafor").keys("\r").keys("r").keys(&"f".repeat(80)).wait_for("The backend is busy").keys("q");
    let (well, written) = stage.end();
    assert!(well && written.contains("console ended well"), "{written}");
    given_back(&written);
}

#[test]
fn a_paste_of_a_megabyte_is_one_event_that_is_cut_to_the_field_and_triggers_nothing() {
    let mut stage = open("plain");
    stage.wait_for("Tom Okafor");
    // Keys within it would quit, plan and answer.
    let paste = format!("\x1b[200~{}\x1b[201~", "q y\ro".repeat(200_000));
    stage.keys(&paste).wait_for("The paste was cut: a field takes 400 characters.");
    stage.keys("\x1b").wait_until("the search to be gone", |text| !text.contains("q y")).keys("\r").keys("q");
    let (well, written) = stage.end();
    assert!(well && written.contains("console ended well"), "{written}");
    given_back(&written);
}

#[test]
fn an_idle_console_writes_nothing() {
    let mut stage = open("plain");
    stage.wait_for("Tom Okafor");
    stage.wait_for_silence(Duration::from_millis(500));
    // Nothing more is due: what comes within this time would be idle chatter.
    assert_eq!(stage.written_within(Duration::from_secs(2)), 0);
    stage.keys("\r").keys("q");
    assert!(stage.end().0);
}

/// The colour of ordinary text in the theme for light backgrounds, as it is written to a terminal.
const LIGHT_TEXT: &str = "38;2;36;41;47";

#[test]
fn a_terminal_that_tells_its_background_gets_what_can_be_read_on_it() {
    let mut stage = open("asks");
    // Before the question: then it waits where the answer is looked for, however slow this machine is.
    stage.keys("\x1b]11;rgb:ffff/ffff/ffff\x1b\\").wait_for("Tom Okafor").keys("jan").wait_for("1/2");
    assert!(stage.written().contains("\x1b]11;?\x1b\\"), "it is asked");
    assert!(stage.written().contains(LIGHT_TEXT));
    assert!(!stage.text().contains("rgb"), "{}", stage.text());
    stage.keys("\r").keys("q");
    assert!(stage.end().0);
}

#[test]
fn a_late_answer_is_not_taken_for_keys() {
    for end in ["\x07", "\x1b\\"] {
        let mut stage = open("asks");
        stage.wait_for("Tom Okafor").keys(&format!("\x1b]11;rgb:ffff/ffff/ffff{end}")).keys("jan").wait_for("1/2");
        let text = stage.text();
        assert!(!text.contains("rgb") && !text.contains("names hidden") && !text.contains("Not now"), "{text}");
        assert!(!stage.written().contains(LIGHT_TEXT), "nothing changes its looks later");
        stage.keys("\r").keys("q");
        assert!(stage.end().0);
    }
}
