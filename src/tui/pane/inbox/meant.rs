//! Choosing who is meant by an event that names nobody: one goes to the people, selects or marks somebody, and uses them.

use super::selected;
use crate::model::{UserId, UserState};
use crate::tui::action::Why;
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::pane::plan::{self, Wanted};
use crate::tui::pane::{Screen, people};

/// Goes to the people to choose, who of them is like the address is searched for.
pub(super) fn choose(app: &mut App, out: &mut Effects) -> bool {
    let Some(entry) = selected(app) else { return false };
    let (event, likely) = (entry.id.clone(), likely(entry.event.email.as_str()));
    app.inbox.prompt.typing = false;
    app.go(Screen::People, out);
    // After the screen was changed: that ends an earlier choice.
    app.inbox.choosing = Some(event);
    people::show(app, &likely, None, out);
    app.people.query.typing = true;
    true
}

/// The words of an address that somebody may be found by.
fn likely(email: &str) -> String {
    let local = email.split('@').next().unwrap_or_default();
    local.split(['.', '_', '-', '+']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What the footer says while somebody is being chosen.
pub fn hint(app: &App) -> Option<String> {
    app.inbox.choosing.as_ref().map(|_| "choosing who is meant, F7 goes back".to_owned())
}

/// The person who would be used: the marked one, else the selected one.
///
/// # Errors
/// Says why nobody would be.
pub(super) fn candidate(app: &App) -> Result<UserId, Why> {
    if app.inbox.choosing.is_none() {
        return Err("choose an event that names nobody first (F7, w)".into());
    }
    if app.screen() != Screen::People {
        return Err("go to the people first (F2)".into());
    }
    let (id, state) = match (app.people.marks.as_slice(), &app.people.chosen) {
        ([one], _) => (&one.id, one.state),
        ([], Some(chosen)) => (&chosen.person.id, Some(chosen.person.state)),
        ([], None) => return Err("select a person first".into()),
        (many, _) => return Err(format!("one person is meant, and {} are marked", many.len()).into()),
    };
    match state {
        Some(UserState::Deleted) => Err("this person is deleted already".into()),
        _ => Ok(id.clone()),
    }
}

/// Asks for the plan about the person who was chosen.
pub(super) fn take(app: &mut App, out: &mut Effects) -> bool {
    let (Ok(who), Some(event)) = (candidate(app), app.inbox.choosing.clone()) else { return false };
    app.people.query.typing = false;
    plan::open(app, Wanted::Event { event, who: Some(who) }, out);
    true
}

/// Called when a plan was confirmed: nobody is to be chosen any more.
pub fn chosen(app: &mut App) {
    app.inbox.choosing = None;
}

/// Gives up choosing, where there is nothing else to go back from; says whether anybody was being chosen.
pub fn gone_back(app: &mut App, out: &mut Effects) -> bool {
    if app.screen() != Screen::People || app.inbox.choosing.take().is_none() {
        return false;
    }
    app.go(Screen::Inbox, out);
    true
}
