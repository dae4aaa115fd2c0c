//! The latest exchanges, kept in memory for whoever wants to see what was asked of the tenant.

use super::call::Call;
use super::http::{Response, SendError};
use crate::model::{CallOutcome, CorrelationId, DisplayText, ServerCall, Timestamp, shown_body};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// How many exchanges are kept; a person's offboarding is some fourteen.
const KEPT: usize = 500;
/// How much of a body is kept, in bytes.
const BODY: usize = 4 * 1024;

/// The latest exchanges, the newest last.
#[derive(Default)]
pub(super) struct Log(Mutex<VecDeque<Kept>>);

/// An exchange with the moment of its sending by the clock that does not jump.
struct Kept {
    sent: Instant,
    call: ServerCall,
}

/// What is known of an exchange when it has ended.
pub(super) struct Ended<'a> {
    pub(super) number: u64,
    pub(super) sent: Instant,
    pub(super) took: Duration,
    pub(super) attempt: u32,
    pub(super) answer: Result<&'a Response, &'a SendError>,
    pub(super) correlation: Option<CorrelationId>,
}

impl Log {
    pub(super) fn note(&self, call: &Call, url: &Url, ended: Ended<'_>) {
        let outcome = match ended.answer {
            Ok(answer) => CallOutcome::Answered(answer.status),
            Err(why) => CallOutcome::Nothing(DisplayText::new(why.to_string())),
        };
        let call = ServerCall {
            number: ended.number,
            at: Timestamp::UNIX_EPOCH,
            method: call.operation.split(' ').next().unwrap_or_default(),
            url: DisplayText::new(url.as_str()),
            operation: call.operation,
            body: call.body.as_ref().map(|body| shown_body(body, BODY)),
            writes: call.writes(),
            attempt: ended.attempt,
            outcome,
            took: ended.took,
            correlation: ended.correlation,
        };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(Kept { sent: ended.sent, call });
    }

    /// The exchanges, the newest first, with their times by a clock that says `now` at this moment.
    pub(super) fn newest_first(&self, now: Timestamp) -> Vec<ServerCall> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = |sent: Instant| now.checked_sub(sent.elapsed()).unwrap_or(now);
        kept.iter().rev().map(|kept| ServerCall { at: at(kept.sent), ..kept.call.clone() }).collect()
    }
}
