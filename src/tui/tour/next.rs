//! What leads on from where the operator is: one key, one text, or a little patience. It is worked out anew from what is on
//! the screen, so whoever went astray is led back.

use crate::tui::action::{self, Action, active_scopes, key_shown};
use crate::tui::app::App;
use crate::tui::overlay::Overlay;
use crate::tui::pane::Screen;

/// What to do now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// Press the key of this action; what that does.
    Press(Action, String),
    /// Type this; what that does.
    Type(String, String),
    /// Nothing but wait, or look for oneself; why.
    Wait(String),
}

/// The key of an action.
pub fn press(action: Action, words: impl Into<String>) -> Next {
    Next::Press(action, words.into())
}

/// A text to type.
pub fn type_in(text: impl Into<String>, words: impl Into<String>) -> Next {
    Next::Type(text.into(), words.into())
}

/// Some patience.
pub fn wait(words: impl Into<String>) -> Next {
    Next::Wait(words.into())
}

impl Next {
    /// As a lead, what is to be pressed or typed, and the rest of the sentence.
    pub fn parts(&self, app: &App) -> (&'static str, String, String) {
        match self {
            Self::Type(text, words) => ("Type ", text.clone(), format!(": {words}")),
            Self::Wait(words) => ("", String::new(), words.clone()),
            Self::Press(action, words) => {
                let Some(record) = action::record(*action) else { return ("", String::new(), words.clone()) };
                if let Err(why) = (record.available)(app) {
                    return ("Not now: ", String::new(), format!("{why}."));
                }
                let here = active_scopes(app).contains(&record.scope);
                match key_shown(app, record).filter(|_| here) {
                    Some(key) => ("Press ", key.to_string(), format!(": {words}")),
                    // Keys may have been taken away or moved; the name always works.
                    None => ("Press ", palette(app), format!(" and choose \"{}\": {words}", record.name)),
                }
            }
        }
    }
}

fn palette(app: &App) -> String {
    let key = action::record(Action::Palette).and_then(|record| key_shown(app, record));
    key.map_or_else(String::new, |key| key.to_string())
}

/// Ends what lies over the screen or is being typed, if anything does: the first thing to do before a key counts.
pub fn clear(app: &App) -> Option<Next> {
    match app.overlays.last() {
        Some(Overlay::Confirm(_)) => Some(press(Action::Back, "leaves the confirmation; nothing is changed.")),
        Some(_) => Some(press(Action::Back, "closes this.")),
        None if app.typing() => Some(press(Action::Open, "ends typing.")),
        None => None,
    }
}

/// Leads back to the people, with nothing over them.
pub fn to_people(app: &App) -> Option<Next> {
    clear(app).or_else(|| match app.screen() {
        Screen::People => None,
        Screen::Question => Some(press(Action::Back, "goes back to the person.")),
        _ => Some(press(Action::Go(Screen::People), "goes back to the people.")),
    })
}
