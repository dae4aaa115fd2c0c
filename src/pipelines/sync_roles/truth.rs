//! Reading people's grants from the tenant: one call a person, some of them at once.

use super::diff::direct;
use crate::genesys::{Answer, Client, Error};
use crate::model::{CorrelationId, DisplayText, Grant, GrantsImage, UserId};
use futures_util::future::try_join_all;

/// How many people are asked about at once. The budget decides how fast calls go; this only hides their round trips.
const AT_ONCE: usize = 8;

/// A person's grants as they are now; none for a person who is gone.
pub(super) struct Now {
    pub(super) id: UserId,
    pub(super) grants: Option<Vec<Grant>>,
    pub(super) correlation: Option<CorrelationId>,
}

/// Reads the grants of these people, in their order.
pub(super) async fn read(client: &Client, people: &[UserId]) -> Result<Vec<Now>, Error> {
    let mut all = Vec::with_capacity(people.len());
    for some in people.chunks(AT_ONCE) {
        all.extend(try_join_all(some.iter().map(|id| one(client, id))).await?);
    }
    Ok(all)
}

async fn one(client: &Client, id: &UserId) -> Result<Now, Error> {
    match client.user_grants(id).await {
        Ok(Answer { value, correlation }) => Ok(Now { id: id.clone(), grants: Some(value.grants), correlation }),
        Err(e) if e.is_not_found() => Ok(Now { id: id.clone(), grants: None, correlation: e.correlation.clone() }),
        Err(e) => Err(e),
    }
}

/// Every grant, direct and inherited, of those of these people who are there.
///
/// # Errors
/// When the tenant does not tell.
pub async fn grants_now(client: &Client, people: &[UserId]) -> Result<Vec<(UserId, Vec<Grant>)>, Error> {
    let all = read(client, people).await?;
    Ok(all.into_iter().filter_map(|now| Some((now.id, now.grants?))).collect())
}

/// In what the people of a plan differ from its before-image.
///
/// # Errors
/// When the tenant does not tell.
pub async fn drift(client: &Client, image: &GrantsImage) -> Result<Option<DisplayText>, Error> {
    let ids: Vec<_> = image.people.iter().map(|person| person.id.clone()).collect();
    let now = read(client, &ids).await?;
    let changed = image.people.iter().zip(&now).filter(|(then, now)| match &now.grants {
        Some(grants) => direct(&then.grants) != direct(grants),
        None => true,
    });
    let names: Vec<_> = changed.map(|(then, _)| then.name.as_str()).collect();
    Ok(match names.as_slice() {
        [] => None,
        [one] => Some(DisplayText::new(format!("the grants of {one} changed meanwhile"))),
        [first, rest @ ..] => {
            Some(DisplayText::new(format!("the grants of {first} and {} more people changed meanwhile", rest.len())))
        }
    })
}
