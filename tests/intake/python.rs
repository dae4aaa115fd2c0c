//! A sender in another language, with the official library of Standard Webhooks.

use crate::double::{Double, NEW, Running, setup};
use lanyard::model::{Clock, SetClock, Timestamp};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// The variable that names a Python with the library; else the usual one is tried.
const PYTHON: &str = "LANYARD_TEST_PYTHON";

#[tokio::test]
async fn a_sender_with_the_official_library_is_understood() {
    let text = "[[senders]]\nname = \"hr\"\nsecret_env = \"NEW\"\n";
    let unused = SetClock::at(Timestamp::UNIX_EPOCH);
    let running = Running::of(setup(text, |_| ()), Double::new(None), Clock::system(), unused).await;
    let python = std::env::var(PYTHON).unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/intake/sender.py");
    let url = format!("http://{}/webhook/termination", running.address);
    let mut command = Command::new(&python);
    command.arg(script).arg(url).env("WEBHOOK_SECRET", NEW);
    let ended = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let output = match ended {
        Ok(output) if output.status.code() != Some(3) => output,
        _ => {
            println!("left out: {python} has no `standardwebhooks`; {PYTHON} names one that has");
            return;
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let told: Vec<(String, u64, Value)> = said
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|line| {
            let mark = if line["code"].is_null() { &line["duplicate"] } else { &line["code"] };
            (line["name"].as_str().unwrap().to_owned(), line["status"].as_u64().unwrap(), mark.clone())
        })
        .collect();
    let expected = [
        ("good", 202, Value::from(false)),
        ("again", 202, true.into()),
        ("other content", 409, "id-reused".into()),
        ("forged", 401, "bad-signature".into()),
        ("changed", 401, "bad-signature".into()),
        ("re-encoded", 401, "bad-signature".into()),
        ("stale", 401, "stale".into()),
        ("future", 401, "from-the-future".into()),
        ("two signatures", 202, false.into()),
        ("bad field", 400, "bad-field".into()),
        ("too long", 413, "too-large".into()),
    ]
    .map(|(name, status, mark)| (name.to_owned(), status, mark));
    assert_eq!(told, expected);
    let house = running.end().await;
    assert_eq!(house.deliveries().len(), 2);
    assert_eq!(house.deliveries()[0].event.reason.as_str(), "Vertrag läuft aus – 離職");
}
