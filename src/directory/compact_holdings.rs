//! Holdings as bytes: tables of ids, then grants and memberships as differences from the one before, in some three
//! bytes each.
//!
//! An id of a subject that is one of the people is the person's place and one; another id is 0 and the text. Grants and
//! memberships are sorted, so the difference of the first place is small; where it is none, so is that of the second.

use super::varint::{Reader, put_number, put_text};
use crate::model::{
    DisplayText, DivisionId, GroupId, HeldBy, HeldGrant, HeldPlace, Holdings, Person, RoleId, SubjectKind, SubjectRef,
};
use std::collections::HashMap;

const KINDS: [SubjectKind; 4] = [SubjectKind::User, SubjectKind::Group, SubjectKind::OAuthClient, SubjectKind::Other];

pub(super) fn put_holdings(into: &mut Vec<u8>, holdings: &Holdings, people: &[Person]) {
    let places: HashMap<&str, u64> = people.iter().map(|person| person.id.as_str()).zip(1..).collect();
    put_number(into, holdings.subjects.len() as u64);
    for HeldBy { subject, name } in &holdings.subjects {
        into.push(KINDS.iter().position(|kind| *kind == subject.kind).unwrap_or_default() as u8);
        match places.get(&*subject.id) {
            Some(place) => put_number(into, *place),
            None => {
                put_number(into, 0);
                put_text(into, &subject.id);
            }
        }
        put_text(into, name.as_str());
    }
    put_table(into, holdings.roles.iter().map(RoleId::as_str));
    put_table(into, holdings.divisions.iter().map(DivisionId::as_str));
    put_table(into, holdings.groups.iter().map(GroupId::as_str));

    put_number(into, holdings.grants.len() as u64);
    let mut before = (0, 0);
    for grant in &holdings.grants {
        before = put_pair(into, before, (grant.subject, grant.role));
        put_number(into, u64::from(grant.division));
    }
    put_number(into, holdings.members.len() as u64);
    let mut before = (0, 0);
    for place in &holdings.members {
        before = put_pair(into, before, (place.group, place.member));
    }
}

fn put_table<'a>(into: &mut Vec<u8>, ids: impl ExactSizeIterator<Item = &'a str>) {
    put_number(into, ids.len() as u64);
    ids.for_each(|id| put_text(into, id));
}

/// Differences wrap, so that holdings in a wrong order come back in the same wrong order.
fn put_pair(into: &mut Vec<u8>, before: (u32, u32), now: (u32, u32)) -> (u32, u32) {
    let step = now.0.wrapping_sub(before.0);
    put_number(into, u64::from(step));
    put_number(into, u64::from(if step == 0 { now.1.wrapping_sub(before.1) } else { now.1 }));
    now
}

pub(super) fn holdings(reader: &mut Reader<'_>, people: &[Person]) -> Option<Holdings> {
    let count = reader.size()?;
    let nameless = DisplayText::default();
    // A count that was made up cannot ask for more memory than the bytes warrant: a subject takes three.
    let mut subjects = Vec::with_capacity(count.min(reader.left() / 3));
    for _ in 0..count {
        let kind = *KINDS.get(reader.size()?)?;
        let id = match reader.size()? {
            0 => reader.text()?.into(),
            place => people.get(place - 1)?.id.shared(),
        };
        let name = match reader.text()? {
            "" => nameless.clone(),
            name => DisplayText::new(name),
        };
        subjects.push(HeldBy { subject: SubjectRef { kind, id }, name });
    }
    let roles: Vec<RoleId> = table(reader)?;
    let divisions: Vec<DivisionId> = table(reader)?;
    let groups: Vec<GroupId> = table(reader)?;

    let count = reader.size()?;
    let mut grants = Vec::with_capacity(count.min(reader.left() / 3));
    let mut before = (0, 0);
    for _ in 0..count {
        before = pair(reader, before)?;
        let grant = HeldGrant { subject: before.0, role: before.1, division: small(reader)? };
        let known = (grant.subject as usize) < subjects.len()
            && (grant.role as usize) < roles.len()
            && (grant.division as usize) < divisions.len();
        grants.push(known.then_some(grant)?);
    }
    let count = reader.size()?;
    let mut members = Vec::with_capacity(count.min(reader.left() / 2));
    let mut before = (0, 0);
    for _ in 0..count {
        before = pair(reader, before)?;
        let place = HeldPlace { group: before.0, member: before.1 };
        let known = (place.group as usize) < groups.len() && (place.member as usize) < subjects.len();
        members.push(known.then_some(place)?);
    }
    Some(Holdings { subjects, roles, divisions, groups, grants, members })
}

fn table<T: for<'a> From<&'a str>>(reader: &mut Reader<'_>) -> Option<Vec<T>> {
    let count = reader.size()?;
    let mut ids = Vec::with_capacity(count.min(reader.left()));
    for _ in 0..count {
        ids.push(T::from(reader.text()?));
    }
    Some(ids)
}

fn small(reader: &mut Reader<'_>) -> Option<u32> {
    u32::try_from(reader.number()?).ok()
}

fn pair(reader: &mut Reader<'_>, before: (u32, u32)) -> Option<(u32, u32)> {
    let (step, second) = (small(reader)?, small(reader)?);
    let first = before.0.wrapping_add(step);
    Some((first, if step == 0 { before.1.wrapping_add(second) } else { second }))
}
