//! A terminal's screen as a picture: SVG that needs no font of its own.
//!
//! Every run of text has its place and its width, so that columns stand under each other in whatever monospace font there is;
//! lines and blocks are not text but shapes, so that they meet.

mod lines;
mod palette;
mod row;
pub mod story;

pub use row::row;

use palette::{BACKGROUND, FOREGROUND};

/// The size of a cell, in the picture's own units.
pub const CELL: (u32, u32) = (9, 20);
/// The room around the screen.
const MARGIN: u32 = 14;

/// What the screen showed at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// Each row, drawn as if it were the first.
    pub rows: Vec<String>,
    /// How many columns there are.
    pub columns: u16,
}

impl Frame {
    pub fn of(screen: &vt100::Screen) -> Self {
        let (rows, columns) = screen.size();
        Self { rows: (0..rows.get()).map(|n| row(screen, n)).collect(), columns: columns.get() }
    }

    /// The picture of this one moment.
    pub fn svg(&self, title: &str) -> String {
        let (width, height) = self.size();
        let mut svg = head(width, height, title, "");
        for (n, row) in self.rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            svg.push_str(&format!("<g transform=\"translate({MARGIN},{})\">{row}</g>\n", top(n)));
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn size(&self) -> (u32, u32) {
        let rows = u32::try_from(self.rows.len()).unwrap();
        (u32::from(self.columns) * CELL.0 + 2 * MARGIN, rows * CELL.1 + 2 * MARGIN)
    }
}

/// Where a row begins.
fn top(row: usize) -> u32 {
    MARGIN + u32::try_from(row).unwrap() * CELL.1
}

fn head(width: u32, height: u32, title: &str, more_style: &str) -> String {
    let title = escaped(title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n\
         <title>{title}</title>\n\
         <style>\n\
         text{{font:15px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace;white-space:pre;fill:{FOREGROUND}}}\n\
         .b{{font-weight:bold}} .i{{font-style:italic}} .u{{text-decoration:underline}} .d{{opacity:.62}}\n\
         {more_style}</style>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n"
    )
}

/// Text that stands in the picture as it is. What a screen shows holds no control characters.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
