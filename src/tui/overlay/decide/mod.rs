//! The dialog in which an event of the inbox is turned down or put off. It says what stays as it is, asks for a reason, and
//! has its own key; Enter only moves on.

mod view;

pub use view::{place, view};

use super::Overlay;
use crate::backend::{Command, Severity};
use crate::model::{Fault, InboxEntry, Moment, RunId, Timestamp};
use crate::tui::action::{Action, key_words};
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::pane::inbox::Act;
use crate::tui::widget::{Prompt, Step};
use jiff::tz::TimeZone;
use ratatui::layout::Position;

/// What is decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// The event is turned down, or marked as dealt with.
    Reject,
    /// Nobody is asked about it before a time.
    Postpone,
}

/// Where the focus can be, in the order of Tab.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Until when; only where it is put off.
    Until,
    /// Why.
    Reason,
    /// The button that does what the dialog says.
    Go,
    /// The button that goes back and changes nothing.
    Back,
}

impl Place {
    const ALL: [Self; 4] = [Self::Until, Self::Reason, Self::Go, Self::Back];
}

/// The dialog with what was given so far.
#[derive(Debug)]
pub struct Decide {
    /// What is decided.
    pub decision: Decision,
    /// About which event, as it stood when the dialog was opened.
    pub entry: InboxEntry,
    /// Where the focus is.
    pub place: Place,
    /// Until when.
    until: Prompt,
    /// Why.
    reason: Prompt,
    /// What is wrong, and where.
    wrong: Option<(Place, String)>,
    /// Whether the decision was sent; the answer is being waited for.
    sent: bool,
}

impl Decide {
    /// The field that keys are typed into.
    pub fn prompt(&self) -> Option<&Prompt> {
        match self.place {
            _ if self.sent => None,
            Place::Until => Some(&self.until),
            Place::Reason => Some(&self.reason),
            Place::Go | Place::Back => None,
        }
    }

    /// Like [`prompt`](Self::prompt), to change it.
    pub fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        match self.place {
            _ if self.sent => None,
            Place::Until => Some(&mut self.until),
            Place::Reason => Some(&mut self.reason),
            Place::Go | Place::Back => None,
        }
    }

    /// Called when the field's text has changed.
    pub fn typed(&mut self) {
        self.wrong = None;
    }

    fn go(&mut self, place: Place) {
        self.place = place;
        self.until.typing = place == Place::Until;
        self.reason.typing = place == Place::Reason;
    }

    fn step(&mut self, by: usize) {
        let here = Place::ALL.iter().position(|place| *place == self.place).unwrap_or(0);
        let next = Place::ALL[(here + by) % Place::ALL.len()];
        // The field that is not there is passed over.
        let there = next != Place::Until || self.decision == Decision::Postpone;
        self.go(if there { next } else { Place::ALL[(here + 2 * by) % Place::ALL.len()] });
    }

    /// The time that has been typed; none where none is asked for.
    fn time(&self, now: Timestamp, here: &TimeZone) -> Result<Option<Moment>, String> {
        match (self.decision, self.until.text().trim()) {
            (Decision::Reject, _) => Ok(None),
            (Decision::Postpone, "") => Err("say until when, such as 2026-12-01T09:00".to_owned()),
            (Decision::Postpone, text) => Moment::to_come(text, now, here).map(Some),
        }
    }

    /// The button: what is to be sent, if the button has the focus and nothing is missing. What is missing is noted, and
    /// the focus goes there.
    fn press(&mut self, now: Timestamp, here: &TimeZone) -> Option<Command> {
        let time = match self.time(now, here) {
            Ok(time) => time,
            Err(why) => return self.fault(Place::Until, why),
        };
        let reason = self.reason.text().trim().to_owned();
        if reason.is_empty() {
            return self.fault(Place::Reason, "a reason is needed for the audit trail".to_owned());
        }
        self.wrong = None;
        if self.place != Place::Go {
            self.go(Place::Go);
            return None;
        }
        let event = self.entry.id.clone();
        Some(match time {
            Some(until) => Command::PostponeEvent { event, until: until.at, reason },
            None => Command::RejectEvent { event, reason },
        })
    }

    fn fault(&mut self, place: Place, why: String) -> Option<Command> {
        self.go(place);
        self.wrong = Some((place, why));
        None
    }
}

/// Opens the dialog on an event.
pub fn open(app: &mut App, decision: Decision, entry: &InboxEntry) {
    let mut dialog = Decide {
        decision,
        entry: entry.clone(),
        place: Place::Back,
        until: Prompt::default(),
        reason: Prompt::default(),
        wrong: None,
        sent: false,
    };
    dialog.go(if decision == Decision::Postpone { Place::Until } else { Place::Reason });
    app.open_overlay(Overlay::Decide(Box::new(dialog)));
}

fn top(app: &mut App) -> Option<&mut Decide> {
    match app.overlays.last_mut() {
        Some(Overlay::Decide(dialog)) => Some(dialog),
        _ => None,
    }
}

/// Carries out what was meant; says whether anything came of it.
pub fn act(app: &mut App, action: Action, out: &mut Effects) -> bool {
    let (now, here) = (app.now, app.zone.clone());
    let key = key_words(app, Action::Inbox(Act::CarryOut));
    let Some(dialog) = top(app) else { return false };
    if dialog.sent {
        return matches!(action, Action::Open | Action::Inbox(_) | Action::Move(_));
    }
    match action {
        Action::Inbox(Act::NextField) | Action::Move(Step::Down) => dialog.step(1),
        Action::Inbox(Act::PreviousField) | Action::Move(Step::Up) => dialog.step(Place::ALL.len() - 1),
        Action::Inbox(Act::CarryOut) => {
            if let Some(command) = dialog.press(now, &here) {
                dialog.sent = true;
                out.send(command);
            }
        }
        Action::Open => match dialog.place {
            Place::Back => {
                app.close_overlay();
            }
            Place::Go => dialog.wrong = Some((Place::Go, format!("Enter never decides anything: press {key}"))),
            Place::Until | Place::Reason => dialog.step(1),
        },
        _ => return false,
    }
    true
}

/// Takes a click on a field or a button; says whether there was one. The button that decides is pressed as by its key.
pub fn clicked(app: &mut App, at: Position, out: &mut Effects) -> bool {
    let (Some(Overlay::Decide(dialog)), Some((outer, _))) = (app.overlays.last(), app.layout.overlay) else {
        return false;
    };
    let Some(place) = view::under(app, dialog, outer, at) else { return false };
    match place {
        Place::Back => app.perform(Action::Back, out),
        Place::Go => app.perform(Action::Inbox(Act::CarryOut), out),
        field => {
            if let Some(dialog) = top(app).filter(|dialog| !dialog.sent) {
                dialog.go(field);
            }
        }
    }
    true
}

/// Closes the dialog; what was sent is not taken back by that, and that is said.
pub fn leave(app: &mut App) {
    let sent = top(app).is_some_and(|dialog| dialog.sent);
    app.close_overlay();
    if sent {
        app.notify(Severity::Warning, "The decision was sent before; what comes of it is told when it is known.");
    }
}

/// Closes the dialog if it is about this event and was sent.
pub fn close(app: &mut App, event: &RunId) {
    if top(app).is_some_and(|dialog| dialog.sent && dialog.entry.id == *event) {
        app.close_overlay();
    }
}

/// Shows in the dialog why nothing was done; false when it is not open.
pub fn refused(app: &mut App, event: &RunId, fault: &Fault) -> bool {
    let Some(dialog) = top(app).filter(|dialog| dialog.sent && dialog.entry.id == *event) else { return false };
    dialog.sent = false;
    dialog.fault(Place::Go, format!("{}; {}", fault.text, fault.remedy));
    true
}
