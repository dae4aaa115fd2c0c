//! From a key to what it means here.

use super::{Action, Key, Record, Scope, records};
use crate::tui::app::App;
use crate::tui::pane::{Pane, Screen};

/// The scopes whose keys hold now. Covered panes contribute nothing while a layer is open.
pub fn active_scopes(app: &App) -> Vec<Scope> {
    match app.overlays.last() {
        Some(top) => vec![Scope::Layer(top.layer()), Scope::List, Scope::Everywhere],
        None => scopes_of(app.focus()),
    }
}

/// The scopes of a pane while no layer is open.
fn scopes_of(pane: Pane) -> Vec<Scope> {
    let screen = pane.screen();
    let mut scopes = vec![Scope::Pane(pane), Scope::Screen(screen), Scope::List, Scope::Global, Scope::Everywhere];
    if matches!(screen, Screen::People | Screen::Question) {
        scopes.insert(2, Scope::Explaining);
    }
    if matches!(
        screen,
        Screen::People
            | Screen::Question
            | Screen::Run
            | Screen::Runs
            | Screen::Groups
            | Screen::Jobs
            | Screen::Rows
            | Screen::Batch
            | Screen::Figures
    ) {
        scopes.insert(2, Scope::Listing);
    }
    scopes
}

/// What the key means now.
pub fn action_for(app: &App, key: Key) -> Option<Action> {
    let scopes = active_scopes(app);
    records().find(|r| scopes.contains(&r.scope) && keys(r).any(|k| k == key)).map(|r| r.action)
}

/// The keys of a record.
pub fn keys(record: &Record) -> impl Iterator<Item = Key> {
    record.keys.iter().filter_map(|k| Key::parse(k))
}

/// The key to show for a record now: the first that is not typed into a field.
pub fn key_shown(app: &App, record: &Record) -> Option<Key> {
    let typing = app.typing();
    keys(record).find(|k| !typing || !(k.types() || k.edits()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::overlay::Layer;
    use std::collections::{HashMap, HashSet};

    /// Every set of scopes that can be active together.
    fn places() -> Vec<Vec<Scope>> {
        let mut places = Vec::new();
        places.extend(Pane::ALL.iter().map(|pane| scopes_of(*pane)));
        for layer in Layer::ALL {
            places.push(vec![Scope::Layer(*layer), Scope::List, Scope::Everywhere]);
        }
        places
    }

    #[test]
    fn no_two_actions_share_a_key_in_any_place() {
        for scopes in places() {
            let mut seen: HashMap<Key, &str> = HashMap::new();
            for record in records().filter(|r| scopes.contains(&r.scope)) {
                for key in keys(record) {
                    if let Some(other) = seen.insert(key, record.id) {
                        panic!("{key} means both {other} and {} in {scopes:?}", record.id);
                    }
                }
            }
        }
    }

    #[test]
    fn every_key_parses_and_every_terminal_can_send_it() {
        for record in records() {
            for text in record.keys {
                let key = Key::parse(text).unwrap_or_else(|| panic!("{}: {text}", record.id));
                assert!(key.is_plain(), "{}: {text} cannot be had on every terminal", record.id);
            }
        }
    }

    #[test]
    fn ids_and_actions_are_unique_and_said_in_words() {
        let (mut ids, mut actions) = (HashSet::new(), HashSet::new());
        for record in records() {
            assert!(ids.insert(record.id), "{} twice", record.id);
            assert!(actions.insert(record.action), "{:?} twice", record.action);
            assert!(record.help.ends_with('.'), "{}: the help is a sentence", record.id);
            assert!(!record.name.is_empty() && !record.label.is_empty());
        }
    }

    #[test]
    fn what_is_dangerous_has_no_plain_letter_everywhere() {
        for record in records().filter(|r| r.danger > super::super::Danger::None) {
            assert!(
                matches!(record.scope, Scope::Pane(_) | Scope::Screen(_) | Scope::Layer(_)),
                "{} is dangerous and has keys in every pane",
                record.id
            );
        }
    }

    #[test]
    fn every_screen_can_be_gone_to() {
        for screen in Screen::ALL.iter().filter(|s| !s.needs_a_subject()) {
            assert!(records().any(|r| r.action == Action::Go(*screen)), "{screen:?}");
        }
    }
}
