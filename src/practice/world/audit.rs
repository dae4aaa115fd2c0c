//! The tenant's own audit log: an entry for every real change.

use super::World;
use jiff::Timestamp;

/// Who makes a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// Row of the OAuth client.
    pub client: u32,
    /// Row of the signed-in person; none with client credentials.
    pub user: Option<u32>,
}

/// A property that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyChange {
    /// Name of the property.
    pub property: &'static str,
    /// Values before.
    pub old: Vec<String>,
    /// Values after.
    pub new: Vec<String>,
}

impl PropertyChange {
    /// A property with one value before and one after; an empty text is no value.
    pub fn one(property: &'static str, old: &str, new: &str) -> Self {
        let list = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
        Self { property, old: list(old), new: list(new) }
    }
}

/// An entry of the audit log.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// Row, from 0; the entry's id is `Kind::Audit` of it.
    pub row: u64,
    /// When.
    pub at: Timestamp,
    /// The service that changed something, as `Directory`.
    pub service: &'static str,
    /// What was done, as `Update`.
    pub action: &'static str,
    /// What it was done to, as `User`.
    pub entity_type: &'static str,
    /// The id of that.
    pub entity_id: String,
    /// Its name.
    pub entity_name: String,
    /// Who did it.
    pub caller: Caller,
    /// Correlation id of the call.
    pub context: String,
    /// What changed.
    pub changes: Vec<PropertyChange>,
}

/// What an entry is about.
#[derive(Debug, Clone)]
pub struct About {
    /// The service, as `Directory`.
    pub service: &'static str,
    /// The entity's type, as `User`.
    pub entity_type: &'static str,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

impl World {
    /// Writes an entry for a change that the current call made.
    pub fn log(&mut self, action: &'static str, about: About, changes: Vec<PropertyChange>) {
        let caller = self.caller;
        self.log_as(caller, action, about, changes);
    }

    /// Writes an entry for a change that an earlier call of `caller` made.
    pub fn log_as(&mut self, caller: Caller, action: &'static str, about: About, changes: Vec<PropertyChange>) {
        #[cfg(test)]
        assert!(
            crate::practice::audits::mapping::knows(about.service, about.entity_type, action),
            "the service mapping lacks {action} on {} of {}",
            about.entity_type,
            about.service
        );
        let entry = AuditEntry {
            row: self.audits.len() as u64,
            at: self.now,
            service: about.service,
            action,
            entity_type: about.entity_type,
            entity_id: about.id,
            entity_name: about.name,
            caller,
            context: self.context.clone(),
            changes,
        };
        self.audits.push(entry);
    }

    /// A person, as audit entries name people: service `Directory`, entity type `User`.
    pub fn about_person(&self, row: u32) -> About {
        About {
            service: "Directory",
            entity_type: "User",
            id: self.user_id(row),
            name: self.people[row as usize].name.to_string(),
        }
    }

    /// A group, as audit entries name groups.
    pub fn about_group(&self, row: u32) -> About {
        About {
            service: "Directory",
            entity_type: "Group",
            id: self.group_id(row),
            name: self.groups[row as usize].name.to_string(),
        }
    }

    /// A queue, as audit entries name queues.
    pub fn about_queue(&self, row: u32) -> About {
        About {
            service: "Routing",
            entity_type: "Queue",
            id: self.queue_id(row),
            name: self.queues[row as usize].name.to_string(),
        }
    }
}
