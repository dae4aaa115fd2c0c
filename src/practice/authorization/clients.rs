//! OAuth clients, as administrators see them.

use crate::practice::call::Call;
use crate::practice::clock::iso;
use crate::practice::ids::Kind;
use crate::practice::paging::Page;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::world::World;
use serde_json::{Value, json};

fn view(world: &World, row: u32) -> Value {
    let client = &world.clients[row as usize];
    let id = world.id(Kind::Client, u64::from(row));
    let grants = || client.grants.iter();
    let pairs: Vec<Value> =
        grants().map(|g| json!({ "roleId": world.role_id(g.role), "divisionId": world.grant_division(g) })).collect();
    json!({
        "id": id,
        "name": &*client.name,
        "description": &*client.description,
        "accessTokenValiditySeconds": world.sessions.lifetime().as_secs(),
        "registeredRedirectUri": [],
        "roleIds": grants().map(|g| world.role_id(g.role)).collect::<Vec<_>>(),
        "roleDivisions": pairs,
        "dateCreated": iso(client.created),
        "dateModified": iso(client.created),
        "authorizedGrantType": client.grant_type,
        "scope": [],
        "state": "active",
        "selfUri": format!("/api/v2/oauth/clients/{id}"),
    })
}

/// `GET /api/v2/oauth/clients`: secrets are never shown.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let page = Page { size: 25, number: 1 };
    let entities: Vec<Value> = (0..world.clients.len() as u32).map(|row| view(world, row)).collect();
    Ok(Reply::ok(page.listing(call, entities.len(), entities)))
}

/// `GET /api/v2/oauth/clients/{clientId}`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.param("clientId");
    let missing = || Failure::new(404, "client.not.found", format!("Unable to find a client with id '{id}'"));
    let row = world.client_row(id).ok_or_else(missing)?;
    Ok(Reply::ok(view(world, row)))
}
