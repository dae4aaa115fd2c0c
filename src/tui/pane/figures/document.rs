//! The figures written out for a width, the number beside every bar.

use crate::model::{Day, Figures, RunId};
use crate::tui::app::minutes::KEPT;
use crate::tui::app::{App, clock};
use crate::tui::pane::page::{Ink, Page, Piece, piece};
use crate::tui::pane::run::words::span;
use crate::tui::widget::gauge::{length, tall};
use crate::tui::widget::text;
use std::time::Duration;

/// How many of the last cuts are shown one by one: as many as leave all three plots in sight, within these bounds.
const SHOWN: (usize, usize) = (4, 15);
/// Rows of all the rest, and of what is around the pane.
const REST: usize = 28 + 4;
/// Rows of the plot of calls.
const TALL: usize = 4;
/// Cells of a day's name and date.
const DATE: usize = 15;
/// Cells before that plot: a number, and the axis.
const AXIS: usize = 8;

/// The figures as rows.
#[derive(Debug, Default)]
pub struct Document {
    /// Its rows.
    pub page: Page,
    /// The rows that tell of a run.
    runs: Vec<(usize, RunId)>,
}

impl Document {
    /// The run that a row tells of.
    pub fn run(&self, row: usize) -> Option<RunId> {
        self.runs.iter().find(|(at, _)| *at == row).map(|(_, run)| run.clone())
    }
}

/// The figures for the width of the terminal; nothing before they were read.
pub fn write(app: &App) -> Document {
    // A frame on either side, and the blanks and the sign of a list's row.
    let width = app.size.0.saturating_sub(5);
    let mut told = Document { page: Page::new(width), runs: Vec::new() };
    let Some(figures) = app.figures.past.data() else { return told };
    cuts(&mut told, app, figures);
    told.page.gap();
    days(&mut told.page, &figures.days(&app.zone));
    told.page.gap();
    calls(&mut told.page, app);
    told
}

fn heading(page: &mut Page, words: &str) {
    page.row(0, [piece(words, Ink::Strong)]);
}

fn sentence(page: &mut Page, words: impl Into<String>) {
    page.row(0, [piece(words, Ink::Plain)]);
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn cuts(told: &mut Document, app: &App, figures: &Figures) {
    let page = &mut told.page;
    heading(page, "From event to cut");
    let (Some(half), Some(most)) = (figures.within(50), figures.within(95)) else {
        return sentence(page, "No event of an HR system has led to a cut yet.");
    };
    let all = figures.cuts.len();
    let longest = figures.cuts.iter().map(|cut| cut.took).max().unwrap_or_default();
    let words = match all {
        1 => format!("The one cut so far came {} after its event.", span(longest)),
        _ => format!(
            "The last {} cuts: half within {} (p50), 95 of 100 within {} (p95), the longest {}.",
            text::count(all),
            span(half),
            span(most),
            span(longest)
        ),
    };
    sentence(page, words);
    let room = usize::from(app.size.1).saturating_sub(REST).clamp(SHOWN.0, SHOWN.1);
    let shown = &figures.cuts[..all.min(room)];
    let scale = shown.iter().map(|cut| millis(cut.took)).max().unwrap_or(0);
    let name = (page.width() / 4).clamp(12, 30);
    let cells = page.width().saturating_sub(17 + name + 13);
    for cut in shown {
        told.runs.push((page.len(), cut.run.clone()));
        let cut_name = text::cut(cut.name.as_str(), name);
        let pad = " ".repeat(name.saturating_sub(text::width(&cut_name)));
        page.row(
            0,
            [
                piece(format!("{:<17}", clock::when(cut.at, app.now, &app.zone)), Ink::Faint),
                piece(format!("{cut_name}{pad}"), Ink::Plain),
                piece(format!("{:>12} ", span(cut.took)), Ink::Strong),
                piece("=".repeat(length(millis(cut.took), scale, cells)), Ink::Busy),
            ],
        );
    }
    if all > shown.len() {
        sentence(page, format!("The newest {} are shown; the export has all {}.", shown.len(), text::count(all)));
    }
}

fn days(page: &mut Page, days: &[Day]) {
    heading(page, &format!("Runs a day, the last {} days", days.len()));
    let sum = |of: fn(&Day) -> usize| days.iter().map(of).sum::<usize>();
    let all = sum(Day::all);
    if all == 0 {
        return sentence(page, format!("No run has ended in the last {} days.", days.len()));
    }
    let (done, failed, cancelled) = (sum(|day| day.done), sum(|day| day.failed), sum(|day| day.cancelled));
    sentence(
        page,
        format!(
            "{} ended: {} done (+), {} failed (x), {} cancelled (-).",
            text::counted(all, "run"),
            text::count(done),
            text::count(failed),
            text::count(cancelled)
        ),
    );
    let most = days.iter().map(Day::all).max().unwrap_or(0) as u64;
    let cells = page.width().saturating_sub(DATE + 8 + 30);
    for day in days {
        page.row(0, day_row(day, most, cells));
    }
}

/// A day with its numbers and its bar: signs on one scale, so that nothing is told by colour alone.
fn day_row(day: &Day, most: u64, cells: usize) -> Vec<Piece> {
    let mut row = vec![
        piece(format!("{:<DATE$}", day.date.strftime("%a %Y-%m-%d").to_string()), Ink::Faint),
        piece(format!("{:>8}", text::count(day.all())), Ink::Strong),
    ];
    let parts = [('+', day.done, Ink::Good), ('x', day.failed, Ink::Bad), ('-', day.cancelled, Ink::Doubt)];
    for (sign, number, ink) in parts {
        let words = if number == 0 { String::new() } else { format!("  {sign} {}", text::count(number)) };
        row.push(piece(format!("{words:<10}"), ink));
    }
    let mut left = cells;
    for (at, (sign, number, ink)) in parts.into_iter().enumerate() {
        // What follows keeps a cell, however little it is.
        let kept = parts[at + 1..].iter().filter(|(_, number, _)| *number > 0).count();
        let wide = length(number as u64, most, cells).min(left.saturating_sub(kept));
        left -= wide;
        row.push(piece(sign.to_string().repeat(wide), ink));
    }
    row
}

fn calls(page: &mut Page, app: &App) {
    heading(page, &format!("Calls a minute of this console, the last {KEPT} minutes"));
    let minutes = app.calls.last(KEPT, app.now);
    let Some(now) = minutes.last().copied().flatten() else {
        return sentence(page, "This console has made no call yet.");
    };
    let known: Vec<u64> = minutes.iter().copied().flatten().collect();
    let (most, all) = (known.iter().copied().max().unwrap_or(0), known.iter().sum::<u64>());
    let number = |n: u64| text::count(usize::try_from(n).unwrap_or(usize::MAX));
    let allowed = app.budget.allowed.map(u64::from);
    let allowance = match allowed {
        Some(allowed) => format!(" The tenant allows {}.", number(allowed)),
        None => " What the tenant allows it has not told yet.".to_owned(),
    };
    sentence(
        page,
        format!(
            "{} this minute, {} at most, {} in {}.{allowance}",
            number(now),
            number(most),
            number(all),
            text::counted(known.len(), "minute"),
        ),
    );
    let top = most.max(allowed.unwrap_or(0)).max(1);
    let cells = page.width().saturating_sub(AXIS).min(KEPT);
    for (at, bars) in tall(&minutes, top, cells, TALL, app.bars).into_iter().enumerate() {
        let label = match at {
            0 => number(top),
            at if at + 1 == TALL => "0".to_owned(),
            _ => String::new(),
        };
        page.row(0, [piece(format!("{label:>6} │"), Ink::Faint), piece(bars, Ink::Busy)]);
    }
    let from = format!("{cells} min ago");
    let gap = cells.saturating_sub(text::width(&from) + 3);
    page.row(0, [piece(format!("{:>AXIS$}{from}{:>gap$}now", "", ""), Ink::Faint)]);
}
