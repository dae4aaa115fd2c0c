//! The confirmation as it is drawn: one sentence, three fields, two buttons.

use super::Confirm;
use super::form::{Asks, Form, NameFit, Place};
use crate::tui::action::{Action, key_words};
use crate::tui::app::place::{inside, middle};
use crate::tui::app::{App, clock};
use crate::tui::pane::plan::Act;
use crate::tui::widget::{Canvas, Prompt, text};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// The width that the dialog likes, frame included.
const WIDTH: u16 = 72;

/// The rows that it needs, frame included.
const HEIGHT: u16 = 17;

/// Where the dialog stands.
pub fn place(form: &Form, body: Rect) -> Rect {
    middle(body, WIDTH, HEIGHT + u16::from(form.may_wait()))
}

/// What can be pointed at, and where: fields and buttons; and the row behind the last field.
struct Spots {
    inner: Rect,
    sentence: Rect,
    all: Vec<(Place, Rect)>,
    below: u16,
}

fn spots(app: &App, confirm: &Confirm, outer: Rect) -> Spots {
    let (form, matter) = (&confirm.form, &confirm.matter);
    let inner = inside(outer);
    let inner = Rect { x: inner.x + inner.width.min(1), width: inner.width.saturating_sub(2), ..inner };
    let sentence = Rect { height: inner.height.min(4), ..inner };
    let lines = text::wrap(&matter.sentence(app, due(app, form)), inner.width.into()).len();
    let lines = u16::try_from(lines).unwrap_or(u16::MAX).min(sentence.height);
    let mut y = inner.y + lines + u16::from(!matter.irreversible().is_empty()) + 1;
    let mut all = Vec::new();
    let fields = [Place::Name, Place::Reason, Place::Ticket, Place::When];
    for place in fields.into_iter().filter(|place| *place != Place::When || form.may_wait()) {
        if y < inner.bottom() {
            all.push((place, Rect { y, height: 1, ..inner }));
        }
        y += 1;
    }
    if inner.height >= 3 {
        let row = Rect { y: inner.bottom() - 2, height: 1, ..inner };
        let back = Rect { width: wide(BACK).min(row.width), ..row };
        let room = row.width.saturating_sub(back.width + 3);
        let go = wide(&go_button(confirm)).min(room);
        all.push((Place::Back, back));
        all.push((Place::Go, Rect { x: row.right() - go, width: go, ..row }));
    }
    Spots { inner, sentence, all, below: y }
}

/// The button that goes back, with a cell for the mark of the focus.
const BACK: &str = " [ Back ]";

fn go_button(confirm: &Confirm) -> String {
    format!(" [ {} ]", confirm.matter.button())
}

fn wide(words: &str) -> u16 {
    u16::try_from(text::width(words)).unwrap_or(u16::MAX)
}

/// The time that has been typed; what is no time is said at its field.
fn due(app: &App, form: &Form) -> Option<crate::model::Timestamp> {
    form.due(app.now, &app.zone).ok().flatten().map(|moment| moment.at)
}

/// The field or the button at a place of the screen.
pub(super) fn under(app: &App, confirm: &Confirm, outer: Rect, at: Position) -> Option<Place> {
    spots(app, confirm, outer).all.into_iter().find(|(_, spot)| spot.contains(at)).map(|(place, _)| place)
}

/// Draws it.
pub fn view(app: &App, confirm: &Confirm, outer: Rect, canvas: &mut Canvas<'_>) {
    let (form, matter) = (&confirm.form, &confirm.matter);
    let frame = canvas.frame(outer, &matter.title(), "", true);
    // Until keys count nothing invites to press one.
    if !form.settled(app.now) || frame.width < 4 {
        return;
    }
    let Spots { inner, sentence, all, below } = spots(app, confirm, outer);
    let strong = canvas.theme.strong;
    let y = canvas.paragraph(sentence, &matter.sentence(app, due(app, form)), strong);
    if let Some(last) = matter.irreversible().first() {
        let more = match matter.irreversible().len() {
            1 => String::new(),
            all => format!(" (+{} more in the plan)", all - 1),
        };
        let style = canvas.theme.warning;
        canvas.put(inner.x, y, inner.width, &format!("! final: {last}{more}"), style);
    }
    for (place, spot) in all {
        match place {
            Place::Back => button(confirm, place, BACK, spot, canvas),
            Place::Go => button(confirm, place, &go_button(confirm), spot, canvas),
            Place::Name | Place::Reason | Place::Ticket | Place::When => field(app, form, place, spot, canvas),
        }
    }
    if let Some((_, fault)) = &form.wrong {
        let y = below.min(inner.bottom());
        let room = Rect { y, height: inner.bottom().saturating_sub(below + 3).min(3), ..inner };
        let danger = canvas.theme.danger;
        canvas.paragraph(room, &format!("x {fault}"), danger);
    }
    if inner.height >= 3 {
        let style = canvas.theme.quiet;
        canvas.put(inner.x, inner.bottom() - 1, inner.width, &hint(app, confirm), style);
    }
}

fn button(confirm: &Confirm, place: Place, label: &str, spot: Rect, canvas: &mut Canvas<'_>) {
    let at = confirm.form.place == place;
    let style = if at { canvas.theme.selected } else { canvas.theme.text };
    canvas.put(spot.x, spot.y, spot.width, label, style);
    if at {
        canvas.put(spot.x, spot.y, 1, ">", style);
        canvas.cursor_at(spot.x, spot.y);
    }
}

fn field(app: &App, form: &Form, place: Place, row: Rect, canvas: &mut Canvas<'_>) {
    let (label, prompt, hint): (&str, &Prompt, String) = match place {
        Place::Name => (
            if matches!(form.asks(), Asks::Name(_)) { "name" } else { "how many" },
            &form.name,
            name_hint(form, canvas.is_veiled()),
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
    let hint_style = if place == Place::Name { name_style(form, canvas) } else { quiet };
    let draw = |canvas: &mut Canvas<'_>| {
        prompt.view(box_area, typed, canvas);
        canvas.put_right(right, row.y, hint_wide, &hint, hint_style);
    };
    // Whoever has to type the name has to read it: here it is shown even where names are hidden.
    if place == Place::Name { canvas.unveiled(draw) } else { draw(canvas) }
}

/// What was typed for the time, as it is understood.
fn when_hint(app: &App, form: &Form) -> String {
    match form.due(app.now, &app.zone) {
        Ok(None) => "empty: now".to_owned(),
        Ok(Some(moment)) => format!("+ {}", clock::when(moment.at, app.now, &app.zone)),
        Err(_) => ". 2026-12-01T18:00[Europe/Berlin]".to_owned(),
    }
}

fn name_hint(form: &Form, veiled: bool) -> String {
    let hint = match form.name_fits() {
        NameFit::Empty => match form.asks() {
            Asks::Name(_) => "type it, or the e-mail",
            Asks::Number(_) => "the number, typed",
        },
        NameFit::Begins => ". go on",
        NameFit::Equal => "+ fits",
        NameFit::Differs => "x differs",
    };
    match (form.asks(), form.name_fits()) {
        // Elsewhere it is hidden, and it is to be read while it is typed.
        (Asks::Name(who), fit) if veiled => {
            let sign = match fit {
                NameFit::Empty | NameFit::Begins => ".",
                NameFit::Equal => "+",
                NameFit::Differs => "x",
            };
            format!("{sign} {}", text::cut(who.name.as_str(), 28))
        }
        _ => hint.to_owned(),
    }
}

fn name_style(form: &Form, canvas: &Canvas<'_>) -> Style {
    match form.name_fits() {
        NameFit::Empty | NameFit::Begins => canvas.theme.quiet,
        NameFit::Equal => canvas.theme.good,
        NameFit::Differs => canvas.theme.danger,
    }
}

fn hint(app: &App, confirm: &Confirm) -> String {
    if confirm.sent.is_some() {
        return "> being written down, before anything is done ...".to_owned();
    }
    let words = match confirm.form.place {
        Place::Back => "Enter goes back, nothing is changed; Tab goes to the first field",
        Place::Name => match confirm.form.asks() {
            Asks::Name(_) if app.manner.privacy => "Type the name, which only this line shows; Tab to the reason",
            Asks::Name(_) => "Type the name or the e-mail address as shown; Tab to the reason",
            Asks::Number(_) => "Type how many it is about, as the sentence says; Tab to the reason",
        },
        Place::Reason => "Why, for the audit trail; Tab to the ticket, Esc back",
        Place::Ticket if confirm.form.may_wait() => "Tab to the time, Esc back",
        Place::Ticket => "Tab to the button, Esc back",
        Place::When => "Empty: now. Else when, with zone or offset or neither; Tab goes on",
        Place::Go if confirm.form.arms_in(app.now).is_some() => "The button can be pressed in a second",
        Place::Go => {
            let (go, back) = (key_words(app, Action::Plan(Act::CarryOut)), key_words(app, Action::Back));
            return format!("{go} {} (Enter does not); {back} back", confirm.matter.go());
        }
    };
    words.to_owned()
}
