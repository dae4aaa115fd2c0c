//! The people of the stories, each offboarded by the real binary, and the tenant read back by a client of its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::tenant::{Tenant, small};
use house::{Home, findings, hostile, outcomes, run_of};
use lanyard::practice::stories::{self, Story};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

/// Every step there is, in order.
const STEPS: [&str; 13] = [
    "state",
    "tokens",
    "queue-status",
    "conversations",
    "queues",
    "groups",
    "grants",
    "skills",
    "utilization",
    "stations",
    "history",
    "delete",
    "read-back",
];

/// What a person looks like of whom nothing is left.
fn nothing_left(portrait: &Value) {
    for (part, empty) in [
        ("state", json!("deleted")),
        ("groups", json!([])),
        ("queues", json!([])),
        ("skills", json!([])),
        ("languages", json!([])),
        ("grants", json!([])),
        ("open", json!([])),
        ("station", Value::Null),
    ] {
        let found = &portrait[part];
        assert!(*found == empty || (found.is_null() && empty == json!([])), "{part} is left: {portrait}");
    }
}

/// Offboards one person of the stories; `skipped` are the steps that have nothing to do.
fn goes_well(story: Story, codes: &[&str], skipped: &[&str]) {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let id = tenant.id(story.email);
    let before = tenant.the_others(&[&id]);

    let (code, answer) = home.offboard(story.email, &["--ticket", "HR-1"]);
    assert_eq!((code, &answer["error"]), (0, &Value::Null), "{answer}");
    assert_eq!(findings(&answer), codes);
    let run = run_of(&answer);
    assert_eq!((&run["state"], &run["proved"]), (&json!("done"), &json!(true)));
    let expected: Vec<_> = STEPS
        .iter()
        .map(|step| ((*step).to_owned(), if skipped.contains(step) { "skipped" } else { "done" }.to_owned()))
        .collect();
    assert_eq!(outcomes(run), expected);
    for step in run["steps"].as_array().unwrap().iter().filter(|s| s["outcome"] == "done") {
        assert!(step["proof"]["words"].as_str().is_some_and(|words| !words.is_empty()), "without proof: {step}");
    }

    nothing_left(&tenant.portrait(&id));
    assert_eq!(tenant.the_others(&[&id]), before, "somebody else was changed");
    the_record_tells_it(&home, run, &id);
    let shown = home.ask(&["runs", "show", run["id"].as_str().unwrap()]);
    assert!(shown.code == Some(0) && !hostile(&shown.out), "{shown:?}");
    assert!(!hostile(&answer.to_string()));
}

/// The audit trail and the journal say what was done, to whom, by whom and why.
fn the_record_tells_it(home: &Home, run: &Value, id: &str) {
    let records = home.whole_chain();
    let (_, listed) = home.json(&["audit", "list", "--run", run["id"].as_str().unwrap(), "--limit", "500"]);
    let about: Vec<_> = listed["result"]["records"].as_array().unwrap().iter().map(|r| &r["entry"]).collect();
    assert!(about.iter().all(|entry| entry["subject_id"] == id), "{listed}");
    assert!(about.iter().all(|entry| entry["reason"] == "left" && entry["ticket"] == "HR-1"), "{listed}");
    assert!(about.iter().any(|entry| entry["action"] == "run.begin"), "{listed}");

    let lines = home.ask(&["audit", "export", "--format", "jsonl"]);
    let parsed: Vec<Value> = lines.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(parsed.len() as u64, records);
    let table = home.ask(&["audit", "export", "--format", "csv"]);
    assert!(table.code == Some(0) && table.out.lines().count() as u64 > records, "{table:?}");
    assert!(!hostile(&lines.out) && !hostile(&table.out.replace('\r', "")));

    let (code, shown) = home.json(&["runs", "show", run["id"].as_str().unwrap()]);
    let shown = &shown["result"]["run"];
    assert_eq!((code, &shown["steps"], &shown["before"]["person"]["id"]), (0, &run["steps"], &json!(id)));
}

#[test]
fn somebody_on_three_calls_in_many_queues() {
    goes_well(stories::ON_CALLS, &["open-conversations", "inherited-roles"], &["utilization"]);
}

#[test]
fn somebody_whose_roles_come_through_groups() {
    let skipped = ["queue-status", "conversations", "queues", "grants", "skills", "utilization", "stations"];
    goes_well(stories::GROUP_ROLES, &["inherited-roles"], &skipped);
}

#[test]
fn an_owner_to_whom_people_report() {
    let skipped = ["queue-status", "conversations", "queues", "skills", "utilization", "stations"];
    goes_well(stories::OWNER, &["sole-owner", "direct-reports", "owner"], &skipped);
}

#[test]
fn somebody_inactive_already() {
    let skipped = ["state", "queue-status", "conversations", "grants", "skills", "utilization", "stations"];
    goes_well(stories::INACTIVE, &["already-inactive"], &skipped);
}

#[test]
fn somebody_under_scim_management() {
    goes_well(
        stories::SCIM_MANAGED,
        &["scim-managed", "inherited-roles"],
        &["queue-status", "conversations", "skills", "utilization", "stations"],
    );
}

#[test]
fn names_that_would_rewrite_a_screen_or_fill_it() {
    let skipped = ["queue-status", "conversations", "skills", "utilization", "stations"];
    std::thread::scope(|scope| {
        for story in [stories::HOSTILE_NAME, stories::CJK_NAME, stories::LONG_NAME] {
            scope.spawn(move || goes_well(story, &[], &skipped));
        }
    });
}

#[test]
fn somebody_with_nothing() {
    let skipped = ["queue-status", "conversations", "queues", "groups", "grants", "skills", "utilization", "stations"];
    goes_well(stories::NOTHING, &[], &skipped);
}

#[test]
fn whom_nobody_may_offboard() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let before = tenant.the_others(&[]);
    for (story, code) in [
        (stories::PROTECTED, "protected-group"),
        (stories::LAST_ADMIN, "last-administrator"),
        (stories::DELETED, "already-deleted"),
    ] {
        let (exit, answer) = home.offboard(story.email, &[]);
        assert_eq!((exit, &answer["error"]["kind"]), (3, &json!("refused")), "{answer}");
        assert_eq!(answer["error"]["changed"], "no");
        assert!(findings(&answer).iter().any(|found| found == code), "{answer}");
        assert_eq!(answer["result"]["people"][0]["plan"]["blocked"], true);
        assert!(answer["result"]["people"][0]["run"].is_null());
    }
    assert_eq!(tenant.the_others(&[]), before);
    let (_, runs) = home.json(&["runs", "list"]);
    assert_eq!(runs["result"]["total"], 0, "{runs}");
    home.whole_chain();
}

#[test]
fn of_twins_only_the_one_that_was_meant() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let (one, two) = (tenant.id(stories::TWIN_ONE.email), tenant.id(stories::TWIN_TWO.email));
    let before = tenant.the_others(&[]);
    let (exit, answer) = home.offboard("Alex Morgan", &[]);
    assert_eq!((exit, &answer["error"]["kind"]), (4, &json!("ambiguous")));
    let named: Vec<_> =
        answer["error"]["candidates"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert!(named.len() == 2 && named.contains(&&*one) && named.contains(&&*two), "{answer}");
    assert_eq!(tenant.the_others(&[]), before);
    let (exit, _) = home.offboard(&two, &[]);
    assert_eq!(exit, 0);
    assert_eq!(tenant.portrait(&two)["state"], "deleted");
    let but_two: Vec<_> = before.into_iter().filter(|u| u["id"] != *two).collect();
    assert_eq!(tenant.the_others(&[&two]), but_two);
}

/// The plan alone changes nothing, and what it shows is what is carried out with its digest.
#[test]
fn the_plan_that_was_shown_is_the_one_that_is_carried_out_on_a_tenant_started_apart() {
    let home = Home::empty();
    let mut served =
        home.lanyard(&["practice", "--people", "24", "--rate", "60000"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(served.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    let word = |name: &str| told[name].as_str().unwrap().to_owned();
    let home = home
        .with("GENESYS_ENV_URL", &word("api"))
        .with("GENESYS_CLIENT_ID", &word("client_id"))
        .with("GENESYS_CLIENT_SECRET", &word("client_secret"));
    let who = told["stories"]["nothing"]["id"].as_str().unwrap();

    let (code, plan) = home.json(&["offboard", who]);
    let digest = plan["result"]["people"][0]["plan"]["digest"].as_str().unwrap().to_owned();
    assert_eq!((code, &plan["result"]["confirmed"]), (0, &json!(false)));
    let (code, answer) = home.offboard(who, &["--expect", &digest]);
    assert_eq!((code, &run_of(&answer)["digest"]), (0, &json!(digest)), "{answer}");
    let (code, again) = home.offboard(who, &[]);
    assert_eq!((code, findings(&again)), (3, vec!["already-deleted".to_owned()]));
    served.kill().unwrap();
    served.wait().unwrap();
}
