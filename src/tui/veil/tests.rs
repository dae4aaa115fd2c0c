//! What is hidden, what is not, and where.

use super::Veil;
use crate::backend::Command;
use crate::tui::effect::Effect;
use crate::tui::fake::{Desk, lines};
use crate::tui::pane::page::{Ink, Page, piece};
use crate::tui::pane::story;
use crate::tui::theme::Theme;
use crate::tui::widget::Canvas;
use crate::tui::widget::text::width;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn knows(names: &[&str]) -> Veil {
    let mut veil = Veil::default();
    names.iter().for_each(|name| veil.learn(name));
    veil
}

#[test]
fn names_are_covered_wherever_they_stand() {
    let veil = knows(&["Jane Doe", "Jan", "Ján Kováč", "季 Jan", "jane.doe@example.com", "E-1042"]);
    for (text, hidden) in [
        ("Offboard Jane Doe now", "Offboard J*** D** now"),
        ("JANE DOE", "J*** D**"),
        ("Jane Doering", "Jane Doering"),
        ("January", "January"),
        ("Jan.", "J**."),
        ("Ján Kováč is out", "J** K**** is out"),
        ("季 Jan", "** J**"),
        ("jane.doe@example.com", "j***.d**@e******.c**"),
        ("mail to nobody.known@x.org.", "mail to n*****.k****@x.o**."),
        ("HR E-1042", "HR E-****"),
        ("Offboard Jane D…", "Offboard J*** D…"),
        ("Offboard Ja…", "Offboard J*…"),
        ("routing:queue:view in EMEA", "routing:queue:view in EMEA"),
        ("", ""),
    ] {
        assert_eq!(veil.hide(text), hidden);
    }
}

proptest! {
    #[test]
    fn nothing_moves_and_no_name_is_left(before in "[a-zA-Z ,.]{0,12}", name in "[\\p{L}]{2,8} [\\p{L}]{2,8}", after in "[ ,.]{1,4}") {
        let veil = knows(&[&name]);
        let text = format!("{before} {name}{after}");
        let hidden = veil.hide(&text);
        prop_assert_eq!(width(&hidden), width(&text));
        prop_assert!(!hidden.contains(&name), "{} in {}", name, hidden);
    }
}

/// Jane is selected and read.
fn jane(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("jan Enter").rest();
    desk
}

#[test]
fn the_key_hides_everybody_on_every_screen_and_shows_them_again() {
    for place in ["", "2 Enter", "3 Down Right", "4 w", "o", "F3", "F4", "F5", "F7", "F8", "F12", "@"] {
        let mut desk = jane(120, 36);
        if !place.is_empty() {
            desk.keys(place).rest();
        }
        let before = desk.text();
        desk.keys("Ctrl-G");
        let text = desk.text();
        for name in ["Jane Doe", "Jan Jansen", "Ann Smith", "jane.doe@", "Kováč"] {
            assert!(!text.contains(name), "{name} at {place:?}:\n{text}");
        }
        assert!(text.contains("names hidden"), "{place:?}:\n{text}");
        desk.keys("Ctrl-G Esc");
        let _ = before;
        assert!(!desk.text().contains("names hidden"));
    }
}

#[test]
fn who_has_the_same_letters_is_told_apart_by_id() {
    let mut desk = jane(80, 24);
    desk.keys("Ctrl-G");
    insta::assert_snapshot!("names_hidden_80x24", desk.text());
}

#[test]
fn what_is_copied_and_written_meanwhile_is_hidden_too() {
    let mut desk = jane(120, 36);
    desk.keys("Ctrl-G Y");
    assert!(desk.effects.iter().any(|effect| matches!(effect, Effect::Copy(text) if text.starts_with("j******.*@"))));
    desk.effects.clear();
    desk.keys("1 M");
    let copied = desk.effects.iter().find_map(|effect| if let Effect::Copy(text) = effect { Some(text) } else { None });
    assert!(copied.is_some_and(|text| text.contains("J\\*\\*\\* D\\*\\*")), "{copied:?}");
    desk.keys("1 e Enter");
    let tables: Vec<_> = desk
        .sent
        .iter()
        .filter_map(|c| if let Command::Export { table, .. } = c { Some(table) } else { None })
        .collect();
    assert_eq!(tables.len(), 1, "{:?}", desk.sent);
    let cells = format!("{:?}", tables[0].rows);
    assert!(!cells.contains("Jane Doe") && cells.contains("J*** D**"), "{cells}");
}

#[test]
fn what_would_be_written_with_names_is_refused_with_a_reason() {
    let mut desk = jane(120, 36);
    desk.keys("F4").rest().keys("Ctrl-G e");
    assert!(!desk.sent.iter().any(|c| matches!(c, Command::ExportAudit(_))));
    assert!(desk.text().contains("Nothing was written"), "{}", desk.text());
}

#[test]
fn the_settings_can_hide_names_from_the_start() {
    let mut desk = Desk::empty(80, 24);
    desk.app.manner.privacy = true;
    desk.event(crate::backend::Event::Session(crate::tui::fake::people::session())).answer();
    desk.keys("jan").rest();
    assert!(desk.text().contains("J*** D**"), "{}", desk.text());
    assert!(!desk.text().contains("Jane Doe"));
}

#[test]
fn whoever_has_to_type_a_name_reads_it_in_that_line_and_nowhere_else() {
    let mut app = story::planned(80, 24, story::plan());
    app.manner.privacy = true;
    assert!(!story::screen(&app).contains("Jane"), "{}", story::screen(&app));
    story::press(&mut app, "Enter");
    story::wait(&mut app, 2);
    story::press(&mut app, "Tab");
    story::type_text(&mut app, "Jane Do");
    let screen = story::screen(&app);
    let with_name: Vec<_> = screen.lines().filter(|line| line.contains("Jane")).collect();
    assert_eq!(with_name.len(), 1, "{screen}");
    assert!(with_name[0].contains("> name") && with_name[0].contains(". Jane Doe"), "{screen}");
    assert!(screen.contains("Type the name, which only this line shows"), "{screen}");
}

#[test]
fn a_name_that_a_page_breaks_over_two_rows_is_hidden_in_both() {
    let theme = Theme::ansi();
    let veil = knows(&["Jane Doe"]);
    for width in 14..40 {
        let area = Rect::new(0, 0, width, 8);
        let mut buffer = Buffer::empty(area);
        let mut page = Page::new(width);
        page.row(
            2,
            [
                piece("to do: give the queue of ", Ink::Plain),
                piece("Jane Doe", Ink::Strong),
                piece(" back", Ink::Plain),
            ],
        );
        let mut canvas = Canvas::new(&mut buffer, &theme).veiled(&veil);
        page.view(area, 0, &mut canvas);
        let text = lines(&buffer);
        assert!(!text.contains("Jane") && !text.contains("Doe"), "{width}:\n{text}");
        assert!(text.contains("J***") && text.contains("D**"), "{width}:\n{text}");
    }
}
