//! All that is wrong with a recipe, each with its line, its field and what may have been meant. Its shape is held against
//! the schema; what only the recipe itself can tell, it tells.

use super::schema;
use crate::model::PipelineKind;
use crate::model::nearest::nearest;
use crate::pipelines::{offboard, provision};
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One thing that is wrong with a recipe.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong {
    /// The line, from 1; none where it concerns the whole file.
    pub line: Option<usize>,
    /// The field with its tables, such as `history.days`; empty where it concerns none.
    pub field: String,
    /// What is wrong.
    pub text: String,
    /// The field or the word that may have been meant.
    pub nearest: Option<String>,
}

/// Everything that is wrong with this text as a recipe of this job, by line; nothing when it can be used.
pub fn check(job: PipelineKind, text: &str) -> Vec<Wrong> {
    let Some(schema) = schema(job) else {
        return vec![whole(format!("the job {} has no recipes", job.as_str()))];
    };
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let line = error.span().map(|span| line_of(text, span.start));
            return vec![Wrong { line, ..whole(error.message().to_owned()) }];
        }
    };
    let mut reading = Reading { text, schema: &schema, wrong: Vec::new() };
    reading.table(table.get_ref(), &schema, "");
    let mut wrong = reading.wrong;
    if wrong.is_empty() {
        // Well made; whether it makes sense only the recipe can tell.
        wrong = senseless(job, text)
            .into_iter()
            .map(|(field, text_of_it)| Wrong {
                line: place(table.get_ref(), &field).map(|byte| line_of(text, byte)),
                field,
                text: text_of_it,
                nearest: None,
            })
            .collect();
    }
    wrong.sort_by_key(|one| one.line);
    wrong
}

fn senseless(job: PipelineKind, text: &str) -> Vec<(String, String)> {
    let unreadable = |error: toml::de::Error| vec![(String::new(), error.message().to_owned())];
    match job {
        PipelineKind::Provision => {
            toml::from_str(text).map_or_else(unreadable, |recipe: provision::Recipe| recipe.wrongs())
        }
        _ => toml::from_str(text).map_or_else(unreadable, |recipe: offboard::Recipe| recipe.wrongs()),
    }
}

fn whole(text: String) -> Wrong {
    Wrong { line: None, field: String::new(), text, nearest: None }
}

fn line_of(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|b| *b == b'\n').count()
}

/// Where a field stands, or the table that it should be in.
fn place(table: &DeTable<'_>, field: &str) -> Option<usize> {
    let (first, rest) = field.split_once('.').unwrap_or((field, ""));
    let (key, value) = table.get_key_value(first)?;
    let deeper = value.get_ref().as_table().filter(|_| !rest.is_empty()).and_then(|table| place(table, rest));
    Some(deeper.unwrap_or(key.span().start))
}

struct Reading<'a> {
    text: &'a str,
    schema: &'a Value,
    wrong: Vec<Wrong>,
}

impl Reading<'_> {
    fn say(&mut self, byte: usize, field: &str, text: String, nearest: Option<&str>) {
        let line = Some(line_of(self.text, byte));
        self.wrong.push(Wrong { line, field: field.to_owned(), text, nearest: nearest.map(str::to_owned) });
    }

    /// Follows a reference to where the schema says more.
    fn resolved<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let name = schema["$ref"].as_str().and_then(|at| at.strip_prefix("#/$defs/"));
        name.map_or(schema, |name| &self.schema["$defs"][name])
    }

    fn table(&mut self, table: &DeTable<'_>, schema: &Value, path: &str) {
        let schema = self.resolved(schema).clone();
        let known: Vec<&str> =
            schema["properties"].as_object().into_iter().flatten().map(|(k, _)| k.as_str()).collect();
        for (key, value) in table {
            let (name, byte) = (key.get_ref().as_ref(), key.span().start);
            let field = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            match (schema["properties"].get(name), &schema["additionalProperties"]) {
                (Some(of_field), _) => self.value(value, of_field, &field, byte),
                (None, of_all @ Value::Object(_)) => self.value(value, of_all, &field, byte),
                (None, _) => {
                    let near = nearest(name, known.iter().copied());
                    let hint = match near {
                        Some(_) => String::new(),
                        None => format!("; here there are: {}", known.join(", ")),
                    };
                    self.say(byte, &field, format!("is not a field of a recipe{hint}"), near);
                }
            }
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, schema: &Value, field: &str, byte: usize) {
        let schema = self.resolved(schema).clone();
        if let Some(words) = words(&schema) {
            let given = value.get_ref().as_str();
            if given.is_none_or(|given| !words.contains(&given)) {
                let near = given.and_then(|given| nearest(given, words.iter().copied()));
                self.say(byte, field, format!("must be one of: {}", words.join(", ")), near);
            }
            return;
        }
        match (schema["type"].as_str().unwrap_or_default(), value.get_ref()) {
            ("object", DeValue::Table(table)) => self.table(table, &schema, field),
            ("array", DeValue::Array(items)) => {
                for item in items {
                    self.value(item, &schema["items"], field, item.span().start);
                }
            }
            ("integer", DeValue::Integer(number)) => {
                let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
                let (from, to) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
                let within = |n: i64| from.is_none_or(|from| n >= from) && to.is_none_or(|to| n <= to);
                if !number.is_some_and(within) {
                    let (from, to) = (from.unwrap_or(i64::MIN), to.unwrap_or(i64::MAX));
                    self.say(byte, field, format!("must be a whole number from {from} to {to}"), None);
                }
            }
            ("string", DeValue::String(_)) | ("boolean", DeValue::Boolean(_)) => {}
            (wanted, _) => {
                let wanted = match wanted {
                    "object" => "a table",
                    "array" => "a list such as [\"a\", \"b\"]",
                    "integer" => "a whole number",
                    "boolean" => "true or false",
                    _ => "a text in quotes",
                };
                self.say(byte, field, format!("must be {wanted}"), None);
            }
        }
    }
}

/// The words of which one must be given, where there are some.
fn words(schema: &Value) -> Option<Vec<&str>> {
    if let Some(words) = schema["enum"].as_array() {
        return Some(words.iter().filter_map(Value::as_str).collect());
    }
    let each = schema["oneOf"].as_array()?.iter();
    Some(each.flat_map(|one| words(one).unwrap_or_else(|| one["const"].as_str().into_iter().collect())).collect())
}
