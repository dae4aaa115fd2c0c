//! What a face asks of the backend. Reads carry a generation: an answer that is not the newest is dropped by who asked.

use super::SyncMode;
use super::restores::RestoreWish;
use crate::access::Question;
use crate::model::{BatchId, Digest, GroupId, PipelineKind, RunId, Table, Timestamp, UserId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// A wish of a face.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// Search the local directory. Newest wins: a search that is overtaken is not answered.
    Search {
        /// Comes back with the answer.
        generation: u64,
        /// What was typed; empty lists everybody.
        query: String,
        /// Whom to leave out.
        filter: PeopleFilter,
        /// How many hits at the most.
        limit: usize,
        /// Who comes first, where everybody is listed.
        first: Vec<UserId>,
    },
    /// Read everything about one person from the tenant. Newest wins.
    OpenPerson {
        /// Comes back with the answer.
        generation: u64,
        /// Whom.
        id: UserId,
    },
    /// Read a group's members, roles and queues from the tenant. Newest wins.
    OpenGroup {
        /// Comes back with the answer.
        generation: u64,
        /// Which.
        id: GroupId,
    },
    /// Read the directory anew from the tenant.
    Refresh,
    /// Ask the local directory who may do what, and why. Newest wins.
    Ask {
        /// Comes back with the answer.
        generation: u64,
        /// The question.
        question: Question,
    },
    /// Write a list, as it is shown, to a new file in the data folder.
    Export {
        /// What the file's name begins with: letters, digits and hyphens.
        name: String,
        /// The list.
        table: Arc<Table>,
        /// In which form.
        form: TableForm,
    },
    /// Make a plan to offboard this person; nothing is changed. Newest wins.
    Plan {
        /// Comes back with the answer.
        generation: u64,
        /// Whom.
        who: UserId,
        /// The recipe's name; none for the configured one.
        recipe: Option<String>,
    },
    /// Make a plan to give back what an offboarding took; nothing is changed. Answered like [`Command::Plan`], and newest
    /// wins over both.
    PlanRestore {
        /// Comes back with the answer.
        generation: u64,
        /// What is to be given back, and to whom.
        wish: RestoreWish,
    },
    /// Make a plan to remove a group; nothing is changed. Answered like [`Command::Plan`], and newest wins over both.
    PlanRemoveGroup {
        /// Comes back with the answer.
        generation: u64,
        /// Which.
        group: GroupId,
    },
    /// Make the plan that confirms an event of the inbox; nothing is changed. Answered like [`Command::Plan`], and newest
    /// wins over both.
    PlanEvent {
        /// Comes back with the answer.
        generation: u64,
        /// Which.
        event: RunId,
        /// Whom, where the event does not name somebody who is there.
        who: Option<UserId>,
        /// By which recipe; none for the event's own.
        recipe: Option<String>,
    },
    /// Show the inbox, and tell whenever it changes for as long as somebody looks at it.
    WatchInbox(bool),
    /// Turn an event down, or mark it as dealt with.
    RejectEvent {
        /// Which.
        event: RunId,
        /// Why; must not be empty.
        reason: String,
    },
    /// Ask nobody about an event before this time.
    PostponeEvent {
        /// Which.
        event: RunId,
        /// Until when.
        until: Timestamp,
        /// Why; must not be empty.
        reason: String,
    },
    /// List the deliveries that were turned down, newest first.
    Quarantine {
        /// Comes back with the answer.
        generation: u64,
    },
    /// Confirm the plan with this digest and start its run.
    Confirm {
        /// The plan that was on the screen.
        digest: Digest,
        /// What the operator gave.
        consent: Consent,
    },
    /// Stop after the current step and wait.
    Pause(RunId),
    /// Go on with a paused or interrupted run.
    Resume(RunId),
    /// Stop after the current step for good.
    Cancel(RunId),
    /// Do again what failed, was refused or is unknown.
    Retry(RunId),
    /// List the runs, newest first.
    Runs {
        /// Comes back with the answer.
        generation: u64,
    },
    /// Show a run whole; its events follow while it is the watched one.
    Watch(RunId),
    /// Read the audit trail.
    Audit {
        /// Comes back with the answer.
        generation: u64,
        /// What to show.
        filter: AuditFilter,
    },
    /// Walk the whole chain and check every seal.
    VerifyAudit,
    /// Export the audit records that match to a new file in the data folder.
    ExportAudit(AuditFilter),
    /// Read what was changed in the tenant since yesterday. Newest wins.
    Changes {
        /// Comes back with the answer.
        generation: u64,
    },
    /// Tell what was asked of the tenant, and again with every further call, as long as somebody looks at it.
    WatchCalls(bool),
    /// Read how soon accesses were cut after their events, and how runs ended in the last days. Newest wins.
    Figures {
        /// Comes back with the answer.
        generation: u64,
    },
    /// List the notices to other systems, and tell them anew while they change, until something else is asked in their place.
    Letters {
        /// Comes back with the answer.
        generation: u64,
    },
    /// Show a notice whole. Newest wins.
    OpenLetter {
        /// Comes back with the answer.
        generation: u64,
        /// Its id.
        message: String,
    },
    /// Send a notice again with the same id.
    ResendLetter(String),
    /// List the groups.
    Groups {
        /// Comes back with the answer.
        generation: u64,
    },
    /// List the batches, newest first.
    Batches {
        /// Comes back with the answer.
        generation: u64,
    },
    /// Show a batch, and tell it anew while it changes, as long as it is the watched one.
    WatchBatch(BatchId),
    /// Ask something of all runs of a batch.
    SteerBatch {
        /// Which.
        batch: BatchId,
        /// What.
        wish: BatchWish,
    },
    /// Write what came of everybody of a batch to a new file in the data folder.
    ExportBatch(BatchId),
    /// Complete the path of a file. Newest wins.
    Paths {
        /// Comes back with the answer.
        generation: u64,
        /// What has been typed; a leading `~/` stands for the home folder.
        text: String,
    },
    /// Read how a file of rows is made: its headings, its first rows, what the job takes them for. Newest wins.
    OpenFile {
        /// Comes back with the answer.
        generation: u64,
        /// Which job it is for.
        job: PipelineKind,
        /// Where it is.
        path: PathBuf,
        /// What was decided about it so far.
        edits: FileEdits,
    },
    /// Check every row and plan a job about many; nothing is changed. Newest wins.
    PlanRows {
        /// Comes back with the answer.
        generation: u64,
        /// What is to be planned.
        wish: RowsWish,
    },
    /// Confirm the job about many with this digest and start it.
    ConfirmRows {
        /// The plan that was on the screen.
        digest: Digest,
        /// What the operator gave; the name is not asked for.
        consent: Consent,
        /// How many people, as typed, where the plan needs their number.
        number: Option<usize>,
    },
    /// Hand back or finish what runs, then end.
    Shutdown,
}

/// What may be asked of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BatchWish {
    /// Stop after the current steps and wait.
    Pause,
    /// Go on with what was paused or interrupted.
    Resume,
    /// Stop after the current steps for good.
    Cancel,
    /// Do again what failed, was refused or is unknown.
    Retry,
}

/// A job about many.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowsWish {
    /// Which job: offboard, provision or sync roles.
    pub job: PipelineKind,
    /// Whom it is about.
    pub from: RowsFrom,
    /// The recipe's name; none for the job's first.
    pub recipe: Option<String>,
    /// Give, take, or make exactly so; only a sync of roles reads it.
    pub mode: SyncMode,
    /// What was decided about the file and its rows.
    pub edits: FileEdits,
    /// Whether rows that cannot be carried out are left out instead of blocking the plan.
    pub skip_bad: bool,
}

/// Where the rows of a job come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowsFrom {
    /// A file.
    File(PathBuf),
    /// People who were marked.
    People(Vec<UserId>),
    /// The members of a group.
    Group(GroupId),
}

/// What an operator has decided about a file, without changing it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileEdits {
    /// Which column of the job a heading of the file is; an empty column leaves the heading out.
    pub columns: BTreeMap<String, String>,
    /// Other values for the cells of rows: by row number, then by the job's column.
    pub cells: BTreeMap<u64, BTreeMap<String, String>>,
    /// Rows that are left out, by their numbers.
    pub left_out: BTreeSet<u64>,
}

/// The forms in which a list is written out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TableForm {
    /// Comma-separated values (RFC 4180), safe against formulas.
    Csv,
    /// An array of JSON objects.
    Json,
    /// A Markdown table.
    Markdown,
}

/// Which people a search leaves in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PeopleFilter {
    /// Active and inactive people, deleted ones last.
    #[default]
    All,
    /// Only those who can sign in.
    Active,
    /// Only inactive ones.
    Inactive,
    /// Only deleted ones.
    Deleted,
}

/// What an operator gives to confirm a plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Consent {
    /// The person's name as the plan shows it, or their e-mail address, as typed.
    pub typed_name: String,
    /// Why, for the audit; must not be empty.
    pub reason: String,
    /// The ticket; required where the recipe says so.
    pub ticket: String,
    /// Not before this; none for at once.
    pub due: Option<Timestamp>,
}

/// Which audit records.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AuditFilter {
    /// Words that must all occur in a record's subject, operator, action, step, outcome, reason, ticket or detail.
    pub text: String,
    /// Only this run.
    pub run: Option<RunId>,
    /// At most so many, newest first; 0 for all.
    pub limit: usize,
}
