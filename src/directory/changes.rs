//! What the tenant's audit log says has changed, and reading just that again.
//!
//! Which services write about what is not documented; the tenant's own mapping says it, and what the mapping does not
//! list is not asked for. Entries say that something changed, not always what it is now, so whatever they are about is
//! read again by its id.

use super::Snapshot;
use crate::genesys::calls::{AuditLine, AuditService, USERS_BY_ID};
use crate::genesys::{Client, Error};
use crate::model::{
    Fault, Group, GroupId, HoldingsEdit, Person, Role, RoleHolding, RoleId, SubjectKind, SubjectRef, UserId, UserState,
};
use std::collections::{BTreeMap, BTreeSet};

use super::TenantSource;
use super::refresh::read_list;
use super::source::Source;

const USER: &str = "User";
const GROUP: &str = "Group";
const ROLE: &str = "Role";
const CLIENT: &str = "OAuthClient";

/// What is done to a role itself; anything else may be about its holders.
const TO_ROLE_ITSELF: [&str; 3] = ["Create", "Update", "Delete"];

/// The services of the mapping whose entries may be about something in the directory.
pub fn services_of_interest(mapping: &[AuditService]) -> Vec<String> {
    let ours = |entity: &String| [USER, GROUP, ROLE, CLIENT].contains(&entity.as_str());
    mapping.iter().filter(|s| s.entities.iter().any(ours)).map(|s| s.name.clone()).collect()
}

/// What is to be read again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// People: themselves, their groups, their direct grants.
    pub people: BTreeSet<UserId>,
    /// Groups: themselves, their members, their grants.
    pub groups: BTreeSet<GroupId>,
    /// Roles, and whether their holders as well.
    pub roles: BTreeMap<RoleId, bool>,
    /// OAuth clients: their grants, by id.
    pub clients: BTreeSet<String>,
}

impl Changes {
    /// What these entries are about. What was only tried has changed nothing; what is none of ours is passed over.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a AuditLine>) -> Self {
        let mut changes = Self::default();
        for line in lines.into_iter().filter(|line| !line.failed && !line.entity.is_empty()) {
            let id = line.entity.as_str();
            match line.entity_type.as_str() {
                USER => drop(changes.people.insert(id.into())),
                GROUP => drop(changes.groups.insert(id.into())),
                ROLE => {
                    *changes.roles.entry(id.into()).or_default() |= !TO_ROLE_ITSELF.contains(&line.action.as_str());
                }
                CLIENT => drop(changes.clients.insert(id.to_owned())),
                _ => {}
            }
        }
        changes
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.calls() == 0
    }

    /// How many calls reading it takes, large groups and roles aside.
    pub fn calls(&self) -> usize {
        let holders = self.roles.values().filter(|holders| **holders).count();
        self.people.len()
            + self.people.len().div_ceil(USERS_BY_ID)
            + 3 * self.groups.len()
            + self.roles.len()
            + holders
            + self.clients.len()
    }
}

/// Changed things as they are now.
#[derive(Clone, Debug, Default)]
pub struct Reread {
    people: BTreeMap<UserId, Option<Person>>,
    groups: BTreeMap<GroupId, Option<Group>>,
    roles: BTreeMap<RoleId, Option<Role>>,
    /// Grants and memberships.
    pub edit: HoldingsEdit,
}

impl Reread {
    /// A person as they were just read.
    pub fn of_person(person: Person, edit: HoldingsEdit) -> Self {
        Self { people: [(person.id.clone(), Some(person))].into(), edit, ..Self::default() }
    }

    /// Puts it in the place of what the snapshot has.
    pub fn put_into(self, snapshot: &mut Snapshot) {
        snapshot.holdings = snapshot.holdings.edited(&self.edit);
        put(&mut snapshot.people, self.people, |person| &person.id);
        put(&mut snapshot.groups, self.groups, |group| &group.id);
        put(&mut snapshot.roles, self.roles, |role| &role.id);
    }
}

fn put<T, I: Ord>(list: &mut Vec<T>, mut anew: BTreeMap<I, Option<T>>, id: impl Fn(&T) -> &I) {
    let kept = std::mem::take(list).into_iter().filter_map(|item| match anew.remove(id(&item)) {
        Some(new) => new,
        None => Some(item),
    });
    *list = kept.collect();
    list.extend(anew.into_values().flatten());
}

/// Reads again what changed. What is not there any more is gone from the lists and holds nothing.
///
/// # Errors
/// When the tenant does not tell all of it; nothing is taken over then.
pub async fn reread(client: &Client, changes: &Changes) -> Result<Reread, Fault> {
    let mut now = Reread::default();
    let source = TenantSource::new(client.clone());
    let ids: Vec<UserId> = changes.people.iter().cloned().collect();
    for some in ids.chunks(USERS_BY_ID) {
        for listed in client.users_by_id(some).await.map_err(Fault::from)?.value {
            let id = listed.person.id.clone();
            let groups = match (listed.person.state, listed.groups) {
                (UserState::Deleted, _) => Some(Vec::new()),
                (_, groups) => groups,
            };
            // Where the field was left out, the person stays in the groups that are known.
            if let Some(groups) = groups {
                now.edit.people.insert(id.clone(), groups);
            }
            now.people.insert(id, Some(listed.person));
        }
    }
    for id in ids {
        if !now.people.contains_key(&id) {
            now.edit.people.insert(id.clone(), Vec::new());
            now.people.insert(id.clone(), None);
        }
        let gone = now.people[&id].as_ref().is_none_or(|person| person.state == UserState::Deleted);
        let subject = SubjectRef::user(&id);
        match gone {
            true => drop(now.edit.subjects.insert(subject, Vec::new())),
            false => own_grants(client, subject, &mut now).await?,
        }
    }
    for id in &changes.groups {
        let group = present(client.group(id).await.map(|answer| answer.value))?;
        let members = match &group {
            Some(_) => present_list(read_list(|n| source.members(id, n), UserId::clone, &mut |_, _| {}).await)?,
            None => Vec::new(),
        };
        now.edit.groups.insert(id.clone(), members);
        match &group {
            Some(_) => own_grants(client, SubjectRef::group(id), &mut now).await?,
            None => drop(now.edit.subjects.insert(SubjectRef::group(id), Vec::new())),
        }
        now.groups.insert(id.clone(), group);
    }
    for (id, holders) in &changes.roles {
        let role = present(client.role(id).await.map(|answer| answer.value))?;
        if role.is_none() || *holders {
            let read = |held: &RoleHolding| held.holder.subject.clone();
            let list = read_list(|n| source.holders(id, n), read, &mut |_, _| {}).await;
            now.edit.roles.insert(id.clone(), &present_list(list)?);
        }
        now.roles.insert(id.clone(), role);
    }
    for id in &changes.clients {
        own_grants(client, SubjectRef::new(SubjectKind::OAuthClient, id.as_str()), &mut now).await?;
    }
    Ok(now)
}

async fn own_grants(client: &Client, subject: SubjectRef, into: &mut Reread) -> Result<(), Fault> {
    let read = present(client.own_grants(&subject.id).await.map(|answer| answer.value))?;
    let grants = read.unwrap_or_default().into_iter().map(|pair| (pair.role, pair.division)).collect();
    into.edit.subjects.insert(subject, grants);
    Ok(())
}

fn present<T>(read: Result<T, Error>) -> Result<Option<T>, Fault> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn present_list<T>(read: Result<Vec<T>, Fault>) -> Result<Vec<T>, Fault> {
    match read {
        Err(fault) if fault.status == Some(404) => Ok(Vec::new()),
        read => read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(entity_type: &str, entity: &str, action: &str) -> AuditLine {
        AuditLine {
            id: format!("{entity_type} {entity} {action}"),
            action: action.to_owned(),
            entity_type: entity_type.to_owned(),
            entity: entity.to_owned(),
            ..AuditLine::default()
        }
    }

    #[test]
    fn entries_become_what_is_to_be_read_again() {
        let lines = [
            line("User", "u1", "Update"),
            line("User", "u1", "Assign"),
            line("Group", "g1", "MemberAdd"),
            line("Role", "r1", "Update"),
            line("Role", "r2", "Update"),
            line("Role", "r2", "MemberUpdate"),
            line("OAuthClient", "c1", "Unassign"),
            line("Queue", "q1", "Update"),
            line("User", "", "Update"),
            AuditLine { failed: true, ..line("User", "u2", "Update") },
        ];
        let changes = Changes::of(&lines);
        assert_eq!(changes.people, ["u1".into()].into());
        assert_eq!(changes.groups, ["g1".into()].into());
        assert_eq!(changes.roles, [("r1".into(), false), ("r2".into(), true)].into());
        assert_eq!(changes.clients, ["c1".to_owned()].into());
        assert_eq!(changes.calls(), 2 + 3 + 3 + 1);
        assert!(Changes::of(&lines[7..]).is_empty());
    }

    #[test]
    fn only_services_that_the_mapping_lists_and_that_write_about_ours_are_asked() {
        let service = |name: &str, entities: &[&str]| AuditService {
            name: name.to_owned(),
            entities: entities.iter().map(|&e| e.to_owned()).collect(),
        };
        let mapping = [service("Directory", &["User", "Location"]), service("Routing", &["Queue"]), service("X", &[])];
        assert_eq!(services_of_interest(&mapping), ["Directory"]);
    }
}
