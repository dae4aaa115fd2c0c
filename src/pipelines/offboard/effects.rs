//! Making the effects. Each is safe to repeat: what is gone already counts as removed.

use super::action::Action;
use super::job::OffboardJob;
use super::plan::BULK;
use super::recipe::Conversations;
use crate::engine::{Applied, StepError};
use crate::genesys::calls::GrantPair;
use crate::genesys::{Answer, Client, Error};
use crate::model::{
    ConversationId, CorrelationId, DivisionId, GroupId, LanguageId, QueueId, RoleId, RunRecord, StateChangeReason,
    UserId, UserState,
};
use crate::pipelines::step::{self, SETTLE, evidence, subject};
use serde_json::{Value, json};

/// How often a state change is tried again after somebody else changed the user.
const CONFLICTS: u32 = 4;

impl OffboardJob {
    /// Makes one effect.
    pub(super) async fn make(&self, run: &RunRecord, action: &Action) -> Result<Applied, StepError> {
        let (client, id) = (&self.client, &subject(run));
        match action {
            Action::Deactivate { reason, version } => {
                deactivate(client, id, stated(run).unwrap_or(*reason), *version).await
            }
            Action::RevokeTokens => match client.revoke_tokens(id).await {
                Ok(a) => Ok(done("all tokens revoked", json!({ "revoked": true }), [a.correlation])),
                // The platform does not say what it answers when there is none: nothing is left either way.
                Err(e) if e.is_not_found() => Ok(Applied::Already(gone("there was no token", &e))),
                Err(e) => Err(step::error(&e)),
            },
            Action::OffQueue => {
                if run.due.is_some() {
                    let status = client.routing_status(id).await.map_err(|e| step::error(&e))?.value;
                    if status.as_str() == "OFF_QUEUE" {
                        return Ok(Applied::Skipped("is off queue".into()));
                    }
                }
                let answer = client.set_off_queue(id).await.map_err(|e| step::error(&e))?;
                Ok(done("set off queue", json!({ "status": answer.value }), [answer.correlation]))
            }
            Action::Conversations { what, .. } if run.due.is_some() => {
                let open = self.open_now(id).await?.value.into_iter().map(|c| (c.id, c.queue)).collect::<Vec<_>>();
                match open.is_empty() {
                    true => Ok(Applied::Skipped("is on no open conversation".into())),
                    false => conversations(client, id, &open, *what).await,
                }
            }
            Action::Conversations { open, what } => conversations(client, id, open, *what).await,
            Action::LeaveQueues { queues, .. } => leave_queues(client, id, queues).await,
            Action::LeaveGroups { groups, queues } => leave_groups(client, id, groups, queues).await,
            Action::TakeGrants { grants } => take_grants(client, id, grants).await,
            Action::ClearSkills { skills, languages } => clear_skills(client, id, skills.len(), languages).await,
            Action::ResetUtilization => {
                removed(client.reset_utilization(id).await, "set to the organisation's utilization")
            }
            Action::LeaveStations { default, .. } if run.due.is_some() => {
                let now = client.user_stations(id).await.map_err(|e| step::error(&e))?.value;
                match (now.associated.is_some(), *default && now.default.is_some()) {
                    (false, false) => Ok(Applied::Skipped("has no station".into())),
                    (associated, default) => leave_stations(client, id, associated, default).await,
                }
            }
            Action::LeaveStations { associated, default } => leave_stations(client, id, *associated, *default).await,
            Action::ExportHistory { days } => self.export(run, *days).await,
            Action::Delete => removed(client.delete_user(id).await, "deleted"),
            // Nothing is done now, whoever asks for it.
            Action::DeleteLater { .. } => Ok(Applied::Skipped("is deleted later".into())),
            // Its effect is the looking itself.
            Action::ReadBack { .. } => Ok(done("read back", Value::Null, [])),
        }
    }
}

/// The operator's own reason, where it is one of the platform's words.
fn stated(run: &RunRecord) -> Option<StateChangeReason> {
    serde_json::from_value(json!(capitalised(run.reason.as_str().trim()))).ok()
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect()).unwrap_or_default()
}

fn done(words: &str, facts: Value, correlations: impl IntoIterator<Item = Option<CorrelationId>>) -> Applied {
    Applied::Done(evidence(words, facts, correlations))
}

fn gone(words: &str, error: &Error) -> crate::model::Evidence {
    evidence(words, json!({ "status": error.status }), [error.correlation.clone()])
}

fn removed(answer: Result<Answer<()>, Error>, words: &str) -> Result<Applied, StepError> {
    match answer {
        Ok(a) => Ok(done(words, Value::Null, [a.correlation])),
        Err(e) if e.is_not_found() => Ok(Applied::Already(gone("was so already", &e))),
        Err(e) => Err(step::error(&e)),
    }
}

async fn deactivate(
    client: &Client,
    id: &UserId,
    reason: StateChangeReason,
    planned: i64,
) -> Result<Applied, StepError> {
    let mut version = planned;
    for _ in 0..CONFLICTS {
        match client.set_state(id, UserState::Inactive, reason, version).await {
            Ok(a) => {
                let facts =
                    json!({ "state": "inactive", "reason": reason, "planned_version": planned, "version": version });
                return Ok(done("set to inactive", facts, [a.correlation]));
            }
            // Access is to end whatever else was changed: read the new version and try again.
            Err(e) if e.is_conflict() => {
                let now = client.user(id, &[]).await.map_err(|e| step::error(&e))?;
                if now.value.person.state == UserState::Inactive {
                    let facts = json!({ "state": "inactive", "version": now.value.person.version });
                    return Ok(Applied::Already(evidence("somebody else did it", facts, [now.correlation])));
                }
                version = now.value.person.version;
            }
            Err(e) if e.is_not_found() => return Ok(Applied::Already(gone("the user is deleted already", &e))),
            Err(e) => return Err(step::error(&e)),
        }
    }
    Err(step::local(
        format!("the user was changed by somebody else {CONFLICTS} times while it was being set to inactive"),
        "see what else works on this user (an identity system?), then retry the run",
    ))
}

/// Removals of one kind, as they are answered.
#[derive(Default)]
struct Removals {
    asked: usize,
    gone_before: usize,
    correlations: Vec<Option<CorrelationId>>,
}

impl Removals {
    fn add(&mut self, answer: Result<Answer<()>, Error>) -> Result<(), StepError> {
        self.asked += 1;
        match answer {
            Ok(answer) => self.correlations.push(answer.correlation),
            Err(e) if e.is_not_found() => {
                self.gone_before += 1;
                self.correlations.push(e.correlation.clone());
            }
            // Membership through a group: it ends with the group, which the groups step sees to.
            Err(e) if e.code.as_ref().is_some_and(|c| c.as_str() == "invalid.type") => {
                self.correlations.push(e.correlation.clone());
            }
            Err(e) => return Err(step::error(&e)),
        }
        Ok(())
    }

    fn applied<I: serde::Serialize>(self, what: &str, list: &[I]) -> Applied {
        let words = match self.gone_before {
            0 => format!("left {} {what}", self.asked),
            n => format!("left {} {what}, {n} of them before", self.asked),
        };
        let evidence = evidence(words, json!({ what: list, "gone_before": self.gone_before }), self.correlations);
        match self.gone_before == self.asked {
            true => Applied::Already(evidence),
            false => Applied::Done(evidence),
        }
    }
}

async fn leave_queues(client: &Client, id: &UserId, queues: &[QueueId]) -> Result<Applied, StepError> {
    let mut removals = Removals::default();
    for queue in queues {
        removals.add(client.remove_queue_member(queue, id).await)?;
    }
    Ok(removals.applied("queues", queues))
}

async fn leave_groups(
    client: &Client,
    id: &UserId,
    groups: &[GroupId],
    queues: &[QueueId],
) -> Result<Applied, StepError> {
    let mut removals = Removals::default();
    for group in groups {
        removals.add(client.remove_group_members(group, std::slice::from_ref(id)).await)?;
    }
    tokio::time::sleep(SETTLE).await;
    if !queues.is_empty() {
        // Who was in a queue by name as well as through a group is still in it.
        let (joined, other) = tokio::try_join!(client.user_queues(id, true), client.user_queues(id, false))
            .map_err(|e| step::error(&e))?;
        let still: Vec<_> =
            joined.value.into_iter().chain(other.value).map(|q| q.id).filter(|q| queues.contains(q)).collect();
        leave_queues(client, id, &still).await?;
    }
    Ok(removals.applied("groups", groups))
}

async fn take_grants(client: &Client, id: &UserId, grants: &[(RoleId, DivisionId)]) -> Result<Applied, StepError> {
    let mut correlations = Vec::new();
    for chunk in grants.chunks(BULK) {
        match client.remove_grants(id, &pairs(chunk)).await {
            Ok(answer) => correlations.push(answer.correlation),
            // One role or division that is gone makes the whole call fail: take those that are still there.
            Err(e) if e.is_not_found() || e.kind == crate::genesys::Kind::Invalid => {
                let held = client.user_grants(id).await.map_err(|e| step::error(&e))?.value.grants;
                let left: Vec<_> = chunk
                    .iter()
                    .filter(|(role, division)| held.iter().any(|g| g.role == *role && g.division == *division))
                    .cloned()
                    .collect();
                for one in left {
                    match client.remove_grants(id, &pairs(&[one])).await {
                        Ok(answer) => correlations.push(answer.correlation),
                        Err(e) if e.is_not_found() => correlations.push(e.correlation.clone()),
                        Err(e) => return Err(step::error(&e)),
                    }
                }
            }
            Err(e) => return Err(step::error(&e)),
        }
    }
    Ok(done(&format!("took away {} grants", grants.len()), json!({ "grants": grants }), correlations))
}

fn pairs(grants: &[(RoleId, DivisionId)]) -> Vec<GrantPair> {
    grants.iter().map(|(role, division)| GrantPair { role: role.clone(), division: division.clone() }).collect()
}

async fn clear_skills(
    client: &Client,
    id: &UserId,
    skills: usize,
    languages: &[LanguageId],
) -> Result<Applied, StepError> {
    let mut correlations = Vec::new();
    if skills > 0 {
        correlations.push(client.clear_skills(id).await.map_err(|e| step::error(&e))?.correlation);
    }
    for language in languages {
        match client.remove_language(id, language).await {
            Ok(answer) => correlations.push(answer.correlation),
            Err(e) if e.is_not_found() => correlations.push(e.correlation.clone()),
            Err(e) => return Err(step::error(&e)),
        }
    }
    let words = format!("removed {skills} skills and {} languages", languages.len());
    Ok(done(&words, json!({ "skills": skills, "languages": languages }), correlations))
}

async fn leave_stations(client: &Client, id: &UserId, associated: bool, default: bool) -> Result<Applied, StepError> {
    let mut correlations = Vec::new();
    for (wanted, is_default) in [(associated, false), (default, true)] {
        if wanted {
            let answer = match is_default {
                false => client.release_associated_station(id).await,
                true => client.release_default_station(id).await,
            };
            match answer {
                Ok(answer) => correlations.push(answer.correlation),
                Err(e) if e.is_not_found() => correlations.push(e.correlation.clone()),
                Err(e) => return Err(step::error(&e)),
            }
        }
    }
    tokio::time::sleep(SETTLE).await;
    Ok(done("gave up stations", json!({ "associated": associated, "default": default }), correlations))
}

async fn conversations(
    client: &Client,
    id: &UserId,
    open: &[(ConversationId, Option<QueueId>)],
    what: Conversations,
) -> Result<Applied, StepError> {
    let (mut moved, mut ended, mut over, mut correlations) = (0, 0, 0, Vec::new());
    for (conversation, queue) in open {
        let now = match client.conversation(conversation).await {
            Ok(answer) => answer.value,
            Err(e) if e.is_not_found() => {
                over += 1;
                continue;
            }
            Err(e) => return Err(step::error(&e)),
        };
        let Some(part) = now.parts_of(id).next() else {
            over += 1;
            continue;
        };
        let queue = queue.clone().or_else(|| now.queue_of(part)).filter(|_| what == Conversations::Queue);
        let answer = match &queue {
            Some(queue) => {
                moved += 1;
                client.move_to_queue(conversation, &part.id, queue).await
            }
            None => {
                ended += 1;
                client.disconnect_participant(conversation, &part.id).await
            }
        };
        correlations.push(answer.map_err(|e| step::error(&e))?.correlation);
    }
    tokio::time::sleep(SETTLE).await;
    let words = format!("{moved} back to their queues, {ended} disconnected, {over} over by themselves");
    let facts = json!({ "moved": moved, "disconnected": ended, "over": over });
    Ok(done(&words, facts, correlations))
}
