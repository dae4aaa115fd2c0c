//! Property: whoever is offboarded by the shipped recipe and restored has again exactly what they had, but for what the
//! plan of the restore said cannot come back; and what it said does not come back indeed. A hundred tenants grown from
//! as many seeds, in each a person who has much of many kinds, read before and after by a client that is not the
//! product's. In some of them a group or the manager goes between the two.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::holdings::{KINDS, Thing, holdings};
use house::tenant::{Tenant, runtime, small};
use lanyard::backend::{Desk, Reach, RestoreFrom, RestoreWish};
use lanyard::config::{self, Account, Environment, Flags};
use lanyard::model::{Plan, RunState, UserId};
use lanyard::practice::{Practice, PracticeOptions, stories::STORIES};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

/// How many tenants.
const SEEDS: u64 = 100;
/// How many are worked on at once; most of the time each waits for its tenant to let go of members.
const AT_ONCE: usize = 34;

/// What became of one person's things.
struct Trip {
    seed: u64,
    before: BTreeSet<Thing>,
    /// What did not come back, with the line of the plan that said so.
    lost: Vec<(Thing, String)>,
    /// What is wrong.
    wrong: Vec<String>,
}

#[test]
fn whoever_is_restored_has_what_they_had_but_for_what_the_plan_said() {
    let (runtime, next, seeds) = (runtime(), AtomicU64::new(1), 1..=SEEDS);
    let worker = || {
        let mut trips = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if !seeds.contains(&seed) {
                return trips;
            }
            trips.push(trip(seed, &runtime));
        }
    };
    let trips: Vec<Trip> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    tell(&trips);
    let wrong: Vec<_> =
        trips.iter().flat_map(|trip| trip.wrong.iter().map(move |w| format!("seed {}: {w}", trip.seed))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    varied(&trips);
}

/// One tenant, one person: there and back.
fn trip(seed: u64, runtime: &Arc<Runtime>) -> Trip {
    let options =
        PracticeOptions { seed, people: 60 + 30 * (seed % 3) as u32, grants: Some(2 + (seed % 5) as u32), ..small() };
    let practice = Practice::new(options).unwrap();
    let serving = runtime.block_on(practice.serve(None)).unwrap();
    let api = serving.api.clone();
    let tenant = Tenant::at(practice, api, Some(serving), Arc::clone(runtime));
    let folder = tempfile::tempdir().unwrap();
    let desk = runtime.block_on(open(&tenant, folder.path()));

    let id = somebody(&tenant, seed);
    dress(&tenant, &id, seed);
    let before = holdings(&tenant, &id);
    let person = UserId::new(id.as_str());
    let mut wrong = runtime.block_on(async {
        let plan = desk.plan(&person, None).await.unwrap();
        through(&desk, &plan).await
    });
    assert_eq!(tenant.portrait(&id)["state"], "deleted");
    meddle(&tenant, &before, seed);
    let plan = runtime.block_on(async {
        let plan = desk.plan_restore(&RestoreWish::all(RestoreFrom::Person(person))).await.unwrap();
        wrong.extend(through(&desk, &plan).await);
        plan
    });
    runtime.block_on(desk.close());
    let after = holdings(&tenant, &id);
    compare(seed, before, &after, &plan, wrong)
}

/// A desk on a tenant like any other.
async fn open(tenant: &Tenant, folder: &std::path::Path) -> Desk {
    let flags =
        Flags { config_dir: Some(folder.join("config")), data_dir: Some(folder.join("data")), ..Flags::default() };
    let environment = Environment::of([
        ("GENESYS_ENV_URL", tenant.api.as_str()),
        ("GENESYS_CLIENT_ID", tenant.client_id.as_str()),
        ("GENESYS_CLIENT_SECRET", tenant.client_secret.as_str()),
    ]);
    let account = Account { user: "ann".into(), host: "desk".into() };
    let settings = config::load(&flags, &environment, &account, None).unwrap();
    Desk::open(&settings, Reach::Tenant).await.unwrap_or_else(|why| panic!("{why:?}"))
}

/// Carries a plan out; says what did not go well.
async fn through(desk: &Desk, plan: &Plan) -> Vec<String> {
    assert!(plan.blockers().next().is_none(), "{:?}", plan.findings);
    let run = desk.confirm_by_flag(plan, "left", "HR-1").await.unwrap();
    let state = desk.carry_out(&run, CancellationToken::new()).await.unwrap();
    let record = desk.run(&run).await.unwrap().unwrap();
    let steps = record.steps.iter().filter(|step| step.outcome.is_none_or(|outcome| !outcome.is_good()));
    let wrong: Vec<_> =
        steps.map(|step| format!("{} {:?} {:?} {:?}", step.name, step.outcome, step.fault, step.proof)).collect();
    assert_eq!(state == RunState::Done, wrong.is_empty(), "{state:?}");
    wrong
}

/// Somebody who has something of as many kinds as anybody in this tenant.
fn somebody(tenant: &Tenant, seed: u64) -> String {
    let all = tenant.read("/api/v2/users?pageSize=500&expand=groups,skills,languages,station");
    let of_a_story = |user: &&Value| !STORIES.iter().any(|story| user["email"] == story.email);
    let kinds = |user: &Value| {
        let lists = ["groups", "skills", "languages"].iter().filter(|part| user[**part].get(0).is_some()).count();
        let stations = ["associatedStation", "defaultStation"].iter().filter(|s| user["station"][**s].is_object());
        lists + stations.count() + usize::from(user["manager"].is_object())
    };
    let people: Vec<&Value> = all["entities"].as_array().unwrap().iter().filter(of_a_story).collect();
    let most = people.iter().map(|user| kinds(user)).max().unwrap();
    let richest: Vec<_> = people.into_iter().filter(|user| kinds(user) == most).collect();
    richest[seed as usize % richest.len()]["id"].as_str().unwrap().to_owned()
}

/// Gives them what few people have: their own utilization, and a queue that they are not on.
fn dress(tenant: &Tenant, id: &str, seed: u64) {
    if seed.is_multiple_of(2) {
        let own = json!({ "utilization": {
            "call": { "maximumCapacity": 2, "interruptableMediaTypes": [], "includeNonAcd": true },
            "message": { "maximumCapacity": 3 + seed % 7, "interruptableMediaTypes": ["call"], "includeNonAcd": false },
        }});
        let (status, answer) = tenant.call("PUT", &format!("/api/v2/routing/users/{id}/utilization"), &own);
        assert_eq!(status, 200, "{answer}");
    }
    let queues = tenant.read(&format!("/api/v2/users/{id}/queues?joined=true"));
    if let (Some(queue), false) = (queues["entities"].get(0), seed.is_multiple_of(3)) {
        let target = format!("/api/v2/users/{id}/queues/{}", queue["id"].as_str().unwrap());
        let (status, answer) = tenant.call("PATCH", &target, &json!({ "joined": false }));
        assert_eq!(status, 200, "{answer}");
    }
}

/// What others do before the mistake is noticed: a group is removed, the manager leaves.
fn meddle(tenant: &Tenant, before: &BTreeSet<Thing>, seed: u64) {
    let first = |kind: &str| before.iter().find(|thing| thing.kind == kind).map(|thing| thing.key.clone());
    if let (Some(group), true) = (first("group"), seed.is_multiple_of(4)) {
        let (status, answer) = tenant.call("DELETE", &format!("/api/v2/groups/{group}"), &Value::Null);
        assert!((200..300).contains(&status), "{answer}");
    }
    if let (Some(manager), true) = (first("manager"), seed.is_multiple_of(5)) {
        let (status, answer) = tenant.call("DELETE", &format!("/api/v2/users/{manager}"), &Value::Null);
        assert!((200..300).contains(&status), "{answer}");
    }
}

fn compare(seed: u64, before: BTreeSet<Thing>, after: &BTreeSet<Thing>, plan: &Plan, mut wrong: Vec<String>) -> Trip {
    let lines: Vec<&str> = plan.irreversible.iter().map(|line| line.as_str()).collect();
    let mut lost = Vec::new();
    for thing in before.difference(after) {
        match said(thing, &before, &lines) {
            Some(line) => lost.push((thing.clone(), line.to_owned())),
            None => wrong.push(format!("did not come back, and the plan did not say so: {thing:?}")),
        }
    }
    for thing in after.difference(&before).filter(|thing| thing.kind != "session") {
        wrong.push(format!("was not had before: {thing:?}"));
    }
    for line in lines.iter().filter(|line| !line.starts_with("sessions ")) {
        if !lost.iter().any(|(_, of)| of == line) {
            wrong.push(format!("the plan said in vain: {line}"));
        }
    }
    Trip { seed, before, lost, wrong }
}

/// The line of the plan that says that this thing cannot come back.
fn said<'a>(thing: &Thing, before: &BTreeSet<Thing>, lines: &[&'a str]) -> Option<&'a str> {
    let beginning = |text: String| lines.iter().find(|line| line.starts_with(&text)).copied();
    let gone = |kind: &str, name: &str| beginning(format!("the {kind} {name} is not there any more"));
    let groups = || before.iter().filter(|other| other.kind == "group");
    match thing.kind {
        "station" => beginning(format!("the station {} (", thing.name)),
        "conversation" => beginning("conversations that were moved or disconnected".to_owned()),
        "session" => beginning("sessions that were ended".to_owned()),
        "group" | "manager" => gone(thing.kind, &thing.name),
        // Licences follow from roles, also from those of a group.
        "licence" => groups().find_map(|group| gone("group", &group.name)),
        _ => groups().filter(|group| thing.through.contains(&group.key)).find_map(|group| gone("group", &group.name)),
    }
}

#[allow(clippy::print_stdout, reason = "what the test has seen")]
fn tell(trips: &[Trip]) {
    let mut had: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lost: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for trip in trips {
        for thing in &trip.before {
            *had.entry(thing.kind).or_default() += 1;
        }
        for (thing, line) in &trip.lost {
            // Without the name.
            let why = line.split_once(": ").or(line.split_once(" is not ")).map_or(line.as_str(), |(_, why)| why);
            *lost.entry((thing.kind, why.to_owned())).or_default() += 1;
        }
    }
    let all: usize = had.values().sum();
    let gone: usize = lost.values().sum();
    println!("{} tenants; {all} things were had, {} are had again: {had:?}", trips.len(), all - gone);
    for ((kind, why), count) in lost {
        println!("  {count} of {kind} not: {why}");
    }
}

/// The property says something only where there is much to lose.
fn varied(trips: &[Trip]) {
    assert_eq!(trips.len() as u64, SEEDS);
    for kind in KINDS.iter().filter(|kind| !["report", "conversation"].contains(kind)) {
        let with = trips.iter().filter(|trip| trip.before.iter().any(|thing| thing.kind == *kind)).count();
        assert!(with >= 25, "only {with} of the people have a {kind}");
    }
    let divisions = |trip: &&Trip| {
        let grants = trip.before.iter().filter(|thing| thing.kind == "grant");
        grants
            .filter_map(|grant| Some(grant.key.split(" in ").nth(1)?.split(' ').next()?.to_owned()))
            .collect::<BTreeSet<_>>()
            .len()
    };
    assert!(trips.iter().filter(|trip| divisions(trip) > 1).count() >= 75, "grants in several divisions");
    for kind in ["group", "manager"] {
        assert!(trips.iter().any(|trip| trip.lost.iter().any(|(thing, _)| thing.kind == kind)), "a {kind} that went");
    }
}
