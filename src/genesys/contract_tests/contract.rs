//! Holds requests against the machine-readable form of the platform's public interface (Swagger 2.0).

use http::Method;
use serde_json::Value;
use std::path::PathBuf;
use std::{env, fs};

pub(super) struct Contract {
    document: Value,
}

/// One operation of the interface.
pub(super) struct Operation<'a> {
    pub(super) template: &'a str,
    pub(super) body: &'a Value,
}

impl Contract {
    /// The interface's document, where it is at hand.
    pub(super) fn load() -> Option<Self> {
        let folder = env::var_os("LANYARD_CONTRACT")
            .map(PathBuf::from)
            .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/contract"));
        let file = if folder.is_dir() { folder.join("genesys-openapi.json") } else { folder };
        let text = fs::read_to_string(file).ok()?;
        Some(Self { document: serde_json::from_str(&text).unwrap() })
    }

    /// The operation of a request; the one with most literal segments goes first.
    pub(super) fn find(&self, method: &Method, path: &str) -> Option<Operation<'_>> {
        let segments: Vec<_> = path.trim_matches('/').split('/').collect();
        let paths = self.document["paths"].as_object().unwrap();
        let mut best: Option<(usize, Operation<'_>)> = None;
        for (template, item) in paths {
            let Some(operation) = item.get(method.as_str().to_ascii_lowercase()) else { continue };
            let wanted: Vec<_> = template.trim_matches('/').split('/').collect();
            let fits = wanted.len() == segments.len()
                && wanted.iter().zip(&segments).all(|(want, got)| match want.strip_prefix('{') {
                    Some(name) => Self::fits_path(operation, name.trim_end_matches('}'), got),
                    None => want == got,
                });
            let literal = wanted.iter().filter(|w| !w.starts_with('{')).count();
            if fits && best.as_ref().is_none_or(|(most, _)| literal > *most) {
                best = Some((literal, Operation { template, body: operation }));
            }
        }
        best.map(|(_, operation)| operation)
    }

    fn fits_path(operation: &Value, name: &str, got: &str) -> bool {
        let Some(parameter) = parameters(operation, "path").find(|p| p["name"] == name) else { return false };
        let uuid = || uuid::Uuid::parse_str(got).is_ok();
        let kind_fits = match parameter["x-value-format"].as_str() {
            Some("uuid") => uuid(),
            Some("uuid-or-star") => got == "*" || got == "%2A" || uuid(),
            _ => !got.is_empty(),
        };
        kind_fits && parameter["enum"].as_array().is_none_or(|list| list.iter().any(|v| v == got))
    }

    /// What is wrong with a request's query and body.
    pub(super) fn check(&self, operation: &Value, query: &[(String, String)], body: Option<&Value>) -> Vec<String> {
        let mut wrong = Vec::new();
        for (name, value) in query {
            let Some(parameter) = parameters(operation, "query").find(|p| p["name"] == name.as_str()) else {
                wrong.push(format!("unknown query parameter {name}"));
                continue;
            };
            let kind = parameter["type"].as_str().unwrap_or_default();
            let several = kind == "array";
            let values: Vec<_> = if several { value.split(',').collect() } else { vec![value.as_str()] };
            let allowed = parameter["enum"].as_array().or_else(|| parameter["items"]["enum"].as_array());
            for value in values {
                let fits = match kind {
                    "integer" => value.parse::<u32>().is_ok(),
                    "boolean" => matches!(value, "true" | "false"),
                    _ => allowed.is_none_or(|list| list.iter().any(|v| v == value)),
                };
                if !fits {
                    wrong.push(format!("{name}={value} is not allowed"));
                }
            }
        }
        for parameter in parameters(operation, "query").filter(|p| p["required"] == true) {
            if !query.iter().any(|(name, _)| parameter["name"] == name.as_str()) {
                wrong.push(format!("query parameter {} is missing", parameter["name"]));
            }
        }
        match (parameters(operation, "body").next(), body) {
            (Some(parameter), Some(body)) => self.fits(&parameter["schema"], body, "body", &mut wrong),
            (Some(parameter), None) if parameter["required"] == true => wrong.push("the body is missing".to_owned()),
            (None, Some(_)) => wrong.push("takes no body".to_owned()),
            _ => {}
        }
        wrong
    }

    /// A schema with its reference followed.
    pub(super) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
            Some(name) => &self.document["definitions"][name],
            None => schema,
        }
    }

    fn fits(&self, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
        let schema = self.resolve(schema);
        if value.is_null() {
            return;
        }
        if let Some(properties) = schema["properties"].as_object() {
            let Some(object) = value.as_object() else {
                return wrong.push(format!("{at}: expected an object"));
            };
            for (name, inner) in object {
                match properties.get(name) {
                    None => wrong.push(format!("{at}.{name}: no such property")),
                    Some(p) if p["readOnly"] == true => wrong.push(format!("{at}.{name}: read-only")),
                    Some(p) => self.fits(p, inner, &format!("{at}.{name}"), wrong),
                }
            }
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !object.contains_key(name) && properties[name]["readOnly"] != true {
                    wrong.push(format!("{at}.{name}: missing"));
                }
            }
            return;
        }
        let fits = match schema["type"].as_str() {
            Some("array") => {
                for (n, inner) in value.as_array().into_iter().flatten().enumerate() {
                    self.fits(&schema["items"], inner, &format!("{at}[{n}]"), wrong);
                }
                value.is_array()
            }
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("integer") => value.is_i64(),
            Some("number") => value.is_number(),
            _ => true,
        };
        let allowed = schema["enum"].as_array().is_none_or(|list| list.contains(value));
        if !fits || !allowed {
            wrong.push(format!("{at}: {value} does not fit"));
        }
    }
}

fn parameters<'a>(operation: &'a Value, place: &'static str) -> impl Iterator<Item = &'a Value> {
    operation["parameters"].as_array().into_iter().flatten().filter(move |p| p["in"] == place)
}
