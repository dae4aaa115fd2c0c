//! The audit trail: who did what to whom, with what outcome, and whether the chain holds.

pub mod detail;
mod records;
mod view;

#[cfg(test)]
mod tests;

pub use records::ACTIONS;
pub use view::{rows, view};

use crate::backend::{AuditFilter, AuditPage, ChainState, Command, Event, Severity};
use crate::model::{AuditRecord, Fault, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::{App, Remote};
use crate::tui::effect::{Effect, Effects};
use crate::tui::overlay::{Overlay, reader::Reader};
use crate::tui::pane::Pane;
use crate::tui::widget::{Cursor, Prompt};

/// Records that are asked for at once; who needs more narrows the filter or exports.
const LIMIT: usize = 1_000;

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Audit {
    page: Remote<AuditPage>,
    prompt: Prompt,
    cursor: Cursor,
    chain: Chain,
}

/// What is known of the chain.
#[derive(Clone, PartialEq, Debug, Default)]
enum Chain {
    /// It has not been walked from here.
    #[default]
    Unknown,
    /// It is being walked.
    Walking,
    /// It was walked.
    Walked(ChainState),
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Walk the whole chain.
    Verify,
    /// Write what the filter leaves in to a file.
    Export,
}

fn filter(app: &App, limit: usize) -> AuditFilter {
    AuditFilter { text: app.audit.prompt.text().trim().to_owned(), run: None, limit }
}

fn ask(app: &mut App, out: &mut Effects) {
    let generation = app.next_generation();
    app.audit.page.ask(generation, app.now);
    out.send(Command::Audit { generation, filter: filter(app, LIMIT) });
}

/// The records on the screen.
fn shown(app: &App) -> &[AuditRecord] {
    app.audit.page.data().map_or(&[], |page| &page.records)
}

fn selected(app: &App) -> Option<&AuditRecord> {
    shown(app).get(app.audit.cursor.at)
}

/// Whether the chain has been walked from here.
pub fn verified(app: &App) -> bool {
    matches!(app.audit.chain, Chain::Walked(_))
}

/// Whether it is being walked.
pub fn walking(app: &App) -> bool {
    app.audit.chain == Chain::Walking
}

/// Why what the screen is about could not be read, if it could not.
pub fn fault(app: &App) -> Option<&Fault> {
    super::faults::of(&app.audit.page)
}

/// Called when the screen comes to the top.
pub fn entered(app: &mut App, out: &mut Effects) {
    ask(app, out);
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, out: &mut Effects) -> bool {
    match act {
        Act::Verify => {
            app.audit.chain = Chain::Walking;
            out.send(Command::VerifyAudit);
        }
        Act::Export => {
            app.notify(Severity::Note, "Exporting what the filter leaves in; the file holds personal data.");
            out.send(Command::ExportAudit(filter(app, 0)));
        }
    }
    true
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::Audit);
            list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::Open if app.audit.prompt.typing => {
            app.audit.prompt.typing = false;
            true
        }
        Action::Open => {
            let Some(record) = selected(app) else { return false };
            let title = format!("Audit record {}", record.seq);
            let lines = detail::write(record, app.size.0.saturating_sub(6).min(106), app).lines();
            app.open_overlay(Overlay::Reader(Reader::new(title, lines)));
            true
        }
        Action::Filter => {
            app.audit.prompt.typing = true;
            true
        }
        Action::Back | Action::Interrupt if app.audit.prompt.typing => {
            app.audit.prompt.typing = false;
            true
        }
        Action::Back if !app.audit.prompt.is_empty() => {
            app.audit.prompt.clear();
            typed(app, out);
            true
        }
        Action::Refresh => {
            ask(app, out);
            true
        }
        Action::CopyId => copy(app, out, |record| record.seal.to_string()),
        Action::CopyRow => copy(app, out, view::line),
        _ => false,
    }
}

fn copy(app: &mut App, out: &mut Effects, what: impl Fn(&AuditRecord) -> String) -> bool {
    let Some(text) = selected(app).map(what) else { return false };
    app.notify(Severity::Success, format!("Copied {text}"));
    out.push(Effect::Copy(text));
    true
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event, _out: &mut Effects) -> bool {
    match event {
        Event::Audit { generation, result } => {
            let before = selected(app).filter(|_| app.audit.cursor.at > 0).map(|record| record.seq);
            if !app.audit.page.answer(generation, result, app.now) {
                return false;
            }
            // Who stands on the newest record stays on the newest; elsewhere the record is kept.
            if let Some(at) = before.and_then(|seq| shown(app).iter().position(|record| record.seq == seq)) {
                app.audit.cursor.at = at;
            }
        }
        Event::Verified(state) => {
            if let ChainState::Broken { at_seq, text } = &state {
                let words =
                    format!("The audit chain is broken at record {at_seq}: {text}. Keep the data folder as it is.");
                app.notify(Severity::Error, words);
            }
            app.audit.chain = Chain::Walked(state);
        }
        _ => return false,
    }
    true
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let len = shown(app).len();
    Some((&mut app.audit.cursor, len))
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    app.audit.page.waits_since()
}

/// The field that keys are typed into.
pub fn prompt(app: &App) -> Option<&Prompt> {
    Some(&app.audit.prompt)
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    Some(&mut app.audit.prompt)
}

/// Called when its text has changed.
pub fn typed(app: &mut App, out: &mut Effects) {
    app.audit.cursor = Cursor::default();
    ask(app, out);
}
