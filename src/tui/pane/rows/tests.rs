//! Checked rows: what can be done with them, and the way to a batch.

use crate::backend::{Command, Consent, Event, Refusal};
use crate::model::{Begun, RowStanding, RowsPlan};
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::fake::{Desk, bulk};
use crate::tui::overlay::Overlay;
use crate::tui::pane::Screen;
use std::sync::Arc;
use std::time::Duration;

pub fn open(desk: &mut Desk) {
    let mut out = Effects::default();
    super::open(&mut desk.app, bulk::wish(), &mut out);
    let size = desk.app.size;
    desk.sent.extend(crate::tui::pane::story::sent(out.into_vec()));
    desk.input(crate::tui::input::Input::Resize(size.0, size.1));
}

fn desk(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    open(&mut desk);
    desk.answer();
    desk
}

fn asked(desk: &Desk) -> &crate::backend::RowsWish {
    match desk.sent.last() {
        Some(Command::PlanRows { wish, .. }) => wish,
        other => panic!("{other:?}"),
    }
}

fn listed(app: &App) -> Vec<u64> {
    let plan = app.rows.plan().unwrap();
    app.rows.listed.places().map(|at| plan.rows[at].row).collect()
}

#[test]
fn pictures() {
    insta::assert_snapshot!("rows_80", desk(80, 24).text());
    insta::assert_snapshot!("rows_120", desk(120, 36).text());
    insta::assert_snapshot!("mending_80", desk(80, 24).keys("m").type_text("bo@acme.example").text());
    insta::assert_snapshot!("row_80", desk(80, 24).keys("Enter").text());
}

#[test]
fn bad_rows_come_first_and_one_standing_can_be_shown_alone() {
    let mut desk = desk(120, 36);
    assert_eq!(listed(&desk.app), [3, 5, 2, 4, 6]);
    desk.keys("f");
    assert_eq!(listed(&desk.app), [3, 5]);
    desk.keys("f");
    assert_eq!(listed(&desk.app), [2, 4]);
    desk.keys("f f");
    assert_eq!(listed(&desk.app).len(), 5, "a standing that no row has is passed over");
    desk.keys("/ e.164").wait(Duration::from_millis(5));
    assert_eq!(listed(&desk.app), [5]);
    desk.keys("Esc Esc");
    assert_eq!(listed(&desk.app).len(), 5);
}

#[test]
fn a_row_is_left_out_and_taken_in_again_and_the_cursor_stays_on_it() {
    let mut desk = desk(120, 36);
    desk.keys("Space");
    assert!(asked(&desk).edits.left_out.contains(&3));
    desk.answer();
    assert_eq!(super::selected(&desk.app).map(|row| row.row), Some(3));
    assert_eq!(super::count(&desk.app, RowStanding::LeftOut), 1);
    desk.keys("Space");
    assert!(asked(&desk).edits.left_out.is_empty());
}

#[test]
fn a_cell_is_mended_in_place_and_the_file_is_not_touched() {
    let mut desk = desk(120, 36);
    desk.keys("m");
    desk.type_text("bo@acme.example").keys("Enter");
    assert_eq!(asked(&desk).edits.cells[&3]["email"], "bo@acme.example");
    desk.answer();
    assert_eq!(super::count(&desk.app, RowStanding::Ready), 3);
    let mut desk = self::desk(120, 36);
    desk.keys("m");
    desk.type_text("x").keys("Esc");
    assert!(desk.sent.is_empty() && desk.app.rows.mend.is_none(), "Esc leaves the cell as it is");
    assert_eq!(desk.app.screen(), Screen::Rows);
}

#[test]
fn what_is_not_wrong_cannot_be_mended() {
    let mut desk = desk(120, 36);
    desk.keys("Down Down m");
    assert!(desk.app.rows.mend.is_none());
    assert!(desk.text().contains("nothing is wrong with this row"), "{}", desk.text());
}

#[test]
fn bad_rows_block_until_they_are_set_aside() {
    let mut desk = desk(120, 36);
    desk.keys("c");
    assert!(desk.app.overlays.is_empty());
    assert!(desk.text().contains("2 of 5 rows cannot be carried out"), "{}", desk.text());
    desk.keys("Esc s");
    assert!(asked(&desk).skip_bad);
    desk.answer().keys("c");
    assert!(matches!(desk.app.overlays.last(), Some(Overlay::Confirm(_))));
}

/// The confirmation, settled, with what was typed and the button focused.
fn confirming(number: &str, reason: &str) -> Desk {
    let mut desk = desk(120, 36);
    desk.keys("s").answer().keys("c").wait(Duration::from_secs(2));
    desk.keys("Tab").type_text(number).keys("Tab").type_text(reason).keys("Tab Tab");
    desk
}

#[test]
fn many_are_confirmed_by_their_number_and_a_reason() {
    insta::assert_snapshot!("confirm_120", confirming("2", "new site").text());
    for (number, reason) in [("", "x"), ("3", "x"), ("20", "x"), ("two", "x"), ("2", " ")] {
        let mut desk = confirming(number, reason);
        desk.keys("Ctrl-X Ctrl-X");
        assert!(desk.sent.is_empty(), "{number:?} {reason:?}: {:?}", desk.sent);
    }
    let mut desk = confirming("2", "new site");
    desk.keys("Enter Enter");
    assert!(desk.sent.is_empty(), "Enter starts nothing");
    desk.keys("Ctrl-X");
    let consent = Consent { typed_name: String::new(), reason: "new site".into(), ticket: String::new(), due: None };
    let digest = desk.app.rows.plan().unwrap().digest.clone();
    assert_eq!(desk.sent, [Command::ConfirmRows { digest, consent, number: Some(2) }]);
    desk.answer();
    assert_eq!(desk.app.screen(), Screen::Batch);
    desk.keys("q");
    assert_eq!(desk.app.screen(), Screen::People, "the plan has been used");
}

#[test]
fn a_number_cannot_be_pasted() {
    let mut desk = confirming("", "x");
    desk.keys("Tab Tab");
    desk.input(crate::tui::input::Input::Paste("2".into()));
    assert!(desk.text().contains("A paste is not taken here"), "{}", desk.text());
}

#[test]
fn a_refusal_stands_at_its_field_or_is_told() {
    let told = |refusal| {
        let mut desk = confirming("2", "new site");
        desk.keys("Ctrl-X");
        let digest = desk.app.rows.plan().unwrap().digest.clone();
        desk.event(Event::RowsConfirmed { digest, result: Err(refusal) });
        desk
    };
    let desk = told(Refusal::WrongNumber("it is about 3 people, not 2".into()));
    assert!(desk.text().contains("it is about 3 people, not 2") && !desk.app.overlays.is_empty());
    let desk = told(Refusal::Blocked(vec!["somebody is protected".into()]));
    assert!(desk.app.overlays.is_empty());
    assert!(desk.text().contains("Not begun: somebody is protected."), "{}", desk.text());
    let desk = told(Refusal::NoSuchPlan);
    assert!(matches!(desk.sent.last(), Some(Command::PlanRows { .. })), "{:?}", desk.sent);
}

#[test]
fn a_plan_that_was_made_anew_closes_the_confirmation_and_says_why() {
    let mut desk = confirming("2", "new site");
    let generation = desk.app.rows.generation;
    let wish = crate::backend::RowsWish { skip_bad: true, ..bulk::wish() };
    let plan = RowsPlan { digest: crate::model::Digest::of(b"other"), ..bulk::rows_plan(&wish) };
    let result = Ok(Arc::new(plan));
    desk.event(Event::RowsPlanned { generation, result, rebuilt_because: Some("Ana has changed".into()) });
    assert!(desk.app.overlays.is_empty());
    assert!(desk.text().contains("Ana has changed"), "{}", desk.text());
}

#[test]
fn what_was_begun_as_one_run_is_watched_as_a_run() {
    let mut desk = confirming("2", "new site");
    desk.keys("Ctrl-X");
    let digest = desk.app.rows.plan().unwrap().digest.clone();
    desk.sent.clear();
    desk.event(Event::RowsConfirmed { digest, result: Ok(Begun::Run("r9".into())) });
    assert!(desk.sent.contains(&Command::Watch("r9".into())), "{:?}", desk.sent);
}

#[test]
fn marked_people_are_planned_together_and_their_marks_go_once_it_is_begun() {
    let mut desk = Desk::new(120, 36);
    desk.keys("jan Enter").rest().keys("1 Space Down Space O");
    let wish = asked(&desk);
    assert!(matches!(&wish.from, crate::backend::RowsFrom::People(people) if people.len() == 2), "{wish:?}");
    assert_eq!(wish.job, crate::model::PipelineKind::Offboard);
    desk.answer().keys("s").answer().keys("c").wait(Duration::from_secs(2));
    desk.keys("Tab 2 Tab x Tab Tab Ctrl-X").answer();
    assert!(desk.app.people.marks.is_empty());
}

#[test]
fn everybody_who_is_shown_is_marked_and_unmarked() {
    let mut desk = Desk::new(120, 36);
    desk.keys("jan Enter").rest().keys("1 *");
    let found = desk.app.people.found.data().unwrap().hits.len();
    assert_eq!(desk.app.people.marks.len(), found);
    desk.keys("*");
    assert!(desk.app.people.marks.is_empty());
}

/// A hundred thousand rows: every key is answered by looking at a piece of them.
#[test]
fn a_hundred_thousand_rows_are_filtered_piece_by_piece() {
    let mut desk = desk(120, 36);
    let mut plan = bulk::rows_plan(&bulk::wish());
    let one = plan.rows[0].clone();
    plan.rows = (0..100_000).map(|row| crate::model::PlannedRow { row, ..one.clone() }).collect();
    desk.keys("r");
    let generation = desk.app.rows.made.waits_for().unwrap();
    desk.event(Event::RowsPlanned { generation, result: Ok(Arc::new(plan)), rebuilt_because: None });
    assert_eq!(desk.app.rows.listed.shown(), 100_000);
    desk.keys("/ ana");
    assert!(desk.app.rows.listed.shown() <= 5_000, "{}", desk.app.rows.listed.shown());
    desk.wait(Duration::from_millis(1));
    assert_eq!(desk.app.rows.listed.shown(), 100_000);
}
