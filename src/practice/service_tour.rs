//! A tour of SCIM, history, conversations, audits, licences and the organisation, held against the public interface.

use super::contract_check::{Tour, contract};
use super::routes::services;
use super::stories::{NOTHING, ON_CALLS, OWNER, SCIM_MANAGED};
use super::testing::Desk;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

const INTERVAL: &str = "2026-09-20T00:00:00.000Z/2026-10-15T00:00:00.000Z";
const RECENT: &str = "2026-10-10T00:00:00.000Z/2026-10-15T00:00:00.000Z";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PURECLOUD: &str = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User";

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

fn patch(operation: Value) -> Value {
    json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation] })
}

#[tokio::test(start_paused = true)]
async fn the_services_answer_as_the_interface_says() {
    let mut tour = Tour::new(Desk::new());
    for base in ["/api/v2/scim", "/api/v2/scim/v2"] {
        scim(&mut tour, base);
    }
    conversations(&mut tour);
    history(&mut tour).await;
    audits(&mut tour).await;
    licences(&mut tour);
    let visited = tour.finish();
    if contract().is_none() {
        return;
    }
    let plain = |template: &str| template.replace(['?', '*'], "");
    let all = services().into_iter().flatten();
    let all: BTreeSet<String> = all.map(|route| format!("{} {}", route.method, plain(route.template))).collect();
    let missed: Vec<&String> = all.difference(&visited).collect();
    assert!(missed.is_empty(), "not on the tour: {missed:#?}");
}

fn scim(tour: &mut Tour, base: &str) {
    let owner = tour.desk.person(OWNER.email);
    for page in ["schemas", "resourcetypes", "serviceproviderconfig", "resourcetypes/User", "users?count=0"] {
        tour.get(&format!("{base}/{page}"));
    }
    tour.get(&format!("{base}/schemas/{ENTERPRISE}"));
    tour.get(&format!("{base}/users?startIndex=1&count=100"));
    tour.get(&format!("{base}/users?filter=active+eq+false&attributes=id,active"));
    tour.get(&format!("{base}/users?excludedAttributes={PURECLOUD}:routingSkills&count=2"));
    tour.call("GET", &format!("{base}/users?filter=title+co+x"), Value::Null, 400);
    let new = json!({
        "userName": format!("tour{}@acme.example", base.len()), "displayName": "Tour Guide", "title": "Guide", "active": true,
        "phoneNumbers": [{ "value": "tel:+13175550111", "type": "work", "primary": true }],
        "roles": [{ "value": "Agent" }],
        (ENTERPRISE): { "division": "EMEA", "manager": { "value": owner }, "employeeNumber": "9" },
        (PURECLOUD): { "externalIds": [{ "authority": format!("crm{}", base.len()), "value": "1" }] },
    });
    let made = tour.call("POST", &format!("{base}/users"), new.clone(), 201);
    tour.call("POST", &format!("{base}/users"), new.clone(), 409);
    let target = format!("{base}/users/{}", text(&made["id"]));
    tour.get(&target);
    tour.call("PUT", &target, new, 200);
    tour.call("PATCH", &target, patch(json!({ "op": "replace", "path": "active", "value": false })), 200);
    tour.call("PATCH", &target, patch(json!({ "op": "remove", "path": "id" })), 400);
    tour.call("DELETE", &target, Value::Null, 204);
    tour.call("GET", &target, Value::Null, 404);
    let groups =
        tour.get(&format!("{base}/groups?count=100&filter=displayName+eq+%22Executives+%E2%80%93+protected%22"));
    let group = format!("{base}/groups/{}", text(&groups["Resources"][0]["id"]));
    tour.get(&format!("{base}/groups?startIndex=2&count=5&filter=id+eq+{}", text(&groups["Resources"][0]["id"])));
    tour.get(&group);
    tour.call("PATCH", &group, patch(json!({ "op": "add", "path": "members", "value": [{ "value": owner }] })), 200);
    let path = format!("members[value eq \"{owner}\"]");
    tour.call("PATCH", &group, patch(json!({ "op": "remove", "path": path })), 200);
    tour.call("PATCH", &group, json!({ "schemas": [] }), 400);
    tour.call("PUT", &group, json!({ "externalId": "x", "members": [{ "value": owner }] }), 200);
}

fn of_user(user: &str) -> Value {
    json!({
        "interval": INTERVAL, "order": "asc", "orderBy": "conversationStart",
        "segmentFilters": [{ "type": "and", "predicates":
            [{ "type": "dimension", "dimension": "userId", "operator": "matches", "value": user }] }],
    })
}

fn conversations(tour: &mut Tour) {
    let (busy, other) = (tour.desk.person(ON_CALLS.email), tour.desk.person(SCIM_MANAGED.email));
    let mut query = of_user(&busy);
    query["paging"] = json!({ "pageSize": 100, "pageNumber": 1 });
    query["conversationFilters"] = json!([{ "type": "and", "predicates":
        [{ "type": "dimension", "dimension": "conversationEnd", "operator": "notExists" }] }]);
    let open = tour.call("POST", "/api/v2/analytics/conversations/details/query", query, 200);
    let open: Vec<String> =
        open["conversations"].as_array().unwrap().iter().map(|c| text(&c["conversationId"])).collect();
    let part = |tour: &mut Tour, id: &str| {
        let whole = tour.get(&format!("/api/v2/conversations/{id}"));
        let parts = whole["participants"].as_array().unwrap();
        let agent = parts.iter().find(|part| part["userId"] == *busy).unwrap();
        let queue = text(&parts.iter().find(|part| part["purpose"] == "acd").unwrap()["queueId"]);
        (format!("/api/v2/conversations/{id}/participants/{}", text(&agent["id"])), queue)
    };
    let (target, queue) = part(tour, &open[0]);
    let to = json!({ "transferType": "Unattended", "queueId": queue });
    tour.call("POST", &format!("{target}/replace/queue"), to.clone(), 202);
    tour.call("POST", &format!("{target}/replace/queue"), to, 400);
    let (target, _) = part(tour, &open[1]);
    tour.call(
        "PATCH",
        &target.replace("conversations/", "conversations/calls/"),
        json!({ "state": "disconnected" }),
        400,
    );
    tour.call("POST", &format!("{target}/replace/agent"), json!({ "userId": other }), 202);
    let (target, _) = part(tour, &open[2]);
    tour.call("PATCH", &target, json!({ "state": "disconnected" }), 202);
    tour.call("POST", &format!("/api/v2/conversations/{}/disconnect", open[1]), Value::Null, 202);
    tour.call("DELETE", &format!("/api/v2/conversations/{}", open[1]), Value::Null, 400);
    tour.call("GET", "/api/v2/conversations", Value::Null, 400);
    tour.get(&format!("/api/v2/conversations/{}", open[2]));
}

async fn history(tour: &mut Tour) {
    let busy = tour.desk.person(ON_CALLS.email);
    let jobs = "/api/v2/analytics/conversations/details/jobs";
    tour.call("POST", "/api/v2/analytics/conversations/details/query", of_user(&busy), 200);
    let none = of_user(&tour.desk.person(NOTHING.email));
    tour.call("POST", "/api/v2/analytics/conversations/details/query", none, 200);
    tour.get(&format!("{jobs}/availability"));
    let made = tour.call("POST", jobs, of_user(&busy), 202);
    let job = format!("{jobs}/{}", text(&made["jobId"]));
    tour.call("GET", &job, Value::Null, 202);
    tokio::time::advance(Duration::from_secs(3)).await;
    tour.get(&job);
    let first = tour.get(&format!("{job}/results?pageSize=1"));
    if let Some(cursor) = first["cursor"].as_str() {
        tour.get(&format!("{job}/results?pageSize=1&cursor={cursor}"));
    }
    tour.call("DELETE", &job, Value::Null, 204);
    tour.call("GET", &job, Value::Null, 404);
}

async fn audits(tour: &mut Tour) {
    let query = json!({
        "interval": INTERVAL, "serviceName": "Directory", "filters": [{ "property": "EntityType", "value": "User" }],
        "sort": [{ "name": "Timestamp", "sortOrder": "descending" }],
    });
    tour.get("/api/v2/audits/query/servicemapping");
    tour.get("/api/v2/audits/query/realtime/servicemapping");
    let found = tour.call(
        "POST",
        "/api/v2/audits/query/realtime?expand=user",
        json!({ "interval": RECENT, "pageSize": 50 }),
        200,
    );
    assert!(found["total"].as_u64().is_some_and(|total| total > 10));
    let made = tour.call("POST", "/api/v2/audits/query", query, 202);
    let target = format!("/api/v2/audits/query/{}", text(&made["id"]));
    tour.call("GET", &target, Value::Null, 202);
    tokio::time::advance(Duration::from_secs(2)).await;
    tour.get(&target);
    let first = tour.get(&format!("{target}/results?pageSize=2&expand=user"));
    tour.get(&format!("{target}/results?pageSize=2&cursor={}", text(&first["cursor"])));
}

fn licences(tour: &mut Tour) {
    let busy = tour.desk.person(ON_CALLS.email);
    let role = {
        let world = tour.desk.practice.world();
        world.role_id(world.role_named("Agent").unwrap())
    };
    tour.get("/api/v2/license/definitions");
    tour.get("/api/v2/license/users?pageSize=50");
    tour.get(&format!("/api/v2/license/users/{busy}"));
    tour.call("POST", "/api/v2/license/users", json!([busy]), 200);
    tour.call("POST", "/api/v2/license/infer", json!([role]), 200);
    let assignments = json!([{ "licenseId": "genesysCloud1", "userIdsAdd": [busy], "userIdsRemove": [] }]);
    tour.call("POST", "/api/v2/license/organization", json!({ "assignments": assignments }), 200);
    tour.get("/api/v2/organizations/me");
    tour.get("/api/v2/organizations/limits/namespaces");
    tour.get("/api/v2/organizations/limits/namespaces/platform.api");
    tour.get("/api/v2/organizations/limits/namespaces/platform.api/defaults");
    tour.call("GET", "/api/v2/organizations/limits/namespaces/scim", Value::Null, 400);
}
