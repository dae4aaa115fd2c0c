//! `lanyard sync-roles`: plans, and with `--yes` carries out, what a file of roles asks for.

use super::confirming::{Confirming, given, how_to, reason_given};
use super::restore::shell;
use super::rows;
use super::sync_counts::Counts;
use crate::backend::{Edits, SYNC_COLUMNS, SyncRow, SyncStanding, SyncWish, Synced};
use crate::cli::args::{Form, SyncRoles};
use crate::cli::desk::Desk;
use crate::cli::new_file::{new_file, unwritable};
use crate::cli::{Answer, Kind, Out, Trouble, shape, text, whole};
use crate::model::{CorrelationId, DisplayText, Plan, Progress, RunEvent, RunId, RunRecord, StepState, Table, UserId};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write as _};
use tokio_util::sync::CancellationToken;

/// Plans and, where it was confirmed and something differs, carries out.
pub(crate) async fn run(
    desk: &dyn Desk,
    args: &SyncRoles,
    out: &Out,
    stop: &CancellationToken,
) -> Result<Answer, Trouble> {
    reason_given(args.yes, args.reason.as_deref())?;
    let edits = Edits { columns: rows::mapping(&args.map, SYNC_COLUMNS)?, ..Edits::default() };
    let wish = SyncWish { source: rows::source(&args.file)?, edits, mode: args.mode, skip_bad: args.skip_bad };
    // Made before anything is done: what came of the rows must have a place.
    let mut result = match &args.result {
        Some(path) => Some((path, new_file(path).map_err(|error| unwritable(path, &error))?)),
        None => None,
    };
    whole::read(desk, Form::default(), out).await?;
    let made: RefCell<Option<Synced>> = RefCell::new(None);
    let make = async || {
        let synced = desk.plan_sync_roles(&wish).await?;
        let plan = synced.plan.clone();
        made.replace(Some(synced));
        Ok(plan)
    };
    let plan = make().await?;
    let differs = !plan.steps.is_empty() || plan.blockers().next().is_some();
    let (mut carried, mut failed) = (None, None);
    if args.yes && differs {
        let given = given(args.reason.as_deref(), args.ticket.as_deref());
        let counting = Counting { desk, made: &made, counts: RefCell::new(None), out };
        let watch = |event: &RunEvent| counting.see(event);
        let expect = args.expect.as_deref();
        let confirming = Confirming { expect, watch: Some(&watch), ..Confirming::of(desk, &given, out, stop) };
        // The plan that was just made is the one that is confirmed; it is made anew only when it has become void.
        let first = RefCell::new(Some(plan.clone()));
        let again = async || {
            let kept = first.take();
            match kept {
                Some(plan) => Ok(plan),
                None => make().await,
            }
        };
        match confirming.go(&wish.source.name(), again, &mut None).await {
            Ok(done) => carried = Some(done),
            Err(trouble) => failed = Some(trouble),
        }
    }
    let Some(synced) = made.take() else { return Err(not_made()) };
    let run = carried.as_ref().map(|done| &done.record);
    if let Some(record) = run {
        out.meanwhile(&Counts::after(&synced.rows, record).line(desk.throttled()));
    }
    if let Some((path, file)) = &mut result {
        write(&synced.rows, run, file).map_err(|error| unwritable(path, &error))?;
    }
    let answer = json!({
        "confirmed": run.is_some(),
        "plan": shape::plan(&synced.plan),
        "run": run.map(|record| shape::run(record, false)),
        "rows": synced.plan.before.grants().map(|image| image.tally),
        "outcomes": outcomes(&synced.rows, run),
        "bad": synced.rows.iter().filter(|row| row.standing == SyncStanding::Bad).map(bad).collect::<Vec<_>>(),
    });
    let words = match run {
        Some(record) => format!("{}\n{}\n", text::sentence(record), counted(&synced.rows, run)),
        None if failed.is_some() => String::new(),
        None => text::plan(&synced.plan, out.paint) + &closing(args, &synced.plan),
    };
    Ok(Answer::good(answer, words).with(carried.and_then(|done| done.trouble)).with(failed))
}

fn closing(args: &SyncRoles, plan: &Plan) -> String {
    let say = if plan.blockers().next().is_some() {
        "The plan is blocked; correct the rows, or leave them out with --skip-bad.\n".to_owned()
    } else if plan.steps.is_empty() {
        "There is nothing to do.\n".to_owned()
    } else {
        let skip = if args.skip_bad { " --skip-bad" } else { "" };
        let map: String = args.map.iter().map(|word| format!(" --map {}", shell(word))).collect();
        let file = shell(&args.file);
        how_to(&format!("lanyard sync-roles {file} --mode {}{skip}{map}", args.mode.as_str()), plan)
    };
    format!("\nNothing was changed. {say}")
}

/// Tells while a run is carried out how many of the rows are done.
struct Counting<'a> {
    desk: &'a dyn Desk,
    made: &'a RefCell<Option<Synced>>,
    counts: RefCell<Option<(RunId, Counts)>>,
    out: &'a Out,
}

impl Counting<'_> {
    /// Tells whenever another hundredth of the rows is done.
    fn see(&self, event: &RunEvent) {
        let Progress::Step(step) = &event.progress else { return };
        let Some(outcome) = step.outcome.filter(|_| step.state == StepState::Ended) else { return };
        let mut counts = self.counts.borrow_mut();
        if counts.as_ref().is_none_or(|(run, _)| *run != event.run) {
            *counts = self.made.borrow().as_ref().map(|made| (event.run.clone(), Counts::of(&made.rows)));
        }
        let Some((_, counts)) = &mut *counts else { return };
        let before = counts.percent();
        counts.end(step.ordinal, outcome);
        if counts.percent() != before {
            self.out.meanwhile(&counts.line(self.desk.throttled()));
        }
    }
}

/// How many rows came to what; the sum is the number of rows.
fn outcomes(rows: &[SyncRow], run: Option<&RunRecord>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(came_of(row, run).0).or_default() += 1;
    }
    counts
}

fn counted(rows: &[SyncRow], run: Option<&RunRecord>) -> String {
    let words: Vec<_> = outcomes(rows, run).iter().map(|(word, n)| format!("{n} {word}")).collect();
    format!("{}: {}", text::count(rows.len(), "row"), words.join(", "))
}

/// The word for what came of a row, why, and by which answer.
fn came_of(row: &SyncRow, run: Option<&RunRecord>) -> (&'static str, DisplayText, Option<CorrelationId>) {
    match run {
        Some(run) => {
            let outcome = row.outcome(run);
            (outcome.word, outcome.reason, outcome.correlation)
        }
        None => (row.standing.as_str(), row.reason.clone(), None),
    }
}

fn bad(row: &SyncRow) -> Value {
    json!({
        "row": row.row,
        "column": row.column,
        "code": row.code,
        "person": row.person,
        "role": row.role,
        "division": row.division,
        "reason": row.reason,
        "remedy": row.remedy,
    })
}

/// A line for each row.
fn write(rows: &[SyncRow], run: Option<&RunRecord>, file: &mut File) -> io::Result<()> {
    let line = |row: &SyncRow| {
        let (word, reason, correlation) = came_of(row, run);
        let (id, correlation) = (row.id.as_ref().map(UserId::as_str), correlation.as_ref().map(CorrelationId::as_str));
        vec![
            DisplayText::new(row.row.to_string()),
            row.person.clone(),
            id.unwrap_or_default().into(),
            row.role.clone(),
            row.division.clone(),
            word.into(),
            row.column.into(),
            row.code.into(),
            reason,
            row.remedy.clone(),
            correlation.unwrap_or_default().into(),
        ]
    };
    let columns = vec![
        "row",
        "person",
        "id",
        "role",
        "division",
        "outcome",
        "column",
        "code",
        "reason",
        "remedy",
        "correlation_id",
    ];
    let table = Table { title: DisplayText::default(), columns, rows: rows.iter().map(line).collect() };
    let mut buffered = io::BufWriter::new(file);
    table.csv(&mut buffered)?;
    buffered.flush()
}

fn not_made() -> Trouble {
    Trouble::new(Kind::Failed, "no plan was made", "give the command again")
}
