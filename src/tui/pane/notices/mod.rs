//! What other systems are told: letters that were given up, that wait, and that were sent.

mod detail;
mod records;
mod view;

#[cfg(test)]
mod tests;

pub use records::ACTIONS;
pub use view::{rows, view};

use crate::backend::{Command, Event, Letter, Letters, Severity};
use crate::model::{Fault, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::{App, Remote};
use crate::tui::effect::{Effect, Effects};
use crate::tui::overlay::ask::{Ask, Question};
use crate::tui::overlay::{Overlay, reader::Reader};
use crate::tui::pane::{Pane, Screen};
use crate::tui::widget::narrow::Narrow;
use crate::tui::widget::{Cursor, Prompt};
use std::sync::Arc;

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Letterbox {
    all: Remote<Arc<Letters>>,
    cursor: Cursor,
    prompt: Prompt,
    /// The letter that was asked for to be read, and since when it is waited for.
    opening: Option<(u64, Timestamp)>,
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Send the selected letter again; asks first.
    Resend,
}

/// The letters that the filter leaves in.
fn shown(app: &App) -> Vec<&Letter> {
    let narrow = Narrow::new(app.letters.prompt.text());
    let all = app.letters.all.data().map_or(&[][..], |letters| &letters.letters);
    all.iter().filter(|letter| narrow.holds(&words_of(letter))).collect()
}

fn words_of(letter: &Letter) -> String {
    let Letter { target, kind, name, subject, message, .. } = letter;
    format!("{} {target} {kind} {name} {subject} {message}", letter.state.as_str())
}

fn selected(app: &App) -> Option<&Letter> {
    shown(app).get(app.letters.cursor.at).copied()
}

/// Why what the screen is about could not be read, if it could not.
pub fn fault(app: &App) -> Option<&Fault> {
    super::faults::of(&app.letters.all)
}

/// Called when the screen comes to the top.
pub fn entered(app: &mut App, out: &mut Effects) {
    let generation = app.next_generation();
    app.letters.all.ask(generation, app.now);
    out.send(Command::Letters { generation });
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, _out: &mut Effects) -> bool {
    match act {
        Act::Resend => {
            let Some(letter) = selected(app) else { return false };
            let ask = Ask::of_letter(letter);
            app.open_overlay(Overlay::Ask(ask));
        }
    }
    true
}

/// A question about a letter was answered with yes.
pub fn answered(question: Question, message: String, out: &mut Effects) -> bool {
    if question == Question::Retry {
        out.send(Command::ResendLetter(message));
    }
    true
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::Notices);
            list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::Open => {
            let Some(message) = selected(app).map(|letter| letter.message.clone()) else { return false };
            app.letters.prompt.typing = false;
            let generation = app.next_generation();
            app.letters.opening = Some((generation, app.now));
            out.send(Command::OpenLetter { generation, message });
            true
        }
        Action::Filter => {
            app.letters.prompt.typing = true;
            true
        }
        Action::Back | Action::Interrupt if app.letters.prompt.typing => {
            app.letters.prompt.typing = false;
            true
        }
        Action::Back if !app.letters.prompt.is_empty() => {
            app.letters.prompt.clear();
            true
        }
        Action::Refresh => {
            entered(app, out);
            true
        }
        Action::CopyId => copy(app, out, |letter| letter.message.clone()),
        Action::CopyRow => copy(app, out, |letter| {
            let Letter { created_at, target, kind, name, subject, message, .. } = letter;
            format!("{created_at} {} {target} {kind} {name} {subject} {message}", letter.state.as_str())
        }),
        _ => false,
    }
}

fn copy(app: &mut App, out: &mut Effects, what: impl Fn(&Letter) -> String) -> bool {
    let Some(text) = selected(app).map(what) else { return false };
    app.notify(Severity::Success, format!("Copied {text}"));
    out.push(Effect::Copy(text));
    true
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event) -> bool {
    match event {
        Event::Letters { generation, result } => {
            let before = selected(app).map(|letter| letter.message.clone());
            match (generation, result) {
                // What comes unasked is as new as can be; while an answer is waited for, that is on its way.
                (0, Ok(letters)) => match app.letters.all.data_mut() {
                    Some(known) => *known = letters,
                    None => return false,
                },
                (0, Err(_)) => return false,
                (generation, result) => {
                    if !app.letters.all.answer(generation, result, app.now) {
                        return false;
                    }
                }
            }
            if let Some(at) = before.and_then(|id| shown(app).iter().position(|letter| letter.message == id)) {
                app.letters.cursor.at = at;
            }
        }
        Event::Letter { generation, result } => {
            if app.letters.opening.is_none_or(|(waited, _)| waited != generation) {
                return false;
            }
            app.letters.opening = None;
            // Who has gone on meanwhile is not called back.
            if app.screen() != Screen::Notices || !app.overlays.is_empty() {
                return true;
            }
            match result {
                Ok(page) => {
                    let title = format!("Notice {}", page.letter.message);
                    let lines = detail::write(&page, app.size.0.saturating_sub(6).min(106), app).lines();
                    app.open_overlay(Overlay::Reader(Reader::new(title, lines)));
                }
                Err(fault) => app.notify_fault(format!("{}. {}", fault.text, fault.remedy), fault),
            }
        }
        _ => return false,
    }
    true
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let len = shown(app).len();
    Some((&mut app.letters.cursor, len))
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    app.letters.all.waits_since().or(app.letters.opening.map(|(_, since)| since))
}

/// The field that keys are typed into.
pub fn prompt(app: &App) -> Option<&Prompt> {
    Some(&app.letters.prompt)
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    Some(&mut app.letters.prompt)
}

/// Called when its text has changed.
pub fn typed(app: &mut App) {
    app.letters.cursor = Cursor::default();
}
