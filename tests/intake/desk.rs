//! The receiver before the real desk: what is answered is in the journal.

use crate::double::{NEW, NOW, setup};
use crate::load::{at, offer};
use crate::talk::{Wish, ask, event};
use lanyard::backend::{Desk, Reach};
use lanyard::config::{self, Account, Environment, Flags};
use lanyard::intake::Receiver;
use lanyard::model::{InboxState, RunId, SetClock, Timestamp};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const SENDER: &str = "[[senders]]\nname = \"hr\"\nsecret_env = \"NEW\"\nper_minute = 1000000\n";

async fn open(folder: &Path) -> Arc<Desk> {
    let flags =
        Flags { config_dir: Some(folder.join("config")), data_dir: Some(folder.join("data")), ..Flags::default() };
    let account = Account { user: "test".to_owned(), host: "test".to_owned() };
    let settings = config::load(&flags, &Environment::of([]), &account, None).unwrap();
    Arc::new(Desk::open(&settings, Reach::Record).await.unwrap())
}

async fn receive(desk: &Arc<Desk>) -> (SocketAddr, CancellationToken, JoinHandle<()>) {
    let clock = SetClock::at(Timestamp::from_second(NOW).unwrap());
    let receiver = Receiver::bind_to(setup(SENDER, |_| ()), Arc::clone(desk) as _, clock.clock()).await.unwrap();
    let (address, stop) = (receiver.local_addr(), CancellationToken::new());
    (address, stop.clone(), tokio::spawn(receiver.run(stop)))
}

#[tokio::test]
async fn what_is_answered_is_in_the_journal_once() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path()).await;
    let (address, stop, task) = receive(&desk).await;
    let first = ask(address, &Wish::usual("m")).await;
    assert_eq!((first.status, &first.json()["duplicate"]), (202, &false.into()), "{first:?}");
    let again = ask(address, &Wish::usual("m")).await;
    assert_eq!((&again.json()["duplicate"], &again.json()["run"]), (&true.into(), &first.json()["run"]));
    let mut body = event();
    body["email"] = "tom@acme.example".into();
    let body = body.to_string();
    assert_eq!(ask(address, &Wish::signed(NEW, "m", NOW, body.as_bytes())).await.code(), "id-reused");
    for _ in 0..3 {
        assert_eq!(ask(address, &Wish::signed(NEW, "n", NOW, b"{}")).await.code(), "missing-field");
    }
    stop.cancel();
    task.await.unwrap();
    desk.close().await;

    // As another process finds it.
    let desk = open(folder.path()).await;
    let run = RunId::new(first.json()["run"].as_str().unwrap());
    let entry = desk.inbox_entry(&run).await.unwrap().unwrap();
    assert_eq!((entry.state, entry.sender.as_str(), entry.message.as_str()), (InboxState::Received, "hr", "m"));
    assert_eq!(desk.inbox().await.unwrap().len(), 1);
    let quarantined = desk.quarantined().await.unwrap();
    let mut codes: Vec<_> = quarantined.iter().map(|kept| (kept.code.as_str(), kept.times)).collect();
    codes.sort_unstable();
    assert_eq!(codes, [("id-reused", 1), ("missing-field", 3)]);

    // What was repaired counts after all, for whoever answers for it.
    let bad = quarantined.iter().find(|kept| kept.code == "missing-field").unwrap();
    let now = Timestamp::from_second(NOW).unwrap();
    let setup = setup(SENDER, |_| ());
    let still = setup.repaired("hr", "n", "{\"event_type\":\"termination\"}", now).unwrap_err();
    assert_eq!((still.code.as_str(), still.field), ("missing-field", Some("genesys_user_id")));
    let repaired = setup.repaired("hr", "n", &event().to_string(), now).unwrap();
    desk.replay(bad.number, &repaired, "HR has confirmed it").await.unwrap();
    assert_eq!(desk.inbox().await.unwrap().len(), 2);
    assert!(setup.repaired("nobody", "n", "{}", now).unwrap_err().to_string().contains("no sender nobody"));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes seconds and measures this machine"]
async fn two_hundred_deliveries_a_second_into_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path()).await;
    let (address, stop, task) = receive(&desk).await;
    let seconds = std::env::var("LANYARD_TEST_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    for (rate, lasting) in [(200, seconds), (400, 3), (800, 3), (1_600, 3)] {
        let lasting = Duration::from_secs(lasting);
        let (times, [kept, refused, lost]) = offer(address, rate, lasting, 300, &format!("r{rate}")).await;
        println!(
            "{rate} a second for {lasting:?} over 300 connections into SQLite: {kept} kept, {refused} refused, {lost} lost; \
             p50 {:?}, p99 {:?}, longest {:?}",
            at(&times, 0.5),
            at(&times, 0.99),
            at(&times, 1.0)
        );
        assert_eq!(lost, 0, "a refusal is an answer");
        if rate == 200 {
            assert_eq!(refused, 0);
        }
    }
    stop.cancel();
    task.await.unwrap();
    desk.close().await;
}
