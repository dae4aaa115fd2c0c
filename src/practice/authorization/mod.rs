//! `/api/v2/authorization`: roles, grants, divisions, the permission catalogue; and the OAuth clients.

mod clients;
mod divisions;
mod grants;
mod roles;
mod subjects;
mod write;

use super::routes::{Needs, Route, on};
use http::Method;

const SEE_ROLES: Needs = Needs::Any(&["authorization:role:view"]);
const EDIT_ROLES: Needs = Needs::Any(&["authorization:role:edit"]);
const SEE_GRANTS: Needs = Needs::Any(&["authorization:grant:view"]);
const ADD: Needs = Needs::All(&["authorization:grant:add"]);
const REMOVE: Needs = Needs::All(&["authorization:grant:delete"]);
const REPLACE: Needs = Needs::All(&["authorization:grant:add", "authorization:grant:delete"]);
const SEE_POLICIES: Needs = Needs::Any(&["authorization:policy:view"]);
const SETTINGS: Needs = Needs::Any(&["directory:organization:admin", "authorization:settings:view"]);

/// The operations on roles, grants and divisions.
pub const ROUTES: &[Route] = &[
    on(Method::GET, "/api/v2/authorization/roles", SEE_ROLES, roles::list),
    on(Method::POST, "/api/v2/authorization/roles", Needs::Any(&["authorization:role:add"]), write::create),
    on(Method::GET, "/api/v2/authorization/roles/{roleId}", SEE_ROLES, roles::get),
    on(Method::PUT, "/api/v2/authorization/roles/{roleId}", EDIT_ROLES, write::put),
    on(Method::PATCH, "/api/v2/authorization/roles/{roleId}", EDIT_ROLES, write::patch),
    on(
        Method::DELETE,
        "/api/v2/authorization/roles/{roleId}",
        Needs::Any(&["authorization:role:delete"]),
        write::delete,
    ),
    on(Method::POST, "/api/v2/authorization/roles/{roleId}", ADD, grants::grant_role),
    on(Method::GET, "/api/v2/authorization/roles/{roleId}/users", Needs::Nothing, roles::users),
    on(Method::GET, "/api/v2/authorization/roles/{roleId}/subjectgrants", SEE_ROLES, roles::subject_grants),
    on(
        Method::GET,
        "/api/v2/authorization/roles/{leftRoleId}/comparedefault/{rightRoleId?}",
        SEE_ROLES,
        roles::compare,
    ),
    on(
        Method::PUT,
        "/api/v2/authorization/roles/{roleId}/users/add",
        Needs::Any(&["authorization:grant:add"]),
        grants::add_users,
    ),
    on(
        Method::PUT,
        "/api/v2/authorization/roles/{roleId}/users/remove",
        Needs::Any(&["authorization:grant:delete"]),
        grants::remove_users,
    ),
    on(Method::GET, "/api/v2/authorization/permissions", Needs::Nothing, roles::permissions),
    on(Method::GET, "/api/v2/authorization/products", Needs::Nothing, roles::products),
    on(Method::GET, "/api/v2/authorization/settings", SETTINGS, roles::settings),
    on(Method::GET, "/api/v2/authorization/policies", SEE_POLICIES, roles::no_policies),
    on(Method::GET, "/api/v2/authorization/policies/subject/{subjectId}", SEE_POLICIES, roles::no_policies),
    on(Method::GET, "/api/v2/authorization/subjects/me", Needs::Nothing, subjects::me),
    on(Method::GET, "/api/v2/authorization/subjects/rolecounts", SEE_GRANTS, subjects::role_counts),
    on(Method::GET, "/api/v2/authorization/subjects/{subjectId}", SEE_GRANTS, subjects::get),
    on(Method::POST, "/api/v2/authorization/subjects/{subjectId}/bulkadd", ADD, grants::bulk_add),
    on(Method::POST, "/api/v2/authorization/subjects/{subjectId}/bulkremove", REMOVE, grants::bulk_remove),
    on(Method::POST, "/api/v2/authorization/subjects/{subjectId}/bulkreplace", REPLACE, grants::bulk_replace),
    on(
        Method::POST,
        "/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId*}/roles/{roleId}",
        ADD,
        grants::add_one,
    ),
    on(
        Method::DELETE,
        "/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId*}/roles/{roleId}",
        REMOVE,
        grants::remove_one,
    ),
    on(Method::GET, "/api/v2/users/{subjectId}/roles", SEE_GRANTS, subjects::user_roles),
    on(
        Method::PUT,
        "/api/v2/users/{subjectId}/roles",
        Needs::Any(&["authorization:grant:add"]),
        grants::set_user_roles,
    ),
    on(Method::GET, "/api/v2/authorization/divisions", Needs::Nothing, divisions::list),
    on(Method::GET, "/api/v2/authorization/divisions/home", Needs::Nothing, divisions::home),
    on(Method::GET, "/api/v2/authorization/divisions/query", Needs::Nothing, divisions::query),
    on(Method::GET, "/api/v2/authorization/divisions/{divisionId*}", Needs::Nothing, divisions::get),
    on(Method::GET, "/api/v2/authorization/divisions/{divisionId*}/grants", SEE_GRANTS, divisions::grants),
    on(
        Method::POST,
        "/api/v2/authorization/divisions/{divisionId*}/objects/{objectType?}",
        Needs::Nothing,
        divisions::move_objects,
    ),
    on(Method::GET, "/api/v2/authorization/divisionspermitted/paged/me", Needs::Nothing, divisions::permitted),
    on(Method::GET, "/api/v2/oauth/clients", Needs::Any(&["oauth:client:view"]), clients::list),
    on(Method::GET, "/api/v2/oauth/clients/{clientId}", Needs::Any(&["oauth:client:view"]), clients::get),
];
