//! `…/users`: SCIM users.

use super::fault::ScimFault;
use super::filter::{self, Comparison, Filter};
use super::resource::{self, UserDocument};
use super::select::select;
use super::shape::USER;
use super::wanted::Wanted;
use super::write;
use super::{base, documents, etag, patch, view, wanted, window};
use crate::practice::call::Call;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::world::World;
use crate::practice::world::person::{Person, State};
use serde_json::Value;

/// `GET …/users`: active people, or those of a filter.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let (start, count) = window(call)?;
    let rows = match call.query("filter").map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => filtered(world, &filter::parse(text)?)?,
        None => in_state(world, |state| state == State::Active),
    };
    let from = usize::try_from(start - 1).unwrap_or(usize::MAX);
    let (attributes, excluded) = wanted(call);
    let base = base(call);
    let shown = rows.iter().skip(from).take(count);
    let shown = shown.map(|row| select(view::user(world, *row, &base), &attributes, &excluded)).collect();
    Ok(Reply::ok(documents::list(rows.len(), start, shown)).scim())
}

fn in_state(world: &World, fits: impl Fn(State) -> bool) -> Vec<u32> {
    (0..world.people.len() as u32).filter(|row| fits(world.person_read(*row).state)).collect()
}

/// The people of a filter: inactive ones are found as well, deleted ones never.
fn filtered(world: &World, filter: &Filter) -> Result<Vec<u32>, ScimFault> {
    let by = |fits: &dyn Fn(&Person) -> bool| -> Vec<u32> {
        let rows = 0..world.people.len() as u32;
        let read = |row: &u32| world.person_read(*row);
        rows.filter(|row| read(row).state != State::Deleted && fits(read(row))).collect()
    };
    let present = |row: Option<u32>| -> Vec<u32> {
        row.filter(|row| world.person_read(*row).state != State::Deleted).into_iter().collect()
    };
    let refuse = |name: &str| ScimFault::bad("invalidFilter", format!("There is no filter by {name}."));
    match filter {
        Filter::Plain(Comparison { attribute, value }) => Ok(match attribute.as_str() {
            "id" => present(world.user_row(value)),
            "username" | "email" | "emails" | "emails.value" => present(world.email_row(value)),
            "active" => match value.as_str() {
                "true" => in_state(world, |state| state == State::Active),
                "false" => in_state(world, |state| state == State::Inactive),
                _ => return Err(ScimFault::bad("invalidFilter", "active is true or false.")),
            },
            "manager" | "manager.value" => match world.user_row(value) {
                Some(manager) => by(&|person| person.manager == Some(manager)),
                None => Vec::new(),
            },
            "division" => match world.divisions.iter().position(|division| *division.name == **value) {
                Some(division) => by(&|person| person.division as usize == division),
                None => Vec::new(),
            },
            "externalid" => by(&|person| view::scim_key(person) == Some(value)),
            "employeenumber" => by(&|person| view::employee_number(person).as_deref() == Some(value)),
            other => return Err(refuse(other)),
        }),
        Filter::Element { attribute, all } if attribute == "externalids" => Ok(by(&|person| {
            person.externals.iter().any(|external| {
                all.iter().all(|one| match one.attribute.as_str() {
                    "authority" => *external.authority == *one.value,
                    "value" => *external.key == *one.value,
                    _ => false,
                })
            })
        })),
        Filter::Element { attribute, .. } => Err(refuse(attribute)),
    }
}

/// The row of a user who is not deleted.
fn present(world: &World, call: &Call<'_>, read: bool) -> Result<u32, Failure> {
    let id = call.param("userId");
    let state = |row: u32| if read { world.person_read(row).state } else { world.person(row).state };
    let row = world.user_row(id).filter(|row| state(*row) != State::Deleted);
    row.ok_or_else(|| Failure::missing("user", id))
}

/// `GET …/users/{userId}`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present(world, call, true)?;
    let (attributes, excluded) = wanted(call);
    let body = select(view::user(world, row, &base(call)), &attributes, &excluded);
    Ok(etag::reply(call, 200, world.person_read(row).version, body))
}

/// `POST …/users`.
pub fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let document: UserDocument = resource::read(&body(call)?, USER)?;
    let wanted = Wanted::of_new(world, &document)?;
    let row = write::create(world, &wanted);
    Ok(shown(world, call, 201, row))
}

/// `PUT …/users/{userId}`: what is absent is cleared, except name, address, state and division.
pub fn replace(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present(world, call, false)?;
    etag::check(call, world.person(row).version)?;
    let document: UserDocument = resource::read(&body(call)?, USER)?;
    write_over(world, call, row, &document)
}

/// `PATCH …/users/{userId}`.
pub fn modify(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present(world, call, false)?;
    etag::check(call, world.person(row).version)?;
    world.reads_stale = false;
    let mut user = view::user(world, row, &base(call));
    patch::apply(&mut user, USER, &body(call)?)?;
    let document: UserDocument = resource::read(&user, USER)?;
    write_over(world, call, row, &document)
}

fn write_over(world: &mut World, call: &Call<'_>, row: u32, document: &UserDocument) -> Answer {
    world.reads_stale = false;
    let before = Wanted::as_is(world, row);
    let after = Wanted::of(world, row, document)?;
    write::change(world, row, &before, &after);
    Ok(shown(world, call, 200, row))
}

/// `DELETE …/users/{userId}`: the platform's user goes to state deleted.
pub fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present(world, call, false)?;
    etag::check(call, world.person(row).version)?;
    world.delete_person(row);
    Ok(Reply::status(204))
}

fn body(call: &Call<'_>) -> Result<Value, ScimFault> {
    call.body().cloned().ok_or_else(|| ScimFault::bad("invalidSyntax", "The request needs a body."))
}

fn shown(world: &World, call: &Call<'_>, status: u16, row: u32) -> Reply {
    let user = view::user(world, row, &base(call));
    let location = user["meta"]["location"].as_str().unwrap_or_default().to_owned();
    let reply = etag::reply(call, status, world.person(row).version, user);
    if status == 201 { reply.with_header("location", location) } else { reply }
}
