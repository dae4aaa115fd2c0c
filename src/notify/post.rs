//! The one thing that leaves the house: a POST. A trait, so that tests can stand in for the network.

use std::future::Future;
use std::pin::Pin;
use url::Url;

/// A future that an object-safe trait can return.
pub type Promise<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a target answered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `Retry-After` header as it came: seconds or a date (RFC 9110, 10.2.3).
    pub retry_after: Option<String>,
}

/// Why there was no answer.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
#[error("{0}")]
pub struct PostError(pub String);

/// Sends one request and does not follow where an answer points.
pub trait Post: Send + Sync {
    /// Sends this body with these headers.
    fn post<'a>(
        &'a self,
        url: &'a Url,
        headers: &'a [(&'static str, String)],
        body: &'a str,
    ) -> Promise<'a, Result<Answer, PostError>>;
}
