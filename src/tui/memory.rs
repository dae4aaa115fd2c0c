//! What the console remembers from one time to the next: where one was, how the lists stood, who was opened, which actions
//! were chosen by name. Ids and words of ours only, never a name, a mark, a dialog, or that anything may be changed.

mod file;

pub use file::{Trouble, read, write};

use super::action::{Action, records};
use super::app::App;
use super::pane::people::recent::KEPT;
use super::pane::{Pane, Screen};
use crate::backend::{PeopleFilter, Session};
use crate::model::UserId;
use serde::{Deserialize, Serialize};

/// How many actions are kept that were chosen by name.
const ACTIONS: usize = 20;

/// What is remembered.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// By which form it is written.
    version: u32,
    /// The organisation that the people are of.
    #[serde(default)]
    tenant: String,
    /// The screen, by the action that goes there.
    #[serde(default)]
    screen: String,
    /// The number of the focused pane of the people screen.
    #[serde(default)]
    pane: usize,
    /// Whether the focused pane fills the screen.
    #[serde(default)]
    zoom: bool,
    /// Whom the list of people leaves out.
    #[serde(default)]
    people: Left,
    /// Ids of who was opened recently, the last one first.
    #[serde(default)]
    recent: Vec<UserId>,
    /// The actions that were chosen by name, the last one first.
    #[serde(default)]
    actions: Vec<String>,
}

/// Whom the list of people leaves in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Left {
    #[default]
    All,
    Active,
    Inactive,
    Deleted,
}

/// The form in which it is written now.
const VERSION: u32 = 1;

impl Memory {
    /// What is to be remembered of the console as it stands.
    pub fn of(app: &App) -> Self {
        let people = &app.people;
        // What is about something is not opened again; what lies below it is.
        let screen = app.screens.iter().rev().find(|screen| !screen.needs_a_subject()).copied();
        let screen = screen.unwrap_or(Screen::People);
        let id = |action: Action| records().find(|record| record.action == action).map(|record| record.id.to_owned());
        Self {
            version: VERSION,
            tenant: app.session.as_ref().map(tenant).unwrap_or_default(),
            screen: id(Action::Go(screen)).unwrap_or_default(),
            pane: Pane::on(Screen::People).iter().position(|pane| *pane == people.focus).map_or(1, |at| at + 1),
            zoom: app.zoom && screen == Screen::People,
            people: match people.filter {
                PeopleFilter::All => Left::All,
                PeopleFilter::Active => Left::Active,
                PeopleFilter::Inactive => Left::Inactive,
                PeopleFilter::Deleted => Left::Deleted,
            },
            recent: people.recent.clone(),
            actions: app.recent.iter().take(ACTIONS).filter_map(|action| id(*action)).collect(),
        }
    }

    /// Puts a console that has not begun yet to where the last one was left; what is not known any more is passed over.
    pub fn recall(self, app: &mut App) {
        let action = |id: &str| records().find(|record| record.id == id).map(|record| record.action);
        app.recent = self.actions.iter().filter_map(|id| action(id)).take(ACTIONS).collect();
        app.people.filter = match self.people {
            Left::All => PeopleFilter::All,
            Left::Active => PeopleFilter::Active,
            Left::Inactive => PeopleFilter::Inactive,
            Left::Deleted => PeopleFilter::Deleted,
        };
        if let Some(pane) = self.pane.checked_sub(1).and_then(|at| Pane::on(Screen::People).get(at).copied()) {
            app.people.focus = pane;
            app.people.query.typing = pane == Pane::Users;
            if pane != Pane::Users {
                app.people.front = pane;
            }
        }
        app.zoom = self.zoom;
        app.people.recent = self.recent.into_iter().take(KEPT).collect();
        app.people.recent_of = Some(self.tenant).filter(|_| !app.people.recent.is_empty());
        if let Some(Action::Go(screen)) = action(&self.screen)
            && screen != Screen::People
            && !screen.needs_a_subject()
        {
            app.screens.push(screen);
        }
    }
}

/// The organisation, so that its people are not looked for in another.
fn tenant(session: &Session) -> String {
    format!("{} ({})", session.tenant, session.environment)
}

/// Called when it is known who works where: people of another organisation are forgotten.
pub fn checked(app: &mut App) {
    let Some(now) = app.session.as_ref().map(tenant) else { return };
    if app.people.recent_of.take().is_some_and(|before| before != now) {
        app.people.recent.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fake::Desk;

    fn recalled(memory: Memory) -> App {
        let mut app = Desk::empty(120, 36).app;
        memory.recall(&mut app);
        app
    }

    #[test]
    fn where_one_was_comes_back_and_what_was_meant_does_not() {
        let mut desk = Desk::new(120, 36);
        desk.keys("jan Enter").rest();
        desk.keys("1 Space f 4 + Ctrl-P go.audit Enter").rest();
        assert!(desk.app.screen() == Screen::Audit && !desk.app.people.marks.is_empty());
        let memory = Memory::of(&desk.app);
        let text = serde_json::to_string(&memory).unwrap();
        assert!(!text.contains("Jane") && !text.contains("jan"), "no name and no search is kept: {text}");
        let app = recalled(memory);
        assert_eq!(app.screens, [Screen::People, Screen::Audit]);
        assert_eq!((app.people.focus, app.people.filter), (Pane::Permissions, PeopleFilter::Active));
        assert_eq!(app.people.recent, desk.app.people.recent);
        assert_eq!(app.recent.first(), Some(&Action::Go(Screen::Audit)));
        assert!(app.people.marks.is_empty() && app.overlays.is_empty() && app.people.query.is_empty());
    }

    #[test]
    fn what_is_about_something_is_not_opened_again() {
        let mut desk = Desk::new(80, 24);
        desk.keys("jan Enter").rest().keys("1 o");
        assert_eq!(desk.app.screen(), Screen::Plan);
        assert_eq!(recalled(Memory::of(&desk.app)).screens, [Screen::People]);
    }

    #[test]
    fn what_is_not_known_any_more_is_passed_over() {
        let memory = Memory {
            screen: "go.moon".to_owned(),
            pane: 99,
            actions: vec!["people.offboard".to_owned(), "nonsense".to_owned()],
            ..Memory::default()
        };
        let app = recalled(memory);
        assert_eq!((app.screens.len(), app.people.focus, app.recent.len()), (1, Pane::Users, 1));
    }

    #[test]
    fn people_of_another_organisation_are_forgotten() {
        let mut desk = Desk::new(80, 24);
        desk.keys("jan Enter Enter").rest();
        let memory = Memory::of(&desk.app);
        assert_eq!(memory.recent.len(), 1);
        let mut same = recalled(memory.clone());
        same.session = desk.app.session.clone();
        checked(&mut same);
        assert_eq!(same.people.recent.len(), 1);
        let mut other = recalled(memory);
        other.session = desk.app.session.clone().map(|session| Session { tenant: "Other".into(), ..session });
        checked(&mut other);
        assert!(other.people.recent.is_empty());
    }
}
