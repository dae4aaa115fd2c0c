//! Ids of people in other systems.

use super::read::row_present;
use super::view::{self, Expand};
use super::write::known;
use crate::practice::call::Call;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::world::World;
use crate::practice::world::audit::PropertyChange;
use crate::practice::world::person::{ExternalId, State};
use serde_json::{Value, json};
use std::sync::Arc;

const MOST_IDS: usize = 100;

fn one(world: &World, row: u32, external: &ExternalId) -> Value {
    let uri = format!("/api/v2/users/{}/externalid/{}", world.user_id(row), external.authority);
    json!({ "authorityName": &*external.authority, "externalKey": &*external.key, "selfUri": uri })
}

fn all(world: &World, row: u32) -> Value {
    Value::Array(world.person(row).externals.iter().map(|e| one(world, row, e)).collect())
}

fn holder(world: &World, authority: &str, key: &str) -> Option<u32> {
    let has = |e: &ExternalId| &*e.authority == authority && &*e.key == key;
    (0..world.people.len() as u32).find(|row| {
        let person = world.person(*row);
        person.state != State::Deleted && person.externals.iter().any(has)
    })
}

/// `GET /api/v2/users/externalid/{authorityName}/{externalKey}`: case counts.
pub fn find(world: &mut World, call: &Call<'_>) -> Answer {
    let expand = Expand::of(call)?;
    let key = call.param("externalKey");
    let row = holder(world, call.param("authorityName"), key).ok_or_else(|| Failure::missing("user", key))?;
    Ok(Reply::ok(view::user(world, row, &expand)))
}

/// `GET /api/v2/users/{userId}/externalid`.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    Ok(Reply::ok(all(world, row)))
}

/// `GET /api/v2/users/{userId}/externalid/{authorityName}`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let authority = call.param("authorityName");
    let found = world.person(row).externals.iter().find(|e| &*e.authority == authority);
    let found = found.ok_or_else(|| Failure::missing("external identifier", authority))?;
    Ok(Reply::ok(one(world, row, found)))
}

/// `POST /api/v2/users/{userId}/externalid`.
pub fn add(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let body = call.object()?;
    known(body, "UserExternalIdentifier", &["authorityName", "externalKey"])?;
    let text = |name: &str| {
        body.get(name)
            .and_then(Value::as_str)
            .filter(|t| !t.is_empty())
            .ok_or_else(|| Failure::new(400, "general.bad.request", format!("{name} is required")))
    };
    let (authority, key) = (text("authorityName")?, text("externalKey")?);
    let full = world.person(row).externals.len() >= MOST_IDS;
    if full || holder(world, authority, key).is_some() {
        return Err(Failure::new(
            409,
            "general.resource.conflict",
            "The external identifier is in use, or there are too many.",
        ));
    }
    let external = ExternalId { authority: Arc::from(authority), key: Arc::from(key) };
    let person = world.person_mut(row);
    person.externals.retain(|e| *e.authority != *authority);
    person.externals.push(external);
    let about = world.about_person(row);
    world.log("Update", about, vec![PropertyChange::one("externalId", "", &format!("{authority} {key}"))]);
    Ok(Reply::json(201, all(world, row)))
}

/// `DELETE /api/v2/users/{userId}/externalid/{authorityName}/{externalKey}`.
pub fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let (authority, key) = (call.param("authorityName"), call.param("externalKey"));
    let is = |e: &ExternalId| &*e.authority == authority && &*e.key == key;
    if !world.person(row).externals.iter().any(is) {
        return Err(Failure::missing("external identifier", key));
    }
    world.person_mut(row).externals.retain(|e| !is(e));
    let about = world.about_person(row);
    world.log("Update", about, vec![PropertyChange::one("externalId", &format!("{authority} {key}"), "")]);
    Ok(Reply::status(204))
}
