//! `POST /webhook/termination`: the checks in their order, and the answer.

use super::event::{self, Said};
use super::face::{Face, Peer, document};
use super::problem::{Code, Problem};
use super::sender::Sender;
use super::verify::{self, Verified};
use crate::model::{Accepted, Delivery, Digest, DisplayText, Rejected, Timestamp};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::SignedDuration;
use serde_json::json;
use std::sync::Arc;
use tokio::time::{Instant, timeout_at};

/// In how many seconds to try again when the event could not be kept, and when too much is under way.
const STORE_AGAIN: u64 = 5;
const BUSY_AGAIN: u64 = 1;

/// How much of a message id is kept that nobody has vouched for.
const LONGEST_CLAIM: usize = 256;

/// What has been found out about a delivery when it is refused.
#[derive(Default)]
struct Known {
    sender: Option<Arc<Sender>>,
    message: Option<DisplayText>,
    body: Option<String>,
}

/// Takes a delivery, and answers when it is kept or refused.
pub(super) async fn deliver(State(face): State<Arc<Face>>, request: Request) -> Response {
    let begun = Instant::now();
    let peer = request.extensions().get::<Peer>().copied();
    // Where a body is in chunks and a length was given as well, or there is neither, the two ends may not agree on where
    // the next request begins: there is none.
    let headers = request.headers();
    let last = headers.contains_key(TRANSFER_ENCODING) || !headers.contains_key(CONTENT_LENGTH);
    let mut known = Known::default();
    let mut response = match take(&face, request, begun, &mut known).await {
        Ok(accepted) => accepted,
        Err(problem) => refuse(&face, problem, peer, &mut known).into_response(),
    };
    if last {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    let sender = known.sender.as_ref().map(|sender| sender.name.as_str());
    face.house.delivered(sender, response.status().as_u16(), begun.elapsed());
    response
}

/// Puts what was refused into quarantine. Addresses that fail again and again are told to wait; what is signed well is
/// never held back by what others at the same address (a proxy) do.
fn refuse(face: &Face, problem: Problem, peer: Option<Peer>, known: &mut Known) -> Problem {
    let code = problem.code;
    face.house.rejected(code.as_str());
    if known.sender.is_none()
        && let Some(refusal) = face.failed(peer)
    {
        return refusal;
    }
    // What will be sent again as it is needs nobody to look at it.
    if !matches!(code, Code::TooMany | Code::Busy | Code::StoreUnavailable) {
        face.quarantine.take(Rejected {
            sender: known.sender.as_ref().map(|sender| sender.name.clone()),
            message: known.message.take(),
            status: code.status(),
            code: code.as_str(),
            why: DisplayText::new(&problem.detail),
            field: problem.field,
            body: known.body.take(),
        });
    }
    problem
}

async fn take(face: &Face, request: Request, begun: Instant, known: &mut Known) -> Result<Response, Problem> {
    let deadline = begun + face.limits.request;
    let (parts, body) = request.into_parts();
    let headers = &parts.headers;
    known.message = headers.get(verify::ID).and_then(|id| id.to_str().ok()).map(|id| {
        let end = id.floor_char_boundary(LONGEST_CLAIM);
        DisplayText::new(&id[..end])
    });
    check_type(headers)?;
    let expected = length(headers, face.limits.body)?;
    let body = timeout_at(deadline, read(body, expected, face.limits.body))
        .await
        .map_err(|_| Problem::new(Code::TooSlow, "the body did not come whole in time"))??;
    let Verified { sender, head } = verify::verify(headers, &body, &face.senders)?;
    known.sender = Some(Arc::clone(&sender));
    known.body = String::from_utf8(body.clone()).ok();
    let now = face.clock.now();
    face.by_sender.take(sender.name.clone(), sender.per_minute, now).map_err(|seconds| {
        let detail = format!("{} a minute are taken from this sender", sender.per_minute);
        Problem::new(Code::TooMany, detail).again_in(seconds)
    })?;
    if let Some((_, sent_at)) = &head {
        verify::in_window(&sender, *sent_at, now)?;
    }
    let said = event::read(&body, &sender)?;
    let (message, sent_at) = match head {
        Some(head) => head,
        None => {
            verify::in_window(&sender, said.event.at, now)?;
            let id = said.id.clone().unwrap_or_else(|| format!("sha256:{}", Digest::of(&body)));
            (id, said.event.at)
        }
    };
    known.message = Some(DisplayText::new(&message));
    let delivery = delivery(&sender, message, sent_at, said, now);
    answer(keep(face, delivery, deadline).await?)
}

/// What is kept of an event that this sender sent.
pub(super) fn delivery(sender: &Sender, message: String, sent_at: Timestamp, said: Said, now: Timestamp) -> Delivery {
    let within = SignedDuration::from_hours(sender.decide_within_hours.into());
    Delivery {
        sender: sender.name.clone(),
        message,
        sent_at,
        event: said.event,
        policy: said.policy,
        recipe: said.recipe,
        decide_by: now.checked_add(within).unwrap_or(Timestamp::MAX),
    }
}

/// Only `application/json` in UTF-8, as it is.
fn check_type(headers: &HeaderMap) -> Result<(), Problem> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let is_json = match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().is_ok_and(|value| {
            let mut parts = value.split(';').map(str::trim);
            parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
                && parts.all(|part| {
                    part.split_once('=').is_some_and(|(name, value)| {
                        name.eq_ignore_ascii_case("charset") && value.trim_matches('"').eq_ignore_ascii_case("utf-8")
                    })
                })
        }),
        _ => false,
    };
    if !is_json {
        return Err(Problem::new(Code::UnsupportedType, "send one `content-type: application/json`"));
    }
    match headers.get_all(CONTENT_ENCODING).iter().any(|value| value != "identity") {
        true => Err(Problem::new(Code::UnsupportedEncoding, "send it without `content-encoding`")),
        false => Ok(()),
    }
}

/// How long the body says it is; a body in chunks says nothing, and is counted while it comes.
fn length(headers: &HeaderMap, limit: usize) -> Result<usize, Problem> {
    if headers.contains_key(TRANSFER_ENCODING) {
        return Ok(0);
    }
    let value = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    match value.and_then(|value| value.parse::<u64>().ok()) {
        None => Err(Problem::new(Code::LengthRequired, "send `content-length`, or send the body in chunks")),
        Some(length) => usize::try_from(length).ok().filter(|length| *length <= limit).ok_or_else(|| too_large(limit)),
    }
}

fn too_large(limit: usize) -> Problem {
    Problem::new(Code::TooLarge, format!("at most {limit} bytes are taken"))
}

async fn read(body: Body, expected: usize, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut whole = Vec::with_capacity(expected.min(limit));
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Problem::new(Code::Truncated, "the connection ended within the body"))?;
        if whole.len() + piece.len() > limit {
            return Err(too_large(limit));
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole)
}

/// Has it kept. What has been begun is brought to its end, even when the sender does not wait for it any more.
async fn keep(face: &Face, delivery: Delivery, deadline: Instant) -> Result<Accepted, Problem> {
    let Ok(permit) = Arc::clone(&face.under_way).try_acquire_owned() else {
        return Err(Problem::new(Code::Busy, "too many deliveries are being kept just now").again_in(BUSY_AGAIN));
    };
    let house = Arc::clone(&face.house);
    let keeping = tokio::spawn(async move {
        let kept = house.accept(&delivery).await;
        drop(permit);
        kept
    });
    let failed = |why: &str| Problem::new(Code::StoreUnavailable, why).again_in(STORE_AGAIN);
    match timeout_at(deadline, keeping).await {
        Ok(Ok(Ok(accepted))) => Ok(accepted),
        Ok(Ok(Err(fault))) => {
            tracing::error!(fault = %fault.text, remedy = %fault.remedy, "an event could not be kept");
            Err(failed("it could not be written down; send it again"))
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "an event could not be kept");
            Err(failed("it could not be written down; send it again"))
        }
        Err(_) => Err(failed("it could not be written down in time; send it again with the same id")),
    }
}

fn answer(accepted: Accepted) -> Result<Response, Problem> {
    let (run, duplicate) = match accepted {
        Accepted::New(run) => (run, false),
        Accepted::Known(run) => (run, true),
        Accepted::Conflict(_) => {
            return Err(Problem::new(
                Code::IdReused,
                "the same sender sent something else under this message id before",
            ));
        }
    };
    let status = format!("/runs/{run}");
    let location = HeaderValue::from_str(&status).ok();
    let body = json!({ "run": run, "status": status, "duplicate": duplicate });
    let mut response = document(StatusCode::ACCEPTED, body.to_string(), "application/json");
    if let Some(location) = location {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}
