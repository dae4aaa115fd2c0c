//! What can be done with a letter.

use super::{Act, selected};
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why};
use crate::tui::app::App;
use crate::tui::pane::Screen;

fn can_resend(app: &App) -> Result<(), Why> {
    if app.screen() != Screen::Notices {
        return Err("go to the notices first".into());
    }
    match selected(app) {
        None => Err("no notice is selected".into()),
        Some(letter) => {
            let target = app.letters.all.data().and_then(|all| all.targets.iter().find(|t| t.name == letter.target));
            match target.and_then(|target| target.gone) {
                Some(_) => Err(format!(
                    "{} has said that it is gone (410); `lanyard notices replay --all --target` takes that back",
                    letter.target
                )
                .into()),
                None => Ok(()),
            }
        }
    }
}

/// The records of this screen.
pub const ACTIONS: &[Record] = &[Record {
    action: Action::Notices(Act::Resend),
    id: "notices.resend",
    name: "send the notice again",
    label: "send again",
    help: "Send the selected notice again with the same id, whatever came of it; asks first.",
    group: Group::Notices,
    scope: Scope::Screen(Screen::Notices),
    keys: &["R"],
    synonyms: &["replay", "retry", "dead letter", "resend", "webhook"],
    footer: 1,
    danger: Danger::Steers,
    available: can_resend,
}];
