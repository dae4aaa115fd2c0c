//! Holds exchanges with the practice tenant against the platform's public interface description, where that file is at
//! hand: beside the checkout as `../shared/contract/genesys-openapi.json`, or where `LANYARD_CONTRACT` says.

use super::call::decode_segment;
use super::ids;
use super::testing::Desk;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

static CONTRACT: LazyLock<Option<Value>> = LazyLock::new(|| {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/contract/genesys-openapi.json");
    let path = std::env::var_os("LANYARD_CONTRACT").map_or_else(beside, PathBuf::from);
    let text = std::fs::read_to_string(path).ok()?;
    Some(serde_json::from_str(&text).expect("the contract is JSON"))
});

/// The interface description, or none, which is said.
pub fn contract() -> Option<&'static Value> {
    if CONTRACT.is_none() {
        println!("note: the contract is not here; nothing was held against it");
    }
    CONTRACT.as_ref()
}

/// A caller whose every exchange is held against the contract.
pub struct Tour {
    /// The caller.
    pub desk: Desk,
    problems: BTreeSet<String>,
    visited: BTreeSet<String>,
}

impl Tour {
    /// Begins a tour of a tenant.
    pub fn new(desk: Desk) -> Self {
        Self { desk, problems: BTreeSet::new(), visited: BTreeSet::new() }
    }

    /// Sends a request that must be answered with this status, and checks both directions.
    pub fn call(&mut self, method: &str, target: &str, body: Value, status: u16) -> Value {
        let sent = self.desk.request(method.parse().expect("a method"), target, (!body.is_null()).then_some(&body));
        let reply = self.desk.practice.answer(&sent);
        let got = reply.body.unwrap_or(Value::Null);
        if reply.status != status {
            self.problems.insert(format!("{method} {target}: {} instead of {status}: {got}", reply.status));
        }
        if let Some(contract) = contract() {
            let mut check = Check { contract, problems: &mut self.problems };
            let path = target.split('?').next().unwrap_or_default();
            match find(contract, method, path) {
                Some((template, operation)) => {
                    self.visited.insert(format!("{method} {template}"));
                    check.exchange(
                        &format!("{method} {template}"),
                        operation,
                        &sent.pairs(),
                        &body,
                        reply.status,
                        &got,
                    );
                }
                None => {
                    check.problems.insert(format!("no operation {method} {path}"));
                }
            }
        }
        got
    }

    /// GET, answered with 200.
    pub fn get(&mut self, target: &str) -> Value {
        self.call("GET", target, Value::Null, 200)
    }

    /// Fails on any problem; tells the operations that were visited, as `GET /api/v2/users`.
    pub fn finish(self) -> BTreeSet<String> {
        assert!(self.problems.is_empty(), "{:#?}", self.problems);
        self.visited
    }
}

/// The operation for a method and a path, with its template; more literal segments win.
pub fn find<'a>(contract: &'a Value, method: &str, path: &str) -> Option<(&'a str, &'a Value)> {
    let segments: Vec<String> = path.trim_matches('/').split('/').filter_map(decode_segment).collect();
    let mut best: Option<(usize, &str, &Value)> = None;
    for (template, item) in contract["paths"].as_object()? {
        let Some(operation) = item.get(method.to_lowercase()) else { continue };
        let parts: Vec<&str> = template.trim_matches('/').split('/').collect();
        if parts.len() != segments.len() {
            continue;
        }
        let fits = parts.iter().zip(&segments).all(|(want, got)| match want.strip_prefix('{') {
            None => want == got,
            Some(name) => path_value_fits(operation, name.trim_end_matches('}'), got),
        });
        let literals = parts.iter().filter(|p| !p.starts_with('{')).count();
        if fits && best.is_none_or(|(most, ..)| literals > most) {
            best = Some((literals, template, operation));
        }
    }
    best.map(|(_, template, operation)| (template, operation))
}

fn parameters<'a>(operation: &'a Value, place: &'a str) -> impl Iterator<Item = &'a Value> {
    operation["parameters"].as_array().into_iter().flatten().filter(move |p| p["in"] == place)
}

fn path_value_fits(operation: &Value, name: &str, got: &str) -> bool {
    let parameter = parameters(operation, "path").find(|p| p["name"] == name);
    let Some(parameter) = parameter else { return true };
    let form = match parameter["x-value-format"].as_str() {
        Some("uuid") => ids::is_uuid(got),
        Some("uuid-or-star") => got == "*" || ids::is_uuid(got),
        _ => !got.is_empty(),
    };
    form && parameter["enum"].as_array().is_none_or(|words| words.iter().any(|w| w == got))
}

struct Check<'a> {
    contract: &'a Value,
    problems: &'a mut BTreeSet<String>,
}

impl Check<'_> {
    fn exchange(
        &mut self,
        at: &str,
        operation: &Value,
        query: &[(String, String)],
        body: &Value,
        status: u16,
        got: &Value,
    ) {
        for (name, value) in query {
            let Some(parameter) = parameters(operation, "query").find(|p| p["name"] == **name) else {
                self.say(at, format!("unknown query parameter {name}"));
                continue;
            };
            let words = parameter["enum"].as_array().or_else(|| parameter["items"]["enum"].as_array());
            let allowed = |v: &str| words.is_none_or(|w| w.iter().any(|x| x.as_str() == Some(v)));
            let list = parameter["type"] == "array";
            let fits = if list { value.split(',').all(allowed) } else { allowed(value) };
            if !fits && parameter["type"] != "boolean" {
                self.say(at, format!("{name}={value} is not allowed"));
            }
        }
        match parameters(operation, "body").next() {
            Some(parameter) if !body.is_null() => self.value(&parameter["schema"], body, &format!("{at} body"), true),
            Some(parameter) if parameter["required"] == true => self.say(at, "body is required".into()),
            None if !body.is_null() => self.say(at, "takes no body".into()),
            _ => {}
        }
        let responses = &operation["responses"];
        let declared = responses.get(status.to_string());
        let open = responses.get("default").filter(|_| (200..300).contains(&status));
        if declared.or(open).is_none()
            && !matches!(status, 400 | 401 | 403 | 404 | 408 | 409 | 413 | 415 | 429 | 500 | 502..=504)
        {
            self.say(at, format!("answers {status}, which it does not declare"));
        }
        if status >= 400 {
            let shape = if at.contains("/scim/") && got.get("schemas").is_some() { "ScimError" } else { "ErrorBody" };
            let schema = self.contract["definitions"][shape].clone();
            self.value(&schema, got, &format!("{at} -> {status}"), false);
        } else if let Some(schema) = declared.or(open).and_then(|r| r.get("schema")) {
            self.value(schema, got, &format!("{at} -> {status}"), false);
        }
    }

    fn say(&mut self, at: &str, what: String) {
        self.problems.insert(format!("{at}: {what}"));
    }

    fn value(&mut self, schema: &Value, value: &Value, at: &str, request: bool) {
        if value.is_null() {
            return;
        }
        let name = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next());
        let contract = self.contract;
        let schema = name.map_or_else(|| schema.clone(), |n| contract["definitions"][n].clone());
        let kind = schema["type"].as_str().unwrap_or_default();
        match (schema["properties"].as_object(), value) {
            _ if kind == "array" => match value.as_array() {
                Some(list) => list.iter().for_each(|v| self.value(&schema["items"], v, &format!("{at}[]"), request)),
                None => self.say(at, "expected a list".into()),
            },
            (Some(properties), Value::Object(map)) => {
                for (key, v) in map {
                    match properties.get(key) {
                        None if schema.get("additionalProperties").is_none() => {
                            self.say(at, format!("no property {key}"))
                        }
                        None => {}
                        Some(p) if request && p["readOnly"] == true && key != "schemas" => {
                            self.say(at, format!("{key} is read-only"))
                        }
                        Some(p) => self.value(p, v, &format!("{at}.{key}"), request),
                    }
                }
                for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                    if request && !map.contains_key(key) && properties[key]["readOnly"] != true {
                        self.say(at, format!("{key} is required"));
                    }
                }
            }
            (Some(_), _) => self.say(at, "expected an object".into()),
            (None, Value::Object(map)) if schema["additionalProperties"].is_object() => {
                for v in map.values() {
                    self.value(&schema["additionalProperties"], v, &format!("{at}{{}}"), request);
                }
            }
            _ => {
                let fits = match kind {
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "number" => value.is_number(),
                    _ => true,
                };
                if !fits {
                    self.say(at, format!("expected a {kind}, got {value}"));
                }
            }
        }
        let words = schema["enum"].as_array().filter(|_| value.is_string());
        if words.is_some_and(|words| !words.contains(value)) {
            self.say(at, format!("{value} is none of the words"));
        }
    }
}
