//! Writing what a SCIM document wants into the world: only what differs, and each part with its entry in the audit log.

use super::wanted::Wanted;
use crate::practice::seed::blank;
use crate::practice::world::World;
use crate::practice::world::audit::PropertyChange;
use crate::practice::world::person::{Grant, Person, State};
use serde_json::{Value, json};
use std::sync::Arc;

/// The role that everybody gets, and the division in which roles named by SCIM are granted: the first of each.
const FIRST: u32 = 0;

/// Makes a new person, with the role that everybody has and those of the document.
pub fn create(world: &mut World, wanted: &Wanted) -> u32 {
    let row = world.people.len() as u32;
    let mut person = blank(world, &wanted.name, &wanted.email);
    person.modified = world.now;
    person.routing_since = world.now;
    person.state = if wanted.active { State::Active } else { State::Inactive };
    person.grants.push(Grant { role: FIRST, division: Some(FIRST), made: world.now });
    fill(&mut person, wanted, Vec::new());
    world.people.push(person);
    world.holders = None;
    world.claim_email(&wanted.email, row);
    world.hide_from_search(row);
    let about = world.about_person(row);
    world.log("Create", about, vec![PropertyChange::one("email", "", &wanted.email)]);
    let keys: Vec<_> = wanted.roles.iter().map(|role| (*role, Some(FIRST))).collect();
    world.add_grants(row, &keys);
    row
}

/// Writes what differs between two wishes.
pub fn change(world: &mut World, row: u32, before: &Wanted, after: &Wanted) {
    let changes = changes(world, before, after);
    if !changes.is_empty() {
        let kept = other_contacts(super::view::addresses(world, row));
        if before.email != after.email {
            world.release_email(&before.email);
            world.claim_email(&after.email, row);
        }
        fill(world.record_mut(row), after, kept);
        let about = world.about_person(row);
        world.log("Update", about, changes);
    }
    if after.password {
        let about = world.about_person(row);
        world.log("PasswordChange", about, Vec::new());
    }
    if before.active != after.active {
        let state = if after.active { State::Active } else { State::Inactive };
        world.change_state(row, state, None);
    }
    let gone = |grant: &&Grant| before.roles.contains(&grant.role) && !after.roles.contains(&grant.role);
    let removed: Vec<Grant> = world.person(row).grants.iter().filter(gone).copied().collect();
    world.remove_grants(row, &removed);
    let added: Vec<_> = after.roles.difference(&before.roles).map(|role| (*role, Some(FIRST))).collect();
    world.add_grants(row, &added);
}

/// What differs in the user record, as the audit log tells it; state and roles are told where they are changed.
fn changes(world: &World, before: &Wanted, after: &Wanted) -> Vec<PropertyChange> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let division = |row: u32| world.divisions[row as usize].name.to_string();
    let person = |row: Option<u32>| row.map(|row| world.user_id(row)).unwrap_or_default();
    let mut out: Vec<PropertyChange> = [
        ("email", before.email.clone(), after.email.clone()),
        ("name", before.name.clone(), after.name.clone()),
        ("title", text(&before.title), text(&after.title)),
        ("department", text(&before.department), text(&after.department)),
        ("division", division(before.division), division(after.division)),
        ("manager", person(before.manager), person(after.manager)),
        ("employeeNumber", text(&before.number), text(&after.number)),
        ("dateHire", text(&before.hired), text(&after.hired)),
        ("workEmail", text(&before.work_email), text(&after.work_email)),
    ]
    .into_iter()
    .filter(|(_, old, new)| old != new)
    .map(|(name, old, new)| PropertyChange::one(name, &old, &new))
    .collect();
    let lists: [(&'static str, [Vec<String>; 2]); 5] = [
        ("phoneNumbers", [before, after].map(|of| of.phones.iter().map(|(k, v)| format!("{k} {v}")).collect())),
        (
            "externalIds",
            [before, after].map(|of| {
                of.externals.iter().map(|external| format!("{} {}", external.authority, external.key)).collect()
            }),
        ),
        ("routingSkills", [before, after].map(|of| of.skills.iter().map(|r| rating(&world.skills, r)).collect())),
        (
            "routingLanguages",
            [before, after].map(|of| of.languages.iter().map(|r| rating(&world.languages, r)).collect()),
        ),
        (
            "roles",
            [before, after]
                .map(|of| of.roles.iter().map(|role| world.roles[*role as usize].name.to_string()).collect()),
        ),
    ];
    let differ = lists.into_iter().filter(|(_, [old, new])| old != new);
    out.extend(differ.map(|(property, [old, new])| PropertyChange { property, old, new }));
    out
}

fn rating(all: &[crate::practice::world::tenant::Ability], one: &crate::practice::world::person::Rated) -> String {
    format!("{} {}", all[one.row as usize].name, one.proficiency)
}

/// Contacts that SCIM does not show, and so leaves as they are.
fn other_contacts(mut contacts: Vec<Value>) -> Vec<Value> {
    contacts.retain(|one| one["mediaType"] != "PHONE" && !(one["mediaType"] == "EMAIL" && one["type"] == "WORK"));
    contacts
}

fn fill(person: &mut Person, wanted: &Wanted, mut contacts: Vec<Value>) {
    person.email = Arc::from(wanted.email.as_str());
    person.name = Arc::from(wanted.name.as_str());
    person.title = wanted.title.as_deref().map(Arc::from);
    person.department = wanted.department.as_deref().map(Arc::from);
    person.division = wanted.division;
    person.manager = wanted.manager;
    person.externals.clone_from(&wanted.externals);
    person.skills.clone_from(&wanted.skills);
    person.languages.clone_from(&wanted.languages);
    contacts.extend(wanted.phones.iter().map(|(kind, number)| phone(kind, number)));
    if let Some(address) = &wanted.work_email {
        contacts.push(json!({"address": address, "display": address, "mediaType": "EMAIL", "type": "WORK"}));
    }
    let extras = person.extras_mut();
    extras.addresses = Some(Value::Array(contacts));
    let mut employer = extras.employer.take().unwrap_or_else(|| json!({}));
    for (name, value) in [("employeeId", &wanted.number), ("dateHire", &wanted.hired)] {
        match (value, employer.as_object_mut()) {
            (Some(value), Some(fields)) => {
                fields.insert(name.to_owned(), json!(value));
            }
            (None, Some(fields)) => {
                fields.remove(name);
            }
            (_, None) => {}
        }
    }
    extras.employer = Some(employer).filter(|value| value.as_object().is_none_or(|fields| !fields.is_empty()));
}

/// A phone as a contact; kinds that the platform knows only as integrations are kept as such.
fn phone(kind: &str, number: &str) -> Value {
    let bare = number.strip_prefix("tel:").unwrap_or(number);
    let (address, extension) = bare.split_once(";ext=").map_or((bare, None), |(a, e)| (a, Some(e)));
    let mut out = json!({"address": address, "display": address, "mediaType": "PHONE"});
    if let Some(extension) = extension {
        out["extension"] = json!(extension);
    }
    if matches!(kind, "work" | "work2" | "work3" | "work4" | "home" | "mobile" | "other") {
        out["type"] = json!(kind.to_ascii_uppercase());
    } else {
        out["type"] = json!("OTHER");
        out["integration"] = json!(kind);
    }
    out
}
