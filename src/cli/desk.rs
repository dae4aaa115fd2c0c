//! The desk: all that the command line asks of the backend. It holds no client and no store itself.

use super::{ExportFormat, Trouble, Who};
use crate::access::AccessIndex;
use crate::backend::{
    AuditFilter, AuditPage, BatchDraft, BatchRefusal, Behind, ChainState, FoundPeople, Letter, LetterFilter,
    LetterPage, Letters, PersonCard, ProvisionDraft, ProvisionWish, Refusal, Resent, RestoreWish, RunSummary, SyncWish,
    Synced, TenantChange,
};
pub use crate::backend::{Check, CheckResult};
use crate::config::Settings;
use crate::model::{
    Accepted, AuditRecord, BatchId, BatchRecord, BatchTotals, Delivery, DisplayText, Figures, Group, GroupId,
    GroupMember, InboxEntry, Person, PipelineKind, Plan, Quarantined, RunEvent, RunId, RunRecord, RunState, Timestamp,
    UserId,
};
use jiff::SignedDuration;
use std::collections::HashSet;
use std::future::Future;
use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// A future that an object-safe trait can return.
pub type Promise<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a command needs behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// The journal and the audit trail; works without credentials.
    Record,
    /// The tenant as well.
    Tenant,
    /// The tenant as well, for whatever comes in.
    Service,
}

/// Opens a desk when a command needs one; settings alone tell whether one can be opened.
pub trait Opener: Send + Sync {
    /// Opens the journal and, where it is needed, the way to the tenant.
    fn open<'a>(&'a self, settings: &'a Settings, need: Need) -> Promise<'a, Result<Arc<dyn Desk>, Trouble>>;
}

/// The jobs of the backend, as the command line asks for them.
pub trait Desk: Send + Sync {
    /// Everybody who answers to this; none or several are answers, too.
    fn resolve<'a>(&'a self, who: &'a Who) -> Promise<'a, Result<Vec<Person>, Trouble>>;

    /// The people who match all of these words, best first, at most so many. Where the list of people has to be read for
    /// it, that is told meanwhile.
    fn find_people<'a>(
        &'a self,
        words: &'a str,
        limit: usize,
        progress: mpsc::Sender<Behind>,
    ) -> Promise<'a, Result<FoundPeople, Trouble>>;

    /// Makes a plan to offboard this person; nothing is changed.
    fn plan<'a>(&'a self, who: &'a UserId, recipe: &'a str) -> Promise<'a, Result<Plan, Trouble>>;

    /// The same, where these people leave as well.
    fn plan_among<'a>(
        &'a self,
        who: &'a UserId,
        recipe: &'a str,
        leaving: &'a HashSet<UserId>,
    ) -> Promise<'a, Result<Plan, Trouble>>;

    /// How many people are active; none where the tenant does not tell.
    fn active_people(&self) -> Promise<'_, Result<Option<u64>, Trouble>>;

    /// The members of a group.
    fn group_members<'a>(&'a self, group: &'a GroupId) -> Promise<'a, Result<Vec<GroupMember>, Trouble>>;

    /// Makes a plan to give back what an offboarding took; nothing is changed.
    fn plan_restore<'a>(&'a self, wish: &'a RestoreWish) -> Promise<'a, Result<Plan, Trouble>>;

    /// Every group there is.
    fn groups(&self) -> Promise<'_, Result<Vec<Group>, Trouble>>;

    /// Makes a plan to remove a group; nothing is changed.
    fn plan_remove_group<'a>(&'a self, group: &'a GroupId) -> Promise<'a, Result<Plan, Trouble>>;

    /// Makes a plan to give and take roles by a file; nothing is changed.
    fn plan_sync_roles<'a>(&'a self, wish: &'a SyncWish) -> Promise<'a, Result<Synced, Trouble>>;

    /// Checks a file of new people and plans what can be made; nothing is changed.
    fn plan_provision<'a>(&'a self, wish: &'a ProvisionWish) -> Promise<'a, Result<ProvisionDraft, Trouble>>;

    /// Confirms a checked file and writes it down as a batch.
    fn confirm_provision<'a>(
        &'a self,
        draft: &'a ProvisionDraft,
        given: &'a Given,
        number: Option<usize>,
    ) -> Promise<'a, Result<BatchId, BatchRefusal>>;

    /// Confirms a plan and writes its run down. A refusal is recorded as well.
    fn confirm<'a>(&'a self, plan: &'a Plan, given: &'a Given) -> Promise<'a, Result<RunId, Refusal>>;

    /// How often the tenant has asked this process to wait (429).
    fn throttled(&self) -> u64;

    /// Carries a run out, or on, until it is over or somebody asks to stop, which happens between two effects.
    fn carry_out<'a>(
        &'a self,
        run: &'a RunId,
        progress: mpsc::Sender<RunEvent>,
        stop: CancellationToken,
    ) -> Promise<'a, Result<RunRecord, Trouble>>;

    /// Confirms plans as one batch and writes it down with its runs.
    fn confirm_batch<'a>(
        &'a self,
        draft: &'a mut BatchDraft,
        given: &'a Given,
    ) -> Promise<'a, Result<BatchId, BatchRefusal>>;

    /// Carries a batch out, or on, until it is over or somebody asks to stop, so many runs at once; the access of all is
    /// cut before the slow steps of any. How far it is is told from time to time.
    fn carry_out_batch<'a>(
        &'a self,
        batch: &'a BatchId,
        at_once: usize,
        progress: mpsc::Sender<Pulse>,
        stop: CancellationToken,
    ) -> Promise<'a, Result<BatchRecord, Trouble>>;

    /// The batches, newest first.
    fn batches(&self) -> Promise<'_, Result<Vec<BatchRecord>, Trouble>>;

    /// A batch, whole.
    fn batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<BatchRecord, Trouble>>;

    /// Makes a paused or interrupted batch ready to be carried on.
    fn resume_batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<usize, Trouble>>;

    /// Makes what failed in a batch ready to be done again; tells in how many runs.
    fn retry_batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<usize, Trouble>>;

    /// Asks every run of a batch to stop after its current step; tells how many were asked.
    fn pause_batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<usize, Trouble>>;

    /// Asks every run of a batch to stop after its current step for good; tells how many were asked.
    fn cancel_batch<'a>(&'a self, batch: &'a BatchId) -> Promise<'a, Result<usize, Trouble>>;

    /// The runs, newest first.
    fn runs(&self) -> Promise<'_, Result<Vec<RunSummary>, Trouble>>;

    /// The runs that were planned for a time and are not over, the next one first; also those that have been begun.
    fn planned(&self) -> Promise<'_, Result<Vec<RunSummary>, Trouble>>;

    /// A run, whole.
    fn run<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<RunRecord, Trouble>>;

    /// Makes a paused or interrupted run ready to be carried on.
    fn resume<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<(), Trouble>>;

    /// Makes what failed in a run ready to be done again.
    fn retry<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<(), Trouble>>;

    /// Asks whoever carries a run out to stop after the current step; tells how the run stands then.
    fn pause<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<RunState, Trouble>>;

    /// Asks whoever carries a run out to stop after the current step for good; tells how the run stands then.
    fn cancel<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<RunState, Trouble>>;

    /// Notices to other systems, newest first.
    fn letters<'a>(&'a self, filter: &'a LetterFilter) -> Promise<'a, Result<Letters, Trouble>>;

    /// The notices that a run has given rise to, oldest first.
    fn letters_of<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<Vec<Letter>, Trouble>>;

    /// A notice, whole.
    fn letter<'a>(&'a self, message: &'a str) -> Promise<'a, Result<LetterPage, Trouble>>;

    /// Sends a notice again, or every dead one of the target where none is named. Where a target is named, it is told again
    /// even if it has said that it is gone.
    fn resend<'a>(&'a self, message: Option<&'a str>, target: Option<&'a str>) -> Promise<'a, Result<Resent, Trouble>>;

    /// What was changed in the tenant for so long, newest first, at most so many.
    fn changes(&self, ago: SignedDuration, limit: usize) -> Promise<'_, Result<Vec<TenantChange>, Trouble>>;

    /// How soon accesses were cut after their events, and how runs ended in the last days.
    fn figures(&self) -> Promise<'_, Result<Figures, Trouble>>;

    /// The inbox: what needs somebody first, then what is over.
    fn inbox(&self) -> Promise<'_, Result<Vec<InboxEntry>, Trouble>>;

    /// An event of the inbox.
    fn inbox_entry<'a>(&'a self, event: &'a RunId) -> Promise<'a, Result<InboxEntry, Trouble>>;

    /// Makes the plan that confirms an event; nothing is changed.
    fn plan_event<'a>(
        &'a self,
        event: &'a RunId,
        who: Option<&'a UserId>,
        recipe: Option<&'a str>,
    ) -> Promise<'a, Result<Plan, Trouble>>;

    /// Confirms an event with that plan; gives the run, which has to be carried out.
    fn confirm_event<'a>(
        &'a self,
        event: &'a RunId,
        plan: &'a Plan,
        given: &'a Given,
    ) -> Promise<'a, Result<RunId, Refusal>>;

    /// Turns an event down; gives the run that still has to be carried out to its end.
    fn reject_event<'a>(&'a self, event: &'a RunId, reason: &'a str) -> Promise<'a, Result<Option<RunId>, Trouble>>;

    /// Puts an event off until then.
    fn postpone_event<'a>(
        &'a self,
        event: &'a RunId,
        until: Timestamp,
        reason: &'a str,
    ) -> Promise<'a, Result<(), Trouble>>;

    /// Keeps a delivery of the quarantine as an event after all.
    fn replay<'a>(
        &'a self,
        number: i64,
        repaired: &'a Delivery,
        reason: &'a str,
    ) -> Promise<'a, Result<Accepted, Trouble>>;

    /// The deliveries that were turned down, newest first.
    fn quarantined(&self) -> Promise<'_, Result<Vec<Quarantined>, Trouble>>;

    /// The delivery with this number.
    fn quarantined_one(&self, number: i64) -> Promise<'_, Result<Quarantined, Trouble>>;

    /// Audit records, newest first.
    fn audit<'a>(&'a self, filter: &'a AuditFilter) -> Promise<'a, Result<AuditPage, Trouble>>;

    /// The audit record with this number.
    fn audit_record(&self, seq: i64) -> Promise<'_, Result<Option<AuditRecord>, Trouble>>;

    /// Walks the chain and checks every seal.
    fn audit_verify(&self) -> Promise<'_, Result<ChainState, Trouble>>;

    /// Writes records, oldest first, and tells how many.
    fn audit_export<'a>(
        &'a self,
        filter: &'a AuditFilter,
        format: ExportFormat,
        into: &'a mut (dyn Write + Send),
    ) -> Promise<'a, Result<u64, Trouble>>;

    /// Everything that a person has and may do. In what the directory was behind that is taken over when this ends.
    fn access<'a>(&'a self, who: &'a UserId) -> Promise<'a, Result<PersonCard, Trouble>>;

    /// Everybody's access by the directory: the kept one if it is not older than this, else one that is brought up to
    /// date or, always with zero, read anew, which can take minutes and is told meanwhile.
    fn whole(&self, oldest: SignedDuration, progress: mpsc::Sender<Behind>) -> Promise<'_, Result<Whole, Trouble>>;

    /// The recipes of every job; those of offboardings first, the configured one before all.
    fn recipes(&self) -> Promise<'_, Result<Vec<RecipeText>, Trouble>>;

    /// What only the backend can check: credentials, reachability, clock, permissions, budget, journal.
    fn checks<'a>(&'a self, recipe: &'a str) -> Promise<'a, Vec<Check>>;

    /// Gives waiting notices a moment to leave, and lets go of everything.
    fn close(&self) -> Promise<'_, ()>;
}

/// How far a batch is.
#[derive(Clone, PartialEq, Debug)]
pub struct Pulse {
    /// Its people, counted.
    pub totals: BatchTotals,
    /// Steps of its runs that have ended.
    pub steps_ended: usize,
    /// Steps in all.
    pub steps: usize,
    /// Calls of this process since its start.
    pub calls: u64,
    /// Since this process took the batch up.
    pub elapsed: Duration,
}

/// Everybody's access, as the directory knows it.
#[derive(Clone, Debug)]
pub struct Whole {
    /// Ready to be asked.
    pub index: Arc<AccessIndex>,
    /// When the grants were read.
    pub read_at: Timestamp,
    /// How long ago that was.
    pub age: SignedDuration,
    /// Whether it was brought up to date since, by what the tenant's audit log tells.
    pub followed: bool,
    /// What of the organisation's own files about access cannot be used, with file and line.
    pub warnings: Vec<DisplayText>,
}

/// What an operator gives on the command line to confirm a plan; `--yes` stands for the typed name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Given {
    /// Why, for the audit.
    pub reason: String,
    /// The ticket, empty if none.
    pub ticket: String,
    /// Not before this; none for at once.
    pub due: Option<Timestamp>,
}

/// A recipe as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecipeText {
    /// Which job it is for.
    pub job: PipelineKind,
    /// Its name.
    pub name: String,
    /// What it is for, in a sentence.
    pub summary: String,
    /// `built in`, or the file that it comes from.
    pub origin: String,
    /// The TOML text.
    pub text: String,
}
