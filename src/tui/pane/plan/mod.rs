//! What an offboarding, a restore or a removal would do, before anybody agrees to it. From here one goes on to the confirmation; nothing on this
//! screen changes the tenant.

pub mod document;
pub mod event;
mod records;
pub mod restoring;
pub mod view;

#[cfg(test)]
mod tests;

pub use records::ACTIONS;
pub use view::view;

use crate::backend::{Command, Event, Refusal, RestoreWish, Severity};
use crate::model::{self, Digest, DisplayText, GroupId, RunId, Timestamp, UserId};
use crate::tui::action::Action;
use crate::tui::app::{App, Remote};
use crate::tui::effect::{Effect, Effects};
use crate::tui::overlay::confirm::{self, Form};
use crate::tui::pane::{Pane, Screen, inbox, run};
use crate::tui::widget::Cursor;
use event::ForEvent;
use std::sync::Arc;

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Plan {
    /// What was asked for.
    wanted: Option<Wanted>,
    /// What is known of the event that is confirmed by it, if one is.
    event: Option<ForEvent>,
    /// The recipe that was chosen here; none for the configured one, or for the event's own.
    recipe: Option<String>,
    /// The plan.
    pub(super) made: Remote<Made>,
    /// Of the question that the plan on the screen answers.
    generation: u64,
    /// How far it is scrolled.
    cursor: Cursor,
    /// What was typed into a confirmation that was left again.
    kept: Option<Form>,
}

/// What a plan is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// Offboard this person.
    Offboard(UserId),
    /// Give back what an offboarding took.
    Restore(RestoreWish),
    /// Remove this group.
    RemoveGroup(GroupId),
    /// Confirm this event of the inbox, about this person where it names nobody who is there.
    Event {
        /// Which.
        event: RunId,
        /// Whom.
        who: Option<UserId>,
    },
}

/// A plan with what the screen needs to know of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Made {
    /// The plan.
    pub plan: Arc<model::Plan>,
    /// Its digest, worked out once.
    pub digest: Digest,
    /// Why an earlier one became void.
    pub rebuilt: Option<DisplayText>,
    /// The event that it confirms.
    pub event: Option<ForEvent>,
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Go on to the confirmation.
    GoOn,
    /// Plan by the next recipe.
    NextRecipe,
    /// Of a restore: choose which portions come back.
    Portions,
    /// Of a restore: give the seat to the marked person instead, or to the person themselves again.
    Into,
    /// In the confirmation: the next field.
    NextField,
    /// In the confirmation: the field before.
    PreviousField,
    /// In the confirmation: agree, and start the run.
    CarryOut,
}

/// Opens the screen: asks for this plan.
pub fn open(app: &mut App, wanted: Wanted, out: &mut Effects) {
    open_by(app, wanted, None, out);
}

/// The same by a recipe that was chosen already.
pub fn open_by(app: &mut App, wanted: Wanted, recipe: Option<String>, out: &mut Effects) {
    // A recipe that was chosen for one person is not silently used for the next, nor another than was asked for now.
    let other = app.plan.wanted.as_ref() != Some(&wanted);
    if other || recipe.is_some() && recipe != app.plan.recipe || matches!(wanted, Wanted::Event { .. }) {
        let event = event::told(app, &wanted);
        let kept = app.plan.kept.take().filter(|_| !other);
        app.plan = Plan { wanted: Some(wanted), event, recipe, kept, ..Plan::default() };
    }
    app.plan.cursor = Cursor::default();
    ask(app, out);
    app.go(Screen::Plan, out);
}

fn ask(app: &mut App, out: &mut Effects) {
    let Some(wanted) = app.plan.wanted.clone() else { return };
    let generation = app.next_generation();
    app.plan.made.ask(generation, app.now);
    out.send(match wanted {
        Wanted::Offboard(who) => Command::Plan { generation, who, recipe: app.plan.recipe.clone() },
        Wanted::Restore(wish) => Command::PlanRestore { generation, wish },
        Wanted::RemoveGroup(group) => Command::PlanRemoveGroup { generation, group },
        Wanted::Event { event, who } => Command::PlanEvent { generation, event, who, recipe: app.plan.recipe.clone() },
    });
}

/// The plan on the screen, unless it is still being made.
pub fn there(app: &App) -> Option<&model::Plan> {
    app.plan.made.data().filter(|_| !app.plan.made.is_stale()).map(|made| &*made.plan)
}

/// Whether the screen is about an offboarding.
pub fn is_offboarding(app: &App) -> bool {
    matches!(app.plan.wanted, Some(Wanted::Offboard(_) | Wanted::Event { .. }))
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, out: &mut Effects) -> bool {
    match act {
        Act::GoOn => return go_on(app, out),
        Act::NextRecipe => {
            let recipes = app.session.as_ref().map(|session| session.recipes.as_slice()).unwrap_or_default();
            let now = recipe_now(app);
            let at = recipes.iter().position(|name| Some(name.as_str()) == now).map_or(0, |at| at + 1);
            let Some(next) = recipes.get(at % recipes.len().max(1)).cloned() else { return false };
            app.plan.recipe = Some(next);
            ask(app, out);
        }
        Act::Portions => restoring::choose(app),
        Act::Into => return restoring::into(app, out),
        // These have their keys and their effect in the confirmation.
        Act::NextField | Act::PreviousField | Act::CarryOut => return false,
    }
    true
}

/// The recipe that the screen shows or is about to show.
pub fn recipe_now(app: &App) -> Option<&str> {
    let chosen = app.plan.recipe.as_deref();
    chosen.or_else(|| app.plan.made.data().map(|made| made.plan.recipe.as_str()))
}

fn go_on(app: &mut App, out: &mut Effects) -> bool {
    // Enter comes here without a record; the reason is the same as for the key that has one.
    if let Err(why) = records::can_go_on(app) {
        app.notify(Severity::Warning, format!("This plan cannot be confirmed: {why}."));
        return true;
    }
    let Some(made) = app.plan.made.data().cloned() else { return false };
    let kept = app.plan.kept.take();
    confirm::open(app, made, kept, out);
    true
}

/// Keeps what was typed into a confirmation that is left.
pub fn keep(app: &mut App, form: Form) {
    app.plan.kept = Some(form);
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Open => go_on(app, out),
        Action::Refresh => {
            ask(app, out);
            true
        }
        Action::Move(step) => {
            let height = app.layout.height(Pane::Plan);
            list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::CopyId => copy(app, out, |plan| plan.subject.id().to_owned()),
        Action::CopyEmail => copy(app, out, |plan| plan.subject.email.to_string()),
        _ => false,
    }
}

fn copy(app: &mut App, out: &mut Effects, what: impl Fn(&model::Plan) -> String) -> bool {
    let Some(text) = app.plan.made.data().map(|made| what(&made.plan)).filter(|text| !text.is_empty()) else {
        return false;
    };
    app.notify(Severity::Success, format!("Copied {text}"));
    out.push(Effect::Copy(text));
    true
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event, out: &mut Effects) -> bool {
    match event {
        Event::Planned { generation, result, rebuilt_because } => planned(app, generation, result, rebuilt_because),
        Event::Confirmed { digest, result } => confirmed(app, &digest, result, out),
        _ => false,
    }
}

fn planned(
    app: &mut App,
    generation: u64,
    result: Result<Arc<model::Plan>, model::Fault>,
    rebuilt: Option<DisplayText>,
) -> bool {
    let waits = app.plan.made.waits_for();
    // A plan that replaces a void one comes unasked, with the generation of the one that it replaces.
    let replaces = rebuilt.is_some() && generation == app.plan.generation && waits.is_none();
    if !replaces && waits != Some(generation) {
        return false;
    }
    // Somebody else may have decided meanwhile; what was known when it was asked for stays where the event is gone.
    let event = app.plan.wanted.as_ref().and_then(|wanted| event::told(app, wanted)).or_else(|| app.plan.event.clone());
    let result = result.map(|plan| Made { digest: plan.digest(), plan, rebuilt, event });
    if replaces {
        app.plan.made.ask(generation, app.now);
    }
    app.plan.generation = generation;
    let differs = match (app.plan.made.data(), &result) {
        (Some(old), Ok(new)) => old.digest != new.digest,
        _ => true,
    };
    app.plan.made.answer(generation, result, app.now);
    if differs {
        app.plan.cursor = Cursor::default();
        confirm::plan_changed(app, false);
    }
    true
}

fn confirmed(app: &mut App, digest: &Digest, result: Result<RunId, Refusal>, out: &mut Effects) -> bool {
    match result {
        Ok(id) => {
            confirm::close(app, digest);
            app.plan.kept = None;
            inbox::chosen(app);
            run::ours(app, id.clone());
            let generation = app.next_generation();
            out.send(Command::Runs { generation });
            // From the run one goes back to the people: its plan has been used.
            app.screens.retain(|screen| *screen != Screen::Plan);
            run::open(app, id, out);
            true
        }
        Err(refusal) => {
            if confirm::refused(app, digest, &refusal) {
                return true;
            }
            confirm::close(app, digest);
            refused(app, refusal, out);
            true
        }
    }
}

fn refused(app: &mut App, refusal: Refusal, out: &mut Effects) {
    let words = match refusal {
        Refusal::Blocked(why) => {
            let why: Vec<&str> = why.iter().map(DisplayText::as_str).collect();
            format!("Not begun: {}.", why.join("; "))
        }
        Refusal::WrongNumber(why) => format!("Not begun: {why}."),
        Refusal::Changed(why) => {
            format!("Not begun: it has changed since ({why}); the plan is being made anew.")
        }
        Refusal::AlreadyRunning(id) => {
            app.screens.retain(|screen| *screen != Screen::Plan);
            run::open(app, id, out);
            "Not begun: another run for it is under way; this is it.".to_owned()
        }
        Refusal::NoSuchPlan => {
            ask(app, out);
            "Not begun: that plan is known no more; it is being made anew.".to_owned()
        }
        Refusal::Fault(fault) => {
            let words = format!("Not begun: {}. {}", fault.text, fault.remedy);
            return app.notify_fault(words, fault);
        }
        Refusal::WrongTime(why) => format!("Not begun: {why}."),
        Refusal::WrongName | Refusal::NoReason | Refusal::NoTicket => {
            "Not begun: name, reason or ticket were not accepted.".to_owned()
        }
    };
    app.notify(Severity::Error, words);
}

/// How far it is scrolled, and how far it can be.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let (width, height) = app.layout.of(Pane::Plan).map_or((0, 0), |at| (at.rows.width, at.rows.height as usize));
    let len = view::page(app, width.saturating_sub(2)).len().saturating_sub(height) + 1;
    Some((&mut app.plan.cursor, len))
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    app.plan.made.waits_since()
}

/// Called when the arming delay of the confirmation is over.
pub fn rang(app: &mut App, out: &mut Effects) -> bool {
    confirm::rang(app, out)
}
