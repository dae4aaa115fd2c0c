//! `/api/v2/users`: people.

mod read;
pub mod view;

use super::routes::{Needs, Route, on};
use http::Method;

/// The operations on people.
pub const ROUTES: &[Route] = &[
    on(Method::GET, "/api/v2/users", Needs::Nothing, read::list),
    on(Method::GET, "/api/v2/users/{userId}", Needs::Nothing, read::get),
];
