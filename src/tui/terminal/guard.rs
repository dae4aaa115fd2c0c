//! Takes the terminal over and gives it back exactly once, on whichever way out: return, error, panic, signal.

use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread::{self, ThreadId};
use tokio::sync::mpsc;

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// The thread that draws, and where the words of panics on other threads go.
static DRAWER: Mutex<Option<(ThreadId, mpsc::Sender<String>)>> = Mutex::new(None);
static HOOK: Once = Once::new();

/// Holds the terminal; dropping it gives it back.
#[derive(Debug)]
pub struct Guard {
    mouse: bool,
}

impl Guard {
    /// Takes the terminal over. Words of panics on other threads than the one that draws go to `panics`.
    ///
    /// # Errors
    /// When there is no terminal, or it refuses.
    pub fn take(mouse: bool, panics: mpsc::Sender<String>) -> io::Result<Self> {
        HOOK.call_once(install_hook);
        *drawer() = Some((thread::current().id(), panics));
        let guard = Self { mouse };
        guard.enter()?;
        Ok(guard)
    }

    /// Notes that the console is drawn by the thread that calls: a task may wander between waits.
    pub fn here(&self) {
        if let Some((thread, _)) = drawer().as_mut() {
            *thread = thread::current().id();
        }
    }

    /// Asks for mouse reports, or leaves the mouse to the terminal.
    ///
    /// # Errors
    /// When the terminal takes no output.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        set_mouse(&mut io::stdout(), on)
    }

    /// Takes the terminal again after [`leave`](Self::leave).
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn enter(&self) -> io::Result<()> {
        enable_raw_mode()?;
        // From here on there is something to give back, even if the rest fails.
        TAKEN.store(true, Ordering::SeqCst);
        let mut out = io::stdout();
        execute!(out, EnterAlternateScreen, EnableBracketedPaste)?;
        if self.mouse { set_mouse(&mut out, true) } else { Ok(()) }
    }

    /// Gives the terminal back for a while.
    pub fn leave(&self) {
        restore();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
        *drawer() = None;
    }
}

fn drawer() -> std::sync::MutexGuard<'static, Option<(ThreadId, mpsc::Sender<String>)>> {
    // The value is whole whatever happened while it was locked.
    DRAWER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives the terminal back if it is ours. Errors are of no use here: there may be no terminal any more.
fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = set_mouse(&mut out, false);
    let _ = execute!(out, DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}

/// Buttons and wheel in SGR form; not the motion that crossterm's own command asks for, which would wake the
/// console at every stir of the mouse.
#[cfg(unix)]
fn set_mouse(out: &mut impl Write, on: bool) -> io::Result<()> {
    out.write_all(if on { b"\x1b[?1000h\x1b[?1006h" } else { b"\x1b[?1006l\x1b[?1000l" })?;
    out.flush()
}

#[cfg(not(unix))]
fn set_mouse(out: &mut impl Write, on: bool) -> io::Result<()> {
    use ratatui::crossterm::event::{DisableMouseCapture, EnableMouseCapture};
    if on { execute!(out, EnableMouseCapture) } else { execute!(out, DisableMouseCapture) }
}

/// A panic of the drawing thread gives the terminal back before it is reported; one elsewhere leaves the screen
/// whole and is told on it.
fn install_hook() {
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let elsewhere = match drawer().as_ref() {
            Some((thread, panics)) if *thread != thread::current().id() => Some(panics.clone()),
            _ => None,
        };
        match elsewhere {
            Some(panics) if TAKEN.load(Ordering::SeqCst) => {
                let place = info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
                // Its words may hold what it stumbled over; only those that stand so in the source hold nothing.
                let words = info.payload().downcast_ref::<&'static str>();
                tracing::error!(place, words, "a task has panicked");
                // Full means that the operator has been told of others already.
                let _ = panics.try_send(format!("a task has panicked at {place}"));
            }
            _ => {
                restore();
                previous(info);
            }
        }
    }));
}
