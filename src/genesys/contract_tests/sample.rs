//! Makes an answer out of the interface's definitions, with every property that is declared.

use super::contract::Contract;
use serde_json::{Map, Value, json};

pub(super) const ID: &str = "11111111-2222-4333-8444-555555555555";

/// The successful answer of an operation: status and body.
pub(super) fn answer(contract: &Contract, operation: &Value) -> (u16, String) {
    let responses = operation["responses"].as_object().unwrap();
    let success = responses.iter().find(|(status, _)| status.starts_with('2'));
    let (status, response) = success.unwrap_or_else(|| responses.iter().find(|(s, _)| *s == "default").unwrap());
    let body = match &response["schema"] {
        Value::Null => String::new(),
        schema => value(contract, schema, "", &mut Vec::new()).unwrap_or(Value::Null).to_string(),
    };
    (status.parse().unwrap_or(200), body)
}

fn value<'a>(contract: &'a Contract, schema: &'a Value, name: &str, within: &mut Vec<&'a str>) -> Option<Value> {
    let reference = schema["$ref"].as_str();
    if let Some(reference) = reference {
        // A user's manager is a user: once is enough.
        if within.contains(&reference) || within.len() > 6 {
            return None;
        }
        within.push(reference);
    }
    let made = inner(contract, contract.resolve(schema), name, within);
    if reference.is_some() {
        within.pop();
    }
    Some(made)
}

fn inner<'a>(contract: &'a Contract, schema: &'a Value, name: &str, within: &mut Vec<&'a str>) -> Value {
    if let Some(properties) = schema["properties"].as_object() {
        let mut object = Map::new();
        // The next page would never end.
        for (name, property) in properties.iter().filter(|(name, _)| *name != "nextUri") {
            if let Some(made) = value(contract, property, name, within) {
                object.insert(name.clone(), made);
            }
        }
        return Value::Object(object);
    }
    if let Some(first) = schema["enum"].as_array().and_then(|list| list.first()) {
        return first.clone();
    }
    match schema["type"].as_str() {
        Some("array") => Value::Array(value(contract, &schema["items"], name, within).into_iter().collect()),
        Some("integer") => json!(1),
        Some("number") => json!(1.5),
        Some("boolean") => json!(true),
        Some("object") => match value(contract, &schema["additionalProperties"], name, within) {
            Some(made) if schema["additionalProperties"].is_object() => json!({"key": made}),
            _ => json!({}),
        },
        _ if schema["format"] == "date-time" => json!("2026-01-02T03:04:05.000Z"),
        _ if name == "id" || name.ends_with("Id") => json!(ID),
        _ => json!(format!("{name} text")),
    }
}
