//! A practice tenant behind a door that counts the calls and can end a process at any one of them.

use super::tenant::{Tenant, runtime};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use lanyard::practice::{Practice, PracticeOptions};
use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::process::Child;
use std::sync::{Arc, Mutex};
use tower::ServiceExt as _;

/// When the process is to be ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// When the call has come and nothing has happened.
    Before,
    /// When its effect is there and its answer is not.
    After,
}

/// One call that came in.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub status: u16,
}

#[derive(Default)]
struct State {
    seen: Vec<Seen>,
    tokens: BTreeSet<String>,
    end_at: Option<(usize, Moment)>,
    /// The same by the number, from 1, of the calls that change something.
    end_at_change: Option<(usize, Moment)>,
    child: Option<Child>,
    /// Calls that would change something under such a path are answered with 400; empty for none.
    refused: String,
}

/// The door.
#[derive(Clone, Default)]
pub struct Door(Arc<Mutex<State>>);

impl Door {
    /// A tenant behind a door; the client of the tests goes past it.
    pub fn open(options: PracticeOptions) -> (Self, Tenant, String) {
        let door = Self::default();
        let runtime = runtime();
        let practice = Practice::new(options).unwrap();
        let serving = runtime.block_on(practice.serve(None)).unwrap();
        let (router, own) = (practice.router(), door.clone());
        let app = Router::new().fallback(move |request: Request| own.clone().pass(router.clone(), request));
        let listener = runtime.block_on(tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let api = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move { axum::serve(listener, app).await });
        let direct = serving.api.clone();
        (door, Tenant::at(practice, direct, Some(serving), runtime), api)
    }

    async fn pass(self, router: Router, request: Request) -> Response {
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        let fatal = {
            let mut state = self.0.lock().unwrap();
            let token = request.headers().get("authorization").and_then(|value| value.to_str().ok());
            state.tokens.extend(token.and_then(|t| t.strip_prefix("Bearer ")).map(str::to_owned));
            state.seen.push(Seen { method, path, status: 0 });
            let number = state.seen.len() - 1;
            let by_number = state.end_at.filter(|(at, _)| *at == number);
            let change = || state.seen.iter().filter(|call| step_of(call).is_some()).count();
            let by_change =
                state.end_at_change.filter(|(at, _)| step_of(&state.seen[number]).is_some() && *at == change());
            (number, by_number.or(by_change).map(|(_, moment)| moment))
        };
        let (number, moment) = fatal;
        if moment == Some(Moment::Before) {
            self.end();
            return Response::new(Body::empty());
        }
        let refuse = {
            let state = self.0.lock().unwrap();
            let call = &state.seen[number];
            !state.refused.is_empty() && call.path.contains(&state.refused) && step_of(call).is_some()
        };
        if refuse {
            self.0.lock().unwrap().seen[number].status = 400;
            return Response::builder().status(400).body(Body::from(r#"{"code":"bad.request"}"#)).unwrap();
        }
        let response = router.oneshot(request).await.unwrap();
        self.0.lock().unwrap().seen[number].status = response.status().as_u16();
        if moment == Some(Moment::After) {
            self.end();
        }
        response
    }

    /// Ends the process.
    pub fn end(&self) {
        self.0.lock().unwrap().child.as_mut().unwrap().kill().unwrap();
    }

    /// Starts a process that is ended at the call with this number, from 0, and waits until it has ended.
    /// Its exit code is none when it was killed.
    pub fn run(&self, mut command: std::process::Command, end_at: Option<(usize, Moment)>) -> Option<i32> {
        {
            let mut state = self.0.lock().unwrap();
            state.end_at = end_at;
            // Held until the child is known, so that no call passes before it can be ended.
            state.child = Some(command.spawn().unwrap());
        }
        loop {
            if let Some(status) = self.0.lock().unwrap().child.as_mut().unwrap().try_wait().unwrap() {
                return status.code();
            }
            std::thread::park_timeout(std::time::Duration::from_millis(20));
        }
    }

    /// Starts a process that is ended at this one, from 1, of its calls that change something, as [`Door::run`] does.
    pub fn run_until_change(&self, command: std::process::Command, change: usize, moment: Moment) -> Option<i32> {
        self.0.lock().unwrap().end_at_change = Some((change, moment));
        let code = self.run(command, None);
        self.0.lock().unwrap().end_at_change = None;
        code
    }

    /// From now on refuses whatever would change something under paths that contain this; empty for nothing.
    pub fn refuse(&self, part: &str) {
        part.clone_into(&mut self.0.lock().unwrap().refused);
    }

    /// Waits until a call has come that changes something.
    pub fn wait_for_change(&self) {
        while !self.0.lock().unwrap().seen.iter().any(|call| step_of(call).is_some()) {
            std::thread::park_timeout(std::time::Duration::from_millis(5));
        }
    }

    /// Every token that was shown.
    pub fn tokens(&self) -> Vec<String> {
        self.0.lock().unwrap().tokens.iter().cloned().collect()
    }

    /// All calls so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.0.lock().unwrap().seen.clone()
    }
}

/// The step that makes this call to change something; none for calls that only read.
pub fn step_of(call: &Seen) -> Option<&'static str> {
    let path = call.path.as_str();
    let ends = |tail: &str| path.ends_with(tail);
    match call.method.as_str() {
        "GET" | "HEAD" => None,
        "POST" if path.starts_with("/oauth/") || ends("/details/query") || ends("/search") => None,
        "POST" if ends("/details/jobs") || path.contains("/license/infer") || path.contains("/audits/query") => None,
        "POST" if path == "/api/v2/users" || path == "/api/v2/scim/v2/users" => Some("create"),
        _ if ends("/password") => Some("password"),
        _ if ends("/invite") => Some("invitation"),
        _ if ends("/externalid") => Some("external-id"),
        _ if ends("/bulkadd") => Some("grants"),
        "POST" if path.starts_with("/api/v2/authorization/roles/") => Some("grants"),
        "PATCH" if path.starts_with("/api/v2/users/") => Some("user"),
        _ if path.contains("/conversations/") => Some("conversations"),
        _ if ends("/state") => Some("state"),
        _ if path.contains("/tokens/") => Some("tokens"),
        _ if ends("/routingstatus") => Some("queue-status"),
        _ if path.contains("/routing/queues/") => Some("queues"),
        _ if path.contains("/groups/") => Some("groups"),
        _ if ends("/bulkremove") => Some("grants"),
        _ if path.contains("/routingskills") || path.contains("/routinglanguages") => Some("skills"),
        _ if ends("/utilization") => Some("utilization"),
        _ if path.contains("station") => Some("stations"),
        "DELETE" if path.contains("/users/") => Some("delete"),
        other => panic!("what does {other} {path} do?"),
    }
}
