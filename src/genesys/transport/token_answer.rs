//! Reads what the login service answers (RFC 6749 sections 5.1 and 5.2).

use super::answer::{correlation, retry_after};
use super::call::Call;
use super::http::Response;
use crate::genesys::error::{Error, Failure, Kind};
use crate::model::{Changed, DisplayText};
use secrecy::SecretString;
use serde::Deserialize;
use std::time::Duration;

/// The shortest life that the platform lets an administrator set; taken when an answer does not say.
const LIFE_UNTOLD: u64 = 300;

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: Option<u64>,
}

#[derive(Deserialize, Default)]
struct Refused {
    error: Option<String>,
    error_description: Option<String>,
    description: Option<String>,
}

/// The token and its life, or what the login service said instead. Nothing of a granted answer gets into an error.
pub(super) fn read(call: &Call, answer: &Response) -> Result<(SecretString, Duration), Error> {
    if answer.status == 200 {
        let granted: Granted = serde_json::from_slice(&answer.body).map_err(|_| {
            call.failed(Kind::Undecodable, "the login service answered something other than a token", Changed::No)
        })?;
        return Ok((granted.access_token.into(), Duration::from_secs(granted.expires_in.unwrap_or(LIFE_UNTOLD))));
    }
    let said: Refused = serde_json::from_slice(&answer.body).unwrap_or_default();
    let kind = match answer.status {
        // RFC 6749 section 5.2: a refusal is 400, or 401 when the client is not known or not proved.
        400 | 401 | 403 => Kind::Credentials,
        408 => Kind::Timeout,
        404 | 405 => Kind::Undecodable,
        429 => Kind::Throttled { retry_after: retry_after(answer) },
        500..=599 => Kind::Server,
        _ => Kind::Undecodable,
    };
    let words = said.error_description.or(said.description).unwrap_or_else(|| match kind {
        Kind::Credentials => "the login service refused the client id or secret".to_owned(),
        Kind::Undecodable => "the address does not answer as a login service".to_owned(),
        _ => "the login service is not available".to_owned(),
    });
    Err(Error::new(Failure {
        operation: call.operation,
        subject: None,
        kind,
        status: Some(answer.status),
        code: said.error.map(DisplayText::new),
        message: DisplayText::new(words),
        correlation: correlation(answer),
        changed: Changed::No,
        missing: Vec::new(),
    }))
}
