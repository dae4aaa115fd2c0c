//! What a pipeline gives the engine: how to make an effect and how to read it back.

use crate::model::{DisplayText, Evidence, Fault, Notice, Plan, PlannedStep, RunRecord, Timestamp};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// A future that an object-safe trait can return.
pub type Promise<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A pipeline as the engine sees it. Effects are safe to repeat: what is gone already counts as removed.
pub trait Job: Send + Sync {
    /// Makes the effect of one step. Retries of single calls happen below, in the transport.
    fn apply<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Applied, StepError>>;

    /// Reads the tenant (or the file, or the outbox) back and says whether the effect is there.
    fn prove<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Reading, StepError>>;

    /// In what the plan of a run that was confirmed for later is not true any more, now that its time has come; none when
    /// it is. Reads only. Asked before the first step is begun.
    fn outdated<'a>(&'a self, _run: &'a RunRecord) -> Promise<'a, Result<Option<DisplayText>, StepError>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    /// Whether there was nothing to do in a step only at the moment in which the plan was made, as with a call that
    /// somebody is on: a run that was confirmed for later makes such a step all the same, and it looks for itself.
    fn is_of_the_moment(&self, _run: &RunRecord, _step: &PlannedStep) -> bool {
        false
    }

    /// What the plan of a run that has ended well says is to follow. Planned in the same transaction as that end.
    fn follow_up(&self, _run: &RunRecord) -> Option<FollowUp> {
        None
    }

    /// What the before-image says of the things that this step changes, for the audit trail. None where the effect's
    /// own answer says it, or nothing does.
    fn before(&self, _run: &RunRecord, _step: &PlannedStep) -> Option<serde_json::Value> {
        None
    }

    /// What has come of people one by one now that this step has ended, where one step is about many: an audit record
    /// each.
    fn changes(&self, _run: &RunRecord, _step: &PlannedStep) -> Vec<SubjectChange> {
        Vec::new()
    }

    /// The notices that this run's end, or the end of its access-cutting phase, gives rise to.
    fn notices(&self, run: &RunRecord, moment: Verdict) -> Vec<Notice>;
}

/// What follows a run that has ended well.
#[derive(Clone, PartialEq, Debug)]
pub struct FollowUp {
    /// What is to be done then; its origin is the run that it follows.
    pub plan: Plan,
    /// Not before this.
    pub due: Timestamp,
}

/// What a run has done to one person of many.
#[derive(Clone, PartialEq, Debug)]
pub struct SubjectChange {
    /// The person's platform id.
    pub id: String,
    /// Their name.
    pub name: DisplayText,
    /// What the audit trail calls it.
    pub action: &'static str,
    /// The outcome's word.
    pub outcome: &'static str,
    /// In words: what was changed.
    pub detail: DisplayText,
    /// What was there before.
    pub before: serde_json::Value,
    /// What is there after; null where it was not read.
    pub after: serde_json::Value,
}

/// The moments of a run that others are told about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The last step of the access-cutting phase is proved.
    AccessCut,
    /// The run has ended well.
    Done,
    /// The run has ended with something failed, refused or unknown.
    Failed,
}

/// What making an effect came to.
#[derive(Clone, PartialEq, Debug)]
pub enum Applied {
    /// The tenant took it; it is still to be read back.
    Done(Evidence),
    /// The tenant already was so.
    Already(Evidence),
    /// There turned out to be nothing to do, and why.
    Skipped(DisplayText),
}

/// What reading back showed.
#[derive(Clone, PartialEq, Debug)]
pub enum Reading {
    /// The effect is there.
    Holds(Evidence),
    /// Not yet, or not any more; the platform may still be spreading it.
    NotYet {
        /// What was read instead.
        evidence: Evidence,
        /// What is being waited for, in words.
        waiting_for: DisplayText,
        /// When to look again.
        again_in: Duration,
    },
}

/// Why an effect or a reading did not come about.
#[derive(Clone, PartialEq, Debug)]
pub enum StepError {
    /// A rule of ours or the tenant said no; trying again changes nothing.
    Refused(Fault),
    /// It did not work; trying again may.
    Failed(Fault),
    /// It was sent and no answer came: only reading back can tell.
    Unknown(Fault),
    /// The tenant asked to wait longer than a step may take; the run is to be taken up again later.
    Later(Fault, Duration),
}

impl StepError {
    /// What is written down.
    pub fn fault(&self) -> &Fault {
        match self {
            Self::Refused(f) | Self::Failed(f) | Self::Unknown(f) | Self::Later(f, _) => f,
        }
    }
}
