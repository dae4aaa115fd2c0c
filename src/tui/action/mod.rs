//! What the operator can mean, and everything that is known about each such meaning.

pub mod chord;
pub mod find;
pub mod global;
pub mod hidden;
pub mod key;
pub mod keymap;
pub mod own_keys;
pub mod preset;
pub mod record;

pub use chord::Chord;
pub use key::Key;
pub use keymap::{Keymap, Meant, action_for, active_scopes, key_shown, key_words};
pub use own_keys::OwnKeys;
pub use record::{Danger, Group, Record, Scope, Why, always, may_write};

use crate::tui::overlay::details;
use crate::tui::pane::{
    Screen, audit, batch, calls, changes, file, groups, inbox, jobs, notices, people, plan, question, rows, run, runs,
    settings,
};
use crate::tui::tour;
use crate::tui::widget::Step;

/// What the operator meant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// Move in the focused list.
    Move(Step),
    /// Go left: fold, or leave what was opened.
    Left,
    /// Go right: unfold.
    Right,
    /// Open or inspect what is selected. Never changes the tenant.
    Open,
    /// Type into the filter of the focused pane.
    Filter,
    /// Read anew what the focused pane shows.
    Refresh,
    /// Copy the id of what is selected.
    CopyId,
    /// Copy the e-mail address of what is selected.
    CopyEmail,
    /// Copy the selected row as text.
    CopyRow,
    /// Focus the next pane.
    NextPane,
    /// Focus the pane before.
    PreviousPane,
    /// Focus the pane with this number.
    Pane(u8),
    /// Let the focused pane fill the screen, or put it back.
    Zoom,
    /// Close the top layer, else clear the filter, else go back. Never quits.
    Back,
    /// Close the screen; at the first one, quit.
    Close,
    /// Go to this screen.
    Go(Screen),
    /// Open the help.
    Help,
    /// Open the palette.
    Palette,
    /// Open the menu of what can be done here.
    Menu,
    /// List the screens to go to.
    Screens,
    /// Show all notices.
    Messages,
    /// Read the operator's own keys again.
    ReloadKeys,
    /// Leave the mouse to the terminal, or take it back.
    Mouse,
    /// Panic on purpose.
    Panic(hidden::Fault),
    /// Hide who people are, or show it again.
    Privacy,
    /// Draw everything anew.
    Redraw,
    /// Stop until the shell lets us go on.
    Suspend,
    /// Cancel what is going on; twice quits.
    Interrupt,
    /// Leave the console.
    Quit,
    /// The details of what went wrong.
    Details(details::Act),
    /// What only the tour has.
    Tour(tour::Act),
    /// What only the people screen has.
    People(people::Act),
    /// A question about access, or something done with its answer.
    Explain(question::Act),
    /// What only the plan and its confirmation have.
    Plan(plan::Act),
    /// What only the run screen has.
    Run(run::Act),
    /// What only the list of runs has.
    Runs(runs::Act),
    /// What only the inbox has, and its dialog.
    Inbox(inbox::Act),
    /// What only the groups screen has.
    Groups(groups::Act),
    /// What only the list of jobs has.
    Jobs(jobs::Act),
    /// What only a file of rows has.
    File(file::Act),
    /// What only a plan of many has.
    Rows(rows::Act),
    /// What only the page of a batch has.
    Batch(batch::Act),
    /// What only the audit screen has.
    Audit(audit::Act),
    /// What only the notices screen has.
    Notices(notices::Act),
    /// What only the changes screen has.
    Changes(changes::Act),
    /// Something that only the screen of calls has.
    Calls(calls::Act),
    /// What only the settings screen has.
    Settings(settings::Act),
}

/// Every record there is, in the order in which menus show them.
pub fn records() -> impl Iterator<Item = &'static Record> {
    [
        people::ACTIONS,
        question::ACTIONS,
        groups::ACTIONS,
        plan::ACTIONS,
        run::ACTIONS,
        runs::ACTIONS,
        inbox::ACTIONS,
        jobs::ACTIONS,
        file::ACTIONS,
        rows::ACTIONS,
        batch::ACTIONS,
        audit::ACTIONS,
        notices::ACTIONS,
        changes::ACTIONS,
        calls::ACTIONS,
        settings::ACTIONS,
        global::MOVING,
        global::CONSOLE,
        details::ACTIONS,
        tour::ACTIONS,
    ]
    .into_iter()
    .flatten()
}

/// The record of an action.
pub fn record(action: Action) -> Option<&'static Record> {
    records().chain(hidden::ACTIONS).find(|r| r.action == action)
}
