//! The other side: signing an event as a sender does, and sending it, to try a receiver out.

use super::error::IntakeError;
use super::sender::Sender;
use crate::config::{PRACTICE_SENDER, SenderSettings, Settings, SignatureForm};
use crate::model::{DisplayText, Timestamp};
use crate::notify::signature;
use std::time::Duration;
use url::{Host, Url};

/// How much of an answer is read.
const LONGEST_ANSWER: usize = 64 * 1024;

/// A sender as it signs, with the first of its keys.
#[derive(Debug)]
pub struct SignedBy(Sender);

impl SignedBy {
    /// The sender of this name, or the only one that there is. `practice` is known everywhere: its secret is public.
    ///
    /// # Errors
    /// There is no such sender, or its secret cannot be read.
    pub fn find(settings: &Settings, name: Option<&str>) -> Result<Self, IntakeError> {
        let senders: Vec<&SenderSettings> = settings.intake.senders.iter().map(|sender| &sender.value).collect();
        let known = || senders.iter().map(|sender| sender.name.clone()).collect::<Vec<_>>();
        let practice = SenderSettings::practice();
        let found = match name {
            None => match senders[..] {
                [only] => only,
                [] => return Err(IntakeError::NoSender),
                _ => return Err(IntakeError::WhichSender(known())),
            },
            Some(name) => match senders.iter().find(|sender| sender.name == name) {
                Some(sender) => sender,
                None if name == PRACTICE_SENDER => &practice,
                None => return Err(IntakeError::UnknownSender { name: name.to_owned(), known: known() }),
            },
        };
        Ok(Self(Sender::read(settings, found)?))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Signs a body under this message id and time.
    pub fn sign(&self, body: String, id: &str, now: Timestamp) -> Signed {
        // A sender without a key is not read.
        let key = &self.0.keys[0];
        let headers = match &self.0.form {
            SignatureForm::Standard => {
                let seconds = now.as_second();
                vec![
                    ("webhook-id".to_owned(), id.to_owned()),
                    ("webhook-timestamp".to_owned(), seconds.to_string()),
                    ("webhook-signature".to_owned(), signature(key, id, seconds, &body)),
                ]
            }
            SignatureForm::Hex { header, prefix } => {
                vec![(header.clone(), format!("{prefix}{}", key.hex_of_body(body.as_bytes())))]
            }
        };
        Signed { headers, body }
    }
}

/// A body with the headers that vouch for it.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The headers, in small letters.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte as it was signed.
    pub body: String,
}

/// What a receiver answered.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The status.
    pub status: u16,
    /// Where it can be asked how the event stands.
    pub location: Option<DisplayText>,
    /// The answer itself.
    pub body: DisplayText,
}

/// Sends a signed body to this address; where it is only a host, to the usual path there.
///
/// # Errors
/// The address is neither https nor on this machine, or there was no answer.
pub async fn send(to: &Url, signed: &Signed) -> Result<Sent, IntakeError> {
    let safe = match to.scheme() {
        "https" => to.host().is_some(),
        "http" => match to.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        },
        _ => false,
    };
    if !safe {
        return Err(IntakeError::NotSent);
    }
    let mut to = to.clone();
    if to.path() == "/" {
        to.set_path("/webhook/termination");
    }
    // Another room may have installed it already; it is the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let failed = |error: reqwest::Error| {
        let mut cause: &dyn std::error::Error = &error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        IntakeError::NoAnswer(cause.to_string())
    };
    let client = reqwest::Client::builder()
        .user_agent(concat!("lanyard/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(20))
        .build()
        .map_err(failed)?;
    let mut request = client.post(to).header("content-type", "application/json").body(signed.body.clone());
    for (name, value) in &signed.headers {
        request = request.header(name, value);
    }
    let mut answer = request.send().await.map_err(failed)?;
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(failed)? {
        body.extend_from_slice(&piece);
        if body.len() >= LONGEST_ANSWER {
            body.truncate(LONGEST_ANSWER);
            break;
        }
    }
    let location = answer.headers().get("location").and_then(|value| value.to_str().ok()).map(DisplayText::new);
    Ok(Sent { status: answer.status().as_u16(), location, body: DisplayText::new(String::from_utf8_lossy(&body)) })
}
