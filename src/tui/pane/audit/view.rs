//! The audit trail as it is drawn: the records, the verdict on the chain, and on a tall screen the selected record.

use super::{Chain, detail, selected, shown};
use crate::backend::ChainState;
use crate::model::AuditRecord;
use crate::tui::app::place::inside;
use crate::tui::app::{App, Remote, clock};
use crate::tui::pane::Pane;
use crate::tui::pane::page::Ink;
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Rows from which on the selected record is shown below the list.
const TALL: u16 = 28;

struct Parts {
    verdict: Rect,
    list: Rect,
    detail: Option<Rect>,
}

fn parts(area: Rect) -> Parts {
    let inner = inside(area);
    let row = |y: u16, height: u16| Rect { y: inner.y + y, height, ..inner };
    let verdict = row(0, inner.height.min(1));
    // The verdict, and where there is room a line that names the columns.
    let head = if inner.height > 8 { 2 } else { inner.height.min(1) };
    let rest = inner.height - head;
    if inner.height < TALL {
        return Parts { verdict, list: row(head, rest), detail: None };
    }
    let list = rest / 2;
    Parts { verdict, list: row(head, list), detail: Some(row(head + list, rest - list)) }
}

/// Where the rows of the list stand.
pub fn rows(area: Rect) -> Rect {
    parts(area).list
}

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Audit) else { return };
    let focused = app.has_focus(Pane::Audit);
    let parts = parts(placed.outer);
    let prompt = &app.audit.prompt;
    let title = if prompt.is_empty() { "Audit".to_owned() } else { format!("Audit  /{}", prompt.text()) };
    canvas.frame(placed.outer, &title, &totals(app), focused);
    head(app, parts.verdict, canvas);
    let records = shown(app);
    if parts.list.y > parts.verdict.y + 1 && !records.is_empty() {
        heading(parts.list, placed.outer, canvas);
    }
    canvas.rows(parts.list, app.audit.cursor, records.len(), focused, |canvas, index, row, style| {
        if let Some(record) = records.get(index) {
            draw_line(app, record, row, style, canvas);
        }
    });
    if records.is_empty() {
        let (words, style) = absence(app, canvas);
        let room =
            Rect { x: parts.list.x + parts.list.width.min(2), width: parts.list.width.saturating_sub(4), ..parts.list };
        canvas.paragraph(room, &words, style);
    }
    if let (Some(area), Some(record)) = (parts.detail, selected(app)) {
        let border = canvas.theme.border;
        canvas.put(area.x, area.y, area.width, &"─".repeat(usize::from(area.width)), border);
        let below = Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(2), height: area.height - 1 };
        detail::write(record, below.width, app).view(below, 0, canvas);
    }
    let row = parts.verdict;
    prompt.filter_on(Rect { x: row.x + row.width.min(1), width: row.width.saturating_sub(1), ..row }, canvas);
}

/// `shown/matched`, and of how many in all.
fn totals(app: &App) -> String {
    let Some(page) = app.audit.page.data() else { return String::new() };
    let matched = text::count(page.matched);
    let stale = if app.audit.page.is_stale() && app.spinner.is_some() { "reading ...  " } else { "" };
    if page.matched > page.records.len() {
        format!("{stale}newest {} of {matched} ({})", text::count(page.records.len()), text::count(page.total))
    } else {
        format!("{stale}{matched}/{}", text::count(page.total))
    }
}

fn absence(app: &App, canvas: &Canvas<'_>) -> (String, Style) {
    let filtered = !app.audit.prompt.is_empty();
    match &app.audit.page {
        Remote::Failed { fault } => (format!("x {} {}", fault.text, fault.remedy), canvas.theme.danger),
        Remote::Ready { .. } | Remote::Stale { .. } if filtered => {
            (format!("No record matches \"{}\". Esc clears the filter.", app.audit.prompt.text()), canvas.theme.quiet)
        }
        Remote::Ready { .. } | Remote::Stale { .. } => {
            ("Nothing has been recorded yet.".to_owned(), canvas.theme.quiet)
        }
        Remote::Idle | Remote::Loading { .. } if app.spinner.is_some() => {
            ("Reading the audit trail ...".to_owned(), canvas.theme.text)
        }
        Remote::Idle | Remote::Loading { .. } => (String::new(), canvas.theme.text),
    }
}

/// The verdict on the chain, in words.
fn head(app: &App, row: Rect, canvas: &mut Canvas<'_>) {
    let (words, ink) = match &app.audit.chain {
        Chain::Unknown => ("the chain has not been verified in this console; v verifies it".to_owned(), Ink::Faint),
        Chain::Walking => ("> the chain is being walked ...".to_owned(), Ink::Busy),
        Chain::Walked(ChainState::Whole { to: 0, .. }) => ("+ the chain is empty".to_owned(), Ink::Good),
        Chain::Walked(ChainState::Whole { to, head, at }) => {
            let head = head.as_ref().map(|seal| format!(", seal {}", seal.short())).unwrap_or_default();
            let when = clock::time(*at, &app.zone);
            let number = text::count(usize::try_from(*to).unwrap_or_default());
            (format!("+ the chain is whole to record {number}{head}; verified {when}"), Ink::Good)
        }
        Chain::Walked(ChainState::Broken { at_seq, text }) => {
            (format!("x the chain is BROKEN at record {at_seq}: {text}"), Ink::Bad)
        }
        Chain::Walked(ChainState::Unreadable(fault)) => {
            (format!("? the chain could not be read: {} {}", fault.text, fault.remedy), Ink::Doubt)
        }
    };
    let style = ink.style(canvas.theme);
    canvas.put(row.x + 1, row.y, row.width.saturating_sub(2), &words, style);
}

/// A record as one line of text.
pub(super) fn line(record: &AuditRecord) -> String {
    let entry = &record.entry;
    let subject = entry.subject_name.as_ref().map(|name| name.as_str()).unwrap_or_default();
    format!("{} {} {} {subject} {} {}", record.at, entry.operator.name, what(record), entry.outcome, entry.detail)
}

/// The action, with the step where there is one.
fn what(record: &AuditRecord) -> String {
    match &record.entry.step {
        Some(step) => format!("{step} {}", record.entry.action.trim_start_matches("step.")),
        None => record.entry.action.clone(),
    }
}

/// The widths of the columns but the last: time, operator (on a wide screen only), action, about whom, outcome.
fn widths(width: u16) -> [u16; 5] {
    if width >= 96 { [19, 12, 20, 20, 10] } else { [10, 0, 14, 14, 10] }
}

fn heading(rows: Rect, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(mut columns) = Columns::heading(rows, frame) else { return };
    let quiet = canvas.theme.quiet;
    let widths = widths(columns.left());
    for (name, wide) in ["when", "operator", "action", "about", "outcome"].into_iter().zip(widths) {
        if wide > 0 {
            columns.put(canvas, name, wide, quiet);
        }
    }
    let seal = if widths[1] > 0 { 9 } else { 0 };
    columns.rest(canvas, "what", seal, quiet);
    columns.put_right(canvas, "seal", 8.min(columns.left()), quiet);
}

fn draw_line(app: &App, record: &AuditRecord, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let entry = &record.entry;
    let ink = if style == canvas.theme.text { detail::ink(&entry.outcome).style(canvas.theme) } else { style };
    let [time, operator, what, about, outcome] = widths(row.width);
    let wide = operator > 0;
    let mut columns = Columns::new(row);
    let day = clock::date(record.at, &app.zone);
    if wide {
        columns.put(canvas, &format!("{day} {}", clock::time(record.at, &app.zone)), time, style);
        columns.put(canvas, entry.operator.name.as_str(), operator, style);
    } else if day == clock::date(app.now, &app.zone) {
        columns.put(canvas, &clock::time(record.at, &app.zone), time, style);
    } else {
        columns.put(canvas, &day, time, style);
    }
    // Whether a step was meant or made is said by the outcome.
    let action = entry.step.clone().unwrap_or_else(|| entry.action.clone());
    columns.put(canvas, &action, what, style);
    let subject = entry.subject_name.as_ref().map(|name| name.as_str()).unwrap_or_default();
    columns.put(canvas, subject, about, style);
    columns.put(canvas, &format!("{} {}", detail::sign(&entry.outcome), entry.outcome), outcome, ink);
    let seal = if wide { 9 } else { 0 };
    columns.rest(canvas, entry.detail.as_str(), seal, style);
    if wide {
        canvas.put_right(row.right(), row.y, 8, &record.seal.short(), style);
    }
}
