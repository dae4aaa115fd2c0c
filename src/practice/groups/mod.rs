//! `/api/v2/groups`: groups and their members.

mod members;
pub mod read;
mod write;

use super::routes::{Needs, Route, on};
use http::Method;

/// The operations on groups.
pub const ROUTES: &[Route] = &[
    on(Method::GET, "/api/v2/groups", Needs::Nothing, read::list),
    on(Method::POST, "/api/v2/groups", Needs::Any(&["directory:group:add"]), write::create),
    on(Method::POST, "/api/v2/groups/search", Needs::Nothing, read::search),
    on(Method::GET, "/api/v2/groups/{groupId}", Needs::Nothing, read::get),
    on(Method::PUT, "/api/v2/groups/{groupId}", Needs::Any(&["directory:group:edit"]), write::put),
    on(Method::DELETE, "/api/v2/groups/{groupId}", Needs::Any(&["directory:group:delete"]), write::delete),
    on(Method::GET, "/api/v2/groups/{groupId}/dynamicsettings", Needs::Nothing, read::rule),
    on(Method::GET, "/api/v2/groups/{groupId}/individuals", Needs::Nothing, members::individuals),
    on(Method::GET, "/api/v2/groups/{groupId}/members", Needs::Nothing, members::list),
    on(Method::POST, "/api/v2/groups/{groupId}/members", Needs::Nothing, members::add),
    on(Method::DELETE, "/api/v2/groups/{groupId}/members", Needs::Nothing, members::remove),
];
