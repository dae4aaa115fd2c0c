//! Finding and reading people and groups.

use super::desk::Desk;
use super::event::PersonCard;
use super::follow::of_when;
use super::image::Image;
use crate::access;
use crate::directory::{Reread, drift};
use crate::genesys::{Answer, Error};
use crate::model::{DisplayText, Fault, GroupId, GroupImage, Person, Seat, Timestamp, UserId, UserState};
use crate::pipelines::read_seat;
use std::sync::Arc;
use tokio::task::JoinHandle;

impl Desk {
    /// The person with this id, in any state; none if there is nobody.
    ///
    /// # Errors
    /// When the tenant does not tell.
    pub async fn person_by_id(&self, id: &UserId) -> Result<Option<Person>, Fault> {
        let client = &self.tenant()?.client;
        let found = match present(client.user(id, &[]).await)? {
            None => present(client.deleted_user(id).await)?,
            found => found,
        };
        Ok(found.map(|detail| detail.person))
    }

    /// Everybody with this e-mail address, in any state. The platform's index is behind what was written by some time,
    /// so states are read anew.
    ///
    /// # Errors
    /// When the tenant does not tell.
    pub async fn people_by_email(&self, email: &str) -> Result<Vec<Person>, Fault> {
        let found = self.tenant()?.client.users_by_email(email).await?.value.items;
        self.as_they_are(found).await
    }

    /// Everybody with exactly this name, in any state.
    ///
    /// # Errors
    /// When the tenant does not tell.
    pub async fn people_by_name(&self, name: &str) -> Result<Vec<Person>, Fault> {
        Ok(self.tenant()?.client.users_by_name(name).await?.value.items)
    }

    /// The person with this external id, under the configured authority where none is given.
    ///
    /// # Errors
    /// When the tenant does not tell.
    pub async fn person_by_external_id(&self, authority: Option<&str>, key: &str) -> Result<Option<Person>, Fault> {
        let Some(authority) = authority.or(self.external_id_authority.as_deref()) else { return Ok(None) };
        let client = &self.tenant()?.client;
        Ok(present(client.user_by_external_id(authority, key).await)?)
    }

    async fn as_they_are(&self, found: Vec<Person>) -> Result<Vec<Person>, Fault> {
        let mut people = Vec::with_capacity(found.len());
        for person in found {
            people.extend(self.person_by_id(&person.id).await?);
        }
        // A deleted user keeps the address; where somebody else has it now, that one is meant.
        if people.iter().any(|p| p.state != UserState::Deleted) {
            people.retain(|p| p.state != UserState::Deleted);
        }
        Ok(people)
    }

    /// Everything that a person has and may do.
    ///
    /// # Errors
    /// When the tenant does not tell all of it.
    pub async fn person(&self, id: &UserId) -> Result<PersonCard, Fault> {
        Ok(self.read_person(id).await?.0)
    }

    /// The same, and the directory has taken over in what it was behind: what is asked of it next is answered by that.
    ///
    /// # Errors
    /// When the tenant does not tell all of it.
    pub async fn person_taken_over(&self, id: &UserId) -> Result<PersonCard, Fault> {
        let (card, taking_over) = self.read_person(id).await?;
        if let Some(taking_over) = taking_over {
            taking_over.await.map_err(|e| {
                super::desk::refusal(format!("the directory could not be prepared: {e}"), "bring it up to date")
            })?;
        }
        Ok(card)
    }

    async fn read_person(&self, id: &UserId) -> Result<(PersonCard, Option<JoinHandle<()>>), Fault> {
        let tenant = self.tenant()?;
        let around = self.surroundings().await?;
        let (seat, image) = tokio::join!(
            async { read_seat(&tenant.client, id, &around.groups, self.now()).await.map_err(Fault::from) },
            self.image_for_access()
        );
        let (seat, image) = (seat?, image?);
        let mut names = image.groups.clone();
        names.extend(seat.groups.iter().map(|g| (g.id.clone(), g.name.clone())));
        let access = access::effective(&seat.grants, &names, image.book());
        let (drift, taking_over) = match image.access() {
            Some((_, at)) => self.take_over(&image, &seat, at),
            None => (Vec::new(), None),
        };
        Ok((PersonCard { drift, access, seat }, taking_over))
    }

    /// In what the directory was behind this truth, in words; the truth is taken over beside, because preparing a new
    /// image takes longer than the card should.
    fn take_over(&self, image: &Image, seat: &Seat, at: Timestamp) -> (Vec<DisplayText>, Option<JoinHandle<()>>) {
        let found = drift(image.snapshot(), seat, &of_when(at, self.now()));
        let mut taking_over = None;
        if let (false, Ok(tenant)) = (found.words.is_empty(), self.tenant()) {
            let directory = Arc::clone(&tenant.directory);
            let anew = Reread::of_person(seat.person.clone(), found.edit);
            taking_over = Some(tokio::task::spawn_blocking(move || directory.amend(anew)));
        }
        (found.words, taking_over)
    }

    /// Everything about a group.
    ///
    /// # Errors
    /// When the tenant does not tell all of it.
    pub async fn group(&self, id: &GroupId) -> Result<GroupImage, Fault> {
        let tenant = self.tenant()?;
        let roster = async { tenant.client.group_roster(id).await };
        let (roster, grants) = tokio::try_join!(roster, tenant.client.group_grants(id)).map_err(Fault::from)?;
        let (group, members) = roster.value;
        let queues = match tenant.directory.image() {
            Some(image) => image.snapshot().queues_of(id).cloned().collect(),
            None => Vec::new(),
        };
        // Who is a member and neither an owner nor added by name is one by a rule.
        let dynamic = members.iter().any(|m| !m.individual && !m.owner);
        Ok(GroupImage { group, members, grants: grants.value.grants, queues, dynamic, read_at: self.now() })
    }
}

/// The value, or none when it is not there.
fn present<T>(answer: Result<Answer<T>, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(answer) => Ok(Some(answer.value)),
        Err(e) if e.is_not_found() => Ok(None),
        Err(e) => Err(e),
    }
}
