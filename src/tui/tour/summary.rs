//! What is shown when the tour ends: what was done, where to read more, and how to set up a real organisation.

use super::steps::STEPS;
use super::{Behind, Walk};
use crate::tui::action::{self, Action, key_shown};
use crate::tui::app::App;
use crate::tui::overlay::reader::Reader;
use crate::tui::pane::run::words;
use crate::tui::widget::text;

/// The text.
pub(super) fn write(app: &App, walk: &Walk) -> Reader {
    let mut lines = Vec::new();
    let done = walk.behind.iter().filter(|how| **how == Behind::Done).count();
    let took = words::between(walk.began, app.now).map(|took| format!(" in {}", words::span(took))).unwrap_or_default();
    lines.push(format!("You have done {} of {}{took}:", text::counted(done, "step"), STEPS.len()));
    lines.push(String::new());
    for (at, step) in STEPS.iter().enumerate() {
        let (sign, word) = match walk.behind.get(at) {
            Some(Behind::Done) => ("+", "done"),
            Some(Behind::Skipped) => ("-", "skipped"),
            None => (".", "not reached"),
        };
        lines.push(format!("  {sign} {word:<12} {:>2}  {}", at + 1, step.title));
    }
    lines.push(String::new());
    lines.push(
        "For a real organisation, leave the console and run `lanyard setup`: there, too, nothing is changed before a plan \
         is confirmed."
            .to_owned(),
    );
    let key = |action: Action| action::record(action).and_then(|record| key_shown(app, record));
    if let (Some(help), Some(palette)) = (key(Action::Help), key(Action::Palette)) {
        lines.push(format!(
            "To read more: {help} lists what can be done, {palette} finds any of it by name; `lanyard --help` and the README \
             tell the rest."
        ));
    }
    Reader::new("The tour", lines)
}
