//! Keys, mouse and sizes as the terminal sends them, read by a thread of their own.
//!
//! A thread, and not crossterm's stream of events: that one forgets to wake whoever asks it in passing whether there
//! is more, and when the terminal goes away it can turn for ever inside the task that polls it, which would keep the
//! program from ending. A thread is simply left behind.
//!
//! There is one thread for the whole process: two would take each other's keys. Whoever listens last is told.

use ratatui::crossterm::event::{Event, read};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// What may wait to be handled: more than anybody types ahead. Beyond it the terminal itself holds the keys back.
const AHEAD: usize = 256;

type Tell = mpsc::Sender<io::Result<Event>>;

/// Who is told; none while no thread reads.
static LISTENER: Mutex<Option<Tell>> = Mutex::new(None);

fn listener() -> MutexGuard<'static, Option<Tell>> {
    // The value is whole whatever happened while it was locked.
    LISTENER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a thread reads what the terminal sends.
pub fn is_listening() -> bool {
    listener().is_some()
}

/// Starts to read, or takes over from whoever listened before; the thread ends after an error, or with the next event
/// once nobody listens any more.
///
/// # Errors
/// When the system gives us no thread.
pub fn listen() -> io::Result<mpsc::Receiver<io::Result<Event>>> {
    let (tell, told) = mpsc::channel(AHEAD);
    let mut listener = listener();
    if listener.replace(tell).is_none() {
        let begun = std::thread::Builder::new().name("keyboard".to_owned()).spawn(read_on);
        if let Err(error) = begun {
            *listener = None;
            return Err(error);
        }
    }
    Ok(told)
}

fn read_on() {
    loop {
        let event = read();
        let over = event.is_err();
        let Some(tell) = listener().clone() else { return };
        if tell.blocking_send(event).is_err() || over {
            let mut listener = listener();
            // Somebody may have begun to listen since.
            if over || listener.as_ref().is_some_and(|now| now.same_channel(&tell)) {
                *listener = None;
                return;
            }
        }
    }
}
