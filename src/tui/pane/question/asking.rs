//! Asking the directory and hearing its answers. An answer belongs to the step that waits for it; one that nobody waits
//! for any more is dropped.

use super::choices::{self, Pick};
use super::{Questions, Rows, Step, Topic, answers, lists};
use crate::access::answer::{Change, Side};
use crate::access::{Answer, Question};
use crate::backend::{Command, DirectoryState, Event, Severity, Vocabulary};
use crate::model::{SubjectRef, Timestamp, UserId};
use crate::tui::app::{App, Remote, veiling};
use crate::tui::effect::{Effect, Effects};
use crate::tui::pane::{Screen, file, inbox, people, plan, settings};
use crate::tui::widget::text;
use std::sync::Arc;

impl Questions {
    /// The trail in words, from the screen that it began on.
    pub(super) fn trail(&self) -> Vec<&str> {
        self.root.iter().map(String::as_str).chain(self.steps.iter().map(|step| step.crumb.as_str())).collect()
    }
}

/// When the grants that questions are answered from were read.
pub(super) fn grants_at(app: &App) -> Option<Timestamp> {
    match &app.directory {
        DirectoryState::Ready { access_at, .. } => *access_at,
        _ => None,
    }
}

/// Asks a question: a step further on the trail, or the first one of a new trail.
pub fn ask(app: &mut App, question: Question, crumb: impl Into<String>, out: &mut Effects) {
    begin(app, &question);
    app.question.steps.push(Step::new(crumb, Topic::Question(question)));
    if app.screen() != Screen::Question {
        app.screens.push(Screen::Question);
    }
    send(app, out);
}

/// A trail that begins on the people screen begins with the person that it is about.
fn begin(app: &mut App, question: &Question) {
    if app.screens.contains(&Screen::Question) {
        return;
    }
    app.question.steps.clear();
    app.question.root = vec!["People".to_owned()];
    let about = match question {
        Question::Why { subject, .. } | Question::WhyNot { subject, .. } => Some(subject),
        _ => None,
    };
    let chosen = app.people.chosen.as_ref().filter(|hit| about == Some(&SubjectRef::user(&hit.person.id)));
    app.question.root.extend(chosen.map(|hit| hit.person.name.to_string()));
}

/// Asks, or asks again, what the step on the screen is about.
pub(super) fn send(app: &mut App, out: &mut Effects) {
    let (generation, grants_of) = (app.next_generation(), grants_at(app));
    let now = app.now;
    let Some(step) = app.question.top_mut() else { return };
    let Topic::Question(question) = &step.subject else { return };
    let command = Command::Ask { generation, question: question.clone() };
    step.answer.ask(generation, now);
    step.grants_of = grants_of;
    app.question.newest = generation;
    out.send(command);
}

/// Back on a step whose question was overtaken by a newer one before it was answered: it is asked again.
pub(super) fn again_if_overtaken(app: &mut App, out: &mut Effects) {
    let newest = app.question.newest;
    if app.question.top().and_then(|step| step.answer.waits_for()).is_some_and(|waits| waits != newest) {
        send(app, out);
    }
}

/// Called when the directory stands otherwise: what could not be answered before the grants were read is asked again.
pub fn directory_changed(app: &mut App, out: &mut Effects) {
    let now = grants_at(app);
    let again = |step: &Step| matches!(step.answer, Remote::Failed { .. }) && now.is_some() && step.grants_of != now;
    if app.question.top().is_some_and(again) {
        send(app, out);
    }
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event) -> bool {
    match event {
        Event::Vocabulary(vocabulary) => {
            // What can be asked may be at hand now, and the footer says so.
            app.question.vocabulary = vocabulary;
            true
        }
        Event::Answered { generation, result } => {
            let vocabulary = Arc::clone(&app.question.vocabulary);
            let now = app.now;
            let waiting = app.question.steps.iter_mut().find(|step| step.answer.waits_for() == Some(generation));
            let Some(step) = waiting else { return false };
            if step.answer.answer(generation, result, now) {
                show(step, &vocabulary);
            }
            true
        }
        _ => false,
    }
}

/// Makes the rows of the answer that has come; filter, folds and place stay where there were rows before.
fn show(step: &mut Step, vocabulary: &Vocabulary) {
    let Some(answer) = step.answer.data() else { return };
    let (head, rows) = answers::build(answer, vocabulary, &sides(&step.subject));
    step.head = head;
    match (&mut step.rows, rows) {
        (Rows::Tree(old), Rows::Tree(new)) => old.set(new.into_nodes()),
        (Rows::Long(old), Rows::Long(new)) => old.again(new.counts().1),
        (old, new) => *old = new,
    }
}

/// Who is compared, where that is somebody.
fn sides(topic: &Topic) -> [Option<SubjectRef>; 2] {
    let subject = |side: &Side| if let Side::Subject(subject) = side { Some(subject.clone()) } else { None };
    match topic {
        Topic::Question(Question::Compare(a, b)) => [subject(a), subject(b)],
        _ => [None, None],
    }
}

/// Shows one person's part of what changes would do.
pub(super) fn open_difference(app: &mut App, row: usize) -> bool {
    let answer = app.question.top().and_then(|step| step.answer.data()).cloned();
    let Some(Answer::WhatIf(what)) = answer.as_deref() else { return false };
    let Some(difference) = what.row(row) else { return false };
    let (head, rows) = answers::difference(&difference);
    let crumb = difference.subject.name.to_string();
    let mut step = Step::new(crumb, Topic::Difference);
    step.grants_of = app.question.top().and_then(|step| step.grants_of);
    (step.head, step.rows) = (head, rows);
    app.question.steps.push(step);
    true
}

/// Goes to a person named in an answer; going back finds the answer and what the people screen showed before.
pub(super) fn visit(app: &mut App, id: &UserId, words: &str, name: String, out: &mut Effects) {
    let before = (app.people.query.text().to_owned(), app.people.chosen.clone());
    app.question.steps.push(Step::new(name, Topic::Visit(Box::new(before))));
    app.screens.push(Screen::People);
    people::find(app, words, id, out);
}

/// Asks what changes would do.
pub(super) fn what_if(app: &mut App, changes: Vec<Change>, words: &str, out: &mut Effects) {
    ask(app, Question::WhatIf(changes), format!("what if {words}"), out);
}

/// Something was chosen from a list of names.
pub fn picked(app: &mut App, pick: Pick, out: &mut Effects) {
    match pick {
        Pick::Permission(wish, permission) => choices::divisions(app, wish, permission, out),
        Pick::Ask(question, crumb) => ask(app, question, crumb, out),
        Pick::Job(job) => file::job_chosen(app, job, out),
        Pick::EventRecipe(event, recipe) => inbox::recipe_chosen(app, &event, recipe, out),
        Pick::Theme(theme) => settings::theme_chosen(app, theme),
        Pick::Portion(portion) => plan::restoring::chosen(app, portion, out),
        Pick::Write(what, form) => {
            if let Some(list) = what.list(app) {
                // Where it was written is told when it has been; a word before that would only stand in its way.
                out.send(Command::Export { name: list.name, table: Arc::new(list.table), form });
            }
        }
    }
}

/// Copies the list of the focused pane as a Markdown table.
pub(super) fn copy_list(app: &mut App, out: &mut Effects) {
    let Some(list) = lists::list_of(app) else { return };
    let rows = text::counted(list.table.rows.len(), "row");
    let mut text = Vec::new();
    // Neither can fail: a vector takes what is written, and the writer writes text.
    if veiling::shown(app, &list.table).markdown(&mut text).is_err() {
        return;
    }
    let Ok(text) = String::from_utf8(text) else { return };
    app.notify(Severity::Success, format!("Copied {rows} as Markdown, folded ones too."));
    out.push(Effect::Copy(text));
}
