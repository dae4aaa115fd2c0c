//! What was read of parts that are not complete yet.
//!
//! Kept inside the process, so that a reading that failed or was given up goes on where it ended: the pages of the list
//! of people, the holders of each role, the members of each group that had to be asked for. Into the snapshot, and with
//! it into the store, goes what is known for certain: a part when it is complete, and of grants and members also what
//! was read of single roles and groups before a failure.

use crate::genesys::calls::ListedPerson;
use crate::model::{GroupId, Person, RoleHoldings, RoleId, Timestamp, UserId, UserState};
use std::collections::HashMap;
use std::hash::Hash;

use super::source::Page;

/// For how long what was read of an incomplete part is still good.
const KEPT: jiff::SignedDuration = jiff::SignedDuration::from_mins(30);

/// The unfinished readings of one tenant.
#[derive(Default)]
pub struct Readings {
    pub(super) people: Option<Unfinished<ListedPerson, UserId>>,
    /// Who is in which group, as the last complete list of people told, with the time of that list.
    pub(super) told: Option<(Timestamp, HashMap<GroupId, Vec<UserId>>)>,
    pub(super) roles: RoleHoldings,
    /// When each of them was read.
    pub(super) roles_at: HashMap<RoleId, Timestamp>,
    pub(super) groups: HashMap<GroupId, (Timestamp, Vec<UserId>)>,
}

impl Readings {
    /// Forgets what is too old to go on with.
    pub(super) fn forget_old(&mut self, now: Timestamp) {
        let fresh = |at: Timestamp| now.duration_since(at) < KEPT;
        self.people = self.people.take().filter(|unfinished| fresh(unfinished.began));
        self.told = self.told.take().filter(|(at, _)| fresh(*at));
        self.roles_at.retain(|_, at| fresh(*at));
        self.roles.retain(|role| self.roles_at.contains_key(role));
        self.groups.retain(|_, (at, _)| fresh(*at));
    }

    /// The people of a complete list; their groups are kept for the reading of members.
    pub(super) fn split(&mut self, began: Timestamp, listed: Vec<ListedPerson>) -> Vec<Person> {
        let mut told: HashMap<GroupId, Vec<UserId>> = HashMap::new();
        let people = listed.into_iter().map(|listed| {
            // Whoever is deleted is in no group, whatever the list still says.
            let groups = listed.groups.filter(|_| listed.person.state != UserState::Deleted);
            for group in groups.unwrap_or_default() {
                told.entry(group).or_default().push(listed.person.id.clone());
            }
            listed.person
        });
        let people = people.collect();
        self.told = Some((began, told));
        people
    }
}

/// A list of which some pages were read.
pub(super) struct Unfinished<T, I> {
    /// When the reading began.
    pub(super) began: Timestamp,
    /// The page that comes next.
    pub(super) next: u32,
    pub(super) gathered: Gathered<T, I>,
}

impl<T, I> Unfinished<T, I> {
    pub(super) fn new(began: Timestamp) -> Self {
        Self { began, next: 1, gathered: Gathered::default() }
    }
}

/// Items by their ids in the order of arrival, and whether the list moved while it was read.
pub(super) struct Gathered<T, I> {
    pub(super) items: Vec<T>,
    places: HashMap<I, usize>,
    pub(super) total: Option<usize>,
    pub(super) moved: bool,
}

impl<T, I> Default for Gathered<T, I> {
    fn default() -> Self {
        Self { items: Vec::new(), places: HashMap::new(), total: None, moved: false }
    }
}

impl<T, I: Hash + Eq> Gathered<T, I> {
    pub(super) fn add(&mut self, page: Page<T>, id: &impl Fn(&T) -> I) {
        if let (Some(before), Some(now)) = (self.total, page.total) {
            self.moved |= before != now;
        }
        self.total = page.total.or(self.total);
        for item in page.items {
            match self.places.get(&id(&item)) {
                Some(&at) => {
                    self.moved = true;
                    self.items[at] = item;
                }
                None => {
                    self.places.insert(id(&item), self.items.len());
                    self.items.push(item);
                }
            }
        }
    }
}
