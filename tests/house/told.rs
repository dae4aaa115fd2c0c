//! Answers about access, in a form that tables of tests can hold.

use super::Home;
use super::tenant::{Tenant, small};
use lanyard::practice::PracticeOptions;
use serde_json::Value;

/// Two hundred people, those of the stories among them.
pub fn tenant() -> Tenant {
    Tenant::new(PracticeOptions { people: 200, ..small() })
}

pub fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}

pub fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("no list {name} in {value}"))
}

pub fn names(places: &Value) -> String {
    places.as_array().unwrap().iter().map(|d| word(d, "name")).collect::<Vec<_>>().join(", ")
}

/// `source | role | divisions` of each branch.
pub fn roles(result: &Value) -> Vec<String> {
    let one =
        |b: &Value| format!("{} | {} | {}", word(b, "source_name"), word(&b["role"], "name"), names(&b["divisions"]));
    list(result, "roles").iter().map(one).collect()
}

/// `source | role | division | policy` of each path, and whether it has a condition.
pub fn paths(value: &Value) -> Vec<String> {
    let one = |p: &Value| {
        let condition = if p["condition"].is_null() { "" } else { " | if" };
        format!(
            "{} | {} | {} | {}{condition}",
            word(p, "source_name"),
            word(&p["role"], "name"),
            word(&p["division"], "name"),
            word(p, "policy")
        )
    };
    list(value, "paths").iter().map(one).collect()
}

pub fn ok(home: &Home, arguments: &[&str]) -> Value {
    let (code, mut answer) = home.json(arguments);
    assert_eq!((code, &answer["error"]), (0, &Value::Null), "{arguments:?}: {answer}");
    answer["result"].take()
}
