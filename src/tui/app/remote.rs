//! Something that has to be asked for: not asked, asked, there, asked again, or refused.

use crate::model::{Fault, Timestamp};

/// What a pane shows that comes from the backend. The one place where answers that are not the newest are dropped.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Remote<T> {
    /// Nobody asked.
    #[default]
    Idle,
    /// Asked for, and nothing is there yet.
    Loading {
        /// When it was asked for.
        since: Timestamp,
        /// Of the newest question.
        generation: u64,
    },
    /// There.
    Ready {
        /// When it came.
        at: Timestamp,
        /// What came.
        data: T,
    },
    /// There, and asked for again.
    Stale {
        /// When the old answer came.
        at: Timestamp,
        /// The old answer.
        data: T,
        /// When it was asked for again.
        since: Timestamp,
        /// Of the newest question.
        generation: u64,
    },
    /// It could not be read.
    Failed {
        /// Why.
        fault: Fault,
    },
}

impl<T> Remote<T> {
    /// Notes that it was asked for; what is there already stays, marked stale.
    pub fn ask(&mut self, generation: u64, now: Timestamp) {
        *self = match std::mem::take(self) {
            Self::Ready { at, data } | Self::Stale { at, data, .. } => Self::Stale { at, data, since: now, generation },
            // A read that is overtaken has been going on for as long as the operator has been waiting.
            Self::Loading { since, .. } => Self::Loading { since, generation },
            Self::Idle | Self::Failed { .. } => Self::Loading { since: now, generation },
        };
    }

    /// Notes that something else was asked for, of which nothing is there.
    pub fn ask_other(&mut self, generation: u64, now: Timestamp) {
        *self = Self::Loading { since: now, generation };
    }

    /// Takes the answer if it is to the newest question; says whether it was.
    pub fn answer(&mut self, generation: u64, result: Result<T, Fault>, now: Timestamp) -> bool {
        if self.waits_for() != Some(generation) {
            return false;
        }
        *self = match result {
            Ok(data) => Self::Ready { at: now, data },
            Err(fault) => Self::Failed { fault },
        };
        true
    }

    /// The generation of the question that has no answer yet.
    pub fn waits_for(&self) -> Option<u64> {
        match self {
            Self::Loading { generation, .. } | Self::Stale { generation, .. } => Some(*generation),
            _ => None,
        }
    }

    /// Since when an answer is being waited for.
    pub fn waits_since(&self) -> Option<Timestamp> {
        match self {
            Self::Loading { since, .. } | Self::Stale { since, .. } => Some(*since),
            _ => None,
        }
    }

    /// What is there, fresh or stale.
    pub fn data(&self) -> Option<&T> {
        match self {
            Self::Ready { data, .. } | Self::Stale { data, .. } => Some(data),
            _ => None,
        }
    }

    /// Like [`data`](Self::data), to change it.
    pub fn data_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Ready { data, .. } | Self::Stale { data, .. } => Some(data),
            _ => None,
        }
    }

    /// Whether what is there is being read anew.
    pub fn is_stale(&self) -> bool {
        matches!(self, Self::Stale { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn only_the_newest_answer_counts() {
        let mut remote = Remote::Idle;
        remote.ask(1, NOW);
        remote.ask(2, NOW);
        assert!(!remote.answer(1, Ok("sm"), NOW));
        assert!(remote.answer(2, Ok("smith"), NOW));
        assert!(!remote.answer(1, Ok("sm"), NOW), "an old answer may not replace a newer one");
        assert!(!remote.answer(2, Ok("twice"), NOW), "a second answer may not either");
        assert_eq!(remote.data(), Some(&"smith"));
    }

    #[test]
    fn what_is_there_stays_while_it_is_read_anew() {
        let mut remote = Remote::Ready { at: NOW, data: 1 };
        remote.ask(7, NOW);
        assert!(remote.is_stale());
        assert_eq!(remote.data(), Some(&1));
        remote.ask_other(8, NOW);
        assert_eq!(remote.data(), None);
    }
}
