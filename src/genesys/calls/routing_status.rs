//! Whether a person is on queue.

use crate::genesys::{Answer, Call, Client, Error};
use crate::model::{DisplayText, UserId};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Wire {
    status: Option<DisplayText>,
}

impl Client {
    /// `OFF_QUEUE`, `IDLE`, … as the platform writes it. For a person who does not exist it says `OFF_QUEUE` too.
    pub async fn routing_status(&self, id: &UserId) -> Result<Answer<DisplayText>, Error> {
        let call = Call::new("GET /api/v2/users/{userId}/routingstatus", &[id.as_str()]);
        Ok(self.read::<Wire>(call).await?.map(|w| w.status.unwrap_or_default()))
    }

    /// Takes a person off queue: no new conversations come.
    pub async fn set_off_queue(&self, id: &UserId) -> Result<Answer<DisplayText>, Error> {
        let call =
            Call::new("PUT /api/v2/users/{userId}/routingstatus", &[id.as_str()]).body(json!({"status": "OFF_QUEUE"}));
        Ok(self.read::<Wire>(call).await?.map(|w| w.status.unwrap_or_default()))
    }
}
