//! How an event stands, and whether the process does.

use crate::double::{Double, Running, TOKEN};
use crate::talk::{PERSON, Wish, ask};
use serde_json::{Value, json};

fn get(path: &str) -> Wish {
    Wish::bare(&format!("GET {path} HTTP/1.1"), b"").without("content-type")
}

fn with_token(path: &str) -> Wish {
    get(path).with("authorization", &format!("Bearer {TOKEN}"))
}

#[tokio::test]
async fn who_has_the_token_is_told_how_it_stands_and_nobody_else() {
    let running = Running::usual().await;
    let told = ask(running.address, &Wish::usual("m")).await;
    let path = told.header("location").unwrap().to_owned();
    for (name, wish) in [
        ("no token", get(&path)),
        ("another token", get(&path).with("authorization", "Bearer the token of those who may not")),
        ("a part of it", get(&path).with("authorization", &format!("Bearer {}", &TOKEN[..10]))),
        ("more than it", get(&path).with("authorization", &format!("Bearer {TOKEN}x"))),
        ("another scheme", get(&path).with("authorization", &format!("Basic {TOKEN}"))),
        ("two tokens", with_token(&path).with("authorization", "Bearer x")),
        ("a token in the address", get(&format!("{path}?token={}", TOKEN.replace(' ', "+")))),
        ("something that is not there", get("/runs/11111111-0000-7000-8000-999999999999")),
    ] {
        let told = ask(running.address, &wish).await;
        assert_eq!((told.status, told.code().as_str()), (401, "unauthorized"), "{name}: {told:?}");
        assert_eq!(told.header("www-authenticate"), Some("Bearer"), "{name}");
    }
    let told = ask(running.address, &with_token(&path)).await;
    assert_eq!(told.status, 200, "{told:?}");
    let standing = told.json();
    assert_eq!((&standing["state"], &standing["need"]), (&json!("waiting"), &json!("decide")));
    assert_eq!((&standing["person"], &standing["run"]), (&json!(PERSON), &Value::Null));
    for word in ["jane", "Jane", "acme"] {
        assert!(!told.body.contains(word), "{word}: {told:?}");
    }
    let told = ask(running.address, &with_token("/runs/11111111-0000-7000-8000-000000000000")).await;
    let run = &told.json()["run"];
    assert_eq!(
        (&run["state"], run["ended_at"].is_string(), run["access_cut_at"].is_string()),
        (&json!("done"), true, true)
    );
    for path in ["/runs/11111111-0000-7000-8000-999999999999", "/runs/x", "/runs/%2e%2e"] {
        assert_eq!(ask(running.address, &with_token(path)).await.code(), "not-found", "{path}");
    }
    running.end().await;
}

#[tokio::test]
async fn the_process_tells_whether_it_lives_works_and_counts() {
    let running = Running::usual().await;
    let health = ask(running.address, &get("/health")).await;
    assert_eq!((health.status, health.json()), (200, json!({ "status": "alive" })));
    let ready = ask(running.address, &get("/ready")).await;
    let expected = json!({ "ready": true, "store": "ok", "tenant": "ok", "queued": 7 });
    assert_eq!((ready.status, ready.json()), (200, expected));
    let metrics = ask(running.address, &get("/metrics")).await;
    assert_eq!(metrics.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert!(metrics.body.contains("lanyard_up 1"));
    *running.house.broken.lock().unwrap() = true;
    let ready = ask(running.address, &get("/ready")).await;
    let expected = json!({ "ready": false, "store": "failed", "tenant": "ok", "queued": 7 });
    assert_eq!((ready.status, ready.json()), (503, expected));
    assert_eq!(ask(running.address, &get("/health")).await.status, 200);
    for path in ["/health", "/ready", "/metrics", "/runs/x"] {
        let told = ask(running.address, &get(path).line(&format!("POST {path} HTTP/1.1"))).await;
        assert_eq!((told.status, told.header("allow")), (405, Some("GET, HEAD")), "{path}");
    }
    assert_eq!(ask(running.address, &get("/")).await.code(), "not-found");
    running.end().await;
}

#[tokio::test]
async fn who_guesses_the_token_is_told_to_wait() {
    let running = Running::start(Double::new(None), |limits| limits.failures_per_minute = 3).await;
    let path = "/runs/11111111-0000-7000-8000-000000000000";
    for _ in 0..3 {
        assert_eq!(ask(running.address, &get(path)).await.status, 401);
    }
    let told = ask(running.address, &get(path)).await;
    assert_eq!((told.status, told.header("retry-after")), (429, Some("20")));
    assert_eq!(ask(running.address, &with_token(path)).await.status, 200);
    running.clock.advance(20_000);
    assert_eq!(ask(running.address, &get(path)).await.status, 401);
    running.end().await;
}
