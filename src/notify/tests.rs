mod loopback;
mod replays;

use super::*;
use crate::audit::{Filter, Verdict, list, verify};
use crate::model::{Notice, NoticeDivision, NoticeKind, NoticeSource, Operator, RunId, SetClock, Timestamp};
use crate::store::ground::{Ground, on_each};
use crate::store::{Parcel, ParcelFilter, ParcelState, Store};
use secrecy::SecretString;
use serde_json::json;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::sync::{Notify, mpsc, watch};
use url::Url;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[derive(Default)]
struct Receiver {
    answers: Mutex<VecDeque<Result<Answer, PostError>>>,
    got: Mutex<Vec<Got>>,
}

#[derive(Clone, PartialEq, Debug)]
struct Got {
    path: String,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        &self.headers.iter().find(|(n, _)| *n == name).unwrap().1
    }
}

impl Receiver {
    fn answer(&self, status: u16, retry_after: Option<&str>) {
        let retry_after = retry_after.map(str::to_owned);
        self.answers.lock().unwrap().push_back(Ok(Answer { status, retry_after }));
    }

    fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

impl Post for Receiver {
    fn post<'a>(
        &'a self,
        url: &'a Url,
        headers: &'a [(&'static str, String)],
        body: &'a str,
    ) -> Promise<'a, Result<Answer, PostError>> {
        let got = Got { path: url.path().to_owned(), headers: headers.to_vec(), body: body.to_owned() };
        self.got.lock().unwrap().push(got);
        let answer = self.answers.lock().unwrap().pop_front();
        Box::pin(async move { answer.unwrap_or(Ok(Answer { status: 204, retry_after: None })) })
    }
}

struct Scene {
    courier: Courier,
    receiver: Arc<Receiver>,
    clock: SetClock,
}

fn start() -> Timestamp {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

async fn scene(ground: &Ground, targets: Vec<Target>) -> Scene {
    let receiver = Arc::new(Receiver::default());
    let clock = SetClock::at(start());
    let courier = Courier {
        store: ground.open().await,
        targets: targets.into(),
        post: receiver.clone(),
        clock: clock.clock(),
        operator: Operator { name: "lanyard".into(), account: "svc@host".into(), known_by: "account".into() },
        wake: Arc::new(Notify::new()),
        told: watch::Sender::new(0),
    };
    Scene { courier, receiver, clock }
}

fn target(name: &str, events: Events) -> Target {
    Target::new(name, &format!("https://hr.example/{name}"), &SECRET.to_owned().into(), events).unwrap()
}

fn notice(subject: &str, kind: NoticeKind) -> Notice {
    let run = RunId::new(format!("run-{subject}"));
    Notice {
        kind,
        source: NoticeSource::Run(run),
        subject: subject.to_owned(),
        name: subject.into(),
        division: None,
        at: start(),
        data: json!({"subject": subject}),
    }
}

async fn put(store: &Store, targets: &[Target], notices: &[Notice]) {
    let mut tx = store.transaction().await.unwrap();
    for notice in notices {
        enqueue(&mut tx, targets, notice).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn in_state(s: &Scene, state: ParcelState) -> Vec<Parcel> {
    let filter = ParcelFilter { state: Some(state), ..ParcelFilter::default() };
    s.courier.store.reading().await.unwrap().parcels(&filter, 100).await.unwrap()
}

#[tokio::test]
async fn a_notice_is_sent_once_signed_and_audited() {
    on_each(async |ground| {
        let s = scene(ground, vec![target("hr", Events::All)]).await;
        let one = notice("ann", NoticeKind::UserDeprovisioned);
        put(&s.courier.store, &s.courier.targets, &[one.clone(), one]).await;
        s.clock.advance(1_000);
        let round = s.courier.deliver_due().await.unwrap();
        assert_eq!(round, Delivered { sent: 1, ..Delivered::default() });
        let [got] = &s.receiver.got()[..] else { panic!("{:?}", s.receiver.got()) };
        assert_eq!(got.path, "/hr");
        assert_eq!(got.header("webhook-timestamp"), "1795168801");
        assert_eq!(
            got.body,
            r#"{"data":{"subject":"ann"},"timestamp":"2026-11-20T10:00:00Z","type":"user_deprovisioned"}"#
        );
        let key = SigningKey::read(&SecretString::from(SECRET.to_owned())).unwrap();
        let expected = signature(&key, got.header("webhook-id"), 1_795_168_801, &got.body);
        assert_eq!(got.header("webhook-signature"), expected);
        assert_eq!(s.courier.deliver_due().await.unwrap(), Delivered::default());
        let page = list(&s.courier.store, &Filter::default()).await.unwrap();
        assert_eq!(page.records.len(), 1);
        assert_eq!(page.records[0].entry.action, "notice.delivered");
        assert_eq!(page.records[0].entry.latency_ms, Some(1_000));
        assert!(matches!(verify(&s.courier.store).await.unwrap(), Verdict::Whole { to: 1, .. }));
    })
    .await;
}

#[tokio::test]
async fn a_refused_notice_waits_as_asked_and_keeps_its_id() {
    on_each(async |ground| {
        let s = scene(ground, vec![target("hr", Events::All)]).await;
        put(&s.courier.store, &s.courier.targets, &[notice("ann", NoticeKind::UserAccessCut)]).await;
        s.receiver.answer(503, Some("120"));
        let round = s.courier.deliver_due().await.unwrap();
        assert_eq!((round.sent, round.again), (0, 1));
        assert_eq!(round.next_due, Some("2026-11-20T10:02:00Z".parse().unwrap()));
        s.clock.advance(119_000);
        assert_eq!(s.courier.deliver_due().await.unwrap().sent, 0);
        s.clock.advance(1_000);
        assert_eq!(s.courier.deliver_due().await.unwrap().sent, 1);
        let got = s.receiver.got();
        assert_eq!(got.len(), 2);
        assert_eq!(got[0].header("webhook-id"), got[1].header("webhook-id"));
        assert_ne!(got[0].header("webhook-signature"), got[1].header("webhook-signature"));
    })
    .await;
}

#[tokio::test]
async fn what_never_gets_through_is_given_up_after_days_and_listed() {
    let ground = Ground::sqlite();
    let s = scene(&ground, vec![target("hr", Events::All)]).await;
    put(&s.courier.store, &s.courier.targets, &[notice("ann", NoticeKind::UserAccessCut)]).await;
    let mut tries = 0;
    loop {
        s.receiver.answers.lock().unwrap().push_back(Err(PostError("connection refused".into())));
        let round = s.courier.deliver_due().await.unwrap();
        tries += 1;
        if round.dead == 1 {
            break;
        }
        let wait = round.next_due.unwrap().duration_since(s.courier.clock.now());
        s.clock.advance(i64::try_from(wait.as_millis()).unwrap());
    }
    assert_eq!(tries, 10);
    assert!(s.courier.clock.now().duration_since(start()).as_hours() > 72);
    let dead = in_state(&s, ParcelState::Dead).await;
    assert_eq!(dead[0].error.as_deref(), Some("connection refused"));
    let page = list(&s.courier.store, &Filter::default()).await.unwrap();
    assert_eq!(page.records[0].entry.action, "notice.dead");
}

#[tokio::test]
async fn one_subject_s_notices_stay_in_order_and_hold_up_nobody_else() {
    on_each(async |ground| {
        let s = scene(ground, vec![target("hr", Events::All)]).await;
        let notices = [
            notice("ann", NoticeKind::UserAccessCut),
            notice("ann", NoticeKind::UserDeprovisioned),
            notice("bob", NoticeKind::UserAccessCut),
        ];
        put(&s.courier.store, &s.courier.targets, &notices).await;
        s.receiver.answer(500, None);
        let round = s.courier.deliver_due().await.unwrap();
        assert_eq!((round.sent, round.again), (1, 1));
        let of = |got: &[Got]| {
            got.iter()
                .map(|g| {
                    let body: serde_json::Value = serde_json::from_str(&g.body).unwrap();
                    format!("{} {}", body["data"]["subject"].as_str().unwrap(), body["type"].as_str().unwrap())
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(of(&s.receiver.got()), ["ann user_access_cut", "bob user_access_cut"]);
        s.clock.advance(10_000);
        assert_eq!(s.courier.deliver_due().await.unwrap().sent, 2);
        assert_eq!(of(&s.receiver.got())[2..], ["ann user_access_cut", "ann user_deprovisioned"]);
    })
    .await;
}

#[tokio::test]
async fn a_target_that_is_gone_gets_nothing_more() {
    on_each(async |ground| {
        let s = scene(ground, vec![target("hr", Events::All)]).await;
        let notices = [notice("ann", NoticeKind::UserAccessCut), notice("ann", NoticeKind::UserDeprovisioned)];
        put(&s.courier.store, &s.courier.targets, &notices).await;
        s.receiver.answer(410, None);
        assert_eq!(s.courier.deliver_due().await.unwrap().dead, 1);
        put(&s.courier.store, &s.courier.targets, &[notice("bob", NoticeKind::UserAccessCut)]).await;
        s.clock.advance(86_400_000);
        assert_eq!(s.courier.deliver_due().await.unwrap(), Delivered::default());
        assert_eq!(s.receiver.got().len(), 1);
        assert_eq!(in_state(&s, ParcelState::Dead).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn targets_get_what_they_want() {
    let only = Events::Only(vec![NoticeKind::UserDeprovisionFailed]);
    let ground = Ground::sqlite();
    let s = scene(&ground, vec![target("hr", Events::All), target("pager", only)]).await;
    let notices = [notice("ann", NoticeKind::UserAccessCut), notice("ann", NoticeKind::UserDeprovisionFailed)];
    put(&s.courier.store, &s.courier.targets, &notices).await;
    assert_eq!(s.courier.deliver_due().await.unwrap().sent, 3);
    assert_eq!(s.receiver.got().iter().filter(|g| g.path == "/pager").count(), 1);
}

#[tokio::test]
async fn a_parcel_is_not_taken_twice_and_not_lost_when_its_taker_dies() {
    on_each(async |ground| {
        let s = scene(ground, vec![target("hr", Events::All)]).await;
        put(&s.courier.store, &s.courier.targets, &[notice("ann", NoticeKind::UserAccessCut)]).await;
        let now = start();
        let until = now.checked_add(jiff::SignedDuration::from_secs(60)).unwrap();
        let mut tx = s.courier.store.transaction().await.unwrap();
        let stale = tx.take_parcel("hr", now, until).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(s.courier.deliver_due().await.unwrap().sent, 0);
        s.clock.advance(60_000);
        assert_eq!(s.courier.deliver_due().await.unwrap().sent, 1);
        // The one that was thought dead comes back: it has nothing to say any more.
        let mut tx = s.courier.store.transaction().await.unwrap();
        let posted = crate::store::Posted { state: ParcelState::Dead, due: now, status: None, error: None, at: now };
        assert!(!tx.parcel_posted(&stale, &posted).await.unwrap());
    })
    .await;
}

/// Tells what arrives, and answers nothing about whom it was told to hold until it is let go.
struct Holding {
    arrived: mpsc::UnboundedSender<String>,
    held: Mutex<Vec<&'static str>>,
    released: Notify,
}

impl Post for Holding {
    fn post<'a>(
        &'a self,
        url: &'a Url,
        _: &'a [(&'static str, String)],
        body: &'a str,
    ) -> Promise<'a, Result<Answer, PostError>> {
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        let (subject, kind) = (body["data"]["subject"].as_str().unwrap(), body["type"].as_str().unwrap());
        let what = format!("{} {subject} {kind}", &url.path()[1..]);
        self.arrived.send(what.clone()).unwrap();
        Box::pin(async move {
            loop {
                let released = self.released.notified();
                if !self.held.lock().unwrap().iter().any(|held| what.starts_with(held)) {
                    return Ok(Answer { status: 200, retry_after: None });
                }
                released.await;
            }
        })
    }
}

/// Nothing here waits for a time: what arrives is counted while the held requests are still open.
#[tokio::test]
async fn a_target_that_never_answers_holds_up_neither_others_nor_what_is_about_others() {
    let ground = Ground::sqlite();
    let mut s = scene(&ground, vec![target("slow", Events::All), target("good", Events::All)]).await;
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let holding = Arc::new(Holding { arrived, held: Mutex::new(vec!["slow ann"]), released: Notify::new() });
    s.courier.post = holding.clone();
    let about = |n: usize| format!("p{n}");
    let mut notices = vec![notice("ann", NoticeKind::UserAccessCut), notice("ann", NoticeKind::UserDeprovisioned)];
    notices.extend((0..20).map(|n| notice(&about(n), NoticeKind::UserAccessCut)));
    put(&s.courier.store, &s.courier.targets, &notices).await;
    let stop = tokio_util::sync::CancellationToken::new();
    let working = tokio::spawn({
        let (courier, stop) = (s.courier.clone(), stop.clone());
        async move { courier.work(stop).await }
    });
    // All that is for the good target, and all but the second about Ann for the slow one.
    let mut got = Vec::new();
    while got.len() < 22 + 21 {
        got.push(arrivals.recv().await.unwrap());
    }
    got.sort();
    assert_eq!(got.iter().filter(|what| what.starts_with("good ")).count(), 22, "{got:?}");
    assert!(got.contains(&"slow ann user_access_cut".to_owned()), "{got:?}");
    assert!(!got.contains(&"slow ann user_deprovisioned".to_owned()), "in order: {got:?}");
    // What comes meanwhile is not held up either.
    put(&s.courier.store, &s.courier.targets, &[notice("late", NoticeKind::UserAccessCut)]).await;
    s.courier.wake.notify_one();
    let mut late = [arrivals.recv().await.unwrap(), arrivals.recv().await.unwrap()];
    late.sort();
    assert_eq!(late, ["good late user_access_cut", "slow late user_access_cut"]);
    holding.held.lock().unwrap().clear();
    holding.released.notify_waiters();
    assert_eq!(arrivals.recv().await.unwrap(), "slow ann user_deprovisioned");
    stop.cancel();
    working.await.unwrap();
    assert_eq!(in_state(&s, ParcelState::Sent).await.len(), 46);
}

#[tokio::test]
async fn several_keys_sign_and_a_template_makes_the_body_that_is_signed() {
    let ground = Ground::sqlite();
    let both = format!("{SECRET} whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
    let template = Template::read(r#"{"text": "{{ data.name }}: {{ type }}"}"#, &NoticeKind::ALL).unwrap();
    let chat = Target::new("chat", "https://hr.example/chat", &both.clone().into(), Events::All).unwrap();
    let s = scene(&ground, vec![chat.with_template(Some(template))]).await;
    let mut one = notice("ann", NoticeKind::UserAccessCut);
    one.data = json!({"name": "Ann \"Q\" Smith"});
    put(&s.courier.store, &s.courier.targets, &[one]).await;
    assert_eq!(s.courier.deliver_due().await.unwrap().sent, 1);
    let [got] = &s.receiver.got()[..] else { panic!("{:?}", s.receiver.got()) };
    assert_eq!(got.body, r#"{"text":"Ann \"Q\" Smith: user_access_cut"}"#);
    assert_eq!(got.header("content-type"), "application/json");
    let keys = SigningKey::read_all(&SecretString::from(both)).unwrap();
    let stamp = got.header("webhook-timestamp").parse().unwrap();
    let signed = got.header("webhook-signature").to_owned();
    assert_eq!(signed, signatures(&keys, got.header("webhook-id"), stamp, &got.body));
    assert_eq!(signed.split(' ').count(), 2, "{signed}");
}

#[tokio::test]
async fn a_target_gets_only_its_divisions_and_what_it_asks_for() {
    let ground = Ground::sqlite();
    let emea = target("emea", Events::All).of_divisions(vec!["emea".to_owned(), "d-home".to_owned()]);
    let follower = target("follower", Events::Only(vec![NoticeKind::UserChangedElsewhere]));
    let s = scene(&ground, vec![emea, follower]).await;
    let of = |subject: &str, division: Option<(&str, &str)>| Notice {
        division: division.map(|(id, name)| NoticeDivision { id: id.into(), name: name.into() }),
        ..notice(subject, NoticeKind::UserAccessCut)
    };
    let elsewhere = Notice {
        source: NoticeSource::Entry("audit-1".into()),
        division: Some(NoticeDivision { id: "d-emea".into(), name: "EMEA".into() }),
        ..notice("eve", NoticeKind::UserChangedElsewhere)
    };
    let mut again = elsewhere.clone();
    again.at = "2026-11-20T09:00:00Z".parse().unwrap();
    let notices = [
        of("ann", Some(("d-emea", "EMEA"))),
        of("bob", Some(("d-home", "Home"))),
        of("cid", Some(("d-apac", "APAC"))),
        of("dan", None),
        elsewhere,
        again,
    ];
    put(&s.courier.store, &s.courier.targets, &notices).await;
    assert_eq!(s.courier.deliver_due().await.unwrap().sent, 3);
    let got: Vec<_> = s.receiver.got().into_iter().map(|got| format!("{} {}", got.path, got.body)).collect();
    assert!(got.iter().any(|g| g.starts_with("/emea") && g.contains("ann")), "{got:?}");
    assert!(got.iter().any(|g| g.starts_with("/emea") && g.contains("bob")), "{got:?}");
    assert_eq!(got.iter().filter(|g| g.starts_with("/follower") && g.contains("eve")).count(), 1, "{got:?}");
}
