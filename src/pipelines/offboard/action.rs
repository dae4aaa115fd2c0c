//! What each step does, as data: written into the plan, sealed by its digest, read again on resuming.

use super::recipe::Conversations;
use crate::model::{ConversationId, DivisionId, GroupId, LanguageId, QueueId, RoleId, SkillId, StateChangeReason};
use serde::{Deserialize, Serialize};

/// The effect of one step.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Action {
    /// `PUT /users/{id}/state` to inactive.
    Deactivate {
        /// The reason that the platform keeps.
        reason: StateChangeReason,
        /// The version that the plan rests on.
        version: i64,
    },
    /// `DELETE /tokens/{id}`.
    RevokeTokens,
    /// `PUT /users/{id}/routingstatus` to OFF_QUEUE.
    OffQueue,
    /// Move or disconnect what is open.
    Conversations {
        /// Which, with the queue that each came through.
        open: Vec<(ConversationId, Option<QueueId>)>,
        /// What to do with them.
        what: Conversations,
    },
    /// Leave these queues.
    LeaveQueues {
        /// Own memberships.
        queues: Vec<QueueId>,
        /// Memberships that come from groups: they end with the group.
        by_group: Vec<QueueId>,
    },
    /// Leave these groups.
    LeaveGroups {
        /// Which.
        groups: Vec<GroupId>,
        /// Queues whose membership ends with them.
        queues: Vec<QueueId>,
    },
    /// Take away these direct grants.
    TakeGrants {
        /// Role and division.
        grants: Vec<(RoleId, DivisionId)>,
    },
    /// Remove skills and languages.
    ClearSkills {
        /// Which skills.
        skills: Vec<SkillId>,
        /// Which languages.
        languages: Vec<LanguageId>,
    },
    /// Return to the organisation's utilization.
    ResetUtilization,
    /// Give up stations.
    LeaveStations {
        /// The one in use.
        associated: bool,
        /// The default one.
        default: bool,
    },
    /// Export the conversations of the days before the plan was made. Moments would make two plans of the same differ.
    ExportHistory {
        /// How many days.
        days: u16,
    },
    /// `DELETE /users/{id}`.
    Delete,
    /// Nothing now: a run that deletes the person is planned when this one has ended well.
    DeleteLater {
        /// How many days after that.
        days: u16,
    },
    /// Read everything back once more.
    ReadBack {
        /// Whether the person must be found deleted.
        deleted: bool,
        /// Which parts the recipe has taken apart and must be found gone.
        parts: Parts,
    },
}

/// The parts of a seat that a recipe takes apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Parts {
    pub queues: bool,
    pub groups: bool,
    pub grants: bool,
    pub skills: bool,
}
