//! From keys to what they mean here, and back: the keys in force.

use super::{Action, Chord, Key, Record, Scope, preset, records};
use crate::model::KeyPreset;
use crate::tui::app::App;
use crate::tui::overlay::Layer;
use crate::tui::pane::{Pane, Screen};
use std::collections::HashMap;

/// The keys in force: those of the preset, and the operator's own in their place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Keymap {
    preset: KeyPreset,
    bound: HashMap<&'static str, Vec<Chord>>,
}

/// What keys mean that were pressed one after the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meant {
    /// This.
    Action(Action),
    /// Nothing yet; other keys lead on.
    Begins,
    /// Nothing.
    Nothing,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::new(KeyPreset::default())
    }
}

impl Keymap {
    /// The keys of a preset.
    pub fn new(preset: KeyPreset) -> Self {
        Self { preset, bound: records().map(|record| (record.id, preset::keys(preset, record))).collect() }
    }

    /// The preset that it began with.
    pub fn preset(&self) -> KeyPreset {
        self.preset
    }

    /// The keys of a record, the one to show first.
    pub fn keys(&self, record: &Record) -> &[Chord] {
        self.bound.get(record.id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Gives a record these keys instead of those that it has.
    pub fn set(&mut self, record: &Record, keys: Vec<Chord>) {
        self.bound.insert(record.id, keys);
    }

    /// What these keys mean where these scopes hold.
    pub fn meant(&self, scopes: &[Scope], pressed: &[Key]) -> Meant {
        let mut begins = false;
        for record in records().filter(|record| scopes.contains(&record.scope)) {
            for rest in self.keys(record).iter().filter_map(|chord| chord.after(pressed)) {
                if rest.is_empty() {
                    return Meant::Action(record.action);
                }
                begins = true;
            }
        }
        if begins { Meant::Begins } else { Meant::Nothing }
    }

    /// How one can go on after these keys where these scopes hold: what is left to press, and what it does then.
    pub fn continuations(&self, scopes: &[Scope], pressed: &[Key]) -> Vec<(Vec<String>, &'static Record)> {
        if pressed.is_empty() {
            return Vec::new();
        }
        let ways = |record: &Record| -> Vec<String> {
            let rests = self.keys(record).iter().filter_map(|chord| chord.after(pressed));
            rests.filter(|rest| !rest.is_empty()).map(super::chord::written).collect()
        };
        let here = records().filter(|record| scopes.contains(&record.scope));
        here.map(|record| (ways(record), record)).filter(|(ways, _)| !ways.is_empty()).collect()
    }
}

/// The scopes whose keys hold now. Covered panes contribute nothing while a layer is open.
pub fn active_scopes(app: &App) -> Vec<Scope> {
    match app.overlays.last() {
        Some(top) => scopes_in(top.layer()),
        None => scopes_of(app.focus()),
    }
}

/// The scopes of a layer.
fn scopes_in(layer: Layer) -> Vec<Scope> {
    vec![Scope::Layer(layer), Scope::List, Scope::Everywhere]
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

/// Every set of scopes that can be active together.
pub fn places() -> Vec<Vec<Scope>> {
    let panes = Pane::ALL.iter().map(|pane| scopes_of(*pane));
    panes.chain(Layer::ALL.iter().map(|layer| scopes_in(*layer))).collect()
}

/// What the key means now, by itself.
pub fn action_for(app: &App, key: Key) -> Option<Action> {
    match app.keys.meant(&active_scopes(app), &[key]) {
        Meant::Action(action) => Some(action),
        Meant::Begins | Meant::Nothing => None,
    }
}

/// The keys to show for a record now: the first that are not typed into a field.
pub fn key_shown(app: &App, record: &Record) -> Option<Chord> {
    let typing = app.typing();
    app.keys.keys(record).iter().find(|chord| !typing || !chord.is_typed()).cloned()
}

/// The keys of an action as a sentence names them; where it has none, its name in the palette.
pub fn key_words(app: &App, action: Action) -> String {
    let Some(record) = super::record(action) else { return String::new() };
    match key_shown(app, record).or_else(|| app.keys.keys(record).first().cloned()) {
        Some(chord) => chord.to_string(),
        None => format!("\"{}\" in the palette", record.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_actions_share_a_key_in_any_place() {
        for preset in KeyPreset::ALL {
            let keymap = Keymap::new(*preset);
            for scopes in places() {
                let mut seen: Vec<(&Chord, &str)> = Vec::new();
                for record in records().filter(|r| scopes.contains(&r.scope)) {
                    for chord in keymap.keys(record) {
                        if let Some((before, other)) = seen.iter().find(|(before, _)| before.clashes_with(chord)) {
                            panic!("{preset}: {before} of {other} and {chord} of {} in {scopes:?}", record.id);
                        }
                        seen.push((chord, record.id));
                    }
                }
            }
        }
    }

    #[test]
    fn every_key_parses_and_every_terminal_can_send_it() {
        for preset in KeyPreset::ALL {
            let keymap = Keymap::new(*preset);
            for record in records() {
                assert!(
                    record.keys.iter().all(|text| Chord::parse(text).is_some()),
                    "{}: {:?}",
                    record.id,
                    record.keys
                );
                for chord in keymap.keys(record) {
                    let plain = chord.keys().iter().all(|key| key.is_plain() && key.unsendable().is_none());
                    assert!(plain, "{preset}: {}: {chord} cannot be had on every terminal", record.id);
                }
            }
        }
    }

    #[test]
    fn a_beginning_leads_on_and_is_listed() {
        let keymap = Keymap::default();
        let scopes = scopes_of(Pane::Users);
        let press = |text: &str| keymap.meant(&scopes, Chord::parse(text).unwrap().keys());
        assert_eq!(press(","), Meant::Begins);
        assert_eq!(press(", r"), Meant::Action(Action::Go(Screen::Runs)));
        assert_eq!(press(", 2"), Meant::Action(Action::Go(Screen::Runs)));
        assert_eq!(press(", z"), Meant::Nothing);
        let ways = keymap.continuations(&scopes, Chord::parse(",").unwrap().keys());
        assert_eq!((ways[0].0.join(" "), ways[0].1.id), ("p 1".to_owned(), "go.people"));
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
