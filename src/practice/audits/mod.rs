//! Audit queries over what was really changed in the tenant: the query with a transaction to poll, the realtime
//! query, and the names both take.

pub mod mapping;
mod query;

use super::analytics::jobs::{cursor, place};
use super::call::Call;
use super::clock::iso;
use super::ids::Kind;
use super::paging::Page;
use super::reply::{Failure, Reply};
use super::routes::{Answer, Needs, Route, on};
use super::world::World;
use super::world::audit::AuditEntry;
use http::Method;
use jiff::{SignedDuration, Timestamp};
use query::Query;
use serde_json::{Map, Value, json};

const VIEW: Needs = Needs::All(&["audits:audit:view"]);

/// The operations on audits.
pub const ROUTES: &[Route] = &[
    on(Method::POST, "/api/v2/audits/query", VIEW, start),
    on(Method::GET, "/api/v2/audits/query/servicemapping", VIEW, mapping::all),
    on(Method::POST, "/api/v2/audits/query/realtime", VIEW, realtime),
    on(Method::GET, "/api/v2/audits/query/realtime/servicemapping", VIEW, mapping::realtime),
    on(Method::GET, "/api/v2/audits/query/{transactionId?}", VIEW, state),
    on(Method::GET, "/api/v2/audits/query/{transactionId?}/results", VIEW, results),
];

/// After this a query is worked on, and after twice this it is done.
const WORK: SignedDuration = SignedDuration::from_millis(500);
/// How far back a realtime query may look.
const REALTIME: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The most entries on a page (the contract's text for `pageSize`).
const MOST: usize = 500;
/// Audit transactions share the id kind with analytics jobs; their numbers begin here.
const NUMBERS: u64 = 1 << 32;

/// A query that was accepted.
#[derive(Debug, Clone)]
struct Transaction {
    query: Query,
    started: Timestamp,
    known: usize,
}

/// The queries of a tenant; the place of one is its number.
#[derive(Debug, Default)]
pub struct Transactions(Vec<Transaction>);

fn start(world: &mut World, call: &Call<'_>) -> Answer {
    let query = Query::read(call.object()?)?;
    let transaction = Transaction { query, started: world.now, known: world.audits.len() };
    world.audit_queries.0.push(transaction);
    let number = world.audit_queries.0.len() - 1;
    Ok(Reply::json(202, status(world, number)))
}

fn state(world: &mut World, call: &Call<'_>) -> Answer {
    let number = find(world, call)?;
    let out = status(world, number);
    let done = out["state"] == "Succeeded";
    Ok(Reply::json(if done { 200 } else { 202 }, out))
}

fn status(world: &World, number: usize) -> Value {
    let transaction = &world.audit_queries.0[number];
    let state = match world.now.duration_since(transaction.started) {
        age if age < WORK => "Queued",
        age if age < WORK * 2 => "Running",
        _ => "Succeeded",
    };
    let mut out = json!({
        "id": world.id(Kind::Job, NUMBERS + number as u64),
        "state": state,
        "startDate": iso(transaction.started),
    });
    for (name, value) in transaction.query.as_asked() {
        out[name] = value.clone();
    }
    out
}

fn results(world: &mut World, call: &Call<'_>) -> Answer {
    let number = find(world, call)?;
    let transaction = &world.audit_queries.0[number];
    if world.now.duration_since(transaction.started) < WORK * 2 {
        return Err(Failure::bad("The query has no results yet."));
    }
    let size = Page::from_parts(call.number("pageSize")?, None, MOST)?.size;
    let key = NUMBERS + number as u64;
    let from = call.query("cursor").map_or(Ok(0), |cursor| place(cursor, key))?;
    let found = transaction.query.find(world, &world.audits[..transaction.known]);
    let end = found.len().min(from.saturating_add(size));
    let shown = found.get(from..end).unwrap_or_default();
    let names = call.list("expand").contains(&"user");
    let entities: Vec<Value> = shown.iter().map(|entry| message(world, entry, names)).collect();
    let mut out = json!({"id": call.param("transactionId"), "pageSize": size, "entities": entities});
    if end < found.len() {
        out["cursor"] = json!(cursor(key, end));
    }
    Ok(Reply::ok(out))
}

fn realtime(world: &mut World, call: &Call<'_>) -> Answer {
    let body = call.object()?;
    let query = Query::read(body)?;
    if query.from < world.now - REALTIME {
        return Err(Failure::bad("A realtime query looks back 14 days at most."));
    }
    let part = |name: &str| body.get(name).and_then(Value::as_i64);
    let page = Page::from_parts(part("pageSize"), part("pageNumber"), MOST)?;
    let found = query.find(world, &world.audits);
    let names = call.list("expand").contains(&"user");
    let entities = page.cut(&found).iter().map(|entry| message(world, entry, names)).collect();
    Ok(Reply::ok(page.plain(found.len(), entities)))
}

fn find(world: &World, call: &Call<'_>) -> Result<usize, Failure> {
    let id = call.param("transactionId");
    let number = world.row(Kind::Job, id).and_then(|row| row.checked_sub(NUMBERS)).map(|row| row as usize);
    let known = number.filter(|number| *number < world.audit_queries.0.len());
    known.ok_or_else(|| Failure::missing("audit query", id))
}

/// An entry as the platform tells it; the user's name only where it was asked for.
fn message(world: &World, entry: &AuditEntry, names: bool) -> Value {
    let client = world.id(Kind::Client, u64::from(entry.caller.client));
    let changes: Vec<Value> = entry
        .changes
        .iter()
        .map(|change| json!({"property": change.property, "oldValues": change.old, "newValues": change.new}))
        .collect();
    let mut entity = Map::new();
    entity.insert("id".to_owned(), json!(entry.entity_id));
    if !entry.entity_name.is_empty() {
        entity.insert("name".to_owned(), json!(entry.entity_name));
    }
    let mut out = json!({
        "id": world.id(Kind::Audit, entry.row),
        "userHomeOrgId": world.id(Kind::Organization, 0),
        "client": {"id": client, "selfUri": format!("/api/v2/oauth/clients/{client}")},
        "remoteIp": ["127.0.0.1"],
        "serviceName": entry.service,
        "level": "USER",
        "eventDate": iso(entry.at),
        "action": entry.action,
        "entity": entity,
        "entityType": entry.entity_type,
        "status": "SUCCESS",
        "transactionInitiator": true,
        "propertyChanges": changes,
        "context": {"correlationId": entry.context},
    });
    if let Some(user) = entry.caller.user {
        let id = world.user_id(user);
        out["user"] = json!({"id": id, "selfUri": format!("/api/v2/users/{id}")});
        if names {
            out["user"]["name"] = json!(&*world.person(user).name);
        }
    }
    out
}

#[cfg(test)]
mod tests;
