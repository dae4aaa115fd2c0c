//! Reading a group from the tenant, and seeing whether it changed since.

use crate::genesys::{Client, Error};
use crate::model::{DisplayText, Grant, GroupId, GroupImage, GroupMember, Queue, Timestamp};
use std::collections::BTreeSet;

/// Reads everything that a group has and gives: four calls, and more for further pages of members and queues.
///
/// # Errors
/// When the group is not there, or one of the answers is missing.
pub async fn read_group(client: &Client, id: &GroupId, now: Timestamp) -> Result<GroupImage, Error> {
    let queues = async {
        let (mut own, mut page) = (Vec::<Queue>::new(), 1);
        loop {
            let answer = client.queues(page).await?.value;
            own.extend(answer.items.into_iter().filter(|q| q.member_groups.contains(id)));
            if !answer.more {
                return Ok::<_, Error>(own);
            }
            page += 1;
        }
    };
    let (roster, grants, queues) = tokio::try_join!(client.group_roster(id), client.group_grants(id), queues)?;
    let (group, members) = roster.value;
    // Who is a member and neither an owner nor added by name is one by a rule.
    let dynamic = members.iter().any(|m| !m.individual && !m.owner);
    Ok(GroupImage { group, members, grants: grants.value.grants, queues, dynamic, read_at: now })
}

/// In what a group differs from the image that a plan rests on: version, members, grants.
///
/// # Errors
/// When the tenant does not tell.
pub async fn drift(client: &Client, image: &GroupImage) -> Result<Option<DisplayText>, Error> {
    let id = &image.group.id;
    let (roster, grants) = tokio::try_join!(client.group_roster(id), client.group_grants(id))?;
    let (group, members) = roster.value;
    let ids = |members: &[GroupMember]| members.iter().map(|m| m.id.clone()).collect::<BTreeSet<_>>();
    let (then, now) = (ids(&image.members), ids(&members));
    if then != now {
        let (new, gone) = (now.difference(&then).count(), then.difference(&now).count());
        return Ok(Some(DisplayText::new(format!("the members changed meanwhile: {new} new, {gone} gone"))));
    }
    let pairs = |grants: &[Grant]| grants.iter().map(|g| (g.role.clone(), g.division.clone())).collect::<BTreeSet<_>>();
    if pairs(&image.grants) != pairs(&grants.value.grants) {
        return Ok(Some("the roles of the group changed meanwhile".into()));
    }
    if group.version != image.group.version {
        let (then, now) = (image.group.version, group.version);
        return Ok(Some(DisplayText::new(format!("the group was changed meanwhile (version {then} -> {now})"))));
    }
    Ok(None)
}
