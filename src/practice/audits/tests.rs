use crate::practice::stories::ON_CALLS;
use crate::practice::testing::Desk;
use serde_json::{Value, json};
use std::time::Duration;

const TODAY: &str = "2026-10-14T00:00:00.000Z/2026-10-15T00:00:00.000Z";

/// A tenant in which three conversations were ended.
fn busy() -> (Desk, Vec<String>) {
    let desk = Desk::new();
    let ids: Vec<String> = {
        let world = desk.practice.world();
        let row = world.email_row(ON_CALLS.email).unwrap();
        world.conversations.iter().filter(|c| c.holds(row)).map(|c| c.id.to_string()).collect()
    };
    for id in &ids {
        assert_eq!(desk.call("POST", &format!("/api/v2/conversations/{id}/disconnect"), Value::Null).0, 202);
    }
    (desk, ids)
}

#[test]
fn the_realtime_query_tells_what_was_changed_newest_first() {
    let (desk, ids) = busy();
    let target = "/api/v2/audits/query/realtime?expand=user";
    let (status, found) =
        desk.call("POST", target, json!({"interval": TODAY, "serviceName": "Conversation", "pageSize": 2}));
    assert_eq!((status, found["total"].as_u64(), found["pageCount"].as_u64()), (200, Some(3), Some(2)));
    let newest = &found["entities"][0];
    assert_eq!(
        (newest["entity"]["id"].as_str(), newest["action"].as_str()),
        (Some(ids[2].as_str()), Some("Disconnect"))
    );
    assert_eq!(newest["client"]["id"], desk.practice.credentials().client_id);
    assert!(newest.get("user").is_none(), "a client without a person made the change");
    let one = json!({"interval": TODAY, "filters": [{"property": "EntityId", "value": ids[1]}],
        "sort": [{"name": "Timestamp", "sortOrder": "ascending"}]});
    assert_eq!(desk.call("POST", target, one).1["total"], 1);
    let before = json!({"interval": "2026-10-13T00:00:00Z/2026-10-14T00:00:00Z"});
    assert_eq!(desk.call("POST", target, before).1["total"], 0);
}

#[tokio::test(start_paused = true)]
async fn a_query_is_polled_and_read_by_cursor() {
    let (desk, ids) = busy();
    let (status, made) = desk.call("POST", "/api/v2/audits/query", json!({"interval": TODAY}));
    let user = format!("/api/v2/scim/users/{}", desk.person(ON_CALLS.email));
    assert_eq!(desk.call("PUT", &user, json!({"title": "changed after the query was made"})).0, 200);
    assert_eq!((status, made["state"].as_str()), (202, Some("Queued")));
    let target = format!("/api/v2/audits/query/{}", made["id"].as_str().unwrap());
    assert_eq!(desk.call("GET", &format!("{target}/results"), Value::Null).0, 400);
    tokio::time::advance(Duration::from_millis(600)).await;
    assert_eq!(desk.call("GET", &target, Value::Null).1["state"], "Running");
    tokio::time::advance(Duration::from_millis(600)).await;
    assert_eq!(desk.get(&target)["state"], "Succeeded");
    let first = desk.get(&format!("{target}/results?pageSize=2"));
    assert_eq!(first["entities"].as_array().unwrap().len(), 2);
    let cursor = first["cursor"].as_str().unwrap();
    let rest = desk.get(&format!("{target}/results?pageSize=2&cursor={cursor}"));
    assert_eq!(rest["entities"][0]["entity"]["id"], ids[0]);
    assert!(rest.get("cursor").is_none());
    assert_eq!(desk.call("GET", &format!("{target}/results?pageSize=501"), Value::Null).0, 400);
}

#[test]
fn names_outside_the_mapping_are_refused() {
    let (desk, _) = busy();
    let target = "/api/v2/audits/query/realtime";
    let status = |body: Value| desk.call("POST", target, body).0;
    assert_eq!(status(json!({"interval": TODAY, "serviceName": "Payroll"})), 400);
    assert_eq!(status(json!({"interval": TODAY, "filters": [{"property": "Name", "value": "x"}]})), 400);
    assert_eq!(status(json!({"interval": "2026-09-01T00:00:00Z/2026-10-01T00:00:00Z"})), 400, "more than 14 days ago");
    assert_eq!(status(json!({})), 400);
    assert_eq!(desk.limited().call("POST", target, json!({"interval": TODAY})).0, 403);
    let names = desk.get("/api/v2/audits/query/servicemapping")["services"].clone();
    assert_eq!(names, desk.get("/api/v2/audits/query/realtime/servicemapping")["services"]);
    assert!(names.as_array().unwrap().iter().any(|service| service["name"] == "Directory"));
}
