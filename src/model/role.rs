//! Divisions, roles, permission policies, grants and the permission catalogue.

use super::{DisplayText, DivisionId, GroupId, RoleId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A division of the organisation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Division {
    /// Its id.
    pub id: DivisionId,
    /// Its name.
    pub name: DisplayText,
    /// The division that everything falls back to.
    pub home: bool,
}

/// A permission in the platform's form `domain:entity:action`; any part but the domain may be `*`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Permission {
    /// Such as `directory`.
    pub domain: DisplayText,
    /// Such as `user`, or `*`.
    pub entity: DisplayText,
    /// Such as `view`, or `*`.
    pub action: DisplayText,
}

impl Permission {
    /// Reads `domain:entity:action`; none when it has not exactly three parts or one of them is empty.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':').map(str::trim);
        let mut next = || parts.next().filter(|part| !part.is_empty()).map(DisplayText::new);
        let permission = Self { domain: next()?, entity: next()?, action: next()? };
        parts.next().is_none().then_some(permission)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.domain, self.entity, self.action)
    }
}

/// The condition of a policy, as the tenant wrote it and in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Condition {
    /// A sentence such as `Conversation.queues is Claims`.
    pub words: DisplayText,
    /// The condition node as the tenant sent it.
    pub node: serde_json::Value,
}

/// One permission policy of a role: a domain, an entity and a set of actions.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PermissionPolicy {
    /// Such as `routing`.
    pub domain: DisplayText,
    /// Such as `queue`, or `*`.
    pub entity: DisplayText,
    /// Such as `view`; `*` for all.
    pub actions: Vec<DisplayText>,
    /// Present when the policy only holds under a condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// A role with its policies.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// Its name.
    pub name: DisplayText,
    /// What it says of itself.
    pub description: DisplayText,
    /// The default role that this one is or was made from.
    pub default_role: Option<DisplayText>,
    /// Shipped by the vendor.
    pub is_default: bool,
    /// Given to everybody; cannot be taken away.
    pub is_base: bool,
    /// Old general permissions without colons, such as `group_creation`.
    pub general: Vec<DisplayText>,
    /// The permission policies.
    pub policies: Vec<PermissionPolicy>,
}

/// Where a grant comes from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "from", content = "id")]
pub enum GrantSource {
    /// The person's own grant.
    Direct,
    /// Inherited from this group; only leaving the group, or taking the role off it, ends it.
    Group(GroupId),
}

/// A role in a division, granted to a person directly or through a group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Grant {
    /// Who holds it in the end.
    pub holder: UserId,
    /// By which way.
    pub source: GrantSource,
    /// The role.
    pub role: RoleId,
    /// The role's name when it was read.
    pub role_name: DisplayText,
    /// The division, or all.
    pub division: DivisionId,
    /// The division's name when it was read.
    pub division_name: DisplayText,
    /// When it was granted, where the tenant tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted_at: Option<Timestamp>,
}

/// One permission of the tenant's catalogue (`GET /api/v2/authorization/permissions`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CatalogueEntry {
    /// The permission, without wildcards.
    pub permission: Permission,
    /// What it is called on the platform's own screens.
    pub label: DisplayText,
    /// Only such permissions are limited by a grant's division.
    pub division_aware: bool,
    /// Whether a policy may put conditions on it.
    pub allows_conditions: bool,
}

/// All permissions that the tenant knows.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Catalogue {
    /// Sorted by permission.
    pub entries: Vec<CatalogueEntry>,
}
