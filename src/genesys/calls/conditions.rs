//! Conditions of permission policies, in words.

use crate::model::DisplayText;
use serde_json::Value;

/// How deep conditions are followed; what lies deeper is said to be there.
const DEEPEST: usize = 8;

/// Whether a node is a condition at all: the platform also sends empty ones.
pub(super) fn says_something(node: &Value) -> bool {
    let list = |name: &str| node.get(name).and_then(Value::as_array).is_some_and(|l| !l.is_empty());
    node.get("variableName").and_then(Value::as_str).is_some() || list("terms") || list("operands")
}

/// The condition node of a policy as a sentence, such as `Conversation.queues is one of Claims, Billing`.
///
/// The platform often sends only the ids of queues, people and teams: `name` is asked for the name of an id, and what it
/// does not know is shown as `queue 72c5dba2-…`.
pub fn condition_words(node: &Value, name: &dyn Fn(&str) -> Option<DisplayText>) -> DisplayText {
    DisplayText::new(words(node, name, 0))
}

type Names<'a> = &'a dyn Fn(&str) -> Option<DisplayText>;

fn words(node: &Value, names: Names<'_>, depth: usize) -> String {
    if depth > DEEPEST {
        return "further conditions".to_owned();
    }
    let terms: Vec<_> = array(node, "terms").filter(|t| says_something(t)).collect();
    if let Some(name) = node.get("variableName").and_then(Value::as_str) {
        let own = compare(name, node, names);
        // A node with both is not in the interface's examples; nothing of it may be lost.
        return if terms.is_empty() { own } else { format!("{own} and ({})", join(node, &terms, names, depth)) };
    }
    match terms.as_slice() {
        [] => "a condition that cannot be put in words".to_owned(),
        [one] => words(one, names, depth + 1),
        many => join(node, many, names, depth),
    }
}

fn join(node: &Value, terms: &[&Value], names: Names<'_>, depth: usize) -> String {
    let or = node.get("conjunction").and_then(Value::as_str) == Some("OR");
    let parts: Vec<_> = terms
        .iter()
        .map(|term| {
            let text = words(term, names, depth + 1);
            let compound = array(term, "terms").filter(|t| says_something(t)).count() > 1;
            if compound { format!("({text})") } else { text }
        })
        .collect();
    parts.join(if or { " or " } else { " and " })
}

fn compare(name: &str, node: &Value, names: Names<'_>) -> String {
    let operands: Vec<_> = array(node, "operands").map(|o| operand(o, names)).collect();
    let list = if operands.is_empty() { "something unnamed".to_owned() } else { operands.join(", ") };
    let verb = match (node.get("operator").and_then(Value::as_str).unwrap_or("EQ"), operands.len()) {
        ("EQ" | "IN", 2..) => "is one of",
        ("EQ" | "IN", _) => "is",
        ("GE", _) => "is at least",
        ("GT", _) => "is over",
        ("LE", _) => "is at most",
        ("LT", _) => "is under",
        (other, _) => return format!("{name} {other} {list}"),
    };
    format!("{name} {verb} {list}")
}

fn operand(value: &Value, names: Names<'_>) -> String {
    let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
    let text = |v: &Value| v.as_str().map(str::to_owned).unwrap_or_else(|| v.to_string());
    for kind in ["queue", "user", "team"] {
        let Some(thing) = value.get(kind).filter(|thing| thing.is_object()) else { continue };
        let field = |name: &str| thing.get(name).and_then(Value::as_str).filter(|t| !t.is_empty());
        return match (field("name"), field("id")) {
            (Some(name), _) => name.to_owned(),
            (None, Some(id)) => names(id).map_or_else(|| format!("{kind} {id}"), |name| name.to_string()),
            (None, None) => format!("an unnamed {kind}"),
        };
    }
    match (kind, value.get("value").filter(|v| !v.is_null())) {
        ("VARIABLE", Some(v)) => format!("the value of {}", text(v)),
        (_, Some(v)) => text(v),
        (other, None) => format!("an unnamed {}", other.to_ascii_lowercase()),
    }
}

fn array<'a>(node: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    node.get(name).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn say(node: Value) -> String {
        condition_words(&node, &|_| None).as_str().to_owned()
    }

    #[test]
    fn comparisons() {
        let queue = |id: &str, name: &str| json!({"type": "QUEUE", "queue": {"id": id, "name": name}});
        let node = |op: &str, operands: Vec<Value>| json!({"variableName": "V", "operator": op, "operands": operands});
        assert_eq!(say(node("EQ", vec![queue("q1", "Claims")])), "V is Claims");
        assert_eq!(say(node("IN", vec![queue("q1", "Claims"), queue("q2", "Billing")])), "V is one of Claims, Billing");
        let by_id = node("EQ", vec![json!({"type": "QUEUE", "queue": {"id": "q1"}})]);
        let known = condition_words(&by_id, &|id| (id == "q1").then(|| "Claims".into()));
        assert_eq!(known.as_str(), "V is Claims");
        assert_eq!(say(by_id), "V is queue q1");
        for (op, verb) in [("GE", "is at least"), ("GT", "is over"), ("LE", "is at most"), ("LT", "is under")] {
            assert_eq!(say(node(op, vec![json!({"type": "SCALAR", "value": "3"})])), format!("V {verb} 3"));
        }
        assert_eq!(say(node("EQ", vec![json!({"type": "VARIABLE", "value": "User.id"})])), "V is the value of User.id");
        assert_eq!(say(node("LIKE", vec![json!({"value": "x"})])), "V LIKE x");
    }

    #[test]
    fn nesting_keeps_its_brackets() {
        let leaf = |name: &str| json!({"variableName": name, "operator": "EQ", "operands": [{"type": "SCALAR", "value": "1"}]});
        let node = json!({"conjunction": "AND", "terms": [
            leaf("A"),
            {"conjunction": "OR", "terms": [leaf("B"), leaf("C")]},
            {"conjunction": "OR", "terms": [leaf("D")]},
        ]});
        assert_eq!(say(node), "A is 1 and (B is 1 or C is 1) and D is 1");
    }

    #[test]
    fn strange_nodes_do_no_harm() {
        assert!(!says_something(&json!({})));
        assert!(!says_something(&json!({"terms": [], "operands": []})));
        assert_eq!(say(json!({"terms": [{}]})), "a condition that cannot be put in words");
        let mut deep = json!({"variableName": "A"});
        for _ in 0..200 {
            deep = json!({"conjunction": "AND", "terms": [deep, {"variableName": "B"}]});
        }
        assert!(say(deep).contains("further conditions"));
        assert_eq!(say(json!({"variableName": "a\u{202e}b"})), "a⟨U+202E⟩b is something unnamed");
    }
}
