use crate::practice::Reply;
use crate::practice::stories::{DELETED, INACTIVE, OWNER, SCIM_MANAGED, TWIN_ONE};
use crate::practice::testing::Desk;
use http::Method;
use serde_json::{Value, json};

const ENTERPRISE: &str = super::filter::ENTERPRISE;
const PURECLOUD: &str = super::filter::PURECLOUD;

/// The users of a filter.
fn found(desk: &Desk, filter: &str) -> Vec<Value> {
    let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    desk.get(&format!("/api/v2/scim/v2/users?filter={filter}"))["Resources"].as_array().unwrap().clone()
}

/// Sends with one more header.
fn send(desk: &Desk, method: Method, target: &str, header: (&'static str, &str), body: Option<Value>) -> Reply {
    desk.practice.answer(&desk.request(method, target, body.as_ref()).with_header(header.0, header.1))
}

#[test]
fn a_list_is_cut_counted_and_reduced() {
    let desk = Desk::new();
    let none = desk.get("/api/v2/scim/users?count=0");
    assert_eq!((none["totalResults"].as_u64(), none["itemsPerPage"].as_u64()), (Some(120), Some(0)));
    let page = desk.get("/api/v2/scim/v2/users?startIndex=100&count=2&attributes=title");
    assert_eq!((page["startIndex"].as_u64(), page["itemsPerPage"].as_u64()), (Some(100), Some(2)));
    let one = &page["Resources"][0];
    assert!(one["meta"]["version"].is_string() && one["userName"].is_string() && one["title"].is_string());
    assert!(one.get("roles").is_none() && one.get(PURECLOUD).is_none());
    let without = desk.get("/api/v2/scim/users?count=1&excludedAttributes=roles,externalId");
    assert!(without["Resources"][0].get("roles").is_none());
    assert_eq!(desk.get("/api/v2/scim/users?count=100000")["itemsPerPage"], 100);
}

#[test]
fn every_documented_filter_finds_its_people() {
    let desk = Desk::new();
    let managed = desk.person(SCIM_MANAGED.email);
    let (owner, inactive) = (desk.person(OWNER.email), desk.person(INACTIVE.email));
    let ids = |filter: &str| -> Vec<String> {
        found(&desk, filter).iter().map(|user| user["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&format!("id eq {managed}")), [managed.as_str()]);
    assert_eq!(ids(&format!("userName eq \"{}\"", SCIM_MANAGED.email.to_uppercase())), [managed.as_str()]);
    assert_eq!(ids(&format!("email eq {}", INACTIVE.email)), [inactive.as_str()]);
    assert_eq!(ids("externalId eq idp-00u1zielinski"), [managed.as_str()]);
    assert_eq!(ids("employeeNumber eq S-scim_managed"), [managed.as_str()]);
    let both = format!("{PURECLOUD}:externalIds[authority eq \"hris\" and value eq \"S-scim_managed\"]");
    assert_eq!(ids(&both), [managed.as_str()]);
    assert!(ids(&format!("manager eq {owner}")).contains(&managed));
    assert!(ids("active eq false").contains(&inactive));
    assert!(ids(&format!("userName eq {}", DELETED.email)).is_empty());
    assert!(!found(&desk, "division eq EMEA").is_empty());
    assert!(found(&desk, "division eq EMEA").iter().all(|user| user[ENTERPRISE]["division"] == "EMEA"));
    let refused = desk.send(Method::GET, "/api/v2/scim/users?filter=title+eq+Agent", None);
    assert_eq!((refused.status, refused.body.unwrap()["scimType"].clone()), (400, json!("invalidFilter")));
}

#[test]
fn a_user_has_a_version_that_headers_can_name() {
    let desk = Desk::new();
    let target = format!("/api/v2/scim/v2/users/{}", desk.person(SCIM_MANAGED.email));
    let reply = desk.send(Method::GET, &target, None);
    let etag = reply.header("etag").unwrap().to_owned();
    let user = reply.body.unwrap();
    assert_eq!(etag, format!("\"{}\"", user["meta"]["version"].as_str().unwrap()));
    assert_eq!(user["externalId"], "idp-00u1zielinski");
    assert_eq!(reply.content_type, "application/scim+json");
    assert_eq!(send(&desk, Method::GET, &target, ("if-none-match", &etag), None).status, 304);
    assert_eq!(send(&desk, Method::GET, &target, ("if-none-match", "\"1\""), None).status, 200);
    let stale = send(&desk, Method::DELETE, &target, ("if-match", "\"1\""), None);
    assert_eq!((stale.status, stale.body.unwrap()["scimType"].clone()), (400, json!("invalidVers")));
    let gone = format!("/api/v2/scim/users/{}", desk.person(DELETED.email));
    assert_eq!(desk.send(Method::GET, &gone, None).status, 404);
}

#[test]
fn members_leave_a_group_one_by_one_or_all() {
    let desk = Desk::new();
    let user = desk.person(TWIN_ONE.email);
    let groups = desk.get(&format!("/api/v2/scim/users/{user}"))["groups"].clone();
    let group = groups[0]["value"].as_str().unwrap();
    let target = format!("/api/v2/scim/v2/groups/{group}");
    let before = desk.get(&target);
    assert!(before["members"].as_array().unwrap().iter().any(|member| member["value"] == user));
    let patch = |operation: Value| json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]});
    let one = patch(json!({"op": "remove", "path": format!("members[value eq \"{user}\"]")}));
    let (status, after) = desk.call("PATCH", &target, one.clone());
    assert_eq!(status, 200);
    let count = |group: &Value| group["members"].as_array().unwrap().len();
    assert_eq!(count(&after), count(&before) - 1);
    assert_ne!(after["meta"]["version"], before["meta"]["version"]);
    assert_eq!(desk.call("PATCH", &target, one).1["meta"]["version"], after["meta"]["version"], "safe to repeat");
    assert!(!desk.get(&format!("/api/v2/scim/users/{user}"))["groups"].to_string().contains(group));

    let stranger = patch(json!({"op": "add", "path": "members", "value": [{"value": group}]}));
    assert_eq!(desk.call("PATCH", &target, stranger).1["scimType"], "invalidValue");
    let back = patch(json!({"op": "add", "path": "members", "value": [{"value": user}]}));
    assert_eq!(count(&desk.call("PATCH", &target, back).1), count(&before));
    let put = json!({"displayName": "ignored", "externalId": "g-1", "members": []});
    let (status, empty) = desk.call("PUT", &target, put);
    let owners = {
        let world = desk.practice.world();
        world.groups[world.group_row(group).unwrap() as usize].owners.len()
    };
    assert_eq!((status, count(&empty), empty["externalId"].as_str()), (200, owners, Some("g-1")));
    assert_eq!(empty["displayName"], before["displayName"]);
}

#[test]
fn groups_are_found_but_neither_made_nor_deleted_here() {
    let desk = Desk::new();
    let all = desk.get("/api/v2/scim/groups?count=100");
    let (id, name) =
        (all["Resources"][0]["id"].as_str().unwrap(), all["Resources"][0]["displayName"].as_str().unwrap());
    let query: String = url::form_urlencoded::byte_serialize(format!("displayName eq \"{name}\"").as_bytes()).collect();
    assert_eq!(desk.get(&format!("/api/v2/scim/groups?filter={query}"))["Resources"][0]["id"], id);
    assert_eq!(desk.call("POST", "/api/v2/scim/groups", json!({"displayName": "New"})).0, 404);
    assert_eq!(desk.call("DELETE", &format!("/api/v2/scim/v2/groups/{id}"), Value::Null).0, 404);
    assert_eq!(desk.limited().send(Method::GET, &format!("/api/v2/scim/groups/{id}"), None).status, 403);
}

#[test]
fn the_service_describes_itself() {
    let desk = Desk::new();
    let config = desk.get("/api/v2/scim/v2/serviceproviderconfig");
    assert_eq!((&config["patch"]["supported"], &config["bulk"]["supported"]), (&json!(true), &json!(false)));
    assert_eq!(desk.get("/api/v2/scim/schemas")["totalResults"], 7);
    assert_eq!(desk.get(&format!("/api/v2/scim/schemas/{ENTERPRISE}"))["name"], "EnterpriseUser");
    assert_eq!(desk.get("/api/v2/scim/v2/resourcetypes/Group")["endpoint"], "/groups");
    assert_eq!(desk.send(Method::GET, "/api/v2/scim/schemas/urn:genesys:nothing", None).status, 404);
    assert_eq!(desk.send(Method::GET, "/api/v2/scim/Users", None).status, 404, "paths are in lower case");
}

mod writing;
