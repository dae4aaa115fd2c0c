//! What lies behind: cuts, runs by the day, and what is kept about a run beside itself.

use super::start;
use crate::backend::{BudgetMeter, Command, Event, HrNotice, RunTrail, TrailLink};
use crate::model::{CutAfter, Digest, Ended, Figures, RunRecord, RunState, Timestamp};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;

/// Figures with so many cuts, and runs on every third day where there are any.
pub fn figures(cuts: u64) -> Figures {
    let names = ["Jane Doe", "Eve\u{202e}puorg 漢字漢字漢字漢字", "Ján Kováč", "Jansen"];
    let cut = |n: u64| CutAfter {
        run: format!("r-{n}").as_str().into(),
        name: names[usize::try_from(n).unwrap() % names.len()].into(),
        at: start() - SignedDuration::from_mins(i64::try_from(n * 50).unwrap()),
        took: Duration::from_millis(900 + n * n * 370),
    };
    let ended =
        |days: i64, state, number| Ended { from: start() - SignedDuration::from_hours(24 * days), state, number };
    let ended = match cuts {
        0 => Vec::new(),
        1 => vec![ended(0, RunState::Done, 1)],
        _ => vec![
            ended(9, RunState::Done, 214),
            ended(9, RunState::Failed, 3),
            ended(6, RunState::Done, 12),
            ended(3, RunState::Done, 31),
            ended(3, RunState::Cancelled, 2),
            ended(0, RunState::Failed, 1),
            ended(0, RunState::Done, 6),
        ],
    };
    Figures { at: start(), cuts: (0..cuts).map(cut).collect(), ended }
}

/// The meter after so many calls, of 300 that are allowed.
pub fn meter(calls: u64) -> BudgetMeter {
    BudgetMeter { used: u32::try_from(calls % 300).unwrap(), allowed: Some(300), calls, ..BudgetMeter::default() }
}

/// What is kept about this run: four records for each step, the first after 18,190, and an event four minutes before.
pub fn trail(run: &RunRecord) -> RunTrail {
    let link = |seq: i64, action: &str, step: Option<&str>| TrailLink {
        seq,
        action: action.to_owned(),
        step: step.map(str::to_owned),
        seal: Digest::of(seq.to_string().as_bytes()),
    };
    let mut links = vec![link(18_190, "confirm", None)];
    for (step, n) in run.steps.iter().zip(0..) {
        links.push(link(18_191 + 2 * n, "step.intent", Some(&step.name)));
        links.push(link(18_192 + 2 * n, "step.outcome", Some(&step.name)));
    }
    let received_at = run.created_at - SignedDuration::from_secs(251);
    let notice = HrNotice { sender: "hr-core".into(), at: received_at - SignedDuration::from_secs(3), received_at };
    RunTrail { run: run.id.clone(), links, notice: Some(notice) }
}

/// The answer to a wish about what lies behind, if it is one.
pub fn answer(command: &Command) -> Option<Event> {
    match command {
        Command::Figures { generation } => {
            Some(Event::Figures { generation: *generation, result: Ok(Arc::new(figures(37))) })
        }
        _ => None,
    }
}

/// So many minutes after the start.
pub fn minutes(minutes: i64) -> Timestamp {
    start() + SignedDuration::from_mins(minutes)
}
