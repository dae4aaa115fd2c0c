//! The way of one call: pass, token, permit, exchange, and what to do with what came of it.

use super::Lane;
use super::answer::{Rate, correlation, retry_after};
use super::breaker::{Breaker, Pass};
use super::call::{Call, Repeat};
use super::chance::Chance;
use super::gate::{Gate, Permit};
use super::http::{Http, Request, Response, SendError};
use super::log::{Ended, Log};
use super::meter::{Held, Meter};
use super::oauth::{AGENT, Token, Tokens};
use crate::genesys::error::{Error, Failure, Kind};
use crate::genesys::error_body::Said;
use crate::genesys::{Settings, SettingsError};
use crate::model::{Changed, CorrelationId, DisplayText, ServerCall, Timestamp};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// How long to hold everybody back after a 429 that says nothing about how long.
const UNTOLD_HOLD: Duration = Duration::from_secs(2);

/// How many tokens may die under one call.
const RENEWALS_MOST: u32 = 5;

/// What all clones of a client share.
pub(in crate::genesys) struct Transport {
    settings: Settings,
    http: Arc<dyn Http>,
    tokens: Tokens,
    gate: Gate,
    breaker: Breaker,
    chance: Arc<Chance>,
    calls: AtomicU64,
    throttled: AtomicU64,
    retries: AtomicU64,
    told_time: Mutex<Option<(Timestamp, Instant)>>,
    log: Log,
}

/// What has befallen a call so far.
#[derive(Default)]
struct Story {
    failures: u32,
    throttles: u32,
    tries: u32,
    renewals: u32,
    /// An earlier try may have taken effect.
    unclear: bool,
    last: Option<Error>,
}

/// What to do after an exchange.
enum Next {
    Done(Response),
    Again(Duration),
    Fail(Error),
}

impl Transport {
    pub(in crate::genesys) fn new(settings: Settings, http: Arc<dyn Http>) -> Result<Self, SettingsError> {
        settings.check()?;
        let chance = Arc::new(Chance::new(settings.seed));
        Ok(Self {
            tokens: Tokens::new(&settings, Arc::clone(&http), Arc::clone(&chance))?,
            gate: Gate::new(settings.in_flight, settings.reserve, watch::Sender::new(0)),
            breaker: Breaker::new(settings.breaker_after, settings.breaker_pause),
            chance,
            http,
            settings,
            calls: AtomicU64::new(0),
            throttled: AtomicU64::new(0),
            retries: AtomicU64::new(0),
            told_time: Mutex::new(None),
            log: Log::default(),
        })
    }

    pub(in crate::genesys) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(in crate::genesys) fn meter(&self) -> Meter {
        let now = Instant::now();
        let (used, allowed, resets_in, held) = self.gate.figures(now);
        let open = self.breaker.open_for(now).map(|left| Held { left, why: "the tenant keeps failing (circuit open)" });
        Meter {
            circuit_open: open.is_some(),
            used,
            allowed,
            resets_in,
            waiting: open.or(held),
            calls: self.calls.load(Ordering::Relaxed),
            token_calls: self.tokens.calls(),
            throttled: self.throttled.load(Ordering::Relaxed),
            retries: self.retries.load(Ordering::Relaxed),
        }
    }

    pub(in crate::genesys) fn meter_changed(&self) -> watch::Receiver<u64> {
        self.gate.watch()
    }

    /// The latest exchanges, the newest first; `now` is the time at this moment.
    pub(in crate::genesys) fn calls(&self, now: Timestamp) -> Vec<ServerCall> {
        self.log.newest_first(now)
    }

    /// The tenant's time, by the `Date` of its last answer (RFC 9110 section 6.6.1) and what has passed since.
    pub(in crate::genesys) fn tenant_time(&self) -> Option<Timestamp> {
        let (told, at) = (*self.told_time.lock().unwrap_or_else(PoisonError::into_inner))?;
        told.checked_add(at.elapsed()).ok()
    }

    fn note_time(&self, answer: &Response, now: Instant) {
        let told = answer.header("date").and_then(|d| jiff::fmt::rfc2822::parse(d).ok());
        if let Some(told) = told {
            *self.told_time.lock().unwrap_or_else(PoisonError::into_inner) = Some((told.timestamp(), now));
        }
    }

    /// Carries a call to its end: an answer that says success, or an error.
    pub(in crate::genesys) async fn send(&self, lane: Lane, call: &Call) -> Result<Response, Error> {
        if self.settings.read_only && call.writes() {
            return Err(call.failed(Kind::ReadOnly, "this session only reads; nothing was sent", Changed::No));
        }
        let url = call.url(self.settings.hosts.api())?;
        let place = self.gate.place(lane);
        let mut story = Story::default();
        loop {
            let pass = self.pass(lane, call, &mut story).await?;
            let token = self.tokens.get().await.map_err(|error| story.token_error(error))?;
            let Some(permit) = self.gate.permit(place, token.generation).await else { continue };
            // Waiting may have taken a minute: the token may be old by now, or the tenant may have gone.
            if !self.tokens.is_current(&token) || pass.is_void() {
                permit.not_sent();
                continue;
            }
            let request = request(call, url.clone(), &token)?;
            match self.exchange(call, &mut story, request, &token, pass, permit).await {
                Next::Done(answer) => return Ok(answer),
                Next::Fail(error) => return Err(error),
                Next::Again(after) => {
                    self.retries.fetch_add(1, Ordering::Relaxed);
                    self.gate.note();
                    tokio::time::sleep(after).await;
                }
            }
        }
    }

    async fn pass(&self, lane: Lane, call: &Call, story: &mut Story) -> Result<Pass<'_>, Error> {
        if lane != Lane::Interactive {
            return Ok(self.breaker.pass().await);
        }
        self.breaker.try_pass(Instant::now()).map_err(|left| {
            let words = format!("the tenant keeps failing; the next try is in {} seconds", left.as_secs() + 1);
            story.last.take().unwrap_or_else(|| call.failed(Kind::CircuitOpen, words, story.changed(call)))
        })
    }

    async fn exchange(
        &self,
        call: &Call,
        story: &mut Story,
        request: Request,
        token: &Token,
        pass: Pass<'_>,
        mut permit: Permit<'_>,
    ) -> Next {
        if story.tries == 0 {
            self.chance.first_try();
        }
        story.tries += 1;
        let number = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let url = request.url.clone();
        permit.sent();
        self.gate.note();
        let began = Instant::now();
        let timeout = call.timeout.unwrap_or(self.settings.timeout);
        let sent = tokio::time::timeout(timeout, self.http.send(request)).await;
        let now = Instant::now();
        let came = sent.as_ref().ok().and_then(|sent| sent.as_ref().ok());
        let (status, correlation) = (came.map(|answer| answer.status), came.and_then(correlation));
        let told = correlation.as_ref().map(tracing::field::display);
        let (operation, took) = (call.operation, now - began);
        tracing::debug!(operation, status, correlation = told, tries = story.tries, ?took, "exchange");
        let late = SendError::NoAnswer(format!("none within {} seconds", timeout.as_secs()));
        let answer = match &sent {
            Ok(sent) => sent.as_ref(),
            Err(_) => Err(&late),
        };
        let (sent_at, attempt) = (began, story.tries);
        self.log.note(call, &url, Ended { number, sent: sent_at, took, attempt, answer, correlation });
        let answer = match sent {
            Ok(Ok(answer)) => answer,
            Ok(Err(SendError::NotSent(why))) => {
                permit.not_sent();
                pass.failed(now);
                let error = call.failed(Kind::Transport, SendError::NotSent(why).to_string(), story.changed(call));
                return self.again_or(story, error, None);
            }
            Ok(Err(why)) => {
                permit.answered(None);
                pass.failed(now);
                return self.lost(call, story, Kind::Transport, &why.to_string());
            }
            Err(_) => {
                permit.answered(None);
                pass.failed(now);
                let words = format!("no answer within {} seconds", timeout.as_secs());
                return self.lost(call, story, Kind::Timeout, &words);
            }
        };
        self.note_time(&answer, now);
        let rate = Rate::read(&answer);
        match answer.status {
            500 | 502..=599 => pass.failed(now),
            _ => pass.answered(now),
        }
        if answer.status == 429 {
            return self.throttled(call, story, &answer, rate, permit, now);
        }
        permit.answered(rate);
        self.sort(call, story, answer, token)
    }

    /// What to do with an answer that is no 429.
    fn sort(&self, call: &Call, story: &mut Story, answer: Response, token: &Token) -> Next {
        if answer.status != 401 {
            token.taken();
        }
        if (200..300).contains(&answer.status) {
            return Next::Done(answer);
        }
        let said = Said::read(&answer.body);
        match answer.status {
            // A refused token means that nothing was done, so any call can be sent again. Once is enough, unless the next
            // token dies as well after it has worked for others.
            401 if story.may_renew(token) && said.code.as_deref() != Some("ip.not.authorized") => {
                story.renewals += 1;
                self.tokens.refused(token);
                Next::Again(Duration::ZERO)
            }
            408 | 500 | 502..=599 => {
                story.unclear |= call.writes();
                let error = error(call, story, &answer, said);
                match call.repeat {
                    Repeat::ReadBack => Next::Fail(error),
                    Repeat::Read | Repeat::Safe => self.again_or(story, error, retry_after(&answer)),
                }
            }
            _ => Next::Fail(error(call, story, &answer, said)),
        }
    }

    /// The request went out and no answer came.
    fn lost(&self, call: &Call, story: &mut Story, kind: Kind, words: &str) -> Next {
        story.unclear |= call.writes();
        let error = call.failed(kind, words, story.changed(call));
        match call.repeat {
            Repeat::ReadBack => Next::Fail(error),
            Repeat::Read | Repeat::Safe => self.again_or(story, error, None),
        }
    }

    /// 429: nothing was done, so any call may come again.
    fn throttled(
        &self,
        call: &Call,
        story: &mut Story,
        answer: &Response,
        rate: Option<Rate>,
        permit: Permit<'_>,
        now: Instant,
    ) -> Next {
        self.throttled.fetch_add(1, Ordering::Relaxed);
        let said = Said::read(&answer.body);
        let asked = retry_after(answer).or(said.wait);
        // With calls left in the window it is a limit of the one service, not of the token: only this call waits.
        let of_the_token = rate.is_none_or(|rate| rate.is_used_up());
        let backoff = self.chance.backoff(story.throttles);
        let wait = if of_the_token {
            let window = match rate {
                Some(rate) => Some(rate.reset + Duration::from_secs(1)),
                None => permit.window_ends_by().map(|end| end.saturating_duration_since(now)),
            };
            let floor = asked.max(window).unwrap_or(UNTOLD_HOLD + backoff);
            let wait = self.chance.above(floor);
            permit.refused(rate, now + wait);
            wait
        } else {
            permit.answered(rate);
            asked.map_or(backoff, |floor| self.chance.above(floor))
        };
        story.throttles += 1;
        let mut error = error(call, story, answer, said);
        if story.throttles > self.settings.throttle_retries || wait > self.settings.longest_wait {
            error = error.waiting(asked);
            return Next::Fail(error);
        }
        story.last = Some(error);
        // Where everybody is held, the gate does the waiting, so that the meter shows it and the urgent go first.
        Next::Again(if of_the_token { Duration::ZERO } else { wait })
    }

    fn again_or(&self, story: &mut Story, error: Error, floor: Option<Duration>) -> Next {
        let too_long = floor.is_some_and(|floor| floor > self.settings.longest_wait);
        if story.failures >= self.settings.retries || too_long || !self.chance.may_repeat() {
            return Next::Fail(error);
        }
        let backoff = self.chance.backoff(story.failures);
        story.failures += 1;
        story.last = Some(error);
        Next::Again(floor.map_or(backoff, |floor| self.chance.above(floor).max(backoff)))
    }
}

impl Story {
    fn may_renew(&self, token: &Token) -> bool {
        self.renewals == 0 || (token.worked() && self.renewals < RENEWALS_MOST)
    }

    fn changed(&self, call: &Call) -> Changed {
        if self.unclear && call.writes() { Changed::Maybe } else { Changed::No }
    }

    /// A renewal failed in the middle of a call: what the call itself may have done is not to be forgotten.
    fn token_error(&mut self, error: Error) -> Error {
        match self.last.take() {
            Some(own) if self.unclear => own,
            _ => error,
        }
    }
}

fn request(call: &Call, url: url::Url, token: &Token) -> Result<Request, Error> {
    let mut headers = HeaderMap::new();
    let bearer = token.header().ok_or_else(|| {
        call.failed(Kind::Undecodable, "the login service sent a token that no header can carry", Changed::No)
    })?;
    headers.insert(AUTHORIZATION, bearer);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    let mut body = Vec::new();
    if let Some(json) = &call.body {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        body = json.to_string().into_bytes();
    }
    Ok(Request { method: call.method.clone(), url, headers, body })
}

fn error(call: &Call, story: &Story, answer: &Response, said: Said) -> Error {
    let kind = said.kind(answer.status);
    let message = said.message.unwrap_or_else(|| match kind {
        Kind::Undecodable => "an answer that the platform does not give".to_owned(),
        _ => "no message".to_owned(),
    });
    Error::new(Failure {
        operation: call.operation,
        subject: call.subject.clone(),
        status: Some(answer.status),
        code: said.code.map(DisplayText::new),
        message: DisplayText::new(message),
        correlation: correlation(answer).or_else(|| said.context.map(CorrelationId::from)),
        changed: story.changed(call),
        missing: said.missing,
        kind,
    })
}

impl Error {
    fn waiting(self, asked: Option<Duration>) -> Self {
        let failure = self.failure().clone();
        Self::new(Failure { kind: Kind::Throttled { retry_after: asked }, ..failure })
    }
}
