//! Reading who holds which role where, and who is in which group, with as few calls as the platform allows.
//!
//! **Grants are read by role** (`…/roles/{id}/subjectgrants`): one entry a subject with all its divisions, its kind and
//! its name, so that OAuth clients come along. With pages of P entries and h(r) subjects that hold role r it takes the
//! sum of max(1, ⌈h(r)/P⌉) calls; a role that nobody holds costs one. The other way, by division
//! (`…/divisions/{id}/grants`), takes the sum of max(1, ⌈g(d)/P⌉) over all divisions and `*`, where g(d) counts grants,
//! not subjects, and tells neither kind nor name. A person who holds a role in several divisions is one entry by role
//! and several by division, so by role is never more in the large; by division saves calls only where there are many
//! more roles than divisions and few grants. Asking for each person takes one call a person.
//!
//! **Members come with the list of people** (`expand=groups`), which is read anyway. The platform may leave the field
//! out, so each group's count of members is compared with what the list told, and only a group whose count differs is
//! asked for by itself: one call a page of 500. Whatever makes somebody a member (by name, by a rule, as owner) is in
//! both.

use super::readings::Readings;
use super::refresh::{SIDE_BY_SIDE, ends_all, read_list};
use super::snapshot::Snapshot;
use super::source::Source;
use crate::model::{Fault, GroupId, HoldingsEdit, RoleHolding, RoleId, Timestamp, UserId};
use futures_util::stream::{self, StreamExt};
use std::collections::HashSet;

/// After so many roles or groups that could not be read, the rest is left for the next time.
const GIVE_UP: usize = 3;

/// What became of reading one list of many.
struct Single<I, T> {
    id: I,
    at: Timestamp,
    read: Result<Vec<T>, Fault>,
}

/// Reads the holders of every role into the holdings, and tells of when the oldest of them are.
pub(super) async fn read_grants<S: Source>(
    source: &S,
    into: &mut Snapshot,
    readings: &mut Readings,
    now: &(dyn Fn() -> Timestamp + Sync),
    told: &mut (impl FnMut(usize, Option<usize>) + Send),
) -> Result<Timestamp, Fault> {
    let known: HashSet<RoleId> = into.roles.iter().map(|role| role.id.clone()).collect();
    readings.roles_at.retain(|role, _| known.contains(role));
    readings.roles.retain(|role| known.contains(role));
    let todo: Vec<RoleId> = into.roles.iter().map(|r| r.id.clone()).filter(|id| !readings.roles.contains(id)).collect();
    let total = Some(known.len());
    let mut gone: HashSet<RoleId> = HashSet::new();
    let mut faults: Vec<Fault> = Vec::new();
    told(readings.roles.len(), total);
    {
        let mut lists = stream::iter(todo).map(|id| one_role(source, id, now())).buffer_unordered(SIDE_BY_SIDE);
        while let Some(Single { id, at, read }) = lists.next().await {
            match read {
                Ok(holders) => {
                    readings.roles.insert(id.clone(), &holders);
                    readings.roles_at.insert(id, at);
                }
                Err(fault) if fault.status == Some(404) => drop(gone.insert(id)),
                Err(fault) => faults.push(fault),
            }
            told(readings.roles.len() + gone.len(), total);
            if faults.len() >= GIVE_UP || faults.iter().any(ends_all) {
                break;
            }
        }
    }
    let mut edit = HoldingsEdit { roles: std::mem::take(&mut readings.roles), ..HoldingsEdit::default() };
    // Roles that are not there any more are held by nobody.
    let over = into.holdings.roles.iter().filter(|role| !known.contains(role) || gone.contains(role));
    over.for_each(|role| edit.roles.insert(role.clone(), &[]));
    into.holdings = into.holdings.edited(&edit);
    into.roles.retain(|role| !gone.contains(&role.id));
    if let Some(fault) = faults.into_iter().next() {
        readings.roles = edit.roles;
        readings.roles.retain(|role| readings.roles_at.contains_key(role));
        return Err(fault);
    }
    let oldest = readings.roles_at.drain().map(|(_, at)| at).min();
    Ok(oldest.unwrap_or_else(now))
}

async fn one_role<S: Source>(source: &S, id: RoleId, at: Timestamp) -> Single<RoleId, RoleHolding> {
    let read = read_list(|n| source.holders(&id, n), |held| held.holder.subject.clone(), &mut |_, _| {}).await;
    Single { id, at, read }
}

/// Reads the members of every group into the holdings, and tells of when the oldest of them are.
pub(super) async fn read_members<S: Source>(
    source: &S,
    into: &mut Snapshot,
    readings: &mut Readings,
    now: &(dyn Fn() -> Timestamp + Sync),
    told: &mut (impl FnMut(usize, Option<usize>) + Send),
) -> Result<Timestamp, Fault> {
    let (mut oldest, mut members) = readings.told.clone().unwrap_or_else(|| (now(), Default::default()));
    let counted = |group: &GroupId| members.get(group).map_or(0, Vec::len);
    let differ = into.groups.iter().filter(|group| counted(&group.id) != group.member_count as usize);
    let differ: Vec<GroupId> = differ.map(|group| group.id.clone()).collect();
    readings.groups.retain(|group, _| differ.contains(group));
    let total = Some(into.groups.len());
    let agreed = into.groups.len() - differ.len();
    let todo: Vec<GroupId> = differ.into_iter().filter(|group| !readings.groups.contains_key(group)).collect();
    let mut gone: HashSet<GroupId> = HashSet::new();
    let mut faults: Vec<Fault> = Vec::new();
    told(agreed + readings.groups.len(), total);
    let unread = {
        let mut unread: HashSet<GroupId> = todo.iter().cloned().collect();
        let mut lists = stream::iter(todo).map(|id| one_group(source, id, now())).buffer_unordered(SIDE_BY_SIDE);
        while let Some(Single { id, at, read }) = lists.next().await {
            match read {
                Ok(list) => {
                    unread.remove(&id);
                    readings.groups.insert(id, (at, list));
                }
                Err(fault) if fault.status == Some(404) => drop(gone.insert(id)),
                Err(fault) => faults.push(fault),
            }
            told(agreed + readings.groups.len() + gone.len(), total);
            if faults.len() >= GIVE_UP || faults.iter().any(ends_all) {
                break;
            }
        }
        unread
    };
    members.extend(readings.groups.iter().map(|(id, (_, list))| (id.clone(), list.clone())));
    members.retain(|group, _| !unread.contains(group));
    let over = into.holdings.groups.iter().filter(|group| !unread.contains(group));
    for group in over.chain(&gone) {
        members.entry(group.clone()).or_default();
    }
    into.holdings = into.holdings.edited(&HoldingsEdit { groups: members, ..HoldingsEdit::default() });
    into.groups.retain(|group| !gone.contains(&group.id));
    if let Some(fault) = faults.into_iter().next() {
        return Err(fault);
    }
    oldest = readings.groups.values().map(|(at, _)| *at).chain([oldest]).min().unwrap_or(oldest);
    readings.groups.clear();
    readings.told = None;
    Ok(oldest)
}

async fn one_group<S: Source>(source: &S, id: GroupId, at: Timestamp) -> Single<GroupId, UserId> {
    let read = read_list(|n| source.members(&id, n), UserId::clone, &mut |_, _| {}).await;
    Single { id, at, read }
}
