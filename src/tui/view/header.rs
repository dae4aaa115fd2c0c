//! The first line: product, tenant and environment in words, operator, budget, age of the data, background work, the inbox.

use crate::backend::{Behind, DirectoryState, RunSummary};
use crate::tui::action::Action;
use crate::tui::app::{App, clock};
use crate::tui::pane::{self, Screen};
use crate::tui::widget::{Canvas, text};
use jiff::SignedDuration;
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

/// From how long a wait for an answer on it is said to be delayed, and from how long nothing is expected any more.
const DELAYED: SignedDuration = SignedDuration::from_secs(3);
const NO_RESPONSE: SignedDuration = SignedDuration::from_secs(15);

/// Whether what is on the screen is kept up to date, in words: from the wait for the answer that is outstanding, and
/// from how reading went.
pub fn standing(app: &App) -> (String, Standing) {
    if app.deserted {
        return ("x No response".to_owned(), Standing::Gone);
    }
    let waited = pane::waits_since(app).map(|since| app.now.duration_since(since)).unwrap_or_default();
    let seconds = waited.as_secs();
    if waited >= NO_RESPONSE {
        return (format!("x No response for {seconds} s"), Standing::Gone);
    }
    match &app.directory {
        // An answer that says no is a response.
        DirectoryState::Failed { fault, .. } if fault.status.is_none() => ("x No response".to_owned(), Standing::Gone),
        _ if app.budget.waiting.is_some() => ("! Delayed".to_owned(), Standing::Late),
        _ if waited >= DELAYED => (format!("! Delayed {seconds} s"), Standing::Late),
        DirectoryState::Ready { .. } => ("Live".to_owned(), Standing::Live),
        DirectoryState::Empty | DirectoryState::Loading { .. } | DirectoryState::Failed { .. } => {
            (String::new(), Standing::Live)
        }
    }
}

/// How far behind what is on the screen may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Answers come as they should.
    Live,
    /// An answer takes long.
    Late,
    /// None comes.
    Gone,
}

/// The runs and the batches that are under way, and how far they have come together.
pub fn work(app: &App) -> String {
    let alone =
        |run: &&RunSummary| run.batch.is_none() && !run.state.is_over() && !run.interrupted && run.planned.is_none();
    let runs: Vec<_> = app.summaries.iter().filter(alone).collect();
    let batches = app.jobs.under_way();
    let mut parts = Vec::new();
    if !runs.is_empty() {
        let (ended, all) = runs.iter().fold((0, 0), |(ended, all), run| (ended + run.steps_ended, all + run.steps));
        parts.push(format!("{}{}", text::counted(runs.len(), "run"), share(ended, all)));
    }
    if batches.0 > 0 {
        let words = if batches.0 == 1 { "1 batch".to_owned() } else { format!("{} batches", text::count(batches.0)) };
        parts.push(format!("{words}{}", share(batches.1, batches.2)));
    }
    parts.join(", ")
}

/// How much of it is over, in per cent; never all of it while anything is under way.
fn share(over: usize, all: usize) -> String {
    (over * 100).checked_div(all).map(|share| format!(" {} %", share.min(99))).unwrap_or_default()
}

/// What the tenant is to its people, as a badge.
fn badge(app: &App) -> (String, Style) {
    let theme = &app.theme;
    let word = app.manner.environment.as_str().trim();
    match &app.session {
        None => ("...".to_owned(), theme.quiet),
        Some(session) if session.demo => (" DEMO ".to_owned(), theme.badge_demo),
        // What nobody has given a word is taken for what needs most care.
        Some(_) if word.is_empty() || ["production", "prod", "live"].contains(&word.to_lowercase().as_str()) => {
            (" PRODUCTION ".to_owned(), theme.badge_production)
        }
        Some(_) => (format!(" {} ", word.to_uppercase()), theme.badge_other),
    }
}

/// A part of the line.
struct Part {
    words: String,
    style: Style,
    /// A shorter form, and when that takes its place.
    short: Option<(String, u8)>,
    /// When it is left out. Where there is no room for all, what has the greatest number gives way first; 0 never does.
    leave_out: u8,
    /// Where a click on it leads.
    leads: Option<Action>,
}

/// The parts in order: those on the left, and those that stand at the right end.
fn parts(app: &App) -> (Vec<Part>, Vec<Part>) {
    let theme = &app.theme;
    let part = |words: String, style, leave_out| Part { words, style, short: None, leave_out, leads: None };
    let (word, look) = badge(app);
    let product = Part { leads: Some(Action::Screens), ..part("lanyard".to_owned(), theme.accent, 6) };
    let mut left = vec![product, part(word, look, 0)];
    if app.manner.read_only {
        left.push(part(" READ ONLY ".to_owned(), theme.badge_read_only, 0));
    }
    if let Some(session) = &app.session {
        left.push(part(text::cut(session.tenant.as_str(), 28).into_owned(), theme.strong, 2));
        left.push(part(session.environment.to_string(), theme.quiet, 10));
    }
    let operator = app.session.as_ref().map(|session| format!("op: {}", session.operator.name)).unwrap_or_default();
    let waiting = app.budget.waiting.is_some();
    let budget_style = if waiting { theme.warning } else { theme.gauge };
    let (standing, how) = standing(app);
    let standing_style = match how {
        Standing::Live => theme.good,
        Standing::Late => theme.warning,
        Standing::Gone => theme.danger,
    };
    let age_style = match app.directory {
        DirectoryState::Failed { .. } => theme.warning,
        DirectoryState::Loading { .. } => theme.running,
        _ => theme.text,
    };
    let age = match &app.directory {
        DirectoryState::Ready { read_at, behind: None, .. } => Some((clock::when(*read_at, app.now, &app.zone), 7)),
        _ => None,
    };
    let (inbox, inbox_style) = match app.inbox.open(app.now) {
        (0, _) => (String::new(), theme.text),
        (open, 0) => (format!("inbox {}", text::count(open)), theme.strong),
        (open, late) => (format!("! inbox {}, {} late", text::count(open), text::count(late)), theme.warning),
    };
    let right = vec![
        part(operator, theme.quiet, 8),
        Part {
            short: Some((budget(app, false), if waiting { 5 } else { 9 })),
            leads: (!app.notices.is_empty()).then_some(Action::Messages),
            ..part(budget(app, true), budget_style, if waiting { 3 } else { 5 })
        },
        part(standing, standing_style, 1),
        Part { short: age, ..part(directory(app), age_style, if how == Standing::Live { 2 } else { 4 }) },
        Part { leads: Some(Action::Go(Screen::Runs)), ..part(work(app), theme.running, 4) },
        Part { leads: Some(Action::Go(Screen::Inbox)), ..part(inbox, inbox_style, 3) },
    ];
    (left, right)
}

/// Cells that the parts take, with two behind each.
fn wide(parts: &[Part]) -> usize {
    parts.iter().map(|part| text::width(&part.words) + 2).sum()
}

/// Makes parts shorter, or leaves them out, in the order that they declare, until they fit into so many cells.
fn fit(left: &mut Vec<Part>, right: &mut Vec<Part>, room: usize) {
    while wide(left) + wide(right) > room {
        let next = |part: &Part| part.short.as_ref().map_or(0, |(_, when)| *when).max(part.leave_out);
        let most = left.iter().chain(&*right).map(next).max().unwrap_or(0);
        if most == 0 {
            return;
        }
        for parts in [&mut *left, &mut *right] {
            for part in parts.iter_mut() {
                if let Some((short, _)) = part.short.take_if(|(_, when)| *when == most) {
                    part.words = short;
                } else if part.leave_out == most {
                    part.words.clear();
                }
            }
            parts.retain(|part| !part.words.is_empty());
        }
    }
}

/// The parts for which there is room, each with its place. What does not fit is shortened or left out in the order that the
/// parts declare; badges never are.
fn placed(app: &App) -> Vec<(Rect, Part)> {
    let area = app.layout.header;
    let (mut left, mut right) = parts(app);
    left.retain(|part| !part.words.is_empty());
    right.retain(|part| !part.words.is_empty());
    fit(&mut left, &mut right, usize::from(area.width));
    let mut placed = Vec::with_capacity(left.len() + right.len());
    let mut x = area.x + 1;
    let mut put = |x: &mut u16, parts: Vec<Part>| {
        for part in parts {
            let width = u16::try_from(text::width(&part.words)).unwrap_or(u16::MAX);
            placed.push((Rect { x: *x, width: width.min(area.right().saturating_sub(*x)), ..area }, part));
            *x = x.saturating_add(width).saturating_add(2);
        }
    };
    put(&mut x, left);
    let mut end = area.right().saturating_sub(u16::try_from(wide(&right)).unwrap_or(0)).max(x) + 1;
    put(&mut end, right);
    placed
}

/// Where a place of the line leads.
pub fn under(app: &App, at: Position) -> Option<Action> {
    placed(app).into_iter().find(|(area, _)| area.contains(at))?.1.leads
}

/// Draws it.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    for (place, part) in placed(app) {
        canvas.put(place.x, place.y, place.width, &part.words, part.style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::{Event, Waiting};
    use crate::tui::fake::{Desk, people};

    fn first_line(desk: &Desk) -> String {
        desk.text().lines().next().unwrap_or_default().to_owned()
    }

    fn real(width: u16, word: &str) -> Desk {
        let mut desk = Desk::new(width, 24);
        let session = crate::backend::Session { demo: false, ..people::session() };
        desk.app.manner.environment = word.into();
        desk.event(Event::Session(session));
        desk
    }

    #[test]
    fn the_environment_is_said_in_words_and_production_looks_like_nothing_else() {
        for (word, badge) in
            [("production", " PRODUCTION "), ("", " PRODUCTION "), ("test", " TEST "), ("uat 2", " UAT 2 ")]
        {
            let desk = real(80, word);
            assert!(first_line(&desk).contains(badge), "{}", first_line(&desk));
            let (_, look) = super::badge(&desk.app);
            assert_eq!(look == desk.app.theme.badge_production, badge == " PRODUCTION ");
        }
        assert!(first_line(&Desk::new(80, 24)).contains(" DEMO "));
    }

    #[test]
    fn badges_stay_at_every_width_and_the_rest_goes_by_its_order() {
        for width in 60..=200 {
            let mut desk = real(width, "production");
            desk.app.manner.read_only = true;
            desk.input(crate::tui::input::Input::Resize(width, 24));
            let line = first_line(&desk);
            assert!(line.contains(" PRODUCTION ") && line.contains(" READ ONLY "), "{width}: {line}");
            assert!(line.contains("Live"), "{width}: {line}");
            assert!(!line.contains('…'), "nothing is cut, it is left out: {line}");
            assert!(line.matches("budget").count() <= 1, "{line}");
        }
    }

    #[test]
    fn live_delayed_and_no_response_follow_the_wait() {
        let mut desk = Desk::new(120, 24);
        assert_eq!(standing(&desk.app), ("Live".to_owned(), Standing::Live));
        desk.keys("jan");
        for (after, words) in
            [(2, "Live"), (3, "! Delayed 3 s"), (14, "! Delayed 14 s"), (15, "x No response for 15 s")]
        {
            let since = desk.app.people.found.waits_since().unwrap();
            desk.app.now = since + SignedDuration::from_secs(after);
            assert_eq!(standing(&desk.app).0, words);
        }
        desk.answer();
        assert_eq!(standing(&desk.app).1, Standing::Live);
        desk.input(crate::tui::input::Input::BackendGone);
        assert_eq!(standing(&desk.app).1, Standing::Gone);
    }

    #[test]
    fn a_wait_that_the_service_asks_for_is_a_delay() {
        let mut desk = Desk::new(120, 24);
        let waiting = Some(Waiting { left: Duration::from_secs(17), why: "the tenant asks for it (429)".into() });
        desk.event(Event::Budget(crate::backend::BudgetMeter { waiting, ..people::budget() }));
        assert_eq!(standing(&desk.app).0, "! Delayed");
        assert!(first_line(&desk).contains("waiting 17 s"), "{}", first_line(&desk));
    }
}
