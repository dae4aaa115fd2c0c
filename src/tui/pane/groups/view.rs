//! The groups as they are drawn: the list, and beside it or below it the selected one.

use super::{card, kind, selected};
use crate::model::{DisplayText, Group};
use crate::tui::app::place::inside;
use crate::tui::app::{App, Remote};
use crate::tui::pane::Pane;
use crate::tui::pane::people::{failed, reading};
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns from which on the card stands beside the list.
const WIDE: u16 = 100;

/// Divides the pane: the list, and the card.
fn parts(body: Rect) -> (Rect, Rect) {
    let inner = inside(body);
    if body.width >= WIDE {
        let list = inner.width / 2;
        let card = Rect { x: inner.x + list + 1, width: inner.width - list - 1, ..inner };
        (Rect { width: list, ..inner }, card)
    } else {
        let list = inner.height * 3 / 5;
        let card = Rect { y: inner.y + list + 1, height: inner.height.saturating_sub(list + 1), ..inner };
        (Rect { height: list, ..inner }, card)
    }
}

/// Where the rows of the list stand.
pub fn rows(body: Rect) -> Rect {
    parts(body).0
}

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Groups) else { return };
    let focused = app.has_focus(Pane::Groups);
    let groups = &app.groups;
    let prompt = &groups.prompt;
    let title = match prompt.is_empty() || prompt.typing {
        true => "Groups".to_owned(),
        false => format!("Groups  /{}", DisplayText::new(prompt.text())),
    };
    let total = groups.all.data().map_or(0, |all| all.len());
    let right = format!("{}/{}", text::count(groups.shown.len()), text::count(total));
    canvas.frame(placed.outer, &title, &right, focused);
    let (list, beside) = parts(placed.outer);
    rule(placed.outer, list, beside, canvas);
    match (&groups.all, groups.shown.is_empty()) {
        (Remote::Failed { fault }, _) => {
            failed(canvas, Rect { x: list.x + 1, width: list.width.saturating_sub(2), ..list }, fault);
        }
        (_, true) => {
            let words = match (groups.all.data(), prompt.is_empty()) {
                (None, _) => reading(app, "reading the groups"),
                (Some(_), true) => "This organisation has no groups.".to_owned(),
                (Some(_), false) => {
                    format!("No group matches \"{}\". Esc clears the filter.", DisplayText::new(prompt.text()))
                }
            };
            let quiet = canvas.theme.quiet;
            canvas.paragraph(Rect { x: list.x + 2, width: list.width.saturating_sub(4), ..list }, &words, quiet);
        }
        _ => {}
    }
    if let Some(all) = groups.all.data() {
        canvas.rows(list, groups.cursor, groups.shown.len(), focused, |canvas, index, row, style| {
            if let Some(group) = groups.shown.get(index).and_then(|at| all.get(*at)) {
                line(group, row, style, canvas);
            }
        });
    }
    selected_card(app, beside, canvas);
    prompt.filter_below(list, canvas);
}

/// The line between list and card.
fn rule(outer: Rect, list: Rect, beside: Rect, canvas: &mut Canvas<'_>) {
    let border = canvas.theme.border;
    if outer.width >= WIDE {
        for y in list.top()..list.bottom() {
            canvas.put(beside.x.saturating_sub(1), y, 1, "│", border);
        }
    } else if beside.y > list.bottom() {
        canvas.put(list.x, list.bottom(), list.width, &"─".repeat(usize::from(list.width)), border);
    }
}

fn selected_card(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let area = Rect { x: area.x + area.width.min(1), width: area.width.saturating_sub(2), ..area };
    if selected(app).is_none() || area.is_empty() {
        return;
    }
    match (super::card(app), &app.groups.card) {
        (Some(image), _) => {
            let page = card::page(image, area.width);
            page.view(area, 0, canvas);
            if page.len() > usize::from(area.height) {
                let quiet = canvas.theme.quiet;
                canvas.put_right(area.right(), area.bottom() - 1, area.width, " Enter shows all ", quiet);
            }
        }
        (None, Remote::Failed { fault }) => {
            failed(canvas, area, fault);
        }
        _ => {
            let quiet = canvas.theme.quiet;
            canvas.paragraph(area, &reading(app, "reading the group"), quiet);
        }
    }
}

fn line(group: &Group, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let mut columns = Columns::new(row);
    columns.put(canvas, group.name.as_str(), row.width.saturating_sub(14 + 10 + 8).max(10), style);
    let roles = if group.roles_enabled { "roles" } else { "" };
    columns.put(canvas, roles, 6, style);
    columns.put(canvas, kind(group), 8, style);
    columns.put(canvas, &format!("{:>13}", text::counted(group.member_count as usize, "member")), 13, style);
}
