//! Who holds which role where, and who is in which group: the whole tenant's, small enough to keep at hand.

mod edit;
mod places;
mod role_holdings;

pub use edit::HoldingsEdit;
pub use role_holdings::{RoleHolding, RoleHoldings};

use super::{DisplayText, DivisionId, GroupId, RoleId, UserId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// What kind of subject holds a role (the platform's `PC_USER`, `PC_GROUP`, `PC_OAUTH_CLIENT`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    /// A person.
    #[default]
    User,
    /// A group; its members inherit its roles.
    Group,
    /// An OAuth client.
    #[serde(rename = "oauth-client")]
    OAuthClient,
    /// A person or group of another organisation, or something newer than this program.
    Other,
}

impl SubjectKind {
    /// The word that screens and records use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::OAuthClient => "OAuth client",
            Self::Other => "other",
        }
    }
}

/// Whatever can hold a role: by kind and id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct SubjectRef {
    /// What it is.
    pub kind: SubjectKind,
    /// Its id, as the platform writes it.
    pub id: Arc<str>,
}

impl SubjectRef {
    /// A subject of this kind.
    pub fn new(kind: SubjectKind, id: impl Into<Arc<str>>) -> Self {
        Self { kind, id: id.into() }
    }

    /// A person.
    pub fn user(id: &UserId) -> Self {
        Self::new(SubjectKind::User, id.shared())
    }

    /// A group.
    pub fn group(id: &GroupId) -> Self {
        Self::new(SubjectKind::Group, id.shared())
    }
}

impl From<&UserId> for SubjectRef {
    fn from(id: &UserId) -> Self {
        Self::user(id)
    }
}

impl From<&GroupId> for SubjectRef {
    fn from(id: &GroupId) -> Self {
        Self::group(id)
    }
}

impl fmt::Display for SubjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.as_str(), self.id)
    }
}

/// A subject with the name that the list of holders told; people and groups are better known by their own lists.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeldBy {
    /// Who or what.
    pub subject: SubjectRef,
    /// Its name where the subject has no list of its own; may be empty.
    pub name: DisplayText,
}

/// One direct grant, by places in [`Holdings`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HeldGrant {
    /// Place among the subjects.
    pub subject: u32,
    /// Place among the roles.
    pub role: u32,
    /// Place among the divisions; `*` is one of them.
    pub division: u32,
}

/// One membership, by places in [`Holdings`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HeldPlace {
    /// Place among the groups.
    pub group: u32,
    /// Place of the member among the subjects.
    pub member: u32,
}

/// Every direct grant and every membership of the tenant. What people inherit follows from both.
///
/// Ids stand in tables of their own, each once; grants and memberships are places in them, sorted, each once. It does
/// not matter whether a role, division or group of a table is known to the rest of the directory.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Holdings {
    /// Whoever holds a role or is in a group.
    pub subjects: Vec<HeldBy>,
    /// Roles that are held.
    pub roles: Vec<RoleId>,
    /// Divisions in which they are held.
    pub divisions: Vec<DivisionId>,
    /// Groups that have members.
    pub groups: Vec<GroupId>,
    /// Direct grants, of people, groups and clients.
    pub grants: Vec<HeldGrant>,
    /// Memberships of people in groups, by whatever way (by name, by rule, as owner).
    pub members: Vec<HeldPlace>,
}
