//! Events of HR systems against a practice tenant: what each comes to, and what operators decide.

use super::super::event::Refusal;
use super::super::{RestoreFrom, RestoreWish, Workers};
use super::House;
use super::urgent::leaves;
use crate::backend::Desk;
use crate::engine::Given;
use crate::model::*;
use crate::practice::stories;
use crate::store::faults::Fault;
use jiff::SignedDuration;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

async fn person(desk: &Desk, email: &str) -> Person {
    desk.people_by_email(email).await.unwrap().remove(0)
}

async fn kept(desk: &Desk, delivery: &Delivery) -> RunId {
    match desk.accept(delivery).await.unwrap() {
        Accepted::New(id) => id,
        other => panic!("{other:?}"),
    }
}

/// Works until nothing in the inbox is being worked on.
async fn settle(desk: &Arc<Desk>) {
    let stop = CancellationToken::new();
    let quiet = async {
        for n in 0.. {
            assert!(n < 1_500, "{:#?}", desk.inbox().await.unwrap());
            let now = desk.now();
            let inbox = desk.inbox().await.unwrap();
            if inbox.iter().all(|entry| entry.need(now) != InboxNeed::Working) {
                break;
            }
            let again = inbox.iter().find(|entry| entry.state == InboxState::Received && entry.why.is_some());
            assert_eq!(again, None, "the tenant tells everything");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        stop.cancel();
    };
    tokio::join!(desk.work(&stop, Workers { runs: 2, urgent: 2 }), quiet);
}

async fn entry(desk: &Desk, id: &RunId) -> InboxEntry {
    desk.inbox_entry(id).await.unwrap().unwrap()
}

fn given(reason: &str) -> Given {
    Given { reason: reason.to_owned(), ticket: "HR-1".to_owned(), ..Given::default() }
}

#[tokio::test]
async fn access_is_cut_at_once_and_the_rest_is_confirmed() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let who = person(&desk, stories::GROUP_ROLES.email).await;
    let id = kept(&desk, &leaves(&who, desk.now(), Policy::CutThenConfirm)).await;
    assert_eq!(entry(&desk, &id).await.need(desk.now()), InboxNeed::Working);
    settle(&desk).await;
    let waits = entry(&desk, &id).await;
    assert_eq!((waits.need(desk.now()), waits.name.as_ref()), (InboxNeed::Confirm, Some(&who.name)));
    assert!(waits.is_overdue(desk.now()) && waits.run.as_ref().unwrap().access_cut_at.is_some());
    let is = person(&desk, stories::GROUP_ROLES.email).await;
    assert_eq!(is.state, UserState::Inactive);
    let run = desk.run(&id).await.unwrap().unwrap();
    assert_eq!(run.operator.name.as_str(), "policy cut-then-confirm of hr");
    assert!(run.awaits_confirmation());
    assert!(desk.runs().await.unwrap()[0].held, "the list of runs says so too");
    let groups = run.plan.before.seat().unwrap().groups.len();
    assert!(groups > 0);
    assert_eq!(desk.person(&who.id).await.unwrap().seat.groups.len(), groups, "nothing else was touched");
    // Whoever is made active again meanwhile is not taken apart.
    let plan = desk.plan_event(&id, None, None).await.unwrap();
    assert_eq!(plan.digest(), run.digest);
    house.patch(&who.id, &serde_json::json!({"state": "active", "version": is.version}));
    let changed = desk.confirm_event(&id, &plan, &given("right")).await;
    assert!(matches!(changed, Err(Refusal::Changed(_))), "{changed:?}");
    let again = person(&desk, stories::GROUP_ROLES.email).await;
    house.patch(&who.id, &serde_json::json!({"state": "inactive", "version": again.version}));
    assert_eq!(desk.confirm_event(&id, &plan, &given("right")).await.unwrap(), id);
    settle(&desk).await;
    let over = entry(&desk, &id).await;
    assert_eq!(over.need(desk.now()), InboxNeed::Nothing, "{over:?}");
    assert_eq!(over.decided_by.unwrap().name.as_str(), "ann");
    assert!(!desk.runs().await.unwrap()[0].held);
    assert!(matches!(desk.verify_audit().await, crate::backend::ChainState::Whole { .. }));
}

#[tokio::test]
async fn each_policy_does_what_it_says() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let (one, two) = (person(&desk, stories::CJK_NAME.email).await, person(&desk, stories::LONG_NAME.email).await);
    let at_once = kept(&desk, &leaves(&one, desk.now(), Policy::RunAtOnce)).await;
    let waits = kept(&desk, &leaves(&two, desk.now(), Policy::Wait)).await;
    settle(&desk).await;
    assert_eq!(entry(&desk, &at_once).await.run.unwrap().state, RunState::Done);
    assert_eq!(person(&desk, stories::CJK_NAME.email).await.state, UserState::Deleted);
    let waiting = entry(&desk, &waits).await;
    assert_eq!((waiting.state, waiting.code.as_deref()), (InboxState::Waiting, Some("policy")));
    assert_eq!(person(&desk, stories::LONG_NAME.email).await.state, UserState::Active);
    // Put off, nobody is asked about it; confirmed, it is the event's run.
    let later = desk.now() + SignedDuration::from_hours(1);
    desk.postpone_event(&waits, later, "HR is asked").await.unwrap();
    assert_eq!(entry(&desk, &waits).await.need(desk.now()), InboxNeed::Later);
    assert!(desk.postpone_event(&waits, desk.now(), "x").await.is_err());
    let plan = desk.plan_event(&waits, None, Some("keep-inactive")).await.unwrap();
    assert!(matches!(desk.confirm_event(&waits, &plan, &given(" ")).await, Err(Refusal::NoReason)));
    assert_eq!(desk.confirm_event(&waits, &plan, &given("HR was asked")).await.unwrap(), waits);
    settle(&desk).await;
    let done = entry(&desk, &waits).await;
    assert_eq!((done.run.unwrap().state, done.recipe.as_str()), (RunState::Done, "keep-inactive"));
    assert_eq!(person(&desk, stories::LONG_NAME.email).await.state, UserState::Inactive);
}

#[tokio::test]
async fn what_cannot_be_settled_waits_and_nothing_is_touched() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let now = desk.now();
    let of = async |story: stories::Story| leaves(&person(&desk, story.email).await, now, Policy::RunAtOnce);
    let mut nobody = of(stories::ON_CALLS).await;
    nobody.event.person = UserId::new("00000000-0000-4000-8000-000000000000");
    nobody.event.email = "nobody@acme.example".into();
    let mut other_address = of(stories::ON_CALLS).await;
    other_address.message = "other".to_owned();
    other_address.event.email = stories::OWNER.email.into();
    let mut other_id = of(stories::SCIM_MANAGED).await;
    other_id.event.person = UserId::new("00000000-0000-4000-8000-000000000001");
    let mut rehire = of(stories::TWIN_ONE).await;
    rehire.event.kind = HrEventKind::Rehire;
    let mut recipe = of(stories::TWIN_TWO).await;
    recipe.recipe = Some("no-such".to_owned());
    let mut far = of(stories::CJK_NAME).await;
    far.event.effective = Some(now + SignedDuration::from_hours(48));
    let cases = [
        ("unknown-person", nobody),
        ("not-the-same-person", other_address),
        ("not-the-same-person", other_id),
        ("rehire", rehire),
        ("unknown-recipe", recipe),
        ("blocked", of(stories::PROTECTED).await),
        ("blocked", of(stories::LAST_ADMIN).await),
    ];
    let mut ids = Vec::new();
    for (code, delivery) in &cases {
        ids.push((*code, kept(&desk, delivery).await));
    }
    let planned = kept(&desk, &far).await;
    let deleted = kept(&desk, &of_deleted(&desk, now).await).await;
    settle(&desk).await;
    for (code, id) in &ids {
        let found = entry(&desk, id).await;
        assert_eq!((found.state, found.code.as_deref()), (InboxState::Waiting, Some(*code)), "{found:?}");
        assert!(found.why.is_some() && found.need(now) == InboxNeed::Decide);
    }
    let ahead = entry(&desk, &planned).await;
    assert_eq!((ahead.need(now), ahead.run.unwrap().due), (InboxNeed::Planned, far.event.effective));
    let over = entry(&desk, &deleted).await;
    assert_eq!((over.state, over.code.as_deref()), (InboxState::Rejected, Some("already-deleted")));
    for story in [stories::ON_CALLS, stories::PROTECTED, stories::LAST_ADMIN, stories::TWIN_ONE, stories::CJK_NAME] {
        assert_eq!(person(&desk, story.email).await.state, UserState::Active, "{}", story.key);
    }
    assert_eq!(desk.runs().await.unwrap().len(), 1);
    // Turned down, what was planned is called off.
    desk.reject_event(&planned, "stays after all").await.unwrap();
    assert_eq!(desk.run(&planned).await.unwrap().unwrap().state, RunState::Cancelled);
    // A rehire is no offboarding; the one who is nobody can be said to be somebody.
    assert!(desk.plan_event(&ids[3].1, None, None).await.is_err());
    assert!(desk.reject_event(&ids[3].1, " ").await.is_err());
    desk.reject_event(&ids[3].1, "was restored by hand").await.unwrap();
    assert_eq!(entry(&desk, &ids[3].1).await.need(now), InboxNeed::Nothing);
    let meant = person(&desk, stories::ON_CALLS.email).await;
    let plan = desk.plan_event(&ids[0].1, Some(&meant.id), None).await.unwrap();
    desk.confirm_event(&ids[0].1, &plan, &given("HR had a wrong id")).await.unwrap();
    settle(&desk).await;
    assert_ne!(person(&desk, stories::ON_CALLS.email).await.state, UserState::Active);
}

async fn of_deleted(desk: &Desk, now: Timestamp) -> Delivery {
    let gone = desk.people_by_email(stories::DELETED.email).await.unwrap().remove(0);
    leaves(&gone, now, Policy::RunAtOnce)
}

#[tokio::test]
async fn a_later_word_that_disagrees_undoes_nothing_and_one_that_repeats_begins_nothing() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let who = person(&desk, stories::LONG_NAME.email).await;
    let first = leaves(&who, desk.now(), Policy::CutThenConfirm);
    let id = kept(&desk, &first).await;
    assert_eq!(desk.accept(&first).await.unwrap(), Accepted::Known(id.clone()), "the same message");
    let mut changed = first.clone();
    changed.event.reason = "another".into();
    assert_eq!(desk.accept(&changed).await.unwrap(), Accepted::Conflict(id.clone()));
    let elsewhere = Delivery { sender: "other".to_owned(), ..first.clone() };
    let same = kept(&desk, &elsewhere).await;
    settle(&desk).await;
    let repeats = entry(&desk, &same).await;
    assert_eq!(repeats.run.as_ref().map(|run| &run.id), Some(&id), "{repeats:?}");
    for (n, (kind, effective)) in
        [(HrEventKind::TerminationCancelled, None), (HrEventKind::Termination, Some(SignedDuration::from_hours(24)))]
            .into_iter()
            .enumerate()
    {
        let mut later = Delivery { message: format!("later-{n}"), ..first.clone() };
        later.event.kind = kind;
        later.event.effective = effective.map(|hours| desk.now() + hours);
        let later = kept(&desk, &later).await;
        settle(&desk).await;
        let found = entry(&desk, &later).await;
        assert_eq!(found.state, InboxState::Waiting);
        assert!(found.why.unwrap().as_str().contains(id.as_str()), "it says what stands");
        desk.reject_event(&later, "HR was asked").await.unwrap();
    }
    assert_eq!(person(&desk, stories::LONG_NAME.email).await.state, UserState::Inactive);
    assert_eq!(desk.runs().await.unwrap().len(), 1);
    // Turned down, the access stays cut and can be given back; the old word does not take it again.
    let left = desk.reject_event(&id, "HR was wrong").await.unwrap();
    desk.carry_out(&left.unwrap(), CancellationToken::new()).await.unwrap();
    let wish = RestoreWish::all(RestoreFrom::Run(id.clone()));
    let plan = desk.plan_restore(&wish).await.unwrap();
    let run = desk.confirm_by_flag(&plan, "HR was wrong", "HR-1").await.unwrap();
    assert_eq!(desk.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Done);
    assert_eq!(person(&desk, stories::LONG_NAME.email).await.state, UserState::Active);
    let stale = kept(&desk, &Delivery { message: "stale".to_owned(), ..first.clone() }).await;
    settle(&desk).await;
    assert_eq!(entry(&desk, &stale).await.code.as_deref(), Some("older-than-restore"));
    assert_eq!(person(&desk, stories::LONG_NAME.email).await.state, UserState::Active);
}

#[tokio::test]
async fn by_another_recipe_what_was_cut_stays_done_and_all_of_it_can_be_given_back() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let who = person(&desk, stories::GROUP_ROLES.email).await;
    let before = desk.person(&who.id).await.unwrap().seat;
    let id = kept(&desk, &leaves(&who, desk.now(), Policy::CutThenConfirm)).await;
    settle(&desk).await;
    let plan = desk.plan_event(&id, None, Some("keep-inactive")).await.unwrap();
    let second = desk.confirm_event(&id, &plan, &given("stays in the books")).await.unwrap();
    assert_ne!(second, id);
    settle(&desk).await;
    let found = entry(&desk, &id).await;
    assert_eq!((found.need(desk.now()), &found.run.unwrap().id), (InboxNeed::Nothing, &second));
    assert_eq!(desk.run(&id).await.unwrap().unwrap().state, RunState::Cancelled);
    let plan = desk.plan_restore(&RestoreWish::all(RestoreFrom::Person(who.id.clone()))).await.unwrap();
    let run = desk.confirm_by_flag(&plan, "HR was wrong", "HR-1").await.unwrap();
    desk.carry_out(&run, CancellationToken::new()).await.unwrap();
    let after = desk.person(&who.id).await.unwrap().seat;
    assert_eq!(after.person.state, UserState::Active);
    let groups = |seat: &Seat| seat.groups.iter().map(|group| group.id.clone()).collect::<Vec<_>>();
    assert_eq!(groups(&after), groups(&before));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_message_a_thousand_times_is_one_event() {
    let house = House::new().await;
    let (one, two) = (house.desk(false).await, house.desk(false).await);
    let who = person(&one, stories::CJK_NAME.email).await;
    let delivery = Arc::new(leaves(&who, one.now(), Policy::CutThenConfirm));
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..50 {
        let (desk, delivery) = (Arc::clone(if n % 2 == 0 { &one } else { &two }), Arc::clone(&delivery));
        tasks.spawn(async move {
            let mut new = 0;
            for _ in 0..20 {
                new += usize::from(matches!(desk.accept(&delivery).await.unwrap(), Accepted::New(_)));
            }
            new
        });
    }
    let new: usize = tasks.join_all().await.into_iter().sum();
    assert_eq!((new, one.inbox().await.unwrap().len()), (1, 1));
    let working = tokio::join!(settle(&one), settle(&two));
    assert_eq!(working, ((), ()));
    assert_eq!(one.runs().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_comes_together_is_kept_together_and_each_is_answered_when_it_is_lasting() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let who = person(&desk, stories::CJK_NAME.email).await;
    let all: Vec<Delivery> =
        (0..150).map(|n| Delivery { message: format!("msg-{n}"), ..leaves(&who, desk.now(), Policy::Wait) }).collect();
    // The first transaction fails: whoever is in it is told so, and nothing of it is kept.
    desk.store.faults().set(Some(Fault::FailBefore(1, 1)));
    let held = desk.keeping.hold_until(all.len());
    let coming = futures_util::future::join_all(all.iter().map(|one| desk.accept(one)));
    let ((), came) = tokio::join!(biased; held, coming);
    let commits = desk.store.faults().commits();
    desk.store.faults().set(None);
    let failed = came.iter().filter(|one| one.is_err()).count();
    assert_eq!((failed, commits), (64, 3), "as many as one transaction takes, and nobody alone");
    assert_eq!(desk.inbox().await.unwrap().len(), 150 - failed);
    for (one, first) in all.iter().zip(came) {
        let again = desk.accept(one).await.unwrap();
        match first {
            Ok(Accepted::New(id)) => assert_eq!(again, Accepted::Known(id)),
            Ok(other) => panic!("{other:?}"),
            Err(_) => assert!(matches!(again, Accepted::New(_))),
        }
    }
    assert_eq!(desk.inbox().await.unwrap().len(), 150);
}

#[tokio::test]
async fn what_was_turned_down_is_kept_once_and_can_be_repaired() {
    let house = House::new().await;
    let desk = house.desk(false).await;
    let who = person(&desk, stories::CJK_NAME.email).await;
    let forged = Rejected {
        sender: None,
        message: Some("msg".into()),
        status: 401,
        code: "bad-signature",
        why: "no key fits".into(),
        field: None,
        body: None,
    };
    for _ in 0..5 {
        desk.quarantine(&forged).await.unwrap();
    }
    let broken = Rejected {
        sender: Some("hr".to_owned()),
        status: 400,
        code: "missing-field",
        field: Some("email"),
        body: Some("{}".to_owned()),
        ..forged.clone()
    };
    desk.quarantine(&broken).await.unwrap();
    let kept = desk.quarantined().await.unwrap();
    assert_eq!(kept.iter().map(|one| (one.status, one.times)).collect::<Vec<_>>(), [(400, 1), (401, 5)]);
    let repaired = leaves(&who, desk.now(), Policy::Wait);
    assert!(desk.replay(kept[1].number, &repaired, "it counts").await.is_err(), "who was never signed says nothing");
    assert!(desk.replay(kept[0].number, &repaired, " ").await.is_err());
    let Accepted::New(id) = desk.replay(kept[0].number, &repaired, "the address was missing").await.unwrap() else {
        panic!("it is new")
    };
    assert_eq!(desk.quarantined_one(kept[0].number).await.unwrap().replayed_as, Some(id));
    assert!(desk.replay(kept[0].number, &repaired, "again").await.is_err());
}
