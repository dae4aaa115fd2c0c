//! Spans of a run, sent to a collector of the test's own.
#![cfg(feature = "otel")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;

use house::tenant::{Tenant, small};
use house::{Home, run_of};
use lanyard::practice::stories;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Requests: the head and the body, which is protobuf, where texts stand as they are.
type Got = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

fn collector() -> (String, Got) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let got = Got::default();
    let kept = Arc::clone(&got);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let kept = Arc::clone(&kept);
            std::thread::spawn(move || converse(stream, &kept));
        }
    });
    (address, got)
}

fn converse(mut stream: TcpStream, kept: &Mutex<Vec<(String, Vec<u8>)>>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).ok()? == 0 {
                return None;
            }
        }
        let lower = head.to_ascii_lowercase();
        let length = lower.lines().find_map(|line| line.strip_prefix("content-length: "))?.trim().parse().ok()?;
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        kept.lock().unwrap().push((head, body));
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").ok()?;
    }
}

#[test]
fn a_run_and_its_steps_are_spans_without_people() {
    let (address, got) = collector();
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant).with("OTEL_EXPORTER_OTLP_ENDPOINT", &address);
    let (code, answer) = home.offboard(stories::SCIM_MANAGED.email, &[]);
    assert_eq!(code, 0, "{answer}");
    let got = got.lock().unwrap();
    assert!(!got.is_empty(), "nothing was sent before the process ended");
    assert!(got.iter().all(|(head, _)| head.starts_with("POST /v1/traces ")), "{got:?}");
    let all: Vec<u8> = got.iter().flat_map(|(_, body)| body.clone()).collect();
    let holds = |text: &str| all.windows(text.len()).any(|window| window == text.as_bytes());
    let run = run_of(&answer)["id"].as_str().unwrap();
    for text in ["lanyard", "run", "step", "offboard", "tokens", "read-back", run] {
        assert!(holds(text), "no {text} among the spans");
    }
    let id = tenant.id(stories::SCIM_MANAGED.email);
    for text in ["Tomasz", "Zieli", "zielinski", "@acme", tenant.client_secret.as_str(), id.as_str()] {
        assert!(!holds(text), "{text} is among the spans");
    }
}

#[test]
fn a_collector_that_is_not_there_changes_nothing() {
    let tenant = Tenant::new(small());
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let home = Home::of(&tenant).with("OTEL_EXPORTER_OTLP_ENDPOINT", &format!("http://{closed}"));
    assert_eq!(home.offboard(stories::NOTHING.email, &[]).0, 0);
    let home = Home::of(&tenant).with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://otel.example:4318");
    let came = home.ask(&["runs", "list"]);
    assert!(came.code == Some(0) && came.err.contains("OTEL_EXPORTER_OTLP_ENDPOINT is neither"), "{came:?}");
}
