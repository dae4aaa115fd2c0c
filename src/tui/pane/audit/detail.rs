//! One audit record written out: who, what, why, what was there before and after, and its place in the chain.

use crate::model::{AuditRecord, DisplayText};
use crate::tui::app::{App, clock};
use crate::tui::pane::page::{Ink, Page, piece};
use serde_json::Value;

/// The whole record for this width.
pub fn write(record: &AuditRecord, width: u16, app: &App) -> Page {
    let mut page = Page::new(width);
    let entry = &record.entry;
    let step = entry.step.as_deref().map(|step| format!(" {step}")).unwrap_or_default();
    page.row(
        2,
        [
            piece(format!("{}{step}", clean(&entry.action)), Ink::Strong),
            piece("  ", Ink::Plain),
            piece(clean(&entry.outcome), ink(&entry.outcome)),
        ],
    );
    page.row(2, [piece(entry.detail.as_str(), Ink::Plain)]);
    page.gap();
    let operator = &entry.operator;
    field(&mut page, "number", &record.seq.to_string());
    // The record's own form of the time is what the seal covers; the other one is for the reader.
    field(&mut page, "time", &format!("{}  ({})", record.at, clock::time(record.at, &app.zone)));
    field(&mut page, "operator", &format!("{} ({}; {})", operator.name, operator.account, operator.known_by));
    let subject = [entry.subject_name.as_ref().map(DisplayText::as_str), entry.subject_id.as_deref()];
    field(&mut page, "subject", &subject.into_iter().flatten().map(clean).collect::<Vec<_>>().join("  "));
    field(&mut page, "pipeline", entry.pipeline.as_deref().unwrap_or_default());
    field(&mut page, "run", entry.run.as_ref().map(|run| run.as_str()).unwrap_or_default());
    field(&mut page, "reason", entry.reason.as_str());
    field(&mut page, "ticket", entry.ticket.as_str());
    field(&mut page, "latency", &entry.latency_ms.map(|ms| format!("{ms} ms")).unwrap_or_default());
    let correlations: Vec<&str> = entry.correlations.iter().map(|id| id.as_str()).collect();
    field(&mut page, "correlation", &correlations.join(", "));
    json(&mut page, "before", entry.before.as_ref());
    json(&mut page, "after", entry.after.as_ref());
    page.gap();
    field(&mut page, "seal", record.seal.as_str());
    field(&mut page, "previous", record.previous.as_str());
    page
}

/// The ink for an outcome's word.
pub fn ink(outcome: &str) -> Ink {
    match outcome {
        "done" | "already" | "delivered" => Ink::Good,
        "failed" | "refused" | "dead" => Ink::Bad,
        "unknown" | "cancelled" | "paused" => Ink::Doubt,
        _ => Ink::Faint,
    }
}

/// The sign before an outcome's word.
pub fn sign(outcome: &str) -> char {
    match outcome {
        "done" | "already" | "delivered" => '+',
        "failed" | "dead" => 'x',
        "refused" => 'x',
        "unknown" => '?',
        "skipped" | "cancelled" => '-',
        "paused" => '!',
        "intent" => '>',
        _ => ' ',
    }
}

fn field(page: &mut Page, name: &str, value: &str) {
    if !value.trim().is_empty() {
        page.row(13, [piece(format!("{name:<13}"), Ink::Faint), piece(clean(value), Ink::Plain)]);
    }
}

fn json(page: &mut Page, name: &str, value: Option<&Value>) {
    let Some(value) = value else { return };
    page.gap();
    page.row(0, [piece(name, Ink::Strong)]);
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        page.row(indent + 4, [piece(format!("  {}", clean(line)), Ink::Plain)]);
    }
}

/// Facts are JSON as it came; this is the edge where it becomes text.
fn clean(text: impl AsRef<str>) -> String {
    DisplayText::new(text).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::pane::story;

    fn text(record: &AuditRecord, width: u16) -> String {
        write(record, width, &story::app(80, 24)).lines().join("\n")
    }

    #[test]
    fn everything_that_an_auditor_asks_for_is_there() {
        let record = &story::records()[2];
        let text = text(record, 78);
        for part in [
            "m.berger",
            "mberger@desk4",
            "Jane Doe",
            "HR-4711",
            "left the company",
            "120 ms",
            "6b1c-77",
            "\"state\": \"active\"",
            "\"state\": \"inactive\"",
            record.seal.as_str(),
            record.previous.as_str(),
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }

    #[test]
    fn facts_cannot_move_the_cursor() {
        let mut record = story::records().remove(2);
        record.entry.after = Some(serde_json::json!({ "name\u{202e}": "x\u{200b}y\u{1b}[2J" }));
        let text = text(&record, 60);
        assert!(!text.contains(['\u{202e}', '\u{200b}', '\u{1b}']));
        assert!(text.contains("⟨U+202E⟩"));
    }

    #[test]
    fn it_fits_any_width() {
        let app = story::app(80, 24);
        for width in 0..200 {
            for record in story::records() {
                write(&record, width, &app);
            }
        }
    }
}
