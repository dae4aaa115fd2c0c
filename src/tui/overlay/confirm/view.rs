//! The confirmation as it is drawn: one sentence, three fields, two buttons.

use super::Confirm;
use super::form::{Asks, Form, NameFit, Place};
use crate::tui::app::place::middle;
use crate::tui::app::{App, clock};
use crate::tui::widget::{Canvas, Prompt, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The width that the dialog likes, frame included.
const WIDTH: u16 = 72;

/// The rows that it needs, frame included.
const HEIGHT: u16 = 17;

/// Where the dialog stands.
pub fn place(form: &Form, body: Rect) -> Rect {
    middle(body, WIDTH, HEIGHT + u16::from(form.may_wait()))
}

/// Draws it.
pub fn view(app: &App, confirm: &Confirm, outer: Rect, canvas: &mut Canvas<'_>) {
    let (form, matter) = (&confirm.form, &confirm.matter);
    let inner = canvas.frame(outer, &matter.title(), "", true);
    // Until keys count nothing invites to press one.
    if !form.settled(app.now) || inner.width < 4 {
        return;
    }
    let inner = Rect { x: inner.x + 1, width: inner.width - 2, ..inner };
    let strong = canvas.theme.strong;
    // What is no time is said at its field.
    let due = form.due(app.now, &app.zone).ok().flatten().map(|moment| moment.at);
    let sentence = matter.sentence(app, due);
    let mut y = canvas.paragraph(Rect { height: inner.height.min(4), ..inner }, &sentence, strong);
    if let Some(last) = matter.irreversible().first() {
        let more = match matter.irreversible().len() {
            1 => String::new(),
            all => format!(" (+{} more in the plan)", all - 1),
        };
        let style = canvas.theme.warning;
        canvas.put(inner.x, y, inner.width, &format!("! final: {last}{more}"), style);
        y += 1;
    }
    y += 1;
    let fields = [Place::Name, Place::Reason, Place::Ticket, Place::When];
    for place in fields.into_iter().filter(|place| *place != Place::When || form.may_wait()) {
        if y < inner.bottom() {
            field(app, form, place, Rect { y, height: 1, ..inner }, canvas);
        }
        y += 1;
    }
    let fault = form.wrong.as_ref().map(|(_, text)| format!("x {text}"));
    let danger = canvas.theme.danger;
    if let Some(fault) = fault {
        let room = Rect { y: y.min(inner.bottom()), height: inner.bottom().saturating_sub(y + 3).min(3), ..inner };
        canvas.paragraph(room, &fault, danger);
    }
    buttons(app, confirm, inner, canvas);
}

fn field(app: &App, form: &Form, place: Place, row: Rect, canvas: &mut Canvas<'_>) {
    let (label, prompt, hint): (&str, &Prompt, String) = match place {
        Place::Name => (
            if matches!(form.asks(), Asks::Name(_)) { "name" } else { "how many" },
            &form.name,
            name_hint(form).to_owned(),
        ),
        Place::Reason if form.reason.is_empty() => ("reason", &form.reason, "required: why".to_owned()),
        Place::Reason => ("reason", &form.reason, String::new()),
        Place::When => ("when", &form.when, when_hint(app, form)),
        _ => ("ticket", &form.ticket, if form.ticket_required() { "required" } else { "if any" }.to_owned()),
    };
    let at = form.place == place;
    let wrong = form.wrong.as_ref().is_some_and(|(at, _)| *at == place);
    let label_style = if wrong {
        canvas.theme.danger
    } else if at {
        canvas.theme.strong
    } else {
        canvas.theme.text
    };
    let mark = if wrong {
        "x"
    } else if at {
        ">"
    } else {
        " "
    };
    let x = canvas.put(row.x, row.y, row.width, &format!("{mark} {label:<12}"), label_style);
    let right = row.right();
    let hint_wide = u16::try_from(text::width(&hint)).unwrap_or(0);
    let quiet = canvas.theme.quiet;
    let room = right.saturating_sub(x).saturating_sub(hint_wide + 1);
    let typed = canvas.theme.typed;
    let box_area = Rect { x, y: row.y, width: room, height: 1 };
    canvas.tint(box_area, typed);
    prompt.view(box_area, typed, canvas);
    let hint_style = if place == Place::Name { name_style(form, canvas) } else { quiet };
    canvas.put_right(right, row.y, hint_wide, &hint, hint_style);
}

/// What was typed for the time, as it is understood.
fn when_hint(app: &App, form: &Form) -> String {
    match form.due(app.now, &app.zone) {
        Ok(None) => "empty: now".to_owned(),
        Ok(Some(moment)) => format!("+ {}", clock::when(moment.at, app.now, &app.zone)),
        Err(_) => ". 2026-12-01T18:00[Europe/Berlin]".to_owned(),
    }
}

fn name_hint(form: &Form) -> &'static str {
    match form.name_fits() {
        NameFit::Empty => match form.asks() {
            Asks::Name(_) => "type it, or the e-mail",
            Asks::Number(_) => "the number, typed",
        },
        NameFit::Begins => ". go on",
        NameFit::Equal => "+ fits",
        NameFit::Differs => "x differs",
    }
}

fn name_style(form: &Form, canvas: &Canvas<'_>) -> Style {
    match form.name_fits() {
        NameFit::Empty | NameFit::Begins => canvas.theme.quiet,
        NameFit::Equal => canvas.theme.good,
        NameFit::Differs => canvas.theme.danger,
    }
}

fn buttons(app: &App, confirm: &Confirm, inner: Rect, canvas: &mut Canvas<'_>) {
    if inner.height < 3 {
        return;
    }
    let at = confirm.form.place;
    let y = inner.bottom() - 2;
    let look = |place, canvas: &Canvas<'_>| if at == place { canvas.theme.selected } else { canvas.theme.text };
    let mark = |place| if at == place { ">" } else { " " };
    let style = look(Place::Back, canvas);
    let x = canvas.put(inner.x, y, inner.width, &format!("{}[ Back ]", mark(Place::Back)), style);
    if at == Place::Back {
        canvas.cursor_at(inner.x, y);
    }
    let label = format!("{}[ {} ]", mark(Place::Go), confirm.matter.button());
    let room = inner.right().saturating_sub(x + 3);
    let wide = u16::try_from(text::width(&label)).unwrap_or(u16::MAX).min(room);
    let style = look(Place::Go, canvas);
    let left = canvas.put_right(inner.right(), y, wide, &label, style);
    if at == Place::Go {
        canvas.cursor_at(left, y);
    }
    let style = canvas.theme.quiet;
    canvas.put(inner.x, inner.bottom() - 1, inner.width, hint(app, confirm), style);
}

fn hint(app: &App, confirm: &Confirm) -> &'static str {
    if confirm.sent.is_some() {
        return "> being written down, before anything is done ...";
    }
    match confirm.form.place {
        Place::Back => "Enter goes back, nothing is changed; Tab goes to the first field",
        Place::Name => match confirm.form.asks() {
            Asks::Name(_) => "Type the name or the e-mail address as shown; Tab to the reason",
            Asks::Number(_) => "Type how many it is about, as the sentence says; Tab to the reason",
        },
        Place::Reason => "Why, for the audit trail; Tab to the ticket, Esc back",
        Place::Ticket if confirm.form.may_wait() => "Tab to the time, Esc back",
        Place::Ticket => "Tab to the button, Esc back",
        Place::When => "Empty: now. Else when, with zone or offset or neither; Tab goes on",
        Place::Go if confirm.form.arms_in(app.now).is_some() => "The button can be pressed in a second",
        Place::Go => confirm.matter.go(),
    }
}
