use super::*;
use crate::audit::{Filter, Verdict, list, verify};
use crate::model::{Notice, NoticeKind, Operator, RunId, SetClock, Timestamp};
use crate::store::ground::{Ground, on_each};
use crate::store::{ParcelState, Store};
use secrecy::SecretString;
use serde_json::json;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;
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
    };
    Scene { courier, receiver, clock }
}

fn target(name: &str, events: Events) -> Target {
    Target::new(name, &format!("https://hr.example/{name}"), &SECRET.to_owned().into(), events).unwrap()
}

fn notice(subject: &str, kind: NoticeKind) -> Notice {
    let run = RunId::new(format!("run-{subject}"));
    Notice { kind, run, subject: subject.to_owned(), at: start(), data: json!({"subject": subject}) }
}

async fn put(store: &Store, targets: &[Target], notices: &[Notice]) {
    let mut tx = store.transaction().await.unwrap();
    for notice in notices {
        enqueue(&mut tx, targets, notice).await.unwrap();
    }
    tx.commit().await.unwrap();
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
    assert_eq!(tries, 11);
    assert!(s.courier.clock.now().duration_since(start()).as_hours() > 72);
    let dead = s.courier.dead_letters(10).await.unwrap();
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
        assert_eq!(s.courier.dead_letters(10).await.unwrap().len(), 3);
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

#[tokio::test]
async fn the_real_way_out_speaks_http_and_reads_the_answer() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/in", listener.local_addr().unwrap())).unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"{}") {
            let mut part = [0; 1024];
            let n = stream.read(&mut part).await.unwrap();
            request.extend_from_slice(&part[..n]);
        }
        let answer = b"HTTP/1.1 307 T\r\nlocation: http://127.0.0.1:1/\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer).await.unwrap();
        String::from_utf8(request).unwrap()
    });
    let post = HttpPost::new().unwrap();
    let answer = post.post(&url, &[("webhook-id", "m-1".to_owned())], "{}").await.unwrap();
    assert_eq!(answer, Answer { status: 307, retry_after: Some("7".to_owned()) });
    let request = server.await.unwrap();
    assert!(request.starts_with("POST /in HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("webhook-id: m-1\r\n"), "{request}");
    let nobody = Url::parse("http://127.0.0.1:1/in?token=hush").unwrap();
    let error = post.post(&nobody, &[], "{}").await.unwrap_err();
    assert!(!error.to_string().contains("hush"), "{error}");
}
