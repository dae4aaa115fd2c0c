//! Whom external ids name, for a whole file at once.

use super::desk::Desk;
use crate::genesys::Client;
use crate::genesys::calls::{EXTERNAL_ID_PAGE, USERS_BY_ID};
use crate::model::{Fault, Person, UserId};
use futures_util::future::try_join_all;
use std::collections::HashMap;

/// So many are always looked up one by one.
const FEW: usize = 20;
/// How many calls wait at once. The budget decides how fast they go; this only hides their round trips.
const AT_ONCE: usize = 8;

impl Desk {
    /// The people whom these name: `AUTHORITY:KEY`, or a key under the configured authority. Who is named by nothing is
    /// left out.
    ///
    /// A few take a call each. Where going through everybody takes fewer calls, a hundred people each, that is done.
    ///
    /// # Errors
    /// When the tenant does not tell.
    pub(super) async fn by_external_ids(
        &self,
        texts: Vec<String>,
        people: usize,
    ) -> Result<HashMap<String, Person>, Fault> {
        let named: Vec<(String, (String, String))> =
            texts.into_iter().filter_map(|text| self.authority_and_key(&text).map(|pair| (text, pair))).collect();
        // Active and inactive people are listed apart.
        let in_bulk = people / EXTERNAL_ID_PAGE + 2;
        if named.len() > FEW && named.len() > in_bulk {
            match self.listed(&named).await {
                Ok(found) => return Ok(found),
                // Not everybody who may read people may read the list.
                Err(error) if error.is_forbidden() => {}
                Err(error) => return Err(error.into()),
            }
        }
        let mut found = HashMap::new();
        for some in named.chunks(AT_ONCE) {
            let one = |(text, (authority, key)): &(String, (String, String))| {
                let (text, authority, key) = (text.clone(), authority.clone(), key.clone());
                async move {
                    let person = self.person_by_external_id(Some(&authority), &key).await?;
                    Ok::<_, Fault>(person.map(|person| (text, person)))
                }
            };
            found.extend(try_join_all(some.iter().map(one)).await?.into_iter().flatten());
        }
        Ok(found)
    }

    fn authority_and_key(&self, text: &str) -> Option<(String, String)> {
        match text.split_once(':') {
            Some((authority, key)) if !authority.is_empty() && !key.is_empty() => {
                Some((authority.to_owned(), key.to_owned()))
            }
            _ => Some((self.external_id_authority.clone()?, text.to_owned())),
        }
    }

    async fn listed(
        &self,
        named: &[(String, (String, String))],
    ) -> Result<HashMap<String, Person>, crate::genesys::Error> {
        let client = match self.tenant() {
            Ok(tenant) => &tenant.client,
            // Whoever asks has read the directory of the tenant before.
            Err(_) => return Ok(HashMap::new()),
        };
        let wanted: HashMap<(&str, &str), &str> =
            named.iter().map(|(text, (authority, key))| ((authority.as_str(), key.as_str()), text.as_str())).collect();
        let mut ids: HashMap<UserId, Vec<&str>> = HashMap::new();
        for active in [true, false] {
            let mut start = 1;
            loop {
                let page = client.listed_external_ids(active, start).await?.value;
                for (id, externals) in &page.people {
                    for external in externals {
                        if let Some(text) = wanted.get(&(external.authority.as_str(), external.key.as_str())) {
                            ids.entry(id.clone()).or_default().push(text);
                        }
                    }
                }
                start += page.people.len() as u64;
                if page.people.is_empty() || start > page.total {
                    break;
                }
            }
        }
        let all: Vec<UserId> = ids.keys().cloned().collect();
        let people = people_now(client, &all).await?;
        let named = |(id, texts): (UserId, Vec<&str>)| {
            let person = people.get(&id).cloned();
            texts.into_iter().filter_map(move |text| Some((text.to_owned(), person.clone()?))).collect::<Vec<_>>()
        };
        Ok(ids.into_iter().flat_map(named).collect())
    }
}

/// These people as they are now; who is not there is left out.
pub(super) async fn people_now(
    client: &Client,
    ids: &[UserId],
) -> Result<HashMap<UserId, Person>, crate::genesys::Error> {
    let mut people = HashMap::with_capacity(ids.len());
    for some in ids.chunks(USERS_BY_ID) {
        let listed = client.users_by_id(some).await?.value;
        people.extend(listed.into_iter().map(|one| (one.person.id.clone(), one.person)));
    }
    Ok(people)
}
