//! Leaving while a run or a batch of this console is under way: leave it, stop it after its step, or stay.

use super::Overlay;
use crate::tui::action::{Action, key_words};
use crate::tui::app::App;
use crate::tui::app::place::{inside, middle};
use crate::tui::pane::{batch, run};
use crate::tui::widget::{Canvas, text};
use ratatui::layout::{Position, Rect};

/// The question.
#[derive(Debug)]
pub struct Leave {
    words: String,
}

/// The ways out, in the order in which the dialog lists them.
const WAYS: [(Action, &str); 3] = [
    (Action::Back, "stay"),
    (Action::Run(run::Act::LeaveRunning), "detach: it is handed back after its step, and can be resumed"),
    (Action::Run(run::Act::StopAndLeave), "stop it for good after its step, then leave"),
];

impl Leave {
    /// Where it stands.
    pub fn place(&self, app: &App, body: Rect) -> Rect {
        let width = body.width.min(72);
        let inner = usize::from(width.saturating_sub(4));
        let ways: usize = WAYS.iter().map(|way| text::wrap(&words(app, *way), inner).len()).sum();
        let lines = text::wrap(&self.words, inner).len() + ways;
        middle(body, width, u16::try_from(lines + 3).unwrap_or(u16::MAX))
    }

    /// The ways out, each with its place and what it does.
    fn ways(&self, app: &App, inner: Rect) -> Vec<(Rect, String, Action)> {
        let mut y = inner.y.saturating_add(rows(&self.words, inner.width)).saturating_add(1);
        let way = |way: &(Action, &str)| {
            let words = words(app, *way);
            let height = rows(&words, inner.width);
            let place = Rect { y, height, ..inner }.intersection(inner);
            y = y.saturating_add(height);
            (place, words, way.0)
        };
        WAYS.iter().map(way).collect()
    }

    /// The way out at a place of the screen.
    pub fn under(&self, app: &App, at: Position) -> Option<Action> {
        let (outer, _) = app.layout.overlay?;
        self.ways(app, within(outer)).into_iter().find(|(place, ..)| place.contains(at)).map(|(.., action)| action)
    }
}

fn words(app: &App, (action, what): (Action, &str)) -> String {
    format!("{:<4} {what}", key_words(app, action))
}

fn rows(words: &str, width: u16) -> u16 {
    u16::try_from(text::wrap(words, width.into()).len()).unwrap_or(u16::MAX)
}

fn within(outer: Rect) -> Rect {
    let inner = inside(outer);
    Rect { x: inner.x + inner.width.min(1), width: inner.width.saturating_sub(2), ..inner }
}

/// The operator wants to leave: asks first when a run of this console is under way; says whether it asked.
pub fn asked(app: &mut App) -> bool {
    let under_way = run::under_way(app);
    let batches = batch::under_way(app);
    let words = match under_way.as_slice() {
        [] => match batches.as_slice() {
            [] => return false,
            [(_, title)] => format!("The batch {title} is under way.").replace("  ", " "),
            many => format!("{} batches are under way.", many.len()),
        },
        runs if !batches.is_empty() => {
            format!("{} and {} are under way.", text::counted(runs.len(), "run"), batch_words(batches.len()))
        }
        [one] => {
            let name = app.run.record().filter(|run| run.id == *one).map(|run| run.plan.subject.name.clone());
            let name =
                name.or_else(|| app.summaries.iter().find(|line| line.id == *one).map(|line| line.subject.clone()));
            name.map_or("A run is under way.".to_owned(), |name| format!("The run for {name} is under way."))
        }
        many => format!("{} runs are under way.", many.len()),
    };
    app.open_overlay(Overlay::Leave(Leave { words }));
    true
}

fn batch_words(batches: usize) -> String {
    if batches == 1 { "1 batch".to_owned() } else { format!("{batches} batches") }
}

/// Draws it.
pub fn view(app: &App, leave: &Leave, outer: Rect, canvas: &mut Canvas<'_>) {
    canvas.frame(outer, "Leave?", "", true);
    let inner = within(outer);
    let (strong, plain) = (canvas.theme.strong, canvas.theme.text);
    canvas.paragraph(inner, &leave.words, strong);
    for (place, words, _) in leave.ways(app, inner) {
        canvas.paragraph(place, &words, plain);
    }
}
