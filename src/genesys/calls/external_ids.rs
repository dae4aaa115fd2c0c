//! Ids that other systems gave people.

use super::wire::User;
use crate::genesys::{Answer, Call, Client, Error};
use crate::model::{DisplayText, ExternalId, Person, UserId};
use serde::Deserialize;

/// How many people a page of external ids holds: the most that SCIM lists where nothing expensive is asked for.
pub const EXTERNAL_ID_PAGE: usize = 100;
const PURECLOUD: &str = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User";

/// A page of people with their external ids.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ExternalIdPage {
    /// The people; those without an external id are among them.
    pub people: Vec<(UserId, Vec<ExternalId>)>,
    /// How many people there are on all pages.
    pub total: u64,
}

#[derive(Deserialize)]
struct ScimPage {
    #[serde(rename = "totalResults")]
    total: Option<u64>,
    #[serde(rename = "Resources")]
    people: Option<Vec<ScimUser>>,
}

#[derive(Deserialize)]
struct ScimUser {
    id: UserId,
    #[serde(rename = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User")]
    purecloud: Option<Purecloud>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Purecloud {
    external_ids: Option<Vec<ScimId>>,
}

#[derive(Deserialize)]
struct ScimId {
    authority: Option<DisplayText>,
    value: Option<DisplayText>,
}

impl ScimUser {
    fn external_ids(self) -> (UserId, Vec<ExternalId>) {
        let all = self.purecloud.and_then(|purecloud| purecloud.external_ids).unwrap_or_default();
        let named = |one: ScimId| Some(ExternalId { authority: one.authority?, key: one.value? });
        (self.id, all.into_iter().filter_map(named).collect())
    }
}

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

    /// One page of active, or else of inactive people with the ids that other systems gave them, from the person with
    /// this number, from 1.
    pub async fn listed_external_ids(&self, active: bool, start: u64) -> Result<Answer<ExternalIdPage>, Error> {
        let mut call = Call::new("GET /api/v2/scim/v2/users", &[])
            .query("startIndex", start)
            .query("count", EXTERNAL_ID_PAGE)
            .query("attributes", format!("{PURECLOUD}:externalIds"));
        if !active {
            call = call.query("filter", "active eq false");
        }
        Ok(self.read::<ScimPage>(call).await?.map(|page| ExternalIdPage {
            people: page.people.unwrap_or_default().into_iter().map(ScimUser::external_ids).collect(),
            total: page.total.unwrap_or(0),
        }))
    }
}
