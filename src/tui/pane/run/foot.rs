//! What stands under the steps of a run at work: its calls, its time, how long yet; the budget and how fast calls go.

use super::words;
use crate::model::RunRecord;
use crate::tui::app::App;
use crate::tui::pane::page::{Ink, Piece, piece};
use crate::tui::pane::{eta, pulse};
use crate::tui::widget::gauge::gauge;

/// The lines, none wider than this.
pub fn lines(app: &App, run: &RunRecord, width: u16) -> [Vec<Piece>; 2] {
    let cells = if width < 90 { 10 } else { 20 };
    let mut first = vec![vec![piece("calls  ", Ink::Faint), calls(run, cells)]];
    first.extend(time(app, run).into_iter().map(|part| vec![part]));
    let mut second = vec![vec![piece("budget ", Ink::Faint), pulse::budget(app, cells)]];
    second.extend(pulse::held(app).map(|words| vec![piece(words, Ink::Doubt)]));
    second.push(pulse::rate(app));
    second.extend(pulse::trouble(app).map(|part| vec![part]));
    [pulse::fitting(first, width), pulse::fitting(second, width)]
}

/// The planned calls that are behind; the gauge is not full before the run is over.
fn calls(run: &RunRecord, cells: usize) -> Piece {
    let (behind, all) = words::planned_calls(run);
    let shown = if run.state.is_over() { behind } else { behind.min(all.saturating_sub(1)) };
    piece(format!("{} {behind} of {all}", gauge(u64::from(shown), u64::from(all), cells)), Ink::Plain)
}

/// How long it has taken, what was tried again, and for how long yet.
fn time(app: &App, run: &RunRecord) -> Vec<Piece> {
    let mut parts = Vec::new();
    let since = run.started_at.unwrap_or(run.created_at);
    // While nobody works on it, the time that goes by is not the run's.
    let until = run.ended_at.or_else(|| super::counts_seconds(app).then_some(app.now));
    let took = until.and_then(|until| words::between(since, until));
    parts.extend(took.map(|took| piece(words::span(took), Ink::Plain)));
    match words::repeats(run) {
        0 => {}
        1 => parts.push(piece("1 step tried again", Ink::Plain)),
        more => parts.push(piece(format!("{more} further tries"), Ink::Plain)),
    }
    let (behind, all) = words::planned_calls(run);
    if let Some((least, most)) = took.and_then(|took| eta::of_run(run, behind, all, took)) {
        // What calls are held back for comes on top: neither guess knows of it.
        let held = pulse::held_for(app);
        parts.push(piece(format!("{} left", eta::range(least + held, most + held)), Ink::Strong));
    }
    parts
}
