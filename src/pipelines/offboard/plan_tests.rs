use super::findings::Guard;
use super::plan::plan;
use super::recipe::{Delete, History, Recipe};
use crate::model::{ExternalId, Grant, Level, Phase, Plan, Seat, UserState};
use crate::pipelines::fixture::{around, group, jane, now};

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
