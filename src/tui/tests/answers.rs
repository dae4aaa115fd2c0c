//! What answers and the passing of time do.

use crate::backend::{Command, Event, Severity};
use crate::tui::fake::{Desk, people};
use crate::tui::input::{Input, Timer};
use std::time::Duration;

fn jane() -> Desk {
    let mut desk = Desk::new(120, 36);
    desk.keys("jan Enter").rest();
    desk
}

#[test]
fn typing_searches_at_once_and_reads_a_person_only_after_a_rest() {
    let mut desk = Desk::new(120, 36);
    desk.keys("jan");
    let searches = desk.sent.iter().filter(|c| matches!(c, Command::Search { .. })).count();
    assert_eq!((searches, desk.sent.len()), (3, 3), "one search a letter, nobody read");
    desk.answer();
    assert!(desk.sent.is_empty());
    desk.wait(Duration::from_millis(349));
    assert!(desk.sent.is_empty(), "the cursor has not rested long enough");
    desk.wait(Duration::from_millis(1));
    assert!(matches!(&desk.sent[..], [Command::OpenPerson { .. }]));
}

#[test]
fn nobody_is_read_before_the_operator_does_anything() {
    let mut desk = Desk::new(120, 36);
    desk.wait(Duration::from_secs(60));
    assert!(desk.sent.is_empty());
}

#[test]
fn passing_over_people_reads_only_the_last_one() {
    let mut desk = jane();
    desk.keys("Down").wait(Duration::from_millis(100)).keys("Down").wait(Duration::from_millis(100));
    assert!(desk.sent.is_empty());
    desk.wait(Duration::from_millis(30));
    let expected = people::search("jan")[2].person.id.clone();
    assert!(matches!(&desk.sent[..], [Command::OpenPerson { id, .. }] if *id == expected));
}

#[test]
fn old_answers_are_dropped_in_whatever_order_they_come() {
    let mut desk = Desk::new(120, 36);
    desk.keys("ja n");
    let mut answers: Vec<Event> = std::mem::take(&mut desk.sent).iter().filter_map(people::answer).collect();
    answers.rotate_left(1);
    answers.reverse();
    for event in answers {
        desk.event(event);
    }
    assert_eq!(desk.app.people.found.data().unwrap().matched, people::search("jan").len());
    desk.app.dirty = false;
    desk.event(Event::Found { generation: 1, hits: Vec::new(), matched: 0, total: 0 });
    assert!(!desk.app.dirty, "a dropped answer draws nothing");
}

#[test]
fn a_card_that_comes_too_late_is_not_shown_for_another_person() {
    let mut desk = jane();
    desk.keys("Down").wait(Duration::from_millis(130));
    let late = people::answer(&desk.sent.pop().unwrap()).unwrap();
    desk.keys("Down").wait(Duration::from_millis(130));
    desk.event(late);
    assert!(desk.app.people.card.data().is_none(), "still waiting for the newest one");
    assert!(!desk.text().contains("Night shift"), "nobody else's groups are shown meanwhile");
}

#[test]
fn the_selection_follows_the_person_when_the_hits_change() {
    let mut desk = jane();
    desk.keys("Down Down").rest();
    let chosen = desk.app.people.chosen.clone().unwrap().person.id;
    desk.keys("Esc").answer();
    let people = &desk.app.people;
    assert!(people.query.is_empty());
    assert_eq!(people.found.data().unwrap().hits[people.users.at].person.id, chosen);
    desk.rest();
    assert!(desk.app.people.card.data().is_some(), "the card stays too");
}

#[test]
fn more_hits_are_asked_for_at_the_end_of_those_that_are_there() {
    let mut desk = Desk::new(120, 36);
    desk.keys("j");
    let generation = desk.app.people.found.waits_for().unwrap();
    desk.event(Event::Found { generation, hits: people::search("j"), matched: 10_000, total: 10_000 });
    desk.sent.clear();
    desk.keys("Enter G");
    assert!(matches!(&desk.sent[..], [Command::Search { limit: 2000, .. }]), "{:?}", desk.sent);
}

#[test]
fn an_idle_console_waits_for_nothing() {
    let mut desk = jane();
    desk.wait(Duration::from_secs(30));
    assert_eq!(desk.timers(), [], "no timer is left");
    desk.app.dirty = false;
    desk.wait(Duration::from_secs(3600));
    assert!(!desk.app.dirty, "and nothing is drawn");
}

#[test]
fn a_sign_turns_only_while_something_takes_long() {
    let mut desk = Desk::new(120, 36);
    desk.keys("jan").answer().wait(Duration::from_millis(360));
    assert!(desk.text().contains("reading"), "the read takes longer than a moment");
    assert!(desk.timers().contains(&Timer::Spinner));
    desk.answer();
    assert!(!desk.timers().contains(&Timer::Spinner));
    assert!(!desk.text().contains("reading from"));
}

#[test]
fn a_countdown_ticks_only_while_calls_are_held_back() {
    let mut desk = jane();
    let waiting = crate::backend::Waiting { left: Duration::from_secs(17), why: "the server asked (429)".into() };
    desk.event(Event::Budget(crate::backend::BudgetMeter { waiting: Some(waiting), ..people::budget() }));
    assert!(desk.text().contains("waiting 17 s: the server asked (429)"));
    desk.wait(Duration::from_secs(5));
    assert!(desk.text().contains("waiting 12 s"));
    assert!(desk.timers().contains(&Timer::Clock));
    desk.event(Event::Budget(people::budget()));
    assert!(!desk.timers().contains(&Timer::Clock));
}

#[test]
fn notices_stay_as_long_as_they_must() {
    let mut desk = jane();
    desk.event(Event::Notice { severity: Severity::Error, text: "it failed".into() });
    desk.event(Event::Notice { severity: Severity::Success, text: "it worked".into() });
    desk.wait(Duration::from_secs(600));
    assert!(desk.text().contains("x it failed"));
    desk.keys("Esc");
    assert!(!desk.text().contains("it failed"));
    assert_eq!(desk.app.people.query.text(), "jan", "only the message went away");
    assert!(desk.keys("@").text().contains("it failed"), "the log keeps it");
}

#[test]
fn trouble_is_told_and_the_console_stays() {
    let mut desk = jane();
    desk.input(Input::BackendGone);
    assert!(desk.text().contains("The backend has ended"));
    desk.keys("Esc").input(Input::WorkerPanicked("a task has panicked at x.rs:1".into()));
    assert!(desk.text().contains("a task has panicked at x.rs:1"));
    desk.keys("Esc").input(Input::Busy(2));
    assert!(desk.text().contains("busy"));
}

#[test]
fn a_quick_read_after_a_slow_one_shows_no_sign_again() {
    let mut desk = jane();
    desk.keys("3 r").wait(Duration::from_secs(3)).answer();
    desk.keys("r").wait(Duration::from_millis(140));
    assert!(desk.app.spinner.is_none(), "not before it takes noticeably long");
    desk.wait(Duration::from_millis(20));
    assert!(desk.app.spinner.is_some());
}

#[test]
fn another_person_is_not_shown_with_the_group_of_the_one_before() {
    let mut desk = jane();
    desk.keys("2 Enter").rest();
    assert!(desk.text().contains("2 Group members: Night shift"));
    desk.keys("1 Down").rest();
    assert!(!desk.text().contains("2 Group members"), "{}", desk.text());
}
