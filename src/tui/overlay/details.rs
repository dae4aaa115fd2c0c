//! What is known of something that went wrong: what, on whom, whether anything was changed, what to do, and by which
//! numbers the platform knows it. To be read, and to be copied for whoever is asked about it.

use crate::backend::Severity;
use crate::model::{Changed, DisplayText, Fault, Timestamp};
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why};
use crate::tui::app::notice::Notice;
use crate::tui::app::{App, clock};
use crate::tui::effect::{Effect, Effects};
use crate::tui::overlay::{Layer, Overlay};
use crate::tui::pane::faults;
use crate::tui::pane::page::{Ink, Page, piece};
use crate::tui::widget::{Canvas, Cursor};
use ratatui::layout::Rect;

/// What is known, line by line.
#[derive(Debug)]
pub struct Details {
    lines: Vec<(&'static str, String, Ink)>,
    scroll: Cursor,
}

/// What only the details have.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Show the details of the fault that is on the screen.
    Show,
    /// Copy them.
    Copy,
}

/// Whether anything was changed, as a sentence.
pub fn changed(changed: Changed) -> &'static str {
    match changed {
        Changed::No => "Nothing was changed.",
        Changed::Maybe => "It may have been changed: no clear answer came.",
        Changed::Yes => "It was changed, at least in part.",
    }
}

impl Details {
    /// The details of a fault; `at` is when it was told, where that is known.
    pub fn of_fault(fault: &Fault, at: Option<String>) -> Self {
        let mut lines = vec![("what", fault.text.to_string(), Ink::Bad)];
        lines.push(("changed", changed(fault.changed).to_owned(), Ink::Plain));
        lines.push(("to do", fault.remedy.to_string(), Ink::Strong));
        lines.extend(at.map(|at| ("time", at, Ink::Plain)));
        lines.extend(fault.status.map(|status| ("status", status.to_string(), Ink::Plain)));
        lines.extend(fault.code.as_ref().map(|code| ("code", code.to_string(), Ink::Plain)));
        let id = fault.correlation.as_ref().map(|id| DisplayText::new(id.as_str()).to_string());
        lines.extend(id.map(|id| ("request", format!("{id} (correlation id)"), Ink::Plain)));
        lines.retain(|(_, text, _)| !text.trim().is_empty());
        Self { lines, scroll: Cursor::default() }
    }

    /// The details of something that was told in passing.
    pub fn of_notice(notice: &Notice, app: &App) -> Self {
        let at = moment(notice.at, app);
        let mut details = match &notice.fault {
            Some(fault) => Self::of_fault(fault, Some(at)),
            None => {
                let ink = if notice.severity == Severity::Error { Ink::Bad } else { Ink::Plain };
                let lines = vec![("what", notice.text.to_string(), ink), ("time", at, Ink::Plain)];
                Self { lines, scroll: Cursor::default() }
            }
        };
        if let Some(fault) = &notice.fault {
            // What did not come about stands before why.
            let before = notice.text.as_str().split(fault.text.as_str()).next().unwrap_or_default();
            let before = before.trim_end().trim_end_matches(':');
            if !before.is_empty() {
                details.lines.insert(0, ("told", before.to_owned(), Ink::Plain));
            }
        }
        if notice.times > 1 {
            details.lines.push(("times", format!("{}, this was the last", notice.times), Ink::Plain));
        }
        details
    }

    fn page(&self, width: u16) -> Page {
        let mut page = Page::new(width);
        for (label, text, ink) in &self.lines {
            page.row(9, [piece(format!("{label:<9}"), Ink::Faint), piece(text.as_str(), *ink)]);
        }
        page
    }

    /// As text, a line for each.
    fn text(&self) -> String {
        self.lines.iter().map(|(label, text, _)| format!("{label}: {text}\n")).collect()
    }

    /// How far it is scrolled, and how far it can be, in so many cells and rows.
    pub fn list(&mut self, width: usize, height: usize) -> (&mut Cursor, usize) {
        let width = u16::try_from(width).unwrap_or(u16::MAX);
        let len = self.page(width).len().saturating_sub(height) + 1;
        (&mut self.scroll, len)
    }

    /// Where it stands: as high as it needs to be.
    pub fn place(&self, body: Rect) -> Rect {
        let width = body.width.saturating_sub(4).min(90);
        let rows = self.page(width.saturating_sub(2)).len() + 4;
        crate::tui::app::place::middle(body, width, u16::try_from(rows).unwrap_or(u16::MAX))
    }
}

/// Day and time, with which something can be found in a log.
fn moment(at: Timestamp, app: &App) -> String {
    format!("{} {}", clock::date(at, &app.zone), clock::time(at, &app.zone))
}

/// Carries out what was meant; says whether anything came of it.
pub fn act(app: &mut App, act: Act, out: &mut Effects) -> bool {
    match act {
        Act::Show => match faults::shown(app) {
            Some(found) => {
                let details = Details::of_fault(found.fault, None);
                app.open_overlay(Overlay::Details(details));
                true
            }
            None => false,
        },
        Act::Copy => {
            let Some(Overlay::Details(details)) = app.overlays.last() else { return false };
            let text = details.text();
            app.notify(Severity::Success, "Copied the details.");
            out.push(Effect::Copy(text));
            true
        }
    }
}

/// Opens the details of the notice that is selected among the messages.
pub fn of_selected(app: &mut App) -> bool {
    let Some(Overlay::Messages(messages)) = app.overlays.last() else { return false };
    let Some(notice) = app.notices.newest_first().nth(messages.cursor.at) else { return false };
    let details = Details::of_notice(notice, app);
    app.open_overlay(Overlay::Details(details));
    true
}

/// Draws it.
pub fn view(details: &Details, outer: Rect, canvas: &mut Canvas<'_>) {
    let inner = canvas.frame(outer, "Details", "Esc closes", true);
    let room = Rect { height: inner.height.saturating_sub(2), ..inner };
    details.page(inner.width).view(room, details.scroll.at, canvas);
    let quiet = canvas.theme.quiet;
    let words = "y copies all of this, for whoever is asked about it.";
    canvas.put(inner.x, inner.bottom().saturating_sub(1), inner.width, words, quiet);
}

fn has_fault(app: &App) -> Result<(), Why> {
    if faults::shown(app).is_some() { Ok(()) } else { Err("nothing here has gone wrong".into()) }
}

fn is_open(app: &App) -> Result<(), Why> {
    match app.overlays.last() {
        Some(Overlay::Details(_)) => Ok(()),
        _ => Err("no details are open".into()),
    }
}

const BASE: Record = Record {
    action: Action::Details(Act::Show),
    id: "fault.details",
    name: "details of what went wrong",
    label: "details",
    help: "Show what went wrong here, whether anything was changed, what to do, and the ids by which it is known.",
    group: Group::Console,
    scope: Scope::Global,
    keys: &["!"],
    synonyms: &["error", "fault", "failed", "status", "correlation", "request id", "why"],
    footer: 2,
    danger: Danger::None,
    available: has_fault,
};

/// The records of the details.
pub const ACTIONS: &[Record] = &[
    BASE,
    Record {
        action: Action::Details(Act::Copy),
        id: "fault.copy",
        name: "copy the details",
        label: "copy",
        help: "Copy the details of what went wrong to the clipboard.",
        scope: Scope::Layer(Layer::Details),
        keys: &["y"],
        synonyms: &["yank", "clipboard"],
        footer: 1,
        available: is_open,
        ..BASE
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::pane::story;

    #[test]
    fn everything_that_somebody_asks_about_is_there_and_copied() {
        let fault = story::fault("Jane Doe could not be read: 403", "Give the client that permission");
        let text = Details::of_fault(&fault, None).text();
        for part in [
            "what: Jane Doe could not be read: 403\n",
            "changed: Nothing was changed.\n",
            "to do: Give the client that permission\n",
            "status: 403\n",
            "code: missing.permissions\n",
            "request: 6b1c-0a (correlation id)\n",
        ] {
            assert!(text.contains(part), "{part:?} is missing in\n{text}");
        }
    }

    #[test]
    fn what_is_not_known_has_no_line() {
        let mut fault = story::fault("no answer", "read again");
        (fault.status, fault.code, fault.correlation) = (None, None, None);
        assert_eq!(Details::of_fault(&fault, None).lines.len(), 3);
    }
}
