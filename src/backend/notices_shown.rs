//! Notices on the screen: listed, followed while they are looked at, and sent again.

use super::desk::{Desk, refusal};
use super::event::{Event, Severity};
use super::task::{failed, notice, tell};
use crate::model::RunId;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// How often letters are told at the most.
const PACE: Duration = Duration::from_millis(500);
/// How often it is looked whether another process has delivered something.
const LOOK: Duration = Duration::from_secs(5);

/// The next time that letters may stand otherwise: this process has delivered something, or another may have.
async fn news(told: &mut Option<watch::Receiver<u64>>) {
    tokio::time::sleep(PACE).await;
    let changed = async {
        match told {
            Some(told) => drop(told.changed().await),
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = changed => {}
        () = tokio::time::sleep(LOOK) => {}
    }
}

/// Tells the letters, and again whenever they stand otherwise.
pub(super) async fn watch_letters(desk: Arc<Desk>, events: mpsc::Sender<Event>, generation: u64) {
    let mut told = desk.letters_told();
    let first = desk.letters_by_need().await.map(Arc::new);
    let mut shown = first.as_ref().ok().cloned();
    tell(&events, Event::Letters { generation, result: first }).await;
    loop {
        news(&mut told).await;
        // What cannot be read just now is told with the next beat.
        let Ok(now) = desk.letters_by_need().await else { continue };
        if shown.as_deref() != Some(&now) {
            let now = Arc::new(now);
            shown = Some(Arc::clone(&now));
            tell(&events, Event::Letters { generation: 0, result: Ok(now) }).await;
        }
    }
}

/// Tells which notices a run has given rise to, as soon as there are any, and again whenever they stand otherwise.
pub(super) async fn watch_run(desk: Arc<Desk>, events: mpsc::Sender<Event>, run: RunId) {
    let mut told = desk.letters_told();
    let mut shown = Vec::new();
    loop {
        if let Ok(letters) = desk.letters_of(&run).await
            && letters != shown
        {
            shown.clone_from(&letters);
            tell(&events, Event::RunLetters { run: run.clone(), letters }).await;
        }
        news(&mut told).await;
    }
}

/// Tells a letter, whole.
pub(super) async fn open_letter(desk: &Desk, events: &mpsc::Sender<Event>, generation: u64, message: &str) {
    let result = desk.letter(message).await.and_then(|found| {
        found.map(Arc::new).ok_or_else(|| refusal(format!("there is no notice {message}"), "read the list again"))
    });
    tell(events, Event::Letter { generation, result }).await;
}

/// Sends a letter again, and tells how the letters stand then.
pub(super) async fn resend(desk: &Desk, events: &mpsc::Sender<Event>, message: &str) {
    let event = match desk.resend(message).await {
        Ok(()) => notice(Severity::Success, format!("{message} is sent again with the same id")),
        Err(fault) => failed("that was not sent again", &fault),
    };
    tell(events, event).await;
    if let Ok(letters) = desk.letters_by_need().await {
        tell(events, Event::Letters { generation: 0, result: Ok(Arc::new(letters)) }).await;
    }
}
