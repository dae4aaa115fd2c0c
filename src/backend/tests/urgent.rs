//! How soon somebody's access is cut after an HR system has said that they leave, while work on many uses up the same
//! budget; on paused time, at the usual rate of calls.

use super::super::Workers;
use super::pacing::{Wire, desk, people, planned};
use crate::genesys::Reserve;
use crate::model::{Accepted, Delivery, HrEvent, HrEventKind, Person, Policy, RunId, Timestamp};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How many leave together, as one batch of that many.
const MANY: usize = 320;
/// How many leave by events meanwhile, and how often one does.
const EVENTS: usize = 40;
const EVERY: Duration = Duration::from_secs(25);

pub(super) fn leaves(person: &Person, at: Timestamp, policy: Policy) -> Delivery {
    Delivery {
        sender: "hr".to_owned(),
        message: format!("msg-{}", person.id),
        sent_at: at,
        event: HrEvent {
            kind: HrEventKind::Termination,
            person: person.id.clone(),
            email: person.email.clone(),
            at,
            effective: None,
            reason: "has left".into(),
            ticket: "HR-1".into(),
        },
        policy,
        recipe: None,
        decide_by: at,
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_overtakes_work_on_many() {
    let wire = Wire::to((MANY + EVENTS + 60) as u32);
    let folder = tempfile::tempdir().unwrap();
    let desk = Arc::new(desk(&wire, folder.path(), Reserve::SERVICE).await);
    let all = people(&desk, MANY + EVENTS).await;
    let (many, few) = all.split_at(MANY);
    let mut draft = planned(&desk, many).await;
    tokio::time::sleep(Duration::from_secs(120)).await;
    wire.tell_time();
    let batch = desk.confirm_batch(&mut draft, "closing", "HR-1").await.unwrap();
    let stop = CancellationToken::new();
    let work = desk.work(&stop, Workers { runs: 16, urgent: 4 });
    let events = async {
        let mut kept: Vec<(RunId, Timestamp)> = Vec::new();
        for person in few {
            tokio::time::sleep(EVERY).await;
            wire.tell_time();
            let at = desk.now();
            let Accepted::New(id) = desk.accept(&leaves(person, at, Policy::CutThenConfirm)).await.unwrap() else {
                panic!("it is new")
            };
            kept.push((id, at));
        }
        tokio::time::sleep(Duration::from_secs(60)).await;
        let open = desk.batch(&batch).await.unwrap().unwrap().totals().left;
        stop.cancel();
        (kept, open)
    };
    let ((), (kept, open)) = tokio::join!(work, events);
    assert!(open > 0, "the work on many went on all the while");
    let mut took = Vec::new();
    for (id, at) in kept {
        let entry = desk.inbox_entry(&id).await.unwrap().unwrap();
        let cut = entry.run.and_then(|run| run.access_cut_at).expect("access is cut");
        took.push(Duration::try_from(cut.duration_since(at)).unwrap());
    }
    took.sort();
    let at = |share: f64| took[((took.len() - 1) as f64 * share).ceil() as usize];
    println!(
        "{EVENTS} events beside {MANY} leavers ({open} not at their end): from acceptance to the proved cut p50 {:.1} s, p95 {:.1} s, \
         p99 {:.1} s; {} calls refused",
        at(0.5).as_secs_f64(),
        at(0.95).as_secs_f64(),
        at(0.99).as_secs_f64(),
        wire.refused()
    );
    assert!(at(0.95) <= Duration::from_secs(5), "{took:?}");
    assert!(at(0.99) <= Duration::from_secs(15), "{took:?}");
    assert_eq!(wire.refused(), 0);
}
