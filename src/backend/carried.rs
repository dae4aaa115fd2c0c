//! What events carry: who works where, how the directory stands, lines of lists, why something was refused.

use crate::access::Access;
use crate::model::{
    AuditRecord, BatchId, BatchRun, BatchTotals, Digest, DisplayText, Division, Fault, GroupId, Listed, Operator,
    Permission, Person, Planned, RoleId, RunId, RunState, Seat, Timestamp,
};
use std::time::Duration;

/// Who works where.
#[derive(Clone, PartialEq, Debug)]
pub struct Session {
    /// The organisation's name.
    pub tenant: DisplayText,
    /// The environment in words, such as `practice tenant` or a region.
    pub environment: DisplayText,
    /// Whether this is the built-in practice tenant.
    pub demo: bool,
    /// Who acts.
    pub operator: Operator,
    /// The names of the recipes, the configured one first.
    pub recipes: Vec<String>,
}

/// How the local directory stands.
#[derive(Clone, PartialEq, Debug)]
pub enum DirectoryState {
    /// Nothing is known yet.
    Empty,
    /// Being read from the tenant; people from an older snapshot may be searchable meanwhile.
    Loading {
        /// People read so far.
        loaded: usize,
        /// People in all, where the tenant has said.
        total: Option<usize>,
        /// When the snapshot that is searchable meanwhile was read.
        older_from: Option<Timestamp>,
    },
    /// Searchable.
    Ready {
        /// How many people.
        people: usize,
        /// When the people were read.
        read_at: Timestamp,
        /// When the grants of the whole tenant were read; none if they never were: then nothing can be asked yet.
        access_at: Option<Timestamp>,
        /// What is still being read behind it.
        behind: Option<Behind>,
    },
    /// Reading failed; an older snapshot may be searchable.
    Failed {
        /// Why.
        fault: Fault,
        /// When the snapshot that is searchable all the same was read.
        older_from: Option<Timestamp>,
    },
}

/// A part of the directory that is being read while the rest can be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Behind {
    /// What it is called in sentences, such as `grants`.
    pub what: &'static str,
    /// Read so far.
    pub loaded: usize,
    /// In all, where that is known.
    pub total: Option<usize>,
}

/// The names that questions are made of, for choosing and completing.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Vocabulary {
    /// Every permission that the catalogue or a role knows, sorted, with the label of the platform's own screens.
    pub permissions: Vec<(Permission, DisplayText)>,
    /// Divisions by name.
    pub divisions: Vec<Division>,
    /// Roles by name.
    pub roles: Vec<(RoleId, DisplayText)>,
    /// Groups by name.
    pub groups: Vec<(GroupId, DisplayText)>,
    /// Role templates of this organisation by name.
    pub templates: Vec<DisplayText>,
}

/// One hit of a search.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// The person.
    pub person: Person,
    /// Their division's name.
    pub division: DisplayText,
    /// Positions of the matched characters in the name, in characters, ascending.
    pub matched: Vec<u32>,
    /// Another person in the directory has the same visible name: tell them apart by id.
    pub twin: bool,
}

/// Everything about one person.
#[derive(Clone, PartialEq, Debug)]
pub struct PersonCard {
    /// What they have.
    pub seat: Seat,
    /// What they may do, and why.
    pub access: Access,
    /// In what the directory was behind the truth about this person, in words; taken over into the directory.
    pub drift: Vec<DisplayText>,
}

/// Why a confirmation was not taken.
#[derive(Clone, PartialEq, Debug)]
pub enum Refusal {
    /// What was typed is neither the name nor the e-mail address in the plan.
    WrongName,
    /// A reason is needed.
    NoReason,
    /// The recipe asks for a ticket.
    NoTicket,
    /// The plan has blockers.
    Blocked(Vec<DisplayText>),
    /// The number of people that was typed is not the plan's, or is needed and was not given.
    WrongNumber(DisplayText),
    /// The time that was given cannot be waited for: it has passed, or this job is not one that waits.
    WrongTime(DisplayText),
    /// The person changed since; a new plan is on its way.
    Changed(DisplayText),
    /// Another run for this person is under way.
    AlreadyRunning(RunId),
    /// There is no such plan (any more).
    NoSuchPlan,
    /// It could not be written down, so it was not begun.
    Fault(Fault),
}

/// A run in one line.
#[derive(Clone, PartialEq, Debug)]
pub struct RunSummary {
    /// Its id.
    pub id: RunId,
    /// The batch that it is part of.
    pub batch: Option<BatchId>,
    /// The person's name.
    pub subject: DisplayText,
    /// The recipe.
    pub recipe: String,
    /// How it stands.
    pub state: RunState,
    /// Left behind by a process that died: nobody is working on it.
    pub interrupted: bool,
    /// Steps that have ended.
    pub steps_ended: usize,
    /// Steps in all.
    pub steps: usize,
    /// Who confirmed it.
    pub operator: DisplayText,
    /// When.
    pub created_at: Timestamp,
    /// Not to be begun before this; none where it was confirmed for at once.
    pub due: Option<Timestamp>,
    /// Set while it waits for that time, or for somebody to begin it.
    pub planned: Option<Planned>,
    /// Whether what is left of it waits for an operator's confirmation.
    pub held: bool,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// A batch in one line.
#[derive(Clone, PartialEq, Debug)]
pub struct BatchLine {
    /// Its id.
    pub id: BatchId,
    /// Which job its runs do, by its stable name.
    pub kind: String,
    /// What it is, in a few words.
    pub title: DisplayText,
    /// How it stands.
    pub state: RunState,
    /// Whether nobody works on what is left of it.
    pub interrupted: bool,
    /// Before when what waits for its time is not begun; none when nothing does.
    pub due: Option<Timestamp>,
    /// Everybody, counted.
    pub totals: BatchTotals,
    /// Who confirmed it.
    pub operator: DisplayText,
    /// When.
    pub created_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// A batch as its page shows it. It holds what needs eyes, not everybody: a batch may have 100,000 runs.
#[derive(Clone, PartialEq, Debug)]
pub struct BatchView {
    /// It in one line.
    pub line: BatchLine,
    /// Why it was confirmed.
    pub reason: DisplayText,
    /// The ticket, empty if none.
    pub ticket: DisplayText,
    /// When this was read.
    pub at: Timestamp,
    /// What is being carried out right now; at most 64.
    pub running: Vec<BatchRun>,
    /// What failed, was refused or is unknown, the newest first; at most 500.
    pub failed: Vec<BatchRun>,
    /// Those who were set aside before it began, with why; at most 500.
    pub aside: Vec<Listed>,
    /// When the access of the last one was cut, once it is cut of all.
    pub all_cut_at: Option<Timestamp>,
}

/// How a file of rows is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileHead {
    /// What it is called.
    pub name: DisplayText,
    /// Its form in words, such as `CSV, semicolons, UTF-8 with a mark`.
    pub form: DisplayText,
    /// Its headings, each with the job's column that it is taken for; none where it is not read.
    pub headings: Vec<(DisplayText, Option<&'static str>)>,
    /// The job's columns, those that every row needs first.
    pub columns: Vec<FileColumn>,
    /// The first rows, a cell for each heading.
    pub sample: Vec<Vec<DisplayText>>,
    /// What keeps it from being checked, with the remedy; none when it can be.
    pub trouble: Option<Fault>,
}

/// A column that a job knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileColumn {
    /// Its name.
    pub name: &'static str,
    /// What it holds, in a sentence.
    pub help: &'static str,
    /// Whether every row needs it.
    pub required: bool,
}

/// Part of the audit trail.
#[derive(Clone, PartialEq, Debug)]
pub struct AuditPage {
    /// Newest first.
    pub records: Vec<AuditRecord>,
    /// How many match in all.
    pub matched: usize,
    /// How many there are in all.
    pub total: usize,
}

/// What walking the chain showed.
#[derive(Clone, PartialEq, Debug)]
pub enum ChainState {
    /// Every seal holds.
    Whole {
        /// Number of the last record; 0 for an empty chain.
        to: i64,
        /// Its seal.
        head: Option<Digest>,
        /// When it was checked.
        at: Timestamp,
    },
    /// A seal does not hold, or a number is missing.
    Broken {
        /// The first record that does not fit.
        at_seq: i64,
        /// What does not fit, in words.
        text: DisplayText,
    },
    /// It could not be read.
    Unreadable(Fault),
}

/// What the service still lets us call in this window.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct BudgetMeter {
    /// Calls used in the window, as far as we know.
    pub used: u32,
    /// Calls allowed in the window; none until the first answer.
    pub allowed: Option<u32>,
    /// Until the window ends.
    pub resets_in: Option<Duration>,
    /// Set while calls are being held back.
    pub waiting: Option<Waiting>,
    /// Calls made since the start.
    pub calls: u64,
    /// 429 answers since the start.
    pub throttled: u64,
    /// Repeated calls since the start.
    pub retries: u64,
}

/// Why calls are held back.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting {
    /// For how long from the moment of the event.
    pub left: Duration,
    /// In words: the server asked (429), the budget is used up, the circuit is open.
    pub why: DisplayText,
}

/// How grave a notice is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Something went well.
    Success,
    /// Good to know.
    Note,
    /// Should be looked at.
    Warning,
    /// Something failed; stays until dismissed.
    Error,
}
