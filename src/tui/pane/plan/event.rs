//! A plan that confirms an event of the inbox: for which event it is, and, where access is cut already, since when, and what
//! is left.

use super::{Made, Wanted};
use crate::model::{DisplayText, Phase, Plan, PlannedStep, RunId, Timestamp, UserId};
use crate::tui::app::{App, clock};
use crate::tui::pane::inbox::words;
use crate::tui::pane::page::{Ink, Page, piece};
use crate::tui::widget::text;

/// What is told of the event beside its plan.
#[derive(Clone, PartialEq, Debug)]
pub struct ForEvent {
    /// What was said, of whom, by whom.
    pub says: String,
    /// Set where the plan is about somebody else than the event names: whom it names.
    pub named: Option<String>,
    /// Why, in the sender's words.
    pub reason: DisplayText,
    /// The sender's case or ticket.
    pub ticket: DisplayText,
    /// When access is to end, if the event says so.
    pub effective: Option<Timestamp>,
    /// Its run has come through its first part and waits for the rest to be confirmed.
    pub held: bool,
    /// When access was cut and proved.
    pub cut_at: Option<Timestamp>,
}

/// What is known of the event that is to be confirmed, from the inbox or else from its run; none for other plans.
pub fn told(app: &App, wanted: &Wanted) -> Option<ForEvent> {
    let Wanted::Event { event, who } = wanted else { return None };
    of_entry(app, event, who.as_ref()).or_else(|| of_run(app, event))
}

fn of_entry(app: &App, event: &RunId, who: Option<&UserId>) -> Option<ForEvent> {
    let entry = app.inbox.entry(event)?;
    let said = &entry.event;
    let when = clock::when(said.at, app.now, &app.zone);
    let by = DisplayText::new(&entry.sender);
    let run = entry.run.as_ref();
    let named = who.filter(|who| **who != said.person).map(|_| {
        let id = DisplayText::new(said.person.as_str());
        format!("the event names {} ({id}); an operator has chosen whom this plan is about", said.email)
    });
    Some(ForEvent {
        says: format!("{by} said {when} of {}: {}", words::person(entry), words::said(said.kind)),
        named,
        reason: said.reason.clone(),
        ticket: said.ticket.clone(),
        effective: said.effective,
        held: run.is_some_and(|run| run.held),
        cut_at: run.and_then(|run| run.access_cut_at),
    })
}

fn of_run(app: &App, run: &RunId) -> Option<ForEvent> {
    let run = app.run.record().filter(|record| record.id == *run)?;
    let when = clock::when(run.created_at, app.now, &app.zone);
    Some(ForEvent {
        says: format!("{} began the run {when}", run.operator.name),
        named: None,
        reason: run.reason.clone(),
        ticket: run.ticket.clone(),
        effective: run.due,
        held: run.awaits_confirmation(),
        cut_at: run.access_cut_at,
    })
}

/// Whether this step is behind us: a run that is held has come through the phase that cuts access.
pub fn is_behind(event: Option<&ForEvent>, step: &PlannedStep) -> bool {
    event.is_some_and(|event| event.held) && step.phase == Phase::CutAccess
}

/// The steps that are still to be made.
pub fn left<'a>(event: &'a ForEvent, plan: &'a Plan) -> impl Iterator<Item = &'a PlannedStep> {
    plan.steps.iter().filter(|step| step.skip.is_none() && !is_behind(Some(event), step))
}

/// The lines about the event, above the plan.
pub(super) fn write(app: &App, made: &Made, page: &mut Page) {
    let Some(event) = &made.event else { return };
    let when = |at| clock::when(at, app.now, &app.zone);
    let mut said = vec![event.says.clone()];
    said.extend(event.effective.map(|at| format!("access ends {}", when(at))));
    said.extend([&event.reason, &event.ticket].into_iter().filter(|text| !text.is_empty()).map(ToString::to_string));
    page.row(11, [piece("> event    ", Ink::Strong), piece(said.join(" · "), Ink::Plain)]);
    if let Some(named) = &event.named {
        page.row(11, [piece("! other    ", Ink::Doubt), piece(named.as_str(), Ink::Plain)]);
    }
    if event.held {
        let names: Vec<&str> = left(event, &made.plan).map(|step| step.name.as_str()).collect();
        let (sign, cut, ink) = match event.cut_at {
            Some(at) => ("+ cut      ", format!("access was cut {}", when(at)), Ink::Good),
            None => ("! cut      ", "access is NOT proved to be cut".to_owned(), Ink::Bad),
        };
        let rest = match names.len() {
            0 => "; nothing is left".to_owned(),
            steps => format!("; what is left: {}: {}", text::counted(steps, "step"), names.join(", ")),
        };
        page.row(11, [piece(sign, ink), piece(cut, Ink::Strong), piece(rest, Ink::Plain)]);
    }
    page.gap();
}
