use crate::practice::stories::{NOTHING, ON_CALLS};
use crate::practice::testing::Desk;
use serde_json::{Value, json};
use std::time::Duration;

const QUERY: &str = "/api/v2/analytics/conversations/details/query";
const JOBS: &str = "/api/v2/analytics/conversations/details/jobs";

fn of_user(user: &str, interval: &str) -> Value {
    json!({
        "interval": interval,
        "segmentFilters": [{"type": "and", "predicates":
            [{"type": "dimension", "dimension": "userId", "operator": "matches", "value": user}]}],
    })
}

#[test]
fn a_persons_history_comes_in_pages_and_in_order() {
    let desk = Desk::new();
    let user = desk.person(ON_CALLS.email);
    let mut all = Vec::new();
    for interval in [
        "2026-07-20T00:00:00Z/2026-08-19T00:00:00Z",
        "2026-08-19T00:00:00Z/2026-09-18T00:00:00Z",
        "2026-09-18T00:00:00Z/2026-10-15T00:00:00Z",
    ] {
        let (status, found) = desk.call("POST", QUERY, of_user(&user, interval));
        assert_eq!(status, 200);
        let found = found["conversations"].as_array().cloned().unwrap_or_default();
        all.extend(found.iter().map(|c| c["conversationStart"].as_str().unwrap().to_owned()));
    }
    let past = {
        let world = desk.practice.world();
        world.conversations_of(world.email_row(ON_CALLS.email).unwrap()).len()
    };
    assert_eq!(all.len(), past);
    assert!(all.is_sorted(), "{all:?}");

    let mut body = of_user(&user, "2026-10-14T00:00:00Z/2026-10-15T00:00:00Z");
    body["paging"] = json!({"pageSize": 2, "pageNumber": 2});
    body["order"] = json!("desc");
    let (_, found) = desk.call("POST", QUERY, body);
    assert_eq!(found["totalHits"], 3);
    let oldest = found["conversations"][0]["conversationStart"].clone();
    let (_, ascending) = desk.call("POST", QUERY, of_user(&user, "2026-10-14T00:00:00Z/2026-10-15T00:00:00Z"));
    assert_eq!(ascending["conversations"][0]["conversationStart"], oldest);
    assert_ne!(ascending["conversations"][2]["conversationStart"], oldest);
    assert_eq!(found["conversations"].as_array().unwrap().len(), 1);
}

#[test]
fn a_query_over_everybody_finds_the_same_conversations_as_one_by_one() {
    let desk = Desk::new();
    let interval = "2026-10-01T00:00:00Z/2026-10-15T00:00:00Z";
    let (_, all) = desk.call("POST", QUERY, json!({"interval": interval}));
    let total = all["totalHits"].as_u64().unwrap();
    let each: u64 = {
        let ids: Vec<String> = {
            let world = desk.practice.world();
            (0..world.people.len() as u32).map(|row| world.user_id(row)).collect()
        };
        ids.iter().map(|id| desk.call("POST", QUERY, of_user(id, interval)).1["totalHits"].as_u64().unwrap()).sum()
    };
    let open = json!({"interval": interval, "conversationFilters":
        [{"type": "and", "predicates": [{"dimension": "conversationEnd", "operator": "notExists"}]}]});
    let open_total = desk.call("POST", QUERY, open).1["totalHits"].as_u64().unwrap();
    assert!(open_total > 0 && open_total < total);
    assert_eq!(total, each);
}

#[test]
fn bad_queries_are_told_apart() {
    let desk = Desk::new();
    let user = desk.person(NOTHING.email);
    let status = |body: Value| desk.call("POST", QUERY, body).0;
    assert_eq!(status(of_user(&user, "2026-10-01T00:00:00Z/2026-10-15T00:00:00Z")), 200);
    assert_eq!(status(of_user(&user, "2026-08-01T00:00:00Z/2026-10-15T00:00:00Z")), 400, "longer than 31 days");
    assert_eq!(status(of_user(&user, "P365D")), 400);
    assert_eq!(status(of_user(&user, "2026-10-15T00:00:00Z/2026-10-01T00:00:00Z")), 400);
    assert_eq!(status(json!({"where": "x"})), 400);
    let mut paged = of_user(&user, "2026-10-01T00:00:00Z/2026-10-15T00:00:00Z");
    paged["paging"] = json!({"pageSize": 101, "pageNumber": 1});
    assert_eq!(status(paged.clone()), 400);
    assert_eq!(desk.call("POST", JOBS, paged).0, 400, "a job takes no paging");
    assert_eq!(desk.limited().call("POST", QUERY, json!({})).0, 403);
}

#[tokio::test(start_paused = true)]
async fn a_job_is_worked_on_read_by_cursor_and_dropped() {
    let desk = Desk::new();
    let (status, made) = desk.call("POST", JOBS, json!({"interval": "2026-06-01T00:00:00Z/2026-10-15T00:00:00Z"}));
    assert_eq!(status, 202);
    let job = format!("{JOBS}/{}", made["jobId"].as_str().unwrap());
    assert_eq!(desk.call("GET", &job, Value::Null).1["state"], "QUEUED");
    assert_eq!(desk.call("GET", &format!("{job}/results"), Value::Null).0, 400);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(desk.call("GET", &job, Value::Null), (202, desk.call("GET", &job, Value::Null).1));
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(desk.get(&job)["state"], "FULFILLED");

    let mut seen = 0;
    let mut target = format!("{job}/results?pageSize=50");
    loop {
        let page = desk.get(&target);
        seen += page["conversations"].as_array().unwrap().len();
        match page["cursor"].as_str() {
            Some(cursor) => target = format!("{job}/results?pageSize=50&cursor={cursor}"),
            None => break,
        }
    }
    let world_has: usize = {
        let world = desk.practice.world();
        (0..world.people.len() as u32).map(|row| world.history_len(row) as usize).sum()
    };
    assert_eq!(seen, world_has, "what is open began less than an hour ago and is not in the store yet");
    assert_eq!(desk.call("GET", &format!("{job}/results?cursor=bm9wZQ"), Value::Null).0, 400);
    assert!(desk.get(&format!("{JOBS}/availability"))["dataAvailabilityDate"].as_str().unwrap() < "2026-10-14T09:00");

    tokio::time::advance(Duration::from_secs(25 * 3600)).await;
    let desk = Desk::over(desk.practice);
    assert_eq!(desk.get(&job)["state"], "EXPIRED");
    assert_eq!(desk.call("DELETE", &job, Value::Null).0, 204);
    assert_eq!(desk.call("GET", &job, Value::Null).0, 404);
}
