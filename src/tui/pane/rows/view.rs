//! A plan of many as it is drawn: what was found, the rows, and the selected one in full.

use super::{Mend, selected};
use crate::model::{Finding, Level, PlannedRow, RowStanding, RowsPlan};
use crate::tui::app::place::inside;
use crate::tui::app::{App, Remote};
use crate::tui::pane::Pane;
use crate::tui::pane::page::{Ink, Page, piece};
use crate::tui::pane::run::words;
use crate::tui::view::header;
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::time::Duration;

/// Rows below the list for the selected row.
const FOOT: u16 = 3;

/// The most lines above the list.
const HEAD: u16 = 8;

struct Parts {
    head: Rect,
    list: Rect,
    foot: Rect,
}

fn parts(app: &App, body: Rect) -> Parts {
    let inner = inside(body);
    let lines = head(app, inner.width.saturating_sub(2)).len();
    // On a low screen the list comes first: what was found can be read in the confirmation as well.
    let head = u16::try_from(lines).unwrap_or(HEAD).min(HEAD).min(inner.height.saturating_sub(FOOT) / 2);
    let foot = FOOT.min(inner.height.saturating_sub(head) / 3);
    let row = |y: u16, height: u16| Rect { y: inner.y + y, height, ..inner };
    Parts {
        head: row(0, head),
        list: row(head, inner.height.saturating_sub(head + foot)),
        foot: row(inner.height.saturating_sub(foot), foot),
    }
}

/// Where the rows of the list stand.
pub fn rows(app: &App, body: Rect) -> Rect {
    parts(app, body).list
}

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Rows) else { return };
    let focused = app.has_focus(Pane::Rows);
    let (rows, plan) = (&app.rows, app.rows.made.data());
    let title = plan.map_or("Plan of many".to_owned(), |plan| format!("{} {}", plan.kind.verb(), plan.title));
    let narrowed = match rows.listed.standing() {
        Some(standing) => format!("{title}: only {}", standing.as_str()),
        None => title,
    };
    let title = match rows.prompt.is_empty() || rows.prompt.typing {
        true => narrowed,
        false => format!("{narrowed}  /{}", rows.prompt.text()),
    };
    let mut right = format!("{}/{}", text::count(rows.listed.shown()), text::count(rows.listed.all()));
    if rows.made.is_stale() {
        right = format!("{}   {right}", progress(app));
    }
    canvas.frame(placed.outer, &title, &right, focused);
    let parts = parts(app, placed.outer);
    let page = page(app, parts.head.width.saturating_sub(2));
    page.view(Rect { x: parts.head.x + 1, width: parts.head.width.saturating_sub(2), ..parts.head }, 0, canvas);
    let Some(plan) = plan else { return };
    canvas.rows(
        parts.list,
        rows.cursor,
        rows.listed.shown(),
        focused && rows.mend.is_none(),
        |canvas, place, row, style| {
            if let Some(planned) = rows.listed.at(place).and_then(|at| plan.rows.get(at)) {
                line(plan, planned, row, style, canvas);
            }
        },
    );
    if rows.listed.shown() == 0 && rows.listed.all() > 0 {
        let quiet = canvas.theme.quiet;
        canvas.paragraph(
            Rect { x: parts.list.x + 2, width: parts.list.width.saturating_sub(4), ..parts.list },
            "No row is left. Esc shows all again.",
            quiet,
        );
    }
    below(app, parts.foot, canvas);
}

fn progress(app: &App) -> String {
    match app.rows.checking {
        0 => "checking ...".to_owned(),
        rows => format!("checking: {} rows", text::count(rows)),
    }
}

fn page(app: &App, width: u16) -> Page {
    let mut page = Page::new(width);
    for line in head(app, width) {
        page.row(2, line);
    }
    page
}

type Line = Vec<crate::tui::pane::page::Piece>;

/// The lines above the list; each is one row of the screen.
fn head(app: &App, width: u16) -> Vec<Line> {
    let one = |words: String, ink| vec![vec![piece(text::cut(&words, usize::from(width)).into_owned(), ink)]];
    let plan = match &app.rows.made {
        Remote::Idle => {
            return one("Nothing is planned yet: mark people (F2), or choose a file (F6, n).".into(), Ink::Faint);
        }
        Remote::Loading { .. } if app.spinner.is_none() => return Vec::new(),
        Remote::Loading { .. } => {
            let words = match app.rows.checking {
                0 => "Checking every row; nothing is changed ...".to_owned(),
                rows => format!("Checking every row, {} so far; nothing is changed ...", text::count(rows)),
            };
            let mut lines = one(words, Ink::Plain);
            if app.budget.waiting.is_some() {
                lines.extend(one(format!(". {}", header::budget(app, true)), Ink::Doubt));
            }
            return lines;
        }
        Remote::Failed { fault } => {
            let mut lines = one(format!("x there is no plan: {}", fault.text), Ink::Bad);
            lines.extend(one(format!("  {}; r tries again, nothing was changed", fault.remedy), Ink::Plain));
            return lines;
        }
        Remote::Ready { data, .. } | Remote::Stale { data, .. } => data,
    };
    let mut lines = vec![counts(app, plan, width)];
    if let Some(why) = &app.rows.rebuilt {
        lines.extend(one(format!("! made anew, because it had changed: {why}; read it again"), Ink::Doubt));
    }
    let mut sorted: Vec<&Finding> = plan.findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    lines.extend(sorted.into_iter().map(|finding| found(finding, width)));
    if let Some(why) = &plan.needs_number {
        lines.extend(one(format!("! the number of people is asked for: {why}"), Ink::Doubt));
    }
    lines.extend(plan.irreversible.iter().take(1).flat_map(|last| one(format!("! final: {last}"), Ink::Doubt)));
    lines
}

fn counts(app: &App, plan: &RowsPlan, width: u16) -> Line {
    let mut line = Vec::new();
    let mut used = 0;
    let mut put = |words: String, ink| {
        let words = if used == 0 { words } else { format!("  {words}") };
        if used + text::width(&words) <= usize::from(width) {
            used += text::width(&words);
            line.push(piece(words, ink));
        }
    };
    for standing in [RowStanding::Ready, RowStanding::Bad, RowStanding::Same, RowStanding::LeftOut] {
        let count = super::count(app, standing);
        if count > 0 || standing == RowStanding::Ready {
            let (sign, ink) = look(standing);
            put(format!("{sign} {} {}", text::count(count), standing.as_str()), ink);
        }
    }
    let time = words::span(Duration::from_millis(plan.forecast.millis));
    put(format!("· {}, about {time}", text::counted(plan.forecast.calls as usize, "call")), Ink::Faint);
    if let Some(recipe) = super::recipe(app) {
        put(format!("· recipe {recipe}"), Ink::Faint);
    }
    put(format!("· plan {}", plan.digest.short()), Ink::Faint);
    line
}

fn found(finding: &Finding, width: u16) -> Line {
    let (sign, ink) = match finding.level {
        Level::Blocker => ("x", Ink::Bad),
        Level::Warning => ("!", Ink::Doubt),
        Level::Note => (".", Ink::Faint),
    };
    let remedy = if finding.remedy.is_empty() { String::new() } else { format!(": {}", finding.remedy) };
    let words = format!("{sign} {}{remedy}", finding.text);
    vec![piece(text::cut(&words, usize::from(width)).into_owned(), ink)]
}

/// Sign and ink of a standing.
fn look(standing: RowStanding) -> (char, Ink) {
    match standing {
        RowStanding::Bad => ('x', Ink::Bad),
        RowStanding::Ready => ('+', Ink::Good),
        RowStanding::Same => ('.', Ink::Faint),
        RowStanding::LeftOut => ('-', Ink::Faint),
    }
}

fn line(plan: &RowsPlan, planned: &PlannedRow, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let (sign, ink) = look(planned.standing);
    let tone = if style == canvas.theme.text { ink.style(canvas.theme) } else { style };
    let digits = plan.rows.last().map_or(1, |last| last.row.to_string().len()).max(3);
    let mut columns = Columns::new(row);
    let wide = u16::try_from(digits).unwrap_or(8);
    columns.put(canvas, &format!("{:>digits$}", planned.row), wide, style);
    columns.put(canvas, &format!("{sign} {}", planned.standing.as_str()), 10, tone);
    columns.put(canvas, planned.who.as_str(), (row.width / 4).clamp(12, 32), style);
    if planned.standing == RowStanding::Bad {
        columns.put(canvas, planned.column, 12, style);
        columns.rest(canvas, planned.reason.as_str(), 0, style);
    } else {
        let words = if planned.words.is_empty() { &planned.reason } else { &planned.words };
        columns.rest(canvas, words.as_str(), 0, style);
    }
}

/// Below the list: the field for a cell or the filter, else the selected row in full.
fn below(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let area = Rect { x: area.x + area.width.min(1), width: area.width.saturating_sub(2), ..area };
    let (key, typed, quiet) = (canvas.theme.key, canvas.theme.typed, canvas.theme.quiet);
    let field = |label: &str, prompt: &crate::tui::widget::Prompt, canvas: &mut Canvas<'_>| {
        let x = canvas.put(area.x, area.y, area.width, label, key);
        let room = Rect { x, y: area.y, width: area.right().saturating_sub(x), height: 1 };
        canvas.tint(room, typed);
        prompt.view(room, typed, canvas);
    };
    if let Some(Mend { row, column, prompt }) = &app.rows.mend {
        let reason = selected(app).map(|row| row.reason.to_string()).unwrap_or_default();
        canvas.put(area.x, area.y + 1, area.width, &format!("{reason}; Enter takes the value, Esc leaves it"), quiet);
        return field(&format!("row {row}, {column}: "), prompt, canvas);
    }
    if app.rows.prompt.typing {
        return field("filter: ", &app.rows.prompt, canvas);
    }
    let Some(row) = selected(app) else { return };
    let mut page = Page::new(area.width);
    write(row, &mut page);
    page.view(area, 0, canvas);
}

fn write(row: &PlannedRow, page: &mut Page) {
    if row.reason.is_empty() {
        page.row(2, [piece(row.words.as_str(), Ink::Faint)]);
        return;
    }
    let (_, ink) = look(row.standing);
    page.row(2, [piece(row.reason.as_str(), ink)]);
    if !row.remedy.is_empty() {
        page.row(2, [piece(format!("to do: {}", row.remedy), Ink::Strong)]);
    }
}

/// A row with everything that is known of it, line by line.
pub fn whole(row: &PlannedRow, width: u16) -> Vec<String> {
    let mut page = Page::new(width.saturating_sub(6).min(106));
    page.row(2, [piece(format!("row {}: {}", row.row, row.standing.as_str()), Ink::Plain)]);
    if !row.words.is_empty() {
        page.row(2, [piece(row.words.as_str(), Ink::Plain)]);
    }
    if !row.column.is_empty() {
        page.row(2, [piece(format!("{} ({})", row.column, row.code), Ink::Plain)]);
    }
    if !row.reason.is_empty() {
        page.row(2, [piece(row.reason.as_str(), Ink::Plain)]);
    }
    if !row.remedy.is_empty() {
        page.row(2, [piece(format!("to do: {}", row.remedy), Ink::Plain)]);
    }
    page.lines()
}
