//! What the backend tells of the inbox, and what the passing of time changes.

use super::{Front, Known, arrange, arrange_on, deciding, quarantine, under};
use crate::backend::{Command, Event};
use crate::model::{Fault, InboxEntry, InboxNeed, Timestamp};
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::pane::Screen;
use jiff::SignedDuration;
use std::sync::Arc;

/// How often ages are drawn anew and the quarantine is read again while the screen is on top.
const EVERY: SignedDuration = SignedDuration::from_secs(15);

/// Tells the backend whether somebody looks at the inbox; called when a screen comes to the top.
pub fn watch(app: &mut App, screen: Screen, out: &mut Effects) {
    let looks = screen == Screen::Inbox;
    if std::mem::replace(&mut app.inbox.watched, looks) != looks {
        out.send(Command::WatchInbox(looks));
    }
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event) -> bool {
    match event {
        Event::Inbox(result) => told(app, result),
        Event::EventDecided { event, result } => deciding::decided(app, &event, result),
        Event::Quarantine { generation, result } => quarantine::hear(app, generation, result),
        _ => false,
    }
}

fn told(app: &mut App, result: Result<Arc<[InboxEntry]>, Fault>) -> bool {
    match (result, &app.inbox.known) {
        (Ok(all), Known::Here(known)) if *known == all => return false,
        // The same trouble may be told every second.
        (Err(fault), Known::Failed(known, _)) if *known == fault => return false,
        (Ok(all), _) => keep(app, |_| Known::Here(all)),
        (Err(fault), _) => keep(app, |last| Known::Failed(fault, last)),
    }
    true
}

/// Takes over what is known now, given what was known last; the cursor stays on its event.
fn keep(app: &mut App, now: impl FnOnce(Option<Arc<[InboxEntry]>>) -> Known) {
    let selected = under(app).map(|entry| entry.id.clone());
    let last = match std::mem::take(&mut app.inbox.known) {
        Known::Here(all) | Known::Failed(_, Some(all)) => Some(all),
        Known::Nothing | Known::Asked(_) | Known::Failed(_, None) => None,
    };
    app.inbox.known = now(last);
    arrange_on(app, selected.as_ref());
}

/// When something that is shown changes by the passing of time alone: what was put off comes back, a deadline passes, an age
/// grows.
pub fn changes_at(app: &App) -> Option<Timestamp> {
    let now = app.now;
    let open = app.inbox.entries().iter().filter(|entry| entry.need(now) != InboxNeed::Nothing);
    let moments = open.flat_map(|entry| [Some(entry.decide_by), entry.postponed]).flatten().filter(|at| *at > now);
    let ages = (app.screen() == Screen::Inbox).then(|| now.checked_add(EVERY).ok()).flatten();
    moments.chain(ages).min()
}

/// Called when the clock has moved on.
pub fn ticked(app: &mut App, out: &mut Effects) {
    arrange(app);
    if app.screen() == Screen::Inbox && app.inbox.front == Front::Quarantine {
        quarantine::ask_again(app, EVERY, out);
    }
}
