//! What the headers of an answer say about the rate.

use super::http::Response;
use crate::model::CorrelationId;
use std::time::Duration;

/// The three `inin-ratelimit-*` headers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Rate {
    /// Calls counted in this window.
    pub(super) count: u32,
    /// Calls allowed in a window.
    pub(super) allowed: u32,
    /// Whole seconds until the window ends; whether they are rounded up or down is not documented.
    pub(super) reset: Duration,
}

impl Rate {
    pub(super) fn read(answer: &Response) -> Option<Self> {
        let number = |name: &str| answer.header(name)?.trim().parse::<u32>().ok();
        Some(Self {
            count: number("inin-ratelimit-count")?,
            allowed: number("inin-ratelimit-allowed")?,
            reset: Duration::from_secs(number("inin-ratelimit-reset")?.into()),
        })
    }

    /// Whether nothing is left in this window.
    pub(super) fn is_used_up(&self) -> bool {
        self.count >= self.allowed
    }
}

/// `Retry-After` in seconds (RFC 9110 section 10.2.3). The platform sends no dates there.
pub(super) fn retry_after(answer: &Response) -> Option<Duration> {
    answer.header("retry-after")?.trim().parse().ok().map(Duration::from_secs)
}

pub(in crate::genesys) fn correlation(answer: &Response) -> Option<CorrelationId> {
    answer.header("inin-correlation-id").filter(|id| !id.is_empty()).map(CorrelationId::from)
}
