//! The names that audit queries take: services, their entities, and what can be done to each.

use crate::practice::call::Call;
use crate::practice::reply::Reply;
use crate::practice::routes::Answer;
use crate::practice::world::World;
use serde_json::{Value, json};

/// A service, its entities and their actions; the services are those that the tenant's own entries carry.
const SERVICES: &[(&str, &[(&str, &[&str])])] = &[
    (
        "Directory",
        &[
            ("User", &["Create", "Update", "Delete", "Restore", "StateChange", "PasswordChange"]),
            ("Group", &["Create", "Update", "Delete", "MemberAdd", "MemberRemove"]),
        ],
    ),
    ("Routing", &[("Queue", &["Create", "Update", "Delete", "MemberAdd", "MemberRemove"])]),
    ("Conversation", &[("Conversation", &["Disconnect", "Transfer"])]),
];

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
