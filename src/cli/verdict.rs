//! How a run ended, as trouble or as none.

use super::text::{self, count};
use super::{Kind, Trouble};
use crate::model::{Changed, DisplayText, Fault, Outcome, Planned, RunRecord, RunState};

/// What is wrong with a run that is not being carried out any more; none if all is as planned.
/// `stopped` says whether this process was asked to stop.
pub(super) fn of(record: &RunRecord, stopped: bool) -> Option<Trouble> {
    let id = &record.id;
    match record.state {
        RunState::Done => None,
        // It is as it was asked for: not begun.
        _ if record.planned == Some(Planned::Ahead) => None,
        RunState::Failed => Some(failed(record)),
        RunState::Cancelled => Some(told(
            record,
            Kind::Failed,
            format!("run {id} was cancelled: {}", progress(record)),
            "a new plan shows what is left to do".to_owned(),
        )),
        RunState::Queued | RunState::Running | RunState::Paused => {
            let how = if stopped { "was stopped" } else { "is not over" };
            let kind = if stopped { Kind::Interrupted } else { Kind::Failed };
            let text = format!("run {id} {how}: {}", progress(record));
            Some(told(record, kind, text, format!("`lanyard runs resume {id}` goes on with it")))
        }
    }
}

fn progress(record: &RunRecord) -> String {
    let ended = record.steps.iter().filter(|s| s.outcome.is_some()).count();
    format!("{ended} of {} have ended", count(record.steps.len(), "step"))
}

fn changed(record: &RunRecord) -> Changed {
    let outcomes = || record.steps.iter().filter_map(|s| s.outcome);
    let begun = |s: &&crate::model::StepRecord| s.outcome.is_none() && s.began_at.is_some();
    if outcomes().any(|o| o == Outcome::Done) {
        Changed::Yes
    } else if outcomes().any(|o| o == Outcome::Unknown) || record.steps.iter().any(|s| begun(&s)) {
        Changed::Maybe
    } else {
        record
            .steps
            .iter()
            .filter_map(|s| s.fault.as_ref())
            .map(|f| f.changed)
            .find(|c| *c != Changed::No)
            .unwrap_or(Changed::No)
    }
}

fn told(record: &RunRecord, kind: Kind, text: String, remedy: String) -> Trouble {
    let mut trouble = Trouble::new(kind, text, remedy);
    trouble.fault.changed = changed(record);
    trouble
}

fn failed(record: &RunRecord) -> Trouble {
    let bad: Vec<_> = record.steps.iter().filter(|s| s.outcome.is_some_and(|o| !o.is_good())).collect();
    let words: Vec<_> = bad
        .iter()
        .map(|step| {
            let outcome = step.outcome.map_or("", Outcome::as_str);
            let why = step.fault.as_ref().map(|f| format!(": {}", f.text)).unwrap_or_default();
            format!("{} {outcome}{why}", step.name)
        })
        .collect();
    let first: Option<&Fault> = bad.iter().find_map(|step| step.fault.as_ref());
    let own =
        first.map(|f| f.remedy.as_str()).filter(|r| !r.is_empty()).map(|r| format!("{r}; then ")).unwrap_or_default();
    let text = if words.is_empty() {
        format!("run {} failed; {}", record.id, text::sentence(record))
    } else {
        format!("{}. {}", words.join("; "), text::sentence(record))
    };
    let mut trouble = told(record, Kind::Failed, text, format!("{own}`lanyard runs retry {}`", record.id));
    if let Some(fault) = first {
        trouble.fault.status = fault.status;
        trouble.fault.code = fault.code.clone();
        trouble.fault.correlation = fault.correlation.clone();
    }
    if bad.is_empty()
        && let Some(why) = &record.why
    {
        trouble.fault.text = DisplayText::new(format!("run {} failed: {why}", record.id));
        if record.due.is_some() {
            let remedy = format!("make a new plan, or look again with `lanyard runs retry {}`", record.id);
            trouble.fault.remedy = DisplayText::new(remedy);
        }
    }
    trouble
}
