//! A stand-in for the network, in the same process: tests say what it answers, and read what was sent.

use super::transport::http::{Http, Promise, Request, Response, SendError};
use super::{Client, Error, Failure, Hosts, Kind, Settings};
use crate::model::{Changed, DisplayText};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

pub(super) const SECRET: &str = "very-secret-word";

/// What comes of one exchange.
pub(super) struct Reply {
    after: Duration,
    what: Result<Response, SendError>,
}

impl Reply {
    pub(super) fn new(status: u16, body: &str) -> Self {
        let answer = Response { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() };
        Self { after: Duration::from_millis(20), what: Ok(answer) }
    }

    pub(super) fn ok() -> Self {
        Self::new(200, "{}")
    }

    pub(super) fn token(word: &str, life: u64) -> Self {
        Self::new(200, &format!(r#"{{"access_token":"{word}","token_type":"bearer","expires_in":{life}}}"#))
    }

    pub(super) fn not_sent() -> Self {
        Self { after: Duration::ZERO, what: Err(SendError::NotSent("refused".into())) }
    }

    pub(super) fn lost() -> Self {
        Self { after: Duration::ZERO, what: Err(SendError::NoAnswer("reset".into())) }
    }

    pub(super) fn after(mut self, seconds: f64) -> Self {
        self.after = Duration::from_secs_f64(seconds);
        self
    }

    pub(super) fn header(mut self, name: &str, value: impl ToString) -> Self {
        if let Ok(answer) = &mut self.what {
            let name: HeaderName = name.parse().unwrap();
            answer.headers.insert(name, HeaderValue::from_str(&value.to_string()).unwrap());
        }
        self
    }

    pub(super) fn rate(self, count: u32, allowed: u32, reset: u64) -> Self {
        self.header("inin-ratelimit-count", count)
            .header("inin-ratelimit-allowed", allowed)
            .header("inin-ratelimit-reset", reset)
    }
}

type Handler = dyn Fn(&Request, usize) -> Reply + Send + Sync;

/// The stand-in. Requests for tokens are answered by itself unless told otherwise.
pub(super) struct Double {
    api: Box<Handler>,
    login: Box<Handler>,
    sent: Mutex<Vec<(Instant, Request)>>,
    asked: Mutex<usize>,
}

impl Double {
    /// Answers the API's requests; the number counts them from 0.
    pub(super) fn new(api: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Arc<Self> {
        Self::with_login(api, |_, n| Reply::token(&format!("token-{n}"), 86_399))
    }

    /// Answers requests for tokens as well.
    pub(super) fn with_login(
        api: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static,
        login: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self { api: Box::new(api), login: Box::new(login), sent: Mutex::default(), asked: Mutex::default() })
    }

    /// A client on it, which leaves a little of everything adjustable.
    pub(super) fn client(self: &Arc<Self>, adjust: impl FnOnce(&mut Settings)) -> Client {
        let hosts = Hosts::parse("https://api.example.org").unwrap();
        let mut settings = Settings::new(hosts, "client-1", SECRET.into(), 7);
        adjust(&mut settings);
        Client::new(settings, Arc::clone(self) as Arc<dyn Http>).unwrap()
    }

    /// When which request was sent to the API.
    pub(super) fn sent(&self) -> Vec<(Instant, Request)> {
        self.sent.lock().unwrap().clone()
    }

    /// How many requests were sent to the API.
    pub(super) fn count(&self) -> usize {
        self.sent.lock().unwrap().len()
    }

    /// How many requests for tokens were sent.
    pub(super) fn tokens(&self) -> usize {
        *self.asked.lock().unwrap()
    }
}

impl Http for Double {
    fn send(&self, request: Request) -> Promise<'_, Result<Response, SendError>> {
        let reply = if request.url.path() == "/oauth/token" {
            let mut asked = self.asked.lock().unwrap();
            *asked += 1;
            (self.login)(&request, *asked - 1)
        } else {
            let mut sent = self.sent.lock().unwrap();
            sent.push((Instant::now(), request.clone()));
            (self.api)(&request, sent.len() - 1)
        };
        Box::pin(async move {
            tokio::time::sleep(reply.after).await;
            reply.what
        })
    }
}

/// An error like any other.
pub(super) fn some_error() -> Error {
    Error::new(Failure {
        operation: "GET /api/v2/users",
        subject: None,
        kind: Kind::Server,
        status: Some(500),
        code: None,
        message: DisplayText::new("no"),
        correlation: None,
        changed: Changed::No,
        missing: Vec::new(),
    })
}
