//! The plan as it is drawn.

use super::document;
use crate::model::Fault;
use crate::tui::app::{App, Remote};
use crate::tui::pane::Pane;
use crate::tui::pane::page::{Ink, Page, in_sight, piece};
use crate::tui::pane::run::words;
use crate::tui::widget::{Canvas, text};
use ratatui::layout::Rect;
use std::time::Duration;

/// Draws the screen.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    let Some(placed) = app.layout.of(Pane::Plan) else { return };
    let inner_width = placed.rows.width.saturating_sub(2);
    let height = usize::from(placed.rows.height);
    let page = page(app, inner_width);
    let offset = app.plan.cursor.at.min(page.len().saturating_sub(height));
    let made = app.plan.made.data();
    let title = made.map_or("Plan".to_owned(), |made| {
        format!("Plan: {} {}", made.plan.pipeline.verb().to_lowercase(), made.plan.subject.name)
    });
    let cost = made.map(|made| {
        let forecast = &made.plan.forecast;
        let time = words::span(Duration::from_millis(forecast.millis));
        format!("{}, about {time}   ", text::counted(forecast.calls as usize, "call"))
    });
    let mut right = format!("{}{}", cost.unwrap_or_default(), in_sight(offset, page.len(), height));
    let blockers = made.map_or(0, |made| made.plan.blockers().count());
    if app.plan.made.is_stale() {
        right = format!("being made anew ...   {right}");
    } else if blockers > 0 {
        right = format!("x {}, {right}", text::counted(blockers, "blocker"));
    }
    let inner = canvas.frame(placed.outer, &title, right.trim(), app.has_focus(Pane::Plan));
    canvas.scrollbar(placed.rows, offset, page.len(), app.has_focus(Pane::Plan));
    page.view(Rect { x: inner.x + inner.width.min(1), width: inner_width, ..inner }, offset, canvas);
}

/// The page that is shown at this width.
pub fn page(app: &App, width: u16) -> Page {
    match &app.plan.made {
        Remote::Idle => sentence("No plan yet: select a person and press o.", Ink::Faint, width),
        // A short wait needs no words.
        Remote::Loading { .. } if app.spinner.is_none() => Page::new(width),
        Remote::Loading { .. } => {
            sentence("Reading what the person has, to work out the plan; nothing is changed ...", Ink::Plain, width)
        }
        Remote::Ready { data, .. } | Remote::Stale { data, .. } => document::write(app, data, width),
        Remote::Failed { fault } => failed(fault, width),
    }
}

fn sentence(words: &str, ink: Ink, width: u16) -> Page {
    let mut page = Page::new(width);
    page.row(2, [piece(words, ink)]);
    page
}

fn failed(fault: &Fault, width: u16) -> Page {
    let mut page = Page::new(width);
    page.row(2, [piece("x there is no plan: ", Ink::Bad), piece(fault.text.as_str(), Ink::Plain)]);
    if !fault.remedy.is_empty() {
        page.row(9, [piece("  to do: ", Ink::Faint), piece(fault.remedy.as_str(), Ink::Strong)]);
    }
    if let Some(id) = &fault.correlation {
        page.row(2, [piece(format!("  correlation id {id}"), Ink::Faint)]);
    }
    page.row(2, [piece("  Nothing was changed; r tries again, ! shows the details.", Ink::Faint)]);
    page
}
