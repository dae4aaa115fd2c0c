//! Sign-in, limits, permissions, faults, recording and the server, from the outside.

use super::testing::{Desk, options, sign_in};
use super::{Delivery, FaultProfile, Practice, PracticeOptions, Reply, Request};
use crate::practice::stories::ON_CALLS;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Method;
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::Duration;

fn form(practice: &Practice, body: String) -> (u16, Value) {
    let mut request = Request::new(Method::POST, "/oauth/token");
    request.body = body.into();
    let reply = practice.answer(&request);
    (reply.status, reply.body.unwrap_or(Value::Null))
}

#[test]
fn a_token_is_needed_and_must_be_a_good_one() {
    let desk = Desk::new();
    let bare = desk.practice.answer(&Request::new(Method::GET, "/api/v2/users"));
    assert_eq!((bare.status, &bare.body.as_ref().unwrap()["code"]), (401, &json!("authentication.required")));
    assert_eq!(bare.header("inin-correlation-id"), bare.body.as_ref().unwrap()["contextId"].as_str());
    let bad = Request::new(Method::GET, "/api/v2/users").with_header("authorization", "Bearer nonsense");
    assert_eq!(desk.practice.answer(&bad).body.unwrap()["code"], "bad.credentials");
    let id = desk.practice.credentials().client_id;
    for wrong in [
        format!("grant_type=client_credentials&client_id={id}&client_secret=x"),
        "grant_type=client_credentials".into(),
    ] {
        let (status, body) = form(&desk.practice, wrong);
        assert_eq!((status, &body["error"]), (401, &json!("invalid_client")));
    }
}

#[test]
fn a_person_signs_in_with_pkce_and_renews() {
    let desk = Desk::new();
    let client = desk.practice.credentials().code_client_id;
    let verifier = "a-verifier-of-some-length-0123456789-0123456789";
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let redirect = "http://127.0.0.1:9/back";
    let authorize = |uri: &str| {
        let target = format!(
            "/oauth/authorize?response_type=code&client_id={client}&redirect_uri={uri}&state=s%201&code_challenge={challenge}&code_challenge_method=S256"
        );
        desk.practice.answer(&Request::new(Method::GET, &target))
    };
    assert_eq!(authorize("https://elsewhere.example/").status, 400);
    let code = || {
        let reply = authorize(redirect);
        assert_eq!(reply.status, 302);
        let url = url::Url::parse(reply.header("location").unwrap()).unwrap();
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        assert_eq!(pairs[1], ("state".into(), "s 1".into()));
        pairs[0].1.clone()
    };
    let redeem = |code: &str, verifier: &str| {
        form(
            &desk.practice,
            format!(
                "grant_type=authorization_code&client_id={client}&code={code}&redirect_uri={redirect}&code_verifier={verifier}"
            ),
        )
    };
    assert_eq!(redeem(&code(), "another").1["error"], "invalid_grant");
    let good = code();
    let (status, token) = redeem(&good, verifier);
    assert_eq!(status, 200, "{token}");
    assert_eq!(redeem(&good, verifier).1["error"], "invalid_grant", "a code works once");
    let refresh = token["refresh_token"].as_str().unwrap();
    let (status, renewed) =
        form(&desk.practice, format!("grant_type=refresh_token&client_id={client}&refresh_token={refresh}"));
    assert_eq!(status, 200);
    let bearer = format!("Bearer {}", renewed["access_token"].as_str().unwrap());
    let me = desk.practice.answer(&Request::new(Method::GET, "/api/v2/users/me").with_header("authorization", &bearer));
    let me = me.body.unwrap();
    assert_eq!(me["email"], super::stories::OPERATOR.email);
    assert_eq!(desk.call("DELETE", &format!("/api/v2/tokens/{}", me["id"].as_str().unwrap()), Value::Null).0, 204);
    let after =
        desk.practice.answer(&Request::new(Method::GET, "/api/v2/users/me").with_header("authorization", &bearer));
    assert_eq!(after.status, 401, "revoked tokens are refused");
}

#[tokio::test(start_paused = true)]
async fn the_rate_is_counted_for_each_token_and_ends_with_the_window() {
    let desk = Desk::with(PracticeOptions { rate_per_minute: 5, ..options() });
    let send = || desk.send(Method::GET, "/api/v2/tokens/me", None);
    for n in 1..=5 {
        let reply = send();
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("inin-ratelimit-count"), Some(n.to_string().as_str()));
        assert_eq!(reply.header("inin-ratelimit-allowed"), Some("5"));
    }
    tokio::time::advance(Duration::from_millis(20_500)).await;
    let refused: Vec<Reply> = (0..60).map(|_| send()).collect();
    let hinted = refused.iter().filter(|r| r.header("retry-after") == Some("40")).count();
    let silent = refused.iter().filter(|r| r.header("retry-after").is_none()).count();
    assert!(hinted > 30 && silent > 0 && hinted + silent == 60, "{hinted} {silent}");
    assert!(refused.iter().all(|r| r.status == 429 && r.body.as_ref().unwrap()["code"] == "too.many.requests"));
    assert_eq!(
        desk.limited().send(Method::GET, "/api/v2/tokens/me", None).status,
        200,
        "another token has its own rate"
    );
    tokio::time::advance(Duration::from_secs(40)).await;
    assert_eq!(send().header("inin-ratelimit-count"), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn tokens_end_when_they_said_they_would() {
    let desk = Desk::with(PracticeOptions { token_lifetime: Duration::from_secs(300), ..options() });
    tokio::time::advance(Duration::from_secs(299)).await;
    assert_eq!(desk.send(Method::GET, "/api/v2/tokens/me", None).status, 200);
    tokio::time::advance(Duration::from_secs(2)).await;
    assert_eq!(desk.send(Method::GET, "/api/v2/tokens/me", None).status, 401);
}

#[test]
fn tokens_can_die_early() {
    let desk = Desk::with(PracticeOptions { faults: FaultProfile::ShortTokens, ..options() });
    let lived = (0..100).take_while(|_| desk.send(Method::GET, "/api/v2/tokens/me", None).status == 200).count();
    assert!((8..50).contains(&lived), "{lived}");
}

#[test]
fn a_reset_comes_before_or_after_the_effect() {
    for (profile, takes_effect) in [(FaultProfile::LostReplies, true), (FaultProfile::Flaky, false)] {
        let desk = Desk::with(PracticeOptions { faults: profile, ..options() });
        let target = format!("/api/v2/users/{}", desk.person(ON_CALLS.email));
        let mut version = 7;
        let mut resets = 0;
        for n in 0..200 {
            let reply =
                desk.send(Method::PATCH, &target, Some(json!({ "version": version, "title": format!("T{n}") })));
            let reset = reply.delivery != Delivery::Whole;
            resets += usize::from(reset);
            if reply.status == 200 || (reset && takes_effect) {
                version += 1;
            }
            assert_ne!(reply.status, 409, "the version is known at every step");
        }
        assert!(resets > 3, "{profile}: {resets}");
    }
}

#[test]
fn the_same_seed_grows_the_same_tenant_and_another_one_does_not() {
    let list =
        |seed| Desk::with(PracticeOptions { seed, ..options() }).get("/api/v2/users?pageSize=100&expand=groups,skills");
    assert_eq!(list(3), list(3));
    assert_ne!(list(3), list(4));
    for people in [10, 14, 15, 333] {
        let desk = Desk::with(PracticeOptions { people, ..options() });
        assert_eq!(desk.get("/api/v2/users")["total"], people.max(13), "{people}");
    }
    assert!(Practice::new(PracticeOptions { people: 9, ..options() }).is_err());
}

#[test]
fn a_null_body_is_no_body_and_other_bodies_must_be_json() {
    let desk = Desk::new();
    let id = desk.person(ON_CALLS.email);
    let invite = desk.request(Method::POST, &format!("/api/v2/users/{id}/invite"), Some(&Value::Null));
    assert_eq!(desk.practice.answer(&invite).status, 204);
    let mut broken = desk.request(Method::PATCH, &format!("/api/v2/users/{id}"), Some(&json!({})));
    broken.body = "{".into();
    assert_eq!(desk.practice.answer(&broken).status, 400);
    let xml = broken.with_header("content-type", "text/xml");
    assert_eq!(desk.practice.answer(&xml).status, 415);
}

#[test]
fn a_recording_holds_the_exchange_and_not_the_token() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let desk = Desk::with(PracticeOptions { record: Some(path.clone()), ..options() });
    desk.get("/api/v2/users?pageSize=1&expand=groups");
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines[1]["request_headers"]["authorization"], "Bearer x");
    assert_eq!(lines[1]["query"], json!([["pageSize", "1"], ["expand", "groups"]]));
    assert_eq!(lines[1]["response"]["total"], 120);
    assert!(!text.contains("access_token"));
}

#[tokio::test]
async fn it_listens_on_this_machine_only_and_cuts_connections() {
    let practice = Practice::new(PracticeOptions { faults: FaultProfile::LostReplies, ..options() }).unwrap();
    let credentials = practice.credentials();
    let token = sign_in(&practice, &credentials.client_id, &credentials.client_secret);
    let running = practice.serve(None).await.unwrap();
    assert!(running.api.starts_with("http://127.0.0.1:"));
    let address = running.api.trim_start_matches("http://").to_owned();
    let (mut answered, mut cut) = (0, 0);
    for _ in 0..200 {
        let head = format!(
            "HEAD /api/v2/tokens/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
        );
        match exchange(&address, &head).await {
            text if text.starts_with("HTTP/1.1 200") => answered += 1,
            text if text.is_empty() => cut += 1,
            text => panic!("{text}"),
        }
    }
    assert!(answered > 150 && cut > 0, "{answered} answered, {cut} cut");
    let announced = practice.announcement(&running.api);
    assert_eq!(announced["login"], announced["api"]);
    assert!(announced["stories"]["on_calls"]["id"].is_string());
    running.shutdown().await;
    assert!(tokio::net::TcpStream::connect(&address).await.is_err());
}

async fn exchange(address: &str, request: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_secret_does_not_show_itself() {
    let desk = Desk::new();
    let shown = format!("{:?} {:?}", desk.practice, desk.practice.credentials());
    let secret: SecretString = desk.practice.credentials().client_secret;
    assert!(!shown.contains(secrecy::ExposeSecret::expose_secret(&secret)));
}

#[tokio::test(start_paused = true)]
async fn stale_reads_show_what_was_true_a_moment_ago() {
    let desk = Desk::with(PracticeOptions { faults: FaultProfile::Stale, ..options() });
    let target = format!("/api/v2/users/{}", desk.person(ON_CALLS.email));
    let (_, changed) = desk.call("PATCH", &target, json!({ "version": 7, "title": "New title" }));
    let titles = || (0..40).filter(|_| desk.get(&target)["title"] != changed["title"]).count();
    let stale = titles();
    assert!((5..35).contains(&stale), "{stale}");
    tokio::time::advance(Duration::from_secs(4)).await;
    assert_eq!(titles(), 0);
}

#[test]
fn a_role_can_vanish_before_it_is_taken_away() {
    let mut failed = 0;
    for seed in 0..12 {
        let desk = Desk::with(PracticeOptions { seed, faults: FaultProfile::Vanishing, ..options() });
        let subject = format!("/api/v2/authorization/subjects/{}", desk.person(ON_CALLS.email));
        let own = |desk: &Desk| -> Vec<Value> {
            let all = desk.get(&subject)["grants"].as_array().unwrap().clone();
            let id = desk.person(ON_CALLS.email);
            all.into_iter().filter(|g| g["subjectId"] == json!(id)).collect()
        };
        let remove = |list: &[Value]| {
            let pairs: Vec<Value> =
                list.iter().map(|g| json!({ "roleId": g["role"]["id"], "divisionId": g["division"]["id"] })).collect();
            desk.call("POST", &format!("{subject}/bulkremove"), json!({ "grants": pairs })).0
        };
        for _ in 0..9 {
            if remove(&own(&desk)) == 404 {
                failed += 1;
            }
            if own(&desk).is_empty() {
                break;
            }
        }
        assert!(own(&desk).is_empty(), "reading again and repeating comes through");
    }
    assert!(failed > 0);
}

#[test]
fn a_hundred_thousand_people_are_grown_and_listed() {
    let began = std::time::Instant::now();
    let desk = Desk::with(PracticeOptions { people: 100_000, ..options() });
    println!("grown in {:?}", began.elapsed());
    let last = desk.get("/api/v2/users?pageSize=13&pageNumber=7693&expand=groups");
    assert_eq!(last["total"], 100_000);
    let query = json!({ "query": [{ "type": "EXACT", "fields": ["email"], "value": ON_CALLS.email }] });
    assert_eq!(desk.call("POST", "/api/v2/users/search", query).1["total"], 1);
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        status.lines().filter(|l| l.starts_with("VmHWM")).for_each(|l| println!("{l}"));
    }
    println!("in all {:?}", began.elapsed());
}
