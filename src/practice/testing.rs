//! What the tests of this room share: a signed-in caller and a check of answers.

use super::{Practice, PracticeOptions, Reply, Request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

/// A practice tenant with a caller signed in.
pub struct Desk {
    /// The tenant.
    pub practice: Practice,
    token: String,
}

impl Desk {
    /// A small tenant with a fixed start.
    pub fn new() -> Self {
        Self::with(options())
    }

    /// A tenant as asked.
    pub fn with(options: PracticeOptions) -> Self {
        let practice = Practice::new(options).expect("the options are good");
        Self::over(practice)
    }

    /// Signs in on a tenant.
    pub fn over(practice: Practice) -> Self {
        let c = practice.credentials();
        let token = sign_in(&practice, &c.client_id, &c.client_secret);
        Self { practice, token }
    }

    /// The same tenant with the client that may only read.
    pub fn limited(&self) -> Self {
        let c = self.practice.credentials();
        let token = sign_in(&self.practice, &c.limited_client_id, &c.limited_client_secret);
        Self { practice: self.practice.clone(), token }
    }

    /// A request of the signed-in caller.
    pub fn request(&self, method: Method, target: &str, body: Option<&Value>) -> Request {
        let request = Request::new(method, target).with_header("authorization", &format!("Bearer {}", self.token));
        match body {
            Some(body) => request.with_json(body),
            None => request,
        }
    }

    /// Sends a request.
    pub fn send(&self, method: Method, target: &str, body: Option<Value>) -> Reply {
        self.practice.answer(&self.request(method, target, body.as_ref()))
    }

    /// GET, which must be answered with 200.
    pub fn get(&self, target: &str) -> Value {
        let reply = self.send(Method::GET, target, None);
        assert_eq!(reply.status, 200, "GET {target}: {:?}", reply.body);
        reply.body.expect("a 200 of a GET has a body")
    }

    /// Sends a body, and tells the status and the answer's body.
    pub fn call(&self, method: &str, target: &str, body: Value) -> (u16, Value) {
        let method = method.parse().expect("a method");
        let body = (!body.is_null()).then_some(body);
        let reply = self.send(method, target, body);
        (reply.status, reply.body.unwrap_or(Value::Null))
    }

    /// The id of the person with this address.
    pub fn person(&self, email: &str) -> String {
        let world = self.practice.world();
        let row = world.email_row(email).expect("somebody has the address");
        world.user_id(row)
    }
}

/// Options of a small tenant with a fixed start.
pub fn options() -> PracticeOptions {
    let start = "2026-10-14T09:30:00Z".parse::<Timestamp>().expect("a moment");
    PracticeOptions { people: 120, seed: 7, rate_per_minute: 100_000, start: Some(start), ..PracticeOptions::default() }
}

/// A token for a client.
pub fn sign_in(practice: &Practice, id: &str, secret: &SecretString) -> String {
    let basic = STANDARD.encode(format!("{id}:{}", secret.expose_secret()));
    let mut request = Request::new(Method::POST, "/oauth/token")
        .with_header("authorization", &format!("Basic {basic}"))
        .with_header("content-type", "application/x-www-form-urlencoded");
    request.body = "grant_type=client_credentials".into();
    let reply = practice.answer(&request);
    let body = reply.body.expect("a token answer has a body");
    body["access_token"].as_str().unwrap_or_else(|| panic!("no token: {body}")).to_owned()
}
