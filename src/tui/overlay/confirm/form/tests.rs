//! What the form takes, and when its button goes.

use super::*;
use crate::model::DisplayText;
use crate::tui::pane::story;

const LATE: i64 = 60;

fn put(form: &mut Form, place: Place, text: &str) {
    form.go(place);
    form.field_mut().unwrap().set(text);
    form.typed();
}

fn filled(name: &str, reason: &str, ticket: &str) -> Form {
    let mut form = Form::new(&story::plan(), story::at(0));
    put(&mut form, Place::Name, name);
    put(&mut form, Place::Reason, reason);
    put(&mut form, Place::Ticket, ticket);
    form.go(Place::Go);
    form
}

#[test]
fn the_whole_way() {
    let mut form = filled("Jane Doe", " left ", "HR-1");
    let consent = Consent { typed_name: "Jane Doe".into(), reason: "left".into(), ticket: "HR-1".into(), due: None };
    assert_eq!(form.press(story::at(LATE), &TimeZone::UTC), Some(consent));
}

#[test]
fn the_safe_button_comes_first_and_tab_goes_round() {
    let mut plan = story::plan();
    plan.may_wait = true;
    let mut form = Form::new(&plan, story::at(0));
    let mut places = vec![form.place];
    for _ in 0..5 {
        form.next();
        places.push(form.place);
    }
    assert_eq!(places, Place::ALL);
    form.next();
    assert_eq!(form.place, Place::Back);
    form.previous();
    assert_eq!(form.place, Place::Go);
}

#[test]
fn wrong_partial_and_blank_names_are_refused_at_the_field() {
    for name in ["", " ", "Jane", "Jane Do", "jane doe", "Jane  Doe", "Jane Doe x", "JaneDoe"] {
        let mut form = filled(name, "left", "HR-1");
        assert_eq!(form.press(story::at(LATE), &TimeZone::UTC), None, "{name:?}");
        assert_eq!(form.place, Place::Name);
        assert!(form.wrong.is_some());
    }
}

#[test]
fn reason_and_where_asked_for_ticket_are_needed() {
    let mut form = filled("Jane Doe", "  ", "HR-1");
    assert_eq!(form.press(story::at(LATE), &TimeZone::UTC), None);
    assert_eq!(form.place, Place::Reason);
    let mut plan = story::plan();
    plan.ticket_required = true;
    let mut form = filled("Jane Doe", "left", "").renewed(&plan, story::at(0));
    put(&mut form, Place::Name, "Jane Doe");
    form.go(Place::Go);
    assert_eq!(form.press(story::at(LATE), &TimeZone::UTC), None);
    assert_eq!(form.place, Place::Ticket);
}

#[test]
fn the_button_goes_only_when_it_is_focused_and_armed() {
    let mut form = filled("Jane Doe", "left", "HR-1");
    let almost = story::at(0) + jiff::SignedDuration::from_millis(999);
    assert_eq!(form.press(almost, &TimeZone::UTC), None);
    form.go(Place::Reason);
    assert_eq!(form.press(story::at(1), &TimeZone::UTC), None);
    assert_eq!(form.place, Place::Go);
    assert!(form.press(story::at(1), &TimeZone::UTC).is_some());
}

#[test]
fn it_settles_and_arms_in_its_time() {
    let form = Form::new(&story::plan(), story::at(0));
    let after = |millis| story::at(0) + jiff::SignedDuration::from_millis(millis);
    assert!(!form.settled(after(199)));
    assert!(form.settled(after(200)));
    assert_eq!(form.arms_in(after(0)), Some(ARMS_IN));
    assert_eq!(form.arms_in(after(400)), Some(Duration::from_millis(600)));
    assert_eq!(form.arms_in(after(1_000)), None);
}

#[test]
fn a_name_with_marked_characters_can_be_typed() {
    let mut plan = story::plan();
    plan.subject.name = DisplayText::new("Eve\u{202e}");
    let mut form = Form::new(&plan, story::at(0));
    put(&mut form, Place::Name, "Eve<U+202E>");
    assert_eq!(form.name_fits(), NameFit::Equal);
}

#[test]
fn the_name_is_compared_as_it_is_typed() {
    let mut form = Form::new(&story::plan(), story::at(0));
    for (text, fit) in [
        ("", NameFit::Empty),
        ("Jane ", NameFit::Begins),
        ("Jane Doe", NameFit::Equal),
        ("Jane Doex", NameFit::Differs),
        ("jane", NameFit::Begins),
        ("jane doe", NameFit::Differs),
        ("Jane.Doe@ac", NameFit::Begins),
        ("JANE.DOE@acme.example", NameFit::Equal),
        ("jane.doe@acme.examples", NameFit::Differs),
    ] {
        put(&mut form, Place::Name, text);
        assert_eq!(form.name_fits(), fit, "{text:?}");
    }
}

#[test]
fn a_refusal_is_shown_where_it_belongs() {
    let mut form = filled("Jane Doe", "left", "");
    assert!(form.refused(&Refusal::NoTicket));
    assert_eq!(form.wrong.as_ref().map(|(place, _)| *place), Some(Place::Ticket));
    assert!(form.refused(&Refusal::Fault(story::fault("the disk is full", "free some room"))));
    assert!(!form.refused(&Refusal::NoSuchPlan));
}

#[test]
fn a_newer_plan_keeps_reason_and_ticket_but_not_the_name_and_arms_anew() {
    let form = filled("Jane Doe", "left", "HR-1").renewed(&story::plan(), story::at(100));
    assert_eq!((form.name.text(), form.reason.text(), form.ticket.text()), ("", "left", "HR-1"));
    assert_eq!(form.place, Place::Back);
    assert!(form.arms_in(story::at(100)).is_some());
    let mut other = story::plan();
    other.subject.who.id = "another-of-that-name".into();
    assert!(form.renewed(&other, story::at(100)).reason.is_empty());
}

#[test]
fn a_time_is_asked_for_only_where_the_plan_may_wait_and_must_be_one_to_come() {
    let mut form = Form::new(&story::plan(), story::at(0));
    (0..4).for_each(|_| form.next());
    assert_eq!(form.place, Place::Go, "no field for a time");
    let mut plan = story::plan();
    plan.may_wait = true;
    let mut form = Form::new(&plan, story::at(0));
    put(&mut form, Place::Name, "Jane Doe");
    put(&mut form, Place::Reason, "left");
    for wrong in ["tomorrow", "2026-10-12", "2026-10-12T10:41Z"] {
        put(&mut form, Place::When, wrong);
        form.go(Place::Go);
        assert_eq!(form.press(story::at(LATE), &TimeZone::UTC), None, "{wrong}");
        assert_eq!(form.place, Place::When);
    }
    put(&mut form, Place::When, "2026-10-12T18:00");
    form.go(Place::Go);
    let due = form.press(story::at(LATE), &TimeZone::UTC).unwrap().due;
    assert_eq!(due.map(|at| at.to_string()).as_deref(), Some("2026-10-12T18:00:00Z"));
    assert_eq!(form.renewed(&plan, story::at(100)).when.text(), "2026-10-12T18:00");
}
