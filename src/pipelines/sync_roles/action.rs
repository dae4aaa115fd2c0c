//! What each step does, as data: written into the plan, sealed by its digest, read again on resuming. One step is one
//! call that changes something.

use crate::model::{DivisionId, PlannedStep, RoleId, UserId};
use crate::pipelines::step;
use serde::{Deserialize, Serialize};

/// A role in a division.
pub type Pair = (RoleId, DivisionId);

/// The effect of one step.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Action {
    /// Give people a role: `POST /authorization/roles/{roleId}`.
    GrantRole {
        /// The role.
        role: RoleId,
        /// In which divisions.
        divisions: Vec<DivisionId>,
        /// To whom, 50 at most.
        people: Vec<UserId>,
    },
    /// Give one person roles: `POST /authorization/subjects/{subjectId}/bulkadd`.
    AddGrants {
        /// Whom.
        person: UserId,
        /// Role and division, 50 at most.
        grants: Vec<Pair>,
    },
    /// Take roles off one person: `POST /authorization/subjects/{subjectId}/bulkremove`.
    TakeGrants {
        /// Whom.
        person: UserId,
        /// Role and division, 50 at most.
        grants: Vec<Pair>,
    },
}

impl Action {
    /// Whose grants it changes.
    pub(super) fn people(&self) -> &[UserId] {
        match self {
            Self::GrantRole { people, .. } => people,
            Self::AddGrants { person, .. } | Self::TakeGrants { person, .. } => std::slice::from_ref(person),
        }
    }

    /// The grants that it gives or takes, the same for each of its people.
    pub(super) fn pairs(&self) -> Vec<Pair> {
        match self {
            Self::GrantRole { role, divisions, .. } => divisions.iter().map(|d| (role.clone(), d.clone())).collect(),
            Self::AddGrants { grants, .. } | Self::TakeGrants { grants, .. } => grants.clone(),
        }
    }
}

/// How many times this step gives or takes a role in a division to or from a person; 0 when another version planned it.
pub fn assignments(step: &PlannedStep) -> usize {
    step::action::<Action>(step).map_or(0, |action| action.people().len() * action.pairs().len())
}
