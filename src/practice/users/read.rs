//! Reading people: the list, and one by id.

use super::view::{self, Expand};
use crate::practice::call::Call;
use crate::practice::paging::Page;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::world::World;
use crate::practice::world::person::State;

/// The largest page of people.
pub const MOST_PEOPLE: usize = 500;

/// A person in whatever state but deleted, by the id in the path.
pub fn row_present(world: &World, id: &str) -> Result<u32, Failure> {
    world
        .user_row(id)
        .filter(|row| world.person(*row).state != State::Deleted)
        .ok_or_else(|| Failure::missing("user", id))
}

/// The states that a `state` parameter asks for.
fn states(call: &Call<'_>) -> Result<Option<State>, Failure> {
    let word = call.choice("state", &["active", "inactive", "deleted", "any"])?.unwrap_or("active");
    Ok(State::from_word(word))
}

/// `GET /api/v2/users`.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let page = Page::of(call, MOST_PEOPLE)?;
    let ids = call.ids("id", 100, "max.user.ids")?;
    let state = states(call)?;
    let descending = call.choice("sortOrder", &["ascending", "descending", "ASC", "DESC"])?;
    let expand = Expand::of(call)?;
    let wanted = |row: &u32| state.is_none_or(|s| world.person_read(*row).state == s);
    let mut rows: Vec<u32> = if call.query("id").is_some() {
        ids.iter().filter_map(|id| world.user_row(id)).filter(wanted).collect()
    } else if call.query("jabberId").is_some() {
        let jabber = call.list("jabberId");
        (0..world.people.len() as u32)
            .filter(|r| jabber.contains(&view::jabber_id(world, *r).as_str()))
            .filter(wanted)
            .collect()
    } else {
        (0..world.people.len() as u32).filter(wanted).collect()
    };
    if matches!(descending, Some("descending" | "DESC")) {
        rows.reverse();
    }
    let entities = page.cut(&rows).iter().map(|row| view::user(world, *row, &expand)).collect();
    Ok(Reply::ok(page.listing(call, rows.len(), entities)))
}

/// `GET /api/v2/users/{userId}`: deleted people only with `state=deleted`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.param("userId");
    let expand = Expand::of(call)?;
    let deleted = call.choice("state", &["active", "deleted"])? == Some("deleted");
    let row = world
        .user_row(id)
        .filter(|row| (world.person_read(*row).state == State::Deleted) == deleted)
        .ok_or_else(|| Failure::missing("user", id))?;
    Ok(Reply::ok(view::user(world, row, &expand)))
}

/// `GET /api/v2/users/query`: the list by cursor.
pub fn query(world: &mut World, call: &Call<'_>) -> Answer {
    let page = Page::of(call, MOST_PEOPLE)?;
    let state = states(call)?;
    let expand = Expand::of(call)?;
    let from = match call.query("cursor") {
        None => 0,
        Some(text) => text.parse::<u32>().map_err(|_| Failure::bad("cursor is not one of this listing"))?,
    };
    let wanted = |row: &u32| state.is_none_or(|s| world.person_read(*row).state == s);
    let mut rows: Vec<u32> = (from..world.people.len() as u32).filter(wanted).take(page.size + 1).collect();
    let next = (rows.len() > page.size).then(|| rows.pop()).flatten();
    let entities: Vec<_> = rows.iter().map(|row| view::user(world, *row, &expand)).collect();
    let mut out = serde_json::json!({ "results": entities.len(), "entities": entities, "selfUri": call.request.path });
    if let Some(next) = next {
        out["cursor"] = serde_json::json!(next.to_string());
        out["nextUri"] = serde_json::json!(format!("/api/v2/users/query?cursor={next}&pageSize={}", page.size));
    }
    Ok(Reply::ok(out))
}

#[cfg(test)]
mod tests {
    use crate::practice::stories::{DELETED, INACTIVE, NOTHING};
    use crate::practice::testing::Desk;
    use http::Method;

    #[test]
    fn the_list_shows_as_many_as_were_asked_for_in_pages() {
        let desk = Desk::new();
        let first = desk.get("/api/v2/users?pageSize=50");
        assert_eq!(first["total"], 120);
        assert_eq!(first["pageCount"], 3);
        assert_eq!(first["entities"].as_array().unwrap().len(), 50);
        assert_eq!(first["nextUri"], "/api/v2/users?pageSize=50&pageNumber=2");
        let last = desk.get("/api/v2/users?pageSize=50&pageNumber=3&state=active");
        assert_eq!(last["entities"].as_array().unwrap().len(), 20);
        assert!(last.get("nextUri").is_none());
        assert_eq!(last["previousUri"], "/api/v2/users?pageSize=50&pageNumber=2&state=active");
        assert_eq!(desk.send(Method::GET, "/api/v2/users?pageSize=501", None).status, 400);
        assert_eq!(desk.send(Method::GET, "/api/v2/users?pageNumber=0", None).status, 400);
    }

    #[test]
    fn states_are_told_apart() {
        let desk = Desk::new();
        let (inactive, deleted) = (desk.person(INACTIVE.email), desk.person(DELETED.email));
        assert_eq!(desk.get(&format!("/api/v2/users/{inactive}"))["state"], "inactive");
        assert_eq!(desk.send(Method::GET, &format!("/api/v2/users/{deleted}"), None).status, 404);
        assert_eq!(desk.get(&format!("/api/v2/users/{deleted}?state=deleted"))["state"], "deleted");
        assert_eq!(desk.get("/api/v2/users?state=deleted")["total"], 2);
        assert_eq!(desk.get("/api/v2/users?state=any")["total"], 120 + 2 + 1 + 2);
        let both = format!("/api/v2/users?id={inactive},{deleted}&state=any");
        assert_eq!(desk.get(&both)["total"], 2);
    }

    #[test]
    fn every_expand_is_answered_and_nothing_stays_nothing() {
        let desk = Desk::new();
        let nobody = desk.person(NOTHING.email);
        let all =
            "groups,skills,languages,station,authorization,lasttokenissued,presence,routingStatus,conversationSummary";
        let user = desk.get(&format!("/api/v2/users/{nobody}?expand={all}"));
        assert_eq!(user["groups"], serde_json::json!([]));
        assert_eq!(user["authorization"]["roles"], serde_json::json!([]));
        assert!(user.get("lastTokenIssued").is_none());
        assert_eq!(user["routingStatus"]["status"], "OFF_QUEUE");
        assert_eq!(desk.send(Method::GET, &format!("/api/v2/users/{nobody}?expand=queues"), None).status, 400);
    }
}
