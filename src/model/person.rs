//! People: the platform's users.

use super::{DisplayText, DivisionId, Timestamp, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The platform's user states; there is no other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserState {
    /// May sign in.
    Active,
    /// May not sign in; data are kept.
    Inactive,
    /// Not found without `state=deleted`; can be restored.
    Deleted,
}

impl UserState {
    /// The platform's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Deleted => "deleted",
        }
    }
}

impl fmt::Display for UserState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The reasons that `PUT /api/v2/users/{id}/state` takes (platform schema `UserState`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the platform gives these words no further meaning")]
pub enum StateChangeReason {
    Voluntary,
    Seasonal,
    Leave,
    Performance,
    Conduct,
    #[default]
    Unknown,
}

/// An id that another system gave a person.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ExternalId {
    /// Who gave it, such as `HR`.
    pub authority: DisplayText,
    /// The id there; the platform compares it with case.
    pub key: DisplayText,
}

/// One person as a list shows them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Person {
    /// The platform id, also the SCIM id.
    pub id: UserId,
    /// The name that is shown.
    pub name: DisplayText,
    /// Main e-mail address, empty if none.
    pub email: DisplayText,
    /// Whether they can sign in.
    pub state: UserState,
    /// Rises with every change of the user on the platform.
    pub version: i64,
    /// The division of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<DivisionId>,
    /// The department, empty if none.
    #[serde(default, skip_serializing_if = "DisplayText::is_empty")]
    pub department: DisplayText,
    /// The title, empty if none.
    #[serde(default, skip_serializing_if = "DisplayText::is_empty")]
    pub title: DisplayText,
    /// The manager.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager: Option<UserId>,
    /// Last sign-in, where the tenant tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_login: Option<Timestamp>,
}
