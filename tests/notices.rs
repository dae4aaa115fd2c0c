//! Signed notices to a receiver of the test's own, which checks the signatures by its own code.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use house::receiver::{Manner, Receiver};
use house::tenant::{Tenant, small};
use house::{Home, run_of};
use lanyard::model::NoticeKind;
use lanyard::practice::stories;
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::BTreeSet;

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

/// A notice has the fields that are promised for its kind, no fewer and no more; gives the kind.
fn has_its_fields(notice: &Value) -> String {
    let name = notice["type"].as_str().unwrap();
    let kind = NoticeKind::ALL.into_iter().find(|kind| kind.as_str() == name).unwrap();
    let promised: BTreeSet<&str> = kind.fields().map(|field| field.name).collect();
    let data = notice["data"].as_object().unwrap();
    assert_eq!(data.keys().map(String::as_str).collect::<BTreeSet<_>>(), promised, "{name}");
    for field in kind.fields().filter(|field| !field.parts.is_empty() && !data[field.name].is_null()) {
        for part in field.parts {
            assert!(data[field.name].get(part).is_some(), "{name} has no {}.{part}: {notice}", field.name);
        }
    }
    assert_eq!(
        (&data["event"], &data["source"], &data["timestamp"]),
        (&json!(name), &json!("lanyard"), &notice["timestamp"])
    );
    name.to_owned()
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
    got.iter().for_each(|request| drop(has_its_fields(&request.json())));
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
    assert_eq!(has_its_fields(&notice), "role_sync_completed");
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

/// The letters of a target, oldest first: state, tries, what went wrong.
fn letters(home: &Home, target: &str) -> Vec<(String, i64, String)> {
    let (code, answer) = home.json(&["notices", "list", "--target", target]);
    assert_eq!(code, 0, "{answer}");
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = answer["result"]["notices"].as_array().unwrap();
    all.iter().rev().map(|l| (word(&l["state"]), l["tries"].as_i64().unwrap(), word(&l["error"]))).collect()
}

#[test]
fn each_manner_of_a_target_comes_to_what_it_should_and_none_reaches_the_others() {
    let tenant = Tenant::new(small());
    let (silent, moved, busy, slow, good) = (
        Receiver::with(Manner::Silent),
        Receiver::with(Manner::Moved),
        Receiver::with(Manner::BusyThen(3_600)),
        Receiver::with(Manner::Slow),
        Receiver::with(Manner::Take),
    );
    let targets = [
        ("silent", silent.url()),
        ("moved", moved.url()),
        ("busy", busy.url()),
        ("slow", slow.url()),
        ("good", good.url()),
    ];
    let home = home(&tenant, &targets);
    let (code, answer) = home.offboard(stories::NOTHING.email, &[]);
    assert_eq!(code, 0, "{answer}");
    // The run has ended, and both of its notices reached who takes them, while the first for the silent one was still open.
    assert_eq!((good.got().len(), slow.got().len()), (2, 2));
    assert_eq!(silent.got().len(), 1, "what comes after it about the same person waits for it");
    assert_eq!(busy.got().len(), 1, "it has asked for an hour");
    let sent = ("sent".to_owned(), 1, String::new());
    assert_eq!(letters(&home, "good"), [sent.clone(), sent.clone()]);
    assert_eq!(letters(&home, "slow"), [sent.clone(), sent]);
    let busy = letters(&home, "busy");
    assert_eq!((busy[0].clone(), busy[1].1), (("waiting".to_owned(), 1, "the target answered 429".to_owned()), 0));
    let (_, listed) = home.json(&["notices", "list", "--target", "busy", "--waiting"]);
    let first = &listed["result"]["notices"][1];
    let at = |name: &str| first[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert!(at("due").duration_since(at("created_at")).as_secs() >= 3_600, "{first}");
    let moved_letters = letters(&home, "moved");
    assert_eq!(moved_letters[0].2, "the target answered 307, which is not followed");
    // Each try is signed for its own moment: a request that was sent on would come twice with the same one.
    let tries: BTreeSet<_> = moved.got().iter().map(|got| got.header("webhook-timestamp")).collect();
    assert_eq!(tries.len(), moved.got().len(), "{tries:?}");
    let run = run_of(&answer)["id"].as_str().unwrap().to_owned();
    let (_, shown) = home.json(&["runs", "show", &run]);
    assert_eq!(shown["result"]["notices"].as_array().map(Vec::len), Some(10), "{shown}");
    home.whole_chain();
}

#[test]
fn dead_letters_of_a_target_that_was_gone_are_sent_again_with_their_ids() {
    let tenant = Tenant::new(small());
    let receiver = Receiver::with(Manner::FirstThen(410));
    let home = home(&tenant, &[("hr", receiver.url())]);
    let (code, answer) = home.offboard(stories::NOTHING.email, &[]);
    assert_eq!(code, 0, "{answer}");
    assert_eq!(receiver.got().len(), 1);
    let (_, listed) = home.json(&["notices", "list", "--dead"]);
    let dead = listed["result"]["notices"].as_array().unwrap();
    assert_eq!(dead.len(), 2, "{listed}");
    assert!(listed["result"]["targets"][0]["gone_at"].is_string(), "{listed}");
    let newest = dead[0]["message"].as_str().unwrap();

    let (code, refused) = home.json(&["notices", "replay", newest]);
    assert_eq!((code, receiver.got().len()), (3, 1), "{refused}");
    assert!(refused["error"]["text"].as_str().unwrap().contains("gone (410)"), "{refused}");
    let (code, refused) = home.json(&["notices", "replay", "--all", "--target", "nobody"]);
    assert_eq!(code, 3, "{refused}");

    let (code, again) = home.json(&["notices", "replay", "--all", "--target", "hr"]);
    let result = &again["result"];
    assert_eq!((code, &result["replayed"], &result["target_back"]), (0, &json!(2), &json!(true)), "{again}");
    let ids: BTreeSet<_> = dead.iter().map(|letter| letter["message"].as_str().unwrap().to_owned()).collect();
    let got = receiver.got();
    assert_eq!(got.len(), 3);
    assert_eq!(got[1..].iter().map(|got| got.header("webhook-id")).collect::<BTreeSet<_>>(), ids);
    assert_eq!(got[0].body, got[1].body, "in order, and as it was written down");
    let sent = |tries| ("sent".to_owned(), tries, String::new());
    assert_eq!(letters(&home, "hr"), [sent(2), sent(1)]);

    let (_, page) = home.json(&["notices", "show", newest]);
    let words: Vec<_> = page["result"]["history"].as_array().unwrap().iter().map(|e| e["word"].clone()).collect();
    assert_eq!(words, ["dead", "replayed", "sent"]);
    assert_eq!(page["result"]["body"], got[2].json());
    let actions: Vec<_> = told(&home).into_iter().map(|(action, ..)| action).collect();
    assert_eq!(actions.iter().filter(|action| *action == "notice.replayed").count(), 2, "{actions:?}");
    assert_eq!(actions.iter().filter(|action| *action == "notice.target-back").count(), 1, "{actions:?}");
    home.whole_chain();
}

#[test]
fn a_target_with_a_template_gets_its_own_form_and_a_field_that_is_not_there_is_found_at_the_start() {
    let tenant = Tenant::new(small());
    let receiver = Receiver::with(Manner::Take);
    let home = Home::of(&tenant).with("NOTICE_SECRET", &format!("whsec_{}", STANDARD.encode(KEY)));
    let table = |template: &str| {
        home.configure(&format!(
            "[[notices]]\nname = \"chat\"\nurl = \"{}\"\nsecret_env = \"NOTICE_SECRET\"\noutcome = \"done\"\n\
             pipelines = [\"offboard\"]\ntemplate = \"{template}\"\n",
            receiver.url()
        ));
    };
    home.file("config/bad.json", r#"{"text": "{{ data.usr_id }}"}"#);
    home.file("config/chat.json", r#"{"text": "{{ data.name }}: {{ type }}", "ticket": {"run": "{{ data.run_id }}"}}"#);
    table("bad.json");
    let (code, refused) = home.json(&["runs", "list"]);
    let text = refused["error"]["text"].as_str().unwrap();
    assert_eq!(code, 2, "{refused}");
    assert!(text.contains("bad.json") && text.contains("did you mean `data.user_id`?"), "{text}");
    let (_, checks) = home.json(&["doctor"]);
    let checks = checks["result"]["checks"].as_array().unwrap();
    assert!(
        checks.iter().any(|c| c["name"] == "settings" && c["text"].as_str().unwrap().contains("bad.json")),
        "{checks:?}"
    );

    table("chat.json");
    let (code, answer) = home.offboard(stories::NOTHING.email, &[]);
    assert_eq!(code, 0, "{answer}");
    let run = run_of(&answer)["id"].clone();
    let got = receiver.got();
    assert_eq!(got.len(), 2);
    let body = json!({ "text": format!("{}: user_deprovisioned", stories::NOTHING.name), "ticket": { "run": run } });
    assert_eq!(got[1].json(), body);
}

#[test]
fn every_pipeline_tells_how_it_ended() {
    let tenant = Tenant::new(small());
    let receiver = Receiver::with(Manner::Take);
    let home = home(&tenant, &[("all", receiver.url())]);
    let mut told = 0;
    let mut kinds = |wanted: &[&str]| {
        let got = receiver.got();
        let kinds: Vec<_> = got[told..].iter().map(|request| has_its_fields(&request.json())).collect();
        told = got.len();
        assert_eq!(kinds, wanted);
    };
    let yes = ["--yes", "--reason", "as told", "--ticket", "OPS-3"];
    let ask = |first: &[&str]| home.json(&[first, &yes].concat());
    let who = stories::NOTHING.email;
    assert_eq!(ask(&["offboard", who]).0, 0);
    kinds(&["user_access_cut", "user_deprovisioned"]);
    let (code, answer) = ask(&["restore", &tenant.id(who)]);
    assert_eq!(code, 0, "{answer}");
    kinds(&["user_restored"]);
    let (code, answer) = ask(&["remove-group", "Claims specialists"]);
    assert_eq!(code, 0, "{answer}");
    kinds(&["group_deprovisioned"]);
    let file = home.file("new.csv", "email,name,division,roles\nnew.one@acme.example,New One,Home,Agent\n");
    let (code, answer) = ask(&["provision", file.to_str().unwrap()]);
    assert_eq!(code, 0, "{answer}");
    kinds(&["user_provisioned"]);
    let other = stories::INACTIVE.email;
    assert_eq!(ask(&["offboard", other]).0, 0);
    kinds(&["user_access_cut", "user_deprovisioned"]);
    // The same by a client that may read and not write: each job ends otherwise, and says so.
    let limited =
        home.with("GENESYS_CLIENT_ID", &tenant.limited_id).with("GENESYS_CLIENT_SECRET", &tenant.limited_secret);
    let roles = limited.file("roles.csv", &format!("person,role,division\n{who},Workforce planner,*\n"));
    let more = limited.file("more.csv", "email,name,division\nnew.two@acme.example,New Two,Home\n");
    let gone = tenant.id(other);
    for (job, wanted) in [
        (vec!["restore", &gone], "user_restore_failed"),
        (vec!["remove-group", "Night shift leads"], "group_deprovision_failed"),
        (vec!["sync-roles", roles.to_str().unwrap()], "role_sync_failed"),
        (vec!["provision", more.to_str().unwrap()], "user_provision_failed"),
    ] {
        let before = receiver.got().len();
        let (code, answer) = limited.json(&[job.as_slice(), &yes].concat());
        assert_eq!(code, 1, "{job:?} {answer}");
        let kinds: Vec<_> = receiver.got()[before..].iter().map(|request| has_its_fields(&request.json())).collect();
        assert_eq!(kinds, [wanted], "{answer}");
    }
}
