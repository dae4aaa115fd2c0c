//! What an operator does about an event: each way leads to a plan, a dialog or another screen, and none changes the tenant.

use super::{records, selected, words};
use crate::backend::{RestoreFrom, RestoreWish, Severity};
use crate::model::{DisplayText, Fault, RunId, UserId};
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::decide::{self, Decision};
use crate::tui::overlay::picker::{Item, Picker};
use crate::tui::pane::plan::{self, Wanted};
use crate::tui::pane::question::Pick;
use crate::tui::pane::{Screen, people, run};

/// Asks for the plan that confirms an event, which is named by its own id or by that of its run.
pub fn confirm(app: &mut App, event: &RunId, who: Option<UserId>, recipe: Option<String>, out: &mut Effects) {
    let event = app.inbox.entry(event).map_or_else(|| event.clone(), |entry| entry.id.clone());
    plan::open_by(app, Wanted::Event { event, who }, recipe, out);
}

pub(super) fn confirm_selected(app: &mut App, out: &mut Effects) -> bool {
    let Some(event) = selected(app).map(|entry| entry.id.clone()) else { return false };
    app.inbox.prompt.typing = false;
    confirm(app, &event, None, None, out);
    true
}

/// Offers the recipes.
pub(super) fn choose_recipe(app: &mut App) -> bool {
    let Some(entry) = selected(app) else { return false };
    let recipes = app.session.as_ref().map(|session| session.recipes.as_slice()).unwrap_or_default();
    let item = |name: &String| Item {
        label: name.clone(),
        note: if *name == entry.recipe { "the event's own" } else { "" }.to_owned(),
        pick: Pick::EventRecipe(entry.id.clone(), name.clone()),
    };
    let items: Vec<Item> = recipes.iter().map(item).collect();
    let other = recipes.iter().position(|name| *name != entry.recipe).unwrap_or(0);
    let title = format!("By which recipe is {} to be planned? Nothing is changed by choosing", words::person(entry));
    app.inbox.prompt.typing = false;
    app.open_overlay(Overlay::Picker(Picker::new(title, items).on(other)));
    true
}

/// A recipe was chosen for an event.
pub fn recipe_chosen(app: &mut App, event: &RunId, recipe: String, out: &mut Effects) {
    confirm(app, event, None, Some(recipe), out);
}

pub(super) fn reject(app: &mut App) -> bool {
    let Some(entry) = selected(app).cloned() else { return false };
    app.inbox.prompt.typing = false;
    decide::open(app, Decision::Reject, &entry);
    true
}

pub(super) fn postpone(app: &mut App) -> bool {
    let Some(entry) = selected(app).cloned() else { return false };
    app.inbox.prompt.typing = false;
    decide::open(app, Decision::Postpone, &entry);
    true
}

pub(super) fn open_run(app: &mut App, out: &mut Effects) -> bool {
    let Some(id) = selected(app).and_then(|entry| words::run_of(app, entry)).map(|run| run.id.clone()) else {
        return false;
    };
    app.inbox.prompt.typing = false;
    run::open(app, id, out);
    true
}

pub(super) fn open_person(app: &mut App, out: &mut Effects) -> bool {
    let Some(entry) = selected(app) else { return false };
    let id = entry.event.person.clone();
    let words = entry.name.as_ref().unwrap_or(&entry.event.email).to_string();
    app.inbox.prompt.typing = false;
    app.go(Screen::People, out);
    people::find(app, &words, &id, out);
    true
}

pub(super) fn restore(app: &mut App, out: &mut Effects) -> bool {
    let Some(entry) = selected(app) else { return false };
    let Ok(from) = records::taken_by(app, entry) else { return false };
    app.inbox.prompt.typing = false;
    plan::open(app, Wanted::Restore(RestoreWish::all(RestoreFrom::Run(from))), out);
    true
}

/// A decision was written down or refused; says whether anything that can be seen changed.
pub(super) fn decided(app: &mut App, event: &RunId, result: Result<DisplayText, Fault>) -> bool {
    let whom = app.inbox.entry(event).map_or_else(|| "The event".to_owned(), words::person);
    match result {
        Ok(done) => {
            decide::close(app, event);
            app.notify(Severity::Success, format!("{whom}: {done}."));
        }
        Err(fault) => {
            if !decide::refused(app, event, &fault) {
                let words = format!("{whom}: that was not done: {}. {}", fault.text, fault.remedy);
                app.notify_fault(words, fault);
            }
        }
    }
    true
}
