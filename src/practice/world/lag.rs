//! What takes effect later: changes of group members, and the search index, which shows people as they were for a while.

use super::World;
use super::audit::{Caller, PropertyChange};
use super::person::{Person, State};
use jiff::Timestamp;

/// A person as the search index still shows them; `None` for somebody it does not know yet.
#[derive(Debug, Clone)]
pub struct Shadow {
    /// Until when.
    pub until: Timestamp,
    /// What is shown.
    pub was: Option<Box<Person>>,
}

/// A change of group members that was accepted and has yet to happen.
#[derive(Debug, Clone)]
pub struct Pending {
    /// When it takes effect.
    pub due: Timestamp,
    /// Row of the group.
    pub group: u32,
    /// Rows of the people.
    pub people: Vec<u32>,
    /// Whether they come in or go out.
    pub add: bool,
    /// Who asked for it.
    pub caller: Caller,
}

impl World {
    /// Sets the current moment and carries out what is due.
    pub fn settle(&mut self, now: Timestamp) {
        self.now = now;
        while let Some(at) = self.pending.iter().position(|p| p.due <= now) {
            let pending = self.pending.remove(at);
            self.change_members(&pending);
        }
        if !self.shadows.is_empty() {
            self.shadows.retain(|_, shadow| shadow.until > now);
        }
    }

    /// Accepts a change of group members, to take effect after the tenant's delay.
    pub fn change_members_later(&mut self, group: u32, people: Vec<u32>, add: bool) {
        let due = self.now + self.membership_delay;
        self.pending.push(Pending { due, group, people, add, caller: self.caller });
    }

    /// Changes group members at once.
    pub fn change_members_now(&mut self, group: u32, people: Vec<u32>, add: bool) {
        let pending = Pending { due: self.now, group, people, add, caller: self.caller };
        self.change_members(&pending);
    }

    fn change_members(&mut self, pending: &Pending) {
        let at = pending.group as usize;
        if self.groups[at].deleted {
            return;
        }
        let mut moved = Vec::new();
        for &row in &pending.people {
            let inside = self.person(row).groups.contains(&pending.group);
            let gone = self.person(row).state == State::Deleted;
            if inside == pending.add || (pending.add && gone) {
                continue;
            }
            let person = self.person_mut(row);
            if pending.add {
                person.groups.push(pending.group);
                self.groups[at].members.push(row);
            } else {
                person.groups.retain(|g| *g != pending.group);
                self.groups[at].members.retain(|m| *m != row);
            }
            moved.push(self.user_id(row));
        }
        if moved.is_empty() {
            return;
        }
        self.groups[at].version += 1;
        self.groups[at].modified = self.now;
        let about = self.about_group(pending.group);
        let (old, new, action) =
            if pending.add { (Vec::new(), moved, "MemberAdd") } else { (moved, Vec::new(), "MemberRemove") };
        self.log_as(pending.caller, action, about, vec![PropertyChange { property: "members", old, new }]);
    }

    /// Keeps what the search index shows of a person who is about to change.
    pub(in crate::practice) fn keep_shadow(&mut self, row: u32) {
        let until = self.now + self.search_lag;
        if until <= self.now {
            return;
        }
        if let Some(shadow) = self.shadows.get_mut(&row) {
            shadow.until = until;
        } else {
            let was = Some(Box::new(self.people[row as usize].clone()));
            self.shadows.insert(row, Shadow { until, was });
        }
    }

    /// Notes that the search index does not know a new person yet.
    pub fn hide_from_search(&mut self, row: u32) {
        let until = self.now + self.search_lag;
        self.shadows.insert(row, Shadow { until, was: None });
    }

    /// A person as the search index shows them, if it does.
    pub fn searchable(&self, row: u32) -> Option<&Person> {
        match self.shadows.get(&row) {
            Some(shadow) if shadow.until > self.now => shadow.was.as_deref(),
            _ => Some(self.person(row)),
        }
    }
}
