//! A console to sit at in those tests: keys in, commands and screens out.

use super::{at, operator, plan};
use crate::backend::{Command, Event, Session};
use crate::model::{Plan, RunRecord};
use crate::tui::app::{App, update};
use crate::tui::effect::{Effect, Effects};
use crate::tui::input::{Input, Timer};
use crate::tui::theme::Theme;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::sync::Arc;

/// A console of this size, on a practice tenant with two recipes.
pub fn app(width: u16, height: u16) -> App {
    let mut app = App::new((width, height), at(0), TimeZone::UTC, Theme::ansi());
    app.start();
    tell(
        &mut app,
        Event::Session(Session {
            tenant: "Acme".into(),
            environment: "practice tenant".into(),
            demo: true,
            operator: operator(),
            recipes: vec!["standard-leaver".to_owned(), "keep-inactive".to_owned()],
        }),
    );
    app
}

/// Lets something happen at so many seconds; what is sent to the backend comes back.
pub fn happen(app: &mut App, input: Input, seconds: i64) -> Vec<Command> {
    sent(update(app, input, at(seconds)))
}

/// The commands among effects.
pub fn sent(effects: Vec<Effect>) -> Vec<Command> {
    effects
        .into_iter()
        .filter_map(|effect| if let Effect::Send(command) = effect { Some(command) } else { None })
        .collect()
}

/// Lets the backend tell something.
pub fn tell(app: &mut App, event: Event) -> Vec<Command> {
    let now = app.now;
    sent(update(app, Input::Backend(event), now))
}

/// Presses a key, at the time that the console knows.
pub fn press(app: &mut App, key: &str) -> Vec<Command> {
    let (code, modifiers) = match key {
        "Enter" => (KeyCode::Enter, KeyModifiers::NONE),
        "Esc" => (KeyCode::Esc, KeyModifiers::NONE),
        "Tab" => (KeyCode::Tab, KeyModifiers::NONE),
        "S-Tab" => (KeyCode::BackTab, KeyModifiers::SHIFT),
        "Down" => (KeyCode::Down, KeyModifiers::NONE),
        "Up" => (KeyCode::Up, KeyModifiers::NONE),
        "F3" => (KeyCode::F(3), KeyModifiers::NONE),
        "F4" => (KeyCode::F(4), KeyModifiers::NONE),
        "F7" => (KeyCode::F(7), KeyModifiers::NONE),
        "Ctrl-X" => (KeyCode::Char('x'), KeyModifiers::CONTROL),
        "Ctrl-C" => (KeyCode::Char('c'), KeyModifiers::CONTROL),
        other => (KeyCode::Char(other.chars().next().unwrap()), KeyModifiers::NONE),
    };
    let now = app.now;
    sent(update(app, Input::Key(KeyEvent::new(code, modifiers)), now))
}

/// Types a text.
pub fn type_text(app: &mut App, text: &str) {
    for c in text.chars() {
        press(app, &c.to_string());
    }
}

/// Lets so many seconds go by, and the timers of the dialog and the clock ring.
pub fn wait(app: &mut App, seconds: i64) {
    let later = app.now + jiff::SignedDuration::from_secs(seconds);
    update(app, Input::Timer(Timer::Arm), later);
    update(app, Input::Timer(Timer::Clock), later);
}

/// Draws the console.
pub fn draw(app: &App) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(app.size.0, app.size.1)).unwrap();
    terminal.draw(|frame| crate::tui::view::view(app, frame)).unwrap();
    terminal
}

/// What the screen shows, row by row.
pub fn screen(app: &App) -> String {
    let terminal = draw(app);
    terminal.backend().to_string().lines().map(|row| row.trim_matches('"').trim_end()).collect::<Vec<_>>().join("\n")
}

/// The console on the plan screen, with this plan there.
pub fn planned(width: u16, height: u16, plan: Plan) -> App {
    let mut app = app(width, height);
    let commands = open_plan(&mut app);
    let Some(Command::Plan { generation, .. }) = commands.last() else { panic!("{commands:?}") };
    tell(&mut app, Event::Planned { generation: *generation, result: Ok(Arc::new(plan)), rebuilt_because: None });
    app
}

/// Asks for a plan.
pub fn open_plan(app: &mut App) -> Vec<Command> {
    let mut out = Effects::default();
    crate::tui::pane::plan::open(app, crate::tui::pane::plan::Wanted::Offboard(plan().subject.user()), &mut out);
    let sent = sent(out.into_vec());
    settle(app);
    sent
}

/// The console on the run screen, with this run there.
pub fn watching(width: u16, height: u16, run: RunRecord) -> App {
    let mut app = app(width, height);
    let mut out = Effects::default();
    crate::tui::pane::run::open(&mut app, run.id.clone(), &mut out);
    tell(&mut app, Event::Run(Arc::new(run)));
    app
}

fn settle(app: &mut App) {
    let size = app.size;
    let now = app.now;
    update(app, Input::Resize(size.0, size.1), now);
}
