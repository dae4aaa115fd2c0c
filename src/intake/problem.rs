//! Why something was refused, as problem details (RFC 9457).

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde_json::json;
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $word:literal $title:literal),+ $(,)?) => {
        /// Why something was refused. The words are part of the interface and do not change their meaning.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Code { $($(#[$doc])* $name),+ }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable word.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// The status that goes with it.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status),+ }
            }

            /// It in a few words, always the same.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }
        }
    };
}

codes! {
    /// The body is not a JSON object.
    BadJson = 400 "bad-json" "The body is not a JSON object",
    /// A key stands twice in one object.
    DuplicateKey = 400 "duplicate-key" "A key stands twice in the body",
    /// A text holds a character that no text may hold.
    BadText = 400 "bad-text" "A text in the body holds a character that it may not hold",
    /// A field is not there.
    MissingField = 400 "missing-field" "A field is missing",
    /// A field cannot be used.
    BadField = 400 "bad-field" "A field cannot be used",
    /// This kind of event is not taken.
    UnknownEventType = 400 "unknown-event-type" "Events of this type are not taken",
    /// The sender may not name this recipe.
    RecipeNotAllowed = 400 "recipe-not-allowed" "This sender may not name this recipe",
    /// The body ended before it was whole.
    Truncated = 400 "truncated" "The body ended before it was whole",
    /// A header of the signature is not there.
    MissingSignature = 401 "missing-signature" "A header of the signature is missing",
    /// No key of any sender made this signature.
    BadSignature = 401 "bad-signature" "No known key made this signature",
    /// A header of the signature cannot be read.
    BadHeader = 401 "bad-header" "A header of the signature cannot be read",
    /// A header of the signature stands twice.
    RepeatedHeader = 401 "repeated-header" "A header of the signature stands twice",
    /// It is too old.
    Stale = 401 "stale" "The delivery is too old",
    /// It comes from the future.
    FromTheFuture = 401 "from-the-future" "The delivery comes from the future",
    /// The bearer token is not there or not the right one.
    Unauthorized = 401 "unauthorized" "A bearer token is needed",
    /// There is nothing under this address.
    NotFound = 404 "not-found" "There is nothing here",
    /// This is not done with what is here.
    MethodNotAllowed = 405 "method-not-allowed" "This method is not for this address",
    /// The request did not come in time.
    TooSlow = 408 "too-slow" "The request did not come in time",
    /// The same message id came with another content before.
    IdReused = 409 "id-reused" "This message id came with another content before",
    /// Nothing says how long the body is.
    LengthRequired = 411 "length-required" "The length of the body is missing",
    /// The body is too long.
    TooLarge = 413 "too-large" "The body is too long",
    /// The address is too long.
    TargetTooLong = 414 "target-too-long" "The address is too long",
    /// The body is not of the type that is taken.
    UnsupportedType = 415 "unsupported-type" "The body must be application/json in UTF-8",
    /// The body is compressed or otherwise encoded.
    UnsupportedEncoding = 415 "unsupported-encoding" "The body must not be encoded",
    /// Too many came in too short a time.
    TooMany = 429 "too-many-requests" "Too many requests",
    /// The headers are too long or too many.
    HeadersTooLarge = 431 "headers-too-large" "The headers are too long",
    /// The event could not be kept.
    StoreUnavailable = 503 "store-unavailable" "The event could not be kept",
    /// Too many deliveries or connections are under way.
    Busy = 503 "busy" "Too many are under way",
}

/// A refusal. Its detail never holds a value that came with the request, nor a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Problem {
    pub(super) code: Code,
    pub(super) detail: String,
    pub(super) field: Option<&'static str>,
    /// In how many seconds to try again.
    pub(super) retry_after: Option<u64>,
    /// The methods that are allowed instead.
    pub(super) allow: Option<&'static str>,
}

impl Problem {
    pub(super) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), field: None, retry_after: None, allow: None }
    }

    pub(super) fn at(code: Code, field: &'static str, detail: impl Into<String>) -> Self {
        Self { field: Some(field), ..Self::new(code, detail) }
    }

    pub(super) fn again_in(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds.max(1));
        self
    }

    /// The document.
    pub(super) fn document(&self) -> String {
        let code = self.code;
        let mut document = json!({
            "type": format!("urn:lanyard:problem:{}", code.as_str()),
            "title": code.title(),
            "status": code.status(),
            "detail": self.detail,
            "code": code.as_str(),
        });
        if let Some(field) = self.field {
            document["field"] = field.into();
        }
        document.to_string()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.document()));
        *response.status_mut() =
            StatusCode::from_u16(self.code.status()).expect("every code has a status that there is");
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if let Some(methods) = self.allow {
            headers.insert(ALLOW, HeaderValue::from_static(methods));
        }
        if self.code == Code::Unauthorized {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_what_the_rfc_asks_for() {
        let problem = Problem::at(Code::BadField, "email", "it has no @");
        let document: serde_json::Value = serde_json::from_str(&problem.document()).unwrap();
        assert_eq!(document["type"], "urn:lanyard:problem:bad-field");
        assert_eq!((&document["status"], &document["field"]), (&400.into(), &"email".into()));
        let response = Problem::new(Code::TooMany, "").again_in(0).into_response();
        assert_eq!(response.headers()["retry-after"], "1");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(Problem::new(Code::Unauthorized, "").into_response().headers()["www-authenticate"], "Bearer");
    }

    #[test]
    fn codes_are_words_of_their_own_and_have_a_status() {
        let mut words: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|code| StatusCode::from_u16(code.status()).is_ok() && !code.title().is_empty()));
    }
}
