//! `/api/v2/users`: people.

mod account;
mod external;
pub mod read;
mod search;
mod state;
pub mod view;
pub mod write;

use super::routes::{Needs, Route, on};
use http::Method;

const EDIT: Needs = Needs::Any(&["admin", "directory:user:edit", "directory:organization:admin"]);
const DELETE: Needs = Needs::Any(&["admin", "directory:user:delete", "directory:organization:admin"]);
const EDIT_USER: Needs = Needs::Any(&["directory:user:edit"]);
const INVITE: Needs = Needs::Any(&["admin", "directory:organization:admin", "directory:user:setPassword"]);

/// The operations on people.
pub const ROUTES: &[Route] = &[
    on(Method::GET, "/api/v2/users", Needs::Nothing, read::list),
    on(Method::POST, "/api/v2/users", Needs::Any(&["directory:user:add"]), write::create),
    on(Method::GET, "/api/v2/users/query", Needs::Any(&["directory:user:view"]), read::query),
    on(
        Method::PATCH,
        "/api/v2/users/bulk",
        Needs::Any(&["directory:user:edit", "directory:organization:admin"]),
        write::bulk,
    ),
    on(Method::GET, "/api/v2/users/me", Needs::Nothing, account::me),
    on(Method::POST, "/api/v2/users/search", Needs::Any(&["directory:user:view"]), search::post),
    on(Method::GET, "/api/v2/users/search", Needs::Any(&["directory:user:view"]), search::get),
    on(Method::GET, "/api/v2/users/externalid/{authorityName?}/{externalKey?}", Needs::Nothing, external::find),
    on(Method::GET, "/api/v2/users/{userId}", Needs::Nothing, read::get),
    on(Method::PATCH, "/api/v2/users/{userId}", EDIT, write::patch),
    on(Method::DELETE, "/api/v2/users/{userId}", DELETE, write::delete),
    on(Method::GET, "/api/v2/users/{userId}/state", Needs::Any(&["directory:userStateChange:view"]), state::get),
    on(Method::PUT, "/api/v2/users/{userId}/state", EDIT_USER, state::put),
    on(Method::POST, "/api/v2/users/{userId}/password", Needs::Any(&["directory:user:setPassword"]), account::password),
    on(Method::POST, "/api/v2/users/{userId}/invite", INVITE, account::invite),
    on(Method::GET, "/api/v2/users/{userId}/externalid", Needs::Nothing, external::list),
    on(Method::POST, "/api/v2/users/{userId}/externalid", EDIT_USER, external::add),
    on(Method::GET, "/api/v2/users/{userId}/externalid/{authorityName?}", Needs::Nothing, external::get),
    on(
        Method::DELETE,
        "/api/v2/users/{userId}/externalid/{authorityName?}/{externalKey?}",
        EDIT_USER,
        external::delete,
    ),
    on(Method::GET, "/api/v2/users/{userId}/directreports", Needs::Nothing, account::direct_reports),
    on(Method::GET, "/api/v2/users/{userId}/superiors", Needs::Nothing, account::superior_list),
    on(Method::GET, "/api/v2/users/{userId}/adjacents", Needs::Nothing, account::adjacents),
    on(Method::GET, "/api/v2/users/{userId}/outofoffice", Needs::Nothing, account::out_of_office),
    on(
        Method::GET,
        "/api/v2/users/{userId}/callforwarding",
        Needs::Any(&["conversation:callForwarding:view"]),
        account::call_forwarding,
    ),
    on(Method::GET, "/api/v2/users/{userId}/verifiers", Needs::Any(&["mfa:verifier:view"]), account::verifiers),
    on(
        Method::GET,
        "/api/v2/users/{userId}/trustors",
        Needs::All(&["authorization:orgTrustor:view"]),
        account::trustors,
    ),
];
