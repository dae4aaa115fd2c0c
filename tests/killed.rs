//! An offboarding that is killed at any of its calls, and then resumed, ends as one that was left alone.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::tenant::{Tenant, small};
use house::watched::{Door, Moment, Seen, step_of};
use house::{Home, outcomes, run_of};
use lanyard::model::RunId;
use lanyard::practice::stories::{self, Story};
use lanyard::store::{Location, Store};
use serde_json::{Value, json};
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many cases run beside each other; they wait for the tenant nearly all of the time.
const BESIDE: usize = 24;

/// A tenant of its own, its door, and a home that goes through the door.
fn place() -> (Door, Tenant, Home) {
    let (door, tenant, api) = Door::open(small());
    let home = Home::of(&tenant).with("GENESYS_ENV_URL", &api);
    (door, tenant, home)
}

/// Offboards, killed at a call if that is wanted; says whether it was.
fn offboard(door: &Door, home: &Home, id: &str, end_at: Option<(usize, Moment)>) -> bool {
    let mut command = home.lanyard(&["offboard", id, "--yes", "--reason", "left", "--json"]);
    command.stdout(Stdio::null());
    match door.run(command, end_at) {
        None => true,
        Some(code) => {
            assert_eq!(code, 0);
            false
        }
    }
}

/// What an undisturbed run leaves behind.
struct Calm {
    calls: Vec<Seen>,
    /// The number of the first call that changes something.
    first: usize,
    portrait: Value,
    outcomes: Vec<(String, String)>,
}

fn calm(story: Story) -> Calm {
    let (door, tenant, home) = place();
    let id = tenant.id(story.email);
    assert!(!offboard(&door, &home, &id, None));
    let calls = door.seen();
    let first = calls.iter().position(|call| step_of(call).is_some()).unwrap();
    let (_, runs) = home.json(&["runs", "list"]);
    let run = runs["result"]["runs"][0]["id"].as_str().unwrap().to_owned();
    let (_, shown) = home.json(&["runs", "show", &run]);
    Calm { calls, first, portrait: tenant.portrait(&id), outcomes: outcomes(&shown["result"]["run"]) }
}

/// Kills at one call, looks, resumes, and compares.
fn killed_at(story: Story, calm: &Calm, at: usize, moment: Moment) {
    let what = format!("{:?} {moment:?} call {at} ({} {})", story.key, calm.calls[at].method, calm.calls[at].path);
    let (door, tenant, home) = place();
    let id = tenant.id(story.email);
    let others = tenant.the_others(&[&id]);
    if !offboard(&door, &home, &id, Some((at, moment))) {
        // It made fewer readings than the calm one and was over before this call.
        assert!(at + 4 >= calm.calls.len(), "{what}: not killed");
        return;
    }
    let before = door.seen();
    home.whole_chain();
    let (_, runs) = home.json(&["runs", "list"]);
    let runs = runs["result"]["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1, "{what}");
    assert_eq!((&runs[0]["interrupted"], &runs[0]["state"]), (&json!(true), &json!("running")), "{what}");
    let run = runs[0]["id"].as_str().unwrap();
    let (_, shown) = home.json(&["runs", "show", run]);
    let ended: Vec<String> =
        outcomes(&shown["result"]["run"]).into_iter().filter(|(_, o)| o != "-").map(|(step, _)| step).collect();

    let (code, resumed) = home.json(&["runs", "resume", "--all"]);
    assert_eq!(code, 0, "{what}: {resumed}");
    assert_eq!(run_of(&resumed)["state"], "done", "{what}");
    let after = &door.seen()[before.len()..];
    let over = |step: &str| ended.iter().any(|e| e == step);
    for call in after {
        // The groups step leaves the queues in which somebody was by name as well as through a group.
        let again = step_of(call).filter(|step| over(step) && (*step != "queues" || over("groups")));
        assert!(again.is_none(), "{what}: {call:?} was made again although its step had been proved");
    }
    // What was changed before the kill and could be seen at once is found by reading back, not done twice.
    if moment == Moment::After
        && let Some(step @ ("state" | "tokens" | "queue-status" | "delete")) = step_of(&before[at])
    {
        assert!(after.iter().all(|call| step_of(call) != Some(step)), "{what}: {step} was made twice");
    }

    assert_eq!(tenant.portrait(&id), calm.portrait, "{what}");
    let good = |outcome: &str| matches!(outcome, "done" | "already");
    for ((step, outcome), (_, expected)) in outcomes(run_of(&resumed)).iter().zip(&calm.outcomes) {
        assert!(outcome == expected || (good(outcome) && good(expected)), "{what}: {step} {outcome}");
    }
    assert_eq!(tenant.the_others(&[&id]), others, "{what}: somebody else was changed");
    home.whole_chain();
    events_have_no_gap(&tenant, &home, run);
    let (code, again) = home.json(&["runs", "resume", "--all"]);
    assert_eq!((code, &again["result"]["runs"]), (0, &json!([])), "{what}");
}

fn events_have_no_gap(tenant: &Tenant, home: &Home, run: &str) {
    tenant.runtime.block_on(async {
        let store = Store::open(&Location::Sqlite(home.data().join("lanyard.db"))).await.unwrap();
        let events = store.reading().await.unwrap().events_after(&RunId::new(run), 0).await.unwrap();
        let numbers: Vec<i64> = events.iter().map(|event| event.index).collect();
        assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
        store.close().await;
    });
}

/// Goes through the cases, some beside each other.
fn all(story: Story, calm: &Calm, cases: &[(usize, Moment)]) {
    assert!(!cases.is_empty());
    let next = AtomicUsize::new(0);
    let troubles = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..BESIDE {
            scope.spawn(|| {
                while let Some((at, moment)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let case = std::panic::AssertUnwindSafe(|| killed_at(story, calm, *at, *moment));
                    if let Err(trouble) = std::panic::catch_unwind(case) {
                        let words = trouble.downcast_ref::<String>().cloned();
                        troubles.lock().unwrap().push(words.unwrap_or_else(|| "no words".to_owned()));
                    }
                }
            });
        }
    });
    let troubles = troubles.into_inner().unwrap();
    assert!(troubles.is_empty(), "{} of {}:\n{}", troubles.len(), cases.len(), troubles.join("\n"));
}

#[test]
fn at_every_call_that_changes_something_before_and_after_its_effect() {
    let calm = calm(stories::ON_CALLS);
    let writes = || (calm.first..calm.calls.len()).filter(|at| step_of(&calm.calls[*at]).is_some());
    let mut steps: Vec<_> = writes().filter_map(|at| step_of(&calm.calls[at])).collect();
    steps.sort_unstable();
    steps.dedup();
    assert_eq!(steps.len(), 10, "not every step is met: {steps:?}");
    // Of the many calls of one step, the first two and the last are different from each other.
    let chosen: Vec<usize> = writes()
        .filter(|at| {
            let step = |at: usize| calm.calls.get(at).and_then(step_of);
            let own = step(*at);
            step(at - 1) != own || step(at - 2) != own || step(at + 1) != own
        })
        .collect();
    let cases: Vec<_> = chosen.iter().flat_map(|at| [(*at, Moment::Before), (*at, Moment::After)]).collect();
    all(stories::ON_CALLS, &calm, &cases);
}

#[test]
fn at_every_call_that_reads_back() {
    let calm = calm(stories::SCIM_MANAGED);
    let reads = (calm.first..calm.calls.len()).filter(|at| step_of(&calm.calls[*at]).is_none());
    all(stories::SCIM_MANAGED, &calm, &reads.map(|at| (at, Moment::After)).collect::<Vec<_>>());
}

#[test]
fn again_and_again_until_it_is_through() {
    let calm = calm(stories::SCIM_MANAGED);
    let (door, tenant, home) = place();
    let id = tenant.id(stories::SCIM_MANAGED.email);
    assert!(offboard(&door, &home, &id, Some((calm.first, Moment::After))));
    // Each time it comes eight calls further: the token, and some of what is left.
    for _ in 0..30 {
        let mut command = home.lanyard(&["runs", "resume", "--all", "--json"]);
        command.stdout(Stdio::null());
        if let Some(code) = door.run(command, Some((door.seen().len() + 8, Moment::Before))) {
            assert_eq!(code, 0);
            assert_eq!(tenant.portrait(&id), calm.portrait);
            home.whole_chain();
            return;
        }
    }
    panic!("it never came through: {:#?}", door.seen());
}
