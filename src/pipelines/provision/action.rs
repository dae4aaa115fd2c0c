//! What each step does, as data: written into the plan, sealed by its digest, read again on resuming. No password is
//! ever among it: one is made when the step is carried out.

use crate::model::{DivisionId, ExternalId, GroupId, LanguageId, QueueId, RoleId, SkillId, UserId};
use crate::pipelines::restore;
use serde::{Deserialize, Serialize};

/// By which interface people are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// `POST /api/v2/users`.
    Platform,
    /// `POST /api/v2/scim/v2/users`.
    Scim,
}

/// A person who is to be made, with all that they are to have; everything is known to exist.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct NewPerson {
    /// The e-mail address, which is the user name.
    pub email: String,
    /// The full name.
    pub name: String,
    /// The division.
    pub division: DivisionId,
    /// Its name.
    pub division_name: String,
    /// The department, empty for none.
    pub department: String,
    /// The title, empty for none.
    pub title: String,
    /// The phone in E.164, empty for none.
    pub phone: String,
    /// The employee number, empty for none.
    pub employee_number: String,
    /// By which id another system knows them.
    pub external: Option<ExternalId>,
    /// The manager, with their name.
    pub manager: Option<(UserId, String)>,
    /// Grants: role, division, and both in words.
    pub grants: Vec<(RoleId, DivisionId, String)>,
    /// Groups with their names.
    pub groups: Vec<(GroupId, String)>,
    /// Queues with their names.
    pub queues: Vec<(QueueId, String)>,
    /// Skills with their names and how well.
    pub skills: Vec<(SkillId, String, f64)>,
    /// Languages with their names and how well.
    pub languages: Vec<(LanguageId, String, f64)>,
}

/// The effect of one step.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Action {
    /// Make the person.
    Create {
        /// By which interface.
        by: By,
        /// Whom.
        person: Box<NewPerson>,
    },
    /// Note the employee number; SCIM takes it with the person.
    EmployeeNumber(String),
    /// Note by which id another system knows them.
    ExternalId(ExternalId),
    /// What a restore gives as well.
    Give(restore::Action),
    /// Make a password, set it, and lay it down encrypted for this recipient.
    Password {
        /// Whose key can read it.
        recipient: String,
        /// How long it is.
        length: u8,
    },
    /// Have the platform send an invitation.
    Invite,
}
