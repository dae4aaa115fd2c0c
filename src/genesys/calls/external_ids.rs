//! Ids that other systems gave people.

use super::wire::User;
use crate::genesys::{Answer, Call, Client, Error};
use crate::model::{DisplayText, ExternalId, Person, UserId};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    authority_name: DisplayText,
    external_key: DisplayText,
}

impl Client {
    /// The person whom another system knows by this id; upper and lower case are told apart.
    pub async fn user_by_external_id(&self, authority: &str, key: &str) -> Result<Answer<Person>, Error> {
        let call = Call::new("GET /api/v2/users/externalid/{authorityName}/{externalKey}", &[authority, key])
            .about(format!("{authority}:{key}"));
        Ok(self.read::<User>(call).await?.map(User::person))
    }

    /// The ids that other systems gave a person.
    pub async fn external_ids(&self, id: &UserId) -> Result<Answer<Vec<ExternalId>>, Error> {
        let call = Call::new("GET /api/v2/users/{userId}/externalid", &[id.as_str()]);
        let read = |w: Wire| ExternalId { authority: w.authority_name, key: w.external_key };
        Ok(self.read::<Vec<Wire>>(call).await?.map(|list| list.into_iter().map(read).collect()))
    }
}
