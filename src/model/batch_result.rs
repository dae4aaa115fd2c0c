//! What came of everybody of a batch, row by row, as result files have it.

use super::{
    BatchOutcome, BatchRecord, BatchRun, CorrelationId, DisplayText, Evidence, Listed, Outcome, PipelineKind,
    RunRecord, Table,
};

/// The columns of a result file.
pub const RESULT_COLUMNS: [&str; 9] =
    ["row", "who", "person", "id", "outcome", "reason", "run", "access-cut-at", "correlation-id"];

impl BatchRecord {
    /// Whether a row of the result needs this run whole: what went wrong stands in its steps, and who was made too.
    pub fn result_needs(&self, run: &BatchRun) -> bool {
        self.kind == PipelineKind::Provision.as_str()
            || matches!(run.outcome, BatchOutcome::Failed | BatchOutcome::Unknown)
    }
}

/// The rows of a result as one table.
pub fn result_table(title: DisplayText, rows: Vec<Vec<DisplayText>>) -> Table {
    Table { title, columns: RESULT_COLUMNS.to_vec(), rows }
}

/// What came of somebody: as they were listed, their run where there is one, and that run whole where it was needed.
pub fn result_row(listed: &Listed, run: Option<&BatchRun>, whole: Option<&RunRecord>) -> Vec<DisplayText> {
    let outcome = match (&listed.set_aside, run) {
        (Some(why), _) => why.as_str(),
        (None, Some(run)) => run.outcome.as_str(),
        (None, None) => "planned",
    };
    let reason = match (whole.and_then(wrong), run) {
        (Some(words), _) => words,
        (None, Some(run)) => run.why.clone().unwrap_or_default(),
        (None, None) => listed.reason.clone(),
    };
    let cut = run.and_then(|run| run.access_cut_at).map(|at| at.to_string());
    let id = match whole.filter(|whole| whole.plan.pipeline == PipelineKind::Provision) {
        Some(whole) => made_id(whole).unwrap_or_default(),
        None => DisplayText::new(listed.person.as_ref().map_or("", |id| id.as_str())),
    };
    let correlation = whole.and_then(|whole| last_failure(whole).or_else(|| first_answer(whole)));
    vec![
        DisplayText::new(listed.row.map(|row| row.to_string()).unwrap_or_default()),
        listed.who.clone(),
        listed.name.clone(),
        id,
        outcome.into(),
        reason,
        DisplayText::new(run.map_or("", |run| run.id.as_str())),
        DisplayText::new(cut.unwrap_or_default()),
        DisplayText::new(correlation.map_or("", CorrelationId::as_str)),
    ]
}

/// Which steps did not end well, each with why; none where none is known.
fn wrong(run: &RunRecord) -> Option<DisplayText> {
    let bad = run.steps.iter().filter_map(|step| Some((step, step.outcome.filter(|outcome| !outcome.is_good())?)));
    let words: Vec<String> = bad
        .map(|(step, outcome)| match &step.fault {
            Some(fault) => format!("{} {}: {}", step.name, outcome.as_str(), fault.text),
            None => format!("{} {}", step.name, outcome.as_str()),
        })
        .collect();
    (!words.is_empty()).then(|| DisplayText::new(words.join("; ")))
}

/// The id of the person whom a run has made, as the tenant was read back.
fn made_id(run: &RunRecord) -> Option<DisplayText> {
    let create = run.steps.iter().find(|step| step.name == "create")?;
    let of = |evidence: &Evidence| evidence.facts["user_id"].as_str().map(DisplayText::new);
    create.proof.as_ref().and_then(of).or_else(|| create.effect.as_ref().and_then(of))
}

/// The correlation id of the first answer to an effect, where a run has made somebody.
fn first_answer(run: &RunRecord) -> Option<&CorrelationId> {
    let made = run.plan.pipeline == PipelineKind::Provision;
    run.steps.iter().filter(|_| made).find_map(|step| step.effect.as_ref()?.correlations.first())
}

/// The correlation id of what failed last.
fn last_failure(run: &RunRecord) -> Option<&CorrelationId> {
    let bad = |outcome: Option<Outcome>| outcome.is_some_and(|outcome| !outcome.is_good());
    let failed = run.steps.iter().filter(|step| bad(step.outcome));
    let known = failed.filter_map(|step| Some((step.ended_at, step.fault.as_ref()?.correlation.as_ref()?)));
    known.max_by_key(|(at, _)| *at).map(|(_, correlation)| correlation)
}
