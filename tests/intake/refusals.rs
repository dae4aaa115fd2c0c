//! What must not get in, and how each is told: the exact status and code, and nothing kept.

use crate::double::{NEW, NOW, OLD, OTHER, PLAIN, Running, STRANGER};
use crate::talk::{Framing, Wish, ask, connect, event, hear, hex, say, sign};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

struct Case {
    name: &'static str,
    wish: Wish,
    status: u16,
    code: &'static str,
    field: Option<&'static str>,
}

fn case(name: &'static str, wish: Wish, status: u16, code: &'static str) -> Case {
    Case { name, wish, status, code, field: None }
}

fn at(name: &'static str, field: &'static str, wish: Wish, status: u16, code: &'static str) -> Case {
    Case { field: Some(field), ..case(name, wish, status, code) }
}

fn signed(body: &str) -> Wish {
    Wish::signed(NEW, "m", NOW, body.as_bytes())
}

fn with(name: &str, value: Value) -> Wish {
    let mut body = event();
    body[name] = value;
    signed(&body.to_string())
}

/// Signed in hex digits, with the window on the body's own time.
fn plain(body: &Value, header: impl FnOnce(String) -> String) -> Wish {
    let body = body.to_string();
    let value = header(hex(PLAIN, body.as_bytes()));
    Wish::bare("POST /webhook/termination HTTP/1.1", body.as_bytes()).with("x-signature", &value)
}

fn forged() -> Vec<Case> {
    let usual = || Wish::usual("m");
    let body = event().to_string();
    let reordered = body.replacen('{', "{ ", 1);
    let escaped = body.replacen("jane", "\\u006aane", 1);
    let latin = body.replacen("jane", "j\u{e4}ne", 1);
    let signature = sign(NEW, "m", &NOW.to_string(), body.as_bytes());
    let raw_hex: String = signature[3..].bytes().map(|b| format!("{b:02x}")).collect();
    let missing = "missing-signature";
    let bad = "bad-signature";
    vec![
        case("a key that nobody knows", Wish::signed(STRANGER, "m", NOW, body.as_bytes()), 401, bad),
        at("no signature", "webhook-signature", usual().without("webhook-signature"), 401, missing),
        at("no id", "webhook-id", usual().without("webhook-id"), 401, missing),
        at("no time", "webhook-timestamp", usual().without("webhook-timestamp"), 401, missing),
        at("nothing at all", "webhook-signature", Wish::bare(&usual().line, body.as_bytes()), 401, missing),
        case("an empty signature", usual().set("webhook-signature", ""), 401, bad),
        case("only the version", usual().set("webhook-signature", "v1,"), 401, bad),
        case("another version", usual().set("webhook-signature", &signature.replace("v1,", "v2,")), 401, bad),
        case("the asymmetric version", usual().set("webhook-signature", &signature.replace("v1,", "v1a,")), 401, bad),
        case("no version", usual().set("webhook-signature", &signature[3..]), 401, bad),
        case("hex for base64", usual().set("webhook-signature", &format!("v1,{raw_hex}")), 401, bad),
        case("commas for blanks", usual().set("webhook-signature", &format!("v1,AAAA,{signature}")), 401, bad),
        case("one byte short", usual().set("webhook-signature", &signature[..signature.len() - 4]), 401, bad),
        case("another case", usual().set("webhook-signature", &signature.to_lowercase()), 401, bad),
        case("another id", usual().set("webhook-id", "n"), 401, bad),
        case("another time", usual().set("webhook-timestamp", &(NOW + 1).to_string()), 401, bad),
        case("a zero before the time", usual().set("webhook-timestamp", &format!("0{NOW}")), 401, bad),
        case("another body", usual().body(body.replace("jane", "jill").as_bytes()), 401, bad),
        case("the same JSON, spaced", usual().body(reordered.as_bytes()), 401, bad),
        case("the same JSON, escaped", usual().body(escaped.as_bytes()), 401, bad),
        case("another encoding", usual().body(latin.as_bytes()), 401, bad),
        case("a line break more", usual().body(format!("{body}\n").as_bytes()), 401, bad),
        case("a byte less", usual().body(&body.as_bytes()[..body.len() - 1]), 401, bad),
        case("no body", usual().body(b""), 401, bad),
        case("id and time run together", signed(&body).set("webhook-id", &format!("m.{NOW}")), 401, bad),
        case(
            "the key of the form for hex",
            Wish::signed(NEW, "m", NOW, body.as_bytes())
                .set("webhook-signature", &format!("v1,{}", hex(PLAIN, body.as_bytes()))),
            401,
            bad,
        ),
        case("hex by a standard key", plain(&event(), |_| format!("sha256={}", hex(NEW, body.as_bytes()))), 401, bad),
        case("hex without its prefix", plain(&event(), |digits| digits), 401, bad),
        case("hex that is none", plain(&event(), |digits| format!("sha256={}", digits.replace('a', "g"))), 401, bad),
        case("hex that is short", plain(&event(), |digits| format!("sha256={}", &digits[2..])), 401, bad),
        case("hex of nothing", plain(&event(), |_| "sha256=".to_owned()), 401, bad),
    ]
}

fn replayed() -> Vec<Case> {
    let body = event().to_string();
    let of = |secret: &str, at: i64| Wish::signed(secret, "m", at, body.as_bytes());
    let mut old = event();
    old["timestamp"] = (NOW - 301).into();
    let mut ahead = event();
    ahead["timestamp"] = (NOW + 301).into();
    let prefixed = |digits: String| format!("sha256={digits}");
    vec![
        case("stale by a second", of(NEW, NOW - 301), 401, "stale"),
        case("stale by years", of(NEW, 0), 401, "stale"),
        case("from the future by a second", of(NEW, NOW + 301), 401, "from-the-future"),
        case("from the far future", of(NEW, 99_999_999_999), 401, "from-the-future"),
        case("stale for a sender that is stricter", of(OTHER, NOW - 61), 401, "stale"),
        case("stale by the old key", of(OLD, NOW - 301), 401, "stale"),
        case("stale by the body's own time", plain(&old, prefixed), 401, "stale"),
        case("ahead by the body's own time", plain(&ahead, prefixed), 401, "from-the-future"),
        at("a time in words", "webhook-timestamp", of(NEW, NOW).set("webhook-timestamp", "now"), 401, "bad-header"),
        at("a time with a sign", "webhook-timestamp", of(NEW, NOW).set("webhook-timestamp", "+1"), 401, "bad-header"),
        at("a negative time", "webhook-timestamp", of(NEW, -1), 401, "bad-header"),
        at("a time in hex", "webhook-timestamp", of(NEW, NOW).set("webhook-timestamp", "0x6b"), 401, "bad-header"),
        at("a broken time", "webhook-timestamp", of(NEW, NOW).set("webhook-timestamp", "1e9"), 401, "bad-header"),
        at("a time in milliseconds", "webhook-timestamp", of(NEW, NOW * 1_000), 401, "bad-header"),
        at("an id that is too long", "webhook-id", Wish::usual(&"m".repeat(257)), 401, "bad-header"),
        at("an id with a blank", "webhook-id", Wish::usual("a b"), 401, "bad-header"),
        at("an empty id", "webhook-id", Wish::usual(""), 401, "bad-header"),
        at("an id that is not ASCII", "webhook-id", Wish::usual("\u{e9}"), 401, "bad-header"),
    ]
}

fn twice() -> Vec<Case> {
    let usual = || Wish::usual("m");
    let again = |name: &'static str, value: &str| usual().with(name, value);
    let hexed = plain(&event(), |digits| format!("sha256={digits}"));
    vec![
        at("two ids", "webhook-id", again("webhook-id", "n"), 401, "repeated-header"),
        at("two times", "webhook-timestamp", again("Webhook-Timestamp", "1"), 401, "repeated-header"),
        at("two signatures", "webhook-signature", again("webhook-signature", "v1,AAAA"), 401, "repeated-header"),
        case("two signatures in hex", hexed.with("X-Signature", "sha256=00"), 401, "repeated-header"),
        case("two types", again("content-type", "application/json"), 415, "unsupported-type"),
    ]
}

fn of_the_wrong_kind() -> Vec<Case> {
    let usual = || Wish::usual("m");
    let kind = |value: &str| usual().set("content-type", value);
    let method = |method: &str| usual().line(&format!("{method} /webhook/termination HTTP/1.1"));
    let path = |path: &str| usual().line(&format!("POST {path} HTTP/1.1"));
    vec![
        case("GET", method("GET"), 405, "method-not-allowed"),
        case("PUT", method("PUT"), 405, "method-not-allowed"),
        case("PATCH", method("PATCH"), 405, "method-not-allowed"),
        case("DELETE", method("DELETE"), 405, "method-not-allowed"),
        case("OPTIONS", method("OPTIONS"), 405, "method-not-allowed"),
        case("a made-up method", method("POSTT"), 405, "method-not-allowed"),
        case(
            "a method that overrules",
            method("GET").with("x-http-method-override", "POST"),
            405,
            "method-not-allowed",
        ),
        case("a path above", path("/webhook"), 404, "not-found"),
        case("a path with a slash more", path("/webhook/termination/"), 404, "not-found"),
        case("a path with two slashes", path("//webhook/termination"), 404, "not-found"),
        case("a path in capitals", path("/Webhook/Termination"), 404, "not-found"),
        case("a path that climbs", path("/health/../webhook/termination"), 404, "not-found"),
        case("a path in disguise", path("/webhook%2ftermination"), 404, "not-found"),
        case("no type", usual().without("content-type"), 415, "unsupported-type"),
        case("text", kind("text/plain"), 415, "unsupported-type"),
        case("a form", kind("application/x-www-form-urlencoded"), 415, "unsupported-type"),
        case("JSON of another kind", kind("application/problem+json"), 415, "unsupported-type"),
        case("a type that begins alike", kind("application/jsonp"), 415, "unsupported-type"),
        case("another charset", kind("application/json; charset=iso-8859-1"), 415, "unsupported-type"),
        case("UTF-7", kind("application/json; charset=utf-7"), 415, "unsupported-type"),
        case("a parameter that is not known", kind("application/json; version=1"), 415, "unsupported-type"),
        case("gzip", usual().with("content-encoding", "gzip"), 415, "unsupported-encoding"),
        case("gzip in a list", usual().with("content-encoding", "identity, gzip"), 415, "unsupported-encoding"),
        case("no length", usual().framed(Framing::Nothing), 411, "length-required"),
        case("too long", signed(&"x".repeat(65_537)), 413, "too-large"),
        case("too long in chunks", signed(&"x".repeat(65_537)).framed(Framing::Chunked(10_000)), 413, "too-large"),
        case("cut off", usual().framed(Framing::Short(5)), 400, "truncated"),
        case(
            "an address that is too long",
            path(&format!("/webhook/termination?{}", "x".repeat(3_000))),
            414,
            "target-too-long",
        ),
        case("headers that are too long", usual().with("x-a", &"x".repeat(20_000)), 431, "headers-too-large"),
    ]
}

fn badly_said() -> Vec<Case> {
    let broken = event().to_string().replacen('{', "{\"email\":\"tom@acme.example\",", 1);
    let nul = event().to_string().replace("jane", "ja\\u0000ne");
    let half = event().to_string().replace("jane", "ja\\ud800ne");
    vec![
        case("no JSON", signed("termination"), 400, "bad-json"),
        case("nothing", signed(""), 400, "bad-json"),
        case("a list", signed("[]"), 400, "bad-json"),
        case("two documents", signed("{}{}"), 400, "bad-json"),
        case("very deep", signed(&format!("{{\"a\":{}", "[".repeat(10_000))), 400, "bad-json"),
        case("a mark before it", signed("\u{feff}{}"), 400, "bad-json"),
        case("half a character", signed(&half), 400, "bad-json"),
        case("a NUL in a text", signed(&nul), 400, "bad-text"),
        case("a key twice", signed(&broken), 400, "duplicate-key"),
        at("nothing in it", "event_type", signed("{}"), 400, "missing-field"),
        at("another event", "event_type", with("event_type", json!("hired")), 400, "unknown-event-type"),
        at(
            "another sender's word",
            "event_type",
            with("event_type", json!("worker.terminated")),
            400,
            "unknown-event-type",
        ),
        at("no id", "genesys_user_id", with("genesys_user_id", Value::Null), 400, "missing-field"),
        at("an id that is none", "genesys_user_id", with("genesys_user_id", json!("jane")), 400, "bad-field"),
        at("no address", "email", with("email", Value::Null), 400, "missing-field"),
        at("an address that is none", "email", with("email", json!("jane")), 400, "bad-field"),
        at("a list of addresses", "email", with("email", json!(["a@b.c"])), 400, "bad-field"),
        at("no time", "timestamp", with("timestamp", Value::Null), 400, "missing-field"),
        at("a time without an offset", "timestamp", with("timestamp", json!("2026-11-30T08:00:00")), 400, "bad-field"),
        at("a date for a time", "effective_at", with("effective_at", json!("2026-12-01")), 400, "bad-field"),
        at("a reason without an end", "reason", with("reason", json!("x".repeat(2_000))), 400, "bad-field"),
        at("a recipe of its own choice", "recipe", with("recipe", json!("contractor")), 400, "recipe-not-allowed"),
    ]
}

#[tokio::test]
async fn each_has_its_status_and_its_code_and_none_is_kept() {
    let running = Running::usual().await;
    let cases: Vec<_> =
        [forged(), replayed(), twice(), of_the_wrong_kind(), badly_said()].into_iter().flatten().collect();
    assert!(cases.len() > 100, "{}", cases.len());
    let mut quarantined = 0;
    for Case { name, wish, status, code, field } in &cases {
        let told = ask(running.address, wish).await;
        assert_eq!((told.status, told.code().as_str()), (*status, *code), "{name}: {told:?}");
        let document = told.json();
        assert_eq!(told.header("content-type"), Some("application/problem+json"), "{name}");
        assert_eq!(document["type"], format!("urn:lanyard:problem:{code}"), "{name}");
        assert_eq!(document["status"], *status, "{name}");
        assert_eq!(document["field"].as_str(), *field, "{name}: {document}");
        for word in ["jane", "jill", "acme", "whsec_", "v1,"] {
            assert!(!told.body.contains(word), "{name} repeats {word}: {told:?}");
        }
        if *status == 405 {
            assert_eq!(told.header("allow"), Some("POST"), "{name}");
        }
        // What never came as far as the checks of a delivery leaves nothing behind.
        if !matches!(status, 404 | 405 | 414 | 431) {
            quarantined += 1;
        }
    }
    let house = running.end().await;
    assert!(house.deliveries().is_empty(), "{:?}", house.deliveries());
    let rejected = house.rejected();
    assert_eq!(rejected.len(), quarantined);
    for kept in &rejected {
        // Only what somebody has vouched for is kept whole.
        assert_eq!(kept.body.is_some(), kept.sender.is_some(), "{kept:?}");
        assert!(kept.code != "bad-signature" || kept.sender.is_none(), "{kept:?}");
    }
    assert!(rejected.iter().any(|kept| kept.code == "stale" && kept.sender.as_deref() == Some("other")));
    assert!(
        rejected
            .iter()
            .any(|kept| kept.code == "bad-field" && kept.message.as_ref().is_some_and(|m| m.as_str() == "m"))
    );
}

#[tokio::test]
async fn what_is_no_request_is_refused_before_anybody_looks_at_it() {
    let running = Running::usual().await;
    let good = String::from_utf8(Wish::usual("smuggled").bytes()).unwrap();
    let (head, body) = good.split_once("\r\n\r\n").unwrap();
    let with = |line: &str| format!("{head}\r\n{line}\r\n\r\n{body}");
    let bare_head = head.lines().filter(|l| !l.starts_with("content-length")).collect::<Vec<_>>().join("\r\n");
    let chunks = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    for (name, bytes) in [
        ("two lengths", with("content-length: 5")),
        ("a length in words", good.replace("content-length: ", "content-length: x")),
        ("a length with a sign", good.replace("content-length: ", "content-length: +")),
        ("a blank before the colon", good.replace("webhook-id:", "webhook-id :")),
        ("a folded header", good.replace("webhook-id: ", "webhook-id:\r\n ")),
        ("a bare carriage return", with("x-a: 1\rwebhook-id: other")),
        ("a NUL in a header", with("x-a: \0")),
        ("a NUL in a name", with("x-\0a: 1")),
        ("no version", good.replacen(" HTTP/1.1", "", 1)),
        ("another version", good.replacen("HTTP/1.1", "HTTP/9.9", 1)),
        ("another transfer coding", format!("{bare_head}\r\ntransfer-encoding: xchunked\r\n\r\n{chunks}")),
        ("chunked, and not last", format!("{bare_head}\r\ntransfer-encoding: chunked, identity\r\n\r\n{chunks}")),
        (
            "chunks in HTTP/1.0",
            format!("{bare_head}\r\ntransfer-encoding: chunked\r\n\r\n{chunks}").replacen("HTTP/1.1", "HTTP/1.0", 1),
        ),
        ("a chunk of no length", format!("{bare_head}\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{body}\r\n0\r\n\r\n")),
        (
            "a chunk of a huge length",
            format!("{bare_head}\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n{body}"),
        ),
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("TLS on plain HTTP", "\u{16}\u{3}\u{1}\u{0}\u{5}hello".to_owned()),
    ] {
        let told = say(running.address, bytes.as_bytes()).await;
        assert!(told.as_ref().is_none_or(|told| (400..500).contains(&told.status)), "{name}: {told:?}");
    }
    let many: String = (0..200).map(|n| format!("x-{n}: 1\r\n")).collect();
    let told = say(running.address, format!("GET /health HTTP/1.1\r\n{many}\r\n").as_bytes()).await.unwrap();
    assert_eq!(told.status, 431);
    assert!(running.end().await.deliveries().is_empty());
}

#[tokio::test]
async fn a_second_request_hidden_in_a_first_one_gets_nowhere() {
    let running = Running::usual().await;
    let inner = String::from_utf8(Wish::signed(STRANGER, "m", NOW, b"{}").bytes()).unwrap();
    // Both a length and chunks: the chunks count, the connection ends with the answer, and what follows is never read.
    let head = "POST /webhook/termination HTTP/1.1\r\nhost: r\r\ncontent-type: application/json\r\n";
    let bytes = format!("{head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{inner}");
    let mut stream = connect(running.address).await;
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let first = hear(&mut stream).await.unwrap();
    assert_eq!((first.status, first.header("connection")), (401, Some("close")));
    assert!(hear(&mut stream).await.is_none());

    // With a length alone, what follows is a request like any other, and needs a signature of its own.
    let mut stream = connect(running.address).await;
    let bytes = [Wish::usual("first").bytes(), inner.into_bytes()].concat();
    stream.write_all(&bytes).await.unwrap();
    assert_eq!(hear(&mut stream).await.unwrap().status, 202);
    assert_eq!(hear(&mut stream).await.unwrap().code(), "bad-signature");
    drop(stream);
    assert_eq!(running.end().await.deliveries().len(), 1);
}

#[tokio::test]
async fn no_secret_is_told_or_kept() {
    let running = Running::usual().await;
    let mut said = String::new();
    for case in [forged(), replayed(), twice(), badly_said()].into_iter().flatten() {
        said.push_str(&format!("{:?}", ask(running.address, &case.wish).await));
    }
    let house = running.end().await;
    said.push_str(&format!("{:?}", house.rejected()));
    for secret in [NEW, OLD, OTHER, STRANGER, PLAIN] {
        let bare = secret.trim_start_matches("whsec_");
        assert!(!said.contains(bare), "{bare}");
    }
}
