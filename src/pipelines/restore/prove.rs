//! Reading the effects back.

use super::action::{Action, Expected};
use super::job::RestoreJob;
use crate::engine::{Reading, StepError};
use crate::genesys::Client;
use crate::genesys::calls::{Expand, UserDetail};
use crate::model::{CorrelationId, DivisionId, GrantSource, QueueId, Rated, RoleId, UserId};
use crate::pipelines::step::{self, evidence, reading};
use serde_json::json;

type Correlations = Vec<Option<CorrelationId>>;

impl RestoreJob {
    /// Reads one effect back.
    pub(in crate::pipelines) async fn look(&self, id: &UserId, action: &Action) -> Result<Reading, StepError> {
        let client = &self.client;
        let mut expected = Expected::default();
        match action {
            Action::BringBack { to, .. } => expected.state = Some(*to),
            Action::Move { division } => expected.division = Some(division.clone()),
            Action::SetManager { manager } => expected.manager = Some(manager.clone()),
            Action::GiveGrants { grants } => expected.grants.clone_from(grants),
            Action::JoinGroups { groups } => expected.groups.clone_from(groups),
            Action::JoinQueues { own, by_group, joined } => {
                let all = own.iter().chain(by_group);
                expected.queues = all.map(|q| (q.clone(), joined.contains(q))).collect();
            }
            Action::GiveSkills { skills, languages } => {
                expected.skills.clone_from(skills);
                expected.languages.clone_from(languages);
            }
            Action::SetUtilization { .. } => expected.utilization = true,
            Action::ReadBack(all) => expected.clone_from(all),
        }
        compare(client, id, &expected).await
    }
}

/// Reads what is expected, and no more than that.
async fn compare(client: &Client, id: &UserId, expected: &Expected) -> Result<Reading, StepError> {
    let mut expand = Vec::new();
    let mut want = |wanted: bool, part| expand.extend(wanted.then_some(part));
    want(!expected.groups.is_empty(), Expand::Groups);
    want(!expected.skills.is_empty(), Expand::Skills);
    want(!expected.languages.is_empty(), Expand::Languages);
    let of_person = expected.state.is_some() || expected.division.is_some() || expected.manager.is_some();
    let (mut missing, mut checked, mut correlations) = (Vec::new(), Vec::new(), Vec::new());
    if of_person || !expand.is_empty() {
        let found = match client.user(id, &expand).await {
            Err(e) if e.is_not_found() => client.deleted_user(id).await,
            answer => answer,
        };
        let found = found.map_err(|e| step::error(&e))?;
        correlations.push(found.correlation);
        person(&found.value, expected, &mut missing, &mut checked);
    }
    if !expected.grants.is_empty() {
        let (held, correlation) = direct(client, id).await?;
        correlations.push(correlation);
        let lacking = expected.grants.iter().filter(|g| !held.contains(g)).count();
        note(expected.grants.len(), lacking, "grants", &mut missing, &mut checked);
    }
    if !expected.queues.is_empty() {
        let (held, more) = queues(client, id).await?;
        correlations.extend(more);
        let lacking = expected.queues.iter().filter(|q| !held.contains(q)).count();
        note(expected.queues.len(), lacking, "queues", &mut missing, &mut checked);
    }
    if expected.utilization {
        let own = client.utilization(id).await.map_err(|e| step::error(&e))?;
        correlations.push(own.correlation);
        note(1, usize::from(own.value.is_none()), "utilization", &mut missing, &mut checked);
    }
    let words = match missing.is_empty() {
        true => format!("found: {}", checked.join(", ")),
        false => format!("still missing: {}", missing.join(", ")),
    };
    let facts = json!({ "found": checked, "missing": missing });
    Ok(reading(missing.is_empty(), evidence(words, facts, correlations), "what was given to show"))
}

fn note(all: usize, lacking: usize, what: &str, missing: &mut Vec<String>, checked: &mut Vec<String>) {
    match lacking {
        0 => checked.push(format!("{all} {what}")),
        n => missing.push(format!("{n} of {all} {what}")),
    }
}

fn person(found: &UserDetail, expected: &Expected, missing: &mut Vec<String>, checked: &mut Vec<String>) {
    let person = &found.person;
    if let Some(state) = expected.state {
        let is = format!("state {}", person.state);
        if person.state == state {
            checked.push(is)
        } else {
            missing.push(format!("state {state} (is {})", person.state))
        }
    }
    if let Some(division) = &expected.division {
        note(1, usize::from(person.division.as_ref() != Some(division)), "division", missing, checked);
    }
    if let Some(manager) = &expected.manager {
        note(1, usize::from(person.manager.as_ref() != Some(manager)), "manager", missing, checked);
    }
    if !expected.groups.is_empty() {
        let held = found.groups.as_deref().unwrap_or_default();
        let lacking = expected.groups.iter().filter(|g| !held.contains(g)).count();
        note(expected.groups.len(), lacking, "groups", missing, checked);
    }
    rated(&expected.skills, found.skills.as_deref(), "skills", missing, checked);
    rated(&expected.languages, found.languages.as_deref(), "languages", missing, checked);
}

fn rated<I: PartialEq>(
    expected: &[(I, f64)],
    held: Option<&[Rated<I>]>,
    what: &str,
    missing: &mut Vec<String>,
    checked: &mut Vec<String>,
) {
    if expected.is_empty() {
        return;
    }
    let held = held.unwrap_or_default();
    let has = |(id, how): &&(I, f64)| held.iter().any(|r| r.id == *id && r.proficiency == *how);
    note(expected.len(), expected.len() - expected.iter().filter(has).count(), what, missing, checked);
}

async fn direct(client: &Client, id: &UserId) -> Result<(Vec<(RoleId, DivisionId)>, Option<CorrelationId>), StepError> {
    let answer = client.user_grants(id).await.map_err(|e| step::error(&e))?;
    let own = answer.value.grants.into_iter().filter(|g| g.source == GrantSource::Direct);
    Ok((own.map(|g| (g.role, g.division)).collect(), answer.correlation))
}

async fn queues(client: &Client, id: &UserId) -> Result<(Vec<(QueueId, bool)>, Correlations), StepError> {
    let (on, off) =
        tokio::try_join!(client.user_queues(id, true), client.user_queues(id, false)).map_err(|e| step::error(&e))?;
    let correlations = vec![on.correlation, off.correlation];
    let both = on.value.into_iter().chain(off.value);
    Ok((both.map(|q| (q.id, q.joined)).collect(), correlations))
}
