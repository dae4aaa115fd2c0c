//! What can be done with a plan of many.

use super::{Act, selected};
use crate::backend::RowsFrom;
use crate::model::{Level, PipelineKind, RowStanding};
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why, always, may_write};
use crate::tui::app::App;
use crate::tui::pane::Screen;

const fn record(
    act: Act,
    id: &'static str,
    name: &'static str,
    label: &'static str,
    help: &'static str,
    keys: &'static [&'static str],
) -> Record {
    Record {
        action: Action::Rows(act),
        id,
        name,
        label,
        help,
        group: Group::Jobs,
        scope: Scope::Screen(Screen::Rows),
        keys,
        synonyms: &[],
        footer: 0,
        danger: Danger::None,
        available: always,
    }
}

fn on_screen(app: &App) -> Result<(), Why> {
    match app.screen() {
        Screen::Rows => Ok(()),
        _ => Err("plan a job about many first: mark people (F2), or choose a file (F6)".into()),
    }
}

/// Whether one may go on to the confirmation.
pub(super) fn can_go_on(app: &App) -> Result<(), Why> {
    on_screen(app)?;
    may_write(app)?;
    if app.rows.made.waits_for().is_some() {
        return Err("the rows are still being checked".into());
    }
    let plan = app.rows.made.data().ok_or("there is no plan")?;
    match plan.findings.iter().find(|finding| finding.level == Level::Blocker) {
        None => Ok(()),
        Some(finding) if finding.remedy.is_empty() => Err(finding.text.to_string().into()),
        Some(finding) => Err(format!("{}; {}", finding.text, finding.remedy).into()),
    }
}

fn has_row(app: &App) -> Result<(), Why> {
    on_screen(app)?;
    if selected(app).is_some() { Ok(()) } else { Err("no row is selected".into()) }
}

fn has_bad(app: &App) -> Result<(), Why> {
    on_screen(app)?;
    let skips = app.rows.wish.as_ref().is_some_and(|wish| wish.skip_bad);
    match skips || super::count(app, RowStanding::Bad) > 0 {
        true => Ok(()),
        false => Err("every row can be carried out".into()),
    }
}

fn can_mend(app: &App) -> Result<(), Why> {
    has_row(app)?;
    if !matches!(app.rows.wish.as_ref().map(|wish| &wish.from), Some(RowsFrom::File(_))) {
        return Err("only the rows of a file can be mended".into());
    }
    match selected(app).map(|row| (row.standing, row.column)) {
        Some((_, "row")) => Err("it is the row as a whole that is wrong; Space leaves it out".into()),
        Some((_, "")) | None => Err("nothing is wrong with this row".into()),
        Some(_) => Ok(()),
    }
}

fn has_recipes(app: &App) -> Result<(), Why> {
    on_screen(app)?;
    if super::kind(app) != Some(PipelineKind::Offboard) {
        return Err("only an offboarding is planned by another recipe here".into());
    }
    match app.session.as_ref().map_or(0, |session| session.recipes.len()) {
        0 | 1 => Err("there is one recipe only".into()),
        _ => Ok(()),
    }
}

/// The records of this screen.
pub const ACTIONS: &[Record] = &[
    Record {
        footer: 1,
        synonyms: &["agree", "next", "confirm", "apply"],
        available: can_go_on,
        ..record(
            Act::GoOn,
            "rows.confirm",
            "go on to the confirmation of many",
            "confirm",
            "Go on to the confirmation of what is ready; nothing is changed by it.",
            &["c"],
        )
    },
    Record {
        footer: 3,
        synonyms: &["exclude", "skip", "omit", "include"],
        available: has_row,
        ..record(
            Act::LeaveOut,
            "rows.leave-out",
            "leave the row out",
            "leave out",
            "Leave the selected row out, or take it in again; the plan is made anew.",
            &["Space"],
        )
    },
    Record {
        footer: 2,
        synonyms: &["edit", "fix", "correct", "change the cell"],
        available: can_mend,
        ..record(
            Act::Mend,
            "rows.mend",
            "mend the cell that is wrong",
            "mend",
            "Type another value for the cell that is wrong; the file stays as it is, the plan is made anew.",
            &["m"],
        )
    },
    Record {
        footer: 4,
        synonyms: &["bad", "set aside", "ignore"],
        available: has_bad,
        ..record(
            Act::SkipBad,
            "rows.skip-bad",
            "set bad rows aside",
            "set bad aside",
            "Carry out the rest and set aside every row that cannot be carried out, or insist on them again.",
            &["s"],
        )
    },
    Record {
        footer: 5,
        synonyms: &["only bad", "state", "ready"],
        available: on_screen,
        ..record(
            Act::Standing,
            "rows.standing",
            "only rows that stand so",
            "only",
            "Show only bad rows, then only ready ones, and so on; then all again.",
            &["f"],
        )
    },
    Record {
        footer: 6,
        synonyms: &["template", "variant", "choose"],
        available: has_recipes,
        ..record(
            Act::NextRecipe,
            "rows.recipe",
            "plan many by the next recipe",
            "recipe",
            "Make the plan anew by the next recipe.",
            &["R"],
        )
    },
];
