//! What can be done with a plan and in its confirmation.

use super::{Act, restoring};
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why, always, may_write};
use crate::tui::app::App;
use crate::tui::overlay::{Layer, Overlay};
use crate::tui::pane::Screen;
use crate::tui::widget::text;

const fn record(
    act: Act,
    id: &'static str,
    name: &'static str,
    label: &'static str,
    help: &'static str,
    key: &'static [&'static str],
) -> Record {
    Record {
        action: Action::Plan(act),
        id,
        name,
        label,
        help,
        group: Group::Plan,
        scope: Scope::Screen(Screen::Plan),
        keys: key,
        synonyms: &[],
        footer: 0,
        danger: Danger::None,
        available: always,
    }
}

fn on_screen(app: &App) -> Result<(), Why> {
    if app.screen() == Screen::Plan { Ok(()) } else { Err("make a plan first: select a person or a group".into()) }
}

/// Whether one may go on to the confirmation.
pub(super) fn can_go_on(app: &App) -> Result<(), Why> {
    on_screen(app)?;
    may_write(app)?;
    if app.plan.made.waits_for().is_some() {
        return Err("the plan is still being made".into());
    }
    let made = app.plan.made.data().ok_or("there is no plan")?;
    match made.plan.blockers().count() {
        0 => Ok(()),
        1 => Err(made.plan.blockers().map(|finding| finding.text.to_string()).collect::<String>().into()),
        many => Err(format!("{} speak against it", text::counted(many, "blocker")).into()),
    }
}

fn has_recipes(app: &App) -> Result<(), Why> {
    on_screen(app)?;
    if !super::is_offboarding(app) {
        return Err("only an offboarding has recipes".into());
    }
    match app.session.as_ref().map_or(0, |session| session.recipes.len()) {
        0 | 1 => Err("there is one recipe only".into()),
        _ => Ok(()),
    }
}

fn is_restore(app: &App) -> Result<(), Why> {
    on_screen(app)?;
    if restoring::wish(app).is_some() { Ok(()) } else { Err("only a restore gives back portions".into()) }
}

fn can_give_to_another(app: &App) -> Result<(), Why> {
    is_restore(app)?;
    let given = restoring::wish(app).is_some_and(|wish| wish.into.is_some());
    match given || restoring::successor(app).is_some() {
        true => Ok(()),
        false => Err("mark the successor first, and nobody else (F2, Space)".into()),
    }
}

fn in_confirmation(app: &App) -> Result<(), Why> {
    match app.overlays.last() {
        Some(Overlay::Confirm(_)) => Ok(()),
        _ => Err("only within the confirmation of a plan".into()),
    }
}

/// The records of this screen and of the confirmation.
pub const ACTIONS: &[Record] = &[
    Record {
        footer: 1,
        synonyms: &["agree", "next", "confirm", "apply"],
        available: can_go_on,
        ..record(
            Act::GoOn,
            "plan.confirm",
            "go on to the confirmation",
            "confirm",
            "Go on to the confirmation of this plan, as Enter does; nothing is changed by it.",
            &["c"],
        )
    },
    Record {
        footer: 5,
        synonyms: &["template", "variant", "choose"],
        available: has_recipes,
        ..record(
            Act::NextRecipe,
            "plan.recipe",
            "plan by the next recipe",
            "recipe",
            "Make the plan anew by the next recipe.",
            &["R"],
        )
    },
    Record {
        footer: 4,
        synonyms: &["partial", "only", "choose", "rows"],
        available: is_restore,
        ..record(
            Act::Portions,
            "plan.portions",
            "choose what comes back",
            "portions",
            "Leave portions of the seat out of a restore, or give them back again; the plan is made anew.",
            &["p"],
        )
    },
    Record {
        footer: 5,
        synonyms: &["successor", "same seat", "heir", "replace", "into"],
        available: can_give_to_another,
        ..record(
            Act::Into,
            "plan.into",
            "give the seat to the marked person",
            "to successor",
            "Give the seat to the one person who is marked, or to the person themselves again; the plan is made anew.",
            &["i"],
        )
    },
    Record {
        scope: Scope::Layer(Layer::Confirm),
        footer: 2,
        available: in_confirmation,
        ..record(Act::NextField, "confirm.next", "next field", "next", "Go to the next field or button.", &["Tab"])
    },
    Record {
        scope: Scope::Layer(Layer::Confirm),
        footer: 3,
        available: in_confirmation,
        ..record(
            Act::PreviousField,
            "confirm.previous",
            "field before",
            "before",
            "Go to the field or button before.",
            &["S-Tab"],
        )
    },
    Record {
        scope: Scope::Layer(Layer::Confirm),
        footer: 1,
        danger: Danger::Writes,
        synonyms: &["start", "execute", "deactivate"],
        available: in_confirmation,
        ..record(
            Act::CarryOut,
            "confirm.carry-out",
            "carry it out, as confirmed",
            "carry out",
            "Start the run: on its button, once name and reason are given and a second has passed.",
            &["Ctrl-X"],
        )
    },
];
