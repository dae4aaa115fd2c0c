//! The inbox as it is drawn: one of its two lists, and beside it or below it what is selected.

use super::quarantine::{self, masked, sender};
use super::sections::Row;
use super::{Front, Known, detail, focus, selected, words};
use crate::model::{DisplayText, InboxEntry, Quarantined};
use crate::tui::app::place::inside;
use crate::tui::app::{App, Remote, clock};
use crate::tui::pane::page::Page;
use crate::tui::pane::people::{failed, reading};
use crate::tui::widget::{Canvas, Columns, Prompt, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns from which on the detail stands beside the list.
const WIDE: u16 = 100;
/// Columns of a row from which on it has room for the policy.
const ROOMY: u16 = 110;

/// Divides the pane: the list, and the detail, which a zoomed list leaves no room.
fn parts(app: &App, body: Rect) -> (Rect, Rect) {
    let inner = inside(body);
    if app.zoom {
        (inner, Rect { height: 0, ..inner })
    } else if body.width >= WIDE {
        let list = (inner.width * 5 / 8).min(inner.width.saturating_sub(42));
        (Rect { width: list, ..inner }, Rect { x: inner.x + list + 1, width: inner.width - list - 1, ..inner })
    } else {
        let list = inner.height * 11 / 20;
        let detail = Rect { y: inner.y + list + 1, height: inner.height.saturating_sub(list + 1), ..inner };
        (Rect { height: list, ..inner }, detail)
    }
}

/// Where the rows of the list stand.
pub fn rows(app: &App, body: Rect) -> Rect {
    parts(app, body).0
}

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let pane = focus(app);
    let Some(placed) = app.layout.of(pane) else { return };
    let focused = app.has_focus(pane);
    let (list, beside) = parts(app, placed.outer);
    match app.inbox.front {
        Front::Events => {
            canvas.frame(placed.outer, &titled(&title(app), &app.inbox.prompt), &totals(app), focused);
            events(app, list, focused, canvas);
            let page = selected(app).map(|entry| detail::page(app, entry, beside.width.saturating_sub(2)));
            below(page, list, beside, canvas);
            filter(&app.inbox.prompt, list, canvas);
        }
        Front::Quarantine => {
            let list_of = &app.inbox.quarantine;
            let total = list_of.all.data().map_or(0, |all| all.len());
            let right = format!("{}/{}", text::count(list_of.shown.len()), text::count(total));
            canvas.frame(placed.outer, &titled("2 Quarantine", &list_of.prompt), &right, focused);
            turned_down(app, list, focused, canvas);
            let one = list_of.selected();
            let page = one.map(|one| quarantine::page(app, one, beside.width.saturating_sub(2), false));
            below(page, list, beside, canvas);
            filter(&list_of.prompt, list, canvas);
        }
    }
}

/// What the list is called, with the words that narrow it.
fn titled(name: &str, prompt: &Prompt) -> String {
    match prompt.is_empty() || prompt.typing {
        true => name.to_owned(),
        false => format!("{name}  /{}", DisplayText::new(prompt.text())),
    }
}

fn title(app: &App) -> String {
    let stale = if matches!(app.inbox.known, Known::Failed(_, Some(_))) { ", cannot be read now" } else { "" };
    match app.inbox.open(app.now) {
        (0, _) => format!("1 Inbox{stale}"),
        (open, 0) => format!("1 Inbox: {} need you{stale}", text::count(open)).replace(": 1 need", ": 1 needs"),
        (open, late) => {
            format!("1 Inbox: {} need you, {late} late{stale}", text::count(open)).replace(": 1 need", ": 1 needs")
        }
    }
}

/// How many events the filter leaves in, and of how many.
fn totals(app: &App) -> String {
    let shown = app.inbox.rows.iter().filter(|row| matches!(row, Row::Event(_))).count();
    format!("{}/{}", text::count(shown), text::count(app.inbox.entries().len()))
}

fn events(app: &App, area: Rect, focused: bool, canvas: &mut Canvas<'_>) {
    let rows = &app.inbox.rows;
    let room = Rect { x: area.x + area.width.min(2), width: area.width.saturating_sub(4), ..area };
    if rows.is_empty() {
        let quiet = canvas.theme.quiet;
        let words = match &app.inbox.known {
            Known::Failed(fault, None) => {
                failed(canvas, room, fault);
                return;
            }
            Known::Nothing | Known::Asked(_) => reading(app, "reading the inbox"),
            _ if !app.inbox.prompt.is_empty() => {
                let typed = DisplayText::new(app.inbox.prompt.text());
                format!("No event matches \"{typed}\". Esc clears the filter.")
            }
            Known::Here(_) | Known::Failed(_, Some(_)) => {
                "No event has come in. `lanyard serve` receives what HR systems send and keeps it here; the README says \
                 how a sender is set up and how a first event is sent. Tab shows what was turned down."
                    .to_owned()
            }
        };
        canvas.paragraph(room, &words, quiet);
        return;
    }
    let entries = app.inbox.entries();
    canvas.rows(area, app.inbox.cursor, rows.len(), focused, |canvas, index, place, style| match rows[index] {
        Row::Heading(section, count) => {
            let (words, rule) = (format!("{} {}", section.title(), text::count(count)), canvas.theme.border);
            let strong = canvas.theme.strong;
            let x = canvas.put(place.x - 1, place.y, place.width, &words, strong) + 1;
            let width = usize::from(place.right().saturating_sub(x));
            canvas.put(x, place.y, place.right().saturating_sub(x), &"─".repeat(width), rule);
        }
        Row::Event(at) => {
            if let Some(entry) = entries.get(at) {
                line(app, entry, place, style, canvas);
            }
        }
    });
}

fn line(app: &App, entry: &InboxEntry, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let look = words::need(entry, app.now);
    let plain = style == canvas.theme.text;
    let ink = if plain { look.ink.style(canvas.theme) } else { style };
    let late = if plain && entry.is_overdue(app.now) { canvas.theme.warning } else { style };
    let policy = if row.width >= ROOMY { 17 } else { 0 };
    let mut columns = Columns::new(row);
    columns.put(canvas, &format!("{} {}", look.sign, look.word), 11, ink);
    let fixed = 12 + 12 + 12 + 7 + 11 + policy;
    columns.put(canvas, &words::person(entry), row.width.saturating_sub(fixed + 1).max(10), style);
    columns.put(canvas, words::kind(entry.event.kind), 11, style);
    columns.put(canvas, &words::cut(app, entry), 11, style);
    if policy > 0 {
        columns.put(canvas, entry.policy.as_str(), policy - 1, style);
    }
    columns.put(canvas, &format!("{:>6}", words::age(entry, app.now)), 6, style);
    columns.put(canvas, &words::deadline(app, entry), 11, late);
}

fn turned_down(app: &App, area: Rect, focused: bool, canvas: &mut Canvas<'_>) {
    let list = &app.inbox.quarantine;
    let room = Rect { x: area.x + area.width.min(2), width: area.width.saturating_sub(4), ..area };
    match (&list.all, list.shown.is_empty()) {
        (Remote::Failed { fault }, _) => {
            failed(canvas, room, fault);
        }
        (_, true) => {
            let words = match (list.all.data(), list.prompt.is_empty()) {
                (None, _) => reading(app, "reading the quarantine"),
                (Some(_), true) => {
                    "Nothing was turned down. A delivery that is wrong or not signed by a known sender is kept here."
                        .to_owned()
                }
                (Some(_), false) => {
                    let typed = DisplayText::new(list.prompt.text());
                    format!("No delivery matches \"{typed}\". Esc clears the filter.")
                }
            };
            let quiet = canvas.theme.quiet;
            canvas.paragraph(room, &words, quiet);
        }
        _ => {}
    }
    let Some(all) = list.all.data() else { return };
    canvas.rows(area, list.cursor, list.shown.len(), focused, |canvas, index, place, style| {
        if let Some(one) = list.shown.get(index).and_then(|at| all.get(*at)) {
            delivery(app, one, place, style, canvas);
        }
    });
}

fn delivery(app: &App, one: &Quarantined, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let mut columns = Columns::new(row);
    let danger = if style == canvas.theme.text && one.replayed_as.is_none() { canvas.theme.danger } else { style };
    columns.put(canvas, &clock::when(one.at, app.now, &app.zone), 16, style);
    columns.put(canvas, &sender(one), 10, style);
    let sign = if one.replayed_as.is_some() { '+' } else { 'x' };
    columns.put(canvas, &format!("{sign} {}", one.status), 5, danger);
    columns.put(canvas, &one.code, if row.width >= ROOMY { 22 } else { 17 }, style);
    let times = if one.times > 1 { format!("{}x", one.times) } else { String::new() };
    columns.put(canvas, &format!("{times:>5}"), 5, style);
    if row.width >= ROOMY {
        columns.put(canvas, one.field.as_deref().unwrap_or_default(), 16, style);
    }
    let why = match &one.replayed_as {
        Some(_) => "counts after all".to_owned(),
        None => masked(one.why.as_str()),
    };
    columns.rest(canvas, &why, 0, style);
}

/// Draws the line between list and detail, and the detail.
fn below(page: Option<Page>, list: Rect, beside: Rect, canvas: &mut Canvas<'_>) {
    let border = canvas.theme.border;
    if beside.y == list.y {
        for y in beside.top()..beside.bottom() {
            canvas.put(beside.x.saturating_sub(1), y, 1, "│", border);
        }
    } else if beside.height > 0 {
        canvas.put(list.x, list.bottom(), list.width, &"─".repeat(usize::from(list.width)), border);
    }
    let area = Rect { x: beside.x + beside.width.min(1), width: beside.width.saturating_sub(2), ..beside };
    let Some(page) = page.filter(|_| !area.is_empty()) else { return };
    page.view(area, 0, canvas);
    if page.len() > usize::from(area.height) {
        let quiet = canvas.theme.quiet;
        let words = " Enter shows all ";
        let width = u16::try_from(text::width(words)).unwrap_or(0).min(area.width);
        canvas.clear(Rect { x: area.right() - width, y: area.bottom() - 1, width, height: 1 });
        canvas.put_right(area.right(), area.bottom() - 1, area.width, words, quiet);
    }
}

/// The field over the last row of the list, while it is being typed into.
fn filter(prompt: &Prompt, list: Rect, canvas: &mut Canvas<'_>) {
    prompt.filter_below(list, canvas);
}
