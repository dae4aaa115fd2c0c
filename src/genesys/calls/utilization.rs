//! How many conversations a person may have at once, where it differs from the organisation's default.

use crate::genesys::{Answer, Call, Client, Error};
use crate::model::UserId;
use serde_json::Value;

impl Client {
    /// The person's own setting as the tenant sent it; none while the organisation's default holds.
    pub async fn utilization(&self, id: &UserId) -> Result<Answer<Option<Value>>, Error> {
        let call = Call::new("GET /api/v2/routing/users/{userId}/utilization", &[id.as_str()]);
        let own = |value: &Value| value.get("level").and_then(Value::as_str) == Some("Agent");
        Ok(self.read::<Value>(call).await?.map(|value| own(&value).then_some(value)))
    }

    /// Gives the person a setting of their own: the one that [`Client::utilization`] told before.
    pub async fn set_utilization(&self, id: &UserId, told: &Value) -> Result<Answer<()>, Error> {
        let mut body = serde_json::Map::new();
        // The answer has more in it than the request takes.
        for part in ["utilization", "labelUtilizations", "maxInboundCalls"] {
            if let Some(value) = told.get(part) {
                body.insert(part.to_owned(), value.clone());
            }
        }
        let call = Call::new("PUT /api/v2/routing/users/{userId}/utilization", &[id.as_str()]).body(body.into());
        self.done(call).await
    }

    /// Puts the person back to the organisation's default.
    pub async fn reset_utilization(&self, id: &UserId) -> Result<Answer<()>, Error> {
        self.done(Call::new("DELETE /api/v2/routing/users/{userId}/utilization", &[id.as_str()])).await
    }
}
