//! The removal as the engine sees it, and its effects. Each is safe to repeat: what is gone already counts as removed.

use super::action::{Action, By};
use super::plan::BULK;
use crate::engine::{Applied, Job, Reading, StepError, Verdict, job::Promise};
use crate::genesys::Client;
use crate::genesys::calls::{GrantPair, MEMBERS_AT_ONCE};
use crate::model::{DivisionId, GroupId, GroupImage, Notice, PlannedStep, RoleId, RunRecord, Timestamp, UserId};
use crate::pipelines::step::{self, SETTLE, evidence};
use serde_json::{Value, json};
use std::sync::Arc;

/// How often a deletion is sent that fails in silence.
const DELETIONS: u32 = 3;

/// Makes and proves the steps of removals in one tenant.
pub struct RemoveGroupJob {
    pub(super) client: Client,
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl RemoveGroupJob {
    /// A job that calls through this client.
    pub fn new(client: Client, now: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Self {
        Self { client, now }
    }
}

impl Job for RemoveGroupJob {
    fn apply<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Applied, StepError>> {
        Box::pin(async move { self.make(&run.plan.subject.group(), &step::action(step)?).await })
    }

    fn prove<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Reading, StepError>> {
        Box::pin(async move { self.look(&run.plan.subject.group(), &step::action(step)?).await })
    }

    fn before(&self, run: &RunRecord, step: &PlannedStep) -> Option<Value> {
        before(run.plan.before.group()?, &step::action(step).ok()?)
    }

    fn notices(&self, run: &RunRecord, moment: Verdict) -> Vec<Notice> {
        super::notices::notices(run, moment, (self.now)())
    }
}

/// The part of the before-image that an action changes.
fn before(image: &GroupImage, action: &Action) -> Option<Value> {
    Some(match action {
        Action::TakeMembers { .. } => json!({ "members": image.members }),
        Action::TakeGrants { .. } => json!({ "grants": image.grants }),
        Action::Delete => json!({ "group": image.group, "queues": image.queues }),
        Action::ReadBack { .. } => return None,
    })
}

impl RemoveGroupJob {
    async fn make(&self, group: &GroupId, action: &Action) -> Result<Applied, StepError> {
        match action {
            Action::TakeMembers { members, by } => take_members(&self.client, group, members, *by).await,
            Action::TakeGrants { grants } => take_grants(&self.client, group, grants).await,
            Action::Delete => delete(&self.client, group).await,
            // Its effect is the looking itself.
            Action::ReadBack { .. } => Ok(Applied::Done(evidence("read back", Value::Null, []))),
        }
    }
}

async fn take_members(client: &Client, group: &GroupId, members: &[UserId], by: By) -> Result<Applied, StepError> {
    let mut correlations = Vec::new();
    for some in members.chunks(MEMBERS_AT_ONCE) {
        let answer = match by {
            By::Platform => client.remove_group_members(group, some).await,
            By::Scim => client.scim_remove_group_members(group, some).await,
        };
        match answer {
            Ok(answer) => correlations.push(answer.correlation),
            Err(e) if e.is_not_found() => {
                let gone = evidence("the group is gone already", Value::Null, [e.correlation.clone()]);
                return Ok(Applied::Already(gone));
            }
            Err(e) => return Err(step::error(&e)),
        }
    }
    tokio::time::sleep(SETTLE).await;
    let facts = json!({ "members": members, "by": by });
    Ok(Applied::Done(evidence(format!("took {} members out", members.len()), facts, correlations)))
}

async fn take_grants(client: &Client, group: &GroupId, grants: &[(RoleId, DivisionId)]) -> Result<Applied, StepError> {
    let mut correlations = Vec::new();
    for some in grants.chunks(BULK) {
        let pairs: Vec<_> =
            some.iter().map(|(role, division)| GrantPair { role: role.clone(), division: division.clone() }).collect();
        let answer = client.remove_group_grants(group, &pairs).await.map_err(|e| step::error(&e))?;
        correlations.push(answer.correlation);
    }
    let facts = json!({ "grants": grants });
    Ok(Applied::Done(evidence(format!("took {} roles off", grants.len()), facts, correlations)))
}

/// Deletes, and deletes again when the platform took the first one and did not do it.
async fn delete(client: &Client, group: &GroupId) -> Result<Applied, StepError> {
    let mut correlations = Vec::new();
    for attempt in 1..=DELETIONS {
        match client.delete_group(group).await {
            Ok(answer) => correlations.push(answer.correlation),
            Err(e) if e.is_not_found() && attempt == 1 => {
                return Ok(Applied::Already(evidence("was gone already", Value::Null, [e.correlation.clone()])));
            }
            Err(e) if e.is_not_found() => break,
            Err(e) => return Err(step::error(&e)),
        }
        tokio::time::sleep(SETTLE).await;
        if super::prove::is_gone(client, group).await?.0 {
            break;
        }
    }
    let sent = correlations.len();
    let words = if sent == 1 { "deleted".to_owned() } else { format!("deleted, asked {sent} times") };
    Ok(Applied::Done(evidence(words, json!({ "asked": sent }), correlations)))
}
