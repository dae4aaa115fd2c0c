//! A plan written out: findings first, then what is done phase by phase, then what cannot be undone or given back, and what it costs.

use super::{Made, event};
use crate::model::{Before, DisplayText, Finding, GroupImage, Level, Phase, Plan, PlannedStep, Seat};
use crate::tui::app::{App, clock};
use crate::tui::pane::page::{Ink, Page, piece};
use crate::tui::pane::run::words;
use crate::tui::widget::text;
use std::time::Duration;

/// The whole page for this width.
pub fn write(app: &App, made: &Made, width: u16) -> Page {
    let plan = &*made.plan;
    let mut page = Page::new(width);
    if let Some(why) = &made.rebuilt {
        page.row(
            2,
            [piece("! This plan is new, the one before is void: ", Ink::Doubt), piece(why.as_str(), Ink::Strong)],
        );
        page.row(2, [piece("  Read it again before you confirm.", Ink::Plain)]);
        page.gap();
    }
    event::write(app, made, &mut page);
    let held = made.event.as_ref().is_some_and(|event| event.held);
    subject(plan, held, &mut page);
    let built = clock::when(plan.built_at, app.now, &app.zone);
    page.row(2, [piece(format!("{} · plan {} · made {built}", recipe(app, plan), made.digest.short()), Ink::Faint)]);
    page.gap();
    findings(plan, &mut page);
    for text in &plan.irreversible {
        page.row(
            11,
            [
                piece("! final    ", Ink::Doubt),
                piece(text.as_str(), Ink::Plain),
                piece(format!(" ({})", plan.pipeline.irreversible_title()), Ink::Strong),
            ],
        );
    }
    page.gap();
    let narrow = width < 70;
    let mut phase = None;
    for step in &plan.steps {
        let opens = phase != Some(step.phase);
        phase = Some(step.phase);
        let behind = event::is_behind(made.event.as_ref(), step);
        write_step(step, opens.then_some(step.phase), behind, narrow, &mut page);
    }
    page.gap();
    forecast(plan, &mut page);
    page
}

fn recipe(app: &App, plan: &Plan) -> String {
    let recipes = app.session.as_ref().map(|session| session.recipes.as_slice()).unwrap_or_default();
    match recipes.iter().position(|name| *name == plan.recipe) {
        Some(at) if recipes.len() > 1 => format!("recipe {} ({} of {})", plan.recipe, at + 1, recipes.len()),
        _ => format!("recipe {}", plan.recipe),
    }
}

/// `held`: access is cut already, and the state of the before-image is not what they are now.
fn subject(plan: &Plan, held: bool, page: &mut Page) {
    let facts = match &plan.before {
        Before::Seat(seat) => of_person(seat, held),
        Before::Group(image) => of_group(image),
        Before::Grants(image) => {
            vec![text::counted(image.tally.rows, "row"), format!("{} people change", image.people.len())]
        }
        Before::Nobody { .. } => vec!["is not there yet".to_owned()],
    };
    page.row(
        2,
        [piece(plan.subject.name.as_str(), Ink::Strong), piece(format!("  {}", plan.subject.email), Ink::Faint)],
    );
    page.row(2, [piece(facts.join(" · "), Ink::Plain), piece(format!(" · will be {}", plan.end_state), Ink::Strong)]);
}

fn findings(plan: &Plan, page: &mut Page) {
    let mut sorted: Vec<&Finding> = plan.findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    if sorted.is_empty() {
        page.row(2, [piece("+ nothing was found that speaks against it", Ink::Good)]);
    }
    for finding in sorted {
        let (mark, ink) = match finding.level {
            Level::Blocker => ("x blocker  ", Ink::Bad),
            Level::Warning => ("! warning  ", Ink::Doubt),
            Level::Note => (". note     ", Ink::Faint),
        };
        page.row(11, [piece(mark, ink), piece(finding.text.as_str(), Ink::Plain), piece(remedy(finding), Ink::Strong)]);
    }
}

fn remedy(finding: &Finding) -> String {
    if finding.remedy.is_empty() { String::new() } else { format!(": {}", finding.remedy) }
}

fn write_step(step: &PlannedStep, opens: Option<Phase>, behind: bool, narrow: bool, page: &mut Page) {
    let title = opens.map_or("", Phase::title);
    if narrow && opens.is_some() {
        page.row(0, [piece(title, Ink::Strong)]);
    }
    let phase = if narrow { " ".to_owned() } else { format!("{title:<12}") };
    let lead = format!("{:>2}  {:<14}", step.ordinal, step.name);
    let hang = phase.len() + lead.len();
    // What a skipped step would do is not going to happen, so it is not told.
    let (mut effects, ink) = match &step.skip {
        Some(why) => (vec![format!("- nothing to do: {why}")], Ink::Faint),
        None if behind => (vec![format!("- behind us: {}", counted(&step.effects).join("   "))], Ink::Faint),
        None => (counted(&step.effects), Ink::Plain),
    };
    // Short effects share a row, long ones have one each.
    let together = effects.join("   ");
    if hang + text::width(&together) <= page.width() {
        effects = vec![together];
    }
    let mut effects = effects.into_iter();
    page.row(hang, [piece(phase, Ink::Strong), piece(lead, ink), piece(effects.next().unwrap_or_default(), ink)]);
    for effect in effects {
        page.row(hang + 2, [piece(" ".repeat(hang), ink), piece(effect, ink)]);
    }
}

/// The effects in words; the same one several times in a row is told once, with its number.
fn counted(effects: &[DisplayText]) -> Vec<String> {
    let runs = effects.chunk_by(|a, b| a == b);
    runs.map(|run| if run.len() > 1 { format!("{} x {}", run.len(), run[0]) } else { run[0].to_string() }).collect()
}

fn forecast(plan: &Plan, page: &mut Page) {
    let forecast = &plan.forecast;
    let budget = match forecast.calls_per_minute {
        0 => String::new(),
        allowed => format!(" at {allowed} calls a minute"),
    };
    let time = words::span(Duration::from_millis(forecast.millis));
    page.row(2, [piece(format!("cost: {} calls, about {time}{budget}", forecast.calls), Ink::Faint)]);
    if plan.ticket_required {
        page.row(2, [piece("the recipe asks for a ticket", Ink::Faint)]);
    }
}

fn of_person(seat: &Seat, held: bool) -> Vec<String> {
    let state = seat.person.state.as_str();
    let mut facts = vec![if held { format!("was {state}") } else { state.to_owned() }];
    for text in [&seat.person.title, &seat.division_name] {
        if !text.is_empty() {
            facts.push(text.as_str().to_owned());
        }
    }
    if let Some(manager) = &seat.manager_name {
        facts.push(format!("manager {manager}"));
    }
    facts
}

fn of_group(image: &GroupImage) -> Vec<String> {
    vec![
        if image.dynamic { "group by a rule".to_owned() } else { "group".to_owned() },
        text::counted(image.members.len(), "member"),
        text::counted(image.grants.len(), "role"),
        text::counted(image.queues.len(), "queue"),
    ]
}
