//! TLS by a certificate and its key in PEM files, which are read anew when they have changed.

use super::error::IntakeError;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use tokio_rustls::TlsAcceptor;

/// When each of the two files was changed last, and how long it is; none for what cannot be told.
type Stamp = [Option<(SystemTime, u64)>; 2];

/// Certificate and key.
pub(super) struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    used: Mutex<(Stamp, Arc<ServerConfig>)>,
}

impl Tls {
    /// Reads both.
    pub(super) fn read(certificate: &Path, key: &Path) -> Result<Self, IntakeError> {
        // Looked at first: what is changed while it is read is read again.
        let stamp = stamp(certificate, key);
        let used = Mutex::new((stamp, Arc::new(config(certificate, key)?)));
        Ok(Self { certificate: certificate.to_owned(), key: key.to_owned(), used })
    }

    /// What makes the handshake with who comes next.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.used.lock().unwrap_or_else(PoisonError::into_inner).1))
    }

    /// Reads both anew where one has changed; tells whether it did.
    pub(super) fn refresh(&self) -> Result<bool, IntakeError> {
        let now = stamp(&self.certificate, &self.key);
        if self.used.lock().unwrap_or_else(PoisonError::into_inner).0 == now {
            return Ok(false);
        }
        let config = Arc::new(config(&self.certificate, &self.key)?);
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = (now, config);
        Ok(true)
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tls({})", self.certificate.display())
    }
}

fn stamp(certificate: &Path, key: &Path) -> Stamp {
    [certificate, key].map(|path| {
        let facts = std::fs::metadata(path).ok()?;
        Some((facts.modified().ok()?, facts.len()))
    })
}

fn config(certificate: &Path, key: &Path) -> Result<ServerConfig, IntakeError> {
    let wrong = |path: &Path, why: &dyn fmt::Display| IntakeError::Tls { path: path.to_owned(), why: why.to_string() };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(|all| all.collect::<Result<Vec<_>, _>>())
        .map_err(|error| wrong(certificate, &error))?;
    if chain.is_empty() {
        return Err(wrong(certificate, &"there is no certificate in it"));
    }
    // The error is told in our words: that of the reader may quote a line of the key.
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| match error {
        rustls::pki_types::pem::Error::Io(error) => wrong(key, &error),
        _ => wrong(key, &"there is no private key in it"),
    })?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(certificate, &error))?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|error| wrong(certificate, &error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
