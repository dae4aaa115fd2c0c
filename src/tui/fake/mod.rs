//! A desk to sit at in tests: a console without a terminal, a backend that answers from a small organisation, and
//! a clock that moves only when told to.

pub mod answers;
pub mod bulk;
pub mod inbox;
pub mod outside;
pub mod past;
pub mod people;
pub mod tenant;

use super::action::Key;
use super::app::{App, update};
use super::effect::Effect;
use super::input::{Input, Timer};
use super::theme::Theme;
use super::view::view;
use crate::backend::{Command, Event};
use crate::model::{ThemeName, Timestamp};
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::collections::BTreeMap;
use std::time::Duration;

/// When every test begins.
pub fn start() -> Timestamp {
    "2026-03-03T10:41:07Z".parse().unwrap()
}

/// A console with everything around it replaced.
pub struct Desk {
    pub app: App,
    pub now: Timestamp,
    /// What was sent to the backend and is not answered yet.
    pub sent: Vec<Command>,
    /// Every effect but sends and timers, in order.
    pub effects: Vec<Effect>,
    timers: BTreeMap<Timer, Timestamp>,
}

impl Desk {
    /// A console of this size on the practice tenant, the people already read.
    pub fn new(width: u16, height: u16) -> Self {
        let mut desk = Self::empty(width, height);
        desk.app.settings.set(outside::settings(), ThemeName::Terminal);
        desk.event(Event::Session(people::session()));
        desk.event(Event::Directory(people::directory()));
        desk.event(Event::Budget(people::budget()));
        desk.event(Event::Vocabulary(std::sync::Arc::new(answers::vocabulary())));
        desk.answer();
        desk
    }

    /// A console before the backend has said anything.
    pub fn empty(width: u16, height: u16) -> Self {
        let mut app = App::new((width, height), start(), TimeZone::UTC, Theme::ansi());
        let first = app.start();
        let mut desk = Self { app, now: start(), sent: Vec::new(), effects: Vec::new(), timers: BTreeMap::new() };
        desk.carry_out(first);
        desk
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(command) => self.sent.push(command),
                Effect::After(timer, wait) => {
                    self.timers.insert(timer, self.now + wait);
                }
                Effect::Stop(timer) => {
                    self.timers.remove(&timer);
                }
                other => self.effects.push(other),
            }
        }
    }

    /// Hands something to the console.
    pub fn input(&mut self, input: Input) -> &mut Self {
        let effects = update(&mut self.app, input, self.now);
        self.carry_out(effects);
        self
    }

    /// The backend tells something.
    pub fn event(&mut self, event: Event) -> &mut Self {
        self.input(Input::Backend(event))
    }

    /// Presses keys: `"jan Enter Ctrl-P F1"`. A word that names no key is typed letter by letter.
    pub fn keys(&mut self, words: &str) -> &mut Self {
        for word in words.split(' ') {
            match named(word) {
                Some(event) => {
                    self.input(Input::Key(event));
                }
                None => {
                    self.type_text(word);
                }
            }
        }
        self
    }

    /// Types a text letter by letter.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.input(Input::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
        }
        self
    }

    /// Lets time pass; timers run out on the way.
    pub fn wait(&mut self, time: Duration) -> &mut Self {
        let end = self.now + time;
        while let Some((timer, at)) = self.timers.iter().map(|(t, at)| (*t, *at)).min_by_key(|(_, at)| *at) {
            if at > end {
                break;
            }
            self.now = at;
            self.timers.remove(&timer);
            self.input(Input::Timer(timer));
        }
        self.now = end;
        self
    }

    /// Lets the cursor rest long enough, and answers everything that was asked.
    pub fn rest(&mut self) -> &mut Self {
        self.answer().wait(Duration::from_millis(400)).answer()
    }

    /// Answers every read that was sent, from the small organisation.
    pub fn answer(&mut self) -> &mut Self {
        while !self.sent.is_empty() {
            for command in std::mem::take(&mut self.sent) {
                if let Some(event) = people::answer(&command) {
                    self.event(event);
                }
            }
        }
        self
    }

    /// Whether any timer is running.
    pub fn timers(&self) -> Vec<Timer> {
        self.timers.keys().copied().collect()
    }

    /// The screen as cells.
    pub fn buffer(&self) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(self.app.size.0, self.app.size.1)).unwrap();
        terminal.draw(|frame| view(&self.app, frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        lines(&self.buffer())
    }

    /// Where the terminal's cursor stands, if it shows.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let mut terminal = Terminal::new(TestBackend::new(self.app.size.0, self.app.size.1)).unwrap();
        terminal.draw(|frame| view(&self.app, frame)).unwrap();
        let backend = terminal.backend();
        backend.cursor_visible().then(|| {
            let at = backend.cursor_position();
            (at.x, at.y)
        })
    }
}

/// The cells as text, without trailing blanks.
pub fn lines(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width.max(1));
    let mut out = String::new();
    for row in buffer.content().chunks(width) {
        let mut line = String::new();
        let mut skip = 0;
        for cell in row {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            line.push_str(cell.symbol());
            skip = crate::tui::widget::text::width(cell.symbol()).saturating_sub(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The key that a word names.
pub fn named(word: &str) -> Option<KeyEvent> {
    if word.chars().count() > 1 && Key::parse(word).is_none() {
        return None;
    }
    let (modifiers, name) = match word.strip_prefix("Ctrl-") {
        Some(name) => (KeyModifiers::CONTROL, name.to_lowercase()),
        None => (KeyModifiers::NONE, word.to_owned()),
    };
    let code = match name.as_str() {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "S-Tab" => KeyCode::BackTab,
        "Space" => KeyCode::Char(' '),
        "Bksp" => KeyCode::Backspace,
        "Del" => KeyCode::Delete,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        f if f.len() > 1 && f.starts_with('F') => KeyCode::F(f[1..].parse().ok()?),
        c => KeyCode::Char(c.chars().next()?),
    };
    Some(KeyEvent::new(code, modifiers))
}
