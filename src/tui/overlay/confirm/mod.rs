//! The confirmation of a plan: the only way to a run or a batch. It says whom it is about, asks for the name, of many for
//! their number, for a reason and a ticket, and has its own key; Enter never starts anything.

mod event;
pub mod form;
mod matter;
pub mod view;

#[cfg(test)]
mod tests;

pub use form::Form;
pub use matter::Matter;
pub use view::view;

use super::Overlay;
use crate::backend::{Command, Refusal, Severity};
use crate::model::{Digest, RowsPlan, Timestamp};
use crate::tui::action::{Action, key_words};
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::input::Timer;
use crate::tui::pane::plan::{self, Act, Made};
use crate::tui::pane::rows;
use crate::tui::widget::{Prompt, Step};
use form::{ARMS_IN, Place, SETTLES_IN};
use ratatui::layout::{Position, Rect};
use std::sync::Arc;

/// What has been given so far.
#[derive(Debug)]
pub struct Confirm {
    /// What is confirmed.
    pub matter: Matter,
    /// What is typed.
    pub form: Form,
    /// When the consent was sent, if it was; the answer is being waited for.
    pub sent: Option<Timestamp>,
}

impl Confirm {
    /// The field that keys are typed into.
    pub fn prompt(&self) -> Option<&Prompt> {
        self.form.field().filter(|_| self.sent.is_none())
    }

    /// Like [`prompt`](Self::prompt), to change it.
    pub fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        let sent = self.sent.is_some();
        self.form.field_mut().filter(|_| !sent)
    }

    /// Whether a paste may be typed into the field: the name is to be read and typed.
    pub fn takes_paste(&self) -> bool {
        matches!(self.form.place, Place::Reason | Place::Ticket | Place::When)
    }

    /// Called when the field's text has changed.
    pub fn typed(&mut self) {
        self.form.typed();
    }

    /// Where it stands.
    pub fn place(&self, _app: &App, body: Rect) -> Rect {
        view::place(&self.form, body)
    }
}

/// Opens the dialog; takes over what was typed into one that was left.
pub fn open(app: &mut App, made: Made, kept: Option<Form>, out: &mut Effects) {
    let mut form = match kept {
        Some(kept) => kept.renewed(&made.plan, app.now),
        None => Form::new(&made.plan, app.now),
    };
    if let Some(event) = &made.event {
        // What goes on after a cut goes on now.
        form = if event.held { form.at_once() } else { form };
        event::prefill(&mut form, event, app.now, &app.zone);
    }
    show(app, Matter::One(made), form, out);
}

/// The same for a plan of many.
pub fn open_many(app: &mut App, plan: Arc<RowsPlan>, kept: Option<Form>, out: &mut Effects) {
    let fresh = Form::of_many(&plan, app.now);
    let form = kept.map_or(fresh.clone(), |kept| kept.taken_over(fresh));
    show(app, Matter::Many(plan), form, out);
}

fn show(app: &mut App, matter: Matter, form: Form, out: &mut Effects) {
    app.open_overlay(Overlay::Confirm(Box::new(Confirm { matter, form, sent: None })));
    out.after(Timer::Arm, SETTLES_IN);
}

fn top(app: &mut App) -> Option<&mut Confirm> {
    match app.overlays.last_mut() {
        Some(Overlay::Confirm(confirm)) => Some(confirm),
        _ => None,
    }
}

/// The dialog has settled, or its button is armed.
pub fn rang(app: &mut App, out: &mut Effects) -> bool {
    let now = app.now;
    let Some(confirm) = top(app) else { return false };
    if let Some(left) = confirm.form.arms_in(now) {
        // The first ring ends the settling; a clock that runs slow is asked again.
        out.after(Timer::Arm, left.min(ARMS_IN));
    }
    true
}

/// Carries out what was meant; says whether anything came of it.
pub fn act(app: &mut App, action: Action, out: &mut Effects) -> bool {
    let (now, start) = (app.now, key_words(app, Action::Plan(Act::CarryOut)));
    let Some(confirm) = top(app) else { return false };
    if !confirm.form.settled(now) {
        // Meant for what was on the screen before; what holds everywhere still does.
        return matches!(action, Action::Open | Action::Plan(_) | Action::Move(_));
    }
    if confirm.sent.is_some() {
        return matches!(action, Action::Open | Action::Plan(_) | Action::Move(_));
    }
    match action {
        Action::Plan(Act::NextField) | Action::Move(Step::Down) => confirm.form.next(),
        Action::Plan(Act::PreviousField) | Action::Move(Step::Up) => confirm.form.previous(),
        Action::Plan(Act::CarryOut) => carry_out(app, out),
        Action::Open => match confirm.form.place {
            Place::Back => leave(app),
            Place::Go => {
                confirm.form.wrong = Some((Place::Go, format!("Enter never changes anything: press {start}")));
            }
            Place::Name | Place::Reason | Place::Ticket | Place::When => confirm.form.next(),
        },
        _ => return false,
    }
    true
}

/// Takes a click on a field or a button; says whether there was one. The button that starts is pressed as by its key: once
/// it is armed and nothing is missing, the first press only goes there.
pub fn clicked(app: &mut App, at: Position, out: &mut Effects) -> bool {
    let (now, outer) = (app.now, app.layout.overlay);
    let (Some(Overlay::Confirm(confirm)), Some((outer, _))) = (app.overlays.last(), outer) else { return false };
    let Some(place) = view::under(app, confirm, outer, at) else { return false };
    match place {
        Place::Back => app.perform(Action::Back, out),
        Place::Go => app.perform(Action::Plan(Act::CarryOut), out),
        field => {
            if let Some(confirm) = top(app).filter(|confirm| confirm.sent.is_none() && confirm.form.settled(now)) {
                confirm.form.go(field);
            }
        }
    }
    true
}

fn carry_out(app: &mut App, out: &mut Effects) {
    let (now, here) = (app.now, app.zone.clone());
    let Some(confirm) = top(app) else { return };
    if let Some(consent) = confirm.form.press(now, &here) {
        confirm.sent = Some(now);
        let digest = confirm.matter.digest().clone();
        out.send(match confirm.matter {
            Matter::One(_) => Command::Confirm { digest, consent },
            Matter::Many(_) => Command::ConfirmRows { digest, consent, number: confirm.form.number() },
        });
    }
}

/// Closes the dialog and keeps what was typed, for the case that it is opened again.
pub fn leave(app: &mut App) {
    if let Some(Overlay::Confirm(confirm)) = app.overlays.pop_if(|top| matches!(top, Overlay::Confirm(_))) {
        app.notices.show_again(app.now);
        if confirm.sent.is_some() {
            app.notify(
                Severity::Warning,
                "The confirmation was sent before; what comes of it is shown when it is known.",
            );
        }
        match confirm.matter {
            Matter::One(_) => plan::keep(app, confirm.form),
            Matter::Many(_) => rows::keep(app, confirm.form),
        }
    }
}

/// Closes the dialog if it is about the plan with this digest.
pub fn close(app: &mut App, digest: &Digest) {
    if let Some(confirm) = top(app).filter(|confirm| confirm.matter.digest() == digest) {
        confirm.sent = None;
        leave(app);
    }
}

/// Shows a refusal at the field at fault; false when it is not about a field, or the dialog is not open.
pub fn refused(app: &mut App, digest: &Digest, refusal: &Refusal) -> bool {
    let Some(confirm) = top(app).filter(|confirm| confirm.matter.digest() == digest) else { return false };
    confirm.sent = None;
    confirm.form.refused(refusal)
}

/// The plan on the screen below is another one now: what was typed is kept, but nobody confirms what they have not read.
pub fn plan_changed(app: &mut App, many: bool) {
    if let Some(confirm) = top(app).filter(|confirm| matches!(confirm.matter, Matter::Many(_)) == many) {
        confirm.sent = None;
        leave(app);
        app.notify(Severity::Warning, "The plan has been made anew; read it again before you confirm.");
    }
}
