//! The people: search as one types, the card of the selected person, and what they have: groups and their members,
//! the ways by which roles reach them, and what they may do.

mod card;
mod doing;
mod listing;
mod lists;
pub mod marks;
mod members;
mod permissions;
mod places;
mod reading;
pub mod recent;
mod records;
pub mod roles;
mod users;

pub use doing::{act, clear_or_back, common, moved};
pub use lists::{has_rows, list_shown};
pub use places::place;
pub use reading::{directory_changed, find, hear, rang, run_ended, search, show};
pub use records::{ACTIONS, Act};

use super::Pane;
use crate::backend::{Hit, PeopleFilter, PersonCard};
use crate::model::{DisplayText, Timestamp, UserId, UserState};
use crate::tui::app::{App, Remote};
use crate::tui::effect::Effects;
use crate::tui::widget::{Canvas, Cursor, Prompt};
use std::collections::HashMap;
use std::sync::Arc;

/// How many hits are asked for at first; more when the cursor comes near their end.
const FIRST_HITS: usize = 500;

/// Hits of the newest search that was answered.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
    /// How many match in all.
    pub matched: usize,
    /// How many people there are.
    pub total: usize,
}

/// What the people screen knows.
#[derive(Debug)]
pub struct People {
    /// The pane with the focus.
    pub focus: Pane,
    /// Which of the panes 2 to 4 is in front where there is room for one only.
    pub front: Pane,
    /// What is searched for.
    pub query: Prompt,
    /// Whom to leave out.
    pub filter: PeopleFilter,
    /// Who matches.
    pub found: Remote<Found>,
    /// The list of those who match.
    pub users: Cursor,
    /// The selected person; stays selected when the hits change.
    pub chosen: Option<Hit>,
    /// People who are marked.
    pub marks: marks::Marks,
    /// Who was opened recently, the last one first.
    pub recent: Vec<UserId>,
    /// Of which organisation they are, where that was remembered and has not been compared yet.
    pub recent_of: Option<String>,
    /// Everything about the selected person.
    pub card: Remote<Arc<PersonCard>>,
    /// Their groups, or the members of one group.
    pub members: members::Members,
    /// The ways by which roles reach them.
    pub roles: roles::Roles,
    /// What they may do.
    pub permissions: permissions::Permissions,
    /// States that became known after the directory was read.
    newer: HashMap<UserId, UserState>,
    limit: usize,
    /// The words changed since the last answer: then the best hit is selected, not the one that was.
    jump: bool,
    /// Who is to be selected among the next hits.
    wanted: Option<UserId>,
    /// The operator has typed or moved: before that nobody is read from the tenant.
    touched: bool,
}

impl Default for People {
    fn default() -> Self {
        Self {
            focus: Pane::Users,
            front: Pane::Roles,
            query: Prompt::open(),
            filter: PeopleFilter::All,
            found: Remote::Idle,
            users: Cursor::default(),
            chosen: None,
            marks: marks::Marks::default(),
            recent: Vec::new(),
            recent_of: None,
            card: Remote::Idle,
            members: members::Members::default(),
            roles: roles::Roles::default(),
            permissions: permissions::Permissions::default(),
            newer: HashMap::new(),
            limit: FIRST_HITS,
            jump: false,
            wanted: None,
            touched: false,
        }
    }
}

/// The field of the focused pane.
pub fn prompt(app: &App) -> Option<&Prompt> {
    let people = &app.people;
    match people.focus {
        Pane::Users => Some(&people.query),
        Pane::Members => Some(&people.members.filter),
        Pane::Roles => Some(&people.roles.outline.filter),
        Pane::Permissions => Some(&people.permissions.outline.filter),
        _ => None,
    }
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    let people = &mut app.people;
    match people.focus {
        Pane::Users => Some(&mut people.query),
        Pane::Members => Some(&mut people.members.filter),
        Pane::Roles => Some(&mut people.roles.outline.filter),
        Pane::Permissions => Some(&mut people.permissions.outline.filter),
        _ => None,
    }
}

/// Called when the focused pane's field has another text.
pub fn typed(app: &mut App, out: &mut Effects) {
    match app.people.focus {
        Pane::Users => {
            app.people.jump = true;
            app.people.touched = true;
            app.people.limit = FIRST_HITS;
            search(app, out);
        }
        pane => narrow(app, pane),
    }
}

/// Works out again which rows a pane shows.
fn narrow(app: &mut App, pane: Pane) {
    let people = &mut app.people;
    let card = people.card.data().cloned();
    match pane {
        Pane::Members => people.members.narrow(card.as_deref()),
        Pane::Roles => people.roles.outline.narrow(),
        Pane::Permissions => people.permissions.outline.narrow(),
        _ => {}
    }
}

/// Gives a pane the focus. A field that is left keeps its text and takes no more keys.
pub fn set_focus(app: &mut App, pane: Pane, _out: &mut Effects) {
    if pane == app.people.focus {
        return;
    }
    if let Some(prompt) = prompt_mut(app) {
        prompt.typing = false;
    }
    app.people.focus = pane;
    if pane != Pane::Users {
        // While somebody else is still being searched for, it is they who are noted, once they have come.
        if app.people.card.data().is_some() && !app.people.found.is_stale() {
            recent::note(app);
        }
        app.people.front = pane;
    }
}

/// The cursor of a pane's list with the list's length.
pub fn list(app: &mut App, pane: Pane) -> Option<(&mut Cursor, usize)> {
    let people = &mut app.people;
    match pane {
        Pane::Users => {
            let len = people.found.data().map_or(0, |f| f.hits.len());
            Some((&mut people.users, len))
        }
        Pane::Members => Some(people.members.list()),
        Pane::Roles => Some(people.roles.list()),
        Pane::Permissions => Some(people.permissions.list()),
        _ => None,
    }
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    let people = &app.people;
    [people.found.waits_since(), people.card.waits_since(), people.members.card.waits_since()]
        .into_iter()
        .flatten()
        .min()
}

/// Draws the panes that are to be seen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    for placed in &app.layout.panes {
        match placed.pane {
            Pane::Users => users::view(app, *placed, canvas),
            Pane::Members => members::view(app, *placed, canvas),
            Pane::Roles => roles::view(app, *placed, canvas),
            Pane::Permissions => permissions::view(app, *placed, canvas),
            _ => {}
        }
    }
    if !app.zoom {
        card::view(app, canvas);
    }
}

/// Shows only what one role gives, or everything again.
fn only(app: &mut App, role: Option<(crate::model::RoleId, crate::model::DisplayText)>) {
    let people = &mut app.people;
    if people.permissions.only != role {
        people.permissions.only = role;
        people.permissions.fresh(people.card.data().map(AsRef::as_ref));
    }
}

/// Draws a pane's frame: its number and name, what its list is narrowed to, and how many rows are left.
pub fn frame(
    app: &App,
    placed: crate::tui::app::place::Placed,
    title: &str,
    right: &str,
    prompt: &Prompt,
    canvas: &mut Canvas<'_>,
) {
    use crate::tui::widget::text::width;
    let focused = app.has_focus(placed.pane);
    let outer = placed.outer;
    canvas.frame(outer, title, right, focused);
    if prompt.is_empty() && !prompt.typing {
        return;
    }
    let x = outer.x + 3 + u16::try_from(width(title)).unwrap_or(outer.width);
    let end = outer.right().saturating_sub(u16::try_from(width(right)).unwrap_or(0) + 4);
    let x = canvas.put(x, outer.y, end.saturating_sub(x), "/", canvas.theme.key);
    let text = crate::tui::widget::text::width(prompt.text()) as u16 + 1;
    let area = ratatui::layout::Rect { x, y: outer.y, width: text.min(end.saturating_sub(x)), height: 1 };
    canvas.clear(area);
    let style = canvas.theme.typed;
    prompt.view(area, style, canvas);
}

/// The words for something that is being read, with a sign that turns; nothing until it takes noticeably long.
pub fn reading(app: &App, what: &str) -> String {
    match app.spinner {
        None => String::new(),
        Some(turn) => format!("{} {what}...", ["|", "/", "-", "\\"][turn % 4]),
    }
}

/// Says in a pane that something could not be read: what, whether anything changed, what to do. Returns the row behind.
pub fn failed(canvas: &mut Canvas<'_>, area: ratatui::layout::Rect, fault: &crate::model::Fault) -> u16 {
    let (danger, text, quiet) = (canvas.theme.danger, canvas.theme.text, canvas.theme.quiet);
    let below = |y: u16| ratatui::layout::Rect { y, height: area.bottom().saturating_sub(y), ..area };
    let y = canvas.paragraph(area, &format!("x {}", fault.text), danger);
    let changed = crate::tui::overlay::details::changed(fault.changed);
    let y = canvas.paragraph(below(y), &format!("{changed} {}; r reads again.", fault.remedy), text);
    let id = fault.correlation.as_ref().map(|id| format!(", correlation id {}", DisplayText::new(id.as_str())));
    canvas.paragraph(below(y), &format!("! shows the details{}", id.unwrap_or_default()), quiet)
}
