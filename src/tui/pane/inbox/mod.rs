//! The inbox: what HR systems have said of people, what was done about it already, and what somebody has to decide. Beside
//! it the deliveries that were turned down. Nothing on this screen changes the tenant: a confirmation goes through a plan.

mod deciding;
mod detail;
mod listening;
mod meant;
mod quarantine;
mod records;
pub mod sections;
mod view;
pub mod words;

#[cfg(test)]
mod tests;

pub use deciding::{confirm, recipe_chosen};
pub use listening::{changes_at, hear, ticked, watch};
pub use meant::{chosen, gone_back, hint as choosing_hint};
pub use records::ACTIONS;
pub use view::{rows, view};

use crate::backend::{Command, Severity};
use crate::model::{DisplayText, Fault, InboxEntry, RunId, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::effect::{Effect, Effects};
use crate::tui::overlay::{Overlay, reader::Reader};
use crate::tui::pane::{Pane, Screen};
use crate::tui::widget::narrow::Narrow;
use crate::tui::widget::{Cursor, Prompt, Step};
use quarantine::Quarantine;
use sections::Row;
use std::sync::Arc;

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Inbox {
    known: Known,
    /// The rows that the filter leaves in, under their headings.
    rows: Vec<Row>,
    cursor: Cursor,
    prompt: Prompt,
    /// Which of the two lists is shown.
    front: Front,
    quarantine: Quarantine,
    /// Whether the backend was told that somebody looks at the inbox.
    watched: bool,
    /// The event about which is being chosen who is meant by it.
    choosing: Option<RunId>,
}

/// What is known of the events.
#[derive(Debug, Default)]
enum Known {
    /// Nothing, and nobody has asked.
    #[default]
    Nothing,
    /// Nothing yet; asked for since then.
    Asked(Timestamp),
    /// All of them, as the backend sorts them.
    Here(Arc<[InboxEntry]>),
    /// They cannot be read now; with what was read last.
    Failed(Fault, Option<Arc<[InboxEntry]>>),
}

/// The two lists of the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Front {
    /// Events.
    #[default]
    Events,
    /// Deliveries that were turned down.
    Quarantine,
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Ask for the plan that confirms the event.
    Confirm,
    /// The same by another recipe, which is chosen first.
    ByRecipe,
    /// Choose who is meant.
    Who,
    /// Turn the event down, or mark it as dealt with; asks for a reason first.
    Reject,
    /// Put the event off; asks until when and why first.
    Postpone,
    /// Open the run of the event.
    Run,
    /// Go to the person.
    Person,
    /// Ask for a plan to give back what was taken from the person.
    Restore,
    /// Show the body of a delivery with whole addresses.
    ShowWhole,
    /// On the people screen: use this person for the event.
    Meant,
    /// In the dialog: the next field.
    NextField,
    /// In the dialog: the field before.
    PreviousField,
    /// In the dialog: do what it says.
    CarryOut,
}

impl Inbox {
    /// The events as they are known, in the backend's order.
    pub fn entries(&self) -> &[InboxEntry] {
        match &self.known {
            Known::Here(all) | Known::Failed(_, Some(all)) => all,
            Known::Nothing | Known::Asked(_) | Known::Failed(_, None) => &[],
        }
    }

    /// The event with this id, or that of the run with this id.
    pub fn entry(&self, id: &RunId) -> Option<&InboxEntry> {
        let all = self.entries();
        let of_run = || all.iter().find(|entry| entry.run.as_ref().is_some_and(|run| run.id == *id));
        all.iter().find(|entry| entry.id == *id).or_else(of_run)
    }

    /// How many events need somebody now, and for how many of them the time to decide is over.
    pub fn open(&self, now: Timestamp) -> (usize, usize) {
        let open = || self.entries().iter().filter(|entry| entry.need(now).is_open());
        (open().count(), open().filter(|entry| entry.is_overdue(now)).count())
    }
}

/// The selected event, while the events are on the screen.
pub fn selected(app: &App) -> Option<&InboxEntry> {
    if app.screen() != Screen::Inbox || app.inbox.front != Front::Events {
        return None;
    }
    under(app)
}

/// The event under the cursor.
fn under(app: &App) -> Option<&InboxEntry> {
    match app.inbox.rows.get(app.inbox.cursor.at)? {
        Row::Event(at) => app.inbox.entries().get(*at),
        Row::Heading(..) => None,
    }
}

/// Works out again which rows are shown; the cursor stays on its event.
fn arrange(app: &mut App) {
    let selected = under(app).map(|entry| entry.id.clone());
    arrange_on(app, selected.as_ref());
}

/// The same with the cursor on this event, where it is among them.
fn arrange_on(app: &mut App, selected: Option<&RunId>) {
    let narrow = Narrow::new(app.inbox.prompt.text());
    let rows = sections::arrange(app.inbox.entries(), &narrow, app.now);
    let entries = app.inbox.entries();
    let is = |row: &Row| match row {
        Row::Event(at) => entries.get(*at).is_some_and(|entry| selected == Some(&entry.id)),
        Row::Heading(..) => false,
    };
    let at = rows.iter().position(is).unwrap_or(app.inbox.cursor.at);
    (app.inbox.rows, app.inbox.cursor.at) = (rows, at);
    land(app, false);
}

/// Takes the cursor off a heading, to the event above it or below it.
fn land(app: &mut App, up: bool) {
    let Inbox { rows, cursor, .. } = &mut app.inbox;
    cursor.at = cursor.at.min(rows.len().saturating_sub(1));
    if matches!(rows.get(cursor.at), Some(Row::Heading(..))) {
        cursor.at = if up && cursor.at > 0 { cursor.at - 1 } else { cursor.at + 1 };
    }
    if cursor.at == 1 {
        // With the first event its heading comes into sight.
        cursor.offset = 0;
    }
}

/// The pane that has the focus.
pub fn focus(app: &App) -> Pane {
    match app.inbox.front {
        Front::Events => Pane::Inbox,
        Front::Quarantine => Pane::Quarantine,
    }
}

/// Shows the other list.
pub fn set_focus(app: &mut App, pane: Pane, out: &mut Effects) {
    field(app).typing = false;
    app.inbox.front = if pane == Pane::Quarantine { Front::Quarantine } else { Front::Events };
    if app.inbox.front == Front::Quarantine {
        quarantine::ask(app, out);
    }
}

/// Called when the screen comes to the top.
pub fn entered(app: &mut App, out: &mut Effects) {
    if matches!(app.inbox.known, Known::Nothing) {
        app.inbox.known = Known::Asked(app.now);
    }
    // Whoever comes back here has given up choosing.
    app.inbox.choosing = None;
    if app.inbox.front == Front::Quarantine {
        quarantine::ask(app, out);
    }
    arrange(app);
}

/// Why what the screen is about could not be read, if it could not.
pub fn fault(app: &App) -> Option<&Fault> {
    match (app.inbox.front, &app.inbox.known) {
        (Front::Quarantine, _) => super::faults::of(&app.inbox.quarantine.all),
        (Front::Events, Known::Failed(fault, None)) => Some(fault),
        _ => None,
    }
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, out: &mut Effects) -> bool {
    match act {
        Act::Confirm => deciding::confirm_selected(app, out),
        Act::ByRecipe => deciding::choose_recipe(app),
        Act::Who => meant::choose(app, out),
        Act::Reject => deciding::reject(app),
        Act::Postpone => deciding::postpone(app),
        Act::Run => deciding::open_run(app, out),
        Act::Person => deciding::open_person(app, out),
        Act::Restore => deciding::restore(app, out),
        Act::ShowWhole => quarantine::show(app, true),
        Act::Meant => meant::take(app, out),
        // These have their keys and their effect in the dialog.
        Act::NextField | Act::PreviousField | Act::CarryOut => false,
    }
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(focus(app));
            let Some((cursor, len)) = list(app) else { return false };
            let before = *cursor;
            cursor.step(step, len, height);
            if app.inbox.front == Front::Events {
                land(app, matches!(step, Step::Up | Step::PageUp));
            }
            list(app).is_some_and(|(cursor, _)| *cursor != before)
        }
        Action::Open if field(app).typing => {
            field(app).typing = false;
            true
        }
        Action::Open => match app.inbox.front {
            Front::Events => show(app),
            Front::Quarantine => quarantine::show(app, false),
        },
        Action::Filter => {
            field(app).typing = true;
            true
        }
        Action::Back | Action::Interrupt if field(app).typing => {
            field(app).typing = false;
            true
        }
        Action::Back if !field(app).is_empty() => {
            field(app).clear();
            typed(app);
            true
        }
        Action::Back if app.inbox.front == Front::Quarantine => {
            set_focus(app, Pane::Inbox, out);
            true
        }
        Action::Refresh => {
            if app.inbox.front == Front::Quarantine {
                quarantine::ask(app, out);
            }
            // What has come is told anew only when it has changed.
            if matches!(app.inbox.known, Known::Nothing | Known::Failed(_, None)) {
                app.inbox.known = Known::Asked(app.now);
            }
            out.send(Command::WatchInbox(true));
            true
        }
        Action::CopyId | Action::CopyEmail | Action::CopyRow => match app.inbox.front {
            Front::Events => copy(app, action, out),
            Front::Quarantine => quarantine::copy(app, action, out),
        },
        _ => false,
    }
}

/// Opens the selected event whole.
fn show(app: &mut App) -> bool {
    let Some(entry) = selected(app) else { return false };
    let title = format!("Event: {}", words::person(entry));
    let lines = detail::page(app, entry, app.size.0.saturating_sub(6).min(106)).lines();
    app.open_overlay(Overlay::Reader(Reader::new(title, lines)));
    true
}

fn copy(app: &mut App, action: Action, out: &mut Effects) -> bool {
    let Some(entry) = selected(app) else { return false };
    let text = match action {
        Action::CopyId => entry.id.to_string(),
        Action::CopyEmail => entry.event.email.to_string(),
        _ => words::line(app, entry),
    };
    put_on_clipboard(app, &text, out)
}

/// Ids and addresses are taken as they came; nothing may reach the terminal that has not been made safe.
fn put_on_clipboard(app: &mut App, text: &str, out: &mut Effects) -> bool {
    let text = DisplayText::new(text).to_string();
    app.notify(Severity::Success, format!("Copied {text}"));
    out.push(Effect::Copy(text));
    true
}

/// The cursor of the list that is shown, with its length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    match app.inbox.front {
        Front::Events => {
            let len = app.inbox.rows.len();
            Some((&mut app.inbox.cursor, len))
        }
        Front::Quarantine => Some(app.inbox.quarantine.list()),
    }
}

/// Called when the mouse has put the cursor on another row.
pub fn clicked(app: &mut App) {
    if app.inbox.front == Front::Events {
        land(app, false);
    }
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    let events = if let Known::Asked(since) = app.inbox.known { Some(since) } else { None };
    let turned_down = app.inbox.quarantine.waits_since().filter(|_| app.inbox.front == Front::Quarantine);
    [events, turned_down].into_iter().flatten().min()
}

/// The field of the list that is shown.
fn field(app: &mut App) -> &mut Prompt {
    match app.inbox.front {
        Front::Events => &mut app.inbox.prompt,
        Front::Quarantine => &mut app.inbox.quarantine.prompt,
    }
}

/// The field that keys are typed into.
pub fn prompt(app: &App) -> Option<&Prompt> {
    Some(match app.inbox.front {
        Front::Events => &app.inbox.prompt,
        Front::Quarantine => &app.inbox.quarantine.prompt,
    })
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App) -> Option<&mut Prompt> {
    Some(field(app))
}

/// Called when its text has changed.
pub fn typed(app: &mut App) {
    match app.inbox.front {
        Front::Events => {
            app.inbox.cursor = Cursor::default();
            arrange(app);
        }
        Front::Quarantine => app.inbox.quarantine.typed(),
    }
}
