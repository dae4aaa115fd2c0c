//! The filters of a conversation details query, held against a conversation as the query would show it.
//!
//! Filters of one list are all needed, each for itself; the predicates of one segment filter must be
//! met by one and the same segment.

use serde_json::{Map, Value};

/// A mistake in a query: the platform's code and a message.
pub type Mistake = (&'static str, String);

/// Conversation dimensions that the practice tenant knows.
const CONVERSATION: [&str; 6] = [
    "conversationId",
    "conversationStart",
    "conversationEnd",
    "conversationInitiator",
    "divisionId",
    "originatingDirection",
];

/// Segment dimensions that the practice tenant knows, and the part of a conversation each is read from.
const SEGMENT: [(&str, Part, &str); 15] = [
    ("userId", Part::Participant, "userId"),
    ("purpose", Part::Participant, "purpose"),
    ("participantName", Part::Participant, "participantName"),
    ("teamId", Part::Participant, "teamId"),
    ("mediaType", Part::Session, "mediaType"),
    ("direction", Part::Session, "direction"),
    ("ani", Part::Session, "ani"),
    ("dnis", Part::Session, "dnis"),
    ("provider", Part::Session, "provider"),
    ("recording", Part::Session, "recording"),
    ("queueId", Part::Segment, "queueId"),
    ("segmentType", Part::Segment, "segmentType"),
    ("segmentEnd", Part::Segment, "segmentEnd"),
    ("disconnectType", Part::Segment, "disconnectType"),
    ("wrapUpCode", Part::Segment, "wrapUpCode"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Participant,
    Session,
    Segment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Matches,
    Exists,
    NotExists,
}

#[derive(Debug, Clone)]
struct Predicate {
    dimension: String,
    operator: Operator,
    value: String,
}

#[derive(Debug, Clone)]
enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    One(Predicate),
}

/// The filters of one query.
#[derive(Debug, Clone)]
pub struct Filters {
    conversation: Vec<Test>,
    segment: Vec<Test>,
}

impl Filters {
    /// Reads the filters out of a query body.
    ///
    /// # Errors
    /// The mistake, when a filter is malformed or asks what the practice tenant does not know.
    pub fn read(body: &Map<String, Value>) -> Result<Self, Mistake> {
        let part = |name: &str| body.get(name).unwrap_or(&Value::Null);
        for other in ["evaluationFilters", "surveyFilters", "resolutionFilters"] {
            if part(other).as_array().is_some_and(|list| !list.is_empty()) {
                return Err(("bad.request", format!("{other} are not part of the practice tenant.")));
            }
        }
        Ok(Self {
            conversation: list(part("conversationFilters"), "conversationFilters", &|name| {
                CONVERSATION.contains(&name)
            })?,
            segment: list(part("segmentFilters"), "segmentFilters", &|name| {
                SEGMENT.iter().any(|known| known.0 == name)
            })?,
        })
    }

    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        self.conversation.is_empty() && self.segment.is_empty()
    }

    /// The one person whose conversations alone can match, when the filters name one.
    pub fn only_user(&self) -> Option<&str> {
        self.segment.iter().find_map(|test| needed(test, "userId", Operator::Matches)).map(|one| one.value.as_str())
    }

    /// Whether only conversations that are still open can match.
    pub fn only_open(&self) -> bool {
        self.conversation.iter().any(|test| needed(test, "conversationEnd", Operator::NotExists).is_some())
    }

    /// Whether a conversation, in the form of a details answer, passes.
    pub fn pass(&self, conversation: &Value) -> bool {
        self.conversation.iter().all(|test| holds(test, &|one| conversation_has(conversation, one)))
            && self.segment.iter().all(|test| some_segment(conversation, test))
    }
}

/// The predicate of this kind without which nothing passes the test.
fn needed<'a>(test: &'a Test, dimension: &str, operator: Operator) -> Option<&'a Predicate> {
    match test {
        Test::One(one) => (one.dimension == dimension && one.operator == operator).then_some(one),
        Test::All(tests) => tests.iter().find_map(|test| needed(test, dimension, operator)),
        Test::Any(tests) if tests.len() == 1 => needed(&tests[0], dimension, operator),
        Test::Any(_) => None,
    }
}

fn list(filters: &Value, name: &str, known: &dyn Fn(&str) -> bool) -> Result<Vec<Test>, Mistake> {
    match filters {
        Value::Null => Ok(Vec::new()),
        Value::Array(filters) => filters.iter().map(|filter| test(filter, name, known)).collect(),
        _ => Err(("bad.request", format!("{name} must be a list."))),
    }
}

fn test(filter: &Value, name: &str, known: &dyn Fn(&str) -> bool) -> Result<Test, Mistake> {
    let mut tests = Vec::new();
    for one in filter["predicates"].as_array().into_iter().flatten() {
        tests.push(Test::One(predicate(one, name, known)?));
    }
    for clause in filter["clauses"].as_array().into_iter().flatten() {
        tests.push(test(clause, name, known)?);
    }
    if tests.is_empty() {
        return Err(("bad.request", format!("A filter in {name} has no predicates.")));
    }
    match filter["type"].as_str() {
        Some("and") => Ok(Test::All(tests)),
        Some("or") => Ok(Test::Any(tests)),
        _ => Err(("bad.request", format!("The type of a filter in {name} must be and or or."))),
    }
}

fn predicate(one: &Value, name: &str, known: &dyn Fn(&str) -> bool) -> Result<Predicate, Mistake> {
    if !matches!(one["type"].as_str(), None | Some("dimension")) {
        return Err(("bad.request", format!("{name}: only dimensions are part of the practice tenant.")));
    }
    let dimension = one["dimension"].as_str().unwrap_or_default();
    if !known(dimension) {
        return Err(("invalid.value", format!("{name}: \"{dimension}\" is not a dimension to filter by.")));
    }
    let operator = match one["operator"].as_str() {
        None | Some("matches") => Operator::Matches,
        Some("exists") => Operator::Exists,
        Some("notExists") => Operator::NotExists,
        Some(other) => return Err(("invalid.value", format!("{name}: \"{other}\" is not an operator."))),
    };
    let value = one["value"].as_str();
    if operator == Operator::Matches && value.is_none() {
        return Err(("bad.request", format!("{name}: {dimension} needs a value.")));
    }
    Ok(Predicate { dimension: dimension.to_owned(), operator, value: value.unwrap_or_default().to_owned() })
}

fn holds(test: &Test, check: &dyn Fn(&Predicate) -> bool) -> bool {
    match test {
        Test::All(tests) => tests.iter().all(|test| holds(test, check)),
        Test::Any(tests) => tests.iter().any(|test| holds(test, check)),
        Test::One(one) => check(one),
    }
}

fn conversation_has(conversation: &Value, one: &Predicate) -> bool {
    if one.dimension == "divisionId" {
        let divisions = conversation["divisionIds"].as_array().map_or(&[][..], Vec::as_slice);
        return match one.operator {
            Operator::Matches => divisions.iter().any(|id| id == one.value.as_str()),
            Operator::Exists => !divisions.is_empty(),
            Operator::NotExists => divisions.is_empty(),
        };
    }
    compare(conversation.get(&one.dimension), one)
}

fn some_segment(conversation: &Value, test: &Test) -> bool {
    each(conversation, "participants").iter().any(|participant| {
        each(participant, "sessions").iter().any(|session| {
            each(session, "segments").iter().any(|segment| {
                holds(test, &|one| {
                    let place = SEGMENT.iter().find(|known| known.0 == one.dimension);
                    let value = place.and_then(|(_, part, key)| match part {
                        Part::Participant => participant.get(key),
                        Part::Session => session.get(key),
                        Part::Segment => segment.get(key),
                    });
                    compare(value, one)
                })
            })
        })
    })
}

fn each<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn compare(value: Option<&Value>, one: &Predicate) -> bool {
    match one.operator {
        Operator::Exists => value.is_some_and(|value| !value.is_null()),
        Operator::NotExists => value.is_none_or(Value::is_null),
        Operator::Matches => match value {
            Some(Value::String(text)) => *text == one.value,
            Some(Value::Null) | None => false,
            Some(other) => {
                let written = other.to_string();
                written == one.value
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn conversation() -> Value {
        json!({
            "conversationId": "c", "conversationStart": "2026-10-01T00:00:00.000Z", "divisionIds": ["d"],
            "participants": [
                {"purpose": "customer", "sessions": [{"mediaType": "voice", "segments": [{"segmentType": "interact"}]}]},
                {"purpose": "agent", "userId": "u", "sessions": [{"mediaType": "voice", "segments": [
                    {"segmentType": "alert", "queueId": "q"}, {"segmentType": "interact", "queueId": "q"}]}]},
            ],
        })
    }

    fn read(body: &Value) -> Result<Filters, Mistake> {
        Filters::read(body.as_object().unwrap())
    }

    fn passes(body: Value) -> bool {
        read(&body).unwrap().pass(&conversation())
    }

    fn by(dimension: &str, operator: &str, value: &str) -> Value {
        json!({"type": "dimension", "dimension": dimension, "operator": operator, "value": value})
    }

    #[test]
    fn open_conversations_of_a_person_are_found() {
        let body = |user: &str, operator: &str| {
            json!({
                "segmentFilters": [{"type": "and", "predicates": [by("userId", "matches", user)]}],
                "conversationFilters": [{"type": "and", "predicates": [by("conversationEnd", operator, "")]}],
            })
        };
        assert!(passes(body("u", "notExists")));
        assert!(!passes(body("u", "exists")));
        assert!(!passes(body("v", "notExists")));
        let filters = read(&body("u", "exists")).unwrap();
        assert_eq!((filters.only_user(), filters.only_open()), (Some("u"), false));
        assert!(read(&body("u", "notExists")).unwrap().only_open());
    }

    #[test]
    fn one_segment_must_meet_a_whole_filter_and_another_may_meet_the_next() {
        let together = json!([{"type": "and", "predicates": [by("purpose", "matches", "customer"), by("userId", "matches", "u")]}]);
        assert!(!passes(json!({"segmentFilters": together})));
        let apart = json!([
            {"type": "and", "predicates": [by("purpose", "matches", "customer")]},
            {"type": "and", "predicates": [by("userId", "matches", "u")]},
        ]);
        assert!(passes(json!({"segmentFilters": apart})));
        let either =
            json!([{"type": "or", "predicates": [by("userId", "matches", "x"), by("queueId", "matches", "q")]}]);
        assert!(passes(json!({"segmentFilters": either})));
        assert_eq!(read(&json!({"segmentFilters": either})).unwrap().only_user(), None);
        let clauses =
            json!([{"type": "and", "clauses": [{"type": "or", "predicates": [by("userId", "matches", "u")]}]}]);
        assert!(passes(json!({"segmentFilters": clauses})));
    }

    #[test]
    fn mistakes_are_told() {
        for body in [
            json!({"segmentFilters": [{"type": "and", "predicates": [by("user", "matches", "u")]}]}),
            json!({"segmentFilters": [{"type": "xor", "predicates": [by("userId", "matches", "u")]}]}),
            json!({"segmentFilters": [{"type": "and", "predicates": []}]}),
            json!({"segmentFilters": [{"type": "and", "predicates": [{"dimension": "userId"}]}]}),
            json!({"conversationFilters": [{"type": "and", "predicates": [by("conversationEnd", "is", "")]}]}),
            json!({"surveyFilters": [{"type": "and"}]}),
        ] {
            assert!(read(&body).is_err(), "{body}");
        }
    }
}
