//! What a refresh asks of the tenant.

use crate::genesys::calls::ListedPerson;
use crate::model::{
    CatalogueEntry, DisplayText, Division, Fault, Group, GroupId, Licence, Queue, Role, RoleHolding, RoleId, UserId,
};
use std::future::Future;

/// One page of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct Page<T> {
    /// What stands on it.
    pub items: Vec<T>,
    /// How many items the list has, where the tenant says so.
    pub total: Option<usize>,
    /// What comes after it.
    pub more: More,
}

/// What comes after a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum More {
    /// The list has so many pages in all; they may be read side by side.
    Pages(u32),
    /// Another page follows; how many more is not known.
    Next,
    /// Nothing.
    End,
}

/// The reads of the tenant that make up a directory. Pages are numbered from 1.
///
/// A source keeps to the call budget and repeats by itself what is worth repeating: a fault that comes out of it
/// is final for this refresh.
pub trait Source: Sync {
    /// The organisation's name.
    fn organization(&self) -> impl Future<Output = Result<DisplayText, Fault>> + Send;
    /// People in every state (`state=any`), with their groups.
    fn people(&self, page: u32) -> impl Future<Output = Result<Page<ListedPerson>, Fault>> + Send;
    /// Groups.
    fn groups(&self, page: u32) -> impl Future<Output = Result<Page<Group>, Fault>> + Send;
    /// Roles with policies.
    fn roles(&self, page: u32) -> impl Future<Output = Result<Page<Role>, Fault>> + Send;
    /// Divisions.
    fn divisions(&self, page: u32) -> impl Future<Output = Result<Page<Division>, Fault>> + Send;
    /// Queues.
    fn queues(&self, page: u32) -> impl Future<Output = Result<Page<Queue>, Fault>> + Send;
    /// The permission catalogue; `total` is not about its entries, so a source leaves it out.
    fn catalogue(&self, page: u32) -> impl Future<Output = Result<Page<CatalogueEntry>, Fault>> + Send;
    /// All licences.
    fn licences(&self) -> impl Future<Output = Result<Vec<Licence>, Fault>> + Send;
    /// Whoever holds a role, each once.
    fn holders(&self, role: &RoleId, page: u32) -> impl Future<Output = Result<Page<RoleHolding>, Fault>> + Send;
    /// Whoever is in a group, by whatever way.
    fn members(&self, group: &GroupId, page: u32) -> impl Future<Output = Result<Page<UserId>, Fault>> + Send;
}
