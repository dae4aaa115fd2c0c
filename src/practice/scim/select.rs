//! The `attributes` and `excludedAttributes` parameters: which parts of a resource an answer shows.

use super::filter::{CORE_GROUP, CORE_USER, ENTERPRISE, PURECLOUD, strip_prefix_ignoring_case};
use serde_json::{Map, Value};

/// Parts that no parameter can take away (RFC 7643 section 7, and the vendor's parameter text).
const ALWAYS: [&str; 5] = ["schemas", "id", "userName", "active", "meta"];

/// Cuts a resource down to what was asked; with neither parameter everything stays.
pub fn select(resource: Value, attributes: &[String], excluded: &[String]) -> Value {
    let Value::Object(fields) = resource else { return resource };
    let mut fields = if attributes.is_empty() { fields } else { keep(fields, attributes) };
    for name in excluded {
        let (holder, path) = place(name);
        if path.is_empty() {
            fields.remove(holder.unwrap_or_default());
            continue;
        }
        if holder.is_none() && ALWAYS.iter().any(|always| path[0].eq_ignore_ascii_case(always)) {
            continue;
        }
        match holder {
            None => remove(&mut fields, &path),
            Some(urn) => {
                if let Some(Value::Object(inner)) = fields.get_mut(urn) {
                    remove(inner, &path);
                }
            }
        }
    }
    Value::Object(fields)
}

fn keep(mut fields: Map<String, Value>, attributes: &[String]) -> Map<String, Value> {
    let mut kept = Map::new();
    for always in ALWAYS {
        if let Some(value) = fields.remove(always) {
            kept.insert(always.to_owned(), value);
        }
    }
    for name in attributes {
        let (holder, path) = place(name);
        match (holder, path.first()) {
            (Some(urn), None) => {
                if let Some(value) = fields.remove(urn) {
                    kept.insert(urn.to_owned(), value);
                }
            }
            (Some(urn), Some(attribute)) => {
                if let Some(Value::Object(inner)) = fields.get(urn)
                    && let Some((key, value)) = entry(inner, attribute)
                    && let Value::Object(target) = kept.entry(urn).or_insert_with(|| Value::Object(Map::new()))
                {
                    target.insert(key.clone(), value.clone());
                }
            }
            (None, Some(attribute)) => {
                if let Some((key, value)) = entry(&fields, attribute) {
                    kept.insert(key.clone(), value.clone());
                }
            }
            (None, None) => {}
        }
    }
    kept
}

/// The extension a name lies in, and its dotted parts.
fn place(name: &str) -> (Option<&'static str>, Vec<&str>) {
    let mut found = (None, name);
    for (urn, holder) in
        [(CORE_USER, None), (CORE_GROUP, None), (ENTERPRISE, Some(ENTERPRISE)), (PURECLOUD, Some(PURECLOUD))]
    {
        if let Some(rest) = strip_prefix_ignoring_case(name, urn) {
            found = (holder, rest.trim_start_matches(':'));
        }
    }
    (found.0, found.1.split('.').filter(|part| !part.is_empty()).collect())
}

fn entry<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<(&'a String, &'a Value)> {
    fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))
}

fn remove(fields: &mut Map<String, Value>, path: &[&str]) {
    let Some(key) = entry(fields, path[0]).map(|(key, _)| key.clone()) else { return };
    match path.get(1) {
        None => {
            fields.remove(&key);
        }
        Some(part) => {
            if let Some(Value::Object(inner)) = fields.get_mut(&key) {
                inner.remove(*part);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn user() -> Value {
        json!({
            "schemas": [CORE_USER], "id": "1", "userName": "a@b", "active": true, "meta": {"version": "3"},
            "title": "Agent", "roles": [{"value": "employee"}],
            (ENTERPRISE): {"division": "Home", "manager": {"value": "2"}},
        })
    }

    fn keys(value: &Value) -> Vec<String> {
        let mut keys: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    }

    #[test]
    fn attributes_add_to_what_is_always_there() {
        let cut = select(user(), &["title".into(), format!("{ENTERPRISE}:manager.value")], &[]);
        assert_eq!(keys(&cut), ["active", "id", "meta", "schemas", "title", ENTERPRISE, "userName"]);
        assert_eq!(cut[ENTERPRISE], json!({"manager": {"value": "2"}}));
    }

    #[test]
    fn excluded_attributes_go_except_the_fixed_ones() {
        let excluded = ["id".to_owned(), format!("{CORE_USER}:roles"), format!("{ENTERPRISE}:division")];
        let cut = select(user(), &[], &excluded);
        assert_eq!(keys(&cut), ["active", "id", "meta", "schemas", "title", ENTERPRISE, "userName"]);
        assert_eq!(keys(&cut[ENTERPRISE]), ["manager"]);
        assert_eq!(select(user(), &[], &[]), user());
    }
}
