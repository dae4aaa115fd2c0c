//! Runs in words.

use super::{Columns, Paint, between, count, heading, time, took};
use crate::backend::RunSummary;
use crate::model::{Outcome, Phase, PipelineKind, Plan, Planned, RunRecord, StepRecord, StepState};

/// The state's word, or that it is planned, that the rest waits for a confirmation, or that nobody is working on it.
fn word(summary: &RunSummary) -> &'static str {
    match summary.planned {
        Some(planned) => planned.as_str(),
        None if summary.held => "held",
        None if summary.interrupted => "interrupted",
        None => summary.state.as_str(),
    }
}

/// One line for each run.
pub(crate) fn runs(runs: &[RunSummary], paint: Paint) -> String {
    let mut columns = Columns::default();
    for run in runs {
        let sign =
            if run.interrupted || run.planned == Some(Planned::Due) { paint.warning() } else { paint.state(run.state) };
        columns.row(
            sign,
            [
                word(run).to_owned(),
                time(run.created_at),
                run.subject.to_string(),
                format!("{} of {}", run.steps_ended, run.steps),
                run.recipe.clone(),
                run.operator.to_string(),
                run.id.to_string(),
                run.due.filter(|_| !run.state.is_over()).map(|due| format!("for {}", time(due))).unwrap_or_default(),
                run.batch.as_ref().map(|batch| format!("batch {batch}")).unwrap_or_default(),
            ],
        );
    }
    if runs.is_empty() { "There are no runs.\n".to_owned() } else { columns.lines(0) }
}

/// The whole run.
pub(crate) fn run(record: &RunRecord, paint: Paint) -> String {
    let plan = &record.plan;
    let mut text = format!(
        "Run {}: {} {} in {}\n  {} {}, recipe {}, confirmed {} by {} ({})\n  reason: {}\n",
        record.id,
        plan.pipeline.verb().to_lowercase(),
        heading(&plan.subject),
        plan.tenant,
        paint.state(record.state),
        record.state.as_str(),
        plan.recipe,
        time(record.created_at),
        record.operator.name,
        record.operator.account,
        record.reason,
    );
    if !record.ticket.is_empty() {
        text.push_str(&format!("  ticket: {}\n", record.ticket));
    }
    if let Some(due) = record.due {
        text.push_str(&format!("  not before {}\n", time(due)));
    }
    if let Some(first) = record.plan.origin.as_ref().filter(|_| record.plan.pipeline == PipelineKind::Offboard) {
        text.push_str(&format!("  follows run {first}\n"));
    }
    if let Some(why) = &record.why {
        text.push_str(&format!("  {why}\n"));
    }
    text.push('\n');
    let mut columns = Columns::default();
    for step in &record.steps {
        let (sign, cells) = step_cells(step, plan, paint);
        columns.row(sign, cells);
    }
    text.push_str(&columns.lines(2));
    text.push_str(&format!("\n{}\n", sentence(record)));
    text
}

/// A step in one line, for telling while a run is at work.
pub(crate) fn step_line(step: &StepRecord, plan: &Plan, paint: Paint) -> String {
    let (sign, [word, name, effect, took, proof]) = step_cells(step, plan, paint);
    let facts: Vec<_> = [effect, took, proof].into_iter().filter(|fact| !fact.is_empty()).collect();
    format!("  {sign} {word:<8}  {name:<14}  {}", facts.join("  ")).trim_end().to_owned()
}

fn step_cells(step: &StepRecord, plan: &Plan, paint: Paint) -> (String, [String; 5]) {
    let planned = plan.steps.iter().find(|p| p.ordinal == step.ordinal);
    let effects = planned.map(|p| p.effects.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
    let (sign, word) = match (step.outcome, step.state) {
        (Some(outcome), _) => (paint.outcome(outcome), outcome.as_str()),
        (None, StepState::Waiting) => (paint.waiting(), "waiting"),
        (None, _) => (paint.running(), "running"),
    };
    let effect = match step.outcome {
        Some(Outcome::Skipped) => String::new(),
        _ => effects.unwrap_or_default(),
    };
    let took = match (step.outcome, step.began_at, step.ended_at) {
        (Some(Outcome::Skipped), ..) => String::new(),
        (_, Some(from), Some(to)) => took(between(from, to)),
        _ => String::new(),
    };
    let mut words = Vec::new();
    if step.attempts > 1 {
        words.push(count(step.attempts as usize, "attempt"));
    }
    if let Some(reason) = &step.reason {
        words.push(reason.to_string());
    }
    match (&step.fault, &step.proof) {
        (Some(fault), _) if !step.outcome.is_some_and(Outcome::is_good) => words.push(fault.text.to_string()),
        (_, Some(proof)) if !proof.words.is_empty() => words.push(format!("proved: {}", proof.words)),
        (_, Some(_)) => words.push("proved".to_owned()),
        _ => {}
    }
    (sign, [word.to_owned(), step.name.clone(), effect, took, words.join(", ")])
}

/// The sentence that an auditor wants first: when access was cut, or what was given back, and what was proved.
pub(crate) fn sentence(record: &RunRecord) -> String {
    if let Some((planned, due)) = record.planned.zip(record.due) {
        return match planned {
            Planned::Ahead => format!("Planned for {}; not begun.", time(due)),
            Planned::Due => format!("Due since {}; nobody has begun it.", time(due)),
        };
    }
    let access = match (record.plan.pipeline, record.access_cut_at) {
        (PipelineKind::Restore, _) => given_back(record),
        (PipelineKind::RemoveGroup, _) => gone(record),
        (PipelineKind::SyncRoles, _) => synced(record),
        (PipelineKind::Provision, _) => made(record),
        (PipelineKind::Offboard, _) if record.plan.origin.is_some() => deleted(record),
        (PipelineKind::Offboard, Some(at)) => {
            format!("Access was cut {} after confirmation", took(between(record.created_at, at)))
        }
        (PipelineKind::Offboard, None) => "Access has not been proved to be cut".to_owned(),
    };
    let unproved = unproved(record);
    let open = record.steps.iter().filter(|s| s.state != StepState::Ended).count();
    if open > 0 {
        return format!("{access}; {} left to do.", count(open, "step"));
    }
    if unproved.is_empty() {
        return format!("{access}; everything was proved by reading back.");
    }
    format!("{access}; not proved: {}.", unproved.join(", "))
}

/// Whether somebody whose days of grace are over was seen to be deleted.
fn deleted(record: &RunRecord) -> String {
    let step = record.steps.iter().find(|s| s.name == "delete");
    match step.is_some_and(|s| s.outcome.is_some_and(Outcome::is_good) && s.proof.is_some()) {
        true => "The user is deleted".to_owned(),
        false => "The user has not been proved to be deleted".to_owned(),
    }
}

/// Whether the group was seen to be gone.
fn gone(record: &RunRecord) -> String {
    let deleted = record.steps.iter().find(|s| s.name == "delete");
    match deleted.is_some_and(|s| s.outcome.is_some_and(Outcome::is_good) && s.proof.is_some()) {
        true => "The group is gone".to_owned(),
        false => "The group has not been proved to be gone".to_owned(),
    }
}

/// How many of the calls that change roles were carried out.
fn synced(record: &RunRecord) -> String {
    let good = record.steps.iter().filter(|step| step.outcome.is_some_and(Outcome::is_good)).count();
    format!("{good} of {} of roles made", count(record.steps.len(), "change"))
}

fn made(record: &RunRecord) -> String {
    let create = record.steps.iter().find(|step| step.name == "create");
    let seen = create.is_some_and(|step| step.outcome.is_some_and(Outcome::is_good) && step.proof.is_some());
    if seen { "The person is there".to_owned() } else { "The person has not been proved to be there".to_owned() }
}

fn given_back(record: &RunRecord) -> String {
    let phases = [Phase::BringBack, Phase::GiveBack];
    let wanted = record.plan.steps.iter().filter(|s| s.skip.is_none() && phases.contains(&s.phase));
    let given = |ordinal| record.steps.iter().any(|s| s.ordinal == ordinal && s.outcome.is_some_and(Outcome::is_good));
    let (mut back, mut all) = (0, 0);
    for planned in wanted {
        all += 1;
        back += usize::from(given(planned.ordinal));
    }
    format!("{back} of {} given back", count(all, "portion"))
}

/// The steps whose effect was to be there and was not seen to be there.
pub(crate) fn unproved(record: &RunRecord) -> Vec<&str> {
    let open = |step: &&StepRecord| match step.outcome {
        Some(Outcome::Done | Outcome::Already) => step.proof.is_none(),
        Some(Outcome::Skipped) => step.attempts == 0 && !was_to_be_skipped(record, step),
        _ => true,
    };
    record.steps.iter().filter(open).map(|step| step.name.as_str()).collect()
}

/// Skipped because there was nothing to do, not because the run ended before it.
fn was_to_be_skipped(record: &RunRecord, step: &StepRecord) -> bool {
    record.plan.steps.iter().any(|planned| planned.ordinal == step.ordinal && planned.skip.is_some())
}
