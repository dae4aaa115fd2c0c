//! What each step does, as data: written into the plan, sealed by its digest, read again on resuming.

use crate::model::{DivisionId, GroupId, LanguageId, QueueId, RoleId, SkillId, UserId, UserState};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The effect of one step.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Action {
    /// `PATCH /users/{id}` to active; a deleted person is restored by it.
    BringBack {
        /// The state in which the person was.
        to: UserState,
        /// The version that the plan rests on.
        version: i64,
    },
    /// Move into a division.
    Move {
        /// Which.
        division: DivisionId,
    },
    /// Set the manager.
    SetManager {
        /// Whom.
        manager: UserId,
    },
    /// Give these direct grants.
    GiveGrants {
        /// Role and division.
        grants: Vec<(RoleId, DivisionId)>,
    },
    /// Put into these groups.
    JoinGroups {
        /// Which.
        groups: Vec<GroupId>,
    },
    /// Put into these queues.
    JoinQueues {
        /// Those that the person was in by name.
        own: Vec<QueueId>,
        /// Those that come with groups.
        by_group: Vec<QueueId>,
        /// Those of both that the person was on.
        joined: Vec<QueueId>,
    },
    /// Set skills and give languages.
    GiveSkills {
        /// All skills that the person is to have, those of today included.
        skills: Vec<(SkillId, f64)>,
        /// The languages that are missing.
        languages: Vec<(LanguageId, f64)>,
    },
    /// Set the person's own utilization.
    SetUtilization {
        /// As the tenant told it then.
        told: Value,
    },
    /// Read everything back once more.
    ReadBack(Box<Expected>),
}

/// What must be found at the end.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Expected {
    /// The state, where it was given back.
    pub state: Option<UserState>,
    /// The division, where it was given back.
    pub division: Option<DivisionId>,
    /// The manager, where it was given back.
    pub manager: Option<UserId>,
    /// Direct grants.
    pub grants: Vec<(RoleId, DivisionId)>,
    /// Groups.
    pub groups: Vec<GroupId>,
    /// Queues, and whether the person is on them.
    pub queues: Vec<(QueueId, bool)>,
    /// Skills with proficiency.
    pub skills: Vec<(SkillId, f64)>,
    /// Languages with proficiency.
    pub languages: Vec<(LanguageId, f64)>,
    /// Whether the person has a utilization of their own.
    pub utilization: bool,
}
