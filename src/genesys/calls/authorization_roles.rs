//! Roles with their policies. Roles are flat: there is no parent.

use super::conditions;
use crate::genesys::page::Listing;
use crate::genesys::{Answer, Call, Client, Error, Page};
use crate::model::{Condition, DisplayText, PermissionPolicy, Role, RoleId};
use serde::Deserialize;
use serde_json::Value;

/// How many roles a page holds.
pub const ROLE_PAGE: u32 = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: RoleId,
    name: Option<DisplayText>,
    description: Option<DisplayText>,
    default_role_id: Option<DisplayText>,
    default: Option<bool>,
    base: Option<bool>,
    permissions: Option<Vec<DisplayText>>,
    permission_policies: Option<Vec<Policy>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    domain: DisplayText,
    entity_name: Option<DisplayText>,
    action_set: Option<Vec<DisplayText>>,
    resource_condition_node: Option<Value>,
}

impl Policy {
    fn policy(self) -> PermissionPolicy {
        let node = self.resource_condition_node.filter(conditions::says_something);
        // `allowConditions` only says that there may be a condition; the node is the condition.
        let condition = node.map(|node| Condition { words: conditions::condition_words(&node, &|_| None), node });
        PermissionPolicy {
            domain: self.domain,
            entity: self.entity_name.unwrap_or_else(|| "*".into()),
            actions: self.action_set.unwrap_or_default(),
            condition,
        }
    }
}

impl Wire {
    fn role(self) -> Role {
        Role {
            id: self.id,
            name: self.name.unwrap_or_default(),
            description: self.description.unwrap_or_default(),
            default_role: self.default_role_id.filter(|d| !d.is_empty()),
            is_default: self.default.unwrap_or_default(),
            is_base: self.base.unwrap_or_default(),
            general: self.permissions.unwrap_or_default(),
            policies: self.permission_policies.unwrap_or_default().into_iter().map(Policy::policy).collect(),
        }
    }
}

impl Client {
    /// One page of all roles, [`ROLE_PAGE`] a page. How many people have each is not asked for, which would be slow.
    pub async fn roles(&self, page: u32) -> Result<Answer<Page<Role>>, Error> {
        let call = Call::new("GET /api/v2/authorization/roles", &[]).page(page, ROLE_PAGE).query("userCount", false);
        Ok(self.read::<Listing<Wire>>(call).await?.map(|l| l.page(page).map(Wire::role)))
    }

    /// A role.
    pub async fn role(&self, id: &RoleId) -> Result<Answer<Role>, Error> {
        let call = Call::new("GET /api/v2/authorization/roles/{roleId}", &[id.as_str()]).query("userCount", false);
        Ok(self.read::<Wire>(call).await?.map(Wire::role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_keep_their_conditions_and_empty_nodes_are_none() {
        let wire: Wire = serde_json::from_str(
            r#"{"id":"r","name":"Lead","default":true,"defaultRoleId":"supervisor","permissions":["group_creation"],
                "permissionPolicies":[
                {"domain":"routing","entityName":"queue","actionSet":["view"],"allowConditions":true,
                 "resourceConditionNode":{"variableName":"Conversation.queues","operator":"EQ",
                   "operands":[{"type":"QUEUE","queue":{"id":"q1","name":"Claims"}}]}},
                {"domain":"directory","entityName":"user","actionSet":["edit"],"allowConditions":false,"resourceConditionNode":{}},
                {"domain":"x","allowConditions":true}]}"#,
        )
        .unwrap();
        let role = wire.role();
        assert!(role.is_default && !role.is_base);
        assert_eq!(role.policies[0].condition.as_ref().unwrap().words.as_str(), "Conversation.queues is Claims");
        assert_eq!(role.policies[1].condition, None);
        assert_eq!(role.policies[2].entity.as_str(), "*");
        assert_eq!(role.policies[2].condition, None);
    }
}
