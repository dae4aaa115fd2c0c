//! `/api/v2/users/{userId}/state`: the only place where a reason for a change of state can be recorded.

use super::read::row_present;
use super::write::known;
use crate::practice::call::Call;
use crate::practice::clock::iso;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::world::World;
use crate::practice::world::person::State;
use serde_json::{Value, json};

const REASONS: &[&str] = &["Voluntary", "Seasonal", "Leave", "Performance", "Conduct", "Unknown"];

fn view(world: &World, row: u32) -> Value {
    let person = world.person_read(row);
    let mut out = json!({ "state": person.state.word(), "version": person.version });
    if let Some(extras) = &person.extras {
        if let Some(reason) = &extras.state_reason {
            out["stateChangeReason"] = json!(reason);
        }
        if let Some(at) = extras.state_changed {
            out["stateChangeDate"] = json!(iso(at));
        }
    }
    out
}

/// `GET …/state`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    Ok(Reply::ok(view(world, row)))
}

/// `PUT …/state`: a stale version is a 400 here.
pub fn put(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let body = call.object()?;
    known(body, "UserState", &["state", "version", "stateChangeReason"])?;
    let bad = |what: String| Failure::new(400, "general.bad.request", what);
    let word = body.get("state").and_then(Value::as_str).ok_or_else(|| bad("state is required".into()))?;
    let state = State::from_word(word).ok_or_else(|| bad(format!("'{word}' is no state")))?;
    let reason = body.get("stateChangeReason").and_then(Value::as_str);
    if let Some(unknown) = reason.filter(|r| !REASONS.contains(r)) {
        return Err(bad(format!("'{unknown}' is no reason; there are {}", REASONS.join(", "))));
    }
    let current = world.person(row).version;
    match body.get("version").and_then(Value::as_i64) {
        Some(given) if given != i64::from(current) => return Err(Failure::stale(400, given, current)),
        _ => {}
    }
    if state != world.person(row).state || reason.is_some() {
        world.change_state(row, state, reason);
    }
    Ok(Reply::ok(view(world, row)))
}

#[cfg(test)]
mod tests {
    use crate::practice::PracticeOptions;
    use crate::practice::stories::{DELETED, ON_CALLS};
    use crate::practice::testing::{Desk, options};
    use http::Method;
    use serde_json::json;

    #[test]
    fn inactive_people_lose_their_own_roles_unless_the_tenant_keeps_them() {
        for drops in [true, false] {
            let desk = Desk::with(PracticeOptions { inactive_drops_roles: drops, ..options() });
            let id = desk.person(ON_CALLS.email);
            let own = || {
                let subject = desk.get(&format!("/api/v2/authorization/subjects/{id}?includeDuplicates=true"));
                subject["grants"].as_array().unwrap().iter().filter(|g| g["subjectId"] == json!(id)).count()
            };
            assert_eq!(own(), 4);
            let target = format!("/api/v2/users/{id}/state");
            let (status, state) =
                desk.call("PUT", &target, json!({ "state": "inactive", "version": 7, "stateChangeReason": "Conduct" }));
            assert_eq!((status, &state["stateChangeReason"], &state["version"]), (200, &json!("Conduct"), &json!(8)));
            assert_eq!(own(), if drops { 0 } else { 4 });
            let (status, body) = desk.call("PUT", &target, json!({ "state": "active", "version": 7 }));
            assert_eq!((status, &body["code"]), (400, &json!("general.conflict")));
        }
    }

    #[test]
    fn a_deletion_leaves_nothing_and_can_be_undone_with_the_version_then() {
        let desk = Desk::new();
        let id = desk.person(ON_CALLS.email);
        let user = format!("/api/v2/users/{id}");
        assert_eq!(desk.call("DELETE", &user, json!(null)), (200, json!({})));
        assert_eq!(desk.call("DELETE", &user, json!(null)).0, 404);
        assert_eq!(desk.send(Method::GET, &user, None).status, 404);
        let gone = desk.get(&format!("{user}?state=deleted&expand=groups,authorization,station"));
        assert_eq!(gone["division"]["name"], "Home");
        assert_eq!(
            (&gone["groups"], &gone["authorization"]["roles"], &gone["station"]),
            (&json!([]), &json!([]), &json!({"lastAssociatedStation": gone["station"]["lastAssociatedStation"]}))
        );
        let (status, stale) = desk.call("PATCH", &user, json!({ "state": "active", "version": 7 }));
        assert_eq!((status, &stale["code"]), (409, &json!("general.conflict")));
        let (status, back) = desk.call("PATCH", &user, json!({ "state": "active", "version": gone["version"] }));
        assert_eq!((status, &back["state"]), (200, &json!("active")));
        assert_eq!(desk.get(&format!("{user}?expand=authorization"))["authorization"]["roles"], json!([]));
        assert_eq!(desk.get(&format!("{user}/queues"))["total"], 0);
    }

    #[test]
    fn a_deleted_address_is_still_taken() {
        let desk = Desk::new();
        let (status, body) = desk.call("POST", "/api/v2/users", json!({ "name": "Gwen", "email": DELETED.email }));
        assert_eq!((status, &body["code"]), (400, &json!("general.conflict")));
        let (status, body) = desk.call("POST", "/api/v2/users", json!({ "name": "Marta", "email": ON_CALLS.email }));
        assert_eq!((status, &body["code"]), (409, &json!("general.conflict")));
    }
}
