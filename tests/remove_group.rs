//! Groups are removed by the real binary, and the tenant is read by a client of its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::tenant::{Tenant, small};
use house::{Home, outcomes};
use serde_json::{Value, json};

/// A group that carries roles and gives a queue its members.
const SPECIALISTS: &str = "Claims specialists";

fn group(tenant: &Tenant, name: &str) -> Option<Value> {
    let all = tenant.read("/api/v2/groups?pageSize=500");
    all["entities"].as_array().unwrap().iter().find(|g| g["name"] == name).cloned()
}

fn remove(home: &Home, name: &str) -> (i32, Value) {
    home.json(&["remove-group", name, "--yes", "--reason", "reorganised", "--ticket", "OPS-3"])
}

fn goes(settings: &str) {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    home.configure(settings);
    let before = group(&tenant, SPECIALISTS).unwrap();
    let id = before["id"].as_str().unwrap();
    let members = tenant.read(&format!("/api/v2/groups/{id}/members?pageSize=100"));
    let members: Vec<_> = members["entities"].as_array().unwrap().iter().map(|m| m["id"].clone()).collect();
    assert!(!members.is_empty());

    let (code, planned) = home.json(&["remove-group", SPECIALISTS]);
    assert_eq!((code, &planned["result"]["confirmed"]), (0, &json!(false)), "{planned}");
    assert_eq!(group(&tenant, SPECIALISTS).unwrap(), before, "a plan changes nothing");
    let codes: Vec<_> = planned["result"]["plan"]["findings"].as_array().unwrap().iter().map(|f| &f["code"]).collect();
    for code in ["carries-roles", "feeds-queues", "members-lose"] {
        assert!(codes.contains(&&json!(code)), "{codes:?}");
    }

    let (code, answer) = remove(&home, SPECIALISTS);
    assert_eq!(code, 0, "{answer}");
    let run = &answer["result"]["run"];
    assert_eq!((&run["state"], &run["proved"]), (&json!("done"), &json!(true)));
    assert!(outcomes(run).iter().all(|(_, outcome)| outcome == "done"), "{run}");
    assert_eq!(group(&tenant, SPECIALISTS), None);
    assert_eq!(tenant.get(&format!("/api/v2/groups/{id}")).0, 404);
    for member in members {
        let member = member.as_str().unwrap();
        let grants = tenant.read(&format!("/api/v2/authorization/subjects/{member}?includeDuplicates=true"));
        assert!(grants["grants"].as_array().unwrap().iter().all(|g| g["subjectId"] != id), "{grants}");
    }
    home.whole_chain();
}

#[test]
fn a_group_goes_by_the_platform_s_interface() {
    goes("");
}

#[test]
fn a_group_goes_by_scim() {
    goes("group_members_by = \"scim\"\n");
}

#[test]
fn what_cannot_be_removed_is_refused_with_a_remedy() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let all = tenant.read("/api/v2/groups?pageSize=500");
    home.configure("group_member_limit = 2\n");
    let (code, answer) = remove(&home, SPECIALISTS);
    assert_eq!(code, 3, "{answer}");
    assert!(answer.to_string().contains("2 is the limit"), "{answer}");
    let (code, answer) = remove(&home, "Executives – protected");
    assert_eq!(code, 3, "{answer}");
    assert!(answer.to_string().contains("is protected"), "{answer}");
    let (code, answer) = remove(&home, "specialists");
    assert_eq!(code, 4, "{answer}");
    assert!(answer["error"]["remedy"].as_str().unwrap().contains(SPECIALISTS), "{answer}");
    assert_eq!(tenant.read("/api/v2/groups?pageSize=500"), all);
}
