//! Who leads whom, and the small things of an account: password, invitation, absence, forwarding, second factors.

use super::read::row_present;
use super::view::{self, Expand};
use super::write::good_password;
use crate::practice::call::Call;
use crate::practice::paging::Page;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::world::World;
use crate::practice::world::person::State;
use serde_json::{Value, json};

fn users(world: &World, rows: &[u32], expand: &Expand) -> Value {
    Value::Array(rows.iter().map(|row| view::user(world, *row, expand)).collect())
}

fn reports(world: &World, row: u32) -> Vec<u32> {
    let reports = |r: &u32| {
        let person = world.person(*r);
        person.manager == Some(row) && person.state != State::Deleted
    };
    (0..world.people.len() as u32).filter(reports).collect()
}

fn superiors(world: &World, row: u32) -> Vec<u32> {
    let mut chain: Vec<u32> = Vec::new();
    let mut at = row;
    while let Some(manager) = world.person(at).manager {
        if manager == row || chain.contains(&manager) {
            break;
        }
        chain.push(manager);
        at = manager;
    }
    chain
}

/// `GET /api/v2/users/{userId}/directreports`.
pub fn direct_reports(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    Ok(Reply::ok(users(world, &reports(world, row), &Expand::of(call)?)))
}

/// `GET /api/v2/users/{userId}/superiors`.
pub fn superior_list(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    Ok(Reply::ok(users(world, &superiors(world, row), &Expand::of(call)?)))
}

/// `GET /api/v2/users/{userId}/adjacents`.
pub fn adjacents(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let expand = Expand::of(call)?;
    let mut siblings = world.person(row).manager.map(|m| reports(world, m)).unwrap_or_default();
    siblings.retain(|r| *r != row);
    Ok(Reply::ok(json!({
        "superiors": users(world, &superiors(world, row), &expand),
        "siblings": users(world, &siblings, &expand),
        "directReports": users(world, &reports(world, row), &expand),
    })))
}

/// `GET /api/v2/users/me`: only for somebody who signed in.
pub fn me(world: &mut World, call: &Call<'_>) -> Answer {
    let words = call.list("expand").into_iter().filter(|w| Expand::from_words(vec![w]).is_ok()).collect();
    match world.caller.user {
        Some(row) => Ok(Reply::ok(view::user(world, row, &Expand::from_words(words)?))),
        None => Err(Failure::new(
            400,
            "not.a.user",
            "This request requires a user context. Client credentials cannot be used.",
        )),
    }
}

/// `POST /api/v2/users/{userId}/password`.
pub fn password(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let word = call.object()?.get("newPassword").and_then(Value::as_str).unwrap_or_default();
    if word.is_empty() {
        return Err(Failure::new(400, "password.empty", "The password must not be empty."));
    }
    if !good_password(word) {
        return Err(Failure::new(
            400,
            "invalid.password",
            "The password needs eight characters, a letter and a digit.",
        ));
    }
    let about = world.about_person(row);
    world.log("PasswordChange", about, Vec::new());
    Ok(Reply::status(204))
}

/// `POST /api/v2/users/{userId}/invite`.
pub fn invite(world: &mut World, call: &Call<'_>) -> Answer {
    row_present(world, call.param("userId"))?;
    Ok(Reply::status(204))
}

/// `GET /api/v2/users/{userId}/outofoffice`.
pub fn out_of_office(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.param("userId");
    let row = row_present(world, id)
        .map_err(|_| Failure::new(404, "presenceservice.usernotfound", "The user was not found."))?;
    Ok(Reply::ok(json!({ "id": id, "user": view::reference(world, row), "active": false, "indefinite": false })))
}

/// `GET /api/v2/users/{userId}/callforwarding`.
pub fn call_forwarding(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.param("userId");
    let row = row_present(world, id)?;
    let uri = format!("/api/v2/users/{id}/callforwarding");
    Ok(Reply::ok(
        json!({ "id": id, "user": view::reference(world, row), "enabled": false, "calls": [], "selfUri": uri }),
    ))
}

/// `GET /api/v2/users/{userId}/verifiers`: nobody here has a second factor of the platform's own.
pub fn verifiers(world: &mut World, call: &Call<'_>) -> Answer {
    row_present(world, call.param("userId"))?;
    Ok(Reply::ok(json!({ "entities": [], "total": 0 })))
}

/// `GET /api/v2/users/{userId}/trustors`: the organisation is trusted by no other.
pub fn trustors(world: &mut World, call: &Call<'_>) -> Answer {
    row_present(world, call.param("userId"))?;
    Ok(Reply::ok(Page::of(call, 100)?.listing(call, 0, Vec::new())))
}
