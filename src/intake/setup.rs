//! What a receiver is made of: read from the settings, whole or not at all.

use super::error::IntakeError;
use super::sender::Sender;
use super::tls::Tls;
use crate::config::{Secret, Settings};
use secrecy::ExposeSecret;
use sha2::{Digest as _, Sha256};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// Shorter tokens can be guessed.
const SHORTEST_TOKEN: usize = 16;

/// How much of everything is taken, and for how long is waited.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The longest body in bytes.
    pub body: usize,
    /// The most connections at once.
    pub connections: usize,
    /// The most deliveries that are being kept at once; more are told to come again.
    pub under_way: usize,
    /// How many requests a minute of one address may be refused before the address is told to wait.
    pub failures_per_minute: u32,
    /// From the first byte of a request to the last of its headers.
    pub headers: Duration,
    /// From the headers to the answer.
    pub request: Duration,
    /// How long a connection may be there without a request.
    pub idle: Duration,
    /// How long a handshake of TLS may last.
    pub handshake: Duration,
    /// How long is waited, when the receiver is to stop, for what is under way.
    pub parting: Duration,
    /// How often is looked whether certificate and key have changed.
    pub certificate: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 64 * 1024,
            connections: 1_024,
            under_way: 256,
            failures_per_minute: 120,
            headers: Duration::from_secs(5),
            request: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            handshake: Duration::from_secs(5),
            parting: Duration::from_secs(15),
            certificate: Duration::from_secs(60),
        }
    }
}

/// A token, kept as its digest only.
#[derive(Clone, Debug)]
pub(super) struct Token([u8; 32]);

impl Token {
    fn read(secret: &Secret) -> Result<Self, IntakeError> {
        let text = secret.expose_secret().trim();
        if text.len() < SHORTEST_TOKEN {
            return Err(IntakeError::ShortToken(SHORTEST_TOKEN));
        }
        Ok(Self(Sha256::digest(text).into()))
    }

    /// Whether this is the token; the time tells nothing of how near it is.
    pub(super) fn is(&self, given: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(given).into();
        self.0.ct_eq(&given).into()
    }
}

/// What a receiver is made of. Every secret has been read and can be used.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Where to listen.
    pub address: SocketAddr,
    /// How much of everything is taken.
    pub limits: Limits,
    pub(super) senders: Vec<Arc<Sender>>,
    pub(super) token: Option<Token>,
    pub(super) tls: Option<Arc<Tls>>,
    pub(super) plain_http: bool,
}

impl Setup {
    /// Reads it from the settings, with every secret and file that they name.
    ///
    /// # Errors
    /// Says what is missing or cannot be used, and what to do.
    pub fn read(settings: &Settings) -> Result<Self, IntakeError> {
        let intake = &settings.intake;
        let mut senders: Vec<Arc<Sender>> = Vec::new();
        for sender in &intake.senders {
            let sender = Sender::read(settings, &sender.value)?;
            if let Some(other) = senders.iter().find(|other| other.shares_a_key(&sender)) {
                return Err(IntakeError::SharedSecret(other.name.clone(), sender.name));
            }
            senders.push(Arc::new(sender));
        }
        if senders.is_empty() {
            return Err(IntakeError::NoSender);
        }
        let tls = match (&intake.certificate, &intake.key) {
            (Some(certificate), Some(key)) => Some(Arc::new(Tls::read(&certificate.value, &key.value)?)),
            (None, None) => None,
            _ => return Err(IntakeError::HalfTls),
        };
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Ok(Self {
            address: SocketAddr::new(intake.address.value, settings.intake_port.value),
            limits: Limits {
                body: count(intake.body_limit.value),
                connections: count(intake.connections.value),
                ..Limits::default()
            },
            senders,
            token: settings.intake_token()?.as_ref().map(Token::read).transpose()?,
            tls,
            plain_http: intake.plain_http.value,
        })
    }
}
