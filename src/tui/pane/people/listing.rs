//! How the panes that show what the selected person has draw it: nobody read yet, being read, not read, nothing there,
//! or the rows with more about the selected one below them.

use crate::tui::app::place::{Placed, prose};
use crate::tui::app::{App, Remote};
use crate::tui::pane::Pane;
use crate::tui::pane::outline::Outline;
use crate::tui::widget::{Canvas, text};
use ratatui::layout::Rect;

/// What a pane says around its rows.
pub struct Listing<'a> {
    /// Its number and name.
    pub title: String,
    /// How many rows there are.
    pub right: String,
    /// What it says when there are none.
    pub none: String,
    /// The widths of the columns after the first.
    pub widths: &'a [u16],
}

/// Draws a pane whose rows are an outline.
pub fn view<T>(app: &App, placed: Placed, listing: Listing<'_>, outline: &Outline<T>, canvas: &mut Canvas<'_>) {
    let known = app.people.card.data().is_some();
    // The name is cut here, so that the filter keeps its place behind it.
    let title = text::cut(&canvas.shown(&listing.title), placed.outer.width.saturating_sub(24) as usize).into_owned();
    super::frame(app, placed, &title, if known { &listing.right } else { "" }, &outline.filter, canvas);
    // While the filter is typed the terminal's cursor belongs to it.
    let typing = canvas.cursor().filter(|_| outline.filter.typing);
    if !known {
        unread(app, placed.pane, placed.rows, canvas);
    } else if outline.selected().is_none() {
        let style = canvas.theme.text;
        canvas.paragraph(prose(placed.rows), &listing.none, style);
    } else {
        outline.view(placed.rows, app.has_focus(placed.pane), listing.widths, canvas);
        more(placed, outline.selected().map_or("", |node| &node.detail), canvas);
    }
    if let Some(place) = typing {
        canvas.cursor_at(place.x, place.y);
    }
}

/// The line below the rows that tells more about the selected one.
fn more(placed: Placed, words: &str, canvas: &mut Canvas<'_>) {
    let Rect { x, width, .. } = placed.rows;
    let y = placed.rows.bottom();
    if y + 1 < placed.outer.bottom() {
        let quiet = canvas.theme.quiet;
        canvas.put(x + 2, y, width.saturating_sub(3), words, quiet);
    }
}

/// Says why there is nothing of the person yet. The pane in front tells what to do.
pub fn unread(app: &App, pane: Pane, area: Rect, canvas: &mut Canvas<'_>) {
    let front = app.people.front == pane;
    let words = match &app.people.card {
        Remote::Idle if front => {
            let practice = app.session.as_ref().is_some_and(|session| session.demo);
            let tour = if practice { " New here? Ctrl-P, then tour: ten steps lead through it." } else { "" };
            format!("Type a part of a name, an address or an id. The arrows select, Enter opens, F1 helps.{tour}")
        }
        Remote::Idle => "Shows what the selected person has, once they have been read.".to_owned(),
        Remote::Failed { fault } if front => {
            super::failed(canvas, prose(area), fault);
            return;
        }
        Remote::Failed { .. } => "Not read.".to_owned(),
        _ => super::reading(app, "reading"),
    };
    let quiet = canvas.theme.quiet;
    canvas.paragraph(prose(area), &words, quiet);
}
