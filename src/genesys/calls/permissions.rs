//! The catalogue of all permissions that the tenant knows.

use crate::genesys::page::{Listing, whole};
use crate::genesys::{Answer, Call, Client, Error};
use crate::model::{Catalogue, CatalogueEntry, DisplayText, Permission};
use serde::Deserialize;
use std::collections::BTreeMap;

const PAGE: u32 = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Domain {
    domain: Option<DisplayText>,
    permission_map: Option<BTreeMap<String, Vec<Entry>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    domain: Option<DisplayText>,
    entity_type: Option<DisplayText>,
    action: DisplayText,
    label: Option<DisplayText>,
    allows_conditions: Option<bool>,
    division_aware: Option<bool>,
}

impl Domain {
    fn entries(self) -> Vec<CatalogueEntry> {
        let domain = self.domain.unwrap_or_default();
        let map = self.permission_map.unwrap_or_default();
        map.into_iter()
            .flat_map(|(entity, entries)| entries.into_iter().map(move |entry| (entity.clone(), entry)))
            .map(|(entity, entry)| CatalogueEntry {
                permission: Permission {
                    domain: entry.domain.unwrap_or_else(|| domain.clone()),
                    entity: entry.entity_type.unwrap_or_else(|| DisplayText::new(entity)),
                    action: entry.action,
                },
                label: entry.label.unwrap_or_default(),
                // Left out, the safe reading is that a grant's division limits it.
                division_aware: entry.division_aware.unwrap_or(true),
                allows_conditions: entry.allows_conditions.unwrap_or_default(),
            })
            .collect()
    }
}

impl Client {
    /// The whole catalogue, sorted by permission.
    pub async fn catalogue(&self) -> Result<Answer<Catalogue>, Error> {
        let domains = whole(async |page| {
            let call = Call::new("GET /api/v2/authorization/permissions", &[]).page(page, PAGE);
            Ok(self.read::<Listing<Domain>>(call).await?.map(|l| l.page(page)))
        })
        .await?;
        Ok(domains.map(|domains| {
            let mut entries: Vec<_> = domains.into_iter().flat_map(Domain::entries).collect();
            entries.sort_by(|a, b| a.permission.cmp(&b.permission));
            entries.dedup_by(|a, b| a.permission == b.permission);
            Catalogue { entries }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_named_by_their_place_where_they_do_not_say() {
        let domain: Domain = serde_json::from_str(
            r#"{"domain":"directory","permissionMap":{"user":[{"action":"view","label":"View","divisionAware":false},
                {"domain":"directory","entityType":"user","action":"edit","divisionAware":true}]}}"#,
        )
        .unwrap();
        let entries = domain.entries();
        assert_eq!(entries[0].permission.to_string(), "directory:user:view");
        assert!(!entries[0].division_aware && entries[1].division_aware);
    }
}
