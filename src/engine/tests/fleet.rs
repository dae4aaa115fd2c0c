//! Several engines on one store.

use super::stage::*;
use crate::engine::Slots;
use crate::engine::{CarryOutError, Owner};
use crate::model::*;
use crate::store::ground::on_each;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn two_engines_carry_out_one_run_once() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let (one, two) = (stage.engine(), stage.engine_with(Owner::unregistered("far"), ground.open().await));
        let run = one.submit(&confirmed("u1"), 0).await.unwrap();
        let stop = CancellationToken::new();
        let (first, second) = tokio::join!(one.carry_out(&run, stop.clone()), two.carry_out(&run, stop.clone()));
        assert_eq!((first.unwrap(), second.unwrap()), (RunState::Done, RunState::Done));
        assert_eq!(one.record(&run).await.unwrap().unwrap().epoch, 1);
        assert!(STEPS.iter().all(|s| stage.tenant.made("u1", s) <= 1));
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn workers_share_many_runs_and_do_each_once() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let near = stage.engine();
        let far = stage.engine_with(Owner::unregistered("far"), ground.open().await);
        let mut runs = Vec::new();
        for n in 0..12 {
            runs.push(near.submit(&confirmed(&format!("u{n}")), 0).await.unwrap());
        }
        let stop = CancellationToken::new();
        let until_done = async {
            for run in &runs {
                near.carry_out(run, CancellationToken::new()).await.unwrap();
            }
            stop.cancel();
        };
        tokio::join!(near.work(stop.clone(), Slots::usual(2)), far.work(stop.clone(), Slots::usual(2)), until_done);
        for (n, run) in runs.iter().enumerate() {
            let record = near.record(run).await.unwrap().unwrap();
            assert_eq!((record.state, record.epoch), (RunState::Done, 1));
            assert!(STEPS.iter().all(|s| stage.tenant.made(&format!("u{n}"), s) <= 1));
            stage.check_run(run).await;
        }
        stage.check_chain().await;
    })
    .await;
}

#[tokio::test]
async fn urgent_runs_go_first() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let usual = engine.submit(&confirmed("u1"), 0).await.unwrap();
        let urgent = engine.submit(&confirmed("u2"), 100).await.unwrap();
        let mut heard = stage.events.subscribe();
        let stop = CancellationToken::new();
        let until_done = async {
            engine.carry_out(&usual, CancellationToken::new()).await.unwrap();
            stop.cancel();
        };
        let first = async {
            loop {
                let event = heard.recv().await.unwrap();
                if matches!(event.progress, Progress::Run { state: RunState::Running, .. }) {
                    return event.run;
                }
            }
        };
        // The carrying call takes the usual run by name, so it begins after the worker has had its pick.
        let (picked, ()) = tokio::join!(
            async {
                tokio::select! { run = first => run, () = engine.work(stop.clone(), Slots::usual(1)) => unreachable!() }
            },
            std::future::ready(())
        );
        assert_eq!(picked, urgent);
        engine.carry_out(&urgent, CancellationToken::new()).await.unwrap();
        until_done.await;
    })
    .await;
}

#[tokio::test]
async fn who_was_away_for_too_long_is_fenced_off() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        stage.store.faults().set_lease_clock(1_000_000);
        let far_store = ground.open().await;
        far_store.faults().set_lease_clock(1_000_000);
        // It hangs in its third call: reading back is done for the first step, the second is about to be made.
        *stage.tenant.hang.lock().unwrap() = Some((3, false));
        let sleeper = stage.engine_of(Owner::unregistered("sleeper"));
        let run = sleeper.submit(&confirmed("u1"), 0).await.unwrap();
        let mut asleep = Box::pin(sleeper.carry_out(&run, CancellationToken::new()));
        tokio::select! {
            _ = &mut asleep => panic!("it must hang"),
            () = stage.tenant.hung.notified() => {}
        }
        let heir = stage.engine_with(Owner::unregistered("heir"), far_store.clone());
        assert!(heir.interrupted().await.unwrap().is_empty(), "the lease still lives");
        far_store.faults().set_lease_clock(1_060_001);
        assert_eq!(heir.interrupted().await.unwrap(), std::slice::from_ref(&run));
        // The heir reads back, finds nothing, and is about to make the effect again.
        *stage.tenant.hang.lock().unwrap() = Some((5, false));
        let mut inherited = Box::pin(heir.carry_out(&run, CancellationToken::new()));
        tokio::select! {
            _ = &mut inherited => panic!("it must hang"),
            () = stage.tenant.hung.notified() => {}
        }
        let events = heir.events_since(&run, 0).await.unwrap();
        // The sleeper wakes up, its effect goes out, and it may not write that down.
        stage.tenant.let_go.notify_one();
        let slept = asleep.await;
        assert!(matches!(slept, Err(CarryOutError::TakenOver(_))), "{slept:?}");
        assert_eq!(heir.events_since(&run, 0).await.unwrap(), events);
        stage.tenant.let_go.notify_one();
        assert_eq!(inherited.await.unwrap(), RunState::Done);
        let record = heir.record(&run).await.unwrap().unwrap();
        assert_eq!((record.epoch, record.owner.as_deref()), (2, Some("heir")));
        let mut tx = stage.store.transaction().await.unwrap();
        let events = tx.run(&run).await.unwrap().unwrap().events;
        assert_eq!(tx.fence(&run, 1, events, 1).await.unwrap(), crate::store::Fence::Lost);
        assert_eq!(tx.renew(&run, 1, Duration::from_secs(1)).await.unwrap(), None);
        drop(tx);
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn a_sleeper_that_wakes_writes_nothing_and_is_told() {
    on_each(async |ground| {
        let mut stage = Stage::on(ground).await;
        // Renewing every few milliseconds, it notices in the middle of a call.
        stage.pace.lease = Duration::from_millis(9);
        stage.store.faults().set_lease_clock(1_000_000);
        let far_store = ground.open().await;
        far_store.faults().set_lease_clock(2_000_000);
        *stage.tenant.hang.lock().unwrap() = Some((3, false));
        let sleeper = stage.engine_of(Owner::unregistered("sleeper"));
        let heir = stage.engine_with(Owner::unregistered("heir"), far_store);
        let run = sleeper.submit(&confirmed("u1"), 0).await.unwrap();
        // The heir's lease clock is far ahead, so every lease of the sleeper's has run out for it.
        let (slept, done) = tokio::join!(sleeper.carry_out(&run, CancellationToken::new()), async {
            stage.tenant.hung.notified().await;
            heir.carry_out(&run, CancellationToken::new()).await
        });
        assert!(matches!(slept, Err(CarryOutError::TakenOver(_))), "{slept:?}");
        assert_eq!(done.unwrap(), RunState::Done);
        assert_eq!(heir.record(&run).await.unwrap().unwrap().epoch, 2);
        stage.check(&run).await;
    })
    .await;
}
