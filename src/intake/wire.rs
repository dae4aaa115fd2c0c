//! A connection that knows when something last moved on it.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

/// What has lasted too long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Overdue {
    /// The headers of a request.
    Headers,
    /// Nothing at all has moved.
    Idle,
}

#[derive(Debug)]
struct Seen {
    /// When something moved last.
    moved: Instant,
    /// When the request began whose headers are not whole yet.
    head_since: Option<Instant>,
    /// Whether a request is being answered.
    answering: bool,
}

/// What has been seen on a connection.
#[derive(Clone, Debug)]
pub(super) struct Watch(Arc<Mutex<Seen>>);

impl Watch {
    /// A new connection owes its first request at once.
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self(Arc::new(Mutex::new(Seen { moved: now, head_since: Some(now), answering: false })))
    }

    fn see<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The headers of a request are whole.
    pub(super) fn asked(&self) {
        self.see(|seen| (seen.head_since, seen.answering) = (None, true));
    }

    /// There is an answer to it.
    pub(super) fn answered(&self) {
        self.see(|seen| seen.answering = false);
    }

    fn read(&self) {
        self.see(|seen| {
            seen.moved = Instant::now();
            if !seen.answering {
                seen.head_since.get_or_insert(seen.moved);
            }
        });
    }

    fn written(&self) {
        self.see(|seen| seen.moved = Instant::now());
    }

    /// What has lasted too long, if anything has.
    pub(super) fn overdue(&self, headers: Duration, idle: Duration) -> Option<Overdue> {
        self.see(|seen| {
            if seen.head_since.is_some_and(|since| since.elapsed() >= headers) {
                return Some(Overdue::Headers);
            }
            (!seen.answering && seen.moved.elapsed() >= idle).then_some(Overdue::Idle)
        })
    }
}

/// A stream under a watch.
pub(super) struct Wire<S> {
    stream: S,
    watch: Watch,
}

impl<S> Wire<S> {
    pub(super) fn new(stream: S, watch: Watch) -> Self {
        Self { stream, watch }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.watch.read();
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, buf);
        if matches!(polled, Poll::Ready(Ok(written)) if written > 0) {
            self.watch.written();
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADERS: Duration = Duration::from_secs(5);
    const IDLE: Duration = Duration::from_secs(30);

    #[tokio::test(start_paused = true)]
    async fn headers_have_a_time_of_their_own_and_answers_are_not_idle() {
        let watch = Watch::new();
        let pass = |seconds| tokio::time::advance(Duration::from_secs(seconds));
        let overdue = || watch.overdue(HEADERS, IDLE);
        pass(4).await;
        assert_eq!(overdue(), None);
        // A byte now and then does not buy time.
        watch.read();
        pass(1).await;
        assert_eq!(overdue(), Some(Overdue::Headers));

        watch.asked();
        watch.read();
        pass(60).await;
        assert_eq!(overdue(), None);
        watch.answered();
        watch.written();
        pass(29).await;
        assert_eq!(overdue(), None);
        pass(1).await;
        assert_eq!(overdue(), Some(Overdue::Idle));
        watch.read();
        pass(5).await;
        assert_eq!(overdue(), Some(Overdue::Headers));
    }
}
