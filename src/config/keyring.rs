//! The operating system's keyring: the Secret Service of a desktop session, the login keychain of macOS.
//!
//! A keyring may be locked and ask its owner for a password, or its service may not answer at all. So every question is
//! asked on a thread of its own, and whoever asks waits for so long and no longer.

use super::Secret;
use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use secrecy::ExposeSecret as _;
use std::fmt;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;
use tokio::runtime::{Handle, RuntimeFlavor};

/// Under what all secrets of this product stand.
const SERVICE: &str = "lanyard";
/// How long the keyring may take: time enough to type a password into its window.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it may take to say whether it is there.
const GLANCE: Duration = Duration::from_secs(3);

type Open = dyn Fn() -> Result<Arc<CredentialStore>, KeyringError> + Send + Sync;

/// The operating system's keyring. Nothing is opened before it is asked.
#[derive(Clone)]
pub struct Keyring {
    open: Arc<Open>,
    patience: Duration,
}

/// Why the keyring did not do what it was asked.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeyringError {
    /// This session has none.
    #[error("this session has no keyring ({0})")]
    Absent(String),
    /// It is locked, and nobody unlocked it.
    #[error("the keyring is locked")]
    Locked,
    /// It did not answer in time.
    #[error("the keyring did not answer within {} s", .0.as_secs())]
    Slow(Duration),
    /// It has nothing under the name.
    #[error("the keyring has nothing under this name")]
    Nothing,
    /// It failed otherwise; what it said.
    #[error("the keyring failed: {0}")]
    Failed(String),
}

impl KeyringError {
    /// What to do now, in one sentence.
    pub fn remedy(&self, name: &str) -> String {
        match self {
            Self::Absent(_) => {
                "start from your desktop session, or give `client_secret_file` or `client_secret_env` instead of \
                 `client_secret_keyring`"
                    .to_owned()
            }
            Self::Locked | Self::Slow(_) => {
                "unlock the keyring (it opens a window of its own in your desktop session), then try again".to_owned()
            }
            Self::Nothing => format!("`lanyard setup --profile {name}` with --replace keeps it there again"),
            Self::Failed(_) => {
                "look at the keyring with its own program, or give `client_secret_file` instead".to_owned()
            }
        }
    }
}

impl Keyring {
    /// The keyring of this process's session.
    pub fn of_system() -> Self {
        Self { open: Arc::new(system), patience: PATIENCE }
    }

    /// No keyring at all.
    pub fn none() -> Self {
        Self { open: Arc::new(|| Err(KeyringError::Absent("it was not asked for".to_owned()))), patience: PATIENCE }
    }

    /// A keyring that keeps what it is given in this store, and may take so long.
    pub fn of_store(store: Arc<CredentialStore>, patience: Duration) -> Self {
        Self { open: Arc::new(move || Ok(Arc::clone(&store))), patience }
    }

    /// Whether there is one; it is not unlocked for that.
    ///
    /// # Errors
    /// Why there is none.
    pub fn look(&self) -> Result<(), KeyringError> {
        let open = Arc::clone(&self.open);
        within(GLANCE.min(self.patience), move || open().map(drop))
    }

    /// Reads what stands under this name.
    ///
    /// # Errors
    /// There is no keyring, it is locked, or it has nothing under the name.
    pub fn read(&self, name: &str) -> Result<Secret, KeyringError> {
        let secret = self.ask(name, |entry| entry.get_password().map(Secret::from))?;
        if secret.expose_secret().trim().is_empty() { Err(KeyringError::Nothing) } else { Ok(secret) }
    }

    /// Keeps a secret under this name, in place of what stood there.
    ///
    /// # Errors
    /// There is no keyring, or it does not take it.
    pub fn keep(&self, name: &str, secret: &Secret) -> Result<(), KeyringError> {
        let secret = secret.clone();
        self.ask(name, move |entry| entry.set_password(secret.expose_secret()))
    }

    /// Lets go of what stands under this name.
    ///
    /// # Errors
    /// There is no keyring, or it has nothing under the name.
    pub fn forget(&self, name: &str) -> Result<(), KeyringError> {
        self.ask(name, |entry| entry.delete_credential())
    }

    fn ask<T: Send + 'static>(
        &self,
        name: &str,
        what: impl FnOnce(Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, KeyringError> {
        let (open, name) = (Arc::clone(&self.open), name.to_owned());
        within(self.patience, move || {
            let store = open()?;
            Entry::new_in_store(&store, SERVICE, &name).and_then(what).map_err(told)
        })
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

/// Does it on a thread of its own and waits for at most so long; a thread that hangs is left behind.
fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
) -> Result<T, KeyringError> {
    let (tell, told) = mpsc::channel();
    let begun = std::thread::Builder::new().name("keyring".to_owned()).spawn(move || {
        let _ = tell.send(work());
    });
    if let Err(error) = begun {
        return Err(KeyringError::Failed(error.to_string()));
    }
    let wait = || match told.recv_timeout(limit) {
        Ok(answer) => answer,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(KeyringError::Slow(limit)),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(KeyringError::Failed("it gave up".to_owned())),
    };
    // The other tasks of this thread go on elsewhere meanwhile.
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(wait),
        _ => wait(),
    }
}

/// Only our own words and the store's sentence: some of its errors carry what it holds.
fn told(error: Error) -> KeyringError {
    match error {
        Error::NoEntry => KeyringError::Nothing,
        Error::NoStorageAccess(_) => KeyringError::Locked,
        Error::PlatformFailure(why) => KeyringError::Failed(why.to_string()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => KeyringError::Failed("what it holds is no text".to_owned()),
        Error::Ambiguous(_) => KeyringError::Failed("it has several entries under this name".to_owned()),
        Error::TooLong(_, limit) => KeyringError::Failed(format!("it takes at most {limit} characters")),
        _ => KeyringError::Failed("it does not do this".to_owned()),
    }
}

#[cfg(target_os = "linux")]
fn system() -> Result<Arc<CredentialStore>, KeyringError> {
    // Without an address the library would try to start a bus of its own.
    let named = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(|folder| std::path::Path::new(&folder).join("bus"));
    if !named && !runtime.is_some_and(|bus| bus.exists()) {
        return Err(KeyringError::Absent("no session bus".to_owned()));
    }
    match zbus_secret_service_keyring_store::Store::new() {
        Ok(store) => Ok(store),
        Err(error) => {
            tracing::debug!(%error, "no secret service");
            Err(KeyringError::Absent("no secret service on the session bus".to_owned()))
        }
    }
}

#[cfg(target_os = "macos")]
fn system() -> Result<Arc<CredentialStore>, KeyringError> {
    match apple_native_keyring_store::keychain::Store::new() {
        Ok(store) => Ok(store),
        Err(error) => Err(KeyringError::Absent(error.to_string())),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn system() -> Result<Arc<CredentialStore>, KeyringError> {
    Err(KeyringError::Absent("none is known on this system".to_owned()))
}
