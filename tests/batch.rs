//! Many people as one batch, with the real binary: access of all is cut before the slow steps of any, also when it is
//! killed on the way.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::Home;
use house::tenant::{Tenant, small};
use house::watched::{Door, Moment, Seen, step_of};
use lanyard::practice::stories;
use serde_json::{Value, json};
use std::process::Stdio;

/// Eight ordinary people.
fn ordinary(tenant: &Tenant, number: usize) -> Vec<String> {
    let everybody = tenant.read("/api/v2/users?pageSize=500&state=active");
    let known = |user: &&Value| stories::STORIES.iter().any(|story| user["email"] == story.email);
    let users = everybody["entities"].as_array().unwrap();
    users.iter().filter(|user| !known(user)).take(number).map(|u| u["email"].as_str().unwrap().to_owned()).collect()
}

fn list(home: &Home, names: &[String]) -> String {
    home.file("leavers.csv", &names.join("\n")).to_str().unwrap().to_owned()
}

fn totals(batch: &Value) -> Vec<u64> {
    ["planned", "blocked", "done", "failed", "unknown", "cancelled", "left", "access_cut"]
        .map(|word| batch["totals"][word].as_u64().unwrap())
        .to_vec()
}

/// Whether a call belongs to the slow steps: it changes something, and does not cut access.
fn is_slow(call: &Seen) -> bool {
    step_of(call).is_some_and(|step| !matches!(step, "state" | "tokens" | "queue-status"))
}

fn is_cut(call: &Seen) -> bool {
    matches!(step_of(call), Some("state" | "tokens"))
}

fn everybody_was_cut_first(calls: &[Seen], people: usize) {
    let slow = calls.iter().position(is_slow).expect("something slow was done");
    let last = calls.iter().rposition(is_cut).unwrap();
    assert!(last < slow, "{:?} came before {:?}", calls[slow], calls[last]);
    assert!(calls.iter().filter(|call| step_of(call) == Some("tokens")).count() >= people);
}

#[test]
fn ten_people_of_whom_one_is_blocked_and_one_is_not_there() {
    let (door, tenant, api) = Door::open(small());
    let home = Home::of(&tenant).with("GENESYS_ENV_URL", &api);
    let mut names = ordinary(&tenant, 8);
    let ids: Vec<String> = names.iter().map(|email| tenant.id(email)).collect();
    names.insert(3, stories::PROTECTED.email.to_owned());
    names.insert(6, "nobody@acme.example".to_owned());
    let (from, result) = (list(&home, &names), home.path().join("result.csv"));

    // More than a twentieth of the tenant: only their number passes, and nothing was done without it.
    let arguments = ["offboard", "--from", &from, "--yes", "--reason", "site closes"];
    let (code, refused) = home.json(&arguments);
    assert_eq!(code, 3, "{refused}");
    assert!(refused["error"]["remedy"].as_str().unwrap().contains("--exactly 8"), "{refused}");
    assert!(door.seen().iter().all(|call| step_of(call).is_none()));
    assert_eq!(home.json(&["runs", "list"]).1["result"]["total"], 0);

    let (_, plan) = home.json(&["offboard", "--from", &from]);
    let digest = plan["result"]["batch"]["digest"].as_str().unwrap().to_owned();
    assert_eq!(
        (&plan["result"]["batch"]["people"], &plan["result"]["batch"]["needs_people"]),
        (&json!(8), &json!(true))
    );

    let result = result.to_str().unwrap();
    let more = ["--exactly", "8", "--expect", &digest[..12], "--result", result];
    let (code, done) = home.json(&[&arguments[..], &more[..]].concat());
    assert_eq!(code, 3, "the blocked one weighs: {done}");
    let batch = &done["result"]["batch"];
    assert_eq!(totals(batch), [8, 2, 8, 0, 0, 0, 0, 8], "{batch}");
    assert_eq!((&batch["state"], batch["digest"].as_str()), (&json!("done"), Some(digest.as_str())));
    everybody_was_cut_first(&door.seen(), 8);
    for id in &ids {
        assert_eq!(tenant.portrait(id)["state"], "deleted");
    }
    assert_eq!(tenant.portrait(&tenant.id(stories::PROTECTED.email))["state"], "active");

    let rows = std::fs::read_to_string(result).unwrap();
    let outcome = |line: &str| line.split(',').nth(4).unwrap().to_owned();
    let outcomes: Vec<String> = rows.lines().skip(1).map(outcome).collect();
    let expected = ["done", "done", "done", "blocked", "done", "done", "not-found", "done", "done", "done"];
    assert_eq!(outcomes, expected, "{rows}");

    // The trail has the batch, and its id on what was done for it.
    let id = batch["id"].as_str().unwrap();
    let (_, trail) = home.json(&["audit", "list", "--limit", "0"]);
    let of = |action: &str| {
        let records = trail["result"]["records"].as_array().unwrap().iter();
        records.filter(|r| r["entry"]["action"] == action && r["entry"]["batch"] == id).count()
    };
    assert_eq!([of("batch.confirm"), of("confirm"), of("run.end"), of("batch.end")], [1, 8, 8, 1], "{trail}");
    let (_, runs) = home.json(&["runs", "list"]);
    assert!(runs["result"]["runs"].as_array().unwrap().iter().all(|run| run["batch"] == id));
    assert_eq!(home.json(&["batches", "list"]).1["result"]["batches"][0]["id"], id);
    home.whole_chain();
}

/// Kills a batch of four at the call with this number, from 1, of those that change something, and resumes it.
fn killed(change: usize, moment: Moment, resume: &[&str]) {
    let (door, tenant, api) = Door::open(small());
    let home = Home::of(&tenant).with("GENESYS_ENV_URL", &api);
    let names = ordinary(&tenant, 4);
    let ids: Vec<String> = names.iter().map(|email| tenant.id(email)).collect();
    let from = list(&home, &names);
    let arguments =
        ["offboard", "--from", &from, "--yes", "--reason", "left", "--exactly", "4", "--jobs", "2", "--json"];
    let mut command = home.lanyard(&arguments);
    command.stdout(Stdio::null());
    assert_eq!(door.run_until_change(command, change, moment), None, "it was not killed");
    let (_, listed) = home.json(&["batches", "list"]);
    let batch = &listed["result"]["batches"][0];
    assert_eq!((&batch["interrupted"], &batch["totals"]["left"]), (&json!(true), &json!(4)), "{batch}");
    home.whole_chain();

    let id = batch["id"].as_str().unwrap().to_owned();
    let words: Vec<&str> = resume.iter().map(|word| if *word == "ID" { id.as_str() } else { word }).collect();
    let (code, resumed) = home.json(&words);
    assert_eq!(code, 0, "{resumed}");
    everybody_was_cut_first(&door.seen(), 4);
    let (_, shown) = home.json(&["batches", "show", &id]);
    assert_eq!(totals(&shown["result"]["batch"]), [4, 0, 4, 0, 0, 0, 0, 4], "{shown}");
    for id in &ids {
        assert_eq!(tenant.portrait(id)["state"], "deleted");
    }
    home.whole_chain();
}

#[test]
fn killed_in_the_first_pass_it_cuts_everybody_before_anybody_s_queues() {
    killed(1, Moment::After, &["batches", "resume", "ID"]);
    killed(6, Moment::Before, &["batches", "resume", "ID"]);
}

#[test]
fn resuming_all_keeps_the_order_of_a_batch() {
    killed(5, Moment::After, &["runs", "resume", "--all"]);
}

#[test]
fn a_batch_is_cancelled_after_it_was_killed_and_nothing_more_is_done() {
    let (door, tenant, api) = Door::open(small());
    let home = Home::of(&tenant).with("GENESYS_ENV_URL", &api);
    let names = ordinary(&tenant, 3);
    let ids: Vec<String> = names.iter().map(|email| tenant.id(email)).collect();
    let from = list(&home, &names);
    let arguments =
        ["offboard", "--from", &from, "--yes", "--reason", "left", "--exactly", "3", "--jobs", "1", "--json"];
    let mut command = home.lanyard(&arguments);
    command.stdout(Stdio::null());
    assert_eq!(door.run_until_change(command, 1, Moment::After), None, "it was not killed");
    let id = home.json(&["batches", "list"]).1["result"]["batches"][0]["id"].as_str().unwrap().to_owned();
    let before = door.seen().len();
    let (code, cancelled) = home.json(&["batches", "cancel", &id]);
    assert_eq!(code, 0, "{cancelled}");
    assert_eq!(totals(&cancelled["result"]["batch"])[5..7], [3, 0], "{cancelled}");
    assert!(door.seen()[before..].iter().all(|call| step_of(call).is_none()), "{:?}", &door.seen()[before..]);
    let active = ids.iter().filter(|id| tenant.portrait(id)["state"] == "active").count();
    assert_eq!(active, 2, "the first was made inactive before the end came");
    home.whole_chain();
}

#[test]
fn only_what_failed_is_done_again() {
    let (door, tenant, api) = Door::open(small());
    let home = Home::of(&tenant).with("GENESYS_ENV_URL", &api);
    let mut names = ordinary(&tenant, 2);
    names.push(stories::ON_CALLS.email.to_owned());
    let from = list(&home, &names);
    door.refuse(&format!("/tokens/{}", tenant.id(stories::ON_CALLS.email)));
    let (code, failed) =
        home.json(&["offboard", "--from", &from, "--yes", "--reason", "left", "--exactly", "3", "--jobs", "2"]);
    assert_eq!(code, 1, "{failed}");
    let batch = &failed["result"]["batch"];
    assert_eq!(totals(batch), [3, 0, 2, 1, 0, 0, 0, 2], "{batch}");
    let id = batch["id"].as_str().unwrap();
    let before = door.seen().len();
    door.refuse("");
    let result = home.path().join("again.csv");
    let (code, again) = home.json(&["batches", "retry", id, "--result", result.to_str().unwrap()]);
    assert_eq!(code, 0, "{again}");
    assert_eq!(totals(&again["result"]["batch"]), [3, 0, 3, 0, 0, 0, 0, 3]);
    // What had been proved is not made again, and nobody else is touched.
    let cuts: Vec<_> =
        door.seen()[before..].iter().filter_map(step_of).filter(|s| matches!(*s, "state" | "tokens")).collect();
    assert_eq!(cuts, ["tokens"]);
    assert_eq!(std::fs::read_to_string(result).unwrap().matches(",done,").count(), 3);
    let (code, refused) = home.json(&["batches", "retry", id]);
    assert_eq!(code, 3, "{refused}");
    home.whole_chain();
}
