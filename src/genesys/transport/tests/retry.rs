//! What is repeated, what is not, and what is said about it.

use super::{change, delete, get};
use crate::genesys::double::{Double, Reply};
use crate::genesys::{Error, Kind, Lane};
use crate::model::Changed;
use futures_util::future::join_all;
use std::time::Duration;
use tokio::time::Instant;

fn told(error: &Error) -> (Kind, Changed) {
    (error.kind.clone(), error.changed)
}

#[tokio::test(start_paused = true)]
async fn reads_and_safe_changes_are_repeated_after_every_passing_failure() {
    let failures: [fn() -> Reply; 6] = [
        || Reply::new(500, ""),
        || Reply::new(503, "<html>"),
        || Reply::new(408, "{}"),
        Reply::lost,
        Reply::not_sent,
        || Reply::ok().after(45.0),
    ];
    for failure in failures {
        for safe in [false, true] {
            let double = Double::new(move |_, n| if n < 2 { failure() } else { Reply::ok().rate(1, 100, 60) });
            let client = double.client(|_| {});
            let done = if safe { delete(&client).await.map(drop) } else { get(&client).await.map(drop) };
            assert!(done.is_ok(), "{done:?}");
            assert_eq!((double.count(), client.meter().retries, client.meter().calls), (3, 2, 3));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_pass_is_not_repeated() {
    for (status, kind) in [
        (400, Kind::Invalid),
        (403, Kind::Forbidden),
        (404, Kind::NotFound),
        (409, Kind::Conflict),
        (501, Kind::Server),
        (302, Kind::Undecodable),
    ] {
        let double = Double::new(move |_, _| Reply::new(status, "{}").header("inin-correlation-id", "c-1"));
        let error = delete(&double.client(|_| {})).await.unwrap_err();
        assert_eq!(told(&error), (kind, Changed::No), "{status}");
        assert_eq!(error.correlation.as_ref().unwrap().as_str(), "c-1");
        assert_eq!(double.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_that_must_be_read_back_is_sent_once_when_it_may_have_arrived() {
    let failures: [(fn() -> Reply, Kind); 3] = [
        (Reply::lost, Kind::Transport),
        (|| Reply::new(502, ""), Kind::Server),
        (|| Reply::ok().after(45.0), Kind::Timeout),
    ];
    for (failure, kind) in failures {
        let double = Double::new(move |_, _| failure());
        let error = change(&double.client(|_| {})).await.unwrap_err();
        assert_eq!(told(&error), (kind, Changed::Maybe));
        assert!(error.is_unclear());
        assert!(error.fault().remedy.as_str().starts_with("Read it back before repeating"));
        assert_eq!(double.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_that_did_not_arrive_is_repeated_whatever_it_is() {
    let double = Double::new(|_, n| match n {
        0 => Reply::not_sent(),
        1 => Reply::new(429, "{}").rate(5, 100, 60).header("retry-after", 1),
        _ => Reply::ok(),
    });
    change(&double.client(|_| {})).await.unwrap();
    assert_eq!(double.count(), 3);
    let double = Double::new(|_, _| Reply::not_sent());
    let error = change(&double.client(|_| {})).await.unwrap_err();
    assert_eq!(told(&error), (Kind::Transport, Changed::No));
}

#[tokio::test(start_paused = true)]
async fn a_clear_refusal_after_an_unclear_try_stays_unclear() {
    let double = Double::new(|_, n| if n == 0 { Reply::lost() } else { Reply::new(404, "{}") });
    let error = delete(&double.client(|_| {})).await.unwrap_err();
    assert_eq!(told(&error), (Kind::NotFound, Changed::Maybe));
    let double = Double::new(|_, n| if n == 0 { Reply::lost() } else { Reply::new(404, "{}") });
    let error = get(&double.client(|_| {})).await.unwrap_err();
    assert_eq!(told(&error), (Kind::NotFound, Changed::No), "reading changes nothing");
}

#[tokio::test(start_paused = true)]
async fn tries_end_and_waits_grow_within_their_range() {
    let double = Double::new(|_, _| Reply::new(500, r#"{"message":"down","code":"internal.server.error"}"#).after(0.0));
    let error = get(&double.client(|_| {})).await.unwrap_err();
    assert_eq!(error.code.as_ref().unwrap().as_str(), "internal.server.error");
    let times: Vec<_> = double.sent().iter().map(|(at, _)| *at).collect();
    assert_eq!(times.len(), 5);
    for (n, pair) in times.windows(2).enumerate() {
        let most = Duration::from_millis(500 << n) + Duration::from_millis(2);
        assert!(pair[1] - pair[0] <= most, "wait {n}: {:?}", pair[1] - pair[0]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_service_asks_for_is_never_undercut() {
    for (status, allowed) in [(429, 100), (429, 5), (503, 100)] {
        let double = Double::new(move |_, n| match n {
            0 => Reply::new(status, "{}").rate(5, allowed, 1).header("retry-after", 7).after(0.0),
            _ => Reply::ok(),
        });
        get(&double.client(|_| {})).await.unwrap();
        let times: Vec<_> = double.sent().iter().map(|(at, _)| *at).collect();
        let waited = times[1] - times[0];
        assert!(waited >= Duration::from_secs(7), "{status}: {waited:?}");
        assert!(waited <= Duration::from_millis(7_510), "{status}: {waited:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_one_service_holds_only_its_call() {
    let double = Double::new(|_, n| match n {
        0 => Reply::ok().rate(1, 100, 60),
        1 => Reply::new(429, "{}").rate(2, 100, 60).header("retry-after", 30),
        _ => Reply::ok().rate(3, 100, 60),
    });
    let client = double.client(|_| {});
    get(&client).await.unwrap();
    let began = Instant::now();
    let (slow, quick) = tokio::join!(async { get(&client).await.map(|_| began.elapsed()) }, async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        get(&client).await.map(|_| began.elapsed())
    });
    assert!(slow.unwrap() >= Duration::from_secs(30));
    assert!(quick.unwrap() < Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_wish_to_wait_too_long_is_handed_on() {
    let double = Double::new(|_, _| Reply::new(429, "{}").rate(5, 100, 60).header("retry-after", 900));
    let began = Instant::now();
    let error = change(&double.client(|_| {})).await.unwrap_err();
    assert_eq!(told(&error), (Kind::Throttled { retry_after: Some(Duration::from_secs(900)) }, Changed::No));
    assert!(error.fault().remedy.as_str().contains("900 seconds"));
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn endless_refusals_end() {
    let double = Double::new(|_, _| Reply::new(429, "{}"));
    let error = get(&double.client(|_| {})).await.unwrap_err();
    assert!(matches!(error.kind, Kind::Throttled { .. }));
    assert_eq!(double.count(), 11);
}

#[tokio::test(start_paused = true)]
async fn repeats_are_a_small_part_when_much_fails() {
    // Every third call fails once and would be repeated.
    let double = Double::new(|_, n| if n % 2 == 0 { Reply::new(503, "") } else { Reply::ok() });
    let client = double.client(|s| s.breaker_after = 1_000_000).lane(Lane::Bulk);
    join_all((0..1000).map(|_| get(&client))).await;
    let meter = client.meter();
    assert!(meter.retries <= 1000 / 5 + 10, "{meter:?}");
    assert!(meter.retries >= 150, "{meter:?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_not_the_platforms_is_told_apart() {
    let double =
        Double::new(|_, _| Reply::new(200, "<html>welcome to the hotel</html>").header("inin-correlation-id", "c"));
    let error = get(&double.client(|_| {})).await.unwrap_err();
    assert_eq!(told(&error), (Kind::Undecodable, Changed::No));
    assert_eq!(error.status, Some(200));
    let client = double.client(|_| {});
    let error = client.restore(&"ann".into(), 3).await.unwrap_err();
    assert_eq!(told(&error), (Kind::Undecodable, Changed::Yes));
}

#[tokio::test(start_paused = true)]
async fn an_error_says_what_on_whom_and_what_to_do() {
    let body = r#"{"message":"Unable to perform the requested action. You are missing the following permission(s): [directory:user:edit]",
        "code":"missing.permissions","status":403,"messageParams":{"permissions":"[directory:user:edit]"},"contextId":"ctx"}"#;
    let double = Double::new(move |_, _| Reply::new(403, body));
    let error = change(&double.client(|_| {})).await.unwrap_err();
    assert!(error.to_string().starts_with("PATCH /api/v2/users/{userId} on ann: 403 missing.permissions: Unable"));
    let fault = error.fault();
    assert!(
        fault.remedy.as_str().contains("Grant directory:user:edit to a role of the OAuth client"),
        "{}",
        fault.remedy
    );
    assert_eq!(fault.correlation.unwrap().as_str(), "ctx");
    assert_eq!((fault.status, fault.changed), (Some(403), Changed::No));
}
