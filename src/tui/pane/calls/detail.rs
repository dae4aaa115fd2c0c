//! One call written out: what was asked, what came of it, and the line that asks it again.

use super::view::outcome;
use crate::model::ServerCall;
use crate::tui::app::{App, clock};
use crate::tui::pane::page::{Ink, Page, piece};

/// The whole call for this width.
pub fn write(call: &ServerCall, width: u16, app: &App) -> Page {
    let mut page = Page::new(width);
    let (sign, words) = outcome(call);
    let ink = if call.outcome.is_good() { Ink::Good } else { Ink::Bad };
    page.row(2, [piece(call.operation, Ink::Strong), piece("  ", Ink::Plain), piece(format!("{sign} {words}"), ink)]);
    page.gap();
    let at = format!("{} {}", clock::date(call.at, &app.zone), clock::time(call.at, &app.zone));
    let tries = match call.attempt {
        1 => "first try".to_owned(),
        n => format!("try {n} of the same call"),
    };
    field(&mut page, "time", &at);
    field(&mut page, "took", &format!("{} ms, {tries}", call.took.as_millis()));
    field(&mut page, "address", call.url.as_str());
    field(&mut page, "changes", if call.writes { "it can change the tenant" } else { "nothing: it only reads" });
    let correlation = call.correlation.as_ref().map(ToString::to_string);
    field(&mut page, "answer", &correlation.map_or_else(|| "none".to_owned(), |id| format!("correlation id {id}")));
    if let Some(body) = &call.body {
        page.gap();
        page.row(0, [piece("What was sent, passwords masked:", Ink::Faint)]);
        page.row(2, [piece("  ", Ink::Plain), piece(body.as_str(), Ink::Plain)]);
    }
    page.gap();
    page.row(0, [piece("The same again, with a token in TOKEN (y in the list copies it):", Ink::Faint)]);
    page.row(2, [piece("  ", Ink::Plain), piece(call.replay(), Ink::Plain)]);
    page
}

fn field(page: &mut Page, name: &str, value: &str) {
    page.row(9, [piece(format!("{name:<9}"), Ink::Faint), piece(value, Ink::Plain)]);
}
