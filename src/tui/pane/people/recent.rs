//! Who was opened recently: they come first while nothing is searched for. Only ids are kept; names come from the
//! directory.

use crate::backend::PeopleFilter;
use crate::model::UserId;
use crate::tui::app::App;

/// How many are kept.
pub const KEPT: usize = 12;

/// Notes that the selected person was opened.
pub fn note(app: &mut App) {
    let Some(id) = app.people.chosen.as_ref().map(|hit| hit.person.id.clone()) else { return };
    let recent = &mut app.people.recent;
    recent.retain(|known| *known != id);
    recent.insert(0, id);
    recent.truncate(KEPT);
}

/// Who comes first in the list as it is asked for now.
pub fn first(app: &App) -> &[UserId] {
    let people = &app.people;
    match people.query.text().trim().is_empty() && people.filter == PeopleFilter::All {
        true => &people.recent,
        false => &[],
    }
}

/// Whether this person is at hand because they were opened recently.
pub fn is_first(app: &App, id: &UserId) -> bool {
    first(app).contains(id)
}
