//! What can be wrong with settings, each with the line, the name and the remedy.

use std::fmt;
use std::path::PathBuf;

/// One thing that is wrong in the configuration file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The line, counted from 1; none when it concerns the whole file.
    pub line: Option<usize>,
    /// What is wrong. Never quotes a value: it may be a secret in the wrong place.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// Something without which a tenant cannot be reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// Where the tenant is.
    Address,
    /// The OAuth client's id.
    ClientId,
    /// The OAuth client's secret.
    ClientSecret,
}

impl Missing {
    /// What it is, with every place where it can be set.
    pub fn words(self) -> &'static str {
        match self {
            Self::Address => "the tenant's address (env GENESYS_ENV_URL, or `region` or `api` in config.toml)",
            Self::ClientId => "the OAuth client's id (env GENESYS_CLIENT_ID, or `client_id` in config.toml)",
            Self::ClientSecret => {
                "the OAuth client's secret (env GENESYS_CLIENT_SECRET, or `client_secret_keyring`, `client_secret_file` or \
                 `client_secret_env` in config.toml)"
            }
        }
    }
}

/// Why the settings cannot be used. Nothing has been changed anywhere when one of these comes.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is there and cannot be read.
    #[error("{} cannot be read: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        why: String,
    },
    /// The file can be read and not be used.
    #[error("{} cannot be used: {}", path.display(), listed(problems))]
    Garbage {
        /// The file.
        path: PathBuf,
        /// Everything that is wrong in it, by line.
        problems: Vec<Problem>,
    },
    /// The profile that was asked for is not in the file.
    #[error("there is no profile `{name}` ({asked}){}", known_profiles(known))]
    UnknownProfile {
        /// As it was given.
        name: String,
        /// Where it was given.
        asked: String,
        /// The profiles that there are.
        known: Vec<String>,
        /// The one that may have been meant.
        nearest: Option<String>,
    },
    /// What a tenant needs is not set.
    #[error("not set: {}", missing.iter().map(|m| m.words()).collect::<Vec<_>>().join("; "))]
    Incomplete {
        /// All that is missing.
        missing: Vec<Missing>,
    },
    /// A value that was given cannot be used.
    #[error("{what} ({origin}) cannot be used: {why}")]
    BadValue {
        /// Which setting.
        what: &'static str,
        /// Where it was given.
        origin: String,
        /// Why not; never quotes a secret.
        why: String,
    },
    /// A secret cannot be read from where the settings say that it is.
    #[error("{what} cannot be read from {place}: {why}")]
    Secret {
        /// Which secret.
        what: &'static str,
        /// The file or the variable.
        place: String,
        /// Why not.
        why: String,
        /// What to do.
        remedy: String,
    },
    /// A profile that was to be added is there already.
    #[error("there is a profile `{name}` already")]
    ProfileExists {
        /// Its name.
        name: String,
    },
    /// A file cannot be written; what was there before is as it was.
    #[error("{} cannot be written: {why}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// The keyring does not take a secret.
    #[error("the secret cannot be kept: {why}")]
    Unkept {
        /// Why not.
        why: String,
        /// What to do.
        remedy: String,
    },
    /// A folder cannot be found out or made.
    #[error("the {what} folder {why}")]
    Folder {
        /// `config` or `data`.
        what: &'static str,
        /// Why not.
        why: String,
        /// What to do.
        remedy: String,
    },
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("; ")
}

fn known_profiles(known: &[String]) -> String {
    if known.is_empty() { "; config.toml has none".to_owned() } else { format!("; there are: {}", known.join(", ")) }
}

impl ConfigError {
    /// What to do now, in one sentence.
    pub fn remedy(&self) -> String {
        match self {
            Self::Unreadable { .. } => {
                "make the file readable for this account, or name another folder with --config-dir".to_owned()
            }
            Self::Garbage { .. } => {
                "mend these lines; every setting is explained in the sample that `lanyard config sample` prints"
                    .to_owned()
            }
            Self::UnknownProfile { nearest: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::UnknownProfile { name, .. } => {
                format!("`lanyard setup --profile {name}` sets it up; or name another profile")
            }
            Self::Incomplete { .. } => {
                "`lanyard setup` leads through it; or set what is missing in one of the places named, or try the practice \
                 tenant with --demo"
                    .to_owned()
            }
            Self::ProfileExists { .. } => {
                "choose another name, or say that it is to be replaced (--replace); its other settings stay".to_owned()
            }
            Self::Unwritable { .. } => {
                "make the config folder writable for this account, or name another with --config-dir".to_owned()
            }
            Self::BadValue { what, .. } => format!("correct {what} where it is set"),
            Self::Secret { remedy, .. } | Self::Unkept { remedy, .. } | Self::Folder { remedy, .. } => remedy.clone(),
        }
    }
}
