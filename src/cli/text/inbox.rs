//! Events of the inbox in words.

use super::{Columns, Paint, between, time, took};
use crate::model::{InboxEntry, InboxNeed, InboxState, Quarantined, Timestamp};

fn sign(need: InboxNeed, paint: Paint) -> String {
    match need {
        InboxNeed::Decide | InboxNeed::Confirm | InboxNeed::Failed => paint.warning(),
        InboxNeed::Working | InboxNeed::Later | InboxNeed::Planned => paint.running(),
        InboxNeed::Nothing => paint.waiting(),
    }
}

fn who(entry: &InboxEntry) -> String {
    entry.name.as_ref().map_or_else(|| entry.event.person.as_str().to_owned(), ToString::to_string)
}

/// What of somebody's access was cut, in words.
fn cut(entry: &InboxEntry) -> String {
    let run = entry.run.as_ref();
    match run.and_then(|run| run.access_cut_at) {
        Some(at) => format!("cut {}", time(at)),
        None => match run.and_then(|run| run.due) {
            Some(due) => format!("planned for {}", time(due)),
            None => "nothing cut".to_owned(),
        },
    }
}

fn deadline(entry: &InboxEntry, now: Timestamp) -> String {
    if !entry.need(now).is_open() {
        return String::new();
    }
    let left = between(now, entry.decide_by);
    if left < 0 { format!("{} late", took(-left)) } else { format!("{} left", took(left)) }
}

/// Why it stands so, in words.
fn why(entry: &InboxEntry) -> String {
    let run = entry.run.as_ref().and_then(|run| run.why.as_ref());
    entry.why.as_ref().or(run).map(ToString::to_string).unwrap_or_default()
}

/// One line for each event.
pub(crate) fn inbox(entries: &[&InboxEntry], now: Timestamp, paint: Paint) -> String {
    let mut columns = Columns::default();
    for entry in entries {
        let need = entry.need(now);
        columns.row(
            sign(need, paint),
            [
                need.as_str().to_owned(),
                entry.event.kind.as_str().to_owned(),
                who(entry),
                cut(entry),
                format!("{} ago", took(between(entry.received_at, now))),
                deadline(entry, now),
                entry.sender.clone(),
                entry.id.to_string(),
                why(entry),
            ],
        );
    }
    if entries.is_empty() { "Nothing is in the inbox.\n".to_owned() } else { columns.lines(0) }
}

/// The whole event.
pub(crate) fn event(entry: &InboxEntry, now: Timestamp, paint: Paint) -> String {
    let (event, need) = (&entry.event, entry.need(now));
    let mut lines = vec![
        format!("Event {}: {} of {}", entry.id, event.kind.as_str(), who(entry)),
        format!("  {} {}", sign(need, paint), need.as_str()),
        format!("  person {}, {}", event.person, event.email),
        format!("  from {}, message {}, received {}", entry.sender, entry.message, time(entry.received_at)),
        format!("  said at {}", time(event.at)),
    ];
    if let Some(effective) = event.effective {
        lines.push(format!("  access is to end at {}", time(effective)));
    }
    lines.push(format!("  policy {}: {}; recipe {}", entry.policy.as_str(), entry.policy.words(), entry.recipe));
    for (what, said) in [("reason", &event.reason), ("ticket", &event.ticket)] {
        if !said.is_empty() {
            lines.push(format!("  {what}: {said}"));
        }
    }
    match &entry.code {
        Some(code) => lines.push(format!("  {} ({code})", why(entry))),
        None if !why(entry).is_empty() => lines.push(format!("  {}", why(entry))),
        None => {}
    }
    if let Some(run) = &entry.run {
        lines.push(format!("  run {} is {}: {}", run.id, run.state.as_str(), cut(entry)));
    }
    if let Some(until) = entry.postponed {
        lines.push(format!("  put off until {}", time(until)));
    }
    if let (Some(by), Some(at)) = (&entry.decided_by, entry.decided_at) {
        lines.push(format!("  decided by {} ({}) at {}", by.name, by.account, time(at)));
    }
    if need.is_open() {
        lines.push(format!("  to be decided by {}: {}", time(entry.decide_by), deadline(entry, now)));
    }
    let next = match (need, entry.state) {
        (InboxNeed::Decide | InboxNeed::Confirm, _) => {
            format!(
                "Confirm it with `lanyard inbox confirm {0}`, or reject it with `lanyard inbox reject {0}`.",
                entry.id
            )
        }
        (InboxNeed::Failed, _) => "Look at its run: `lanyard runs show`, then `lanyard runs retry`.".to_owned(),
        (_, InboxState::Received) => "Nobody has looked at it: `lanyard serve` does.".to_owned(),
        _ => String::new(),
    };
    if !next.is_empty() {
        lines.push(format!("\n{next}"));
    }
    lines.join("\n") + "\n"
}

/// One line for each delivery that was turned down.
pub(crate) fn quarantine(all: &[Quarantined], paint: Paint) -> String {
    let mut columns = Columns::default();
    for one in all {
        let times = if one.times > 1 { format!("{} times", one.times) } else { String::new() };
        columns.row(
            paint.warning(),
            [
                one.number.to_string(),
                time(one.at),
                one.sender.clone().unwrap_or_else(|| "unknown".to_owned()),
                one.status.to_string(),
                one.code.clone(),
                one.why.to_string(),
                times,
                one.replayed_as.as_ref().map(|event| format!("became event {event}")).unwrap_or_default(),
            ],
        );
    }
    if all.is_empty() { "Nothing is in quarantine.\n".to_owned() } else { columns.lines(0) }
}

/// One delivery that was turned down, with its body.
pub(crate) fn quarantined(one: &Quarantined, paint: Paint) -> String {
    let mut text = quarantine(std::slice::from_ref(one), paint);
    if let Some(message) = &one.message {
        text.push_str(&format!("  message {message}\n"));
    }
    if let Some(field) = &one.field {
        text.push_str(&format!("  field at fault: {field}\n"));
    }
    match &one.body {
        Some(body) => text.push_str(&format!("\n{}\n", crate::model::DisplayText::new(body))),
        None => text.push_str("\nIts signature was not good: what it said was not kept.\n"),
    }
    text
}
