//! Who is told of in what comes from the backend.

use super::{Later, Veil};
use crate::access::Answer;
use crate::access::answer::Subject as Held;
use crate::backend::{BatchView, Event, PersonCard};
use crate::model::{Before, DisplayText, GroupImage, InboxEntry, Person, Plan, RowsPlan, Seat, SubjectKind};

/// Notes everybody whom the event tells of. With `at_once` the people of long answers too.
pub fn gather(event: &Event, at_once: bool, veil: &mut Veil) {
    match event {
        Event::Found { hits, .. } => hits.iter().for_each(|hit| person(&hit.person, veil)),
        Event::Person { result: Ok(found), .. } => card(found, veil),
        Event::Group { result: Ok(image), .. } => group(image, veil),
        Event::Answered { result: Ok(found), .. } if at_once => answer(found, veil),
        Event::Answered { result: Ok(found), .. } => veil.put_off(Later::Answer(found.clone())),
        Event::Planned { result: Ok(made), .. } => plan(made, veil),
        Event::RowsPlanned { result: Ok(made), .. } if at_once => rows(made, veil),
        Event::RowsPlanned { result: Ok(made), .. } => veil.put_off(Later::Rows(made.clone())),
        Event::Run(run) => plan(&run.plan, veil),
        Event::Runs { runs, .. } => runs.iter().for_each(|run| learn(&run.subject, veil)),
        Event::Batch(view) => batch(view, veil),
        Event::Inbox(Ok(entries)) => entries.iter().for_each(|entry| inbox(entry, veil)),
        Event::Audit { result: Ok(page), .. } => {
            page.records
                .iter()
                .filter_map(|record| record.entry.subject_name.as_ref())
                .for_each(|name| learn(name, veil));
        }
        Event::Letters { result: Ok(letters), .. } => letters.letters.iter().for_each(|one| learn(&one.name, veil)),
        Event::Letter { result: Ok(page), .. } => learn(&page.letter.name, veil),
        Event::RunLetters { letters, .. } => letters.iter().for_each(|one| learn(&one.name, veil)),
        Event::Changes { result: Ok(changes), .. } => {
            let people = changes.iter().filter(|change| change.entity_type.as_str().eq_ignore_ascii_case("user"));
            people.for_each(|change| learn(&change.name, veil));
            let by = changes.iter().filter(|change| change.by.kind == "user");
            by.for_each(|change| learn(&change.by.name, veil));
        }
        _ => {}
    }
}

fn learn(text: &DisplayText, veil: &mut Veil) {
    veil.learn(text.as_str());
}

fn person(person: &Person, veil: &mut Veil) {
    learn(&person.name, veil);
    learn(&person.email, veil);
}

fn card(card: &PersonCard, veil: &mut Veil) {
    seat(&card.seat, veil);
}

fn seat(seat: &Seat, veil: &mut Veil) {
    person(&seat.person, veil);
    seat.manager_name.iter().for_each(|name| learn(name, veil));
    seat.external_ids.iter().for_each(|id| learn(&id.key, veil));
    seat.direct_reports.iter().for_each(|report| person(report, veil));
}

fn group(image: &GroupImage, veil: &mut Veil) {
    for member in &image.members {
        learn(&member.name, veil);
        learn(&member.email, veil);
    }
}

fn plan(plan: &Plan, veil: &mut Veil) {
    if plan.subject.who.kind == SubjectKind::User {
        learn(&plan.subject.name, veil);
        learn(&plan.subject.email, veil);
    }
    match &plan.before {
        Before::Seat(before) => seat(before, veil),
        Before::Group(image) => group(image, veil),
        Before::Nobody { nobody_had, .. } => {
            learn(nobody_had, veil);
            learn(&plan.subject.name, veil);
        }
        Before::Grants(_) => {}
    }
}

fn batch(view: &BatchView, veil: &mut Veil) {
    view.running.iter().chain(&view.failed).for_each(|run| learn(&run.name, veil));
    for listed in &view.aside {
        learn(&listed.who, veil);
        learn(&listed.name, veil);
    }
}

fn inbox(entry: &InboxEntry, veil: &mut Veil) {
    entry.name.iter().for_each(|name| learn(name, veil));
    learn(&entry.event.email, veil);
}

/// Notes everybody in an answer about access.
pub(super) fn answer(answer: &Answer, veil: &mut Veil) {
    let mut held = |subject: &Held| {
        if subject.subject.kind == SubjectKind::User {
            learn(&subject.name, veil);
            learn(&subject.email, veil);
        }
    };
    match answer {
        Answer::Why(why) => held(&why.subject),
        Answer::WhyNot(why) => held(&why.subject),
        Answer::WhoCan(who) => (0..who.len()).filter_map(|at| who.subject(at)).for_each(|subject| held(&subject)),
        Answer::WhatIf(what) => {
            (0..what.rows.len()).filter_map(|at| what.subject(at)).for_each(|subject| held(&subject))
        }
        Answer::Power(power) => {
            power.rows.iter().for_each(|row| held(&row.subject));
            power.breaches.iter().for_each(|breach| held(&breach.subject));
        }
        Answer::Compare(comparison) => {
            learn(&comparison.a, veil);
            learn(&comparison.b, veil);
        }
    }
}

/// Notes everybody in a plan of many.
pub(super) fn rows(plan: &RowsPlan, veil: &mut Veil) {
    plan.rows.iter().for_each(|row| learn(&row.who, veil));
}
