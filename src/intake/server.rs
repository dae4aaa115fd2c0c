//! The receiver: bound to its address, and run until it is told to stop.

use super::error::IntakeError;
use super::face::{Face, router};
use super::house::House;
use super::listening::Listening;
use super::quarantine::Quarantine;
use super::setup::Setup;
use crate::config::Settings;
use crate::model::Clock;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long is waited for what is on its way into quarantine.
const QUARANTINE: Duration = Duration::from_secs(2);

/// A receiver that has its address. Until it is run, whoever connects waits.
pub struct Receiver {
    listener: TcpListener,
    address: SocketAddr,
    setup: Setup,
    house: Arc<dyn House>,
    clock: Clock,
}

impl Receiver {
    /// Reads what the settings say, with every secret, and takes the address.
    ///
    /// # Errors
    /// Says what is missing or cannot be used, and what to do.
    pub async fn bind(settings: &Settings, house: Arc<dyn House>, clock: Clock) -> Result<Self, IntakeError> {
        Self::bind_to(Setup::read(settings)?, house, clock).await
    }

    /// Takes the address of this setup.
    ///
    /// # Errors
    /// The address is not to be had, or others could read along.
    pub async fn bind_to(setup: Setup, house: Arc<dyn House>, clock: Clock) -> Result<Self, IntakeError> {
        let address = setup.address;
        if !address.ip().to_canonical().is_loopback() && setup.tls.is_none() {
            if !setup.plain_http {
                return Err(IntakeError::NotSafe(address));
            }
            tracing::warn!(%address, "termination events are taken without TLS: only a proxy before it keeps them secret");
        }
        let failed = |error: std::io::Error| IntakeError::Bind {
            address,
            why: error.to_string(),
            taken: error.kind() == ErrorKind::AddrInUse,
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address, setup, house, clock })
    }

    /// Where it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Whether it speaks TLS.
    pub fn is_secure(&self) -> bool {
        self.setup.tls.is_some()
    }

    /// The names of those who may send.
    pub fn senders(&self) -> Vec<&str> {
        self.setup.senders.iter().map(|sender| sender.name.as_str()).collect()
    }

    /// Takes deliveries until it is told to stop. Then nobody new is taken, what is under way is finished within a limit,
    /// and the rest is closed: no answer was given to that, so it will be sent again.
    pub async fn run(self, stop: CancellationToken) {
        let Setup { limits, senders, token, tls, .. } = self.setup;
        let (quarantine, writing) = Quarantine::open(Arc::clone(&self.house));
        let parting = limits.parting;
        let deliveries = u32::try_from(limits.under_way).unwrap_or(u32::MAX);
        let face = Arc::new(Face::new(self.house, self.clock, (senders, token, limits.clone()), quarantine));
        let under_way = Arc::clone(&face.under_way);
        let listening = Listening { listener: self.listener, tls, router: router(face), limits };
        let mut open = listening.take(&stop).await;
        let finished = timeout(parting, async {
            while open.join_next().await.is_some() {}
            // What is being kept for a sender that hung up meanwhile.
            drop(under_way.acquire_many(deliveries).await);
        });
        if finished.await.is_err() {
            tracing::warn!(connections = open.len(), "connections were closed that did not end in time");
        }
        open.shutdown().await;
        if timeout(QUARANTINE, writing).await.is_err() {
            tracing::warn!("some turned-down deliveries were not kept");
        }
    }
}
