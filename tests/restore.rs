//! People of the stories are offboarded and given everything back by the real binary; the tenant is read by a client of
//! its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::tenant::{Tenant, small};
use house::{Home, run_of};
use lanyard::practice::stories;
use serde_json::{Value, json};

/// What a restore is to bring back: all of a portrait but what the platform gives nobody back.
fn seat(tenant: &Tenant, id: &str) -> Value {
    let mut portrait = tenant.portrait(id);
    let map = portrait.as_object_mut().unwrap();
    for never in ["station", "default_station", "open"] {
        map.remove(never);
    }
    for list in map.values_mut().filter_map(Value::as_array_mut) {
        list.sort_by_key(Value::to_string);
    }
    portrait
}

fn restore(home: &Home, what: &str, more: &[&str]) -> (i32, Value) {
    let mut arguments = vec!["restore", what, "--yes", "--reason", "HR was wrong", "--ticket", "HR-2"];
    arguments.extend(more);
    home.json(&arguments)
}

#[test]
fn what_was_taken_comes_back_exactly() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    for story in [stories::ON_CALLS, stories::GROUP_ROLES, stories::OWNER, stories::INACTIVE] {
        let id = tenant.id(story.email);
        let (before, others) = (seat(&tenant, &id), tenant.the_others(&[&id]));
        let (code, answer) = home.offboard(story.email, &["--ticket", "HR-1"]);
        assert_eq!(code, 0, "{answer}");
        assert_ne!(seat(&tenant, &id), before);

        let (code, planned) = home.json(&["restore", &id]);
        assert_eq!((code, &planned["result"]["confirmed"]), (0, &json!(false)), "{planned}");
        assert_eq!(tenant.portrait(&id)["state"], "deleted", "a plan changes nothing");

        let (code, answer) = restore(&home, &id, &[]);
        assert_eq!(code, 0, "{answer}");
        let run = &answer["result"]["run"];
        assert_eq!((&run["state"], &run["proved"]), (&json!("done"), &json!(true)), "{answer}");
        assert_eq!(seat(&tenant, &id), before, "{}", story.email);
        assert_eq!(tenant.the_others(&[&id]), others, "somebody else was changed");
    }
    home.whole_chain();
}

#[test]
fn a_restore_that_cannot_be_says_why_and_changes_nothing() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let id = tenant.id(stories::ON_CALLS.email);
    let (code, answer) = restore(&home, &id, &[]);
    assert_ne!(code, 0);
    assert!(answer["error"]["text"].as_str().unwrap().contains("no offboarding of"), "{answer}");

    let (_, offboarded) = home.offboard(stories::ON_CALLS.email, &["--ticket", "HR-1"]);
    let run = run_of(&offboarded)["id"].as_str().unwrap().to_owned();
    let gone = tenant.portrait(&id);
    let (code, answer) = restore(&home, &run, &["--only", "grants"]);
    assert_eq!(code, 3, "{answer}");
    assert!(answer.to_string().contains("nothing can be given to a deleted person"), "{answer}");
    let (code, answer) = home.json(&["restore", &run, "--yes"]);
    assert_eq!(code, 3, "a reason is needed: {answer}");
    let (code, answer) = home.json(&["restore", &run, "--only", "shoes"]);
    assert_eq!(code, 2, "{answer}");
    assert_eq!(tenant.portrait(&id), gone);

    let (code, answer) = restore(&home, &run, &["--only", "state"]);
    assert_eq!(code, 0, "{answer}");
    let back = tenant.portrait(&id);
    assert_eq!((&back["state"], &back["grants"]), (&json!("active"), &json!([])), "only the state was asked for");
}

#[test]
fn a_successor_takes_the_seat_over() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let (leaver, heir) = (tenant.id(stories::ON_CALLS.email), tenant.id(stories::NOTHING.email));
    let before = seat(&tenant, &leaver);
    home.offboard(stories::ON_CALLS.email, &["--ticket", "HR-1"]);
    let (code, answer) = restore(&home, &leaver, &["--into", stories::NOTHING.email]);
    assert_eq!(code, 0, "{answer}");
    let now = seat(&tenant, &heir);
    assert_eq!(tenant.portrait(&leaver)["state"], "deleted", "the leaver stays away");
    for part in ["groups", "queues", "skills", "languages"] {
        // Addresses have the person's own id in them.
        let of_leaver = before[part].to_string().replace(&leaver, &heir);
        assert_eq!(now[part].to_string(), of_leaver, "{part}");
    }
}
