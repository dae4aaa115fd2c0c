//! SCIM PATCH as a change of a document: RFC 7644 section 3.5.2.
//!
//! Knows nothing of the tenant. The caller shows a resource as JSON, has the operations applied to
//! it, and writes the difference into the world.

use super::fault::ScimFault;
use super::filter::Comparison;
use super::path::Path;
use super::shape::{self, Attribute, Kind, Mutability, Schema};
use serde_json::{Map, Value};

/// The schema that a PATCH body must name.
pub const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

type Fields = Map<String, Value>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Add,
    Replace,
    Remove,
}

/// Applies a PATCH body to a resource; on an error the resource may be half changed, so pass a copy.
///
/// # Errors
/// A [`ScimFault`] with the `scimType` that RFC 7644 gives for the mistake.
pub fn apply(resource: &mut Value, schemas: &'static [Schema], body: &Value) -> Result<(), ScimFault> {
    let named = body["schemas"].as_array().is_some_and(|list| list.iter().any(|urn| urn == PATCH_OP));
    if !named {
        return Err(ScimFault::bad("invalidSyntax", format!("The schemas of a PATCH must name {PATCH_OP}.")));
    }
    let operations = body["Operations"].as_array().filter(|list| !list.is_empty());
    let operations = operations.ok_or_else(|| ScimFault::bad("invalidSyntax", "A PATCH needs Operations."))?;
    let fields = resource.as_object_mut().ok_or_else(|| ScimFault::bad("invalidSyntax", "Not an object."))?;
    for operation in operations {
        one(fields, schemas, operation)?;
    }
    Ok(())
}

fn one(fields: &mut Fields, schemas: &'static [Schema], operation: &Value) -> Result<(), ScimFault> {
    let verb = match operation["op"].as_str() {
        Some("add") => Verb::Add,
        Some("replace") => Verb::Replace,
        Some("remove") => Verb::Remove,
        _ => return Err(ScimFault::bad("invalidSyntax", "The op must be add, replace or remove.")),
    };
    let value = operation.get("value").filter(|value| !value.is_null());
    if verb != Verb::Remove && value.is_none() {
        return Err(ScimFault::bad("invalidValue", "The operation needs a value."));
    }
    if let Some(path) = operation["path"].as_str() {
        return target(fields, schemas, verb, &Path::parse(path)?, value);
    }
    let object = match (verb, value) {
        (Verb::Remove, _) => return Err(ScimFault::bad("noTarget", "A remove needs a path.")),
        (_, Some(Value::Object(object))) => object,
        _ => return Err(ScimFault::bad("invalidValue", "Without a path the value must be an object.")),
    };
    for (key, value) in object {
        target(fields, schemas, verb, &Path::parse(key)?, Some(value))?;
    }
    Ok(())
}

fn target(
    fields: &mut Fields,
    schemas: &'static [Schema],
    verb: Verb,
    path: &Path,
    value: Option<&Value>,
) -> Result<(), ScimFault> {
    let Some(name) = &path.attribute else {
        let urn = path.extension.unwrap_or_default();
        return match value {
            _ if verb == Verb::Remove => {
                fields.remove(urn);
                Ok(())
            }
            Some(Value::Object(object)) => object.iter().try_for_each(|(key, value)| {
                let inner = Path { attribute: Some(key.clone()), ..path.clone() };
                target(fields, schemas, verb, &inner, Some(value))
            }),
            _ => Err(ScimFault::bad("invalidValue", "An extension takes an object.")),
        };
    };
    let attribute = shape::find(schemas, path.extension, name)
        .ok_or_else(|| ScimFault::bad("invalidPath", format!("There is no attribute {name}.")))?;
    let fixed = attribute.mutability == Mutability::ReadOnly;
    let whole = path.elements.is_none() && path.sub.is_none();
    if fixed || (verb == Verb::Remove && whole && attribute.required) {
        return Err(ScimFault::bad("mutability", format!("The attribute {} cannot be changed so.", attribute.name)));
    }
    let holder = match path.extension {
        None => fields,
        Some(urn) => fields
            .entry(urn)
            .or_insert_with(|| Value::Object(Fields::new()))
            .as_object_mut()
            .ok_or_else(|| ScimFault::bad("invalidSyntax", "An extension must be an object."))?,
    };
    match (&path.elements, &path.sub) {
        (None, None) => attribute_itself(holder, attribute, verb, value),
        (None, Some(sub)) if !attribute.many => {
            let sub = sub_name(attribute, sub)?;
            let object = holder.entry(attribute.name).or_insert_with(|| Value::Object(Fields::new()));
            set_part(object, sub, verb, value);
            Ok(())
        }
        (elements, sub) => {
            if !attribute.many {
                return Err(ScimFault::bad("invalidPath", format!("{} has no elements.", attribute.name)));
            }
            let sub = sub.as_deref().map(|sub| sub_name(attribute, sub)).transpose()?;
            let list = list_of(holder, attribute);
            chosen(list, elements.as_deref().unwrap_or_default(), sub, verb, value)
        }
    }
}

/// The canonical name of a part of an attribute.
fn sub_name(attribute: &Attribute, sub: &str) -> Result<&'static str, ScimFault> {
    let found = match attribute.kind {
        Kind::Complex(parts) => shape::part(parts, sub),
        _ => None,
    };
    let found = found.ok_or_else(|| ScimFault::bad("invalidPath", format!("{} has no {sub}.", attribute.name)))?;
    if found.mutability == Mutability::ReadOnly {
        return Err(ScimFault::bad("mutability", format!("{}.{} is read-only.", attribute.name, found.name)));
    }
    Ok(found.name)
}

fn attribute_itself(
    holder: &mut Fields,
    attribute: &Attribute,
    verb: Verb,
    value: Option<&Value>,
) -> Result<(), ScimFault> {
    let Some(value) = value.filter(|_| verb != Verb::Remove) else {
        holder.remove(attribute.name);
        return Ok(());
    };
    if attribute.many {
        let given: Vec<Value> = match value {
            Value::Array(list) => list.clone(),
            single => vec![single.clone()],
        };
        let list = list_of(holder, attribute);
        if verb == Verb::Replace {
            list.clear();
        }
        for element in given {
            put(list, attribute, element);
        }
    } else if let (Some(Value::Object(old)), Value::Object(new)) = (holder.get_mut(attribute.name), value) {
        old.extend(new.clone());
    } else {
        holder.insert(attribute.name.to_owned(), value.clone());
    }
    Ok(())
}

/// Adds an element, in place of the one that has the same key.
fn put(list: &mut Vec<Value>, attribute: &Attribute, element: Value) {
    let same = attribute.key.and_then(|key| {
        let wanted = element.get(key)?;
        list.iter().position(|old| old.get(key) == Some(wanted))
    });
    match same {
        Some(at) => list[at] = element,
        None => list.push(element),
    }
}

fn list_of<'a>(holder: &'a mut Fields, attribute: &Attribute) -> &'a mut Vec<Value> {
    let slot = holder.entry(attribute.name).or_insert_with(|| Value::Array(Vec::new()));
    if !slot.is_array() {
        *slot = Value::Array(Vec::new());
    }
    slot.as_array_mut().expect("made a list the line above")
}

fn chosen(
    list: &mut Vec<Value>,
    all: &[Comparison],
    sub: Option<&'static str>,
    verb: Verb,
    value: Option<&Value>,
) -> Result<(), ScimFault> {
    let fits = |element: &Value| all.iter().all(|one| holds(element, one));
    if verb == Verb::Remove && sub.is_none() {
        list.retain(|element| !fits(element));
        return Ok(());
    }
    let mut found = false;
    for element in list.iter_mut().filter(|element| fits(element)) {
        found = true;
        match (sub, value) {
            (Some(sub), _) => set_part(element, sub, verb, value),
            (None, Some(value)) => *element = value.clone(),
            (None, None) => {}
        }
    }
    match (found, verb) {
        (true, _) | (false, Verb::Remove) => Ok(()),
        (false, Verb::Replace) => Err(ScimFault::bad("noTarget", "The path matches nothing.")),
        (false, Verb::Add) => {
            let mut element = match (sub, value) {
                (None, Some(Value::Object(object))) => object.clone(),
                _ => Fields::new(),
            };
            for one in all {
                element.entry(one.attribute.clone()).or_insert_with(|| one.value.clone().into());
            }
            let mut element = Value::Object(element);
            if let Some(sub) = sub {
                set_part(&mut element, sub, verb, value);
            }
            list.push(element);
            Ok(())
        }
    }
}

fn set_part(object: &mut Value, name: &str, verb: Verb, value: Option<&Value>) {
    let Some(fields) = object.as_object_mut() else { return };
    match value.filter(|_| verb != Verb::Remove) {
        Some(value) => {
            fields.insert(name.to_owned(), value.clone());
        }
        None => {
            fields.remove(name);
        }
    }
}

fn holds(element: &Value, one: &Comparison) -> bool {
    let fields = element.as_object();
    let part = fields.and_then(|fields| fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(&one.attribute)));
    match part.map(|(_, value)| value) {
        Some(Value::String(text)) => *text == one.value,
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => false,
        Some(other) => {
            let written = other.to_string();
            written == one.value
        }
    }
}

#[cfg(test)]
mod tests;
