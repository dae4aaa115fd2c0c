//! What a restore gives back, and to whom: chosen on its plan, which is made anew with each choice.

use super::{Wanted, ask};
use crate::backend::{Portion, RestoreWish, Severity};
use crate::model::UserId;
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::picker::{Item, Picker};
use crate::tui::pane::question::Pick;

/// What the plan on the screen gives back, where it is a restore.
pub fn wish(app: &App) -> Option<&RestoreWish> {
    match &app.plan.wanted {
        Some(Wanted::Restore(wish)) => Some(wish),
        _ => None,
    }
}

/// Offers the portions of a seat, each with whether it comes back.
pub(super) fn choose(app: &mut App) {
    let Some(chosen) = wish(app).map(|wish| wish.portions.clone()) else { return };
    let item = |portion: &Portion| {
        let back = chosen.contains(portion);
        let (sign, note) =
            if back { ("+", "comes back; Enter leaves it out") } else { ("-", "is left out; Enter gives it back") };
        Item { label: format!("{sign} {}", portion.as_str()), note: note.to_owned(), pick: Pick::Portion(*portion) }
    };
    let items = Portion::ALL.iter().map(item).collect();
    app.open_overlay(Overlay::Picker(Picker::new("What comes back?", items)));
}

/// A portion was chosen: it is left out, or comes back again; one at least does.
pub fn chosen(app: &mut App, portion: Portion, out: &mut Effects) {
    let Some(Wanted::Restore(wish)) = &mut app.plan.wanted else { return };
    let mut portions = wish.portions.clone();
    match portions.iter().position(|known| *known == portion) {
        Some(at) => {
            portions.remove(at);
        }
        None => portions.push(portion),
    }
    if portions.is_empty() {
        app.notify(Severity::Warning, "One portion at least has to come back.");
        return;
    }
    // In the order in which they are given back, so that the same choice is the same wish.
    wish.portions = Portion::ALL.into_iter().filter(|known| portions.contains(known)).collect();
    ask(app, out);
}

/// The one person who is marked, to be given the seat.
pub(super) fn successor(app: &App) -> Option<UserId> {
    match app.people.marks.as_slice() {
        [one] => Some(one.id.clone()),
        _ => None,
    }
}

/// Gives the seat to the marked person, or to the person themselves again.
pub(super) fn into(app: &mut App, out: &mut Effects) -> bool {
    let successor = successor(app);
    let Some(Wanted::Restore(wish)) = &mut app.plan.wanted else { return false };
    wish.into = match wish.into {
        Some(_) => None,
        None => successor,
    };
    ask(app, out);
    true
}
