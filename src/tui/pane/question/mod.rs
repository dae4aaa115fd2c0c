//! Questions about access and their answers: why, why not, who can, what if, compare, power. Each question that is asked
//! from an answer is a step further on a trail; going back finds the step before as it was left.

mod answers;
mod asking;
mod choices;
mod doing;
mod lists;
mod long;
mod records;
mod reports;
mod view;

#[cfg(test)]
mod tests;

pub use asking::{directory_changed, hear, picked};
pub use choices::Pick;
pub use doing::{act, common};
pub use records::{ACTIONS, Act};
pub use view::{rows, view};

use super::outline::Outline;
use super::page::Piece;
use crate::access::answer::Change;
use crate::access::{Answer, Question};
use crate::backend::{Hit, Vocabulary};
use crate::model::{DisplayText, Fault, Permission, SubjectRef, Timestamp, UserId};
use crate::tui::app::{App, Remote};
use crate::tui::effect::Effects;
use crate::tui::input::Timer;
use crate::tui::widget::{Cursor, Prompt};
use long::Long;
use std::sync::Arc;

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Questions {
    /// The way to where one stands, the last step on the screen.
    steps: Vec<Step>,
    /// What the trail began with: the screen, then the person.
    root: Vec<String>,
    /// The names that questions are made of.
    pub vocabulary: Arc<Vocabulary>,
    /// The newest question that was asked.
    newest: u64,
}

/// One step of the trail.
#[derive(Debug)]
struct Step {
    /// What it is called in the trail.
    crumb: String,
    /// What was asked for.
    subject: Topic,
    /// What was answered.
    answer: Remote<Arc<Answer>>,
    /// As of when the grants were read that the answer rests on.
    grants_of: Option<Timestamp>,
    /// What is said above the rows.
    head: Vec<Vec<Piece>>,
    /// The rows.
    rows: Rows,
}

/// What a step is about.
#[derive(Debug)]
enum Topic {
    /// A question to the directory.
    Question(Question),
    /// One person's part of what changes would do; it came with the answer before.
    Difference,
    /// A person who was gone to from an answer; what the people screen showed before.
    Visit(Box<(String, Option<Hit>)>),
}

/// The rows of an answer: a tree that is there whole, or a list whose rows are made as they come into sight.
#[derive(Debug)]
enum Rows {
    Tree(Outline<Target>),
    Long(Long),
}

/// What a row is about: whatever of it can be asked about, opened or tried.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Target {
    /// A permission, and whose.
    permission: Option<(Who, Permission)>,
    /// Changes that the row names.
    changes: Vec<Change>,
    /// A person to go to.
    person: Option<(UserId, DisplayText)>,
    /// A row of a long list.
    row: Option<usize>,
}

/// Somebody by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Who {
    /// Who or what.
    pub subject: SubjectRef,
    /// The name.
    pub name: DisplayText,
}

impl Step {
    fn new(crumb: impl Into<String>, subject: Topic) -> Self {
        Self {
            crumb: crumb.into(),
            subject,
            answer: Remote::Idle,
            grants_of: None,
            head: Vec::new(),
            rows: Rows::Tree(Outline::past_headings()),
        }
    }

    fn filter(&self) -> &Prompt {
        match &self.rows {
            Rows::Tree(outline) => &outline.filter,
            Rows::Long(long) => &long.filter,
        }
    }

    fn filter_mut(&mut self) -> &mut Prompt {
        match &mut self.rows {
            Rows::Tree(outline) => &mut outline.filter,
            Rows::Long(long) => &mut long.filter,
        }
    }

    /// Whether the filter has not looked at every row yet.
    fn is_looking(&self) -> bool {
        matches!(&self.rows, Rows::Long(long) if long.looking().is_some())
    }

    /// What the selected row is about.
    fn target(&self) -> Option<&Target> {
        match &self.rows {
            Rows::Tree(outline) => outline.selected().map(|node| &node.target),
            Rows::Long(long) => long.selected().map(|row| &row.target),
        }
    }
}

impl Questions {
    fn top(&self) -> Option<&Step> {
        self.steps.last()
    }

    fn top_mut(&mut self) -> Option<&mut Step> {
        self.steps.last_mut()
    }
}

/// The field that keys are typed into.
pub fn prompt(app: &App) -> Option<&Prompt> {
    app.question.top().map(Step::filter)
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    app.question.top_mut().map(Step::filter_mut)
}

/// Called when its text has changed.
pub fn typed(app: &mut App, out: &mut Effects) {
    let Some(step) = app.question.steps.last_mut() else { return };
    match &mut step.rows {
        Rows::Tree(outline) => outline.narrow(),
        Rows::Long(long) => {
            long.begin();
            if long.look(step.answer.data()) {
                out.after(Timer::Narrow, std::time::Duration::ZERO);
            }
        }
    }
}

/// A long list is narrowed piece by piece, so that keys are answered meanwhile: the next piece.
pub fn rang(app: &mut App, out: &mut Effects) -> bool {
    let Some(step) = app.question.steps.last_mut() else { return false };
    let Rows::Long(long) = &mut step.rows else { return false };
    if long.look(step.answer.data()) {
        out.after(Timer::Narrow, std::time::Duration::ZERO);
    }
    true
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    match &mut app.question.steps.last_mut()?.rows {
        Rows::Tree(outline) => Some(outline.list()),
        Rows::Long(long) => Some(long.list()),
    }
}

/// Makes the rows that are in sight, now that it is known which those are.
pub fn settled(app: &mut App) {
    let height = app.layout.height(super::Pane::Question);
    if let Some(step) = app.question.steps.last_mut()
        && let Rows::Long(long) = &mut step.rows
    {
        long.make(step.answer.data(), height);
    }
}

/// Why what the screen is about could not be read, if it could not.
pub fn fault(app: &App) -> Option<&Fault> {
    app.question.top().and_then(|step| super::faults::of(&step.answer))
}

/// Whether the answer on the screen tells why somebody may do something.
pub fn tells_why(app: &App) -> bool {
    let why =
        |step: &Step| matches!(step.subject, Topic::Question(Question::Why { .. })) && step.answer.data().is_some();
    app.screen() == super::Screen::Question && app.question.top().is_some_and(why)
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    app.question.top().and_then(|step| step.answer.waits_since())
}

/// Called when the people screen comes to the top: whatever was asked from above it is over.
pub fn people_entered(app: &mut App) {
    if app.screens.len() == 1 {
        app.question.steps.clear();
    }
    while app.question.top().is_some_and(|step| !matches!(step.subject, Topic::Visit(_))) {
        app.question.steps.pop();
    }
}

/// Called when this screen comes to the top: who was gone to from an answer has been left.
pub fn entered(app: &mut App, out: &mut Effects) {
    while let Some(step) = app.question.steps.pop_if(|step| matches!(step.subject, Topic::Visit(_))) {
        if let Topic::Visit(before) = step.subject {
            super::people::show(app, &before.0, before.1, out);
        }
    }
    asking::again_if_overtaken(app, out);
}
