//! The token: fetched once for all who want it, renewed before it expires, replaced when the API refuses it.

use super::call::Call;
use super::chance::Chance;
use super::http::{Http, Request};
use super::token_answer;
use crate::genesys::error::{Error, Kind};
use crate::genesys::{Settings, SettingsError};
use crate::model::Changed;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method};
use secrecy::{ExposeSecret, SecretString};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// What this product calls itself.
pub(super) const AGENT: &str = concat!("lanyard/", env!("CARGO_PKG_VERSION"));

const OPERATION: &str = "POST /oauth/token";
/// A token is renewed this long before it expires, or a tenth of its life if that is shorter.
const MARGIN: Duration = Duration::from_secs(300);
/// When an early renewal fails, the token in hand is used for this long before the next try.
const TRY_AGAIN: Duration = Duration::from_secs(30);

/// A token in use.
pub(super) struct Token {
    /// Rises with each token.
    pub(super) generation: u64,
    secret: SecretString,
    expires: Instant,
    worked: AtomicBool,
}

impl Token {
    /// Notes that the API has taken it.
    pub(super) fn taken(&self) {
        self.worked.store(true, Ordering::Relaxed);
    }

    /// Whether the API has ever taken it.
    pub(super) fn worked(&self) -> bool {
        self.worked.load(Ordering::Relaxed)
    }

    /// The header that carries it.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", self.secret.expose_secret())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// The tokens of one client.
pub(super) struct Tokens {
    http: Arc<dyn Http>,
    login: Url,
    basic: HeaderValue,
    timeout: Duration,
    retries: u32,
    chance: Arc<Chance>,
    current: Mutex<Current>,
    flight: tokio::sync::Mutex<()>,
    calls: AtomicU64,
}

#[derive(Default)]
struct Current {
    token: Option<Arc<Token>>,
    renew_at: Option<Instant>,
    generation: u64,
    failed: Option<(Instant, Error)>,
}

impl Tokens {
    pub(super) fn new(settings: &Settings, http: Arc<dyn Http>, chance: Arc<Chance>) -> Result<Self, SettingsError> {
        let secret = settings.client_secret.expose_secret();
        let pair = STANDARD.encode(format!("{}:{secret}", settings.client_id));
        let mut basic = HeaderValue::from_str(&format!("Basic {pair}")).map_err(|_| SettingsError::NoClientId)?;
        basic.set_sensitive(true);
        Ok(Self {
            http,
            login: settings.hosts.login().clone(),
            basic,
            timeout: settings.timeout,
            retries: settings.retries,
            chance,
            current: Mutex::default(),
            flight: tokio::sync::Mutex::new(()),
            calls: AtomicU64::new(0),
        })
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many requests for tokens were sent.
    pub(super) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Whether this is still the token to use.
    pub(super) fn is_current(&self, token: &Token) -> bool {
        self.current().good(Instant::now()).is_some_and(|good| good.generation == token.generation)
    }

    /// Forgets a token that the API has refused; a newer one is kept.
    pub(super) fn refused(&self, token: &Token) {
        let mut current = self.current();
        if current.token.as_ref().is_some_and(|t| t.generation == token.generation) {
            current.token = None;
        }
    }

    /// A token that is good for a while, fetched if need be. Those who come while it is being fetched share its fate.
    pub(super) async fn get(&self) -> Result<Arc<Token>, Error> {
        let came = Instant::now();
        if let Some(token) = self.current().good(came) {
            return Ok(token);
        }
        let _flight = self.flight.lock().await;
        {
            let current = self.current();
            if let Some(token) = current.good(Instant::now()) {
                return Ok(token);
            }
            if let Some((_, error)) = current.failed.as_ref().filter(|(at, _)| *at > came) {
                return Err(error.clone());
            }
        }
        let fetched = self.fetch().await;
        let now = Instant::now();
        let mut current = self.current();
        match fetched {
            Ok((secret, life)) => {
                current.generation += 1;
                let token = Arc::new(Token {
                    generation: current.generation,
                    secret,
                    expires: now + life,
                    worked: AtomicBool::new(false),
                });
                current.token = Some(Arc::clone(&token));
                current.renew_at = Some(now + life.saturating_sub(MARGIN.min(life / 10)));
                current.failed = None;
                Ok(token)
            }
            // An early renewal that fails does no harm while the old token lives.
            Err(error) => match current.token.clone().filter(|old| old.expires > now) {
                Some(old) => {
                    current.renew_at = Some(now + TRY_AGAIN);
                    Ok(old)
                }
                None => {
                    current.failed = Some((now, error.clone()));
                    Err(error)
                }
            },
        }
    }

    async fn fetch(&self) -> Result<(SecretString, Duration), Error> {
        let call = Call::new(OPERATION, &[]);
        let url = call.url(&self.login)?;
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, self.basic.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        let body = b"grant_type=client_credentials".to_vec();
        let request = Request { method: Method::POST, url, headers, body };
        let mut failure = 0;
        loop {
            self.calls.fetch_add(1, Ordering::Relaxed);
            let sent = tokio::time::timeout(self.timeout, self.http.send(request.clone())).await;
            let (error, floor) = match sent {
                Err(_) => (call.failed(Kind::Timeout, "no answer from the login service", Changed::No), None),
                Ok(Err(why)) => (call.failed(Kind::Transport, why.to_string(), Changed::No), None),
                Ok(Ok(answer)) => match token_answer::read(&call, &answer) {
                    Ok(token) => return Ok(token),
                    Err(error) => (error, super::answer::retry_after(&answer)),
                },
            };
            // A token that nobody used is no harm, so asking again is always safe where it may help.
            let passing = matches!(error.kind, Kind::Timeout | Kind::Transport | Kind::Server | Kind::Throttled { .. });
            if !passing || failure >= self.retries || floor.is_some_and(|f| f > self.timeout) {
                return Err(error);
            }
            let backoff = self.chance.backoff(failure);
            failure += 1;
            tokio::time::sleep(floor.map_or(backoff, |floor| self.chance.above(floor))).await;
        }
    }
}

impl Current {
    fn good(&self, now: Instant) -> Option<Arc<Token>> {
        self.token.clone().filter(|_| self.renew_at.is_some_and(|at| now < at))
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("login", &self.login.as_str()).finish_non_exhaustive()
    }
}
