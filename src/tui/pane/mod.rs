//! The screens and their panes, and the one place that hands each of them what is theirs.
//!
//! A pane is a folder or a file: its state, its records, its update, its view, its tests. Adding one touches that
//! folder, the enums below and the matches under them, which the compiler lists.

pub mod audit;
pub mod batch;
pub mod calls;
pub mod changes;
pub mod eta;
pub mod faults;
pub mod figures;
pub mod file;
pub mod groups;
pub mod inbox;
pub mod jobs;
#[cfg(test)]
mod leaving;
pub mod notices;
pub mod outline;
pub mod page;
pub mod paths;
pub mod people;
pub mod plan;
pub mod pulse;
pub mod question;
pub mod rows;
pub mod run;
pub mod runs;
#[cfg(test)]
mod safety;
pub mod settings;
#[cfg(test)]
pub mod story;

use super::action::Action;
use super::app::App;
use super::app::place::{Layout, Placed, below_heading, inside};
use super::effect::Effects;
use super::input::Timer;
use super::widget::{Canvas, Cursor, Prompt};
use crate::backend::Event;
use crate::model::Timestamp;
use ratatui::layout::Rect;

/// The screens.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Screen {
    /// Search people, see what they have and may do.
    People,
    /// An answer about access.
    Question,
    /// The groups, who is in them and what they carry.
    Groups,
    /// What an offboarding would do.
    Plan,
    /// A run, live or ended.
    Run,
    /// All runs.
    Runs,
    /// Events of HR systems.
    Inbox,
    /// Jobs about many.
    Jobs,
    /// A file of rows.
    File,
    /// What a job about many would do, row by row.
    Rows,
    /// A batch, live or ended.
    Batch,
    /// The audit trail.
    Audit,
    /// What other systems are told.
    Notices,
    /// What was changed in the tenant.
    Changes,
    /// What this process has asked of the tenant.
    Calls,
    /// What is set, and where that comes from.
    Settings,
    /// Figures of the past.
    Figures,
}

impl Screen {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::People,
        Self::Question,
        Self::Groups,
        Self::Plan,
        Self::Run,
        Self::Runs,
        Self::Inbox,
        Self::Jobs,
        Self::File,
        Self::Rows,
        Self::Batch,
        Self::Audit,
        Self::Notices,
        Self::Changes,
        Self::Calls,
        Self::Settings,
        Self::Figures,
    ];

    /// Whether it can only be opened on something, not gone to by itself.
    pub fn needs_a_subject(self) -> bool {
        matches!(self, Self::Question | Self::Plan | Self::Run | Self::File | Self::Rows | Self::Batch)
    }
}

/// The panes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Pane {
    /// People who match the search.
    Users,
    /// The selected person's groups, or a group's members.
    Members,
    /// By which ways roles reach the selected person.
    Roles,
    /// What the selected person may do.
    Permissions,
    /// An answer about access.
    Question,
    /// The groups.
    Groups,
    /// The plan.
    Plan,
    /// The run.
    Run,
    /// The runs.
    Runs,
    /// The events of HR systems.
    Inbox,
    /// The deliveries that were turned down.
    Quarantine,
    /// The jobs about many.
    Jobs,
    /// The file of rows.
    File,
    /// The rows of a plan of many.
    Rows,
    /// The batch.
    Batch,
    /// The audit records.
    Audit,
    /// The notices.
    Notices,
    /// The changes in the tenant.
    Changes,
    /// The calls to the tenant.
    Calls,
    /// The settings.
    Settings,
    /// The figures.
    Figures,
}

impl Pane {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Users,
        Self::Members,
        Self::Roles,
        Self::Permissions,
        Self::Question,
        Self::Groups,
        Self::Plan,
        Self::Run,
        Self::Runs,
        Self::Inbox,
        Self::Quarantine,
        Self::Jobs,
        Self::File,
        Self::Rows,
        Self::Batch,
        Self::Audit,
        Self::Notices,
        Self::Changes,
        Self::Calls,
        Self::Settings,
        Self::Figures,
    ];

    /// The screen that it is on.
    pub fn screen(self) -> Screen {
        match self {
            Self::Users | Self::Members | Self::Roles | Self::Permissions => Screen::People,
            Self::Question => Screen::Question,
            Self::Plan => Screen::Plan,
            Self::Run => Screen::Run,
            Self::Runs => Screen::Runs,
            Self::Inbox | Self::Quarantine => Screen::Inbox,
            Self::Audit => Screen::Audit,
            Self::Groups => Screen::Groups,
            Self::Jobs => Screen::Jobs,
            Self::File => Screen::File,
            Self::Rows => Screen::Rows,
            Self::Batch => Screen::Batch,
            Self::Notices => Screen::Notices,
            Self::Changes => Screen::Changes,
            Self::Calls => Screen::Calls,
            Self::Settings => Screen::Settings,
            Self::Figures => Screen::Figures,
        }
    }

    /// The panes of a screen, in the order of their numbers.
    pub fn on(screen: Screen) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|p| p.screen() == screen).collect()
    }
}

/// The pane that has the focus on a screen.
pub fn focus(app: &App, screen: Screen) -> Pane {
    match screen {
        Screen::People => app.people.focus,
        Screen::Question => Pane::Question,
        Screen::Plan => Pane::Plan,
        Screen::Run => Pane::Run,
        Screen::Runs => Pane::Runs,
        Screen::Inbox => inbox::focus(app),
        Screen::Audit => Pane::Audit,
        Screen::Groups => Pane::Groups,
        Screen::Jobs => Pane::Jobs,
        Screen::File => Pane::File,
        Screen::Rows => Pane::Rows,
        Screen::Batch => Pane::Batch,
        Screen::Notices => Pane::Notices,
        Screen::Changes => Pane::Changes,
        Screen::Calls => Pane::Calls,
        Screen::Settings => Pane::Settings,
        Screen::Figures => Pane::Figures,
    }
}

/// Gives a pane the focus; whatever was being typed elsewhere stays as it is.
pub fn set_focus(app: &mut App, pane: Pane, out: &mut Effects) {
    match pane.screen() {
        Screen::People => people::set_focus(app, pane, out),
        Screen::Inbox => inbox::set_focus(app, pane, out),
        _ => {}
    }
}

/// The field that keys are typed into, if there is one on this screen.
pub fn prompt(app: &App, screen: Screen) -> Option<&Prompt> {
    match screen {
        Screen::People => people::prompt(app),
        Screen::Question => question::prompt(app),
        Screen::Runs => runs::prompt(app),
        Screen::Inbox => inbox::prompt(app),
        Screen::Audit => audit::prompt(app),
        Screen::Groups => groups::prompt(app),
        Screen::Jobs => jobs::prompt(app),
        Screen::File => file::prompt(app),
        Screen::Rows => rows::prompt(app),
        Screen::Notices => notices::prompt(app),
        Screen::Changes => changes::prompt(app),
        Screen::Calls => calls::prompt(app),
        Screen::Settings => settings::prompt(app),
        Screen::Plan | Screen::Run | Screen::Batch | Screen::Figures => None,
    }
    .filter(|p| p.typing)
}

/// Like [`prompt`], to change it.
pub fn prompt_mut(app: &mut App, screen: Screen) -> Option<&mut Prompt> {
    match screen {
        Screen::People => people::prompt_mut(app),
        Screen::Question => question::prompt_mut(app),
        Screen::Runs => runs::prompt_mut(app),
        Screen::Inbox => inbox::prompt_mut(app),
        Screen::Audit => audit::prompt_mut(app),
        Screen::Groups => groups::prompt_mut(app),
        Screen::Jobs => jobs::prompt_mut(app),
        Screen::File => file::prompt_mut(app),
        Screen::Rows => rows::prompt_mut(app),
        Screen::Notices => notices::prompt_mut(app),
        Screen::Changes => changes::prompt_mut(app),
        Screen::Calls => calls::prompt_mut(app),
        Screen::Settings => settings::prompt_mut(app),
        Screen::Plan | Screen::Run | Screen::Batch | Screen::Figures => None,
    }
    .filter(|p| p.typing)
}

/// Called when the text of the screen's field has changed.
pub fn typed(app: &mut App, screen: Screen, out: &mut Effects) {
    match screen {
        Screen::People => people::typed(app, out),
        Screen::Question => question::typed(app, out),
        Screen::Runs => runs::typed(app, out),
        Screen::Inbox => inbox::typed(app),
        Screen::Audit => audit::typed(app, out),
        Screen::Groups => groups::typed(app, out),
        Screen::Jobs => jobs::typed(app),
        Screen::File => file::typed(app, out),
        Screen::Rows => rows::typed(app, out),
        Screen::Notices => notices::typed(app),
        Screen::Changes => changes::typed(app),
        Screen::Calls => calls::typed(app),
        Screen::Settings => settings::typed(app),
        Screen::Plan | Screen::Run | Screen::Batch | Screen::Figures => {}
    }
}

/// Called when a screen comes to the top of the stack.
pub fn entered(app: &mut App, screen: Screen, out: &mut Effects) {
    inbox::watch(app, screen, out);
    calls::watch(app, screen, out);
    match screen {
        Screen::People => question::people_entered(app),
        Screen::Question => question::entered(app, out),
        Screen::Plan | Screen::File | Screen::Rows | Screen::Settings => {}
        Screen::Groups => groups::entered(app, out),
        Screen::Run => run::entered(app, out),
        Screen::Runs => runs::entered(app, out),
        Screen::Inbox => inbox::entered(app, out),
        Screen::Jobs => jobs::ask(app, out),
        Screen::Batch => batch::entered(app, out),
        Screen::Audit => audit::entered(app, out),
        Screen::Notices => notices::entered(app, out),
        Screen::Changes => changes::entered(app, out),
        Screen::Calls => {}
        Screen::Figures => figures::entered(app, out),
    }
}

/// Carries out what was meant on the screen on top; says whether it was anything to that screen.
pub fn act(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        // What only one screen has goes there from wherever it was asked for: the palette has it everywhere.
        Action::People(act) => people::act(app, act, out),
        Action::Explain(act) => question::act(app, act, out),
        Action::Plan(act) => plan::act(app, act, out),
        Action::Run(act) => run::act(app, act, out),
        Action::Runs(act) => runs::act(app, act, out),
        Action::Inbox(act) => inbox::act(app, act, out),
        Action::Audit(act) => audit::act(app, act, out),
        Action::Groups(act) => groups::act(app, act, out),
        Action::Jobs(act) => jobs::act(app, act, out),
        Action::File(act) => file::act(app, act, out),
        Action::Rows(act) => rows::act(app, act, out),
        Action::Batch(act) => batch::act(app, act, out),
        Action::Notices(act) => notices::act(app, act, out),
        Action::Changes(act) => changes::act(app, act, out),
        Action::Calls(act) => calls::act(app, act, out),
        Action::Settings(act) => settings::act(app, act),
        _ => match app.screen() {
            Screen::People => people::common(app, action, out),
            Screen::Question => question::common(app, action, out),
            Screen::Plan => plan::common(app, action, out),
            Screen::Run => run::common(app, action, out),
            Screen::Runs => runs::common(app, action, out),
            Screen::Inbox => inbox::common(app, action, out),
            Screen::Audit => audit::common(app, action, out),
            Screen::Groups => groups::common(app, action, out),
            Screen::Jobs => jobs::common(app, action, out),
            Screen::File => file::common(app, action, out),
            Screen::Rows => rows::common(app, action, out),
            Screen::Batch => batch::common(app, action, out),
            Screen::Notices => notices::common(app, action, out),
            Screen::Changes => changes::common(app, action, out),
            Screen::Calls => calls::common(app, action, out),
            Screen::Settings => settings::common(app, action, out),
            Screen::Figures => figures::common(app, action, out),
        },
    }
}

/// Tells every pane what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event, out: &mut Effects) -> bool {
    match event {
        Event::Group { .. } if groups::hear(app, &event, out) => true,
        Event::Found { .. } | Event::Person { .. } | Event::Group { .. } => people::hear(app, event, out),
        Event::Planned { .. } | Event::Confirmed { .. } => plan::hear(app, event, out),
        Event::Run(_) | Event::RunEvent(_) => run::hear(app, event, out),
        Event::Runs { .. } => runs::hear(app, event, out),
        Event::Audit { .. } | Event::Verified(_) => audit::hear(app, event, out),
        Event::Letters { .. } | Event::Letter { .. } => notices::hear(app, event),
        Event::Changes { .. } => changes::hear(app, event),
        Event::Calls(all) => calls::hear(app, all),
        Event::Figures { .. } => figures::hear(app, event),
        Event::RunLetters { run, letters } => run::take_letters(app, &run, letters),
        Event::RunTrail(trail) => run::take_trail(app, trail),
        Event::Session(_) | Event::Directory(_) | Event::Budget(_) => false,
        Event::Notice { .. } | Event::Trouble { .. } => false,
        Event::Inbox(_) | Event::EventDecided { .. } | Event::Quarantine { .. } => inbox::hear(app, event),
        Event::Answered { .. } | Event::Vocabulary(_) => question::hear(app, event),
        Event::Groups { .. } => groups::hear(app, &event, out),
        Event::Batches { .. } => jobs::hear(app, event),
        Event::Batch(_) => batch::hear(app, event, out),
        Event::Paths { .. } | Event::FileOpened { .. } => file::hear(app, event, out),
        Event::Checking { .. } | Event::RowsPlanned { .. } | Event::RowsConfirmed { .. } => rows::hear(app, event, out),
    }
}

/// Tells the panes that a timer ran out; says whether anything that can be seen changed.
pub fn rang(app: &mut App, timer: Timer, out: &mut Effects) -> bool {
    match timer {
        Timer::OpenGroup if app.screen() == Screen::Groups => groups::rang(app, out),
        Timer::OpenPerson | Timer::OpenGroup => people::rang(app, timer, out),
        Timer::Narrow if app.screen() == Screen::Rows => rows::rang(app, out),
        Timer::Narrow => question::rang(app, out),
        Timer::Arm => plan::rang(app, out),
        Timer::Spinner | Timer::Toast | Timer::Interrupt | Timer::Clock => false,
    }
}

/// The cursor of a pane's list with the list's length, to scroll it or to click into it.
pub fn list(app: &mut App, pane: Pane) -> Option<(&mut Cursor, usize)> {
    match pane.screen() {
        Screen::People => people::list(app, pane),
        Screen::Question => question::list(app),
        Screen::Plan => plan::list(app),
        Screen::Run => run::list(app),
        Screen::Runs => runs::list(app),
        Screen::Inbox => inbox::list(app),
        Screen::Audit => audit::list(app),
        Screen::Groups => groups::list(app),
        Screen::Jobs => jobs::list(app),
        Screen::File => file::list(app),
        Screen::Rows => rows::list(app),
        Screen::Batch => batch::list(app),
        Screen::Notices => notices::list(app),
        Screen::Changes => changes::list(app),
        Screen::Calls => calls::list(app),
        Screen::Settings => settings::list(app),
        Screen::Figures => figures::list(app),
    }
}

/// Called when the mouse has put a pane's cursor on another row.
pub fn clicked(app: &mut App, pane: Pane, out: &mut Effects) {
    match pane.screen() {
        Screen::People => people::moved(app, pane, out),
        Screen::Run => run::clicked(app),
        Screen::Groups => groups::clicked(out),
        Screen::Inbox => inbox::clicked(app),
        Screen::Question | Screen::Plan | Screen::Runs | Screen::Audit | Screen::Figures => {}
        Screen::Jobs | Screen::File | Screen::Rows | Screen::Batch | Screen::Notices | Screen::Changes => {}
        Screen::Calls | Screen::Settings => {}
    }
}

/// Since when the screen on top has been waiting for something that it would show.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    match app.screen() {
        Screen::People => people::waits_since(app),
        Screen::Question => question::waits_since(app),
        Screen::Plan => plan::waits_since(app),
        Screen::Run => run::waits_since(app),
        Screen::Runs => runs::waits_since(app),
        Screen::Inbox => inbox::waits_since(app),
        Screen::Audit => audit::waits_since(app),
        Screen::Groups => groups::waits_since(app),
        Screen::Jobs => jobs::waits_since(app),
        Screen::File => file::waits_since(app),
        Screen::Rows => rows::waits_since(app),
        Screen::Batch => batch::waits_since(app),
        Screen::Notices => notices::waits_since(app),
        Screen::Changes => changes::waits_since(app),
        Screen::Calls => calls::waits_since(app),
        Screen::Settings => None,
        Screen::Figures => figures::waits_since(app),
    }
}

/// Whether the screen on top shows a time that moves on by the second.
pub fn counts_seconds(app: &App) -> bool {
    match app.screen() {
        Screen::Run => run::counts_seconds(app),
        Screen::Batch => batch::counts_seconds(app),
        _ => false,
    }
}

/// When something on the screen changes next by the passing of time alone; what moves on by the second is not meant.
pub fn changes_at(app: &App) -> Option<Timestamp> {
    inbox::changes_at(app)
}

/// Called when the clock has moved on.
pub fn ticked(app: &mut App, out: &mut Effects) {
    inbox::ticked(app, out);
}

/// Works out where the panes of the screen on top stand.
pub fn place(app: &App, body: Rect, layout: &mut Layout) {
    match app.screen() {
        Screen::People => people::place(app, body, layout),
        screen => {
            let pane = focus(app, screen);
            let rows = match screen {
                Screen::Question => question::rows(app, body),
                Screen::Run => run::rows(app, body),
                Screen::Audit => audit::rows(body),
                Screen::Groups => groups::rows(body),
                Screen::Inbox => inbox::rows(app, body),
                Screen::File => file::rows(body),
                Screen::Rows => rows::rows(app, body),
                Screen::Batch => batch::rows(body),
                Screen::Notices => notices::rows(body),
                Screen::Settings => settings::rows(body),
                Screen::Runs | Screen::Jobs | Screen::Changes => below_heading(body),
                Screen::People | Screen::Plan | Screen::Calls | Screen::Figures => inside(body),
            };
            layout.panes.push(Placed { pane, outer: body, rows });
        }
    }
}

/// Draws the screen on top.
pub fn view(app: &App, canvas: &mut Canvas<'_>) {
    match app.screen() {
        Screen::People => people::view(app, canvas),
        Screen::Question => question::view(app, canvas),
        Screen::Plan => plan::view(app, canvas),
        Screen::Run => run::view(app, canvas),
        Screen::Runs => runs::view(app, canvas),
        Screen::Inbox => inbox::view(app, canvas),
        Screen::Audit => audit::view(app, canvas),
        Screen::Groups => groups::view(app, canvas),
        Screen::Jobs => jobs::view(app, canvas),
        Screen::File => file::view(app, canvas),
        Screen::Rows => rows::view(app, canvas),
        Screen::Batch => batch::view(app, canvas),
        Screen::Notices => notices::view(app, canvas),
        Screen::Changes => changes::view(app, canvas),
        Screen::Calls => calls::view(app, canvas),
        Screen::Settings => settings::view(app, canvas),
        Screen::Figures => figures::view(app, canvas),
    }
}
