//! The loop that takes connections. Nothing in it waits for any of them.

use super::connection;
use super::problem::{Code, Problem};
use super::setup::Limits;
use super::tls::Tls;
use axum::Router;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

/// As many connections beyond the limit are told so; the others are closed.
const TURNED_AWAY: usize = 64;

/// How long is waited when the operating system has no connection to give.
const OUT_OF_FILES: Duration = Duration::from_millis(100);

/// What every connection needs.
pub(super) struct Listening {
    pub(super) listener: TcpListener,
    pub(super) tls: Option<Arc<Tls>>,
    pub(super) router: Router,
    pub(super) limits: Limits,
}

impl Listening {
    /// Takes connections until the receiver is to stop; gives back those that are still open.
    pub(super) async fn take(self, stop: &CancellationToken) -> JoinSet<()> {
        let mut open = JoinSet::new();
        let room = Arc::new(Semaphore::new(self.limits.connections));
        let turned_away = Arc::new(Semaphore::new(TURNED_AWAY));
        let mut look = interval(self.limits.certificate);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return open,
                Some(_) = open.join_next() => {}
                _ = look.tick(), if self.tls.is_some() => self.refresh(&mut open),
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, peer)) => self.welcome(stream, peer, &mut open, (&room, &turned_away), stop),
                    Err(error) => self.not_accepted(&error).await,
                },
            }
        }
    }

    fn welcome(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        open: &mut JoinSet<()>,
        (room, turned_away): (&Arc<Semaphore>, &Arc<Semaphore>),
        stop: &CancellationToken,
    ) {
        // Small answers must not wait for the peer's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
        let Ok(permit) = Arc::clone(room).try_acquire_owned() else {
            tracing::warn!(connections = self.limits.connections, "a connection was refused: there are too many");
            // A handshake costs more than a refusal is worth.
            if self.tls.is_none()
                && let Ok(permit) = Arc::clone(turned_away).try_acquire_owned()
            {
                open.spawn(async move {
                    let mut stream = stream;
                    let problem = Problem::new(Code::Busy, "there are too many connections").again_in(1);
                    connection::say(&mut stream, &problem).await;
                    drop(permit);
                });
            }
            return;
        };
        let (router, limits, stop) = (self.router.clone(), self.limits.clone(), stop.clone());
        let tls = self.tls.as_ref().map(|tls| tls.acceptor());
        let peer: IpAddr = peer.ip();
        open.spawn(async move {
            match tls {
                None => connection::serve(stream, peer, router, &limits, &stop).await,
                Some(acceptor) => {
                    let handshake = tokio::select! {
                        () = stop.cancelled() => return,
                        handshake = timeout(limits.handshake, acceptor.accept(stream)) => handshake,
                    };
                    match handshake {
                        Ok(Ok(stream)) => connection::serve(stream, peer, router, &limits, &stop).await,
                        Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
                        Err(_) => tracing::debug!("a handshake took too long"),
                    }
                }
            }
            drop(permit);
        });
    }

    /// Reads certificate and key anew where they have changed; files are not read on the loop itself.
    fn refresh(&self, open: &mut JoinSet<()>) {
        let Some(tls) = self.tls.clone() else { return };
        open.spawn_blocking(move || match tls.refresh() {
            Ok(true) => tracing::info!("certificate and key were read anew"),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the certificate before it is used on"),
        });
    }

    async fn not_accepted(&self, error: &io::Error) {
        use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
        if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
            return;
        }
        tracing::error!(%error, "no connection could be taken");
        tokio::time::sleep(OUT_OF_FILES).await;
    }
}
