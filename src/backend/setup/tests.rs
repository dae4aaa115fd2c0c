use super::probe::probe_by;
use super::{Found, Probed, needs_of};
use crate::backend::{Check, CheckResult};
use crate::config::Tenant;
use crate::genesys::{Http, Promise, Request, Response, SendError};
use crate::model::{SetupJob, Timestamp};
use crate::practice::{self, Practice, PracticeOptions};
use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::SecretString;
use std::sync::Arc;

fn start() -> Timestamp {
    "2026-10-14T09:30:00Z".parse().unwrap()
}

/// A way to a practice tenant, or to nobody.
enum Wire {
    Practice(Practice),
    /// Every exchange fails so, before anything was sent.
    Fails(&'static str),
    /// Every exchange is answered so.
    Answers(u16, &'static str),
}

impl Http for Wire {
    fn send(&self, request: Request) -> Promise<'_, Result<Response, SendError>> {
        let answer = match self {
            Self::Fails(why) => Err(SendError::NotSent((*why).to_owned())),
            Self::Answers(status, body) => {
                Ok(Response { status: *status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() })
            }
            Self::Practice(practice) => {
                let target = &request.url[url::Position::BeforePath..];
                let mut asked = practice::Request::new(request.method.clone(), target);
                asked.headers = request.headers.clone();
                asked.body = request.body.clone().into();
                let reply = practice.answer(&asked);
                let named = |(name, value): (&'static str, String)| {
                    (HeaderName::from_static(name), HeaderValue::from_str(&value).unwrap())
                };
                let mut headers: HeaderMap = reply.headers.into_iter().map(named).collect();
                headers.insert(http::header::DATE, HeaderValue::from_static("Wed, 14 Oct 2026 09:30:00 GMT"));
                let body = reply.body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
                Ok(Response { status: reply.status, headers, body })
            }
        };
        Box::pin(async move { answer })
    }
}

fn practice() -> Practice {
    let options =
        PracticeOptions { people: 20, rate_per_minute: 60_000, start: Some(start()), ..PracticeOptions::default() };
    Practice::new(options).unwrap()
}

async fn look(wire: Wire, id: &str, secret: SecretString, jobs: &[SetupJob], now: Timestamp) -> (Probed, Vec<Check>) {
    let tenant = Tenant::read("eu_central_1", id, secret).unwrap();
    let mut told = Vec::new();
    let probed = probe_by(&tenant, Arc::new(wire), jobs, now, &mut |check| told.push(check.clone())).await;
    (probed, told)
}

async fn failing(wire: Wire) -> Check {
    let id = "6f0c2f7e-1111-4222-8333-444455556666";
    let (probed, told) = look(wire, id, "hush-hush".into(), &SetupJob::ALL, start()).await;
    assert!(!probed.signs_in() && !probed.is_complete() && probed.permissions.is_empty());
    assert_eq!(told, probed.steps);
    let [check] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((check.name, check.result), ("sign-in", CheckResult::Failed));
    assert!(!format!("{probed:?}").contains("hush"), "{probed:?}");
    check.clone()
}

#[tokio::test]
async fn a_client_that_has_everything_is_told_line_by_line() {
    let practice = practice();
    let keys = practice.credentials();
    let (probed, told) =
        look(Wire::Practice(practice), &keys.client_id, keys.client_secret, &SetupJob::ALL, start()).await;
    assert!(probed.signs_in() && probed.is_complete(), "{probed:#?}");
    assert!(told[0].text.as_str().starts_with("signed in to Acme Practice as "), "{told:?}");
    assert_eq!(probed.permissions.len(), needs_of(&SetupJob::ALL).count());
    let lines = probed.lines();
    assert!(lines.iter().any(|line| line.text.as_str() == "directory:user:view" && line.result == CheckResult::Good));
}

#[tokio::test]
async fn what_is_missing_comes_first_with_the_jobs_that_need_it() {
    let practice = practice();
    let keys = practice.credentials();
    let jobs = [SetupJob::Offboard, SetupJob::Restore];
    let (id, secret) = (keys.limited_client_id, keys.limited_client_secret);
    let (probed, _) = look(Wire::Practice(practice), &id, secret, &jobs, start()).await;
    assert!(probed.signs_in() && !probed.is_complete());
    let lines = probed.lines();
    let first = probed.steps.len();
    assert_eq!(
        lines[first].text.as_str(),
        "authorization:license:view or authorization:grant:add is missing: offboard and restore need it"
    );
    assert!(lines.iter().any(|l| l.text.as_str() == "oauth:token:delete is missing: offboard needs it"), "{lines:#?}");
    let good = lines.iter().position(|line| line.text.as_str() == "directory:user:view").unwrap();
    let last_missing = lines.iter().rposition(|line| line.result == CheckResult::Failed).unwrap();
    assert!(last_missing < good);
    assert!(!lines.iter().any(|line| line.text.as_str().contains("directory:group:delete")), "nobody asked for groups");
}

#[tokio::test]
async fn a_wrong_secret_is_said_so() {
    let practice = practice();
    let id = practice.credentials().client_id;
    let (probed, _) = look(Wire::Practice(practice), &id, "hush-hush".into(), &SetupJob::ALL, start()).await;
    let line = &probed.steps[0];
    assert_eq!(line.text.as_str(), "login.mypurecloud.de does not take this client id with this secret");
    assert!(line.remedy.as_str().contains("the region is the organisation's own"), "{line:?}");
}

#[tokio::test(start_paused = true)]
async fn each_way_not_to_get_in_has_its_words() {
    let line = failing(Wire::Fails("dns error: failed to lookup address information")).await;
    assert!(line.text.as_str().starts_with("login.mypurecloud.de cannot be reached: dns error"), "{line:?}");
    assert!(line.remedy.as_str().contains("HTTPS_PROXY"), "{line:?}");
    let line = failing(Wire::Fails("invalid peer certificate: Expired")).await;
    assert!(line.text.as_str().starts_with("no secure connection to login.mypurecloud.de"), "{line:?}");
    assert!(line.remedy.as_str().contains("clock is right (it says 2026-10-14 09:30 UTC)"), "{line:?}");
    let line = failing(Wire::Answers(200, "<html>Sign in to the hotel's network</html>")).await;
    assert!(line.text.as_str().contains("something other than the platform answers"), "{line:?}");
    let line = failing(Wire::Answers(400, r#"{"error":"unauthorized_client","description":"no"}"#)).await;
    assert!(line.remedy.as_str().contains("Client Credentials"), "{line:?}");
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_a_warning() {
    let practice = practice();
    let keys = practice.credentials();
    let now = start() + jiff::SignedDuration::from_mins(10);
    let jobs = [SetupJob::Offboard];
    let (probed, told) = look(Wire::Practice(practice), &keys.client_id, keys.client_secret, &jobs, now).await;
    let clock = told.iter().find(|check| check.name == "clock").unwrap_or_else(|| panic!("{told:?}"));
    assert_eq!(clock.result, CheckResult::Warning);
    assert!(probed.is_complete(), "it is only a warning");
}

#[test]
fn every_job_needs_something_of_its_own_and_is_named_once() {
    for job in SetupJob::ALL {
        assert!(needs_of(&[job]).count() >= 5, "{job:?}");
    }
    for need in needs_of(&SetupJob::ALL) {
        let mut jobs = need.jobs.to_vec();
        jobs.sort();
        jobs.dedup();
        assert_eq!(jobs.len(), need.jobs.len(), "{:?}", need.any);
    }
    let found = Found { any: &["a:b:c"], held: None, jobs: vec![SetupJob::Offboard] };
    assert_eq!(found.check().text.as_str(), "a:b:c: not known");
}
