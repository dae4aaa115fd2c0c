//! Runs for later by the real binary: planned, seen, begun when their time has come, and left alone when the person has
//! changed; and the deletion that follows an offboarding after days of grace.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::tenant::{Tenant, small};
use house::watched::{Door, Moment, step_of};
use house::{Home, outcomes, run_of};
use lanyard::practice::stories;
use serde_json::{Value, json};
use std::process::Stdio;

const LATER: &str = "2099-12-01T18:00[Europe/Berlin]";
const GRACE: &str = "title = \"Delete after a month\"\ndelete = \"later\"\ngrace_days = 30\n";

/// Lets the time of every planned run come, as if it were years later.
fn let_time_come(tenant: &Tenant, home: &Home) {
    let file = format!("sqlite://{}", home.data().join("lanyard.db").display());
    tenant.runtime.block_on(async {
        use sqlx::Connection as _;
        let mut journal = sqlx::SqliteConnection::connect(&file).await.unwrap();
        let come = "update run set due_ms = 1, planned_ms = 1 where planned_ms is not null and started_ms is null";
        sqlx::query(come).execute(&mut journal).await.unwrap();
        journal.close().await.unwrap();
    });
}

fn listed(home: &Home, more: &[&str]) -> Vec<Value> {
    let (code, answer) = home.json(&[&["runs", "list"], more].concat());
    assert_eq!(code, 0, "{answer}");
    answer["result"]["runs"].as_array().unwrap().clone()
}

fn due(home: &Home) -> (i32, Value) {
    home.json(&["runs", "due"])
}

/// A home with a recipe that deletes later.
fn with_grace(tenant: &Tenant) -> Home {
    let home = Home::of(tenant);
    home.file("config/recipes/month.toml", GRACE);
    home
}

/// Offboards somebody with days of grace; their id, and the run that is to follow.
fn kept_for_now(tenant: &Tenant, home: &Home, email: &str) -> (String, Value) {
    let id = tenant.id(email);
    let (code, answer) = home.offboard(&id, &["--recipe", "month", "--ticket", "HR-1"]);
    assert_eq!(code, 0, "{answer}");
    assert_eq!(tenant.portrait(&id)["state"], "inactive");
    let first = run_of(&answer)["id"].clone();
    let planned = listed(home, &["--planned"]);
    let (_, shown) = home.json(&["runs", "show", planned.last().unwrap()["id"].as_str().unwrap()]);
    let next = shown["result"]["run"].clone();
    assert_eq!((&next["plan"]["origin"], &next["planned"]), (&first, &json!("ahead")), "{next}");
    (id, next)
}

#[test]
fn an_offboarding_waits_for_its_time_is_seen_and_is_begun_by_a_timer() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let id = tenant.id(stories::ON_CALLS.email);
    let before = tenant.portrait(&id);
    let (code, answer) = home.offboard(&id, &["--at", LATER]);
    assert_eq!((code, &answer["result"]["planned_for"]), (0, &json!("2099-12-01T18:00:00+01:00[Europe/Berlin]")));
    let run = run_of(&answer);
    let due_at = json!("2099-12-01T17:00:00Z");
    assert_eq!((&run["state"], &run["planned"], &run["due"]), (&json!("queued"), &json!("ahead"), &due_at), "{run}");

    for more in [&[][..], &["--planned"]] {
        let runs = listed(&home, more);
        assert_eq!(
            (&runs[0]["due"], &runs[0]["planned"], &runs[0]["interrupted"]),
            (&due_at, &json!("ahead"), &json!(false))
        );
    }
    let told = home.ask(&["runs", "list"]).out;
    assert!(told.contains("planned") && told.contains("for 2099-12-01 17:00:00Z"), "{told}");
    for (arguments, none) in [
        (vec!["runs", "due"], true),
        (vec!["runs", "resume", "--all"], true),
        (vec!["runs", "resume", run["id"].as_str().unwrap()], false),
    ] {
        let (code, answer) = home.json(&arguments);
        assert_eq!(code, 0, "{answer}");
        assert_eq!(answer["result"]["runs"].as_array().unwrap().is_empty(), none, "{answer}");
    }
    assert_eq!(tenant.portrait(&id), before, "nothing is begun before its time");
    let (code, again) = home.offboard(&id, &[]);
    assert_eq!(code, 3, "one run for a person: {again}");

    let_time_come(&tenant, &home);
    assert_eq!(listed(&home, &[])[0]["planned"], "due");
    let (code, answer) = due(&home);
    assert_eq!(
        (code, &answer["result"]["begun"], &answer["result"]["ended_well"]),
        (0, &json!(1), &json!(1)),
        "{answer}"
    );
    assert_eq!(tenant.portrait(&id)["state"], "deleted");
    assert_eq!(tenant.portrait(&id)["open"], json!([]), "the calls of now were dealt with");
    assert_eq!(due(&home).1["result"]["begun"], 0);
    home.whole_chain();
}

#[test]
fn who_has_changed_since_is_not_touched_and_the_others_are_dealt_with_as_they_are_by_then() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let (calm, changed) = (tenant.id(stories::ON_CALLS.email), tenant.id(stories::NOTHING.email));
    for id in [&calm, &changed] {
        assert_eq!(home.offboard(id, &["--at", LATER]).0, 0);
    }
    let (_, users) = tenant.get(&format!("/api/v2/users/{changed}"));
    let body = json!({ "version": users["version"], "name": "Somebody Else" });
    let (status, answer) = tenant.call("PATCH", &format!("/api/v2/users/{changed}"), &body);
    assert_eq!(status, 200, "{answer}");
    // Taken off the queue by somebody else before the time has come.
    let off = json!({ "status": "OFF_QUEUE" });
    assert_eq!(tenant.call("PUT", &format!("/api/v2/users/{calm}/routingstatus"), &off).0, 200);
    let before = tenant.portrait(&changed);
    let_time_come(&tenant, &home);
    let (code, answer) = due(&home);
    assert_eq!(
        (code, &answer["result"]["begun"], &answer["result"]["ended_well"]),
        (1, &json!(2), &json!(1)),
        "{answer}"
    );
    let runs = answer["result"]["runs"].as_array().unwrap();
    let failed = runs.iter().find(|run| run["state"] == "failed").unwrap();
    let why = failed["why"].as_str().unwrap();
    assert!(why.contains("has changed since") && why.contains("name") && why.ends_with("plan again"), "{why}");
    assert_eq!(failed["totals"]["done"], 0);
    assert_eq!(tenant.portrait(&changed), before);
    assert_eq!(tenant.portrait(&calm)["state"], "deleted");
    let done = runs.iter().find(|run| run["state"] == "done").unwrap();
    let step = |name: &str| outcomes(done).into_iter().find(|(step, _)| step == name).unwrap().1;
    assert_eq!((step("queue-status").as_str(), step("conversations").as_str()), ("skipped", "done"));
    assert_eq!(done["steps"][2]["reason"], "is off queue");
    home.whole_chain();
}

#[test]
fn times_and_recipes_that_cannot_be_are_refused_and_what_was_planned_can_be_cancelled() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    home.file("config/recipes/at-once.toml", "may_wait = false\n");
    let id = tenant.id(stories::NOTHING.email);
    for time in ["2020-01-01T00:00Z", "whenever", "2099-12-01"] {
        let (code, answer) = home.offboard(&id, &["--at", time]);
        assert_eq!(code, 2, "{answer}");
        assert!(answer["error"]["remedy"].as_str().unwrap().contains("2026-12-01T18:00[Europe/Berlin]"), "{answer}");
    }
    let (code, answer) = home.offboard(&id, &["--at", LATER, "--recipe", "at-once"]);
    assert_eq!((code, &answer["error"]["kind"]), (3, &json!("refused")), "{answer}");

    let (_, answer) = home.offboard(&id, &["--at", LATER]);
    let run = run_of(&answer)["id"].as_str().unwrap().to_owned();
    let (code, answer) = home.json(&["runs", "cancel", &run]);
    assert_eq!((code, &answer["result"]["state"]), (0, &json!("cancelled")), "{answer}");
    assert_eq!(listed(&home, &["--planned"]), Vec::<Value>::new());
    assert_eq!(tenant.portrait(&id)["state"], "active");
    home.whole_chain();
}

#[test]
fn many_are_planned_as_one_batch_and_begun_as_one() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let people = [stories::NOTHING.email, stories::SCIM_MANAGED.email];
    let mut arguments = vec!["offboard", people[0], people[1], "--yes", "--reason", "left", "--at", LATER];
    arguments.extend(["--exactly", "2"]);
    let (code, answer) = home.json(&arguments);
    assert_eq!(code, 0, "{answer}");
    let batch = &answer["result"]["batch"];
    assert_eq!((&batch["state"], &batch["due"]), (&json!("queued"), &json!("2099-12-01T17:00:00Z")), "{answer}");
    let (code, resumed) = home.json(&["batches", "resume", batch["id"].as_str().unwrap()]);
    assert_eq!(code, 0, "nothing is begun and nothing is wrong: {resumed}");
    let_time_come(&tenant, &home);
    let (code, answer) = due(&home);
    assert_eq!((code, &answer["result"]["ended_well"]), (0, &json!(2)), "{answer}");
    for email in people {
        assert_eq!(tenant.portrait(&tenant.id(email))["state"], "deleted");
    }
    for run in answer["result"]["runs"].as_array().unwrap() {
        // Off queue when it was planned, and looked at all the same.
        let looked = &run["steps"][2];
        assert_eq!((&looked["outcome"], &looked["attempts"]), (&json!("skipped"), &json!(1)), "{looked}");
    }
    home.whole_chain();
}

#[test]
fn who_stays_begins_what_comes_due_and_ends_on_a_signal() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let id = tenant.id(stories::NOTHING.email);
    home.offboard(&id, &["--at", LATER]);
    let mut command = home.lanyard(&["runs", "due", "--watch", "--json"]);
    let watching = command.stdout(Stdio::piped()).spawn().unwrap();
    let_time_come(&tenant, &home);
    while listed(&home, &[])[0]["state"] != "done" {}
    let stopped = std::process::Command::new("kill").args(["-TERM", &watching.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    let came = house::Came::of(watching.wait_with_output().unwrap());
    assert_eq!((came.code, &came.json()["result"]["ended_well"]), (Some(0), &json!(1)), "{came:?}");
    assert_eq!(tenant.portrait(&id)["state"], "deleted");
}

#[test]
fn days_of_grace_end_with_a_deletion_that_is_read_back() {
    let tenant = Tenant::new(small());
    let home = with_grace(&tenant);
    let (id, next) = kept_for_now(&tenant, &home, stories::ON_CALLS.email);
    let steps: Vec<_> = outcomes(&next).into_iter().map(|(name, _)| name).collect();
    assert_eq!(steps, ["delete", "read-back"]);
    let ended =
        home.json(&["runs", "show", next["plan"]["origin"].as_str().unwrap()]).1["result"]["run"]["ended_at"].clone();
    let days = |text: &Value| text.as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second() / 86_400;
    assert_eq!(days(&next["due"]) - days(&ended), 30);
    let_time_come(&tenant, &home);
    let (code, answer) = due(&home);
    assert_eq!(code, 0, "{answer}");
    let run = &answer["result"]["runs"][0];
    assert_eq!((&run["state"], &run["proved"]), (&json!("done"), &json!(true)), "{run}");
    assert!(run["sentence"].as_str().unwrap().starts_with("The user is deleted"), "{run}");
    assert_eq!(tenant.portrait(&id)["state"], "deleted");
    // What they had is still known: a restore goes back to the first run.
    let (code, answer) = home.json(&["restore", next["id"].as_str().unwrap()]);
    assert_eq!((code, &answer["result"]["plan"]["origin"]), (0, &next["plan"]["origin"]), "{answer}");
    home.whole_chain();
}

#[test]
fn who_is_wanted_again_or_held_is_not_deleted() {
    let tenant = Tenant::new(small());
    let home = with_grace(&tenant);
    let (restored, next) = kept_for_now(&tenant, &home, stories::ON_CALLS.email);
    let (code, answer) = home.json(&["restore", &restored, "--yes", "--reason", "HR was wrong", "--ticket", "HR-2"]);
    assert_eq!(code, 0, "{answer}");
    let (_, shown) = home.json(&["runs", "show", next["id"].as_str().unwrap()]);
    assert_eq!(shown["result"]["run"]["state"], "cancelled", "{shown}");
    let (_, trail) = home.json(&["audit", "list", "--run", next["id"].as_str().unwrap()]);
    assert!(trail.to_string().contains("run.cancel"), "{trail}");

    let (active, _) = kept_for_now(&tenant, &home, stories::NOTHING.email);
    let (_, user) = tenant.get(&format!("/api/v2/users/{active}"));
    let body = json!({ "version": user["version"], "state": "active" });
    assert_eq!(tenant.call("PATCH", &format!("/api/v2/users/{active}"), &body).0, 200);
    let (held, _) = kept_for_now(&tenant, &home, stories::SCIM_MANAGED.email);
    home.configure(&format!("legal_hold = [\"{held}\"]\n"));
    let_time_come(&tenant, &home);
    let (code, answer) = due(&home);
    assert_eq!((code, &answer["result"]["begun"]), (1, &json!(2)), "{answer}");
    let why: Vec<String> = answer["result"]["runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| run["why"].as_str().unwrap().to_owned())
        .collect();
    assert!(why.iter().any(|why| why.contains("is active again")), "{why:?}");
    assert!(why.iter().any(|why| why.contains("is under legal hold")), "{why:?}");
    let states = [&restored, &active, &held].map(|id| tenant.portrait(id)["state"].clone());
    assert_eq!(states, [json!("active"), json!("active"), json!("inactive")]);
    home.whole_chain();
}

#[test]
fn killed_at_its_last_calls_an_offboarding_is_still_followed_by_one_deletion() {
    let calm = {
        let (door, tenant, api) = Door::open(small());
        let home = with_grace(&tenant).with("GENESYS_ENV_URL", &api);
        kept_for_now(&tenant, &home, stories::NOTHING.email);
        door.seen()
    };
    let last = calm.iter().rposition(|call| step_of(call).is_some()).unwrap();
    let cases = (last..calm.len()).flat_map(|at| [(at, Moment::Before), (at, Moment::After)]);
    std::thread::scope(|scope| cases.for_each(|(at, moment)| drop(scope.spawn(move || killed_at(at, moment)))));
}

fn killed_at(at: usize, moment: Moment) {
    let (door, tenant, api) = Door::open(small());
    let home = with_grace(&tenant).with("GENESYS_ENV_URL", &api);
    let id = tenant.id(stories::NOTHING.email);
    let mut command = home.lanyard(&["offboard", &id, "--yes", "--reason", "left", "--recipe", "month", "--json"]);
    command.stdout(Stdio::null());
    door.run(command, Some((at, moment)));
    home.json(&["runs", "resume", "--all"]);
    let planned = listed(&home, &["--planned"]);
    assert_eq!(planned.len(), 1, "{at} {moment:?}: {planned:?}");
    assert_eq!(planned[0]["planned"], "ahead");
    home.whole_chain();
}
