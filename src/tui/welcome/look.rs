//! The look at the organisation: what was found so far.

use crate::backend::{Check, CheckResult};
use crate::tui::widget::Cursor;

/// A look, under way or over.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// Which one; answers to others are dropped.
    pub(super) number: u64,
    /// Every line so far.
    pub(super) lines: Vec<Check>,
    /// How it ended: whether the client signs in, and how many permissions it lacks.
    pub(super) over: Option<(bool, usize)>,
    pub(super) cursor: Cursor,
}

impl Look {
    /// Begins anew.
    pub(super) fn again(&mut self) -> u64 {
        *self = Self { number: self.number + 1, ..Self::default() };
        self.number
    }

    /// Whether one may go on from here.
    pub(super) fn signs_in(&self) -> bool {
        self.over.is_some_and(|(signs_in, _)| signs_in)
    }

    /// How it stands, in a sentence.
    pub(super) fn words(&self) -> (CheckResult, String) {
        match self.over {
            None => (CheckResult::Skipped, "Signing in and looking at the permissions.".to_owned()),
            Some((false, _)) => (
                CheckResult::Failed,
                "Nobody could sign in. Esc goes back to what was typed, r tries again.".to_owned(),
            ),
            Some((true, 0)) => {
                (CheckResult::Good, "The client can sign in and has all that was asked about.".to_owned())
            }
            Some((true, n)) => {
                let (them, are) = if n == 1 { ("it", "1 permission is") } else { ("them", "permissions are") };
                let are = if n == 1 { are.to_owned() } else { format!("{n} {are}") };
                (
                    CheckResult::Warning,
                    format!(
                        "{are} missing. Add {them} to a role of the client (Admin > Integrations > OAuth), then r looks \
                         again; or go on, and those jobs fail where they need {them}."
                    ),
                )
            }
        }
    }
}
