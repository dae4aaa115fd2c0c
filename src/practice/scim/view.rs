//! SCIM users and groups as JSON, read from the world.

use super::filter::{CORE_GROUP, CORE_USER, ENTERPRISE, PURECLOUD};
use crate::practice::clock::iso;
use crate::practice::users::view::{self, Expand};
use crate::practice::world::World;
use crate::practice::world::person::{Person, Rated, SCIM_AUTHORITY, State};
use crate::practice::world::tenant::Ability;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A user, read as the current call reads people.
pub fn user(world: &World, row: u32, base: &str) -> Value {
    let person = world.person_read(row);
    let id = world.user_id(row);
    let mut out = json!({
        "schemas": [CORE_USER, ENTERPRISE, PURECLOUD],
        "id": id,
        "userName": &*person.email,
        "displayName": &*person.name,
        "active": person.state == State::Active,
        "phoneNumbers": phones(world, row),
        "emails": emails(world, row, person),
        "groups": groups(world, row, base),
        "roles": roles(world, person),
        "meta": {
            "resourceType": "User",
            "lastModified": iso(person.modified),
            "location": format!("{base}/users/{id}"),
            "version": person.version.to_string(),
        },
    });
    if let Some(title) = &person.title {
        out["title"] = json!(&**title);
    }
    if let Some(external) = scim_key(person) {
        out["externalId"] = json!(external);
    }
    out[ENTERPRISE] = enterprise(world, person, base);
    let externals: Vec<Value> =
        person.externals.iter().map(|e| json!({"authority": &*e.authority, "value": &*e.key})).collect();
    out[PURECLOUD] = json!({
        "routingSkills": rated(&person.skills, &world.skills),
        "routingLanguages": rated(&person.languages, &world.languages),
        "externalIds": externals,
    });
    out
}

/// The id that a SCIM client gave.
pub fn scim_key(person: &Person) -> Option<&str> {
    let found = person.externals.iter().find(|external| is_scim(&external.authority))?;
    Some(&found.key)
}

/// Whether an authority is one of SCIM clients.
pub fn is_scim(authority: &str) -> bool {
    authority.starts_with(SCIM_AUTHORITY)
}

/// The employee number: of the employer information, else of the HR system's external id.
pub fn employee_number(person: &Person) -> Option<String> {
    employer(person, "employeeId").or_else(|| person.external("hris").map(str::to_owned))
}

fn employer(person: &Person, part: &str) -> Option<String> {
    person.extras.as_deref()?.employer.as_ref()?.get(part)?.as_str().map(str::to_owned)
}

fn enterprise(world: &World, person: &Person, base: &str) -> Value {
    let mut out = Map::new();
    out.insert("division".to_owned(), json!(&*world.divisions[person.division as usize].name));
    if let Some(department) = &person.department {
        out.insert("department".to_owned(), json!(&**department));
    }
    if let Some(manager) = person.manager {
        let id = world.user_id(manager);
        out.insert("manager".to_owned(), json!({"value": id, "$ref": format!("{base}/users/{id}")}));
    }
    if let Some(number) = employee_number(person) {
        out.insert("employeeNumber".to_owned(), json!(number));
    }
    if let Some(hired) = employer(person, "dateHire") {
        out.insert("dateHire".to_owned(), json!(hired));
    }
    Value::Object(out)
}

/// The contacts of a person in the platform's form.
pub fn addresses(world: &World, row: u32) -> Vec<Value> {
    let mut user = view::user(world, row, &Expand::default());
    user["addresses"].as_array_mut().map(std::mem::take).unwrap_or_default()
}

fn phones(world: &World, row: u32) -> Vec<Value> {
    let mut out = Vec::new();
    for contact in addresses(world, row).iter().filter(|contact| contact["mediaType"] == "PHONE") {
        let kind = contact["integration"].as_str().or(contact["type"].as_str()).unwrap_or("WORK").to_ascii_lowercase();
        let mut value = format!("tel:{}", contact["address"].as_str().unwrap_or_default());
        if let Some(extension) = contact["extension"].as_str() {
            value.push_str(";ext=");
            value.push_str(extension);
        }
        out.push(json!({"value": value, "type": kind, "primary": out.is_empty()}));
    }
    out
}

fn emails(world: &World, row: u32, person: &Person) -> Value {
    let contacts = addresses(world, row);
    let work = contacts.iter().find(|contact| contact["mediaType"] == "EMAIL" && contact["type"] == "WORK");
    let mut out = Vec::new();
    if let Some(address) = work.and_then(|contact| contact["address"].as_str()) {
        out.push(json!({"value": address, "type": "work", "primary": false}));
    }
    out.push(json!({"value": &*person.email, "type": "other", "primary": true}));
    Value::Array(out)
}

fn groups(world: &World, row: u32, base: &str) -> Vec<Value> {
    let reference = |group: u32| {
        let id = world.group_id(group);
        json!({"type": "Group", "value": id, "$ref": format!("{base}/groups/{id}")})
    };
    world.groups_of(row).into_iter().map(reference).collect()
}

fn roles(world: &World, person: &Person) -> Vec<Value> {
    let rows: BTreeSet<u32> = person.grants.iter().map(|grant| grant.role).collect();
    let live = rows.into_iter().map(|role| &world.roles[role as usize]).filter(|role| !role.deleted);
    live.map(|role| json!({"value": &*role.name})).collect()
}

fn rated(held: &[Rated], all: &[Ability]) -> Vec<Value> {
    held.iter().map(|one| json!({"name": &*all[one.row as usize].name, "proficiency": one.proficiency})).collect()
}

/// A group with its members.
pub fn group(world: &World, row: u32, base: &str) -> Value {
    let group = &world.groups[row as usize];
    let id = world.group_id(row);
    let member = |person: u32| {
        let id = world.user_id(person);
        json!({"type": "User", "value": id, "$ref": format!("{base}/users/{id}")})
    };
    let members: Vec<Value> = world.members_of(row).into_iter().map(member).collect();
    let mut out = json!({
        "schemas": [CORE_GROUP],
        "id": id,
        "displayName": &*group.name,
        "members": members,
        "meta": {
            "resourceType": "Group",
            "lastModified": iso(group.modified),
            "location": format!("{base}/groups/{id}"),
            "version": group.version.to_string(),
        },
    });
    if let Some(external) = &group.external_id {
        out["externalId"] = json!(&**external);
    }
    out
}
