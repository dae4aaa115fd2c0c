//! The lists of the people screen as they are copied and written out.

use crate::model::{DisplayText, Table};
use crate::tui::app::App;
use crate::tui::pane::Pane;

/// What the list of the focused pane is called, and its rows as filtered.
pub fn list_shown(app: &App) -> Option<(String, Table)> {
    let people = &app.people;
    let card = people.card.data();
    let of = |what: &str| card.map(|c| format!("{what} {}", c.seat.person.name)).unwrap_or_else(|| what.to_owned());
    match people.focus {
        Pane::Users => Some(("people".to_owned(), users(app)?)),
        Pane::Members => {
            let name = match &people.members.group {
                Some(group) => format!("members {}", group.name),
                None => of("groups"),
            };
            Some((name, people.members.table(card.map(AsRef::as_ref))?))
        }
        Pane::Roles => Some((of("roles"), people.roles.table(card?))),
        Pane::Permissions => Some((of("permissions"), people.permissions.table(card?))),
        _ => None,
    }
}

/// Whether the focused pane has rows.
pub fn has_rows(app: &App) -> bool {
    let people = &app.people;
    match people.focus {
        Pane::Users => people.found.data().is_some_and(|found| !found.hits.is_empty()),
        Pane::Members => people.members.has_rows(),
        Pane::Roles => people.roles.outline.counts().0 > 0,
        Pane::Permissions => people.permissions.outline.counts().0 > 0,
        _ => false,
    }
}

/// The hits that are there; a search that matches more says so in the title.
fn users(app: &App) -> Option<Table> {
    let found = app.people.found.data()?;
    let title = match (found.hits.len(), found.matched) {
        (hits, matched) if hits < matched => format!("People: the first {hits} of {matched} that match"),
        _ => "People".to_owned(),
    };
    let rows = found.hits.iter().map(|hit| {
        let person = &hit.person;
        let state = DisplayText::new(person.state.as_str());
        vec![
            person.name.clone(),
            person.email.clone(),
            hit.division.clone(),
            person.department.clone(),
            person.title.clone(),
            state,
            person.id.as_str().into(),
        ]
    });
    let columns = vec!["name", "email", "division", "department", "title", "state", "id"];
    Some(Table { title: title.into(), columns, rows: rows.collect() })
}
