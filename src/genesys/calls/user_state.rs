//! The state of a user: signing in, not signing in, deleted and back.

use super::wire::{User, date};
use crate::genesys::{Answer, Call, Client, Error, Repeat};
use crate::model::{Person, StateChangeReason, Timestamp, UserId, UserState};
use serde::Deserialize;
use serde_json::json;

/// The state as the platform records it, with its reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StateRecord {
    /// The state.
    pub state: UserState,
    /// The user's version after the change.
    pub version: Option<i64>,
    /// Why it was changed last.
    pub reason: Option<StateChangeReason>,
    /// When it was changed last.
    pub changed_at: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    state: UserState,
    version: Option<i64>,
    state_change_reason: Option<StateChangeReason>,
    #[serde(default, deserialize_with = "date")]
    state_change_date: Option<Timestamp>,
}

impl Wire {
    fn record(self) -> StateRecord {
        StateRecord {
            state: self.state,
            version: self.version,
            reason: self.state_change_reason,
            changed_at: self.state_change_date,
        }
    }
}

impl Client {
    /// The state with its reason. Needs `directory:userStateChange:view`, which reading the person does not.
    pub async fn user_state(&self, id: &UserId) -> Result<Answer<StateRecord>, Error> {
        let call = Call::new("GET /api/v2/users/{userId}/state", &[id.as_str()]);
        Ok(self.read::<Wire>(call).await?.map(Wire::record))
    }

    /// Sets the state with a reason, if the user still has this version; the only call that records a reason.
    ///
    /// A stale version is a [`Conflict`](crate::genesys::Kind::Conflict). The version makes a repeat look like a conflict
    /// after a success, so when no answer comes the error is unclear, and reading back tells.
    pub async fn set_state(
        &self,
        id: &UserId,
        state: UserState,
        reason: StateChangeReason,
        version: i64,
    ) -> Result<Answer<StateRecord>, Error> {
        let body = json!({"state": state, "stateChangeReason": reason, "version": version});
        let call = Call::new("PUT /api/v2/users/{userId}/state", &[id.as_str()]).body(body).repeat(Repeat::ReadBack);
        Ok(self.read::<Wire>(call).await?.map(Wire::record))
    }

    /// Makes an inactive or deleted person active again; the version is that of [`Client::deleted_user`] or
    /// [`Client::user`]. What the person had (grants, station, division) does not come back with it.
    pub async fn restore(&self, id: &UserId, version: i64) -> Result<Answer<Person>, Error> {
        let body = json!({"state": UserState::Active, "version": version});
        let call = Call::new("PATCH /api/v2/users/{userId}", &[id.as_str()]).body(body);
        Ok(self.read::<User>(call).await?.map(User::person))
    }
}
