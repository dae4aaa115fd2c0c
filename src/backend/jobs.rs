//! Jobs about many, as the console asks for them: planned row by row, and confirmed.

use super::batch_pages::carry_batch;
use super::batch_plans::{OffboardDraft, may_begin, rows_of_file, rows_of_people};
use super::batches::BatchRefusal;
use super::command::{Consent, FileEdits, RowsFrom, RowsWish};
use super::desk::{Desk, refusal};
use super::event::{Event, Refusal};
use super::files::at_home;
use super::provisions::{ProvisionDraft, ProvisionWish};
use super::syncs::{SyncWish, Unsynced, standing};
use super::task::{carry_out, tell};
use crate::engine::Given;
use crate::model::{
    Begun, Digest, DisplayText, Fault, Finding, Level, PipelineKind, Plan, PlannedRow, RowStanding, RowsPlan, Timestamp,
};
use crate::pipelines::sheet::{Edits, Source};
use crate::pipelines::sync_roles::{self, Standing, Synced};
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How many plans of many are kept to be confirmed.
const KEPT: usize = 3;
/// For how long people who were read for a plan are not read again for another choice among them.
const LASTS: jiff::SignedDuration = jiff::SignedDuration::from_mins(2);

/// A plan of many that can be confirmed.
#[derive(Clone)]
enum Draft {
    Offboard(Box<OffboardDraft>),
    Provision(Box<ProvisionDraft>),
    Sync(Arc<RowsPlan>, Box<Plan>),
}

impl Draft {
    fn plan(&self) -> &Arc<RowsPlan> {
        match self {
            Self::Offboard(draft) => &draft.plan,
            Self::Provision(draft) => &draft.plan,
            Self::Sync(plan, _) => plan,
        }
    }
}

/// The newest plans of many, by their digests; clones are one.
#[derive(Clone, Default)]
pub(super) struct OpenRows(Arc<Mutex<VecDeque<(u64, RowsWish, Draft)>>>);

impl OpenRows {
    fn keep(&self, generation: u64, wish: RowsWish, draft: Draft) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(.., known)| known.plan().digest != draft.plan().digest);
        all.push_front((generation, wish, draft));
        all.truncate(KEPT);
    }

    fn find(&self, digest: &Digest) -> Option<(u64, RowsWish, Draft)> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|(.., draft)| draft.plan().digest == *digest).cloned()
    }

    /// A fresh plan of the very same people, of whom others may have been left out.
    fn of_the_same_people(&self, wish: &RowsWish, now: Timestamp) -> Option<OffboardDraft> {
        let people = |wish: &RowsWish| {
            let edits = FileEdits { left_out: Default::default(), ..wish.edits.clone() };
            RowsWish { edits, skip_bad: false, ..wish.clone() }
        };
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = all.iter().find(|(_, known, _)| people(known) == people(wish));
        match same {
            Some((.., Draft::Offboard(draft))) if now.duration_since(draft.made_at) < LASTS => Some((**draft).clone()),
            _ => None,
        }
    }

    fn forget(&self, digest: &Digest) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(.., draft)| draft.plan().digest != *digest);
    }
}

/// Plans a job about many, keeps it to be confirmed, and tells it.
pub(super) async fn plan_rows(
    desk: &Desk,
    events: &mpsc::Sender<Event>,
    open: &OpenRows,
    generation: u64,
    wish: RowsWish,
    rebuilt_because: Option<DisplayText>,
) {
    let (own, told) = (events.clone(), Arc::new(std::sync::atomic::AtomicUsize::new(0)));
    let checking = move |rows: usize| {
        // What does not fit is told with the next number.
        if rows.saturating_sub(told.load(std::sync::atomic::Ordering::Relaxed)) >= 1
            && own.try_send(Event::Checking { generation, rows }).is_ok()
        {
            told.store(rows, std::sync::atomic::Ordering::Relaxed);
        }
    };
    let made = match wish.job {
        PipelineKind::Provision => provision_rows(desk, &wish, checking).await,
        PipelineKind::SyncRoles => sync_rows(desk, &wish, checking).await,
        _ => match open.of_the_same_people(&wish, desk.now()) {
            Some(draft) => {
                let again = desk.offboard_rows_again(&draft, &wish.edits.left_out, wish.skip_bad).await;
                again.map(|draft| Draft::Offboard(Box::new(draft)))
            }
            None => offboard_rows(desk, &wish, &checking).await,
        },
    };
    let result = made.map(|draft| {
        let plan = Arc::clone(draft.plan());
        open.keep(generation, wish, draft);
        plan
    });
    tell(events, Event::RowsPlanned { generation, result, rebuilt_because }).await;
}

async fn provision_rows(
    desk: &Desk,
    wish: &RowsWish,
    checking: impl Fn(usize) + Send + 'static,
) -> Result<Draft, Fault> {
    let source = file_of(wish)?;
    let (recipe, edits) = (wish.recipe.clone(), edits(&wish.edits));
    let wish = ProvisionWish { source, recipe, edits, skip_bad: wish.skip_bad };
    Ok(Draft::Provision(Box::new(desk.plan_provision(wish, checking).await?)))
}

async fn offboard_rows(desk: &Desk, wish: &RowsWish, checking: &(dyn Fn(usize) + Send + Sync)) -> Result<Draft, Fault> {
    let (title, rows) = match &wish.from {
        RowsFrom::File(path) => {
            let (source, edits) = (Source::File(at_home(path)), edits(&wish.edits));
            let read = tokio::task::spawn_blocking(move || rows_of_file(&source, &edits)).await;
            let (name, _, rows) = read.map_err(|e| refusal(format!("the file was not read: {e}"), "report this"))??;
            (name, rows)
        }
        RowsFrom::People(people) => {
            let named = desk.names_of(people);
            (DisplayText::new(format!("{} marked", people.len())), rows_of_people(&named))
        }
        RowsFrom::Group(group) => {
            let members = desk.group_members(group).await?;
            let named: Vec<_> = members.into_iter().map(|member| (member.id, member.name)).collect();
            let name = desk.group_name(group);
            (DisplayText::new(format!("group {name}")), rows_of_people(&named))
        }
    };
    let decided = (&wish.edits.left_out, wish.skip_bad);
    let draft = desk.plan_offboard_rows(title, rows, wish.recipe.as_deref(), decided, checking).await?;
    Ok(Draft::Offboard(Box::new(draft)))
}

async fn sync_rows(
    desk: &Desk,
    wish: &RowsWish,
    checking: impl Fn(usize) + Send + Sync + 'static,
) -> Result<Draft, Fault> {
    let (source, edits) = (file_of(wish)?, edits(&wish.edits));
    let name = source.name();
    let asked = SyncWish { source, edits, mode: wish.mode, skip_bad: wish.skip_bad };
    let synced = desk.plan_sync_roles(&asked, checking).await.map_err(|why| match why {
        Unsynced::File(fault) | Unsynced::Fault(fault) => fault,
    })?;
    let plan = rows_of_sync(&synced, DisplayText::new(name));
    Ok(Draft::Sync(Arc::new(plan), Box::new(synced.plan)))
}

/// A sync of roles, row by row.
fn rows_of_sync(synced: &Synced, title: DisplayText) -> RowsPlan {
    let row = |row: &sync_roles::Row| {
        let sign = match row.standing {
            Standing::Add => "+ ",
            Standing::Remove => "- ",
            Standing::Same | Standing::Bad | Standing::LeftOut => "",
        };
        let place = if row.division.is_empty() { String::new() } else { format!(" ({})", row.division) };
        PlannedRow {
            row: row.row,
            who: row.person.clone(),
            standing: standing(row.standing),
            words: DisplayText::new(format!("{sign}{}{place}", row.role)),
            column: row.column,
            code: row.code,
            reason: row.reason.clone(),
            remedy: row.remedy.clone(),
        }
    };
    let plan = &synced.plan;
    let rows: Vec<PlannedRow> = synced.rows.iter().map(row).collect();
    // A finding for each bad row would say once more what the rows say.
    let bad = rows.iter().filter(|row| row.standing == RowStanding::Bad).count();
    let mut codes: HashSet<&str> =
        rows.iter().filter(|row| row.standing == RowStanding::Bad).map(|row| row.code).collect();
    codes.insert(sync_roles::BAD_ROWS);
    let mut findings: Vec<Finding> =
        plan.findings.iter().filter(|finding| !codes.contains(finding.code.as_str())).cloned().collect();
    if bad > 0 {
        let level = if plan.blockers().next().is_some() { Level::Blocker } else { Level::Warning };
        findings.insert(
            0,
            Finding {
                level,
                code: sync_roles::BAD_ROWS.to_owned(),
                text: DisplayText::new(format!("{bad} of {} rows cannot be carried out", rows.len())),
                remedy: "correct them, or have them left out".into(),
            },
        );
    }
    if plan.steps.is_empty() && !findings.iter().any(|finding| finding.level == Level::Blocker) {
        findings.insert(
            0,
            Finding {
                level: Level::Blocker,
                code: "nothing-to-do".to_owned(),
                text: "nothing differs: there is nothing to write".into(),
                remedy: DisplayText::default(),
            },
        );
    }
    RowsPlan {
        kind: PipelineKind::SyncRoles,
        title,
        digest: plan.digest(),
        rows,
        findings,
        irreversible: plan.irreversible.clone(),
        forecast: plan.forecast,
        ticket_required: plan.ticket_required,
        needs_number: None,
        may_wait: false,
    }
}

/// Confirms a job about many and carries it out.
pub(super) async fn confirm_rows(
    desk: Arc<Desk>,
    events: mpsc::Sender<Event>,
    open: OpenRows,
    stop: CancellationToken,
    digest: Digest,
    consent: (Consent, Option<usize>),
) {
    let Some((generation, wish, draft)) = open.find(&digest) else {
        return tell(&events, Event::RowsConfirmed { digest, result: Err(Refusal::NoSuchPlan) }).await;
    };
    let (Consent { reason, ticket, due, .. }, number) = consent;
    let given = (reason.as_str(), ticket.as_str());
    let begun = match &draft {
        Draft::Provision(_) if due.is_some() => Err(may_not_wait()),
        Draft::Offboard(draft) => desk.confirm_offboard_rows(draft, given, number, due).await.map(Begun::Batch),
        Draft::Provision(draft) => desk.confirm_provision(draft, given, number).await.map(Begun::Batch),
        Draft::Sync(plan, of_run) => match may_begin(plan, number) {
            Err(refusal) => Err(refusal),
            Ok(()) => {
                let given = Given { typed_name: None, reason: reason.clone(), ticket: ticket.clone(), due };
                desk.confirm(of_run, &given).await.map(Begun::Run).map_err(BatchRefusal::Refused)
            }
        },
    };
    let refusal = match begun {
        Ok(begun) => {
            open.forget(&digest);
            tell(&events, Event::RowsConfirmed { digest, result: Ok(begun.clone()) }).await;
            return match begun {
                Begun::Run(run) => carry_out(&desk, &events, &run, stop).await,
                Begun::Batch(batch) => carry_batch(&desk, &events, &batch, &stop).await,
            };
        }
        Err(BatchRefusal::Refused(refusal)) => refusal,
        Err(BatchRefusal::Changed(changed)) => Refusal::Changed(changed_words(&changed)),
        Err(BatchRefusal::AlreadyRunning(active)) => {
            let run = active.into_iter().next().map(|(_, run)| run);
            run.map_or(Refusal::NoSuchPlan, Refusal::AlreadyRunning)
        }
    };
    let change = if let Refusal::Changed(change) = &refusal { Some(change.clone()) } else { None };
    tell(&events, Event::RowsConfirmed { digest: digest.clone(), result: Err(refusal) }).await;
    if let Some(change) = change {
        open.forget(&digest);
        plan_rows(&desk, &events, &open, generation, wish, Some(change)).await;
    }
}

fn may_not_wait() -> BatchRefusal {
    BatchRefusal::Refused(crate::engine::Refusal::MayNotWait.into())
}

fn changed_words(changed: &[(crate::model::UserId, DisplayText)]) -> DisplayText {
    match changed {
        [] => "somebody".into(),
        [(_, what)] => what.clone(),
        [(_, what), rest @ ..] => DisplayText::new(format!("{what}; and {} more people", rest.len())),
    }
}

fn no_file() -> Fault {
    refusal("this job is about a file", "name one")
}

impl Desk {
    fn names_of(&self, people: &[crate::model::UserId]) -> Vec<(crate::model::UserId, DisplayText)> {
        let image = self.tenant().ok().and_then(|tenant| tenant.directory.image());
        let known: std::collections::HashMap<_, _> = image
            .iter()
            .flat_map(|image| image.snapshot().people.iter())
            .map(|person| (person.id.clone(), person.name.clone()))
            .collect();
        people.iter().map(|id| (id.clone(), known.get(id).cloned().unwrap_or_else(|| id.as_str().into()))).collect()
    }

    fn group_name(&self, group: &crate::model::GroupId) -> DisplayText {
        let image = self.tenant().ok().and_then(|tenant| tenant.directory.image());
        let name = image.and_then(|image| {
            image.snapshot().groups.iter().find(|known| known.id == *group).map(|known| known.name.clone())
        });
        name.unwrap_or_else(|| group.as_str().into())
    }
}

pub(super) fn edits(edits: &FileEdits) -> Edits {
    Edits { columns: edits.columns.clone(), cells: edits.cells.clone(), left_out: edits.left_out.clone() }
}

fn file_of(wish: &RowsWish) -> Result<Source, Fault> {
    match &wish.from {
        RowsFrom::File(path) => Ok(Source::File(at_home(path))),
        RowsFrom::People(_) | RowsFrom::Group(_) => Err(no_file()),
    }
}
