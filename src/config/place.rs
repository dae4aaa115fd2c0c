//! What the command line says about settings.

use crate::model::ThemeName;
use secrecy::SecretString;
use std::path::PathBuf;
use url::Url;

/// The flags that bear on settings.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--profile`.
    pub profile: Option<String>,
    /// `--config-dir`.
    pub config_dir: Option<PathBuf>,
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--recipe`.
    pub recipe: Option<String>,
    /// `--jobs`.
    pub jobs: Option<u32>,
    /// `--theme`.
    pub theme: Option<ThemeName>,
    /// `--reduce-motion`.
    pub reduce_motion: bool,
    /// `--read-only`.
    pub read_only: bool,
}

/// A practice tenant that this process has started: it overrules every tenant that is configured.
#[derive(Clone, Debug)]
pub struct Practice {
    /// Of the API and of the login host.
    pub address: Url,
    /// The OAuth client's id.
    pub client_id: String,
    /// The OAuth client's secret.
    pub client_secret: SecretString,
}
