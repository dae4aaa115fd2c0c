use super::findings::Guard;
use super::grace::follow_up;
use super::later::is_of_the_moment;
use super::plan::plan;
use super::recipe::{Conversations, Delete, History, Recipe};
use crate::model::{
    Evidence, ExternalId, Grant, Level, Operator, Outcome, Phase, Plan, RunRecord, RunState, Seat, StepRecord,
    StepState, UserState,
};
use crate::pipelines::fixture::{around, group, jane, now};
use crate::pipelines::seat::changes;
use serde_json::json;

fn planned(seat: Seat, recipe: &Recipe) -> Plan {
    plan(seat, &around(), recipe, &Guard::default(), (300, 0), now())
}

fn step<'a>(plan: &'a Plan, name: &str) -> &'a crate::model::PlannedStep {
    plan.steps.iter().find(|s| s.name == name).unwrap()
}

fn codes(plan: &Plan) -> Vec<(Level, &str)> {
    plan.findings.iter().map(|f| (f.level, f.code.as_str())).collect()
}

#[test]
fn access_is_cut_first_and_deletion_is_last_but_the_reading_back() {
    let plan = planned(jane(), &Recipe::default());
    let names: Vec<_> = plan.steps.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names[..3], ["state", "tokens", "queue-status"]);
    assert_eq!(names[names.len() - 3..], ["history", "delete", "read-back"]);
    assert!(plan.steps.is_sorted_by_key(|s| s.phase), "phases follow each other");
    assert!(plan.steps.iter().zip(1..).all(|(s, n)| s.ordinal == n));
    assert_eq!(plan.steps[0].phase, Phase::CutAccess);
    assert_eq!(plan.end_state, UserState::Deleted);
}

#[test]
fn queues_of_groups_are_not_left_one_by_one() {
    let plan = planned(jane(), &Recipe::default());
    let words: Vec<_> = step(&plan, "queues").effects.iter().map(|e| e.as_str().to_owned()).collect();
    assert_eq!(words, ["- Claims", "- Billing", "  Overflow ends with its group"]);
    assert_eq!(step(&plan, "queues").calls, 4, "two removals, joined and not joined read back");
    assert_eq!(step(&plan, "groups").calls, 7, "two groups, both kinds of queues twice, the person read back");
}

#[test]
fn what_a_group_takes_with_it_is_said() {
    let plan = planned(jane(), &Recipe::default());
    assert_eq!(step(&plan, "groups").effects[0].as_str(), "- Night shift      loses Supervisor (EMEA)");
    assert_eq!(step(&plan, "grants").effects.len(), 2, "inherited grants are not taken one by one");
}

#[test]
fn nothing_to_do_is_said_and_costs_nothing() {
    let seat = Seat {
        grants: vec![],
        groups: vec![],
        queues: vec![],
        skills: vec![],
        languages: vec![],
        associated_station: None,
        routing_status: Some("OFF_QUEUE".into()),
        open_conversations: vec![],
        ..jane()
    };
    let plan = planned(seat, &Recipe::default());
    let skipped: Vec<_> = plan.steps.iter().filter(|s| s.skip.is_some()).map(|s| s.name.as_str()).collect();
    assert_eq!(
        skipped,
        ["queue-status", "conversations", "queues", "groups", "grants", "skills", "utilization", "stations"]
    );
    assert_eq!(plan.forecast.calls, 2 + 2 + 2 + 5 + 2 + 4, "confirming, state, tokens, history, delete, read-back");
}

#[test]
fn the_digest_seals_the_effects_but_not_the_clock() {
    let recipe = Recipe::default();
    let first = planned(jane(), &recipe);
    let later = Seat { read_at: jiff::Timestamp::MAX, ..jane() };
    let an_hour_later = now() + jiff::SignedDuration::from_hours(1);
    let again = plan(later, &around(), &recipe, &Guard::default(), (60, 9), an_hour_later);
    assert_eq!(first.digest(), again.digest());
    let mut seat = jane();
    seat.person.version += 1;
    assert_ne!(first.digest(), planned(seat, &recipe).digest());
}

#[test]
fn blockers() {
    let recipe = Recipe::default();
    let mut seat = jane();
    seat.groups.push(group("g-x", "Executives – protected", &[]));
    let admin = Grant { role: "r-admin".into(), role_name: "admin".into(), ..seat.grants[0].clone() };
    seat.grants.push(admin);
    let found = planned(seat, &recipe);
    let found = codes(&found);
    assert!(found.contains(&(Level::Blocker, "protected-group")), "{found:?}");
    assert!(found.contains(&(Level::Blocker, "last-administrator")), "{found:?}");

    let guard = Guard { own_accounts: vec!["JANE.DOE@acme.example".to_owned()], ..Guard::default() };
    let own = plan(jane(), &around(), &recipe, &guard, (300, 0), now());
    assert_eq!(codes(&own)[0], (Level::Blocker, "own-account"));

    let mut gone = jane();
    gone.person.state = UserState::Deleted;
    assert_eq!(codes(&planned(gone, &recipe))[0], (Level::Blocker, "already-deleted"));
}

#[test]
fn legal_hold_forbids_deletion_only() {
    let mut recipe = Recipe::default();
    recipe.protect.legal_hold = vec!["u-jane".to_owned()];
    assert_eq!(codes(&planned(jane(), &recipe))[0], (Level::Blocker, "legal-hold"));
    recipe.delete = Delete::Never;
    assert!(planned(jane(), &recipe).blockers().next().is_none());
}

#[test]
fn warnings_have_remedies() {
    let mut seat = jane();
    seat.direct_reports = vec![seat.person.clone(); 7];
    seat.external_ids = vec![ExternalId { authority: "x-pc:scimv2:v1:client".into(), key: "EMP-1".into() }];
    let plan = planned(seat, &Recipe::default());
    let warnings: Vec<_> =
        plan.findings.iter().filter(|f| f.level == Level::Warning).map(|f| f.code.as_str()).collect();
    assert_eq!(warnings, ["sole-owner", "direct-reports", "open-conversations", "scim-managed"]);
    assert!(plan.findings.iter().all(|f| !f.remedy.is_empty()));
    assert!(plan.findings.iter().any(|f| f.text.as_str().contains("and 2 more")));
}

#[test]
fn a_recipe_that_leaves_parts_says_so() {
    let recipe = Recipe::shipped().unwrap().remove(2).0;
    let plan = planned(jane(), &recipe);
    assert_eq!(step(&plan, "groups").skip.as_ref().unwrap().as_str(), "the recipe leaves it");
    assert!(step(&plan, "state").skip.is_none() && step(&plan, "tokens").skip.is_none());
    assert_eq!(plan.end_state, UserState::Inactive);
}

#[test]
fn the_forecast_follows_the_budget() {
    let recipe = Recipe::default();
    let quick = plan(jane(), &around(), &recipe, &Guard::default(), (300, 0), now()).forecast;
    let slow = plan(jane(), &around(), &recipe, &Guard::default(), (10, 20_000), now()).forecast;
    assert_eq!(quick.calls, slow.calls);
    assert_eq!(slow.millis, 20_000 + u64::from(slow.calls) * 6_000);
    assert!(quick.millis < slow.millis / 10);
}

#[test]
fn the_forecast_counts_what_is_waited_for_besides_calls() {
    let time = |recipe: &Recipe| {
        let made = plan(jane(), &around(), recipe, &Guard::default(), (100_000, 0), now());
        made.forecast.millis - u64::from(made.forecast.calls) * 120
    };
    let short = |days| Recipe { history: History { days, ..Recipe::default().history }, ..Recipe::default() };
    assert_eq!(time(&short(31)), 3 * 1_500, "conversations, groups and stations settle");
    assert_eq!(time(&short(32)), 3 * 1_500 + 3_000, "a longer history is a job of the platform's");
    let left = Recipe { groups: false, stations: false, ..short(31) };
    assert_eq!(time(&left), 1_500, "what is skipped is not waited for");
}

#[test]
fn the_queue_to_which_a_conversation_goes_back_is_named() {
    let plan = planned(jane(), &Recipe::default());
    assert_eq!(step(&plan, "conversations").effects[0].as_str(), "voice back to Claims");
}

/// A run of this plan that has ended well, and whose last reading saw version 12.
fn ended(plan: Plan) -> RunRecord {
    let step = |planned: &crate::model::PlannedStep| StepRecord {
        ordinal: planned.ordinal,
        name: planned.name.clone(),
        state: StepState::Ended,
        attempts: 1,
        outcome: Some(Outcome::Done),
        reason: None,
        fault: None,
        effect: Some(Evidence { facts: json!({ "version": 8 }), ..Evidence::default() }),
        proof: (planned.name == "read-back")
            .then(|| Evidence { facts: json!({ "version": 12 }), ..Evidence::default() }),
        began_at: None,
        ended_at: None,
    };
    RunRecord {
        id: "run-1".into(),
        batch: None,
        state: RunState::Done,
        steps: plan.steps.iter().map(step).collect(),
        digest: plan.digest(),
        plan,
        operator: Operator { name: "Ann".into(), account: "ann@desk".into(), known_by: "configured".into() },
        reason: "left".into(),
        ticket: "".into(),
        priority: 0,
        epoch: 1,
        owner: None,
        created_at: now(),
        due: None,
        planned: None,
        hold: None,
        started_at: None,
        ended_at: Some(now()),
        access_cut_at: None,
        why: None,
    }
}

#[test]
fn days_of_grace_are_followed_by_a_deletion_of_who_is_as_they_were_left() {
    let later = Recipe { delete: Delete::Later, grace_days: 3, name: "later".to_owned(), ..Recipe::default() };
    let first = planned(jane(), &later);
    let words = step(&first, "delete").skip.as_ref().unwrap().to_string();
    assert!(words.starts_with("kept inactive; deleted 3 days later"), "{words}");
    assert_eq!((first.end_state, first.may_wait), (UserState::Inactive, true));
    let next = follow_up(&ended(first)).unwrap();
    assert_eq!(next.due, now() + jiff::SignedDuration::from_hours(72));
    let names: Vec<_> = next.plan.steps.iter().map(|s| (s.ordinal, s.name.as_str())).collect();
    assert_eq!(names, [(1, "delete"), (2, "read-back")]);
    assert!(next.plan.steps.iter().all(|s| s.skip.is_none()));
    assert_eq!((next.plan.origin.clone(), next.plan.recipe.as_str()), (Some("run-1".into()), "later"));
    let seat = next.plan.before.seat().unwrap();
    assert_eq!((seat.person.state, seat.person.version), (UserState::Inactive, 12));
    assert!(seat.grants.is_empty() && seat.groups.is_empty(), "what they had stands in the first run");
    assert_eq!(follow_up(&ended(next.plan)), None, "nothing follows a deletion");
}

#[test]
fn no_deletion_follows_where_none_is_wanted_or_allowed() {
    let now = planned(jane(), &Recipe::default());
    assert_eq!(follow_up(&ended(now)), None);
    let mut held = Recipe { delete: Delete::Later, ..Recipe::default() };
    held.protect.legal_hold = vec!["u-jane".to_owned()];
    let plan = planned(jane(), &held);
    assert!(step(&plan, "delete").skip.as_ref().unwrap().as_str().contains("legal hold"));
    assert_eq!(follow_up(&ended(plan)), None);
}

#[test]
fn what_is_of_the_moment_is_looked_at_again_but_not_what_the_recipe_leaves() {
    let of_the_moment = |recipe: &Recipe| {
        let seat = Seat {
            open_conversations: vec![],
            routing_status: Some("OFF_QUEUE".into()),
            associated_station: None,
            ..jane()
        };
        let plan = planned(seat, recipe);
        let again = plan.steps.iter().filter(|s| {
            let skip = s.skip.as_ref().map_or("", |skip| skip.as_str());
            !skip.is_empty() && is_of_the_moment(&crate::pipelines::step::action(s).unwrap(), skip)
        });
        again.map(|s| s.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(of_the_moment(&Recipe::default()), ["queue-status", "conversations", "stations"]);
    let leaves = Recipe { conversations: Conversations::Leave, stations: false, ..Recipe::default() };
    assert_eq!(of_the_moment(&leaves), ["queue-status"]);
}

#[test]
fn changes_are_of_what_a_plan_takes_and_not_of_the_moment() {
    let then = jane();
    let mut now = jane();
    now.person.version += 3;
    (now.open_conversations, now.routing_status, now.associated_station) = (vec![], None, None);
    now.queues.iter_mut().for_each(|queue| queue.joined = !queue.joined);
    now.groups.reverse();
    assert_eq!(changes(&then, &now), None);
    for (what, change) in [
        ("is inactive now", (|seat| seat.person.state = UserState::Inactive) as fn(&mut Seat)),
        ("division", |seat| seat.person.division = None),
        ("manager", |seat| seat.person.manager = None),
        ("grants", |seat| drop(seat.grants.pop())),
        ("groups", |seat| drop(seat.groups.pop())),
        ("queues", |seat| drop(seat.queues.pop())),
        ("skills", |seat| seat.skills.clear()),
    ] {
        let mut now = jane();
        change(&mut now);
        let told = changes(&then, &now).unwrap();
        assert!(told.as_str().contains(what), "{told}");
    }
}
