//! What is taken, and what is known of it afterwards.

use crate::double::{Double, NEW, NOW, OLD, OTHER, PLAIN, Running, setup_with};
use crate::talk::{Framing, PERSON, Wish, ask, connect, event, hear, hex, sign};
use lanyard::model::{HrEventKind, Policy, SetClock, Timestamp};
use serde_json::json;
use tokio::io::AsyncWriteExt;

#[tokio::test]
async fn an_event_is_kept_before_it_is_answered() {
    let running = Running::usual().await;
    let told = ask(running.address, &Wish::usual("m-1")).await;
    assert_eq!(told.status, 202, "{told:?}");
    let run = told.json()["run"].as_str().unwrap().to_owned();
    let status = format!("/runs/{run}");
    assert_eq!(told.json(), json!({ "run": run, "status": status, "duplicate": false }));
    assert_eq!(told.header("location"), Some(status.as_str()));
    let again = ask(running.address, &Wish::usual("m-1")).await;
    assert_eq!(
        (again.status, again.json()["duplicate"].clone(), again.json()["run"].clone()),
        (202, json!(true), json!(run))
    );

    let house = running.end().await;
    let [kept] = &house.deliveries()[..] else { panic!("one event") };
    assert_eq!((kept.sender.as_str(), kept.message.as_str()), ("hr", "m-1"));
    assert_eq!((kept.event.kind, kept.event.person.as_str()), (HrEventKind::Termination, PERSON));
    assert_eq!((kept.policy, kept.recipe.as_deref()), (Policy::CutThenConfirm, None));
    assert_eq!(kept.sent_at, Timestamp::from_second(NOW).unwrap());
    assert_eq!(kept.decide_by, Timestamp::from_second(NOW + 24 * 3600).unwrap());
    let answered = house.kept.lock().unwrap().answered.clone();
    assert_eq!(answered, [(Some("hr".to_owned()), 202), (Some("hr".to_owned()), 202)]);
}

#[tokio::test]
async fn the_same_id_with_another_content_is_a_conflict() {
    let running = Running::usual().await;
    assert_eq!(ask(running.address, &Wish::usual("m")).await.status, 202);
    let mut body = event();
    // Written in another way it is the same event.
    let spaced = format!(" {} ", body);
    assert_eq!(ask(running.address, &Wish::signed(NEW, "m", NOW, spaced.as_bytes())).await.json()["duplicate"], true);
    body["email"] = "tom@acme.example".into();
    let told = ask(running.address, &Wish::signed(NEW, "m", NOW, body.to_string().as_bytes())).await;
    assert_eq!((told.status, told.code().as_str()), (409, "id-reused"));
    // Another sender has ids of its own.
    let body = event().to_string();
    assert_eq!(ask(running.address, &Wish::signed(OTHER, "m", NOW, body.as_bytes())).await.json()["duplicate"], false);
    let house = running.end().await;
    assert_eq!(house.deliveries().len(), 2);
    assert_eq!(house.rejected()[0].code, "id-reused");
}

#[tokio::test]
async fn a_key_can_be_changed_without_a_gap() {
    let running = Running::usual().await;
    let body = event().to_string();
    let by = |secret: &str, id: &str| sign(secret, id, &NOW.to_string(), body.as_bytes());
    let cases = [
        ("old", by(OLD, "old")),
        ("new", by(NEW, "new")),
        ("both", format!("{} {}", by(OLD, "both"), by(NEW, "both"))),
        ("strange", format!("v2,abc v1a,def v1,AAAA {}", by(NEW, "strange"))),
    ];
    for (id, signature) in cases {
        let told = ask(running.address, &Wish::usual(id).set("webhook-signature", &signature)).await;
        assert_eq!(told.status, 202, "{id}: {told:?}");
    }
    assert!(running.end().await.deliveries().iter().all(|kept| kept.sender == "hr"));
}

#[tokio::test]
async fn one_secret_may_hold_both_keys_as_that_of_a_target_may() {
    let both = format!("{OLD} {NEW}");
    let setup = setup_with("[[senders]]\nname = \"hr\"\nsecret_env = \"BOTH\"\n", &[("BOTH", &both)], |_| ());
    let clock = SetClock::at(Timestamp::from_second(NOW).unwrap());
    let running = Running::of(setup, Double::new(None), clock.clock(), clock).await;
    for (id, key) in [("old", OLD), ("new", NEW)] {
        let told = ask(running.address, &Wish::signed(key, id, NOW, event().to_string().as_bytes())).await;
        assert_eq!(told.status, 202, "{id}: {told:?}");
    }
    running.end().await;
}

#[tokio::test]
async fn every_sender_has_its_own_ways() {
    let running = Running::usual().await;
    let send = |id: &'static str, body: serde_json::Value| {
        let wish = Wish::signed(OTHER, id, NOW, body.to_string().as_bytes());
        async move { ask(running.address, &wish).await }
    };
    let mut body = event();
    body["event_type"] = "worker.terminated".into();
    assert_eq!(send("a", body.clone()).await.status, 202);
    body["recipe"] = "contractor".into();
    body["effective_at"] = "2026-12-24T18:00:00+01:00".into();
    assert_eq!(send("b", body).await.status, 202);
    let kept = running.house.deliveries();
    assert_eq!((kept[0].policy, kept[0].recipe.as_deref()), (Policy::Wait, Some("own-recipe")));
    assert_eq!((kept[1].policy, kept[1].recipe.as_deref()), (Policy::RunAtOnce, Some("contractor")));
    assert_eq!(kept[1].event.effective.unwrap().to_string(), "2026-12-24T17:00:00Z");
    assert_eq!(kept[0].decide_by, Timestamp::from_second(NOW + 2 * 3600).unwrap());
    running.end().await;
}

#[tokio::test]
async fn a_sender_that_signs_the_body_alone_has_its_id_from_the_body() {
    let running = Running::usual().await;
    let send = |body: serde_json::Value, upper: bool| {
        let body = body.to_string();
        let digits = hex(PLAIN, body.as_bytes());
        let digits = if upper { digits.to_uppercase() } else { digits };
        let wish = Wish::bare("POST /webhook/termination HTTP/1.1", body.as_bytes())
            .with("X-SIGNATURE", &format!("sha256={digits}"));
        async move { ask(running.address, &wish).await.json()["duplicate"].clone() }
    };
    assert_eq!(send(event(), false).await, json!(false));
    assert_eq!(send(event(), true).await, json!(true), "a replay is the same event");
    let mut named = event();
    named["event_id"] = "hr-7".into();
    assert_eq!(send(named.clone(), false).await, json!(false));
    named["cost_centre"] = 7.into();
    assert_eq!(send(named, false).await, json!(true));
    let kept = running.end().await.deliveries();
    assert!(kept[0].message.starts_with("sha256:") && kept[0].message.len() == 71, "{}", kept[0].message);
    assert_eq!((kept[1].message.as_str(), kept[1].sender.as_str()), ("hr-7", "plain"));
}

#[tokio::test]
async fn the_edges_of_every_limit_are_inside() {
    let running = Running::usual().await;
    let padded = |length: usize| {
        let mut body = event().to_string();
        body.extend(std::iter::repeat_n(' ', length - body.len()));
        body
    };
    let body = event().to_string();
    for (name, wish) in [
        ("the oldest", Wish::signed(NEW, "1", NOW - 300, body.as_bytes())),
        ("the newest", Wish::signed(NEW, "2", NOW + 300, body.as_bytes())),
        ("the longest", Wish::signed(NEW, "3", NOW, padded(65_536).as_bytes())),
        (
            "the longest in chunks",
            Wish::signed(NEW, "4", NOW, padded(65_536).as_bytes()).framed(Framing::Chunked(7_000)),
        ),
        ("bytes one by one", Wish::signed(NEW, "5", NOW, body.as_bytes()).framed(Framing::Chunked(1))),
        ("the longest id", Wish::usual(&"m".repeat(256))),
        ("an id with full stops", Wish::usual("a.b.c")),
        ("a charset", Wish::usual("6").set("content-type", "Application/JSON; Charset=\"UTF-8\"")),
        ("identity", Wish::usual("7").with("content-encoding", "identity")),
        ("a query", Wish::usual("8").line("POST /webhook/termination?tenant=a HTTP/1.1")),
        ("HTTP/1.0", Wish::usual("9").line("POST /webhook/termination HTTP/1.0")),
    ] {
        let told = ask(running.address, &wish).await;
        assert_eq!(told.status, 202, "{name}: {told:?}");
    }
    assert_eq!(running.end().await.deliveries().len(), 11);
}

#[tokio::test]
async fn a_thousand_times_the_same_over_fifty_connections_is_one_event() {
    let running = Running::usual().await;
    let bytes = Wish::usual("once").bytes();
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (bytes, address) = (bytes.clone(), running.address);
        senders.spawn(async move {
            let mut stream = connect(address).await;
            let mut runs = Vec::new();
            for _ in 0..20 {
                stream.write_all(&bytes).await.unwrap();
                let told = hear(&mut stream).await.unwrap();
                assert_eq!(told.status, 202, "{told:?}");
                runs.push(told.json()["run"].as_str().unwrap().to_owned());
            }
            runs
        });
    }
    let mut runs: Vec<_> = senders.join_all().await.concat();
    assert_eq!(runs.len(), 1_000);
    runs.dedup();
    assert_eq!(runs.len(), 1);
    assert_eq!(running.end().await.deliveries().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_kept_is_to_be_sent_again_and_says_nothing_of_why() {
    let running = Running::start(Double::new(None), |_| ()).await;
    *running.house.broken.lock().unwrap() = true;
    let told = ask(running.address, &Wish::usual("m")).await;
    assert_eq!((told.status, told.code().as_str(), told.header("retry-after")), (503, "store-unavailable", Some("5")));
    assert!(!told.body.contains("secret/place"), "{told:?}");
    // A quarantine that fails changes no answer.
    let mut body = event();
    body["email"] = 1.into();
    assert_eq!(ask(running.address, &Wish::signed(NEW, "n", NOW, body.to_string().as_bytes())).await.status, 400);
    *running.house.broken.lock().unwrap() = false;
    assert_eq!(ask(running.address, &Wish::usual("m")).await.json()["duplicate"], false);
    let house = running.end().await;
    assert_eq!((house.deliveries().len(), house.rejected().len()), (1, 0));
}
