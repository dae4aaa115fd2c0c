//! The dialog as it is drawn: what happens and what stays, the fields, two buttons.

use super::{Decide, Decision, Place};
use crate::model::{HrEventKind, InboxEntry, InboxState, RunState};
use crate::tui::action::{Action, key_words};
use crate::tui::app::place::{inside, middle};
use crate::tui::app::{App, clock};
use crate::tui::pane::inbox::{Act, words};
use crate::tui::widget::{Canvas, Prompt, text};
use ratatui::layout::{Position, Rect};

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

/// What can be pointed at, and where: fields and buttons; and the row behind the last field.
fn spots(app: &App, dialog: &Decide, outer: Rect) -> (Rect, Vec<(Place, Rect)>, u16) {
    let inner = inside(outer);
    let inner = Rect { x: inner.x + inner.width.min(1), width: inner.width.saturating_sub(2), ..inner };
    let lines = text::wrap(&sentence(app, dialog), inner.width.into()).len();
    let mut y = inner.y + u16::try_from(lines).unwrap_or(u16::MAX).min(inner.height) + 1;
    let mut all = Vec::new();
    for place in [Place::Until, Place::Reason] {
        if place == Place::Until && dialog.decision != Decision::Postpone {
            continue;
        }
        all.push((place, Rect { y, height: 1, ..inner }.intersection(inner)));
        y += 1;
    }
    if inner.height >= 3 {
        let row = Rect { y: inner.bottom() - 2, height: 1, ..inner };
        let back = Rect { width: wide(BACK).min(row.width), ..row };
        let go = wide(&go_button(dialog)).min(row.width.saturating_sub(back.width + 3));
        all.push((Place::Back, back));
        all.push((Place::Go, Rect { x: row.right() - go, width: go, ..row }));
    }
    (inner, all, y)
}

/// The button that goes back, with a cell for the mark of the focus.
const BACK: &str = " [ Back ]";

fn go_button(dialog: &Decide) -> String {
    format!(" [ {} ]", button(dialog))
}

fn wide(words: &str) -> u16 {
    u16::try_from(text::width(words)).unwrap_or(u16::MAX)
}

/// The field or the button at a place of the screen.
pub(super) fn under(app: &App, dialog: &Decide, outer: Rect, at: Position) -> Option<Place> {
    spots(app, dialog, outer).1.into_iter().find(|(_, spot)| spot.contains(at)).map(|(place, _)| place)
}

/// Draws it.
pub fn view(app: &App, dialog: &Decide, outer: Rect, canvas: &mut Canvas<'_>) {
    let frame = canvas.frame(outer, &title(dialog), "", true);
    if frame.width < 4 {
        return;
    }
    let (inner, all, below) = spots(app, dialog, outer);
    let strong = canvas.theme.strong;
    canvas.paragraph(inner, &sentence(app, dialog), strong);
    for (place, spot) in all {
        match place {
            Place::Until | Place::Reason => field(app, dialog, place, spot, canvas),
            Place::Back => pressable(dialog, place, BACK, spot, canvas),
            Place::Go => pressable(dialog, place, &go_button(dialog), spot, canvas),
        }
    }
    if let Some((_, wrong)) = &dialog.wrong {
        let room = Rect { y: below, height: inner.bottom().saturating_sub(below + 3), ..inner };
        let danger = canvas.theme.danger;
        canvas.paragraph(room, &format!("x {wrong}"), danger);
    }
    if inner.height >= 3 {
        let quiet = canvas.theme.quiet;
        canvas.put(inner.x, inner.bottom() - 1, inner.width, &hint(app, dialog), quiet);
    }
}

fn pressable(dialog: &Decide, place: Place, label: &str, spot: Rect, canvas: &mut Canvas<'_>) {
    let at = dialog.place == place;
    let style = if at { canvas.theme.selected } else { canvas.theme.text };
    canvas.put(spot.x, spot.y, spot.width, label, style);
    if at {
        canvas.put(spot.x, spot.y, 1, ">", style);
        canvas.cursor_at(spot.x, spot.y);
    }
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

fn hint(app: &App, dialog: &Decide) -> String {
    let does = match (dialog.place, dialog.decision) {
        _ if dialog.sent => return "> being written down ...".to_owned(),
        (Place::Until, _) => return "When, with zone or offset or neither; Tab to the reason, Esc back".to_owned(),
        (Place::Reason, _) => return "Why, for the audit trail; Tab to the button, Esc back".to_owned(),
        (Place::Back, _) => return "Enter goes back, nothing is changed".to_owned(),
        (Place::Go, Decision::Reject) if is_mark(&dialog.entry) => "marks it",
        (Place::Go, Decision::Reject) => "turns it down",
        (Place::Go, Decision::Postpone) => "puts it off",
    };
    let (go, back) = (key_words(app, Action::Inbox(Act::CarryOut)), key_words(app, Action::Back));
    format!("{go} {does} (Enter does not); {back} back")
}
