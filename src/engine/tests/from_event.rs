//! Runs that come from events: one for each event however often it is tried, held after the cut, confirmed, planned anew,
//! turned down; and workers, who never let a cut wait.

use super::stage::*;
use crate::engine::*;
use crate::model::*;
use crate::store::faults::Fault;
use crate::store::ground::on_each;
use crate::store::{EventRow, Store};
use tokio_util::sync::CancellationToken;

fn delivery(subject: &str) -> Delivery {
    Delivery {
        sender: "hr".to_owned(),
        message: format!("msg-{subject}"),
        sent_at: start(),
        event: HrEvent {
            kind: HrEventKind::Termination,
            person: subject.into(),
            email: format!("{subject}@example.com").into(),
            at: start(),
            effective: None,
            reason: "left".into(),
            ticket: "T-1".into(),
        },
        policy: Policy::CutThenConfirm,
        recipe: None,
        decide_by: start(),
    }
}

/// Keeps an event about this person.
async fn kept(store: &Store, subject: &str) -> RunId {
    let id = RunId::new(format!("event-{subject}"));
    let mut tx = store.transaction().await.unwrap();
    assert!(tx.put_inbox(&id, &delivery(subject), "standard", start()).await.unwrap());
    tx.commit().await.unwrap();
    id
}

async fn row(store: &Store, event: &RunId) -> EventRow {
    store.reading().await.unwrap().inbox(event).await.unwrap().unwrap()
}

fn by_policy(subject: &str) -> Confirmed<Plan> {
    let given = Given { typed_name: None, reason: "left".to_owned(), ticket: "T-1".to_owned(), due: None };
    confirm_by_policy(plan(subject), &given, operator(), start()).unwrap()
}

fn from(event: &RunId) -> FromEvent {
    FromEvent {
        event: event.clone(),
        run: event.clone(),
        hold: Some(Phase::CutAccess),
        instead: None,
        decided_by: None,
    }
}

/// Keeps an event and carries its run as far as it goes by itself.
async fn held(stage: &Stage, engine: &Engine, subject: &str) -> RunId {
    let event = kept(&stage.store, subject).await;
    engine.submit_event(&by_policy(subject), URGENT, &from(&event)).await.unwrap();
    assert_eq!(engine.carry_out(&event, CancellationToken::new()).await.unwrap(), RunState::Paused);
    event
}

fn given(reason: &str) -> Given {
    Given { typed_name: Some("Person u1".to_owned()), reason: reason.to_owned(), ..Given::default() }
}

#[tokio::test]
async fn what_is_left_after_the_cut_waits_for_a_confirmation() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let run = held(&stage, &engine, "u1").await;
        let record = engine.record(&run).await.unwrap().unwrap();
        assert!(record.awaits_confirmation() && record.access_cut_at.is_some());
        assert_eq!(outcomes(&record), ["done", "done", "-", "-", "-", "-"]);
        let found = row(&stage.store, &run).await;
        assert_eq!((found.state.as_str(), found.held, found.run_state.as_deref()), ("begun", Some(1), Some("paused")));
        // Nothing else lets it go on.
        assert!(matches!(engine.resume(&run, &operator()).await, Err(ControlError::Held(_))));
        assert!(engine.interrupted().await.unwrap().is_empty(), "nobody has left it");
        for (wrong, refusal) in [
            (given(" "), Refusal::NoReason),
            (Given { typed_name: Some("Somebody".to_owned()), ..given("left") }, Refusal::WrongName),
        ] {
            let said = engine.confirm_rest(&run, &run, &wrong, &operator()).await;
            assert!(matches!(said, Err(RestError::Refused(why)) if why == refusal));
        }
        assert_eq!(engine.record(&run).await.unwrap().unwrap().state, RunState::Paused);
        engine.confirm_rest(&run, &run, &given("HR is right"), &operator()).await.unwrap();
        let again = engine.confirm_rest(&run, &run, &given("HR is right"), &operator()).await;
        assert!(matches!(again, Err(RestError::NotPossible(_))), "it is confirmed once");
        let priority = engine.record(&run).await.unwrap().unwrap().priority;
        assert_eq!(priority, OPERATOR, "the rest stands in the way of no other cut");
        assert_eq!(engine.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Done);
        let found = row(&stage.store, &run).await;
        assert!(found.decided_by.is_some_and(|by| by.contains("Ann")) && found.held == Some(0));
        let trail = stage.trail(&run).await;
        assert_eq!(trail.iter().filter(|line| line.starts_with("confirm - confirmed")).count(), 2, "{trail:#?}");
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn an_event_has_one_run_however_often_it_is_tried() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let event = kept(&stage.store, "u1").await;
        let engines = [stage.engine(), stage.engine_with(Owner::unregistered("far"), ground.open().await)];
        let (confirmed, wish) = (by_policy("u1"), from(&event));
        let tries = (0..12).map(|n| engines[n % 2].submit_event(&confirmed, URGENT, &wish));
        for tried in futures_util::future::join_all(tries).await {
            tried.unwrap();
        }
        assert_eq!(engines[0].runs(10).await.unwrap().len(), 1);
        let trail = stage.trail(&event).await;
        assert_eq!(trail, ["confirm - confirmed"]);
        // A commit that came through although it seemed to fail is found.
        let other = kept(&stage.store, "u2").await;
        stage.store.faults().set(Some(Fault::FailAfter(1, 1)));
        engines[0].submit_event(&by_policy("u2"), URGENT, &from(&other)).await.unwrap();
        stage.store.faults().set(None);
        assert_eq!(engines[0].runs(10).await.unwrap().len(), 2);
        stage.check_chain().await;
    })
    .await;
}

#[tokio::test]
async fn planned_anew_it_goes_on_where_the_first_run_was_held() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let first = held(&stage, &engine, "u1").await;
        let mut other = plan("u1");
        other.recipe = "night-leaver".to_owned();
        other.steps.retain(|step| step.name != "export");
        for (step, ordinal) in other.steps.iter_mut().zip(1..) {
            step.ordinal = ordinal;
        }
        let second = RunId::new("second");
        let wish = FromEvent {
            event: first.clone(),
            run: second.clone(),
            hold: None,
            instead: Some(first.clone()),
            decided_by: Some(operator()),
        };
        let confirmed = confirmed_for(other, None);
        engine.submit_event(&confirmed, URGENT, &wish).await.unwrap();
        engine.submit_event(&confirmed, URGENT, &wish).await.unwrap();
        let old = engine.record(&first).await.unwrap().unwrap();
        assert_eq!((old.state, outcomes(&old)[..3].to_vec()), (RunState::Cancelled, vec!["done", "done", "skipped"]));
        assert_eq!(engine.carry_out(&second, CancellationToken::new()).await.unwrap(), RunState::Done);
        let new = engine.record(&second).await.unwrap().unwrap();
        assert_eq!(outcomes(&new), ["done", "done", "skipped", "done", "done"]);
        assert_eq!(new.access_cut_at, old.access_cut_at);
        assert!(new.steps[0].reason.as_ref().unwrap().as_str().contains(first.as_str()));
        assert_eq!((stage.tenant.made("u1", "state"), stage.tenant.made("u1", "groups")), (1, 1));
        let found = row(&stage.store, &first).await;
        assert_eq!((found.run_id.as_deref(), found.recipe.as_str()), (Some("second"), "night-leaver"));
        stage.check_chain().await;
    })
    .await;
}

#[tokio::test]
async fn turned_down_after_the_cut_nothing_more_is_begun() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let engine = stage.engine();
        let run = held(&stage, &engine, "u1").await;
        assert_eq!(engine.cancel(&run, &operator()).await.unwrap(), Answer::Asked);
        assert_eq!(engine.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Cancelled);
        let record = engine.record(&run).await.unwrap().unwrap();
        assert_eq!(outcomes(&record), ["done", "done", "skipped", "skipped", "skipped", "skipped"]);
        assert_eq!(row(&stage.store, &run).await.held, Some(0));
        // An event that was turned down before it had a run gets none.
        let event = kept(&stage.store, "u2").await;
        let mut tx = stage.store.transaction().await.unwrap();
        tx.inbox_decided(&event, InboxState::Rejected, Some(&"no".into()), &operator(), start()).await.unwrap();
        tx.commit().await.unwrap();
        let late = engine.submit_event(&by_policy("u2"), URGENT, &from(&event)).await;
        assert!(matches!(late, Err(EventError::TurnedDown(_))));
        stage.check(&run).await;
    })
    .await;
}

#[tokio::test]
async fn dying_at_any_commit_between_event_and_end_has_one_effect() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        for (name, fault) in [("before", Fault::HangBefore as fn(u64) -> Fault), ("after", Fault::HangAfter)] {
            let mut n = 1;
            loop {
                let subject = format!("{name}-{n}");
                let event = kept(&stage.store, &subject).await;
                stage.store.faults().set(Some(fault(n)));
                let work = Box::pin(whole_way(&stage, &subject, &event));
                let over = tokio::select! {
                    () = work => true,
                    () = stage.store.faults().hung.notified() => false,
                };
                stage.store.faults().set(None);
                whole_way(&stage, &subject, &event).await;
                let record = stage.engine().record(&event).await.unwrap().unwrap();
                assert_eq!(outcomes(&record), ["done", "done", "skipped", "done", "done", "done"], "{subject}");
                let trail = stage.trail(&event).await;
                for what in ["confirm -", "run.end -", "step.outcome state", "step.outcome delete", "run.paused -"] {
                    let wanted = if what == "confirm -" { 2 } else { 1 };
                    let times = trail.iter().filter(|line| line.starts_with(what)).count();
                    assert_eq!(times, wanted, "{subject} {what} {trail:#?}");
                }
                stage.check_run(&event).await;
                if over {
                    break;
                }
                n += 1;
            }
            assert!(n > 18, "{name}: {n}");
        }
        stage.check_chain().await;
    })
    .await;
}

/// What a service does with an event, and an operator: again from the beginning, whatever was done of it.
async fn whole_way(stage: &Stage, subject: &str, event: &RunId) {
    let engine = stage.engine();
    engine.submit_event(&by_policy(subject), URGENT, &from(event)).await.unwrap();
    let mut state = engine.carry_out(event, CancellationToken::new()).await.unwrap();
    if state == RunState::Paused {
        let given = Given { reason: "right".to_owned(), ..Given::default() };
        engine.confirm_rest(event, event, &given, &operator()).await.unwrap();
        state = engine.carry_out(event, CancellationToken::new()).await.unwrap();
    }
    assert_eq!(state, RunState::Done);
}

#[tokio::test]
async fn a_cut_does_not_wait_for_a_slot_behind_other_work() {
    let ground = crate::store::ground::Ground::sqlite();
    let stage = Stage::on(&ground).await;
    let engine = stage.engine();
    engine.submit(&confirmed("slow"), 0).await.unwrap();
    // The usual slot hangs in its first call.
    *stage.tenant.hang.lock().unwrap() = Some((1, false));
    let stop = CancellationToken::new();
    let work = engine.work(stop.clone(), Slots { usual: 1, urgent: 1, batches: 0 });
    let urgent = async {
        stage.tenant.hung.notified().await;
        engine.submit(&confirmed("second"), 0).await.unwrap();
        let event = kept(&stage.store, "u1").await;
        let mut heard = stage.events.subscribe();
        engine.submit_event(&by_policy("u1"), URGENT, &from(&event)).await.unwrap();
        loop {
            let told = heard.recv().await.unwrap();
            if told.run == event && matches!(told.progress, Progress::Run { state: RunState::Paused, .. }) {
                break;
            }
        }
        assert_eq!(stage.tenant.made("second", "state"), 0, "the usual slot is taken");
        stop.cancel();
        stage.tenant.let_go.notify_one();
    };
    tokio::join!(work, urgent);
    stage.check_chain().await;
}

#[tokio::test]
async fn what_another_process_has_just_queued_is_left_to_it_for_a_lease() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        stage.store.faults().set_lease_clock(1_000_000);
        let console = stage.engine_of(Owner::unregistered("console"));
        let service = stage.engine();
        let run = console.submit(&confirmed("u1"), 10).await.unwrap();
        let claim = async |engine: &Engine| {
            let stop = CancellationToken::new();
            let mut heard = stage.events.subscribe();
            let looked = async {
                for _ in 0..20 {
                    tokio::task::yield_now().await;
                    stage.store.reading().await.unwrap().run(&run).await.unwrap();
                    while let Ok(told) = heard.try_recv() {
                        if matches!(told.progress, Progress::Run { state: RunState::Done, .. }) {
                            break;
                        }
                    }
                }
                stop.cancel();
            };
            tokio::join!(engine.work(stop.clone(), Slots::usual(1)), looked);
        };
        claim(&service).await;
        assert_eq!(console.record(&run).await.unwrap().unwrap().epoch, 0, "it may mean to carry it out itself");
        stage.store.faults().set_lease_clock(1_000_000 + 60_001);
        claim(&service).await;
        assert!(console.record(&run).await.unwrap().unwrap().epoch >= 1, "nobody came");
        stage.check_run(&run).await;
    })
    .await;
}

#[tokio::test]
async fn a_batch_that_a_dead_process_left_is_carried_on_with_all_cuts_first() {
    on_each(async |ground| {
        let stage = Stage::on(ground).await;
        let victim = stage.engine();
        let new = NewBatch {
            kind: PipelineKind::Offboard,
            title: "many".into(),
            plans: (0..4).map(|n| confirmed(&format!("u{n}"))).collect(),
            listed: Vec::new(),
        };
        let batch = victim.submit_batch(&new, 0).await.unwrap();
        stage.store.faults().set(Some(Fault::HangAfter(9)));
        let never = CancellationToken::new();
        tokio::select! {
            _ = victim.carry_out_batch(&batch, 1, &never) => panic!("it must hang"),
            () = stage.store.faults().hung.notified() => {}
        }
        stage.store.faults().set(None);
        drop(victim);
        stage.store.faults().set_lease_clock(i64::from(u32::MAX) * 1_000);
        let heir = stage.engine();
        let stop = CancellationToken::new();
        let over = async {
            while !heir.batch(&batch).await.unwrap().unwrap().state().is_over() {
                tokio::task::yield_now().await;
            }
            stop.cancel();
        };
        tokio::join!(heir.work(stop.clone(), Slots::usual(2)), over);
        let record = heir.batch(&batch).await.unwrap().unwrap();
        assert!(record.runs.iter().all(|run| run.state == RunState::Done), "{:?}", record.runs);
        let last_cut = record.runs.iter().filter_map(|run| run.access_cut_at).max();
        let first_end = record.runs.iter().filter_map(|run| run.ended_at).min();
        assert!(last_cut <= first_end);
        stage.check_chain().await;
    })
    .await;
}
