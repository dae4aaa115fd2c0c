//! Access tokens: those of a person, and our own.

use super::grants::GrantPair;
use super::wire::Named;
use crate::genesys::{Answer, Call, Client, Error};
use crate::model::{DisplayText, DivisionId, RoleId, UserId};
use serde::Deserialize;

/// Whose token we hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenInfo {
    /// The organisation's name.
    pub organization: DisplayText,
    /// The OAuth client's name.
    pub client_name: DisplayText,
    /// The roles that the OAuth client has, each in a division.
    pub roles: Vec<GrantPair>,
}

#[derive(Deserialize)]
struct Wire {
    organization: Option<Named<DisplayText>>,
    #[serde(rename = "OAuthClient")]
    client: Option<OAuthClient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OAuthClient {
    name: Option<DisplayText>,
    role_divisions: Option<Vec<RoleDivision>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleDivision {
    role_id: RoleId,
    division_id: DivisionId,
}

impl Client {
    /// Revokes all tokens of a person: every session ends.
    pub async fn revoke_tokens(&self, id: &UserId) -> Result<Answer<()>, Error> {
        self.done(Call::new("DELETE /api/v2/tokens/{userId}", &[id.as_str()])).await
    }

    /// Whose token we hold; does not keep an idle token alive.
    pub async fn token_info(&self) -> Result<Answer<TokenInfo>, Error> {
        let call = Call::new("GET /api/v2/tokens/me", &[]).query("preserveIdleTTL", true);
        Ok(self.read::<Wire>(call).await?.map(|wire| {
            let (client_name, roles) = wire.client.map(|c| (c.name, c.role_divisions)).unwrap_or_default();
            TokenInfo {
                organization: wire.organization.and_then(|o| o.name).unwrap_or_default(),
                client_name: client_name.unwrap_or_default(),
                roles: roles
                    .unwrap_or_default()
                    .into_iter()
                    .map(|r| GrantPair { role: r.role_id, division: r.division_id })
                    .collect(),
            }
        }))
    }
}
