//! The letters as they are drawn, with how their targets stand above them.

use super::shown;
use crate::backend::{Letter, LetterState, LetterTarget, Letters};
use crate::tui::app::place::inside;
use crate::tui::app::{App, Remote, clock};
use crate::tui::pane::Pane;
use crate::tui::pane::page::Ink;
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The ink for a state.
pub(super) fn ink(state: LetterState) -> Ink {
    match state {
        LetterState::Dead => Ink::Bad,
        LetterState::Waiting => Ink::Busy,
        LetterState::Sent => Ink::Good,
    }
}

fn sign(state: LetterState) -> char {
    match state {
        LetterState::Dead => 'x',
        LetterState::Waiting => '>',
        LetterState::Sent => '+',
    }
}

/// Where the rows of the list stand: below the line about the targets.
pub fn rows(body: Rect) -> Rect {
    let inner = inside(body);
    // The line about the targets, and where there is room one that names the columns.
    let head = if inner.height > 8 { 2 } else { inner.height.min(1) };
    Rect { y: inner.y + head, height: inner.height - head, ..inner }
}

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Notices) else { return };
    let focused = app.has_focus(Pane::Notices);
    let shown = shown(app);
    let prompt = &app.letters.prompt;
    let title =
        if prompt.is_empty() || prompt.typing { "Notices".to_owned() } else { format!("Notices  /{}", prompt.text()) };
    let all = app.letters.all.data();
    canvas.frame(placed.outer, &title, &all.map(|all| totals(all)).unwrap_or_default(), focused);
    let head = Rect { height: 1, ..inside(placed.outer) };
    if let Some(all) = all {
        let (words, ink) = targets(app, all);
        let style = ink.style(canvas.theme);
        canvas.put(head.x + 1, head.y, head.width.saturating_sub(2), &words, style);
    }
    if shown.is_empty() {
        let (words, style) = absence(app, canvas);
        let area = placed.rows;
        let room = Rect { x: area.x + area.width.min(2), width: area.width.saturating_sub(4), ..area };
        canvas.paragraph(room, &words, style);
    }
    if placed.rows.y > head.y + 1 && !shown.is_empty() {
        heading(placed.rows, placed.outer, canvas);
    }
    canvas.rows(placed.rows, app.letters.cursor, shown.len(), focused, |canvas, index, row, style| {
        line(app, shown[index], row, style, canvas);
    });
    prompt.filter_on(Rect { x: head.x + head.width.min(1), width: head.width.saturating_sub(1), ..head }, canvas);
}

fn totals(all: &Letters) -> String {
    let sum = |of: fn(&LetterTarget) -> usize| text::count(all.targets.iter().map(of).sum());
    format!("{} dead, {} waiting, {} sent", sum(|t| t.dead), sum(|t| t.waiting), sum(|t| t.sent))
}

/// What is wrong with targets, else who they are.
fn targets(app: &App, all: &Letters) -> (String, Ink) {
    let gone = all.targets.iter().find_map(|target| Some((target, target.gone?)));
    if let Some((target, at)) = gone {
        let when = clock::when(at, app.now, &app.zone);
        return (
            format!("! {} said on {when} that it is gone (410); it is told nothing more", target.name),
            Ink::Doubt,
        );
    }
    if let Some(target) = all.targets.iter().find(|target| !target.known && target.waiting > 0) {
        let words = format!("! no target is called {} here; what is for it waits", target.name);
        return (words, Ink::Doubt);
    }
    let names: Vec<_> = all.targets.iter().filter(|target| target.known).map(|target| target.name.as_str()).collect();
    match names.is_empty() {
        true => ("no target is configured: nobody is told anything".to_owned(), Ink::Faint),
        false => (format!("told: {}", names.join(", ")), Ink::Faint),
    }
}

fn absence(app: &App, canvas: &Canvas<'_>) -> (String, Style) {
    match &app.letters.all {
        Remote::Failed { fault } => (format!("x {} {}", fault.text, fault.remedy), canvas.theme.danger),
        Remote::Ready { .. } | Remote::Stale { .. } if !app.letters.prompt.is_empty() => {
            (format!("No notice matches \"{}\". Esc clears the filter.", app.letters.prompt.text()), canvas.theme.quiet)
        }
        Remote::Ready { .. } | Remote::Stale { .. } => (
            "Nobody has been told anything yet. [[notices]] in config.toml names who is told what.".to_owned(),
            canvas.theme.quiet,
        ),
        Remote::Idle | Remote::Loading { .. } if app.spinner.is_some() => {
            ("Reading the notices ...".to_owned(), canvas.theme.text)
        }
        Remote::Idle | Remote::Loading { .. } => (String::new(), canvas.theme.text),
    }
}

/// The widths of the columns: state, target, kind, whom; tries, status and time; what is left tells what went wrong.
fn widths(width: u16) -> [u16; 7] {
    let wide = width >= 96;
    let (target, kind, time) = if wide { (12, 23, 17) } else { (9, 17, 11) };
    let fixed = 9 + target + kind + 5 + 6 + time + 6 + if wide { 20 } else { 0 };
    [9, target, kind, width.saturating_sub(fixed).max(6), 5, 6, time]
}

fn heading(rows: Rect, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(mut columns) = Columns::heading(rows, frame) else { return };
    let quiet = canvas.theme.quiet;
    let [state, target, kind, whom, tries, status, time] = widths(columns.left());
    columns.put(canvas, "state", state, quiet);
    columns.put(canvas, "to", target, quiet);
    columns.put(canvas, "notice", kind, quiet);
    columns.put(canvas, "about", whom, quiet);
    columns.put_right(canvas, "tries", tries, quiet);
    columns.put_right(canvas, "answer", status, quiet);
    columns.put(canvas, "when", time, quiet);
    columns.rest(canvas, "trouble", 0, quiet);
}

fn line(app: &App, letter: &Letter, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let tone = if style == canvas.theme.text { ink(letter.state).style(canvas.theme) } else { style };
    let wide = row.width >= 96;
    let mut columns = Columns::new(row);
    let [state, target, kind, whom, tries, code, time] = widths(row.width);
    columns.put(canvas, &format!("{} {}", sign(letter.state), letter.state.as_str()), state, tone);
    columns.put(canvas, letter.target.as_str(), target, style);
    columns.put(canvas, letter.kind.as_str(), kind, style);
    let who = if letter.name.is_empty() { &letter.subject } else { &letter.name };
    columns.put(canvas, who.as_str(), whom, style);
    columns.put_right(canvas, &letter.tries.to_string(), tries, style);
    let status = letter.status.map(|status| status.to_string()).unwrap_or_else(|| "-".to_owned());
    columns.put_right(canvas, &status, code, style);
    let at = letter.due.or(letter.ended_at).unwrap_or(letter.created_at);
    let today = clock::date(at, &app.zone) == clock::date(app.now, &app.zone);
    let when = if today || wide { clock::when(at, app.now, &app.zone) } else { clock::date(at, &app.zone) };
    let next = if letter.due.is_some() { ">" } else { "" };
    columns.put(canvas, &format!("{next}{when}"), time, style);
    if wide {
        columns.rest(canvas, letter.error.as_ref().map_or("", |error| error.as_str()), 0, style);
    }
}
