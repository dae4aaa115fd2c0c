//! Where the panes of the people screen stand: side by side where there is room, else one above the other.

use crate::tui::app::App;
use crate::tui::app::place::{Layout, Placed, inside};
use crate::tui::pane::Pane;
use crate::tui::widget::text::width;
use ratatui::layout::Rect;

/// From how many columns on the panes stand side by side.
pub const WIDE: u16 = 100;

/// The name of a pane where several share one place.
pub fn tab_title(pane: Pane) -> &'static str {
    match pane {
        Pane::Members => "2 Groups",
        Pane::Roles => "3 Role hierarchy",
        Pane::Permissions => "4 Effective permissions",
        _ => "1 Users",
    }
}

/// Works out where the panes stand.
pub fn place(app: &App, body: Rect, layout: &mut Layout) {
    if app.zoom {
        put(layout, app.people.focus, body);
    } else if body.width >= WIDE {
        side_by_side(app, body, layout);
    } else {
        stacked(app, body, layout);
    }
}

fn put(layout: &mut Layout, pane: Pane, outer: Rect) {
    let mut rows = inside(outer);
    // The last line tells more about what is selected; of a group it tells what it gives, for which one is short.
    let more = match pane {
        Pane::Members if rows.height > 6 => 2,
        Pane::Members | Pane::Roles | Pane::Permissions if rows.height > 3 => 1,
        _ => 0,
    };
    rows.height -= more;
    layout.panes.push(Placed { pane, outer, rows });
}

/// Splits off `height` rows from the top.
fn top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    (Rect { height, ..area }, Rect { y: area.y + height, height: area.height - height, ..area })
}

fn side_by_side(app: &App, body: Rect, layout: &mut Layout) {
    let left_width = (body.width * 9 / 20).clamp(46, 84);
    let left = Rect { width: left_width, ..body };
    let right = Rect { x: body.x + left_width, width: body.width - left_width, ..body };
    let members = (body.height / 3).clamp(5, 16);
    let (users, members) = top(left, body.height - members);
    let (_, below) = top(right, card_place(app, body).height);
    let (roles, permissions) = top(below, below.height * 9 / 20);
    put(layout, Pane::Users, users);
    put(layout, Pane::Members, members);
    put(layout, Pane::Roles, roles);
    put(layout, Pane::Permissions, permissions);
}

/// Where the card of the selected person stands; it has a line more when there is something more to say.
pub fn card_place(app: &App, body: Rect) -> Rect {
    let drifted = app.people.card.data().is_some_and(|card| !card.drift.is_empty());
    let more = u16::from(drifted && body.height >= 19);
    if body.width >= WIDE {
        let left = (body.width * 9 / 20).clamp(46, 84);
        Rect { x: body.x + left, y: body.y, width: body.width - left, height: (5 + more).min(body.height) }
    } else {
        let height = if body.height >= 19 { 2 + more } else { 1 };
        Rect { y: body.y + users_height(body), height, ..body }
    }
}

fn users_height(body: Rect) -> u16 {
    (body.height * 2 / 5).max(5)
}

fn stacked(app: &App, body: Rect, layout: &mut Layout) {
    let (users, below) = top(body, users_height(body));
    let (_, below) = top(below, card_place(app, body).height);
    let (tabs, front) = top(below, 1);
    put(layout, Pane::Users, users);
    put(layout, app.people.front, front);
    let mut x = tabs.x + 1;
    for pane in [Pane::Members, Pane::Roles, Pane::Permissions] {
        let cells = u16::try_from(width(tab_title(pane))).unwrap_or(0) + 2;
        layout.tabs.push((pane, Rect { x, y: tabs.y, width: cells, height: 1 }.intersection(tabs)));
        x += cells;
    }
}
