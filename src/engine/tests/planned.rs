//! Runs for later, and runs that follow another one.

use super::stage::*;
use crate::engine::Slots;
use crate::engine::{Answer, Engine, Given, Refusal, confirm};
use crate::model::*;
use crate::store::faults::Fault;
use crate::store::ground::on_each;
use jiff::SignedDuration;
use std::sync::atomic::Ordering;
use tokio_util::sync::CancellationToken;

fn in_hours(hours: i64) -> Timestamp {
    start().checked_add(SignedDuration::from_hours(hours)).unwrap()
}

/// Sets the clock by which runs are due.
fn at(stage: &Stage, time: Timestamp) {
    stage.store.faults().set_lease_clock(time.as_millisecond());
}

async fn carry(engine: &Engine, run: &RunId) -> RunState {
    engine.carry_out(run, CancellationToken::new()).await.unwrap()
}

async fn planned_of(engine: &Engine) -> Vec<(RunId, Option<Planned>)> {
    engine.planned_runs().await.unwrap().into_iter().map(|run| (run.id, run.planned)).collect()
}

#[test]
fn only_a_plan_that_may_wait_is_confirmed_for_later_and_never_for_the_past() {
    let given = |due| Given { reason: "left".to_owned(), due: Some(due), ..Given::default() };
    let confirmed = |plan: Plan, due| confirm(plan, &given(due), operator(), start()).map(|c| c.due());
    assert_eq!(confirmed(plan("u1"), in_hours(1)), Err(Refusal::MayNotWait));
    let waits = Plan { may_wait: true, ..plan("u1") };
    assert_eq!(confirmed(waits.clone(), start()), Err(Refusal::Past));
    assert_eq!(confirmed(waits, in_hours(1)), Ok(Some(in_hours(1))));
}

#[tokio::test]
async fn a_run_for_later_waits_and_nobody_takes_it_for_interrupted() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        at(&stage, start());
        let engine = stage.engine();
        let run = engine.submit(&confirmed_for(plan("u1"), Some(in_hours(8))), 0).await.unwrap();
        drop(engine);
        let heir = stage.engine();
        assert_eq!(carry(&heir, &run).await, RunState::Queued, "it is not waited for");
        let record = heir.record(&run).await.unwrap().unwrap();
        assert_eq!((record.due, record.planned, record.epoch), (Some(in_hours(8)), Some(Planned::Ahead), 0));
        assert!(heir.interrupted().await.unwrap().is_empty());
        assert_eq!(stage.tenant.calls.load(Ordering::SeqCst), 0);

        at(&stage, in_hours(9));
        assert!(heir.interrupted().await.unwrap().is_empty(), "nobody has begun it");
        assert_eq!(planned_of(&heir).await, [(run.clone(), Some(Planned::Due))]);
        assert_eq!(heir.runs(9).await.unwrap()[0].planned, Some(Planned::Due));
        assert_eq!(carry(&heir, &run).await, RunState::Done);
        let record = heir.record(&run).await.unwrap().unwrap();
        assert_eq!(outcomes(&record), ["done"; 6], "what was so only at the moment of the plan is looked at again");
        assert_eq!((record.planned, planned_of(&heir).await), (None, vec![]));
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn the_more_urgent_goes_first_then_who_was_due_first_and_never_before_its_time() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        at(&stage, start());
        let engine = stage.engine();
        let mut runs = Vec::new();
        for (who, priority, hours) in [("late", 0, 3), ("early", 0, 2), ("urgent", 10, 4), ("next-year", 99, 9_000)] {
            let plan = confirmed_for(plan(who), Some(in_hours(hours)));
            runs.push((who, engine.submit(&plan, priority).await.unwrap()));
        }
        let mut heard = stage.events.subscribe();
        at(&stage, in_hours(5));
        let stop = CancellationToken::new();
        let mut begun = Vec::new();
        let watch = async {
            while begun.len() < 6 {
                let event = heard.recv().await.unwrap();
                if let Progress::Run { state: state @ (RunState::Running | RunState::Done), .. } = event.progress {
                    let (who, _) = runs.iter().find(|(_, id)| *id == event.run).unwrap();
                    begun.push(format!("{who} {}", state.as_str()));
                }
            }
            stop.cancel();
        };
        tokio::join!(engine.work(stop.clone(), Slots::usual(1)), watch);
        let order = ["urgent running", "urgent done", "early running", "early done", "late running", "late done"];
        assert_eq!(begun, order);
        assert_eq!(planned_of(&engine).await, [(runs[3].1.clone(), Some(Planned::Ahead))]);
    })
    .await;
}

#[tokio::test]
async fn who_has_changed_since_is_left_alone() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        at(&stage, start());
        let engine = stage.engine();
        let run = engine.submit(&confirmed_for(plan("u1"), Some(in_hours(1))), 0).await.unwrap();
        at(&stage, in_hours(2));
        *stage.tenant.changed.lock().unwrap() = Some("Person u1 has changed: groups");
        for _ in 0..2 {
            assert_eq!(carry(&engine, &run).await, RunState::Failed);
            let record = engine.record(&run).await.unwrap().unwrap();
            let why = "nothing was changed: Person u1 has changed: groups; plan again";
            assert_eq!(record.why, Some(why.into()));
            assert_eq!(record.steps[0].reason, Some("not begun: Person u1 has changed: groups".into()));
            assert_eq!(outcomes(&record), ["skipped"; 6]);
            assert!(STEPS.iter().all(|step| stage.tenant.made("u1", step) == 0));
            // Asked again it looks again.
            engine.retry_failed(&run, &operator()).await.unwrap();
        }
        *stage.tenant.changed.lock().unwrap() = None;
        assert_eq!(carry(&engine, &run).await, RunState::Done);
        let record = engine.record(&run).await.unwrap().unwrap();
        assert_eq!((outcomes(&record), record.due), (vec!["done"; 6], Some(in_hours(1))));
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn who_cannot_be_looked_at_is_looked_at_later() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        at(&stage, start());
        let engine = stage.engine();
        let run = engine.submit(&confirmed_for(plan("u1"), Some(in_hours(1))), 0).await.unwrap();
        at(&stage, in_hours(2));
        stage.tenant.away.store(true, Ordering::SeqCst);
        let mut heard = stage.events.subscribe();
        let back = async {
            loop {
                if let Progress::Run { state: RunState::Queued, why: Some(why) } = heard.recv().await.unwrap().progress
                {
                    assert_eq!(why.as_str(), "it went wrong");
                    stage.tenant.away.store(false, Ordering::SeqCst);
                    at(&stage, in_hours(3));
                    return;
                }
            }
        };
        let (state, ()) = tokio::join!(carry(&engine, &run), back);
        assert_eq!((state, stage.tenant.made("u1", "state")), (RunState::Done, 1));
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn once_begun_it_is_gone_on_with_whatever_has_changed() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        at(&stage, start());
        let victim = stage.engine();
        let run = victim.submit(&confirmed_for(plan("u1"), Some(in_hours(1))), 0).await.unwrap();
        at(&stage, in_hours(2));
        *stage.tenant.hang.lock().unwrap() = Some((4, true));
        tokio::select! {
            _ = carry(&victim, &run) => panic!("it must hang"),
            () = stage.tenant.hung.notified() => {}
        }
        *stage.tenant.hang.lock().unwrap() = None;
        drop(victim);
        *stage.tenant.changed.lock().unwrap() = Some("of course: by us");
        let heir = stage.engine();
        assert_eq!(heir.interrupted().await.unwrap(), std::slice::from_ref(&run));
        assert_eq!(planned_of(&heir).await, [(run.clone(), None)], "it still is one that was planned");
        assert_eq!(carry(&heir, &run).await, RunState::Done);
        assert!(STEPS.iter().all(|step| stage.tenant.made("u1", step) == 1));
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn it_is_cancelled_at_once_and_paused_without_losing_its_time() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        at(&stage, start());
        let engine = stage.engine();
        let run = engine.submit(&confirmed_for(plan("u1"), Some(in_hours(5))), 0).await.unwrap();
        assert_eq!(engine.pause(&run, &operator()).await.unwrap(), Answer::Now(RunState::Paused));
        assert_eq!(planned_of(&engine).await, [(run.clone(), None)]);
        engine.resume(&run, &operator()).await.unwrap();
        assert_eq!(carry(&engine, &run).await, RunState::Queued);
        let record = engine.record(&run).await.unwrap().unwrap();
        assert_eq!((record.planned, record.due), (Some(Planned::Ahead), Some(in_hours(5))));

        assert_eq!(engine.cancel(&run, &operator()).await.unwrap(), Answer::Now(RunState::Cancelled));
        let record = engine.record(&run).await.unwrap().unwrap();
        assert_eq!((record.state, record.why.clone()), (RunState::Cancelled, Some("cancelled by Ann".into())));
        assert_eq!((record.ended_at, outcomes(&record)), (Some(start()), vec!["skipped"; 6]));
        let trail = stage.trail(&run).await;
        assert_eq!(trail[trail.len() - 1], "run.end - cancelled", "{trail:#?}");
        assert!(trail.contains(&"run.cancel - cancelled".to_owned()));
        // The person is free for another run.
        engine.submit(&confirmed("u1"), 0).await.unwrap();
        stage.check(&run).await;
    })
    .await;
}

/// The only run that is planned.
async fn follower(engine: &Engine) -> RunRecord {
    let planned = engine.planned_runs().await.unwrap();
    assert_eq!(planned.len(), 1, "{planned:#?}");
    engine.record(&planned[0].id).await.unwrap().unwrap()
}

#[tokio::test]
async fn dying_anywhere_loses_and_doubles_no_run_that_is_to_follow() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        stage.tenant.grace.store(true, Ordering::SeqCst);
        at(&stage, start());
        let mut followers = 0;
        for (name, fault) in [("before", Fault::HangBefore as fn(u64) -> Fault), ("after", Fault::HangAfter)] {
            let mut over = false;
            for n in 1.. {
                if over {
                    break;
                }
                let victim = stage.engine();
                let run = victim.submit(&confirmed(&format!("{name}-{n}")), 0).await.unwrap();
                stage.store.faults().set(Some(fault(n)));
                over = tokio::select! {
                    _ = carry(&victim, &run) => true,
                    () = stage.store.faults().hung.notified() => false,
                };
                stage.store.faults().set(None);
                drop(victim);
                let heir = stage.engine();
                assert_eq!(carry(&heir, &run).await, RunState::Done, "{name} {n}");
                followers += 1;
                assert_eq!(planned_of(&heir).await.len(), followers, "{name} {n}");
                let mut tx = stage.store.reading().await.unwrap();
                let next = tx.follower(&run).await.unwrap().unwrap();
                drop(tx);
                let next = heir.record(&next).await.unwrap().unwrap();
                assert_eq!((next.plan.origin.clone(), next.due), (Some(run.clone()), Some(in_hours(24))));
                assert_eq!((next.operator, next.ticket.as_str()), (operator(), "T-1"));
                assert_eq!(stage.trail(&next.id).await, ["follow-up - planned"]);
                stage.check_run(&run).await;
                stage.check_run(&next.id).await;
            }
        }
        assert!(followers > 30, "{followers}");
        stage.check_chain().await;
    })
    .await;
}

#[tokio::test]
async fn a_write_that_came_through_although_it_seemed_to_fail_plans_one_run_only() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        stage.tenant.grace.store(true, Ordering::SeqCst);
        at(&stage, start());
        for n in 14..=19 {
            let engine = stage.engine();
            let run = engine.submit(&confirmed(&format!("u{n}")), 0).await.unwrap();
            stage.store.faults().set(Some(Fault::FailAfter(n, 2)));
            assert_eq!(carry(&engine, &run).await, RunState::Done);
            stage.store.faults().set(None);
            let mut tx = stage.store.reading().await.unwrap();
            assert!(tx.follower(&run).await.unwrap().is_some());
        }
        assert_eq!(planned_of(&stage.engine()).await.len(), 6);
        stage.check_chain().await;
    })
    .await;
}

#[tokio::test]
async fn what_follows_is_done_in_its_time_and_called_off_by_a_restore() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        stage.tenant.grace.store(true, Ordering::SeqCst);
        at(&stage, start());
        let (engine, first) = stage.run("u1").await;
        let next = follower(&engine).await;
        at(&stage, in_hours(25));
        assert_eq!(carry(&engine, &next.id).await, RunState::Done);
        assert_eq!(engine.newest_run("u1", PipelineKind::Offboard).await.unwrap(), Some(first.id.clone()));
        stage.check(&next.id).await;

        at(&stage, start());
        let (engine, first) = stage.run("u2").await;
        let next = follower(&engine).await;
        let back = Plan { pipeline: PipelineKind::Restore, origin: Some(first.id.clone()), ..plan("u2") };
        // The seat of somebody else is given to a successor: who left is deleted all the same.
        let heir = Plan { subject: plan("u9").subject, ..back.clone() };
        engine.submit(&confirmed_for(heir, None), 0).await.unwrap();
        assert_eq!(follower(&engine).await.state, RunState::Queued);
        engine.submit(&confirmed_for(back, None), 0).await.unwrap();
        let next = engine.record(&next.id).await.unwrap().unwrap();
        assert_eq!((next.state, next.planned), (RunState::Cancelled, None));
        assert_eq!(next.why, Some("the person is given back what they had".into()));
        assert!(stage.trail(&next.id).await.contains(&"run.cancel - cancelled".to_owned()));
        assert_eq!((stage.tenant.made("u1", "erase"), stage.tenant.made("u2", "erase")), (1, 0));
        stage.check(&next.id).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_follows_a_run_that_did_not_end_well() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        stage.tenant.grace.store(true, Ordering::SeqCst);
        at(&stage, start());
        stage.tenant.take("export", &[Take::Refuse]);
        let (engine, first) = stage.run("u1").await;
        assert_eq!((first.state, planned_of(&engine).await), (RunState::Failed, vec![]));
        engine.retry_failed(&first.id, &operator()).await.unwrap();
        assert_eq!(carry(&engine, &first.id).await, RunState::Done);
        assert_eq!(follower(&engine).await.plan.origin, Some(first.id));
    })
    .await;
}
