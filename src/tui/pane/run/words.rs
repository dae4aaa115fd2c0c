//! A run in words: a sign and a word for each step, and the sentence that an auditor wants first.

use crate::backend::{BatchLine, Letter, LetterState, RunSummary};
use crate::model::{
    Outcome, Phase, PipelineKind, Planned, PlannedStep, RunRecord, RunState, StepRecord, StepState, Timestamp,
};
use crate::tui::pane::page::Ink;
use crate::tui::widget::text;
use std::time::Duration;

/// How a step stands: sign, word and ink.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// One ASCII sign.
    pub sign: char,
    /// One word.
    pub word: &'static str,
    /// How it looks.
    pub ink: Ink,
}

/// What is left of a run waits for somebody's confirmation.
const HELD: Standing = Standing { sign: '!', word: "held", ink: Ink::Doubt };

/// What goes on around a run at this moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Around {
    /// Calls are being held back.
    pub held_back: bool,
    /// Nobody works on the run although it is not over.
    pub interrupted: bool,
    /// The step whose effect is made and is not to be seen yet.
    pub spreading: Option<u16>,
}

/// How a step of this run stands.
pub fn standing(run: &RunRecord, step: &StepRecord, around: Around) -> Standing {
    let (sign, word, ink) = match (step.state, step.outcome) {
        (StepState::Ended, Some(outcome)) => match outcome {
            Outcome::Done => ('+', "done", Ink::Good),
            Outcome::Already => ('+', "already", Ink::Good),
            Outcome::Skipped => ('-', "skipped", Ink::Faint),
            Outcome::Refused => ('x', "refused", Ink::Bad),
            Outcome::Failed => ('x', "failed", Ink::Bad),
            Outcome::Unknown => ('?', "unknown", Ink::Doubt),
        },
        (StepState::Waiting, _) if run.state.is_over() => ('-', "not begun", Ink::Faint),
        (StepState::Waiting, _) => ('.', "to do", Ink::Faint),
        (_, _) if around.interrupted || run.state != RunState::Running => ('?', "left off", Ink::Doubt),
        (_, _) if around.held_back => ('.', "waiting", Ink::Busy),
        (StepState::Effect, _) if around.spreading == Some(step.ordinal) => ('.', "waiting", Ink::Busy),
        (StepState::Intent, _) => ('>', "running", Ink::Busy),
        (StepState::Effect | StepState::Ended, _) => ('>', "proving", Ink::Busy),
    };
    Standing { sign, word, ink }
}

/// How the run stands, in one word.
pub fn state(run: &RunRecord, interrupted: bool) -> Standing {
    let held = run.awaits_confirmation().then_some(HELD);
    held.or_else(|| planned_state(run.planned)).unwrap_or_else(|| summary_state(run.state, interrupted))
}

/// How a line in the list of runs stands.
pub fn line_state(line: &RunSummary) -> Standing {
    let held = (line.held && line.state == RunState::Paused).then_some(HELD);
    held.or_else(|| planned_state(line.planned)).unwrap_or_else(|| summary_state(line.state, line.interrupted))
}

/// How a line in the list of jobs stands.
pub fn batch_state(line: &BatchLine) -> Standing {
    let planned = line.due.filter(|_| line.state == RunState::Queued).map(|_| Planned::Ahead);
    planned_state(planned).unwrap_or_else(|| summary_state(line.state, line.interrupted))
}

/// What waits for its time.
fn planned_state(planned: Option<Planned>) -> Option<Standing> {
    planned.map(|planned| match planned {
        Planned::Ahead => Standing { sign: '.', word: planned.as_str(), ink: Ink::Faint },
        Planned::Due => Standing { sign: '!', word: planned.as_str(), ink: Ink::Doubt },
    })
}

/// The same for a line in a list.
pub fn summary_state(state: RunState, interrupted: bool) -> Standing {
    let (sign, word, ink) = match state {
        RunState::Running | RunState::Queued if interrupted => ('!', "interrupted", Ink::Doubt),
        RunState::Queued => ('.', "queued", Ink::Busy),
        RunState::Running => ('>', "running", Ink::Busy),
        RunState::Paused => ('!', "paused", Ink::Doubt),
        RunState::Done => ('+', "done", Ink::Good),
        RunState::Failed => ('x', "failed", Ink::Bad),
        RunState::Cancelled => ('-', "cancelled", Ink::Doubt),
    };
    Standing { sign, word, ink }
}

/// The time between two moments; none when they are the wrong way round.
pub fn between(from: Timestamp, to: Timestamp) -> Option<Duration> {
    Duration::try_from(to.duration_since(from)).ok()
}

/// A span with one unit, or two where one would be too coarse: `85 ms`, `4.2 s`, `41 s`, `4 min 12 s`, `2 h 5 min`.
pub fn span(span: Duration) -> String {
    let millis = span.as_millis();
    let seconds = span.as_secs();
    match seconds {
        0 => format!("{millis} ms"),
        1..10 => format!("{}.{} s", seconds, millis % 1_000 / 100),
        10..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
    }
}

/// What the run is for, and whether it has come to that: for an offboarding whether access is cut, and how long after
/// the confirmation.
pub fn access(run: &RunRecord) -> (String, Ink) {
    match run.plan.pipeline {
        PipelineKind::Offboard if run.plan.origin.is_some() => return deleted(run),
        PipelineKind::Offboard => {}
        PipelineKind::Restore => return given_back(run),
        PipelineKind::RemoveGroup => return gone(run),
        PipelineKind::SyncRoles => return synced(run),
        PipelineKind::Provision => return made(run),
    }
    if let Some(at) = run.access_cut_at {
        let after = between(run.created_at, at).unwrap_or_default();
        return (format!("access was cut {} after confirmation", span(after)), Ink::Good);
    }
    let failed: Vec<_> = run
        .plan
        .steps
        .iter()
        .filter(|planned| planned.phase == Phase::CutAccess)
        .filter_map(|planned| run.steps.iter().find(|step| step.ordinal == planned.ordinal))
        .filter(|step| step.outcome.is_some_and(|outcome| !outcome.is_good()))
        .map(|step| step.name.as_str())
        .collect();
    if !failed.is_empty() {
        (format!("access is NOT proved to be cut: {}", failed.join(", ")), Ink::Bad)
    } else if run.state.is_over() {
        ("access was NOT cut".to_owned(), Ink::Bad)
    } else {
        ("access is not cut yet".to_owned(), Ink::Doubt)
    }
}

/// Whether somebody whose days of grace are over was seen to be deleted.
fn deleted(run: &RunRecord) -> (String, Ink) {
    let step = run.steps.iter().find(|step| step.name == "delete");
    let proved = step.is_some_and(|step| step.outcome.is_some_and(Outcome::is_good) && step.proof.is_some());
    match (proved, run.state.is_over()) {
        (true, _) => ("the user is deleted".to_owned(), Ink::Good),
        (false, true) => ("the user has NOT been proved to be deleted".to_owned(), Ink::Bad),
        (false, false) => ("the user is not deleted yet".to_owned(), Ink::Doubt),
    }
}

fn given_back(run: &RunRecord) -> (String, Ink) {
    let wanted =
        |planned: &&PlannedStep| planned.skip.is_none() && matches!(planned.phase, Phase::BringBack | Phase::GiveBack);
    let good = |planned: &&PlannedStep| {
        let step = run.steps.iter().find(|step| step.ordinal == planned.ordinal);
        step.is_some_and(|step| step.outcome.is_some_and(Outcome::is_good))
    };
    let all = run.plan.steps.iter().filter(wanted).count();
    let back = run.plan.steps.iter().filter(wanted).filter(good).count();
    let ink = match (back == all, run.state.is_over()) {
        (true, _) => Ink::Good,
        (false, true) => Ink::Bad,
        (false, false) => Ink::Doubt,
    };
    (format!("{back} of {} given back", text::counted(all, "portion")), ink)
}

fn synced(run: &RunRecord) -> (String, Ink) {
    let all = run.steps.len();
    let good = run.steps.iter().filter(|step| step.outcome.is_some_and(Outcome::is_good)).count();
    let ink = match (good == all, run.state.is_over()) {
        (true, _) => Ink::Good,
        (false, true) => Ink::Bad,
        (false, false) => Ink::Doubt,
    };
    (format!("{good} of {} of roles made", text::counted(all, "change")), ink)
}

fn made(run: &RunRecord) -> (String, Ink) {
    let create = run.steps.iter().find(|step| step.name == "create");
    let seen = create.is_some_and(|step| step.outcome.is_some_and(Outcome::is_good) && step.proof.is_some());
    match (seen, run.state.is_over()) {
        (true, _) => ("the person is there".to_owned(), Ink::Good),
        (false, true) => ("the person is NOT proved to be there".to_owned(), Ink::Bad),
        (false, false) => ("the person is not there yet".to_owned(), Ink::Doubt),
    }
}

fn gone(run: &RunRecord) -> (String, Ink) {
    let deleted = run.steps.iter().find(|step| step.name == "delete");
    let seen = deleted.is_some_and(|step| step.outcome.is_some_and(Outcome::is_good) && step.proof.is_some());
    match (seen, run.state.is_over()) {
        (true, _) => ("the group is gone".to_owned(), Ink::Good),
        (false, true) => ("the group is NOT proved to be gone".to_owned(), Ink::Bad),
        (false, false) => ("the group is not gone yet".to_owned(), Ink::Doubt),
    }
}

/// The sentence that an auditor wants first, once a run is over; with how long after HR's notice access was cut, where an
/// event that was taken then led to the run.
pub fn verdict(run: &RunRecord, notice: Option<Timestamp>) -> Option<(String, Ink)> {
    if !run.state.is_over() {
        return None;
    }
    let (mut access, cut) = access(run);
    let is_cut = run.plan.pipeline == PipelineKind::Offboard && run.plan.origin.is_none();
    if let Some(after) = notice.zip(run.access_cut_at.filter(|_| is_cut)).and_then(|(from, to)| between(from, to)) {
        access.push_str(&format!(" and {} after HR's notice", span(after)));
    }
    let bad: Vec<String> = run
        .steps
        .iter()
        .filter_map(|step| step.outcome.filter(|outcome| !outcome.is_good()).map(|outcome| (step, outcome)))
        .map(|(step, outcome)| format!("{} {}", step.name, outcome.as_str()))
        .collect();
    let unproved: Vec<&str> = run
        .steps
        .iter()
        .filter(|step| matches!(step.outcome, Some(Outcome::Done | Outcome::Already)) && step.proof.is_none())
        .map(|step| step.name.as_str())
        .collect();
    let not_begun = run.steps.iter().filter(|step| step.state != StepState::Ended || left(run, step)).count();
    let mut rest = Vec::new();
    if !bad.is_empty() {
        rest.push(format!("not everything is as planned: {}", bad.join(", ")));
    }
    if !unproved.is_empty() {
        rest.push(format!("without proof: {}", unproved.join(", ")));
    }
    if not_begun > 0 {
        rest.push(format!("{not_begun} {} not carried out", if not_begun == 1 { "step" } else { "steps" }));
    }
    let whole = rest.is_empty();
    if whole {
        rest.push("everything was proved by reading back".to_owned());
    }
    let ink = match (whole, cut) {
        (true, Ink::Good) => Ink::Good,
        _ if !bad.is_empty() || cut == Ink::Bad => Ink::Bad,
        _ => Ink::Doubt,
    };
    Some((capitalised(&format!("{access}; {}.", rest.join("; "))), ink))
}

/// Whether a step was ended without ever having been begun, although there was something to do.
fn left(run: &RunRecord, step: &StepRecord) -> bool {
    let planned = run.plan.steps.iter().find(|planned| planned.ordinal == step.ordinal);
    step.outcome == Some(Outcome::Skipped) && step.attempts == 0 && planned.is_some_and(|one| one.skip.is_none())
}

/// Calls that the steps were planned to make: those behind us, and all. A step planned to be skipped makes none, and
/// what the plan's forecast has beside them was spent when it was confirmed.
pub fn planned_calls(run: &RunRecord) -> (u32, u32) {
    let ended = |step: &&StepRecord| step.state == StepState::Ended && !left(run, step);
    let behind = |ordinal| run.steps.iter().filter(ended).any(|step| step.ordinal == ordinal);
    run.plan.steps.iter().filter(|planned| planned.skip.is_none()).fold((0, 0), |(done, all), planned| {
        (done + if behind(planned.ordinal) { planned.calls } else { 0 }, all + planned.calls)
    })
}

/// Tries beyond the first, over all steps.
pub fn repeats(run: &RunRecord) -> u32 {
    run.steps.iter().map(|step| step.attempts.saturating_sub(1)).sum()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// How the notices of a run stand, in a line.
pub fn told(letters: &[Letter]) -> (String, Ink) {
    let count = |state| letters.iter().filter(|letter| letter.state == state).count();
    let (sent, waiting, dead) = (count(LetterState::Sent), count(LetterState::Waiting), count(LetterState::Dead));
    let mut parts = vec![format!("{sent} of {} taken", text::counted(letters.len(), "notice"))];
    if waiting > 0 {
        parts.push(format!("{waiting} to be tried again"));
    }
    if dead > 0 {
        parts.push(format!("{dead} given up (F8)"));
    }
    let (sign, ink) = match (waiting, dead) {
        (0, 0) => ('+', Ink::Good),
        (_, 0) => ('>', Ink::Faint),
        _ => ('!', Ink::Doubt),
    };
    (format!("{sign} told: {}", parts.join(", ")), ink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::pane::story;

    #[test]
    fn spans_have_a_unit_that_fits() {
        for (millis, text) in [
            (0, "0 ms"),
            (85, "85 ms"),
            (999, "999 ms"),
            (1_000, "1.0 s"),
            (4_260, "4.2 s"),
            (41_900, "41 s"),
            (252_000, "4 min 12 s"),
            (7_500_000, "2 h 5 min"),
        ] {
            assert_eq!(span(Duration::from_millis(millis)), text);
        }
    }

    #[test]
    fn an_auditor_reads_when_access_was_cut_and_what_is_proved() {
        let (text, ink) = verdict(&story::over(RunState::Done, &[]), None).unwrap();
        assert_eq!(text, "Access was cut 900 ms after confirmation; everything was proved by reading back.");
        assert_eq!(ink, Ink::Good);
    }

    #[test]
    fn what_failed_or_is_unknown_is_named() {
        let run = story::over(RunState::Failed, &[("groups", Outcome::Failed), ("delete", Outcome::Unknown)]);
        let (text, ink) = verdict(&run, None).unwrap();
        assert!(text.ends_with("not everything is as planned: groups failed, delete unknown."), "{text}");
        assert_eq!(ink, Ink::Bad);
    }

    #[test]
    fn done_without_proof_is_not_called_proved() {
        let mut run = story::over(RunState::Done, &[]);
        run.steps[6].proof = None;
        let (text, ink) = verdict(&run, None).unwrap();
        assert!(text.ends_with("without proof: grants."), "{text}");
        assert_eq!(ink, Ink::Doubt);
    }

    #[test]
    fn a_stopped_run_says_how_much_was_left() {
        let (text, ink) = verdict(&story::cancelled(), None).unwrap();
        assert!(text.ends_with("6 steps not carried out."), "{text}");
        assert_eq!(ink, Ink::Doubt);
        assert_eq!(verdict(&story::running(), None), None);
    }

    #[test]
    fn access_that_was_not_cut_is_said_loudly() {
        let mut run = story::over(RunState::Failed, &[]);
        run.access_cut_at = None;
        story::end(&mut run.steps[1], Outcome::Failed);
        assert!(verdict(&run, None).unwrap().0.starts_with("Access is NOT proved to be cut: tokens;"));
        let mut early = story::cancelled();
        early.access_cut_at = None;
        early.steps[0].outcome = None;
        assert_eq!(access(&early).0, "access was NOT cut");
    }

    #[test]
    fn a_step_at_work_shows_what_it_is_at() {
        let mut run = story::running();
        let around = |held_back| Around { held_back, ..Around::default() };
        let word = |run: &RunRecord, held| standing(run, &run.steps[4], around(held)).word;
        assert_eq!(word(&run, false), "running");
        assert_eq!(word(&run, true), "waiting");
        run.steps[4].state = StepState::Effect;
        assert_eq!(word(&run, false), "proving");
        let left = Around { interrupted: true, held_back: true, ..Around::default() };
        assert_eq!(standing(&run, &run.steps[4], left).word, "left off");
        run.state = RunState::Paused;
        assert_eq!(word(&run, false), "left off");
        assert_eq!(standing(&run, &run.steps[8], around(true)).word, "to do");
        run.state = RunState::Cancelled;
        assert_eq!(standing(&run, &run.steps[8], around(true)).word, "not begun");
    }
}
