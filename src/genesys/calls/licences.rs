//! Licences: what there is, what a person holds, what roles would cost.

use crate::genesys::{Answer, Call, Client, Error, Repeat};
use crate::model::{DisplayText, Licence, RoleId, UserId};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Wire {
    id: DisplayText,
    description: Option<DisplayText>,
    permissions: Option<Permissions>,
}

#[derive(Deserialize)]
struct Permissions {
    ids: Option<Vec<DisplayText>>,
}

#[derive(Deserialize)]
struct Holder {
    licenses: Option<Vec<Wire>>,
}

impl Client {
    /// The licences that a person holds, by id.
    pub async fn user_licences(&self, id: &UserId) -> Result<Answer<Vec<DisplayText>>, Error> {
        let call = Call::new("GET /api/v2/license/users/{userId}", &[id.as_str()]);
        let read = self.read::<Holder>(call).await?;
        Ok(read.map(|h| h.licenses.unwrap_or_default().into_iter().map(|l| l.id).collect()))
    }

    /// All licences that there are.
    pub async fn licence_definitions(&self) -> Result<Answer<Vec<Licence>>, Error> {
        let read = |w: Wire| Licence {
            id: w.id,
            description: w.description.unwrap_or_default(),
            permissions: w.permissions.and_then(|p| p.ids).unwrap_or_default(),
        };
        let answer = self.read::<Vec<Wire>>(Call::new("GET /api/v2/license/definitions", &[])).await?;
        Ok(answer.map(|list| list.into_iter().map(read).collect()))
    }

    /// The licences that somebody with these roles would need.
    pub async fn infer_licences(&self, roles: &[RoleId]) -> Result<Answer<Vec<DisplayText>>, Error> {
        let call = Call::new("POST /api/v2/license/infer", &[]).body(json!(roles)).repeat(Repeat::Read);
        self.read(call).await
    }
}
