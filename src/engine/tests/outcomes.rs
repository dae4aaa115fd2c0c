//! How a step can end, and what that does to the run.

use super::stage::*;
use crate::engine::{Answer, Given, Refusal, SubmitError, confirm};
use crate::model::*;
use crate::store::ground::{Ground, on_each};
use crate::store::{ParcelFilter, ParcelState};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn a_run_that_goes_well_is_done_and_recorded_whole() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let mut heard = stage.events.subscribe();
        let (engine, record) = stage.run("u1").await;
        assert_eq!(record.state, RunState::Done);
        assert_eq!(outcomes(&record), ["done", "done", "skipped", "done", "done", "done"]);
        assert_eq!(record.steps[2].reason, Some("in no queue".into()));
        assert!(record.steps.iter().filter(|s| s.outcome == Some(Outcome::Done)).all(|s| s.proof.is_some()));
        assert_eq!((record.epoch, record.access_cut_at, record.ended_at), (1, Some(start()), Some(start())));
        assert_eq!(record.plan, plan("u1"));
        assert_eq!(record.digest, plan("u1").digest());
        assert!(STEPS.iter().all(|s| stage.tenant.made("u1", s) == u32::from(*s != "queues")));
        assert_eq!(
            stage.trail(&record.id).await,
            [
                "confirm - confirmed",
                "run.begin - running",
                "step.intent state intent",
                "step.outcome state done",
                "step.intent tokens intent",
                "step.outcome tokens done",
                "step.outcome queues skipped",
                "step.intent groups intent",
                "step.outcome groups done",
                "step.intent export intent",
                "step.outcome export done",
                "step.intent delete intent",
                "step.outcome delete done",
                "run.end - done",
            ]
        );
        let written = engine.events_since(&record.id, 0).await.unwrap();
        let told: Vec<RunEvent> = std::iter::from_fn(|| heard.try_recv().ok()).collect();
        assert_eq!(told, written);
        assert_eq!(engine.events_since(&record.id, 5).await.unwrap(), written[5..]);
        let mut tx = stage.store.reading().await.unwrap();
        let kinds: Vec<String> = tx.parcels_of(&record.id).await.unwrap().into_iter().map(|p| p.kind).collect();
        assert_eq!(kinds, ["user_access_cut", "user_deprovisioned"]);
        let waiting = ParcelFilter { state: Some(ParcelState::Waiting), ..ParcelFilter::default() };
        assert_eq!(tx.parcels(&waiting, 10).await.unwrap().len(), 2);
        stage.check(&record.id).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_waited_for_is_told_once_and_not_written_down() {
    let ground = Ground::sqlite();
    let stage = Stage::on(&ground).await;
    stage.tenant.show("groups", &[Show::Stale, Show::Stale]);
    let mut heard = stage.events.subscribe();
    let (_, record) = stage.run("u1").await;
    let told: Vec<RunEvent> = std::iter::from_fn(|| heard.try_recv().ok()).collect();
    let waits = |event: &&RunEvent| matches!(event.progress, Progress::Waits { .. });
    let waiting: Vec<&RunEvent> = told.iter().filter(waits).collect();
    let [one] = waiting.as_slice() else { panic!("{waiting:#?}") };
    assert_eq!(one.progress, Progress::Waits { step: 4, waiting_for: "the tenant".into() });
    let before = told.iter().rfind(|event| !waits(event) && event.index == one.index).unwrap();
    assert!(matches!(&before.progress, Progress::Step(step) if step.ordinal == 4 && step.state == StepState::Effect));
    stage.check(&record.id).await;
}

#[tokio::test]
async fn who_counts_is_told_of_everything_at_once_where_a_listener_lags() {
    let ground = Ground::sqlite();
    let mut stage = Stage::on(&ground).await;
    // Room for one event: a listener misses all the others.
    stage.events = tokio::sync::broadcast::channel(1).0;
    let _lagging = stage.events.subscribe();
    let (engine, record) = stage.run("u1").await;
    stage.store.faults().set_lease_clock(start().as_millisecond());
    let later = start().checked_add(jiff::SignedDuration::from_hours(1)).unwrap();
    let called_off = engine.submit(&confirmed_for(plan("u2"), Some(later)), 0).await.unwrap();
    assert_eq!(engine.cancel(&called_off, &operator()).await.unwrap(), Answer::Now(RunState::Cancelled));
    let told = stage.counted.lock().unwrap().clone();
    assert!(told.iter().all(|(pipeline, _)| *pipeline == PipelineKind::Offboard));
    let mut written = engine.events_since(&record.id, 0).await.unwrap();
    written.extend(engine.events_since(&called_off, 0).await.unwrap());
    assert_eq!(told.into_iter().map(|(_, event)| event).collect::<Vec<_>>(), written);
}

#[tokio::test]
async fn the_audit_trail_has_before_and_after_and_correlations() {
    let ground = Ground::sqlite();
    let stage = Stage::on(&ground).await;
    let (_, record) = stage.run("u1").await;
    let filter = crate::audit::Filter { text: "step.outcome groups".into(), run: Some(record.id.clone()), limit: 0 };
    let page = crate::audit::list(&stage.store, &filter).await.unwrap();
    let entry = &page.records[0].entry;
    assert_eq!(entry.before, Some(serde_json::json!({"had": "groups"})));
    assert_eq!(entry.after, Some(serde_json::json!({"seen": "there"})));
    assert_eq!(entry.correlations, [CorrelationId::new("c-1")]);
    assert_eq!(entry.latency_ms, Some(0));
    assert_eq!((entry.reason.as_str(), entry.ticket.as_str()), ("left", "T-1"));
}

#[tokio::test]
async fn steps_end_as_the_tenant_has_them_end() {
    let no = Changed::No;
    type Case = (Vec<Take>, Vec<Show>, Outcome, u32, &'static str);
    let cases: Vec<Case> = vec![
        (vec![], vec![], Outcome::Done, 1, ""),
        (vec![Take::Already], vec![], Outcome::Already, 1, ""),
        (vec![Take::Nothing], vec![], Outcome::Skipped, 1, "nothing there any more"),
        (vec![Take::Refuse], vec![], Outcome::Refused, 1, ""),
        (vec![Take::Fail(no)], vec![], Outcome::Done, 2, ""),
        (vec![Take::Fail(no), Take::Fail(no), Take::Fail(no)], vec![], Outcome::Failed, 3, ""),
        (vec![Take::Fail(Changed::Yes)], vec![], Outcome::Done, 1, "found by reading back"),
        (vec![Take::Silence(true)], vec![], Outcome::Done, 1, "found by reading back"),
        (vec![Take::Silence(false)], vec![], Outcome::Done, 2, ""),
        (
            vec![Take::Silence(false), Take::Silence(false), Take::Silence(false)],
            vec![],
            Outcome::Failed,
            3,
            "read back as not there: waiting for the tenant",
        ),
        (vec![Take::Silence(false); 3], vec![Show::Forbidden; 3], Outcome::Unknown, 3, ""),
        (vec![Take::Break], vec![], Outcome::Done, 2, ""),
        (vec![Take::Forget], vec![], Outcome::Unknown, 1, ""),
        (vec![], vec![Show::Stale, Show::Stale], Outcome::Done, 1, ""),
        (vec![], vec![Show::Error, Show::Error], Outcome::Done, 1, ""),
        (vec![], vec![Show::Error; 3], Outcome::Unknown, 1, ""),
        (vec![], vec![Show::Forbidden], Outcome::Unknown, 1, ""),
        (vec![Take::Later(Duration::ZERO)], vec![], Outcome::Done, 2, ""),
        (vec![], vec![Show::Later(Duration::ZERO)], Outcome::Done, 1, "found by reading back after an interruption"),
    ];
    let ground = Ground::sqlite();
    for (n, (takes, shows, outcome, attempts, reason)) in cases.into_iter().enumerate() {
        let stage = Stage::on(&ground).await;
        stage.tenant.take("groups", &takes);
        stage.tenant.show("groups", &shows);
        let (_, record) = stage.run(&format!("u{n}")).await;
        let step = &record.steps[3];
        let told = format!("case {n}: {takes:?} {shows:?}: {step:#?}");
        assert_eq!((step.outcome, step.attempts), (Some(outcome), attempts), "{told}");
        assert_eq!(step.reason.as_ref().map_or("", |r| r.as_str()), reason, "{told}");
        let good = outcome.is_good();
        assert!(step.fault.is_some() || good, "{told}");
        assert_eq!(record.state, if good { RunState::Done } else { RunState::Failed }, "{told}");
        assert_eq!(record.steps[5].outcome, Some(Outcome::Done), "the others are done all the same");
        assert!(stage.tenant.made(&format!("u{n}"), "groups") <= 1, "{told}");
        stage.check(&record.id).await;
    }
}

#[tokio::test]
async fn an_essential_step_that_fails_ends_the_run() {
    let ground = Ground::sqlite();
    let stage = Stage::on(&ground).await;
    stage.tenant.take("state", &[Take::Refuse]);
    let (_, record) = stage.run("u1").await;
    assert_eq!(record.state, RunState::Failed);
    assert_eq!(outcomes(&record), ["refused", "skipped", "skipped", "skipped", "skipped", "skipped"]);
    assert_eq!(record.steps[1].reason, Some("not begun: step state refused".into()));
    assert_eq!(record.steps[2].reason, Some("in no queue".into()));
    assert_eq!((record.access_cut_at, record.why), (None, Some("state refused".into())));
    assert_eq!(stage.tenant.made("u1", "tokens"), 0);
    let mut tx = stage.store.reading().await.unwrap();
    let kinds: Vec<String> = tx.parcels_of(&record.id).await.unwrap().into_iter().map(|p| p.kind).collect();
    assert_eq!(kinds, ["user_deprovision_failed"]);
    stage.check(&record.id).await;
}

#[tokio::test]
async fn access_is_not_called_cut_while_a_part_of_it_failed() {
    let ground = Ground::sqlite();
    let stage = Stage::on(&ground).await;
    stage.tenant.take("tokens", &[Take::Refuse]);
    let (_, record) = stage.run("u1").await;
    assert_eq!(outcomes(&record), ["done", "refused", "skipped", "done", "done", "done"]);
    assert_eq!(record.access_cut_at, None);
}

#[tokio::test]
async fn one_person_has_one_run_at_a_time() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let first = engine.submit(&confirmed("u1"), 0).await.unwrap();
        let error = engine.submit(&confirmed("u1"), 0).await.unwrap_err();
        assert!(matches!(&error, SubmitError::AlreadyRunning(run) if *run == first), "{error:?}");
        engine.submit(&confirmed("u2"), 0).await.unwrap();
        engine.carry_out(&first, CancellationToken::new()).await.unwrap();
        engine.submit(&confirmed("u1"), 0).await.unwrap();
        assert_eq!(engine.runs(10).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn many_submissions_at_once_make_one_run() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let engine = stage.engine();
            all.spawn(async move { engine.submit(&confirmed("u1"), 0).await });
        }
        let done = all.join_all().await;
        assert_eq!(done.iter().filter(|d| d.is_ok()).count(), 1);
        assert!(done.iter().all(|d| matches!(d, Ok(_) | Err(SubmitError::AlreadyRunning(_)))), "{done:?}");
    })
    .await;
}

#[tokio::test]
async fn summaries_tell_how_far_runs_are() {
    let ground = Ground::sqlite();
    let stage = Stage::on(&ground).await;
    let (engine, done) = stage.run("u1").await;
    let queued = engine.submit(&confirmed("u2"), 0).await.unwrap();
    let runs = engine.runs(10).await.unwrap();
    assert_eq!(runs.iter().map(|r| &r.id).collect::<Vec<_>>(), [&queued, &done.id]);
    assert_eq!((runs[0].steps_ended, runs[0].steps, runs[0].state), (0, 6, RunState::Queued));
    assert_eq!((runs[1].steps_ended, runs[1].steps, runs[1].state), (6, 6, RunState::Done));
    assert_eq!(engine.runs(1).await.unwrap().len(), 1);
}

#[test]
fn a_plan_is_confirmed_only_with_all_that_is_asked() {
    let given = |name: Option<&str>, reason: &str, ticket: &str| Given {
        typed_name: name.map(str::to_owned),
        reason: reason.into(),
        ticket: ticket.into(),
        due: None,
    };
    let tried = |plan: Plan, given: &Given| confirm(plan, given, operator(), start()).map(|_| ());
    let plain = plan("u1");
    assert_eq!(tried(plain.clone(), &given(Some("  Person u1 "), "r", "")), Ok(()));
    assert_eq!(tried(plain.clone(), &given(None, "r", "")), Ok(()));
    let email = plain.subject.email.as_str();
    assert_eq!(tried(plain.clone(), &given(Some(&email.to_uppercase()), "r", "")), Ok(()));
    assert_eq!(tried(plain.clone(), &given(Some(&email[..email.len() - 1]), "r", "")), Err(Refusal::WrongName));
    let mut bare = plain.clone();
    bare.subject.email = DisplayText::default();
    assert_eq!(tried(bare, &given(Some(" "), "r", "")), Err(Refusal::WrongName), "no address is not an empty one");
    for wrong in ["person u1", "Person", "", "Person  u1"] {
        assert_eq!(tried(plain.clone(), &given(Some(wrong), "r", "")), Err(Refusal::WrongName), "{wrong}");
    }
    assert_eq!(tried(plain.clone(), &given(None, " \t", "")), Err(Refusal::NoReason));
    let strict = Plan { ticket_required: true, ..plain.clone() };
    assert_eq!(tried(strict.clone(), &given(None, "r", " ")), Err(Refusal::NoTicket));
    assert_eq!(tried(strict, &given(None, "r", "T")), Ok(()));
    let finding = Finding {
        level: Level::Blocker,
        code: "last-administrator".into(),
        text: "the last administrator".into(),
        remedy: "appoint another".into(),
    };
    let blocked = Plan { findings: vec![finding], ..plain };
    let refusal = tried(blocked, &given(Some("Person u1"), "r", "")).unwrap_err();
    assert_eq!(refusal, Refusal::Blocked(vec!["the last administrator".into()]));
}
