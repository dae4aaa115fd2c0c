//! How the budget stands, what calls are held back for, and how fast they go: for the pages that show work.

use super::page::{Ink, Piece, piece};
use crate::tui::app::App;
use crate::tui::pane::run::words::span;
use crate::tui::widget::gauge::{gauge, sparkline};
use crate::tui::widget::text;
use std::time::Duration;

/// How many minutes a line shows.
const MINUTES: usize = 15;

/// For how long calls are held back yet; nothing while they may go.
pub fn held_for(app: &App) -> Duration {
    let waited = Duration::try_from(app.now.duration_since(app.budget_at)).unwrap_or(Duration::ZERO);
    app.budget.waiting.as_ref().map_or(Duration::ZERO, |waiting| waiting.left.saturating_sub(waited))
}

/// For how long calls are held back yet, of how long, and why; none while they may go.
pub fn held(app: &App) -> Option<String> {
    let waiting = app.budget.waiting.as_ref()?;
    let seconds = |time: Duration| time.as_millis().div_ceil(1_000);
    let left = seconds(held_for(app));
    let whole = app.calls.wait().map(seconds).filter(|whole| *whole > left);
    let of = whole.map(|whole| format!(" of {whole} s")).unwrap_or_default();
    Some(format!("{left} s left{of}: {}", waiting.why))
}

/// How much of the budget is used, with a gauge of so many cells; the numbers are always there.
pub fn budget(app: &App, cells: usize) -> Piece {
    let meter = &app.budget;
    let words = match meter.allowed {
        None => "not told by the tenant yet".to_owned(),
        Some(allowed) => {
            let bar = gauge(u64::from(meter.used), u64::from(allowed), cells);
            format!("{bar} {} of {}", text::count(meter.used as usize), text::count(allowed as usize))
        }
    };
    piece(words, if meter.waiting.is_some() { Ink::Doubt } else { Ink::Plain })
}

/// How many calls a minute went of late, as a row of small bars with the numbers.
pub fn rate(app: &App) -> Vec<Piece> {
    let minutes = app.calls.last(MINUTES, app.now);
    let known: Vec<_> = minutes.into_iter().skip_while(Option::is_none).collect();
    let Some(now) = known.last().copied().flatten() else { return Vec::new() };
    let most = known.iter().copied().flatten().max().unwrap_or(0);
    let number = |n: u64| text::count(usize::try_from(n).unwrap_or(usize::MAX));
    let mut words = format!(" {} now", number(now));
    if most > now {
        words.push_str(&format!(", {} at most", number(most)));
    }
    vec![
        piece("calls a minute ", Ink::Plain),
        piece(sparkline(&known, 0, MINUTES, app.bars), Ink::Busy),
        piece(words, Ink::Plain),
    ]
}

/// How often calls were turned away or repeated since the start; none while that never happened.
pub fn trouble(app: &App) -> Option<Piece> {
    let (throttled, retries) = (app.budget.throttled, app.budget.retries);
    let mut parts = Vec::new();
    if throttled > 0 {
        parts.push(format!("429s {throttled}"));
    }
    if retries > 0 {
        parts.push(format!("repeated {retries}"));
    }
    (!parts.is_empty()).then(|| piece(parts.join(", "), Ink::Doubt))
}

/// How long something has gone on, as a countdown's counterpart: `3.2 s so far`.
pub fn so_far(since: crate::model::Timestamp, app: &App) -> String {
    let waited = Duration::try_from(app.now.duration_since(since)).unwrap_or(Duration::ZERO);
    format!("{} so far", span(waited))
}

/// Pieces in one row with gaps between them; what does not fit whole is left out, from the last on.
pub fn fitting(parts: Vec<Vec<Piece>>, width: u16) -> Vec<Piece> {
    let mut room = usize::from(width);
    let mut row = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let gap = if row.is_empty() { 0 } else { 3 };
        let wide = gap + part.iter().map(|one| text::width(&one.text)).sum::<usize>();
        if wide > room && !row.is_empty() {
            break;
        }
        if gap > 0 {
            row.push(piece(" ".repeat(gap), Ink::Plain));
        }
        room = room.saturating_sub(wide);
        row.extend(part);
    }
    row
}
