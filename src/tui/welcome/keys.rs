//! The keys of the guided screen: one record for each thing that can be done; dispatch and the last line read it.

use super::state::{STORES, Step, Store, Welcome};
use crate::tui::action::Key;

/// What a key does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Act {
    /// Take what is there, and go on.
    Next,
    Back,
    Down,
    Up,
    /// Choose a job or leave it.
    Toggle,
    /// Look again.
    Again,
    /// Write a profile anew that is there.
    Replace,
    Quit,
    Interrupt,
    Suspend,
    Redraw,
}

/// One thing that can be done.
pub(super) struct Way {
    pub(super) act: Act,
    /// The first one is shown.
    pub(super) keys: &'static [&'static str],
    /// What it is called in the last line; empty keeps it out.
    pub(super) label: fn(&Welcome) -> &'static str,
    /// Whether it holds here.
    pub(super) here: fn(&Welcome) -> bool,
}

fn nothing(_: &Welcome) -> &'static str {
    ""
}

fn everywhere(_: &Welcome) -> bool {
    true
}

pub(super) const WAYS: &[Way] = &[
    Way { act: Act::Next, keys: &["Enter"], label: next, here: |w| !w.writing },
    Way { act: Act::Toggle, keys: &["Space"], label: |_| "choose", here: |w| w.step == Step::Jobs },
    Way { act: Act::Again, keys: &["r"], label: |_| "look again", here: |w| w.step == Step::Look },
    Way {
        act: Act::Replace,
        keys: &["Ctrl-X"],
        label: |_| "replace the profile",
        here: |w| w.step == Step::Keep && w.is_taken() && !w.writing,
    },
    Way { act: Act::Back, keys: &["Esc"], label: |_| "back", here: |w| w.step.before().is_some() && !w.writing },
    Way { act: Act::Down, keys: &["Tab", "Down"], label: down, here: everywhere },
    Way { act: Act::Up, keys: &["S-Tab", "Up"], label: nothing, here: everywhere },
    Way { act: Act::Down, keys: &["j"], label: nothing, here: |w| !w.types() },
    Way { act: Act::Up, keys: &["k"], label: nothing, here: |w| !w.types() },
    Way { act: Act::Quit, keys: &["q"], label: |_| "quit", here: |w| matches!(w.step, Step::Hello | Step::Done) },
    Way { act: Act::Interrupt, keys: &["Ctrl-C"], label: nothing, here: everywhere },
    Way { act: Act::Suspend, keys: &["Ctrl-Z"], label: nothing, here: everywhere },
    Way { act: Act::Redraw, keys: &["Ctrl-L"], label: nothing, here: everywhere },
];

fn next(welcome: &Welcome) -> &'static str {
    match welcome.step {
        Step::Hello => "choose",
        Step::Name | Step::Client => "next",
        Step::Place => "take this one",
        Step::Jobs => "sign in and look",
        Step::Look if welcome.look.signs_in() => "go on",
        // Here Enter says why it does nothing.
        Step::Look => "",
        Step::Keep if welcome.is_taken() => "",
        Step::Keep => "write the profile",
        Step::Done if welcome.done.as_ref().is_some_and(|done| done.opens) => "open the console",
        Step::Done => "end",
    }
}

fn down(welcome: &Welcome) -> &'static str {
    match welcome.step {
        Step::Name | Step::Client => "next field",
        _ => "",
    }
}

/// What this key does here; none where it is typed or does nothing.
pub(super) fn meant(welcome: &Welcome, key: Key) -> Option<Act> {
    let names = |way: &&Way| way.keys.iter().any(|name| Key::parse(name) == Some(key));
    WAYS.iter().filter(|way| (way.here)(welcome)).find(names).map(|way| way.act)
}

/// The keys that the last line names, the most useful first.
pub(super) fn hints(welcome: &Welcome) -> Vec<(&'static str, &'static str)> {
    let shown = WAYS.iter().filter(|way| (way.here)(welcome));
    let mut hints: Vec<_> =
        shown.map(|way| (way.keys[0], (way.label)(welcome))).filter(|(_, label)| !label.is_empty()).collect();
    if STORES.get(welcome.store) == Some(&Store::Keyring)
        && welcome.step == Step::Keep
        && welcome.no_keyring().is_some()
    {
        hints.retain(|(key, _)| *key != "Enter");
    }
    hints
}
