//! A tour of everything that the practice tenant answers, held against the public interface.

use super::contract_check::{Tour, contract, find};
use super::routes::RouteTable;
use super::stories::{DELETED, GROUP_ROLES, LAST_ADMIN, NOTHING, ON_CALLS, OWNER, SCIM_MANAGED};
use super::testing::Desk;
use serde_json::{Value, json};

const EXPAND: &str = "routingStatus,presence,conversationSummary,outOfOffice,station,authorization,lasttokenissued,\
    authorization.unusedRoles,groups,profileSkills,certifications,locations,skills,languages,languagePreference,\
    employerInfo,biography,dateLastLogin";

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

#[test]
fn people_answer_as_the_interface_says() {
    let mut tour = Tour::new(Desk::new());
    let (busy, owner) = (tour.desk.person(ON_CALLS.email), tour.desk.person(OWNER.email));
    let managed = tour.desk.person(SCIM_MANAGED.email);
    let deleted = tour.desk.person(DELETED.email);
    tour.get(&format!("/api/v2/users?pageSize=200&expand={EXPAND}&state=any"));
    tour.get("/api/v2/users/query?pageSize=40&sortOrder=ASC");
    tour.get(&format!("/api/v2/users/{busy}?expand={EXPAND}"));
    tour.get(&format!("/api/v2/users/{deleted}?state=deleted&expand={EXPAND}"));
    tour.call("GET", &format!("/api/v2/users/{deleted}"), Value::Null, 404);
    tour.call("GET", "/api/v2/users/me", Value::Null, 400);
    let query = json!({ "pageSize": 5, "sortBy": "name", "sortOrder": "DESC", "expand": ["groups"], "query": [
        { "type": "CONTAINS", "fields": ["name", "email"], "value": "a" },
        { "type": "EXACT", "fields": ["state"], "values": ["active", "inactive"] }] });
    let found = tour.call("POST", "/api/v2/users/search", query, 200);
    let q64 = text(&found["nextPage"]).replace('+', "%2B");
    tour.get(&format!("/api/v2/users/search?q64={q64}"));
    for part in
        ["directreports", "superiors", "adjacents", "state", "outofoffice", "callforwarding", "verifiers", "externalid"]
    {
        tour.get(&format!("/api/v2/users/{owner}/{part}"));
        tour.get(&format!("/api/v2/users/{managed}/{part}"));
    }
    tour.get("/api/v2/users/externalid/hris/S-owner?expand=groups");
    let key = json!({ "authorityName": "badge", "externalKey": "B 1" });
    tour.call("POST", &format!("/api/v2/users/{busy}/externalid"), key.clone(), 201);
    tour.call("POST", &format!("/api/v2/users/{owner}/externalid"), key, 409);
    tour.get(&format!("/api/v2/users/{busy}/externalid/badge"));
    tour.call("DELETE", &format!("/api/v2/users/{busy}/externalid/badge/B%201"), Value::Null, 204);
    tour.call("POST", &format!("/api/v2/users/{busy}/password"), json!({ "newPassword": "short" }), 400);
    tour.call("POST", &format!("/api/v2/users/{busy}/password"), json!({ "newPassword": "long enough 1" }), 204);
    tour.call("POST", &format!("/api/v2/users/{busy}/invite?force=true"), Value::Null, 204);
    let home = text(&tour.get("/api/v2/authorization/divisions/home")["id"]);
    let new = json!({ "name": "Zoë New", "email": "zoe.new@acme.example", "divisionId": home, "department": "Care",
        "title": "Agent", "state": "active", "addresses": [{ "address": "+13175550100", "mediaType": "PHONE", "type": "WORK" }] });
    let created = tour.call("POST", "/api/v2/users", new.clone(), 200);
    tour.call("POST", "/api/v2/users", new, 409);
    let target = format!("/api/v2/users/{}", text(&created["id"]));
    let change = json!({ "version": created["version"], "title": "Lead", "manager": owner, "preferredName": "Zo",
        "certifications": ["A"], "employerInfo": { "employeeId": "1" }, "biography": { "biography": "…" }, "acdAutoAnswer": true });
    let changed = tour.call("PATCH", &target, change.clone(), 200);
    tour.call("PATCH", &target, change, 409);
    tour.get(&format!("{target}?expand={EXPAND}"));
    tour.call("PATCH", "/api/v2/users/bulk", json!([{ "id": created["id"], "acdAutoAnswer": false }]), 200);
    let version = changed["version"].as_i64().unwrap() + 1;
    let leave = json!({ "state": "inactive", "version": version, "stateChangeReason": "Seasonal" });
    tour.call("PUT", &format!("{target}/state"), leave.clone(), 200);
    tour.call("PUT", &format!("{target}/state"), leave, 400);
    tour.call("DELETE", &target, Value::Null, 200);
    tour.call("DELETE", &target, Value::Null, 404);
    tour.finish();
}

#[test]
fn routing_answers_as_the_interface_says() {
    let mut tour = Tour::new(Desk::new());
    let (busy, other) = (tour.desk.person(ON_CALLS.email), tour.desk.person(NOTHING.email));
    let queues = tour.get("/api/v2/routing/queues?pageSize=100&sortOrder=desc");
    let queue = format!("/api/v2/routing/queues/{}", text(&queues["entities"][0]["id"]));
    tour.get(&queue);
    tour.get(&format!("{queue}/members?pageSize=3&expand=presence&joined=true&memberBy=user"));
    tour.call("POST", &format!("{queue}/members?delete=false"), json!([{ "id": other }]), 204);
    tour.call("PATCH", &format!("{queue}/members"), json!([{ "id": other, "joined": false }]), 200);
    tour.call("PATCH", &format!("{queue}/members/{other}"), json!({ "id": other, "joined": true }), 202);
    let user = format!("/api/v2/users/{other}");
    let id = text(&queues["entities"][0]["id"]);
    tour.get(&format!("{user}/queues?joined=true&pageSize=10"));
    tour.call("PATCH", &format!("{user}/queues"), json!([{ "id": id, "joined": false }]), 200);
    tour.call("PATCH", &format!("{user}/queues/{id}"), json!({ "id": id, "joined": true }), 200);
    tour.call("DELETE", &format!("{queue}/members/{other}"), Value::Null, 204);
    tour.call("DELETE", &format!("{queue}/members/{other}"), Value::Null, 404);
    tour.get(&format!("{user}/skillgroups"));
    let skill = text(&tour.get("/api/v2/routing/skills?pageSize=5&name=b*")["entities"][0]["id"]);
    let language = text(&tour.get("/api/v2/routing/languages?pageSize=5")["entities"][0]["id"]);
    let rated = |id: &str, p: f64| json!({ "id": id, "proficiency": p });
    tour.call("POST", &format!("{user}/routingskills"), rated(&skill, 3.0), 200);
    tour.call("PUT", &format!("{user}/routingskills/{skill}"), json!({ "proficiency": 2.5 }), 200);
    tour.call("PATCH", &format!("{user}/routingskills/bulk"), json!([rated(&skill, 1.0)]), 200);
    tour.call("PUT", &format!("{user}/routingskills/bulk"), json!([rated(&skill, 1.0)]), 200);
    tour.get(&format!("{user}/routingskills"));
    tour.call("DELETE", &format!("{user}/routingskills/{skill}"), Value::Null, 200);
    tour.call("POST", &format!("{user}/routinglanguages"), rated(&language, 3.0), 200);
    tour.call("PATCH", &format!("{user}/routinglanguages/{language}"), json!({ "proficiency": 4.0 }), 200);
    tour.call("PATCH", &format!("{user}/routinglanguages/bulk"), json!([rated(&language, 1.0)]), 200);
    tour.get(&format!("{user}/routinglanguages"));
    tour.call("DELETE", &format!("{user}/routinglanguages/{language}"), Value::Null, 204);
    let capacity = format!("/api/v2/routing/users/{busy}/utilization");
    tour.call(
        "PUT",
        &capacity,
        json!({ "utilization": { "call": { "maximumCapacity": 2, "interruptableMediaTypes": ["email"] } } }),
        200,
    );
    tour.get(&capacity);
    tour.call("DELETE", &capacity, Value::Null, 200);
    let user = format!("/api/v2/users/{busy}");
    tour.get(&format!("{user}/routingstatus"));
    tour.call("PUT", &format!("{user}/routingstatus"), json!({ "status": "OFF_QUEUE" }), 200);
    let offline = text(&tour.get("/api/v2/presence/definitions")["entities"][3]["id"]);
    tour.get("/api/v2/systempresences");
    tour.get(&format!("{user}/presences/purecloud"));
    tour.call("PATCH", &format!("{user}/presences/PURECLOUD"), json!({ "presenceDefinition": { "id": offline } }), 200);
    tour.get(&format!("{user}/station"));
    let stations = tour.get("/api/v2/stations?pageSize=10");
    let station = format!("/api/v2/stations/{}", text(&stations["entities"][0]["id"]));
    tour.get(&station);
    tour.call("DELETE", &format!("{station}/associateduser"), Value::Null, 200);
    tour.call("DELETE", &format!("{user}/station/associatedstation"), Value::Null, 202);
    tour.call("DELETE", &format!("{user}/station/defaultstation"), Value::Null, 202);
    tour.finish();
}

#[test]
fn groups_and_authorization_answer_as_the_interface_says() {
    let mut tour = Tour::new(Desk::new());
    let (busy, inherits, admin) =
        (tour.desk.person(ON_CALLS.email), tour.desk.person(GROUP_ROLES.email), tour.desk.person(LAST_ADMIN.email));
    let groups = tour.get("/api/v2/groups?pageSize=50&sortOrder=ascending");
    for group in groups["entities"].as_array().unwrap() {
        let target = format!("/api/v2/groups/{}", text(&group["id"]));
        tour.get(&target);
        tour.get(&format!("{target}/individuals"));
        tour.get(&format!("{target}/members?pageSize=2&expand=presence"));
        tour.desk.get(&format!("/api/v2/authorization/subjects/{}", text(&group["id"])));
        let ruled = group["name"] == "Legal counsel";
        tour.call("GET", &format!("{target}/dynamicsettings"), Value::Null, if ruled { 200 } else { 404 });
    }
    let query = json!({ "pageSize": 5, "query": [{ "type": "STARTS_WITH", "fields": ["name"], "value": "e" }] });
    tour.call("POST", "/api/v2/groups/search", query, 200);
    let new = json!({ "name": "Tour", "type": "official", "visibility": "members", "rulesVisible": true, "ownerIds": [busy] });
    let group = tour.call("POST", "/api/v2/groups", new, 200);
    let target = format!("/api/v2/groups/{}", text(&group["id"]));
    tour.call("PUT", &target, json!({ "version": 1, "name": "Tour 2", "ownerIds": [] }), 200);
    tour.call("PUT", &target, json!({ "version": 1 }), 400);
    tour.call("POST", &format!("{target}/members"), json!({ "memberIds": [busy], "version": 2 }), 202);
    tour.call("POST", &format!("{target}/members"), json!({ "memberIds": [busy], "version": 9 }), 409);
    tour.call("DELETE", &format!("{target}/members?ids={busy},{inherits}"), Value::Null, 202);
    tour.call("DELETE", &target, Value::Null, 200);

    let roles = tour.get("/api/v2/authorization/roles?pageSize=100&userCount=true");
    let named = |name: &str| {
        let list = roles["entities"].as_array().unwrap();
        text(&list.iter().find(|r| r["name"] == name).unwrap_or_else(|| panic!("no role {name}"))["id"])
    };
    let (senior, agent) = (named("Senior agent"), named("Agent"));
    let role = format!("/api/v2/authorization/roles/{senior}");
    tour.get(&format!("{role}?expand=unusedPermissions"));
    tour.get(&format!("{role}/users?pageSize=10"));
    tour.get(&format!("{role}/subjectgrants?pageSize=100"));
    tour.get(&format!("{role}/comparedefault/agent"));
    tour.call("PUT", &format!("{role}/users/add"), json!([busy]), 200);
    tour.call("PUT", &format!("{role}/users/remove"), json!([busy]), 200);
    tour.call(
        "POST",
        &format!("{role}?subjectType=PC_USER"),
        json!({ "subjectIds": [busy], "divisionIds": ["*"] }),
        204,
    );
    let policy = json!({ "domain": "routing", "entityName": "queue", "actionSet": ["view"], "allowConditions": false });
    let made = tour.call(
        "POST",
        "/api/v2/authorization/roles",
        json!({ "name": "Made", "permissionPolicies": [policy] }),
        200,
    );
    let made = format!("/api/v2/authorization/roles/{}", text(&made["id"]));
    tour.call("PUT", &made, json!({ "name": "Made again", "description": "d" }), 200);
    tour.call("PATCH", &made, json!({ "roleNeedsUpdate": false }), 200);
    tour.call("DELETE", &made, Value::Null, 204);
    tour.call("DELETE", &made, Value::Null, 404);
    for page in [
        "permissions?pageSize=100",
        "permissions?queryType=permission&query=routing:queue:view",
        "products",
        "settings",
        "divisions?objectCount=true&pageSize=5",
        "divisions/query?pageSize=5",
        "divisionspermitted/paged/me?permission=directory:user:view",
        "subjects/me",
        "policies",
    ] {
        tour.get(&format!("/api/v2/authorization/{page}"));
    }
    tour.get(&format!("/api/v2/authorization/policies/subject/{busy}"));
    tour.get(&format!("/api/v2/authorization/subjects/rolecounts?id={busy},{admin}"));
    let division = text(&tour.get("/api/v2/authorization/divisions?name=EMEA")["entities"][0]["id"]);
    tour.get(&format!("/api/v2/authorization/divisions/{division}?objectCount=true"));
    tour.get(&format!("/api/v2/authorization/divisions/{division}/grants?pageSize=100"));
    tour.get("/api/v2/authorization/divisions/*/grants");
    tour.call("POST", &format!("/api/v2/authorization/divisions/{division}/objects/USER"), json!([busy]), 204);
    let subject = format!("/api/v2/authorization/subjects/{busy}");
    tour.get(&format!("{subject}?includeDuplicates=true"));
    tour.get(&format!("/api/v2/authorization/subjects/{admin}"));
    let grants = json!({ "grants": [{ "roleId": agent, "divisionId": "*" }] });
    tour.call("POST", &format!("{subject}/bulkadd?subjectType=PC_USER"), grants.clone(), 204);
    tour.call("POST", &format!("{subject}/bulkremove"), grants.clone(), 204);
    tour.call("POST", &format!("{subject}/bulkreplace?subjectType=PC_USER"), grants, 204);
    tour.call("POST", &format!("{subject}/divisions/{division}/roles/{senior}"), Value::Null, 204);
    tour.call("DELETE", &format!("{subject}/divisions/{division}/roles/{senior}"), Value::Null, 204);
    tour.get(&format!("/api/v2/users/{busy}/roles"));
    tour.call("PUT", &format!("/api/v2/users/{busy}/roles"), json!([agent]), 200);
    let clients = tour.get("/api/v2/oauth/clients");
    tour.get(&format!("/api/v2/oauth/clients/{}", text(&clients["entities"][0]["id"])));
    tour.get("/api/v2/tokens/me");
    tour.call("HEAD", "/api/v2/tokens/me", Value::Null, 200);
    tour.call("DELETE", &format!("/api/v2/tokens/{busy}"), Value::Null, 204);
    tour.call("DELETE", "/api/v2/tokens/me", Value::Null, 200);
    tour.call("GET", "/api/v2/tokens/me", Value::Null, 401);
    tour.finish();
}

#[test]
fn every_operation_is_one_of_the_interface_with_its_permissions() {
    let Some(contract) = contract() else { return };
    let filler = "0a1b2c3d-0000-4000-8000-000000000000";
    for route in RouteTable::new().all() {
        let path: Vec<&str> = route
            .template
            .split('/')
            .map(|s| match s {
                "{sourceId?}" => "PURECLOUD",
                "{objectType?}" => "USER",
                "{resourceType?}" => "User",
                "{schemaId?}" => "urn:ietf:params:scim:schemas:core:2.0:User",
                "{namespaceName?}" => "platform.api",
                s if s.starts_with('{') => filler,
                s => s,
            })
            .collect();
        let found = find(contract, route.method.as_str(), &path.join("/"));
        let (_, operation) =
            found.unwrap_or_else(|| panic!("{} {} is not in the interface", route.method, route.template));
        let declared = &operation["x-inin-requires-permissions"];
        let (kind, list) = match route.needs {
            super::routes::Needs::Nothing => ("", Vec::new()),
            super::routes::Needs::Any(list) => ("ANY", list.to_vec()),
            super::routes::Needs::All(list) => ("ALL", list.to_vec()),
        };
        let expected = if list.is_empty() { Value::Null } else { json!({ "type": kind, "permissions": list }) };
        assert_eq!(*declared, expected, "{} {}", route.method, route.template);
    }
}

#[test]
fn what_does_not_exist_there_does_not_exist_here() {
    let Some(contract) = contract() else { return };
    let desk = Desk::new();
    let id = desk.person(ON_CALLS.email);
    let list = contract["x-does-not-exist"].as_array().expect("the list is there");
    for one in list.iter().filter(|one| one["kind"] == "operation") {
        let path = text(&one["path"]).replace("{userId}", &id).replace("{groupId}", &id).replace("{roleId}", &id);
        let (status, body) = desk.call(&text(&one["method"]), &path, Value::Null);
        assert_eq!((status, &body["status"]), (404, &json!(404)), "{} {path}", one["method"]);
        assert!(body["contextId"].is_string());
    }
    assert_eq!(desk.call("GET", "/api/v2/Users", Value::Null).0, 404, "paths are case-sensitive");
}
