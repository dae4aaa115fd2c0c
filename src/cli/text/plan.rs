//! A plan in words.

use super::{Columns, Paint, count, took};
use crate::model::{PipelineKind, Plan, Subject};

/// Name and address of whom something is about.
pub(crate) fn heading(subject: &Subject) -> String {
    if subject.email.is_empty() { subject.name.to_string() } else { format!("{} <{}>", subject.name, subject.email) }
}

/// The whole plan.
pub(crate) fn plan(plan: &Plan, paint: Paint) -> String {
    let forecast = &plan.forecast;
    // A file of roles ends nobody's state.
    let ends = match plan.pipeline {
        PipelineKind::SyncRoles => String::new(),
        _ => format!("ends {}, ", plan.end_state),
    };
    let mut text = format!(
        "{} {} in {}\n  recipe {}, {}, about {}, {ends}plan {}\n",
        plan.pipeline.verb(),
        heading(&plan.subject),
        plan.tenant,
        plan.recipe,
        count(forecast.calls as usize, "call"),
        took(i64::try_from(forecast.millis).unwrap_or(i64::MAX)),
        &plan.digest().as_str()[..12],
    );
    let mut findings = Columns::default();
    for finding in &plan.findings {
        findings.row(paint.level(finding.level), [finding.level.as_str().to_owned(), finding.text.to_string()]);
        if !finding.remedy.is_empty() {
            findings.row(" ", [String::new(), format!("-> {}", finding.remedy)]);
        }
    }
    if !plan.findings.is_empty() {
        text.push_str(&format!("\n{}", findings.lines(2)));
    }
    let mut steps = Columns::default();
    let mut phase = None;
    for step in &plan.steps {
        let head = if phase == Some(step.phase) { "" } else { step.phase.title() };
        phase = Some(step.phase);
        let first = match &step.skip {
            Some(why) => format!("- nothing to do: {why}"),
            None => step.effects.first().map(ToString::to_string).unwrap_or_default(),
        };
        steps.row("", [head.to_owned(), format!("{:>2}", step.ordinal), step.name.clone(), first]);
        if step.skip.is_none() {
            for effect in step.effects.iter().skip(1) {
                steps.row("", [String::new(), String::new(), String::new(), effect.to_string()]);
            }
        }
    }
    text.push_str(&format!("\n{}", steps.lines(2)));
    if !plan.irreversible.is_empty() {
        text.push_str(&format!("\n  {}\n", plan.pipeline.irreversible_title()));
        for line in &plan.irreversible {
            text.push_str(&format!("    {line}\n"));
        }
    }
    text
}
