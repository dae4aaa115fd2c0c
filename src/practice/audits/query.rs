//! The body of an audit query, and which entries it finds.

use super::mapping;
use crate::practice::analytics::interval;
use crate::practice::ids::Kind;
use crate::practice::reply::Failure;
use crate::practice::world::World;
use crate::practice::world::audit::AuditEntry;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Query {
    /// Entries from this moment on.
    pub from: Timestamp,
    to: Timestamp,
    service: Option<String>,
    filters: Vec<(String, String)>,
    descending: bool,
    asked: Vec<(&'static str, Value)>,
}

const PROPERTIES: [&str; 6] = ["UserId", "TrusteeOrganizationId", "ClientId", "Action", "EntityType", "EntityId"];

impl Query {
    /// Reads a body; names that the mapping does not have are a 400.
    pub fn read(body: &Map<String, Value>) -> Result<Self, Failure> {
        let (from, to) = interval(body)?;
        let service = match body.get("serviceName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) if mapping::knows_service(name) => Some(name.clone()),
            Some(other) => return Err(Failure::bad(format!("There is no service {other}; see the mapping."))),
        };
        let mut filters = Vec::new();
        for filter in body.get("filters").and_then(Value::as_array).into_iter().flatten() {
            let (property, value) = (filter["property"].as_str(), filter["value"].as_str());
            match (property, value) {
                (Some(property), Some(value)) if PROPERTIES.contains(&property) => {
                    filters.push((property.to_owned(), value.to_owned()));
                }
                _ => return Err(Failure::bad(format!("A filter needs a value and one of {}.", PROPERTIES.join(", ")))),
            }
        }
        let mut descending = true;
        if let Some(sort) = body.get("sort").and_then(Value::as_array).and_then(|sort| sort.first()) {
            descending = match (sort["name"].as_str(), sort["sortOrder"].as_str()) {
                (Some("Timestamp"), Some("ascending")) => false,
                (Some("Timestamp"), Some("descending")) => true,
                _ => return Err(Failure::bad("Entries are sorted by Timestamp, ascending or descending.")),
            };
        }
        let asked = ["interval", "serviceName", "filters", "sort"];
        let asked = asked.into_iter().filter_map(|name| Some((name, body.get(name)?.clone()))).collect();
        Ok(Self { from, to, service, filters, descending, asked })
    }

    /// The parts of the body, to be told back.
    pub fn as_asked(&self) -> &[(&'static str, Value)] {
        &self.asked
    }

    /// The entries that fit, in order.
    pub fn find<'a>(&self, world: &World, entries: &'a [AuditEntry]) -> Vec<&'a AuditEntry> {
        let mut found: Vec<&AuditEntry> = entries.iter().filter(|entry| self.fits(world, entry)).collect();
        if self.descending {
            found.reverse();
        }
        found
    }

    fn fits(&self, world: &World, entry: &AuditEntry) -> bool {
        let in_time = entry.at >= self.from && entry.at < self.to;
        let by_service = self.service.as_ref().is_none_or(|service| service == entry.service);
        in_time && by_service && self.filters.iter().all(|(property, value)| has(world, entry, property, value))
    }
}

fn has(world: &World, entry: &AuditEntry, property: &str, value: &str) -> bool {
    let same = |id: String| id.eq_ignore_ascii_case(value);
    match property {
        "UserId" => entry.caller.user.is_some_and(|row| same(world.user_id(row))),
        "ClientId" => same(world.id(Kind::Client, u64::from(entry.caller.client))),
        "Action" => entry.action == value,
        "EntityType" => entry.entity_type == value,
        "EntityId" => entry.entity_id.eq_ignore_ascii_case(value),
        _ => false,
    }
}
