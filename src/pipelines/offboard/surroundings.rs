//! What a plan needs to know beyond the person: the organisation's groups, read once and good for many plans, and
//! whether the person is the last to hold a role that somebody must hold.

use super::recipe::Recipe;
use crate::genesys::calls::HolderKind;
use crate::genesys::{Client, Error};
use crate::model::{DisplayText, Group, GroupId, RoleId, Seat, Timestamp, UserId, UserState};
use crate::pipelines::pattern::matches;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Facts of the organisation that findings rest on.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The organisation's name.
    pub organization: DisplayText,
    /// Every group, with owners.
    pub groups: Arc<[Group]>,
    /// Roles of which the person is the only active holder.
    pub sole_holder_of: HashSet<RoleId>,
    /// When the groups were read.
    pub read_at: Timestamp,
}

impl Surroundings {
    /// Reads name and groups of the organisation.
    ///
    /// # Errors
    /// When the tenant does not tell them.
    pub async fn read(client: &Client, now: Timestamp) -> Result<Self, Error> {
        let organization = client.organization().await?.value.name;
        let (mut groups, mut page) = (Vec::new(), 1);
        loop {
            let answer = client.groups(page).await?.value;
            groups.extend(answer.items);
            if !answer.more {
                break;
            }
            page += 1;
        }
        Ok(Self { organization, groups: groups.into(), sole_holder_of: HashSet::new(), read_at: now })
    }

    /// The same surroundings, seen from this person: with the roles that nobody else active holds who is not `leaving`
    /// with them. Costs calls only for people who hold such a role.
    ///
    /// # Errors
    /// When the tenant does not tell the holders.
    pub async fn around(
        &self,
        client: &Client,
        seat: &Seat,
        recipe: &Recipe,
        leaving: &HashSet<UserId>,
    ) -> Result<Self, Error> {
        let mut around = self.clone();
        let wanted = |name: &DisplayText| recipe.protect.last_holder_of.iter().any(|p| matches(p, name.as_str()));
        let roles: BTreeMap<_, _> =
            seat.grants.iter().filter(|g| wanted(&g.role_name)).map(|g| (&g.role, &g.role_name)).collect();
        for role in roles.into_keys() {
            if !held_by_another(client, role, &seat.person.id, leaving).await? {
                around.sole_holder_of.insert(role.clone());
            }
        }
        Ok(around)
    }

    /// The groups that this person owns.
    pub fn owned_by<'a>(&'a self, person: &'a UserId) -> impl Iterator<Item = &'a Group> {
        self.groups.iter().filter(|g| g.owners.contains(person))
    }
}

/// Whether somebody else who is active and stays holds this role, directly or through a group.
async fn held_by_another(
    client: &Client,
    role: &RoleId,
    person: &UserId,
    leaving: &HashSet<UserId>,
) -> Result<bool, Error> {
    let (mut others, mut groups, mut page) = (Vec::new(), Vec::new(), 1);
    loop {
        let holders = client.role_holders(role, page).await?.value;
        for holder in holders.items {
            match holder.kind {
                HolderKind::User => others.push(UserId::new(holder.id)),
                HolderKind::Group => groups.push(GroupId::new(holder.id)),
                HolderKind::OAuthClient | HolderKind::Other => {}
            }
        }
        if !holders.more {
            break;
        }
        page += 1;
    }
    for group in groups {
        let (_, members) = client.group_roster(&group).await?.value;
        others.extend(members.into_iter().map(|m| m.id));
    }
    for other in others.iter().filter(|o| *o != person && !leaving.contains(*o)) {
        if is_active(client, other).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn is_active(client: &Client, id: &UserId) -> Result<bool, Error> {
    match client.user(id, &[]).await {
        Ok(answer) => Ok(answer.value.person.state == UserState::Active),
        Err(e) if e.is_not_found() => Ok(false),
        Err(e) => Err(e),
    }
}
