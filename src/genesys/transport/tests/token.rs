//! Tokens.

use super::{change, get};
use crate::genesys::double::{Double, Reply, SECRET};
use crate::genesys::{Kind, Lane};
use crate::model::Changed;
use futures_util::future::join_all;
use http::header::{AUTHORIZATION, USER_AGENT};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;
use tokio::time::{Instant, sleep};

fn bearer(request: &crate::genesys::Request) -> String {
    request.headers[AUTHORIZATION].to_str().unwrap().to_owned()
}

#[tokio::test(start_paused = true)]
async fn one_request_for_a_token_serves_all_who_wait() {
    let double = Double::new(|_, _| Reply::ok());
    let client = double.client(|_| {});
    let calls = join_all((0..20).map(|_| get(&client))).await;
    assert!(calls.iter().all(Result::is_ok));
    assert_eq!((double.tokens(), double.count()), (1, 20));
    assert_eq!((client.meter().calls, client.meter().token_calls), (20, 1));
    let (_, first) = &double.sent()[0];
    assert_eq!(bearer(first), "Bearer token-0");
    assert_eq!(first.headers[USER_AGENT], concat!("lanyard/", env!("CARGO_PKG_VERSION")));
    assert_eq!(first.url.host_str(), Some("api.example.org"));
}

#[tokio::test(start_paused = true)]
async fn the_request_for_a_token_is_basic_and_goes_to_the_login_host() {
    let double = Double::with_login(
        |_, _| Reply::ok(),
        |request, _| {
            assert_eq!(request.url.as_str(), "https://login.example.org/oauth/token");
            assert_eq!(request.headers[AUTHORIZATION], "Basic Y2xpZW50LTE6dmVyeS1zZWNyZXQtd29yZA==");
            assert_eq!(request.body, b"grant_type=client_credentials");
            Reply::token("t", 300)
        },
    );
    get(&double.client(|_| {})).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_expires_with_a_margin() {
    // A tenth of 1,000 seconds is less than five minutes; of 10,000 it is more.
    for (life, margin) in [(1_000, 100), (10_000, 300)] {
        let double =
            Double::with_login(|_, _| Reply::ok(), move |_, n| Reply::token(&format!("t{n}"), life).after(0.0));
        let client = double.client(|_| {});
        get(&client).await.unwrap();
        sleep(Duration::from_secs(life - margin - 1)).await;
        get(&client).await.unwrap();
        assert_eq!(double.tokens(), 1);
        sleep(Duration::from_secs(1)).await;
        get(&client).await.unwrap();
        assert_eq!(double.tokens(), 2);
        assert_eq!(bearer(&double.sent()[2].1), "Bearer t1");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_early_renewal_does_no_harm_while_the_old_token_lives() {
    let double = Double::with_login(
        |_, _| Reply::ok(),
        |_, n| if n == 0 { Reply::token("t", 1_000) } else { Reply::new(503, "") },
    );
    let client = double.client(|_| {});
    get(&client).await.unwrap();
    sleep(Duration::from_secs(905)).await;
    get(&client).await.unwrap();
    let asked = double.tokens();
    get(&client).await.unwrap();
    assert_eq!(double.tokens(), asked, "not asked again at once");
    sleep(Duration::from_secs(95)).await;
    let error = get(&client).await.unwrap_err();
    assert_eq!((error.operation, error.status), ("POST /oauth/token", Some(503)));
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_once_and_the_call_repeated() {
    let double = Double::new(|request, _| match bearer(request).as_str() {
        "Bearer token-0" => Reply::new(401, r#"{"code":"bad.credentials","message":"Invalid login credentials."}"#),
        _ => Reply::ok(),
    });
    let client = double.client(|_| {});
    // A change is repeated as well: a refused token means that nothing was done.
    let calls = join_all((0..5).map(|_| change(&client))).await;
    assert!(calls.iter().all(Result::is_ok), "{calls:?}");
    assert_eq!(double.tokens(), 2, "five refusals, one new token");
}

#[tokio::test(start_paused = true)]
async fn tokens_that_die_early_under_many_calls_are_replaced_each_time() {
    let uses = Mutex::new(HashMap::<String, u32>::new());
    let double = Double::new(move |request, _| {
        let mut uses = uses.lock().unwrap();
        let used = uses.entry(bearer(request)).or_default();
        *used += 1;
        if *used > 3 {
            Reply::new(401, r#"{"code":"bad.credentials","message":"no"}"#)
        } else {
            Reply::ok().rate(*used, 300, 60)
        }
    });
    let client = double.client(|_| {});
    let calls = join_all((0..12).map(|_| change(&client))).await;
    assert!(calls.iter().all(Result::is_ok), "{calls:?}");
    assert_eq!(double.tokens(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_second_refusal_is_an_error() {
    let double = Double::new(|_, _| Reply::new(401, r#"{"code":"bad.credentials","message":"no"}"#));
    let error = get(&double.client(|_| {})).await.unwrap_err();
    assert_eq!((error.kind.clone(), double.count(), double.tokens()), (Kind::Unauthorized, 2, 2));
    let double = Double::new(|_, _| Reply::new(401, r#"{"code":"ip.not.authorized","message":"no"}"#));
    let error = get(&double.client(|_| {})).await.unwrap_err();
    assert_eq!((error.kind.clone(), double.count()), (Kind::Unauthorized, 1), "a new token would not help");
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_is_told_once_to_all_and_names_the_setting() {
    let body = r#"{"error":"invalid_client","error_description":"client authentication failed"}"#;
    let double = Double::with_login(|_, _| Reply::ok(), move |_, _| Reply::new(401, body));
    let client = double.client(|_| {});
    let errors = join_all((0..10).map(|_| get(&client))).await;
    assert_eq!((double.tokens(), double.count()), (1, 0));
    for error in errors {
        let error = error.unwrap_err();
        assert_eq!(error.kind, Kind::Credentials);
        let fault = error.fault();
        assert!(fault.remedy.as_str().contains("GENESYS_CLIENT_SECRET"), "{}", fault.remedy);
        assert!(fault.text.as_str().contains("client authentication failed"));
        assert_eq!(fault.changed, Changed::No);
    }
    get(&client).await.unwrap_err();
    assert_eq!(double.tokens(), 2, "a later call asks again");
}

#[tokio::test(start_paused = true)]
async fn a_login_service_that_stumbles_is_asked_again() {
    let double = Double::with_login(
        |_, _| Reply::ok(),
        |_, n| match n {
            0 => Reply::lost(),
            1 => Reply::new(503, "").header("retry-after", 3),
            _ => Reply::token("t", 300),
        },
    );
    let began = Instant::now();
    get(&double.client(|_| {})).await.unwrap();
    assert_eq!(double.tokens(), 3);
    assert!(began.elapsed() >= Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn a_fresh_token_sends_one_call_at_a_time_until_the_service_has_told() {
    let double = Double::new(|_, n| Reply::ok().after(1.0).rate(n as u32 + 1, 300, 60));
    let client = double.client(|_| {}).lane(Lane::Bulk);
    join_all((0..10).map(|_| get(&client))).await;
    let times: Vec<_> = double.sent().iter().map(|(at, _)| *at).collect();
    assert_eq!(times[1] - times[0], Duration::from_secs(1));
    assert_eq!(times[9] - times[1], Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn secrets_are_in_no_debug_and_no_error() {
    let mut shown = String::new();
    let answers: [fn() -> Reply; 4] = [
        || Reply::new(403, r#"{"code":"missing.permissions","message":"no"}"#),
        || Reply::new(200, "not json"),
        Reply::lost,
        Reply::not_sent,
    ];
    for answer in answers {
        let double = Double::with_login(move |_, _| answer(), |_, _| Reply::token("token-that-nobody-may-see", 300));
        let client = double.client(|_| {});
        let error = get(&client).await.unwrap_err();
        shown += &format!("{error} {error:?} {:?} {client:?} {:?}", error.fault(), client.settings());
        shown += &format!("{:?}", double.sent());
    }
    let double = Double::with_login(
        |_, _| Reply::ok(),
        |request, n| match n {
            0 => Reply::new(401, &format!("{:?}", request.headers)),
            _ => Reply::new(200, r#"{"access_token":"token-that-nobody-may-see","expires_in":"soon"}"#),
        },
    );
    let client = double.client(|_| {});
    for _ in 0..2 {
        let error = get(&client).await.unwrap_err();
        shown += &format!("{error} {error:?} {:?}", error.fault());
    }
    assert!(shown.contains("client-1") && shown.contains("Sensitive"), "the test looks at something");
    for secret in [SECRET, "token-that-nobody-may-see", "Y2xpZW50LTE6"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
