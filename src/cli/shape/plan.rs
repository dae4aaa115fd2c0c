//! People and plans.

use crate::model::{Person, Plan, PlannedStep};
use serde_json::{Value, json};

/// A person as lists name them.
pub(crate) fn person(person: &Person) -> Value {
    json!({ "id": person.id, "name": person.name, "email": person.email, "state": person.state })
}

/// A plan; what the person had is left out here and stands in the run.
pub(crate) fn plan(plan: &Plan) -> Value {
    json!({
        "pipeline": plan.pipeline,
        "tenant": plan.tenant,
        "subject": plan.subject,
        "recipe": plan.recipe,
        "origin": plan.origin,
        "digest": plan.digest(),
        "built_at": plan.built_at,
        "blocked": plan.blockers().next().is_some(),
        "ticket_required": plan.ticket_required,
        "may_wait": plan.may_wait,
        "end_state": plan.end_state,
        "findings": plan.findings,
        "steps": plan.steps.iter().map(step).collect::<Vec<_>>(),
        "irreversible": plan.irreversible,
        "forecast": plan.forecast,
    })
}

fn step(step: &PlannedStep) -> Value {
    json!({
        "ordinal": step.ordinal,
        "phase": step.phase,
        "name": step.name,
        "effects": step.effects,
        "skip": step.skip,
        "calls": step.calls,
        "essential": step.essential,
    })
}
