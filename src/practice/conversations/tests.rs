use crate::practice::stories::{ON_CALLS, OPERATOR, SCIM_MANAGED};
use crate::practice::testing::Desk;
use serde_json::{Value, json};

/// The open conversations of a person, as a details query tells them.
fn open(desk: &Desk, user: &str) -> Vec<Value> {
    let (status, found) = desk.call(
        "POST",
        "/api/v2/analytics/conversations/details/query",
        json!({
            "interval": "2026-10-13T00:00:00.000Z/2026-10-15T00:00:00.000Z",
            "segmentFilters": [{"type": "and", "predicates": [{"dimension": "userId", "value": user}]}],
            "conversationFilters":
                [{"type": "and", "predicates": [{"dimension": "conversationEnd", "operator": "notExists"}]}],
        }),
    );
    assert_eq!(status, 200, "{found}");
    found["conversations"].as_array().cloned().unwrap_or_default()
}

/// A conversation and the part of the person in it.
fn part(desk: &Desk, conversation: &str, user: &str) -> Value {
    let whole = desk.get(&format!("/api/v2/conversations/{conversation}"));
    let parts = whole["participants"].as_array().unwrap();
    parts.iter().find(|part| part["userId"] == user).unwrap().clone()
}

struct Scene {
    desk: Desk,
    user: String,
    conversation: String,
    participant: String,
}

fn scene() -> Scene {
    let desk = Desk::new();
    let user = desk.person(ON_CALLS.email);
    let mine = open(&desk, &user);
    assert_eq!(mine.len(), 3);
    let conversation = mine[0]["conversationId"].as_str().unwrap().to_owned();
    let participant = part(&desk, &conversation, &user)["id"].as_str().unwrap().to_owned();
    Scene { desk, user, conversation, participant }
}

impl Scene {
    fn send(&self, method: &str, rest: &str, body: Value) -> (u16, Value) {
        let Self { conversation, participant, .. } = self;
        self.desk.call(method, &format!("/api/v2/conversations/{conversation}/participants/{participant}{rest}"), body)
    }

    fn queue(&self) -> String {
        self.desk.practice.world().queue_id(4)
    }
}

#[test]
fn handing_a_call_to_a_queue_takes_it_from_the_agent() {
    let it = scene();
    let queue = it.queue();
    let (status, _) = it.send("POST", "/replace/queue", json!({"transferType": "Unattended", "queueId": queue}));
    assert_eq!(status, 202);
    let mine = open(&it.desk, &it.user);
    assert_eq!(mine.len(), 3, "the customer still waits: the conversation is open and the person was part of it");
    let moved = mine.iter().find(|c| c["conversationId"] == it.conversation).unwrap();
    let last = moved["participants"].as_array().unwrap().last().unwrap();
    assert_eq!(last["purpose"], "acd");
    assert_eq!(last["sessions"][0]["segments"][0]["queueId"], queue);
    let left = part(&it.desk, &it.conversation, &it.user);
    assert_eq!(left["calls"][0]["state"], "disconnected");
    assert_eq!(left["calls"][0]["disconnectType"], "transfer");
    assert!(left["endTime"].is_string());
    let (status, again) = it.send("POST", "/replace/queue", json!({"queueId": queue}));
    assert_eq!((status, again["code"].as_str()), (400, Some("conversation.error.participant.no.active.conversations")));
}

#[test]
fn a_transfer_needs_a_place_to_go() {
    let it = scene();
    let code = |rest: &str, body: Value| it.send("POST", rest, body).1["code"].as_str().unwrap_or_default().to_owned();
    assert_eq!(code("/replace/queue", json!({})), "conversations.error.transfer.destination.required");
    assert_eq!(code("/replace/queue", json!({"queueId": it.user})), "conversations.error.queue.not.found");
    assert_eq!(code("/replace/agent", json!({"userId": it.user})), "conversations.error.transfer.same.party");
    assert_eq!(code("/replace/agent", json!({"userId": it.queue()})), "bad.request");
    let nobody = format!("/api/v2/conversations/{}/participants/{}/replace/queue", it.conversation, it.user);
    assert_eq!(it.desk.call("POST", &nobody, json!({"queueId": it.queue()})).0, 404);
    let other = it.desk.person(SCIM_MANAGED.email);
    assert_eq!(it.send("POST", "/replace/agent", json!({"userId": other})).0, 202);
    assert_eq!(part(&it.desk, &it.conversation, &other)["calls"][0]["state"], "connected");
}

#[test]
fn hanging_up_ends_the_call() {
    let it = scene();
    assert_eq!(it.send("PATCH", "", json!({"state": "connected"})).0, 400);
    assert_eq!(it.send("PATCH", "", json!({"wrapup": {"code": "x"}})).0, 202);
    assert_eq!(open(&it.desk, &it.user).len(), 3);
    assert_eq!(it.send("PATCH", "", json!({"state": "disconnected"})).0, 202);
    assert_eq!(open(&it.desk, &it.user).len(), 2);
    let ended = it.desk.get(&format!("/api/v2/conversations/{}", it.conversation));
    assert!(ended["endTime"].is_string());
}

#[test]
fn a_teardown_ends_everybodys_part_and_the_agent_is_free_after_the_last() {
    let it = scene();
    for open in open(&it.desk, &it.user) {
        let id = open["conversationId"].as_str().unwrap();
        let status = it.desk.get(&format!("/api/v2/users/{}?expand=routingStatus", it.user));
        assert_eq!(status["routingStatus"]["status"], "INTERACTING");
        assert_eq!(it.desk.call("POST", &format!("/api/v2/conversations/{id}/disconnect"), Value::Null).0, 202);
    }
    assert!(open(&it.desk, &it.user).is_empty());
    let status = it.desk.get(&format!("/api/v2/users/{}?expand=routingStatus", it.user));
    assert_eq!(status["routingStatus"]["status"], "IDLE");
    let again = format!("/api/v2/conversations/{}/disconnect", it.conversation);
    assert_eq!(it.desk.call("POST", &again, Value::Null).0, 202, "safe to repeat");
    let unknown = it.desk.call("POST", &again.replace(&it.conversation, &it.user), Value::Null);
    assert_eq!((unknown.0, unknown.1["code"].as_str()), (404, Some("conversation.error.conversation.not.found")));
}

#[test]
fn what_needs_a_person_refuses_a_client() {
    let it = scene();
    let (status, body) = it.desk.call("DELETE", &format!("/api/v2/conversations/{}", it.conversation), Value::Null);
    assert_eq!((status, body["code"].as_str()), (400, Some("not.a.user")));
    assert_eq!(it.desk.call("GET", "/api/v2/conversations", Value::Null).1["code"], "not.a.user");
    let own = format!("/api/v2/conversations/calls/{}/participants/{}", it.conversation, it.participant);
    assert_eq!(it.desk.call("PATCH", &own, json!({"state": "disconnected"})).1["code"], "not.a.user");
    assert_eq!(it.desk.limited().call("POST", &format!("{own}/replace/queue"), json!({})).0, 404);
    let refused =
        it.desk.limited().call("POST", &format!("/api/v2/conversations/{}/disconnect", it.conversation), Value::Null);
    assert_eq!((refused.0, refused.1["code"].as_str()), (403, Some("missing.permissions")));
    assert!(open(&it.desk, &it.desk.person(OPERATOR.email)).is_empty());
}
