//! The tenant as a source of directories.

use super::{More, Page, Source};
use crate::genesys::calls::ListedState;
use crate::genesys::{self, Answer, Client, Error};
use crate::model::{CatalogueEntry, DisplayText, Division, Fault, Group, Person, Queue, Role};

/// Reads through a client, in whatever lane that is in.
pub struct TenantSource(Client);

impl TenantSource {
    /// A source that calls through this client.
    pub fn new(client: Client) -> Self {
        Self(client)
    }
}

fn page<T>(answer: Result<Answer<genesys::Page<T>>, Error>) -> Result<Page<T>, Fault> {
    let page = answer?.value;
    let more = match (page.page_count, page.more) {
        (_, false) => More::End,
        (Some(count), true) => More::Pages(count),
        (None, true) => More::Next,
    };
    Ok(Page { items: page.items, total: page.total.and_then(|n| usize::try_from(n).ok()), more })
}

impl Source for TenantSource {
    async fn organization(&self) -> Result<DisplayText, Fault> {
        Ok(self.0.organization().await?.value.name)
    }

    async fn people(&self, number: u32) -> Result<Page<Person>, Fault> {
        page(self.0.users(ListedState::Any, number).await)
    }

    async fn groups(&self, number: u32) -> Result<Page<Group>, Fault> {
        page(self.0.groups(number).await)
    }

    async fn roles(&self, number: u32) -> Result<Page<Role>, Fault> {
        page(self.0.roles(number).await)
    }

    async fn divisions(&self, number: u32) -> Result<Page<Division>, Fault> {
        page(self.0.divisions(number).await)
    }

    async fn queues(&self, number: u32) -> Result<Page<Queue>, Fault> {
        page(self.0.queues(number).await)
    }

    async fn catalogue(&self, _number: u32) -> Result<Page<CatalogueEntry>, Fault> {
        // The client reads all its pages, because one domain may be spread over two.
        let entries = self.0.catalogue().await?.value.entries;
        Ok(Page { items: entries, total: None, more: More::End })
    }
}
