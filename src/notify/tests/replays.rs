//! Dead letters that are asked for anew.

use super::*;
use crate::store::ParcelEvent;

fn operator() -> Operator {
    Operator { name: "m.berger".into(), account: "mb@desk".into(), known_by: "configured".into() }
}

async fn events(s: &Scene, message: &str) -> Vec<String> {
    let list = s.courier.store.reading().await.unwrap().parcel_events(message).await.unwrap();
    let word = |e: &ParcelEvent| format!("{} {} {}", e.word, e.status.unwrap_or(0), e.detail).trim_end().to_owned();
    list.iter().map(word).collect()
}

#[tokio::test]
async fn a_dead_letter_comes_again_with_its_id_and_a_new_schedule() {
    on_each(async |ground| {
        let s = scene(ground, vec![target("hr", Events::All)]).await;
        put(&s.courier.store, &s.courier.targets, &[notice("ann", NoticeKind::UserAccessCut)]).await;
        for _ in 0..10 {
            s.receiver.answer(500, None);
            s.courier.deliver_due().await.unwrap();
            s.clock.advance(100_000_000);
        }
        let [dead] = &in_state(&s, ParcelState::Dead).await[..] else { panic!() };
        assert_eq!((dead.attempts, dead.earlier), (10, 0));
        let now = s.courier.clock.now();
        assert_eq!(replay(&s.courier.store, &dead.message, &operator(), now).await.unwrap(), Replayed::Due);
        // One more failure does not bury it again: its schedule has begun anew.
        s.receiver.answer(502, None);
        assert_eq!(s.courier.deliver_due().await.unwrap().again, 1);
        s.clock.advance(10_000);
        assert_eq!(s.courier.deliver_due().await.unwrap().sent, 1);
        let ids: std::collections::BTreeSet<_> =
            s.receiver.got().iter().map(|got| got.header("webhook-id").to_owned()).collect();
        assert_eq!(ids.len(), 1, "{ids:?}");
        let seen = events(&s, &dead.message).await;
        assert_eq!(seen.len(), 13, "{seen:?}");
        assert_eq!(seen[9..11], ["dead 500 the target answered 500", "replayed 0 asked for by m.berger"]);
        assert_eq!(seen[12], "sent 200".replace("200", "204"));
        let page = list(&s.courier.store, &Filter { text: "replayed".into(), ..Filter::default() }).await.unwrap();
        let entry = &page.records[0].entry;
        assert_eq!((entry.operator.name.as_str(), entry.action.as_str()), ("m.berger", "notice.replayed"));
        assert_eq!(entry.run.as_ref().map(|run| run.as_str()), Some("run-ann"));
        assert_eq!(replay(&s.courier.store, "msg_none", &operator(), now).await.unwrap(), Replayed::Unknown);
        assert!(matches!(verify(&s.courier.store).await.unwrap(), Verdict::Whole { .. }));
    })
    .await;
}

#[tokio::test]
async fn what_is_on_its_way_is_not_asked_for_anew() {
    let ground = Ground::sqlite();
    let s = scene(&ground, vec![target("hr", Events::All)]).await;
    put(&s.courier.store, &s.courier.targets, &[notice("ann", NoticeKind::UserAccessCut)]).await;
    let now = s.courier.clock.now();
    let until = now.checked_add(jiff::SignedDuration::from_secs(60)).unwrap();
    let mut tx = s.courier.store.transaction().await.unwrap();
    let taken = tx.take_parcel("hr", now, until).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert_eq!(replay(&s.courier.store, &taken.message, &operator(), now).await.unwrap(), Replayed::OnItsWay);
}

#[tokio::test]
async fn a_target_that_was_gone_is_told_again_with_all_that_it_missed() {
    on_each(async |ground| {
        let s = scene(ground, vec![target("hr", Events::All), target("other", Events::All)]).await;
        let notices = [notice("ann", NoticeKind::UserAccessCut), notice("ann", NoticeKind::UserDeprovisioned)];
        put(&s.courier.store, &s.courier.targets[..1], &notices).await;
        s.receiver.answer(410, None);
        s.courier.deliver_due().await.unwrap();
        put(&s.courier.store, &s.courier.targets[..1], &[notice("bob", NoticeKind::UserAccessCut)]).await;
        assert_eq!(in_state(&s, ParcelState::Dead).await.len(), 3);
        let now = s.courier.clock.now();
        let (store, who) = (&s.courier.store, operator());
        assert!(!take_back(store, "other", &who, now).await.unwrap());
        assert!(take_back(store, "hr", &who, now).await.unwrap());
        assert_eq!(replay_dead(store, "hr", &who, now).await.unwrap(), 3);
        assert_eq!(s.courier.deliver_due().await.unwrap().sent, 3);
        assert_eq!(replay_dead(store, "hr", &who, now).await.unwrap(), 0);
        // From now on it is told at once again.
        put(store, &s.courier.targets[..1], &[notice("cid", NoticeKind::UserAccessCut)]).await;
        assert_eq!(s.courier.deliver_due().await.unwrap().sent, 1);
        let page = list(store, &Filter { text: "target-back".into(), ..Filter::default() }).await.unwrap();
        assert_eq!(page.records.len(), 1);
    })
    .await;
}
