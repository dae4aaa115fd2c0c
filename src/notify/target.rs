//! Whom notices go to.

use super::sign::SigningKey;
use crate::model::NoticeKind;
use secrecy::SecretString;
use std::fmt;
use url::{Host, Url};

/// A receiver of notices.
#[derive(Clone)]
pub struct Target {
    name: String,
    url: Url,
    key: SigningKey,
    events: Events,
}

/// Which notices a target gets.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Events {
    /// All.
    #[default]
    All,
    /// Only these.
    Only(Vec<NoticeKind>),
}

/// Why something cannot be a target. The address is not repeated: it may hold a secret.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum TargetError {
    /// A target needs a name.
    #[error("a notice target has no name; give it one")]
    NoName,
    /// The address cannot be read.
    #[error("the address of the notice target {0} is not a URL; write it as https://host/path")]
    NotAnAddress(String),
    /// The address is neither https nor loopback.
    #[error("the notice target {0} is neither https nor on this machine; use https")]
    NotSafe(String),
    /// The secret cannot be read.
    #[error("the secret of the notice target {0} is not whsec_ and the base64 of 24 to 64 bytes")]
    NotASecret(String),
}

impl Target {
    /// Checks and makes a target. Plain http is taken only for this machine's loopback addresses.
    ///
    /// # Errors
    /// Says what is wrong, and never the secret.
    pub fn new(name: impl Into<String>, url: &str, secret: &SecretString, events: Events) -> Result<Self, TargetError> {
        let name = name.into();
        if name.trim().is_empty() {
            return Err(TargetError::NoName);
        }
        let Ok(url) = Url::parse(url) else { return Err(TargetError::NotAnAddress(name)) };
        let safe = match url.scheme() {
            "https" => url.host().is_some(),
            "http" => is_loopback(&url),
            _ => false,
        };
        if !safe {
            return Err(TargetError::NotSafe(name));
        }
        let Some(key) = SigningKey::read(secret) else { return Err(TargetError::NotASecret(name)) };
        Ok(Self { name, url, key, events })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it gets notices of this kind.
    pub fn wants(&self, kind: NoticeKind) -> bool {
        match &self.events {
            Events::All => true,
            Events::Only(kinds) => kinds.contains(&kind),
        }
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn key(&self) -> &SigningKey {
        &self.key
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({} at {})", self.name, self.url.host_str().unwrap_or_default())
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn at(url: &str) -> Result<Target, TargetError> {
        Target::new("hr", url, &SECRET.to_owned().into(), Events::All)
    }

    #[test]
    fn only_https_or_this_machine() {
        for good in ["https://hr.example/in", "http://127.0.0.1:9/x", "http://localhost/x", "http://[::1]:8/x"] {
            assert!(at(good).is_ok(), "{good}");
        }
        for bad in ["http://hr.example/in", "http://localhost.example/", "ftp://127.0.0.1/", "http://10.0.0.1/"] {
            assert_eq!(at(bad).unwrap_err(), TargetError::NotSafe("hr".into()), "{bad}");
        }
        assert_eq!(at("hr.example").unwrap_err(), TargetError::NotAnAddress("hr".into()));
    }

    #[test]
    fn neither_secret_nor_path_is_shown() {
        let target = at("https://hr.example/in?token=abc").unwrap();
        assert_eq!(format!("{target:?}"), "Target(hr at hr.example)");
        let error = Target::new("hr", "https://h/", &"oops".to_owned().into(), Events::All).unwrap_err();
        assert!(!error.to_string().contains("oops"));
    }
}
