//! Batches that are written in pieces: dying at any commit of it, failing at any, and being away for too long. What was
//! not written whole is not seen, keeps nobody from anything, and is never carried out.

use super::batch::{actions, batch, whole};
use super::stage::*;
use crate::engine::Slots;
use crate::engine::{BatchError, Engine, NewBatch};
use crate::model::*;
use crate::store::faults::Fault;
use crate::store::ground::{Ground, on_each};
use tokio_util::sync::CancellationToken;

/// Three pieces of two.
const PIECE: usize = 2;
const PEOPLE: usize = 5;

async fn stage(ground: &Ground) -> Stage {
    let mut stage = Stage::on(ground).await;
    stage.pace.piece = PIECE;
    stage
}

fn named(what: &str) -> (Vec<String>, NewBatch) {
    let names: Vec<String> = (0..PEOPLE).map(|n| format!("{what}-{n}")).collect();
    let new = batch(&names.iter().map(String::as_str).collect::<Vec<_>>());
    (names, new)
}

/// Submits until it is through or a commit hangs; none when it hung.
async fn submit(stage: &Stage, engine: &Engine, new: &NewBatch) -> Option<BatchId> {
    tokio::select! {
        id = engine.submit_batch(new, 0) => Some(id.unwrap()),
        () = stage.store.faults().hung.notified() => None,
    }
}

/// How much is there: batches and runs that are shown, runs that can be claimed or were interrupted.
async fn shown(engine: &Engine) -> (usize, usize, usize) {
    let (batches, runs) = (engine.batches(9_999).await.unwrap(), engine.runs(9_999).await.unwrap());
    (batches.len(), runs.len(), engine.interrupted().await.unwrap().len())
}

async fn nothing_unfinished(stage: &Stage) {
    assert_eq!(stage.store.reading().await.unwrap().unfinished_batches().await.unwrap(), []);
}

/// Carries a batch out; everything of it is made once.
async fn carried_out(stage: &Stage, engine: &Engine, id: &BatchId, names: &[String], what: &str) {
    engine.carry_out_batch(id, 2, &CancellationToken::new()).await.unwrap();
    let record = whole(engine, id).await;
    assert_eq!((record.state(), record.runs.len()), (RunState::Done, PEOPLE), "{what}");
    assert!(
        names.iter().all(|who| stage.tenant.made(who, "state") == 1 && stage.tenant.made(who, "delete") == 1),
        "{what}"
    );
    stage.check_run(&record.runs[0].id).await;
}

#[tokio::test]
async fn dying_at_any_commit_it_is_there_whole_or_not_at_all() {
    on_each(async |ground| {
        for (word, fault) in [("before", Fault::HangBefore as fn(u64) -> Fault), ("after", Fault::HangAfter)] {
            let mut n = 0;
            loop {
                n += 1;
                let (stage, what) = (stage(ground).await, format!("{word}-{n}"));
                let (names, new) = named(&what);
                let victim = stage.engine();
                let before = shown(&victim).await;
                stage.store.faults().set(Some(fault(n)));
                let through = submit(&stage, &victim, &new).await;
                stage.store.faults().set(None);
                drop(victim);
                let heir = stage.engine();
                let now = shown(&heir).await;
                if through.is_none() && now == before {
                    // Nothing of it can be claimed, and it keeps nobody from being submitted again, as one or by themselves.
                    assert!(heir.batch(&BatchId::new("")).await.unwrap().is_none());
                    let run = heir.submit(&confirmed(&names[0]), 0).await.unwrap();
                    assert_eq!(heir.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Done, "{what}");
                    let (names, new) = named(&format!("{what}-again"));
                    let id = heir.submit_batch(&new, 0).await.unwrap();
                    carried_out(&stage, &heir, &id, &names, &what).await;
                } else {
                    assert_eq!((now.0, now.1), (before.0 + 1, before.1 + PEOPLE), "{what}");
                    let id = heir.batches(9_999).await.unwrap().iter().map(|b| b.id.clone()).max().unwrap();
                    carried_out(&stage, &heir, &id, &names, &what).await;
                }
                nothing_unfinished(&stage).await;
                if through.is_some() {
                    // Three pieces, the last with the end.
                    assert_eq!(n - 1, 3, "{word}");
                    stage.check_chain().await;
                    break;
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn dying_while_taking_out_what_another_left_is_made_good_by_the_next() {
    on_each(async |ground| {
        for (word, fault) in [("before", Fault::HangBefore as fn(u64) -> Fault), ("after", Fault::HangAfter)] {
            let mut n = 0;
            loop {
                n += 1;
                let (stage, what) = (stage(ground).await, format!("{word}-{n}"));
                let (names, new) = named(&what);
                let first = stage.engine();
                let before = shown(&first).await;
                stage.store.faults().set(Some(Fault::HangAfter(2)));
                assert_eq!(submit(&stage, &first, &new).await, None);
                drop(first);
                let second = stage.engine();
                stage.store.faults().set(Some(fault(n)));
                let through = submit(&stage, &second, &new).await;
                stage.store.faults().set(None);
                drop(second);
                let third = stage.engine();
                let now = shown(&third).await;
                let id = match now.0 - before.0 {
                    0 => third.submit_batch(&new, 0).await.unwrap(),
                    _ => third.batches(9_999).await.unwrap().iter().map(|b| b.id.clone()).max().unwrap(),
                };
                carried_out(&stage, &third, &id, &names, &what).await;
                nothing_unfinished(&stage).await;
                if through.is_some() {
                    // Marked, two pieces out, the batch itself out, three pieces in.
                    assert_eq!(n - 1, 7, "{word}");
                    stage.check_chain().await;
                    break;
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_commit_that_fails_in_passing_is_made_again_and_nothing_is_written_twice() {
    on_each(async |ground| {
        for (word, fault) in [("before", Fault::FailBefore as fn(u64, u64) -> Fault), ("after", Fault::FailAfter)] {
            for n in 1..=3 {
                let (stage, what) = (stage(ground).await, format!("{word}-{n}"));
                let (names, new) = named(&what);
                let engine = stage.engine();
                let before = actions(&stage, "confirm").await.len();
                stage.store.faults().set(Some(fault(n, 1)));
                let id = engine.submit_batch(&new, 0).await.unwrap();
                stage.store.faults().set(None);
                let confirmed = actions(&stage, "batch.confirm").await;
                let mine: Vec<_> = confirmed.iter().filter(|entry| entry.batch.as_ref() == Some(&id)).collect();
                assert_eq!(mine.len(), 1, "{what}");
                assert_eq!(mine[0].after.as_ref().unwrap()["runs"].as_array().unwrap().len(), PEOPLE);
                assert!(actions(&stage, "confirm").await.len() <= before + PEOPLE, "{what}");
                let record = whole(&engine, &id).await;
                let digests = new.plans.iter().map(|plan| plan.what().digest());
                assert_eq!(record.digest, digest_of_all(new.kind, digests));
                assert_eq!((record.listed.len(), record.totals().blocked), (PEOPLE + 1, 1), "{what}");
                carried_out(&stage, &engine, &id, &names, &what).await;
                stage.check_chain().await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_of_a_later_piece_with_a_run_keeps_the_pieces_before_from_staying() {
    on_each(async |ground| {
        let stage = stage(ground).await;
        let engine = stage.engine();
        let (names, new) = named("u");
        let run = engine.submit(&confirmed(&names[4]), 0).await.unwrap();
        match engine.submit_batch(&new, 0).await {
            Err(BatchError::AlreadyRunning(active)) => assert_eq!(active, [(names[4].clone(), run)]),
            other => panic!("{other:?}"),
        }
        assert_eq!(shown(&engine).await.0, 0);
        assert_eq!(engine.runs(9).await.unwrap().len(), 1);
        nothing_unfinished(&stage).await;
        assert_eq!(actions(&stage, "batch.taken-out").await.len(), 1);
        assert_eq!(actions(&stage, "batch.confirm").await.len(), 0);
        engine.submit(&confirmed(&names[0]), 0).await.unwrap();
        stage.check_chain().await;
    })
    .await;
}

#[tokio::test]
async fn nothing_is_claimed_before_it_is_whole_and_a_writer_who_was_away_too_long_is_told() {
    on_each(async |ground| {
        let stage = stage(ground).await;
        let engine = stage.engine();
        let (names, new) = named("u");
        stage.store.faults().set_lease_clock(1_000_000);
        let mut writer = engine.write_batch(new.kind, new.title.clone(), 0).await.unwrap();
        writer.add(new.plans[..2].to_vec()).await.unwrap();
        writer.add(new.plans[2..4].to_vec()).await.unwrap();
        let other = stage.engine();
        assert_eq!(shown(&other).await, (0, 0, 0));
        let mut tx = stage.store.transaction().await.unwrap();
        let active = tx.active_run(&names[0]).await.unwrap().expect("a piece is written");
        drop(tx);
        for engine in [&engine, &other] {
            let stop = CancellationToken::new();
            let works = engine.work(stop.clone(), Slots::usual(2));
            let look = async {
                for _ in 0..3 {
                    stage.store.reading().await.unwrap().run(&active).await.unwrap();
                }
                stop.cancel();
            };
            tokio::join!(works, look);
        }
        assert_eq!(stage.tenant.made(&names[0], "state"), 0);
        // Alive and within its lease: it is left alone.
        assert!(matches!(other.submit_batch(&new, 0).await, Err(BatchError::AlreadyRunning(_))));
        stage.store.faults().set_lease_clock(1_000_000 + 61_000);
        let id = other.submit_batch(&new, 0).await.unwrap();
        assert!(matches!(writer.add(new.plans[4..].to_vec()).await, Err(BatchError::TakenOut)));
        writer.give_up().await;
        assert_eq!(whole(&other, &id).await.runs.len(), PEOPLE);
        nothing_unfinished(&stage).await;
        stage.check_chain().await;
    })
    .await;
}
