//! Reading a seat from the tenant, and seeing whether it changed since.

use crate::genesys::calls::{Expand, Grants, Interval, LONGEST_INTERVAL_DAYS};
use crate::genesys::{Answer, Client, Error};
use crate::model::{
    DisplayText, Grant, GrantSource, Group, GroupId, GroupType, Rated, Seat, Timestamp, UserId, UserState,
};
use std::collections::BTreeSet;

/// Reads everything that a person has: nine calls, and one more for the manager's name. The groups' names and owners come from `known`, the
/// organisation's groups.
///
/// # Errors
/// When the person is not there, or one of the answers is missing: half a seat is never taken for a whole one.
/// A deleted person's seat holds only what the tenant still tells of them.
pub async fn read_seat(client: &Client, id: &UserId, known: &[Group], now: Timestamp) -> Result<Seat, Error> {
    let detail = match client.user(id, Expand::SEAT).await {
        Err(e) if e.is_not_found() => return deleted_seat(client, id, now).await,
        answer => answer?.value,
    };
    let since = now.checked_sub(jiff::SignedDuration::from_hours(24 * LONGEST_INTERVAL_DAYS)).unwrap_or(now);
    let window = Interval { from: since, to: now };
    let (grants, joined, other, utilization, external_ids, direct_reports, licences, open, stations, skills, languages) =
        tokio::try_join!(
            client.user_grants(id),
            client.user_queues(id, true),
            client.user_queues(id, false),
            client.utilization(id),
            client.external_ids(id),
            client.direct_reports(id),
            client.user_licences(id),
            client.open_conversations(id, &window),
            // A part that did not come with the person is asked for by itself.
            told(detail.stations, || client.user_stations(id)),
            told(detail.skills, || client.user_skills(id)),
            told(detail.languages, || client.user_languages(id)),
        )?;
    let own_groups = detail.groups.unwrap_or_default();
    let mut groups: Vec<Group> = Vec::with_capacity(own_groups.len());
    for group in &own_groups {
        groups.push(named(client, group, known).await?);
    }
    groups.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let manager_name = match (&detail.person.manager, detail.manager_name) {
        (Some(manager), None) => name_of(client, manager).await?,
        (_, name) => name,
    };
    let both = joined.value.into_iter().chain(other.value);
    let mut queues: Vec<_> = both.map(|q| q.membership(&own_groups)).collect();
    queues.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(Seat {
        division_name: detail.division_name,
        manager_name,
        external_ids: external_ids.value,
        grants: grants.value.grants,
        grants_version: grants.value.version,
        groups,
        queues,
        skills: skills.value,
        languages: languages.value,
        utilization: utilization.value,
        associated_station: stations.value.associated,
        default_station: stations.value.default,
        routing_status: detail.routing_status,
        licences: licences.value,
        open_conversations: open.value,
        direct_reports: direct_reports.value,
        last_token_issued: detail.last_token_issued,
        person: detail.person,
        read_at: now,
    })
}

async fn told<T, F>(part: Option<T>, ask: impl FnOnce() -> F) -> Result<Answer<T>, Error>
where
    F: Future<Output = Result<Answer<T>, Error>>,
{
    match part {
        Some(value) => Ok(Answer { value, correlation: None }),
        None => ask().await,
    }
}

/// The manager's name; none where the manager is not there any more.
async fn name_of(client: &Client, manager: &UserId) -> Result<Option<DisplayText>, Error> {
    match client.user(manager, &[]).await {
        Ok(answer) => Ok(Some(answer.value.person.name)),
        Err(e) if e.is_not_found() => Ok(None),
        Err(e) => Err(e),
    }
}

async fn named(client: &Client, id: &GroupId, known: &[Group]) -> Result<Group, Error> {
    if let Some(group) = known.iter().find(|g| g.id == *id) {
        return Ok(group.clone());
    }
    // Made since the organisation's groups were read.
    match client.group(id).await {
        Ok(answer) => Ok(answer.value),
        Err(e) if e.is_not_found() => Ok(Group {
            id: id.clone(),
            name: DisplayText::new(id.as_str()),
            kind: GroupType::Official,
            member_count: 0,
            owners: Vec::new(),
            roles_enabled: false,
            version: 0,
        }),
        Err(e) => Err(e),
    }
}

/// The grants of somebody who may be deleted: then there may be none to ask for.
async fn grants_left(client: &Client, id: &UserId) -> Result<Grants, Error> {
    match client.user_grants(id).await {
        Ok(answer) => Ok(answer.value),
        Err(e) if e.is_not_found() => Ok(Grants::default()),
        Err(e) => Err(e),
    }
}

async fn deleted_seat(client: &Client, id: &UserId, now: Timestamp) -> Result<Seat, Error> {
    let detail = client.deleted_user(id).await?.value;
    let grants = grants_left(client, id).await?.grants;
    Ok(Seat {
        person: detail.person,
        read_at: now,
        manager_name: None,
        division_name: detail.division_name,
        external_ids: Vec::new(),
        grants,
        grants_version: None,
        groups: Vec::new(),
        queues: Vec::new(),
        skills: Vec::new(),
        languages: Vec::new(),
        utilization: None,
        associated_station: None,
        default_station: None,
        routing_status: None,
        licences: Vec::new(),
        open_conversations: Vec::new(),
        direct_reports: Vec::new(),
        last_token_issued: None,
    })
}

/// In what a person differs from the seat that a plan rests on: version, state, grants. Two calls.
///
/// # Errors
/// When the tenant does not tell.
pub async fn drift(client: &Client, seat: &Seat) -> Result<Option<DisplayText>, Error> {
    let id = &seat.person.id;
    let detail = async {
        match client.user(id, &[]).await {
            Err(e) if e.is_not_found() => client.deleted_user(id).await,
            answer => answer,
        }
    };
    let (detail, grants) = tokio::try_join!(detail, grants_left(client, id))?;
    let now = detail.value.person;
    if now.state != seat.person.state {
        return Ok(Some(DisplayText::new(format!("{} is {} now", now.name, now.state))));
    }
    if now.version != seat.person.version {
        let (then, now) = (seat.person.version, now.version);
        return Ok(Some(DisplayText::new(format!("the user was changed meanwhile (version {then} -> {now})"))));
    }
    let set = |grants: &[Grant]| -> BTreeSet<_> {
        grants.iter().map(|g| (g.role.clone(), g.division.clone(), g.source.clone())).collect()
    };
    let (then, now) = (set(&seat.grants), set(&grants.grants));
    if then == now {
        return Ok(None);
    }
    let direct = |s: &BTreeSet<(_, _, GrantSource)>| s.iter().filter(|g| g.2 == GrantSource::Direct).count();
    Ok(Some(DisplayText::new(format!(
        "the grants changed meanwhile ({} -> {}, direct {} -> {})",
        then.len(),
        now.len(),
        direct(&then),
        direct(&now)
    ))))
}

/// In what a person whose access was cut differs from the seat that the plan rests on, apart from that. Ten calls.
///
/// # Errors
/// When the tenant does not tell.
pub async fn drift_after_cut(
    client: &Client,
    seat: &Seat,
    known: &[Group],
    now: Timestamp,
) -> Result<Option<DisplayText>, Error> {
    let is = read_seat(client, &seat.person.id, known, now).await?;
    let mut then = seat.clone();
    then.person.state = UserState::Inactive;
    Ok(changes(&then, &is))
}

/// In what a person differs from the seat that a plan for later rests on: who and where they are, and all that the plan
/// takes. What is of the moment (calls, queue status, the station in use) does not count, nor does the version alone.
pub(super) fn changes(then: &Seat, now: &Seat) -> Option<DisplayText> {
    let name = &now.person.name;
    if now.person.state != then.person.state {
        return Some(DisplayText::new(format!("{name} is {} now", now.person.state)));
    }
    let mut changed = Vec::new();
    let mut compare = |what, same: bool| {
        if !same {
            changed.push(what);
        }
    };
    let (was, is) = (&then.person, &now.person);
    compare("name", was.name == is.name && was.email == is.email);
    compare("division", was.division == is.division);
    compare("manager", was.manager == is.manager);
    let grants = |seat: &Seat| -> BTreeSet<_> {
        seat.grants.iter().map(|g| (g.role.clone(), g.division.clone(), g.source.clone())).collect()
    };
    compare("grants", grants(then) == grants(now));
    let groups = |seat: &Seat| -> BTreeSet<_> { seat.groups.iter().map(|g| g.id.clone()).collect() };
    compare("groups", groups(then) == groups(now));
    let queues = |seat: &Seat| -> BTreeSet<_> { seat.queues.iter().map(|q| (q.id.clone(), q.by_group)).collect() };
    compare("queues", queues(then) == queues(now));
    compare("skills", ids(&then.skills) == ids(&now.skills));
    compare("languages", ids(&then.languages) == ids(&now.languages));
    compare("utilization", then.utilization == now.utilization);
    let station = |seat: &Seat| seat.default_station.as_ref().map(|station| station.id.clone());
    compare("default station", station(then) == station(now));
    (!changed.is_empty()).then(|| {
        let (then, since) = (changed.join(", "), then.read_at.strftime("%Y-%m-%d %H:%MZ"));
        DisplayText::new(format!("{name} has changed since {since}: {then}"))
    })
}

/// Ids with their proficiencies, in whatever order they came.
fn ids<I: Ord + Clone>(rated: &[Rated<I>]) -> BTreeSet<(I, u64)> {
    rated.iter().map(|one| (one.id.clone(), one.proficiency.to_bits())).collect()
}
