//! A tenant that answers as its fields say.

use super::{at, person};
use crate::directory::{More, Page, Part, Reading, Readings, Refreshed, Snapshot, Source, refresh};
use crate::genesys::calls::ListedPerson;
use crate::model::{
    CatalogueEntry, Changed, DisplayText, Division, Fault, Group, GroupId, Licence, Permission, Person, Queue, Role,
    RoleHolding, RoleId, Timestamp, UserId, UserState,
};
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

/// People in pages of three; holders and members one a page.
#[derive(Default)]
pub(super) struct Fake {
    pub(super) people: Mutex<Vec<Person>>,
    /// Done once, after so many pages of people.
    pub(super) then: Mutex<Option<(usize, Person)>>,
    pub(super) without_totals: bool,
    pub(super) failing: Vec<(Part, Option<u16>)>,
    pub(super) asked: Mutex<Vec<Part>>,
    pub(super) pages: AtomicUsize,
    pub(super) people_pages: Mutex<Vec<u32>>,
    /// A page of people that fails once.
    pub(super) broken_page: Mutex<Option<u32>>,
    pub(super) groups: Vec<Group>,
    pub(super) roles: Vec<Role>,
    pub(super) groups_of: HashMap<UserId, Vec<GroupId>>,
    pub(super) holders: HashMap<RoleId, Vec<RoleHolding>>,
    pub(super) members: HashMap<GroupId, Vec<UserId>>,
    /// Pages of holders and members that fail with this status, such as `r2 1`.
    pub(super) broken: Mutex<HashMap<String, u16>>,
    /// Pages of holders and members that were asked for.
    pub(super) lists: Mutex<Vec<String>>,
}

pub(super) fn fault(status: Option<u16>) -> Fault {
    Fault {
        text: "it failed".into(),
        remedy: "try again".into(),
        changed: Changed::No,
        status,
        code: None,
        correlation: None,
    }
}

impl Fake {
    pub(super) fn new(count: usize) -> Self {
        let people = (0..count).map(|n| person(n, &format!("P{n}"), "", UserState::Active)).collect();
        Self { people: Mutex::new(people), ..Self::default() }
    }

    fn ask(&self, part: Part) -> Result<(), Fault> {
        self.asked.lock().unwrap().push(part);
        match self.failing.iter().find(|(failing, _)| *failing == part) {
            Some((_, status)) => Err(fault(*status)),
            None => Ok(()),
        }
    }

    fn all<T: Clone>(&self, part: Part, items: &[T]) -> Result<Page<T>, Fault> {
        self.ask(part)?;
        Ok(Page { items: items.to_vec(), total: Some(items.len()), more: More::End })
    }

    /// One item of a list a page.
    fn one<T: Clone>(&self, key: &str, list: Option<&Vec<T>>, page: u32) -> Result<Page<T>, Fault> {
        let what = format!("{key} {page}");
        let status = self.broken.lock().unwrap().get(&what).copied();
        self.lists.lock().unwrap().push(what);
        if let Some(status) = status {
            return Err(fault(Some(status)));
        }
        let list = list.map(Vec::as_slice).unwrap_or_default();
        let more = if list.len() > 1 { More::Pages(list.len() as u32) } else { More::End };
        Ok(Page {
            items: list.iter().skip(page as usize - 1).take(1).cloned().collect(),
            total: Some(list.len()),
            more,
        })
    }
}

impl Source for Fake {
    async fn organization(&self) -> Result<DisplayText, Fault> {
        self.ask(Part::Organization)?;
        Ok("Acme".into())
    }

    async fn people(&self, page: u32) -> Result<Page<ListedPerson>, Fault> {
        self.ask(Part::People)?;
        if self.broken_page.lock().unwrap().take_if(|broken| *broken == page).is_some() {
            return Err(fault(Some(500)));
        }
        self.people_pages.lock().unwrap().push(page);
        tokio::task::yield_now().await;
        let mut people = self.people.lock().unwrap();
        let from = (page as usize - 1) * 3;
        let listed = |person: &Person| ListedPerson {
            person: person.clone(),
            groups: Some(self.groups_of.get(&person.id).cloned().unwrap_or_default()),
        };
        let items: Vec<ListedPerson> = people.iter().skip(from).take(3).map(listed).collect();
        let (total, pages) = (people.len(), people.len().div_ceil(3) as u32);
        let answered = self.pages.fetch_add(1, Ordering::SeqCst) + 1;
        if let Some((_, new)) = self.then.lock().unwrap().take_if(|(after, _)| *after == answered) {
            people.insert(0, new);
        }
        if self.without_totals {
            return Ok(Page { more: if items.len() < 3 { More::End } else { More::Next }, items, total: None });
        }
        Ok(Page { items, total: Some(total), more: More::Pages(pages) })
    }

    async fn groups(&self, _: u32) -> Result<Page<Group>, Fault> {
        self.all(Part::Groups, &self.groups)
    }

    async fn roles(&self, _: u32) -> Result<Page<Role>, Fault> {
        self.all(Part::Roles, &self.roles)
    }

    async fn divisions(&self, _: u32) -> Result<Page<Division>, Fault> {
        self.all(Part::Divisions, &[])
    }

    async fn queues(&self, _: u32) -> Result<Page<Queue>, Fault> {
        self.all(Part::Queues, &[])
    }

    async fn catalogue(&self, _: u32) -> Result<Page<CatalogueEntry>, Fault> {
        self.ask(Part::Catalogue)?;
        let entry = |action: &str| CatalogueEntry {
            permission: Permission { domain: "d".into(), entity: "e".into(), action: action.into() },
            label: "".into(),
            division_aware: true,
            allows_conditions: false,
        };
        Ok(Page { items: vec![entry("view"), entry("add")], total: None, more: More::End })
    }

    async fn licences(&self) -> Result<Vec<Licence>, Fault> {
        self.ask(Part::Licences)?;
        Ok(Vec::new())
    }

    async fn holders(&self, role: &RoleId, page: u32) -> Result<Page<RoleHolding>, Fault> {
        self.ask(Part::Grants)?;
        self.one(role.as_str(), self.holders.get(role), page)
    }

    async fn members(&self, group: &GroupId, page: u32) -> Result<Page<UserId>, Fault> {
        self.ask(Part::Members)?;
        self.one(group.as_str(), self.members.get(group), page)
    }
}

pub(super) async fn read(fake: &Fake, older: Option<&Snapshot>) -> (Refreshed, Vec<Reading>) {
    read_parts(fake, older, &EVERY, &mut Readings::default(), 990).await
}

/// What is asked of the clock moves it by ten seconds; the first time is before any part.
pub(super) async fn read_parts(
    fake: &Fake,
    older: Option<&Snapshot>,
    parts: &[Part],
    readings: &mut Readings,
    from: i64,
) -> (Refreshed, Vec<Reading>) {
    let clock = AtomicI64::new(from);
    let now = move || -> Timestamp { at(clock.fetch_add(10, Ordering::SeqCst)) };
    let mut told = Vec::new();
    let refreshed = refresh(fake, older, parts, readings, &now, &mut |reading| told.push(reading)).await;
    (refreshed, told)
}

pub(super) const EVERY: [Part; 10] = [
    Part::People,
    Part::Groups,
    Part::Roles,
    Part::Divisions,
    Part::Queues,
    Part::Catalogue,
    Part::Organization,
    Part::Members,
    Part::Licences,
    Part::Grants,
];
