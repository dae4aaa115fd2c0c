//! Figures of the past in words, the number beside every bar.

use super::{Columns, Paint, count, time, took};
use crate::model::{CutAfter, Day, Figures};
use jiff::tz::TimeZone;
use std::time::Duration;

/// How many of the last cuts are shown one by one.
const SHOWN: usize = 10;
/// Cells of the longest bar.
const BAR: u128 = 40;

fn bar(sign: &str, part: u128, most: u128) -> String {
    let cells = if part == 0 { 0 } else { (part * BAR).checked_div(most).unwrap_or(0).max(1) };
    sign.repeat(usize::try_from(cells).unwrap_or(0))
}

fn span(time: Duration) -> String {
    took(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}

/// The figures, one below the other.
pub(crate) fn figures(figures: &Figures, paint: Paint) -> String {
    let mut text = "From event to cut\n".to_owned();
    text.push_str(&cuts(figures));
    let days = figures.days(&TimeZone::UTC);
    text.push_str(&format!("\nRuns a day in UTC, the last {} days\n", days.len()));
    text.push_str(&runs(&days, paint));
    text.push_str(
        "\nCalls a minute are counted by the process that makes them: F10 in the console, /metrics of the service.\n",
    );
    text
}

fn cuts(figures: &Figures) -> String {
    let (Some(half), Some(most)) = (figures.within(50), figures.within(95)) else {
        return "  No event of an HR system has led to a cut yet.\n".to_owned();
    };
    let all = figures.cuts.len();
    let longest = figures.cuts.iter().map(|cut| cut.took).max().unwrap_or_default();
    let mut text = match all {
        1 => format!("  The one cut so far came {} after its event.\n", span(longest)),
        _ => format!(
            "  Of the last {all} cuts half came within {} (p50) and 95 of 100 within {} (p95); the longest took {}.\n",
            span(half),
            span(most),
            span(longest)
        ),
    };
    let shown = &figures.cuts[..all.min(SHOWN)];
    let scale = shown.iter().map(|cut| cut.took.as_millis()).max().unwrap_or(0);
    let mut columns = Columns::default();
    for CutAfter { name, at, took, run } in shown {
        let id = run.to_string();
        columns.row("", [time(*at), name.to_string(), span(*took), bar("=", took.as_millis(), scale), id]);
    }
    text.push_str(&columns.lines(2));
    text
}

fn runs(days: &[Day], paint: Paint) -> String {
    let sum = |of: fn(&Day) -> usize| days.iter().map(of).sum::<usize>();
    if sum(Day::all) == 0 {
        return format!("  No run has ended in the last {} days.\n", days.len());
    }
    let (done, failed, cancelled) = (sum(|day| day.done), sum(|day| day.failed), sum(|day| day.cancelled));
    let all = count(sum(Day::all), "run");
    let mut text = format!("  {all} ended: {done} done (+), {failed} failed (x), {cancelled} cancelled (-).\n");
    let most = days.iter().map(Day::all).max().unwrap_or(0) as u128;
    let mut columns = Columns::default();
    for day in days {
        let part = |number: usize, word: &str| if number == 0 { String::new() } else { format!("{number} {word}") };
        let bars = [("+", day.done), ("x", day.failed), ("-", day.cancelled)];
        let bars: String = bars.map(|(sign, number)| bar(sign, number as u128, most)).concat();
        let sign = match (day.failed, day.all()) {
            (_, 0) => paint.waiting(),
            (0, _) => paint.good(),
            _ => paint.bad(),
        };
        columns.row(
            sign,
            [
                day.date.to_string(),
                format!("{:>5}", day.all()),
                part(day.done, "done"),
                part(day.failed, "failed"),
                part(day.cancelled, "cancelled"),
                bars,
            ],
        );
    }
    text.push_str(&columns.lines(2));
    text
}
