//! Whom notices go to.

use super::sign::SigningKey;
use super::template::Template;
use crate::model::{Notice, NoticeKind};
use secrecy::SecretString;
use std::fmt;
use url::{Host, Url};

/// A receiver of notices.
#[derive(Clone)]
pub struct Target {
    name: String,
    url: Url,
    keys: Vec<SigningKey>,
    events: Events,
    /// Ids or names; empty for all.
    divisions: Vec<String>,
    template: Option<Template>,
}

/// Which notices a target gets.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Events {
    /// All but those that have to be asked for by name.
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
    #[error("the secret of the notice target {0} is not whsec_ and the base64 of 24 to 64 bytes, or several of these")]
    NotASecret(String),
}

impl Target {
    /// Checks and makes a target. Plain http is taken only for this machine's loopback addresses. The secret may hold several
    /// keys with blanks between them; each signs, so that the receiver can go from one to the next.
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
        let Some(keys) = SigningKey::read_all(secret) else { return Err(TargetError::NotASecret(name)) };
        Ok(Self { name, url, keys, events, divisions: Vec::new(), template: None })
    }

    /// The same, told only of people of these divisions, by id or name; of no division it is told nothing then. Empty for
    /// all.
    #[must_use]
    pub fn of_divisions(mut self, divisions: Vec<String>) -> Self {
        self.divisions = divisions;
        self
    }

    /// The same, with bodies made by this template.
    #[must_use]
    pub fn with_template(mut self, template: Option<Template>) -> Self {
        self.template = template;
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it gets this notice.
    pub fn wants(&self, notice: &Notice) -> bool {
        let of_division = || {
            let division = notice.division.as_ref();
            division.is_some_and(|d| {
                let same = |wanted: &String| *wanted == *d.id.as_str() || wanted.eq_ignore_ascii_case(d.name.as_str());
                self.divisions.iter().any(same)
            })
        };
        self.takes(notice.kind) && (self.divisions.is_empty() || of_division())
    }

    /// Whether it gets notices of this kind.
    pub fn takes(&self, kind: NoticeKind) -> bool {
        match &self.events {
            Events::All => kind.is_told_unasked(),
            Events::Only(kinds) => kinds.contains(&kind),
        }
    }

    /// Where its notices are posted.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn keys(&self) -> &[SigningKey] {
        &self.keys
    }

    pub(super) fn template(&self) -> Option<&Template> {
        self.template.as_ref()
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
