//! The offboarding as the engine sees it.

use super::action::Action;
use super::later::{self, Rules};
use crate::engine::{Applied, FollowUp, Job, Reading, StepError, Verdict, job::Promise};
use crate::genesys::{Client, Lane};
use crate::model::{DisplayText, Notice, Phase, PlannedStep, RunRecord, Seat, Timestamp};
use crate::pipelines::step;
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
    /// What a run that was confirmed for later is held against when it begins.
    pub(super) rules: Arc<Rules>,
}

impl OffboardJob {
    /// A job that calls through this client and puts exports into this folder.
    pub fn new(client: Client, exports: PathBuf, now: Arc<dyn Fn() -> Timestamp + Send + Sync>, rules: Rules) -> Self {
        Self { client, exports, now, rules: Arc::new(rules) }
    }

    /// The job as it calls in a step's lane: what cuts the access of one person goes before everything else that anybody
    /// asks for, and before that of many.
    fn in_lane_of(&self, run: &RunRecord, step: &PlannedStep) -> Self {
        let urgent = step.phase == Phase::CutAccess && run.batch.is_none();
        let lane = if urgent { Lane::Urgent } else { Lane::Interactive };
        let (now, rules) = (Arc::clone(&self.now), Arc::clone(&self.rules));
        Self { client: self.client.lane(lane), exports: self.exports.clone(), now, rules }
    }
}

impl Job for OffboardJob {
    fn apply<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Applied, StepError>> {
        Box::pin(async move { self.in_lane_of(run, step).make(run, &step::action(step)?).await })
    }

    fn prove<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Reading, StepError>> {
        Box::pin(async move { self.in_lane_of(run, step).look(run, &step::action(step)?).await })
    }

    fn outdated<'a>(&'a self, run: &'a RunRecord) -> Promise<'a, Result<Option<DisplayText>, StepError>> {
        Box::pin(self.not_true(run))
    }

    fn is_of_the_moment(&self, _run: &RunRecord, planned: &PlannedStep) -> bool {
        let skip = planned.skip.as_ref().map_or("", DisplayText::as_str);
        step::action(planned).is_ok_and(|action| later::is_of_the_moment(&action, skip))
    }

    fn follow_up(&self, run: &RunRecord) -> Option<FollowUp> {
        super::grace::follow_up(run)
    }

    fn before(&self, run: &RunRecord, step: &PlannedStep) -> Option<Value> {
        before(run.plan.before.seat()?, &step::action(step).ok()?)
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
        Action::Delete | Action::DeleteLater { .. } => {
            json!({ "state": seat.person.state, "division": seat.division_name })
        }
        Action::ExportHistory { .. } | Action::ReadBack { .. } => return None,
    })
}
