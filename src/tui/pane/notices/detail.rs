//! One letter written out: how it stands, what it has been through, and what is sent.

use super::view::ink;
use crate::backend::{LetterEvent, LetterPage, LetterState};
use crate::model::DisplayText;
use crate::tui::app::{App, clock};
use crate::tui::pane::page::{Ink, Page, piece};

/// So many lines of a body are shown; the whole of it is had by the command line.
const LINES: usize = 2_000;

/// The whole letter for this width.
pub fn write(page: &LetterPage, width: u16, app: &App) -> Page {
    let mut out = Page::new(width);
    let letter = &page.letter;
    let when = |at| format!("{} {}", clock::date(at, &app.zone), clock::time(at, &app.zone));
    out.row(
        2,
        [
            piece(letter.kind.as_str(), Ink::Strong),
            piece("  ", Ink::Plain),
            piece(letter.state.as_str(), ink(letter.state)),
        ],
    );
    field(&mut out, "target", letter.target.as_str());
    field(&mut out, "subject", &format!("{}  {}", letter.name, letter.subject));
    field(&mut out, "run", letter.run.as_ref().map_or("", |run| run.as_str()));
    field(&mut out, "written", &when(letter.created_at));
    field(&mut out, "next try", &letter.due.map(when).unwrap_or_default());
    field(&mut out, "tries", &letter.tries.to_string());
    out.gap();
    out.row(0, [piece("history", Ink::Strong)]);
    if page.history.is_empty() {
        let words = match letter.state {
            LetterState::Waiting => "it has not been tried yet",
            _ => "it was given up before it was tried",
        };
        out.row(2, [piece(format!("  {words}"), Ink::Faint)]);
    }
    for event in &page.history {
        out.row(4, [piece(format!("  {}  ", when(event.at)), Ink::Faint), piece(words(event), tone(event))]);
    }
    out.gap();
    out.row(0, [piece("body", Ink::Strong)]);
    let text = serde_json::to_string_pretty(&page.body).unwrap_or_default();
    let lines = text.lines().count();
    for line in text.lines().take(LINES) {
        let indent = line.len() - line.trim_start().len();
        out.row(indent + 4, [piece(format!("  {}", DisplayText::new(line)), Ink::Plain)]);
    }
    if lines > LINES {
        let words = format!("  {} more lines; `lanyard notices show --json` has them all", lines - LINES);
        out.row(2, [piece(words, Ink::Faint)]);
    }
    out
}

fn words(event: &LetterEvent) -> String {
    let status = event.status.map(|status| format!(" {status}")).unwrap_or_default();
    let took = event.took_ms.map(|ms| format!(" after {ms} ms")).unwrap_or_default();
    let detail = if event.detail.is_empty() { String::new() } else { format!(": {}", event.detail) };
    let word = match event.word.as_str() {
        "waiting" => "to be tried again",
        word => word,
    };
    format!("{word}{status}{took}{detail}")
}

fn tone(event: &LetterEvent) -> Ink {
    match event.word.as_str() {
        "sent" => Ink::Good,
        "dead" => Ink::Bad,
        "waiting" => Ink::Doubt,
        _ => Ink::Plain,
    }
}

fn field(page: &mut Page, name: &str, value: &str) {
    if !value.trim().is_empty() {
        page.row(10, [piece(format!("{name:<10}"), Ink::Faint), piece(value.trim(), Ink::Plain)]);
    }
}
