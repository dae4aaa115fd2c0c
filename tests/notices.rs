//! Signed notices to a receiver of the test's own, which checks the signatures by its own code.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use house::receiver::{Manner, Receiver};
use house::tenant::{Tenant, small};
use house::{Home, run_of};
use lanyard::practice::stories;
use serde_json::{Value, json};
use sha2::Sha256;

/// The key of every target in these tests: 24 bytes.
const KEY: &[u8; 24] = b"twenty-four bytes of key";

/// A home that tells these receivers.
fn home(tenant: &Tenant, targets: &[(&str, String)]) -> Home {
    let home = Home::of(tenant).with("NOTICE_SECRET", &format!("whsec_{}", STANDARD.encode(KEY)));
    let tables = targets.iter().map(|(name, url)| {
        format!("[[notices]]\nname = \"{name}\"\nurl = \"{url}\"\nsecret_env = \"NOTICE_SECRET\"\n")
    });
    home.configure(&tables.collect::<String>());
    home
}

/// How long a run took from its confirmation to its end, in milliseconds.
fn took(run: &Value) -> i64 {
    let at = |name: &str| run[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_millisecond();
    at("ended_at") - at("created_at")
}

/// What the audit trail says of notices, oldest first: action, target, status.
fn told(home: &Home) -> Vec<(String, String, Value)> {
    let lines = home.ask(&["audit", "export", "--format", "jsonl"]);
    let entries = lines.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["entry"].clone());
    let of_notices = entries.filter(|e| e["action"].as_str().unwrap().starts_with("notice."));
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    of_notices.map(|e| (word(&e["action"]), word(&e["after"]["target"]), e["after"]["status"].clone())).collect()
}

#[test]
fn every_notice_is_signed_and_says_what_was_proved() {
    let tenant = Tenant::new(small());
    let receiver = Receiver::with(Manner::Take);
    let home = home(&tenant, &[("hr", receiver.url())]);
    let (code, answer) = home.offboard(stories::NOTHING.email, &["--ticket", "HR-7"]);
    assert_eq!(code, 0, "{answer}");
    let got = receiver.got();
    let kinds: Vec<_> = got.iter().map(|request| request.json()["type"].clone()).collect();
    assert_eq!(kinds, ["user_access_cut", "user_deprovisioned"]);
    let now = jiff::Timestamp::now().as_second();
    for request in &got {
        let (id, stamp) = (request.header("webhook-id"), request.header("webhook-timestamp"));
        assert!((now - stamp.parse::<i64>().unwrap()).abs() < 60, "{stamp}");
        let mut mac = Hmac::<Sha256>::new_from_slice(KEY).unwrap();
        mac.update(format!("{id}.{stamp}.{}", request.body).as_bytes());
        let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        assert_eq!(request.header("webhook-signature"), expected);
        assert_eq!(request.header("content-type"), "application/json");
    }
    assert_ne!(got[0].header("webhook-id"), got[1].header("webhook-id"));
    let last = got[1].json();
    let run = run_of(&answer);
    assert_eq!((&last["data"]["run_id"], &last["data"]["ticket"]), (&run["id"], &json!("HR-7")));
    assert_eq!(last["data"]["user_id"], tenant.id(stories::NOTHING.email));
    for fact in ["access_removed", "sessions_revoked", "history_archived", "soft_deleted", "dependencies_resolved"] {
        assert!(last["data"]["compliance"][fact]["facts"].is_object(), "{fact}: {last}");
    }
    let sent = ("notice.delivered".to_owned(), "hr".to_owned(), json!(200));
    assert_eq!(told(&home), [sent.clone(), sent]);
    home.whole_chain();
}

#[test]
fn targets_that_are_slow_or_dead_or_gone_neither_fail_nor_delay_a_run() {
    let tenant = Tenant::new(small());
    let (silent, gone, good) =
        (Receiver::with(Manner::Silent), Receiver::with(Manner::Answer(410)), Receiver::with(Manner::Take));
    // Nobody listens on a port that was free a moment ago and was given back.
    let dead = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/", listener.local_addr().unwrap())
    };
    let targets = [("silent", silent.url()), ("dead", dead), ("gone", gone.url()), ("good", good.url())];
    let home = home(&tenant, &targets);
    let (code, answer) = home.offboard(stories::NOTHING.email, &[]);
    assert_eq!(code, 0, "{answer}");
    // The history's job alone takes more than four seconds; none of the targets' ten is added to it.
    assert!(took(run_of(&answer)) < 12_000, "{}", took(run_of(&answer)));
    assert_eq!(tenant.portrait(&tenant.id(stories::NOTHING.email))["state"], "deleted");

    assert_eq!(good.got().len(), 2);
    assert_eq!(gone.got().len(), 1, "it had said that it is gone");
    let told = told(&home);
    let of =
        |target: &str| told.iter().filter(|(_, name, _)| name == target).map(|(a, ..)| a.clone()).collect::<Vec<_>>();
    assert_eq!(of("good"), ["notice.delivered", "notice.delivered"]);
    assert_eq!(of("gone"), ["notice.dead"], "what comes after that is not even tried");
    assert!(of("silent").is_empty() && of("dead").is_empty(), "{told:?}");
    home.whole_chain();
}

#[test]
fn what_was_not_taken_is_tried_again_with_the_same_id() {
    let tenant = Tenant::new(small());
    let receiver = Receiver::with(Manner::FirstThen(500));
    let home = home(&tenant, &[("hr", receiver.url())]);
    let (code, answer) = home.offboard(stories::ON_CALLS.email, &[]);
    assert_eq!(code, 0, "{answer}");
    // It comes again after five seconds, which this run lasts; the order of one person's notices is kept.
    let got = receiver.got();
    let ids: Vec<_> = got.iter().map(|request| request.header("webhook-id")).collect();
    assert!(ids.len() == 3 && ids[0] == ids[1] && ids[1] != ids[2], "{ids:?}");
    assert_eq!(got[0].body, got[1].body);
    home.whole_chain();
}

#[test]
fn a_sync_of_roles_tells_what_everybody_had_and_has() {
    let tenant = Tenant::new(small());
    let receiver = Receiver::with(Manner::Take);
    let home = home(&tenant, &[("iam", receiver.url())]);
    let scim = tenant.id(stories::SCIM_MANAGED.email);
    let external = tenant.read(&format!("/api/v2/users/{scim}/externalid"))[0].clone();
    let key = format!("{}:{}", external["authorityName"].as_str().unwrap(), external["externalKey"].as_str().unwrap());
    let file = home.file("roles.csv", &format!("person,role,division\n{key},Workforce planner,*\n"));
    let (code, answer) = home.json(&["sync-roles", file.to_str().unwrap(), "--yes", "--reason", "new duties"]);
    assert_eq!(code, 0, "{answer}");
    let got = receiver.got();
    let [notice] = got.as_slice() else { panic!("{got:?}") };
    let notice = notice.json();
    assert_eq!(notice["type"], "role_sync_completed", "{notice}");
    let data = &notice["data"];
    assert_eq!(data["rows"], json!({ "rows": 1, "same": 0, "add": 1, "remove": 0, "bad": 0, "left_out": 0 }), "{data}");
    let person = &data["people"][0];
    assert_eq!((&person["id"], &person["external_id"]), (&json!(scim), &json!(key)), "{data}");
    let roles = |when: &str| person[when].as_array().unwrap().clone();
    let new: Vec<_> = roles("roles_after").into_iter().filter(|r| !roles("roles_before").contains(r)).collect();
    assert_eq!(new, [json!("Workforce planner (all)")]);
    let count = |name: &str| person[name].as_u64().unwrap();
    assert!(count("permissions_after") > count("permissions_before"), "{person}");
    let (gained, lost) = (&person["permissions_gained"], &person["permissions_lost"]);
    let gained: Vec<_> = gained.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(gained.iter().any(|name| name.starts_with("wfm:")), "{person}");
    assert!(count("permissions_gained_in_all") >= count("permissions_after") - count("permissions_before"), "{person}");
    assert_eq!((lost, count("permissions_lost_in_all")), (&json!([]), 0), "{person}");
    // The audit trail keeps the same of each person.
    let (_, listed) = home.json(&["audit", "list"]);
    let records = listed["result"]["records"].as_array().unwrap();
    let of_person: Vec<_> = records.iter().filter(|r| r["entry"]["action"] == "grants.changed").collect();
    let [record] = of_person.as_slice() else { panic!("{listed}") };
    let entry = &record["entry"];
    assert_eq!((&entry["subject_id"], &entry["outcome"]), (&json!(scim), &json!("done")), "{entry}");
    assert_eq!(entry["before"]["permissions"], person["permissions_before"]);
    assert_eq!(entry["after"]["permissions"], person["permissions_after"]);
    assert_eq!((&entry["after"]["gained"], &entry["after"]["lost"]), (&person["permissions_gained"], lost));
    home.whole_chain();
}
