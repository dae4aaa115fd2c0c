//! How the screens look, at the sizes that are promised.

use crate::backend::{DirectoryState, Event, Severity};
use crate::model::{Changed, CorrelationId, Fault};
use crate::tui::fake::{Desk, people};
use crate::tui::theme::Theme;
use ratatui::style::Modifier;
use std::time::Duration;

/// Jane is searched for, selected and read.
fn jane(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("jan Enter").rest();
    desk
}

fn fault() -> Fault {
    Fault {
        text: "Jane Doe could not be read: 403 missing permission".into(),
        remedy: "Give the client the permission directory:user:view".into(),
        changed: Changed::No,
        status: Some(403),
        code: Some("missing.permissions".into()),
        correlation: Some(CorrelationId::new("1f2e-\u{1b}3d")),
    }
}

#[test]
fn people_at_every_promised_size() {
    for (width, height) in [(80, 24), (120, 36), (200, 50), (60, 15)] {
        insta::assert_snapshot!(format!("people_{width}x{height}"), jane(width, height).text());
    }
}

#[test]
fn the_start_before_and_after_the_backend_has_spoken() {
    insta::assert_snapshot!("start_empty", Desk::empty(80, 24).text());
    insta::assert_snapshot!("start", Desk::new(80, 24).text());
}

#[test]
fn each_pane_in_front_at_80x24() {
    let mut desk = jane(80, 24);
    insta::assert_snapshot!("groups_80x24", desk.keys("2").text());
    desk.keys("Enter").rest();
    insta::assert_snapshot!("members_80x24", desk.text());
    insta::assert_snapshot!("roles_unfolded_80x24", desk.keys("3 Down Right Down").rest().text());
    insta::assert_snapshot!("permissions_filtered_80x24", desk.keys("4 / queue").rest().text());
    insta::assert_snapshot!("permissions_zoomed_80x24", desk.keys("Enter +").rest().text());
    insta::assert_snapshot!("why_80x24", desk.keys("w").text());
}

#[test]
fn layers_at_80x24() {
    let mut desk = jane(80, 24);
    insta::assert_snapshot!("help_80x24", desk.keys("?").text());
    insta::assert_snapshot!("help_filtered_80x24", desk.keys("copy").text());
    desk.keys("Esc");
    insta::assert_snapshot!("palette_80x24", desk.keys("Ctrl-P off").text());
    desk.keys("Esc");
    insta::assert_snapshot!("menu_80x24", desk.keys("x").text());
    desk.keys("Esc y");
    desk.event(Event::Notice { severity: Severity::Error, text: "The tenant is down".into() });
    desk.event(Event::Notice { severity: Severity::Error, text: "The tenant is down".into() });
    insta::assert_snapshot!("messages_80x24", desk.keys("@").text());
}

#[test]
fn four_sentences_for_four_reasons_to_be_empty() {
    let mut desk = Desk::new(80, 24);
    desk.keys("zzz").rest();
    assert!(desk.text().contains("Nobody matches \"zzz\". Esc clears the search."));

    let mut desk = Desk::empty(80, 24);
    assert!(!desk.text().contains("searching"), "a quick answer needs no sign");
    desk.wait(Duration::from_millis(160));
    assert!(desk.text().contains("searching"));

    let mut desk = Desk::empty(80, 24);
    let total = Some(100_000);
    desk.event(Event::Directory(DirectoryState::Loading { loaded: 12_000, total, older_from: None }));
    assert!(desk.text().contains("Reading the people from the tenant: 12,000 so far"));
    assert!(desk.text().contains("reading 12,000 of 100,000 people"));

    desk.event(Event::Directory(DirectoryState::Failed { fault: fault(), older_from: None }));
    assert!(desk.text().contains("Give the client the permission directory:user:view"));
    assert!(desk.text().contains("correlation id 1f2e-⟨U+001B⟩3d"));
}

#[test]
fn a_person_with_nothing_and_a_person_that_cannot_be_read() {
    let mut desk = Desk::new(120, 36);
    desk.keys("nobody Enter").rest();
    insta::assert_snapshot!("nothing_120x36", desk.text());

    let mut desk = Desk::new(120, 36);
    desk.keys("jan Enter").wait(Duration::from_millis(400));
    let generation = desk.app.people.card.waits_for().unwrap();
    desk.event(Event::Person { generation, result: Err(fault()) });
    insta::assert_snapshot!("failed_120x36", desk.text());
}

#[test]
fn names_that_make_trouble() {
    let mut desk = Desk::new(80, 24);
    desk.keys("Enter").rest();
    let text = desk.text();
    insta::assert_snapshot!("names_80x24", text);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c)));
}

#[test]
fn totals_of_a_hundred_thousand() {
    let mut desk = Desk::new(80, 24);
    desk.keys("j");
    let generation = desk.app.people.found.waits_for().unwrap();
    desk.event(Event::Found { generation, hits: people::search("j"), matched: 98_765, total: 100_000 });
    assert!(desk.text().contains("98,765/100,000"));
}

#[test]
fn focus_selection_and_matches_show_without_colour() {
    let mut desk = jane(120, 36);
    desk.app.theme = Theme::monochrome();
    let buffer = desk.buffer();
    for cell in buffer.content() {
        assert_eq!((cell.fg, cell.bg), Default::default(), "no colour in {:?}", cell.symbol());
    }
    let at = |needle: &str| {
        let text = desk.text();
        let (y, line) = text.lines().enumerate().find(|(_, l)| l.contains(needle)).unwrap();
        let x = crate::tui::widget::text::width(&line[..line.find(needle).unwrap()]);
        buffer[(x as u16, y as u16)].clone()
    };
    assert!(at("Jane Doe             Sup").modifier.contains(Modifier::REVERSED), "the selected row");
    assert!(at("Janek Nowak").modifier.contains(Modifier::BOLD | Modifier::UNDERLINED), "a matched character");
    assert!(at("ek Nowak").modifier.is_empty(), "a character that is not matched");
    assert!(at("DEMO").modifier.contains(Modifier::REVERSED));
    assert!(at("┏").modifier.contains(Modifier::BOLD), "the frame with focus is thick and bold");
    assert!(!at("┌ 2 Groups").modifier.contains(Modifier::BOLD));
    assert!(at("! on 2 open calls").modifier.contains(Modifier::BOLD));
}

#[test]
fn titles_stay_where_they_are_when_the_focus_moves() {
    let mut desk = jane(120, 36);
    let place = |desk: &Desk| {
        desk.text()
            .lines()
            .next_back()
            .is_some()
            .then(|| desk.text().lines().find_map(|l| l.find("3 Role").map(|at| l[..at].chars().count())).unwrap())
    };
    let before = place(&desk);
    desk.keys("3");
    assert_eq!(place(&desk), before);
}

#[test]
fn a_terminal_that_is_too_small_is_told_and_comes_back_whole() {
    let mut desk = jane(80, 24);
    let before = desk.text();
    desk.input(crate::tui::input::Input::Resize(50, 10));
    assert!(desk.text().contains("50x10"), "{}", desk.text());
    assert!(desk.text().contains("60x15"));
    desk.keys("o q x Down");
    assert!(desk.sent.is_empty() && desk.app.overlays.is_empty(), "what cannot be seen cannot be meant");
    desk.input(crate::tui::input::Input::Resize(80, 24));
    assert_eq!(desk.text(), before);
}
