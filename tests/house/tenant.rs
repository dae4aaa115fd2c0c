//! A practice tenant in the test's process, and a small client of it that shares nothing with the product's.

use base64::Engine as _;
use lanyard::practice::{Practice, PracticeOptions, Running};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::Runtime;

/// How often a call is made again when the tenant's own faults spoil it.
const TRIES: usize = 60;

/// A tenant that listens.
pub struct Tenant {
    pub practice: Practice,
    pub api: String,
    pub client_id: String,
    pub client_secret: String,
    pub limited_id: String,
    pub limited_secret: String,
    token: Mutex<String>,
    serving: Option<Running>,
    pub runtime: Arc<Runtime>,
}

/// A few people, a generous rate, and changes that take effect soon.
pub fn small() -> PracticeOptions {
    PracticeOptions {
        people: 24,
        rate_per_minute: 60_000,
        membership_delay: Duration::from_millis(200),
        search_lag: Duration::ZERO,
        ..PracticeOptions::default()
    }
}

pub fn runtime() -> Arc<Runtime> {
    Arc::new(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap())
}

impl Tenant {
    pub fn new(options: PracticeOptions) -> Self {
        let runtime = runtime();
        let practice = Practice::new(options).unwrap();
        let serving = runtime.block_on(practice.serve(None)).unwrap();
        let api = serving.api.clone();
        Self::at(practice, api, Some(serving), runtime)
    }

    /// A tenant that already listens at this address.
    pub fn at(practice: Practice, api: String, serving: Option<Running>, runtime: Arc<Runtime>) -> Self {
        let keys = practice.credentials();
        Self {
            practice,
            api,
            client_id: keys.client_id,
            client_secret: keys.client_secret.expose_secret().to_owned(),
            limited_id: keys.limited_client_id,
            limited_secret: keys.limited_client_secret.expose_secret().to_owned(),
            token: Mutex::default(),
            serving,
            runtime,
        }
    }

    /// Stops listening.
    pub fn stop(&mut self) {
        if let Some(serving) = self.serving.take() {
            self.runtime.block_on(serving.shutdown());
        }
    }

    fn sign_in(&self) -> Option<String> {
        let basic =
            base64::engine::general_purpose::STANDARD.encode(format!("{}:{}", self.client_id, self.client_secret));
        let (status, body) = exchange(
            &self.api,
            &format!(
                "POST /oauth/token HTTP/1.1\r\nauthorization: Basic {basic}\r\n\
                      content-type: application/x-www-form-urlencoded\r\n"
            ),
            "grant_type=client_credentials",
        )?;
        (status == 200).then(|| body["access_token"].as_str().unwrap().to_owned())
    }

    /// One call, made again while the tenant's faults spoil it.
    pub fn call(&self, method: &str, target: &str, body: &Value) -> (u16, Value) {
        for _ in 0..TRIES {
            let token = self.token.lock().unwrap().clone();
            let head = format!(
                "{method} {target} HTTP/1.1\r\nauthorization: Bearer {token}\r\n\
                                content-type: application/json\r\n"
            );
            let sent = if body.is_null() { String::new() } else { body.to_string() };
            match exchange(&self.api, &head, &sent) {
                Some((401, _)) => {
                    if let Some(fresh) = self.sign_in() {
                        *self.token.lock().unwrap() = fresh;
                    }
                }
                Some((429 | 500..=599, _)) | None => {}
                Some(answer) => return answer,
            }
        }
        panic!("{method} {target} never came through");
    }

    pub fn get(&self, target: &str) -> (u16, Value) {
        self.call("GET", target, &Value::Null)
    }

    /// What must be there.
    pub fn read(&self, target: &str) -> Value {
        let (status, body) = self.get(target);
        assert_eq!(status, 200, "{target}: {body}");
        body
    }

    /// The id that goes with an e-mail address, in whatever state.
    pub fn id(&self, email: &str) -> String {
        let everybody = self.read("/api/v2/users?pageSize=500&state=any");
        let found = everybody["entities"].as_array().unwrap().iter().find(|u| u["email"] == email).cloned();
        found.unwrap_or_else(|| panic!("nobody has {email}"))["id"].as_str().unwrap().to_owned()
    }

    /// Everything that an offboarding is about, as the tenant shows it: deleted or not.
    pub fn portrait(&self, id: &str) -> Value {
        let expand = "expand=groups,skills,languages,station,routingStatus";
        // A tenant that shows what was true a moment ago may hide somebody from both questions.
        let ask =
            |state: &str| Some(self.get(&format!("/api/v2/users/{id}?{expand}{state}"))).filter(|(s, _)| *s == 200);
        let found = (0..TRIES).find_map(|_| ask("").or_else(|| ask("&state=deleted")));
        let (_, user) = found.unwrap_or_else(|| panic!("there is no {id}"));
        let list = |target: String| match self.get(&target) {
            (200, body) => body["entities"].as_array().or_else(|| body["grants"].as_array()).cloned().unwrap(),
            (404, _) => vec![],
            other => panic!("{target}: {other:?}"),
        };
        let mut seats = list(format!("/api/v2/users/{id}/queues?joined=true&pageSize=100"));
        seats.extend(list(format!("/api/v2/users/{id}/queues?joined=false&pageSize=100")));
        let ids = |list: &[Value]| list.iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
        let grants = list(format!("/api/v2/authorization/subjects/{id}"));
        let mut grants: Vec<_> =
            grants.iter().map(|g| format!("{} in {}", g["role"]["id"], g["division"]["id"])).collect();
        grants.sort();
        json!({
            "state": user["state"], "manager": user["manager"]["id"],
            "groups": ids(user["groups"].as_array().map_or(&[], Vec::as_slice)),
            "skills": user["skills"], "languages": user["languages"],
            "station": user["station"]["associatedStation"], "default_station": user["station"]["defaultStation"],
            "queues": ids(&seats), "grants": grants, "open": self.open_conversations(id),
        })
    }

    fn open_conversations(&self, id: &str) -> Vec<Value> {
        let now = jiff::Timestamp::now();
        let from = now - jiff::SignedDuration::from_hours(24 * 7);
        let one = |dimension: &str| json!({ "type": "or", "predicates": [{ "dimension": dimension, "value": id }] });
        let body = json!({
            "interval": format!("{from:.3}/{now:.3}"),
            "conversationFilters": [{ "type": "and", "predicates": [{ "dimension": "conversationEnd", "operator": "notExists" }] }],
            "segmentFilters": [one("userId")],
            "paging": { "pageSize": 100, "pageNumber": 1 },
        });
        let (status, answer) = self.call("POST", "/api/v2/analytics/conversations/details/query", &body);
        assert_eq!(status, 200, "{answer}");
        let still = |conversation: &&Value| {
            let parts = conversation["participants"].as_array().unwrap().iter().filter(|p| p["userId"] == id);
            parts.flat_map(|p| p["sessions"].as_array().unwrap()).any(|session| {
                let segments = session["segments"].as_array().map_or(&[][..], Vec::as_slice);
                segments.is_empty() || segments.iter().any(|s| s["segmentEnd"].is_null())
            })
        };
        let all = answer["conversations"].as_array().map_or(&[][..], Vec::as_slice);
        all.iter().filter(still).map(|c| c["conversationId"].clone()).collect()
    }

    /// Everybody but these, with what they have; only what nobody changed stays the same.
    pub fn the_others(&self, but: &[&str]) -> Vec<Value> {
        let everybody =
            self.read("/api/v2/users?pageSize=500&state=any&expand=groups,skills,languages,authorization,station");
        assert!(everybody["total"].as_u64().unwrap() <= 500);
        let all = everybody["entities"].as_array().unwrap();
        all.iter().filter(|u| !but.contains(&u["id"].as_str().unwrap())).cloned().collect()
    }
}

/// One exchange on a connection of its own; none when the connection or the answer breaks off.
fn exchange(api: &str, head: &str, body: &str) -> Option<(u16, Value)> {
    let host = api.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let length = body.len();
    write!(stream, "{head}host: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}").ok()?;
    let mut came = Vec::new();
    stream.read_to_end(&mut came).ok()?;
    let split = came.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&came[..split]).ok()?.to_ascii_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let mut bytes = came[split + 4..].to_vec();
    if head.contains("transfer-encoding: chunked") {
        bytes = unchunk(&bytes)?;
    }
    let value = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).ok()? };
    Some((status, value))
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = rest.windows(2).position(|w| w == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
