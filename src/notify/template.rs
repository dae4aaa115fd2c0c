//! Bodies made by a template, for targets that want another JSON than ours: a chat tool, a ticket system.
//!
//! A template is a JSON document whose texts may hold `{{ path.to.field }}` of the notice. A text that is nothing but one
//! field becomes that field's value, whatever its type; within other words a field becomes text. Values are put in as
//! values and never as JSON, so that no name can add a field or end a text.

use crate::model::NoticeKind;
use crate::model::nearest::nearest;
use serde_json::Value;
use std::collections::BTreeSet;

/// A checked template.
#[derive(Clone, PartialEq, Debug)]
pub struct Template(Value);

/// Why a text cannot be a template.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum TemplateError {
    /// It is not JSON.
    #[error("it is not JSON: {0}")]
    NotJson(String),
    /// A field is opened and not closed.
    #[error("`{0}` opens a field with {{{{ and does not close it with }}}}")]
    NotClosed(String),
    /// No notice that the target gets has this field.
    #[error("`{field}` is no field of the notices that this target gets{hint}")]
    NoSuchField {
        /// As it is written.
        field: String,
        /// The nearest known one, or which there are.
        hint: String,
    },
}

/// A text in parts: words, and fields by their paths.
enum Part<'t> {
    Words(&'t str),
    Field(&'t str),
}

impl Template {
    /// Reads a template for a target that gets these kinds of notices. Each field must be one of at least one of them; a
    /// notice of a kind that has it not says null, or nothing within words.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn read(text: &str, kinds: &[NoticeKind]) -> Result<Self, TemplateError> {
        let body: Value = serde_json::from_str(text).map_err(|e| TemplateError::NotJson(e.to_string()))?;
        check(&body, kinds)?;
        Ok(Self(body))
    }

    /// The body for a notice: `whole` has its `type`, `timestamp` and `data`.
    pub(super) fn fill(&self, message: &str, whole: &Value) -> Value {
        filled(&self.0, message, whole)
    }
}

fn check(value: &Value, kinds: &[NoticeKind]) -> Result<(), TemplateError> {
    match value {
        Value::String(text) => {
            for part in parts(text)? {
                if let Part::Field(path) = part {
                    known(path, kinds)?;
                }
            }
            Ok(())
        }
        Value::Array(items) => items.iter().try_for_each(|item| check(item, kinds)),
        Value::Object(fields) => fields.values().try_for_each(|field| check(field, kinds)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// Whether a notice of one of these kinds has a field at this path.
fn known(path: &str, kinds: &[NoticeKind]) -> Result<(), TemplateError> {
    let mut all: BTreeSet<String> = ["id", "type", "timestamp", "data"].map(str::to_owned).into();
    for field in kinds.iter().flat_map(|kind| kind.fields()) {
        all.insert(format!("data.{}", field.name));
        all.extend(field.parts.iter().map(|part| format!("data.{}.{part}", field.name)));
    }
    if all.contains(path) {
        return Ok(());
    }
    let hint = match nearest(path, all.iter().map(String::as_str)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; there are: {}", all.into_iter().collect::<Vec<_>>().join(", ")),
    };
    Err(TemplateError::NoSuchField { field: path.to_owned(), hint })
}

fn parts(text: &str) -> Result<Vec<Part<'_>>, TemplateError> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some((words, after)) = rest.split_once("{{") {
        let Some((field, behind)) = after.split_once("}}") else {
            return Err(TemplateError::NotClosed(text.to_owned()));
        };
        if !words.is_empty() {
            found.push(Part::Words(words));
        }
        found.push(Part::Field(field.trim()));
        rest = behind;
    }
    if !rest.is_empty() {
        found.push(Part::Words(rest));
    }
    Ok(found)
}

fn filled(value: &Value, message: &str, whole: &Value) -> Value {
    match value {
        Value::String(text) => {
            let parts = parts(text).unwrap_or_default();
            if let [Part::Field(path)] = parts[..] {
                return field(path, message, whole);
            }
            let words = parts.into_iter().map(|part| match part {
                Part::Words(words) => words.to_owned(),
                Part::Field(path) => match field(path, message, whole) {
                    Value::Null => String::new(),
                    Value::String(text) => text,
                    other => other.to_string(),
                },
            });
            Value::String(words.collect())
        }
        Value::Array(items) => items.iter().map(|item| filled(item, message, whole)).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, field)| (name.clone(), filled(field, message, whole))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn field(path: &str, message: &str, whole: &Value) -> Value {
    if path == "id" {
        return Value::from(message);
    }
    path.split('.').try_fold(whole, |value, name| value.get(name)).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KINDS: [NoticeKind; 2] = [NoticeKind::UserDeprovisioned, NoticeKind::GroupDeprovisioned];

    fn whole() -> Value {
        json!({
            "type": "user_deprovisioned", "timestamp": "2026-11-20T10:00:00Z",
            "data": { "name": "Eve \"; {{ type }} \\ \u{1f600}\n", "run_id": "r-1", "steps": [{ "name": "state" }],
                      "access_cut_at": null, "compliance": { "soft_deleted": null } },
        })
    }

    #[test]
    fn fields_become_values_and_words() {
        let text = r#"{"text": "{{ data.name }} left ({{type}}, {{data.access_cut_at}}.)", "id": "{{ id }}",
            "attachments": [{"steps": "{{ data.steps }}", "n": 1, "none": "{{ data.group_id }}", "of": "{{data.run_id}}"}],
            "gone": "{{ data.compliance.soft_deleted }}", "plain": "a } b"}"#;
        let template = Template::read(text, &KINDS).unwrap();
        let body = template.fill("msg_1", &whole());
        assert_eq!(
            body,
            json!({
                "text": "Eve \"; {{ type }} \\ \u{1f600}\n left (user_deprovisioned, .)", "id": "msg_1",
                "attachments": [{ "steps": [{ "name": "state" }], "n": 1, "none": null, "of": "r-1" }],
                "gone": null, "plain": "a } b",
            })
        );
        // What stands in a name is not looked at again.
        assert!(serde_json::from_str::<Value>(&body.to_string()).is_ok());
    }

    #[test]
    fn what_no_notice_of_the_target_has_is_an_error_with_the_nearest_name() {
        let error = |text: &str| Template::read(text, &KINDS).unwrap_err().to_string();
        let said = error(r#"{"a": ["{{ data.usr_id }}"]}"#);
        assert_eq!(
            said,
            "`data.usr_id` is no field of the notices that this target gets; did you mean `data.user_id`?"
        );
        for bad in
            [r#""{{ data.people }}""#, r#""{{ data.compliance.nonsense }}""#, r#""{{ }}""#, r#""{{ data.name.x }}""#]
        {
            assert!(error(bad).contains("is no field"), "{bad}: {}", error(bad));
        }
        assert!(error(r#"{"a": "{{ data.name }"}"#).contains("does not close"));
        assert!(error("{").starts_with("it is not JSON"));
        assert!(Template::read(r#""{{ data.people }}""#, &[NoticeKind::RoleSyncCompleted]).is_ok());
    }
}
