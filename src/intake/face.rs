//! The addresses of the receiver, and what all of them share.

use super::bucket::{Buckets, one_address};
use super::house::House;
use super::problem::{Code, Problem};
use super::quarantine::Quarantine;
use super::sender::Sender;
use super::setup::{Limits, Token};
use super::{deliver, pulse, standing};
use crate::model::Clock;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// Addresses that failed lately, at the most.
const FAILING: usize = 10_000;

/// The longest address and the longest headers that are answered in words; beyond twice the latter the connection's own
/// parser refuses.
const LONGEST_TARGET: usize = 2_048;
pub(super) const LONGEST_HEADERS: usize = 16 * 1_024;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

/// What the handlers share.
pub(super) struct Face {
    pub(super) house: Arc<dyn House>,
    pub(super) clock: Clock,
    pub(super) senders: Vec<Arc<Sender>>,
    pub(super) token: Option<Token>,
    pub(super) limits: Limits,
    pub(super) quarantine: Quarantine,
    /// A permit for each delivery that is being kept.
    pub(super) under_way: Arc<Semaphore>,
    pub(super) by_sender: Buckets<String>,
    failing: Buckets<IpAddr>,
}

impl Face {
    pub(super) fn new(
        house: Arc<dyn House>,
        clock: Clock,
        setup: (Vec<Arc<Sender>>, Option<Token>, Limits),
        quarantine: Quarantine,
    ) -> Self {
        let (senders, token, limits) = setup;
        let by_sender = Buckets::new(senders.len().max(1));
        let under_way = Arc::new(Semaphore::new(limits.under_way));
        let failing = Buckets::new(FAILING);
        Self { house, clock, senders, token, limits, quarantine, under_way, by_sender, failing }
    }

    /// Counts a failure of somebody whom no signature and no token tells; there is a refusal for those who had too many.
    pub(super) fn failed(&self, peer: Option<Peer>) -> Option<Problem> {
        let Peer(peer) = peer?;
        let per_minute = self.limits.failures_per_minute;
        let seconds = self.failing.take(one_address(peer), per_minute, self.clock.now()).err()?;
        Some(Problem::new(Code::TooMany, "too many requests from this address were refused").again_in(seconds))
    }
}

/// All addresses.
pub(super) fn router(face: Arc<Face>) -> Router {
    Router::new()
        .route("/webhook/termination", post(deliver::deliver).fallback(|| async { not_allowed("POST") }))
        .route("/runs/{id}", get(standing::standing).fallback(reading_only))
        .route("/health", get(pulse::health).fallback(reading_only))
        .route("/ready", get(pulse::ready).fallback(reading_only))
        .route("/metrics", get(pulse::metrics).fallback(reading_only))
        .fallback(|| async { Problem::new(Code::NotFound, "see the documentation for the addresses that there are") })
        .with_state(face)
}

async fn reading_only() -> Problem {
    not_allowed("GET, HEAD")
}

fn not_allowed(methods: &'static str) -> Problem {
    Problem { allow: Some(methods), ..Problem::new(Code::MethodNotAllowed, format!("use {methods}")) }
}

/// Answers one request.
pub(super) async fn answer(router: Router, request: Request) -> Response {
    let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if target > LONGEST_TARGET {
        return Problem::new(Code::TargetTooLong, format!("at most {LONGEST_TARGET} bytes")).into_response();
    }
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if headers > LONGEST_HEADERS {
        return Problem::new(Code::HeadersTooLarge, format!("at most {LONGEST_HEADERS} bytes")).into_response();
    }
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// A document that is not to be kept by anybody on the way.
pub(super) fn document(status: StatusCode, body: String, kind: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
