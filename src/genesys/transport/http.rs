//! One HTTP exchange, as plain values: what the transport needs of a network, and what a test or the practice tenant can
//! stand in for.

use http::{HeaderMap, Method};
use std::future::Future;
use std::pin::Pin;
use url::Url;

/// A future that an object-safe trait can return.
pub type Promise<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Makes HTTP exchanges. Follows no redirects and repeats nothing by itself: what is counted is what is sent.
pub trait Http: Send + Sync {
    /// Sends one request and reads the whole answer.
    fn send(&self, request: Request) -> Promise<'_, Result<Response, SendError>>;
}

/// A request. Headers that hold a secret are marked sensitive, so its `Debug` may be logged.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address with its query.
    pub url: Url,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty for none.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty for none.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header, where it is visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SendError {
    /// The request certainly did not arrive: no connection came about.
    #[error("not sent: {0}")]
    NotSent(String),
    /// The request was sent, at least in part, and the answer is missing or incomplete: it may have been carried out.
    #[error("sent, but no answer came: {0}")]
    NoAnswer(String),
}
