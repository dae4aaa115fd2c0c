//! The confirmation as it is drawn: one sentence, three fields, two buttons.

use super::Confirm;
use super::form::{Form, NameFit, Place};
use crate::model::{PipelineKind, Plan};
use crate::tui::app::App;
use crate::tui::app::place::middle;
use crate::tui::pane::run::words;
use crate::tui::widget::{Canvas, Prompt, text};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::time::Duration;

/// The width that the dialog likes, frame included.
const WIDTH: u16 = 72;

/// The rows that it needs, frame included.
const HEIGHT: u16 = 17;

/// Where the dialog stands.
pub fn place(body: Rect) -> Rect {
    middle(body, WIDTH, HEIGHT)
}

/// What the dialog says will happen.
pub fn sentence(plan: &Plan) -> String {
    let steps = plan.steps.iter().filter(|step| step.skip.is_none()).count();
    let end = match plan.forecast.calls {
        0 => String::new(),
        calls => format!(", {}", text::counted(calls as usize, "call")),
    };
    let (name, tenant, state) = (&plan.subject.name, &plan.tenant, plan.end_state);
    let what = match plan.pipeline {
        PipelineKind::Offboard => {
            format!("{name} ({}) in {tenant} loses all access now and will be {state}", plan.subject.email)
        }
        PipelineKind::Restore => {
            format!("{name} ({}) in {tenant} gets back what the plan lists and will be {state}", plan.subject.email)
        }
        PipelineKind::RemoveGroup => {
            let members = plan.before.group().map_or(0, |image| image.members.len());
            let members = text::counted(members, "member");
            format!("The group {name} in {tenant} is deleted for good; {members} lose what comes from it")
        }
        PipelineKind::SyncRoles => {
            let people = plan.before.grants().map_or(0, |image| image.people.len());
            format!("The roles of {people} people in {tenant} are made as the file {name} says")
        }
        PipelineKind::Provision => {
            format!("{name} ({}) is made in {tenant} and will be {state}", plan.subject.email)
        }
    };
    format!(
        "{what}: {}{end}, about {}.",
        text::counted(steps, "step"),
        words::span(Duration::from_millis(plan.forecast.millis)),
    )
}

/// Draws it.
pub fn view(app: &App, confirm: &Confirm, outer: Rect, canvas: &mut Canvas<'_>) {
    let (form, plan) = (&confirm.form, &*confirm.made.plan);
    let title = format!("Confirm: {} {}", plan.pipeline.verb().to_lowercase(), plan.subject.name);
    let inner = canvas.frame(outer, &title, "", true);
    // Until keys count nothing invites to press one.
    if !form.settled(app.now) || inner.width < 4 {
        return;
    }
    let inner = Rect { x: inner.x + 1, width: inner.width - 2, ..inner };
    let strong = canvas.theme.strong;
    let mut y = canvas.paragraph(Rect { height: inner.height.min(4), ..inner }, &sentence(plan), strong);
    if let Some(last) = plan.irreversible.first() {
        let more = match plan.irreversible.len() {
            1 => String::new(),
            all => format!(" (+{} more in the plan)", all - 1),
        };
        let style = canvas.theme.warning;
        canvas.put(inner.x, y, inner.width, &format!("! final: {last}{more}"), style);
        y += 1;
    }
    y += 1;
    for place in [Place::Name, Place::Reason, Place::Ticket] {
        if y < inner.bottom() {
            field(form, place, Rect { y, height: 1, ..inner }, canvas);
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

fn field(form: &Form, place: Place, row: Rect, canvas: &mut Canvas<'_>) {
    let (label, prompt, hint): (&str, &Prompt, String) = match place {
        Place::Name => ("name", &form.name, name_hint(form).to_owned()),
        Place::Reason => ("reason", &form.reason, String::new()),
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

fn name_hint(form: &Form) -> &'static str {
    match form.name_fits() {
        NameFit::Empty => "typed, or the e-mail",
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
    let label =
        format!("{}[ {} {} ]", mark(Place::Go), confirm.made.plan.pipeline.verb(), confirm.made.plan.subject.name);
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
        Place::Back => "Enter goes back, nothing is changed; Tab goes to the name",
        Place::Name => "Type the name or the e-mail address as shown; Tab to the reason",
        Place::Reason => "Why, for the audit trail; Tab to the ticket, Esc back",
        Place::Ticket => "Tab to the button, Esc back",
        Place::Go if confirm.form.arms_in(app.now).is_some() => "The button can be pressed in a second",
        Place::Go => match confirm.made.plan.pipeline {
            PipelineKind::Offboard => "Ctrl-X offboards (Enter does not); Esc back",
            PipelineKind::Restore => "Ctrl-X restores (Enter does not); Esc back",
            PipelineKind::RemoveGroup => "Ctrl-X removes the group (Enter does not); Esc back",
            PipelineKind::SyncRoles => "Ctrl-X changes the roles (Enter does not); Esc back",
            PipelineKind::Provision => "Ctrl-X makes the person (Enter does not); Esc back",
        },
    }
}
