//! Runs and steps as the journal keeps them, and the numbered events from which a viewer catches up.

use super::{BatchId, CorrelationId, DisplayText, Operator, Plan, RunId, Timestamp};
use serde::{Deserialize, Serialize};

/// How a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Waits to be claimed.
    Queued,
    /// Claimed by an owner with a live lease, or left by one that died.
    Running,
    /// Waits for an operator to go on.
    Paused,
    /// Every step is done, already or skipped.
    Done,
    /// Ended with at least one step failed, refused or unknown.
    Failed,
    /// Stopped between two effects because somebody asked.
    Cancelled,
}

impl RunState {
    /// The word that screens and records use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more will happen by itself or by resuming.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// How a run stands that was confirmed for a time and has not been begun.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Planned {
    /// Its time has not come.
    Ahead,
    /// Its time has come, and nobody has begun it.
    Due,
}

impl Planned {
    /// The word that screens use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ahead => "planned",
            Self::Due => "due",
        }
    }
}

/// How a step ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The effect was made and read back.
    Done,
    /// The tenant showed the effect before we made it.
    Already,
    /// There was nothing to do, or an earlier step made it pointless; the reason says which.
    Skipped,
    /// The tenant or a rule of ours said no; nothing was changed.
    Refused,
    /// It was tried and did not work.
    Failed,
    /// It was sent and it could not be found out whether it worked.
    Unknown,
}

impl Outcome {
    /// The word that screens and records use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Already => "already",
            Self::Skipped => "skipped",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the run is as the plan wanted it, as far as this step goes.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Done | Self::Already | Self::Skipped)
    }
}

/// Where a step stands between intent and proof. Each is written down before the next begins.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Not begun.
    Waiting,
    /// About to be made: from here on the effect may be there.
    Intent,
    /// The tenant has answered; not yet read back.
    Effect,
    /// Ended; see the outcome.
    Ended,
}

impl StepState {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Intent => "intent",
            Self::Effect => "effect",
            Self::Ended => "ended",
        }
    }
}

/// Whether an operation that went wrong has changed the tenant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Changed {
    /// Nothing was changed.
    No,
    /// It may have been: the request was sent and the answer is missing or unclear.
    Maybe,
    /// It was, at least in part.
    Yes,
}

/// What went wrong, in the words that an operator and an auditor read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fault {
    /// What was tried, on whom, and what happened.
    pub text: DisplayText,
    /// What to do now.
    pub remedy: DisplayText,
    /// Whether the tenant was changed.
    pub changed: Changed,
    /// HTTP status, where the tenant answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The platform's error code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<DisplayText>,
    /// The platform's correlation id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation: Option<CorrelationId>,
}

/// What was read back, or what an effect answered: small JSON that an auditor can check.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// One sentence, such as `state is inactive, no token issued since`.
    pub words: DisplayText,
    /// The facts.
    pub facts: serde_json::Value,
    /// Correlation ids of the answers it rests on.
    #[serde(default)]
    pub correlations: Vec<CorrelationId>,
}

/// A step as the journal keeps it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StepRecord {
    /// Position from 1, as in the plan.
    pub ordinal: u16,
    /// The step's stable name.
    pub name: String,
    /// Where it stands.
    pub state: StepState,
    /// Tries so far.
    pub attempts: u32,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why it was skipped, or in what it differs from the plan.
    pub reason: Option<DisplayText>,
    /// What went wrong last.
    pub fault: Option<Fault>,
    /// What the effect answered.
    pub effect: Option<Evidence>,
    /// What was read back.
    pub proof: Option<Evidence>,
    /// When the intent was written.
    pub began_at: Option<Timestamp>,
    /// When the outcome was written.
    pub ended_at: Option<Timestamp>,
}

/// A run as the journal keeps it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RunRecord {
    /// Its id.
    pub id: RunId,
    /// The batch that it is part of; none when it was confirmed alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchId>,
    /// How it stands.
    pub state: RunState,
    /// The plan that was confirmed.
    pub plan: Plan,
    /// The plan's digest when it was confirmed.
    pub digest: super::Digest,
    /// Who confirmed it.
    pub operator: Operator,
    /// Why, in the operator's words.
    pub reason: DisplayText,
    /// The ticket, empty if none.
    pub ticket: DisplayText,
    /// Larger goes first.
    pub priority: i32,
    /// Rises with every claim: what an older epoch writes is refused.
    pub epoch: i64,
    /// The process that claimed it last.
    pub owner: Option<String>,
    /// When it was confirmed.
    pub created_at: Timestamp,
    /// Not to be begun before this; none where it was confirmed for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// Set while it waits for that time, or for somebody to begin it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Planned>,
    /// The last phase before an operator has to confirm the rest; none where all of it was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<super::Phase>,
    /// When it was first claimed.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When the last step of the phase that cuts access had been proved.
    pub access_cut_at: Option<Timestamp>,
    /// Why it stands as it does, where that needs a word.
    pub why: Option<DisplayText>,
    /// Its steps, in order.
    pub steps: Vec<StepRecord>,
}

impl RunRecord {
    /// Whether what is left waits for an operator's confirmation.
    pub fn awaits_confirmation(&self) -> bool {
        let through = |last| {
            let steps = self.plan.steps.iter().zip(&self.steps);
            steps.filter(|(planned, _)| planned.phase <= last).all(|(_, step)| step.state == StepState::Ended)
        };
        self.state == RunState::Paused && self.hold.is_some_and(through)
    }

    /// Whether no step of it has been begun.
    pub fn is_untouched(&self) -> bool {
        self.steps.iter().all(|step| step.attempts == 0 && matches!(step.state, StepState::Waiting | StepState::Ended))
    }
}

/// What happened in a run, numbered so that a late viewer can catch up and a repeated one does no harm.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RunEvent {
    /// The run.
    pub run: RunId,
    /// From 1, without gaps within a run.
    pub index: i64,
    /// When it was written.
    pub at: Timestamp,
    /// What happened.
    pub progress: Progress,
}

/// What can happen in a run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Progress {
    /// The run's state changed.
    Run {
        /// The new state.
        state: RunState,
        /// Why, where that needs a word.
        why: Option<DisplayText>,
    },
    /// A step's record changed; this is the whole new record.
    Step(Box<StepRecord>),
    /// The effect of a step is made and is not to be seen yet. It is told to whoever looks on and not written down, so it
    /// carries the number of the last event that is.
    Waits {
        /// The step's ordinal.
        step: u16,
        /// What is waited for, such as `the grants to go`.
        waiting_for: DisplayText,
    },
}
