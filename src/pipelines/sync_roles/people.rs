//! A run person by person: which steps are about whom, what was seen of them last, and what the audit trail keeps.

use super::action::Action;
use super::effect::had;
use super::rows::badness;
use crate::engine::SubjectChange;
use crate::model::{DisplayText, GrantsOf, Outcome, PlannedStep, RunRecord, StepRecord, UserId};
use crate::pipelines::step;
use serde_json::Value;
use std::collections::HashMap;

/// The people of a run.
#[derive(Default)]
pub(super) struct People(HashMap<UserId, Place>);

#[derive(Default)]
struct Place {
    /// Where they stand in the before-image.
    image: Option<usize>,
    /// The steps that are about them, by their ordinals.
    steps: Vec<u16>,
}

impl People {
    pub(super) fn of(run: &RunRecord) -> Self {
        let mut people: HashMap<UserId, Place> = HashMap::new();
        let image = run.plan.before.grants().map_or(&[][..], |image| &image.people);
        for (at, person) in image.iter().enumerate() {
            people.entry(person.id.clone()).or_default().image = Some(at);
        }
        for planned in &run.plan.steps {
            // A step that cannot be read is about nobody; carrying it out says so.
            let Ok(action) = step::action::<Action>(planned) else { continue };
            for person in action.people() {
                people.entry(person.clone()).or_default().steps.push(planned.ordinal);
            }
        }
        Self(people)
    }

    /// What this person had before.
    pub(super) fn before<'r>(&self, run: &'r RunRecord, person: &UserId) -> Option<&'r GrantsOf> {
        run.plan.before.grants()?.people.get(self.0.get(person)?.image?)
    }

    /// What has come of those who are through with the end of this step. Whom nothing was begun for is not among them.
    pub(super) fn changes(&self, run: &RunRecord, planned: &PlannedStep) -> Vec<SubjectChange> {
        let Ok(action) = step::action::<Action>(planned) else { return Vec::new() };
        action.people().iter().filter_map(|person| self.change(run, person)).collect()
    }

    fn change(&self, run: &RunRecord, person: &UserId) -> Option<SubjectChange> {
        let steps: Vec<&StepRecord> =
            self.0.get(person)?.steps.iter().map(|ordinal| record(run, *ordinal)).collect::<Option<_>>()?;
        if steps.iter().any(|step| step.ended_at.is_none()) || steps.iter().all(|step| step.attempts == 0) {
            return None;
        }
        let before = self.before(run, person)?;
        let worst = steps.iter().max_by_key(|step| badness(step))?;
        let after = newest(steps.iter().copied()).find_map(|step| seen(step, person)).cloned();
        let detail = match &after {
            Some(after) if after["permissions"].is_u64() => format!(
                "{} permissions before, {} after: {} gained, {} lost",
                before.permissions, after["permissions"], after["gained_in_all"], after["lost_in_all"]
            ),
            Some(after) if after["gone"] == true => "is not there any more".to_owned(),
            Some(_) => "read back; what roles give has not been read".to_owned(),
            None => "not read back".to_owned(),
        };
        Some(SubjectChange {
            id: person.to_string(),
            name: before.name.clone(),
            action: "grants.changed",
            outcome: worst.outcome.map_or("unknown", Outcome::as_str),
            detail: DisplayText::new(detail),
            before: had(before),
            after: after.unwrap_or_default(),
        })
    }
}

/// What was read of everybody last.
pub(super) fn seen_last(run: &RunRecord) -> HashMap<&str, &Value> {
    let mut all = HashMap::new();
    for step in newest(run.steps.iter()) {
        for person in people_of(step) {
            if let Some(id) = person["id"].as_str() {
                all.entry(id).or_insert(person);
            }
        }
    }
    all
}

fn seen<'s>(step: &'s StepRecord, person: &UserId) -> Option<&'s Value> {
    people_of(step).find(|one| one["id"] == person.as_str())
}

fn people_of(step: &StepRecord) -> impl Iterator<Item = &Value> {
    step.proof.as_ref().and_then(|proof| proof.facts["people"].as_array()).into_iter().flatten()
}

/// The steps, those that ended last first: a step that was retried may have ended after later ones.
fn newest<'s>(steps: impl Iterator<Item = &'s StepRecord>) -> impl Iterator<Item = &'s StepRecord> {
    let mut steps: Vec<_> = steps.collect();
    steps.sort_by_key(|step| std::cmp::Reverse((step.ended_at, step.ordinal)));
    steps.into_iter()
}

fn record(run: &RunRecord, ordinal: u16) -> Option<&StepRecord> {
    run.steps.get(usize::from(ordinal).checked_sub(1)?).filter(|step| step.ordinal == ordinal)
}
