//! `GET /health`, `/ready` and `/metrics`: whether the process lives, whether it can work, and what it counts.

use super::face::{Face, document};
use super::problem::{Code, Problem};
use crate::backend::Readiness;
use crate::model::Fault;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;
use std::sync::Arc;

const JSON: &str = "application/json";
const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The process lives: it can answer this.
pub(super) async fn health() -> Response {
    document(StatusCode::OK, json!({ "status": "alive" }).to_string(), JSON)
}

/// Whether work can be taken and done. What is wrong is told in the log and by `lanyard doctor`, not to everybody who asks.
pub(super) async fn ready(State(face): State<Arc<Face>>) -> Response {
    let Readiness { store, tenant, queued } = face.house.readiness().await;
    let word = |part: &str, state: &Result<(), Fault>| match state {
        Ok(()) => "ok",
        Err(fault) => {
            tracing::warn!(part, fault = %fault.text, "not ready");
            "failed"
        }
    };
    let ready = store.is_ok() && tenant.is_ok();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "ready": ready,
        "store": word("store", &store),
        "tenant": word("tenant", &tenant),
        "queued": queued,
    });
    document(status, body.to_string(), JSON)
}

/// What is counted, as Prometheus reads it.
pub(super) async fn metrics(State(face): State<Arc<Face>>) -> Response {
    match face.house.metrics().await {
        Some(text) => document(StatusCode::OK, text, PROMETHEUS),
        None => Problem::new(Code::NotFound, "nothing is counted here").into_response(),
    }
}
