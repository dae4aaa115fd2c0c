//! A batch as it is drawn.

use super::{Row, listed, pace, sentence};
use crate::backend::BatchView;
use crate::model::{BatchOutcome, BatchRun, Listed, PipelineKind, RunState};
use crate::tui::app::place::inside;
use crate::tui::app::{App, clock};
use crate::tui::pane::page::{Ink, Page, Piece, piece};
use crate::tui::pane::run::words;
use crate::tui::pane::{Pane, eta, pulse};
use crate::tui::widget::gauge::{gauge, sparkline};
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Lines above the list: the sentence, access, counts, who is at work, budget and pace, time, whose it is, a blank.
const HEAD: u16 = 8;

/// Cells of the first column.
const STATE: u16 = 16;

/// Cells of the bar.
const BAR: usize = 24;

/// Where the rows of the list stand.
pub fn rows(body: Rect) -> Rect {
    let inner = inside(body);
    let head = HEAD.min(inner.height);
    Rect { y: inner.y + head, height: inner.height - head, ..inner }
}

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Batch) else { return };
    let focused = app.has_focus(Pane::Batch);
    let Some(view) = app.batch.seen() else {
        let inner = canvas.frame(placed.outer, "Batch", "", focused);
        let words = if app.spinner.is_some() { "Reading the batch ..." } else { "" };
        let quiet = canvas.theme.quiet;
        canvas.put(inner.x + 1, inner.y, inner.width.saturating_sub(2), words, quiet);
        return;
    };
    let line = &view.line;
    let state = words::batch_state(line);
    let (behind, all) = pace::behind(view);
    // Never a hundred before it is over.
    let share = if line.state.is_over() { 100 } else { (behind * 100).checked_div(all).unwrap_or(0).min(99) };
    let verb = PipelineKind::of(&line.kind).map_or("Batch", PipelineKind::verb);
    let title = format!("{verb} {}", line.title);
    canvas.frame(placed.outer, &title, &format!("{} {}  {share} %", state.sign, state.word), focused);
    let inner = inside(placed.outer);
    let area = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), height: HEAD.min(inner.height), ..inner };
    page(app, view, area.width).view(area, 0, canvas);
    let listed = listed(view);
    canvas.rows(placed.rows, app.batch.cursor, listed.len(), focused, |canvas, index, row, style| {
        match listed.get(index) {
            Some(Row::Wrong(run)) => wrong(run, row, style, canvas),
            Some(Row::Running(run)) => at_work(run, row, style, canvas),
            Some(Row::Aside(who)) => aside(who, row, style, canvas),
            None => {}
        }
    });
    if listed.is_empty() {
        let words = match line.state {
            RunState::Done => "Everybody ended well; nobody was set aside. w writes the result file.",
            RunState::Queued | RunState::Running => "Nobody is at work at this moment, and nothing has gone wrong.",
            _ => "Nothing went wrong, and nobody was set aside.",
        };
        let quiet = canvas.theme.quiet;
        let room = Rect { x: placed.rows.x + 2, width: placed.rows.width.saturating_sub(4), ..placed.rows };
        canvas.paragraph(room, words, quiet);
    }
}

/// One row of the page for each line, so that the list below never jumps.
fn page(app: &App, view: &BatchView, width: u16) -> Page {
    let mut page = Page::new(width);
    let mut put = |pieces: Vec<Piece>| {
        let mut room = usize::from(width);
        let mut fits = Vec::new();
        for part in pieces {
            let text = text::cut(&part.text, room).into_owned();
            room -= text::width(&text).min(room);
            fits.push(piece(text, part.ink));
        }
        page.row(0, fits);
    };
    let (words, ink) = sentence::of(view);
    put(vec![piece(words, ink)]);
    put(access(view));
    put(finished(view));
    put(now(view));
    put(budget(app, width));
    put(vec![piece(left(app, view), Ink::Plain)]);
    put(vec![piece(facts(app, view), Ink::Faint)]);
    page
}

fn facts(app: &App, view: &BatchView) -> String {
    let line = &view.line;
    let facts = [
        sentence::people(line.totals.people),
        format!("by {}", line.operator),
        clock::when(line.created_at, app.now, &app.zone),
        view.ticket.to_string(),
        view.reason.to_string(),
        format!("batch {}", text::cut_middle(line.id.as_str(), 9)),
    ];
    let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.trim().is_empty()).collect();
    facts.join(" · ")
}

fn access(view: &BatchView) -> Vec<Piece> {
    let (line, totals) = (&view.line, &view.line.totals);
    if PipelineKind::of(&line.kind) != Some(PipelineKind::Offboard) {
        return vec![piece("every person is a run of their own, read back like any other", Ink::Faint)];
    }
    let counts = format!("{:<13}{}/{}", "access cut", text::count(totals.access_cut), text::count(totals.planned));
    let after = view.all_cut_at.and_then(|at| words::between(line.created_at, at));
    match (after, line.state.is_over()) {
        (Some(after), _) => {
            vec![piece(counts, Ink::Good), piece(format!("   of all in {}", words::span(after)), Ink::Plain)]
        }
        (None, true) => vec![piece(counts, Ink::Bad), piece("   access is NOT proved to be cut of all", Ink::Bad)],
        (None, false) => vec![piece(counts, Ink::Busy), piece("   of all before the slow steps of any", Ink::Faint)],
    }
}

fn finished(view: &BatchView) -> Vec<Piece> {
    let totals = &view.line.totals;
    let over = totals.planned.saturating_sub(totals.left);
    let mut pieces =
        vec![piece(format!("{:<13}{}/{}", "finished", text::count(over), text::count(totals.planned)), Ink::Strong)];
    for (sign, count, word, ink) in [
        ('+', totals.done, "done", Ink::Good),
        ('x', totals.failed, "failed", Ink::Bad),
        ('?', totals.unknown, "unknown", Ink::Doubt),
        ('-', totals.cancelled, "cancelled", Ink::Doubt),
        ('!', totals.blocked, "set aside", Ink::Doubt),
    ] {
        if count > 0 {
            pieces.push(piece(format!("   {sign} {} {word}", text::count(count)), ink));
        }
    }
    pieces
}

/// Who is at work, by name; of a batch that is over, how fast it went.
fn now(view: &BatchView) -> Vec<Piece> {
    let line = &view.line;
    if line.state.is_over() {
        let took = line.ended_at.and_then(|end| words::between(line.created_at, end)).unwrap_or_default();
        let a_minute = (line.totals.planned as u64 * 60).checked_div(took.as_secs()).filter(|number| *number > 0);
        let number = |n: u64| sentence::people(usize::try_from(n).unwrap_or(usize::MAX));
        let words = match a_minute {
            Some(a_minute) => format!("{} a minute, from the confirmation to the end", number(a_minute)),
            None => "less than one person a minute".to_owned(),
        };
        return vec![piece(format!("{:<13}", "pace"), Ink::Strong), piece(words, Ink::Plain)];
    }
    let each = |run: &BatchRun| format!("{}: step {} of {}", run.name, (run.steps_ended + 1).min(run.steps), run.steps);
    let names: Vec<String> = view.running.iter().take(4).map(each).collect();
    let more = view.running.len().saturating_sub(names.len());
    let mut words = if names.is_empty() { "nobody is at work".to_owned() } else { names.join("  ·  ") };
    if more > 0 {
        words.push_str(&format!("  ·  and {more} more"));
    }
    vec![piece(format!("{:<13}", "now"), Ink::Strong), piece(words, Ink::Plain)]
}

/// The budget, what calls are held back for, and how fast they have gone of late.
fn budget(app: &App, width: u16) -> Vec<Piece> {
    let calls = app.batch.pace.calls();
    let mut parts = vec![vec![piece(format!("{:<13}", "budget"), Ink::Strong), pulse::budget(app, 10)]];
    parts.extend(pulse::held(app).map(|words| vec![piece(words, Ink::Doubt)]));
    if let Some(now) = calls.last().copied().flatten() {
        let most = calls.iter().copied().flatten().max().unwrap_or(0);
        let number = |n: u64| text::count(usize::try_from(n).unwrap_or(usize::MAX));
        parts.push(vec![
            piece("calls a minute ", Ink::Plain),
            piece(sparkline(&calls, 0, if width < 90 { 10 } else { 30 }, app.bars), Ink::Busy),
            piece(format!(" {} now, {} at most", number(now), number(most)), Ink::Plain),
        ]);
    }
    parts.extend(pulse::trouble(app).map(|part| vec![part]));
    pulse::fitting(parts, width)
}

fn left(app: &App, view: &BatchView) -> String {
    let line = &view.line;
    let (behind, all) = pace::behind(view);
    // Never full before it is over.
    let shown = if line.state.is_over() { behind } else { behind.min(all.saturating_sub(1)) };
    let bar = gauge(shown as u64, all as u64, BAR);
    let until = line.ended_at.or_else(|| super::counts_seconds(app).then_some(app.now));
    let took = until.and_then(|until| words::between(line.created_at, until)).map(words::span).unwrap_or_default();
    if line.state.is_over() {
        return format!("{bar} took {took}");
    }
    if let Some(due) = line.due.filter(|_| line.state == RunState::Queued) {
        return format!("{bar} planned for {}; s stops it before it begins", clock::when(due, app.now, &app.zone));
    }
    if line.interrupted {
        return format!("{bar} ! interrupted: nobody works on it; u takes it up where it stands");
    }
    if line.state == RunState::Paused {
        return format!("{bar} ! paused; u goes on");
    }
    match app.batch.pace.left(view) {
        None => format!("{bar} {took}"),
        Some((least, most)) => {
            // What calls are held back for comes on top: the pace was that of calls that went.
            let held = pulse::held_for(app);
            format!("{bar} {took}, {} left", eta::range(least + held, most + held))
        }
    }
}

fn tone(style: Style, ink: Ink, canvas: &Canvas<'_>) -> Style {
    if style == canvas.theme.text { ink.style(canvas.theme) } else { style }
}

fn wrong(run: &BatchRun, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let (sign, ink) = match run.outcome {
        BatchOutcome::Unknown => ("? unknown", Ink::Doubt),
        _ => ("x failed", Ink::Bad),
    };
    let mut columns = Columns::new(row);
    columns.put(canvas, sign, STATE, tone(style, ink, canvas));
    columns.put(canvas, run.name.as_str(), (row.width / 4).clamp(12, 30), style);
    columns.put(canvas, &format!("{:>7}", format!("{}/{}", run.steps_ended, run.steps)), 7, style);
    columns.rest(canvas, run.why.as_ref().map_or("", |why| why.as_str()), 0, style);
}

fn at_work(run: &BatchRun, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let mut columns = Columns::new(row);
    columns.put(canvas, "> running", STATE, tone(style, Ink::Busy, canvas));
    columns.put(canvas, run.name.as_str(), (row.width / 4).clamp(12, 30), style);
    columns.put(canvas, &format!("{:>7}", format!("{}/{}", run.steps_ended, run.steps)), 7, style);
    let bar = gauge(run.steps_ended as u64, run.steps as u64, 12);
    let words = match (run.access_cut_at.is_some(), run.asked) {
        (true, true) => "  access is cut; it was asked to stop",
        (true, false) => "  access is cut",
        (false, true) => "  it was asked to stop",
        (false, false) => "",
    };
    columns.rest(canvas, &format!("{bar}{words}"), 0, style);
}

fn aside(who: &Listed, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let mut columns = Columns::new(row);
    let why = who.set_aside.as_deref().unwrap_or_default();
    columns.put(canvas, &format!("! {why}"), STATE, tone(style, Ink::Doubt, canvas));
    let name = if who.name.is_empty() { &who.who } else { &who.name };
    columns.put(canvas, name.as_str(), (row.width / 4).clamp(12, 30), style);
    let place = who.row.map(|row| format!("{:>7}", format!("row {row}"))).unwrap_or_default();
    columns.put(canvas, &place, 7, style);
    columns.rest(canvas, who.reason.as_str(), 0, style);
}
