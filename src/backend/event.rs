//! What the backend tells the faces.

pub use super::carried::{
    AuditPage, BatchLine, BatchView, Behind, BudgetMeter, ChainState, DirectoryState, FileColumn, FileHead, Hit,
    PersonCard, Refusal, RunSummary, Session, Severity, Vocabulary, Waiting,
};

use super::elsewhere::TenantChange;
use super::notices::{Letter, LetterPage, Letters};
use super::run_trail::RunTrail;
use crate::access::Answer;
use crate::model::{
    Begun, Digest, DisplayText, Fault, Figures, Group, GroupImage, InboxEntry, Plan, Quarantined, RowsPlan, RunEvent,
    RunId, RunRecord, ServerCall,
};
use std::sync::Arc;

/// Something a face may want to show.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// Who works where; sent once at the start and when it changes.
    Session(Session),
    /// How the local directory stands.
    Directory(DirectoryState),
    /// Something that was asked for, or goes on by itself, has gone wrong.
    Trouble {
        /// What did not come about.
        what: DisplayText,
        /// Why, and what to do.
        fault: Fault,
    },
    /// Hits of a search.
    Found {
        /// Of the command.
        generation: u64,
        /// Best first, at most as many as asked for.
        hits: Vec<Hit>,
        /// How many match in all.
        matched: usize,
        /// How many people there are.
        total: usize,
    },
    /// A person, read whole.
    Person {
        /// Of the command.
        generation: u64,
        /// The card, or why there is none.
        result: Result<Arc<PersonCard>, Fault>,
    },
    /// A group, read whole.
    Group {
        /// Of the command.
        generation: u64,
        /// The card, or why there is none.
        result: Result<Arc<GroupImage>, Fault>,
    },
    /// A question to the directory was answered.
    Answered {
        /// Of the command.
        generation: u64,
        /// The answer, or why there is none.
        result: Result<Arc<Answer>, Fault>,
    },
    /// What can be asked about, sent whenever the directory has changed.
    Vocabulary(Arc<Vocabulary>),
    /// A plan was made.
    Planned {
        /// Of the command; a plan rebuilt because the person changed carries the generation of its predecessor.
        generation: u64,
        /// The plan, or why there is none.
        result: Result<Arc<Plan>, Fault>,
        /// Set when an earlier plan became void: in what the person had changed.
        rebuilt_because: Option<DisplayText>,
    },
    /// A confirmation was taken or refused.
    Confirmed {
        /// Of the plan.
        digest: Digest,
        /// The run, or why there is none.
        result: Result<RunId, Refusal>,
    },
    /// The inbox: what needs somebody first, then what is over.
    Inbox(Result<Arc<[InboxEntry]>, Fault>),
    /// An event of the inbox was decided about, or why not.
    EventDecided {
        /// Which.
        event: RunId,
        /// What was done, in words, or why nothing was.
        result: Result<DisplayText, Fault>,
    },
    /// Deliveries that were turned down, newest first.
    Quarantine {
        /// Of the command.
        generation: u64,
        /// They, or why they cannot be told.
        result: Result<Arc<[Quarantined]>, Fault>,
    },
    /// A run, whole.
    Run(Arc<RunRecord>),
    /// Something happened in the watched run.
    RunEvent(RunEvent),
    /// The runs, newest first.
    Runs {
        /// Of the command; 0 when it comes unasked.
        generation: u64,
        /// One line each.
        runs: Vec<RunSummary>,
    },
    /// The groups.
    Groups {
        /// Of the command.
        generation: u64,
        /// By name, or why there are none.
        result: Result<Arc<[Group]>, Fault>,
    },
    /// The batches, newest first.
    Batches {
        /// Of the command; 0 when it comes unasked.
        generation: u64,
        /// One line each.
        batches: Vec<BatchLine>,
    },
    /// How the watched batch stands; at most twice a second.
    Batch(Arc<BatchView>),
    /// How a path may go on.
    Paths {
        /// Of the command.
        generation: u64,
        /// Files and folders, the latter ending in a slash; at most 200.
        paths: Vec<DisplayText>,
    },
    /// A file of rows was read as far as its beginning.
    FileOpened {
        /// Of the command.
        generation: u64,
        /// How it is made, or why it cannot be read.
        result: Result<Arc<FileHead>, Fault>,
    },
    /// Rows are being checked.
    Checking {
        /// Of the command.
        generation: u64,
        /// Rows read so far.
        rows: usize,
    },
    /// A job about many was planned.
    RowsPlanned {
        /// Of the command.
        generation: u64,
        /// The plan, or why there is none.
        result: Result<Arc<RowsPlan>, Fault>,
        /// Set when an earlier plan became void: what had changed.
        rebuilt_because: Option<DisplayText>,
    },
    /// The confirmation of a job about many was taken or refused.
    RowsConfirmed {
        /// Of the plan.
        digest: Digest,
        /// What has begun, or why nothing has.
        result: Result<Begun, Refusal>,
    },
    /// Audit records.
    Audit {
        /// Of the command.
        generation: u64,
        /// The page, or why there is none.
        result: Result<AuditPage, Fault>,
    },
    /// The chain was walked.
    Verified(ChainState),
    /// The notices to other systems.
    Letters {
        /// Of the command; 0 when it comes unasked.
        generation: u64,
        /// What needs eyes first, or why there are none.
        result: Result<Arc<Letters>, Fault>,
    },
    /// A notice to one target, whole.
    Letter {
        /// Of the command.
        generation: u64,
        /// It, or why there is none.
        result: Result<Arc<LetterPage>, Fault>,
    },
    /// What was asked of the tenant by this process, the newest first.
    Calls(Arc<[ServerCall]>),
    /// What was changed in the tenant since yesterday.
    Changes {
        /// Of the command.
        generation: u64,
        /// Newest first, or why there are none.
        result: Result<Arc<[TenantChange]>, Fault>,
    },
    /// The notices that the watched run has given rise to; never empty.
    RunLetters {
        /// The run.
        run: RunId,
        /// Oldest first.
        letters: Vec<Letter>,
    },
    /// What is kept about the watched run beside itself, once it is over.
    RunTrail(Arc<RunTrail>),
    /// Figures of the past.
    Figures {
        /// Of the command.
        generation: u64,
        /// They, or why there are none.
        result: Result<Arc<Figures>, Fault>,
    },
    /// The budget changed.
    Budget(BudgetMeter),
    /// Something that the operator should read.
    Notice {
        /// How grave.
        severity: Severity,
        /// What, in words.
        text: DisplayText,
    },
}
