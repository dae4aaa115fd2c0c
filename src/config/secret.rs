//! Secrets: where they are, and reading them only when they are needed.

use super::{ConfigError, Environment};
use secrecy::SecretString;
use std::fmt;
use std::path::{Path, PathBuf};

/// Larger files are something else.
const LARGEST: u64 = 64 * 1024;

/// A secret that has been read. Its `Debug` shows nothing of it.
pub type Secret = SecretString;

/// Where a secret is.
#[derive(Clone)]
pub enum SecretSource {
    /// It came with the environment, or from the practice tenant that this process started.
    Given(Secret),
    /// In a variable that the file names.
    Variable(String),
    /// In a file that only its owner can read.
    File(PathBuf),
    /// In the operating system's keyring, under this name.
    Keyring(String),
}

impl SecretSource {
    /// Reads it.
    ///
    /// # Errors
    /// The variable is not set; the file is not there, is readable by others, is empty or too large; the keyring is not
    /// there, locked, or has nothing under the name.
    pub fn read(&self, what: &'static str, environment: &Environment) -> Result<Secret, ConfigError> {
        match self {
            Self::Given(secret) => Ok(secret.clone()),
            Self::Variable(name) => environment.get(name).map(Secret::from).ok_or_else(|| ConfigError::Secret {
                what,
                place: format!("env {name}"),
                why: "it is not set".to_owned(),
                remedy: format!("set {name} in the environment of this command"),
            }),
            Self::File(path) => read_file(path).map_err(|(why, remedy)| ConfigError::Secret {
                what,
                place: path.display().to_string(),
                why,
                remedy,
            }),
            Self::Keyring(name) => environment.keyring().read(name).map_err(|error| ConfigError::Secret {
                what,
                place: format!("the keyring, as {name}"),
                remedy: error.remedy(name),
                why: error.to_string(),
            }),
        }
    }

    /// Whether it could be read, in words for `config show`.
    pub(super) fn state(&self, environment: &Environment) -> String {
        match self {
            Self::Given(_) => "set".to_owned(),
            Self::Variable(name) if environment.get(name).is_some() => format!("set, in env {name}"),
            Self::Variable(name) => format!("not set: env {name} is empty"),
            Self::File(path) => match read_file(path) {
                Ok(_) => format!("set, in {}", path.display()),
                Err((why, _)) => format!("not readable: {}: {why}", path.display()),
            },
            // Looking could ask the operator to unlock it.
            Self::Keyring(name) => format!("in the keyring, as {name}"),
        }
    }
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(_) => f.write_str("Given(…)"),
            Self::Variable(name) => write!(f, "Variable({name})"),
            Self::File(path) => write!(f, "File({})", path.display()),
            Self::Keyring(name) => write!(f, "Keyring({name})"),
        }
    }
}

impl PartialEq for SecretSource {
    fn eq(&self, other: &Self) -> bool {
        // Secrets are not compared here: whether two are the same is nobody's business but the tenant's.
        match (self, other) {
            (Self::Variable(a), Self::Variable(b)) => a == b,
            (Self::File(a), Self::File(b)) => a == b,
            (Self::Keyring(a), Self::Keyring(b)) => a == b,
            _ => false,
        }
    }
}

/// The first error word is what is wrong, the second what to do.
fn read_file(path: &Path) -> Result<Secret, (String, String)> {
    let place = path.display();
    let trouble = |error: std::io::Error| {
        (error.to_string(), format!("put the secret alone into {place} and make it readable for you only (chmod 600)"))
    };
    let facts = std::fs::metadata(path).map_err(trouble)?;
    if !facts.is_file() || facts.len() > LARGEST {
        return Err(("it is not a small file".to_owned(), format!("put the secret alone into {place}")));
    }
    only_the_owner(&facts).map_err(|why| (why, format!("chmod 600 {place}")))?;
    let text = std::fs::read_to_string(path).map_err(trouble)?;
    // Editors end a file with a line break; no secret does.
    let text = text.trim_end_matches(['\r', '\n']);
    if text.trim().is_empty() {
        return Err(("it is empty".to_owned(), format!("put the secret alone into {place}")));
    }
    Ok(Secret::from(text))
}

#[cfg(unix)]
fn only_the_owner(facts: &std::fs::Metadata) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = facts.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(format!("others can read or change it (mode {mode:03o})")) }
}

#[cfg(not(unix))]
fn only_the_owner(_: &std::fs::Metadata) -> Result<(), String> {
    Ok(())
}
