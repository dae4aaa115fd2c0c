//! The provisioning of a person as the engine sees it.

use super::action::Action;
use super::notices::notices;
use crate::engine::{Applied, Job, Reading, StepError, Verdict, job::Promise};
use crate::genesys::Client;
use crate::model::{GroupId, Notice, PlannedStep, RunRecord, Timestamp, UserId};
use crate::pipelines::restore::RestoreJob;
use crate::pipelines::step;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// What a job needs of the machine that it runs on.
pub struct Means {
    /// The time that is written down.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Makes a password of this length.
    pub password: Arc<dyn Fn(u8) -> SecretString + Send + Sync>,
    /// Where passwords are laid down, encrypted.
    pub passwords: PathBuf,
}

/// Makes and proves the steps of provisionings in one tenant.
pub struct ProvisionJob {
    pub(super) client: Client,
    pub(super) means: Means,
    /// What a restore gives is given by it.
    pub(super) give: RestoreJob,
    /// One at a time joins a group: each change of its members makes its version another.
    pub(super) joining: Mutex<BTreeMap<GroupId, Arc<tokio::sync::Mutex<()>>>>,
}

impl ProvisionJob {
    /// A job that calls through this client.
    pub fn new(client: Client, means: Means) -> Self {
        let give = RestoreJob::new(client.clone(), Arc::clone(&means.now));
        Self { client, means, give, joining: Mutex::default() }
    }
}

impl Job for ProvisionJob {
    fn apply<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Applied, StepError>> {
        Box::pin(async move { self.make(run, step::action::<Action>(step)?).await })
    }

    fn prove<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Reading, StepError>> {
        Box::pin(async move { self.look(run, step, step::action::<Action>(step)?).await })
    }

    fn notices(&self, run: &RunRecord, moment: Verdict) -> Vec<Notice> {
        notices(run, moment, (self.means.now)())
    }
}

/// The id of the person whom a run has made, as its first step has it written down.
pub(super) fn made(run: &RunRecord) -> Option<UserId> {
    let step = run.steps.iter().find(|step| step.name == "create")?;
    let of = |evidence: &crate::model::Evidence| evidence.facts["user_id"].as_str().map(UserId::from);
    step.proof.as_ref().and_then(of).or_else(|| step.effect.as_ref().and_then(of))
}
