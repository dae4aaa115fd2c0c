//! Reading the effects back: the grants of everybody whom a step changes.

use super::action::Action;
use super::diff::direct;
use super::effect::has;
use super::job::SyncRolesJob;
use super::truth;
use crate::engine::{Reading, StepError};
use crate::model::RunRecord;
use crate::pipelines::step::{self, evidence, reading};
use serde_json::json;

impl SyncRolesJob {
    /// Reads one effect back.
    pub(super) async fn look(&self, run: &RunRecord, action: &Action) -> Result<Reading, StepError> {
        let now = truth::read(&self.client, action.people()).await.map_err(|e| step::error(&e))?;
        let (pairs, before) = (action.pairs(), self.people(run));
        let taking = matches!(action, Action::TakeGrants { .. });
        let (mut people, mut open, mut gone) = (Vec::new(), 0, 0);
        for one in &now {
            let Some(grants) = &one.grants else {
                gone += 1;
                // Whoever is gone has nothing left, and can be given nothing.
                open += usize::from(!taking);
                people.push(json!({ "id": one.id, "gone": true }));
                continue;
            };
            let own = direct(grants);
            let right = pairs.iter().all(|pair| own.contains(pair) != taking);
            open += usize::from(!right);
            let mut facts = has(grants, before.before(run, &one.id), &self.weigh);
            (facts["id"], facts["as_wanted"]) = (json!(one.id), json!(right));
            people.push(facts);
        }
        let what = if taking { "no longer have" } else { "have" };
        let words = match (open, gone) {
            (0, _) => format!("{} of {} {what} what the step says", now.len(), now.len()),
            (n, 0) => format!("{} of {} {what} what the step says", now.len() - n, now.len()),
            (n, gone) => format!("{} of {} {what} what the step says; {gone} are gone", now.len() - n, now.len()),
        };
        let correlations = now.iter().map(|one| one.correlation.clone());
        let proof = evidence(words, json!({ "people": people }), correlations);
        Ok(reading(open == 0, proof, if taking { "the grants to go" } else { "the grants to appear" }))
    }
}
