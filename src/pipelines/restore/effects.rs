//! Making the effects. Each is safe to repeat: what is there already counts as given.

use super::action::Action;
use super::job::RestoreJob;
use super::plan::BULK;
use crate::engine::{Applied, StepError};
use crate::genesys::calls::{Expand, GrantPair, LANGUAGES_AT_ONCE};
use crate::genesys::{Client, Error};
use crate::model::{
    CorrelationId, DivisionId, Fault, GroupId, LanguageId, QueueId, RoleId, SkillId, StateChangeReason, UserId,
    UserState,
};
use crate::pipelines::step::{self, SETTLE, evidence};
use serde_json::{Value, json};

/// How often a change is tried again after somebody else changed the user or the group.
const CONFLICTS: u32 = 4;

impl RestoreJob {
    /// Makes one effect.
    pub(in crate::pipelines) async fn make(&self, id: &UserId, action: &Action) -> Result<Applied, StepError> {
        let client = &self.client;
        match action {
            Action::BringBack { to, version } => bring_back(client, id, *to, *version).await,
            Action::Move { division } => {
                let answer = client.move_user(id, division).await.map_err(|e| step::error(&e))?;
                Ok(done("moved", json!({ "division": division }), [answer.correlation]))
            }
            Action::SetManager { manager } => set_manager(client, id, manager).await,
            Action::GiveGrants { grants } => give_grants(client, id, grants).await,
            Action::JoinGroups { groups } => join_groups(client, id, groups).await,
            Action::JoinQueues { own, joined, .. } => join_queues(client, id, own, joined).await,
            Action::GiveSkills { skills, languages } => give_skills(client, id, skills, languages).await,
            Action::SetUtilization { told } => {
                let answer = client.set_utilization(id, told).await.map_err(|e| step::error(&e))?;
                Ok(done("set to their own utilization", Value::Null, [answer.correlation]))
            }
            // Its effect is the looking itself.
            Action::ReadBack(_) => Ok(done("read back", Value::Null, [])),
        }
    }
}

fn done(words: &str, facts: Value, correlations: impl IntoIterator<Item = Option<CorrelationId>>) -> Applied {
    Applied::Done(evidence(words, facts, correlations))
}

async fn bring_back(client: &Client, id: &UserId, to: UserState, planned: i64) -> Result<Applied, StepError> {
    let mut version = planned;
    for _ in 0..CONFLICTS {
        match client.restore(id, version).await {
            Ok(answer) => {
                let mut correlations = vec![answer.correlation];
                if to == UserState::Inactive {
                    // The platform brings back as active; the person was not.
                    let reason = StateChangeReason::Unknown;
                    let set = client.set_state(id, to, reason, answer.value.version).await;
                    correlations.push(set.map_err(|e| step::error(&e))?.correlation);
                }
                let facts = json!({ "state": to, "planned_version": planned, "version": version });
                return Ok(done(&format!("set to {to}"), facts, correlations));
            }
            // A stale version; and a user that is being deleted at this moment is told the same way.
            Err(e) if e.is_conflict() => {
                let now = match client.user(id, &[]).await {
                    Err(e) if e.is_not_found() => client.deleted_user(id).await,
                    answer => answer,
                }
                .map_err(|e| step::error(&e))?;
                if now.value.person.state == to {
                    let facts = json!({ "state": to, "version": now.value.person.version });
                    return Ok(Applied::Already(evidence("somebody else did it", facts, [now.correlation])));
                }
                if now.value.person.version == version {
                    return Err(step::error(&e));
                }
                version = now.value.person.version;
            }
            Err(e) => return Err(step::error(&e)),
        }
    }
    Err(changed_again("user"))
}

fn changed_again(what: &str) -> StepError {
    step::local(
        format!("the {what} was changed by somebody else {CONFLICTS} times meanwhile"),
        "see what else works on it (an identity system?), then retry the run",
    )
}

async fn set_manager(client: &Client, id: &UserId, manager: &UserId) -> Result<Applied, StepError> {
    for _ in 0..CONFLICTS {
        let now = client.user(id, &[]).await.map_err(|e| step::error(&e))?.value.person;
        if now.manager.as_ref() == Some(manager) {
            return Ok(Applied::Already(evidence("has the manager", json!({ "manager": manager }), [])));
        }
        match client.set_manager(id, manager, now.version).await {
            Ok(answer) => return Ok(done("manager set", json!({ "manager": manager }), [answer.correlation])),
            Err(e) if e.is_conflict() => {}
            Err(e) => return Err(step::error(&e)),
        }
    }
    Err(changed_again("user"))
}

async fn give_grants(client: &Client, id: &UserId, grants: &[(RoleId, DivisionId)]) -> Result<Applied, StepError> {
    let mut correlations = Vec::new();
    for some in grants.chunks(BULK) {
        let pairs: Vec<_> =
            some.iter().map(|(role, division)| GrantPair { role: role.clone(), division: division.clone() }).collect();
        correlations.push(client.add_grants(id, &pairs).await.map_err(|e| step::error(&e))?.correlation);
    }
    Ok(done(&format!("gave {} grants", grants.len()), json!({ "grants": grants }), correlations))
}

async fn join_groups(client: &Client, id: &UserId, groups: &[GroupId]) -> Result<Applied, StepError> {
    let (mut correlations, mut refused) = (Vec::new(), Vec::new());
    for group in groups {
        match join(client, id, group).await? {
            Ok(correlation) => correlations.push(correlation),
            Err(error) => refused.push((group, error)),
        }
    }
    tokio::time::sleep(SETTLE).await;
    if let Some((_, error)) = refused.first() {
        // By a rule or as an owner they may be in all the same.
        let now = client.user(id, &[Expand::Groups]).await.map_err(|e| step::error(&e))?;
        let held = now.value.groups.unwrap_or_default();
        let out: Vec<_> = refused.iter().filter(|(group, _)| !held.contains(group)).map(|(g, _)| g.as_str()).collect();
        if !out.is_empty() {
            let fault: Fault = error.fault();
            let text = format!("{} could not be joined: {}", out.join(", "), fault.text);
            return Err(StepError::Refused(Fault { text: text.as_str().into(), ..fault }));
        }
    }
    let facts = json!({ "groups": groups, "by_rule": refused.iter().map(|(g, _)| g).collect::<Vec<_>>() });
    Ok(done(&format!("joined {} groups", groups.len() - refused.len()), facts, correlations))
}

/// Joins one group; the inner error is a refusal of just this group.
async fn join(
    client: &Client,
    id: &UserId,
    group: &GroupId,
) -> Result<Result<Option<CorrelationId>, Error>, StepError> {
    for _ in 0..CONFLICTS {
        let version = match client.group(group).await {
            Ok(answer) => answer.value.version,
            // Removed since the plan was made: the others are joined all the same.
            Err(e) if e.is_not_found() => return Ok(Err(e)),
            Err(e) => return Err(step::error(&e)),
        };
        match client.add_group_members(group, std::slice::from_ref(id), version).await {
            Ok(answer) => return Ok(Ok(answer.correlation)),
            Err(e) if e.is_conflict() => {}
            Err(e) if e.status == Some(400) || e.is_not_found() => return Ok(Err(e)),
            Err(e) => return Err(step::error(&e)),
        }
    }
    Err(changed_again("group"))
}

async fn join_queues(client: &Client, id: &UserId, own: &[QueueId], joined: &[QueueId]) -> Result<Applied, StepError> {
    let mut correlations = Vec::new();
    for queue in own {
        correlations.push(client.add_queue_member(queue, id).await.map_err(|e| step::error(&e))?.correlation);
    }
    let (on, off) =
        tokio::try_join!(client.user_queues(id, true), client.user_queues(id, false)).map_err(|e| step::error(&e))?;
    let on: Vec<_> = on.value.into_iter().map(|q| q.id).collect();
    let off: Vec<_> = off.value.into_iter().map(|q| q.id).collect();
    for queue in joined.iter().filter(|q| off.contains(q)) {
        correlations.push(client.set_joined(id, queue, true).await.map_err(|e| step::error(&e))?.correlation);
    }
    for queue in own.iter().filter(|q| on.contains(q) && !joined.contains(q)) {
        correlations.push(client.set_joined(id, queue, false).await.map_err(|e| step::error(&e))?.correlation);
    }
    tokio::time::sleep(SETTLE).await;
    let facts = json!({ "queues": own, "joined": joined });
    Ok(done(&format!("joined {} queues", own.len()), facts, correlations))
}

async fn give_skills(
    client: &Client,
    id: &UserId,
    skills: &[(SkillId, f64)],
    languages: &[(LanguageId, f64)],
) -> Result<Applied, StepError> {
    let mut correlations = Vec::new();
    if !skills.is_empty() {
        correlations.push(client.set_skills(id, skills).await.map_err(|e| step::error(&e))?.correlation);
    }
    for some in languages.chunks(LANGUAGES_AT_ONCE) {
        correlations.push(client.add_languages(id, some).await.map_err(|e| step::error(&e))?.correlation);
    }
    let words = format!("set {} skills, gave {} languages", skills.len(), languages.len());
    Ok(done(&words, json!({ "skills": skills, "languages": languages }), correlations))
}
