//! One connection, from its first byte to its last.

use super::face::{self, LONGEST_HEADERS, Peer};
use super::problem::{Code, Problem};
use super::setup::Limits;
use super::wire::{Overdue, Watch, Wire};
use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::IpAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

/// For how long, and up to how many bytes, what still comes is read after the last answer: who is cut off while sending
/// may never see the answer.
const LINGER: Duration = Duration::from_secs(1);
const LINGER_BYTES: usize = 1024 * 1024;

/// How long may be waited until a last word has been taken.
const LAST_WORD: Duration = Duration::from_secs(1);

/// Answers what comes on this connection, until the other end is done, takes too long, or the receiver stops.
pub(super) async fn serve<S>(stream: S, peer: IpAddr, router: Router, limits: &Limits, stop: &CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let watch = Watch::new();
    let wire = TokioIo::new(Wire::new(stream, watch.clone()));
    let seen = watch.clone();
    let service = service_fn(move |request: http::Request<Incoming>| {
        seen.asked();
        let (router, seen) = (router.clone(), seen.clone());
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            let response = face::answer(router, request).await;
            seen.answered();
            Ok::<_, Infallible>(response)
        }
    });
    let mut serving = http1::Builder::new()
        .timer(TokioTimer::new())
        // The watch does this, because it tells a slow request from a connection that is kept for the next one.
        .header_read_timeout(None)
        .max_buf_size(4 * LONGEST_HEADERS)
        // Who has said all he has to say and closes his side still gets the answer.
        .half_close(true)
        .serve_connection(wire, service);
    let mut tick = interval((limits.headers.min(limits.idle) / 4).max(Duration::from_millis(10)));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stopping = false;
    let overdue = loop {
        tokio::select! {
            biased;
            ended = Pin::new(&mut serving) => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended");
                }
                break None;
            }
            () = stop.cancelled(), if !stopping => {
                stopping = true;
                Pin::new(&mut serving).graceful_shutdown();
            }
            _ = tick.tick() => {
                if let Some(overdue) = watch.overdue(limits.headers, limits.idle) {
                    break Some(overdue);
                }
            }
        }
    };
    let mut stream = serving.into_parts().io.into_inner();
    match overdue {
        Some(Overdue::Headers) => {
            say(&mut stream, &Problem::new(Code::TooSlow, "the headers did not come whole in time")).await;
        }
        Some(Overdue::Idle) => {}
        None => linger(&mut stream).await,
    }
}

/// Says why a connection is closed that will not be served.
pub(super) async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, problem: &Problem) {
    let body = problem.document();
    let reason = match problem.code {
        Code::TooSlow => "Request Timeout",
        _ => "Service Unavailable",
    };
    let again = problem.retry_after.map(|seconds| format!("retry-after: {seconds}\r\n")).unwrap_or_default();
    let answer = format!(
        "HTTP/1.1 {} {reason}\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n{again}connection: \
         close\r\n\r\n{body}",
        problem.code.status(),
        body.len(),
    );
    let said = timeout(LAST_WORD, async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    });
    if matches!(said.await, Ok(Ok(()))) {
        linger(stream).await;
    }
}

async fn linger<S: AsyncRead + Unpin>(stream: &mut S) {
    let mut left = LINGER_BYTES;
    let mut buffer = [0; 4_096];
    let rest = async {
        while let Ok(read @ 1..) = stream.read(&mut buffer).await {
            left = left.saturating_sub(read);
            if left == 0 {
                break;
            }
        }
    };
    // What does not come in time is not waited for.
    let _ = timeout(LINGER, rest).await;
}
