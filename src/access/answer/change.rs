//! A change to who may do what, imagined or planned.

use crate::model::{DisplayText, DivisionId, GroupId, Permission, RoleId, SubjectRef, UserId};
use serde::{Deserialize, Serialize};

/// One change; a change to what is so already changes nothing.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "change")]
pub enum Change {
    /// A role granted directly.
    AddGrant {
        /// To whom.
        subject: SubjectRef,
        /// The role.
        role: RoleId,
        /// Where; `*` for all divisions.
        division: DivisionId,
    },
    /// A direct grant taken away.
    DropGrant {
        /// From whom.
        subject: SubjectRef,
        /// The role.
        role: RoleId,
        /// Where; `*` is the grant for all divisions, not each grant.
        division: DivisionId,
    },
    /// A person put into a group.
    JoinGroup {
        /// The person.
        user: UserId,
        /// The group.
        group: GroupId,
    },
    /// A person taken out of a group.
    LeaveGroup {
        /// The person.
        user: UserId,
        /// The group.
        group: GroupId,
    },
    /// A group deleted: its members inherit nothing from it any more.
    DeleteGroup {
        /// The group.
        group: GroupId,
    },
    /// A role given a permission, without condition; wildcards are expanded.
    AddPermission {
        /// The role.
        role: RoleId,
        /// The permission.
        permission: Permission,
    },
    /// A permission taken out of a role, under whatever condition it has it; wildcards take all that they cover.
    DropPermission {
        /// The role.
        role: RoleId,
        /// The permission.
        permission: Permission,
    },
}

/// A change with its words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedChange {
    /// The change.
    pub change: Change,
    /// What it does, with names: `take Supervisor (Claims) from Jane Miller`.
    pub words: DisplayText,
}
