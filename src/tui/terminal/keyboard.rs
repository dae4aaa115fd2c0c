//! Keys, mouse and sizes as the terminal sends them, read by a thread of their own.
//!
//! A thread, and not crossterm's stream of events: that one forgets to wake whoever asks it in passing whether there
//! is more, and when the terminal goes away it can turn for ever inside the task that polls it, which would keep the
//! program from ending. A thread is simply left behind.

use ratatui::crossterm::event::{Event, read};
use std::io;
use tokio::sync::mpsc;

/// What may wait to be handled: more than anybody types ahead. Beyond it the terminal itself holds the keys back.
const AHEAD: usize = 256;

/// Starts to read; the thread ends after an error, or with the next event once nobody listens any more.
///
/// # Errors
/// When the system gives us no thread.
pub fn listen() -> io::Result<mpsc::Receiver<io::Result<Event>>> {
    let (tell, told) = mpsc::channel(AHEAD);
    std::thread::Builder::new().name("keyboard".to_owned()).spawn(move || {
        loop {
            let event = read();
            let over = event.is_err();
            if tell.blocking_send(event).is_err() || over {
                return;
            }
        }
    })?;
    Ok(told)
}
