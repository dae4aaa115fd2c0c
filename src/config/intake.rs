//! How termination events are received: address, TLS, limits, and the token of those who ask how a run stands.

use super::layer::Layer;
use super::reader::{At, Section};
use super::resolve::Layers;
use super::senders::{self, SenderSettings};
use super::{ConfigError, Environment, Origin, Secret, SecretSource, Setting, Settings};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

/// The smallest and the largest limit of a body in bytes.
const BODY: (u32, u32) = (1_024, 4 * 1024 * 1024);
const DEFAULT_BODY: u32 = 64 * 1024;
const CONNECTIONS: (u32, u32) = (1, 65_536);
const DEFAULT_CONNECTIONS: u32 = 1_024;

/// The variable that holds the token.
const TOKEN: &str = "LANYARD_INTAKE_TOKEN";

/// How termination events are received.
#[derive(Clone, Debug)]
pub struct IntakeSettings {
    /// Who may send.
    pub senders: Vec<Setting<SenderSettings>>,
    /// On which address is listened.
    pub address: Setting<IpAddr>,
    /// The certificate and those that vouch for it (PEM).
    pub certificate: Option<Setting<PathBuf>>,
    /// Its private key (PEM).
    pub key: Option<Setting<PathBuf>>,
    /// The token of those who ask how a run stands.
    pub token: Option<Setting<SecretSource>>,
    /// The longest body in bytes.
    pub body_limit: Setting<u32>,
    /// The most connections at once.
    pub connections: Setting<u32>,
    /// Whether plain HTTP may be spoken on an address that others reach: a proxy before it speaks TLS.
    pub plain_http: Setting<bool>,
}

/// The same as the file says it.
#[derive(Debug, Default)]
pub(super) struct IntakeLayer {
    senders: Option<At<Vec<At<SenderSettings>>>>,
    address: Option<At<IpAddr>>,
    certificate: Option<At<PathBuf>>,
    key: Option<At<PathBuf>>,
    token: Option<At<SecretSource>>,
    body_limit: Option<At<u32>>,
    connections: Option<At<u32>>,
    plain_http: Option<At<bool>>,
}

pub(super) fn read(section: &Section<'_>, folder: &Path) -> IntakeLayer {
    let path = |name| section.text(name).map(|At { value, line }| At { value: folder.join(value), line });
    IntakeLayer {
        address: address(section),
        certificate: path("intake_certificate_file"),
        key: path("intake_key_file"),
        token: super::layer::secret(section, folder, "intake_token_env", "intake_token_file"),
        body_limit: section.number("intake_body_limit", BODY.0, BODY.1),
        connections: section.number("intake_connections", CONNECTIONS.0, CONNECTIONS.1),
        plain_http: section.yes_or_no("intake_plain_http"),
        senders: senders::read(section, folder),
    }
}

fn address(section: &Section<'_>) -> Option<At<IpAddr>> {
    let At { value, line } = section.text("intake_address")?;
    match value.trim().parse() {
        Ok(value) => Some(At { value, line }),
        Err(_) => {
            section
                .problem(line, "`intake_address` must be an IP address such as \"127.0.0.1\", \"0.0.0.0\" or \"::\"");
            None
        }
    }
}

pub(super) fn together(
    layers: &Layers<'_>,
    environment: &Environment,
    usual: Option<&Setting<SecretSource>>,
    practice: bool,
    warnings: &mut Vec<String>,
) -> IntakeSettings {
    fn own(layer: &Layer) -> &IntakeLayer {
        &layer.intake
    }
    let token = environment
        .get(TOKEN)
        .map(|value| Setting::new(SecretSource::Given(value.into()), Origin::Env(TOKEN.to_owned())))
        .or_else(|| layers.pick(|l| &own(l).token));
    IntakeSettings {
        senders: senders::together(layers.pick(|l| &own(l).senders), usual, practice, warnings),
        address: layers
            .pick(|l| &own(l).address)
            .unwrap_or_else(|| Setting::by_default(IpAddr::V4(Ipv4Addr::LOCALHOST))),
        certificate: layers.pick(|l| &own(l).certificate),
        key: layers.pick(|l| &own(l).key),
        token,
        body_limit: layers.pick(|l| &own(l).body_limit).unwrap_or_else(|| Setting::by_default(DEFAULT_BODY)),
        connections: layers.pick(|l| &own(l).connections).unwrap_or_else(|| Setting::by_default(DEFAULT_CONNECTIONS)),
        plain_http: layers.pick(|l| &own(l).plain_http).unwrap_or_else(|| Setting::by_default(false)),
    }
}

impl Settings {
    /// Reads every key of a sender.
    ///
    /// # Errors
    /// One is not where the settings say that it is.
    pub fn sender_secrets(&self, sender: &SenderSettings) -> Result<Vec<Secret>, ConfigError> {
        let read =
            |source: &SecretSource| source.read("the secret of a sender of termination events", &self.environment);
        sender.secrets.iter().map(read).collect()
    }

    /// Reads the token of those who ask how a run stands, where one is set.
    ///
    /// # Errors
    /// It is not where the settings say that it is.
    pub fn intake_token(&self) -> Result<Option<Secret>, ConfigError> {
        let token = self.intake.token.as_ref();
        token.map(|s| s.value.read("the token of the receiver", &self.environment)).transpose()
    }
}
