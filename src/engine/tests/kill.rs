//! Dying anywhere: at every commit, before and after it; at every call to the tenant, before and after its effect; at
//! every await. Whoever comes next must end the run as if nothing had happened.

use super::stage::*;
use crate::engine::Slots;
use crate::model::*;
use crate::store::faults::Fault;
use crate::store::ground::{Ground, on_each};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio_util::sync::CancellationToken;

/// How one killed run goes on; false when it was over before it could be killed.
async fn kill_and_resume(stage: &Stage, subject: &str, arm: impl FnOnce(&Stage)) -> bool {
    let victim = stage.engine();
    let run = victim.submit(&confirmed(subject), 0).await.unwrap();
    arm(stage);
    let over = tokio::select! {
        state = victim.carry_out(&run, CancellationToken::new()) => { state.unwrap(); true }
        () = stage.store.faults().hung.notified() => false,
        () = stage.tenant.hung.notified() => false,
    };
    stage.store.faults().set(None);
    *stage.tenant.hang.lock().unwrap() = None;
    drop(victim);
    finish(stage, &run, subject).await;
    !over
}

/// A new process finds what was left, ends it, and everything is as it should be.
async fn finish(stage: &Stage, run: &RunId, subject: &str) {
    let heir = stage.engine();
    let over = heir.record(run).await.unwrap().unwrap().state.is_over();
    assert_eq!(heir.interrupted().await.unwrap().contains(run), !over, "{subject}");
    assert_eq!(heir.carry_out(run, CancellationToken::new()).await.unwrap(), RunState::Done, "{subject}");
    let record = heir.record(run).await.unwrap().unwrap();
    assert_eq!(outcomes(&record), ["done", "done", "skipped", "done", "done", "done"], "{subject}");
    for step in STEPS.iter().filter(|s| **s != "queues") {
        assert!((1..=2).contains(&stage.tenant.made(subject, step)), "{subject} {step}");
    }
    let trail = stage.trail(run).await;
    for step in STEPS {
        let ends = trail.iter().filter(|t| t.starts_with(&format!("step.outcome {step} "))).count();
        assert_eq!(ends, 1, "{subject} {step}: {trail:#?}");
    }
    assert_eq!(trail.iter().filter(|t| t.starts_with("run.end")).count(), 1, "{trail:#?}");
    let mut tx = stage.store.reading().await.unwrap();
    let kinds: Vec<String> = tx.parcels_of(run).await.unwrap().into_iter().map(|p| p.kind).collect();
    assert_eq!(kinds, ["user_access_cut", "user_deprovisioned"], "{subject}");
    drop(tx);
    stage.check_run(run).await;
}

#[tokio::test]
async fn dying_at_any_commit_loses_and_doubles_nothing() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        for (name, fault) in [("before", Fault::HangBefore as fn(u64) -> Fault), ("after", Fault::HangAfter)] {
            let mut n = 1;
            while kill_and_resume(&stage, &format!("{name}-{n}"), |s| s.store.faults().set(Some(fault(n)))).await {
                n += 1;
            }
            // One claim, five steps in three writes each, the skip, the end.
            assert_eq!(n - 1, 18, "{name}");
        }
        stage.check_chain().await;
    })
    .await;
}

#[tokio::test]
async fn dying_in_any_call_loses_and_doubles_nothing() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        for after in [false, true] {
            let mut n = 1;
            let arm = |s: &Stage, n| {
                s.tenant.calls.store(0, std::sync::atomic::Ordering::SeqCst);
                *s.tenant.hang.lock().unwrap() = Some((n, after));
            };
            while kill_and_resume(&stage, &format!("{after}-{n}"), |s| arm(s, n)).await {
                n += 1;
            }
            assert_eq!(n - 1, 10, "after: {after}");
        }
        stage.check_chain().await;
    })
    .await;
}

/// Gives up after so many polls.
struct Until<F> {
    polls: u32,
    work: Pin<Box<F>>,
}

impl<F: Future> Future for Until<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        self.work.as_mut().poll(cx).map(Some)
    }
}

#[tokio::test]
async fn dying_at_any_await_loses_and_doubles_nothing() {
    let ground = Ground::sqlite();
    let stage = Stage::on(&ground).await;
    let mut polls = 1;
    loop {
        let victim = stage.engine();
        let subject = format!("p-{polls}");
        let run = victim.submit(&confirmed(&subject), 0).await.unwrap();
        let work = Box::pin(victim.carry_out(&run, CancellationToken::new()));
        let over = Until { polls, work }.await.is_some();
        drop(victim);
        finish(&stage, &run, &subject).await;
        if over {
            break;
        }
        // Every place early on, then in growing strides: a run has some hundred awaits.
        polls += 1 + polls / 24;
    }
    assert!(polls > 40, "{polls}");
    stage.check_chain().await;
}

#[tokio::test]
async fn dying_again_and_again_still_ends_well() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let run = stage.engine().submit(&confirmed("u1"), 0).await.unwrap();
        let mut lives = 0;
        loop {
            let victim = stage.engine();
            // Each life gets as far as its third commit.
            stage.store.faults().set(Some(Fault::HangAfter(3)));
            lives += 1;
            tokio::select! {
                _ = victim.carry_out(&run, CancellationToken::new()) => break,
                () = stage.store.faults().hung.notified() => {}
            }
        }
        stage.store.faults().set(None);
        assert!(lives > 5, "{lives}");
        finish(&stage, &run, "u1").await;
        stage.check_chain().await;
    })
    .await;
}

#[tokio::test]
async fn the_carrying_futures_can_be_spawned() {
    fn spawnable<T: Send + 'static>(_: &T) {}
    let ground = Ground::sqlite();
    let engine = Stage::on(&ground).await.engine();
    let run = RunId::new("r");
    let (other, third) = (engine.clone(), engine.clone());
    spawnable(&async move {
        let (id, stop) = (BatchId::new("b"), CancellationToken::new());
        drop(third.carry_out_batch(&id, 2, &stop).await);
    });
    spawnable(&async move { drop(other.carry_out(&run, CancellationToken::new()).await) });
    spawnable(&async move { engine.work(CancellationToken::new(), Slots::usual(1)).await });
}
