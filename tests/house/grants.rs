//! Grants as the tenant shows them, and files of roles made of them.

use super::tenant::Tenant;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A person's own grants as `role (division)`.
pub fn own(tenant: &Tenant, id: &str) -> BTreeSet<String> {
    own_list(tenant, id).into_iter().collect()
}

/// The same, each as often as the tenant lists it.
pub fn own_list(tenant: &Tenant, id: &str) -> Vec<String> {
    let subject = tenant.read(&format!("/api/v2/authorization/subjects/{id}?includeDuplicates=true"));
    let own = subject["grants"].as_array().unwrap().iter().filter(|g| g["subjectId"] == id).map(|g| {
        let text = |value: &Value| value["name"].as_str().unwrap().to_owned();
        format!("{} ({})", text(&g["role"]), text(&g["division"]))
    });
    own.collect()
}

/// The numbers of rows in an answer: all, same, add, remove, bad.
pub fn tally(answer: &Value) -> [u64; 5] {
    ["rows", "same", "add", "remove", "bad"].map(|name| answer["result"]["rows"][name].as_u64().unwrap())
}

/// All outcomes together.
pub fn sum(outcomes: &Value) -> u64 {
    outcomes.as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum()
}

/// Everything on all pages of a list.
pub fn all(tenant: &Tenant, target: &str, size: u32) -> Vec<Value> {
    let sign = if target.contains('?') { '&' } else { '?' };
    let mut all = Vec::new();
    for page in 1.. {
        let found = tenant.read(&format!("{target}{sign}pageSize={size}&pageNumber={page}"));
        all.extend(found["entities"].as_array().unwrap().iter().cloned());
        if page >= found["pageCount"].as_u64().unwrap_or(0) {
            break;
        }
    }
    all
}

/// Who is granted a role directly, and where: person, division.
pub fn holders(tenant: &Tenant, role: &str) -> Vec<(String, String)> {
    let listed = all(tenant, &format!("/api/v2/authorization/roles/{role}/subjectgrants"), 100);
    let people = listed.iter().filter(|holder| holder["type"] == "PC_USER");
    let places = |holder: &Value| {
        let id = holder["id"].as_str().unwrap().to_owned();
        let divisions = holder["divisions"].as_array().unwrap().clone();
        divisions.into_iter().map(move |d| (id.clone(), d["id"].as_str().unwrap().to_owned()))
    };
    people.flat_map(places).collect()
}

/// The id of each role by its name.
pub fn roles(tenant: &Tenant) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let listed = all(tenant, "/api/v2/authorization/roles", 100);
    listed.iter().map(|role| (text(&role["name"]), text(&role["id"]))).collect()
}

/// Everybody who is active.
pub fn active(tenant: &Tenant) -> Vec<String> {
    let listed = all(tenant, "/api/v2/users?state=active", 500);
    listed.iter().map(|person| person["id"].as_str().unwrap().to_owned()).collect()
}
