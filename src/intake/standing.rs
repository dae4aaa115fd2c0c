//! `GET /runs/{id}`: how an event or a run stands, for the sender that got this address.

use super::face::{Face, Peer, document};
use super::house::Standing;
use super::problem::{Code, Problem};
use crate::model::{Fault, InboxEntry, RunId};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::AUTHORIZATION;
use http::request::Parts;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// Tells how it stands to those who have the token. No name and no address is told, only ids; and so not the words in which
/// an event waits, which may name somebody else.
pub(super) async fn standing(State(face): State<Arc<Face>>, request: Request) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    // The body, which nobody reads, may not be held while the store is asked.
    let (head, _) = request.into_parts();
    match tell(&face, &head).await {
        Ok(found) => document(StatusCode::OK, found.to_string(), "application/json"),
        Err(problem) if problem.code == Code::Unauthorized => face.failed(peer).unwrap_or(problem).into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn tell(face: &Face, head: &Parts) -> Result<Value, Problem> {
    let Some(token) = &face.token else {
        let detail = "nobody can ask: the receiver has no token (LANYARD_INTAKE_TOKEN or intake_token_file)";
        return Err(Problem::new(Code::Unauthorized, detail));
    };
    let mut given = head.headers.get_all(AUTHORIZATION).iter();
    let is_right = match (given.next(), given.next()) {
        (Some(value), None) => value.to_str().ok().and_then(bearer).is_some_and(|given| token.is(given)),
        _ => false,
    };
    if !is_right {
        return Err(Problem::new(Code::Unauthorized, "send one `authorization: Bearer` with the receiver's token"));
    }
    let unknown = || Problem::new(Code::NotFound, "there is neither an event nor a run with this id");
    let id = head.uri.path().strip_prefix("/runs/").unwrap_or_default();
    let id = Uuid::try_parse(id).ok().filter(|_| id.len() == 36).ok_or_else(unknown)?;
    let id = RunId::new(id.as_hyphenated().to_string());
    let failed = |fault: Fault| {
        tracing::error!(fault = %fault.text, "how an event stands could not be read");
        Problem::new(Code::StoreUnavailable, "it could not be read; ask again").again_in(5)
    };
    if let Some(entry) = face.house.entry(&id).await.map_err(failed)? {
        let run = match &entry.run {
            Some(run) => face.house.run(&run.id).await.map_err(failed)?,
            None => None,
        };
        return Ok(of_entry(&entry, run.as_ref(), face));
    }
    let run = face.house.run(&id).await.map_err(failed)?.ok_or_else(unknown)?;
    Ok(json!({ "id": id, "run": of_run(&id, &run) }))
}

fn of_entry(entry: &InboxEntry, standing: Option<&Standing>, face: &Face) -> Value {
    let run = entry.run.as_ref().map(|run| {
        let known = Standing {
            state: run.state,
            access_cut_at: run.access_cut_at,
            ended_at: None,
            why: run.why.as_ref().map(ToString::to_string),
        };
        let mut value = of_run(&run.id, standing.unwrap_or(&known));
        value["held"] = run.held.into();
        value["due"] = json!(run.due);
        value
    });
    json!({
        "id": entry.id,
        "person": entry.event.person,
        "state": entry.state,
        "need": entry.need(face.clock.now()),
        "code": entry.code,
        "received_at": entry.received_at,
        "decide_by": entry.decide_by,
        "run": run,
    })
}

fn of_run(id: &RunId, run: &Standing) -> Value {
    json!({
        "id": id,
        "state": run.state,
        "access_cut_at": run.access_cut_at,
        "ended_at": run.ended_at,
        "why": run.why,
    })
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
