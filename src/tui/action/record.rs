//! One record per action: dispatch, footer, help, palette and menu read it.

use super::Action;
use crate::tui::app::App;
use crate::tui::overlay::Layer;
use crate::tui::pane::{Pane, Screen};
use std::borrow::Cow;

/// Why an action cannot be had now, as a sentence to the operator.
pub type Why = Cow<'static, str>;

/// Everything that is known of an action.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// The action.
    pub action: Action,
    /// Its stable id, such as `people.offboard`.
    pub id: &'static str,
    /// What it is called in lists.
    pub name: &'static str,
    /// What it is called in the footer.
    pub label: &'static str,
    /// What it does, in one sentence.
    pub help: &'static str,
    /// Under which heading the help lists it.
    pub group: Group,
    /// Where its keys hold.
    pub scope: Scope,
    /// Its keys, the one to show first.
    pub keys: &'static [&'static str],
    /// Other words by which somebody may look for it.
    pub synonyms: &'static [&'static str],
    /// Its rank in the footer, 1 is the most useful; 0 keeps it out.
    pub footer: u8,
    /// What it can do to the tenant.
    pub danger: Danger,
    /// Whether it can be had now, or why not.
    pub available: fn(&App) -> Result<(), Why>,
}

impl Record {
    /// Whether it can be had now, or why not. A session that reads only has nothing that writes or steers.
    ///
    /// # Errors
    /// Why not, as the end of a sentence.
    pub fn allowed(&self, app: &App) -> Result<(), Why> {
        if self.danger != Danger::None {
            may_write(app)?;
        }
        (self.available)(app)
    }
}

/// Whether anything may be changed from here.
///
/// # Errors
/// The session reads only.
pub fn may_write(app: &App) -> Result<(), Why> {
    match app.manner.read_only {
        true => Err("this session only reads; start without --read-only and `read_only` to change anything".into()),
        false => Ok(()),
    }
}

/// Headings of the help.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// The people screen.
    People,
    /// Questions about access.
    Access,
    /// The groups screen.
    Groups,
    /// The plan and its confirmation.
    Plan,
    /// A run.
    Run,
    /// The list of runs.
    Runs,
    /// The inbox of events.
    Inbox,
    /// Jobs about many: the list, a file, its rows, a batch.
    Jobs,
    /// The audit trail.
    Audit,
    /// What other systems are told.
    Notices,
    /// What was changed in the tenant.
    Changes,
    /// What this process has asked of the tenant.
    Calls,
    /// The settings.
    Settings,
    /// Moving about in lists and panes.
    Moving,
    /// The console itself.
    Console,
}

impl Group {
    /// The words of the heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::People => "People",
            Self::Access => "Access",
            Self::Plan => "Plan",
            Self::Run => "Run",
            Self::Runs => "Runs",
            Self::Inbox => "Inbox",
            Self::Jobs => "Jobs",
            Self::Groups => "Groups",
            Self::Audit => "Audit",
            Self::Notices => "Notices",
            Self::Changes => "Changes",
            Self::Calls => "Calls",
            Self::Settings => "Settings",
            Self::Moving => "Moving",
            Self::Console => "Console",
        }
    }
}

/// Where a key holds. The active scopes never overlap in a key: a test checks every place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scope {
    /// Everywhere, even over a layer.
    Everywhere,
    /// On every screen while no layer is open.
    Global,
    /// In every list, on screens and in layers.
    List,
    /// On the screens that explain access: people and answers.
    Explaining,
    /// On the screens whose lists are copied and written out in one way: those that explain, runs and a run, groups, jobs, figures.
    Listing,
    /// On this screen.
    Screen(Screen),
    /// In this pane.
    Pane(Pane),
    /// In this layer.
    Layer(Layer),
}

/// What an action can do to the tenant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Danger {
    /// Nothing: it reads, moves, or shows.
    None,
    /// It changes how work goes on that was confirmed before.
    Steers,
    /// It changes the tenant; only a completed confirmation has it.
    Writes,
}

/// For actions that can always be had.
///
/// # Errors
/// None; the signature is that of [`Record::available`].
pub fn always(_: &App) -> Result<(), Why> {
    Ok(())
}
