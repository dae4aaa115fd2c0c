//! What no list shows: whoever types the whole id into the palette has it. For trying out what a panic leaves behind.

use super::{Action, Danger, Group, Record, Scope, always};

/// A fault on purpose.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fault {
    /// The thread that draws panics.
    Drawing,
    /// A task beside it panics.
    Elsewhere,
}

const BASE: Record = Record {
    action: Action::Panic(Fault::Drawing),
    id: "debug.panic",
    name: "panic on purpose",
    label: "panic",
    help: "Let the console panic, to see that the terminal is given back and the report comes after that.",
    group: Group::Console,
    scope: Scope::Everywhere,
    keys: &[],
    synonyms: &[],
    footer: 0,
    danger: Danger::None,
    available: always,
};

/// The records.
pub const ACTIONS: &[Record] = &[
    BASE,
    Record {
        action: Action::Panic(Fault::Elsewhere),
        id: "debug.panic-elsewhere",
        name: "panic in the background on purpose",
        help: "Let a task beside the console panic, to see that the screen stays whole and tells it.",
        ..BASE
    },
];

/// The record with exactly this id.
pub fn called(id: &str) -> Option<&'static Record> {
    ACTIONS.iter().find(|record| record.id == id.trim())
}
