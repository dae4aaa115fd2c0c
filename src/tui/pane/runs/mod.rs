//! All runs, newest first.

mod records;
mod view;

#[cfg(test)]
mod tests;

pub use records::ACTIONS;
pub use view::view;

use crate::backend::{Command, Event, RunSummary, Severity};
use crate::model::{RunId, Table, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::{App, clock};
use crate::tui::effect::{Effect, Effects};
use crate::tui::pane::{Pane, run};
use crate::tui::widget::narrow::Narrow;
use crate::tui::widget::{Cursor, Prompt};

/// What the screen knows; the runs themselves are the app's, whose header counts them.
#[derive(Debug, Default)]
pub struct Runs {
    cursor: Cursor,
    prompt: Prompt,
    /// The newest list that was taken.
    newest: u64,
    /// Since when a list is being waited for, and of which generation.
    asked: Option<(u64, Timestamp)>,
    /// Whether a list has come at all.
    known: bool,
    /// Interrupted runs that the operator has been told of.
    told: Vec<RunId>,
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Leave in only runs that nobody works on.
    Interrupted,
}

/// The runs that the filter leaves in.
pub fn shown(app: &App) -> Vec<&RunSummary> {
    let narrow = Narrow::new(app.runs.prompt.text());
    app.summaries.iter().filter(|line| narrow.holds(&words_of(line))).collect()
}

/// How many runs are at hand by their name.
const RECENT: usize = 20;

/// The newest runs, each in words, to be gone to from anywhere.
pub fn recent(app: &App) -> Vec<(RunId, String)> {
    let words = |line: &RunSummary| {
        let when = line.ended_at.unwrap_or(line.created_at);
        let state = run::words::line_state(line);
        let at = clock::when(when, app.now, &app.zone);
        format!("run: {}, {}, {} {} {at}", line.subject, line.recipe, state.sign, state.word)
    };
    app.summaries.iter().take(RECENT).map(|line| (line.id.clone(), words(line))).collect()
}

fn words_of(line: &RunSummary) -> String {
    let state = run::words::line_state(line).word;
    format!("{} {} {} {state} {}", line.subject, line.recipe, line.operator, line.id)
}

/// Called when the screen comes to the top.
pub fn entered(app: &mut App, out: &mut Effects) {
    let generation = app.next_generation();
    app.runs.asked = Some((generation, app.now));
    out.send(Command::Runs { generation });
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, _out: &mut Effects) -> bool {
    match act {
        Act::Interrupted => {
            let word = "interrupted";
            let on = app.runs.prompt.text() == word;
            app.runs.prompt.set(if on { "" } else { word });
            app.runs.cursor = Cursor::default();
        }
    }
    true
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::Runs);
            list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::Open => {
            let Some(id) = selected(app).map(|line| line.id.clone()) else { return false };
            app.runs.prompt.typing = false;
            run::open(app, id, out);
            true
        }
        Action::Filter => {
            app.runs.prompt.typing = true;
            true
        }
        Action::Back | Action::Interrupt if app.runs.prompt.typing => {
            app.runs.prompt.typing = false;
            true
        }
        Action::Back if !app.runs.prompt.is_empty() => {
            app.runs.prompt.clear();
            true
        }
        Action::Refresh => {
            entered(app, out);
            true
        }
        Action::CopyId => copy(app, out, |line| line.id.to_string()),
        Action::CopyRow => copy(app, out, |line| {
            let state = run::words::line_state(line);
            format!("{} {} {} {} {}", line.created_at, state.word, line.subject, line.recipe, line.operator)
        }),
        _ => false,
    }
}

/// The runs that the filter leaves in, to be copied or written out.
pub fn table(app: &App) -> Table {
    let row = |line: &&RunSummary| {
        let state = run::words::line_state(line).word;
        let ended = line.ended_at.map(|at| at.to_string()).unwrap_or_default();
        let steps = format!("{}/{}", line.steps_ended, line.steps);
        vec![
            line.subject.clone(),
            state.into(),
            steps.into(),
            line.recipe.as_str().into(),
            line.operator.clone(),
            line.created_at.to_string().into(),
            ended.into(),
            line.id.as_str().into(),
        ]
    };
    let columns = vec!["subject", "state", "steps", "recipe", "operator", "created-at", "ended-at", "id"];
    Table { title: "Runs".into(), columns, rows: shown(app).iter().map(row).collect() }
}

fn selected(app: &App) -> Option<&RunSummary> {
    shown(app).get(app.runs.cursor.at).copied()
}

fn copy(app: &mut App, out: &mut Effects, what: impl Fn(&RunSummary) -> String) -> bool {
    let Some(text) = selected(app).map(what) else { return false };
    app.notify(Severity::Success, format!("Copied {text}"));
    out.push(Effect::Copy(text));
    true
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event, _out: &mut Effects) -> bool {
    let Event::Runs { generation, runs } = event else { return false };
    // Lists that come unasked carry 0 and are as new as can be.
    if generation != 0 && generation < app.runs.newest {
        return false;
    }
    app.runs.newest = app.runs.newest.max(generation);
    if app.runs.asked.is_some_and(|(asked, _)| generation >= asked) {
        app.runs.asked = None;
    }
    app.runs.known = true;
    let before = selected(app).map(|line| line.id.clone());
    app.summaries = runs;
    if let Some(at) = before.and_then(|id| shown(app).iter().position(|line| line.id == id)) {
        app.runs.cursor.at = at;
    }
    tell_of_interrupted(app);
    true
}

/// A run that nobody works on is somebody's half-done work: it is told once, wherever the operator is.
fn tell_of_interrupted(app: &mut App) {
    let left: Vec<RunSummary> = app
        .summaries
        .iter()
        // The runs of a batch are told with it.
        .filter(|line| line.batch.is_none())
        .filter(|line| line.interrupted && !line.state.is_over() && !app.runs.told.contains(&line.id))
        .cloned()
        .collect();
    app.runs.told.extend(left.iter().map(|line| line.id.clone()));
    match left.as_slice() {
        [] => {}
        [one] => {
            let words =
                format!("The run for {} was interrupted: F3 lists it, Enter opens it, u resumes it.", one.subject);
            app.notify(Severity::Warning, words);
        }
        many => {
            let words = format!("{} runs were interrupted: F3 lists them, Enter opens one, u resumes it.", many.len());
            app.notify(Severity::Warning, words);
        }
    }
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let len = shown(app).len();
    Some((&mut app.runs.cursor, len))
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    app.runs.asked.map(|(_, since)| since)
}

/// The field that keys are typed into.
pub fn prompt(app: &App) -> Option<&Prompt> {
    Some(&app.runs.prompt)
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    Some(&mut app.runs.prompt)
}

/// Called when its text has changed.
pub fn typed(app: &mut App, _out: &mut Effects) {
    app.runs.cursor = Cursor::default();
}
