//! One change written out: who, what, to whom, and what was before and after.

use super::view::{who, whom};
use crate::backend::TenantChange;
use crate::model::DisplayText;
use crate::tui::app::{App, clock};
use crate::tui::pane::page::{Ink, Page, piece};

/// The whole change for this width.
pub fn write(change: &TenantChange, width: u16, app: &App) -> Page {
    let mut page = Page::new(width);
    let (words, ink) = match (change.failed, change.ours) {
        (true, _) => ("was only tried", Ink::Bad),
        (false, true) => ("by this house", Ink::Faint),
        (false, false) => ("by others", Ink::Doubt),
    };
    let what = format!("{} {}", change.action, change.entity_type);
    page.row(2, [piece(what, Ink::Strong), piece("  ", Ink::Plain), piece(words, ink)]);
    page.gap();
    let at = change.at.map(|at| format!("{} {}", clock::date(at, &app.zone), clock::time(at, &app.zone)));
    field(&mut page, "time", &at.unwrap_or_else(|| "the tenant's date cannot be read".to_owned()));
    field(&mut page, "by", &format!("{}  {}", who(change), change.by.id));
    field(&mut page, "to", &format!("{}  {}", whom(change), change.entity));
    field(&mut page, "service", change.service.as_str());
    field(&mut page, "entry", DisplayText::new(&change.id).as_str());
    page.gap();
    if change.changes.is_empty() {
        page.row(0, [piece("The tenant's log does not tell what was there before and after.", Ink::Faint)]);
    }
    for changed in &change.changes {
        page.row(0, [piece(changed.property.as_str(), Ink::Strong)]);
        for (sign, values, ink) in [("-", &changed.before, Ink::Bad), ("+", &changed.after, Ink::Good)] {
            for value in values {
                page.row(4, [piece(format!("  {sign} "), ink), piece(value.as_str(), Ink::Plain)]);
            }
        }
    }
    page
}

fn field(page: &mut Page, name: &str, value: &str) {
    if !value.trim().is_empty() {
        page.row(9, [piece(format!("{name:<9}"), Ink::Faint), piece(value.trim(), Ink::Plain)]);
    }
}
