//! A run as it is drawn: while it is not over, what is being done, its steps with their times, the one that is selected in
//! full, and what it costs; once it is over, its statement.

use super::{after, detail, foot, interrupted, statement, telling, times, told, words};
use crate::model::{Planned, RunRecord, StepRecord, StepState};
use crate::tui::app::place::inside;
use crate::tui::app::{App, clock};
use crate::tui::pane::page::{Ink, in_sight, put_row};
use crate::tui::pane::{Pane, pulse};
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::time::Duration;

/// Rows that the detail of the selected step gets at least, its rule included.
const DETAIL: u16 = 3;
/// From this width on a row has room for what a step is to change beside what became of it.
const WITH_PLANNED: u16 = 110;

/// How the pane divides its inside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parts {
    /// Whose run, and whether access is cut.
    pub head: Rect,
    /// The steps.
    pub steps: Rect,
    /// The selected step.
    pub detail: Rect,
    /// Calls, budget and time.
    pub foot: Rect,
}

/// Divides the pane for a run of so many steps.
pub fn parts(area: Rect, steps: usize, head: u16) -> Parts {
    let inner = Rect {
        x: area.x + area.width.min(2),
        y: area.y + area.height.min(1),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    };
    let head = head.min(inner.height);
    let foot = 2.min(inner.height - head);
    let middle = inner.height - head - foot;
    let wanted = u16::try_from(steps).unwrap_or(u16::MAX);
    let list = wanted.min(middle.saturating_sub(DETAIL).max(middle.min(3)));
    let row = |y: u16, height: u16| Rect { y: inner.y + y, height, ..inner };
    Parts {
        head: row(0, head),
        steps: row(head, list),
        detail: row(head + list, middle - list),
        foot: row(head + middle, foot),
    }
}

/// Where the rows of the steps stand.
pub fn rows(app: &App, body: Rect) -> Rect {
    match app.run.record() {
        Some(run) if !run.state.is_over() => divide(app, run, body).1.steps,
        Some(_) | None => inside(body),
    }
}

fn divide(app: &App, run: &RunRecord, body: Rect) -> (Vec<(String, Ink)>, Parts) {
    let head = head_lines(app, run, body.width.saturating_sub(4));
    let parts = parts(body, run.steps.len(), u16::try_from(head.len()).unwrap_or(u16::MAX));
    (head, parts)
}

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Run) else { return };
    let (area, focused) = (placed.outer, app.has_focus(Pane::Run));
    let Some(run) = app.run.record() else {
        let inner = canvas.frame(area, "Run", "", focused);
        let words = match (&app.run.watched, app.spinner) {
            (None, _) => "No run is open: choose one in the list of runs.",
            (Some(_), None) => "",
            (Some(_), Some(_)) => "Reading the run ...",
        };
        let style = canvas.theme.text;
        canvas.put(inner.x + 1, inner.y, inner.width.saturating_sub(2), words, style);
        return;
    };
    let state = words::state(run, interrupted(app));
    let behind = run.steps.iter().filter(|step| step.state == StepState::Ended).count();
    let title = format!("Run: {} {}", run.plan.pipeline.verb().to_lowercase(), run.plan.subject.name);
    let right = format!("{} {}  {behind} of {}", state.sign, state.word, run.steps.len());
    if run.state.is_over() {
        return over(app, area, &title, &right, canvas);
    }
    canvas.frame(area, &title, &right, focused);
    let (head, parts) = divide(app, run, area);
    for ((line, ink), y) in head.iter().zip(parts.head.top()..parts.head.bottom()) {
        let style = ink.style(canvas.theme);
        canvas.put(parts.head.x, y, parts.head.width, line, style);
    }
    let scale = times::scale(run, super::counts_seconds(app).then_some(app.now));
    canvas.rows(parts.steps, app.run.cursor, run.steps.len(), focused, |canvas, index, row, style| {
        if let Some(step) = run.steps.get(index) {
            step_row(app, run, step, scale, row, style, canvas);
        }
    });
    selected(app, run, scale, parts.detail, canvas);
    for (line, y) in foot::lines(app, run, parts.foot.width).iter().zip(parts.foot.top()..parts.foot.bottom()) {
        let style = canvas.theme.text;
        put_row(canvas, Rect { y, height: 1, ..parts.foot }, line, style);
    }
}

/// Draws the statement of a run that is over.
fn over(app: &App, area: Rect, title: &str, right: &str, canvas: &mut Canvas<'_>) {
    let Some(told) = told(app) else { return };
    let focused = app.has_focus(Pane::Run);
    let rows = inside(area);
    let cursor = app.run.cursor;
    let seen = in_sight(cursor.offset, told.page.len(), usize::from(rows.height));
    let right = if seen.is_empty() { right.to_owned() } else { format!("{right}  rows {seen}") };
    canvas.frame(area, title, &right, focused);
    canvas.rows(rows, cursor, told.page.len(), focused, |canvas, index, row, style| {
        if let Some(pieces) = told.page.rows().get(index) {
            put_row(canvas, row, pieces, style);
        }
    });
}

/// The lines above the steps, no wider than the page.
fn head_lines(app: &App, run: &RunRecord, width: u16) -> Vec<(String, Ink)> {
    let now = telling::now(run, super::around(app));
    let mut lines: Vec<_> =
        text::wrap(&now, usize::from(width)).into_iter().take(3).map(|line| (line, Ink::Strong)).collect();
    lines.push(words::access(run));
    lines.push((facts(app, run, usize::from(width)), Ink::Faint));
    if let (Some(due), Some(planned)) = (run.due, run.planned) {
        let when = clock::when(due, app.now, &app.zone);
        lines.push(match planned {
            Planned::Ahead => {
                (format!(". planned for {when}; the person is looked at again before it begins"), Ink::Plain)
            }
            Planned::Due => (format!("! due since {when}, and nobody has begun it; u begins it"), Ink::Doubt),
        });
    }
    if run.awaits_confirmation() {
        // Whether access is cut is said above, by what was proved.
        let rest =
            "! the rest waits for a confirmation: c goes on to it; in the inbox (F7) the event can be turned down";
        lines.extend(text::wrap(rest, usize::from(width)).into_iter().map(|line| (line, Ink::Doubt)));
    }
    if interrupted(app) {
        let left = "! interrupted: whoever worked on it has ended in the middle; u takes it up where it stands";
        lines.extend(text::wrap(left, usize::from(width)).into_iter().map(|line| (line, Ink::Doubt)));
    }
    // Why a held run stands still is said above already.
    if let Some(why) = run.why.as_ref().filter(|_| !run.awaits_confirmation()) {
        lines.push((why.as_str().to_owned(), Ink::Plain));
    }
    lines.extend(after::line(app, run).map(|line| (line, Ink::Strong)));
    if let Some((_, letters)) = app.run.told.as_ref().filter(|(told, _)| *told == run.id) {
        lines.push(words::told(letters));
    }
    lines
}

/// Whose run it is, as many facts as fit, the more telling ones first; a fact is never cut.
fn facts(app: &App, run: &RunRecord, width: usize) -> String {
    let facts = [
        format!("run {}", text::cut_middle(run.id.as_str(), 9)),
        format!("by {}", run.operator.name),
        clock::when(run.created_at, app.now, &app.zone),
        run.ticket.to_string(),
        run.plan.recipe.clone(),
        run.reason.to_string(),
        format!("plan {}", run.digest.short()),
    ];
    let mut line = String::new();
    for fact in facts.iter().filter(|fact| !fact.trim().is_empty()) {
        let longer = if line.is_empty() { fact.clone() } else { format!("{line} · {fact}") };
        if text::width(&longer) <= width {
            line = longer;
        }
    }
    line
}

fn step_row(
    app: &App,
    run: &RunRecord,
    step: &StepRecord,
    scale: u64,
    row: Rect,
    style: Style,
    canvas: &mut Canvas<'_>,
) {
    let look = words::standing(run, step, super::around(app));
    let ink = if style == canvas.theme.text { look.ink.style(canvas.theme) } else { style };
    let (name, cells) = match row.width {
        ..90 => (13, 8),
        90..160 => (14, 14),
        160.. => (18, 30),
    };
    let mut columns = Columns::new(row);
    columns.put(canvas, &format!("{} {}", look.sign, look.word), 11, ink);
    columns.put(canvas, &step.name, name, style);
    if words::repeats(run) > 0 {
        let tries = if step.attempts > 1 { format!("try {}", step.attempts) } else { String::new() };
        columns.put(canvas, &tries, 5, style);
    }
    // The time, its bar, and a cell before each.
    let behind = 8 + 1 + u16::try_from(cells).unwrap_or(0) + 1;
    let faint = if look.ink == Ink::Faint { ink } else { style };
    if row.width >= WITH_PLANNED && step.state == StepState::Ended {
        let half = columns.left().saturating_sub(behind + 1) / 2;
        columns.put(canvas, &statement::planned(run, step), half, faint);
    }
    columns.rest(canvas, &said(app, run, step, look.ink == Ink::Busy), behind + 1, faint);
    // A step that was left off stands still: no time goes by.
    let grows = look.ink == Ink::Busy;
    let took = times::took(step, grows.then_some(app.now));
    columns.put(canvas, &format!("{:>8}", took.map(words::span).unwrap_or_default()), 8, style);
    columns.put(canvas, &times::bar(took, scale, cells, grows), u16::try_from(cells).unwrap_or(0), ink);
}

/// What became of a step, or what it waits for.
fn said(app: &App, run: &RunRecord, step: &StepRecord, busy: bool) -> String {
    let spreading = app.run.wait().filter(|wait| wait.step == step.ordinal);
    match (busy, pulse::held(app), spreading) {
        (true, Some(held), _) => held,
        (true, None, Some(wait)) => format!("waits for {}, {}", wait.what, pulse::so_far(wait.since, app)),
        (true, None, None) if step.state == StepState::Effect => "taken by the tenant, being read back".to_owned(),
        _ => detail::in_short(run, step),
    }
}

fn selected(app: &App, run: &RunRecord, scale: u64, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(step) = run.steps.get(app.run.cursor.at).filter(|_| area.height > 1) else { return };
    let quiet = canvas.theme.border;
    let rule = format!("── {} {}", step.name, "─".repeat(usize::from(area.width)));
    canvas.put(area.x, area.y, area.width, text::head(&rule, usize::from(area.width)), quiet);
    let page = detail::write(run, step, area.width, &app.zone);
    let below = Rect { y: area.y + 1, height: area.height - 1, ..area };
    page.view(below, 0, canvas);
    let mut right = String::new();
    if page.len() > usize::from(below.height) {
        right.push_str(" Enter shows all ");
    }
    if scale > 0 {
        right.push_str(&format!(" full bar {} ", words::span(Duration::from_millis(scale))));
    }
    canvas.put_right(area.right(), area.y, area.width, &right, quiet);
}
