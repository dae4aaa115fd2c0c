//! A run that is over, as a statement that reads from top to bottom: what was confirmed and what came of it, by whom and why,
//! each step with what it was to change and how that was proved, and where the evidence lies. It says what the record holds
//! and no more.

use super::telling::{counted, is_proved};
use super::{times, words};
use crate::backend::{Letter, RunTrail, TrailLink};
use crate::model::{Changed, DisplayText, Fault, Outcome, PlannedStep, RunRecord, StepRecord, Timestamp};
use crate::tui::app::clock;
use crate::tui::pane::page::{Ink, Page, Piece, piece};
use crate::tui::widget::text;
use jiff::tz::TimeZone;

/// From this width on the times of steps are bars as well.
const WITH_BARS: u16 = 100;
/// Cells of such a bar.
const BAR: usize = 14;

/// What is known of a run beside its record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// Its records in the audit chain and the event that it comes from.
    pub trail: Option<&'a RunTrail>,
    /// The notices that it has given rise to.
    pub letters: Option<&'a [Letter]>,
}

/// The statement, and which of its rows tell of which step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// Its rows.
    pub page: Page,
    steps: Vec<Option<usize>>,
}

impl Statement {
    /// The position of the step that a row tells of.
    pub fn step(&self, row: usize) -> Option<usize> {
        self.steps.get(row).copied().flatten()
    }

    /// The first row that tells of the step at this position.
    pub fn row(&self, step: usize) -> Option<usize> {
        self.steps.iter().position(|told| *told == Some(step))
    }

    /// The rows as text, without blanks at their ends.
    pub fn text(&self) -> String {
        let lines = self.page.lines();
        lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n") + "\n"
    }

    fn tell(&mut self, step: Option<usize>) {
        self.steps.resize(self.page.len(), step);
    }
}

/// The two sentences that come first, with the ink of what came of the run.
pub fn sentences(run: &RunRecord, beside: Beside<'_>, zone: &TimeZone) -> [(String, Ink); 2] {
    let plan = &run.plan;
    let confirmed = format!(
        "{} confirmed on {}: {} {} in {}.",
        run.operator.name,
        clock::iso(run.created_at, zone),
        plan.pipeline.verb().to_lowercase(),
        plan.subject.name,
        plan.tenant,
    );
    let taken = beside.trail.and_then(|trail| trail.notice.as_ref()).map(|notice| notice.received_at);
    [(confirmed, Ink::Strong), words::verdict(run, taken).unwrap_or_else(|| words::access(run))]
}

/// The whole statement for this width.
pub fn write(run: &RunRecord, beside: Beside<'_>, width: u16, zone: &TimeZone) -> Statement {
    let mut told = Statement { page: Page::new(width), steps: Vec::new() };
    let page = &mut told.page;
    let [(confirmed, strong), (verdict, ink)] = sentences(run, beside, zone);
    page.row(0, [piece(confirmed, strong)]);
    page.row(0, [piece(verdict, ink)]);
    page.gap();
    for (name, value) in facts(run, beside, zone) {
        field(page, name, &value);
    }
    page.gap();
    page.row(0, [piece(format!("{}.", counted(run)), Ink::Strong)]);
    told.tell(None);
    let scale = times::scale(run, None);
    for (at, step) in run.steps.iter().enumerate() {
        let links = beside.trail.map_or(&[][..], |trail| &trail.links);
        write_step(&mut told.page, run, step, scale, links);
        told.tell(Some(at));
    }
    let page = &mut told.page;
    page.gap();
    if let Some(letters) = beside.letters.filter(|letters| !letters.is_empty()) {
        let (words, ink) = words::told(letters);
        page.row(2, [piece(words, ink)]);
    }
    for (name, value) in evidence(run, beside) {
        field(page, name, &value);
    }
    told.tell(None);
    told
}

/// Who, why and when, by name; what is not known is left out.
pub fn facts(run: &RunRecord, beside: Beside<'_>, zone: &TimeZone) -> Vec<(&'static str, String)> {
    let subject = &run.plan.subject;
    let about = [subject.name.as_str(), subject.email.as_str(), subject.id()].join(", ").replace(", ,", ",");
    let time = |at: Option<Timestamp>| at.map(|at| clock::iso(at, zone)).unwrap_or_default();
    let ended = run.ended_at.map(|at| {
        let took = run.started_at.and_then(|from| words::between(from, at)).map(words::span);
        format!(
            "{}{}",
            clock::iso(at, zone),
            took.map(|took| format!(", {took} after it was begun")).unwrap_or_default()
        )
    });
    let notice = beside.trail.and_then(|trail| trail.notice.as_ref()).map(|notice| {
        format!(
            "{} at {}, taken here at {}",
            notice.sender,
            clock::iso(notice.at, zone),
            clock::iso(notice.received_at, zone)
        )
    });
    let by = format!("{} ({}, {})", run.operator.name, run.operator.account, run.operator.known_by);
    vec![
        ("about", DisplayText::new(about).to_string()),
        ("by", by),
        ("reason", run.reason.to_string()),
        ("ticket", run.ticket.to_string()),
        ("recipe", run.plan.recipe.clone()),
        ("notice", notice.unwrap_or_default()),
        ("begun", time(run.started_at)),
        ("cut", time(run.access_cut_at)),
        ("ended", ended.unwrap_or_default()),
        ("why", run.why.as_ref().map(ToString::to_string).unwrap_or_default()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.trim().is_empty())
    .collect()
}

/// What it cost, and where the evidence lies.
pub fn evidence(run: &RunRecord, beside: Beside<'_>) -> Vec<(&'static str, String)> {
    let (behind, all) = words::planned_calls(run);
    let again = match words::repeats(run) {
        0 => String::new(),
        1 => ", 1 further try".to_owned(),
        more => format!(", {more} further tries"),
    };
    let chain = match beside.trail.map(|trail| &*trail.links) {
        None if run.state.is_over() => "its records are being read".to_owned(),
        None => String::new(),
        Some([]) => "no record of it is there".to_owned(),
        Some([first, .., last]) => format!(
            "{} of it, number {} to {}; the last one has the seal {}",
            text::counted(beside.trail.map_or(0, |trail| trail.links.len()), "record"),
            number(first.seq),
            number(last.seq),
            last.seal,
        ),
        Some([one]) => format!("1 record of it, number {}, with the seal {}", number(one.seq), one.seal),
    };
    let batch = run.batch.as_ref().map(ToString::to_string).unwrap_or_default();
    vec![
        ("calls", format!("{behind} of {all} that were planned{again}")),
        ("run", run.id.to_string()),
        ("batch", batch),
        ("plan", format!("the confirmed one has the digest {}", run.digest)),
        ("chain", chain),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

fn number(seq: i64) -> String {
    text::count(usize::try_from(seq).unwrap_or(0))
}

fn field(page: &mut Page, name: &str, value: &str) {
    page.row(8, [piece(format!("{name:<8}"), Ink::Faint), piece(value, Ink::Plain)]);
}

/// What a step was to change, as it was planned; before it what keeps it from being made.
pub fn planned(run: &RunRecord, step: &StepRecord) -> String {
    let Some(planned) = run.plan.steps.iter().find(|planned| planned.ordinal == step.ordinal) else {
        return String::new();
    };
    let effects = |planned: &PlannedStep| {
        let texts: Vec<&str> = planned.effects.iter().map(DisplayText::as_str).collect();
        texts.join("; ")
    };
    match (step.outcome, &planned.skip) {
        (Some(Outcome::Skipped), Some(why)) => why.to_string(),
        _ => effects(planned),
    }
}

/// How it is known what became of a step, in pieces of words, the gravest first.
pub fn told(step: &StepRecord) -> Vec<(String, Ink)> {
    let good = step.outcome.is_some_and(Outcome::is_good);
    let mut lines = Vec::new();
    if let Some(fault) = &step.fault {
        lines.extend(faults(fault, good));
    }
    let reason = step.reason.as_ref().filter(|reason| !reason.is_empty());
    lines.extend(reason.map(|reason| (format!("because: {reason}"), Ink::Plain)));
    match (&step.proof, is_proved(step)) {
        (Some(proof), proved) => {
            let ids: Vec<&str> = proof.correlations.iter().map(|id| id.as_str()).collect();
            let ids = if ids.is_empty() { String::new() } else { format!(" ({})", ids.join(", ")) };
            let words = if proof.words.is_empty() { "yes" } else { proof.words.as_str() };
            let (name, ink) = if proved { ("proved", Ink::Good) } else { ("read back", Ink::Plain) };
            lines.push((DisplayText::new(format!("{name}: {words}{ids}")).to_string(), ink));
        }
        (None, _) if matches!(step.outcome, Some(Outcome::Done | Outcome::Already)) => {
            lines.push(("NOT proved: nothing was read back".to_owned(), Ink::Doubt));
        }
        (None, _) => {}
    }
    lines
}

fn faults(fault: &Fault, overcome: bool) -> Vec<(String, Ink)> {
    if overcome {
        return vec![(format!("an earlier try: {}", fault.text), Ink::Faint)];
    }
    let changed = match fault.changed {
        Changed::No => "nothing was changed",
        Changed::Maybe => "it may have been changed: no clear answer came",
        Changed::Yes => "it was changed, at least in part",
    };
    vec![(format!("fault: {}; {changed}", fault.text), Ink::Bad), (format!("to do: {}", fault.remedy), Ink::Strong)]
}

/// The numbers of a step's records in the audit chain.
pub fn records(step: &StepRecord, links: &[TrailLink]) -> String {
    let of = |link: &&TrailLink| link.step.as_deref() == Some(step.name.as_str());
    let numbers: Vec<String> = links.iter().filter(of).map(|link| number(link.seq)).collect();
    match numbers.len() {
        0 => String::new(),
        1 => format!("record {}", numbers[0]),
        _ => format!("records {}", numbers.join(", ")),
    }
}

fn write_step(page: &mut Page, run: &RunRecord, step: &StepRecord, scale: u64, links: &[TrailLink]) {
    let look = words::standing(run, step, words::Around::default());
    let wide = page.width() >= usize::from(WITH_BARS);
    let took = times::took(step, step.ended_at);
    let tries = if step.attempts > 1 { format!("{} tries", step.attempts) } else { String::new() };
    let mut head: Vec<Piece> = vec![
        piece(format!("{} {:<9} ", look.sign, look.word), look.ink),
        piece(format!("{:<14}", text::cut(&step.name, 13)), Ink::Strong),
        piece(format!("{:>9} ", took.map(words::span).unwrap_or_default()), Ink::Plain),
    ];
    if wide {
        head.push(piece(format!("{:<BAR$} ", times::bar(took, scale, BAR, false)), Ink::Faint));
    }
    let hang: usize = head.iter().map(|part| text::width(&part.text)).sum();
    let what = planned(run, step);
    head.push(piece(if what.is_empty() { "-" } else { &what }, Ink::Plain));
    page.row(hang, head);
    let mut lines = told(step);
    // The reason of a step that was to be skipped is what it was planned with.
    lines.retain(|(words, _)| *words != format!("because: {what}"));
    let numbers = records(step, links);
    let rest = [tries, numbers].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("; ");
    if !rest.is_empty() {
        lines.push((rest, Ink::Faint));
    }
    let indent = if page.width() >= hang + 30 { hang } else { 12 };
    for (words, ink) in lines {
        page.row(indent, [piece(" ".repeat(indent), Ink::Plain), piece(words, ink)]);
    }
}
