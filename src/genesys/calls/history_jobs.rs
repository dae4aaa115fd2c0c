//! Long histories: a job on the analytics service, asked for its state and then for its results.

use super::history::{HISTORY_PAGE, Interval, query};
use super::wire::date;
use crate::genesys::{Answer, Call, Client, Error, Repeat};
use crate::model::{DisplayText, Timestamp, UserId};
use serde::Deserialize;
use serde_json::Value;

/// How a job stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum JobState {
    /// Waits.
    Queued,
    /// Is at work.
    Pending,
    /// Has results.
    Fulfilled,
    /// Has failed.
    Failed,
    /// Was cancelled.
    Cancelled,
    /// Had results, which are gone.
    Expired,
}

/// How a job stands, and why where it failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobStatus {
    /// How.
    pub state: JobState,
    /// What the service says of a failure.
    pub message: DisplayText,
}

/// Some of a job's results.
#[derive(Clone, PartialEq, Debug)]
pub struct HistoryBatch {
    /// Conversations as the tenant tells them; their text is not made safe to show.
    pub conversations: Vec<Value>,
    /// What to ask for the next with; none at the end.
    pub cursor: Option<String>,
    /// Up to when the data that jobs read reach; younger conversations are missing.
    pub available_to: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Started {
    job_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StatusWire {
    state: JobState,
    error_message: Option<DisplayText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BatchWire {
    conversations: Option<Vec<Value>>,
    cursor: Option<String>,
    #[serde(default, deserialize_with = "date")]
    data_availability_date: Option<Timestamp>,
}

impl Client {
    /// Starts a job that collects a person's conversations; the answer is the job's id.
    ///
    /// A job that was started twice costs the service some work and changes nothing.
    pub async fn start_history_job(&self, user: &UserId, interval: &Interval) -> Result<Answer<String>, Error> {
        let call = Call::new("POST /api/v2/analytics/conversations/details/jobs", &[])
            .about(user.as_str())
            .body(query(user, interval, false))
            .repeat(Repeat::Read);
        Ok(self.read::<Started>(call).await?.map(|s| s.job_id))
    }

    /// How a job stands.
    pub async fn history_job(&self, job: &str) -> Result<Answer<JobStatus>, Error> {
        let call = Call::new("GET /api/v2/analytics/conversations/details/jobs/{jobId}", &[job]);
        let read = |w: StatusWire| JobStatus { state: w.state, message: w.error_message.unwrap_or_default() };
        Ok(self.read::<StatusWire>(call).await?.map(read))
    }

    /// Some results of a job that has been fulfilled: the first without a cursor, the next with the one before's.
    pub async fn history_results(&self, job: &str, cursor: Option<&str>) -> Result<Answer<HistoryBatch>, Error> {
        let mut call = Call::new("GET /api/v2/analytics/conversations/details/jobs/{jobId}/results", &[job])
            .query("pageSize", HISTORY_PAGE);
        if let Some(cursor) = cursor {
            call = call.query("cursor", cursor);
        }
        Ok(self.read::<BatchWire>(call).await?.map(|w| HistoryBatch {
            conversations: w.conversations.unwrap_or_default(),
            cursor: w.cursor.filter(|c| !c.is_empty()),
            available_to: w.data_availability_date,
        }))
    }

    /// Up to when the data that jobs read reach.
    pub async fn history_available_to(&self) -> Result<Answer<Option<Timestamp>>, Error> {
        let call = Call::new("GET /api/v2/analytics/conversations/details/jobs/availability", &[]);
        Ok(self.read::<BatchWire>(call).await?.map(|w| w.data_availability_date))
    }

    /// Forgets a job and its results.
    pub async fn drop_history_job(&self, job: &str) -> Result<Answer<()>, Error> {
        self.done(Call::new("DELETE /api/v2/analytics/conversations/details/jobs/{jobId}", &[job])).await
    }
}
