//! Why the receiver cannot be started, or an event not be sent, and what to do about it.

use crate::config::ConfigError;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the receiver cannot be started, or an event not be signed or sent. No secret stands in one.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// A secret is not where the settings say that it is.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// Nobody may send.
    #[error("nobody may send termination events: no sender is configured")]
    NoSender,
    /// A key has not the form that it must have.
    #[error("a secret of the sender {sender} cannot be used")]
    BadSecret {
        /// Whose.
        sender: String,
        /// Whether the sender signs by Standard Webhooks.
        standard: bool,
    },
    /// Two senders cannot be told apart.
    #[error("the senders {0} and {1} have the same secret, and it is the secret that tells who sent something")]
    SharedSecret(String, String),
    /// The token of those who ask how a run stands is too short.
    #[error("the token of the receiver has less than {0} characters")]
    ShortToken(usize),
    /// Only one of certificate and key is set.
    #[error("a certificate needs its key and a key its certificate; only one of them is set")]
    HalfTls,
    /// Certificate or key cannot be used.
    #[error("{} cannot be used for TLS: {why}", path.display())]
    Tls {
        /// Which file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// Others could read along.
    #[error("{0} can be reached by others, and plain HTTP would let them read along")]
    NotSafe(SocketAddr),
    /// Nobody can listen there.
    #[error("nobody can listen on {address}: {why}")]
    Bind {
        /// Where.
        address: SocketAddr,
        /// What the operating system says.
        why: String,
        /// Whether another process listens there.
        taken: bool,
    },
    /// There is no such sender.
    #[error("there is no sender {name}{}", known_senders(known))]
    UnknownSender {
        /// As it was named.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// More than one sender is configured and none was named.
    #[error("which sender? There are: {}", .0.join(", "))]
    WhichSender(Vec<String>),
    /// What is to be signed is no text.
    #[error("what is to be signed is not UTF-8 text")]
    NotText,
    /// It is not sent to that address.
    #[error("nothing is sent there: the address is neither https nor on this machine")]
    NotSent,
    /// There was no answer.
    #[error("there was no answer: {0}")]
    NoAnswer(String),
}

fn known_senders(known: &[String]) -> String {
    if known.is_empty() { "; none is configured".to_owned() } else { format!("; there are: {}", known.join(", ")) }
}

impl IntakeError {
    /// What to do now, in one sentence.
    pub fn remedy(&self) -> String {
        match self {
            Self::Config(error) => error.remedy(),
            Self::NoSender => "set WEBHOOK_SECRET to `whsec_` and the base64 of 24 to 64 random bytes (such as \
                 `echo whsec_$(openssl rand -base64 32)`), name a webhook_secret_file or [[senders]] in config.toml, or try \
                 it with --demo"
                .to_owned(),
            Self::BadSecret { standard: true, .. } => {
                "make it `whsec_` and the base64 of 24 to 64 bytes, such as `echo whsec_$(openssl rand -base64 32)`"
                    .to_owned()
            }
            Self::BadSecret { standard: false, .. } => {
                "make it a text of 16 bytes and more, or `base64:` and the base64 of as many".to_owned()
            }
            Self::SharedSecret(..) => "give each sender a secret of its own".to_owned(),
            Self::ShortToken(_) => {
                "set LANYARD_INTAKE_TOKEN (or intake_token_file) to a longer one, such as `openssl rand -hex 32`".to_owned()
            }
            Self::HalfTls => "set both intake_certificate_file and intake_key_file, or neither".to_owned(),
            Self::Tls { .. } => "put the certificate with those that vouch for it, and its key, into PEM files that this \
                 account can read; see intake_certificate_file and intake_key_file"
                .to_owned(),
            Self::NotSafe(_) => "set intake_certificate_file and intake_key_file; or intake_plain_http = true, where a proxy \
                 before it speaks TLS; or leave intake_address out"
                .to_owned(),
            Self::Bind { taken: true, .. } => {
                "stop what listens there, or set another port (PORT or intake_port)".to_owned()
            }
            Self::Bind { .. } => "set another intake_address or intake_port (PORT)".to_owned(),
            Self::UnknownSender { .. } | Self::WhichSender(_) => {
                "name one with --sender; `lanyard config show` lists them as senders.NAME".to_owned()
            }
            Self::NotText => "give JSON in UTF-8".to_owned(),
            Self::NotSent => "give an address that begins with https://, or one of this machine".to_owned(),
            Self::NoAnswer(_) => "see that the receiver listens there, and that its certificate is known here".to_owned(),
        }
    }
}
