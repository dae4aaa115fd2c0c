//! Finding people by words, for faces that ask and wait instead of searching with every key.

use super::desk::Desk;
use super::event::{Behind, DirectoryState, Hit};
use super::image::Image;
use crate::directory::{Filter, Index, Session};
use crate::model::{DisplayText, Fault, Timestamp, UserId};
use jiff::SignedDuration;
use std::sync::Arc;

/// For how long the list of people is taken as fresh enough to look for somebody in it. Whoever is found is read anew.
const FRESH: SignedDuration = SignedDuration::from_hours(1);

/// Threads that one search uses where that pays.
const THREADS: usize = 2;

/// Who was found.
#[derive(Clone, PartialEq, Debug)]
pub struct FoundPeople {
    /// Best first, at most as many as asked for.
    pub hits: Vec<Hit>,
    /// How many match in all.
    pub matched: usize,
    /// How many people there are.
    pub total: usize,
    /// When they were read from the tenant.
    pub read_at: Timestamp,
}

impl Desk {
    /// The people who match all of these words, best first, at most so many; as the console's search finds them. The list
    /// of people is read first where none is known that is fresh enough, and `progress` told how that goes.
    ///
    /// # Errors
    /// When there is no list of people and it cannot be read.
    pub async fn find_people(
        &self,
        words: &str,
        limit: usize,
        progress: &mut (dyn FnMut(Behind) + Send),
    ) -> Result<FoundPeople, Fault> {
        let image = self.image_of_people(progress).await?;
        let (index, words) = (Arc::clone(&image.index), words.to_owned());
        let searched = tokio::task::spawn_blocking(move || {
            found(&index, &mut Session::new(THREADS), &words, Filter::All, (limit, &[]))
        });
        let (hits, matched, total) =
            searched.await.map_err(|e| super::desk::refusal(format!("the search was not made: {e}"), "report this"))?;
        let read_at = image.snapshot().read_at().unwrap_or_else(|| self.now());
        Ok(FoundPeople { hits, matched, total, read_at })
    }

    async fn image_of_people(&self, progress: &mut (dyn FnMut(Behind) + Send)) -> Result<Arc<Image>, Fault> {
        let directory = &self.tenant()?.directory;
        let known = || directory.image().filter(|image| image.snapshot().read_at().is_some());
        if known().is_none() {
            self.recall_directory().await;
        }
        let age = |image: &Image| image.snapshot().read_at().map(|at| self.now().duration_since(at));
        match known() {
            Some(image) if age(&image).is_some_and(|age| age <= FRESH) => return Ok(image),
            // With everybody's grants it can be brought up to date by the tenant's audit log.
            Some(image) if image.access().is_some() => {
                let brought = self.access_index(FRESH, progress).await;
                return known().map_or_else(|| Err(brought.err().unwrap_or_else(nobody_known)), Ok);
            }
            _ => {}
        }
        self.read_people(progress).await?;
        known().ok_or_else(nobody_known)
    }

    /// Reads the list of people. Grants and members, which take longer, are left to who asks about them.
    async fn read_people(&self, progress: &mut (dyn FnMut(Behind) + Send)) -> Result<(), Fault> {
        let directory = &self.tenant()?.directory;
        let mut changed = directory.changed();
        let before = directory.image();
        let (people, mut listed) = tokio::sync::mpsc::unbounded_channel();
        let refresh = self.refresh_directory(move |state| {
            if let DirectoryState::Loading { loaded, total, .. } = state {
                drop(people.send(Behind { what: "people", loaded, total }));
            }
        });
        tokio::pin!(refresh);
        loop {
            tokio::select! {
                biased;
                Some(behind) = listed.recv() => progress(behind),
                Ok(()) = changed.changed() => {
                    let image = directory.image();
                    let is_new = match (&before, &image) {
                        (Some(before), Some(image)) => !Arc::ptr_eq(before, image),
                        (before, image) => before.is_none() && image.is_some(),
                    };
                    if is_new && image.is_some_and(|image| image.snapshot().read_at().is_some()) {
                        return Ok(());
                    }
                }
                ended = &mut refresh => return ended.map(drop),
            }
        }
    }
}

fn nobody_known() -> Fault {
    super::desk::refusal("the list of people could not be read", "try again")
}

/// What a search of this directory gives: hits, how many match, how many there are. Where everybody is listed, those who are
/// named come first.
pub(super) fn found(
    index: &Index,
    session: &mut Session,
    query: &str,
    filter: Filter,
    (limit, first): (usize, &[UserId]),
) -> (Vec<Hit>, usize, usize) {
    let mut found = index.search(session, query, filter, limit);
    if !first.is_empty() && query.trim().is_empty() && filter == Filter::All {
        let mut first = index.these(first);
        found.hits.retain(|hit| first.iter().all(|other| other.person != hit.person));
        first.append(&mut found.hits);
        first.truncate(limit);
        found.hits = first;
    }
    let snapshot = index.snapshot();
    let hits = found.hits.into_iter().map(|hit| {
        let person = snapshot.people[hit.person].clone();
        let division = person.division.as_ref().and_then(|d| snapshot.division_name(d)).cloned();
        Hit { division: division.unwrap_or_else(DisplayText::default), person, matched: hit.matched, twin: hit.twin }
    });
    (hits.collect(), found.matched, found.total)
}
