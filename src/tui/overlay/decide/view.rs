//! The dialog as it is drawn: what happens and what stays, the fields, two buttons.

use super::{Decide, Decision, Place};
use crate::model::{HrEventKind, InboxEntry, InboxState, RunState};
use crate::tui::app::place::middle;
use crate::tui::app::{App, clock};
use crate::tui::pane::inbox::words;
use crate::tui::widget::{Canvas, Prompt, text};
use ratatui::layout::Rect;

/// The width that the dialog likes, frame included.
const WIDTH: u16 = 72;

/// Where the dialog stands.
pub fn place(app: &App, dialog: &Decide, body: Rect) -> Rect {
    let width = body.width.min(WIDTH);
    let lines = text::wrap(&sentence(app, dialog), usize::from(width.saturating_sub(4))).len();
    let fields = if dialog.decision == Decision::Postpone { 2 } else { 1 };
    // The fields, what is wrong with them, the buttons, the hint, and blanks between.
    middle(body, width, u16::try_from(lines + fields + 9).unwrap_or(u16::MAX))
}

/// What the dialog is called.
fn title(dialog: &Decide) -> String {
    let whom = words::person(&dialog.entry);
    match (dialog.decision, dialog.entry.event.kind) {
        (Decision::Postpone, _) => format!("Put off: {whom}"),
        (Decision::Reject, _) if is_mark(&dialog.entry) => format!("Mark as dealt with: {whom}"),
        (Decision::Reject, _) => format!("Turn down: {whom}"),
    }
}

/// Whether turning it down only says that somebody has dealt with it.
fn is_mark(entry: &InboxEntry) -> bool {
    entry.event.kind != HrEventKind::Termination || entry.run.as_ref().is_some_and(|run| run.state == RunState::Failed)
}

/// What happens, and what stays as it is.
fn sentence(app: &App, dialog: &Decide) -> String {
    let entry = &dialog.entry;
    let whom = words::person(entry);
    let stays = match words::run_of(app, entry).and_then(|run| run.access_cut_at) {
        Some(at) => {
            let when = clock::when(at, app.now, &app.zone);
            format!("Access was cut {when} and stays cut; b on the event or on the person gives it back.")
        }
        None => format!("Nothing was cut, and {whom} keeps what they have."),
    };
    match dialog.decision {
        Decision::Postpone => {
            let deadline = clock::when(entry.decide_by, app.now, &app.zone);
            let run = match entry.state {
                InboxState::Begun => "Its run stays as it is. ",
                InboxState::Received | InboxState::Waiting | InboxState::Rejected => "",
            };
            format!("Nobody is asked about {whom} until then. {run}{stays} The deadline stays {deadline}.")
        }
        Decision::Reject => {
            let run = entry.run.as_ref();
            let what = match run.map(|run| run.state) {
                Some(RunState::Failed) => {
                    format!("The event about {whom} is over. What its run did stays done; what failed stays undone.")
                }
                Some(_) if run.is_some_and(|run| run.held) => {
                    format!("The rest of the offboarding of {whom} is not done, and its run is over.")
                }
                Some(_) => format!("The run planned for {whom} is not begun, and is over."),
                None if entry.event.kind != HrEventKind::Termination => {
                    format!("The event about {whom} is over; this itself changes nothing.")
                }
                None => format!("The termination of {whom} is not carried out, and the event is over."),
            };
            format!("{what} {stays}")
        }
    }
}

/// What stands on the button.
fn button(dialog: &Decide) -> &'static str {
    match dialog.decision {
        Decision::Postpone => "Put it off",
        Decision::Reject if is_mark(&dialog.entry) => "Mark as dealt with",
        Decision::Reject => "Turn it down",
    }
}

/// Draws it.
pub fn view(app: &App, dialog: &Decide, outer: Rect, canvas: &mut Canvas<'_>) {
    let inner = canvas.frame(outer, &title(dialog), "", true);
    if inner.width < 4 {
        return;
    }
    let inner = Rect { x: inner.x + 1, width: inner.width - 2, ..inner };
    let strong = canvas.theme.strong;
    let mut y = canvas.paragraph(inner, &sentence(app, dialog), strong) + 1;
    if dialog.decision == Decision::Postpone {
        field(app, dialog, Place::Until, Rect { y, height: 1, ..inner }.intersection(inner), canvas);
        y += 1;
    }
    field(app, dialog, Place::Reason, Rect { y, height: 1, ..inner }.intersection(inner), canvas);
    if let Some((_, wrong)) = &dialog.wrong {
        let room = Rect { y: y + 1, height: inner.bottom().saturating_sub(y + 4), ..inner };
        let danger = canvas.theme.danger;
        canvas.paragraph(room, &format!("x {wrong}"), danger);
    }
    buttons(dialog, inner, canvas);
}

fn field(app: &App, dialog: &Decide, place: Place, row: Rect, canvas: &mut Canvas<'_>) {
    if row.is_empty() {
        return;
    }
    let (label, prompt, hint): (&str, &Prompt, String) = match place {
        Place::Until => ("until", &dialog.until, until_hint(app, dialog)),
        _ => ("reason", &dialog.reason, "required".to_owned()),
    };
    let at = dialog.place == place;
    let wrong = dialog.wrong.as_ref().is_some_and(|(at, _)| *at == place);
    let (mark, style) = match (wrong, at) {
        (true, _) => ("x", canvas.theme.danger),
        (false, true) => (">", canvas.theme.strong),
        (false, false) => (" ", canvas.theme.text),
    };
    let x = canvas.put(row.x, row.y, row.width, &format!("{mark} {label:<8}"), style);
    let (quiet, typed) = (canvas.theme.quiet, canvas.theme.typed);
    let hint_wide = u16::try_from(text::width(&hint)).unwrap_or(0);
    let room = row.right().saturating_sub(x).saturating_sub(hint_wide + 1);
    let area = Rect { x, width: room, ..row };
    canvas.tint(area, typed);
    prompt.view(area, typed, canvas);
    canvas.put_right(row.right(), row.y, hint_wide, &hint, quiet);
}

/// What was typed for the time, as it is understood.
fn until_hint(app: &App, dialog: &Decide) -> String {
    match dialog.time(app.now, &app.zone) {
        Ok(Some(moment)) if moment.at > dialog.entry.decide_by => {
            format!("! {}, after the deadline", clock::when(moment.at, app.now, &app.zone))
        }
        Ok(Some(moment)) => format!("+ {}", clock::when(moment.at, app.now, &app.zone)),
        Ok(None) | Err(_) => ". 2026-12-01T09:00".to_owned(),
    }
}

fn buttons(dialog: &Decide, inner: Rect, canvas: &mut Canvas<'_>) {
    if inner.height < 3 {
        return;
    }
    let y = inner.bottom() - 2;
    let look = |place, canvas: &Canvas<'_>| match dialog.place == place {
        true => (">", canvas.theme.selected),
        false => (" ", canvas.theme.text),
    };
    let (mark, style) = look(Place::Back, canvas);
    let x = canvas.put(inner.x, y, inner.width, &format!("{mark}[ Back ]"), style);
    if dialog.place == Place::Back {
        canvas.cursor_at(inner.x, y);
    }
    let (mark, style) = look(Place::Go, canvas);
    let label = format!("{mark}[ {} ]", button(dialog));
    let left = canvas.put_right(inner.right(), y, inner.right().saturating_sub(x + 3), &label, style);
    if dialog.place == Place::Go {
        canvas.cursor_at(left, y);
    }
    let quiet = canvas.theme.quiet;
    canvas.put(inner.x, inner.bottom() - 1, inner.width, hint(dialog), quiet);
}

fn hint(dialog: &Decide) -> &'static str {
    match (dialog.place, dialog.decision) {
        _ if dialog.sent => "> being written down ...",
        (Place::Until, _) => "When, with zone or offset or neither; Tab to the reason, Esc back",
        (Place::Reason, _) => "Why, for the audit trail; Tab to the button, Esc back",
        (Place::Go, Decision::Reject) if is_mark(&dialog.entry) => "Ctrl-X marks it (Enter does not); Esc back",
        (Place::Go, Decision::Reject) => "Ctrl-X turns it down (Enter does not); Esc back",
        (Place::Go, Decision::Postpone) => "Ctrl-X puts it off (Enter does not); Esc back",
        (Place::Back, _) => "Enter goes back, nothing is changed",
    }
}
