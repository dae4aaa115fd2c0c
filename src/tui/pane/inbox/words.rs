//! An event in words: what it needs, what was said, what was cut, and how much time is left.

use crate::model::{DisplayText, HrEventKind, InboxEntry, InboxNeed, InboxRun, InboxState, RunState, Timestamp};
use crate::tui::app::{App, clock};
use crate::tui::pane::page::Ink;
use crate::tui::pane::run::words::Standing;
use jiff::SignedDuration;

/// What the event needs: sign, word and ink. What is overdue is said by the deadline too.
pub fn need(entry: &InboxEntry, now: Timestamp) -> Standing {
    let need = entry.need(now);
    let (sign, word, ink) = match need {
        InboxNeed::Failed => ('x', need.as_str(), Ink::Bad),
        InboxNeed::Decide | InboxNeed::Confirm if entry.is_overdue(now) => ('!', need.as_str(), Ink::Doubt),
        InboxNeed::Decide | InboxNeed::Confirm => ('!', need.as_str(), Ink::Strong),
        InboxNeed::Later | InboxNeed::Planned => ('.', need.as_str(), Ink::Faint),
        InboxNeed::Working => ('>', need.as_str(), Ink::Busy),
        InboxNeed::Nothing => match (entry.state, entry.run.as_ref().map(|run| run.state)) {
            (InboxState::Rejected, _) | (_, Some(RunState::Cancelled) | None) => ('-', need.as_str(), Ink::Faint),
            (_, Some(_)) => ('+', need.as_str(), Ink::Good),
        },
    };
    Standing { sign, word, ink }
}

/// Whom it is about: the name, else the id.
pub fn person(entry: &InboxEntry) -> String {
    match &entry.name {
        Some(name) if !name.is_empty() => name.to_string(),
        _ => DisplayText::new(entry.event.person.as_str()).to_string(),
    }
}

/// What was said, in one short word.
pub fn kind(kind: HrEventKind) -> &'static str {
    match kind {
        HrEventKind::Termination => "termination",
        HrEventKind::TerminationCancelled => "cancelled",
        HrEventKind::TerminationChanged => "changed",
        HrEventKind::Rehire => "rehire",
    }
}

/// What was said, as the end of a sentence about the person.
pub fn said(kind: HrEventKind) -> &'static str {
    match kind {
        HrEventKind::Termination => "they leave",
        HrEventKind::TerminationCancelled => "they do not leave after all",
        HrEventKind::TerminationChanged => "they leave at another time",
        HrEventKind::Rehire => "they come back",
    }
}

/// The run that tells what was done to the person: the event's own, else that of the newest other event about them.
pub fn run_of<'a>(app: &'a App, entry: &'a InboxEntry) -> Option<&'a InboxRun> {
    entry.run.as_ref().or_else(|| {
        let others = app.inbox.entries().iter().filter(|other| other.event.person == entry.event.person);
        others.filter(|other| other.run.is_some()).max_by_key(|other| other.received_at)?.run.as_ref()
    })
}

/// What was cut, in a few words: `cut 10:31`, or the day where that was not today.
pub fn cut(app: &App, entry: &InboxEntry) -> String {
    match run_of(app, entry).and_then(|run| run.access_cut_at) {
        None => "nothing cut".to_owned(),
        Some(at) if clock::date(at, &app.zone) == clock::date(app.now, &app.zone) => {
            format!("cut {}", clock::when(at, app.now, &app.zone))
        }
        Some(at) => format!("cut {}", at.to_zoned(app.zone.clone()).strftime("%d %b")),
    }
}

/// How long ago it was taken.
pub fn age(entry: &InboxEntry, now: Timestamp) -> String {
    coarse(now.duration_since(entry.received_at))
}

/// How much time is left to decide, or since when that is over; of what was put off, until when.
pub fn deadline(app: &App, entry: &InboxEntry) -> String {
    let now = app.now;
    match entry.need(now) {
        need if need.is_open() && entry.decide_by <= now => {
            format!("{} late", coarse(now.duration_since(entry.decide_by)))
        }
        need if need.is_open() => format!("in {}", coarse(entry.decide_by.duration_since(now))),
        InboxNeed::Later => match entry.postponed {
            Some(until) => format!("back {}", short(app, until)),
            None => String::new(),
        },
        InboxNeed::Planned => due(entry).map(|due| format!("at {}", short(app, due))).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Before when its run is not begun.
pub fn due(entry: &InboxEntry) -> Option<Timestamp> {
    entry.run.as_ref().and_then(|run| run.due)
}

/// The time of day where it is today, else the day.
fn short(app: &App, at: Timestamp) -> String {
    match clock::date(at, &app.zone) == clock::date(app.now, &app.zone) {
        true => clock::when(at, app.now, &app.zone),
        false => at.to_zoned(app.zone.clone()).strftime("%d %b").to_string(),
    }
}

/// A span as a list shows it, in one unit, rounded down.
fn coarse(span: SignedDuration) -> String {
    let minutes = span.as_mins().max(0);
    match minutes {
        0 => "<1 min".to_owned(),
        1..60 => format!("{minutes} min"),
        60..2_880 => format!("{} h", minutes / 60),
        _ => format!("{} d", minutes / 1_440),
    }
}

/// Everything by which an event is found.
pub fn all(entry: &InboxEntry, now: Timestamp) -> String {
    let event = &entry.event;
    let why = entry.why.as_ref().map(|why| why.as_str()).unwrap_or_default();
    format!(
        "{} {} {} {} {} {} {} {} {why} {} {}",
        entry.name.as_ref().map(|name| name.as_str()).unwrap_or_default(),
        event.person,
        event.email,
        event.kind.as_str(),
        entry.need(now).as_str(),
        entry.sender,
        entry.recipe,
        entry.code.as_deref().unwrap_or_default(),
        event.ticket,
        entry.id,
    )
}

/// The row as text.
pub fn line(app: &App, entry: &InboxEntry) -> String {
    let parts = [
        need(entry, app.now).word.to_owned(),
        person(entry),
        kind(entry.event.kind).to_owned(),
        cut(app, entry),
        entry.policy.as_str().to_owned(),
        deadline(app, entry),
        entry.sender.clone(),
        entry.id.to_string(),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}

/// What to do now, as a sentence that names the keys.
pub fn to_do(app: &App, entry: &InboxEntry) -> String {
    let (code, kind) = (entry.code.as_deref().unwrap_or_default(), entry.event.kind);
    let words = match (entry.need(app.now), kind) {
        (InboxNeed::Later, _) => "nobody need look at it now; p puts it off otherwise, c and d work all the same",
        (InboxNeed::Nothing, _) if run_of(app, entry).is_some() => "nothing; o opens the run",
        (InboxNeed::Nothing, _) => "nothing",
        (InboxNeed::Working, _) if entry.run.is_none() => "nothing yet: it is being looked at",
        (InboxNeed::Planned, _) => "nothing; o opens the run, d turns the event down",
        (InboxNeed::Working, _) => "nothing; o opens the run",
        (InboxNeed::Confirm, _) => "c shows what is left and confirms it, e by another recipe, d leaves it undone",
        (InboxNeed::Failed, _) => "o opens the run, where R does again what failed; d marks it as dealt with",
        (InboxNeed::Decide, HrEventKind::Rehire) => "b gives back what was taken, then d marks it as dealt with",
        (InboxNeed::Decide, HrEventKind::TerminationCancelled) => {
            "o opens the run, where what is planned is stopped; b gives back what was cut; then d marks it as dealt with"
        }
        (InboxNeed::Decide, HrEventKind::TerminationChanged) => {
            "o opens the run that stands; stop it there and confirm the termination for the other time, then d here"
        }
        (InboxNeed::Decide, HrEventKind::Termination) if entry.run.is_some() => {
            "its run is paused: o opens it, where u goes on with it"
        }
        (InboxNeed::Decide, HrEventKind::Termination) if names_nobody(code) => {
            "w chooses who is meant; d turns it down"
        }
        (InboxNeed::Decide, HrEventKind::Termination) if code == "unknown-recipe" => {
            "e chooses another recipe; d turns it down"
        }
        (InboxNeed::Decide, HrEventKind::Termination) if code == "blocked" => {
            "c shows what blocks it and what to do about that; e by another recipe, d turns it down"
        }
        (InboxNeed::Decide, HrEventKind::Termination) => {
            "c shows what would be done and confirms it, e by another recipe, d turns it down"
        }
    };
    words.to_owned()
}

/// Whether an event with this code waits because it names nobody, or not one person only.
pub fn names_nobody(code: &str) -> bool {
    matches!(code, "unknown-person" | "not-the-same-person")
}
