//! The sync as the engine sees it, and its effects. Each is safe to repeat: what is granted already, or gone already,
//! changes nothing more.

use super::action::Action;
use super::diff::direct;
use super::effect::{Weigh, had};
use super::people::People;
use super::truth;
use crate::engine::{Applied, Job, Reading, StepError, SubjectChange, Verdict, job::Promise};
use crate::genesys::calls::GrantPair;
use crate::genesys::{Client, Error};
use crate::model::{
    Changed, CorrelationId, DisplayText, Fault, Notice, PlannedStep, RunId, RunRecord, Timestamp, UserId,
};
use crate::pipelines::step::{self, evidence};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};

/// Makes and proves the steps of syncs in one tenant.
pub struct SyncRolesJob {
    pub(super) client: Client,
    pub(super) weigh: Weigh,
    /// The run that was asked about last, person by person.
    people: Mutex<Option<(RunId, Arc<People>)>>,
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl SyncRolesJob {
    /// A job that calls through this client.
    pub fn new(client: Client, weigh: Weigh, now: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Self {
        Self { client, weigh, people: Mutex::default(), now }
    }
}

impl Job for SyncRolesJob {
    fn apply<'a>(&'a self, _run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Applied, StepError>> {
        Box::pin(async move { self.make(&step::action(step)?).await })
    }

    fn prove<'a>(&'a self, run: &'a RunRecord, step: &'a PlannedStep) -> Promise<'a, Result<Reading, StepError>> {
        Box::pin(async move { self.look(run, &step::action(step)?).await })
    }

    fn before(&self, run: &RunRecord, step: &PlannedStep) -> Option<Value> {
        let (people, action) = (self.people(run), step::action::<Action>(step).ok()?);
        let had = action.people().iter().filter_map(|person| people.before(run, person)).map(had);
        Some(json!({ "people": had.collect::<Vec<_>>() }))
    }

    fn changes(&self, run: &RunRecord, step: &PlannedStep) -> Vec<SubjectChange> {
        self.people(run).changes(run, step)
    }

    fn notices(&self, run: &RunRecord, moment: Verdict) -> Vec<Notice> {
        super::notices::notices(run, moment, (self.now)())
    }
}

/// What is left of an action after the tenant was read again.
struct Rest {
    action: Option<Action>,
    /// People who are not there any more.
    gone: Vec<UserId>,
    correlations: Vec<CorrelationId>,
}

impl SyncRolesJob {
    /// The run, person by person.
    pub(super) fn people(&self, run: &RunRecord) -> Arc<People> {
        let mut known = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((id, people)) if *id == run.id => Arc::clone(people),
            _ => Arc::clone(&known.insert((run.id.clone(), Arc::new(People::of(run)))).1),
        }
    }

    async fn make(&self, action: &Action) -> Result<Applied, StepError> {
        match self.send(action).await {
            Ok(correlation) => Ok(sent(action, [correlation])),
            Err(e) if e.is_conflict() || e.is_not_found() => self.again(action, e).await,
            Err(e) => Err(step::error(&e)),
        }
    }

    async fn send(&self, action: &Action) -> Result<Option<CorrelationId>, Error> {
        let pairs = || -> Vec<GrantPair> {
            action.pairs().into_iter().map(|(role, division)| GrantPair { role, division }).collect()
        };
        let answer = match action {
            Action::GrantRole { role, divisions, people } => self.client.grant_role(role, people, divisions).await,
            Action::AddGrants { person, .. } => self.client.add_grants(person, &pairs()).await,
            Action::TakeGrants { person, .. } => self.client.remove_grants(person, &pairs()).await,
        };
        Ok(answer?.correlation)
    }

    /// Somebody else changed a person, or a role, division or person is gone: what is there is read anew, what is left
    /// to do is tried once more, and then it is refused.
    async fn again(&self, action: &Action, first: Error) -> Result<Applied, StepError> {
        let rest = self.rest(action).await?;
        let mut correlations: Vec<_> = rest.correlations.into_iter().map(Some).collect();
        let mut changed = Changed::No;
        let mut words = "the tenant was so already, seen after a conflict".to_owned();
        if let Some(rest) = &rest.action {
            match self.send(rest).await {
                Ok(correlation) => correlations.insert(0, correlation),
                Err(e) => return Err(refused(&e)),
            }
            changed = Changed::Yes;
            words = format!("{}, after a conflict", said(rest));
        }
        if !rest.gone.is_empty() && !matches!(action, Action::TakeGrants { .. }) {
            let gone: Vec<_> = rest.gone.iter().map(UserId::as_str).collect();
            let text = format!("{} not there any more: {}; {words}", gone.len(), gone.join(", "));
            return Err(StepError::Refused(Fault {
                text: DisplayText::new(text),
                remedy: "leave them out of the file, and give the command again".into(),
                changed,
                ..first.fault()
            }));
        }
        let proof = evidence(words, facts(action), correlations);
        Ok(if rest.action.is_some() { Applied::Done(proof) } else { Applied::Already(proof) })
    }

    async fn rest(&self, action: &Action) -> Result<Rest, StepError> {
        let now = truth::read(&self.client, action.people()).await.map_err(|e| step::error(&e))?;
        let correlations = now.iter().filter_map(|one| one.correlation.clone()).collect();
        let gone = now.iter().filter(|one| one.grants.is_none()).map(|one| one.id.clone()).collect();
        let mut there = now.iter().filter_map(|one| Some((&one.id, direct(one.grants.as_ref()?))));
        let left = match action {
            Action::GrantRole { role, divisions, .. } => {
                let wanted = action.pairs();
                let lacks = there.filter(|(_, has)| wanted.iter().any(|pair| !has.contains(pair)));
                let people: Vec<_> = lacks.map(|(id, _)| id.clone()).collect();
                let some = !people.is_empty();
                some.then(|| Action::GrantRole { role: role.clone(), divisions: divisions.clone(), people })
            }
            Action::AddGrants { person, grants } => there.next().and_then(|(_, has)| {
                let grants: Vec<_> = grants.iter().filter(|pair| !has.contains(*pair)).cloned().collect();
                (!grants.is_empty()).then(|| Action::AddGrants { person: person.clone(), grants })
            }),
            Action::TakeGrants { person, grants } => there.next().and_then(|(_, has)| {
                let grants: Vec<_> = grants.iter().filter(|pair| has.contains(*pair)).cloned().collect();
                (!grants.is_empty()).then(|| Action::TakeGrants { person: person.clone(), grants })
            }),
        };
        Ok(Rest { action: left, gone, correlations })
    }
}

/// The second failure in a row: only one whose end is not known is left to reading back.
fn refused(error: &Error) -> StepError {
    match step::error(error) {
        StepError::Failed(fault) if error.is_conflict() => StepError::Refused(fault),
        other => other,
    }
}

fn sent(action: &Action, correlations: [Option<CorrelationId>; 1]) -> Applied {
    Applied::Done(evidence(said(action), facts(action), correlations))
}

fn said(action: &Action) -> String {
    let (people, pairs) = (action.people().len(), action.pairs().len());
    match action {
        Action::GrantRole { .. } => format!("gave a role in {pairs} divisions to {people} people"),
        Action::AddGrants { .. } => format!("gave {pairs} grants"),
        Action::TakeGrants { .. } => format!("took {pairs} grants"),
    }
}

fn facts(action: &Action) -> Value {
    json!({ "people": action.people(), "grants": action.pairs() })
}
