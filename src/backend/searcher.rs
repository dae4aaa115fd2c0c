//! Searching on a thread of its own, so that neither the screen nor the runs wait for it. Newest wins: a search that
//! is overtaken before it begins is never made.

use super::PeopleFilter;
use super::event::Event;
use super::finding;
use crate::directory::{Filter, Index, Session};
use crate::model::UserId;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// Threads that one search uses where that pays.
const THREADS: usize = 2;

/// A search that was asked for.
#[derive(Clone)]
pub(super) struct Wanted {
    pub generation: u64,
    pub query: String,
    pub filter: PeopleFilter,
    pub limit: usize,
    /// Who comes first, where everybody is listed.
    pub first: Vec<UserId>,
}

#[derive(Default)]
struct Slot {
    index: Option<Arc<Index>>,
    wanted: Option<Wanted>,
    /// The newest search, made or not: made again when the directory changes.
    last: Option<Wanted>,
    over: bool,
}

struct Shared {
    slot: Mutex<Slot>,
    changed: Condvar,
}

impl Shared {
    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread's handle; the thread ends with it.
pub(super) struct Searcher(Arc<Shared>);

impl Searcher {
    /// Starts the thread; it tells what it found on this channel.
    pub(super) fn start(tell: mpsc::Sender<Event>) -> std::io::Result<Self> {
        let shared = Arc::new(Shared { slot: Mutex::default(), changed: Condvar::new() });
        let own = Arc::clone(&shared);
        std::thread::Builder::new().name("search".to_owned()).spawn(move || work(&own, &tell))?;
        Ok(Self(shared))
    }

    /// Asks for a search in place of whatever was asked for before.
    pub(super) fn search(&self, wanted: Wanted) {
        let mut slot = self.0.slot();
        slot.last = Some(wanted.clone());
        slot.wanted = Some(wanted);
        self.0.changed.notify_one();
    }

    /// Searches this directory from now on, and repeats the newest search in it.
    pub(super) fn show(&self, index: Arc<Index>) {
        let mut slot = self.0.slot();
        slot.index = Some(index);
        slot.wanted = slot.last.clone();
        self.0.changed.notify_one();
    }
}

impl Drop for Searcher {
    fn drop(&mut self) {
        self.0.slot().over = true;
        self.0.changed.notify_one();
    }
}

fn work(shared: &Shared, tell: &mpsc::Sender<Event>) {
    let mut session = Session::new(THREADS);
    while let Some((wanted, index)) = next(shared) {
        if tell.blocking_send(found(&wanted, index.as_deref(), &mut session)).is_err() {
            return;
        }
    }
}

fn next(shared: &Shared) -> Option<(Wanted, Option<Arc<Index>>)> {
    let mut slot = shared.slot();
    loop {
        if slot.over {
            return None;
        }
        if let Some(wanted) = slot.wanted.take() {
            return Some((wanted, slot.index.clone()));
        }
        slot = shared.changed.wait(slot).unwrap_or_else(PoisonError::into_inner);
    }
}

fn found(wanted: &Wanted, index: Option<&Index>, session: &mut Session) -> Event {
    let Some(index) = index else {
        return Event::Found { generation: wanted.generation, hits: Vec::new(), matched: 0, total: 0 };
    };
    let filter = match wanted.filter {
        PeopleFilter::All => Filter::All,
        PeopleFilter::Active => Filter::Active,
        PeopleFilter::Inactive => Filter::Inactive,
        PeopleFilter::Deleted => Filter::Deleted,
    };
    let (hits, matched, total) = finding::found(index, session, &wanted.query, filter, (wanted.limit, &wanted.first));
    Event::Found { generation: wanted.generation, hits, matched, total }
}
