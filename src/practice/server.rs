//! The practice tenant on a loopback address.

use super::Practice;
use super::call::Request;
use super::reply::{Delivery, Reply};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request as HttpRequest};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use futures_util::stream;
use http::{HeaderName, HeaderValue, StatusCode};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// A practice tenant that listens; it stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    /// Base address of API and sign-in, as `http://127.0.0.1:40123`.
    pub api: String,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Running {
    /// Stops listening and waits until open answers are finished.
    pub async fn shutdown(mut self) {
        drop(self.stop.take());
        let _ = (&mut self.task).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Practice {
    /// The HTTP service, to be called in process or served.
    pub fn router(&self) -> Router {
        let practice = self.clone();
        Router::new().fallback(move |request: HttpRequest| {
            let practice = practice.clone();
            async move { practice.respond(request).await }
        })
    }

    /// Listens on 127.0.0.1, on the port given or a free one.
    pub async fn serve(&self, port: Option<u16>) -> io::Result<Running> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)))).await?;
        let api = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = oneshot::channel::<()>();
        let service = self.router().into_make_service_with_connect_info::<Cut>();
        let serving = axum::serve(Wires(listener), service).with_graceful_shutdown(async move {
            let _ = stopped.await;
        });
        let task = tokio::spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "the practice tenant stopped listening");
            }
        });
        Ok(Running { api, stop: Some(stop), task })
    }

    async fn respond(&self, request: HttpRequest) -> Response {
        let (parts, body) = request.into_parts();
        let cut = parts.extensions.get::<ConnectInfo<Cut>>().map(|ConnectInfo(cut)| cut.clone());
        let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
            return response;
        };
        let request = Request {
            method: parts.method,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
        };
        let reply = self.answer(&request);
        match (reply.delivery, cut) {
            (Delivery::Reset, Some(cut)) => cut.now(),
            (Delivery::Stall(time), Some(cut)) => {
                tokio::time::sleep(time).await;
                cut.now();
            }
            _ => {}
        }
        response(reply)
    }
}

fn response(reply: Reply) -> Response {
    let bytes = reply.body.as_ref().map(|body| Bytes::from(body.to_string()));
    let has_body = bytes.is_some();
    let mut response = Response::new(match (bytes, reply.delivery) {
        (None, _) => Body::empty(),
        (Some(bytes), Delivery::Slow(time)) => trickle(bytes, time),
        (Some(bytes), _) => Body::from(bytes),
    });
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if has_body {
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static(reply.content_type));
    }
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}

fn trickle(bytes: Bytes, time: Duration) -> Body {
    const PIECES: usize = 5;
    let size = bytes.len().div_ceil(PIECES).max(1);
    let pieces: Vec<Bytes> =
        (0..bytes.len()).step_by(size).map(|at| bytes.slice(at..bytes.len().min(at + size))).collect();
    Body::from_stream(stream::unfold(pieces.into_iter(), move |mut left| async move {
        let piece = left.next()?;
        tokio::time::sleep(time / PIECES as u32).await;
        Some((Ok::<_, io::Error>(piece), left))
    }))
}

/// Closes one connection without another byte.
#[derive(Debug, Clone, Default)]
struct Cut(Arc<AtomicBool>);

impl Cut {
    fn now(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn check(&self) -> io::Result<()> {
        if self.0.load(Ordering::Acquire) { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl Connected<IncomingStream<'_, Wires>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Wires>) -> Self {
        stream.remote_addr().clone()
    }
}

struct Wires(TcpListener);

impl Listener for Wires {
    type Io = Wire;
    type Addr = Cut;

    async fn accept(&mut self) -> (Wire, Cut) {
        let (stream, _) = Listener::accept(&mut self.0).await;
        // Small answers must not wait for the peer's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
        let cut = Cut::default();
        (Wire { stream, cut: cut.clone() }, cut)
    }

    fn local_addr(&self) -> io::Result<Cut> {
        Ok(Cut::default())
    }
}

/// A connection that can be cut from a handler.
struct Wire {
    stream: TcpStream,
    cut: Cut,
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.cut.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
