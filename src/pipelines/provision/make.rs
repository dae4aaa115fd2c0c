//! Making the effects. Each is safe to repeat; nobody is made twice.

use super::action::{Action, By, NewPerson};
use super::job::{ProvisionJob, made};
use super::password;
use crate::engine::{Applied, StepError};
use crate::genesys::calls::NewUser;
use crate::model::{Changed, DisplayText, Fault, GroupId, RunRecord, UserId};
use crate::pipelines::restore;
use crate::pipelines::step::{self, evidence};
use serde_json::json;
use std::sync::{Arc, PoisonError};

/// How often a change is tried again after somebody else changed the user.
const CONFLICTS: u32 = 4;

impl ProvisionJob {
    /// Makes one effect.
    pub(super) async fn make(&self, run: &RunRecord, action: Action) -> Result<Applied, StepError> {
        if let Action::Create { by, person } = &action {
            return self.create(run, *by, person).await;
        }
        let id = made(run).ok_or_else(|| nobody(run))?;
        match action {
            Action::Create { .. } => unreachable!("made above"),
            Action::EmployeeNumber(number) => self.number(&id, &number).await,
            Action::ExternalId(external) => {
                let answer = self.client.add_external_id(&id, &external).await.map_err(|e| step::error(&e))?;
                let facts = json!({"authority": external.authority, "key": external.key});
                Ok(Applied::Done(evidence("external id noted", facts, [answer.correlation])))
            }
            Action::Give(give) => {
                let groups = match &give {
                    restore::Action::JoinGroups { groups } => groups.clone(),
                    _ => Vec::new(),
                };
                let _turns = self.turns(groups).await;
                self.give.make(&id, &give).await
            }
            Action::Password { recipient, length } => self.set_password(run, &id, &recipient, length).await,
            Action::Invite => {
                let answer = self.client.invite(&id).await.map_err(|e| step::error(&e))?;
                Ok(Applied::Done(evidence("the platform took the invitation", json!({}), [answer.correlation])))
            }
        }
    }

    async fn create(&self, run: &RunRecord, by: By, person: &NewPerson) -> Result<Applied, StepError> {
        let new = NewUser {
            email: &person.email,
            name: &person.name,
            division: (&person.division, &person.division_name),
            department: &person.department,
            title: &person.title,
            phone: &person.phone,
            employee_number: &person.employee_number,
        };
        let before = self.client.user_by_user_name(&person.email).await.map_err(|e| step::error(&e))?;
        if let Some(holder) = before.value {
            // Only an earlier try of this very run can have made the person; else whoever has the address is somebody
            // else.
            if tries(run) > 1 && holder.name == DisplayText::new(&person.name) {
                let facts = json!({"user_id": holder.id, "by": by});
                return Ok(Applied::Already(evidence("made by an earlier try", facts, [before.correlation])));
            }
            return Err(taken(run, person, &holder.id, holder.name.as_str()));
        }
        let answer = match by {
            By::Platform => self.client.create_user(&new).await,
            By::Scim => self.client.scim_create_user(&new).await,
        };
        match answer {
            Ok(answer) => {
                let facts = json!({"user_id": answer.value, "by": by});
                Ok(Applied::Done(evidence("made", facts, [answer.correlation])))
            }
            Err(e) if e.is_conflict() => {
                let holder = self.client.user_by_user_name(&person.email).await.map_err(|e| step::error(&e))?.value;
                match holder {
                    Some(holder) => Err(taken(run, person, &holder.id, holder.name.as_str())),
                    None => Err(StepError::Refused(e.fault())),
                }
            }
            Err(e) => Err(step::error(&e)),
        }
    }

    async fn number(&self, id: &UserId, number: &str) -> Result<Applied, StepError> {
        for _ in 0..CONFLICTS {
            let version = self.client.user(id, &[]).await.map_err(|e| step::error(&e))?.value.person.version;
            match self.client.set_employee_number(id, number, version).await {
                Ok(answer) => {
                    let facts = json!({"employee_number": number});
                    return Ok(Applied::Done(evidence("employee number noted", facts, [answer.correlation])));
                }
                Err(e) if e.is_conflict() => {}
                Err(e) => return Err(step::error(&e)),
            }
        }
        let remedy = "see what else works on it (an identity system?), then retry the run";
        Err(step::local(format!("the user was changed by somebody else {CONFLICTS} times meanwhile"), remedy))
    }

    /// The file lies there before the password is set: a password that nobody can read would lock the person out.
    async fn set_password(
        &self,
        run: &RunRecord,
        id: &UserId,
        recipient: &str,
        length: u8,
    ) -> Result<Applied, StepError> {
        let made = (self.means.password)(length);
        let (folder, name) = (self.means.passwords.clone(), run.id.to_string());
        let (email, to, secret) = (run.plan.subject.email.to_string(), recipient.to_owned(), made.clone());
        let laid =
            tokio::task::spawn_blocking(move || password::lay_down(&folder, &name, (&email, &secret), &to)).await;
        let sealed = laid.map_err(|e| e.to_string()).and_then(|laid| laid).map_err(|why| {
            step::local(format!("no password was set: {why}"), "see that the data folder can be written, then retry")
        })?;
        let answer = self.client.set_password(id, &made).await.map_err(|e| step::error(&e))?;
        let facts = json!({"file": sealed.path, "sha256": sealed.digest, "recipient": recipient});
        Ok(Applied::Done(evidence("set, and laid down for its recipient", facts, [answer.correlation])))
    }

    /// Waits for its turn with each of these groups, in one order for all, so that no two wait for each other.
    async fn turns(&self, mut groups: Vec<GroupId>) -> Vec<tokio::sync::OwnedMutexGuard<()>> {
        groups.sort();
        groups.dedup();
        let mut turns = Vec::with_capacity(groups.len());
        for group in groups {
            let one = {
                let mut all = self.joining.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::clone(all.entry(group).or_default())
            };
            turns.push(one.lock_owned().await);
        }
        turns
    }
}

/// How often this run has tried to make the person.
fn tries(run: &RunRecord) -> u32 {
    run.steps.iter().find(|step| step.name == "create").map_or(0, |step| step.attempts)
}

fn taken(run: &RunRecord, person: &NewPerson, id: &UserId, name: &str) -> StepError {
    let text = match tries(run) > 1 {
        true => format!("{name} ({id}) has {} and is not the person of this row", person.email),
        false => format!("{name} ({id}) has {} since the file was checked", person.email),
    };
    StepError::Refused(Fault {
        text: DisplayText::new(text),
        remedy: "look at that person; if it is the same one, leave the row out".into(),
        changed: Changed::No,
        status: None,
        code: None,
        correlation: None,
    })
}

pub(super) fn nobody(run: &RunRecord) -> StepError {
    step::local(
        format!("{} is not known to be made, so nothing can be given", run.plan.subject.name),
        "retry the run: it looks for the person first",
    )
}
