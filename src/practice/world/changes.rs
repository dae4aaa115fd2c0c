//! Changes that more than one operation makes: of a person's state, seats and roles.

use super::World;
use super::audit::{About, PropertyChange};
use super::person::{Grant, QueueSeat, RoutingStatus, State};
use crate::practice::ids::Kind;
use crate::practice::seed::OFFLINE;

impl World {
    /// Puts a person into a state; `reason` is kept with it. A change to deleted deletes the person.
    pub fn change_state(&mut self, row: u32, state: State, reason: Option<&str>) {
        if state == State::Deleted {
            return self.delete_person(row);
        }
        let now = self.now;
        let drops = self.inactive_drops_roles && state == State::Inactive;
        let person = self.record_mut(row);
        let before = std::mem::replace(&mut person.state, state);
        person.extras_mut().state_changed = Some(now);
        if reason.is_some() || before != state {
            person.extras_mut().state_reason = reason.map(str::to_owned);
        }
        let about = self.about_person(row);
        let action = if before == State::Deleted { "Restore" } else { "Update" };
        let mut changes = vec![PropertyChange::one("state", before.word(), state.word())];
        if let Some(reason) = reason {
            changes.push(PropertyChange::one("stateChangeReason", "", reason));
        }
        self.log(action, about, changes);
        if drops {
            let grants: Vec<Grant> = self.person(row).grants.clone();
            self.remove_grants(row, &grants);
        }
    }

    /// Deletes a person: no roles, groups, queues and stations are left, and the division is Home. Data stays.
    pub fn delete_person(&mut self, row: u32) {
        let now = self.now;
        let before = self.person(row).state;
        let about = self.about_person(row);
        let person = self.record_mut(row);
        person.state = State::Deleted;
        person.extras_mut().state_changed = Some(now);
        person.extras_mut().state_reason = None;
        person.grants.clear();
        person.live_tokens = 0;
        person.division = 0;
        person.routing = RoutingStatus::OffQueue;
        person.presence = OFFLINE;
        person.default_station = None;
        let groups = std::mem::take(&mut person.groups);
        let seats = std::mem::take(&mut person.queues);
        let station = person.station.take();
        for group in groups {
            self.groups[group as usize].members.retain(|m| *m != row);
        }
        for seat in seats {
            self.queues[seat.queue as usize].members.retain(|m| *m != row);
        }
        if let Some(station) = station {
            self.stations[station as usize].user = None;
        }
        self.sessions.revoke_user(row);
        self.log("Delete", about, vec![PropertyChange::one("state", before.word(), State::Deleted.word())]);
    }

    /// Grants roles to a person directly; those the person has already stay as they are. Tells how many are new.
    pub fn add_grants(&mut self, row: u32, keys: &[(u32, Option<u32>)]) -> usize {
        let made = self.now;
        let mut added = Vec::new();
        for &(role, division) in keys {
            if self.person(row).grants.iter().all(|g| g.key() != (role, division)) {
                let grant = Grant { role, division, made };
                self.person_mut(row).grants.push(grant);
                added.push(grant);
            }
        }
        self.log_grants(row, "Assign", &added);
        added.len()
    }

    /// Takes direct roles from a person; those the person does not have are passed over.
    pub fn remove_grants(&mut self, row: u32, grants: &[Grant]) {
        let here = |g: &&Grant| self.person(row).grants.iter().any(|own| own.key() == g.key());
        let removed: Vec<Grant> = grants.iter().filter(here).copied().collect();
        if !removed.is_empty() {
            self.person_mut(row).grants.retain(|own| removed.iter().all(|g| g.key() != own.key()));
        }
        self.log_grants(row, "Unassign", &removed);
    }

    fn log_grants(&mut self, row: u32, action: &'static str, grants: &[Grant]) {
        if grants.is_empty() {
            return;
        }
        let listed: Vec<String> = grants.iter().map(|g| self.grant_text(g)).collect();
        let about = About { service: "PeoplePermissions", ..self.about_person(row) };
        let (old, new) = if action == "Assign" { (Vec::new(), listed) } else { (listed, Vec::new()) };
        self.log(action, about, vec![PropertyChange { property: "roles", old, new }]);
    }

    /// A grant in words: the role's name and the division's.
    pub fn grant_text(&self, grant: &Grant) -> String {
        let division = grant.division.map_or("*", |d| &*self.divisions[d as usize].name);
        format!("{} in {division}", self.roles[grant.role as usize].name)
    }

    /// The division of a grant as the platform writes it: an id or `*`.
    pub fn grant_division(&self, grant: &Grant) -> String {
        grant.division.map_or_else(|| "*".to_owned(), |d| self.division_id(d))
    }

    /// Every seat a person has: the queue, whether joined, and whether it comes from a group.
    pub fn seats_of(&self, row: u32) -> Vec<(u32, bool, bool)> {
        let person = self.person(row);
        let mut seats: Vec<(u32, bool, bool)> = person.queues.iter().map(|s| (s.queue, s.joined, false)).collect();
        if person.state == State::Deleted {
            return seats;
        }
        let groups = self.groups_of(row);
        for (n, queue) in self.queues.iter().enumerate().filter(|(_, q)| !q.member_groups.is_empty()) {
            let own = person.queues.iter().any(|s| s.queue as usize == n);
            if !own && queue.member_groups.iter().any(|g| groups.contains(g)) {
                seats.push((n as u32, !queue.group_seats_off.contains(&row), true));
            }
        }
        seats
    }

    /// Gives a person a seat of their own in a queue.
    pub fn add_seat(&mut self, row: u32, queue: u32) {
        if self.person(row).queues.iter().any(|s| s.queue == queue) {
            return;
        }
        self.person_mut(row).queues.push(QueueSeat { queue, joined: true });
        self.queues[queue as usize].members.push(row);
        let (about, id) = (self.about_queue(queue), self.user_id(row));
        self.log("MemberAdd", about, vec![PropertyChange::one("members", "", &id)]);
    }

    /// Takes a person's own seat in a queue; tells whether there was one.
    pub fn remove_seat(&mut self, row: u32, queue: u32) -> bool {
        if self.person(row).queues.iter().all(|s| s.queue != queue) {
            return false;
        }
        self.person_mut(row).queues.retain(|s| s.queue != queue);
        self.queues[queue as usize].members.retain(|m| *m != row);
        let (about, id) = (self.about_queue(queue), self.user_id(row));
        self.log("MemberRemove", about, vec![PropertyChange::one("members", &id, "")]);
        true
    }

    /// Sets whether a person takes conversations from a queue they sit in; tells whether they sit there.
    pub fn join_seat(&mut self, row: u32, queue: u32, joined: bool) -> bool {
        let Some(&(_, before, by_group)) = self.seats_of(row).iter().find(|(q, ..)| *q == queue) else {
            return false;
        };
        if before == joined {
            return true;
        }
        if by_group {
            let off = &mut self.queues[queue as usize].group_seats_off;
            off.retain(|r| *r != row);
            if !joined {
                off.push(row);
            }
        } else if let Some(seat) = self.person_mut(row).queues.iter_mut().find(|s| s.queue == queue) {
            seat.joined = joined;
        }
        let (about, id) = (self.about_queue(queue), self.user_id(row));
        let word = if joined { "joined" } else { "left" };
        self.log("MemberUpdate", about, vec![PropertyChange::one("members", &id, &format!("{id} {word}"))]);
        true
    }

    /// Takes a person off the station they use.
    pub fn leave_station(&mut self, row: u32) {
        let Some(station) = self.person(row).station else { return };
        let person = self.person_mut(row);
        person.station = None;
        person.last_station = Some(station);
        self.stations[station as usize].user = None;
        let about = About {
            service: "Telephony",
            entity_type: "Station",
            id: self.id(Kind::Station, u64::from(station)),
            name: self.stations[station as usize].name.to_string(),
        };
        let id = self.user_id(row);
        self.log("Update", about, vec![PropertyChange::one("user", &id, "")]);
    }
}
