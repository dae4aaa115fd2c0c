//! Bodies and signatures, without a wire between.

use super::event::{self, Said};
use super::problem::Code;
use super::sender::Sender;
use super::verify::{in_window, verify};
use crate::config::SignatureForm;
use crate::model::{HrEventKind, Policy, Timestamp};
use crate::notify::{SigningKey, signature};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

fn key(text: &str) -> SigningKey {
    SigningKey::read_any(&text.to_owned().into()).unwrap()
}

fn sender(name: &str, form: SignatureForm, keys: &[&str]) -> Arc<Sender> {
    Arc::new(Sender {
        name: name.to_owned(),
        form,
        keys: keys.iter().map(|text| key(text)).collect(),
        window: 300,
        policy: Policy::CutThenConfirm,
        recipe: Some("standard-leaver".to_owned()),
        recipes: [("contractor".to_owned(), Policy::RunAtOnce)].into(),
        types: [("worker.terminated".to_owned(), HrEventKind::Termination)].into(),
        per_minute: 60,
        decide_within_hours: 24,
    })
}

fn hex() -> SignatureForm {
    SignatureForm::Hex { header: "x-signature".to_owned(), prefix: "sha256=".to_owned() }
}

fn senders() -> Vec<Arc<Sender>> {
    vec![
        sender("hr", SignatureForm::Standard, &["the new key of hr, in use", "the old key of hr, going"]),
        sender("other", SignatureForm::Standard, &["the key of the other one"]),
        sender("plain", hex(), &["the key of the plain one"]),
    ]
}

fn good() -> Value {
    json!({
        "event_type": "termination",
        "genesys_user_id": "6F0C2F7E-0000-4000-8000-000000000001",
        "email": "jane.doe@acme.example",
        "timestamp": "2026-11-30T08:00:00+01:00",
        "effective_at": "2026-12-01T18:00:00Z",
        "reason": "left\u{202e}",
        "ticket": "HR-1",
        "event_id": "e-1",
        "signature": "sha256 of something",
        "cost_centre": {"id": 7, "list": [1, 2]},
    })
}

fn read(body: &Value) -> Result<Said, (Code, Option<&'static str>)> {
    event::read(body.to_string().as_bytes(), &senders()[0]).map_err(|problem| (problem.code, problem.field))
}

#[test]
fn an_event_is_read_whole() {
    let said = read(&good()).unwrap();
    let event = &said.event;
    assert_eq!(event.kind, HrEventKind::Termination);
    assert_eq!(event.person.as_str(), "6f0c2f7e-0000-4000-8000-000000000001");
    assert_eq!(event.at.to_string(), "2026-11-30T07:00:00Z");
    assert_eq!(event.effective.unwrap().to_string(), "2026-12-01T18:00:00Z");
    assert_eq!((event.reason.as_str(), event.ticket.as_str()), ("left⟨U+202E⟩", "HR-1"));
    assert_eq!((said.policy, said.recipe.as_deref()), (Policy::CutThenConfirm, Some("standard-leaver")));
    assert_eq!(said.id.as_deref(), Some("e-1"));
}

#[test]
fn what_may_be_left_out_may_be_null_as_well() {
    let mut body = good();
    for name in ["effective_at", "reason", "ticket", "recipe", "event_id"] {
        body[name] = Value::Null;
    }
    let said = read(&body).unwrap();
    assert_eq!((said.event.effective, said.id), (None, None));
    assert!(said.event.reason.is_empty() && said.event.ticket.is_empty());
}

#[test]
fn every_kind_and_the_senders_own_words_are_known() {
    for kind in HrEventKind::ALL {
        let mut body = good();
        body["event_type"] = kind.as_str().into();
        assert_eq!(read(&body).unwrap().event.kind, kind);
    }
    let mut body = good();
    body["event_type"] = "worker.terminated".into();
    assert_eq!(read(&body).unwrap().event.kind, HrEventKind::Termination);
}

#[test]
fn a_recipe_is_named_only_where_the_sender_may() {
    let mut body = good();
    body["recipe"] = "contractor".into();
    let said = read(&body).unwrap();
    assert_eq!((said.policy, said.recipe.as_deref()), (Policy::RunAtOnce, Some("contractor")));
    body["recipe"] = "standard-leaver".into();
    assert_eq!(read(&body).unwrap().policy, Policy::CutThenConfirm);
    body["recipe"] = "executive".into();
    assert_eq!(read(&body).unwrap_err(), (Code::RecipeNotAllowed, Some("recipe")));
}

#[test]
fn the_first_fault_is_told_in_the_order_of_the_fields() {
    let (missing, bad) = (Code::MissingField, Code::BadField);
    let without = |name: &str| {
        let mut body = good();
        body.as_object_mut().unwrap().remove(name);
        body
    };
    let with = |name: &str, value: Value| {
        let mut body = good();
        body[name] = value;
        body
    };
    for (body, code, field) in [
        (json!({}), missing, "event_type"),
        (json!({"email": 1, "event_type": "termination"}), missing, "genesys_user_id"),
        (without("event_type"), missing, "event_type"),
        (without("genesys_user_id"), missing, "genesys_user_id"),
        (without("email"), missing, "email"),
        (without("timestamp"), missing, "timestamp"),
        (with("email", Value::Null), missing, "email"),
        (with("event_type", json!("hired")), Code::UnknownEventType, "event_type"),
        (with("event_type", json!("Termination")), Code::UnknownEventType, "event_type"),
        (with("event_type", json!(["termination"])), bad, "event_type"),
        (with("genesys_user_id", json!(7)), bad, "genesys_user_id"),
        (with("genesys_user_id", json!("7")), bad, "genesys_user_id"),
        (with("email", json!("jane")), bad, "email"),
        (with("timestamp", json!("yesterday")), bad, "timestamp"),
        (with("timestamp", json!(true)), bad, "timestamp"),
        (with("effective_at", json!("2026-12-01")), bad, "effective_at"),
        (with("reason", json!("x".repeat(1_001))), bad, "reason"),
        (with("reason", json!({})), bad, "reason"),
        (with("ticket", json!("x".repeat(201))), bad, "ticket"),
        (with("event_id", json!("")), bad, "event_id"),
        (with("event_id", json!("a b")), bad, "event_id"),
        (with("event_id", json!("x".repeat(257))), bad, "event_id"),
        (with("event_id", json!(1)), bad, "event_id"),
    ] {
        assert_eq!(read(&body), Err((code, Some(field))), "{body}");
    }
    let mut several = good();
    (several["timestamp"], several["email"], several["ticket"]) = (json!(""), json!(""), json!(1));
    assert_eq!(read(&several), Err((bad, Some("email"))));
}

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in pairs {
        map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    map
}

fn who(pairs: &[(&str, &str)], body: &[u8]) -> Result<String, Code> {
    verify(&headers(pairs), body, &senders()).map(|found| found.sender.name.clone()).map_err(|problem| problem.code)
}

#[test]
fn the_key_tells_the_sender() {
    const BODY: &str = "{}";
    let by = |text: &str| signature(&key(text), "m", 1_000, BODY);
    let standard = |value: &str| {
        who(&[("webhook-id", "m"), ("webhook-timestamp", "1000"), ("webhook-signature", value)], BODY.as_bytes())
    };
    assert_eq!(standard(&by("the new key of hr, in use")), Ok("hr".to_owned()));
    assert_eq!(standard(&by("the old key of hr, going")), Ok("hr".to_owned()));
    assert_eq!(standard(&by("the key of the other one")), Ok("other".to_owned()));
    assert_eq!(standard(&by("the key of the plain one")), Err(Code::BadSignature), "keys are for one form each");
    let two = format!("{} {}", by("a key that is long gone"), by("the new key of hr, in use"));
    assert_eq!(standard(&two), Ok("hr".to_owned()));
    let hexed = |text: &str| format!("sha256={}", key(text).hex_of_body(BODY.as_bytes()));
    assert_eq!(who(&[("x-signature", &hexed("the key of the plain one"))], b"{}"), Ok("plain".to_owned()));
    assert_eq!(who(&[("x-signature", &hexed("the new key of hr, in use"))], b"{}"), Err(Code::BadSignature));
    assert_eq!(who(&[], b"{}"), Err(Code::MissingSignature));
}

#[test]
fn the_window_is_closed_on_both_sides() {
    let at = |seconds| Timestamp::from_second(seconds).unwrap();
    let (sender, now) = (&senders()[0], at(10_000));
    let code = |sent| in_window(sender, sent, now).err().map(|problem| problem.code);
    assert_eq!([code(at(9_700)), code(at(10_300))], [None, None]);
    assert_eq!([code(at(9_699)), code(at(10_301))], [Some(Code::Stale), Some(Code::FromTheFuture)]);
    assert_eq!([code(Timestamp::MIN), code(Timestamp::MAX)], [Some(Code::Stale), Some(Code::FromTheFuture)]);
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_stumble(body in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = event::read(&body, &senders()[0]);
    }

    #[test]
    fn no_text_that_looks_like_an_event_makes_the_reader_stumble(
        body in r#"\{("(event_type|email|timestamp|genesys_user_id|x)": ?("[^"]{0,12}"|-?[0-9]{1,25}|null|\[\]|\{\}),? ?){0,6}\}"#
    ) {
        let _ = event::read(body.as_bytes(), &senders()[0]);
    }

    #[test]
    fn nothing_is_accepted_without_a_signature(
        body in prop::collection::vec(any::<u8>(), 0..200),
        id in "[!-~]{0,20}",
        timestamp in "[0-9]{0,13}",
        given in prop::collection::vec((r"v1,|v2,|v1a,|", "[A-Za-z0-9+/]{0,43}={0,2}"), 0..4),
        digits in "(sha256=)?[0-9a-f]{0,66}",
    ) {
        let given: Vec<_> = given.into_iter().map(|(version, text)| format!("{version}{text}")).collect();
        let given = given.join(" ");
        let pairs = [
            ("webhook-id", id.as_str()),
            ("webhook-timestamp", timestamp.as_str()),
            ("webhook-signature", given.as_str()),
            ("x-signature", digits.as_str()),
        ];
        prop_assert!(who(&pairs, &body).is_err());
    }

    #[test]
    fn no_change_to_a_signed_body_survives(
        body in prop::collection::vec(any::<u8>(), 1..200), at in any::<prop::sample::Index>(), flip in 1_u8..,
    ) {
        let text = String::from_utf8_lossy(&body).into_owned();
        let signed = signature(&key("the new key of hr, in use"), "m", 1_000, &text);
        let pairs = [("webhook-id", "m"), ("webhook-timestamp", "1000"), ("webhook-signature", signed.as_str())];
        prop_assert!(who(&pairs, text.as_bytes()).is_ok());
        let mut changed = text.into_bytes();
        let at = at.index(changed.len());
        changed[at] ^= flip;
        prop_assert_eq!(who(&pairs, &changed), Err(Code::BadSignature));
    }
}
