//! Divisions.

use crate::genesys::page::Listing;
use crate::genesys::{Answer, Call, Client, Error, Page, Repeat};
use crate::model::{DisplayText, Division, DivisionId, UserId};
use serde::Deserialize;
use serde_json::json;

const PAGE: u32 = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DivisionWire {
    id: DivisionId,
    name: Option<DisplayText>,
    home_division: Option<bool>,
}

impl DivisionWire {
    pub(super) fn division(self) -> Division {
        Division { id: self.id, name: self.name.unwrap_or_default(), home: self.home_division.unwrap_or_default() }
    }
}

impl Client {
    /// One page of all divisions.
    pub async fn divisions(&self, page: u32) -> Result<Answer<Page<Division>>, Error> {
        let call = Call::new("GET /api/v2/authorization/divisions", &[]).page(page, PAGE);
        Ok(self.read::<Listing<DivisionWire>>(call).await?.map(|l| l.page(page).map(DivisionWire::division)))
    }

    /// Moves a person into a division.
    pub async fn move_user(&self, id: &UserId, division: &DivisionId) -> Result<Answer<()>, Error> {
        let operation = "POST /api/v2/authorization/divisions/{divisionId}/objects/{objectType}";
        let call = Call::new(operation, &[division.as_str(), "USER"])
            .body(json!([id]))
            // Whoever is there already stays.
            .repeat(Repeat::Safe);
        self.done(call.about(format!("{id} into division {division}"))).await
    }
}
