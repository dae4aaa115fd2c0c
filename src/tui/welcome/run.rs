//! The loop of the guided screen: the only place in it that waits, and that reads a clock.

use super::state::{Deed, Left, Welcome};
use super::update::{told, update};
use super::view::view;
use crate::backend::setup::{Ask, REGIONS, Told};
use crate::model::Timestamp;
use crate::tui::input::{Input, Timer};
use crate::tui::terminal::{Error, guard::Guard, keyboard, signals};
use crate::tui::theme::Look;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::Event;
use ratatui::layout::Rect;
use std::io;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// How long the first Ctrl-C counts.
const INTERRUPT: Duration = Duration::from_secs(2);

/// How the guided screen is to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// The set of styles.
    pub look: Look,
    /// The name that the profile begins with, where one was given; then the greeting is passed over.
    pub profile: Option<String>,
    /// Says why an address cannot be used; sends nothing.
    pub judge_address: fn(&str) -> Result<(), String>,
    /// What time it is.
    pub clock: fn() -> Timestamp,
}

/// Runs the guided screen until it is left. The terminal is given back on every way out.
///
/// # Errors
/// When the terminal cannot be taken over, or fails while it is used.
pub async fn run(options: Options, ask: mpsc::Sender<Ask>, from_task: mpsc::Receiver<Told>) -> Result<Left, Error> {
    let (panicked, panics) = mpsc::channel(8);
    let (_watch, ends) = signals::watch();
    let guard = Guard::take(false, panicked).map_err(Error::Start)?;
    let terminal = Terminal::new(CrosstermBackend::new(io::stdout())).map_err(Error::Start)?;
    let size = terminal.size().map_err(Error::Start)?;
    let theme = options.look.theme();
    let mut welcome = Welcome::new((size.width, size.height), theme, &REGIONS, options.judge_address);
    if let Some(name) = &options.profile {
        welcome.name.profile.set(name);
        welcome.step = super::state::Step::Name;
    }
    let mut screen = Screen { welcome, guard, terminal, ask, forget: None, clock: options.clock };
    screen.turn(from_task, panics, ends).await
}

struct Screen {
    welcome: Welcome,
    guard: Guard,
    terminal: Terminal<CrosstermBackend<io::Stdout>>,
    ask: mpsc::Sender<Ask>,
    /// When the first Ctrl-C is forgotten.
    forget: Option<Instant>,
    clock: fn() -> Timestamp,
}

impl Screen {
    async fn turn(
        &mut self,
        mut from_task: mpsc::Receiver<Told>,
        mut panics: mpsc::Receiver<String>,
        mut ends: mpsc::Receiver<()>,
    ) -> Result<Left, Error> {
        let mut keys = keyboard::listen().map_err(Error::Start)?;
        let mut task_lives = true;
        loop {
            self.draw()?;
            let forget = self.forget;
            let input = tokio::select! {
                biased;
                Some(()) = ends.recv() => Input::Terminate,
                event = keys.recv() => match event {
                    Some(Ok(Event::Key(key))) => Input::Key(key),
                    Some(Ok(Event::Paste(text))) => Input::Paste(text),
                    Some(Ok(Event::Resize(width, height))) => Input::Resize(width, height),
                    Some(Ok(_)) => continue,
                    Some(Err(error)) => return Err(Error::Read(error)),
                    None => Input::Terminate,
                },
                Some(words) = panics.recv() => Input::WorkerPanicked(words),
                news = from_task.recv(), if task_lives => match news {
                    Some(news) => {
                        told(&mut self.welcome, news);
                        continue;
                    }
                    None => {
                        task_lives = false;
                        Input::BackendGone
                    }
                },
                () = sleep_until(forget), if forget.is_some() => {
                    self.forget = None;
                    Input::Timer(Timer::Interrupt)
                }
            };
            self.guard.here();
            for deed in update(&mut self.welcome, input, (self.clock)()) {
                if let Some(left) = self.carry_out(deed).await? {
                    return Ok(left);
                }
            }
        }
    }

    async fn carry_out(&mut self, deed: Deed) -> Result<Option<Left>, Error> {
        match deed {
            Deed::Leave(left) => return Ok(Some(left)),
            Deed::Ask(ask) => {
                // The task answers each question before it takes many more; one that is gone is told of elsewhere.
                let _ = self.ask.send(ask).await;
            }
            Deed::Forget => self.forget = Some(Instant::now() + INTERRUPT),
            Deed::Redraw => self.redraw()?,
            Deed::Suspend => {
                self.guard.leave();
                signals::stop().await;
                self.guard.enter().map_err(Error::Start)?;
                self.redraw()?;
            }
        }
        Ok(None)
    }

    fn redraw(&mut self) -> Result<(), Error> {
        let size = self.terminal.size().map_err(Error::Draw)?;
        self.welcome.size = (size.width, size.height);
        self.terminal.resize(Rect::new(0, 0, size.width, size.height)).map_err(Error::Draw)?;
        self.welcome.dirty = true;
        Ok(())
    }

    fn draw(&mut self) -> Result<(), Error> {
        if self.welcome.dirty {
            let welcome = &self.welcome;
            self.terminal.draw(|frame| view(welcome, frame)).map_err(Error::Draw)?;
            self.welcome.dirty = false;
        }
        Ok(())
    }
}

async fn sleep_until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}
