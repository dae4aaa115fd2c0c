//! What a client is told once, when it is made.

use super::Hosts;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// How to reach a tenant, and how patiently.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The API's and the login's address.
    pub hosts: Hosts,
    /// The OAuth client's id.
    pub client_id: String,
    /// The OAuth client's secret.
    pub client_secret: SecretString,
    /// How long one HTTP exchange may take.
    pub timeout: Duration,
    /// How often a call is repeated after a 5xx answer or a failure on the way, where it is safe to repeat.
    pub retries: u32,
    /// How often a call is repeated after 429.
    pub throttle_retries: u32,
    /// The longest that `Retry-After` may ask for; when it asks for more, the call ends with the wish in its error.
    ///
    /// The vendor's Go SDK gives up at 180 seconds too.
    pub longest_wait: Duration,
    /// What of each window is kept back for the more urgent lanes.
    pub reserve: Reserve,
    /// How many exchanges may be under way at once.
    pub in_flight: u32,
    /// After how many failures in a row the circuit opens.
    pub breaker_after: u32,
    /// For how long it then stays open; twice as long after each probe that fails, up to eight times.
    pub breaker_pause: Duration,
    /// Whether nothing may be sent that can change the tenant.
    pub read_only: bool,
    /// What the jitter is drawn from; a random number in production, a fixed one in tests.
    pub seed: u64,
}

/// What of each window the less urgent lanes leave to the more urgent ones, in per cent of what is allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reserve {
    /// What interactive calls leave to those that cut somebody's access.
    pub interactive: u32,
    /// What work on many leaves to both.
    pub bulk: u32,
}

impl Default for Reserve {
    /// For a process that does one thing at a time: a twentieth is enough for whoever looks on.
    fn default() -> Self {
        Self { interactive: 0, bulk: 5 }
    }
}

impl Reserve {
    /// For a process in which events come in at any time: reading a person and cutting their access takes some twenty
    /// calls, so that at the platform's usual 300 a minute three people can be cut in a window that other work has used up.
    pub const SERVICE: Self = Self { interactive: 20, bulk: 30 };
}

impl Settings {
    /// Settings for ordinary use.
    pub fn new(hosts: Hosts, client_id: impl Into<String>, client_secret: SecretString, seed: u64) -> Self {
        Self {
            hosts,
            client_id: client_id.into(),
            client_secret,
            timeout: Duration::from_secs(30),
            retries: 4,
            throttle_retries: 10,
            longest_wait: Duration::from_secs(180),
            reserve: Reserve::default(),
            in_flight: 32,
            breaker_after: 8,
            breaker_pause: Duration::from_secs(10),
            read_only: false,
            seed,
        }
    }

    pub(super) fn check(&self) -> Result<(), SettingsError> {
        if self.client_id.trim().is_empty() {
            return Err(SettingsError::NoClientId);
        }
        if self.client_secret.expose_secret().trim().is_empty() {
            return Err(SettingsError::NoClientSecret);
        }
        Ok(())
    }
}

/// Why a client cannot be made.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SettingsError {
    /// The address cannot be read; the address and the reason.
    #[error(
        "the address `{0}` cannot be used: {1}; give a region such as eu_central_1 or an address such as https://api.mypurecloud.de"
    )]
    Address(String, String),
    /// No login address follows from the API address.
    #[error(
        "no login address follows from `{0}`; give a region such as eu_central_1, an address that begins with https://api., or the login address as well"
    )]
    NoLogin(String),
    /// Plain http to another machine would show the secret to the network.
    #[error(
        "the address `{0}` is plain http to another machine, which would show the client secret to the network; use https"
    )]
    PlainHttp(String),
    /// The address holds a user name or a password.
    #[error("the address holds a user name or password; set the client id and secret apart from it")]
    Credentials,
    /// There is no client id.
    #[error("no client id; set GENESYS_CLIENT_ID, or client_id in the profile")]
    NoClientId,
    /// There is no client secret.
    #[error("no client secret; set GENESYS_CLIENT_SECRET, or client_secret in the profile")]
    NoClientSecret,
    /// The TLS library cannot be set up on this machine.
    #[error("secure connections cannot be set up: {0}; see that this machine's certificate store is readable")]
    Tls(String),
}
