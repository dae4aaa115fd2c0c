//! Jobs about many, as the console asks for them: files and their headings, plans row by row, and what is confirmed.

use super::batch_plans::{LEAVERS, OffboardDraft, may_begin, rows_of_file, rows_of_people};
use super::batches::BatchRefusal;
use super::command::{BatchWish, Consent, FileEdits, RowsFrom, RowsWish, TableForm};
use super::desk::{Desk, refusal};
use super::event::{BatchLine, BatchView, Event, FileColumn, FileHead, Refusal, Severity};
use super::provisions::{ProvisionDraft, ProvisionWish};
use super::syncs::{SyncWish, Unsynced};
use super::task::{carry_out, failed, tell};
use crate::engine::Given;
use crate::model::{
    BatchId, BatchOutcome, BatchRecord, Begun, Digest, DisplayText, Fault, Finding, Level, Listed, PipelineKind, Plan,
    PlannedRow, RowStanding, RowsPlan, Table, Timestamp, result_row, result_table,
};
use crate::pipelines::provision;
use crate::pipelines::sheet::{self, Columns, Edits, Source};
use crate::pipelines::sync_roles::{self, Standing, Synced};
use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How many plans of many are kept to be confirmed.
const KEPT: usize = 3;
/// For how long people who were read for a plan are not read again for another choice among them.
const LASTS: jiff::SignedDuration = jiff::SignedDuration::from_mins(2);
/// How many paths a completion tells.
const PATHS: usize = 200;
/// How many rows of a plan of changes a preview shows.
const SAMPLE: usize = 8;
/// How many runs of each kind a batch's page shows.
const SHOWN: usize = 500;
/// How many runs of a batch are carried out at once; the budget decides how fast calls go.
const AT_ONCE: usize = 32;
/// How often a batch that is watched is looked at.
pub(super) const LOOK: Duration = Duration::from_millis(500);
/// How many times as long as a look takes it rests before the next.
const SHARE: u32 = 4;

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
        let (standing, sign) = match row.standing {
            Standing::Same => (RowStanding::Same, ""),
            Standing::Add => (RowStanding::Ready, "+ "),
            Standing::Remove => (RowStanding::Ready, "- "),
            Standing::Bad => (RowStanding::Bad, ""),
            Standing::LeftOut => (RowStanding::LeftOut, ""),
        };
        let place = if row.division.is_empty() { String::new() } else { format!(" ({})", row.division) };
        PlannedRow {
            row: row.row,
            who: row.person.clone(),
            standing,
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

/// Carries a batch out and tells what kept it from going on.
pub(super) async fn carry_batch(desk: &Desk, events: &mpsc::Sender<Event>, batch: &BatchId, stop: &CancellationToken) {
    if let Err(fault) = desk.carry_out_batch(batch, AT_ONCE, stop).await {
        tell(events, failed("the batch does not go on", &fault)).await;
    }
}

/// Asks something of a batch, and carries on with what is to be done then.
pub(super) async fn steer_batch(
    desk: Arc<Desk>,
    events: mpsc::Sender<Event>,
    batch: BatchId,
    wish: BatchWish,
    stop: CancellationToken,
) {
    let asked = match wish {
        BatchWish::Pause => desk.pause_batch(&batch).await,
        BatchWish::Resume => desk.resume_batch(&batch).await,
        BatchWish::Cancel => desk.cancel_batch(&batch).await,
        BatchWish::Retry => desk.retry_batch(&batch).await,
    };
    if let Err(fault) = asked {
        return tell(&events, failed("that was not done", &fault)).await;
    }
    // A cancelled batch that nobody works on still has to be read back and ended.
    if wish != BatchWish::Pause {
        carry_batch(&desk, &events, &batch, &stop).await;
    }
}

/// Tells how a batch stands, and again whenever it stands otherwise.
pub(super) async fn watch_batch(desk: Arc<Desk>, events: mpsc::Sender<Event>, batch: BatchId) {
    let mut told: Option<BatchView> = None;
    loop {
        let begun = tokio::time::Instant::now();
        match desk.batch_view(&batch).await {
            Ok(Some(view)) => {
                let same = told.as_ref().is_some_and(|old| BatchView { at: view.at, ..old.clone() } == view);
                if !same {
                    tell(&events, Event::Batch(Arc::new(view.clone()))).await;
                    told = Some(view);
                }
            }
            Ok(None) => return tell(&events, failed("the batch cannot be shown", &gone(&batch))).await,
            // What cannot be read just now is told with the next beat.
            Err(error) => tracing::warn!(error = %error.text, "a batch could not be read"),
        }
        // A batch that takes long to read is looked at less often: watching must not slow the work down.
        tokio::time::sleep(LOOK.max(begun.elapsed() * SHARE)).await;
    }
}

/// Writes what came of everybody of a batch to a new file, and tells where it is.
pub(super) async fn export_batch(desk: &Desk, events: &mpsc::Sender<Event>, batch: &BatchId) {
    let told = match desk.result_of_batch(batch).await {
        Ok((name, table)) => desk.export_table(&name, &table, TableForm::Csv),
        Err(fault) => Err(fault),
    };
    let event = match told {
        Ok(path) => Event::Notice {
            severity: Severity::Success,
            text: DisplayText::new(format!("Written to {}; the file holds personal data.", path.display())),
        },
        Err(fault) => failed("the result was not written", &fault),
    };
    tell(events, event).await;
}

fn gone(batch: &BatchId) -> Fault {
    refusal(format!("there is no batch {batch}"), "go back to the list")
}

fn no_file() -> Fault {
    refusal("this job is about a file", "name one")
}

impl Desk {
    /// A batch as its page shows it; none if there is no such batch.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn batch_view(&self, batch: &BatchId) -> Result<Option<BatchView>, Fault> {
        Ok(self.batch(batch).await?.map(|record| view(&record, self.now())))
    }

    /// What came of everybody of a batch, with a name for a file of it.
    async fn result_of_batch(&self, batch: &BatchId) -> Result<(String, Table), Fault> {
        let record = self.batch(batch).await?.ok_or_else(|| gone(batch))?;
        let mut rows = Vec::with_capacity(record.listed.len());
        for (listed, run) in record.people() {
            let whole = match run {
                Some(run) if record.result_needs(run) => self.run(&run.id).await?,
                _ => None,
            };
            rows.push(result_row(listed, run, whole.as_ref()));
        }
        let name = format!("{}-{}", record.kind, record.title);
        Ok((name, result_table(record.title.clone(), rows)))
    }

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

/// A batch in one line.
pub(super) fn line(record: &BatchRecord) -> BatchLine {
    BatchLine {
        id: record.id.clone(),
        kind: record.kind.clone(),
        title: record.title.clone(),
        state: record.state(),
        interrupted: record.is_interrupted(),
        due: record.due(),
        totals: record.totals(),
        operator: record.operator.name.clone(),
        created_at: record.created_at,
        ended_at: record.ended_at,
    }
}

fn view(record: &BatchRecord, at: crate::model::Timestamp) -> BatchView {
    let totals = record.totals();
    let running = |run: &&crate::model::BatchRun| run.state == crate::model::RunState::Running && !run.interrupted;
    let mut failed: Vec<_> = record
        .runs
        .iter()
        .filter(|run| matches!(run.outcome, BatchOutcome::Failed | BatchOutcome::Unknown))
        .cloned()
        .collect();
    failed.sort_by_key(|run| std::cmp::Reverse(run.ended_at));
    failed.truncate(SHOWN);
    let aside = |listed: &&Listed| listed.set_aside.is_some();
    let all_cut = totals.planned > 0 && totals.access_cut == totals.planned;
    BatchView {
        line: line(record),
        reason: record.reason.clone(),
        ticket: record.ticket.clone(),
        at,
        running: record.runs.iter().filter(running).take(64).cloned().collect(),
        failed,
        aside: record.listed.iter().filter(aside).take(SHOWN).cloned().collect(),
        all_cut_at: record.runs.iter().filter_map(|run| run.access_cut_at).max().filter(|_| all_cut),
    }
}

fn edits(edits: &FileEdits) -> Edits {
    Edits { columns: edits.columns.clone(), cells: edits.cells.clone(), left_out: edits.left_out.clone() }
}

fn file_of(wish: &RowsWish) -> Result<Source, Fault> {
    match &wish.from {
        RowsFrom::File(path) => Ok(Source::File(at_home(path))),
        RowsFrom::People(_) | RowsFrom::Group(_) => Err(no_file()),
    }
}

fn columns_of(job: PipelineKind) -> Columns {
    match job {
        PipelineKind::Provision => provision::COLUMNS,
        PipelineKind::SyncRoles => sync_roles::COLUMNS,
        _ => LEAVERS,
    }
}

/// How a file is made and what the job takes its headings for.
pub(super) fn open_file(job: PipelineKind, path: PathBuf, wanted: &FileEdits) -> Result<FileHead, Fault> {
    let (columns, source, edits) = (columns_of(job), Source::File(at_home(&path)), edits(wanted));
    let refused = |e: sheet::Unreadable| refusal(&e.text, e.remedy);
    let mut known: Vec<FileColumn> = columns
        .iter()
        .map(|column| FileColumn { name: column.name, help: column.help, required: column.required })
        .collect();
    known.sort_by_key(|column| !column.required);
    if job == PipelineKind::SyncRoles {
        let file = sync_roles::RoleFile::open(&source, &edits).map_err(refused)?;
        if file.says_modes() {
            // Its columns are what the job calls them, whatever was decided about headings.
            let headings = columns.iter().map(|column| (column.name.into(), Some(column.name))).collect();
            let mut sample = Vec::new();
            let read = file.read(|row, _| {
                if sample.len() < SAMPLE {
                    sample.push(row.cells.iter().map(DisplayText::new).collect());
                }
            });
            let trouble = read.err().map(refused);
            return Ok(FileHead {
                name: file.name().clone(),
                form: file.form(),
                headings,
                columns: known,
                sample,
                trouble,
            });
        }
    }
    let sheet = sheet::open(&source, columns, &edits).map_err(refused)?;
    Ok(FileHead {
        name: sheet.name().clone(),
        form: sheet.form().clone(),
        headings: sheet.headings().to_vec(),
        columns: known,
        sample: sheet.sample().to_vec(),
        trouble: sheet.missing().cloned().map(refused),
    })
}

/// A path that begins with `~/` is one in the home folder.
fn at_home(path: &Path) -> PathBuf {
    match path.strip_prefix("~").ok().zip(directories::UserDirs::new()) {
        Some((rest, dirs)) => dirs.home_dir().join(rest),
        None => path.to_path_buf(),
    }
}

/// How a path may go on: folders first, by name.
pub(super) fn paths(text: &str) -> Vec<DisplayText> {
    let whole = at_home(Path::new(text));
    // Not `Path::file_name`, to which `folder/.` ends in the folder.
    let begin = text.rsplit('/').next().unwrap_or_default().to_owned();
    let shown = &text[..text.len() - begin.len()];
    let folder = match shown.is_empty() {
        true => PathBuf::new(),
        false => whole.to_string_lossy().strip_suffix(&begin).map(PathBuf::from).unwrap_or_default(),
    };
    let place = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
    let mut found: Vec<(bool, String)> = Vec::new();
    for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with(&begin) || (name.starts_with('.') && !begin.starts_with('.')) {
            continue;
        }
        let folder = entry.path().is_dir();
        found.push((!folder, if folder { format!("{name}/") } else { name }));
    }
    found.sort();
    found.truncate(PATHS);
    found.into_iter().map(|(_, name)| DisplayText::new(format!("{shown}{name}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_on_with_folders_first_and_hidden_ones_only_when_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["leavers.csv", "lists", ".secret", "left\u{202e}.csv"] {
            if name == "lists" {
                std::fs::create_dir(dir.path().join(name)).unwrap()
            } else {
                std::fs::write(dir.path().join(name), "x").unwrap()
            }
        }
        let base = format!("{}/", dir.path().display());
        let names = |text: String| paths(&text).iter().map(|p| p.as_str().replace(&base, "")).collect::<Vec<_>>();
        assert_eq!(names(base.clone()), ["lists/", "leavers.csv", "left⟨U+202E⟩.csv"]);
        assert_eq!(names(format!("{base}le")), ["leavers.csv", "left⟨U+202E⟩.csv"]);
        assert_eq!(names(format!("{base}.")), [".secret"]);
        assert!(names(format!("{base}nothing/")).is_empty());
    }
}
