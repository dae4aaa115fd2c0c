//! Schemas, resource types and the provider's configuration as operations.

use super::{base, documents, etag};
use crate::practice::call::Call;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::world::World;
use serde_json::Value;

/// `GET …/schemas`.
pub fn schemas(_world: &mut World, call: &Call<'_>) -> Answer {
    Ok(list(documents::schemas(&base(call))))
}

/// `GET …/schemas/{schemaId}`.
pub fn schema(_world: &mut World, call: &Call<'_>) -> Answer {
    one(documents::schemas(&base(call)), call.param("schemaId"))
}

/// `GET …/resourcetypes`.
pub fn resource_types(_world: &mut World, call: &Call<'_>) -> Answer {
    Ok(list(documents::resource_types(&base(call))))
}

/// `GET …/resourcetypes/{resourceType}`.
pub fn resource_type(_world: &mut World, call: &Call<'_>) -> Answer {
    one(documents::resource_types(&base(call)), call.param("resourceType"))
}

/// `GET …/serviceproviderconfig`.
pub fn provider(_world: &mut World, call: &Call<'_>) -> Answer {
    Ok(etag::reply(call, 200, documents::PROVIDER_VERSION, documents::provider(&base(call))))
}

fn list(all: Vec<Value>) -> Reply {
    Reply::ok(documents::list(all.len(), 1, all)).scim()
}

fn one(all: Vec<Value>, id: &str) -> Answer {
    let found = all.into_iter().find(|one| one["id"] == id);
    found.map(|one| Reply::ok(one).scim()).ok_or_else(Failure::not_found)
}
