//! The tenant's own audit log, as far back as it is told at once (14 days).

use super::history::Interval;
use super::wire::{Reference, date};
use crate::genesys::page::Listing;
use crate::genesys::{Answer, Call, Client, Error, Page, Repeat};
use crate::model::Timestamp;
use serde::Deserialize;
use serde_json::json;

/// How many entries a page holds, as the list of audit results allows.
pub const AUDIT_PAGE: u32 = 500;

/// A service that writes to the audit log, and what its entries can be about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditService {
    /// Its name, as queries take it.
    pub name: String,
    /// Types of entities.
    pub entities: Vec<String>,
}

/// One entry: something was done to something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditLine {
    /// Its id.
    pub id: String,
    /// When; none where the tenant's date cannot be read.
    pub at: Option<Timestamp>,
    /// What was done, such as `Update`.
    pub action: String,
    /// To what, such as `User`.
    pub entity_type: String,
    /// The id of that.
    pub entity: String,
    /// Whether it was only tried.
    pub failed: bool,
}

#[derive(Deserialize)]
struct Mapping {
    services: Option<Vec<Service>>,
}

#[derive(Deserialize)]
struct Service {
    name: Option<String>,
    entities: Option<Vec<Entity>>,
}

#[derive(Deserialize)]
struct Entity {
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: Option<String>,
    #[serde(default, deserialize_with = "date")]
    event_date: Option<Timestamp>,
    action: Option<String>,
    entity_type: Option<String>,
    entity: Option<Reference<String>>,
    status: Option<String>,
}

impl Wire {
    fn line(self) -> AuditLine {
        AuditLine {
            id: self.id.unwrap_or_default(),
            at: self.event_date,
            action: self.action.unwrap_or_default(),
            entity_type: self.entity_type.unwrap_or_default(),
            entity: self.entity.map(|e| e.id).unwrap_or_default(),
            failed: self.status.is_some_and(|status| status == "FAILURE"),
        }
    }
}

impl Client {
    /// The services whose entries [`Client::recent_changes`] can read.
    pub async fn audit_services(&self) -> Result<Answer<Vec<AuditService>>, Error> {
        let call = Call::new("GET /api/v2/audits/query/realtime/servicemapping", &[]);
        let service = |service: Service| {
            let entities = service.entities.unwrap_or_default().into_iter().filter_map(|e| e.name).collect();
            Some(AuditService { name: service.name?, entities })
        };
        let read = self.read::<Mapping>(call).await?;
        Ok(read.map(|mapping| mapping.services.unwrap_or_default().into_iter().filter_map(service).collect()))
    }

    /// One page of what a service wrote within an interval, oldest first, [`AUDIT_PAGE`] a page.
    pub async fn recent_changes(
        &self,
        service: &str,
        interval: &Interval,
        page: u32,
    ) -> Result<Answer<Page<AuditLine>>, Error> {
        let body = json!({
            "interval": interval.to_string(),
            "serviceName": service,
            "sort": [{"name": "Timestamp", "sortOrder": "ascending"}],
            "pageNumber": page,
            "pageSize": AUDIT_PAGE,
        });
        let call = Call::new("POST /api/v2/audits/query/realtime", &[]).body(body).repeat(Repeat::Read);
        Ok(self.read::<Listing<Wire>>(call).await?.map(|l| l.page(page).map(Wire::line)))
    }
}
