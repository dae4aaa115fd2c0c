//! Versions of SCIM resources: `ETag`, `If-None-Match`, `If-Match`.

use super::fault::ScimFault;
use crate::practice::call::Call;
use crate::practice::reply::Reply;
use serde_json::Value;

/// The header value for a version.
fn tag(version: u32) -> String {
    format!("\"{version}\"")
}

/// Whether a header names a version; quotes and a weakness mark do not count, `*` is any.
fn names(header: &str, version: u32) -> bool {
    header
        .split(',')
        .map(|one| one.trim().trim_start_matches("W/").trim_matches('"'))
        .any(|one| one == "*" || one == version.to_string())
}

/// Refuses a change that was meant for another version: 400 `invalidVers`, as the platform has it.
pub fn check(call: &Call<'_>, version: u32) -> Result<(), ScimFault> {
    match call.request.header("if-match") {
        Some(wanted) if !names(wanted, version) => {
            Err(ScimFault::bad("invalidVers", format!("The version is {}, not {wanted}.", tag(version))))
        }
        _ => Ok(()),
    }
}

/// A resource with its version; 304 when the caller of a GET has it already.
pub fn reply(call: &Call<'_>, status: u16, version: u32, body: Value) -> Reply {
    let known = call.request.header("if-none-match").is_some_and(|header| names(header, version));
    let reply = if known && call.request.method == http::Method::GET {
        Reply::status(304)
    } else {
        Reply::json(status, body).scim()
    };
    reply.with_header("etag", tag(version))
}
