//! One step of a run written out: what was planned, what was done, what was read back, what went wrong and what to do.

use crate::model::{Changed, DisplayText, Evidence, Fault, Outcome, PlannedStep, RunRecord, StepRecord};
use crate::tui::app::clock;
use crate::tui::pane::page::{Ink, Page, piece};
use jiff::tz::TimeZone;

/// One line that says the most important thing about a step.
pub fn in_short(run: &RunRecord, step: &StepRecord) -> String {
    if let Some(fault) = step.fault.as_ref().filter(|_| !step.outcome.is_some_and(Outcome::is_good)) {
        return fault.text.as_str().to_owned();
    }
    let texts = [
        step.reason.as_ref().map(DisplayText::as_str),
        step.proof.as_ref().map(|proof| proof.words.as_str()),
        step.effect.as_ref().map(|effect| effect.words.as_str()),
    ];
    if let Some(text) = texts.into_iter().flatten().find(|text| !text.is_empty()) {
        return text.to_owned();
    }
    planned(run, step).map(effects).unwrap_or_default()
}

/// The whole step for this width, what went wrong first.
pub fn write(run: &RunRecord, step: &StepRecord, width: u16, zone: &TimeZone) -> Page {
    let mut page = Page::new(width);
    if let Some(fault) = &step.fault {
        write_fault(&mut page, fault, step.outcome.is_some_and(Outcome::is_good));
    }
    if let Some(reason) = &step.reason {
        field(&mut page, "because", reason.as_str(), Ink::Plain);
    }
    if let Some(planned) = planned(run, step) {
        field(&mut page, "planned", &effects(planned), Ink::Plain);
    }
    evidence(&mut page, "done", step.effect.as_ref());
    evidence(&mut page, "proved", step.proof.as_ref());
    if let Some(began) = step.began_at {
        let tries = if step.attempts > 1 { format!(", {} tries", step.attempts) } else { String::new() };
        let ended = step.ended_at.map(|at| format!(" to {}", clock::time(at, zone))).unwrap_or_default();
        field(&mut page, "time", &format!("{}{ended}{tries}", clock::time(began, zone)), Ink::Faint);
    }
    facts(&mut page, "facts done", step.effect.as_ref());
    facts(&mut page, "facts proved", step.proof.as_ref());
    page
}

fn planned<'a>(run: &'a RunRecord, step: &StepRecord) -> Option<&'a PlannedStep> {
    run.plan.steps.iter().find(|planned| planned.ordinal == step.ordinal)
}

fn effects(planned: &PlannedStep) -> String {
    let mut texts: Vec<&str> = planned.effects.iter().map(DisplayText::as_str).collect();
    if let Some(skip) = &planned.skip {
        texts.insert(0, skip.as_str());
    }
    texts.join("; ")
}

fn write_fault(page: &mut Page, fault: &Fault, overcome: bool) {
    let ink = if overcome { Ink::Faint } else { Ink::Bad };
    field(page, if overcome { "earlier" } else { "fault" }, fault.text.as_str(), ink);
    if overcome {
        return;
    }
    field(page, "to do", fault.remedy.as_str(), Ink::Strong);
    let changed = match fault.changed {
        Changed::No => "nothing was changed",
        Changed::Maybe => "it may have been changed: no clear answer came",
        Changed::Yes => "it was changed, at least in part",
    };
    let mut told = vec![changed.to_owned()];
    told.extend(fault.status.map(|status| format!("status {status}")));
    told.extend(fault.code.as_ref().map(|code| code.as_str().to_owned()));
    told.extend(fault.correlation.as_ref().map(|id| format!("correlation id {}", DisplayText::new(id.as_str()))));
    field(page, "tenant", &told.join(", "), Ink::Plain);
}

fn evidence(page: &mut Page, name: &str, evidence: Option<&Evidence>) {
    let Some(evidence) = evidence else { return };
    let ids: Vec<&str> = evidence.correlations.iter().map(|id| id.as_str()).collect();
    let ids = if ids.is_empty() { String::new() } else { format!("  ({})", ids.join(", ")) };
    let words = if evidence.words.is_empty() { "yes" } else { evidence.words.as_str() };
    let text = DisplayText::new(format!("{words}{ids}"));
    field(page, name, text.as_str(), Ink::Plain);
}

fn facts(page: &mut Page, name: &str, evidence: Option<&Evidence>) {
    let Some(facts) = evidence.map(|evidence| &evidence.facts).filter(|facts| !facts.is_null()) else { return };
    let pretty = serde_json::to_string_pretty(facts).unwrap_or_default();
    page.row(0, [piece(name, Ink::Faint)]);
    for line in pretty.lines() {
        let indent = line.len() - line.trim_start().len();
        page.row(indent + 4, [piece(format!("  {}", DisplayText::new(line)), Ink::Plain)]);
    }
}

fn field(page: &mut Page, name: &str, value: &str, ink: Ink) {
    if !value.trim().is_empty() {
        page.row(9, [piece(format!("{name:<9}"), Ink::Faint), piece(value, ink)]);
    }
}
