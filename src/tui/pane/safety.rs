//! What must hold on every screen at once: nothing is written without a completed confirmation, no size breaks anything,
//! no name gets out of its place, and everything can be told apart without colour.

use super::story;
use crate::backend::{BudgetMeter, Command, Event, PeopleFilter};
use crate::model::{DisplayText, Outcome, Plan, RunRecord, RunState};
use crate::tui::action;
use crate::tui::app::{App, update};
use crate::tui::fake::{answers, bulk, people};
use crate::tui::input::Input;
use crate::tui::overlay::Overlay;
use crate::tui::theme::Theme;
use proptest::prelude::*;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Modifier;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) type Story = (&'static str, fn(u16, u16) -> App);

/// Every screen of a run's way, in each of its stories, and every dialog on the way.
pub(super) const STORIES: [Story; 38] = [
    ("people", story::app),
    ("power", |width, height| asked(width, height, "P", "")),
    ("comparison", |width, height| asked(width, height, ":", "with a role")),
    ("who can", |width, height| asked(width, height, "W", "delete")),
    ("plan", |width, height| story::planned(width, height, story::plan())),
    ("blocked", |width, height| story::planned(width, height, story::blocked())),
    ("confirming", |width, height| confirming(width, height, story::plan())),
    ("running", |width, height| story::watching(width, height, story::running())),
    ("paused", |width, height| {
        let mut run = story::running();
        run.state = RunState::Paused;
        story::watching(width, height, run)
    }),
    ("interrupted", |width, height| {
        let mut app = story::watching(width, height, story::running());
        story::tell(&mut app, Event::Runs { generation: 0, runs: vec![story::summary(&story::running(), true)] });
        app
    }),
    ("done", |width, height| story::watching(width, height, story::over(RunState::Done, &[]))),
    ("failed", |width, height| story::watching(width, height, failed())),
    ("step", |width, height| {
        let mut app = story::watching(width, height, failed());
        story::press(&mut app, "Enter");
        app
    }),
    ("cancelled", |width, height| story::watching(width, height, story::cancelled())),
    ("leaving", |width, height| {
        let mut app = story::watching(width, height, story::running());
        super::run::ours(&mut app, story::running().id);
        story::press(&mut app, "Q");
        app
    }),
    ("runs", |width, height| {
        let mut app = story::app(width, height);
        story::press(&mut app, "F3");
        story::tell(&mut app, Event::Runs { generation: 0, runs: vec![story::summary(&story::running(), false)] });
        app
    }),
    ("audit", |width, height| {
        let mut app = story::app(width, height);
        let sent = story::press(&mut app, "F4");
        let Some(Command::Audit { generation, .. }) = sent.last() else { panic!("{sent:?}") };
        let records = story::records();
        let page = crate::backend::AuditPage { matched: records.len(), total: 100_000, records };
        story::tell(&mut app, Event::Audit { generation: *generation, result: Ok(page) });
        app
    }),
    ("held", |width, height| story::watching(width, height, story::held())),
    ("inbox", |width, height| gone_to(width, height, crate::tui::pane::Screen::Inbox)),
    ("quarantine", |width, height| inbox(width, height, &["Tab"])),
    ("turning down", |width, height| inbox(width, height, &["d"])),
    ("putting off", |width, height| inbox(width, height, &["p"])),
    ("choosing who is meant", |width, height| inbox(width, height, &["w"])),
    ("plan for an event", |width, height| inbox(width, height, &["Down", "c"])),
    ("groups", |width, height| gone_to(width, height, crate::tui::pane::Screen::Groups)),
    ("jobs", |width, height| gone_to(width, height, crate::tui::pane::Screen::Jobs)),
    ("notices", |width, height| gone_to(width, height, crate::tui::pane::Screen::Notices)),
    ("figures", |width, height| gone_to(width, height, crate::tui::pane::Screen::Figures)),
    ("done with its trail", |width, height| {
        let run = story::over(RunState::Done, &[]);
        let mut app = story::watching(width, height, run.clone());
        story::tell(&mut app, Event::RunTrail(Arc::new(crate::tui::fake::past::trail(&run))));
        app
    }),
    ("waiting to be seen", |width, height| {
        let mut app = story::watching(width, height, story::running());
        story::tell(&mut app, story::spreading());
        app
    }),
    ("changes", |width, height| gone_to(width, height, crate::tui::pane::Screen::Changes)),
    ("calls", |width, height| gone_to(width, height, crate::tui::pane::Screen::Calls)),
    ("file", |width, height| {
        let mut app = gone_to(width, height, crate::tui::pane::Screen::Jobs);
        for key in ["n", "Enter", "n", "Enter"] {
            let sent = story::press(&mut app, key);
            answered(&mut app, sent);
        }
        app
    }),
    ("rows", |width, height| many(width, height, false)),
    ("confirming many", |width, height| {
        let mut app = many(width, height, true);
        story::press(&mut app, "c");
        story::wait(&mut app, 2);
        app
    }),
    ("batch", |width, height| batch(width, height, bulk::batch_view())),
    ("batch left behind", |width, height| {
        let mut view = bulk::batch_view();
        view.line.interrupted = true;
        batch(width, height, view)
    }),
    ("batch failed", |width, height| {
        let mut view = bulk::batch_view();
        view.line.state = RunState::Failed;
        batch(width, height, view)
    }),
];

/// A screen with what it asks for answered.
fn gone_to(width: u16, height: u16, screen: crate::tui::pane::Screen) -> App {
    let mut app = story::app(width, height);
    let mut out = crate::tui::effect::Effects::default();
    app.go(screen, &mut out);
    answered(&mut app, story::sent(out.into_vec()));
    app
}

/// The inbox after these keys.
fn inbox(width: u16, height: u16, keys: &[&str]) -> App {
    let mut app = gone_to(width, height, crate::tui::pane::Screen::Inbox);
    for key in keys {
        let sent = story::press(&mut app, key);
        answered(&mut app, sent);
    }
    app
}

fn answered(app: &mut App, sent: Vec<Command>) {
    let mut left = sent;
    while let Some(command) = left.pop() {
        if let Some(event) = people::answer(&command) {
            left.extend(story::tell(app, event));
        }
    }
    let (size, now) = (app.size, app.now);
    update(app, Input::Resize(size.0, size.1), now);
}

/// Rows, checked; with the bad ones set aside where it is wanted.
fn many(width: u16, height: u16, skip_bad: bool) -> App {
    let mut app = story::app(width, height);
    let mut out = crate::tui::effect::Effects::default();
    let wish = crate::backend::RowsWish { skip_bad, ..bulk::wish() };
    crate::tui::pane::rows::open(&mut app, wish, &mut out);
    answered(&mut app, story::sent(out.into_vec()));
    app
}

fn batch(width: u16, height: u16, view: crate::backend::BatchView) -> App {
    let mut app = story::app(width, height);
    let mut out = crate::tui::effect::Effects::default();
    crate::tui::pane::batch::open(&mut app, view.line.id.clone(), &mut out);
    story::tell(&mut app, Event::Batch(Arc::new(view)));
    app
}

/// An answer, asked for with a key and, where names are to be chosen from, what is typed there and taken.
fn asked(width: u16, height: u16, key: &str, typed: &str) -> App {
    let mut app = story::app(width, height);
    story::tell(&mut app, Event::Vocabulary(Arc::new(answers::vocabulary())));
    let sent = story::sent(update(&mut app, Input::Resize(width, height), story::at(0)));
    let mut sent: Vec<Command> = sent.into_iter().chain(story::press(&mut app, "Enter")).collect();
    let now = app.now;
    sent.push(Command::Search {
        generation: 1,
        query: "jane".to_owned(),
        filter: PeopleFilter::All,
        limit: 5,
        first: vec![],
    });
    for command in sent {
        if let Some(event) = people::answer(&command) {
            update(&mut app, Input::Backend(event), now);
        }
    }
    story::press(&mut app, "Enter");
    let mut sent = story::press(&mut app, key);
    story::type_text(&mut app, typed);
    for _ in 0..2 {
        if matches!(app.overlays.last(), Some(Overlay::Picker(_) | Overlay::Chooser(_))) {
            sent = story::press(&mut app, "Enter");
        }
    }
    let event = sent.last().and_then(people::answer).unwrap_or_else(|| panic!("{key}: {sent:?}"));
    story::tell(&mut app, event);
    assert_eq!(app.screen(), crate::tui::pane::Screen::Question, "{key}");
    app
}

fn failed() -> RunRecord {
    story::over(RunState::Failed, &[("groups", Outcome::Failed), ("delete", Outcome::Unknown)])
}

/// The dialog, open, settled and armed.
fn confirming(width: u16, height: u16, plan: Plan) -> App {
    let mut app = story::planned(width, height, plan);
    story::press(&mut app, "Enter");
    story::wait(&mut app, 2);
    app
}

fn stories(width: u16, height: u16) -> impl Iterator<Item = (&'static str, App)> {
    STORIES.iter().map(move |(name, make)| (*name, make(width, height)))
}

/// Whether a command makes something happen in the tenant, or happen again.
pub(super) fn acts(command: &Command) -> bool {
    use crate::backend::BatchWish;
    matches!(
        command,
        Command::Confirm { .. }
            | Command::Resume(_)
            | Command::Retry(_)
            | Command::ConfirmRows { .. }
            | Command::SteerBatch { wish: BatchWish::Resume | BatchWish::Retry, .. }
    )
}

/// Whether a command decides about an event.
pub(super) fn decides(command: &Command) -> bool {
    matches!(command, Command::RejectEvent { .. } | Command::PostponeEvent { .. })
}

/// Whether a command steers a run at all.
fn steers(command: &Command) -> bool {
    acts(command)
        || decides(command)
        || matches!(command, Command::Pause(_) | Command::Cancel(_) | Command::SteerBatch { .. })
}

#[test]
fn no_action_writes_from_any_screen() {
    for record in action::records() {
        for (name, mut app) in stories(80, 24) {
            let mut out = crate::tui::effect::Effects::default();
            app.perform(record.action, &mut out);
            for command in story::sent(out.into_vec()) {
                assert!(!acts(&command) && !decides(&command), "{} on {name} sends {command:?}", record.id);
            }
        }
    }
}

#[test]
fn enter_steers_nothing_anywhere() {
    for (name, mut app) in stories(80, 24) {
        for _ in 0..6 {
            for command in story::press(&mut app, "Enter") {
                assert!(!steers(&command), "Enter on {name} sends {command:?}");
            }
            // Enter may open something; what is opened is tried as well, later and settled.
            story::wait(&mut app, 2);
        }
    }
}

#[test]
fn no_key_pressed_twice_writes() {
    let keys: BTreeSet<&str> = action::records().flat_map(|record| record.keys).copied().collect();
    assert!(keys.contains(", p"), "keys that are pressed one after the other are tried as well");
    for key in keys {
        for (name, mut app) in stories(80, 24) {
            for _ in 0..3 {
                let commands = press(&mut app, key);
                assert!(
                    !commands.iter().any(|command| acts(command) || decides(command)),
                    "{key} on {name} sends {commands:?}"
                );
                story::wait(&mut app, 2);
            }
        }
    }
}

/// Presses a key, or several one after the other, as the table writes them.
pub(super) fn press(app: &mut App, keys: &str) -> Vec<Command> {
    let now = app.now;
    let events = keys.split(' ').filter_map(event);
    events.flat_map(|event| story::sent(update(app, Input::Key(event), now))).collect()
}

/// The key event of a key as the table writes it.
fn event(key: &str) -> Option<KeyEvent> {
    let named = [
        ("Enter", KeyCode::Enter),
        ("Esc", KeyCode::Esc),
        ("Tab", KeyCode::Tab),
        ("S-Tab", KeyCode::BackTab),
        ("Space", KeyCode::Char(' ')),
        ("Up", KeyCode::Up),
        ("Down", KeyCode::Down),
        ("Left", KeyCode::Left),
        ("Right", KeyCode::Right),
        ("Home", KeyCode::Home),
        ("End", KeyCode::End),
        ("PgUp", KeyCode::PageUp),
        ("PgDn", KeyCode::PageDown),
    ];
    if let Some((_, code)) = named.iter().find(|(name, _)| *name == key) {
        return Some(KeyEvent::new(*code, KeyModifiers::NONE));
    }
    if let Some(letter) = key.strip_prefix("Ctrl-").and_then(|rest| rest.chars().next()) {
        return Some(KeyEvent::new(KeyCode::Char(letter.to_ascii_lowercase()), KeyModifiers::CONTROL));
    }
    match key.strip_prefix('F').and_then(|number| number.parse().ok()) {
        Some(number) => Some(KeyEvent::new(KeyCode::F(number), KeyModifiers::NONE)),
        None => Some(KeyEvent::new(KeyCode::Char(key.chars().next()?), KeyModifiers::NONE)),
    }
}

#[test]
fn every_key_of_the_table_can_be_pressed_here() {
    for text in action::records().flat_map(|record| record.keys) {
        let pressed: Vec<_> = text.split(' ').filter_map(event).map(action::Key::of).collect();
        assert_eq!(Some(pressed.as_slice()), action::Chord::parse(text).as_ref().map(action::Chord::keys), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever is pressed in whatever order: without the name there is no confirmation, and without the yes to a question
    /// nothing is taken up again; without its own key nothing is decided about an event.
    #[test]
    fn no_order_of_keys_writes(start in 0usize..STORIES.len(), picks in proptest::collection::vec((0usize..1000, 0i64..3), 60)) {
        let keys: Vec<&str> = action::records().flat_map(|record| record.keys).copied().chain(["J", "a", "Space"]).collect();
        let mut app = STORIES[start].1(80, 24);
        for (pick, seconds) in picks {
            let key = keys[pick % keys.len()];
            let asked = matches!(app.overlays.last(), Some(Overlay::Ask(_)));
            let deciding = matches!(app.overlays.last(), Some(Overlay::Decide(_)));
            for command in press(&mut app, key) {
                prop_assert!(!matches!(command, Command::Confirm { .. } | Command::ConfirmRows { .. }), "{key}");
                prop_assert!(!acts(&command) || (asked && key == "y"), "{key} sends {command:?}");
                prop_assert!(!decides(&command) || (deciding && key == "Ctrl-X"), "{key} sends {command:?}");
            }
            story::wait(&mut app, seconds);
        }
    }
}

#[test]
fn no_size_breaks_a_screen() {
    let (widths, heights) = ([0, 1, 59, 60, 61, 73, 80, 99, 100, 200], [0, 1, 14, 15, 16, 17, 20, 24, 31, 60]);
    for (_, mut app) in stories(80, 24) {
        for width in widths {
            for height in heights {
                let now = app.now;
                update(&mut app, Input::Resize(width, height), now);
                story::draw(&app);
            }
        }
    }
}

const HOSTILE: [&str; 4] = [
    "Eve\u{202e}nimda\u{1b}[2J",
    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
    "Maximiliane-Antoinette Oppenheimer-Schneider von und zu Wolkenstein-Trostburg the Third",
    "e\u{301}\u{301}\u{301} 👩‍👩‍👧‍👦 محمد",
];

#[test]
fn no_name_gets_out_of_its_place() {
    for name in HOSTILE {
        let name = DisplayText::new(name);
        for (width, height) in [(60, 15), (80, 24), (120, 36)] {
            let mut plan = story::plan();
            plan.subject.name = name.clone();
            plan.irreversible.push(name.clone());
            plan.steps[4].effects.push(name.clone());
            let mut run = story::running();
            run.plan = plan.clone();
            run.steps[4].reason = Some(name.clone());
            let mut confirming = story::planned(width, height, plan.clone());
            story::press(&mut confirming, "Enter");
            story::wait(&mut confirming, 2);
            for app in [story::planned(width, height, plan), confirming, story::watching(width, height, run)] {
                frame_is_whole(&app);
            }
            let mut events = crate::tui::fake::inbox::entries();
            for entry in &mut events {
                (entry.name, entry.why) = (Some(name.clone()), Some(name.clone()));
                (entry.event.reason, entry.event.email) = (name.clone(), name.clone());
            }
            let told = Event::Inbox(Ok(events.into()));
            let mut deciding = inbox(width, height, &[]);
            story::tell(&mut deciding, told.clone());
            frame_is_whole(&deciding);
            story::press(&mut deciding, "d");
            frame_is_whole(&deciding);
            let mut event = inbox(width, height, &[]);
            story::tell(&mut event, told);
            story::press(&mut event, "Down");
            let sent = story::press(&mut event, "c");
            answered(&mut event, sent);
            frame_is_whole(&event);
        }
    }
}

/// The frame of the screen stands, and nothing that could mislead is in any cell.
fn frame_is_whole(app: &App) {
    let terminal = story::draw(app);
    let buffer = terminal.backend().buffer();
    let body = app.layout.body;
    for y in body.top() + 1..body.bottom() - 1 {
        for x in [body.left(), body.right() - 1] {
            let symbol = buffer[(x, y)].symbol();
            assert!(matches!(symbol, "┃" | "│" | "▐"), "{symbol:?} at {x},{y} in\n{}", story::screen(app));
        }
    }
    for cell in buffer.content() {
        assert!(!cell.symbol().contains(['\u{202e}', '\u{1b}', '\u{200b}']), "{:?}", cell.symbol());
    }
}

#[test]
fn without_colour_button_fault_and_outcome_are_still_told_apart() {
    let mut app = confirming(80, 24, story::plan());
    app.theme = Theme::monochrome();
    assert!(modifiers(&app, "[ Back ]").contains(Modifier::REVERSED));
    assert!(!modifiers(&app, "[ Offboard").contains(Modifier::REVERSED));
    story::press(&mut app, "S-Tab");
    assert!(modifiers(&app, "[ Offboard").contains(Modifier::REVERSED));
    let mut app = story::watching(120, 36, story::over(RunState::Failed, &[("groups", Outcome::Failed)]));
    app.theme = Theme::monochrome();
    story::press(&mut app, "Up");
    let (failed, done) = (modifiers(&app, "x failed    groups"), modifiers(&app, "+ done      tokens"));
    assert_ne!(failed, done);
}

/// The modifiers of the first cell of a text on the screen.
fn modifiers(app: &App, text: &str) -> Modifier {
    let terminal = story::draw(app);
    let buffer = terminal.backend().buffer();
    for y in 0..app.size.1 {
        let row: String = (0..app.size.0).map(|x| buffer[(x, y)].symbol()).collect();
        if let Some(at) = row.find(text) {
            let at = row[..at].chars().count();
            return buffer[(u16::try_from(at).unwrap(), y)].modifier;
        }
    }
    panic!("{text} is not on\n{}", story::screen(app));
}

#[test]
fn a_budget_without_limits_and_a_plan_without_steps_are_shown() {
    let mut plan = story::plan();
    plan.steps.clear();
    plan.findings.clear();
    plan.irreversible.clear();
    let mut run = story::running();
    run.steps.clear();
    run.plan = plan.clone();
    frame_is_whole(&story::planned(80, 24, plan));
    let mut app = story::watching(80, 24, run);
    story::tell(&mut app, Event::Budget(BudgetMeter { allowed: Some(0), ..BudgetMeter::default() }));
    story::tell(&mut app, Event::Run(Arc::new(story::running())));
    frame_is_whole(&app);
}

#[test]
fn a_session_that_reads_only_has_nothing_that_writes_or_steers_and_says_so() {
    for (name, story) in STORIES {
        for (width, height) in [(80, 24), (120, 36)] {
            let mut app = story(width, height);
            app.manner.read_only = true;
            for record in action::records().filter(|r| r.danger != action::Danger::None) {
                let why = record.allowed(&app).expect_err(record.id);
                assert!(why.contains("only reads"), "{name}: {}: {why}", record.id);
                let mut out = crate::tui::effect::Effects::default();
                app.perform(record.action, &mut out);
                assert!(story::sent(out.into_vec()).is_empty(), "{name}: {}", record.id);
            }
            let text = story::screen(&app);
            if app.overlays.is_empty() {
                assert!(text.contains("read only") || text.contains("READ ONLY"), "{name}: {text}");
            }
        }
    }
}

#[test]
fn without_a_plan_that_may_be_confirmed_no_confirmation_opens() {
    let mut app = story::planned(120, 36, story::plan());
    app.manner.read_only = true;
    for key in ["Enter", "c"] {
        let sent = story::press(&mut app, key);
        assert!(sent.is_empty() && app.overlays.is_empty(), "{key}: {sent:?}");
    }
    assert!(app.notices.newest_first().any(|notice| notice.text.as_str().contains("only reads")));
}
