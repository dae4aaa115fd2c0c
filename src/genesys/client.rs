//! The door of this room.

use super::error::{Answer, Error, Kind};
use super::transport::answer_correlation;
use super::transport::http::{Http, Response};
use super::transport::meter::Meter;
use super::transport::{Call, Lane, Transport};
use super::{Settings, SettingsError};
use crate::model::{Changed, ServerCall, Timestamp};
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;
use tokio::sync::watch;

/// A tenant, as typed calls. Clones share one token, one budget and one circuit breaker.
#[derive(Clone)]
pub struct Client {
    transport: Arc<Transport>,
    lane: Lane,
}

impl Client {
    /// A client that nothing has been sent with yet; its calls go in the interactive lane.
    ///
    /// # Errors
    /// When the client id or secret is missing or cannot be sent.
    pub fn new(settings: Settings, http: Arc<dyn Http>) -> Result<Self, SettingsError> {
        Ok(Self { transport: Arc::new(Transport::new(settings, http)?), lane: Lane::default() })
    }

    /// The same client with its calls in this lane.
    #[must_use]
    pub fn lane(&self, lane: Lane) -> Self {
        Self { transport: Arc::clone(&self.transport), lane }
    }

    /// What it was made with.
    pub fn settings(&self) -> &Settings {
        self.transport.settings()
    }

    /// How the budget stands at this moment.
    pub fn meter(&self) -> Meter {
        self.transport.meter()
    }

    /// The latest exchanges with the API, the newest first, with times by a clock that says `now` at this moment.
    pub fn calls(&self, now: Timestamp) -> Vec<ServerCall> {
        self.transport.calls(now)
    }

    /// The tenant's time, where its answers tell it; good to a second or two.
    pub fn tenant_time(&self) -> Option<Timestamp> {
        self.transport.tenant_time()
    }

    /// Changes whenever [`Client::meter`] may have changed for another reason than time; the number means nothing.
    pub fn meter_changed(&self) -> watch::Receiver<u64> {
        self.transport.meter_changed()
    }

    /// Sends a call and reads its JSON answer.
    pub(super) async fn read<T: DeserializeOwned>(&self, call: Call) -> Result<Answer<T>, Error> {
        let answer = self.transport.send(self.lane, &call).await?;
        let correlation = answer_correlation(&answer);
        match serde_json::from_slice(&answer.body) {
            Ok(value) => Ok(Answer { value, correlation }),
            Err(why) => Err(undecodable(&call, &answer, &why.to_string())),
        }
    }

    /// Sends a call whose answer has nothing that matters but its success.
    pub(super) async fn done(&self, call: Call) -> Result<Answer<()>, Error> {
        let answer = self.transport.send(self.lane, &call).await?;
        Ok(Answer { value: (), correlation: answer_correlation(&answer) })
    }
}

fn undecodable(call: &Call, answer: &Response, why: &str) -> Error {
    let changed = if call.writes() { Changed::Yes } else { Changed::No };
    let error = call.failed(Kind::Undecodable, format!("the answer could not be understood: {why}"), changed);
    let mut failure = error.failure().clone();
    failure.status = Some(answer.status);
    failure.correlation = answer_correlation(answer);
    Error::new(failure)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.settings();
        f.debug_struct("Client")
            .field("api", &settings.hosts.api().as_str())
            .field("client_id", &settings.client_id)
            .field("lane", &self.lane)
            .finish_non_exhaustive()
    }
}
