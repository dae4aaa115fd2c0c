//! What each step does, as data: written into the plan, sealed by its digest, read again on resuming.

use crate::model::{DivisionId, QueueId, RoleId, UserId};
use serde::{Deserialize, Serialize};

/// The effect of one step.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Action {
    /// Take these people out.
    TakeMembers {
        /// Those who were added by name; who is in by a rule or as an owner goes with the group.
        members: Vec<UserId>,
        /// By which interface.
        by: By,
    },
    /// Take these grants off the group.
    TakeGrants {
        /// Role and division.
        grants: Vec<(RoleId, DivisionId)>,
    },
    /// `DELETE /groups/{id}`.
    Delete,
    /// Read back that nobody has anything from it any more.
    ReadBack {
        /// Some of the members, to be asked for what they inherit.
        members: Vec<UserId>,
        /// Queues whose members came from it.
        queues: Vec<QueueId>,
    },
}

/// By which of the platform's interfaces members are taken out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// `DELETE /groups/{id}/members`, 50 at once.
    Platform,
    /// `PATCH /scim/v2/groups/{id}` (RFC 7644 section 3.5.2), 50 at once.
    Scim,
}
