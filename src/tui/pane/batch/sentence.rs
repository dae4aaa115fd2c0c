//! A batch in one sentence: what is being done with whom, or what came of it and what needs eyes.

use crate::backend::BatchView;
use crate::model::{PipelineKind, RunState};
use crate::tui::pane::page::Ink;
use crate::tui::pane::run::words;
use crate::tui::widget::text;

/// `1 person`, `2 people`.
pub fn people(number: usize) -> String {
    if number == 1 { "1 person".to_owned() } else { format!("{} people", text::count(number)) }
}

/// What is being done now, or what came of it.
pub fn of(view: &BatchView) -> (String, Ink) {
    let (line, totals) = (&view.line, &view.line.totals);
    let over = totals.planned.saturating_sub(totals.left);
    let so_far = format!("{} of {} are through", text::count(over), people(totals.planned));
    match line.state {
        _ if totals.planned == 0 => {
            ("There was nobody to do anything for; who was named was set aside.".into(), Ink::Doubt)
        }
        RunState::Done | RunState::Failed | RunState::Cancelled => ended(view),
        _ if line.interrupted => (format!("Nobody is working on it; {so_far}."), Ink::Doubt),
        RunState::Paused => (format!("Paused; {so_far}."), Ink::Doubt),
        RunState::Queued if line.due.is_some() => ("Planned for later; nothing has been done yet.".into(), Ink::Strong),
        RunState::Queued | RunState::Running => (at_work(view, &so_far), Ink::Strong),
    }
}

fn at_work(view: &BatchView, so_far: &str) -> String {
    let totals = &view.line.totals;
    match PipelineKind::of(&view.line.kind) {
        Some(PipelineKind::Offboard) if totals.access_cut < totals.planned => format!(
            "Cutting the access of {} before anything else; {} are cut.",
            people(totals.planned),
            text::count(totals.access_cut)
        ),
        Some(PipelineKind::Offboard) => format!("The access of all is cut; {so_far}."),
        Some(kind) => format!("{} one by one: {so_far}.", kind.verb()),
        None => format!("At work: {so_far}."),
    }
}

fn ended(view: &BatchView) -> (String, Ink) {
    let (line, totals) = (&view.line, &view.line.totals);
    let eyes = totals.failed + totals.unknown + totals.blocked;
    let after = view.all_cut_at.and_then(|at| words::between(line.created_at, at)).map(words::span);
    let offboard = PipelineKind::of(&line.kind) == Some(PipelineKind::Offboard);
    let (cut, mut ink) = match (offboard, after) {
        (true, Some(after)) => {
            (format!("The access of {} was cut within {after}; ", people(totals.planned)), Ink::Good)
        }
        (true, None) => {
            let open = totals.planned.saturating_sub(totals.access_cut);
            (format!("The access of {} is NOT proved to be cut; ", people(open)), Ink::Bad)
        }
        (false, _) => (String::new(), Ink::Good),
    };
    let done = format!("{} of {} are done", text::count(totals.done), people(totals.planned));
    let rest = match eyes {
        0 if totals.cancelled == 0 => "nothing needs eyes".to_owned(),
        0 => format!("{} stopped", text::count(totals.cancelled)),
        1 => "1 needs eyes".to_owned(),
        eyes => format!("{} need eyes", text::count(eyes)),
    };
    if ink == Ink::Good && (eyes > 0 || totals.cancelled > 0) {
        ink = Ink::Doubt;
    }
    let mut sentence = format!("{cut}{done}, {rest}.");
    if let Some(first) = sentence.get(..1).map(str::to_uppercase) {
        sentence.replace_range(..1, &first);
    }
    (sentence, ink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BatchTotals;
    use crate::tui::fake::bulk;

    fn with(state: RunState, totals: BatchTotals) -> BatchView {
        let mut view = bulk::batch_view();
        (view.line.state, view.line.totals) = (state, totals);
        view
    }

    #[test]
    fn a_batch_says_what_it_is_at_and_what_came_of_it() {
        let all = BatchTotals { people: 214, planned: 214, left: 214, access_cut: 31, ..BatchTotals::default() };
        let words = |state, totals| of(&with(state, totals)).0;
        assert_eq!(words(RunState::Running, all), "Cutting the access of 214 people before anything else; 31 are cut.");
        let cut = BatchTotals { access_cut: 214, left: 85, ..all };
        assert_eq!(words(RunState::Running, cut), "The access of all is cut; 129 of 214 people are through.");
        let over = BatchTotals { left: 0, done: 212, failed: 1, unknown: 1, ..cut };
        assert_eq!(
            of(&with(RunState::Failed, over)),
            (
                "The access of 214 people was cut within 1 min 31 s; 212 of 214 people are done, 2 need eyes.".into(),
                Ink::Doubt
            )
        );
        let mut open = with(RunState::Failed, BatchTotals { access_cut: 213, ..over });
        open.all_cut_at = None;
        assert!(of(&open).0.starts_with("The access of 1 person is NOT proved to be cut;"), "{}", of(&open).0);
        let nobody = BatchTotals { people: 2, blocked: 2, ..BatchTotals::default() };
        assert!(words(RunState::Done, nobody).starts_with("There was nobody"));
        let mut made = with(RunState::Done, BatchTotals { done: 214, ..cut });
        made.line.totals.left = 0;
        made.line.kind = "provision".to_owned();
        assert_eq!(of(&made), ("214 of 214 people are done, nothing needs eyes.".into(), Ink::Good));
    }
}
