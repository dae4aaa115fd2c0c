//! Reading the directory from the tenant.

use super::snapshot::{Part, Snapshot};
use super::source::{More, Page, Source};
use crate::model::{Fault, Timestamp};
use futures_util::stream::{self, StreamExt};
use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;

/// Pages of one list that are asked for at the same time; how fast they may go is for the source to say.
const SIDE_BY_SIDE: usize = 4;

/// How far a refresh is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading {
    /// What is being read.
    pub part: Part,
    /// Items of it read so far.
    pub loaded: usize,
    /// Items in all, where the tenant says so.
    pub total: Option<usize>,
}

/// A part that could not be read.
#[derive(Clone, PartialEq, Debug)]
pub struct PartFailure {
    /// Which.
    pub part: Part,
    /// Why.
    pub fault: Fault,
    /// When the part was read that stands in its place; none if it is empty.
    pub kept_from: Option<Timestamp>,
}

/// What came of a refresh.
#[derive(Clone, PartialEq, Debug)]
pub struct Refreshed {
    /// The new directory; a part that failed is taken over from the older one.
    pub snapshot: Snapshot,
    /// The parts that failed, in the order of reading.
    pub failed: Vec<PartFailure>,
}

/// Reads every part of the directory, people first, and tells `progress` after each page.
///
/// A part that fails keeps its older content and age. When the tenant does not answer at all, or knows the caller
/// no longer (401), the parts after it are not tried: they could only fail the same way, and slowly.
pub async fn refresh<S: Source>(
    source: &S,
    older: Option<&Snapshot>,
    now: &(dyn Fn() -> Timestamp + Sync),
    progress: &mut (dyn FnMut(Reading) + Send),
) -> Refreshed {
    let mut snapshot = older.cloned().unwrap_or_default();
    let mut failed: Vec<PartFailure> = Vec::new();
    for part in Part::ALL {
        let pointless = failed.last().map(|last| &last.fault).filter(|fault| ends_all(fault));
        let began = now();
        let result = match pointless {
            Some(fault) => Err(fault.clone()),
            None => read_part(source, part, &mut snapshot, progress).await,
        };
        match result {
            Ok(()) => snapshot.read.set(part, began),
            Err(fault) => failed.push(PartFailure { part, fault, kept_from: snapshot.read.of(part) }),
        }
    }
    Refreshed { snapshot, failed }
}

fn ends_all(fault: &Fault) -> bool {
    matches!(fault.status, None | Some(401))
}

async fn read_part<S: Source>(
    source: &S,
    part: Part,
    into: &mut Snapshot,
    progress: &mut (dyn FnMut(Reading) + Send),
) -> Result<(), Fault> {
    let mut told = |loaded, total| progress(Reading { part, loaded, total });
    match part {
        Part::People => into.people = read_list(|n| source.people(n), |p| p.id.clone(), &mut told).await?,
        Part::Groups => into.groups = read_list(|n| source.groups(n), |g| g.id.clone(), &mut told).await?,
        Part::Roles => into.roles = read_list(|n| source.roles(n), |r| r.id.clone(), &mut told).await?,
        Part::Divisions => into.divisions = read_list(|n| source.divisions(n), |d| d.id.clone(), &mut told).await?,
        Part::Queues => into.queues = read_list(|n| source.queues(n), |q| q.id.clone(), &mut told).await?,
        Part::Catalogue => {
            let mut entries = read_list(|n| source.catalogue(n), |e| e.permission.clone(), &mut told).await?;
            entries.sort_by(|a, b| a.permission.cmp(&b.permission));
            into.catalogue.entries = entries;
        }
        Part::Organization => {
            into.organization = source.organization().await?;
            told(1, Some(1));
        }
    }
    Ok(())
}

/// Items by their ids in the order of arrival, and whether the list moved while it was read.
struct Gathered<T, I> {
    items: Vec<T>,
    places: HashMap<I, usize>,
    total: Option<usize>,
    moved: bool,
}

impl<T, I: Hash + Eq> Gathered<T, I> {
    fn add(&mut self, page: Page<T>, id: &impl Fn(&T) -> I) {
        if let (Some(before), Some(now)) = (self.total, page.total) {
            self.moved |= before != now;
        }
        self.total = page.total.or(self.total);
        for item in page.items {
            match self.places.get(&id(&item)) {
                Some(&at) => {
                    self.moved = true;
                    self.items[at] = item;
                }
                None => {
                    self.places.insert(id(&item), self.items.len());
                    self.items.push(item);
                }
            }
        }
    }
}

/// Reads a whole list, each id once.
///
/// Numbered pages shift when items come or go meanwhile: an item may then be seen twice, and another one never. A
/// list that shows signs of it is read a second time into the same heap.
async fn read_list<T, I, F, Fut>(
    page: F,
    id: impl Fn(&T) -> I,
    told: &mut (impl FnMut(usize, Option<usize>) + Send),
) -> Result<Vec<T>, Fault>
where
    F: Fn(u32) -> Fut,
    Fut: Future<Output = Result<Page<T>, Fault>> + Send,
    I: Hash + Eq,
{
    let mut gathered = Gathered { items: Vec::new(), places: HashMap::new(), total: None, moved: false };
    read_pages(&page, &id, &mut gathered, told).await?;
    if gathered.moved {
        read_pages(&page, &id, &mut gathered, told).await?;
    }
    Ok(gathered.items)
}

async fn read_pages<T, I, F, Fut>(
    page: &F,
    id: &impl Fn(&T) -> I,
    into: &mut Gathered<T, I>,
    told: &mut (impl FnMut(usize, Option<usize>) + Send),
) -> Result<(), Fault>
where
    F: Fn(u32) -> Fut,
    Fut: Future<Output = Result<Page<T>, Fault>> + Send,
    I: Hash + Eq,
{
    let mut next = 1;
    loop {
        let answer = page(next).await?;
        let more = answer.more;
        into.add(answer, id);
        told(into.items.len(), into.total);
        next += 1;
        if let More::Pages(last) = more {
            let mut answers = stream::iter(next..=last).map(page).buffered(SIDE_BY_SIDE);
            while let Some(answer) = answers.next().await {
                into.add(answer?, id);
                told(into.items.len(), into.total);
            }
        }
        if more != More::Next {
            return Ok(());
        }
    }
}
