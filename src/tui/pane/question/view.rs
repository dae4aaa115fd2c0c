//! An answer as it is drawn: the trail in the title, a few sentences, the rows, and more about the selected one.

use super::long::Long;
use super::{Rows, Step, Target, Topic, asking};
use crate::access::Question;
use crate::backend::DirectoryState;
use crate::model::DisplayText;
use crate::tui::app::place::{Placed, inside, prose};
use crate::tui::app::{App, Remote, clock};
use crate::tui::pane::Pane;
use crate::tui::pane::page::{Ink, Page, piece};
use crate::tui::widget::{Canvas, text};
use ratatui::layout::Rect;

/// Rows for what does not fit into the selected one.
const DETAIL: u16 = 2;

/// The lines above the rows at this width.
fn head(app: &App, width: u16) -> Page {
    let mut page = Page::new(width);
    let Some(step) = app.question.top() else { return page };
    for row in &step.head {
        page.row(2, row.iter().cloned());
    }
    // While the directory is read anew nothing newer can be asked yet.
    let newer = asking::grants_at(app).filter(|read| step.grants_of != Some(*read));
    if let (Some(at), Remote::Ready { .. }) = (newer, &step.answer) {
        let when = clock::when(at, app.now, &app.zone);
        page.row(2, [piece(format!("! The grants were read again at {when}; r asks again."), Ink::Doubt)]);
    }
    page
}

/// Where the sentences, the rows and the detail stand.
fn parts(app: &App, outer: Rect) -> (Rect, Rect, Rect) {
    let inner = inside(outer);
    let wide = inner.width.saturating_sub(3);
    let sentences = u16::try_from(head(app, wide).len()).unwrap_or(u16::MAX).min(inner.height / 3);
    let gap = u16::from(sentences > 0 && inner.height > 16);
    let detail = if inner.height > sentences + 8 { DETAIL } else { 0 };
    let list = inner.height.saturating_sub(sentences + gap + detail);
    let row = |y: u16, height: u16| Rect { y: inner.y + y, height, ..inner };
    (
        Rect { x: inner.x + 2.min(inner.width), width: wide, ..row(0, sentences) },
        row(sentences + gap, list),
        Rect { x: inner.x + 2.min(inner.width), width: wide, ..row(sentences + gap + list, detail) },
    )
}

/// Where the rows of the list stand.
pub fn rows(app: &App, area: Rect) -> Rect {
    parts(app, area).1
}

/// The trail in at most so many cells: where one is matters more than where one came from.
fn title(app: &App, room: usize) -> String {
    let trail = app.question.trail();
    for skipped in 0..trail.len() {
        let words = trail[skipped..].join(" > ");
        let words = if skipped == 0 { words } else { format!("… > {words}") };
        if text::width(&words) <= room || skipped + 1 == trail.len() {
            return words;
        }
    }
    String::new()
}

fn counts(step: &Step) -> String {
    let (shown, all) = match &step.rows {
        Rows::Tree(outline) => outline.counts(),
        Rows::Long(long) => long.counts(),
    };
    let looking = match &step.rows {
        Rows::Long(long) => long.looking(),
        Rows::Tree(_) => None,
    };
    match looking {
        Some(looked) => format!("{} in the first {} of {}", text::count(shown), text::count(looked), text::count(all)),
        None if step.filter().is_empty() && matches!(step.rows, Rows::Tree(_)) => String::new(),
        None if step.filter().is_empty() => text::count(all),
        None => format!("{}/{}", text::count(shown), text::count(all)),
    }
}

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let (Some(placed), Some(step)) = (app.layout.of(Pane::Question).copied(), app.question.top()) else { return };
    let known = step.answer.data().is_some() || matches!(step.subject, Topic::Difference);
    let mut right = if known { counts(step) } else { String::new() };
    if step.answer.is_stale() && app.spinner.is_some() {
        right.push_str(" asking again");
    }
    let filter = step.filter();
    let for_filter = if filter.is_empty() && !filter.typing { 0 } else { 14 };
    let room = usize::from(placed.outer.width).saturating_sub(text::width(&right) + 8 + for_filter);
    let name = title(app, room);
    let name = text::cut(&canvas.shown(&name), room).into_owned();
    crate::tui::pane::people::frame(app, placed, &name, &right, filter, canvas);
    // While the filter is typed the terminal's cursor belongs to it.
    let typing = canvas.cursor().filter(|_| filter.typing);
    let (sentences, list, detail) = parts(app, placed.outer);
    match &step.answer {
        Remote::Failed { fault } => unanswered(app, fault, placed, canvas),
        _ if known => {
            head(app, sentences.width).view(sentences, 0, canvas);
            answer(app, step, list, canvas);
            more(step, detail, canvas);
        }
        _ => {
            let quiet = canvas.theme.quiet;
            canvas.paragraph(prose(inside(placed.outer)), &crate::tui::pane::people::reading(app, "asking"), quiet);
        }
    }
    if let Some(place) = typing {
        canvas.cursor_at(place.x, place.y);
    }
}

/// Says in place why there is no answer, and how far what is missing has been read.
fn unanswered(app: &App, fault: &crate::model::Fault, placed: Placed, canvas: &mut Canvas<'_>) {
    let area = prose(inside(placed.outer));
    let y = crate::tui::pane::people::failed(canvas, area, fault) + 1;
    if asking::grants_at(app).is_some() {
        return;
    }
    let far = match &app.directory {
        DirectoryState::Ready { behind: Some(behind), .. } => match behind.total {
            Some(total) => {
                format!("Reading {}: {} of {} so far. ", behind.what, text::count(behind.loaded), text::count(total))
            }
            None => format!("Reading {}: {} so far. ", behind.what, text::count(behind.loaded)),
        },
        DirectoryState::Loading { loaded, .. } => {
            format!("Reading the people first: {} so far. ", text::count(*loaded))
        }
        _ => String::new(),
    };
    let words = format!("{far}It is asked again by itself as soon as the grants are in.");
    let style = canvas.theme.running;
    canvas.paragraph(Rect { y, height: area.bottom().saturating_sub(y), ..area }, &words, style);
}

fn answer(app: &App, step: &Step, list: Rect, canvas: &mut Canvas<'_>) {
    let focused = app.has_focus(Pane::Question);
    let (shown, all) = match &step.rows {
        Rows::Tree(outline) => (usize::from(outline.selected().is_some()), usize::from(!outline.is_empty())),
        Rows::Long(long) => long.counts(),
    };
    if shown == 0 {
        let words = match (&step.rows, all) {
            (Rows::Long(long), _) if long.looking().is_some() => String::new(),
            (_, 0) => none(step).to_owned(),
            _ => format!("No row matches \"{}\". Esc clears the filter.", DisplayText::new(step.filter().text())),
        };
        let style = canvas.theme.text;
        canvas.paragraph(prose(list), &words, style);
        return;
    }
    match &step.rows {
        Rows::Tree(outline) => {
            outline.view_marked(list, focused, &widths(step, list.width), |at| marked(app, at), canvas)
        }
        Rows::Long(long) => draw_long(app, long, list, focused, &widths(step, list.width), canvas),
    }
}

/// What is said where an answer has no rows.
fn none(step: &Step) -> &'static str {
    match &step.subject {
        Topic::Question(Question::WhoCan { .. }) => "Nobody can.",
        Topic::Question(Question::WhatIf(_)) => "Nothing would change for anybody.",
        Topic::Question(Question::Compare(..)) => "Neither has anything.",
        Topic::Question(Question::Power) => "Nobody can widen access.",
        _ => "There is nothing more to say.",
    }
}

/// The widths of the columns after the first; what is dropped on a narrow screen is told of the selected row.
fn widths(step: &Step, width: u16) -> Vec<u16> {
    match &step.subject {
        Topic::Question(Question::WhoCan { .. }) if width >= 100 => vec![width / 6, 12, width / 6, width / 4],
        Topic::Question(Question::WhoCan { .. }) => vec![0, 8, width / 5, width * 3 / 10],
        Topic::Question(Question::WhatIf(_)) if width >= 72 => vec![width / 5, 12, 12, 12],
        Topic::Question(Question::WhatIf(_)) => vec![0, 8, 11, 11],
        Topic::Question(Question::Compare(..)) => vec![width * 6 / 25, width * 6 / 25],
        Topic::Question(Question::Power) => vec![width * 9 / 25, 12],
        _ => vec![width * 9 / 25],
    }
}

/// Whether the row is about somebody who is marked.
fn marked(app: &App, target: &Target) -> bool {
    target.person.as_ref().is_some_and(|(id, _)| app.people.marks.has(id))
}

fn draw_long(app: &App, long: &Long, area: Rect, focused: bool, widths: &[u16], canvas: &mut Canvas<'_>) {
    let cursor = long.cursor();
    canvas.rows(area, cursor, long.counts().0, focused, |canvas, row, place, style| {
        let Some(made) = long.row(row) else { return };
        if marked(app, &made.target) {
            canvas.put(place.x.saturating_sub(1), place.y, 1, "*", style);
        }
        crate::tui::pane::outline::columns(&made.cells, 0, "", place, widths, (style, row == cursor.at), canvas);
    });
}

fn more(step: &Step, area: Rect, canvas: &mut Canvas<'_>) {
    let words = match &step.rows {
        Rows::Tree(outline) => outline.selected().map(|node| node.detail.as_str()),
        Rows::Long(long) => long.selected().map(|row| row.detail.as_str()),
    };
    let quiet = canvas.theme.quiet;
    canvas.paragraph(area, words.unwrap_or_default(), quiet);
}
