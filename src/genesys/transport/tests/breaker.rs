//! The circuit breaker at work.

use super::get;
use crate::genesys::double::{Double, Reply};
use crate::genesys::{Kind, Lane};
use futures_util::future::join_all;
use std::time::Duration;
use tokio::time::{Instant, sleep};

#[tokio::test(start_paused = true)]
async fn a_tenant_that_is_down_is_left_alone() {
    let double = Double::new(|_, _| Reply::not_sent());
    let client = double.client(|s| s.breaker_after = 8);
    let first = get(&client).await.unwrap_err();
    assert_eq!(first.kind, Kind::Transport);
    let second = get(&client).await.unwrap_err();
    assert_eq!(second.kind, Kind::Transport, "the cause, not that the circuit opened over it");
    assert_eq!(double.count(), 8);
    let began = Instant::now();
    let third = get(&client).await.unwrap_err();
    assert_eq!(third.kind, Kind::CircuitOpen);
    assert_eq!((double.count(), began.elapsed()), (8, Duration::ZERO), "told at once, nothing sent");
    let waiting = client.meter().waiting.unwrap();
    assert!(waiting.why.contains("circuit"), "{waiting:?}");
}

#[tokio::test(start_paused = true)]
async fn runs_wait_and_go_on_when_the_tenant_is_back() {
    let epoch = Instant::now();
    let double = Double::new(move |_, n| match epoch.elapsed().as_secs() {
        0..60 => Reply::new(503, ""),
        _ => Reply::ok().rate(n as u32, 10_000, 60),
    });
    let client = double.client(|s| {
        s.breaker_after = 4;
        s.retries = 100;
    });
    let run = client.lane(Lane::Urgent);
    let done = join_all((0..10).map(|_| get(&run))).await;
    assert!(done.iter().all(Result::is_ok));
    let down = double.sent().iter().filter(|(at, _)| (*at - epoch).as_secs() < 60).count();
    assert!(down <= 4 + 4, "only probes went to a tenant that is down: {down}");
    assert_eq!(client.meter().waiting, None);
}

#[tokio::test(start_paused = true)]
async fn refusals_are_answers_and_open_nothing() {
    let double = Double::new(|_, _| Reply::new(404, "{}"));
    let client = double.client(|s| s.breaker_after = 2);
    for _ in 0..10 {
        assert_eq!(get(&client).await.unwrap_err().kind, Kind::NotFound);
    }
    sleep(Duration::from_secs(1)).await;
    assert_eq!(double.count(), 10);
}
