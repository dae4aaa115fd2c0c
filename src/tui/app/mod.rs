//! The whole state of the console. [`update()`] changes it, [`view`](super::view) draws it; nothing else touches it.

pub mod clock;
mod manner;
pub mod minutes;
pub mod notice;
mod perform;
pub mod place;
pub mod pointing;
pub mod remote;
mod timing;
pub mod update;
pub mod veiling;

pub use manner::Manner;
pub use minutes::Calls;
pub use pointing::Pointed;
pub use remote::Remote;
pub use update::update;

use super::action::{Action, Key, Keymap};
use super::effect::Effects;
use super::overlay::Overlay;
use super::pane::{
    self, Pane, Screen, audit, batch, calls, changes, figures, file, groups, inbox, jobs, notices, people, plan,
    question, rows, run, runs, settings,
};
use super::theme::{Look, Theme};
use super::tour::Tour;
use super::veil::Veil;
use super::widget::Bars;
use crate::backend::{BudgetMeter, DirectoryState, RunSummary, Session, Severity};
use crate::model::{DisplayText, Fault, Timestamp};
use jiff::tz::TimeZone;
use notice::Notices;
use place::Layout;

/// Everything that the console knows. The time is that of the input being handled; nothing here reads a clock.
#[derive(Debug)]
pub struct App {
    /// The terminal's size in columns and rows.
    pub size: (u16, u16),
    /// When the last input came.
    pub now: Timestamp,
    /// In which times are shown.
    pub zone: TimeZone,
    /// The styles.
    pub theme: Theme,
    /// From what they were made.
    pub look: Look,
    /// What tells who people are, for when that is hidden.
    pub veil: Veil,
    /// Whether the backend has ended.
    pub deserted: bool,
    /// Nothing moves by itself: no turning sign.
    pub still: bool,
    /// What small bars are made of here.
    pub bars: Bars,
    /// What the operator and the settings want of it beside its looks.
    pub manner: Manner,
    /// Whether the mouse reports to us.
    pub mouse: bool,
    /// The keys in force.
    pub keys: Keymap,
    /// Keys that were pressed and mean something only together with the next.
    pub pressed: Vec<Key>,
    /// The row that the mouse has selected last; a second click there opens it.
    pub pointed: Option<(Pointed, usize)>,
    /// Who works where, once the backend has said.
    pub session: Option<Session>,
    /// How the local directory stands.
    pub directory: DirectoryState,
    /// What the service still lets us call.
    pub budget: BudgetMeter,
    /// When the budget was told.
    pub budget_at: Timestamp,
    /// Calls by the minute.
    pub calls: Calls,
    /// The runs as the backend last listed them, newest first.
    pub summaries: Vec<RunSummary>,
    /// The screens, the one on top last; the people are always at the bottom.
    pub screens: Vec<Screen>,
    /// The open layers, the one on top last.
    pub overlays: Vec<Overlay>,
    /// Whether the focused pane fills the screen.
    pub zoom: bool,
    /// What the operator is told in passing.
    pub notices: Notices,
    /// The actions that were chosen by name, the last one first.
    pub recent: Vec<Action>,
    /// The tour for newcomers.
    pub tour: Tour,
    /// Where everything stands.
    pub layout: Layout,
    /// Until when a second Ctrl-C quits.
    pub interrupt_until: Option<Timestamp>,
    /// Whether a read takes so long that a sign of it shows; counts up as the sign turns.
    pub spinner: Option<usize>,
    /// Whether something changed that can be seen.
    pub dirty: bool,
    /// The people screen.
    pub people: people::People,
    /// Questions about access and their answers.
    pub question: question::Questions,
    /// The plan screen.
    pub plan: plan::Plan,
    /// The run screen.
    pub run: run::Run,
    /// The runs screen.
    pub runs: runs::Runs,
    /// The inbox.
    pub inbox: inbox::Inbox,
    /// The groups screen.
    pub groups: groups::Groups,
    /// The list of jobs about many.
    pub jobs: jobs::Jobs,
    /// The file of rows.
    pub file: file::File,
    /// The plan of many.
    pub rows: rows::Rows,
    /// The batch.
    pub batch: batch::Batch,
    /// The audit screen.
    pub audit: audit::Audit,
    /// What other systems are told; what the operator is told is in `notices`.
    pub letters: notices::Letterbox,
    /// What was changed in the tenant.
    pub changes: changes::Changes,
    /// What this process has asked of the tenant.
    pub asked: calls::Asked,
    /// Every effective setting.
    pub settings: settings::SettingsPane,
    /// Figures of the past.
    pub figures: figures::Figures,
    generation: u64,
    timers: timing::Armed,
}

impl App {
    /// The console as it starts, before anything came from the backend.
    pub fn new(size: (u16, u16), now: Timestamp, zone: TimeZone, theme: Theme) -> Self {
        Self {
            size,
            now,
            zone,
            theme,
            look: Look::default(),
            veil: Veil::default(),
            deserted: false,
            still: false,
            bars: Bars::default(),
            manner: Manner::default(),
            mouse: true,
            keys: Keymap::default(),
            pressed: Vec::new(),
            pointed: None,
            session: None,
            directory: DirectoryState::Empty,
            budget: BudgetMeter::default(),
            budget_at: now,
            calls: Calls::default(),
            summaries: Vec::new(),
            screens: vec![Screen::People],
            overlays: Vec::new(),
            zoom: false,
            notices: Notices::default(),
            recent: Vec::new(),
            tour: Tour::default(),
            layout: Layout::default(),
            interrupt_until: None,
            spinner: None,
            dirty: true,
            people: people::People::default(),
            question: question::Questions::default(),
            plan: plan::Plan::default(),
            run: run::Run::default(),
            runs: runs::Runs::default(),
            inbox: inbox::Inbox::default(),
            groups: groups::Groups::default(),
            jobs: jobs::Jobs::default(),
            file: file::File::default(),
            rows: rows::Rows::default(),
            batch: batch::Batch::default(),
            audit: audit::Audit::default(),
            letters: notices::Letterbox::default(),
            changes: changes::Changes::default(),
            asked: calls::Asked::default(),
            settings: settings::SettingsPane::default(),
            figures: figures::Figures::default(),
            generation: 0,
            timers: timing::Armed::default(),
        }
    }

    /// What is to be asked of the backend before the first input.
    pub fn start(&mut self) -> Vec<super::effect::Effect> {
        let mut out = Effects::default();
        people::search(self, &mut out);
        let generation = self.next_generation();
        out.send(crate::backend::Command::Runs { generation });
        pane::jobs::ask(self, &mut out);
        // Where the last time ended.
        if self.screen() != Screen::People {
            pane::entered(self, self.screen(), &mut out);
        }
        update::settle(self, &mut out);
        out.into_vec()
    }

    /// A number for the next question to the backend; no two questions of any kind have the same.
    pub fn next_generation(&mut self) -> u64 {
        self.generation += 1;
        self.generation
    }

    /// The screen on top.
    pub fn screen(&self) -> Screen {
        self.screens.last().copied().unwrap_or(Screen::People)
    }

    /// The pane that has the focus.
    pub fn focus(&self) -> Pane {
        pane::focus(self, self.screen())
    }

    /// Whether this pane has the focus and no layer covers it.
    pub fn has_focus(&self, pane: Pane) -> bool {
        self.overlays.is_empty() && self.focus() == pane
    }

    /// Whether keys are typed into a field.
    pub fn typing(&self) -> bool {
        match self.overlays.last() {
            Some(top) => top.prompt().is_some(),
            None => pane::prompt(self, self.screen()).is_some(),
        }
    }

    /// Brings a screen to the top; one that is open already is not opened twice.
    pub fn go(&mut self, screen: Screen, out: &mut Effects) {
        self.screens.retain(|s| *s != screen || *s == Screen::People);
        if screen == Screen::People {
            self.screens.truncate(1);
        } else {
            self.screens.push(screen);
        }
        self.zoom = false;
        pane::entered(self, screen, out);
    }

    /// Goes back to the screen below; says whether there is one.
    pub fn leave_screen(&mut self, out: &mut Effects) -> bool {
        if self.screens.len() < 2 {
            return false;
        }
        self.screens.pop();
        self.zoom = false;
        pane::entered(self, self.screen(), out);
        true
    }

    /// Goes back to where the questions were asked; what fills the screen there fills it again.
    pub fn close_questions(&mut self, out: &mut Effects) {
        if self.screen() == Screen::Question && self.screens.len() > 1 {
            self.screens.pop();
            pane::entered(self, self.screen(), out);
        }
    }

    /// Opens a layer.
    pub fn open_overlay(&mut self, overlay: Overlay) {
        self.overlays.push(overlay);
    }

    /// Closes the top layer; says whether there was one.
    pub fn close_overlay(&mut self) -> bool {
        let closed = self.overlays.pop().is_some();
        if closed && self.overlays.is_empty() {
            self.notices.show_again(self.now);
        }
        closed
    }

    /// Tells the operator something in passing.
    pub fn notify(&mut self, severity: Severity, text: impl Into<DisplayText>) {
        let text = text.into();
        self.notices.add(severity, text, self.now);
    }

    /// Tells the operator what went wrong, with all that is known of it.
    pub fn notify_fault(&mut self, text: impl Into<DisplayText>, fault: Fault) {
        self.notices.add_fault(text.into(), fault, self.now);
    }

    /// Carries out an action as if its key had been pressed.
    pub fn perform(&mut self, action: Action, out: &mut Effects) {
        perform::perform(self, action, out);
    }

    /// How many runs are under way.
    pub fn active_runs(&self) -> usize {
        self.summaries.iter().filter(|r| !r.state.is_over() && !r.interrupted && r.planned.is_none()).count()
    }
}
