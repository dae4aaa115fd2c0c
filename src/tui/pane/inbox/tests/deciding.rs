//! What an operator does about an event, and every way on which nothing is done.

use super::{asked, on, planned};
use crate::backend::{Command, Event, RestoreFrom};
use crate::tui::fake::{Desk, inbox, people};
use crate::tui::overlay::Overlay;
use crate::tui::pane::Screen;
use crate::tui::pane::inbox::selected;
use std::time::Duration;

#[test]
fn a_confirmation_asks_for_the_plan_of_the_event_and_says_what_is_left() {
    let mut desk = on(120, 36, 5);
    desk.keys("c");
    assert_eq!(asked(&desk), Some((inbox::id(5), None, None)));
    desk.answer();
    let text = desk.text();
    for words in ["access was cut 10:31; what is left: 8 steps", "hr said 10:20 of Jane Doe", "behind us: revoke all"] {
        assert!(text.contains(words), "{words} is missing in\n{text}");
    }
    desk.keys("c").wait(Duration::from_secs(2));
    let text = desk.text();
    assert!(text.contains("access was cut 10:31 and") && text.contains("stays cut. The rest is done now"), "{text}");
    assert!(text.contains("contract ends") && text.contains("HR-4705"), "reason and ticket are there already: {text}");
    assert!(!text.contains("when"), "what goes on goes on now: {text}");
    desk.keys("Tab").type_text("Jane Doe").keys("Ctrl-X");
    assert!(!desk.sent.iter().any(|command| matches!(command, Command::Confirm { .. })));
    desk.keys("Ctrl-X");
    let Some(Command::Confirm { digest, consent }) = desk.sent.last().cloned() else { panic!("{:?}", desk.sent) };
    assert_eq!((consent.reason.as_str(), consent.ticket.as_str(), consent.due), ("contract ends", "HR-4705", None));
    desk.event(Event::Confirmed { digest, result: Ok(inbox::id(5)) });
    assert_eq!(desk.app.screens, [Screen::People, Screen::Inbox, Screen::Run]);
}

#[test]
fn a_termination_for_later_is_confirmed_for_the_time_that_was_said() {
    let mut desk = planned(120, 36, 2);
    assert!(desk.text().contains("access ends 2026-03-06 17:00"), "{}", desk.text());
    desk.keys("c").wait(Duration::from_secs(2));
    assert!(desk.text().contains("loses all access at"), "{}", desk.text());
    desk.keys("Tab").type_text("janjansen.5@acme.example").keys("Ctrl-X Ctrl-X");
    let Some(Command::Confirm { consent, .. }) = desk.sent.last() else { panic!("{:?} {}", desk.sent, desk.text()) };
    assert_eq!(consent.due.map(|at| at.to_string()).as_deref(), Some("2026-03-06T17:00:00Z"));
}

#[test]
fn another_recipe_is_chosen_first_and_can_be_changed_on_the_plan() {
    let mut desk = on(80, 24, 5);
    desk.keys("e");
    assert!(desk.sent.is_empty() && matches!(desk.app.overlays.last(), Some(Overlay::Picker(_))), "{:?}", desk.sent);
    desk.keys("Enter");
    let by = |desk: &Desk| asked(desk).and_then(|(_, _, recipe)| recipe);
    assert_eq!(by(&desk).as_deref(), Some("keep-inactive"));
    desk.answer().keys("R");
    assert_eq!(by(&desk).as_deref(), Some("standard-leaver"));
    // Asked for again without a recipe, the event's own is meant.
    desk.answer().keys("Esc c");
    assert_eq!(asked(&desk), Some((inbox::id(5), None, None)));
}

#[test]
fn who_is_meant_is_chosen_among_the_people() {
    let mut desk = on(120, 36, 1);
    desk.keys("c");
    assert!(desk.text().contains("w chooses who is meant"), "{}", desk.text());
    desk.keys("w").answer();
    assert_eq!((desk.app.screen(), desk.app.people.query.text()), (Screen::People, "jan kovac"));
    assert!(desk.text().contains("choosing who is meant, F7 goes back"), "{}", desk.text());
    assert!(desk.text().lines().last().unwrap().starts_with(" Ctrl-T use for the event"), "{}", desk.text());
    desk.keys("Esc").answer().keys("tom Enter").rest();
    desk.keys("u");
    let tom = people::people()[10].person.id.clone();
    assert_eq!(asked(&desk), Some((inbox::id(1), Some(tom), None)));
    desk.answer();
    assert!(desk.text().contains("the event names jan.kovac@acme.example"), "{}", desk.text());
    let digest = desk.app.plan.made.data().unwrap().digest.clone();
    desk.event(Event::Confirmed { digest, result: Ok(inbox::id(1)) });
    assert!(!desk.text().contains("choosing who is meant"), "nobody is to be chosen any more");
}

#[test]
fn the_marked_person_is_meant_rather_than_the_selected_one_and_never_two() {
    let mut desk = on(120, 36, 1);
    desk.keys("w").answer().keys("Esc").answer();
    desk.app.people.marks.push(people::people()[9].clone());
    desk.keys("jan Enter").rest();
    desk.keys("u");
    let ann = people::people()[9].person.id.clone();
    assert_eq!(asked(&desk), Some((inbox::id(1), Some(ann), None)));
    desk.keys("Esc").answer();
    desk.app.people.marks.push(people::people()[10].clone());
    desk.sent.clear();
    desk.keys("u");
    assert!(desk.sent.is_empty() && desk.text().contains("one person is meant, and 2 are marked"), "{}", desk.text());
}

#[test]
fn escape_leads_back_from_choosing() {
    let mut desk = on(80, 24, 1);
    desk.keys("w").answer();
    for _ in 0..3 {
        desk.keys("Esc").answer();
    }
    assert_eq!(desk.app.screen(), Screen::Inbox);
    assert_eq!(selected(&desk.app).map(|entry| entry.id.clone()), Some(inbox::id(1)));
    assert!(!desk.text().contains("choosing who is meant"));
    desk.keys("q u");
    assert_eq!(asked(&desk), None, "choosing is over");
}

#[test]
fn turning_down_needs_a_reason_and_its_own_key() {
    let mut desk = on(80, 24, 5);
    desk.keys("d");
    desk.keys("Ctrl-X");
    assert!(desk.sent.is_empty() && desk.text().contains("a reason is needed"), "{}", desk.text());
    desk.type_text("they stay").keys("Enter Enter Enter");
    assert!(desk.sent.is_empty() && desk.text().contains("press Ctrl-X"), "{}", desk.text());
    desk.keys("Ctrl-X");
    let reject = Command::RejectEvent { event: inbox::id(5), reason: "they stay".to_owned() };
    assert_eq!(desk.sent, [reject]);
    desk.keys("Ctrl-X Enter x");
    assert_eq!(desk.sent.len(), 1, "once is enough");
    desk.answer();
    assert!(desk.app.overlays.is_empty() && desk.text().contains("Jane Doe: the event is over."), "{}", desk.text());
}

#[test]
fn a_refused_decision_is_told_in_the_dialog_and_can_be_made_again() {
    let mut desk = on(80, 24, 5);
    desk.keys("d").type_text("they stay").keys("Ctrl-X Ctrl-X");
    desk.sent.clear();
    desk.event(Event::EventDecided { event: inbox::id(5), result: Err(inbox::fault()) });
    assert!(desk.text().contains("pause or cancel the run first"), "{}", desk.text());
    desk.keys("Ctrl-X");
    assert_eq!(desk.sent.len(), 1);
    desk.keys("Esc");
    assert!(desk.app.overlays.is_empty() && desk.text().contains("was sent before"), "{}", desk.text());
    desk.event(Event::EventDecided { event: inbox::id(5), result: Err(inbox::fault()) });
    assert!(desk.text().contains("Jane Doe: that was not done"), "{}", desk.text());
}

#[test]
fn putting_off_needs_a_time_to_come_and_a_reason() {
    let mut desk = on(80, 24, 5);
    desk.keys("p Ctrl-X");
    assert!(desk.text().contains("say until when"), "{}", desk.text());
    desk.type_text("2026-03-01T10:00").keys("Ctrl-X");
    assert!(desk.text().contains("has passed"), "{}", desk.text());
    desk.keys("Ctrl-U");
    desk.type_text("2026-03-05T12:00+01:00");
    assert!(desk.text().contains("after the deadline"), "{}", desk.text());
    desk.keys("Tab").type_text("ask Ann").keys("Tab Ctrl-X");
    let until = "2026-03-05T11:00:00Z".parse().unwrap();
    assert_eq!(desk.sent, [Command::PostponeEvent { event: inbox::id(5), until, reason: "ask Ann".to_owned() }]);
}

#[test]
fn what_cannot_be_done_says_what_to_do_instead() {
    for (number, key, words) in [
        (3, "c", "b gives back what was taken"),
        (4, "c", "R there does again what failed"),
        (8, "c", "its run is at work"),
        (9, "c", "its run waits for its time"),
        (10, "c", "it is over"),
        (2, "w", "it names somebody who is there"),
        (8, "d", "stop it first"),
        (11, "d", "it is over"),
        (8, "p", "nobody is asked about it"),
        (2, "o", "no run has come of it"),
        (1, "P", "nobody has this id"),
        (2, "b", "nothing was taken from them"),
        (5, "b", "turn the event down first"),
    ] {
        let mut desk = on(120, 36, number);
        desk.keys(key);
        assert!(desk.text().contains(words), "{number} {key}: {words} is missing in\n{}", desk.text());
        assert!(desk.sent.is_empty() && desk.app.overlays.is_empty(), "{number} {key}: {:?}", desk.sent);
    }
}

#[test]
fn a_rehire_leads_to_the_restore_and_to_the_run_that_cut_access() {
    let mut desk = on(80, 24, 3);
    assert!(desk.text().contains("cut 01 Mar"), "{}", desk.text());
    desk.keys("b");
    let from = |command: &Command| match command {
        Command::PlanRestore { wish, .. } => Some(wish.from.clone()),
        _ => None,
    };
    assert_eq!(desk.sent.iter().find_map(from), Some(RestoreFrom::Run(inbox::id(10))), "{:?}", desk.sent);
    let mut desk = on(80, 24, 3);
    desk.keys("o");
    assert!(desk.sent.contains(&Command::Watch(inbox::id(10))), "{:?}", desk.sent);
}

#[test]
fn the_person_and_the_run_are_opened() {
    let mut desk = on(120, 36, 5);
    desk.keys("P").answer();
    assert_eq!(desk.app.screen(), Screen::People);
    assert_eq!(desk.app.people.chosen.as_ref().map(|hit| hit.person.name.as_str()), Some("Jane Doe"));
    let mut desk = on(120, 36, 5);
    desk.keys("o");
    assert!(desk.sent.contains(&Command::Watch(inbox::id(5))) && desk.app.screen() == Screen::Run);
}
