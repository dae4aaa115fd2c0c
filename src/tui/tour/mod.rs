//! A tour for newcomers: ten steps from a part of a name to an offboarding and its restore, on a practice tenant only. It
//! looks on after each update and moves on by itself; it takes no key but its own and no focus, and holds nothing back.

mod confirming;
mod next;
mod records;
mod steps;
mod summary;
pub mod view;

#[cfg(test)]
mod tests;

pub use next::Next;
pub use records::{ACTIONS, Act};
pub use view::height;

use crate::backend::Hit;
use crate::model::{DisplayText, Timestamp};
use crate::tui::app::App;
use crate::tui::overlay::Overlay;
use steps::STEPS;

/// Who is offboarded and given back in the tour.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guest {
    /// The full name.
    pub name: DisplayText,
    /// The e-mail address, by which they are known again.
    pub email: DisplayText,
}

/// What is known of the tour.
#[derive(Clone, Debug, Default)]
pub struct Tour {
    /// Whom the practice tenant suggests; without a suggestion the operator chooses.
    pub guest: Option<Guest>,
    /// It is to begin once the tenant is known to be a practice tenant.
    pub wanted: bool,
    walk: Option<Walk>,
}

/// A tour that is under way.
#[derive(Clone, Debug)]
struct Walk {
    /// The step that one stands at, from 0; behind the last one when all are.
    at: usize,
    /// When it began.
    began: Timestamp,
    /// When the step came up.
    since: Timestamp,
    /// How the steps behind ended.
    behind: Vec<Behind>,
}

/// How a step ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Behind {
    /// It was done.
    Done,
    /// It was skipped, or something further on was done first.
    Skipped,
}

impl Tour {
    /// Whether it is under way.
    pub fn under_way(&self) -> bool {
        self.walk.is_some()
    }

    /// When it began; what happened before has nothing to do with it.
    fn began(&self) -> Option<Timestamp> {
        self.walk.as_ref().map(|walk| walk.began)
    }

    /// Whether this is the person whom it is about.
    fn is_about(&self, hit: &Hit) -> bool {
        let email = hit.person.email.as_str();
        self.guest.as_ref().is_none_or(|guest| guest.email.as_str().eq_ignore_ascii_case(email))
    }
}

impl Walk {
    fn go(&mut self, how: Behind, now: Timestamp) {
        self.behind.push(how);
        self.at += 1;
        self.since = now;
    }
}

fn begin(app: &mut App) {
    app.tour.walk = Some(Walk { at: 0, began: app.now, since: app.now, behind: Vec::new() });
}

/// Carries out what only the tour has.
pub fn act(app: &mut App, act: Act) {
    let now = app.now;
    match act {
        Act::Take => begin(app),
        Act::Skip => {
            if let Some(walk) = app.tour.walk.as_mut().filter(|walk| walk.at < STEPS.len()) {
                walk.go(Behind::Skipped, now);
            }
        }
        Act::End => {
            if let Some(walk) = app.tour.walk.take() {
                app.open_overlay(Overlay::Reader(summary::write(app, &walk)));
            }
        }
    }
}

/// Called after each update: begins where it is wanted, and moves on over what is done.
pub fn settled(app: &mut App) {
    if app.tour.wanted && app.session.as_ref().is_some_and(|session| session.demo) {
        app.tour.wanted = false;
        begin(app);
    }
    let now = app.now;
    while let Some(at) = app.tour.walk.as_ref().map(|walk| walk.at).filter(|at| *at < STEPS.len()) {
        let done = (STEPS[at].done)(app);
        // Whoever went ahead is not sent back: what lies before is left out.
        let ahead = STEPS.iter().skip(at + 1).any(|step| step.overtakes && (step.done)(app));
        let Some(walk) = app.tour.walk.as_mut().filter(|_| done || ahead) else { return };
        walk.go(if done { Behind::Done } else { Behind::Skipped }, now);
    }
}
