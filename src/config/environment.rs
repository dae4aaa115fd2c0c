//! The environment, as a parameter: tests bring their own.

use super::Keyring;
use std::fmt;
use std::sync::Arc;

/// The variables that are read, with what they say. The file may name further ones that hold secrets.
pub const NAMES: &[(&str, &str)] = &[
    ("GENESYS_CLIENT_ID", "the OAuth client's id"),
    ("GENESYS_CLIENT_SECRET", "the OAuth client's secret"),
    (
        "GENESYS_ENV_URL",
        "the API's address, such as https://api.mypurecloud.de, or that of a practice tenant on this machine",
    ),
    ("GENESYS_ENV_HOST", "the API's host, where GENESYS_ENV_URL is not set"),
    ("GENESYS_DOMAIN", "the region's domain, such as mypurecloud.de, where neither of the two is set"),
    ("PORT", "the port on which termination events are taken"),
    ("WEBHOOK_SECRET", "the secret that signs termination events, and notices to the two addresses below"),
    ("DEPROVISION_WEBHOOK_URL", "who is told when access is cut and when an offboarding has ended"),
    ("AUDIT_WEBHOOK_URL", "who is told of every ended offboarding, for the record"),
    ("LANYARD_INTAKE_TOKEN", "the token of those who ask the receiver how a run stands"),
    ("LANYARD_CONFIG_DIR", "the folder of config.toml and of your own recipes"),
    ("LANYARD_DATA_DIR", "the folder of the journal, the audit trail, the exports and the log"),
    ("LANYARD_LOG", "what is logged, such as lanyard=debug; the console logs to lanyard.log in the data folder"),
    ("LANYARD_LOG_FORMAT", "how: text, or json with one object on each line; neither holds personal data"),
    ("LANYARD_THEME", "the set of styles: terminal, light, dark, high-contrast or monochrome"),
    ("LANYARD_REDUCE_MOTION", "1: nothing moves by itself"),
    ("LANYARD_READ_ONLY", "1: this session changes nothing"),
    (
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "where spans of runs and steps go, by OTLP over HTTP: https, or this machine; for builds with --features otel",
    ),
    ("NO_COLOR", "no colour"),
    ("LANYARD_PROFILE", "the profile to use"),
    ("LANYARD_DATABASE_URL", "a PostgreSQL database for the journal, instead of the file in the data folder"),
];

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Where variables are looked up, and the keyring that belongs to the same session. Values are never listed, because some
/// are secrets.
#[derive(Clone)]
pub struct Environment {
    variables: Arc<Lookup>,
    keyring: Keyring,
}

impl Environment {
    /// The process's own environment, and the keyring of its session.
    pub fn process() -> Self {
        Self { variables: Arc::new(|name| std::env::var(name).ok()), keyring: Keyring::of_system() }
    }

    /// Exactly these variables, and no keyring.
    pub fn of<const N: usize>(variables: [(&str, &str); N]) -> Self {
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let lookup = move |name: &str| variables.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        Self { variables: Arc::new(lookup), keyring: Keyring::none() }
    }

    /// The same environment with this keyring.
    pub fn with_keyring(self, keyring: Keyring) -> Self {
        Self { keyring, ..self }
    }

    /// The same environment without this variable.
    pub fn without(self, absent: &'static str) -> Self {
        let keyring = self.keyring.clone();
        Self { variables: Arc::new(move |name| if name == absent { None } else { self.get(name) }), keyring }
    }

    /// The keyring of the session.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// The same environment without what points at a tenant or sends notices: a practice tenant must not reach
    /// the systems of the real one.
    pub fn for_practice(self) -> Self {
        let keyring = self.keyring.clone();
        let lookup = move |name: &str| {
            let of_the_real_one = matches!(
                name,
                "GENESYS_CLIENT_ID"
                    | "GENESYS_CLIENT_SECRET"
                    | "GENESYS_ENV_URL"
                    | "GENESYS_ENV_HOST"
                    | "GENESYS_DOMAIN"
                    | "DEPROVISION_WEBHOOK_URL"
                    | "AUDIT_WEBHOOK_URL"
                    | "LANYARD_DATABASE_URL"
                    | "LANYARD_PROFILE"
            );
            if of_the_real_one { None } else { self.get(name) }
        };
        Self { variables: Arc::new(lookup), keyring }
    }

    /// A variable's value; an empty one counts as not set.
    pub fn get(&self, name: &str) -> Option<String> {
        (self.variables)(name).filter(|value| !value.trim().is_empty())
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}
