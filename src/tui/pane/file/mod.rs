//! A file of rows: where it is, how it is made, and which column of the job each of its headings is. Nothing is written
//! from here; every row is checked on the next screen.

mod completing;
mod records;
mod view;

#[cfg(test)]
mod tests;

pub use records::ACTIONS;
pub use view::{rows, view};

use super::jobs::Job;
use super::rows as checked;
use crate::backend::{Command, Event, FileEdits, FileHead, RowsFrom, RowsWish, Severity};
use crate::model::{DisplayText, Fault, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::{App, Remote};
use crate::tui::effect::Effects;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::picker::{Item, Picker};
use crate::tui::pane::question::Pick;
use crate::tui::pane::{Pane, Screen};
use crate::tui::widget::{Cursor, Prompt};
use completing::Wants;
use std::path::PathBuf;
use std::sync::Arc;

/// What the screen knows.
#[derive(Debug, Default)]
pub struct File {
    /// What is to be done with it.
    pub job: Job,
    /// The path as typed.
    prompt: Prompt,
    /// How it may go on.
    paths: Vec<DisplayText>,
    /// The question for those that has no answer yet.
    paths_asked: Option<u64>,
    /// What a key asked for before the answer was there.
    wants: Option<completing::Wants>,
    /// The file that was chosen.
    path: Option<PathBuf>,
    /// How it is made.
    head: Remote<Arc<FileHead>>,
    /// What the operator said about its headings.
    edits: FileEdits,
    cursor: Cursor,
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Choose another job.
    Job,
    /// Check every row, and go on to what would be done.
    Check,
}

/// Asks which job it is to be.
pub fn choose_job(app: &mut App) {
    let at = Job::ALL.iter().position(|job| *job == app.file.job).unwrap_or(0);
    let item = |job: &Job| Item { label: job.name.to_owned(), note: job.note.to_owned(), pick: Pick::Job(*job) };
    let items = Job::ALL.iter().map(item).collect();
    app.open_overlay(Overlay::Picker(Picker::new("What is to be done with the file?", items).on(at)));
}

/// A job was chosen: the path is asked for, or a file that is open is read for that job.
pub fn job_chosen(app: &mut App, job: Job, out: &mut Effects) {
    let open = app.screen() == Screen::File;
    if app.file.job.kind != job.kind {
        app.file.edits = FileEdits::default();
    }
    app.file.job = job;
    if !open {
        let path = app.file.prompt.text().to_owned();
        app.file = File { job, ..File::default() };
        // The folder of the last file is where the next one is looked for.
        app.file.prompt.set(&path[..path.rfind('/').map_or(0, |at| at + 1)]);
        app.file.prompt.typing = true;
        app.go(Screen::File, out);
        completing::ask(app, out);
    } else if app.file.path.is_some() {
        read(app, out);
    }
}

fn read(app: &mut App, out: &mut Effects) {
    let Some(path) = app.file.path.clone() else { return };
    let generation = app.next_generation();
    app.file.head.ask(generation, app.now);
    let edits = app.file.edits.clone();
    out.send(Command::OpenFile { generation, job: app.file.job.kind, path, edits });
}

/// Takes a path as the file.
fn take(app: &mut App, path: &str, out: &mut Effects) {
    app.file.prompt.set(path);
    app.file.prompt.typing = false;
    let path = PathBuf::from(path);
    if app.file.path.as_ref() != Some(&path) {
        app.file.edits = FileEdits::default();
        app.file.head = Remote::Idle;
    }
    app.file.path = Some(path);
    app.file.cursor = Cursor::default();
    read(app, out);
}

/// Why what the screen is about could not be read, if it could not.
pub fn fault(app: &App) -> Option<&Fault> {
    let trouble = || app.file.head.data().and_then(|head| head.trouble.as_ref());
    super::faults::of(&app.file.head).or_else(trouble)
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, out: &mut Effects) -> bool {
    match act {
        Act::Job => choose_job(app),
        Act::Check => return check(app, out),
    }
    true
}

fn check(app: &mut App, out: &mut Effects) -> bool {
    if let Err(why) = records::can_check(app) {
        app.notify(Severity::Warning, format!("The rows cannot be checked yet: {why}."));
        return true;
    }
    let Some(path) = app.file.path.clone() else { return false };
    let job = app.file.job;
    let wish = RowsWish {
        job: job.kind,
        from: RowsFrom::File(path),
        recipe: None,
        mode: job.mode,
        edits: app.file.edits.clone(),
        skip_bad: false,
    };
    checked::open(app, wish, out);
    true
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::File);
            list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::Open if app.file.prompt.typing => completing::want(app, Wants::Take, out),
        Action::Open => check(app, out),
        Action::NextPane if app.file.prompt.typing => completing::want(app, Wants::Complete, out),
        Action::Left => turn(app, -1, out),
        Action::Right => turn(app, 1, out),
        Action::Filter => {
            app.file.prompt.typing = true;
            app.file.cursor = Cursor::default();
            completing::ask(app, out);
            true
        }
        Action::Back | Action::Interrupt if app.file.prompt.typing && app.file.path.is_some() => {
            app.file.prompt.typing = false;
            true
        }
        Action::Refresh => {
            read(app, out);
            true
        }
        _ => false,
    }
}

/// Takes the selected heading for the next column of the job that is not taken yet.
fn turn(app: &mut App, by: isize, out: &mut Effects) -> bool {
    let file = &mut app.file;
    let Some(head) = file.head.data().filter(|_| !file.prompt.typing).cloned() else { return false };
    let Some((heading, column)) = head.headings.get(file.cursor.at) else { return false };
    let taken = |name: &str| head.headings.iter().any(|(_, taken)| *taken == Some(name)) && *column != Some(name);
    let mut choices: Vec<&str> = vec![""];
    choices.extend(head.columns.iter().map(|column| column.name).filter(|name| !taken(name)));
    let at = choices.iter().position(|name| *name == column.unwrap_or("")).unwrap_or(0);
    let next = choices[(at as isize + by).rem_euclid(choices.len() as isize) as usize];
    file.edits.columns.insert(heading.to_string(), next.to_owned());
    read(app, out);
    true
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event, out: &mut Effects) -> bool {
    match event {
        Event::Paths { generation, paths } if Some(generation) == app.file.paths_asked => {
            completing::answered(app, paths, out);
            true
        }
        Event::FileOpened { generation, result } => app.file.head.answer(generation, result, app.now),
        _ => false,
    }
}

/// The list's cursor and length: how the path may go on, or the headings.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let len = match app.file.prompt.typing {
        true => app.file.paths.len(),
        false => app.file.head.data().map_or(0, |head| head.headings.len()),
    };
    Some((&mut app.file.cursor, len))
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    app.file.head.waits_since()
}

/// The field that keys are typed into.
pub fn prompt(app: &App) -> Option<&Prompt> {
    Some(&app.file.prompt)
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    Some(&mut app.file.prompt)
}

/// Called when its text has changed.
pub fn typed(app: &mut App, out: &mut Effects) {
    completing::ask(app, out);
}

/// Whether Tab completes what is typed.
pub fn completes(app: &App) -> bool {
    app.screen() == Screen::File && app.file.prompt.typing
}
