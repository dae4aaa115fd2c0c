//! What a face asks of the backend. Reads carry a generation: an answer that is not the newest is dropped by who asked.

use super::restores::RestoreWish;
use crate::access::Question;
use crate::model::{Digest, GroupId, RunId, Table, UserId};
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
    /// Hand back or finish what runs, then end.
    Shutdown,
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
