//! The keys to begin with: those of the table, and where another preset differs from them.

use super::{Action, Chord, Record, records};
use crate::model::KeyPreset;

/// Where the Vim preset differs.
const VIM: &[(&str, &[&str])] = &[
    ("move.up", &["k", "Up"]),
    ("move.down", &["j", "Down"]),
    ("move.left", &["h", "z c", "Left"]),
    ("move.right", &["l", "z o", "Right"]),
    ("move.first", &["g g", "Home"]),
    ("copy.row", &["y y"]),
    ("copy.id", &["y i"]),
    ("copy.email", &["y m", "Y"]),
    ("pane.next", &["Tab", "g t", "Ctrl-W w"]),
    ("pane.previous", &["S-Tab", "g T", "Ctrl-W p"]),
    ("pane.zoom", &["+", "Ctrl-W o"]),
    ("console.quit", &["Z Z", "Q"]),
];

/// Where the arrows preset has a key for what else would have had a letter only. All the rest is in the menu.
const ARROWS: &[(&str, &[&str])] = &[
    ("console.menu", &["Ctrl-N"]),
    ("list.filter", &["Ctrl-F"]),
    ("list.refresh", &["Ctrl-R"]),
    ("copy.id", &["Ctrl-Y"]),
    ("pane.zoom", &["Ctrl-W"]),
    ("ask.yes", &["Ctrl-Y"]),
    ("leave.running", &["Ctrl-T"]),
    ("leave.stop", &["Ctrl-X"]),
    ("tour.skip", &["Ctrl-E"]),
    ("tour.end", &["Ctrl-V"]),
];

/// The keys of a record in a preset, the one to show first.
pub fn keys(preset: KeyPreset, record: &Record) -> Vec<Chord> {
    let table = match preset {
        KeyPreset::Usual => None,
        KeyPreset::Vim => Some(VIM),
        KeyPreset::Arrows => Some(ARROWS),
    };
    if let Some((_, keys)) = table.and_then(|table| table.iter().find(|(id, _)| *id == record.id)) {
        return keys.iter().filter_map(|text| Chord::parse(text)).collect();
    }
    let mut keys: Vec<Chord> = record.keys.iter().filter_map(|text| Chord::parse(text)).collect();
    keys.extend(digit(record));
    if preset == KeyPreset::Arrows {
        // Nothing happens by a letter, a digit or a sign; Space is none of these.
        keys.retain(|chord| chord.keys().first().is_none_or(|key| !key.types() || key.to_string() == "Space"));
    }
    keys
}

/// The screens that are gone to by a key and a letter can be had by that key and their number as well.
fn digit(record: &Record) -> Option<Chord> {
    let leader =
        |record: &Record| record.keys.iter().filter_map(|text| Chord::parse(text)).find(|c| c.keys().len() == 2);
    let leads = |record: &&Record| matches!(record.action, Action::Go(_)) && leader(record).is_some();
    let number = records().filter(leads).position(|other| other.id == record.id)? + 1;
    let first = *leader(record)?.keys().first()?;
    (number < 10).then(|| Chord::parse(&format!("{first} {number}")))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_name_actions_that_there_are_and_keys_that_can_be_read() {
        for (id, keys) in VIM.iter().chain(ARROWS) {
            assert!(records().any(|record| record.id == *id), "{id}");
            assert!(keys.iter().all(|text| Chord::parse(text).is_some()), "{id}");
        }
    }

    #[test]
    fn the_digits_follow_the_order_of_the_table() {
        let by_digit: Vec<_> = records().filter_map(|record| Some((digit(record)?.to_string(), record.id))).collect();
        assert_eq!(
            by_digit[..3].iter().map(|(keys, id)| (keys.as_str(), *id)).collect::<Vec<_>>(),
            [(", 1", "go.people"), (", 2", "go.runs"), (", 3", "go.audit"),]
        );
        assert!(by_digit.len() >= 8);
    }

    #[test]
    fn with_arrows_no_letter_does_anything_by_itself() {
        for record in records() {
            for chord in keys(KeyPreset::Arrows, record) {
                let first = chord.keys()[0];
                assert!(!first.types() || first.to_string() == "Space", "{}: {chord}", record.id);
            }
        }
    }
}
