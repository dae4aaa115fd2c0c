//! One row of the screen.

use super::palette::{BACKGROUND, FOREGROUND, colour};
use super::{CELL, escaped, lines};
use std::collections::BTreeMap;

/// Where the letters stand, below the top of their row.
const BASE: u32 = 15;

/// How a cell is drawn.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
struct Style {
    ink: Option<String>,
    classes: Vec<&'static str>,
}

/// Neighbours of one style.
struct Run {
    column: u16,
    cells: u16,
    text: String,
    style: Style,
}

/// What the row shows: what is behind, then lines, then text, then the cursor.
pub fn row(screen: &vt100::Screen, row: u16) -> String {
    let columns = screen.size().1.get();
    let mut behind: Vec<(u16, u16, String)> = Vec::new();
    let mut paths: BTreeMap<Style, String> = BTreeMap::new();
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..columns {
        let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation()) else { continue };
        let cells = if cell.is_wide() { 2 } else { 1 };
        let (paper, style) = dressed(cell);
        if let Some(paper) = paper {
            match behind.last_mut() {
                Some((from, wide, colour)) if *from + *wide == column && *colour == paper => *wide += cells,
                _ => behind.push((column, cells, paper)),
            }
        }
        let text = cell.contents();
        if text.trim().is_empty() && !style.classes.contains(&"u") {
            continue;
        }
        let text = if text.is_empty() { " " } else { text };
        let mut chars = text.chars();
        if let (Some(c), None) = (chars.next(), chars.next())
            && let Some(path) = lines::path(c, u32::from(column) * CELL.0)
        {
            paths.entry(style).or_default().push_str(&path);
            continue;
        }
        match runs.last_mut() {
            // One blank between two words does not part them, and wide characters stand each by itself.
            Some(run) if run.style == style && cells == 1 && run.narrow() && column - run.column - run.cells <= 1 => {
                if column > run.column + run.cells {
                    run.text.push(' ');
                    run.cells += 1;
                }
                run.text.push_str(text);
                run.cells += 1;
            }
            _ => runs.push(Run { column, cells, text: text.to_owned(), style }),
        }
    }
    let mut drawn = String::new();
    for (column, cells, colour) in behind {
        let (x, width) = (u32::from(column) * CELL.0, u32::from(cells) * CELL.0);
        drawn.push_str(&format!("<rect x=\"{x}\" width=\"{width}\" height=\"{}\" fill=\"{colour}\"/>", CELL.1));
    }
    for (style, path) in paths {
        let ink = style.ink.as_deref().unwrap_or(FOREGROUND);
        let dim = if style.classes.contains(&"d") { " class=\"d\"" } else { "" };
        drawn.push_str(&format!("<path{dim} fill=\"{ink}\" d=\"{path}\"/>"));
    }
    runs.iter().for_each(|run| drawn.push_str(&run.drawn()));
    if !screen.hide_cursor() && screen.cursor_position().0 == row {
        let x = u32::from(screen.cursor_position().1) * CELL.0;
        drawn.push_str(&format!(
            "<rect x=\"{x}\" y=\"1\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{FOREGROUND}\"/>",
            CELL.0,
            CELL.1 - 2
        ));
    }
    drawn
}

impl Run {
    fn narrow(&self) -> bool {
        self.text.chars().count() == usize::from(self.cells)
    }

    fn drawn(&self) -> String {
        let (x, width) = (u32::from(self.column) * CELL.0, u32::from(self.cells) * CELL.0);
        let class = match self.style.classes.join(" ") {
            none if none.is_empty() => String::new(),
            classes => format!(" class=\"{classes}\""),
        };
        // A rule of the picture's style would go before an attribute.
        let ink = self.style.ink.as_ref().map(|ink| format!(" style=\"fill:{ink}\"")).unwrap_or_default();
        format!("<text x=\"{x}\" y=\"{BASE}\" textLength=\"{width}\"{class}{ink}>{}</text>", escaped(&self.text))
    }
}

/// What is behind a cell, where that is not the terminal's own, and how it is drawn.
fn dressed(cell: &vt100::Cell) -> (Option<String>, Style) {
    let (mut ink, mut paper) = (colour(cell.fgcolor()), colour(cell.bgcolor()));
    if cell.inverse() {
        (ink, paper) =
            (Some(paper.unwrap_or_else(|| BACKGROUND.to_owned())), Some(ink.unwrap_or_else(|| FOREGROUND.to_owned())));
    }
    let marks = [(cell.bold(), "b"), (cell.italic(), "i"), (cell.underline(), "u"), (cell.dim(), "d")];
    let classes = marks.into_iter().filter_map(|(on, class)| on.then_some(class)).collect();
    (paper, Style { ink, classes })
}
