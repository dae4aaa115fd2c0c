//! The tenant's own audit log, as far back as it is told at once (14 days).

use super::history::Interval;
use super::wire::date;
use crate::genesys::page::Listing;
use crate::genesys::{Answer, Call, Client, Error, Page, Repeat};
use crate::model::{DisplayText, Timestamp};
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
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AuditLine {
    /// Its id.
    pub id: String,
    /// When; none where the tenant's date cannot be read.
    pub at: Option<Timestamp>,
    /// The service that wrote it, such as `Directory`.
    pub service: String,
    /// The id of the person who did it; none where a program did.
    pub user: Option<String>,
    /// What that person is called, where the tenant tells.
    pub user_name: DisplayText,
    /// The id of the OAuth client by which it was done.
    pub client: Option<String>,
    /// What was done, such as `Update`.
    pub action: String,
    /// To what, such as `User`.
    pub entity_type: String,
    /// The id of that.
    pub entity: String,
    /// What that is called, where the tenant tells.
    pub entity_name: DisplayText,
    /// What was changed of it, where the tenant tells.
    pub changes: Vec<AuditChange>,
    /// Whether it was only tried.
    pub failed: bool,
}

/// A property that was changed, in the tenant's own words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AuditChange {
    /// Its name.
    pub property: DisplayText,
    /// Before.
    pub before: Vec<DisplayText>,
    /// After.
    pub after: Vec<DisplayText>,
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
    service_name: Option<String>,
    user: Option<Who>,
    client: Option<Who>,
    action: Option<String>,
    entity_type: Option<String>,
    entity: Option<Who>,
    status: Option<String>,
    property_changes: Option<Vec<Property>>,
}

/// Whoever did something, or what it was done to. Each part may be missing.
#[derive(Deserialize)]
struct Who {
    id: Option<String>,
    name: Option<DisplayText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Property {
    property: Option<DisplayText>,
    old_values: Option<Vec<Option<DisplayText>>>,
    new_values: Option<Vec<Option<DisplayText>>>,
}

impl Property {
    fn change(self) -> AuditChange {
        let values = |list: Option<Vec<Option<DisplayText>>>| list.unwrap_or_default().into_iter().flatten().collect();
        AuditChange {
            property: self.property.unwrap_or_default(),
            before: values(self.old_values),
            after: values(self.new_values),
        }
    }
}

impl Wire {
    fn line(self) -> AuditLine {
        let (user, user_name) = self.user.map_or((None, None), |who| (who.id, who.name));
        let (entity, entity_name) = self.entity.map_or((None, None), |who| (who.id, who.name));
        AuditLine {
            id: self.id.unwrap_or_default(),
            at: self.event_date,
            service: self.service_name.unwrap_or_default(),
            user,
            user_name: user_name.unwrap_or_default(),
            client: self.client.and_then(|who| who.id),
            action: self.action.unwrap_or_default(),
            entity_type: self.entity_type.unwrap_or_default(),
            entity: entity.unwrap_or_default(),
            entity_name: entity_name.unwrap_or_default(),
            changes: self.property_changes.unwrap_or_default().into_iter().map(Property::change).collect(),
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
        let call = Call::new("POST /api/v2/audits/query/realtime", &[])
            .query("expand", "user")
            .body(body)
            .repeat(Repeat::Read);
        Ok(self.read::<Listing<Wire>>(call).await?.map(|l| l.page(page).map(Wire::line)))
    }
}
