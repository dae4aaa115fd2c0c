//! The selected person in a few lines: what the directory knows at once, the rest when it has been read.

use super::places::{WIDE, card_place, tab_title};
use crate::backend::PersonCard;
use crate::model::{DisplayText, UserState};
use crate::tui::app::{App, Remote, clock};
use crate::tui::widget::{Canvas, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Draws the card, and below it the names of the panes where they share one place.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let body = app.layout.body;
    let place = card_place(app, body);
    tabs(app, canvas);
    let framed = body.width >= WIDE;
    let people = &app.people;
    let Some(hit) = &people.chosen else {
        let quiet = canvas.theme.quiet;
        let area = if framed { canvas.frame(place, "Nobody", "", false) } else { pad(place) };
        canvas.paragraph(area, "Nobody is selected.", quiet);
        return;
    };
    let person = people.card.data().map_or(&hit.person, |card| &card.seat.person);
    let area = if framed {
        let mark = if people.card.is_stale() && app.spinner.is_some() { "being read anew" } else { "" };
        let email = text::cut_middle(&canvas.shown(person.email.as_str()), place.width as usize / 2).into_owned();
        let right = if mark.is_empty() { email } else { mark.to_owned() };
        let inner = canvas.frame(place, person.name.as_str(), &right, false);
        Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
    } else {
        pad(place)
    };
    let mut facts = Vec::new();
    if !framed {
        facts.push(person.name.to_string());
    }
    facts.extend([&person.title, &person.department].into_iter().filter(|t| !t.is_empty()).map(ToString::to_string));
    facts.push(hit.division.to_string());
    if let Some(manager) = people.card.data().and_then(|c| c.seat.manager_name.as_ref()) {
        facts.push(format!("manager {manager}"));
    }
    let theme = canvas.theme.clone();
    let tone = match person.state {
        UserState::Active => theme.good,
        UserState::Inactive => theme.warning,
        UserState::Deleted => theme.danger,
    };
    let x = canvas.put(area.x, area.y, 9, person.state.as_str(), tone);
    let mut x = x;
    if area.height == 1
        && let Some(card) = people.card.data()
    {
        // One line for everything: what must not be overlooked comes first.
        x = marked(
            &warnings(card),
            Rect { x: x + 2, width: area.right().saturating_sub(x + 2), ..area },
            theme.warning,
            canvas,
        )
        .saturating_sub(2);
    }
    let first = format!(" · {}", facts.join(" · "));
    canvas.put(x, area.y, area.right().saturating_sub(x), &first, if framed { theme.text } else { theme.strong });
    if area.height > 1 {
        let rest = Rect { y: area.y + 1, height: area.height - 1, ..area };
        read(app, rest, canvas);
    }
}

fn pad(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

/// What has been read from the tenant: what they have, then what should be known before anything is done.
fn read(app: &App, area: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme.clone();
    let card = match &app.people.card {
        Remote::Idle => {
            canvas.paragraph(area, "Not read from the tenant yet; Enter reads.", theme.quiet);
            return;
        }
        Remote::Loading { .. } => {
            canvas.paragraph(area, &super::reading(app, "reading from the tenant"), theme.quiet);
            return;
        }
        Remote::Failed { fault } => {
            canvas.put(area.x, area.y, area.width, &format!("x {}", fault.text), theme.danger);
            return;
        }
        Remote::Ready { data, .. } | Remote::Stale { data, .. } => data,
    };
    let area = drift(card, area, canvas);
    let warnings = warnings(card);
    let tone = if app.people.card.is_stale() && app.spinner.is_some() { theme.stale } else { theme.text };
    if area.height > 1 || warnings.is_empty() {
        canvas.put(area.x, area.y, area.width, &counts(card), tone);
        let y = area.y + 1;
        if y < area.bottom() {
            let x = marked(&warnings, Rect { y, height: 1, ..area }, theme.warning, canvas);
            let room = area.right().saturating_sub(x);
            canvas.put_right(area.right(), y, room, &seen(app, card), theme.quiet);
        }
    } else {
        // Too little room for both lines.
        let x = marked(&warnings, area, theme.warning, canvas);
        canvas.put(x, area.y, area.right().saturating_sub(x), &counts(card), tone);
    }
}

/// Says in a line of its own in what the directory was behind the truth; what is left is for the rest.
fn drift(card: &PersonCard, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let Some(first) = card.drift.first().filter(|_| area.height > 1) else { return area };
    let more = if card.drift.len() > 1 { format!(" (+{})", card.drift.len() - 1) } else { String::new() };
    let words = format!("~ the directory was behind{more}: {first}");
    let tone = canvas.theme.warning;
    canvas.put(area.x, area.bottom() - 1, area.width, &words, tone);
    Rect { height: area.height - 1, ..area }
}

fn marked(warnings: &[String], area: Rect, tone: Style, canvas: &mut Canvas<'_>) -> u16 {
    if warnings.is_empty() {
        return area.x;
    }
    canvas.put(area.x, area.y, area.width, &format!("! {}", warnings.join(" · ")), tone) + 2
}

/// How much of everything the person has.
fn counts(card: &PersonCard) -> String {
    let seat = &card.seat;
    let mut roles: Vec<_> = card.access.roles.iter().map(|r| &r.role).collect();
    roles.sort();
    roles.dedup();
    let mut parts = vec![
        text::counted(seat.queues.len(), "queue"),
        text::counted(seat.groups.len(), "group"),
        text::counted(roles.len(), "role"),
        text::counted(card.access.permissions.len() + card.access.general.len(), "permission"),
    ];
    if !seat.licences.is_empty() {
        parts.push(seat.licences.iter().map(DisplayText::as_str).collect::<Vec<_>>().join(", "));
    }
    parts.join(" · ")
}

/// What should be known before anything is done.
fn warnings(card: &PersonCard) -> Vec<String> {
    let seat = &card.seat;
    let mut warnings = Vec::new();
    if !seat.open_conversations.is_empty() {
        let noun = if seat.open_conversations.iter().all(|c| c.media.as_str() == "voice") {
            "open call"
        } else {
            "open conversation"
        };
        warnings.push(format!("on {}", text::counted(seat.open_conversations.len(), noun)));
    }
    let owned = seat.groups.iter().filter(|g| g.owners.contains(&seat.person.id)).count();
    if owned > 0 {
        warnings.push(format!("owns {}", text::counted(owned, "group")));
    }
    match seat.direct_reports.len() {
        0 => {}
        1 => warnings.push("1 person reports to them".to_owned()),
        n => warnings.push(format!("{n} people report to them")),
    }
    warnings
}

/// When the person was last seen, and by which ids others know them.
fn seen(app: &App, card: &PersonCard) -> String {
    let mut parts = Vec::new();
    if let Some(id) = card.seat.external_ids.first() {
        parts.push(format!("{} {}", id.authority, id.key));
    }
    if let Some(at) = card.seat.person.last_login.or(card.seat.last_token_issued) {
        parts.push(format!("signed in {}", clock::when(at, app.now, &app.zone)));
    }
    parts.join(" · ")
}

fn tabs(app: &App, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme.clone();
    for (pane, area) in &app.layout.tabs {
        let front = *pane == app.people.front;
        let title = tab_title(*pane);
        let (words, tone) =
            if front { (format!("[{title}]"), theme.strong) } else { (format!(" {title} "), theme.quiet) };
        canvas.put(area.x, area.y, area.width, &words, tone);
    }
}
