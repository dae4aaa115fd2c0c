//! A service of the real binary, and a sender of events.

use super::Home;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

/// The secret of the sender `hr`.
const SECRET: &str = "whsec_c2VydmUtdGVzdC1zZWNyZXQtb2YtMzItYnl0ZXMh";
/// The token with which how a run stands is asked.
pub const TOKEN: &str = "a-token-of-the-tests-0123456789";
/// How often something is looked at before it is taken not to come; each look starts a process.
pub const LOOKS: usize = 600;

pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// A home whose service listens on a port of its own.
pub fn serving(home: Home) -> (Home, String) {
    let port = free_port();
    let home = home.with("WEBHOOK_SECRET", SECRET).with("LANYARD_INTAKE_TOKEN", TOKEN).with("PORT", &port.to_string());
    (home, format!("http://127.0.0.1:{port}"))
}

/// A service; killed when a test leaves it behind.
pub struct Service(Child);

impl Service {
    /// Starts one, and waits until it listens.
    pub fn start(home: &Home) -> Self {
        let mut command = home.lanyard(&["serve", "--json"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        let mut told = BufReader::new(child.stdout.take().unwrap());
        told.read_line(&mut line).unwrap();
        let told_it: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(told_it["listening"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{line}");
        child.stdout = Some(told.into_inner());
        Self(child)
    }

    /// Asks it to stop, and gives its exit code.
    pub fn stop(mut self) -> Option<i32> {
        let pid = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.0.wait().unwrap().code()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sends an event; the same message is the same body, as a sender repeats it.
pub fn send(home: &Home, to: &str, id: &str, message: &str, email: &str) -> (i32, Value) {
    let body = format!(
        r#"{{"event_type":"termination","genesys_user_id":"{id}","email":"{email}","timestamp":"2026-11-30T10:00:00Z","reason":"left"}}"#
    );
    let file = home.file(&format!("{message}.json"), &body);
    home.json(&["webhook", "sign", file.to_str().unwrap(), "--id", message, "--send", to])
}

/// The event, as soon as it needs this.
pub fn until(home: &Home, event: &str, need: &str) -> Value {
    for _ in 0..LOOKS {
        let (code, shown) = home.json(&["inbox", "show", event]);
        let entry = &shown["result"]["event"];
        if code == 0 && entry["need"] == need {
            return entry.clone();
        }
    }
    panic!("{event} never came to {need}: {:?}", home.ask(&["inbox", "show", event]))
}
