//! Reading the effects back: the grants of everybody whom a step changes.

use super::action::Action;
use super::diff::direct;
use super::job::SyncRolesJob;
use super::truth;
use crate::engine::{Reading, StepError};
use crate::model::{Grant, GrantSource, RunRecord, UserId};
use crate::pipelines::step::{self, evidence, reading};
use serde_json::{Value, json};

/// How many permissions that are new or gone are named for a person: enough for the eye, and no trail grows by a catalogue.
const TOLD: usize = 100;

impl SyncRolesJob {
    /// Reads one effect back.
    pub(super) async fn look(&self, run: &RunRecord, action: &Action) -> Result<Reading, StepError> {
        let now = truth::read(&self.client, action.people()).await.map_err(|e| step::error(&e))?;
        let pairs = action.pairs();
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
            let has = direct(grants);
            let right = pairs.iter().all(|pair| has.contains(pair) != taking);
            open += usize::from(!right);
            let mut facts = json!({ "id": one.id, "as_wanted": right, "roles": roles(grants) });
            self.effective(run, &one.id, grants, &mut facts);
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

    /// What somebody may do now, and what of it is new or gone since the before-image; inherited grants are taken as they
    /// are now for both, because nothing here changes them.
    fn effective(&self, run: &RunRecord, id: &UserId, grants: &[Grant], facts: &mut Value) {
        let Some(now) = (self.weigh)(grants) else { return };
        facts["permissions"] = json!(now.len());
        let image = run.plan.before.grants().and_then(|image| image.people.iter().find(|person| person.id == *id));
        let inherited = grants.iter().filter(|grant| grant.source != GrantSource::Direct);
        let then: Option<Vec<Grant>> = image.map(|person| person.grants.iter().chain(inherited).cloned().collect());
        let Some(then) = then.and_then(|then| (self.weigh)(&then)) else { return };
        facts["gained"] = named(now.difference(&then));
        facts["lost"] = named(then.difference(&now));
    }
}

/// A person's own grants as `role (division)`, sorted.
pub(super) fn roles(grants: &[Grant]) -> Value {
    let own = grants.iter().filter(|grant| grant.source == GrantSource::Direct);
    let mut words: Vec<_> = own.map(|grant| format!("{} ({})", grant.role_name, grant.division_name)).collect();
    words.sort_unstable();
    json!(words)
}

/// The first of some names, and how many there are where that is more.
fn named<'a>(names: impl Iterator<Item = &'a String>) -> Value {
    let mut names: Vec<&str> = names.map(String::as_str).collect();
    let all = names.len();
    names.truncate(TOLD);
    let mut words: Vec<String> = names.into_iter().map(str::to_owned).collect();
    if all > TOLD {
        words.push(format!("and {} more", all - TOLD));
    }
    json!(words)
}
