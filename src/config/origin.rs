//! Where a value comes from.

use std::fmt;

/// Where an effective value comes from; shown beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A command-line flag, with its dashes.
    Flag(&'static str),
    /// An environment variable.
    Env(String),
    /// The configuration file.
    File {
        /// Counted from 1.
        line: usize,
        /// The profile in which it stands; none at the top of the file.
        profile: Option<String>,
    },
    /// The practice tenant that this process started.
    Practice,
    /// The operating system's account.
    Account,
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "flag {name}"),
            Self::Env(name) => write!(f, "env {name}"),
            Self::File { line, profile: Some(profile) } => write!(f, "config.toml line {line}, profile {profile}"),
            Self::File { line, profile: None } => write!(f, "config.toml line {line}"),
            Self::Practice => f.write_str("practice tenant"),
            Self::Account => f.write_str("this account"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value with its origin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting<T> {
    /// What holds.
    pub value: T,
    /// Who said so.
    pub origin: Origin,
}

impl<T> Setting<T> {
    /// Puts a value and its origin together.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// A value that holds when nobody says anything.
    pub fn by_default(value: T) -> Self {
        Self::new(value, Origin::Default)
    }

    /// The same origin with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Setting<U> {
        Setting { value: change(self.value), origin: self.origin }
    }
}
