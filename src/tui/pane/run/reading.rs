//! How the page of a run is read: where its cursor stands, what is opened, what is copied and written out.

use super::statement::{self, Statement};
use super::table::table as table_of;
use super::{around, detail, words};
use crate::backend::Severity;
use crate::model::{RunRecord, StepRecord, StepState, Table};
use crate::tui::app::App;
use crate::tui::effect::{Effect, Effects};
use crate::tui::overlay::{Overlay, reader::Reader};
use crate::tui::widget::Cursor;

/// Rows that stay in sight above the step that went wrong.
const ABOVE: usize = 2;

/// Puts the cursor on the step at work, else on the first that went wrong, unless the operator holds it. A statement is read
/// from its beginning, unless something went wrong.
pub(super) fn follow(app: &mut App) {
    let Some(run) = app.run.record().filter(|_| !app.run.held) else { return };
    let at_work = run.steps.iter().position(|step| matches!(step.state, StepState::Intent | StepState::Effect));
    let wrong = run.steps.iter().position(|step| step.outcome.is_some_and(|outcome| !outcome.is_good()));
    let behind = || run.steps.iter().rposition(|step| step.state == StepState::Ended);
    match told(app) {
        Some(told) => {
            let row = wrong.and_then(|step| told.row(step)).unwrap_or(0);
            // Why it went wrong stands below it, and is to be in sight.
            app.run.cursor = Cursor { at: row, offset: row.saturating_sub(ABOVE) };
        }
        None => app.run.cursor.at = at_work.or(wrong).or_else(behind).unwrap_or(0),
    }
}

/// The statement of the watched run, once it is over.
pub(super) fn told(app: &App) -> Option<Statement> {
    // A frame on either side, and the blanks and the sign of a list's row.
    let width = app.size.0.saturating_sub(5);
    app.run.over().map(|run| statement::write(run, app.run.beside(), width, &app.zone))
}

/// The position of the selected step.
pub(super) fn selected_step(app: &App) -> Option<usize> {
    let at = app.run.cursor.at;
    match told(app) {
        Some(told) => told.step(at),
        None => app.run.record().filter(|run| at < run.steps.len()).map(|_| at),
    }
}

/// Keeps the cursor on its step when the rows around it have changed.
pub(super) fn stay(app: &mut App, step: Option<usize>) {
    if !app.run.held {
        return follow(app);
    }
    let row = match told(app) {
        Some(told) => step.and_then(|step| told.row(step)),
        None => step,
    };
    app.run.cursor.at = row.unwrap_or(app.run.cursor.at);
}

pub(super) fn line(run: &RunRecord, step: &StepRecord) -> String {
    let look = words::standing(run, step, words::Around::default());
    format!("{} {} {} {}", look.sign, look.word, step.name, detail::in_short(run, step))
}

pub(super) fn copy(app: &mut App, out: &mut Effects, what: impl Fn(&RunRecord) -> String) -> bool {
    let Some(text) = app.run.record().map(what).filter(|text| !text.is_empty()) else { return false };
    app.notify(Severity::Success, format!("Copied {text}"));
    out.push(Effect::Copy(text));
    true
}

/// Cells of a line of a statement that is copied.
const COPIED: u16 = 110;

pub(super) fn copy_statement(app: &mut App, out: &mut Effects) -> bool {
    let Some(run) = app.run.over() else { return false };
    let text = statement::write(run, app.run.beside(), COPIED, &app.zone).text();
    app.notify(Severity::Success, "Copied the statement of the run.");
    out.push(Effect::Copy(text));
    true
}

/// The watched run as a list to be copied or written out.
pub fn table(app: &App) -> Option<Table> {
    app.run.record().map(|run| table_of(run, app.run.beside()))
}

pub(super) fn show_step(app: &mut App) -> bool {
    let Some((run, at)) = app.run.record().zip(selected_step(app)) else { return false };
    let Some(step) = run.steps.get(at) else { return false };
    let look = words::standing(run, step, around(app));
    let title = format!("Step {} {}: {} {}", step.ordinal, step.name, look.sign, look.word);
    let lines = detail::write(run, step, app.size.0.saturating_sub(6).min(106), &app.zone).lines();
    app.open_overlay(Overlay::Reader(Reader::new(title, lines)));
    true
}
