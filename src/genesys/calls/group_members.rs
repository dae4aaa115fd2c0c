//! Who is in a group, and taking people out of it.

use super::wire::{Reference, User};
use crate::genesys::page::{Listing, whole};
use crate::genesys::{Answer, Call, Client, Error, Page, Repeat};
use crate::model::{Group, GroupId, GroupMember, Person, UserId};
use serde_json::json;

/// How many members one call can take out of a group.
pub const MEMBERS_AT_ONCE: usize = 50;

const PAGE: u32 = 500;

impl Client {
    /// One page of everybody in a group: added by name, by a rule, and its owners.
    pub async fn group_members(&self, id: &GroupId, page: u32) -> Result<Answer<Page<Person>>, Error> {
        let call = Call::new("GET /api/v2/groups/{groupId}/members", &[id.as_str()]).page(page, PAGE);
        Ok(self.read::<Listing<User>>(call).await?.map(|l| l.page(page).map(User::person)))
    }

    /// Those who were added to a group by name; the platform sends them all at once.
    pub async fn group_individuals(&self, id: &GroupId) -> Result<Answer<Vec<UserId>>, Error> {
        let call = Call::new("GET /api/v2/groups/{groupId}/individuals", &[id.as_str()]);
        let read = self.read::<Listing<Reference<UserId>>>(call).await?;
        Ok(read.map(|l| l.page(1).items.into_iter().map(|r| r.id).collect()))
    }

    /// A group with everybody in it and why: three calls, and one more for each further page of members. Owners come
    /// first, then by name.
    pub async fn group_roster(&self, id: &GroupId) -> Result<Answer<(Group, Vec<GroupMember>)>, Error> {
        let group = self.group(id).await?.value;
        let individuals = self.group_individuals(id).await?.value;
        let everybody = whole(async |page| self.group_members(id, page).await).await?;
        Ok(everybody.map(|people| {
            let mut members: Vec<_> = people
                .into_iter()
                .map(|p| GroupMember {
                    owner: group.owners.contains(&p.id),
                    individual: individuals.contains(&p.id),
                    id: p.id,
                    name: p.name,
                    email: p.email,
                })
                .collect();
            members.sort_by(|a, b| b.owner.cmp(&a.owner).then_with(|| a.name.cmp(&b.name)));
            (group, members)
        }))
    }

    /// Puts up to [`MEMBERS_AT_ONCE`] people into a group by name, if the group still has this version. Takes effect a
    /// moment after the answer.
    pub async fn add_group_members(&self, id: &GroupId, users: &[UserId], version: i64) -> Result<Answer<()>, Error> {
        let call = Call::new("POST /api/v2/groups/{groupId}/members", &[id.as_str()])
            .body(json!({"memberIds": users, "version": version}));
        self.done(call).await
    }

    /// Takes up to [`MEMBERS_AT_ONCE`] people out of a group by SCIM: one PATCH with a filtered path for each (RFC 7644
    /// section 3.5.2.2).
    pub async fn scim_remove_group_members(&self, id: &GroupId, users: &[UserId]) -> Result<Answer<()>, Error> {
        let remove = |user: &UserId| json!({"op": "remove", "path": format!("members[value eq \"{user}\"]")});
        let call = Call::new("PATCH /api/v2/scim/v2/groups/{groupId}", &[id.as_str()])
            .body(json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": users.iter().map(remove).collect::<Vec<_>>(),
            }))
            // Taking somebody out who is out already changes nothing.
            .repeat(Repeat::Safe);
        self.done(call).await
    }

    /// Takes up to [`MEMBERS_AT_ONCE`] people out of a group. Takes effect a moment after the answer; somebody who is in
    /// by a rule stays.
    pub async fn remove_group_members(&self, id: &GroupId, users: &[UserId]) -> Result<Answer<()>, Error> {
        let list = users.iter().map(UserId::as_str).collect::<Vec<_>>().join(",");
        self.done(Call::new("DELETE /api/v2/groups/{groupId}/members", &[id.as_str()]).query("ids", list)).await
    }
}
