//! The restore as the engine sees it.

use super::action::Action;
use crate::engine::{Applied, Job, Reading, StepError, Verdict, job::Promise};
use crate::genesys::Client;
use crate::model::{Notice, NoticeKind, PlannedStep, RunRecord, Seat, Timestamp};
use crate::pipelines::step;
use crate::pipelines::telling::{self, Told};
use serde_json::{Value, json};
use std::sync::Arc;

/// Makes and proves the steps of restores in one tenant.
pub struct RestoreJob {
    pub(super) client: Client,
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl RestoreJob {
    /// A job that calls through this client.
    pub fn new(client: Client, now: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Self {
        Self { client, now }
    }
}

impl Job for RestoreJob {
    fn apply<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Applied, StepError>> {
        Box::pin(async move { self.make(&step::subject(run), &step::action(step)?).await })
    }

    fn prove<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Reading, StepError>> {
        Box::pin(async move { self.look(&step::subject(run), &step::action(step)?).await })
    }

    fn before(&self, run: &RunRecord, step: &PlannedStep) -> Option<Value> {
        before(run.plan.before.seat()?, &step::action(step).ok()?)
    }

    fn notices(&self, run: &RunRecord, moment: Verdict) -> Vec<Notice> {
        let kind = match moment {
            Verdict::AccessCut => return Vec::new(),
            Verdict::Done => NoticeKind::UserRestored,
            Verdict::Failed => NoticeKind::UserRestoreFailed,
        };
        let division = telling::division(run);
        let facts = json!({
            "restored_from_run": run.plan.origin,
            "user_id": run.plan.subject.id(),
            "email": run.plan.subject.email,
            "name": run.plan.subject.name,
            "division": division,
            "external_ids": run.plan.before.seat().map(|seat| &seat.external_ids),
            "cannot_come_back": run.plan.irreversible,
        });
        let subject = run.plan.subject.id().to_owned();
        vec![telling::notice(run, (self.now)(), Told { kind, subject, division, facts })]
    }
}

/// The part of what the person has now that an action changes.
fn before(seat: &Seat, action: &Action) -> Option<Value> {
    Some(match action {
        Action::BringBack { .. } => json!({ "state": seat.person.state, "version": seat.person.version }),
        Action::Move { .. } => json!({ "division": seat.person.division, "name": seat.division_name }),
        Action::SetManager { .. } => json!({ "manager": seat.person.manager }),
        Action::GiveGrants { .. } => json!({ "grants": seat.grants }),
        Action::JoinGroups { .. } => json!({ "groups": seat.groups }),
        Action::JoinQueues { .. } => json!({ "queues": seat.queues }),
        Action::GiveSkills { .. } => json!({ "skills": seat.skills, "languages": seat.languages }),
        Action::SetUtilization { .. } => json!({ "utilization": seat.utilization }),
        Action::ReadBack(_) => return None,
    })
}
