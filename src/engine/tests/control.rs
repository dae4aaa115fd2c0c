//! Pause, resume, cancel, retry, stop.

use super::stage::*;
use crate::engine::{Answer, ControlError, Owner};
use crate::model::*;
use crate::store::ground::on_each;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Carries out until the tenant's call number n hangs, does something meanwhile, lets the call go on in a new life.
async fn interrupted_in_call(stage: &Stage, n: u64, after: bool) -> RunId {
    *stage.tenant.hang.lock().unwrap() = Some((n, after));
    let victim = stage.engine();
    let run = victim.submit(&confirmed("u1"), 0).await.unwrap();
    tokio::select! {
        _ = victim.carry_out(&run, CancellationToken::new()) => panic!("it must hang"),
        () = stage.tenant.hung.notified() => {}
    }
    *stage.tenant.hang.lock().unwrap() = None;
    run
}

#[tokio::test]
async fn a_pause_takes_effect_between_two_steps_and_across_processes() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let other = stage.engine_with(Owner::unregistered("other"), ground.open().await);
        let run = engine.submit(&confirmed("u1"), 0).await.unwrap();
        *stage.tenant.hang.lock().unwrap() = Some((3, false));
        let pause = async {
            stage.tenant.hung.notified().await;
            let answer = other.pause(&run, &operator()).await.unwrap();
            stage.tenant.let_go.notify_one();
            answer
        };
        let (state, answer) = tokio::join!(engine.carry_out(&run, CancellationToken::new()), pause);
        assert_eq!((state.unwrap(), answer), (RunState::Paused, Answer::Asked));
        let record = engine.record(&run).await.unwrap().unwrap();
        assert_eq!(record.why, Some("paused by Ann".into()));
        assert_eq!(outcomes(&record)[..3], ["done", "done", "-"], "the step under way is brought to its end");
        assert!(record.steps[2..].iter().all(|s| s.state == StepState::Waiting));
        assert!(engine.interrupted().await.unwrap().is_empty());
        assert_eq!(engine.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Paused);
        assert_eq!(other.resume(&run, &operator()).await.unwrap(), Answer::Now(RunState::Queued));
        assert_eq!(other.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Done);
        assert!(STEPS.iter().all(|s| stage.tenant.made("u1", s) <= 1));
        stage.check(&run).await;
    })
    .await;
}

/// The notices of a run.
async fn told(stage: &Stage, run: &RunId) -> Vec<String> {
    let parcels = stage.store.reading().await.unwrap().parcels_of(run).await.unwrap();
    parcels.into_iter().map(|parcel| parcel.kind).collect()
}

#[tokio::test]
async fn a_queued_run_is_paused_and_cancelled_at_once() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let run = engine.submit(&confirmed("u1"), 0).await.unwrap();
        assert_eq!(engine.pause(&run, &operator()).await.unwrap(), Answer::Now(RunState::Paused));
        assert_eq!(engine.pause(&run, &operator()).await.unwrap(), Answer::Now(RunState::Paused));
        assert_eq!(engine.cancel(&run, &operator()).await.unwrap(), Answer::Asked);
        assert_eq!(engine.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Cancelled);
        let record = engine.record(&run).await.unwrap().unwrap();
        assert!(record.steps.iter().all(|s| s.outcome == Some(Outcome::Skipped)));
        assert_eq!(record.steps[0].reason, Some("not begun: cancelled by Ann".into()));
        assert_eq!(record.why, Some("cancelled by Ann".into()));
        assert_eq!(record.access_cut_at, None, "what was not begun has cut nobody off");
        assert_eq!(stage.tenant.made("u1", "state"), 0);
        assert!(told(&stage, &run).await.is_empty(), "nobody has heard of it");
        for error in [
            engine.cancel(&run, &operator()).await.unwrap_err(),
            engine.pause(&run, &operator()).await.unwrap_err(),
            engine.resume(&run, &operator()).await.unwrap_err(),
            engine.retry_failed(&run, &operator()).await.unwrap_err(),
        ] {
            assert!(matches!(error, ControlError::NotPossible(RunState::Cancelled, _)), "{error:?}");
        }
        // The person is free for another run.
        engine.submit(&confirmed("u1"), 0).await.unwrap();
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn cancelling_an_interrupted_run_reads_back_and_makes_nothing_more() {
    on_each(async |ground| {
        for (n, after, made, outcome) in [(3, true, 1, Outcome::Done), (3, false, 0, Outcome::Unknown)] {
            let ground = &crate::store::ground::Ground::sqlite();
            let stage = Stage::on(ground).await;
            let run = interrupted_in_call(&stage, n, after).await;
            let heir = stage.engine();
            assert_eq!(heir.cancel(&run, &operator()).await.unwrap(), Answer::Asked);
            assert_eq!(heir.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Cancelled);
            let record = heir.record(&run).await.unwrap().unwrap();
            assert_eq!(record.steps[1].outcome, Some(outcome));
            assert_eq!(stage.tenant.made("u1", "tokens"), made);
            assert_eq!(stage.tenant.made("u1", "groups"), 0);
            // Others may wait for how it ends.
            assert_eq!(told(&stage, &run).await.last().map(String::as_str), Some("user_deprovision_failed"));
            stage.check(&run).await;
        }
        let _ = ground;
    })
    .await;
}

#[tokio::test]
async fn what_was_asked_can_be_taken_back() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let run = interrupted_in_call(&stage, 3, false).await;
        let heir = stage.engine();
        heir.cancel(&run, &operator()).await.unwrap();
        assert_eq!(heir.resume(&run, &operator()).await.unwrap(), Answer::Asked);
        assert_eq!(heir.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Done);
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn only_what_did_not_end_well_is_done_again() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        stage.tenant.take("groups", &[Take::Refuse]);
        stage.tenant.show("export", &[Show::Forbidden]);
        stage.tenant.take("delete", &[Take::Refuse]);
        let (engine, record) = stage.run("u1").await;
        let run = record.id;
        assert_eq!(outcomes_of(&engine, &run).await, ["done", "done", "skipped", "refused", "unknown", "refused"]);
        assert_eq!(engine.retry_failed(&run, &operator()).await.unwrap(), Answer::Now(RunState::Queued));
        assert_eq!(engine.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Done);
        let record = engine.record(&run).await.unwrap().unwrap();
        assert_eq!(outcomes(&record), ["done", "done", "skipped", "done", "done", "done"]);
        // What was unknown turned out to be there and was not made a second time.
        assert_eq!(stage.tenant.made("u1", "export"), 1);
        assert_eq!(record.steps[4].reason, Some("found by reading back".into()));
        assert_eq!((record.why, record.epoch), (None, 2));
        stage.check(&run).await;
    })
    .await;
}

async fn outcomes_of(engine: &crate::engine::Engine, run: &RunId) -> Vec<&'static str> {
    outcomes(&engine.record(run).await.unwrap().unwrap())
}

#[tokio::test]
async fn what_was_not_begun_is_begun_by_a_retry() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        stage.tenant.take("state", &[Take::Refuse]);
        let (engine, record) = stage.run("u1").await;
        let second = engine.submit(&confirmed("u1"), 0).await.unwrap();
        let error = engine.retry_failed(&record.id, &operator()).await.unwrap_err();
        assert!(matches!(&error, ControlError::AlreadyRunning(run) if *run == second), "{error:?}");
        engine.cancel(&second, &operator()).await.unwrap();
        engine.carry_out(&second, CancellationToken::new()).await.unwrap();
        engine.retry_failed(&record.id, &operator()).await.unwrap();
        assert_eq!(engine.carry_out(&record.id, CancellationToken::new()).await.unwrap(), RunState::Done);
        assert_eq!(outcomes_of(&engine, &record.id).await, ["done", "done", "skipped", "done", "done", "done"]);
        stage.check(&record.id).await;
    })
    .await;
}

#[tokio::test]
async fn stopping_hands_the_run_back_between_two_effects() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let run = engine.submit(&confirmed("u1"), 0).await.unwrap();
        let stop = CancellationToken::new();
        *stage.tenant.hang.lock().unwrap() = Some((3, false));
        let stop_soon = async {
            stage.tenant.hung.notified().await;
            stop.cancel();
            stage.tenant.let_go.notify_one();
        };
        let (state, ()) = tokio::join!(engine.carry_out(&run, stop.clone()), stop_soon);
        assert_eq!(state.unwrap(), RunState::Queued);
        let record = engine.record(&run).await.unwrap().unwrap();
        assert_eq!((record.steps[1].outcome, record.steps[3].state), (Some(Outcome::Done), StepState::Waiting));
        drop(engine);
        let heir = stage.engine();
        assert_eq!(heir.interrupted().await.unwrap(), std::slice::from_ref(&run));
        assert_eq!(heir.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Done);
        assert!(STEPS.iter().all(|s| stage.tenant.made("u1", s) <= 1));
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn a_run_that_is_put_off_is_not_claimed_before_its_time() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        stage.store.faults().set_lease_clock(1_000_000);
        stage.tenant.take("groups", &[Take::Later(Duration::from_secs(600))]);
        let engine = stage.engine();
        let run = engine.submit(&confirmed("u1"), 0).await.unwrap();
        let mut heard = stage.events.subscribe();
        let let_time_pass = async {
            loop {
                if let Progress::Run { state: RunState::Queued, why } = heard.recv().await.unwrap().progress {
                    assert_eq!(why, Some("it went wrong".into()));
                    let mut tx = stage.store.reading().await.unwrap();
                    let row = tx.run(&run).await.unwrap().unwrap();
                    assert_eq!((row.state.as_str(), row.due_ms), ("queued", 1_600_000));
                    stage.store.faults().set_lease_clock(1_600_000);
                    return;
                }
            }
        };
        let (state, ()) = tokio::join!(engine.carry_out(&run, CancellationToken::new()), let_time_pass);
        assert_eq!(state.unwrap(), RunState::Done);
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn nobody_is_told_of_runs_that_are_not_there() {
    on_each(async |ground| {
        let engine = Stage::on(ground).await.engine();
        let run = RunId::new("nobody");
        assert!(matches!(engine.pause(&run, &operator()).await, Err(ControlError::NotFound(_))));
        assert!(engine.carry_out(&run, CancellationToken::new()).await.is_err());
        assert_eq!(engine.record(&run).await.unwrap(), None);
    })
    .await;
}
