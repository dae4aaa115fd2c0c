//! The organisation and its limits.

use crate::genesys::{Answer, Call, Client, Error};
use crate::model::DisplayText;
use serde::Deserialize;

/// The organisation that the client belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Organization {
    /// Its id.
    pub id: DisplayText,
    /// Its name.
    pub name: DisplayText,
    /// Its short domain, empty if not told.
    pub domain: DisplayText,
}

/// One limit of the organisation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limit {
    /// Such as `client.credentials.token.rate.per.minute`.
    pub key: DisplayText,
    /// Its value.
    pub value: i64,
}

#[derive(Deserialize)]
struct OrganizationWire {
    id: DisplayText,
    name: Option<DisplayText>,
    domain: Option<DisplayText>,
}

#[derive(Deserialize)]
struct Limits {
    entities: Option<Vec<LimitWire>>,
}

#[derive(Deserialize)]
struct LimitWire {
    key: Option<DisplayText>,
    value: Option<i64>,
}

impl Client {
    /// The organisation that the client belongs to.
    pub async fn organization(&self) -> Result<Answer<Organization>, Error> {
        let read = self.read::<OrganizationWire>(Call::new("GET /api/v2/organizations/me", &[])).await?;
        Ok(read.map(|w| Organization {
            id: w.id,
            name: w.name.unwrap_or_default(),
            domain: w.domain.unwrap_or_default(),
        }))
    }

    /// The limits of a namespace, such as `platform.api`, where the rate of a token is told.
    pub async fn limits(&self, namespace: &str) -> Result<Answer<Vec<Limit>>, Error> {
        let call = Call::new("GET /api/v2/organizations/limits/namespaces/{namespaceName}", &[namespace]);
        let limit = |w: LimitWire| Some(Limit { key: w.key?, value: w.value? });
        let read = self.read::<Limits>(call).await?;
        Ok(read.map(|l| l.entities.unwrap_or_default().into_iter().filter_map(limit).collect()))
    }
}
