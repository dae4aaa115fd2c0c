//! An event written out: why it stands so, what was said, what was done, and what to do now.

use super::words;
use crate::model::{DisplayText, HrEventKind, InboxEntry, InboxNeed, Timestamp};
use crate::tui::app::{App, clock};
use crate::tui::pane::page::{Ink, Page, piece};

/// The whole page for this width, what needs somebody first.
pub fn page(app: &App, entry: &InboxEntry, width: u16) -> Page {
    let mut page = Page::new(width);
    let when = |at: Timestamp| clock::when(at, app.now, &app.zone);
    let look = words::need(entry, app.now);
    page.row(
        2,
        [
            piece(format!("{} {}  ", look.sign, look.word), look.ink),
            piece(words::person(entry), Ink::Strong),
            piece(late(app, entry), Ink::Doubt),
        ],
    );
    if let Some(why) = &entry.why {
        field(&mut page, "because", why.as_str(), Ink::Plain);
    }
    field(&mut page, "to do", &words::to_do(app, entry), Ink::Strong);
    let event = &entry.event;
    let id = DisplayText::new(event.person.as_str());
    field(&mut page, "person", &format!("{} · {id}", event.email), Ink::Plain);
    if let Some(why) = entry.run.as_ref().and_then(|run| run.why.as_ref()) {
        field(&mut page, "the run", why.as_str(), Ink::Plain);
    }
    let (cut, ink) = cut(app, entry);
    field(&mut page, "access", &cut, ink);
    field(&mut page, "said", &said(app, entry), Ink::Plain);
    field(&mut page, "reason", event.reason.as_str(), Ink::Plain);
    field(&mut page, "ticket", event.ticket.as_str(), Ink::Plain);
    field(&mut page, "policy", &format!("{}: {}", entry.policy.as_str(), entry.policy.words()), Ink::Plain);
    field(&mut page, "recipe", &entry.recipe, Ink::Plain);
    field(&mut page, "by when", &when(entry.decide_by), Ink::Plain);
    if let Some(until) = entry.postponed {
        let verb = if until > app.now { "until" } else { "was put off until" };
        field(&mut page, "put off", &format!("{verb} {}", when(until)), Ink::Plain);
    }
    if let (Some(by), Some(at)) = (&entry.decided_by, entry.decided_at) {
        field(&mut page, "decided", &format!("by {} at {}", by.name, when(at)), Ink::Plain);
    }
    if let Some(run) = words::run_of(app, entry) {
        let other = if entry.run.is_some() { "" } else { ", of another event about the same person" };
        field(&mut page, "run", &format!("{} {}{other}", run.id, run.state.as_str()), Ink::Faint);
    }
    field(&mut page, "event", &format!("{} · message {}", entry.id, entry.message), Ink::Faint);
    page
}

fn late(app: &App, entry: &InboxEntry) -> String {
    if entry.is_overdue(app.now) { format!("  {}", words::deadline(app, entry)) } else { String::new() }
}

/// Whether access is cut, and what is left.
fn cut(app: &App, entry: &InboxEntry) -> (String, Ink) {
    let Some(run) = words::run_of(app, entry) else { return ("nothing was cut".to_owned(), Ink::Plain) };
    match run.access_cut_at {
        Some(at) => {
            let rest = if run.held { "; the rest waits for a confirmation" } else { "" };
            (format!("was cut {}{rest}", clock::when(at, app.now, &app.zone)), Ink::Good)
        }
        None if run.state.is_over() => ("was NOT proved to be cut".to_owned(), Ink::Bad),
        None => match words::due(entry).filter(|_| entry.need(app.now) == InboxNeed::Planned) {
            Some(due) => (format!("will be cut {}", clock::when(due, app.now, &app.zone)), Ink::Plain),
            None => ("is not cut yet".to_owned(), Ink::Doubt),
        },
    }
}

fn said(app: &App, entry: &InboxEntry) -> String {
    let when = |at: Timestamp| clock::when(at, app.now, &app.zone);
    let event = &entry.event;
    let effective = match (event.kind, event.effective) {
        (HrEventKind::Termination | HrEventKind::TerminationChanged, Some(at)) => format!(", {}", when(at)),
        (HrEventKind::Termination, None) => ", at once".to_owned(),
        (_, Some(at)) => format!(", from {}", when(at)),
        (_, None) => String::new(),
    };
    // How old it is matters only as long as something is to be done about it.
    let age = match entry.need(app.now) {
        InboxNeed::Nothing => String::new(),
        _ => format!(", taken {} ago", words::age(entry, app.now)),
    };
    let by = DisplayText::new(&entry.sender);
    format!("{}{effective} ({by}, {}{age})", words::said(event.kind), when(event.at))
}

/// A named fact; an empty one is left out.
pub(super) fn field(page: &mut Page, name: &str, value: &str, ink: Ink) {
    if !value.trim().is_empty() {
        page.row(9, [piece(format!("{name:<9}"), Ink::Faint), piece(value, ink)]);
    }
}
