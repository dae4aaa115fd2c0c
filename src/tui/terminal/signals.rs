//! What the system tells the process about its terminal: end, hang-up, stop.

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Watches until the process is asked to end or the terminal is gone, and says so once per cause.
#[derive(Debug)]
pub struct Watch {
    task: JoinHandle<()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Starts watching; the receiver gets one message for every request to end.
pub fn watch() -> (Watch, mpsc::Receiver<()>) {
    // Room for a few: the first one already ends the console.
    let (tell, told) = mpsc::channel(4);
    let task = tokio::spawn(async move {
        loop {
            end_asked_for().await;
            if tell.send(()).await.is_err() {
                return;
            }
        }
    });
    (Watch { task }, told)
}

#[cfg(unix)]
async fn end_asked_for() {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()];
    let [mut terminate, mut hangup, mut interrupt] = kinds.map(|kind| signal(kind).ok());
    async fn next(signal: &mut Option<tokio::signal::unix::Signal>) {
        match signal {
            Some(signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    }
    tokio::select! {
        () = next(&mut terminate) => {}
        () = next(&mut hangup) => {}
        () = next(&mut interrupt) => {}
        () = hung_up() => {}
    }
}

/// Waits until the terminal is closed from the other side. The event reader does not notice by itself: it takes the
/// end of its input for nothing to read, and asks again for ever.
#[cfg(unix)]
async fn hung_up() {
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;
    #[expect(
        deprecated,
        reason = "what replaces it is unsafe and asks that the descriptor stays open, which a File of our own sees to"
    )]
    let terminal = std::fs::File::open("/dev/tty").and_then(|f| AsyncFd::with_interest(f, Interest::READABLE));
    if let Ok(terminal) = terminal {
        while let Ok(mut ready) = terminal.readable().await {
            if ready.ready().is_read_closed() {
                return;
            }
            // A key: the event reader takes it.
            ready.clear_ready();
        }
    }
    std::future::pending().await
}

#[cfg(not(unix))]
async fn end_asked_for() {
    let _ = tokio::signal::ctrl_c().await;
}

/// Stops the process, as the shell's own Ctrl-Z would, until it is told to go on. Whoever calls has given the
/// terminal back before.
#[cfg(unix)]
pub async fn stop() {
    use rustix::process::{Signal, kill_current_process_group};
    use std::time::Duration;
    use tokio::signal::unix::{SignalKind, signal};
    let go_on = signal(SignalKind::from_raw(Signal::CONT.as_raw()));
    // The whole group, as the terminal does it, so that a shell script or `cargo run` around us stops as well. With
    // nobody to let us go on (an orphaned group) the system ignores it, and the wait below ends by itself.
    if kill_current_process_group(Signal::TSTP).is_ok()
        && let Ok(mut go_on) = go_on
    {
        let _ = tokio::time::timeout(Duration::from_millis(100), go_on.recv()).await;
    }
}

/// There is no such thing here.
#[cfg(not(unix))]
pub async fn stop() {}
