//! Days of grace: a person who was offboarded and kept is deleted later, by a run that is planned when the first one ends.

use super::action::{Action, Parts};
use super::plan::{CONFIRM_CALLS, delete_irreversible, delete_step, read_back_step};
use crate::engine::FollowUp;
use crate::model::{Before, Plan, RunRecord, Seat, Timestamp, UserState};
use crate::pipelines::draft::forecast;
use crate::pipelines::step;

/// What the plan of an offboarding that has ended well says of a later deletion.
pub(super) fn follow_up(run: &RunRecord) -> Option<FollowUp> {
    let days = run.plan.steps.iter().find_map(|planned| match step::action::<Action>(planned) {
        Ok(Action::DeleteLater { days }) => Some(days),
        _ => None,
    })?;
    let ended = run.ended_at?;
    let due = ended.checked_add(jiff::SignedDuration::from_hours(24 * i64::from(days))).ok()?;
    Some(FollowUp { plan: plan(run, ended)?, due })
}

/// A deletion that rests on the person being as the first run has left them.
fn plan(run: &RunRecord, at: Timestamp) -> Option<Plan> {
    let then = run.plan.before.seat()?;
    let mut person = then.person.clone();
    (person.state, person.version) = (UserState::Inactive, version(run).unwrap_or(person.version));
    let all = Parts { queues: true, groups: true, grants: true, skills: true };
    let parts = run.plan.steps.iter().find_map(|planned| match step::action::<Action>(planned) {
        Ok(Action::ReadBack { parts, .. }) => Some(parts),
        _ => None,
    });
    let mut steps = vec![delete_step(), read_back_step(&person.name, true, parts.unwrap_or(all))];
    for (ordinal, step) in (1..).zip(&mut steps) {
        step.ordinal = ordinal;
    }
    let calls = CONFIRM_CALLS + steps.iter().map(|step| step.calls).sum::<u32>();
    let per_minute = run.plan.forecast.calls_per_minute;
    Some(Plan {
        pipeline: run.plan.pipeline,
        tenant: run.plan.tenant.clone(),
        subject: (&person).into(),
        recipe: run.plan.recipe.clone(),
        origin: Some(run.id.clone()),
        built_at: at,
        findings: Vec::new(),
        irreversible: vec![delete_irreversible()],
        forecast: forecast(calls, 0, (per_minute, 0)),
        steps,
        ticket_required: false,
        may_wait: true,
        end_state: UserState::Deleted,
        before: Before::Seat(Box::new(left(person, then, at))),
    })
}

/// What is known of the person after the first run; what they had before stands in that one.
fn left(person: crate::model::Person, then: &Seat, at: Timestamp) -> Seat {
    Seat {
        person,
        read_at: at,
        grants: Vec::new(),
        grants_version: None,
        groups: Vec::new(),
        queues: Vec::new(),
        skills: Vec::new(),
        languages: Vec::new(),
        utilization: None,
        associated_station: None,
        default_station: None,
        routing_status: None,
        licences: Vec::new(),
        open_conversations: Vec::new(),
        direct_reports: Vec::new(),
        ..then.clone()
    }
}

/// The newest version of the user that the run has seen.
fn version(run: &RunRecord) -> Option<i64> {
    let seen = run.steps.iter().flat_map(|step| [&step.effect, &step.proof]).flatten();
    seen.filter_map(|evidence| evidence.facts.get("version")?.as_i64()).max()
}
