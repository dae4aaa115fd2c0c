//! The loop: waits for whatever happens next, hands it to [`update`], carries out the effects, draws when something
//! changed. The only place in the console that waits, and that reads a clock.

mod keys;
mod timers;

pub use keys::check as check_keys;

use super::action::Keymap;
use super::action::hidden::Fault;
use super::app::{App, Manner, update};
use super::effect::Effect;
use super::input::{Input, Timer};
use super::memory::{self, Memory};
use super::pane::settings::SettingLine;
use super::terminal::ground::Answer;
use super::terminal::{Error, clipboard, ground, guard::Guard, keyboard, signals};
use super::theme::Says;
use super::tour::Guest;
use super::view::view;
use super::widget::Bars;
use crate::backend::{Command, Event, Severity};
use crate::model::{KeyPreset, Timestamp};
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::Event as TerminalEvent;
use ratatui::layout::Rect;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;
use timers::Timers;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// The shortest time between two draws that only a stream of news asks for: some 30 a second. What the operator
/// did, and the answers to it, are drawn at once.
const FRAME: Duration = Duration::from_millis(33);
/// How many inputs are taken between two draws at the most, so that a flood cannot keep the screen from being drawn.
const DRAIN: usize = 512;
/// Commands that may wait for a busy backend. Reads replace each other, so only wishes of the operator's own hand
/// add up; nobody has sixty of those.
const OUTBOX: usize = 64;

/// How the console is to be on this terminal.
#[derive(Clone, Debug)]
pub struct Options {
    /// What has a say in the set of styles.
    pub theme: Says,
    /// Every effective setting, for the screen that shows them.
    pub settings: Vec<SettingLine>,
    /// Take the mouse.
    pub mouse: bool,
    /// Nothing moves by itself.
    pub still: bool,
    /// What small bars are made of on it.
    pub bars: Bars,
    /// What the operator and the settings want of it beside its looks.
    pub manner: Manner,
    /// The keys to begin with.
    pub keys: KeyPreset,
    /// Where `keys.toml` is.
    pub config_folder: PathBuf,
    /// Where the console keeps what it remembers, and what the clipboard would not take.
    pub data_folder: PathBuf,
    /// Whether tmux is between us and the terminal.
    pub tmux: bool,
    /// In which times are shown.
    pub zone: TimeZone,
    /// Begin with the tour, where the tenant is a practice tenant.
    pub tour: bool,
    /// Whom the tour is about.
    pub guest: Option<Guest>,
    /// What time it is.
    pub clock: fn() -> Timestamp,
}

impl Default for Options {
    /// The usual styles and keys, the mouse taken, nothing kept.
    fn default() -> Self {
        Self {
            theme: Says::default(),
            settings: Vec::new(),
            mouse: true,
            still: false,
            bars: Bars::default(),
            manner: Manner::default(),
            keys: KeyPreset::default(),
            config_folder: PathBuf::new(),
            data_folder: PathBuf::new(),
            tmux: false,
            zone: TimeZone::system(),
            tour: false,
            guest: None,
            clock: Timestamp::now,
        }
    }
}

/// Runs the console until the operator leaves, the process is asked to end, or the terminal is gone. The terminal is
/// given back on every way out. Before a willing end the backend is told to [shut down](Command::Shutdown).
///
/// # Errors
/// When the terminal cannot be taken over, or fails while it is used.
pub async fn run(
    options: Options,
    to_backend: mpsc::Sender<Command>,
    from_backend: mpsc::Receiver<Event>,
) -> Result<(), Error> {
    // A few are enough: each is told on the screen, and the log has them all.
    let (panicked, panics) = mpsc::channel(8);
    let (_watch, ends) = signals::watch();
    let guard = Guard::take(options.mouse, panicked).map_err(Error::Start)?;
    // Before the keyboard is listened to: the answer comes the same way as keys.
    let mut says = options.theme.clone();
    let mut answer = Answer::default();
    let mut early = Vec::new();
    // Where the keyboard is listened to already, its thread would take the answer.
    if says.asks_terminal() && !keyboard::is_listening() {
        (says.ground, early) = ground::ask(&mut answer).map_err(Error::Start)?;
    }
    if says.asked.is_some() {
        // Somebody asked for this theme by its name, in spite of NO_COLOR.
        ratatui::crossterm::style::force_color_output(true);
    }
    let terminal = Terminal::new(CrosstermBackend::new(io::stdout())).map_err(Error::Start)?;
    let size = terminal.size().map_err(Error::Start)?;
    let look = says.look();
    let mut app = App::new((size.width, size.height), (options.clock)(), options.zone.clone(), look.theme());
    app.look = look;
    app.settings.set(options.settings.clone(), look.name);
    app.still = options.still;
    app.bars = options.bars;
    app.manner = options.manner.clone();
    app.mouse = options.mouse;
    app.keys = Keymap::new(options.keys);
    app.tour.wanted = options.tour;
    app.tour.guest = options.guest.clone();
    match memory::read(&options.data_folder) {
        Ok(remembered) => {
            if let Some(remembered) = remembered {
                remembered.recall(&mut app);
            }
        }
        Err(trouble) => {
            tracing::warn!(%trouble, "what the console remembered is not used");
            let words = format!("What the console remembered is not used: {trouble}. It begins anew (session.json).");
            app.notify(Severity::Warning, words);
        }
    }
    let mut console = Console {
        app,
        guard,
        terminal,
        options,
        to_backend,
        outbox: VecDeque::new(),
        timers: Timers::default(),
        drawn_at: None,
        quit: false,
    };
    let ended = console.turn(from_backend, panics, ends, (early, answer)).await;
    if let Err(error) = memory::write(&console.options.data_folder, &Memory::of(&console.app)) {
        tracing::warn!(%error, "what the console would remember could not be written");
    }
    ended
}

struct Console {
    app: App,
    guard: Guard,
    terminal: Terminal<CrosstermBackend<io::Stdout>>,
    options: Options,
    to_backend: mpsc::Sender<Command>,
    outbox: VecDeque<Command>,
    timers: Timers,
    drawn_at: Option<Instant>,
    quit: bool,
}

impl Console {
    async fn turn(
        &mut self,
        mut from_backend: mpsc::Receiver<Event>,
        mut panics: mpsc::Receiver<String>,
        mut ends: mpsc::Receiver<()>,
        (early, mut answer): (Vec<TerminalEvent>, Answer),
    ) -> Result<(), Error> {
        let mut keys = keyboard::listen().map_err(Error::Start)?;
        let mut backend_lives = true;
        let first = self.app.start();
        self.carry_out(first).await?;
        let own = Box::new(keys::read(&self.options.config_folder, self.options.keys));
        self.take(Input::KeysRead { own, asked: false }).await?;
        for typed in early {
            if let Some(input) = from_terminal(Some(Ok(typed)))? {
                self.take(input).await?;
            }
        }
        let mut urgent = true;
        while !self.quit {
            let frame_due = self.draw_if_due(urgent).await?;
            let input = tokio::select! {
                biased;
                Some(()) = ends.recv() => Some(Input::Terminate),
                key = keys.recv() => heard(&mut answer, key)?,
                Some(words) = panics.recv() => Some(Input::WorkerPanicked(words)),
                event = from_backend.recv(), if backend_lives => {
                    backend_lives = event.is_some();
                    Some(event.map_or(Input::BackendGone, Input::Backend))
                }
                permit = self.to_backend.reserve(), if !self.outbox.is_empty() => {
                    match (permit, self.outbox.pop_front()) {
                        (Ok(permit), Some(command)) => permit.send(command),
                        _ => self.outbox.clear(),
                    }
                    None
                }
                timer = self.timers.next() => Some(Input::Timer(timer)),
                () = sleep_until(frame_due), if frame_due.is_some() => None,
            };
            self.guard.here();
            let Some(input) = input else {
                urgent = false;
                continue;
            };
            urgent = is_urgent(&input);
            self.take(input).await?;
            for _ in 0..DRAIN {
                let more = if let Ok(key) = keys.try_recv() {
                    heard(&mut answer, Some(key))?
                } else if let Ok(event) = from_backend.try_recv() {
                    Some(Input::Backend(event))
                } else {
                    break;
                };
                if let Some(input) = more {
                    urgent |= is_urgent(&input);
                    self.take(input).await?;
                }
                if self.quit {
                    break;
                }
            }
        }
        // A full channel may not keep the operator here: closing it says the same.
        let _ = tokio::time::timeout(FRAME, self.to_backend.send(Command::Shutdown)).await;
        Ok(())
    }

    async fn take(&mut self, input: Input) -> Result<(), Error> {
        let effects = update(&mut self.app, input, (self.options.clock)());
        self.carry_out(effects).await
    }

    /// Carries the effects out in order; what follows from carrying one out comes after the others.
    async fn carry_out(&mut self, effects: Vec<Effect>) -> Result<(), Error> {
        let mut queue = VecDeque::from(effects);
        while let Some(effect) = queue.pop_front() {
            let follows = match effect {
                Effect::Send(command) => self.send(command).map(Input::Busy),
                Effect::After(timer, wait) => {
                    self.timers.set(timer, Instant::now() + wait);
                    None
                }
                Effect::Stop(timer) => {
                    self.timers.forget(timer);
                    None
                }
                Effect::Copy(text) => match clipboard::sequence(&text, self.options.tmux) {
                    Some(bytes) => {
                        let mut out = io::stdout();
                        out.write_all(bytes.as_bytes()).and_then(|()| out.flush()).map_err(Error::Draw)?;
                        None
                    }
                    None => {
                        let kept = clipboard::keep(&text, &self.options.data_folder, (self.options.clock)());
                        Some(Input::CopyKept(kept.map_err(|error| error.to_string())))
                    }
                },
                Effect::ReadKeys => {
                    let own = Box::new(keys::read(&self.options.config_folder, self.options.keys));
                    Some(Input::KeysRead { own, asked: true })
                }
                Effect::Mouse(on) => {
                    self.guard.set_mouse(on).map_err(Error::Draw)?;
                    None
                }
                Effect::Redraw => {
                    // Not `clear`: it asks the terminal where its cursor is, and the keyboard would hear the answer.
                    let size = self.terminal.size().map_err(Error::Draw)?;
                    self.terminal.resize(Rect::new(0, 0, size.width, size.height)).map_err(Error::Draw)?;
                    self.app.dirty = true;
                    None
                }
                Effect::Suspend => {
                    self.guard.leave();
                    signals::stop().await;
                    self.guard.enter().map_err(Error::Start)?;
                    Some(Input::Resumed)
                }
                Effect::Panic(fault) => {
                    fail(fault);
                    None
                }
                Effect::Quit => {
                    self.quit = true;
                    None
                }
            };
            if let Some(input) = follows {
                queue.extend(update(&mut self.app, input, (self.options.clock)()));
            }
        }
        Ok(())
    }

    /// Sends a command, or lets it wait for a busy backend; says then how many wait.
    fn send(&mut self, command: Command) -> Option<usize> {
        if self.outbox.is_empty() {
            match self.to_backend.try_send(command) {
                Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => return None,
                Err(mpsc::error::TrySendError::Full(command)) => self.outbox.push_back(command),
            }
        } else {
            // A read that has not been sent is overtaken by a newer one of its kind.
            if is_newest_wins(&command) {
                let kind = std::mem::discriminant(&command);
                self.outbox.retain(|c| std::mem::discriminant(c) != kind);
            }
            if self.outbox.len() < OUTBOX {
                self.outbox.push_back(command);
            }
        }
        Some(self.outbox.len())
    }

    /// Draws if something changed and it is time; says when it will be otherwise.
    async fn draw_if_due(&mut self, urgent: bool) -> Result<Option<Instant>, Error> {
        if !self.app.dirty {
            return Ok(None);
        }
        let due = self.drawn_at.map(|at| at + FRAME).filter(|due| !urgent && *due > Instant::now());
        if due.is_some() {
            return Ok(due);
        }
        let size = self.terminal.size().map_err(Error::Draw)?;
        if (size.width, size.height) != self.app.size {
            self.take(Input::Resize(size.width, size.height)).await?;
        }
        let app = &self.app;
        self.terminal.draw(|frame| view(app, frame)).map_err(Error::Draw)?;
        self.app.dirty = false;
        self.drawn_at = Some(Instant::now());
        Ok(None)
    }
}

/// A panic that was asked for.
#[allow(clippy::panic, reason = "it is what was asked for")]
fn fail(fault: Fault) {
    match fault {
        Fault::Drawing => panic!("a panic that was asked for in the palette"),
        Fault::Elsewhere => drop(tokio::spawn(async { panic!("a panic that was asked for in the palette") })),
    }
}

async fn sleep_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// What the terminal sent, unless it belongs to a late answer: that must not be taken for keys.
fn heard(answer: &mut Answer, event: Option<io::Result<TerminalEvent>>) -> Result<Option<Input>, Error> {
    match event {
        Some(Ok(event)) if answer.takes(&event) => Ok(None),
        other => from_terminal(other),
    }
}

fn from_terminal(event: Option<io::Result<TerminalEvent>>) -> Result<Option<Input>, Error> {
    match event {
        Some(Ok(TerminalEvent::Key(key))) => Ok(Some(Input::Key(key))),
        Some(Ok(TerminalEvent::Paste(text))) => Ok(Some(Input::Paste(text))),
        Some(Ok(TerminalEvent::Mouse(mouse))) => Ok(Some(Input::Mouse(mouse))),
        Some(Ok(TerminalEvent::Resize(width, height))) => Ok(Some(Input::Resize(width, height))),
        Some(Ok(TerminalEvent::FocusGained | TerminalEvent::FocusLost)) => Ok(None),
        Some(Err(error)) => Err(Error::Read(error)),
        None => Ok(Some(Input::Terminate)),
    }
}

/// Whether the operator waits for it to be drawn. Streams of news are drawn a few times a second.
fn is_urgent(input: &Input) -> bool {
    !matches!(
        input,
        Input::Timer(Timer::Narrow)
            | Input::Backend(
                Event::RunEvent(_) | Event::Budget(_) | Event::Directory(_) | Event::Notice { .. } | Event::Run(_)
            )
    )
}

/// Whether a newer command of the same kind makes this one pointless.
fn is_newest_wins(command: &Command) -> bool {
    matches!(
        command,
        Command::Search { .. }
            | Command::OpenPerson { .. }
            | Command::OpenGroup { .. }
            | Command::Ask { .. }
            | Command::Refresh
            | Command::Plan { .. }
            | Command::Runs { .. }
            | Command::Watch(_)
            | Command::Audit { .. }
            | Command::VerifyAudit
    )
}
