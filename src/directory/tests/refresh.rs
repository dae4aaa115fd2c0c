use super::fake::{EVERY, Fake, read, read_parts};
use super::{at, person};
use crate::directory::{Part, Reading, Readings, Snapshot, refresh};
use crate::model::UserState;
use std::sync::atomic::Ordering;

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
    assert_eq!(order, [&Part::FRONT[..], &[Part::Licences]].concat(), "no group and no role asks for nothing");
    assert_eq!([&Part::FRONT[..], &Part::BEHIND[..]].concat(), EVERY);
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
        assert_eq!(failed, EVERY[1..]);
        assert_eq!(*fake.asked.lock().unwrap(), [Part::People, Part::Groups]);
        assert_eq!(refreshed.snapshot.people.len(), 1);
    }
}

#[test]
fn a_refresh_can_be_spawned() {
    fn is_send<T: Send>(_: T) {}
    let fake = Fake::new(1);
    is_send(refresh(&fake, None, &EVERY, &mut Readings::default(), &|| at(0), &mut |_| {}));
}

#[tokio::test]
async fn a_list_of_people_goes_on_where_it_failed() {
    let fake = Fake { without_totals: true, ..Fake::new(10) };
    *fake.broken_page.lock().unwrap() = Some(3);
    let mut readings = Readings::default();
    let (first, _) = read_parts(&fake, None, &[Part::People], &mut readings, 1000).await;
    assert_eq!((first.failed.len(), first.snapshot.people.len()), (1, 0));
    let (second, _) = read_parts(&fake, None, &[Part::People], &mut readings, 2000).await;
    assert_eq!(second.snapshot.people, *fake.people.lock().unwrap());
    assert_eq!(*fake.people_pages.lock().unwrap(), [1, 2, 3, 4]);
    assert_eq!(second.snapshot.read_at(), Some(at(1010)), "as old as its first page");

    *fake.broken_page.lock().unwrap() = Some(3);
    read_parts(&fake, None, &[Part::People], &mut readings, 3000).await;
    fake.people_pages.lock().unwrap().clear();
    let (late, _) = read_parts(&fake, None, &[Part::People], &mut readings, 9000).await;
    assert_eq!(*fake.people_pages.lock().unwrap(), [1, 2, 3, 4], "what is too old is read anew");
    assert_eq!(late.snapshot.read_at(), Some(at(9010)));
}

#[tokio::test]
async fn a_list_that_moved_between_failure_and_next_refresh_is_read_to_the_end_all_the_same() {
    let fake = Fake::new(10);
    *fake.broken_page.lock().unwrap() = Some(3);
    let mut readings = Readings::default();
    read_parts(&fake, None, &[Part::People], &mut readings, 1000).await;
    fake.people.lock().unwrap().insert(0, person(99, "New", "", UserState::Active));
    let (second, _) = read_parts(&fake, None, &[Part::People], &mut readings, 2000).await;
    let expected = Snapshot { people: fake.people.lock().unwrap().clone(), ..Snapshot::default() };
    assert_eq!(ids(&second.snapshot), ids(&expected));
}
