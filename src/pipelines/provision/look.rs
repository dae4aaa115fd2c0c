//! Reading the effects back.

use super::action::{Action, NewPerson};
use super::job::{ProvisionJob, made};
use super::make::nobody;
use super::password;
use crate::engine::{Reading, StepError};
use crate::model::{ExternalId, PlannedStep, RunRecord, UserId};
use crate::pipelines::step::{self, evidence, reading};
use serde_json::{Value, json};
use std::path::Path;

impl ProvisionJob {
    /// Reads one effect back.
    pub(super) async fn look(
        &self,
        run: &RunRecord,
        planned: &PlannedStep,
        action: Action,
    ) -> Result<Reading, StepError> {
        if let Action::Create { person, .. } = &action {
            return self.is_made(person).await;
        }
        let id = made(run).ok_or_else(|| nobody(run))?;
        match action {
            Action::Create { .. } => unreachable!("looked for above"),
            Action::EmployeeNumber(number) => self.has_number(&id, &number).await,
            Action::ExternalId(external) => self.has_external_id(&id, &external).await,
            Action::Give(give) => self.give.look(&id, &give).await,
            // The platform tells no password and no invitation: what can be known is that it took them.
            Action::Password { .. } => Ok(is_laid_down(&effect(run, planned))),
            Action::Invite => {
                let facts = effect(run, planned);
                let words = "the platform took it; it does not tell whether the message arrived";
                Ok(reading(!facts.is_null(), evidence(words, json!({}), []), "the platform to take the invitation"))
            }
        }
    }

    async fn is_made(&self, person: &NewPerson) -> Result<Reading, StepError> {
        let found = self.client.user_by_user_name(&person.email).await.map_err(|e| step::error(&e))?;
        let same = found.value.filter(|one| one.name.as_str() == crate::model::DisplayText::new(&person.name).as_str());
        let (words, facts) = match &same {
            Some(one) => {
                let facts = json!({"user_id": one.id, "name": one.name, "active": one.active});
                (format!("{} is there as {}", person.email, one.id), facts)
            }
            None => (format!("{} is not there", person.email), json!({})),
        };
        let active = same.is_some_and(|one| one.active);
        Ok(reading(active, evidence(words, facts, [found.correlation]), "the person to be there and active"))
    }

    async fn has_number(&self, id: &UserId, number: &str) -> Result<Reading, StepError> {
        let found = self.client.employee_number(id).await.map_err(|e| step::error(&e))?;
        let has = found.value.as_str() == number;
        let words = format!("employee number {}", found.value);
        let facts = json!({"employee_number": found.value});
        Ok(reading(has, evidence(words, facts, [found.correlation]), "the employee number to show"))
    }

    async fn has_external_id(&self, id: &UserId, external: &ExternalId) -> Result<Reading, StepError> {
        let found = self.client.external_ids(id).await.map_err(|e| step::error(&e))?;
        let has = found.value.contains(external);
        let facts = json!({"external_ids": found.value});
        let words = format!("{} external ids", found.value.len());
        Ok(reading(has, evidence(words, facts, [found.correlation]), "the external id to show"))
    }
}

/// What the effect of this step answered; nothing where it is not written down.
fn effect(run: &RunRecord, planned: &PlannedStep) -> Value {
    let step = run.steps.iter().find(|step| step.ordinal == planned.ordinal);
    step.and_then(|step| step.effect.as_ref()).map_or(Value::Null, |effect| effect.facts.clone())
}

fn is_laid_down(facts: &Value) -> Reading {
    let (file, digest) = (facts["file"].as_str(), facts["sha256"].as_str());
    let there = file.zip(digest).is_some_and(|(file, digest)| password::lies_there(Path::new(file), digest));
    let words = match there {
        true => "the platform took it, and the file lies there; no password can be read back",
        false => "no password is known to be set",
    };
    let facts = json!({"file": file, "sha256": digest, "recipient": facts["recipient"]});
    reading(there, evidence(words, facts, []), "a password that is set and laid down")
}
