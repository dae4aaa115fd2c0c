//! Questions and answers on a test backend.

use crate::access::Question;
use crate::access::answer::Side;
use crate::backend::{Behind, Command, DirectoryState, Event, TableForm};
use crate::model::SubjectRef;
use crate::tui::effect::Effect;
use crate::tui::fake::{Desk, answers, people};
use crate::tui::overlay::Overlay;
use crate::tui::pane::Screen;

/// Jane is read and the cursor is on what she may do to queues: `routing:queue:delete` first.
fn jane(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("jan Enter").rest();
    desk.keys("4 / delete Enter").rest();
    desk
}

/// The newest question that was sent.
fn asked(desk: &Desk) -> &Question {
    let asks =
        desk.sent.iter().rev().find_map(|c| if let Command::Ask { question, .. } = c { Some(question) } else { None });
    asks.unwrap_or_else(|| panic!("{:?}", desk.sent))
}

#[test]
fn how_the_answers_look() {
    for (width, height) in [(80, 24), (120, 36)] {
        let size = format!("{width}x{height}");
        let mut desk = jane(width, height);
        insta::assert_snapshot!(format!("why_{size}"), desk.keys("w").rest().text());
        insta::assert_snapshot!(format!("why_opened_{size}"), desk.keys("Down Down Down Down Down Enter").text());
        insta::assert_snapshot!(format!("division_{size}"), desk.keys("n").text());
        insta::assert_snapshot!(format!("why_not_{size}"), desk.keys("Enter").rest().text());
        let mut desk = jane(width, height);
        insta::assert_snapshot!(format!("power_{size}"), desk.keys("P").rest().text());
        let mut desk = jane(width, height);
        desk.keys("1 Space Down").rest();
        insta::assert_snapshot!(format!("marked_{size}"), desk.text());
        insta::assert_snapshot!(format!("compare_{size}"), desk.keys("c").rest().text());
        let mut desk = jane(width, height);
        insta::assert_snapshot!(format!("permission_picker_{size}"), desk.keys("n queue").text());
        let mut desk = jane(width, height);
        insta::assert_snapshot!(format!("what_if_picker_{size}"), desk.keys("t").text());
        let mut desk = jane(width, height);
        insta::assert_snapshot!(format!("export_{size}"), desk.keys("e").text());
        let mut desk = jane(width, height);
        insta::assert_snapshot!(format!("who_can_{size}"), desk.keys("W Enter").rest().text());
        let mut desk = jane(width, height);
        insta::assert_snapshot!(format!("what_if_{size}"), desk.keys("t role Enter").rest().text());
        insta::assert_snapshot!(format!("difference_{size}"), desk.keys("Enter").rest().text());
    }
}

/// As somebody does who has never seen the console: whatever the footer offers.
#[test]
fn a_newcomer_finds_out_why_in_one_division_and_not_in_another() {
    let mut desk = Desk::new(80, 24);
    desk.keys("jane Enter").rest();
    let footer = desk.text().lines().last().unwrap().to_owned();
    assert!(footer.contains("w why") && footer.contains("n why not"), "{footer}");
    desk.keys("w");
    assert!(desk.text().contains("Type a permission"));
    desk.keys("delete Enter").rest();
    let text = desk.text();
    assert!(text.contains("People > Jane Doe > why routing:queue:delete"), "{text}");
    assert!(text.contains("It holds in EMEA; not in Claims, Home, Sales."), "{text}");
    assert!(text.contains("n says why it does not hold in another division."));
    assert!(text.contains("group Night shift > Supervisor > routing:queue:* > EMEA"));
    desk.keys("n");
    assert!(desk.text().contains("has it here"));
    desk.keys("home Enter");
    let jane = SubjectRef::user(&people::search("jane")[0].person.id);
    let permission = answers::permission("routing", "queue", "delete");
    assert_eq!(*asked(&desk), Question::WhyNot { subject: jane, permission, division: Some("Home".into()) });
    desk.rest();
    let text = desk.text();
    assert!(text.contains("why not routing:queue:delete in Home"), "{text}");
    assert!(text.contains("Jane Doe does not have, in Home,"), "{text}");
    assert!(text.contains("give Queue keeper (Home) to Jane Doe"));
    desk.keys("Esc");
    assert!(desk.text().contains("> why routing:queue:delete"), "a step back: {}", desk.text());
    desk.keys("Esc");
    assert_eq!(desk.app.screen(), Screen::People);
}

#[test]
fn the_place_is_kept_on_the_way_back() {
    let mut desk = jane(80, 24);
    desk.keys("w").rest();
    desk.keys("/ night Enter Down Down").rest();
    let before = desk.text();
    desk.keys("c").wait(std::time::Duration::from_millis(1));
    desk.keys("Esc");
    assert_eq!(desk.text(), before);
    desk.keys("Esc Left Left Left Left");
    assert_eq!(desk.app.screen(), Screen::People, "the filter first, then left until nothing is left to fold");
    assert_eq!(
        desk.app.people.permissions.outline.filter.text(),
        "delete",
        "the list that was asked from is as it was"
    );
}

#[test]
fn a_question_that_was_overtaken_is_asked_again_on_the_way_back() {
    let mut desk = jane(80, 24);
    desk.keys("w");
    desk.sent.clear();
    desk.keys("c");
    assert!(matches!(asked(&desk), Question::WhoCan { .. }));
    desk.sent.clear();
    desk.keys("Esc");
    assert!(matches!(asked(&desk), Question::Why { .. }), "nobody answers what was overtaken");
    desk.rest();
    assert!(desk.text().contains("by which ways"));
}

#[test]
fn only_the_answer_that_is_waited_for_counts() {
    let mut desk = jane(80, 24);
    desk.keys("w");
    let first = desk.sent.pop().unwrap();
    desk.keys("r");
    desk.event(people::answer(&first).unwrap());
    assert!(!desk.text().contains("by which ways"), "overtaken");
    desk.rest();
    assert!(desk.text().contains("by which ways"));
}

#[test]
fn what_comes_too_early_is_told_in_place_and_asked_again_by_itself() {
    let mut desk = jane(80, 24);
    let state = |access_at: Option<&str>, behind| DirectoryState::Ready {
        people: 12,
        read_at: "2026-03-03T10:39:00Z".parse().unwrap(),
        access_at: access_at.map(|at| at.parse().unwrap()),
        behind,
    };
    let behind = Behind { what: "grants", loaded: 12_000, total: Some(41_000) };
    desk.event(Event::Directory(state(None, Some(behind)))).answer();
    desk.keys("w");
    let Some(Command::Ask { generation, .. }) = desk.sent.pop() else { panic!("{:?}", desk.sent) };
    desk.event(Event::Answered { generation, result: Err(answers::too_early()) });
    insta::assert_snapshot!("too_early_80x24", desk.text());
    desk.event(Event::Directory(state(Some("2026-03-03T10:41:00Z"), None)));
    assert!(matches!(asked(&desk), Question::Why { .. }));
    desk.rest();
    assert!(desk.text().contains("by which ways"));
    desk.event(Event::Directory(DirectoryState::Loading { loaded: 1, total: None, older_from: None })).answer();
    assert!(!desk.text().contains("read again"), "nothing newer can be asked yet");
    desk.event(Event::Directory(state(Some("2026-03-03T10:50:00Z"), None))).answer();
    assert!(desk.text().contains("The grants were read again at 10:50; r asks again."), "{}", desk.text());
}

#[test]
fn two_marks_are_compared_and_one_mark_with_the_selected_person() {
    let hits = people::search("jan");
    let side = |at: usize| Side::Subject(SubjectRef::user(&hits[at].person.id));
    let mut desk = jane(80, 24);
    desk.keys("1 c");
    assert!(desk.text().contains("Not now: compare two people: mark one person with Space"), "{}", desk.text());
    desk.keys("Space c");
    assert!(desk.text().contains("select somebody else"), "{}", desk.text());
    desk.keys("Down c");
    assert_eq!(*asked(&desk), Question::Compare(side(0), side(1)));
    desk.rest();
    desk.keys("Esc Down Space Down c");
    assert_eq!(*asked(&desk), Question::Compare(side(0), side(2)), "two marks need no selected one");
    desk.rest();
    desk.keys("Esc Space c");
    assert!(desk.text().contains("3 are marked"), "{}", desk.text());
}

#[test]
fn changes_are_tried_from_where_they_stand() {
    let mut desk = jane(80, 24);
    desk.keys("t");
    assert!(desk.text().contains("take Jane Doe out of Night shift"), "{}", desk.text());
    desk.keys("Enter");
    assert!(matches!(asked(&desk), Question::WhatIf(changes) if changes.len() == 1));
    let mut desk = jane(80, 24);
    desk.keys("w").rest();
    desk.keys("Down Down Down Down t");
    assert!(matches!(asked(&desk), Question::WhatIf(changes) if changes.len() == 2), "the heading stands for all");
    let mut desk = jane(80, 24);
    desk.keys("3 g Down Right Down Right Down t");
    let text = desk.text();
    assert!(text.contains("take conversation:call:accept out of the role Agent"), "{text}");
    assert!(text.contains("take Agent (Home) from Jane Doe"), "{text}");
}

#[test]
fn a_list_is_written_and_copied_as_filtered() {
    let mut desk = jane(80, 24);
    desk.keys("e json Enter");
    let Some(Command::Export { name, table, form }) = desk.sent.last() else { panic!("{:?}", desk.sent) };
    assert_eq!((name.as_str(), *form), ("permissions-jane-doe", TableForm::Json));
    let rows: Vec<Vec<&str>> = table.rows.iter().map(|row| row.iter().map(|c| c.as_str()).collect()).collect();
    assert_eq!(rows, [["routing:queue:delete", "EMEA", "", "Night shift > Supervisor", ""]]);
    desk.event(Event::Notice { severity: crate::backend::Severity::Success, text: "Written to x.json.".into() });
    assert!(desk.text().contains("Written to x.json."), "nothing stands in the way of where it is: {}", desk.text());
    desk.keys("M");
    let Some(Effect::Copy(text)) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    assert!(text.contains("routing:queue:delete") && !text.contains("queue:join"), "{text}");
}

#[test]
fn the_changes_that_make_one_like_the_other_can_be_written_out() {
    let mut desk = jane(80, 24);
    desk.keys("1 Space Down c").rest();
    let text = desk.text();
    assert!(text.contains("not carried out yet: e writes them to a file"), "{text}");
    desk.keys("e changes csv Enter");
    let Some(Command::Export { table, form: TableForm::Csv, .. }) = desk.sent.last() else { panic!("{:?}", desk.sent) };
    assert_eq!(table.columns, ["step", "change"]);
    assert_eq!(table.rows.len(), 2);
}

#[test]
fn every_list_has_as_many_cells_as_columns() {
    for keys in ["w", "n Enter home Enter", "P", "1 Space Down c"] {
        let mut desk = jane(80, 24);
        desk.keys(keys).rest();
        let list = super::lists::list_of(&desk.app).unwrap();
        assert!(!list.table.rows.is_empty(), "{keys}");
        for row in &list.table.rows {
            assert_eq!(row.len(), list.table.columns.len(), "{keys}: {row:?}");
        }
    }
    for pane in ["1", "2", "3", "4"] {
        let mut desk = jane(80, 24);
        desk.keys(pane);
        let list = super::lists::list_of(&desk.app).unwrap();
        assert!(list.table.rows.iter().all(|row| row.len() == list.table.columns.len()), "{pane}");
        assert!(!list.table.rows.is_empty(), "{pane}");
    }
}

#[test]
fn a_thousand_permissions_are_worked_out_once_and_not_while_one_moves() {
    let mut desk = jane(120, 36);
    desk.keys("Esc");
    let mut hit = people::search("jane").swap_remove(0);
    hit.person.version += 1;
    let mut card = people::card(hit.person);
    let one = card.access.permissions[3].clone();
    card.access.permissions = (0..1_000)
        .map(|n| {
            let mut many = one.clone();
            many.permission.entity = format!("entity{n:04}").into();
            many
        })
        .collect();
    desk.keys("r");
    let generation = desk.app.people.card.waits_for().unwrap();
    desk.event(Event::Person { generation, result: Ok(std::sync::Arc::new(card)) });
    assert!(desk.text().contains("1,001"), "{}", desk.text());
    let first = desk.app.people.permissions.outline.selected().map(std::ptr::from_ref);
    desk.keys("G");
    assert!(desk.text().contains("group_creation"), "{}", desk.text());
    desk.keys("g Down");
    let again = desk.app.people.permissions.outline.selected().map(std::ptr::from_ref);
    assert_eq!(first, again, "the rows are the same ones");
}

#[test]
fn the_filter_of_permissions_looks_at_divisions_conditions_and_ways() {
    for (words, shown) in [("queue emea", 4), ("group night", 4), ("if", 1), ("stays", 1), ("direct agent", 4)] {
        let mut desk = jane(120, 36);
        desk.keys("Esc /").type_text(words);
        assert_eq!(desk.app.people.permissions.outline.counts().0, shown, "{words}: {}", desk.text());
    }
}

#[test]
fn a_layer_of_names_takes_no_other_key() {
    let mut desk = jane(80, 24);
    desk.keys("n o q");
    assert!(matches!(desk.app.overlays.last(), Some(Overlay::Picker(picker)) if picker.prompt.text() == "oq"));
    assert!(desk.effects.is_empty());
    desk.keys("Enter");
    assert!(matches!(desk.app.overlays.last(), Some(Overlay::Picker(_))), "nothing is chosen where nothing matches");
    desk.keys("Esc");
    assert!(desk.app.overlays.is_empty());
}

/// A console on which an index of so many people answers who can do what.
fn who_can(count: usize, width: u16, height: u16) -> Desk {
    let index = crate::tui::fake::tenant::large(count);
    let mut desk = jane(width, height);
    desk.keys("W Enter");
    let Some(Command::Ask { generation, question }) = desk.sent.pop() else { panic!("{:?}", desk.sent) };
    let answer = index.answer(&question).unwrap();
    desk.event(Event::Answered { generation, result: Ok(std::sync::Arc::new(answer)) });
    desk
}

fn made(desk: &Desk) -> usize {
    match &desk.app.question.steps.last().unwrap().rows {
        super::Rows::Long(long) => long.made_count(),
        super::Rows::Tree(_) => 0,
    }
}

#[test]
fn of_a_long_list_only_what_is_in_sight_is_made() {
    let mut desk = who_can(12_000, 80, 24);
    let text = desk.text();
    assert!(text.contains("4,001 ┓") || text.contains("4,002 ┓"), "{text}");
    assert!(made(&desk) <= 20, "{}", made(&desk));
    desk.keys("G");
    assert!(desk.text().contains("Night shift"), "groups stand last: {}", desk.text());
    assert!(made(&desk) <= 40);
    for _ in 0..400 {
        desk.keys("PgUp");
    }
    assert!(made(&desk) <= 1_100, "what was made long ago is forgotten");
}

#[test]
fn a_long_list_is_narrowed_piece_by_piece() {
    let mut desk = who_can(12_000, 80, 24);
    desk.keys("/ 01199");
    assert!(desk.text().contains("in the first 1,000 of 4,00"), "{}", desk.text());
    desk.wait(std::time::Duration::from_millis(1));
    let text = desk.text();
    assert!(text.contains("Person 011991") && !text.contains("in the first"), "{text}");
    desk.keys("Enter M");
    assert!(matches!(desk.effects.last(), Some(Effect::Copy(text)) if text.contains("Person 011991")));
    desk.keys("Esc");
    assert!(desk.text().contains("Person 000000"), "{}", desk.text());
}

#[test]
fn a_person_is_gone_to_and_the_answer_is_found_again() {
    let mut desk = jane(80, 24);
    desk.keys("W Enter").rest();
    desk.rest();
    let before = desk.text();
    desk.keys("Enter").rest();
    assert_eq!(desk.app.screen(), Screen::People);
    let chosen = desk.app.people.chosen.clone().unwrap().person;
    assert_ne!(chosen.name.as_str(), "Jane Doe");
    desk.keys("4 Down w").rest();
    let text = desk.text();
    assert!(text.contains("> why ") && text.contains(chosen.name.as_str()), "{text}");
    desk.keys("Esc");
    assert_eq!(desk.app.people.chosen.as_ref().unwrap().person.id, chosen.id, "back on the person");
    desk.keys("q").rest();
    assert_eq!(desk.text(), before, "back on the answer");
    desk.keys("Esc").rest();
    assert_eq!(desk.app.people.chosen.as_ref().unwrap().person.name.as_str(), "Jane Doe", "and on whom it began with");
    assert_eq!(desk.app.screens, [Screen::People]);
}

#[test]
fn what_the_directory_was_behind_in_has_a_line_of_its_own() {
    for (width, height) in [(80, 24), (120, 36)] {
        let mut desk = jane(width, height);
        desk.keys("r");
        let mut card = people::card(people::search("jane").swap_remove(0).person);
        card.drift = vec!["Supervisor (EMEA) by Night shift is new".into(), "Clerk (Home) is gone".into()];
        let generation = desk.app.people.card.waits_for().unwrap();
        desk.event(Event::Person { generation, result: Ok(std::sync::Arc::new(card)) });
        let text = desk.text();
        assert!(text.contains("~ the directory was behind (+1): Supervisor (EMEA) by Night"), "{text}");
        assert!(text.contains("on 2 open calls") && text.contains("3 queues"), "nothing else gives way: {text}");
    }
}

#[test]
fn the_runs_are_written_out_too() {
    let mut desk = jane(80, 24);
    desk.keys("F3 e");
    assert!(desk.text().contains("there are no rows"), "{}", desk.text());
    let run = crate::tui::pane::story::summary(&crate::tui::pane::story::running(), false);
    desk.event(Event::Runs { generation: 0, runs: vec![run] });
    desk.keys("e csv Enter");
    assert!(
        matches!(desk.sent.last(), Some(Command::Export { name, table, .. }) if name == "runs" && table.rows.len() == 1)
    );
}

#[test]
fn a_row_of_a_comparison_says_why_of_the_one_who_has_it() {
    let hits = people::search("jan");
    let mut desk = jane(80, 24);
    desk.keys("1 Space Down c").rest();
    desk.keys("Enter");
    let id = |at: usize| SubjectRef::user(&hits[at].person.id);
    assert!(matches!(asked(&desk), Question::Why { subject, .. } if *subject == id(0)));
    desk.rest();
    desk.keys("Esc Down Down Down w");
    assert!(matches!(asked(&desk), Question::Why { subject, permission, .. }
        if *subject == id(1) && permission.domain.as_str() == "telephony"));
}
