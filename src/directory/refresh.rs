//! Reading the directory from the tenant.

use super::holders::{read_grants, read_members};
use super::readings::{Readings, Unfinished};
use super::snapshot::{Part, Snapshot};
use super::source::{More, Page, Source};
use crate::genesys::calls::ListedPerson;
use crate::model::{Fault, Timestamp};
use futures_util::stream::{self, StreamExt};
use std::future::Future;
use std::hash::Hash;

/// Pages of one list that are asked for at the same time; how fast they may go is for the source to say.
pub(super) const SIDE_BY_SIDE: usize = 4;

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

/// Reads these parts of the directory in order, and tells `progress` after each page, role or group.
///
/// A part that fails keeps its older content and age, but for what was read of single roles and groups; `readings`
/// keeps what the next refresh can go on from. When the tenant does not answer at all, or knows the caller no longer
/// (401), the parts after it are not tried: they could only fail the same way, and slowly.
pub async fn refresh<S: Source>(
    source: &S,
    older: Option<&Snapshot>,
    parts: &[Part],
    readings: &mut Readings,
    now: &(dyn Fn() -> Timestamp + Sync),
    progress: &mut (dyn FnMut(Reading) + Send),
) -> Refreshed {
    let mut snapshot = older.cloned().unwrap_or_default();
    let mut failed: Vec<PartFailure> = Vec::new();
    readings.forget_old(now());
    for &part in parts {
        let pointless = failed.last().map(|last| &last.fault).filter(|fault| ends_all(fault));
        let result = match pointless {
            Some(fault) => Err(fault.clone()),
            None => read_part(source, part, &mut snapshot, readings, now, progress).await,
        };
        match result {
            Ok(began) => snapshot.read.set(part, began),
            Err(fault) => failed.push(PartFailure { part, fault, kept_from: snapshot.read.of(part) }),
        }
    }
    Refreshed { snapshot, failed }
}

pub(super) fn ends_all(fault: &Fault) -> bool {
    matches!(fault.status, None | Some(401))
}

/// Reads a part and tells of when it is.
async fn read_part<S: Source>(
    source: &S,
    part: Part,
    into: &mut Snapshot,
    readings: &mut Readings,
    now: &(dyn Fn() -> Timestamp + Sync),
    progress: &mut (dyn FnMut(Reading) + Send),
) -> Result<Timestamp, Fault> {
    let began = now();
    let mut told = |loaded, total| progress(Reading { part, loaded, total });
    match part {
        Part::People => {
            let mut list = readings.people.take().unwrap_or_else(|| Unfinished::new(began));
            let ended =
                go_on(&|n| source.people(n), &|p: &ListedPerson| p.person.id.clone(), &mut list, &mut told).await;
            if let Err(fault) = ended {
                readings.people = Some(list);
                return Err(fault);
            }
            into.people = readings.split(list.began, list.gathered.items);
            return Ok(list.began);
        }
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
        Part::Licences => {
            into.licences = source.licences().await?;
            told(1, Some(1));
        }
        Part::Members => return read_members(source, into, readings, now, &mut told).await,
        Part::Grants => return read_grants(source, into, readings, now, &mut told).await,
    }
    Ok(began)
}

/// Reads a whole list, each id once.
pub(super) async fn read_list<T, I, F, Fut>(
    page: F,
    id: impl Fn(&T) -> I,
    told: &mut (impl FnMut(usize, Option<usize>) + Send),
) -> Result<Vec<T>, Fault>
where
    F: Fn(u32) -> Fut,
    Fut: Future<Output = Result<Page<T>, Fault>> + Send,
    I: Hash + Eq,
{
    let mut list = Unfinished::new(Timestamp::UNIX_EPOCH);
    go_on(&page, &id, &mut list, told).await?;
    Ok(list.gathered.items)
}

/// Reads a list to its end from the page that comes next.
///
/// Numbered pages shift when items come or go meanwhile: an item may then be seen twice, and another one never. A
/// list that shows signs of it is read a second time into the same heap.
async fn go_on<T, I, F, Fut>(
    page: &F,
    id: &impl Fn(&T) -> I,
    list: &mut Unfinished<T, I>,
    told: &mut (impl FnMut(usize, Option<usize>) + Send),
) -> Result<(), Fault>
where
    F: Fn(u32) -> Fut,
    Fut: Future<Output = Result<Page<T>, Fault>> + Send,
    I: Hash + Eq,
{
    read_pages(page, id, list, told).await?;
    if list.gathered.moved {
        list.next = 1;
        read_pages(page, id, list, told).await?;
    }
    Ok(())
}

async fn read_pages<T, I, F, Fut>(
    page: &F,
    id: &impl Fn(&T) -> I,
    list: &mut Unfinished<T, I>,
    told: &mut (impl FnMut(usize, Option<usize>) + Send),
) -> Result<(), Fault>
where
    F: Fn(u32) -> Fut,
    Fut: Future<Output = Result<Page<T>, Fault>> + Send,
    I: Hash + Eq,
{
    loop {
        let answer = page(list.next).await?;
        let more = answer.more;
        list.gathered.add(answer, id);
        told(list.gathered.items.len(), list.gathered.total);
        list.next += 1;
        if let More::Pages(last) = more {
            let mut answers = stream::iter(list.next..=last).map(page).buffered(SIDE_BY_SIDE);
            while let Some(answer) = answers.next().await {
                list.gathered.add(answer?, id);
                list.next += 1;
                told(list.gathered.items.len(), list.gathered.total);
            }
        }
        if more != More::Next {
            return Ok(());
        }
    }
}
