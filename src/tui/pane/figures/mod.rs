//! Figures of the past in three plots: from event to cut, runs by the day, calls by the minute. It is read from top to bottom.

mod document;
mod table;
mod view;

#[cfg(test)]
mod tests;

pub use table::table;
pub use view::view;

use crate::backend::{Command, Event, Severity};
use crate::model::{self, Fault, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::{App, Remote};
use crate::tui::effect::{Effect, Effects};
use crate::tui::pane::{Pane, faults, run};
use crate::tui::widget::Cursor;
use std::sync::Arc;

/// What the screen knows; the calls by the minute are the app's.
#[derive(Debug, Default)]
pub struct Figures {
    past: Remote<Arc<model::Figures>>,
    cursor: Cursor,
}

/// Called when the screen comes to the top.
pub fn entered(app: &mut App, out: &mut Effects) {
    let generation = app.next_generation();
    app.figures.past.ask(generation, app.now);
    out.send(Command::Figures { generation });
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::Figures);
            list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::Open => {
            let Some(id) = document::write(app).run(app.figures.cursor.at) else { return false };
            run::open(app, id, out);
            true
        }
        Action::Refresh => {
            entered(app, out);
            true
        }
        Action::CopyId => copy(app, out, |told, at| match told.run(at) {
            Some(run) => run.to_string(),
            None => told.page.lines().iter().map(|line| format!("{}\n", line.trim_end())).collect(),
        }),
        Action::CopyRow => copy(app, out, |told, at| told.page.lines().get(at).cloned().unwrap_or_default()),
        _ => false,
    }
}

fn copy(app: &mut App, out: &mut Effects, what: impl Fn(&document::Document, usize) -> String) -> bool {
    let text = what(&document::write(app), app.figures.cursor.at);
    if text.trim().is_empty() {
        return false;
    }
    let said = if text.contains('\n') { "Copied the figures as text.".to_owned() } else { format!("Copied {text}") };
    app.notify(Severity::Success, said);
    out.push(Effect::Copy(text));
    true
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event) -> bool {
    let Event::Figures { generation, result } = event else { return false };
    app.figures.past.answer(generation, result, app.now)
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    app.figures.past.data()?;
    let len = document::write(app).page.len();
    Some((&mut app.figures.cursor, len))
}

/// Why there are none, if they could not be read.
pub fn fault(app: &App) -> Option<&Fault> {
    faults::of(&app.figures.past)
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    app.figures.past.waits_since()
}
