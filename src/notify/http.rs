//! The POST that goes over the network.

use super::post::{Answer, Post, PostError, Promise};
use std::time::Duration;
use url::Url;

/// Sends over HTTP, with a time limit and without following redirects: the body is signed for one address.
#[derive(Clone, Debug)]
pub struct HttpPost(reqwest::Client);

impl HttpPost {
    /// A client of its own: the budget of the platform's API does not count here.
    ///
    /// # Errors
    /// When the system's certificates cannot be read.
    pub fn new() -> Result<Self, PostError> {
        Self::waiting(Duration::from_secs(20))
    }

    /// A client that waits so long for a whole answer.
    pub(super) fn waiting(limit: Duration) -> Result<Self, PostError> {
        // Another room may have installed it already; it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::builder()
            .user_agent(concat!("lanyard/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(limit)
            .build()
            .map(Self)
            .map_err(|e| PostError(in_words(&e)))
    }
}

impl Post for HttpPost {
    fn post<'a>(
        &'a self,
        url: &'a Url,
        headers: &'a [(&'static str, String)],
        body: &'a str,
    ) -> Promise<'a, Result<Answer, PostError>> {
        Box::pin(async move {
            let mut request = self.0.post(url.clone()).body(body.to_owned());
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            let answer = request.send().await.map_err(|e| PostError(in_words(&e)))?;
            let retry_after = answer.headers().get("retry-after").and_then(|v| v.to_str().ok()).map(str::to_owned);
            Ok(Answer { status: answer.status().as_u16(), retry_after })
        })
    }
}

/// The innermost cause says what happened; the outer ones repeat the address, which may hold a secret.
fn in_words(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause.and_then(|c| c.source()) {
        cause = Some(inner);
    }
    cause.map_or_else(|| "the request could not be sent".to_owned(), |c| c.to_string())
}
