//! The stations (phones) of a person.

use crate::genesys::{Answer, Call, Client, Error};
use crate::model::{DisplayText, SeatStation, StationId, UserId};
use serde::Deserialize;

/// The stations of a person.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stations {
    /// In use.
    pub associated: Option<SeatStation>,
    /// Used by default.
    pub default: Option<SeatStation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StationsWire {
    associated_station: Option<StationWire>,
    default_station: Option<StationWire>,
}

#[derive(Deserialize)]
struct StationWire {
    id: Option<StationId>,
    name: Option<DisplayText>,
}

impl StationWire {
    /// An empty object stands for no station.
    fn station(self) -> Option<SeatStation> {
        self.id.map(|id| SeatStation { id, name: self.name.unwrap_or_default() })
    }
}

impl StationsWire {
    pub(super) fn stations(self) -> Stations {
        Stations {
            associated: self.associated_station.and_then(StationWire::station),
            default: self.default_station.and_then(StationWire::station),
        }
    }
}

impl Client {
    /// The stations of a person.
    pub async fn user_stations(&self, id: &UserId) -> Result<Answer<Stations>, Error> {
        let call = Call::new("GET /api/v2/users/{userId}/station", &[id.as_str()]);
        Ok(self.read::<StationsWire>(call).await?.map(StationsWire::stations))
    }

    /// Frees the station in use. Takes effect a moment after the answer.
    pub async fn release_associated_station(&self, id: &UserId) -> Result<Answer<()>, Error> {
        self.done(Call::new("DELETE /api/v2/users/{userId}/station/associatedstation", &[id.as_str()])).await
    }

    /// Frees the station that is used by default. Takes effect a moment after the answer.
    pub async fn release_default_station(&self, id: &UserId) -> Result<Answer<()>, Error> {
        self.done(Call::new("DELETE /api/v2/users/{userId}/station/defaultstation", &[id.as_str()])).await
    }
}
