//! Reading the effects back.

use super::action::{Action, Parts};
use super::history;
use super::job::OffboardJob;
use crate::engine::{Reading, StepError};
use crate::genesys::calls::{Expand, Interval, LONGEST_INTERVAL_DAYS, UserDetail, UserQueue};
use crate::genesys::{Answer, Client};
use crate::model::{
    CorrelationId, Evidence, GrantSource, GroupId, OpenConversation, QueueId, RunRecord, Timestamp, UserId, UserState,
};
use crate::pipelines::step::{self, evidence, local, reading, subject};
use serde_json::{Value, json};

/// A person as found: there, or deleted.
struct Found {
    detail: UserDetail,
    correlation: Option<CorrelationId>,
}

impl OffboardJob {
    /// Reads one effect back.
    pub(super) async fn look(&self, run: &RunRecord, action: &Action) -> Result<Reading, StepError> {
        let (client, id) = (&self.client, &subject(run));
        match action {
            Action::Deactivate { .. } => {
                let found = find(client, id, &[]).await?;
                let person = &found.detail.person;
                let facts = json!({ "state": person.state, "version": person.version });
                let words = format!("state is {}", person.state);
                let holds = person.state != UserState::Active;
                Ok(reading(holds, evidence(words, facts, [found.correlation]), "the state to change"))
            }
            Action::RevokeTokens => self.no_token_since(run, id).await,
            Action::OffQueue => {
                let status = client.routing_status(id).await.map_err(|e| step::error(&e))?;
                let holds = status.value.as_str() == "OFF_QUEUE";
                let words = format!("routing status is {}", status.value);
                let facts = json!({ "status": status.value });
                Ok(reading(holds, evidence(words, facts, [status.correlation]), "the routing status to change"))
            }
            Action::Conversations { .. } => self.none_open(id).await,
            Action::LeaveQueues { by_group, .. } => {
                let (left, correlations) = queues(client, id, &[]).await?;
                let own: Vec<_> = left.iter().filter(|q| !by_group.contains(q)).collect();
                let words = match (own.len(), left.len()) {
                    (0, 0) => "in no queue".to_owned(),
                    (0, n) => format!("in no queue of their own; {n} end with groups"),
                    (n, _) => format!("still in {n} queues"),
                };
                let proof = evidence(words, json!({ "own": own, "by_group": left.len() - own.len() }), correlations);
                Ok(reading(own.is_empty(), proof, "the queues to let go"))
            }
            Action::LeaveGroups { queues: ending, .. } => groups(client, id, ending).await,
            Action::TakeGrants { .. } => {
                let (direct, proof) = grants(client, id).await?;
                Ok(reading(direct == 0, proof, "the grants to go"))
            }
            Action::ClearSkills { .. } => {
                let found = find(client, id, &[Expand::Skills, Expand::Languages]).await?;
                let (skills, languages) = (count(&found.detail.skills), count(&found.detail.languages));
                let words = format!("{skills} skills, {languages} languages");
                let proof = evidence(words, json!({ "skills": skills, "languages": languages }), [found.correlation]);
                Ok(reading(skills + languages == 0, proof, "skills and languages to go"))
            }
            Action::ResetUtilization => {
                let own = client.utilization(id).await.map_err(|e| step::error(&e))?;
                let words = if own.value.is_none() { "the organisation's holds" } else { "still has their own" };
                let proof = evidence(words, json!({ "own": own.value.is_some() }), [own.correlation]);
                Ok(reading(own.value.is_none(), proof, "the utilization to change"))
            }
            Action::LeaveStations { associated, default } => {
                let now = client.user_stations(id).await.map_err(|e| step::error(&e))?;
                let associated = *associated || run.due.is_some();
                let left = (associated && now.value.associated.is_some()) || (*default && now.value.default.is_some());
                let facts = json!({ "associated": now.value.associated, "default": now.value.default });
                let words = if left { "still has a station" } else { "has no station" };
                Ok(reading(!left, evidence(words, facts, [now.correlation]), "the station to be let go"))
            }
            Action::ExportHistory { .. } => self.exported(run),
            Action::Delete | Action::DeleteLater { .. } => {
                let Some(found) = find_deleted(client, id).await? else { return Ok(between()) };
                let person = &found.detail.person;
                let facts = json!({ "state": person.state, "version": person.version });
                let proof = evidence(format!("state is {}", person.state), facts, [found.correlation]);
                Ok(reading(person.state == UserState::Deleted, proof, "the deletion to show"))
            }
            Action::ReadBack { deleted, parts } => everything(client, id, *deleted, *parts).await,
        }
    }

    /// No token was issued after the revocation. The platform has no list of tokens; the moment of the last one is what
    /// it tells, and an inactive user gets no new one.
    async fn no_token_since(&self, run: &RunRecord, id: &UserId) -> Result<Reading, StepError> {
        let found = find(&self.client, id, &[Expand::LastTokenIssued]).await?;
        let (issued, state) = (found.detail.last_token_issued, found.detail.person.state);
        let revoked = step_began(run, "tokens");
        let newer = matches!((issued, revoked), (Some(issued), Some(revoked)) if issued > revoked);
        let words = match issued {
            Some(at) => format!("{state}; last token was issued {}", at.strftime("%Y-%m-%dT%H:%M:%SZ")),
            None => format!("{state}; no token is known"),
        };
        let facts = json!({ "state": state, "last_token_issued": issued });
        let proof = evidence(words, facts, [found.correlation]);
        Ok(reading(!newer && state != UserState::Active, proof, "the tokens to be gone"))
    }

    async fn none_open(&self, id: &UserId) -> Result<Reading, StepError> {
        let open = self.open_now(id).await?;
        let facts = json!({ "open": open.value.iter().map(|c| &c.id).collect::<Vec<_>>() });
        let words = format!("on {} open conversations", open.value.len());
        Ok(reading(open.value.is_empty(), evidence(words, facts, [open.correlation]), "the conversations to move on"))
    }

    pub(super) async fn open_now(&self, id: &UserId) -> Result<Answer<Vec<OpenConversation>>, StepError> {
        let now = (self.now)();
        let days = jiff::SignedDuration::from_hours(24 * LONGEST_INTERVAL_DAYS);
        let window = Interval { from: now.checked_sub(days).unwrap_or(now), to: now };
        self.client.open_conversations(id, &window).await.map_err(|e| step::error(&e))
    }

    fn exported(&self, run: &RunRecord) -> Result<Reading, StepError> {
        let path = history::path(&self.exports, run.id.as_str());
        match history::read_back(&path) {
            Ok(export) => {
                let words = format!("{} conversations, SHA-256 {}", export.count, export.digest.short());
                let facts = json!({ "file": export.path, "conversations": export.count, "sha256": export.digest });
                Ok(Reading::Holds(evidence(words, facts, [])))
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                Ok(reading(false, evidence("there is no file yet", Value::Null, []), "the file"))
            }
            Err(e) => Err(local(
                format!("the exported history {} cannot be read back: {e}", path.display()),
                "see that the data folder's disk has room and is readable, then retry",
            )),
        }
    }
}

fn step_began(run: &RunRecord, name: &str) -> Option<Timestamp> {
    run.steps.iter().find(|s| s.name == name).and_then(|s| s.began_at)
}

fn count<T>(list: &Option<Vec<T>>) -> usize {
    list.as_ref().map_or(0, Vec::len)
}

/// Finds the person, deleted or not.
async fn find(client: &Client, id: &UserId, expand: &[Expand]) -> Result<Found, StepError> {
    let found = match client.user(id, expand).await {
        Err(e) if e.is_not_found() => client.deleted_user(id).await,
        answer => answer,
    };
    let Answer { value: detail, correlation } = found.map_err(|e| step::error(&e))?;
    Ok(Found { detail, correlation })
}

/// Finds a person who should be deleted by now; none while the platform shows them neither as there nor as deleted.
async fn find_deleted(client: &Client, id: &UserId) -> Result<Option<Found>, StepError> {
    let found = match client.deleted_user(id).await {
        Err(e) if e.is_not_found() => client.user(id, &[]).await,
        answer => answer,
    };
    match found {
        Ok(Answer { value: detail, correlation }) => Ok(Some(Found { detail, correlation })),
        Err(e) if e.is_not_found() => Ok(None),
        Err(e) => Err(step::error(&e)),
    }
}

/// The deletion is on its way through the platform.
fn between() -> Reading {
    reading(false, evidence("shown neither as there nor as deleted", Value::Null, []), "the deletion to show")
}

/// All queues, joined or not, but for those that come with these groups. A deleted person has none to ask for.
async fn queues(
    client: &Client,
    id: &UserId,
    with: &[GroupId],
) -> Result<(Vec<QueueId>, Vec<Option<CorrelationId>>), StepError> {
    let comes_with = |queue: &UserQueue| queue.member_groups.iter().flatten().any(|g| with.contains(g));
    let (mut left, mut correlations) = (Vec::new(), Vec::new());
    for joined in [true, false] {
        match client.user_queues(id, joined).await {
            Ok(answer) => {
                left.extend(answer.value.into_iter().filter(|q| !comes_with(q)).map(|q| q.id));
                correlations.push(answer.correlation);
            }
            Err(e) if e.is_not_found() => correlations.push(e.correlation.clone()),
            Err(e) => return Err(step::error(&e)),
        }
    }
    Ok((left, correlations))
}

/// How many direct grants are left. A deleted person may have no grants to ask for.
async fn grants(client: &Client, id: &UserId) -> Result<(usize, Evidence), StepError> {
    let (held, correlation) = match client.user_grants(id).await {
        Ok(answer) => (answer.value.grants, answer.correlation),
        Err(e) if e.is_not_found() => (Vec::new(), e.correlation.clone()),
        Err(e) => return Err(step::error(&e)),
    };
    let direct = held.iter().filter(|g| g.source == GrantSource::Direct).count();
    let words = format!("{direct} direct grants, {} through groups", held.len() - direct);
    let facts = json!({ "direct": direct, "through_groups": held.len() - direct });
    Ok((direct, evidence(words, facts, [correlation])))
}

/// Groups as a person is still in them.
#[derive(Default)]
struct InGroups {
    /// Added by name.
    own: Vec<GroupId>,
    /// By owning the group or by its rule: nobody can be taken out of these one by one.
    follow: Vec<GroupId>,
}

/// Finds out why a person is in these groups: a call for each.
async fn why_in(client: &Client, id: &UserId, groups: Option<Vec<GroupId>>) -> Result<InGroups, StepError> {
    let mut found = InGroups::default();
    for group in groups.unwrap_or_default() {
        match client.group_individuals(&group).await {
            Ok(answer) if answer.value.contains(id) => found.own.push(group),
            Ok(_) => found.follow.push(group),
            Err(e) if e.is_not_found() => {}
            Err(e) => return Err(step::error(&e)),
        }
    }
    Ok(found)
}

async fn groups(client: &Client, id: &UserId, ending: &[QueueId]) -> Result<Reading, StepError> {
    let found = find(client, id, &[Expand::Groups]).await?;
    let InGroups { own, follow } = why_in(client, id, found.detail.groups).await?;
    let (mut still, mut correlations) = (Vec::new(), vec![found.correlation]);
    if !ending.is_empty() {
        let (left, more) = queues(client, id, &follow).await?;
        still = left.into_iter().filter(|q| ending.contains(q)).collect();
        correlations.extend(more);
    }
    let words = match (own.len(), still.len(), follow.len()) {
        (0, 0, 0) => "in no group".to_owned(),
        (0, 0, n) => format!("added to no group; in {n} as owner or by a rule"),
        (g, q, _) => format!("still in {g} groups and {q} queues through groups"),
    };
    let holds = own.is_empty() && still.is_empty();
    let facts = json!({ "groups": own, "owner_or_rule": follow, "queues": still });
    Ok(reading(holds, evidence(words, facts, correlations), "the groups to let go"))
}

/// The whole seat once more: what must be gone is gone.
async fn everything(client: &Client, id: &UserId, deleted: bool, parts: Parts) -> Result<Reading, StepError> {
    let found = match deleted {
        true => match find_deleted(client, id).await? {
            Some(found) => found,
            None => return Ok(between()),
        },
        false => find(client, id, &[Expand::Groups, Expand::Skills, Expand::Languages]).await?,
    };
    let (direct, of_grants) = grants(client, id).await?;
    let InGroups { own, follow } = why_in(client, id, found.detail.groups.clone()).await?;
    let (left, of_queues) = queues(client, id, &follow).await?;
    let detail = &found.detail;
    let state = detail.person.state;
    let right_state = if deleted { state == UserState::Deleted } else { state != UserState::Active };
    let (in_groups, skills) = (own.len(), count(&detail.skills) + count(&detail.languages));
    let mut remains = Vec::new();
    for (part, n, of) in [
        (parts.queues, left.len(), "queues"),
        (parts.groups, in_groups, "groups"),
        (parts.grants, direct, "direct grants"),
        (parts.skills, skills, "skills and languages"),
    ] {
        if part && n > 0 {
            remains.push(format!("{n} {of}"));
        }
    }
    let words = match (right_state, remains.is_empty()) {
        (true, true) if follow.is_empty() => format!("{state}, nothing left"),
        (true, true) => format!("{state}, nothing left but {} groups as owner or by a rule", follow.len()),
        (false, _) => format!("is still {state}"),
        (true, false) => format!("{state}, but still has {}", remains.join(", ")),
    };
    let facts = json!({
        "state": state, "version": detail.person.version, "queues": left.len(), "groups": in_groups,
        "owner_or_rule": follow,
        "direct_grants": direct, "skills_and_languages": skills,
    });
    let correlations = [found.correlation].into_iter().chain(of_grants.correlations.into_iter().map(Some));
    let proof = evidence(words, facts, correlations.chain(of_queues));
    Ok(reading(right_state && remains.is_empty(), proof, "what is left to go"))
}
