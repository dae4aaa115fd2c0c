//! Leaving while a run or a batch of this console is under way: leave it, stop it after its step, or stay.

use super::Overlay;
use crate::tui::app::App;
use crate::tui::app::place::middle;
use crate::tui::pane::{batch, run};
use crate::tui::widget::{Canvas, text};
use ratatui::layout::Rect;

/// The question.
#[derive(Debug)]
pub struct Leave {
    words: String,
}

/// The ways out, as the dialog lists them.
const WAYS: [&str; 3] = [
    "Esc  stay",
    "d    detach: it is handed back after its step, and can be resumed",
    "s    stop it for good after its step, then leave",
];

impl Leave {
    /// Where it stands.
    pub fn place(&self, body: Rect) -> Rect {
        let width = body.width.min(72);
        let lines = text::wrap(&self.words, usize::from(width.saturating_sub(4))).len() + WAYS.len();
        middle(body, width, u16::try_from(lines + 3).unwrap_or(u16::MAX))
    }
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
pub fn view(_app: &App, leave: &Leave, outer: Rect, canvas: &mut Canvas<'_>) {
    let inner = canvas.frame(outer, "Leave?", "", true);
    let inner = Rect { x: inner.x + inner.width.min(1), width: inner.width.saturating_sub(2), ..inner };
    let (strong, plain) = (canvas.theme.strong, canvas.theme.text);
    let y = canvas.paragraph(inner, &leave.words, strong) + 1;
    for (way, y) in WAYS.iter().zip(y..inner.bottom()) {
        canvas.put(inner.x, y, inner.width, way, plain);
    }
}
