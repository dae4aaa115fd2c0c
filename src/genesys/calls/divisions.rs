//! Divisions.

use crate::genesys::page::Listing;
use crate::genesys::{Answer, Call, Client, Error, Page};
use crate::model::{DisplayText, Division, DivisionId};
use serde::Deserialize;

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
}
