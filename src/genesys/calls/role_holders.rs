//! Who has a role.

use super::wire::Reference;
use crate::genesys::page::Listing;
use crate::genesys::{Answer, Call, Client, Error, Page};
use crate::model::{DisplayText, DivisionId, RoleId, UserId};
use serde::Deserialize;

const PAGE: u32 = 100;

/// The largest page of a role's holders that is asked for. The interface states no maximum for this list; a service that
/// refuses so many (400) takes [`HOLDER_PAGE_SURE`], as other lists of roles do.
pub const HOLDER_PAGE: u32 = 500;
/// A page of a role's holders that is not too large for any service.
pub const HOLDER_PAGE_SURE: u32 = PAGE;

/// What kind of subject holds a role.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize)]
pub enum HolderKind {
    /// A person.
    #[serde(rename = "PC_USER")]
    User,
    /// A group; its members inherit the role.
    #[serde(rename = "PC_GROUP")]
    Group,
    /// An OAuth client.
    #[serde(rename = "PC_OAUTH_CLIENT")]
    OAuthClient,
    /// A person or group of another organisation, or something new.
    #[serde(other)]
    Other,
}

/// A subject that holds a role, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleHolder {
    /// The subject's id.
    pub id: String,
    /// Its name.
    pub name: DisplayText,
    /// What it is.
    pub kind: HolderKind,
    /// In which divisions.
    pub divisions: Vec<DivisionId>,
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    name: Option<DisplayText>,
    divisions: Option<Vec<Reference<DivisionId>>>,
    #[serde(rename = "type")]
    kind: Option<HolderKind>,
}

impl Client {
    /// One page of the people who have a role.
    pub async fn role_users(&self, role: &RoleId, page: u32) -> Result<Answer<Page<UserId>>, Error> {
        let call = Call::new("GET /api/v2/authorization/roles/{roleId}/users", &[role.as_str()]).page(page, PAGE);
        Ok(self.read::<Listing<Reference<UserId>>>(call).await?.map(|l| l.page(page).map(|r| r.id)))
    }

    /// One page of everything that holds a role: people, groups, OAuth clients.
    pub async fn role_holders(&self, role: &RoleId, page: u32) -> Result<Answer<Page<RoleHolder>>, Error> {
        self.role_holders_by(role, page, PAGE).await
    }

    /// The same in pages of this size.
    pub async fn role_holders_by(
        &self,
        role: &RoleId,
        page: u32,
        size: u32,
    ) -> Result<Answer<Page<RoleHolder>>, Error> {
        let operation = "GET /api/v2/authorization/roles/{roleId}/subjectgrants";
        let call = Call::new(operation, &[role.as_str()]).page(page, size);
        let read = |w: Wire| RoleHolder {
            id: w.id,
            name: w.name.unwrap_or_default(),
            kind: w.kind.unwrap_or(HolderKind::Other),
            divisions: super::wire::ids(w.divisions),
        };
        Ok(self.read::<Listing<Wire>>(call).await?.map(|l| l.page(page).map(read)))
    }
}
