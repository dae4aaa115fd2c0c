//! From a plan through its confirmation to the run that it begins: what an offboarding and a restore have in common.

use super::next::{Next, press, type_in, wait};
use crate::model::RunState;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::confirm::Confirm;
use crate::tui::overlay::confirm::form::{Asks, NameFit, Place};
use crate::tui::pane::{Screen, plan, run};

/// What leads on from the plan on the screen, up to the beginning of its run; none where there is no plan.
pub fn next(app: &App, reason: &str) -> Option<Next> {
    match app.overlays.last() {
        Some(Overlay::Confirm(confirm)) => Some(fill_in(app, confirm, reason)),
        Some(_) => None,
        None if app.screen() != Screen::Plan => None,
        None if plan::there(app).is_none() => Some(wait("The plan is being made; nothing is changed.")),
        None => Some(press(Action::Plan(plan::Act::GoOn), "goes on to the confirmation, once the plan is read.")),
    }
}

fn fill_in(app: &App, confirm: &Confirm, reason: &str) -> Next {
    let form = &confirm.form;
    if confirm.sent.is_some() {
        return wait("It is being written down before anything is done.");
    }
    if !form.settled(app.now) {
        return wait("The dialog comes up.");
    }
    let on = |words: &str| press(Action::Plan(plan::Act::NextField), words);
    match form.place {
        Place::Back => on("goes to the first field; this button would go back."),
        Place::Name => match (form.name_fits(), form.asks()) {
            (NameFit::Equal, _) => on("goes on; the name fits."),
            (NameFit::Differs, _) => wait("The name differs: take back with Backspace what is wrong."),
            (_, Asks::Name(subject)) => type_in(subject.name.as_str(), "the name as it is shown, or the address."),
            (_, Asks::Number(_)) => wait("Type how many it is about."),
        },
        Place::Reason if form.reason.is_empty() => type_in(reason, "or any reason: the audit trail keeps it."),
        Place::Reason => on("goes on, once the reason is typed."),
        Place::Ticket if form.ticket_required() && form.ticket.is_empty() => {
            type_in("HR-1", "the recipe asks for a ticket.")
        }
        Place::Ticket => on("goes on; a ticket is not needed here."),
        Place::When => on("goes on; empty means now."),
        Place::Go if form.arms_in(app.now).is_some() => wait("The button can be pressed in a second."),
        Place::Go => press(Action::Plan(plan::Act::CarryOut), "begins the run; no other key does."),
    }
}

/// What leads on while the run on the screen is not over; none where it is.
pub fn at_work(app: &App) -> Option<Next> {
    let run = app.run.record().filter(|run| !run.state.is_over())?;
    Some(match run.state {
        RunState::Paused => press(Action::Run(run::Act::Resume), "goes on with the run; it asks first."),
        _ => wait("The run is at work: look how each step is done, then proved."),
    })
}
