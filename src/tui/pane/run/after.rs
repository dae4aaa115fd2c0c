//! What can be done now that a run is over, with the keys that are in force.

use super::Act;
use crate::model::RunRecord;
use crate::tui::action::{self, Action, active_scopes, key_shown};
use crate::tui::app::App;
use crate::tui::pane::Screen;

/// What can follow, the most likely first.
const NEXT: &[(Action, &str)] = &[
    (Action::Run(Act::Retry), "retry"),
    (Action::Open, "the step"),
    (Action::Go(Screen::Audit), "audit trail"),
    (Action::Run(Act::Restore), "give it back"),
    (Action::Back, "back"),
];

/// One line that says how to go on from a run that is over; none while it is not.
pub fn line(app: &App, run: &RunRecord) -> Option<String> {
    if !run.state.is_over() {
        return None;
    }
    // A dialog over it has keys of its own; the line stays as it was.
    let covered = !app.overlays.is_empty();
    let scopes = active_scopes(app);
    let ways = NEXT.iter().filter_map(|(action, words)| {
        let record = action::record(*action)?;
        let at_hand = (record.available)(app).is_ok() && (covered || scopes.contains(&record.scope));
        Some(format!("{} {words}", key_shown(app, record).filter(|_| at_hand)?))
    });
    Some(format!("now: {}", ways.collect::<Vec<_>>().join(", ")))
}
