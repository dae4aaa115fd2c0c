//! The offboarding as the engine sees it.

use super::action::Action;
use crate::engine::{Applied, Job, Reading, StepError, Verdict, job::Promise};
use crate::genesys::{Client, Error, Kind};
use crate::model::{
    Changed, CorrelationId, DisplayText, Evidence, Fault, Notice, PlannedStep, RunRecord, Seat, Timestamp, UserId,
};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// Makes and proves the steps of offboardings in one tenant.
pub struct OffboardJob {
    pub(super) client: Client,
    /// Where exported histories are put.
    pub(super) exports: PathBuf,
    /// The time; the tenant's own where it matters.
    pub(super) now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl OffboardJob {
    /// A job that calls through this client and puts exports into this folder.
    pub fn new(client: Client, exports: PathBuf, now: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Self {
        Self { client, exports, now }
    }
}

impl Job for OffboardJob {
    fn apply<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Applied, StepError>> {
        Box::pin(async move { self.make(run, &read(step)?).await })
    }

    fn prove<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Reading, StepError>> {
        Box::pin(async move { self.look(run, &read(step)?).await })
    }

    fn before(&self, run: &RunRecord, step: &PlannedStep) -> Option<Value> {
        read(step).ok().and_then(|action| before(&run.plan.before, &action))
    }

    fn notices(&self, run: &RunRecord, moment: Verdict) -> Vec<Notice> {
        super::notices::notices(run, moment, (self.now)())
    }
}

/// The part of the before-image that an action changes.
fn before(seat: &Seat, action: &Action) -> Option<Value> {
    Some(match action {
        Action::Deactivate { .. } => json!({ "state": seat.person.state, "version": seat.person.version }),
        Action::RevokeTokens => json!({ "last_token_issued": seat.last_token_issued }),
        Action::OffQueue => json!({ "status": seat.routing_status }),
        Action::Conversations { .. } => json!({ "open": seat.open_conversations }),
        Action::LeaveQueues { .. } => json!({ "queues": seat.queues }),
        Action::LeaveGroups { .. } => json!({ "groups": seat.groups }),
        Action::TakeGrants { .. } => json!({ "grants": seat.grants }),
        Action::ClearSkills { .. } => json!({ "skills": seat.skills, "languages": seat.languages }),
        Action::ResetUtilization => json!({ "utilization": seat.utilization }),
        Action::LeaveStations { .. } => {
            json!({ "associated": seat.associated_station, "default": seat.default_station })
        }
        Action::Delete => json!({ "state": seat.person.state, "division": seat.division_name }),
        Action::ExportHistory { .. } | Action::ReadBack { .. } => return None,
    })
}

/// The action of a step; what an older or newer version wrote and this one cannot read is refused, not guessed at.
fn read(step: &PlannedStep) -> Result<Action, StepError> {
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
pub(super) fn step_error(error: &Error) -> StepError {
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
pub(super) fn subject(run: &RunRecord) -> &UserId {
    &run.plan.subject.id
}
