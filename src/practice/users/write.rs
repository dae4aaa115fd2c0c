//! Creating, changing and deleting people.

use super::read::row_present;
use super::view::{self, Expand};
use crate::practice::call::Call;
use crate::practice::ids;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::seed::blank;
use crate::practice::world::World;
use crate::practice::world::audit::PropertyChange;
use crate::practice::world::person::{Grant, State};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Refuses properties that the operation does not know.
pub fn known(body: &Map<String, Value>, object: &str, names: &[&str]) -> Result<(), Failure> {
    match body.keys().find(|key| !names.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(Failure::new(
            400,
            "invalid.property",
            format!("Value [{key}] is not a valid property for object [{object}]"),
        )),
    }
}

fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str)
}

/// The address is taken: 409 by somebody present, 400 by somebody deleted, whom one restores instead.
pub fn taken(world: &World, email: &str, except: Option<u32>) -> Result<(), Failure> {
    match world.email_row(email) {
        Some(row) if Some(row) != except => {
            let deleted = world.person(row).state == State::Deleted;
            let status = if deleted { 400 } else { 409 };
            Err(Failure::new(status, "general.conflict", format!("A user with the email '{email}' already exists"))
                .with_param("email", email))
        }
        _ => Ok(()),
    }
}

/// Whether a password fits the organisation's policy: eight characters, a letter and a digit.
pub fn good_password(password: &str) -> bool {
    let any = |test: fn(char) -> bool| password.chars().any(test);
    password.chars().count() >= 8 && any(|c| c.is_ascii_digit()) && any(char::is_alphabetic)
}

/// `POST /api/v2/users`.
pub fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let body = call.object()?;
    let names = ["name", "department", "email", "addresses", "title", "password", "divisionId", "state"];
    known(body, "CreateUser", &names)?;
    let required = |name: &str| {
        text(body, name)
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .ok_or_else(|| Failure::new(400, "general.bad.request", format!("{name} is required")))
    };
    let (name, email) = (required("name")?, required("email")?);
    if !email.contains('@') {
        return Err(Failure::new(400, "general.bad.request", format!("'{email}' is not an e-mail address")));
    }
    let division = match text(body, "divisionId") {
        None => 0,
        Some(id) => world.division_row(id).ok_or_else(|| Failure::missing("division", id))?,
    };
    let state = match text(body, "state") {
        None => State::Inactive,
        Some(word) => State::from_word(word)
            .filter(|s| *s != State::Deleted)
            .ok_or_else(|| Failure::new(400, "general.bad.request", format!("'{word}' is no state for a new user")))?,
    };
    taken(world, email, None)?;
    let row = world.people.len() as u32;
    let mut person = blank(world, name, email);
    person.modified = world.now;
    person.routing_since = world.now;
    person.division = division;
    person.state = state;
    person.department = text(body, "department").map(Arc::from);
    person.title = text(body, "title").map(Arc::from);
    if let Some(addresses) = body.get("addresses").filter(|a| a.is_array()) {
        person.extras_mut().addresses = Some(with_display(addresses));
    }
    person.grants.push(Grant { role: 0, division: Some(0), made: world.now });
    world.people.push(person);
    world.holders = None;
    world.claim_email(email, row);
    world.hide_from_search(row);
    let about = world.about_person(row);
    world.log("Create", about, vec![PropertyChange::one("email", "", email)]);
    if text(body, "password").is_some_and(|p| !good_password(p)) {
        return Err(Failure::new(
            400,
            "invalid.password",
            "The user was created, but the password does not meet the policy.",
        ));
    }
    Ok(Reply::ok(view::user(world, row, &Expand::default())))
}

const CHANGEABLE: &[&str] = &[
    "name",
    "chat",
    "department",
    "email",
    "addresses",
    "title",
    "username",
    "preferredName",
    "manager",
    "images",
    "version",
    "profileSkills",
    "locations",
    "groups",
    "state",
    "acdAutoAnswer",
    "certifications",
    "biography",
    "employerInfo",
];

/// `PATCH /api/v2/users/{userId}`: a state, or anything else; also how a deleted person is restored.
pub fn patch(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.param("userId");
    let row = world.user_row(id).ok_or_else(|| Failure::missing("user", id))?;
    let body = call.object()?;
    known(body, "UpdateUser", CHANGEABLE)?;
    let wanted = match body.get("state") {
        None | Some(Value::Null) => None,
        Some(word) => Some(
            word.as_str()
                .and_then(State::from_word)
                .ok_or_else(|| Failure::new(400, "general.bad.request", format!("{word} is no state")))?,
        ),
    };
    if world.person(row).state == State::Deleted && wanted != Some(State::Active) {
        return Err(Failure::missing("user", id));
    }
    let version = body
        .get("version")
        .and_then(Value::as_i64)
        .ok_or_else(|| Failure::new(400, "general.bad.request", "version is required"))?;
    let current = world.person(row).version;
    if version != i64::from(current) {
        return Err(Failure::stale(409, version, current));
    }
    match wanted {
        Some(state) if state != world.person(row).state => world.change_state(row, state, None),
        Some(_) => {}
        None => change(world, row, body)?,
    }
    Ok(Reply::ok(view::user(world, row, &Expand::default())))
}

fn change(world: &mut World, row: u32, body: &Map<String, Value>) -> Result<(), Failure> {
    let bad = |what: &str| Failure::new(400, "general.bad.request", what.to_owned());
    if text(body, "name").is_some_and(|n| n.trim().is_empty()) {
        return Err(bad("name must not be empty"));
    }
    let email = text(body, "email").map(str::to_owned);
    if let Some(email) = &email {
        if !email.contains('@') {
            return Err(bad("email is not an e-mail address"));
        }
        taken(world, email, Some(row))?;
    }
    let manager = match text(body, "manager") {
        None => None,
        Some("") => Some(None),
        Some(id) => {
            let found = row_present(world, id).map_err(|_| bad("manager is not a user"))?;
            if found == row {
                return Err(bad("nobody is their own manager"));
            }
            Some(Some(found))
        }
    };
    let mut changes = Vec::new();
    let before = world.person(row).clone();
    if let Some(email) = &email {
        world.release_email(&before.email);
        world.claim_email(email, row);
        changes.push(PropertyChange::one("email", &before.email, email));
    }
    if let Some(manager) = manager {
        let id = |m: Option<u32>| m.map(|m| world.user_id(m)).unwrap_or_default();
        changes.push(PropertyChange::one("manager", &id(before.manager), &id(manager)));
    }
    let person = world.record_mut(row);
    if let Some(manager) = manager {
        person.manager = manager;
    }
    if let Some(email) = email {
        person.email = Arc::from(email);
    }
    if let Some(name) = text(body, "name") {
        changes.push(PropertyChange::one("name", &before.name, name));
        person.name = Arc::from(name);
    }
    for (name, slot, old) in
        [("department", &mut person.department, &before.department), ("title", &mut person.title, &before.title)]
    {
        if let Some(value) = text(body, name) {
            changes.push(PropertyChange::one(name, old.as_deref().unwrap_or_default(), value));
            *slot = (!value.is_empty()).then(|| Arc::from(value));
        }
    }
    let extras = person.extras_mut();
    let words =
        |value: &Value| value.as_array().map(|l| l.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect());
    for (name, value) in body.iter().filter(|(_, v)| !v.is_null()) {
        let property = match name.as_str() {
            "username" => {
                extras.username = value.as_str().map(str::to_owned);
                "username"
            }
            "preferredName" => {
                extras.preferred_name = value.as_str().filter(|v| !v.is_empty()).map(str::to_owned);
                "preferredName"
            }
            "addresses" => {
                extras.addresses = Some(with_display(value));
                "addresses"
            }
            "images" => {
                extras.images = Some(value.clone());
                "images"
            }
            "locations" => {
                extras.locations = Some(value.clone());
                "locations"
            }
            "biography" => {
                extras.biography = Some(value.clone());
                "biography"
            }
            "employerInfo" => {
                extras.employer = Some(value.clone());
                "employerInfo"
            }
            "profileSkills" => {
                extras.profile_skills = words(value).unwrap_or_default();
                "profileSkills"
            }
            "certifications" => {
                extras.certifications = words(value).unwrap_or_default();
                "certifications"
            }
            "acdAutoAnswer" => {
                extras.auto_answer = value.as_bool().unwrap_or(false);
                "acdAutoAnswer"
            }
            _ => continue,
        };
        changes.push(PropertyChange::one(property, "", &value.to_string()));
    }
    let about = world.about_person(row);
    world.log("Update", about, changes);
    Ok(())
}

/// Addresses as written, with what is shown filled in.
fn with_display(addresses: &Value) -> Value {
    let mut out = addresses.clone();
    for address in out.as_array_mut().into_iter().flatten() {
        if let Some(shown) = address.get("address").or_else(|| address.get("extension")).cloned() {
            address["display"] = shown;
        }
    }
    out
}

/// `DELETE /api/v2/users/{userId}`.
pub fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    world.delete_person(row);
    Ok(Reply::ok(json!({})))
}

/// `PATCH /api/v2/users/bulk`: automatic answering, and nothing else.
pub fn bulk(world: &mut World, call: &Call<'_>) -> Answer {
    let list = call.array()?;
    if list.len() > 50 {
        return Err(Failure::new(400, "max.directory.users", "At most 50 users can be changed at once."));
    }
    let mut rows = Vec::new();
    for one in list {
        let id = one.get("id").and_then(Value::as_str).filter(|id| ids::is_uuid(id)).unwrap_or_default();
        let row = row_present(world, id)?;
        if let Some(answer) = one.get("acdAutoAnswer").and_then(Value::as_bool) {
            world.record_mut(row).extras_mut().auto_answer = answer;
            let about = world.about_person(row);
            world.log("Update", about, vec![PropertyChange::one("acdAutoAnswer", "", &answer.to_string())]);
        }
        rows.push(row);
    }
    let entities: Vec<Value> = rows.iter().map(|row| view::user(world, *row, &Expand::default())).collect();
    Ok(Reply::ok(
        json!({ "total": entities.len(), "pageSize": entities.len(), "pageNumber": 1, "pageCount": 1, "entities": entities }),
    ))
}
