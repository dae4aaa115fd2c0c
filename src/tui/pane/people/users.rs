//! Pane 1: the people who match.

use crate::backend::{DirectoryState, Hit, PeopleFilter};
use crate::model::UserState;
use crate::tui::app::App;
use crate::tui::app::place::{Placed, prose};
use crate::tui::widget::{Canvas, text};
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Draws the pane.
pub fn view(app: &App, placed: Placed, canvas: &mut Canvas<'_>) {
    let people = &app.people;
    let found = people.found.data();
    let mut right = found.map_or(String::new(), |f| format!("{}/{}", text::count(f.matched), text::count(f.total)));
    if people.found.is_stale() && app.spinner.is_some() {
        right.push_str(" searching");
    }
    let title = match people.filter {
        PeopleFilter::All => "1 Users",
        PeopleFilter::Active => "1 Users: active",
        PeopleFilter::Inactive => "1 Users: inactive",
        PeopleFilter::Deleted => "1 Users: deleted",
    };
    super::frame(app, placed, title, &right, &people.query, canvas);
    if people.query.is_empty() && people.query.typing && app.overlays.is_empty() {
        what_to_type(placed, title, &right, canvas);
    }
    let Some(found) = found.filter(|f| !f.hits.is_empty()) else {
        return empty(app, placed.rows, canvas);
    };
    // While the query is typed the terminal's cursor belongs to the field, but the row is as selected as ever.
    let cursor = canvas.cursor();
    let focused = app.has_focus(placed.pane);
    canvas.rows(placed.rows, people.users, found.hits.len(), focused, |canvas, index, row, style| {
        let hit = &found.hits[index];
        if people.marks.has(&hit.person.id) {
            canvas.put(row.x.saturating_sub(1), row.y, 1, "*", style);
        }
        let recent = super::recent::is_first(app, &hit.person.id);
        person(hit, recent, row, style, canvas);
    });
    if let Some(place) = cursor.filter(|_| people.query.typing) {
        canvas.cursor_at(place.x, place.y);
    }
}

/// What belongs into the field, while nothing stands in it.
fn what_to_type(placed: Placed, title: &str, right: &str, canvas: &mut Canvas<'_>) {
    let outer = placed.outer;
    let cells = |words: &str| u16::try_from(text::width(words)).unwrap_or(outer.width);
    // Behind the sign of the field and the cursor.
    let x = outer.x + 5 + cells(title);
    let end = outer.right().saturating_sub(cells(right) + 4);
    let words = " type a part of a name ";
    if x.saturating_add(cells(words)) <= end {
        let quiet = canvas.theme.quiet;
        canvas.put(x, outer.y, cells(words), words, quiet);
    }
}

/// One row. Columns go by how much they tell: division first, then e-mail; name and state stay.
fn person(hit: &Hit, recent: bool, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme.clone();
    let state = match hit.person.state {
        // A colour on the selected row would become its background.
        _ if style != theme.text => style,
        UserState::Active => style,
        UserState::Inactive => style.patch(theme.quiet),
        UserState::Deleted => style.patch(theme.danger),
    };
    let end = row.right();
    let state_x = end.saturating_sub(8);
    canvas.put(state_x, row.y, 8, hit.person.state.as_str(), state);
    let suffix_x = state_x.saturating_sub(7);
    // Hidden names are alike more often.
    let told_apart = hit.twin || canvas.is_veiled();
    if told_apart {
        canvas.put(suffix_x, row.y, 6, &suffix(hit), style);
    } else if recent {
        canvas.put(suffix_x, row.y, 6, "recent", style.patch(theme.quiet));
    }
    let mut name_end = if told_apart || recent { suffix_x } else { state_x };
    if row.width >= 38 {
        let division = (row.width / 4).min(24);
        let x = suffix_x.saturating_sub(division + 1);
        canvas.put(x, row.y, division, hit.division.as_str(), style);
        name_end = x;
        if row.width >= 84 {
            let email = row.width / 3;
            let x = x.saturating_sub(email + 1);
            canvas.put_middle(x, row.y, email, hit.person.email.as_str(), style);
            name_end = x;
        }
    }
    name(hit, row, name_end.saturating_sub(row.x + 1), style, canvas);
}

/// What tells twins apart: the end of the id.
fn suffix(hit: &Hit) -> String {
    let id = crate::model::DisplayText::new(hit.person.id.as_str());
    let end: Vec<char> = id.as_str().chars().rev().take(4).collect();
    format!("..{}", end.into_iter().rev().collect::<String>())
}

/// The name with the matched characters marked.
fn name(hit: &Hit, row: Rect, room: u16, style: Style, canvas: &mut Canvas<'_>) {
    let name = canvas.shown(hit.person.name.as_str()).into_owned();
    let shown = text::cut(&name, room as usize);
    let matched = style.patch(canvas.theme.matched);
    let mut x = row.x;
    let mut position = 0u32;
    for grapheme in shown.graphemes(true) {
        let next = position + u32::try_from(grapheme.chars().count()).unwrap_or(1);
        let hit_here = grapheme != text::ELLIPSIS && hit.matched.iter().any(|m| (position..next).contains(m));
        let cells = u16::try_from(grapheme.width()).unwrap_or(1);
        canvas.put(x, row.y, cells, grapheme, if hit_here { matched } else { style });
        x += cells;
        position = next;
    }
}

/// Why there is nobody in the list: each cause has its own sentence.
fn empty(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let people = &app.people;
    let (text, quiet) = (canvas.theme.text, canvas.theme.quiet);
    let total = people.found.data().map_or(0, |f| f.total);
    let words = match &app.directory {
        DirectoryState::Failed { fault, .. } if total == 0 => {
            super::failed(canvas, prose(area), fault);
            return;
        }
        DirectoryState::Loading { loaded, .. } if total == 0 => {
            format!("Reading the people from the tenant: {} so far. You may type meanwhile.", text::count(*loaded))
        }
        DirectoryState::Empty if total == 0 && people.found.data().is_some() => {
            "No people have been read yet; r reads them from the tenant.".to_owned()
        }
        _ if people.found.data().is_none() => {
            canvas.paragraph(prose(area), &super::reading(app, "searching"), quiet);
            return;
        }
        _ if !people.query.is_empty() => {
            format!(
                "Nobody matches \"{}\". Esc clears the search.",
                crate::model::DisplayText::new(people.query.text())
            )
        }
        _ if people.filter != PeopleFilter::All => "Nobody has this state. f shows others.".to_owned(),
        _ => "This organisation has no people.".to_owned(),
    };
    canvas.paragraph(prose(area), &words, text);
}
