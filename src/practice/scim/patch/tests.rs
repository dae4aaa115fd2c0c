use super::super::filter::{ENTERPRISE, PURECLOUD};
use super::super::shape::{GROUP, USER};
use super::*;
use serde_json::json;

fn user() -> Value {
    json!({
        "id": "1", "userName": "ann@example.com", "displayName": "Ann", "active": true, "title": "Agent",
        "phoneNumbers": [{"value": "tel:+1", "type": "work", "primary": true}, {"value": "tel:+2", "type": "mobile"}],
        "roles": [{"value": "employee"}, {"value": "Agent"}],
        (ENTERPRISE): {"division": "Home", "manager": {"value": "m1"}},
        (PURECLOUD): {"externalIds": [{"authority": "hr", "value": "7"}], "routingSkills": [{"name": "Chat", "proficiency": 2.0}]},
    })
}

fn after(operations: Value) -> Value {
    let mut user = user();
    apply(&mut user, USER, &json!({"schemas": [PATCH_OP], "Operations": operations})).unwrap();
    user
}

fn fault(operations: Value) -> Option<&'static str> {
    let mut user = user();
    apply(&mut user, USER, &json!({"schemas": [PATCH_OP], "Operations": operations})).unwrap_err().kind
}

#[test]
fn plain_attributes_are_set_and_removed() {
    assert_eq!(after(json!([{"op": "replace", "path": "active", "value": false}]))["active"], false);
    assert_eq!(after(json!([{"op": "replace", "value": {"ACTIVE": false, "title": "Lead"}}]))["title"], "Lead");
    assert_eq!(after(json!([{"op": "remove", "path": "title"}])).get("title"), None);
    let path = format!("{ENTERPRISE}:department");
    assert_eq!(after(json!([{"op": "add", "path": path, "value": "Sales"}]))[ENTERPRISE]["department"], "Sales");
    let value = json!({(ENTERPRISE): {"division": "EMEA"}});
    let patched = after(json!([{"op": "replace", "value": value}]));
    assert_eq!(patched[ENTERPRISE], json!({"division": "EMEA", "manager": {"value": "m1"}}));
    let path = format!("{ENTERPRISE}:manager.value");
    assert_eq!(after(json!([{"op": "replace", "path": path, "value": "m2"}]))[ENTERPRISE]["manager"]["value"], "m2");
}

#[test]
fn elements_are_chosen_by_their_parts() {
    let path = "phoneNumbers[type eq \"mobile\"].value";
    let patched = after(json!([{"op": "replace", "path": path, "value": "tel:+9"}]));
    assert_eq!(patched["phoneNumbers"][1], json!({"value": "tel:+9", "type": "mobile"}));
    assert_eq!(patched["phoneNumbers"][0]["value"], "tel:+1");
    let patched = after(json!([{"op": "remove", "path": "roles[value eq \"Agent\"]"}]));
    assert_eq!(patched["roles"], json!([{"value": "employee"}]));
    let path = format!("{PURECLOUD}:externalIds[authority eq \"hr\" and value eq \"8\"]");
    assert_eq!(after(json!([{"op": "remove", "path": path}])), user(), "both comparisons count");
    let patched = after(json!([{"op": "add", "path": "phoneNumbers[type eq \"home\"].value", "value": "tel:+5"}]));
    assert_eq!(patched["phoneNumbers"][2], json!({"value": "tel:+5", "type": "home"}));
}

#[test]
fn lists_grow_and_are_replaced() {
    let patched = after(json!([{"op": "add", "path": "roles", "value": [{"value": "Agent"}, {"value": "Lead"}]}]));
    assert_eq!(patched["roles"], json!([{"value": "employee"}, {"value": "Agent"}, {"value": "Lead"}]));
    let patched = after(json!([{"op": "replace", "path": "roles", "value": []}]));
    assert_eq!(patched["roles"], json!([]));
    let path = format!("{PURECLOUD}:routingSkills");
    let patched = after(json!([{"op": "add", "path": path, "value": {"name": "Chat", "proficiency": 5}}]));
    assert_eq!(patched[PURECLOUD]["routingSkills"], json!([{"name": "Chat", "proficiency": 5}]));
}

#[test]
fn members_of_a_group_leave_one_by_one_or_all() {
    let group = json!({"id": "g", "displayName": "Team", "members": [{"value": "a"}, {"value": "b"}]});
    let patched = |operation: Value| {
        let mut group = group.clone();
        apply(&mut group, GROUP, &json!({"schemas": [PATCH_OP], "Operations": [operation]})).map(|()| group)
    };
    let one = patched(json!({"op": "remove", "path": "members[value eq \"a\"]"})).unwrap();
    assert_eq!(one["members"], json!([{"value": "b"}]));
    assert_eq!(patched(json!({"op": "remove", "path": "members"})).unwrap().get("members"), None);
    let fault = patched(json!({"op": "replace", "path": "displayName", "value": "x"})).unwrap_err();
    assert_eq!(fault.kind, Some("mutability"));
}

#[test]
fn mistakes_are_named() {
    assert_eq!(fault(json!([])), Some("invalidSyntax"));
    assert_eq!(fault(json!([{"op": "Replace", "path": "active", "value": false}])), Some("invalidSyntax"));
    assert_eq!(fault(json!([{"op": "remove"}])), Some("noTarget"));
    assert_eq!(fault(json!([{"op": "replace", "path": "active"}])), Some("invalidValue"));
    assert_eq!(fault(json!([{"op": "replace", "path": "nickName", "value": "x"}])), Some("invalidPath"));
    assert_eq!(fault(json!([{"op": "replace", "path": "id", "value": "x"}])), Some("mutability"));
    assert_eq!(fault(json!([{"op": "remove", "path": "groups[value eq \"x\"]"}])), Some("mutability"));
    assert_eq!(fault(json!([{"op": "remove", "path": "userName"}])), Some("mutability"));
    let path = "phoneNumbers[type eq \"fax\"].value";
    assert_eq!(fault(json!([{"op": "replace", "path": path, "value": "x"}])), Some("noTarget"));
    assert_eq!(fault(json!([{"op": "replace", "path": "title[value eq \"x\"]", "value": "x"}])), Some("invalidPath"));
    let mut user = user();
    let nameless = json!({"schemas": [], "Operations": [{"op": "remove", "path": "title"}]});
    assert_eq!(apply(&mut user, USER, &nameless).unwrap_err().kind, Some("invalidSyntax"));
}
