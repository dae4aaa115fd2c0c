//! A job about many, planned: every row with what would come of it, those that need somebody first. A row can be left out
//! or mended here; nothing on this screen changes the tenant or the file.

mod confirming;
pub mod listed;
mod mending;
mod records;
mod view;

#[cfg(test)]
mod tests;

pub use mending::Mend;
pub use records::ACTIONS;
pub use view::{rows, view};

use crate::backend::{Command, Event, RowsWish, Severity};
use crate::model::{DisplayText, Fault, PipelineKind, RowStanding, RowsPlan, Table, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::{App, Remote};
use crate::tui::effect::{Effect, Effects};
use crate::tui::input::Timer;
use crate::tui::overlay::confirm::{self, Form};
use crate::tui::overlay::{Overlay, reader::Reader};
use crate::tui::pane::{Pane, Screen};
use crate::tui::widget::{Cursor, Prompt};
use listed::Listed;
use std::sync::Arc;
use std::time::Duration;

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Rows {
    /// What is planned.
    wish: Option<RowsWish>,
    /// The plan.
    made: Remote<Arc<RowsPlan>>,
    /// Why an earlier one became void.
    rebuilt: Option<DisplayText>,
    /// Of the question that the plan on the screen answers.
    generation: u64,
    /// How many rows have been read while the plan is made.
    checking: usize,
    /// Which rows are shown, and in what order.
    listed: Listed,
    cursor: Cursor,
    /// What the list is narrowed to.
    prompt: Prompt,
    /// A cell that is being mended.
    mend: Option<Mend>,
    /// What was typed into a confirmation that was left again.
    kept: Option<Form>,
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Go on to the confirmation.
    GoOn,
    /// Show only rows of one standing, one after the other.
    Standing,
    /// Leave the selected row out, or take it in again.
    LeaveOut,
    /// Leave out every row that cannot be carried out, or insist on them again.
    SkipBad,
    /// Give the cell that is wrong another value.
    Mend,
    /// Plan by the next recipe.
    NextRecipe,
}

impl Rows {
    /// The plan as far as it is there.
    pub fn plan(&self) -> Option<&Arc<RowsPlan>> {
        self.made.data()
    }
}

/// Why what the screen is about could not be read, if it could not.
pub fn fault(app: &App) -> Option<&Fault> {
    super::faults::of(&app.rows.made)
}

/// Opens the screen: asks for this plan.
pub fn open(app: &mut App, wish: RowsWish, out: &mut Effects) {
    if app.rows.wish.as_ref() != Some(&wish) {
        app.rows = Rows { wish: Some(wish), ..Rows::default() };
    }
    ask(app, out);
    app.go(Screen::Rows, out);
}

fn ask(app: &mut App, out: &mut Effects) {
    let Some(wish) = app.rows.wish.clone() else { return };
    let generation = app.next_generation();
    app.rows.made.ask(generation, app.now);
    app.rows.checking = 0;
    out.send(Command::PlanRows { generation, wish });
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, out: &mut Effects) -> bool {
    match act {
        Act::GoOn => return go_on(app, out),
        Act::Standing => {
            app.rows.listed.next_standing();
            look_anew(app, out);
        }
        Act::LeaveOut => return leave_out(app, out),
        Act::SkipBad => {
            let Some(wish) = &mut app.rows.wish else { return false };
            wish.skip_bad = !wish.skip_bad;
            ask(app, out);
        }
        Act::Mend => mending::begin(app),
        Act::NextRecipe => {
            let recipes = app.session.as_ref().map(|session| session.recipes.clone()).unwrap_or_default();
            let Some(wish) = &mut app.rows.wish else { return false };
            let now = wish.recipe.as_deref().or(recipes.first().map(String::as_str));
            let at = recipes.iter().position(|name| Some(name.as_str()) == now).map_or(0, |at| at + 1);
            let Some(next) = recipes.get(at % recipes.len().max(1)) else { return false };
            wish.recipe = Some(next.clone());
            ask(app, out);
        }
    }
    true
}

/// The recipe that is asked for; none for the job's first.
pub fn recipe(app: &App) -> Option<&str> {
    app.rows.wish.as_ref().and_then(|wish| wish.recipe.as_deref())
}

/// Which job the screen is about.
pub fn kind(app: &App) -> Option<PipelineKind> {
    app.rows.wish.as_ref().map(|wish| wish.job)
}

fn leave_out(app: &mut App, out: &mut Effects) -> bool {
    let Some(row) = selected(app).map(|at| (at.row, at.standing)) else { return false };
    let Some(wish) = &mut app.rows.wish else { return false };
    let left_out = &mut wish.edits.left_out;
    if !left_out.remove(&row.0) {
        left_out.insert(row.0);
    }
    ask(app, out);
    true
}

fn go_on(app: &mut App, out: &mut Effects) -> bool {
    if let Err(why) = records::can_go_on(app) {
        app.notify(Severity::Warning, format!("This cannot be confirmed: {why}."));
        return true;
    }
    let Some(plan) = app.rows.made.data().cloned() else { return false };
    let kept = app.rows.kept.take();
    confirm::open_many(app, plan, kept, out);
    true
}

/// Keeps what was typed into a confirmation that is left.
pub fn keep(app: &mut App, form: Form) {
    app.rows.kept = Some(form);
}

/// The selected row.
pub fn selected(app: &App) -> Option<&crate::model::PlannedRow> {
    let plan = app.rows.made.data()?;
    plan.rows.get(app.rows.listed.at(app.rows.cursor.at)?)
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    if app.rows.mend.is_some() && mending::act(app, action, out) {
        return true;
    }
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::Rows);
            list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::Open if app.rows.prompt.typing => {
            app.rows.prompt.typing = false;
            true
        }
        Action::Open => show_row(app),
        Action::Filter => {
            app.rows.prompt.typing = true;
            true
        }
        Action::Back | Action::Interrupt if app.rows.prompt.typing => {
            app.rows.prompt.typing = false;
            true
        }
        Action::Back if !app.rows.prompt.is_empty() || app.rows.listed.standing().is_some() => {
            app.rows.prompt.clear();
            app.rows.listed.every_standing();
            look_anew(app, out);
            true
        }
        Action::Refresh => {
            ask(app, out);
            true
        }
        Action::CopyRow | Action::CopyId => {
            let Some(text) = selected(app).map(listed::words) else { return false };
            app.notify(Severity::Success, format!("Copied {text}"));
            out.push(Effect::Copy(text));
            true
        }
        _ => false,
    }
}

fn show_row(app: &mut App) -> bool {
    let Some(row) = selected(app) else { return false };
    let (title, lines) = (format!("Row {}: {}", row.row, row.who), view::whole(row, app.size.0));
    app.open_overlay(Overlay::Reader(Reader::new(title, lines)));
    true
}

/// Looks again which rows are shown.
fn look_anew(app: &mut App, out: &mut Effects) {
    app.rows.cursor = Cursor::default();
    let plan = app.rows.made.data().cloned();
    app.rows.listed.begin(plan.as_deref(), app.rows.prompt.text());
    look_on(app, out);
}

/// Looks at the next rows; keys are listened to in between.
fn look_on(app: &mut App, out: &mut Effects) {
    let Some(plan) = app.rows.made.data().cloned() else { return };
    if app.rows.listed.look(&plan, app.rows.prompt.text()) {
        out.after(Timer::Narrow, Duration::ZERO);
    }
}

/// Called when the timer of the filter has run out.
pub fn rang(app: &mut App, out: &mut Effects) -> bool {
    look_on(app, out);
    app.screen() == Screen::Rows
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event, out: &mut Effects) -> bool {
    match event {
        Event::Checking { generation, rows } if app.rows.made.waits_for() == Some(generation) => {
            app.rows.checking = rows;
            app.screen() == Screen::Rows
        }
        Event::RowsPlanned { generation, result, rebuilt_because } => {
            planned(app, generation, result, rebuilt_because, out)
        }
        Event::RowsConfirmed { digest, result } => confirming::confirmed(app, &digest, result, out),
        _ => false,
    }
}

fn planned(
    app: &mut App,
    generation: u64,
    result: Result<Arc<RowsPlan>, Fault>,
    rebuilt: Option<DisplayText>,
    out: &mut Effects,
) -> bool {
    let waits = app.rows.made.waits_for();
    // A plan that replaces a void one comes unasked, with the generation of the one that it replaces.
    let replaces = rebuilt.is_some() && generation == app.rows.generation && waits.is_none();
    if !replaces && waits != Some(generation) {
        return false;
    }
    let row = selected(app).map(|row| row.row);
    let differs = match (app.rows.made.data(), &result) {
        (Some(old), Ok(new)) => old.digest != new.digest,
        _ => true,
    };
    if replaces {
        app.rows.made.ask(generation, app.now);
    }
    (app.rows.generation, app.rows.rebuilt) = (generation, rebuilt);
    app.rows.made.answer(generation, result, app.now);
    look_anew(app, out);
    // Where a row was mended or left out, one stays on that row, wherever it stands now.
    if let (Some(row), Some(plan)) = (row, app.rows.made.data().cloned()) {
        app.rows.cursor.at = app.rows.listed.place_of(&plan, row).unwrap_or(0);
    }
    if differs {
        confirm::plan_changed(app, true);
    }
    true
}

/// The rows that are shown, to be copied or written out.
pub fn table(app: &App) -> Option<Table> {
    let plan = app.rows.made.data()?;
    let cells = |at: usize| {
        let row = plan.rows.get(at)?;
        Some(vec![
            DisplayText::new(row.row.to_string()),
            row.who.clone(),
            row.standing.as_str().into(),
            row.words.clone(),
            row.column.into(),
            row.reason.clone(),
            row.remedy.clone(),
        ])
    };
    let rows = app.rows.listed.places().filter_map(cells).collect();
    let columns = vec!["row", "who", "standing", "what", "column", "reason", "remedy"];
    Some(Table { title: plan.title.clone(), columns, rows })
}

/// Whether any row is shown.
pub fn has_rows(app: &App) -> bool {
    app.rows.listed.shown() > 0
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let len = app.rows.listed.shown();
    Some((&mut app.rows.cursor, len))
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    app.rows.made.waits_since()
}

/// The field that keys are typed into.
pub fn prompt(app: &App) -> Option<&Prompt> {
    app.rows.mend.as_ref().map(|mend| &mend.prompt).or(Some(&app.rows.prompt))
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    let rows = &mut app.rows;
    rows.mend.as_mut().map(|mend| &mut mend.prompt).or(Some(&mut rows.prompt))
}

/// Called when its text has changed.
pub fn typed(app: &mut App, out: &mut Effects) {
    if app.rows.mend.is_none() {
        look_anew(app, out);
    }
}

/// How many rows stand so.
pub fn count(app: &App, standing: RowStanding) -> usize {
    app.rows.listed.count(standing)
}
