//! A file of rows as it is drawn: the path, how the file is made, and its headings with what they are taken for.

use crate::backend::FileHead;
use crate::tui::app::place::inside;
use crate::tui::app::{App, Remote};
use crate::tui::pane::Pane;
use crate::tui::widget::{Canvas, Columns, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Lines above the list: the job, the path, how the file is made, and a blank.
const HEAD: u16 = 4;
/// Lines below it: what the selected row is, and what is wrong.
const FOOT: u16 = 3;

/// Where the rows of the list stand.
pub fn rows(body: Rect) -> Rect {
    let inner = inside(body);
    let head = HEAD.min(inner.height);
    Rect { y: inner.y + head, height: inner.height.saturating_sub(HEAD + FOOT), ..inner }
}

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::File) else { return };
    let focused = app.has_focus(Pane::File);
    let file = &app.file;
    let right = match (file.prompt.typing, file.head.data()) {
        (true, _) => text::counted(file.paths.len(), "path"),
        (false, Some(head)) => text::counted(head.headings.len(), "heading"),
        (false, None) => String::new(),
    };
    let inner = canvas.frame(placed.outer, "File", &right, focused);
    let area = Rect { x: inner.x + inner.width.min(1), width: inner.width.saturating_sub(2), ..inner };
    let (strong, quiet, typed) = (canvas.theme.strong, canvas.theme.quiet, canvas.theme.typed);
    let x = canvas.put(area.x, area.y, 6, "job   ", quiet);
    let x = canvas.put(x, area.y, area.right().saturating_sub(x), file.job.name, strong);
    canvas.put(x + 2, area.y, area.right().saturating_sub(x + 2), file.job.note, quiet);
    let y = area.y + 1;
    let x = canvas.put(area.x, y, 6, "file  ", quiet);
    let field = Rect { x, y, width: area.right().saturating_sub(x), height: 1 };
    if file.prompt.typing {
        paths(app, placed.rows, focused, canvas);
        canvas.forget_cursor();
        canvas.tint(field, typed);
        file.prompt.view(field, typed, canvas);
    } else {
        canvas.put_middle(field.x, y, field.width, file.prompt.text(), strong);
        opened(app, area, placed.rows, focused, canvas);
    }
}

fn paths(app: &App, rows: Rect, focused: bool, canvas: &mut Canvas<'_>) {
    let paths = &app.file.paths;
    canvas.rows(rows, app.file.cursor, paths.len(), focused, |canvas, index, row, style| {
        canvas.put_middle(row.x, row.y, row.width, paths[index].as_str(), style);
    });
    let quiet = canvas.theme.quiet;
    let words = match paths.is_empty() {
        true => "No file and no folder begins like that. Enter tries what is typed.",
        false => "Enter takes the selected one, Tab completes; CSV with any delimiter and JSON lines are read.",
    };
    let below = Rect { x: rows.x + 1, y: rows.bottom() + 1, width: rows.width.saturating_sub(2), height: 2 };
    canvas.paragraph(below, words, quiet);
}

fn opened(app: &App, area: Rect, rows: Rect, focused: bool, canvas: &mut Canvas<'_>) {
    let (quiet, danger, warning) = (canvas.theme.quiet, canvas.theme.danger, canvas.theme.warning);
    let line = Rect { y: area.y + 2, height: 1, ..area };
    match &app.file.head {
        Remote::Failed { fault } => {
            let room = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
            let y = canvas.paragraph(room, &format!("x {}", fault.text), danger);
            let below = Rect { y, height: room.bottom().saturating_sub(y), ..room };
            let text = canvas.theme.text;
            canvas.paragraph(below, &format!("{}; / changes the path, r reads again", fault.remedy), text);
        }
        Remote::Ready { data, .. } | Remote::Stale { data, .. } => {
            canvas.put(line.x + 6, line.y, line.width.saturating_sub(6), data.form.as_str(), quiet);
            headings(app, data, rows, focused, canvas);
            let below = Rect { x: area.x, y: rows.bottom(), width: area.width, height: FOOT.min(area.height) };
            let selected = data.headings.get(app.file.cursor.at).and_then(|(_, column)| *column);
            let help = selected.and_then(|name| data.columns.iter().find(|column| column.name == name));
            let words = match help {
                Some(column) => format!("{}: {}", column.name, column.help),
                None => "This heading is not read. Left and Right choose what it is.".to_owned(),
            };
            canvas.put(below.x, below.y, below.width, &words, quiet);
            if let Some(fault) = &data.trouble {
                let room = Rect { y: below.y + 1, height: FOOT - 1, ..below };
                canvas.paragraph(room, &format!("! {}: {}", fault.text, fault.remedy), warning);
            } else {
                let good = canvas.theme.good;
                canvas.put(
                    below.x,
                    below.y + 1,
                    below.width,
                    "+ c checks every row; nothing is changed by it. Left and Right choose what a heading is.",
                    good,
                );
            }
        }
        Remote::Idle | Remote::Loading { .. } => {
            let words = if app.spinner.is_some() { "Reading the file ..." } else { "" };
            canvas.put(line.x + 6, line.y, line.width.saturating_sub(6), words, quiet);
        }
    }
}

fn headings(app: &App, head: &FileHead, rows: Rect, focused: bool, canvas: &mut Canvas<'_>) {
    let widest = head.headings.iter().map(|(heading, _)| text::width(heading.as_str())).max().unwrap_or(0);
    let name = u16::try_from(widest).unwrap_or(u16::MAX).clamp(8, rows.width / 3);
    canvas.rows(rows, app.file.cursor, head.headings.len(), focused, |canvas, index, row, style| {
        let (heading, column) = &head.headings[index];
        let mut columns = Columns::new(row);
        columns.put(canvas, heading.as_str(), name, style);
        let (words, tone) = taken(head, *column, style, canvas);
        columns.put(canvas, &words, 24, tone);
        let cells: Vec<&str> = head
            .sample
            .iter()
            .filter_map(|row| row.get(index))
            .map(|cell| cell.as_str())
            .filter(|c| !c.is_empty())
            .collect();
        let tone = if index == app.file.cursor.at { style } else { canvas.theme.quiet };
        columns.rest(canvas, &cells.join(" · "), 0, tone);
    });
}

/// What a heading is taken for, in words.
fn taken(head: &FileHead, column: Option<&'static str>, style: Style, canvas: &Canvas<'_>) -> (String, Style) {
    let plain = style == canvas.theme.text;
    match column {
        None => ("-  not read".to_owned(), if plain { canvas.theme.quiet } else { style }),
        Some(name) => {
            let needed = head.columns.iter().any(|column| column.name == name && column.required);
            let words = if needed { format!("+  {name} (needed)") } else { format!("+  {name}") };
            (words, if plain { canvas.theme.good } else { style })
        }
    }
}
