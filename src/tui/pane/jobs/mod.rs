//! Jobs about many: the batches, newest first, and the way to a new one from a file.

pub mod kind;
mod records;
mod view;

#[cfg(test)]
mod tests;

pub use kind::Job;
pub use records::ACTIONS;
pub use view::view;

use crate::backend::{BatchLine, Command, Event, Severity};
use crate::model::{BatchId, DisplayText, Table, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::effect::{Effect, Effects};
use crate::tui::pane::{Pane, batch, file, run};
use crate::tui::widget::narrow::Narrow;
use crate::tui::widget::{Cursor, Prompt};

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Jobs {
    /// The batches as they were listed last.
    lines: Vec<BatchLine>,
    cursor: Cursor,
    prompt: Prompt,
    /// The newest list that was taken.
    newest: u64,
    /// Since when a list is being waited for, and of which generation.
    asked: Option<(u64, Timestamp)>,
    /// Whether a list has come at all.
    known: bool,
    /// Interrupted batches that the operator has been told of.
    told: Vec<BatchId>,
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Choose a job and a file for it.
    New,
}

impl Jobs {
    /// The line of a batch, if it was listed.
    pub fn line(&self, id: &BatchId) -> Option<&BatchLine> {
        self.lines.iter().find(|line| line.id == *id)
    }

    /// Brings a line up to date, or adds it.
    pub fn take(&mut self, line: &BatchLine) {
        match self.lines.iter_mut().find(|known| known.id == line.id) {
            Some(known) => *known = line.clone(),
            None => self.lines.insert(0, line.clone()),
        }
    }
}

/// The batches that the filter leaves in.
pub fn shown(app: &App) -> Vec<&BatchLine> {
    let narrow = Narrow::new(app.jobs.prompt.text());
    app.jobs.lines.iter().filter(|line| narrow.holds(&words_of(line))).collect()
}

fn words_of(line: &BatchLine) -> String {
    let state = run::words::batch_state(line).word;
    format!("{} {} {} {state} {}", line.kind, line.title, line.operator, line.id)
}

/// Asks for the batches.
pub fn ask(app: &mut App, out: &mut Effects) {
    let generation = app.next_generation();
    app.jobs.asked = Some((generation, app.now));
    out.send(Command::Batches { generation });
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, _out: &mut Effects) -> bool {
    match act {
        Act::New => file::choose_job(app),
    }
    true
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::Jobs);
            list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::Open => {
            app.jobs.prompt.typing = false;
            match selected(app).map(|line| line.id.clone()) {
                Some(id) => batch::open(app, id, out),
                // With nothing to open, Enter begins what the empty screen speaks of.
                None if app.jobs.prompt.is_empty() => file::choose_job(app),
                None => return false,
            }
            true
        }
        Action::Filter => {
            app.jobs.prompt.typing = true;
            true
        }
        Action::Back | Action::Interrupt if app.jobs.prompt.typing => {
            app.jobs.prompt.typing = false;
            true
        }
        Action::Back if !app.jobs.prompt.is_empty() => {
            app.jobs.prompt.clear();
            true
        }
        Action::Refresh => {
            ask(app, out);
            true
        }
        Action::CopyId => copy(app, out, |line| line.id.to_string()),
        Action::CopyRow => copy(app, out, |line| {
            let state = run::words::batch_state(line).word;
            format!("{} {state} {} {} {}", line.created_at, line.kind, line.title, line.operator)
        }),
        _ => false,
    }
}

fn selected(app: &App) -> Option<&BatchLine> {
    shown(app).get(app.jobs.cursor.at).copied()
}

fn copy(app: &mut App, out: &mut Effects, what: impl Fn(&BatchLine) -> String) -> bool {
    let Some(text) = selected(app).map(what) else { return false };
    app.notify(Severity::Success, format!("Copied {text}"));
    out.push(Effect::Copy(text));
    true
}

/// The batches that the filter leaves in, to be copied or written out.
pub fn table(app: &App) -> Table {
    let row = |line: &&BatchLine| {
        let totals = &line.totals;
        let number = |n: usize| DisplayText::new(n.to_string());
        vec![
            line.title.clone(),
            line.kind.as_str().into(),
            run::words::batch_state(line).word.into(),
            number(totals.planned),
            number(totals.done),
            number(totals.failed),
            number(totals.unknown),
            number(totals.left),
            number(totals.blocked),
            line.operator.clone(),
            line.created_at.to_string().into(),
            line.ended_at.map(|at| at.to_string()).unwrap_or_default().into(),
            line.id.as_str().into(),
        ]
    };
    let columns = vec![
        "title",
        "job",
        "state",
        "planned",
        "done",
        "failed",
        "unknown",
        "left",
        "set-aside",
        "operator",
        "created-at",
        "ended-at",
        "id",
    ];
    Table { title: "Jobs".into(), columns, rows: shown(app).iter().map(row).collect() }
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event) -> bool {
    let Event::Batches { generation, batches } = event else { return false };
    // Lists that come unasked carry 0 and are as new as can be.
    if generation != 0 && generation < app.jobs.newest {
        return false;
    }
    app.jobs.newest = app.jobs.newest.max(generation);
    if app.jobs.asked.is_some_and(|(asked, _)| generation >= asked) {
        app.jobs.asked = None;
    }
    app.jobs.known = true;
    let before = selected(app).map(|line| line.id.clone());
    app.jobs.lines = batches;
    if let Some(at) = before.and_then(|id| shown(app).iter().position(|line| line.id == id)) {
        app.jobs.cursor.at = at;
    }
    tell_of_interrupted(app);
    true
}

/// A batch that nobody works on is told once, wherever the operator is.
fn tell_of_interrupted(app: &mut App) {
    let left = |line: &&BatchLine| line.interrupted && !line.state.is_over() && !app.jobs.told.contains(&line.id);
    let left: Vec<BatchLine> = app.jobs.lines.iter().filter(left).cloned().collect();
    app.jobs.told.extend(left.iter().map(|line| line.id.clone()));
    let words = match left.as_slice() {
        [] => return,
        [one] => format!("The batch {} was interrupted: F6 lists it, Enter opens it, u resumes it.", one.title),
        many => format!("{} batches were interrupted: F6 lists them, Enter opens one, u resumes it.", many.len()),
    };
    app.notify(Severity::Warning, words);
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let len = shown(app).len();
    Some((&mut app.jobs.cursor, len))
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    app.jobs.asked.map(|(_, since)| since)
}

/// The field that keys are typed into.
pub fn prompt(app: &App) -> Option<&Prompt> {
    Some(&app.jobs.prompt)
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    Some(&mut app.jobs.prompt)
}

impl Jobs {
    /// How many batches are under way, how many of their people are through, and how many there are.
    pub fn under_way(&self) -> (usize, usize, usize) {
        let live = self.lines.iter().filter(|line| !line.state.is_over() && !line.interrupted && line.due.is_none());
        live.fold((0, 0, 0), |(batches, over, all), line| {
            let totals = &line.totals;
            (batches + 1, over + totals.planned.saturating_sub(totals.left), all + totals.planned)
        })
    }
}

/// Called when its text has changed.
pub fn typed(app: &mut App) {
    app.jobs.cursor = Cursor::default();
}
