//! Whose key signed a delivery.

use super::event::is_message_id;
use super::problem::{Code, Problem};
use super::sender::Sender;
use crate::config::SignatureForm;
use crate::model::Timestamp;
use crate::notify::{Seal, hex_seal, seals};
use http::HeaderMap;
use std::sync::Arc;

/// The headers of Standard Webhooks.
pub(super) const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// A delivery whose signature is good.
#[derive(Clone, Debug)]
pub(super) struct Verified {
    pub(super) sender: Arc<Sender>,
    /// What the signed headers say; none where the body alone is signed.
    pub(super) head: Option<(String, Timestamp)>,
}

/// What the headers of Standard Webhooks say, before anybody knows whether it is true.
struct Claim<'h> {
    id: &'h str,
    timestamp: &'h str,
    sent_at: Timestamp,
    seals: Vec<Seal>,
}

/// Finds the sender whose key made a signature of this delivery. Every key of every sender is tried, whichever fits, so
/// that the time tells nothing of them.
pub(super) fn verify(headers: &HeaderMap, body: &[u8], senders: &[Arc<Sender>]) -> Result<Verified, Problem> {
    let claim = claim(headers)?;
    let mut given = claim.is_some();
    let mut found = None;
    for sender in senders {
        match &sender.form {
            SignatureForm::Standard => {
                let Some(Claim { id, timestamp, seals, .. }) = &claim else { continue };
                for key in &sender.keys {
                    if key.verifies(id, timestamp, body, seals) {
                        found = found.or(Some((sender, true)));
                    }
                }
            }
            SignatureForm::Hex { header, prefix } => {
                let Some(value) = only(headers, header, None)? else { continue };
                given = true;
                let seal = hex_seal(value, prefix);
                for key in &sender.keys {
                    if key.verifies_body(body, seal.as_slice()) {
                        found = found.or(Some((sender, false)));
                    }
                }
            }
        }
    }
    match (found, claim) {
        (Some((sender, true)), Some(claim)) => {
            Ok(Verified { sender: Arc::clone(sender), head: Some((claim.id.to_owned(), claim.sent_at)) })
        }
        (Some((sender, _)), _) => Ok(Verified { sender: Arc::clone(sender), head: None }),
        (None, _) if given => Err(Problem::new(Code::BadSignature, "no key that is known here made the signature")),
        (None, _) => Err(missing(SIGNATURE)),
    }
}

/// Whether a time is within the sender's window.
pub(super) fn in_window(sender: &Sender, sent_at: Timestamp, now: Timestamp) -> Result<(), Problem> {
    let late = now.as_millisecond().saturating_sub(sent_at.as_millisecond());
    let window = sender.window.saturating_mul(1_000);
    let tell = |code, how| {
        let detail = format!("its time is {} s {how} ours, and {} s are allowed", late.abs() / 1_000, sender.window);
        Err(Problem::new(code, detail))
    };
    match late {
        late if late > window => tell(Code::Stale, "before"),
        late if late < -window => tell(Code::FromTheFuture, "after"),
        _ => Ok(()),
    }
}

/// Reads the headers of Standard Webhooks; none where there is no signature among them.
///
/// An id may have full stops, though a full stop parts it from what follows in the signed text: moving the border would
/// make the body begin with digits and a full stop, and such a body is no JSON.
fn claim(headers: &HeaderMap) -> Result<Option<Claim<'_>>, Problem> {
    let Some(signature) = only(headers, SIGNATURE, Some(SIGNATURE))? else { return Ok(None) };
    let id = only(headers, ID, Some(ID))?.ok_or_else(|| missing(ID))?;
    let timestamp = only(headers, TIMESTAMP, Some(TIMESTAMP))?.ok_or_else(|| missing(TIMESTAMP))?;
    let unreadable = |field, what| Problem::at(Code::BadHeader, field, format!("`{field}` must be {what}"));
    if !is_message_id(id) {
        return Err(unreadable(ID, "1 to 256 visible characters of ASCII"));
    }
    let digits = (1..=12).contains(&timestamp.len()) && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = timestamp.parse().ok().filter(|_| digits);
    let sent_at = seconds
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .ok_or_else(|| unreadable(TIMESTAMP, "whole seconds since 1970"))?;
    Ok(Some(Claim { id, timestamp, sent_at, seals: seals(signature) }))
}

fn missing(header: &'static str) -> Problem {
    Problem::at(Code::MissingSignature, header, format!("the header `{header}` is missing"))
}

/// The value of a header that may stand once at the most: of two, others might read the other one.
fn only<'h>(headers: &'h HeaderMap, name: &str, field: Option<&'static str>) -> Result<Option<&'h str>, Problem> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let problem = |code, why: &str| Problem { field, ..Problem::new(code, format!("the header `{name}` {why}")) };
    if values.next().is_some() {
        return Err(problem(Code::RepeatedHeader, "stands more than once"));
    }
    value.to_str().map(Some).map_err(|_| problem(Code::BadHeader, "has characters that are not ASCII"))
}
