//! The JSON Schema of `config.toml`, for editors: names, types, bounds, words, and what cannot stand beside what.

use super::records::{Absent, Form, SettingRecord, settings};
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of the file.
pub fn schema() -> Value {
    let top: Vec<&SettingRecord> = settings().collect();
    let of_profile: Vec<&SettingRecord> = settings().filter(|record| record.in_profile).collect();
    let mut definitions = Map::new();
    let mut profile = table(&of_profile, |record| json!({ "$ref": format!("#/properties/{}", record.name) }));
    profile["description"] = "The settings of one tenant, which go before those at the top of the file.".into();
    definitions.insert("profile".to_owned(), profile);
    for record in &top {
        if let Form::Tables(settings) = record.form {
            let settings: Vec<&SettingRecord> = settings.iter().collect();
            definitions.insert(record.name.to_owned(), table(&settings, property));
        }
    }
    let mut schema = table(&top, property);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = "The settings of Lanyard (config.toml)".into();
    schema["description"] =
        "A setting may stand at the top of the file, for every profile, or in a [profiles.NAME], for \
                             that one. Secrets never stand in it."
            .into();
    schema["$defs"] = Value::Object(definitions);
    schema
}

/// A table with these settings and no others.
fn table(settings: &[&SettingRecord], property: impl Fn(&SettingRecord) -> Value) -> Value {
    let properties: Map<String, Value> =
        settings.iter().map(|record| (record.name.to_owned(), property(record))).collect();
    let mut rules = Vec::new();
    let mut beside = Map::new();
    for record in settings {
        let both = |other: &str| json!({ "not": { "required": [record.name, other] } });
        rules.extend(record.unless.iter().filter(|other| **other > record.name).map(|other| both(other)));
        if let Absent::Instead(other) = record.absent
            && other > record.name
        {
            rules.push(json!({ "anyOf": [{ "required": [record.name] }, { "required": [other] }] }));
        }
        if !record.beside.is_empty() {
            beside.insert(record.name.to_owned(), json!([record.beside]));
        }
    }
    let mut table = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    let needed: Vec<&str> = settings.iter().filter(|r| r.absent == Absent::Wrong).map(|r| r.name).collect();
    if !needed.is_empty() {
        table["required"] = json!(needed);
    }
    if !rules.is_empty() {
        table["allOf"] = Value::Array(rules);
    }
    if !beside.is_empty() {
        table["dependentRequired"] = Value::Object(beside);
    }
    table
}

fn property(record: &SettingRecord) -> Value {
    let text = || json!({ "type": "string", "pattern": "\\S" });
    let mut property = match record.form {
        Form::Text => text(),
        Form::Word(words) => json!({ "type": "string", "enum": words() }),
        Form::Number(from, to) => json!({ "type": "integer", "minimum": from, "maximum": to }),
        Form::Switch => json!({ "type": "boolean" }),
        Form::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Form::Words(words) => json!({ "type": "array", "items": { "type": "string", "enum": words() } }),
        Form::OneOrMore => json!({ "anyOf": [text(), { "type": "array", "minItems": 1, "items": text() }] }),
        Form::WordTable(words) => {
            json!({ "type": "object", "additionalProperties": { "type": "string", "enum": words() } })
        }
        Form::Tables(_) => json!({ "type": "array", "items": { "$ref": format!("#/$defs/{}", record.name) } }),
        Form::Profiles => json!({ "type": "object", "additionalProperties": { "$ref": "#/$defs/profile" } }),
    };
    property["description"] = match record.absent {
        Absent::Value(_) | Absent::Words(_) => format!("{} If left out: {}.", record.help, record.absence()),
        Absent::Wrong | Absent::Instead(_) => record.help.to_owned(),
    }
    .into();
    if let Absent::Value(value) = record.absent {
        property["default"] = written(value);
    }
    property
}

/// What a value of the file is in JSON.
fn written(value: &str) -> Value {
    let line: toml::Table = toml::from_str(&format!("value = {value}")).expect("defaults are written as TOML");
    serde_json::to_value(&line["value"]).expect("texts, numbers, switches and lists are JSON, too")
}
