//! The practice tenant's state: everything that a call can read or change.
//!
//! People, groups and the rest are rows in vectors; a row's number and its id follow from each other. Nothing happens
//! here by itself: what a call sets going for later (`pending`) is carried out when the next call looks at the clock.

pub mod audit;
pub mod changes;
pub mod conversation;
pub mod holders;
pub mod lag;
mod learning;
pub mod person;
pub mod tenant;

use super::analytics::jobs::Jobs;
use super::audits::Transactions;
use super::clock::PracticeClock;
use super::faults::Faults;
use super::ids::{self, Kind};
use super::license::Assigned;
use super::tokens::Sessions;
use audit::{AuditEntry, Caller};
use conversation::Conversation;
use holders::Holders;
use jiff::Timestamp;
use lag::{Pending, Shadow};
use person::{Grant, Person};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;
use tenant::{Ability, Client, Division, Group, Policy, Presence, Queue, Role, Station};
use uuid::Uuid;

/// The whole state of a practice tenant.
pub struct World {
    /// What it was grown from.
    pub seed: u64,
    /// Its clock.
    pub clock: PracticeClock,
    /// The moment of the current call.
    pub now: Timestamp,
    /// Who makes the current call.
    pub caller: Caller,
    /// The correlation id of the current call.
    pub context: String,
    /// Whether people who become inactive lose their direct roles.
    pub inactive_drops_roles: bool,
    /// How far the search index is behind.
    pub search_lag: Duration,
    /// How long a change of group members takes.
    pub membership_delay: Duration,
    /// Calls a minute that one token is allowed.
    pub rate_per_minute: u32,
    /// The organisation's people: ordinary ones, those of the stories, then whoever was created since.
    pub people: Vec<Person>,
    /// How many ordinary people came with the tenant: rows below this.
    pub ordinary: u32,
    /// Row of the person whom the sign-in page signs in.
    pub operator: u32,
    /// Whether the current call reads what was true a moment ago.
    pub reads_stale: bool,
    /// Groups.
    pub groups: Vec<Group>,
    /// Queues.
    pub queues: Vec<Queue>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Divisions; row 0 is Home.
    pub divisions: Vec<Division>,
    /// Routing skills.
    pub skills: Vec<Ability>,
    /// Routing languages.
    pub languages: Vec<Ability>,
    /// Stations.
    pub stations: Vec<Station>,
    /// Presence definitions.
    pub presences: Vec<Presence>,
    /// OAuth clients.
    pub clients: Vec<Client>,
    /// Conversations that are rows: those open at the start and what becomes of them.
    pub conversations: Vec<Conversation>,
    /// People of the stories who have a history.
    pub keeps_history: HashSet<u32>,
    /// The audit log.
    pub audits: Vec<AuditEntry>,
    /// Details jobs.
    pub jobs: Jobs,
    /// Audit queries that were accepted.
    pub audit_queries: Transactions,
    /// Licences assigned by hand.
    pub assigned_licences: Assigned,
    /// Tokens, codes and their rate windows.
    pub sessions: Sessions,
    /// Faults to be thrown in.
    pub faults: Faults,
    /// Who holds what; none when it has to be gathered anew.
    pub holders: Option<Holders>,
    pub(in crate::practice) special: Vec<u32>,
    pub(in crate::practice) emails: HashMap<u64, u32>,
    pub(in crate::practice) pending: Vec<Pending>,
    pub(in crate::practice) shadows: HashMap<u32, Shadow>,
    pub(in crate::practice) contexts: u64,
}

impl World {
    /// The row of an id of this kind; whether the row exists is for the caller to see.
    pub fn row(&self, kind: Kind, id: &str) -> Option<u64> {
        ids::number(self.seed, kind, Uuid::try_parse(id).ok()?)
    }

    /// The id of a row.
    pub fn id(&self, kind: Kind, row: u64) -> String {
        ids::id(self.seed, kind, row).hyphenated().to_string()
    }

    fn row_below(&self, kind: Kind, id: &str, len: usize) -> Option<u32> {
        self.row(kind, id).filter(|row| (*row as usize) < len).map(|row| row as u32)
    }

    /// The id of a person.
    pub fn user_id(&self, row: u32) -> String {
        self.id(Kind::User, u64::from(row))
    }

    /// The row of a person, in whatever state.
    pub fn user_row(&self, id: &str) -> Option<u32> {
        self.row_below(Kind::User, id, self.people.len())
    }

    /// The id of a group.
    pub fn group_id(&self, row: u32) -> String {
        self.id(Kind::Group, u64::from(row))
    }

    /// The row of a group that is not deleted.
    pub fn group_row(&self, id: &str) -> Option<u32> {
        self.row_below(Kind::Group, id, self.groups.len()).filter(|row| !self.groups[*row as usize].deleted)
    }

    /// The id of a queue.
    pub fn queue_id(&self, row: u32) -> String {
        self.id(Kind::Queue, u64::from(row))
    }

    /// The row of a queue.
    pub fn queue_row(&self, id: &str) -> Option<u32> {
        self.row_below(Kind::Queue, id, self.queues.len())
    }

    /// The id of a role.
    pub fn role_id(&self, row: u32) -> String {
        self.id(Kind::Role, u64::from(row))
    }

    /// The row of a role that is not deleted.
    pub fn role_row(&self, id: &str) -> Option<u32> {
        self.row_below(Kind::Role, id, self.roles.len()).filter(|row| !self.roles[*row as usize].deleted)
    }

    /// The row of a role by its exact name.
    pub fn role_named(&self, name: &str) -> Option<u32> {
        self.roles.iter().position(|r| !r.deleted && &*r.name == name).map(|row| row as u32)
    }

    /// The id of a division.
    pub fn division_id(&self, row: u32) -> String {
        self.id(Kind::Division, u64::from(row))
    }

    /// The row of a division.
    pub fn division_row(&self, id: &str) -> Option<u32> {
        self.row_below(Kind::Division, id, self.divisions.len())
    }

    /// The row of a skill.
    pub fn skill_row(&self, id: &str) -> Option<u32> {
        self.row_below(Kind::Skill, id, self.skills.len())
    }

    /// The row of a language.
    pub fn language_row(&self, id: &str) -> Option<u32> {
        self.row_below(Kind::Language, id, self.languages.len())
    }

    /// The row of a station.
    pub fn station_row(&self, id: &str) -> Option<u32> {
        self.row_below(Kind::Station, id, self.stations.len())
    }

    /// The row of an OAuth client.
    pub fn client_row(&self, id: &str) -> Option<u32> {
        self.row_below(Kind::Client, id, self.clients.len())
    }

    /// A person, to be read.
    pub fn person(&self, row: u32) -> &Person {
        &self.people[row as usize]
    }

    /// A person as the current call reads them, which may be as they were a moment ago.
    pub fn person_read(&self, row: u32) -> &Person {
        let shadow = if self.reads_stale { self.shadows.get(&row) } else { None };
        shadow.and_then(|s| s.was.as_deref()).unwrap_or_else(|| self.person(row))
    }

    /// A person, to be changed: what the person was stays visible to the search index until it has caught up.
    pub fn person_mut(&mut self, row: u32) -> &mut Person {
        self.keep_shadow(row);
        self.holders = None;
        &mut self.people[row as usize]
    }

    /// A person's record, to be changed with its version.
    pub fn record_mut(&mut self, row: u32) -> &mut Person {
        let now = self.now;
        let person = self.person_mut(row);
        person.version += 1;
        person.modified = now;
        person
    }

    /// The row of whoever has this e-mail address, deleted people included; case does not count.
    pub fn email_row(&self, email: &str) -> Option<u32> {
        let row = *self.emails.get(&email_key(email))?;
        self.people[row as usize].email.eq_ignore_ascii_case(email).then_some(row)
    }

    /// Notes that a person has this address now.
    pub fn claim_email(&mut self, email: &str, row: u32) {
        self.emails.insert(email_key(email), row);
    }

    /// Notes that an address is free again.
    pub fn release_email(&mut self, email: &str) {
        self.emails.remove(&email_key(email));
    }

    /// Everything a person inherits: the group's row and the grant.
    pub fn inherited(&self, row: u32) -> impl Iterator<Item = (u32, &Grant)> + '_ {
        self.groups_of(row).into_iter().flat_map(|group| {
            let g = &self.groups[group as usize];
            let grants: &[Grant] = if g.roles_enabled { &g.grants } else { &[] };
            grants.iter().map(move |grant| (group, grant))
        })
    }

    /// Rows of the groups a person belongs to: individually, as counted owner, or by a rule.
    pub fn groups_of(&self, row: u32) -> Vec<u32> {
        let person = self.person(row);
        let mut found: Vec<u32> = person.groups.clone();
        if person.state == person::State::Deleted {
            return found;
        }
        for (n, owners, rule) in self.special_groups() {
            let belongs = owners.contains(&row) || (rule.is_some() && rule == person.department.as_deref());
            if belongs && !found.contains(&n) {
                found.push(n);
            }
        }
        found
    }

    fn special_groups(&self) -> impl Iterator<Item = (u32, &[u32], Option<&str>)> + '_ {
        self.special.iter().map(|n| (*n, &self.groups[*n as usize])).filter(|(_, g)| !g.deleted).map(|(n, g)| {
            let owners: &[u32] = if g.include_owners { &g.owners } else { &[] };
            (n, owners, g.rule.as_deref())
        })
    }

    /// Finds the groups anew to which people can belong without being individual members; they are few, and asking
    /// all groups for every person of a page would make lists of a large tenant slow.
    pub fn index_special_groups(&mut self) {
        let special = |n: &u32| {
            let group = &self.groups[*n as usize];
            group.include_owners || group.rule.is_some()
        };
        self.special = (0..self.groups.len() as u32).filter(special).collect();
    }

    /// Rows of a group's people: individuals, counted owners and those of the rule; deleted people excluded.
    pub fn members_of(&self, group: u32) -> Vec<u32> {
        let g = &self.groups[group as usize];
        let mut found = g.members.clone();
        if g.include_owners {
            found.extend(g.owners.iter().filter(|o| !g.members.contains(o)));
        }
        if let Some(rule) = &g.rule {
            let known: HashSet<u32> = found.iter().copied().collect();
            found.extend(
                (0..self.people.len() as u32)
                    .filter(|row| self.person(*row).department.as_deref() == Some(rule) && !known.contains(row)),
            );
        }
        found.retain(|row| self.person(*row).state != person::State::Deleted);
        found
    }

    /// Whether a caller holds a permission, through its roles and, for a person, those of the groups.
    pub fn holds(&self, caller: Caller, permission: &str) -> bool {
        let allows = |grant: &Grant| self.roles[grant.role as usize].allows(permission);
        match caller.user {
            Some(row) => self.person(row).grants.iter().any(allows) || self.inherited(row).any(|(_, g)| allows(g)),
            None => self.clients[caller.client as usize].grants.iter().any(allows),
        }
    }

    /// The correlation id for the next answer.
    pub fn next_context(&mut self) -> String {
        self.contexts += 1;
        self.id(Kind::Context, self.contexts)
    }
}

impl Role {
    /// Whether the role gives a permission, conditions set aside.
    pub fn allows(&self, permission: &str) -> bool {
        if self.deleted {
            return false;
        }
        let mut parts = permission.splitn(3, ':');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(domain), Some(entity), Some(action)) => {
                self.policies.iter().any(|p| p.covers(domain, entity, action))
            }
            _ => self.general.iter().any(|g| &**g == permission),
        }
    }
}

impl Policy {
    /// Whether the policy covers an action, wildcards included.
    pub fn covers(&self, domain: &str, entity: &str, action: &str) -> bool {
        let fits = |pattern: &str, text: &str| pattern == "*" || pattern == text;
        fits(&self.domain, domain) && fits(&self.entity, entity) && self.actions.iter().any(|a| fits(a, action))
    }
}

fn email_key(email: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    email.to_lowercase().hash(&mut hasher);
    hasher.finish()
}
