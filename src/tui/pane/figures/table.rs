//! The figures as a table to be copied or written out: all of them, not only those that are shown.

use crate::model::{DisplayText, Table};
use crate::tui::app::App;
use crate::tui::app::minutes::KEPT;

/// The figures in rows; none before they were read. Times are in UTC, days in the console's zone.
pub fn table(app: &App) -> Option<Table> {
    let figures = app.figures.past.data()?;
    let row = |figure: &str, when: String, what: &str, value: String| -> Vec<DisplayText> {
        vec![figure.into(), when.into(), what.into(), value.into()]
    };
    let mut rows = Vec::new();
    for (share, name) in [(50, "p50"), (95, "p95")] {
        let within = figures.within(share).map(|time| time.as_millis().to_string());
        rows.extend(within.map(|millis| row("event-to-cut-ms", String::new(), name, millis)));
    }
    for cut in &figures.cuts {
        rows.push(row("event-to-cut-ms", cut.at.to_string(), cut.name.as_str(), cut.took.as_millis().to_string()));
    }
    for day in figures.days(&app.zone) {
        for (what, number) in [("done", day.done), ("failed", day.failed), ("cancelled", day.cancelled)] {
            rows.push(row("runs", day.date.to_string(), what, number.to_string()));
        }
    }
    let minutes = app.calls.last(KEPT, app.now);
    let ago = (0..minutes.len()).rev();
    for (calls, ago) in minutes.into_iter().zip(ago) {
        let Some(calls) = calls else { continue };
        let at = app.now - jiff::SignedDuration::from_mins(i64::try_from(ago).unwrap_or(0));
        rows.push(row("calls", at.strftime("%Y-%m-%dT%H:%MZ").to_string(), "", calls.to_string()));
    }
    let columns = vec!["figure", "when", "what", "value"];
    Some(Table { title: "Figures".into(), columns, rows })
}
