//! The directory as the console sees it: read at the start, shown as it comes, followed while somebody looks.

use super::desk::Desk;
use super::event::{DirectoryState, Event, Severity};
use super::follow::CaughtUp;
use super::searcher::Searcher;
use super::task::{fault_words, notice, tell};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// A directory older than this is read anew at the start.
const FRESH: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);
/// The tenant's audit log is looked at no more often than this, and only when a face asked for something since.
const LOOK: Duration = Duration::from_secs(60);

/// Shows the directory of an earlier session, and reads it anew when it is old or not whole.
pub(super) async fn first_directory(desk: Arc<Desk>, events: mpsc::Sender<Event>) {
    let mut fresh = false;
    if let Some(image) = desk.recall_directory().await {
        let is_fresh = |at| desk.now().duration_since(at) < FRESH;
        let snapshot = image.snapshot();
        fresh = snapshot.read_at().is_some_and(is_fresh) && snapshot.access_at().is_some_and(is_fresh);
    }
    if !fresh {
        refresh(&desk, &events).await;
    }
}

pub(super) async fn refresh(desk: &Desk, events: &mpsc::Sender<Event>) {
    let older = desk.tenant().ok().and_then(|t| t.directory.image()).and_then(|i| i.snapshot().read_at());
    tell(events, Event::Directory(DirectoryState::Loading { loaded: 0, total: None, older_from: older })).await;
    // Progress is told as it fits; the end of it is always told.
    let told = events.clone();
    match desk.refresh_directory(move |state| drop(told.try_send(Event::Directory(state)))).await {
        Ok(failed) => {
            for failure in failed {
                let words = fault_words(&format!("{} could not be read", failure.part.as_str()), &failure.fault);
                tell(events, notice(Severity::Warning, words)).await;
            }
        }
        Err(fault) => tell(events, Event::Directory(DirectoryState::Failed { fault, older_from: older })).await,
    }
}

/// Shows every new image, and how what is read behind it comes along.
pub(super) async fn show_directory(desk: Arc<Desk>, events: mpsc::Sender<Event>, searcher: Arc<Searcher>) {
    for warning in desk.warnings() {
        tell(&events, Event::Notice { severity: Severity::Warning, text: warning.clone() }).await;
    }
    let Ok(tenant) = desk.tenant() else { return };
    let directory = &tenant.directory;
    let mut changed = directory.changed();
    changed.mark_changed();
    let (mut shown, mut told, mut warned) = (None, None, Vec::new());
    while changed.changed().await.is_ok() {
        changed.borrow_and_update();
        let Some(image) = directory.image() else { continue };
        if !shown.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, &image)) {
            searcher.show(Arc::clone(&image.index));
            tell(&events, Event::Vocabulary(Arc::clone(&image.vocabulary))).await;
            let problems = image.access().map(|(index, _)| index.template_problems().to_vec()).unwrap_or_default();
            if problems != warned {
                for text in problems.iter().cloned() {
                    tell(&events, Event::Notice { severity: Severity::Warning, text }).await;
                }
                warned = problems;
            }
        }
        let snapshot = image.snapshot();
        if let (false, Some(read_at)) = (directory.is_loading(), snapshot.read_at()) {
            let people = snapshot.people.len();
            let access_at = image.access().map(|(_, at)| at);
            let behind = directory.behind();
            // A reading that failed has told so itself; that nothing came of it is no news.
            let news = Some((Arc::as_ptr(&image) as usize, behind.clone()));
            if news != told {
                tell(&events, Event::Directory(DirectoryState::Ready { people, read_at, access_at, behind })).await;
                told = news;
            }
        }
        shown = Some(image);
    }
}

/// Takes over what others change, as long as somebody looks.
pub(super) async fn follow_changes(desk: Arc<Desk>, events: mpsc::Sender<Event>, mut interest: watch::Receiver<()>) {
    let Ok(tenant) = desk.tenant() else { return };
    while interest.changed().await.is_ok() {
        let directory = &tenant.directory;
        let readable = directory.image().is_some_and(|image| image.access().is_some());
        if readable && !directory.is_loading() && directory.behind().is_none() {
            match desk.catch_up().await {
                Ok(CaughtUp::Nothing | CaughtUp::Changed(_)) => {}
                Ok(CaughtUp::TooMuch) => refresh(&desk, &events).await,
                Ok(CaughtUp::NotTold(why)) => {
                    let why = why.map(|fault| format!(": {}", fault.text)).unwrap_or_default();
                    let words = format!(
                        "what others change is not seen by itself{why}. Refresh the directory to see it, or let this \
                         client read the audit log (audits:audit:view)"
                    );
                    return tell(&events, notice(Severity::Note, words)).await;
                }
                Err(fault) => {
                    let correlation = fault.correlation.as_ref().map(tracing::field::display);
                    tracing::info!(status = fault.status, correlation, "the audit log was not read this time");
                }
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}
