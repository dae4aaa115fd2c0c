//! How much somebody has to press and to know who sits here for the first time.

use crate::backend::{Command, Event};
use crate::tui::fake::Desk;
use crate::tui::overlay::Overlay;
use crate::tui::pane::{Screen, story};
use std::sync::Arc;
use std::time::Duration;

/// Presses keys and counts them; the letters of a word count one by one.
fn press(desk: &mut Desk, keys: &str) -> usize {
    desk.keys(keys);
    keys.split(' ').map(|word| if crate::tui::action::Key::parse(word).is_some() { 1 } else { word.len() }).sum()
}

#[test]
fn keys_from_an_empty_screen_to_an_offboarding() {
    let mut desk = Desk::new(120, 36);
    let found = press(&mut desk, "doe");
    desk.rest();
    assert_eq!(desk.app.people.chosen.as_ref().map(|hit| hit.person.name.as_str()), Some("Jane Doe"));
    assert!(found <= 4, "a person is found with 1 to 4 letters");
    let text = desk.text();
    for seen in ["3 queues · 2 groups · 4 roles · 8 permissions", "Night shift", "Supervisor", "routing:queue:delete"]
    {
        assert!(text.contains(seen), "{seen} is seen without a further key:\n{text}");
    }

    let planned = press(&mut desk, "Ctrl-O");
    assert_eq!((planned, desk.app.screen()), (1, Screen::Plan), "one key, even while one types");
    let generation = match desk.sent.iter().find(|command| matches!(command, Command::Plan { .. })) {
        Some(Command::Plan { generation, .. }) => *generation,
        other => panic!("{other:?}"),
    };
    desk.event(Event::Planned { generation, result: Ok(Arc::new(story::plan())), rebuilt_because: None });

    let opened = press(&mut desk, "Enter");
    desk.wait(Duration::from_secs(2));
    let fields = press(&mut desk, "Tab") + press(&mut desk, "Tab") + press(&mut desk, "Tab Tab Tab");
    assert!(matches!(desk.app.overlays.last(), Some(Overlay::Confirm(_))));
    desk.keys("S-Tab S-Tab S-Tab S-Tab").type_text("Jane Doe").keys("Tab").type_text("left").keys("Tab Tab");
    let gone = press(&mut desk, "Ctrl-X");
    assert!(desk.sent.iter().any(|command| matches!(command, Command::Confirm { .. })), "{}", desk.text());
    let around = found + planned + opened + fields + gone;
    assert!(around <= 12, "{around} keys besides the name and the reason");
}

#[test]
fn an_empty_screen_says_what_to_do() {
    for (width, height) in [(80, 24), (120, 36)] {
        let desk = Desk::new(width, height);
        let text = desk.text();
        assert!(text.contains("type a part of a name"), "in the field:\n{text}");
        assert!(text.contains("Type a part of a name, an address or an id."), "in the pane:\n{text}");
        assert!(text.contains("then tour"), "{text}");
    }
}

#[test]
fn the_field_for_the_name_ends_its_hint_when_something_is_typed() {
    let mut desk = Desk::new(80, 24);
    desk.keys("j");
    assert!(!desk.text().contains("type a part"), "{}", desk.text());
    desk.keys("Bksp Ctrl-P");
    assert!(!desk.text().contains("type a part"), "{}", desk.text());
}
