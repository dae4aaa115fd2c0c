//! A run as it is drawn: whose it is, whether access is cut, its steps, the one that is selected in full, and what it costs.

use super::{after, detail, interrupted, words};
use crate::model::{Planned, RunRecord, StepRecord, StepState, Timestamp};
use crate::tui::app::place::inside;
use crate::tui::app::{App, clock};
use crate::tui::pane::Pane;
use crate::tui::pane::page::Ink;
use crate::tui::view::header;
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::time::Duration;

/// Rows that the detail of the selected step gets at least.
const DETAIL: u16 = 4;

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
        Some(run) => divide(app, run, body).1.steps,
        None => inside(body),
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
    canvas.frame(area, &title, &right, focused);
    let (head, parts) = divide(app, run, area);
    for ((line, ink), y) in head.iter().zip(parts.head.top()..parts.head.bottom()) {
        let style = ink.style(canvas.theme);
        canvas.put(parts.head.x, y, parts.head.width, line, style);
    }
    let held = app.budget.waiting.is_some().then(|| header::budget(app, true).replacen("waiting ", "", 1));
    canvas.rows(parts.steps, app.run.cursor, run.steps.len(), focused, |canvas, index, row, style| {
        if let Some(step) = run.steps.get(index) {
            step_row(app, run, step, held.as_deref(), row, style, canvas);
        }
    });
    selected(app, run, parts.detail, canvas);
    foot(app, run, parts.foot, canvas);
}

/// The lines above the steps, no wider than the page.
fn head_lines(app: &App, run: &RunRecord, width: u16) -> Vec<(String, Ink)> {
    let mut lines = vec![(facts(app, run, usize::from(width)), Ink::Faint)];
    let (sentence, ink) = words::verdict(run).unwrap_or_else(|| words::access(run));
    lines.extend(text::wrap(&sentence, usize::from(width)).into_iter().take(3).map(|line| (line, ink)));
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
    held: Option<&str>,
    row: Rect,
    style: Style,
    canvas: &mut Canvas<'_>,
) {
    let look = words::standing(run, step, super::around(app));
    let ink = if style == canvas.theme.text { look.ink.style(canvas.theme) } else { style };
    let mut columns = Columns::new(row);
    columns.put(canvas, &format!("{} {}", look.sign, look.word), 11, ink);
    columns.put(canvas, &step.name, if row.width < 90 { 13 } else { 18 }, style);
    // A step that was left off stands still: no time goes by.
    let now = if look.ink == Ink::Busy { app.now } else { step.ended_at.unwrap_or(app.now) };
    let took = elapsed(step, now).filter(|_| look.ink == Ink::Busy || step.ended_at.is_some());
    columns.put(canvas, &format!("{:>8}", took.map(words::span).unwrap_or_default()), 8, style);
    let tries = if step.attempts > 1 { format!("try {}", step.attempts) } else { String::new() };
    columns.put(canvas, &tries, 5, style);
    let said = match held.filter(|_| look.ink == Ink::Busy) {
        Some(held) => held.to_owned(),
        None => detail::in_short(run, step),
    };
    columns.rest(canvas, &said, 0, if look.ink == Ink::Faint { ink } else { style });
}

fn elapsed(step: &StepRecord, now: Timestamp) -> Option<Duration> {
    words::between(step.began_at?, step.ended_at.unwrap_or(now))
}

fn selected(app: &App, run: &RunRecord, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(step) = run.steps.get(app.run.cursor.at).filter(|_| area.height > 1) else { return };
    let quiet = canvas.theme.border;
    let rule = format!("── {} {}", step.name, "─".repeat(usize::from(area.width)));
    canvas.put(area.x, area.y, area.width, text::head(&rule, usize::from(area.width)), quiet);
    let page = detail::write(run, step, area.width, &app.zone);
    let below = Rect { y: area.y + 1, height: area.height - 1, ..area };
    page.view(below, 0, canvas);
    if page.len() > usize::from(below.height) {
        canvas.put_right(area.right(), area.y, area.width, " Enter shows all ", quiet);
    }
}

fn foot(app: &App, run: &RunRecord, area: Rect, canvas: &mut Canvas<'_>) {
    let behind = run.steps.iter().filter(|step| step.state == StepState::Ended).count();
    let (calls, planned) = words::planned_calls(run);
    let since = run.started_at.unwrap_or(run.created_at);
    let mut line = format!("{} planned calls {calls} of {planned}", bar(behind, run.steps.len()));
    // While nobody works on it, the time that goes by is not the run's.
    let until = run.ended_at.or_else(|| super::counts_seconds(app).then_some(app.now));
    if let Some(took) = until.and_then(|until| words::between(since, until)) {
        line.push_str(&format!("   {}", words::span(took)));
    }
    match words::repeats(run) {
        0 => {}
        1 => line.push_str("   1 step tried again"),
        more => line.push_str(&format!("   {more} further tries")),
    }
    let mut counts = header::budget(app, true);
    let meter = &app.budget;
    if meter.calls > 0 {
        let all = format!("   calls here {}, 429s {}, repeated {}", meter.calls, meter.throttled, meter.retries);
        counts.push_str(&all);
    }
    let plain = canvas.theme.text;
    let second = if app.budget.waiting.is_some() { canvas.theme.warning } else { canvas.theme.quiet };
    for ((line, style), y) in [(line, plain), (counts, second)].iter().zip(area.top()..area.bottom()) {
        canvas.put(area.x, y, area.width, line.trim(), *style);
    }
}

/// How much is behind us; full only when all of it is.
fn bar(behind: usize, all: usize) -> String {
    const CELLS: usize = 15;
    let full = (behind * CELLS).checked_div(all).unwrap_or(0);
    format!("[{}{}]", "=".repeat(full), "-".repeat(CELLS - full))
}
