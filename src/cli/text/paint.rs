//! Signs: the same in every answer, with colour where it can be seen.

use crate::model::{Level, Outcome, RunState};

/// How signs are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Paint {
    colour: bool,
}

impl Paint {
    /// With or without colour; the sign and the word beside it say everything without it.
    pub fn new(colour: bool) -> Self {
        Self { colour }
    }

    fn sign(self, sign: char, code: u8) -> String {
        if self.colour { format!("\u{1b}[{code}m{sign}\u{1b}[0m") } else { sign.to_string() }
    }

    pub(crate) fn good(self) -> String {
        self.sign('+', 32)
    }

    pub(crate) fn warning(self) -> String {
        self.sign('!', 33)
    }

    pub(crate) fn bad(self) -> String {
        self.sign('x', 31)
    }

    pub(crate) fn unknown(self) -> String {
        self.sign('?', 35)
    }

    pub(crate) fn skipped(self) -> String {
        self.sign('-', 0)
    }

    pub(crate) fn running(self) -> String {
        self.sign('>', 36)
    }

    pub(crate) fn waiting(self) -> String {
        self.sign('.', 0)
    }

    pub(crate) fn level(self, level: Level) -> String {
        match level {
            Level::Note => self.waiting(),
            Level::Warning => self.warning(),
            Level::Blocker => self.bad(),
        }
    }

    pub(crate) fn outcome(self, outcome: Outcome) -> String {
        match outcome {
            Outcome::Done | Outcome::Already => self.good(),
            Outcome::Skipped => self.skipped(),
            Outcome::Refused | Outcome::Failed => self.bad(),
            Outcome::Unknown => self.unknown(),
        }
    }

    pub(crate) fn state(self, state: RunState) -> String {
        match state {
            RunState::Queued => self.waiting(),
            RunState::Running => self.running(),
            RunState::Paused => self.warning(),
            RunState::Done => self.good(),
            RunState::Failed => self.bad(),
            RunState::Cancelled => self.skipped(),
        }
    }
}
