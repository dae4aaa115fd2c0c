//! A store that is away in the middle of a run.

use super::stage::*;
use crate::engine::CarryOutError;
use crate::model::*;
use crate::store::faults::Fault;
use crate::store::ground::on_each;
use std::sync::atomic::Ordering;
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn a_store_that_comes_back_costs_nothing_but_time() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        for (name, fault) in [("not", Fault::FailBefore as fn(u64, u64) -> Fault), ("yes", Fault::FailAfter)] {
            // Each commit of a run fails once: without having been written, or (worse) having been written.
            for n in 1..=18 {
                let subject = format!("{name}-{n}");
                let engine = stage.engine();
                let run = engine.submit(&confirmed(&subject), 0).await.unwrap();
                stage.store.faults().set(Some(fault(n, 1)));
                let before = stage.store.faults().failed.load(Ordering::SeqCst);
                let state = engine.carry_out(&run, CancellationToken::new()).await.unwrap();
                assert_eq!(stage.store.faults().failed.load(Ordering::SeqCst), before + 1);
                stage.store.faults().set(None);
                assert_eq!(state, RunState::Done, "{subject}");
                assert!(STEPS.iter().all(|s| stage.tenant.made(&subject, s) <= 1), "{subject}");
                let trail = stage.trail(&run).await;
                assert_eq!(trail.iter().filter(|t| t.starts_with("step.outcome")).count(), 6, "{trail:#?}");
                stage.check_run(&run).await;
            }
        }
        stage.check_chain().await;
    })
    .await;
}

#[tokio::test]
async fn a_store_that_stays_away_leaves_the_run_for_resuming() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let run = engine.submit(&confirmed("u1"), 0).await.unwrap();
        // From the fourth commit on (the outcome of the first step) nothing is taken any more.
        stage.store.faults().set(Some(Fault::FailBefore(4, 1_000_000)));
        let mut trouble = engine.store_trouble();
        let error = engine.carry_out(&run, CancellationToken::new()).await.unwrap_err();
        assert!(trouble.has_changed().unwrap(), "it was said meanwhile");
        assert_eq!(*trouble.borrow_and_update(), None, "and is not said any more");
        assert!(matches!(error, CarryOutError::Store { .. }), "{error:?}");
        assert!(error.to_string().contains("left for resuming"), "{error}");
        assert_eq!((stage.tenant.made("u1", "state"), stage.tenant.made("u1", "tokens")), (1, 0));
        stage.store.faults().set(None);
        assert_eq!(engine.interrupted().await.unwrap(), std::slice::from_ref(&run));
        assert_eq!(engine.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Done);
        let record = engine.record(&run).await.unwrap().unwrap();
        assert_eq!(record.steps[0].reason, Some("found by reading back after an interruption".into()));
        assert_eq!(stage.tenant.made("u1", "state"), 1);
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn a_submission_that_seemed_to_fail_is_not_made_twice() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        for (n, fault) in [Fault::FailAfter(1, 1), Fault::FailBefore(1, 1)].into_iter().enumerate() {
            stage.store.faults().set(Some(fault));
            let run = engine.submit(&confirmed(&format!("u{n}")), 0).await.unwrap();
            stage.store.faults().set(None);
            assert_eq!(engine.runs(10).await.unwrap().len(), n + 1);
            assert_eq!(stage.trail(&run).await, ["confirm - confirmed"]);
            stage.check(&run).await;
        }
    })
    .await;
}
