//! The names that audit queries take: services, their entities, and what can be done to each.

use crate::practice::call::Call;
use crate::practice::reply::Reply;
use crate::practice::routes::Answer;
use crate::practice::world::World;
use serde_json::{Value, json};

type Entity = (&'static str, &'static [&'static str]);
type Service = (&'static str, &'static [Entity]);

/// A service, its entities and their actions; the services are those that the tenant's own entries carry.
const SERVICES: &[Service] = &[
    (
        "Directory",
        &[
            ("User", &["Create", "Update", "Delete", "Restore", "PasswordChange"]),
            ("Group", &["Create", "Update", "Delete", "MemberAdd", "MemberRemove"]),
        ],
    ),
    (
        "PeoplePermissions",
        &[
            ("User", &["Assign", "Unassign"]),
            ("Group", &["Assign", "Unassign"]),
            ("Role", &["Create", "Update", "Delete"]),
            ("OAuthClient", &["Assign", "Unassign"]),
            ("UserToken", &["Delete"]),
        ],
    ),
    ("Routing", &[("Queue", &["Update", "MemberAdd", "MemberRemove", "MemberUpdate"])]),
    ("Telephony", &[("Station", &["Update"])]),
    ("Conversation", &[("Conversation", &["Disconnect", "Transfer"])]),
];

/// Whether the mapping has this action on this entity of this service.
#[cfg(test)]
pub fn knows(service: &str, entity: &str, action: &str) -> bool {
    let entities = SERVICES.iter().filter(|(name, _)| *name == service).flat_map(|(_, entities)| *entities);
    entities.into_iter().any(|(name, actions)| *name == entity && actions.contains(&action))
}

/// Whether there is a service of this name.
pub fn knows_service(name: &str) -> bool {
    SERVICES.iter().any(|(service, _)| *service == name)
}

/// `GET …/servicemapping`.
pub fn all(_world: &mut World, _call: &Call<'_>) -> Answer {
    Ok(Reply::ok(mapping()))
}

/// `GET …/realtime/servicemapping`.
pub fn realtime(_world: &mut World, _call: &Call<'_>) -> Answer {
    Ok(Reply::ok(mapping()))
}

fn mapping() -> Value {
    let services: Vec<Value> = SERVICES
        .iter()
        .map(|(service, entities)| {
            let entities: Vec<Value> =
                entities.iter().map(|(entity, actions)| json!({"name": entity, "actions": actions})).collect();
            json!({"name": service, "entities": entities})
        })
        .collect();
    json!({"services": services})
}
