//! What the steps of every pipeline have in common: reading their action back, and putting answers into evidence.

use crate::engine::{Reading, StepError};
use crate::genesys::{Error, Kind};
use crate::model::{Changed, CorrelationId, DisplayText, Evidence, Fault, PlannedStep, RunRecord, UserId};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;

/// How long the platform takes to let go of members and stations, or to take members in, after its 202; looking sooner
/// would only waste a call.
pub(super) const SETTLE: Duration = Duration::from_millis(1_500);
/// When to look again at what the platform is still spreading.
const AGAIN: Duration = Duration::from_secs(2);

/// The action of a step; what an older or newer version wrote and this one cannot read is refused, not guessed at.
pub(super) fn action<A: DeserializeOwned>(step: &PlannedStep) -> Result<A, StepError> {
    serde_json::from_value(step.action.clone()).map_err(|e| {
        StepError::Refused(Fault {
            text: DisplayText::new(format!("the step {} was planned by another version of lanyard: {e}", step.name)),
            remedy: "cancel this run and make a new plan".into(),
            changed: Changed::No,
            status: None,
            code: None,
            correlation: None,
        })
    })
}

/// What a failed call means for a step.
pub(super) fn error(error: &Error) -> StepError {
    let fault = error.fault();
    match &error.kind {
        _ if error.is_unclear() => StepError::Unknown(fault),
        Kind::Throttled { retry_after: Some(wait) } => StepError::Later(fault, *wait),
        Kind::NotFound | Kind::Forbidden | Kind::Unauthorized | Kind::Invalid | Kind::Credentials => {
            StepError::Refused(fault)
        }
        _ => StepError::Failed(fault),
    }
}

/// What a step does on this machine went wrong; the tenant is as it was.
pub(super) fn local(text: String, remedy: &str) -> StepError {
    StepError::Failed(Fault {
        text: DisplayText::new(text),
        remedy: remedy.into(),
        changed: Changed::No,
        status: None,
        code: None,
        correlation: None,
    })
}

/// Evidence in a sentence with its facts and the answers it rests on.
pub(super) fn evidence(
    words: impl Into<String>,
    facts: Value,
    correlations: impl IntoIterator<Item = Option<CorrelationId>>,
) -> Evidence {
    Evidence {
        words: DisplayText::new(words.into()),
        facts,
        correlations: correlations.into_iter().flatten().collect(),
    }
}

/// Whom a run is about.
pub(super) fn subject(run: &RunRecord) -> UserId {
    run.plan.subject.user()
}

/// What was read back: it holds, or something is still being waited for.
pub(super) fn reading(holds: bool, evidence: Evidence, waiting_for: &str) -> Reading {
    match holds {
        true => Reading::Holds(evidence),
        false => Reading::NotYet { evidence, waiting_for: waiting_for.into(), again_in: AGAIN },
    }
}
