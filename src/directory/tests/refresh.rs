use super::{at, person};
use crate::directory::{More, Page, Part, Reading, Refreshed, Snapshot, Source, refresh};
use crate::model::{
    CatalogueEntry, Changed, DisplayText, Division, Fault, Group, Permission, Person, Queue, Role, Timestamp, UserState,
};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

/// A tenant with people only, in pages of three.
#[derive(Default)]
struct Fake {
    people: Mutex<Vec<Person>>,
    /// Done once, after so many pages of people.
    then: Mutex<Option<(usize, Person)>>,
    without_totals: bool,
    failing: Vec<(Part, Option<u16>)>,
    asked: Mutex<Vec<Part>>,
    pages: AtomicUsize,
}

fn fault(status: Option<u16>) -> Fault {
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
    fn new(count: usize) -> Self {
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

    fn empty<T>(&self, part: Part) -> Result<Page<T>, Fault> {
        self.ask(part)?;
        Ok(Page { items: Vec::new(), total: Some(0), more: More::End })
    }
}

impl Source for Fake {
    async fn organization(&self) -> Result<DisplayText, Fault> {
        self.ask(Part::Organization)?;
        Ok("Acme".into())
    }

    async fn people(&self, page: u32) -> Result<Page<Person>, Fault> {
        self.ask(Part::People)?;
        tokio::task::yield_now().await;
        let mut people = self.people.lock().unwrap();
        let from = (page as usize - 1) * 3;
        let items: Vec<Person> = people.iter().skip(from).take(3).cloned().collect();
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
        self.empty(Part::Groups)
    }

    async fn roles(&self, _: u32) -> Result<Page<Role>, Fault> {
        self.empty(Part::Roles)
    }

    async fn divisions(&self, _: u32) -> Result<Page<Division>, Fault> {
        self.empty(Part::Divisions)
    }

    async fn queues(&self, _: u32) -> Result<Page<Queue>, Fault> {
        self.empty(Part::Queues)
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
}

async fn read(fake: &Fake, older: Option<&Snapshot>) -> (Refreshed, Vec<Reading>) {
    let clock = AtomicI64::new(1000);
    let now = move || -> Timestamp { at(clock.fetch_add(10, Ordering::SeqCst)) };
    let mut told = Vec::new();
    let refreshed = refresh(fake, older, &now, &mut |reading| told.push(reading)).await;
    (refreshed, told)
}

fn ids(snapshot: &Snapshot) -> Vec<&str> {
    let mut ids: Vec<&str> = snapshot.people.iter().map(|p| p.id.as_str()).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn everything_is_read_people_first() {
    let fake = Fake::new(10);
    let (refreshed, told) = read(&fake, None).await;
    assert_eq!(refreshed.failed, []);
    assert_eq!(refreshed.snapshot.people, *fake.people.lock().unwrap());
    assert_eq!(refreshed.snapshot.organization.as_str(), "Acme");
    assert_eq!(refreshed.snapshot.catalogue.entries[0].permission.to_string(), "d:e:add");
    assert_eq!(refreshed.snapshot.read_at(), Some(at(1000)));
    assert_eq!(refreshed.snapshot.read.of(Part::Organization), Some(at(1060)));
    let people: Vec<usize> = told.iter().filter(|r| r.part == Part::People).map(|r| r.loaded).collect();
    assert_eq!(people, [3, 6, 9, 10]);
    assert_eq!(told[0], Reading { part: Part::People, loaded: 3, total: Some(10) });
    assert_eq!(fake.pages.load(Ordering::SeqCst), 4, "no page is read in vain");
    let mut order = fake.asked.lock().unwrap().clone();
    order.dedup();
    assert_eq!(order, Part::ALL);
}

#[tokio::test]
async fn pages_without_totals_are_followed_to_the_end() {
    for count in [0, 2, 3, 7] {
        let fake = Fake { without_totals: true, ..Fake::new(count) };
        assert_eq!(read(&fake, None).await.0.snapshot.people.len(), count);
    }
}

#[tokio::test]
async fn somebody_who_comes_while_pages_are_read_pushes_nobody_out() {
    for after in 1..=4 {
        let fake = Fake::new(10);
        *fake.then.lock().unwrap() = Some((after, person(99, "New", "", UserState::Active)));
        let (refreshed, _) = read(&fake, None).await;
        let expected = Snapshot { people: fake.people.lock().unwrap().clone(), ..Snapshot::default() };
        if after < 4 {
            assert_eq!(ids(&refreshed.snapshot), ids(&expected), "after page {after}");
        } else {
            assert_eq!(refreshed.snapshot.people.len(), 10, "whoever comes after the last page is of the next refresh");
        }
    }
}

#[tokio::test]
async fn a_part_that_fails_keeps_what_it_was() {
    let mut older = read(&Fake::new(4), None).await.0.snapshot;
    older.read.set(Part::People, at(500));
    older.read.set(Part::Groups, at(400));
    let fake = Fake { failing: vec![(Part::People, Some(403)), (Part::Queues, Some(500))], ..Fake::new(9) };
    let (refreshed, _) = read(&fake, Some(&older)).await;
    assert_eq!(refreshed.snapshot.people, older.people);
    assert_eq!(refreshed.snapshot.read_at(), Some(at(500)));
    let failed: Vec<_> = refreshed.failed.iter().map(|f| (f.part, f.kept_from)).collect();
    assert_eq!(failed, [(Part::People, Some(at(500))), (Part::Queues, older.read.of(Part::Queues))]);
    assert_eq!(refreshed.snapshot.read.of(Part::Groups), Some(at(1010)));

    let (first, _) = read(&fake, None).await;
    assert_eq!(first.failed[0].kept_from, None);
    assert_eq!(first.snapshot.read_at(), None);
}

#[tokio::test]
async fn a_tenant_that_is_away_is_asked_once() {
    for status in [None, Some(401)] {
        let fake = Fake { failing: vec![(Part::Groups, status)], ..Fake::new(1) };
        let (refreshed, _) = read(&fake, None).await;
        let failed: Vec<Part> = refreshed.failed.iter().map(|f| f.part).collect();
        assert_eq!(failed, Part::ALL[1..]);
        assert_eq!(*fake.asked.lock().unwrap(), [Part::People, Part::Groups]);
        assert_eq!(refreshed.snapshot.people.len(), 1);
    }
}

#[test]
fn a_refresh_can_be_spawned() {
    fn is_send<T: Send>(_: T) {}
    let fake = Fake::new(1);
    is_send(refresh(&fake, None, &|| at(0), &mut |_| {}));
}
