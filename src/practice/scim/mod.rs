//! SCIM: users and groups in the protocol of RFC 7643 and RFC 7644, as the platform speaks it.
//!
//! Two path families answer alike: `/api/v2/scim/…` and `/api/v2/scim/v2/…`. A resource is shown as JSON, a PATCH
//! changes that JSON, and what differs afterwards is written into the world.

mod documents;
mod etag;
mod fault;
mod filter;
mod groups;
mod patch;
mod path;
mod resource;
mod select;
mod service;
mod shape;
mod users;
mod view;
mod wanted;
mod write;

use super::call::Call;
use super::reply::Failure;
use super::routes::{Needs, Route, on};
use http::Method;

const ADD: Needs = Needs::Any(&[
    "directory:user:add",
    "authorization:grant:add",
    "authorization:grant:delete",
    "routing:skill:assign",
    "routing:language:assign",
    "telephony:extension:assign",
]);
const EDIT: Needs = Needs::Any(&[
    "directory:user:edit",
    "directory:user:setPassword",
    "authorization:grant:add",
    "authorization:grant:delete",
    "routing:skill:assign",
    "routing:language:assign",
    "telephony:extension:assign",
]);
const DELETE: Needs = Needs::Any(&["directory:user:delete"]);
const GROUP: Needs = Needs::Any(&["directory:group:edit"]);

macro_rules! family {
    ($base:literal) => {
        [
            on(Method::GET, concat!($base, "/users"), Needs::Nothing, users::list),
            on(Method::POST, concat!($base, "/users"), ADD, users::create),
            on(Method::GET, concat!($base, "/users/{userId}"), Needs::Nothing, users::get),
            on(Method::PUT, concat!($base, "/users/{userId}"), EDIT, users::replace),
            on(Method::PATCH, concat!($base, "/users/{userId}"), EDIT, users::modify),
            on(Method::DELETE, concat!($base, "/users/{userId}"), DELETE, users::delete),
            on(Method::GET, concat!($base, "/groups"), GROUP, groups::list),
            on(Method::GET, concat!($base, "/groups/{groupId}"), GROUP, groups::get),
            on(Method::PUT, concat!($base, "/groups/{groupId}"), GROUP, groups::replace),
            on(Method::PATCH, concat!($base, "/groups/{groupId}"), GROUP, groups::modify),
            on(Method::GET, concat!($base, "/schemas"), Needs::Nothing, service::schemas),
            on(Method::GET, concat!($base, "/schemas/{schemaId?}"), Needs::Nothing, service::schema),
            on(Method::GET, concat!($base, "/resourcetypes"), Needs::Nothing, service::resource_types),
            on(Method::GET, concat!($base, "/resourcetypes/{resourceType?}"), Needs::Nothing, service::resource_type),
            on(Method::GET, concat!($base, "/serviceproviderconfig"), Needs::Nothing, service::provider),
        ]
    };
}

/// The operations of SCIM under `/api/v2/scim`.
pub const ROUTES: &[Route] = &family!("/api/v2/scim");
/// The same under `/api/v2/scim/v2`.
pub const ROUTES_V2: &[Route] = &family!("/api/v2/scim/v2");

/// The address of the path family that was asked, for references to resources.
fn base(call: &Call<'_>) -> String {
    let host = call.request.header("host").unwrap_or("127.0.0.1");
    let family = if call.request.path.starts_with("/api/v2/scim/v2/") { "/api/v2/scim/v2" } else { "/api/v2/scim" };
    format!("http://{host}{family}")
}

/// The window `startIndex`, `count` of a list: rows to skip and rows to show (RFC 7644 section 3.4.2.4).
fn window(call: &Call<'_>) -> Result<(u64, usize), Failure> {
    let start = call.number("startIndex")?.unwrap_or(1).max(1) as u64;
    let count = call.number("count")?.unwrap_or(25).clamp(0, i64::from(documents::MAX_RESULTS));
    Ok((start, count as usize))
}

/// The parts of resources that the query asks for and those it does not want.
fn wanted(call: &Call<'_>) -> (Vec<String>, Vec<String>) {
    let owned = |name: &str| call.list(name).into_iter().map(str::to_owned).collect();
    (owned("attributes"), owned("excludedAttributes"))
}

#[cfg(test)]
mod tests;
