//! The first line: product, tenant and environment in words, operator, budget, age of the data, background work, the inbox.

use crate::backend::{Behind, DirectoryState};
use crate::tui::action::Action;
use crate::tui::app::{App, clock};
use crate::tui::pane::Screen;
use crate::tui::widget::{Canvas, text};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use std::time::Duration;

/// Cells of the budget's bar.
const BAR: usize = 10;

/// How the budget stands, with a bar while there is room for one.
pub fn budget(app: &App, bar: bool) -> String {
    let meter = &app.budget;
    if let Some(waiting) = &meter.waiting {
        let waited = Duration::try_from(app.now.duration_since(app.budget_at)).unwrap_or(Duration::ZERO);
        let left = waiting.left.saturating_sub(waited);
        let seconds = left.as_millis().div_ceil(1000);
        // For how long is more than why, where there is no room for both.
        return if bar { format!("waiting {seconds} s: {}", waiting.why) } else { format!("waiting {seconds} s") };
    }
    match meter.allowed {
        None => String::new(),
        Some(allowed) => {
            let numbers = format!("{}/{allowed}", meter.used);
            if !bar || allowed == 0 {
                return format!("budget {numbers}");
            }
            // Full only when it is: rounded down.
            let full = (meter.used as usize * BAR / allowed as usize).min(BAR);
            format!("budget [{}{}] {numbers}", "=".repeat(full), "-".repeat(BAR - full))
        }
    }
}

/// How the local directory stands.
pub fn directory(app: &App) -> String {
    match &app.directory {
        DirectoryState::Empty => "no people read yet".to_owned(),
        DirectoryState::Loading { loaded, total: Some(total), .. } => {
            format!("reading {} of {} people", text::count(*loaded), text::count(*total))
        }
        DirectoryState::Loading { loaded, total: None, .. } => format!("reading people: {}", text::count(*loaded)),
        DirectoryState::Ready { read_at, access_at, behind, .. } => {
            let people = clock::when(*read_at, app.now, &app.zone);
            let grants = match (behind, access_at) {
                (Some(behind), _) => reading(behind),
                (None, None) => "grants not read".to_owned(),
                (None, Some(at)) if clock::when(*at, app.now, &app.zone) == people => {
                    return format!("people, grants {people}");
                }
                (None, Some(at)) => format!("grants {}", clock::when(*at, app.now, &app.zone)),
            };
            format!("people {people}, {grants}")
        }
        DirectoryState::Failed { older_from: Some(at), .. } => {
            format!("! people not read; from {}", clock::when(*at, app.now, &app.zone))
        }
        DirectoryState::Failed { older_from: None, .. } => "! people not read".to_owned(),
    }
}

/// How far something has been read behind the rest.
fn reading(behind: &Behind) -> String {
    match behind.total {
        Some(total) if total > 0 => format!("{} {} %", behind.what, (behind.loaded * 100 / total).min(99)),
        _ => format!("{} {} so far", behind.what, text::count(behind.loaded)),
    }
}

/// A part of the line with its place.
struct Part {
    place: Rect,
    words: String,
    style: Style,
    /// Where a click on it leads.
    leads: Option<Action>,
}

/// The parts from the left: product, badge, tenant, environment; returns the column behind them.
fn left(app: &App, parts: &mut Vec<Part>) -> u16 {
    let (area, theme) = (app.layout.header, &app.theme);
    let mut x = area.x + 1;
    let mut put = |words: &str, max: u16, gap: u16, style, leads| {
        let words = text::cut(words, max.into()).into_owned();
        let width = u16::try_from(text::width(&words)).unwrap_or(max);
        parts.push(Part { place: Rect { x, width, ..area }, words, style, leads });
        x += width + gap;
    };
    put("lanyard", 8, 2, theme.strong, Some(Action::Screens));
    let (badge, tone) = match &app.session {
        None => ("...", theme.quiet),
        Some(session) if session.demo => (" DEMO ", theme.badge_demo),
        Some(_) => (" LIVE ", theme.badge_live),
    };
    put(badge, 6, 1, tone, None);
    if let Some(session) = &app.session {
        let third = area.width / 4;
        put(session.tenant.as_str(), third, 0, theme.strong, None);
        if area.width >= 100 {
            put(&format!(" · {}", session.environment), third, 0, theme.text, None);
        }
    }
    x
}

/// All parts. What does not fit is left out, the least needed first: operator, then bar, then budget.
fn parts(app: &App) -> Vec<Part> {
    let (area, theme) = (app.layout.header, &app.theme);
    let mut parts = Vec::new();
    let x = left(app, &mut parts);
    let (inbox, inbox_style) = match app.inbox.open(app.now) {
        (0, _) => (String::new(), theme.text),
        (open, 0) => (format!("inbox {}", text::count(open)), theme.strong),
        (open, late) => (format!("inbox {}, {} late", text::count(open), text::count(late)), theme.warning),
    };
    let runs = match app.active_runs() {
        0 => String::new(),
        n => text::counted(n, "run"),
    };
    let operator = app.session.as_ref().map(|s| format!("op: {}", s.operator.name)).unwrap_or_default();
    let budget_style = if app.budget.waiting.is_some() { theme.warning } else { theme.text };
    let age_style = match app.directory {
        DirectoryState::Failed { .. } => theme.warning,
        DirectoryState::Loading { .. } => theme.running,
        _ => theme.text,
    };
    let messages = (!app.notices.is_empty()).then_some(Action::Messages);
    let choices = [(true, true, true), (false, true, true), (false, false, true), (false, false, false)];
    for (with_operator, with_bar, with_budget) in choices {
        let right: Vec<(String, Style, Option<Action>)> = [
            (if with_operator { operator.clone() } else { String::new() }, theme.text, None),
            (if with_budget { budget(app, with_bar) } else { String::new() }, budget_style, messages),
            (directory(app), age_style, None),
            (runs.clone(), theme.running, Some(Action::Go(Screen::Runs))),
            (inbox.clone(), inbox_style, Some(Action::Go(Screen::Inbox))),
        ]
        .into_iter()
        .filter(|(words, ..)| !words.is_empty())
        .collect();
        let width: usize = right.iter().map(|(words, ..)| text::width(words) + 2).sum();
        let room = usize::from(area.right().saturating_sub(x + 1));
        if width <= room || !with_budget {
            let mut at = area.right().saturating_sub(u16::try_from(width.min(room)).unwrap_or(0)) + 1;
            for (words, style, leads) in right {
                let wide = u16::try_from(text::width(&words)).unwrap_or(u16::MAX);
                let place = Rect { x: at, width: wide.min(area.right().saturating_sub(at)), ..area };
                parts.push(Part { place, words, style, leads });
                at = at.saturating_add(wide).saturating_add(2);
            }
            break;
        }
    }
    parts
}

/// Where a place of the line leads.
pub fn under(app: &App, at: Position) -> Option<Action> {
    parts(app).into_iter().find(|part| part.place.contains(at))?.leads
}

/// Draws it.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    for Part { place, words, style, .. } in parts(app) {
        canvas.put(place.x, place.y, place.width, &words, style);
    }
}
