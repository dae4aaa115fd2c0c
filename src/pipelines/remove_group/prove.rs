//! Reading the effects back.

use super::action::Action;
use super::job::RemoveGroupJob;
use crate::engine::{Reading, StepError};
use crate::genesys::{Answer, Client, Error};
use crate::model::{CorrelationId, GrantSource, GroupId, QueueId, UserId};
use crate::pipelines::step::{self, evidence, reading};
use serde_json::json;

impl RemoveGroupJob {
    /// Reads one effect back.
    pub(super) async fn look(&self, group: &GroupId, action: &Action) -> Result<Reading, StepError> {
        let client = &self.client;
        match action {
            Action::TakeMembers { members, .. } => {
                let Some(now) = present(client.group_individuals(group).await)? else { return gone_with_group() };
                let still: Vec<_> = members.iter().filter(|m| now.value.contains(m)).collect();
                let words = match still.len() {
                    0 => "nobody who was to go is in it by name".to_owned(),
                    n => format!("{n} are still in it"),
                };
                let facts = json!({ "still": still, "by_name": now.value.len() });
                Ok(reading(still.is_empty(), evidence(words, facts, [now.correlation]), "the members to go"))
            }
            Action::TakeGrants { grants } => {
                let Some(now) = present(client.group_grants(group).await)? else { return gone_with_group() };
                let held = |pair: &&(_, _)| now.value.grants.iter().any(|g| g.role == pair.0 && g.division == pair.1);
                let still: Vec<_> = grants.iter().filter(held).collect();
                let words = format!("carries {} roles", now.value.grants.len());
                let proof = evidence(words, json!({ "still": still }), [now.correlation]);
                Ok(reading(still.is_empty(), proof, "the roles to go"))
            }
            Action::Delete => {
                let (gone, correlation) = is_gone(client, group).await?;
                let words = if gone { "the group is gone" } else { "the group is still there" };
                Ok(reading(gone, evidence(words, json!({ "gone": gone }), [correlation]), "the group to go"))
            }
            Action::ReadBack { members, queues } => everything(client, group, members, queues).await,
        }
    }
}

fn present<T>(answer: Result<Answer<T>, Error>) -> Result<Option<Answer<T>>, StepError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(e) if e.is_not_found() => Ok(None),
        Err(e) => Err(step::error(&e)),
    }
}

fn gone_with_group() -> Result<Reading, StepError> {
    Ok(Reading::Holds(evidence("the group is gone", json!({ "gone": true }), [])))
}

/// Whether the group is gone: the platform answers 404, or shows it as deleted for a while.
pub(super) async fn is_gone(client: &Client, group: &GroupId) -> Result<(bool, Option<CorrelationId>), StepError> {
    match client.group_is_deleted(group).await {
        Ok(answer) => Ok((answer.value, answer.correlation)),
        Err(e) if e.is_not_found() => Ok((true, e.correlation.clone())),
        Err(e) => Err(step::error(&e)),
    }
}

/// The group is gone, some of its members inherit nothing from it, and no queue has it any more.
async fn everything(
    client: &Client,
    group: &GroupId,
    members: &[UserId],
    queues: &[QueueId],
) -> Result<Reading, StepError> {
    let (gone, correlation) = is_gone(client, group).await?;
    let (mut correlations, mut inherit, mut feeds) = (vec![correlation], 0, 0);
    for member in members {
        if let Some(grants) = present(client.user_grants(member).await)? {
            let of_group = GrantSource::Group(group.clone());
            inherit += usize::from(grants.value.grants.iter().any(|g| g.source == of_group));
            correlations.push(grants.correlation);
        }
    }
    let mut page = 1;
    while !queues.is_empty() {
        let answer = client.queues(page).await.map_err(|e| step::error(&e))?;
        feeds += answer.value.items.iter().filter(|q| q.member_groups.contains(group)).count();
        correlations.push(answer.correlation);
        if !answer.value.more {
            break;
        }
        page += 1;
    }
    let words = match (gone, inherit, feeds) {
        (true, 0, 0) => format!("gone; none of {} members asked has a role from it", members.len()),
        (false, ..) => "the group is still there".to_owned(),
        (true, n, q) => format!("gone, but {n} members asked still have roles from it, and {q} queues name it"),
    };
    let facts = json!({ "gone": gone, "asked": members, "still_inherit": inherit, "queues_that_name_it": feeds });
    let holds = gone && inherit == 0 && feeds == 0;
    Ok(reading(holds, evidence(words, facts, correlations), "what comes from the group to go"))
}
