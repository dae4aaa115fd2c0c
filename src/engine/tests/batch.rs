//! Batches: two passes, handing back at the end of a phase, and being killed in the middle of either.

use super::stage::*;
use crate::audit;
use crate::engine::{BatchError, ControlError, Engine, NewBatch};
use crate::model::*;
use crate::store::ground::on_each;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

const PEOPLE: [&str; 3] = ["u1", "u2", "u3"];

pub(super) fn batch(people: &[&str]) -> NewBatch {
    let listed = |who: &&str| Listed {
        row: None,
        who: (*who).into(),
        person: Some((*who).into()),
        name: format!("Person {who}").into(),
        set_aside: None,
        reason: DisplayText::default(),
    };
    let nobody =
        Listed { set_aside: Some("not-found".to_owned()), person: None, who: "nobody".into(), ..listed(&"nobody") };
    NewBatch {
        kind: PipelineKind::Offboard,
        title: "leavers.csv".into(),
        listed: people.iter().map(listed).chain([nobody]).collect(),
        plans: people.iter().map(|who| confirmed(who)).collect(),
    }
}

/// The names of the steps in the order in which their intents were written.
fn begun(heard: &mut broadcast::Receiver<RunEvent>) -> Vec<String> {
    let mut names = Vec::new();
    while let Ok(event) = heard.try_recv() {
        if let Progress::Step(step) = event.progress
            && step.state == StepState::Intent
        {
            names.push(step.name);
        }
    }
    names
}

fn everybody_was_cut_first(names: &[String]) {
    let slow = names.iter().position(|name| name == "groups").unwrap_or(names.len());
    let cut = names.iter().rposition(|name| name == "state" || name == "tokens").unwrap_or(0);
    assert!(cut < slow, "{names:?}");
}

pub(super) async fn whole(engine: &Engine, id: &BatchId) -> BatchRecord {
    engine.batch(id).await.unwrap().unwrap()
}

pub(super) async fn actions(stage: &Stage, action: &str) -> Vec<AuditEntry> {
    let page = audit::list(&stage.store, &audit::Filter::default()).await.unwrap();
    page.records.into_iter().map(|record| record.entry).filter(|entry| entry.action == action).collect()
}

#[tokio::test]
async fn a_run_is_handed_back_at_the_end_of_a_phase_and_goes_on_there() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let run = engine.submit(&confirmed("u1"), 0).await.unwrap();
        for _ in 0..2 {
            let stop = CancellationToken::new();
            let state = engine.carry_out_through(&run, Phase::CutAccess, stop).await.unwrap();
            assert_eq!(state, RunState::Queued);
            let record = engine.record(&run).await.unwrap().unwrap();
            assert_eq!(outcomes(&record), ["done", "done", "-", "-", "-", "-"]);
            assert_eq!((record.epoch, record.access_cut_at), (1, Some(start())), "not claimed again in vain");
        }
        assert_eq!(engine.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Done);
        assert!(STEPS.iter().all(|s| stage.tenant.made("u1", s) <= 1));
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn access_of_all_is_cut_before_the_slow_steps_of_any() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let mut heard = stage.events.subscribe();
        let id = engine.submit_batch(&batch(&PEOPLE), 0).await.unwrap();
        let record = whole(&engine, &id).await;
        assert_eq!((record.state(), record.is_interrupted()), (RunState::Queued, false));
        engine.carry_out_batch(&id, 2, &CancellationToken::new()).await.unwrap();
        everybody_was_cut_first(&begun(&mut heard));
        let record = whole(&engine, &id).await;
        let totals = record.totals();
        assert_eq!((record.state(), record.ended_at), (RunState::Done, Some(start())));
        assert_eq!((totals.people, totals.planned, totals.blocked, totals.done, totals.access_cut), (4, 3, 1, 3, 3));
        for run in &record.runs {
            assert_eq!(engine.record(&run.id).await.unwrap().unwrap().epoch, 2);
            stage.check_run(&run.id).await;
        }
        for action in ["batch.confirm", "batch.end"] {
            let entries = actions(&stage, action).await;
            assert_eq!(entries.len(), 1, "{action}");
            assert_eq!(entries[0].batch, Some(id.clone()));
        }
        let entries = actions(&stage, "step.outcome").await;
        assert!(entries.iter().all(|entry| entry.batch == Some(id.clone())));
        stage.check_chain().await;
    })
    .await;
}

#[tokio::test]
async fn killed_at_any_call_of_either_pass_it_goes_on_where_it_was() {
    on_each(async |ground| {
        // Five steps of a run make an effect and read it back; two people.
        let calls = 5 * 2 * 2;
        let mut people = 0;
        for n in 1..=calls {
            for after in [false, true] {
                let stage = Stage::on(ground).await;
                let named: Vec<String> = PEOPLE[..2].iter().map(|p| format!("{p}-{people}")).collect();
                let named: Vec<&str> = named.iter().map(String::as_str).collect();
                people += 1;
                let what = format!("call {n}, after {after}");
                let mut heard = stage.events.subscribe();
                let victim = stage.engine();
                *stage.tenant.hang.lock().unwrap() = Some((n, after));
                let id = victim.submit_batch(&batch(&named), 0).await.unwrap();
                let stop = CancellationToken::new();
                tokio::select! {
                    _ = victim.carry_out_batch(&id, 1, &stop) => panic!("{what}: it must hang"),
                    () = stage.tenant.hung.notified() => {}
                }
                *stage.tenant.hang.lock().unwrap() = None;
                drop(victim);
                let heir = stage.engine();
                assert!(whole(&heir, &id).await.is_interrupted(), "{what}");
                heir.resume_batch(&id, &operator()).await.unwrap();
                heir.carry_out_batch(&id, 2, &stop).await.unwrap();
                everybody_was_cut_first(&begun(&mut heard));
                let record = whole(&heir, &id).await;
                assert_eq!(record.state(), RunState::Done, "{what}");
                for run in &record.runs {
                    assert!(STEPS.iter().all(|s| stage.tenant.made(run.person.as_str(), s) <= 1), "{what}");
                    stage.check_run(&run.id).await;
                }
                assert_eq!(
                    actions(&stage, "batch.end").await.iter().filter(|e| e.batch == Some(id.clone())).count(),
                    1
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_with_a_run_that_is_not_over_keeps_the_whole_batch_from_being_written() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let run = engine.submit(&confirmed("u2"), 0).await.unwrap();
        match engine.submit_batch(&batch(&PEOPLE), 0).await {
            Err(BatchError::AlreadyRunning(active)) => assert_eq!(active, [("u2".to_owned(), run)]),
            other => panic!("{other:?}"),
        }
        assert_eq!((engine.batches(9).await.unwrap().len(), engine.runs(9).await.unwrap().len()), (0, 1));
        assert!(matches!(engine.submit_batch(&batch(&[]), 0).await, Err(BatchError::Nobody)));
    })
    .await;
}

#[tokio::test]
async fn a_batch_is_paused_resumed_cancelled_and_only_what_failed_is_done_again() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let stop = CancellationToken::new();
        let id = engine.submit_batch(&batch(&PEOPLE), 0).await.unwrap();
        assert_eq!(engine.pause_batch(&id, &operator()).await.unwrap(), 3);
        engine.carry_out_batch(&id, 2, &stop).await.unwrap();
        let record = whole(&engine, &id).await;
        assert_eq!((record.state(), record.totals().left, record.ended_at), (RunState::Paused, 3, None));
        assert_eq!(engine.resume_batch(&id, &operator()).await.unwrap(), 3);

        // One is refused for good, and one more is asked to stop before anything of it is begun.
        stage.tenant.take("groups", &[Take::Refuse]);
        let runs: Vec<RunId> = record.runs.iter().map(|run| run.id.clone()).collect();
        engine.cancel(&runs[2], &operator()).await.unwrap();
        engine.carry_out_batch(&id, 1, &stop).await.unwrap();
        let totals = whole(&engine, &id).await.totals();
        assert_eq!((totals.done, totals.failed, totals.cancelled, totals.left), (1, 1, 1, 0));
        assert_eq!(stage.tenant.made("u3", "state"), 0);

        assert_eq!(engine.retry_batch(&id, &operator()).await.unwrap(), 1);
        assert_eq!(whole(&engine, &id).await.ended_at, None);
        engine.carry_out_batch(&id, 1, &stop).await.unwrap();
        let totals = whole(&engine, &id).await.totals();
        assert_eq!((totals.done, totals.failed, totals.cancelled), (2, 0, 1));
        assert_eq!(actions(&stage, "batch.end").await.len(), 2);
        assert!(matches!(engine.retry_batch(&id, &operator()).await, Err(ControlError::NotPossible(..))));
        assert!(matches!(engine.cancel_batch(&id, &operator()).await, Err(ControlError::NotPossible(..))));
        assert!(STEPS.iter().all(|s| stage.tenant.made("u1", s) <= 1));
        stage.check_chain().await;
    })
    .await;
}

#[tokio::test]
async fn a_batch_that_is_cancelled_ends_without_another_effect() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let id = engine.submit_batch(&batch(&PEOPLE), 0).await.unwrap();
        assert_eq!(engine.cancel_batch(&id, &operator()).await.unwrap(), 3);
        engine.carry_out_batch(&id, 2, &CancellationToken::new()).await.unwrap();
        assert_eq!(whole(&engine, &id).await.state(), RunState::Cancelled);
        assert!(PEOPLE.iter().all(|who| STEPS.iter().all(|s| stage.tenant.made(who, s) == 0)));
    })
    .await;
}
