//! The tenant's roles, from the list that ships with the program.

use crate::practice::catalogue;
use crate::practice::ids::{self, Kind};
use crate::practice::world::tenant::{Policy, Role};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Debug, Deserialize)]
struct Shipped {
    role: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    name: String,
    description: String,
    default: Option<String>,
    licence: String,
    #[serde(default)]
    base: bool,
    #[serde(default)]
    custom: bool,
    #[serde(default)]
    general: Vec<String>,
    policies: Vec<String>,
    when: Option<When>,
}

#[derive(Debug, Deserialize)]
struct When {
    policy: String,
    queue: u64,
}

/// The roles a tenant begins with; row 0 is the base role.
pub fn shipped(seed: u64) -> Vec<Role> {
    let shipped: Shipped =
        toml::from_str(include_str!("../../../assets/practice/roles.toml")).expect("the shipped roles are valid TOML");
    shipped.role.into_iter().map(|entry| role(entry, seed)).collect()
}

fn role(entry: Entry, seed: u64) -> Role {
    let mut policies: Vec<Policy> = entry.policies.iter().flat_map(|text| parse(text)).collect();
    if let Some(when) = &entry.when {
        let named = |p: &&mut Policy| format!("{}:{}", p.domain, p.entity) == when.policy;
        if let Some(policy) = policies.iter_mut().find(named) {
            policy.condition = Some(on_queue(&ids::id(seed, Kind::Queue, when.queue).to_string()));
        }
    }
    Role {
        name: entry.name.into(),
        description: Some(entry.description.into()),
        default_role: entry.default.map(Arc::from),
        default: !entry.custom,
        base: entry.base,
        general: entry.general.into_iter().map(Arc::from).collect(),
        policies,
        licence: entry.licence.into(),
        deleted: false,
    }
}

fn parse(text: &str) -> Vec<Policy> {
    let mut parts = text.splitn(3, ':').map(Arc::from);
    let (Some(domain), Some(entity), Some(actions)) = (parts.next(), parts.next(), parts.next()) else {
        return Vec::new();
    };
    let actions: Arc<str> = actions;
    let domain: Arc<str> = domain;
    if *domain == *"*" {
        return catalogue::everything();
    }
    vec![Policy { domain, entity, actions: actions.split(',').map(Arc::from).collect(), condition: None }]
}

fn on_queue(queue: &str) -> Value {
    json!({
        "conjunction": "AND",
        "terms": [{
            "variableName": "Conversation.queues",
            "operator": "EQ",
            "operands": [{ "type": "QUEUE", "queue": { "id": queue } }],
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_written_in_permissions_that_exist() {
        let roles = shipped(1);
        assert!(roles.len() >= 24);
        assert!(roles[0].base);
        for role in &roles {
            for policy in &role.policies {
                for action in &policy.actions {
                    let one = Policy { actions: vec![action.clone()], ..policy.clone() };
                    assert!(catalogue::covered(&one).next().is_some(), "{}: {one:?}", role.name);
                }
            }
        }
        let master = roles.iter().find(|r| &*r.name == "Master Admin").expect("shipped");
        assert!(catalogue::all().iter().all(|p| master.allows(&p.name())));
        assert!(roles.iter().any(|r| r.policies.iter().any(|p| p.condition.is_some())));
    }
}
