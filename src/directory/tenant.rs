//! The tenant as a source of directories.

use super::{More, Page, Source};
use crate::genesys::calls::{HOLDER_PAGE, HOLDER_PAGE_SURE, HolderKind, ListedPerson, ListedState, RoleHolder};
use crate::genesys::{self, Answer, Client, Error};
use crate::model::{
    CatalogueEntry, DisplayText, Division, Fault, Group, GroupId, HeldBy, Licence, Queue, Role, RoleHolding, RoleId,
    SubjectKind, SubjectRef, UserId,
};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Reads through a client, in whatever lane that is in.
pub struct TenantSource {
    client: Client,
    sizes: Mutex<PageSizes>,
}

/// The page size that each role's holders are read with, because a page number means nothing without it.
struct PageSizes {
    next: u32,
    of: HashMap<RoleId, u32>,
}

impl TenantSource {
    /// A source that calls through this client.
    pub fn new(client: Client) -> Self {
        Self { client, sizes: Mutex::new(PageSizes { next: HOLDER_PAGE, of: HashMap::new() }) }
    }

    fn size(&self, role: &RoleId, page: u32) -> u32 {
        let mut sizes = self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        let next = sizes.next;
        match page {
            1 => {
                sizes.of.insert(role.clone(), next);
                next
            }
            _ => sizes.of.get(role).copied().unwrap_or(next),
        }
    }

    /// The service takes no pages so large: from now on, and for this role, smaller ones.
    fn shrink(&self, role: &RoleId) {
        let mut sizes = self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        sizes.next = HOLDER_PAGE_SURE;
        sizes.of.insert(role.clone(), HOLDER_PAGE_SURE);
    }
}

fn holding(holder: RoleHolder) -> RoleHolding {
    let kind = match holder.kind {
        HolderKind::User => SubjectKind::User,
        HolderKind::Group => SubjectKind::Group,
        HolderKind::OAuthClient => SubjectKind::OAuthClient,
        HolderKind::Other => SubjectKind::Other,
    };
    let holder_ref = HeldBy { subject: SubjectRef::new(kind, holder.id), name: holder.name };
    RoleHolding { holder: holder_ref, divisions: holder.divisions }
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
        Ok(self.client.organization().await?.value.name)
    }

    async fn people(&self, number: u32) -> Result<Page<ListedPerson>, Fault> {
        page(self.client.users(ListedState::Any, number).await)
    }

    async fn groups(&self, number: u32) -> Result<Page<Group>, Fault> {
        page(self.client.groups(number).await)
    }

    async fn roles(&self, number: u32) -> Result<Page<Role>, Fault> {
        page(self.client.roles(number).await)
    }

    async fn divisions(&self, number: u32) -> Result<Page<Division>, Fault> {
        page(self.client.divisions(number).await)
    }

    async fn queues(&self, number: u32) -> Result<Page<Queue>, Fault> {
        page(self.client.queues(number).await)
    }

    async fn catalogue(&self, _number: u32) -> Result<Page<CatalogueEntry>, Fault> {
        // The client reads all its pages, because one domain may be spread over two.
        let entries = self.client.catalogue().await?.value.entries;
        Ok(Page { items: entries, total: None, more: More::End })
    }

    async fn licences(&self) -> Result<Vec<Licence>, Fault> {
        Ok(self.client.licence_definitions().await?.value)
    }

    async fn holders(&self, role: &RoleId, number: u32) -> Result<Page<RoleHolding>, Fault> {
        let size = self.size(role, number);
        let mut answer = self.client.role_holders_by(role, number, size).await;
        let refused = answer.as_ref().is_err_and(|e| e.status == Some(400));
        if number == 1 && size > HOLDER_PAGE_SURE && refused {
            self.shrink(role);
            answer = self.client.role_holders_by(role, 1, HOLDER_PAGE_SURE).await;
        }
        page(answer.map(|answer| answer.map(|page| page.map(holding))))
    }

    async fn members(&self, group: &GroupId, number: u32) -> Result<Page<UserId>, Fault> {
        let answer = self.client.group_members(group, number).await;
        page(answer.map(|answer| answer.map(|page| page.map(|person| person.id))))
    }
}
