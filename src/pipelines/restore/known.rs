//! What there still is of what a before-image names.

use crate::genesys::{Client, Error};
use crate::model::{DisplayText, DivisionId, GrantSource, GroupId, LanguageId, QueueId, RoleId, Seat, SkillId};
use std::collections::{BTreeSet, HashSet};

/// Facts of the tenant that a restore rests on.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Known {
    /// The organisation's name.
    pub organization: DisplayText,
    /// Groups of the before-image that there are.
    pub groups: HashSet<GroupId>,
    /// Roles of the before-image that there are.
    pub roles: HashSet<RoleId>,
    /// Divisions of the before-image that there are.
    pub divisions: HashSet<DivisionId>,
    /// Queues of the before-image that there are.
    pub queues: HashSet<QueueId>,
    /// Skills of the before-image that there are.
    pub skills: HashSet<SkillId>,
    /// Languages of the before-image that there are.
    pub languages: HashSet<LanguageId>,
    /// Whether the manager of the before-image is there.
    pub manager: bool,
    /// Who else has the person's address now.
    pub address_taken_by: Option<DisplayText>,
}

impl Known {
    /// Asks the tenant: one call for each kind of thing that the before-image has, and one for the address.
    ///
    /// # Errors
    /// When the tenant does not tell.
    pub async fn read(client: &Client, wanted: &Seat, organization: DisplayText) -> Result<Self, Error> {
        let direct = || wanted.grants.iter().filter(|g| g.source == GrantSource::Direct);
        let roles = once(direct().map(|g| g.role.clone()));
        let own = wanted.person.division.clone();
        let divisions = once(direct().map(|g| g.division.clone()).chain(own));
        let queues = once(wanted.queues.iter().map(|q| q.id.clone()));
        let skills = once(wanted.skills.iter().map(|s| s.id.clone()));
        let languages = once(wanted.languages.iter().map(|l| l.id.clone()));
        // Not by the list of groups that is at hand: it may be some minutes old.
        let groups = once(wanted.groups.iter().map(|g| g.id.clone()));
        let (groups, roles, divisions, queues, skills, languages, manager, address_taken_by) = tokio::try_join!(
            client.groups_among(&groups),
            client.roles_among(&roles),
            client.divisions_among(&divisions),
            client.queues_among(&queues),
            client.skills_among(&skills),
            client.languages_among(&languages),
            manager(client, wanted),
            taken(client, wanted),
        )?;
        Ok(Self {
            organization,
            groups: groups.into_iter().collect(),
            roles: roles.into_iter().collect(),
            divisions: divisions.into_iter().collect(),
            queues: queues.into_iter().collect(),
            skills: skills.into_iter().collect(),
            languages: languages.into_iter().collect(),
            manager,
            address_taken_by,
        })
    }
}

fn once<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    all.collect::<BTreeSet<_>>().into_iter().collect()
}

async fn manager(client: &Client, wanted: &Seat) -> Result<bool, Error> {
    let Some(manager) = &wanted.person.manager else { return Ok(false) };
    match client.user(manager, &[]).await {
        Ok(_) => Ok(true),
        Err(e) if e.is_not_found() => Ok(false),
        Err(e) => Err(e),
    }
}

/// Somebody present with the address: a deleted person can then not come back under it.
async fn taken(client: &Client, wanted: &Seat) -> Result<Option<DisplayText>, Error> {
    if wanted.person.email.is_empty() {
        return Ok(None);
    }
    let found = client.users_by_email(wanted.person.email.as_str()).await?.value.items;
    for other in found.into_iter().filter(|p| p.id != wanted.person.id) {
        // The index of the search is behind what was written by some time.
        match client.user(&other.id, &[]).await {
            Ok(now) if now.value.person.email == wanted.person.email => return Ok(Some(now.value.person.name)),
            Ok(_) => {}
            Err(e) if e.is_not_found() => {}
            Err(e) => return Err(e),
        }
    }
    Ok(None)
}
