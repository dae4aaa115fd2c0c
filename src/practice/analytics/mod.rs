//! Conversation history: the details query and the details jobs.
//!
//! A query sees the conversations as they are now; a job reads a store that is an hour behind.

pub mod filter;
pub mod jobs;
mod query;
pub use query::interval;
mod shape;

use super::call::Call;
use super::reply::Reply;
use super::routes::{Answer, Needs, Route, on};
use super::world::World;
use super::world::conversation::Conversation;
use http::Method;
use jiff::Timestamp;
use query::Query;
use serde_json::{Value, json};

const DETAILS: Needs = Needs::Any(&["analytics:conversationDetail:view", "analytics:agentConversationDetail:view"]);
const AVAILABILITY: Needs = Needs::Any(&["analytics:conversationDetail:view"]);

const JOBS: &str = "/api/v2/analytics/conversations/details/jobs";
const JOB: &str = "/api/v2/analytics/conversations/details/jobs/{jobId?}";

/// The operations of analytics.
pub const ROUTES: &[Route] = &[
    on(Method::POST, "/api/v2/analytics/conversations/details/query", DETAILS, details),
    on(Method::POST, JOBS, DETAILS, jobs::start),
    on(Method::GET, "/api/v2/analytics/conversations/details/jobs/availability", AVAILABILITY, jobs::availability),
    on(Method::GET, JOB, DETAILS, jobs::state),
    on(Method::DELETE, JOB, DETAILS, jobs::drop_job),
    on(Method::GET, "/api/v2/analytics/conversations/details/jobs/{jobId?}/results", DETAILS, jobs::results),
];

fn details(world: &mut World, call: &Call<'_>) -> Answer {
    let query = Query::read(call.object()?)?;
    let page = query.page;
    let found = matching(world, &query, Timestamp::MAX);
    let shown: Vec<Value> = page.cut(&found).iter().map(|c| shape::conversation(world, c)).collect();
    let mut out = json!({"totalHits": found.len()});
    if !shown.is_empty() {
        out["conversations"] = json!(shown);
    }
    Ok(Reply::ok(out))
}

/// The conversations that a query finds among those begun by `until`, in its order.
fn matching(world: &World, query: &Query, until: Timestamp) -> Vec<Conversation> {
    let in_time = |c: &Conversation| c.started >= query.from && c.started < query.to && c.started <= until;
    let keep = |c: &Conversation| in_time(c) && (query.all() || query.filters.pass(&shape::conversation(world, c)));
    let mut found: Vec<Conversation> = match query.filters.only_user() {
        Some(id) => {
            let theirs = world.user_row(id).map(|row| world.conversations_of(row)).unwrap_or_default();
            theirs.into_iter().filter(keep).collect()
        }
        None => {
            let people = if query.filters.only_open() { 0 } else { world.people.len() as u32 };
            let past = (0..people)
                .flat_map(|row| (0..world.history_len(row)).map(move |n| (row, n)))
                .map(|(row, n)| world.history(row, n))
                .filter(keep);
            past.chain(world.conversations.iter().filter(|c| keep(c)).cloned()).collect()
        }
    };
    query.sort(&mut found);
    found
}

#[cfg(test)]
mod tests;
