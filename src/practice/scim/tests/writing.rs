use super::*;

fn patch(operations: Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}

/// A person and the address of the SCIM user.
fn managed(desk: &Desk) -> (String, String) {
    let id = desk.person(SCIM_MANAGED.email);
    (id.clone(), format!("/api/v2/scim/v2/users/{id}"))
}

#[test]
fn deactivating_and_deleting_show_on_the_platform() {
    let desk = Desk::new();
    let (id, target) = managed(&desk);
    let (status, user) =
        desk.call("PATCH", &target, patch(json!([{"op": "replace", "path": "active", "value": false}])));
    assert_eq!((status, &user["active"], &user["roles"]), (200, &json!(false), &json!([])));
    let platform = desk.get(&format!("/api/v2/users/{id}"));
    assert_eq!(platform["state"], "inactive");
    assert_eq!(platform["version"].to_string(), user["meta"]["version"].as_str().unwrap());
    assert_eq!(desk.call("DELETE", &target, Value::Null), (204, Value::Null));
    assert_eq!(desk.call("DELETE", &target, Value::Null).0, 404);
    assert_eq!(desk.get(&format!("/api/v2/users/{id}?state=deleted"))["state"], "deleted");
    let taken = desk.call("POST", "/api/v2/scim/users", json!({"userName": SCIM_MANAGED.email, "displayName": "T"}));
    assert_eq!((taken.0, taken.1["scimType"].as_str()), (409, Some("uniqueness")), "the deleted hold their address");
}

#[test]
fn roles_are_named_and_others_stay() {
    let desk = Desk::new();
    let (id, target) = managed(&desk);
    let names = |user: &Value| -> Vec<String> {
        user["roles"].as_array().unwrap().iter().map(|role| role["value"].as_str().unwrap().to_owned()).collect()
    };
    let before = names(&desk.get(&target));
    assert!(before.contains(&"Agent".to_owned()));
    let add = patch(json!([{"op": "add", "path": "roles", "value": [{"value": "Quality viewer"}]}]));
    let (status, user) = desk.call("PATCH", &target, add);
    assert_eq!((status, names(&user).len()), (200, before.len() + 1));
    let remove = patch(json!([{"op": "remove", "path": "roles[value eq \"Agent\"]"}]));
    let after = names(&desk.call("PATCH", &target, remove).1);
    assert!(!after.contains(&"Agent".to_owned()) && after.contains(&"Quality viewer".to_owned()));
    let granted = desk.get(&format!("/api/v2/users/{id}?expand=authorization"));
    assert!(granted["authorization"]["roles"].to_string().contains("Quality viewer"));
    let wrong =
        desk.call("PATCH", &target, patch(json!([{"op": "add", "path": "roles", "value": [{"value": "King"}]}])));
    assert_eq!((wrong.0, wrong.1["scimType"].as_str()), (400, Some("invalidValue")));
    assert_eq!(names(&desk.get(&target)), after, "a refused change changes nothing");
}

#[test]
fn a_replacement_clears_what_it_does_not_name() {
    let desk = Desk::new();
    let (_, target) = managed(&desk);
    let (status, user) = desk.call("PUT", &target, json!({"roles": [{"value": "Agent"}]}));
    assert_eq!(status, 200);
    assert_eq!(user["roles"], json!([{"value": "Agent"}]));
    assert!(
        user.get("title").is_none() && user[ENTERPRISE].get("manager").is_none() && user.get("externalId").is_none()
    );
    assert_eq!((&user["userName"], &user["active"]), (&json!(SCIM_MANAGED.email), &json!(true)));
}

#[test]
fn what_was_read_can_be_written_back_unchanged() {
    let desk = Desk::new();
    let (_, target) = managed(&desk);
    let user = desk.get(&target);
    let (status, same) = desk.call("PUT", &target, user.clone());
    assert_eq!((status, &same), (200, &user), "not even the version moves");
}

#[test]
fn every_part_of_a_user_is_created_and_changed() {
    let desk = Desk::new();
    let (manager, _) = managed(&desk);
    let (status, user) = desk.call(
        "POST",
        "/api/v2/scim/v2/users",
        json!({
            "schemas": [super::super::filter::CORE_USER],
            "userName": "new.person@acme.example", "displayName": "New Person", "title": "Agent", "externalId": "idp-9",
            "phoneNumbers": [{"value": "tel:+13175550199;ext=42", "type": "work"}, {"value": "+4915112345678", "type": "mobile"}],
            "emails": [{"value": "new@work.example", "type": "work"}],
            "roles": [{"value": "Agent"}],
            (ENTERPRISE): {"division": "EMEA", "department": "Care", "manager": {"value": manager},
                "employeeNumber": "77", "dateHire": "2026-10-01"},
            (PURECLOUD): {"externalIds": [{"authority": "crm", "value": "c-1"}]},
        }),
    );
    assert_eq!(status, 201, "{user}");
    let id = user["id"].as_str().unwrap();
    let target = format!("/api/v2/scim/v2/users/{id}");
    assert_eq!(desk.get(&target), user);
    assert_eq!(user["phoneNumbers"][0]["value"], "tel:+13175550199;ext=42");
    assert_eq!(user["phoneNumbers"][1], json!({"value": "tel:+4915112345678", "type": "mobile", "primary": false}));
    assert_eq!(user[ENTERPRISE]["manager"]["value"], manager);
    assert_eq!(user[ENTERPRISE]["dateHire"], "2026-10-01");
    assert_eq!(found(&desk, "externalId eq idp-9").len(), 1);
    assert_eq!(found(&desk, "employeeNumber eq 77").len(), 1);
    let platform = desk.get(&format!("/api/v2/users/{id}"));
    assert_eq!((&platform["state"], &platform["division"]["name"]), (&json!("active"), &json!("EMEA")));

    let operations = json!([
        {"op": "replace", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "tel:+4915100000000"},
        {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "other@work.example"},
        {"op": "replace", "path": "userName", "value": "renamed@acme.example"},
        {"op": "replace", "path": format!("{ENTERPRISE}:department"), "value": "Sales"},
        {"op": "remove", "path": format!("{PURECLOUD}:externalIds[authority eq \"crm\"]")},
        {"op": "add", "value": {"title": "Lead"}},
    ]);
    let (status, user) = desk.call("PATCH", &target, patch(operations));
    assert_eq!(status, 200, "{user}");
    assert_eq!(user["phoneNumbers"][1]["value"], "tel:+4915100000000");
    assert_eq!(
        user["emails"],
        json!([
            {"value": "other@work.example", "type": "work", "primary": false},
            {"value": "renamed@acme.example", "type": "other", "primary": true},
        ])
    );
    assert_eq!((&user["title"], &user[ENTERPRISE]["department"]), (&json!("Lead"), &json!("Sales")));
    assert!(!user[PURECLOUD]["externalIds"].to_string().contains("crm"));
    assert_eq!(found(&desk, "userName eq renamed@acme.example").len(), 1);
    assert!(found(&desk, "userName eq new.person@acme.example").is_empty());
    let successor = json!({"userName": "new.person@acme.example", "displayName": "Newer Person"});
    assert_eq!(desk.call("POST", "/api/v2/scim/users", successor).0, 201, "the old address is free again");
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let desk = Desk::new();
    let (_, target) = managed(&desk);
    let before = desk.get(&target);
    let kind = |body: Value| {
        let (status, body) = desk.call("PATCH", &target, patch(body));
        (status, body["scimType"].as_str().unwrap_or_default().to_owned())
    };
    let set = |path: &str, value: Value| json!([{"op": "replace", "path": path, "value": value}]);
    assert_eq!(kind(set("userName", json!(OWNER.email))), (409, "uniqueness".into()));
    assert_eq!(kind(set("userName", json!("nobody"))), (400, "invalidValue".into()));
    assert_eq!(kind(set("active", json!("no"))), (400, "invalidValue".into()));
    assert_eq!(kind(set("groups", json!([]))), (400, "mutability".into()));
    assert_eq!(kind(set("emails[type eq \"other\"].value", json!("x@y.example"))), (400, "mutability".into()));
    assert_eq!(kind(set("phoneNumbers[type eq \"work\"].value", json!("call me"))), (400, "invalidValue".into()));
    assert_eq!(kind(set(&format!("{ENTERPRISE}:division"), json!("Atlantis"))), (400, "invalidValue".into()));
    assert_eq!(kind(set(&format!("{ENTERPRISE}:manager"), json!({"value": "x"}))), (400, "invalidValue".into()));
    assert_eq!(
        kind(set(&format!("{PURECLOUD}:routingSkills"), json!([{"name": "Juggling"}]))),
        (400, "invalidValue".into())
    );
    assert_eq!(desk.get(&target), before);
    let create = |body: Value| desk.call("POST", "/api/v2/scim/users", body).0;
    assert_eq!(create(json!({"userName": "a@b.example"})), 400);
    assert_eq!(create(json!({"userName": "a@b.example", "displayName": "A", "name": {"givenName": "A"}})), 400);
    let refused = desk.limited().call("PATCH", &target, patch(set("active", json!(false))));
    assert_eq!((refused.0, refused.1["code"].as_str()), (403, Some("missing.any.permissions")));
}
