//! Mending a cell in place: the file stays as it is, the plan is made with what was typed.

use super::{ask, selected};
use crate::backend::Severity;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::widget::Prompt;

/// A cell that is being mended.
#[derive(Debug)]
pub struct Mend {
    /// The row's number.
    pub row: u64,
    /// The job's column.
    pub column: &'static str,
    /// The value that is typed.
    pub prompt: Prompt,
}

/// Opens the field for the cell that is wrong in the selected row.
pub(super) fn begin(app: &mut App) {
    let Some((row, column)) = selected(app).map(|row| (row.row, row.column)) else { return };
    let known = app.rows.wish.as_ref().and_then(|wish| wish.edits.cells.get(&row)?.get(column).cloned());
    let mut prompt = Prompt::open();
    prompt.set(&known.unwrap_or_default());
    app.rows.mend = Some(Mend { row, column, prompt });
}

/// What keys mean while a cell is mended; says whether it was anything to the field.
pub(super) fn act(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Open => {
            let Some(Mend { row, column, prompt }) = app.rows.mend.take() else { return false };
            let Some(wish) = &mut app.rows.wish else { return false };
            wish.edits.left_out.remove(&row);
            wish.edits.cells.entry(row).or_default().insert(column.to_owned(), prompt.text().trim().to_owned());
            ask(app, out);
        }
        Action::Back | Action::Interrupt => {
            app.rows.mend = None;
            app.notify(Severity::Note, "The cell stays as it is in the file.");
        }
        // What moves elsewhere would leave the field behind.
        Action::Move(_) | Action::Filter => {}
        _ => return false,
    }
    true
}
