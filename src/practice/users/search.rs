//! `/api/v2/users/search`: what the search index knows, which lags behind what was written.

use super::view::{self, Expand};
use crate::practice::call::Call;
use crate::practice::clock::iso;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::search::{Search, decode_q64};
use crate::practice::world::World;
use crate::practice::world::person::{Person, State};
use serde_json::{Map, Value};

/// `POST /api/v2/users/search`.
pub fn post(world: &mut World, call: &Call<'_>) -> Answer {
    run(world, call.object()?)
}

/// `GET /api/v2/users/search?q64=`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let text = call.query("q64").ok_or_else(|| Failure::bad("q64 is required"))?;
    run(world, &decode_q64(text)?)
}

fn run(world: &World, body: &Map<String, Value>) -> Answer {
    let search = Search::read(body, true)?;
    let expand = Expand::from_words(search.expand.iter().map(String::as_str).collect())?;
    let any_state = search.mentions("state");
    let fits = |row: u32| {
        let person = world.searchable(row)?;
        let seen = any_state || person.state == State::Active;
        (seen && search.fits(&|field| values(world, row, person, field))).then_some((row, person))
    };
    let mut found: Vec<(u32, &Person)> = (0..world.people.len() as u32).filter_map(fits).collect();
    if let Some(field) = &search.sort_by {
        found.sort_by_cached_key(|(row, person)| values(world, *row, person, field).join(" ").to_lowercase());
    }
    if search.descending {
        found.reverse();
    }
    let page = &found[search.rows(found.len())];
    let results = page.iter().map(|(row, person)| view::person(world, *row, person, &expand)).collect();
    Ok(Reply::ok(search.answer("users", found.len(), results)))
}

fn values(world: &World, row: u32, person: &Person, field: &str) -> Vec<String> {
    let maybe = |value: Option<&str>| value.map(str::to_owned).into_iter().collect();
    match field {
        "name" | "general.name" => vec![person.name.to_string()],
        "email" | "username" | "contact.email_primary" => vec![person.email.to_string()],
        "state" => vec![person.state.word().to_owned()],
        "department" => maybe(person.department.as_deref()),
        "title" => maybe(person.title.as_deref()),
        "id" | "guid" => vec![world.user_id(row)],
        "version" => vec![person.version.to_string()],
        "divisionId" | "division.id" => vec![world.division_id(person.division)],
        "manager" | "manager.id" => person.manager.map(|m| world.user_id(m)).into_iter().collect(),
        "addresses" | "addresses.address" => vec![person.email.to_string(), view::work_phone(row)],
        "groups" => person.groups.iter().map(|g| world.group_id(*g)).collect(),
        "dateModified" => vec![iso(person.modified)],
        "externalId" => person.externals.iter().map(|e| e.key.to_string()).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::practice::stories::{DELETED, LONG_NAME, TWIN_ONE};
    use crate::practice::testing::Desk;
    use serde_json::json;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn the_index_lags_and_then_catches_up() {
        let desk = Desk::new();
        let id = desk.person(LONG_NAME.email);
        let query = json!({ "query": [{ "type": "EXACT", "fields": ["email"], "value": LONG_NAME.email }] });
        let found = || desk.call("POST", "/api/v2/users/search", query.clone()).1["total"].clone();
        assert_eq!(found(), 1);
        assert_eq!(
            desk.call("PATCH", &format!("/api/v2/users/{id}"), json!({ "state": "inactive", "version": 7 })).0,
            200
        );
        assert_eq!(found(), 1);
        tokio::time::advance(Duration::from_secs(4)).await;
        assert_eq!(found(), 0);
        let (_, created) = desk.call(
            "POST",
            "/api/v2/users",
            json!({ "name": "New One", "email": "new@acme.example", "state": "active" }),
        );
        let by_name = json!({ "query": [{ "type": "CONTAINS", "fields": ["name"], "value": "new one" }] });
        assert_eq!(desk.call("POST", "/api/v2/users/search", by_name.clone()).1["total"], 0);
        tokio::time::advance(Duration::from_secs(4)).await;
        assert_eq!(desk.call("POST", "/api/v2/users/search", by_name).1["results"][0]["id"], created["id"]);
    }

    #[test]
    fn states_must_be_asked_for_and_pages_follow_each_other() {
        let desk = Desk::new();
        let exact = |field: &str, value: &str| json!({ "type": "EXACT", "fields": [field], "values": [value] });
        let (_, gone) = desk.call("POST", "/api/v2/users/search", json!({ "query": [exact("email", DELETED.email)] }));
        assert_eq!(gone["total"], 0);
        let query = json!({ "query": [exact("email", DELETED.email), exact("state", "deleted")] });
        assert_eq!(desk.call("POST", "/api/v2/users/search", query).1["total"], 1);
        let (_, twins) = desk.call(
            "POST",
            "/api/v2/users/search",
            json!({ "query": [exact("name", TWIN_ONE.name)], "pageSize": 1 }),
        );
        assert_eq!(twins["total"], 2);
        let next = twins["nextPage"].as_str().unwrap().replace('+', "%2B");
        let second = desk.get(&format!("/api/v2/users/search?q64={next}"));
        assert_ne!(second["results"][0]["id"], twins["results"][0]["id"]);
        assert_eq!(second["pageNumber"], 2);
        let (status, refused) = desk.call("POST", "/api/v2/users/search", json!({ "pageSize": 101 }));
        assert_eq!((status, &refused["code"]), (400, &json!("too.many.requested.results")));
    }
}
