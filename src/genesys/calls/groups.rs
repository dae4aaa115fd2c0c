//! Groups.

use super::wire::{Reference, ids};
use crate::genesys::page::Listing;
use crate::genesys::{Answer, Call, Client, Error, Page};
use crate::model::{DisplayText, Group, GroupId, GroupType, UserId};
use serde::Deserialize;

/// How many groups a page holds.
pub const GROUP_PAGE: u32 = 500;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: GroupId,
    name: Option<DisplayText>,
    #[serde(rename = "type")]
    kind: Option<GroupType>,
    member_count: Option<u32>,
    owners: Option<Vec<Reference<UserId>>>,
    roles_enabled: Option<bool>,
    version: Option<i64>,
}

impl Wire {
    fn group(self) -> Group {
        Group {
            id: self.id,
            name: self.name.unwrap_or_default(),
            kind: self.kind.unwrap_or(GroupType::Official),
            member_count: self.member_count.unwrap_or_default(),
            owners: ids(self.owners),
            roles_enabled: self.roles_enabled.unwrap_or_default(),
            version: self.version.unwrap_or_default(),
        }
    }
}

/// How a group stands.
#[derive(Deserialize)]
struct Stands {
    state: Option<String>,
}

impl Client {
    /// One page of all groups, [`GROUP_PAGE`] a page.
    pub async fn groups(&self, page: u32) -> Result<Answer<Page<Group>>, Error> {
        let call = Call::new("GET /api/v2/groups", &[]).page(page, GROUP_PAGE);
        Ok(self.read::<Listing<Wire>>(call).await?.map(|l| l.page(page).map(Wire::group)))
    }

    /// Whether a group is shown as deleted; one that is quite gone is [`NotFound`](crate::genesys::Kind::NotFound).
    pub async fn group_is_deleted(&self, id: &GroupId) -> Result<Answer<bool>, Error> {
        let call = Call::new("GET /api/v2/groups/{groupId}", &[id.as_str()]);
        let deleted = |group: Stands| group.state.as_deref() == Some("deleted");
        Ok(self.read::<Stands>(call).await?.map(deleted))
    }

    /// Deletes a group. The platform may take the call and fail later in silence: read back.
    pub async fn delete_group(&self, id: &GroupId) -> Result<Answer<()>, Error> {
        self.done(Call::new("DELETE /api/v2/groups/{groupId}", &[id.as_str()])).await
    }

    /// A group.
    pub async fn group(&self, id: &GroupId) -> Result<Answer<Group>, Error> {
        let call = Call::new("GET /api/v2/groups/{groupId}", &[id.as_str()]);
        Ok(self.read::<Wire>(call).await?.map(Wire::group))
    }
}
