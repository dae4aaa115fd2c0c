//! A tenant that makes trouble: every offboarding ends well, or says honestly what is not so.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::tenant::{Tenant, small};
use house::{Home, outcomes};
use lanyard::practice::{FaultProfile, PracticeOptions, stories};
use serde_json::{Value, json};
use std::time::Duration;

/// How often the tenant is read until it shows what it is said to show.
const READINGS: usize = 100;

/// What must not be there any more when this step is said to be done.
fn lie(step: &str, portrait: &Value) -> bool {
    let gone = |part: &str| portrait[part].is_null() || portrait[part] == json!([]);
    !match step {
        "state" => portrait["state"] != "active",
        "delete" | "read-back" => portrait["state"] == "deleted",
        "conversations" => gone("open"),
        "groups" | "grants" => gone(step),
        "queues" => gone("queues"),
        "skills" => gone("skills") && gone("languages"),
        "stations" => gone("station"),
        _ => true,
    }
}

fn offboards_honestly(faults: FaultProfile, seed: u64) {
    let lag = if faults == FaultProfile::Stale { Duration::from_millis(1_500) } else { Duration::ZERO };
    let tenant = Tenant::new(PracticeOptions { faults, seed, search_lag: lag, ..small() });
    let home = Home::of(&tenant);
    let people = [stories::SCIM_MANAGED, stories::NOTHING, stories::TWIN_TWO];
    let ids = people.map(|story| tenant.id(story.email));
    let but: Vec<&str> = ids.iter().map(String::as_str).collect();
    let who = people.map(|story| story.email).join("\n");
    home.file("leavers.csv", &who);
    let list = home.path().join("leavers.csv");
    let before = tenant.the_others(&but);
    let (code, answer) = home.json(&[
        "offboard",
        "--from",
        list.to_str().unwrap(),
        "--yes",
        "--reason",
        "left",
        "--jobs",
        "3",
        "--exactly",
        "3",
    ]);

    let mut all_well = true;
    for (person, id) in answer["result"]["people"].as_array().unwrap().iter().zip(&ids) {
        let run = &person["run"];
        if run.is_null() {
            // Refused before anything was done; then nothing was.
            all_well = false;
            assert_eq!(person["error"]["changed"], "no", "{faults}: {person}");
            assert_eq!(tenant.portrait(id)["state"], "active", "{faults}: {person}");
            continue;
        }
        let outcomes = outcomes(run);
        let well = |outcome: &str| matches!(outcome, "done" | "already" | "skipped");
        let lies = |portrait: &Value| outcomes.iter().find(|(step, o)| well(o) && lie(step, portrait)).cloned();
        let mut portrait = tenant.portrait(id);
        // This client, too, may be shown what was true a moment ago; not for ever.
        for _ in 0..READINGS {
            if lies(&portrait).is_none() {
                break;
            }
            std::thread::park_timeout(Duration::from_millis(50));
            portrait = tenant.portrait(id);
        }
        assert_eq!(lies(&portrait), None, "{faults}: {portrait}");
        all_well &= outcomes.iter().all(|(_, outcome)| well(outcome));
        assert_eq!(run["proved"] == true, person["ok"] == true, "{faults}: {person}");
        assert!(run["proved"] != true || portrait["state"] == "deleted", "{faults}: {person}");
    }
    assert_eq!(code == 0, all_well, "{faults}: {answer}");
    // Trouble of these kinds passes, or is not worth a failure.
    assert!(all_well, "{faults}: {}", answer["error"]);
    assert_eq!(tenant.the_others(&but), before, "{faults}: somebody else was changed");
    home.whole_chain();
}

#[test]
fn answers_that_fail_before_anything_happens() {
    offboards_honestly(FaultProfile::Flaky, 3);
}

#[test]
fn too_many_requests() {
    offboards_honestly(FaultProfile::Storm, 3);
}

#[test]
fn answers_that_are_lost_after_the_effect() {
    offboards_honestly(FaultProfile::LostReplies, 5);
}

#[test]
fn readings_of_a_moment_ago() {
    offboards_honestly(FaultProfile::Stale, 3);
}

#[test]
fn things_that_vanish_meanwhile() {
    offboards_honestly(FaultProfile::Vanishing, 3);
}

#[test]
fn tokens_that_die_early() {
    offboards_honestly(FaultProfile::ShortTokens, 3);
}

#[test]
fn bodies_that_trickle() {
    offboards_honestly(FaultProfile::Slow, 3);
}
