//! The sender on the command line, against a receiver that listens.

use crate::double::{Double, NEW, PLAIN, Running, setup};
use crate::talk::{PERSON, event};
use lanyard::model::{Clock, SetClock, Timestamp};
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const SETTINGS: &str = "[[senders]]\nname = \"hr\"\nsecret_env = \"NEW\"\n\
                        [[senders]]\nname = \"plain\"\nsecret_env = \"PLAIN\"\nsignature = \"hex\"\nheader = \"X-Signature\"\n";

async fn receiver(text: &str) -> Running {
    Running::of(setup(text, |_| ()), Double::new(None), Clock::system(), SetClock::at(Timestamp::UNIX_EPOCH)).await
}

/// Runs the binary with these settings and this on standard input.
async fn lanyard(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lanyard"));
    command.env_clear().env("LANYARD_CONFIG_DIR", folder).env("LANYARD_DATA_DIR", folder.join("data"));
    command.env("NEW", NEW).env("PLAIN", PLAIN).env("LANYARD_LOG", "trace").args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let input = input.to_owned();
    let run = move || {
        let mut child = command.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    for secret in [NEW.trim_start_matches("whsec_"), PLAIN] {
        for said in [&output.stdout, &output.stderr] {
            assert!(!String::from_utf8_lossy(said).contains(secret), "{arguments:?}");
        }
    }
    output
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[tokio::test]
async fn an_event_is_made_signed_sent_and_answered() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), SETTINGS).unwrap();
    let running = receiver(SETTINGS).await;
    let url = format!("http://{}", running.address);
    let who = ["--person", PERSON, "--email", "jane.doe@acme.example"];
    let send = [&["webhook", "send", "--to", &url, "--sender", "hr", "--json"][..], &who].concat();

    let more = ["--id", "m-1", "--reason", "left", "--ticket", "HR-1", "--effective", "2026-12-01T18:00:00+01:00"];
    let answer = json(&lanyard(folder.path(), &[&send[..], &more].concat(), "").await);
    let result = &answer["result"];
    assert_eq!((&answer["ok"], &result["status"], &result["message"]), (&true.into(), &202.into(), &"m-1".into()));
    assert_eq!(result["answer"]["duplicate"], false);
    assert!(result["location"].as_str().unwrap().starts_with("/runs/"));

    // Refusals are told as they came.
    let bad = [&send[..], &["--type", "hired"]].concat();
    let output = lanyard(folder.path(), &bad, "").await;
    let answer = json(&output);
    assert_eq!((output.status.code(), &answer["error"]["kind"]), (Some(1), &"failed".into()));
    assert_eq!(answer["result"]["answer"]["field"], "event_type");
    let unknown = lanyard(folder.path(), &[&["webhook", "send", "--sender", "nobody"][..], &who].concat(), "").await;
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("there are: hr, plain"), "{unknown:?}");
    let unnamed = lanyard(folder.path(), &[&["webhook", "send"][..], &who].concat(), "").await;
    assert!(String::from_utf8_lossy(&unnamed.stderr).contains("which sender?"), "{unnamed:?}");
    let open = [&["webhook", "send", "--to", "http://192.0.2.1/", "--sender", "hr"][..], &who].concat();
    assert!(String::from_utf8_lossy(&lanyard(folder.path(), &open, "").await.stderr).contains("nothing is sent there"));

    let house = running.end().await;
    let [kept] = &house.deliveries()[..] else { panic!("one event") };
    assert_eq!((kept.event.reason.as_str(), kept.event.ticket.as_str()), ("left", "HR-1"));
    assert_eq!(kept.event.effective.unwrap().to_string(), "2026-12-01T17:00:00Z");
}

#[tokio::test]
async fn a_body_of_ones_own_is_signed_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.toml"), SETTINGS).unwrap();
    let running = receiver(SETTINGS).await;
    let url = format!("http://{}/webhook/termination", running.address);
    let mut body = event();
    body["timestamp"] = Timestamp::now().as_second().into();
    let body = format!("{body}\n");
    for sender in ["hr", "plain"] {
        let sign = ["webhook", "sign", "--sender", sender, "--id", "m"];
        let output = lanyard(folder.path(), &sign, &body).await;
        let lines = String::from_utf8(output.stdout).unwrap();
        let names: Vec<_> = lines.lines().map(|line| line.split_once(": ").unwrap().0).collect();
        let expected: &[&str] = match sender {
            "hr" => &["webhook-id", "webhook-timestamp", "webhook-signature"],
            _ => &["x-signature"],
        };
        assert_eq!(names, expected);
        let sent = json(&lanyard(folder.path(), &[&sign[..], &["--send", &url, "--json"]].concat(), &body).await);
        assert_eq!(sent["result"]["status"], 202, "{sent}");
    }
    assert_eq!(running.end().await.deliveries().len(), 2);
}

#[tokio::test]
async fn the_sender_of_practice_is_known_without_settings() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[[senders]]\nname = \"hr\"\nsecret_env = \"PRACTICE\"\n";
    let running = {
        let setup = crate::double::setup_with(text, &[("PRACTICE", lanyard::config::PRACTICE_SECRET)], |_| ());
        Running::of(setup, Double::new(None), Clock::system(), SetClock::at(Timestamp::UNIX_EPOCH)).await
    };
    let url = format!("http://{}", running.address);
    let send = ["webhook", "send", "--to", &url, "--sender", "practice", "--person", PERSON, "--email", "a@b.example"];
    let output = lanyard(folder.path(), &send, "").await;
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("202 "), "{output:?}");
    assert_eq!(running.end().await.deliveries().len(), 1);
}
