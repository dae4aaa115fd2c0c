//! What a run is doing, in one sentence: what the step at work does to whom, and how much of the run is proved.

use super::words::Around;
use crate::model::{Outcome, PipelineKind, Planned, PlannedStep, RunRecord, RunState, StepRecord, StepState};
use crate::tui::widget::text;

/// What is being done now, in one sentence.
pub fn now(run: &RunRecord, around: Around) -> String {
    let who = &run.plan.subject.name;
    let counted = counted(run);
    let verb = run.plan.pipeline.verb().to_lowercase();
    match run.state {
        RunState::Queued if run.planned == Some(Planned::Due) => {
            format!("Due, and begun by nobody: {verb} {who}. Nothing has been done yet.")
        }
        RunState::Queued if run.planned.is_some() => {
            format!("Planned for later: {verb} {who}. Nothing has been done yet.")
        }
        _ if around.interrupted => format!("Left in the middle: {verb} {who}; {counted}."),
        RunState::Queued => format!("Waiting for its turn: {verb} {who}; {counted}."),
        RunState::Paused if run.awaits_confirmation() => {
            format!("Waiting for a confirmation of the rest: {verb} {who}; {counted}.")
        }
        RunState::Paused => format!("Paused: {verb} {who}; {counted}."),
        RunState::Running => match at_work(run) {
            Some((planned, step)) => format!("{}{}; {counted}.", doing(run, planned), how_far(step, around)),
            None => format!("Between two steps: {verb} {who}; {counted}."),
        },
        RunState::Done | RunState::Failed | RunState::Cancelled => format!("Over: {verb} {who}; {counted}."),
    }
}

/// The step that has been begun and has not ended.
pub fn at_work(run: &RunRecord) -> Option<(&PlannedStep, &StepRecord)> {
    let step = run.steps.iter().find(|step| matches!(step.state, StepState::Intent | StepState::Effect))?;
    let planned = run.plan.steps.iter().find(|planned| planned.ordinal == step.ordinal)?;
    Some((planned, step))
}

/// Whether the tenant showed that a step is as it was to be.
pub fn is_proved(step: &StepRecord) -> bool {
    matches!(step.outcome, Some(Outcome::Done | Outcome::Already)) && step.proof.is_some()
}

/// `3 of 11 steps are proved, 1 was skipped`: only what the record holds.
pub fn counted(run: &RunRecord) -> String {
    let of = |wanted: fn(&StepRecord) -> bool| run.steps.iter().filter(|step| wanted(step)).count();
    let proved = of(is_proved);
    let be = if proved == 1 { "is" } else { "are" };
    let mut words = format!("{proved} of {} {be} proved", text::counted(run.steps.len(), "step"));
    let skipped = of(|step| step.outcome == Some(Outcome::Skipped));
    let bad = of(|step| matches!(step.outcome, Some(Outcome::Failed | Outcome::Refused)));
    let unknown = of(|step| step.outcome == Some(Outcome::Unknown));
    for (count, one, more) in [
        (skipped, "was skipped", "were skipped"),
        (bad, "has failed", "have failed"),
        (unknown, "is unknown", "are unknown"),
    ] {
        if count > 0 {
            words.push_str(&format!(", {count} {}", if count == 1 { one } else { more }));
        }
    }
    words
}

fn how_far(step: &StepRecord, around: Around) -> String {
    let mut words = String::new();
    if step.attempts > 1 {
        words.push_str(&format!(", try {}", step.attempts));
    }
    if around.held_back {
        words.push_str(", as soon as calls may go");
    } else if around.spreading == Some(step.ordinal) {
        words.push_str(": taken by the tenant, not to be seen yet");
    } else if step.state == StepState::Effect {
        words.push_str(": taken by the tenant, being read back");
    }
    words
}

/// What a step does, as a sentence begins.
fn doing(run: &RunRecord, planned: &PlannedStep) -> String {
    let who = &run.plan.subject.name;
    // What a step takes or gives is a line of its own; other lines tell what comes with it.
    let lines = planned.effects.iter().filter(|effect| effect.as_str().starts_with(['-', '+'])).count();
    let of = |noun: &str| if lines == 0 { format!("the {noun}s") } else { text::counted(lines, noun) };
    let all = || planned.effects.iter().map(|effect| effect.as_str()).collect::<Vec<_>>().join("; ");
    match (run.plan.pipeline, planned.name.as_str()) {
        (PipelineKind::SyncRoles, _) => format!("Changing roles: {}", all()),
        (PipelineKind::Offboard, "state") => format!("Making {who} inactive"),
        (PipelineKind::Offboard, "tokens") => format!("Ending the sessions of {who}"),
        (PipelineKind::Offboard, "queue-status") => format!("Taking {who} off queue"),
        (PipelineKind::Offboard, "conversations") => format!("Moving on the open conversations of {who}"),
        (PipelineKind::Offboard, "queues") => format!("Taking {who} out of {}", of("queue")),
        (PipelineKind::Offboard, "groups") => format!("Taking {who} out of {}", of("group")),
        (PipelineKind::Offboard | PipelineKind::RemoveGroup, "grants") => format!("Taking {} from {who}", of("grant")),
        (PipelineKind::Offboard, "skills") => format!("Taking skills and languages from {who}"),
        (PipelineKind::Offboard, "utilization") => format!("Taking the own utilization from {who}"),
        (PipelineKind::Offboard, "stations") => format!("Taking {} from {who}", of("station")),
        (PipelineKind::Offboard, "history") => format!("Writing the conversations of {who} to a file"),
        (PipelineKind::RemoveGroup, "members") => format!("Taking {} out of {who}", of("member")),
        (PipelineKind::RemoveGroup, "delete") => format!("Deleting the group {who}"),
        (_, "delete") => format!("Deleting {who}"),
        (_, "read-back") => format!("Reading {who} back once more"),
        (PipelineKind::Restore, "state") => format!("Making {who} active again"),
        (PipelineKind::Provision, "create") => format!("Making {who}"),
        (PipelineKind::Provision, "invitation") => format!("Having {who} invited"),
        (PipelineKind::Provision, "password") => format!("Setting a password for {who}"),
        (PipelineKind::Restore | PipelineKind::Provision, "division") => format!("Moving {who} to the division"),
        (PipelineKind::Restore | PipelineKind::Provision, "queues") => format!("Giving {who} {}", of("queue")),
        (PipelineKind::Restore | PipelineKind::Provision, "groups") => format!("Putting {who} into {}", of("group")),
        (PipelineKind::Restore | PipelineKind::Provision, "grants") => format!("Giving {who} {}", of("grant")),
        (PipelineKind::Restore | PipelineKind::Provision, name) => {
            format!("Giving {who} the {}", name.replace('-', " "))
        }
        (PipelineKind::Offboard | PipelineKind::RemoveGroup, name) => format!("Carrying out {name} for {who}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::pane::story;

    #[test]
    fn what_is_being_done_is_said_with_what_is_proved() {
        let mut run = story::running();
        let say = |run: &RunRecord, around| now(run, around);
        let plain = Around::default();
        assert_eq!(
            say(&run, plain),
            "Taking Jane Doe out of 3 queues, try 2; 3 of 11 steps are proved, 1 was skipped."
        );
        let held = Around { held_back: true, ..plain };
        assert!(say(&run, held).starts_with("Taking Jane Doe out of 3 queues, try 2, as soon as calls may go;"));
        run.steps[4].state = StepState::Effect;
        run.steps[4].attempts = 1;
        assert!(say(&run, plain).starts_with("Taking Jane Doe out of 3 queues: taken by the tenant, being read back;"));
        let late = Around { spreading: Some(5), ..plain };
        assert!(say(&run, late).contains("taken by the tenant, not to be seen yet"), "{}", say(&run, late));
    }

    #[test]
    fn a_step_without_proof_is_not_called_proved() {
        let mut run = story::running();
        run.steps[0].proof = None;
        story::end(&mut run.steps[4], Outcome::Unknown);
        story::end(&mut run.steps[5], Outcome::Failed);
        assert_eq!(counted(&run), "2 of 11 steps are proved, 1 was skipped, 1 has failed, 1 is unknown");
    }

    #[test]
    fn a_run_on_which_nobody_works_says_so() {
        let left = Around { interrupted: true, ..Around::default() };
        assert!(now(&story::running(), left).starts_with("Left in the middle: offboard Jane Doe;"));
        let held = now(&story::held(), Around::default());
        assert!(held.starts_with("Waiting for a confirmation of the rest: offboard Jane Doe;"), "{held}");
        let mut later = story::running();
        (later.state, later.planned) = (RunState::Queued, Some(Planned::Ahead));
        let planned = now(&later, Around::default());
        assert_eq!(planned, "Planned for later: offboard Jane Doe. Nothing has been done yet.");
    }

    #[test]
    fn every_step_of_every_job_has_its_words() {
        for plan in [story::plan(), story::undo::restore(), story::undo::removal()] {
            let run = RunRecord { plan: plan.clone(), ..story::running() };
            for planned in &plan.steps {
                let words = doing(&run, planned);
                assert!(words.contains(run.plan.subject.name.as_str()), "{words}");
            }
        }
    }
}
