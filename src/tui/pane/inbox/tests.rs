//! The inbox's behaviour and its pictures.

use super::quarantine::masked;
use super::sections::{Row, Section};
use super::selected;
use crate::backend::{Command, Event, RestoreFrom};
use crate::model::{InboxEntry, RunId, RunState, UserId};
use crate::tui::fake::{Desk, inbox, people};
use crate::tui::overlay::Overlay;
use crate::tui::pane::{Pane, Screen, story};
use std::time::Duration;

/// The inbox with these events.
fn with(width: u16, height: u16, entries: Vec<InboxEntry>) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("F7");
    desk.sent.clear();
    desk.event(Event::Inbox(Ok(entries.into())));
    desk
}

fn desk(width: u16, height: u16) -> Desk {
    with(width, height, inbox::entries())
}

/// The inbox with the cursor on the event with this number.
fn on(width: u16, height: u16, number: usize) -> Desk {
    let mut desk = desk(width, height);
    go(&mut desk, number);
    desk
}

fn go(desk: &mut Desk, number: usize) {
    desk.keys("g");
    for _ in 0..20 {
        if selected(&desk.app).is_some_and(|entry| entry.id == inbox::id(number)) {
            return;
        }
        desk.keys("Down");
    }
    panic!("{number} is not there:\n{}", desk.text());
}

/// The plan that was asked for last: of which event, about whom, by which recipe.
fn asked(desk: &Desk) -> Option<(RunId, Option<UserId>, Option<String>)> {
    desk.sent.iter().rev().find_map(|command| match command {
        Command::PlanEvent { event, who, recipe, .. } => Some((event.clone(), who.clone(), recipe.clone())),
        _ => None,
    })
}

/// The plan for the event with this number, asked for with a key and answered.
fn planned(width: u16, height: u16, number: usize) -> Desk {
    let mut desk = on(width, height, number);
    desk.keys("c").answer();
    assert_eq!(desk.app.screen(), Screen::Plan);
    desk
}

#[test]
fn pictures_of_the_events() {
    for (width, height) in [(80, 24), (120, 36), (200, 50)] {
        insta::assert_snapshot!(format!("events_{width}"), desk(width, height).text());
        insta::assert_snapshot!(format!("none_{width}"), with(width, height, Vec::new()).text());
        insta::assert_snapshot!(format!("thousand_{width}"), with(width, height, inbox::many(1_000)).text());
    }
    insta::assert_snapshot!("one_80", with(80, 24, inbox::entries().drain(5..6).collect()).text());
    let mut hostile = on(120, 36, 6);
    insta::assert_snapshot!("hostile_120", hostile.text());
    insta::assert_snapshot!("detail_120", hostile.keys("Enter").text());
}

#[test]
fn pictures_of_the_quarantine() {
    for (width, height) in [(80, 24), (120, 36), (200, 50)] {
        let mut desk = desk(width, height);
        desk.keys("Tab").answer();
        insta::assert_snapshot!(format!("quarantine_{width}"), desk.text());
    }
    let mut desk = desk(80, 24);
    desk.keys("Tab").answer();
    insta::assert_snapshot!("delivery_80", desk.keys("Enter").text());
}

#[test]
fn pictures_of_the_dialogs() {
    insta::assert_snapshot!("reject_held_80", on(80, 24, 5).keys("d").text());
    insta::assert_snapshot!("reject_waiting_80", on(80, 24, 2).keys("d").text());
    insta::assert_snapshot!("dealt_with_80", on(80, 24, 3).keys("d").text());
    let mut desk = on(80, 24, 5);
    desk.keys("p").type_text("2026-03-05T12:00").keys("Tab Tab");
    insta::assert_snapshot!("postpone_80", desk.text());
}

#[test]
fn pictures_of_the_plan_and_its_confirmation() {
    let mut desk = planned(80, 24, 5);
    insta::assert_snapshot!("plan_held_80", desk.text());
    desk.keys("c").wait(Duration::from_secs(2));
    insta::assert_snapshot!("confirm_held_80", desk.text());
    let mut desk = planned(120, 36, 2);
    insta::assert_snapshot!("plan_waiting_120", desk.text());
    desk.keys("c").wait(Duration::from_secs(2));
    insta::assert_snapshot!("confirm_waiting_120", desk.text());
}

#[test]
fn the_backend_is_told_when_somebody_looks_and_when_nobody_does() {
    let watches = |desk: &mut Desk| {
        let sent = std::mem::take(&mut desk.sent);
        sent.into_iter().filter(|command| matches!(command, Command::WatchInbox(_))).collect::<Vec<_>>()
    };
    let mut desk = Desk::new(80, 24);
    assert!(watches(&mut desk).is_empty());
    assert_eq!(watches(desk.keys("F7")), [Command::WatchInbox(true)]);
    assert_eq!(watches(desk.keys("F3")), [Command::WatchInbox(false)]);
    assert_eq!(watches(desk.keys("F4 F5")), []);
    assert_eq!(watches(desk.keys("q")), []);
    assert_eq!(watches(desk.keys("q")), [], "to the list of runs");
    assert_eq!(watches(desk.keys("q")), [Command::WatchInbox(true)], "back on the inbox");
    assert_eq!(watches(desk.keys("q")), [Command::WatchInbox(false)]);
}

#[test]
fn the_header_counts_what_needs_somebody_on_every_screen_and_as_time_goes_by() {
    let header = |desk: &Desk| desk.text().lines().next().unwrap().to_owned();
    let mut desk = Desk::new(120, 36);
    assert!(!header(&desk).contains("inbox"));
    desk.event(Event::Inbox(Ok(inbox::entries().into())));
    assert!(header(&desk).ends_with("inbox 6, 1 late"), "{}", header(&desk));
    // At 14:00 what was put off comes back, without anybody telling or typing anything.
    desk.wait(Duration::from_secs(4 * 3_600));
    assert!(header(&desk).ends_with("inbox 7, 1 late"), "{}", header(&desk));
    desk.wait(Duration::from_secs(24 * 3_600));
    assert!(header(&desk).ends_with("inbox 7, 7 late"), "{}", header(&desk));
    assert_eq!(desk.timers(), [], "nothing rings when nothing more can change by itself");
    desk.event(Event::Inbox(Ok(inbox::entries().drain(9..).collect())));
    assert!(!header(&desk).contains("inbox"));
}

#[test]
fn sections_stand_in_their_order_and_the_cursor_never_on_a_heading() {
    let mut desk = desk(80, 24);
    let headings = |desk: &Desk| {
        let heading = |row: &Row| if let Row::Heading(section, count) = row { Some((*section, *count)) } else { None };
        desk.app.inbox.rows.iter().filter_map(heading).collect::<Vec<_>>()
    };
    let all = [(Section::NeedsYou, 6), (Section::PutOff, 1), (Section::Working, 2), (Section::Over, 2)];
    assert_eq!(headings(&desk), all);
    for key in ["Down", "Up", "PgDn", "PgUp", "G", "g"] {
        for _ in 0..16 {
            desk.keys(key);
            assert!(selected(&desk.app).is_some(), "{key}: {}", desk.text());
        }
    }
    assert!(desk.text().contains("needs you 6"), "the first heading is in sight again");
    desk.wait(Duration::from_secs(4 * 3_600));
    let all = [(Section::NeedsYou, 7), (Section::Working, 2), (Section::Over, 2)];
    assert_eq!(headings(&desk), all, "what was put off has come back");
}

#[test]
fn news_keep_the_cursor_on_its_event() {
    let mut desk = on(80, 24, 5);
    let mut newer = inbox::entries();
    newer.rotate_left(3);
    newer.insert(0, InboxEntry { id: inbox::id(99), ..newer[2].clone() });
    desk.event(Event::Inbox(Ok(newer.into())));
    assert_eq!(selected(&desk.app).map(|entry| entry.id.clone()), Some(inbox::id(5)));
    // Its run ends: it goes to another section, and the cursor with it.
    let mut over = inbox::entries();
    over[4].run.as_mut().unwrap().state = RunState::Done;
    desk.event(Event::Inbox(Ok(over.into())));
    assert_eq!(selected(&desk.app).map(|entry| entry.id.clone()), Some(inbox::id(5)));
    // It goes altogether: the cursor stays on an event.
    desk.event(Event::Inbox(Ok(inbox::entries().drain(..2).collect())));
    assert!(selected(&desk.app).is_some());
    desk.event(Event::Inbox(Ok(Vec::new().into())));
    assert!(selected(&desk.app).is_none());
}

#[test]
fn the_same_news_draw_nothing() {
    let mut desk = desk(80, 24);
    desk.app.dirty = false;
    desk.event(Event::Inbox(Ok(inbox::entries().into())));
    assert!(!desk.app.dirty);
    desk.event(Event::Inbox(Err(inbox::fault())));
    assert!(desk.app.dirty && desk.text().contains("cannot be read now"), "{}", desk.text());
    assert!(desk.text().contains("Jane Doe"), "what was read last is still there");
    desk.app.dirty = false;
    desk.event(Event::Inbox(Err(inbox::fault())));
    assert!(!desk.app.dirty);
}

#[test]
fn four_sentences_for_four_kinds_of_nothing() {
    let mut desk = Desk::new(80, 24);
    desk.keys("F7");
    assert!(!desk.text().contains("reading the inbox"), "a quick answer needs no sign");
    desk.wait(Duration::from_millis(200));
    assert!(desk.text().contains("reading the inbox"));
    desk.event(Event::Inbox(Err(inbox::fault())));
    assert!(desk.text().contains("pause or cancel the run first"));
    desk.event(Event::Inbox(Ok(Vec::new().into())));
    assert!(desk.text().contains("`lanyard serve`"));
    desk.keys("r").wait(Duration::from_secs(1));
    assert!(desk.text().contains("`lanyard serve`"), "what is unchanged is not told anew: {}", desk.text());
    desk.event(Event::Inbox(Ok(inbox::entries().into())));
    desk.keys("/ zzz");
    assert!(desk.text().contains("No event matches \"zzz\""));
    desk.keys("Esc Esc");
    assert!(desk.text().contains("Jane Doe"));
}

#[test]
fn the_filter_finds_by_name_need_and_reason() {
    for (words, count) in [("jane", 1), ("confirm", 2), ("unknown-person", 1), ("hr", 11), ("rehire", 1), ("late", 0)] {
        let mut desk = desk(80, 24);
        desk.keys("/").type_text(words);
        let events = desk.app.inbox.rows.iter().filter(|row| matches!(row, Row::Event(_))).count();
        assert_eq!(events, count, "{words}");
    }
}

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

#[test]
fn the_quarantine_is_read_when_it_is_shown_and_again_as_time_goes_by() {
    let mut desk = desk(80, 24);
    desk.keys("2");
    assert!(matches!(&desk.sent[..], [Command::Quarantine { .. }]), "{:?}", desk.sent);
    assert_eq!(desk.app.focus(), Pane::Quarantine);
    desk.answer().wait(Duration::from_secs(31));
    assert!(desk.sent.iter().any(|command| matches!(command, Command::Quarantine { .. })), "{:?}", desk.sent);
    desk.keys("Esc");
    assert_eq!((desk.app.focus(), desk.app.screen()), (Pane::Inbox, Screen::Inbox));
}

#[test]
fn addresses_are_hidden_until_they_are_asked_for() {
    let mut desk = desk(120, 36);
    desk.keys("Tab").answer();
    assert!(desk.text().contains("j***@acme.example") && !desk.text().contains("jane.doe"), "{}", desk.text());
    desk.keys("Enter");
    assert!(!desk.text().contains("jane.doe"), "{}", desk.text());
    desk.keys("Esc v");
    let text = desk.text();
    assert!(text.contains("jane.doe@acme.example") && text.contains("⟨U+202E⟩"), "{text}");
    assert!(!text.chars().any(|c| c == '\u{202e}' || c == '\u{1b}'));
    assert!(text.contains("lanyard inbox replay 4 --from repaired.json"), "{text}");
    for (text, hidden) in [
        ("no address", "no address"),
        ("a@b, jane.doe+x@c", "a***@b, j***@c"),
        ("\"jane doe\"@acme", "\"j***@acme"),
        ("{\"email\":\"jane\\u0040acme\"}", "{\"email\":\"j***\\u0040acme\"}"),
        ("@ @", "@ @"),
        ("季節@acme", "季***@acme"),
    ] {
        assert_eq!(masked(text), hidden);
    }
}

#[test]
fn every_code_has_something_to_do() {
    let to_do = |code: &str| {
        let mut one = inbox::turned_down().swap_remove(3);
        one.code = code.to_owned();
        super::quarantine::to_do(&one)
    };
    let unheard = to_do("a code that nobody knows");
    for code in crate::intake::Code::ALL {
        assert_ne!(to_do(code.as_str()), unheard, "{}", code.as_str());
    }
    let mut desk = desk(120, 36);
    desk.keys("Tab").answer().keys("Down c");
    assert_eq!(asked(&desk), None);
    desk.keys("v");
    assert!(desk.text().contains("its body was not kept"), "{}", desk.text());
}

#[test]
fn a_held_run_says_so_and_leads_to_the_confirmation_of_the_rest() {
    let mut app = story::watching(120, 36, story::held());
    insta::assert_snapshot!("held_run_120", story::screen(&app));
    assert!(story::press(&mut app, "u").is_empty());
    assert!(story::screen(&app).contains("what is left waits for a confirmation"), "{}", story::screen(&app));
    let sent = story::press(&mut app, "c");
    let Some(Command::PlanEvent { generation, event, .. }) = sent.first() else { panic!("{sent:?}") };
    assert_eq!(*event, story::held().id);
    let result = Ok(std::sync::Arc::new(story::held().plan));
    story::tell(&mut app, Event::Planned { generation: *generation, result, rebuilt_because: None });
    let screen = story::screen(&app);
    assert!(screen.contains("access was cut") && screen.contains("what is left: 8 steps"), "{screen}");
    let line = story::summary(&story::held(), false);
    assert_eq!(crate::tui::pane::run::words::line_state(&line).word, "held");
}
