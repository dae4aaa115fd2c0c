//! Reads the platform's two error forms: `ErrorBody`, and `ScimError` (RFC 7644 section 3.12) on SCIM paths.

use super::error::Kind;
use crate::model::DisplayText;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// What an error answer says, in whichever form it came.
#[derive(Default, Debug, PartialEq)]
pub(super) struct Said {
    pub code: Option<String>,
    pub message: Option<String>,
    pub context: Option<String>,
    pub missing: Vec<DisplayText>,
    /// Seconds that the message itself asks to wait.
    pub wait: Option<Duration>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Body {
    message: Option<String>,
    code: Option<String>,
    context_id: Option<String>,
    message_params: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    errors: Option<Vec<Body>>,
    // SCIM
    detail: Option<String>,
    scim_type: Option<String>,
}

/// How much of a message is taken over, in characters.
const LONGEST: usize = 300;

/// What a message says before it goes on to how the server came to say it: its first line, and not without end.
fn plainly(message: &str) -> String {
    message.trim().lines().next().unwrap_or_default().trim_end().chars().take(LONGEST).collect()
}

impl Said {
    /// Reads a body; what is in neither form gives nothing but a beginning of its text.
    pub(super) fn read(body: &[u8]) -> Self {
        let Ok(read) = serde_json::from_slice::<Body>(body) else {
            let text = String::from_utf8_lossy(body);
            let text = text.trim();
            return Self { message: (!text.is_empty()).then(|| plainly(text)), ..Self::default() };
        };
        let nested = read.errors.unwrap_or_default();
        let mut message = read.message.or(read.detail);
        if message.as_deref().is_none_or(str::is_empty) {
            message = nested.iter().find_map(|e| e.message.clone());
        }
        let code = read.code.or(read.scim_type).or_else(|| nested.iter().find_map(|e| e.code.clone()));
        let mut missing = Vec::new();
        if code.as_deref().is_some_and(|c| c.starts_with("missing.") || c == "app.not.authorized.for.scope") {
            for value in read.message_params.iter().flat_map(BTreeMap::values).filter_map(Value::as_str) {
                permissions(value, &mut missing);
            }
            if missing.is_empty() {
                permissions(message.as_deref().unwrap_or_default(), &mut missing);
            }
        }
        let wait = (code.as_deref() == Some("too.many.requests.retry.after"))
            .then(|| message.as_deref().and_then(seconds))
            .flatten();
        // What is missing may stand further on in it.
        let message = message.as_deref().map(plainly);
        Self { code, message, context: read.context_id, missing, wait }
    }

    /// The kind of failure that a status with this body is.
    pub(super) fn kind(&self, status: u16) -> Kind {
        let code = self.code.as_deref().unwrap_or_default();
        match status {
            400 if matches!(code, "general.conflict" | "invalidVers" | "request.conflict") => Kind::Conflict,
            // The platform declares stale versions as 409 and as 400; some of its services give the 400 another code.
            400 if self.message.as_deref().is_some_and(|m| m.contains("does not match the current version")) => {
                Kind::Conflict
            }
            401 => Kind::Unauthorized,
            403 => Kind::Forbidden,
            404 | 410 => Kind::NotFound,
            409 | 412 => Kind::Conflict,
            408 => Kind::Timeout,
            429 => Kind::Throttled { retry_after: self.wait },
            400..=499 => Kind::Invalid,
            500..=599 => Kind::Server,
            _ => Kind::Undecodable,
        }
    }
}

/// Collects what looks like a permission, `domain:entity:action`.
fn permissions(text: &str, into: &mut Vec<DisplayText>) {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-' | '.' | '*');
    for word in text.split(|c| !inner(c)) {
        let word = word.trim_matches(['.', '-', ':']);
        let parts: Vec<_> = word.split(':').collect();
        if parts.len() == 3 && parts.iter().all(|p| !p.is_empty()) {
            let name = DisplayText::new(word);
            if !into.contains(&name) {
                into.push(name);
            }
        }
    }
}

/// The number in `Retry the request in [12] seconds`.
fn seconds(message: &str) -> Option<Duration> {
    let (_, tail) = message.split_once("in [")?;
    let (number, _) = tail.split_once(']')?;
    number.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(json: &str) -> Said {
        Said::read(json.as_bytes())
    }

    #[test]
    fn the_missing_permission_is_named() {
        let params = said(
            r#"{"message":"Unable to perform the requested action. You are missing the following permission(s): x",
                "code":"missing.permissions","status":403,"messageParams":{"permissions":"[directory:user:edit, oauth:token:delete]"}}"#,
        );
        assert_eq!(params.missing, ["directory:user:edit".into(), "oauth:token:delete".into()]);
        let message = said(
            r#"{"message":"Unable to perform the requested action. You are missing the following permission 'routing:queue:edit' in the provided division(s).",
                "code":"missing.division.permission"}"#,
        );
        assert_eq!(message.missing, ["routing:queue:edit".into()]);
        assert_eq!(message.kind(403), Kind::Forbidden);
        assert!(said(r#"{"message":"at 10:20:30 o'clock","code":"not.found"}"#).missing.is_empty());
    }

    #[test]
    fn both_forms_and_neither_are_read() {
        let scim = said(
            r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"userName is taken"}"#,
        );
        assert_eq!(scim.code.as_deref(), Some("uniqueness"));
        assert_eq!(scim.message.as_deref(), Some("userName is taken"));
        let page = said("<html><body>Bad gateway</body></html>");
        assert_eq!(page.message.as_deref(), Some("<html><body>Bad gateway</body></html>"));
        assert_eq!(said(""), Said::default());
        let nested = said(r#"{"errors":[{"code":"invalid.type","message":"member by group"}]}"#);
        assert_eq!(
            (nested.code.as_deref(), nested.message.as_deref()),
            (Some("invalid.type"), Some("member by group"))
        );
    }

    #[test]
    fn how_the_server_came_to_say_it_is_left_out() {
        let trace = said(r#"{"message":"It broke.\n\tat com.example.Service.run(Service.java:17)","code":"internal"}"#);
        assert_eq!(trace.message.as_deref(), Some("It broke."));
        let page = said(&"x".repeat(5_000));
        assert_eq!(page.message.map(|text| text.len()), Some(LONGEST));
    }

    #[test]
    fn a_stale_version_is_a_conflict_in_every_form() {
        let text = r#"{"message":"The version provided 3 does not match the current version 4","code":"bad.request"}"#;
        assert_eq!(said(text).kind(400), Kind::Conflict);
        assert_eq!(said(r#"{"code":"general.conflict"}"#).kind(400), Kind::Conflict);
        assert_eq!(said(r#"{"scimType":"invalidVers"}"#).kind(400), Kind::Conflict);
        assert_eq!(said("{}").kind(409), Kind::Conflict);
        assert_eq!(said(r#"{"code":"bad.request"}"#).kind(400), Kind::Invalid);
    }

    #[test]
    fn the_message_may_hold_the_wait() {
        let text = r#"{"code":"too.many.requests.retry.after","message":"Rate limit exceeded the maximum. Retry the request in [12] seconds"}"#;
        assert_eq!(said(text).wait, Some(Duration::from_secs(12)));
    }
}
