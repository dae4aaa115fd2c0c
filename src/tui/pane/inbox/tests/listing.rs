//! The two lists: what stands where, what news and the passing of time change, what is hidden.

use super::{asked, desk, on};
use crate::backend::{Command, Event};
use crate::model::{InboxEntry, RunState};
use crate::tui::fake::{Desk, inbox};
use crate::tui::pane::inbox::quarantine::{masked, to_do};
use crate::tui::pane::inbox::sections::{Row, Section};
use crate::tui::pane::inbox::selected;
use crate::tui::pane::{Pane, Screen};
use std::time::Duration;

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
    let done_about = |code: &str| {
        let mut one = inbox::turned_down().swap_remove(3);
        one.code = code.to_owned();
        to_do(&one)
    };
    let unheard = done_about("a code that nobody knows");
    for code in crate::intake::Code::ALL {
        assert_ne!(done_about(code.as_str()), unheard, "{}", code.as_str());
    }
    let mut desk = desk(120, 36);
    desk.keys("Tab").answer().keys("Down c");
    assert_eq!(asked(&desk), None);
    desk.keys("v");
    assert!(desk.text().contains("its body was not kept"), "{}", desk.text());
}
