//! The operator's own keys: a file that lists only what differs, read so that what is wrong in it is told and the rest holds.

use super::keymap::places;
use super::{Action, Chord, Danger, Key, Keymap, Record, Scope, key, records};
use crate::model::nearest::nearest;
use crate::model::{KeyFinding, KeyPreset};
use crate::tui::overlay::Layer;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

#[cfg(test)]
mod tests;

/// Keys that were read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnKeys {
    /// The keys in force.
    pub keymap: Keymap,
    /// What is wrong in the file, by line.
    pub findings: Vec<KeyFinding>,
    /// How many actions have other keys than the preset gives them.
    pub changed: usize,
}

/// What the file says of one action.
struct Entry {
    line: usize,
    record: &'static Record,
    wanted: Vec<Chord>,
    /// Whether the file names no key on purpose.
    empty: bool,
}

/// Reads the text of the file on top of a preset.
pub fn read(text: &str, preset: KeyPreset) -> OwnKeys {
    let mut findings = Vec::new();
    let line_of = |byte: usize| 1 + text.bytes().take(byte).filter(|b| *b == b'\n').count();
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let line = error.span().map(|span| line_of(span.start));
        findings.push(KeyFinding::fault(line, format!("this is not TOML: {}", error.message())));
    }
    let mut entries = BTreeMap::new();
    collect("", document.get_ref(), &line_of, &mut entries, &mut findings);
    let mut entries: Vec<Entry> = entries.into_values().collect();
    entries.sort_by_key(|entry| entry.line);
    let keymap = together(preset, &entries, &mut findings);
    findings.sort_by_key(|finding| finding.line);
    let usual = Keymap::new(preset);
    let changed = records().filter(|record| keymap.keys(record) != usual.keys(record)).count();
    OwnKeys { keymap, findings, changed }
}

/// Takes the entries of a table; `a.b` without quotes is a table within a table, and means the same.
fn collect(
    before: &str,
    table: &DeTable<'_>,
    line_of: &impl Fn(usize) -> usize,
    entries: &mut BTreeMap<&'static str, Entry>,
    findings: &mut Vec<KeyFinding>,
) {
    for (name, value) in table {
        let line = line_of(name.span().start);
        let id = format!("{before}{}", name.get_ref());
        if let Some(below) = value.get_ref().as_table() {
            collect(&format!("{id}."), below, line_of, entries, findings);
            continue;
        }
        let Some(record) = records().find(|record| record.id == id) else {
            let near = nearest(&id, records().map(|record| record.id));
            let hint = near.map_or("the help (F1) tells the name of each that is selected".to_owned(), |near| {
                format!("did you mean `{near}`?")
            });
            findings.push(KeyFinding::fault(Some(line), format!("there is no action `{}`; {hint}", id.escape_debug())));
            continue;
        };
        let Some(texts) = texts(value) else {
            let text = format!("`{id}` takes a key in quotes, or a list of them, such as [\"F3\", \", r\"]");
            findings.push(KeyFinding::fault(Some(line), text));
            continue;
        };
        let empty = texts.is_empty();
        let mut wanted = Vec::new();
        for text in texts {
            match readable(&text) {
                Ok(chord) if wanted.contains(&chord) => {}
                Ok(chord) => wanted.push(chord),
                Err(why) => findings.push(KeyFinding::fault(Some(line), format!("`{id}`: {why}"))),
            }
        }
        entries.insert(record.id, Entry { line, record, wanted, empty });
    }
}

fn texts(value: &Spanned<DeValue<'_>>) -> Option<Vec<String>> {
    match value.get_ref() {
        DeValue::String(text) => Some(vec![text.to_string()]),
        DeValue::Array(items) => items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// Reads keys, or says why they cannot be had and what may have been meant.
fn readable(text: &str) -> Result<Chord, String> {
    let shown = text.escape_debug();
    let Some(chord) = Chord::parse(text) else {
        let wrong = text.split_whitespace().find(|part| Key::parse(part).is_none()).unwrap_or(text);
        return Err(format!("`{shown}` is no key; {}", meant_by(wrong)));
    };
    match chord.keys().iter().find_map(|key| Some((key, key.unsendable()?))) {
        Some((key, why)) => Err(format!("no terminal sends {key} as a key of its own: it {why}; choose another")),
        None => Ok(chord),
    }
}

/// A way to write it that can be read.
fn meant_by(wrong: &str) -> String {
    let general =
        "keys are such as o, O, F3, Ctrl-P, Alt-Up, Enter, Space, or several with blanks between them: \", r\"";
    let swapped = wrong.replace(['+', '_'], "-");
    let (held, name) = swapped.rsplit_once('-').unwrap_or(("", &swapped));
    let names: Vec<&str> = key::NAMES.iter().map(|(name, _)| *name).collect();
    let name = match name.to_lowercase().as_str() {
        "return" | "cr" => "Enter".to_owned(),
        "escape" => "Esc".to_owned(),
        "backspace" => "Bksp".to_owned(),
        "delete" => "Del".to_owned(),
        "insert" => "Ins".to_owned(),
        "pageup" => "PgUp".to_owned(),
        "pagedown" => "PgDn".to_owned(),
        lower if lower.starts_with('f') && lower[1..].parse::<u8>().is_ok() => lower.to_uppercase(),
        _ if name.chars().count() == 1 => name.to_owned(),
        _ => nearest(name, names).unwrap_or(name).to_owned(),
    };
    let held: String = held
        .split('-')
        .filter_map(|word| match word.to_lowercase().as_str() {
            "ctrl" | "control" | "c" => Some("Ctrl-"),
            "alt" | "meta" | "m" | "a" => Some("Alt-"),
            "shift" | "s" => Some("S-"),
            _ => None,
        })
        .collect();
    match Key::parse(&format!("{held}{name}")) {
        Some(key) if key.to_string() != wrong => format!("did you mean `{key}`?"),
        _ if wrong.chars().count() == 2 => {
            let apart: Vec<String> = wrong.chars().map(String::from).collect();
            format!("for one key after the other write `{}`", apart.join(" "))
        }
        _ => general.to_owned(),
    }
}

/// Puts the entries on top of the preset, one key after the other; what clashes is left out.
fn together(preset: KeyPreset, entries: &[Entry], findings: &mut Vec<KeyFinding>) -> Keymap {
    let usual = Keymap::new(preset);
    let mut keymap = usual.clone();
    for entry in entries {
        keymap.set(entry.record, Vec::new());
    }
    let places = places();
    for entry in entries {
        let Entry { line, record, .. } = entry;
        let fault = |text: String| KeyFinding::fault(Some(*line), format!("`{}`: {text}", record.id));
        let mut taken: Vec<Chord> = Vec::new();
        for chord in &entry.wanted {
            if let Some(why) = forbidden(record, chord, &keymap) {
                findings.push(fault(why));
            } else if let Some(twin) = taken.iter().find(|other| other.clashes_with(chord)) {
                findings
                    .push(fault(format!("{chord} and {twin} cannot both be its keys: one is how the other begins")));
            } else if let Some((other, theirs)) = clash(record, chord, &keymap, &places) {
                findings.push(fault(clash_words(chord, other, theirs)));
            } else {
                taken.push(chord.clone());
                keymap.set(record, taken.clone());
            }
        }
        if needs_a_way_out(record) && !taken.iter().any(|chord| chord.single().is_some() && !chord.is_typed()) {
            let words = "needs a key that is not typed into a field: it is a way out; the preset's keys stay";
            findings.push(fault(words.to_owned()));
            taken.clear();
        } else if entry.empty || !taken.is_empty() {
            if taken.is_empty() && !usual.keys(record).is_empty() {
                let text = format!("`{}` has no key now; the palette and the menu have it", record.id);
                findings.push(KeyFinding::note(Some(*line), text));
            }
            continue;
        }
        // Nothing of the entry can be used: the preset's keys stay, where nobody else has been given them.
        let free = |chord: &&Chord| clash(record, chord, &keymap, &places).is_none();
        let kept: Vec<Chord> = usual.keys(record).iter().filter(free).cloned().collect();
        if kept.is_empty() && !usual.keys(record).is_empty() {
            let text = format!("`{}` has no key now: its own were given to others", record.id);
            findings.push(KeyFinding::note(Some(*line), text));
        }
        keymap.set(record, kept);
    }
    keymap
}

/// Without these one could be locked into a field or a dialog.
fn needs_a_way_out(record: &Record) -> bool {
    matches!(record.action, Action::Back | Action::Interrupt)
}

/// Whose key it is already, in a place where both hold.
fn clash<'k>(
    record: &Record,
    chord: &Chord,
    keymap: &'k Keymap,
    places: &[Vec<Scope>],
) -> Option<(&'static Record, &'k Chord)> {
    records().filter(|other| other.id != record.id).find_map(|other| {
        let theirs = keymap.keys(other).iter().find(|theirs| theirs.clashes_with(chord))?;
        let meet = places.iter().any(|scopes| scopes.contains(&record.scope) && scopes.contains(&other.scope));
        meet.then_some((other, theirs))
    })
}

fn clash_words(chord: &Chord, other: &Record, theirs: &Chord) -> String {
    let how = if chord == theirs {
        format!("{chord} is the key of `{}` ({})", other.id, other.name)
    } else {
        format!("{chord} and {theirs} of `{}` ({}) cannot be told apart", other.id, other.name)
    };
    format!("{how} in the same place; give that another key, or none: \"{}\" = []", other.id)
}

/// Why these may not be the keys of a record that can change something.
fn forbidden(record: &Record, chord: &Chord, keymap: &Keymap) -> Option<String> {
    if record.danger == Danger::None {
        return None;
    }
    let plain = |key: &Key| ["Enter", "Space"].contains(&key.to_string().as_str());
    if chord.keys().iter().any(plain) {
        return Some(format!(
            "{chord} never is the key of what can change something; choose a letter, or a key with Ctrl"
        ));
    }
    let deliberate = chord.keys().iter().all(Key::is_deliberate);
    match record.scope {
        Scope::Layer(Layer::Confirm | Layer::Decide) if !deliberate => {
            return Some(format!("{chord} is too easily pressed for it; choose a key with Ctrl or Alt, or an F-key"));
        }
        Scope::Pane(_) | Scope::Screen(_) | Scope::Layer(_) => {}
        Scope::Everywhere | Scope::Global | Scope::List | Scope::Explaining | Scope::Listing if !deliberate => {
            return Some(format!("{chord} would hold everywhere; choose a key with Ctrl or Alt, or an F-key"));
        }
        Scope::Everywhere | Scope::Global | Scope::List | Scope::Explaining | Scope::Listing => {}
    }
    // A key that asks may not be the one that answers: pressed twice it would act.
    let in_layer = |scope| matches!(scope, Scope::Layer(_));
    let twin = records().find(|other| {
        other.danger != Danger::None
            && in_layer(other.scope) != in_layer(record.scope)
            && keymap.keys(other).contains(chord)
    })?;
    Some(format!(
        "{chord} is the key of `{}`; one of them asks what the other answers: pressed twice it would act",
        twin.id
    ))
}
