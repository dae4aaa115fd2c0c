//! Offboarding many from the console: people who were marked, a group's members, or a file become one plan, row by row.

use super::batches::{BatchDraft, BatchRefusal, Drafted};
use super::desk::{Desk, refusal};
use super::event::Refusal;
use super::plans::pace;
use crate::model::{
    BatchId, Digest, DisplayText, Fault, Finding, Forecast, Level, Listed, PipelineKind, Plan, PlannedRow, RowStanding,
    RowsPlan, Timestamp, UserId, UserState, digest_of_all,
};
use crate::pipelines::sheet::{ColumnOf, Columns, Edits, Flaw, ROW};
use futures_util::{StreamExt as _, stream};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// How many people are read at once; the budget decides how fast calls go.
const AT_ONCE: usize = 16;

/// The columns of a file of leavers.
pub(super) const LEAVERS: Columns = &[ColumnOf {
    name: "person",
    headings: &["user", "userid", "id", "email", "mail", "emailaddress", "who", "externalid", "username", "name"],
    required: true,
    help: "Whom: id, e-mail address or external id.",
}];

/// Somebody who was named to be offboarded.
#[derive(Clone, Debug)]
pub(super) struct NamedRow {
    /// The line of the file, or the position in the list.
    pub(super) row: u64,
    /// As they were named.
    pub(super) who: String,
    /// Who that is, where it is known already.
    pub(super) id: Option<UserId>,
    /// Why the row cannot be read.
    pub(super) flaw: Option<Flaw>,
}

/// Many who can be offboarded as one batch.
#[derive(Clone)]
pub(super) struct OffboardDraft {
    pub(super) plan: Arc<RowsPlan>,
    draft: BatchDraft,
    /// Everybody with their plan, also those who are left out: leaving somebody out needs no new reading.
    all: Arc<Vec<Planned>>,
    recipe: String,
    pub(super) made_at: Timestamp,
}

/// What a row has come to.
#[derive(Debug)]
struct Planned {
    row: NamedRow,
    made: Result<Plan, Flaw>,
    same_as: Option<u64>,
}

impl Desk {
    /// Plans everybody who was named; each plan knows who else would leave. Nothing is changed.
    pub(super) async fn plan_offboard_rows(
        &self,
        title: DisplayText,
        named: Vec<NamedRow>,
        recipe: Option<&str>,
        (left_out, skip_bad): (&BTreeSet<u64>, bool),
        tell: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<OffboardDraft, Fault> {
        let recipe_name = self.recipe(recipe)?.name.clone();
        let found = stream::iter(named.into_iter().map(|row| self.find_row(row)));
        let mut found: Vec<Result<NamedRow, (NamedRow, Fault)>> = found.buffered(AT_ONCE).collect().await;
        let mut first: HashMap<UserId, u64> = HashMap::new();
        let mut same: HashMap<u64, u64> = HashMap::new();
        for row in found.iter_mut().flatten() {
            let Some(id) = row.id.clone() else { continue };
            if let Some(earlier) = first.get(&id) {
                same.insert(row.row, *earlier);
            } else {
                first.insert(id, row.row);
            }
        }
        let leaving: HashSet<UserId> = first.into_keys().collect();
        let (leaving, same, done) = (&leaving, &same, std::sync::atomic::AtomicUsize::new(0));
        let done = &done;
        let planned = stream::iter(found.into_iter().map(|found| async move {
            let planned = match found {
                Err((row, fault)) => {
                    let flaw = Flaw::new("person", "not-read", fault.text.to_string()).remedy(fault.remedy.to_string());
                    Planned { row, made: Err(flaw), same_as: None }
                }
                Ok(row) => self.plan_row(row, recipe, leaving, same).await,
            };
            tell(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1);
            planned
        }));
        let planned: Vec<Planned> = planned.buffered(AT_ONCE).collect().await;
        self.whole_offboarding(title, Arc::new(planned), recipe_name, (left_out, skip_bad)).await
    }

    /// The same people once more, with others left out: nobody is read again. Whoever is left out was planned as leaving
    /// with the others, which can only have kept more.
    pub(super) async fn offboard_rows_again(
        &self,
        draft: &OffboardDraft,
        left_out: &BTreeSet<u64>,
        skip_bad: bool,
    ) -> Result<OffboardDraft, Fault> {
        let (title, recipe, all) = (draft.plan.title.clone(), draft.recipe.clone(), Arc::clone(&draft.all));
        let again = self.whole_offboarding(title, all, recipe, (left_out, skip_bad)).await?;
        Ok(OffboardDraft { made_at: draft.made_at, ..again })
    }

    async fn find_row(&self, mut row: NamedRow) -> Result<NamedRow, (NamedRow, Fault)> {
        if row.id.is_some() || row.flaw.is_some() {
            return Ok(row);
        }
        let text = row.who.trim().to_owned();
        let found = match text.split_once(':') {
            _ if text.is_empty() => Ok(Vec::new()),
            _ if text.len() == 36 && uuid::Uuid::try_parse(&text).is_ok() => {
                self.person_by_id(&UserId::new(text.to_lowercase())).await.map(|person| person.into_iter().collect())
            }
            _ if text.contains('@') => self.people_by_email(&text).await,
            Some((authority, key)) if !authority.is_empty() && !key.is_empty() => {
                self.person_by_external_id(Some(authority), key).await.map(|person| person.into_iter().collect())
            }
            _ => self.person_by_external_id(None, &text).await.map(|person| person.into_iter().collect()),
        };
        match found {
            Err(fault) => return Err((row, fault)),
            Ok(people) => match people.as_slice() {
                [one] => row.id = Some(one.id.clone()),
                [] => {
                    let flaw = Flaw::new("person", "not-found", format!("nobody is known as {text}"));
                    row.flaw = Some(flaw.remedy("give the id, the e-mail address or AUTHORITY:KEY"));
                }
                many => {
                    let ids: Vec<_> = many.iter().map(|one| one.id.as_str()).collect();
                    let flaw = Flaw::new("person", "ambiguous", format!("several are meant: {}", ids.join(", ")));
                    row.flaw = Some(flaw.remedy("name the person by id"));
                }
            },
        }
        Ok(row)
    }

    async fn plan_row(
        &self,
        row: NamedRow,
        recipe: Option<&str>,
        leaving: &HashSet<UserId>,
        same: &HashMap<u64, u64>,
    ) -> Planned {
        if let Some(flaw) = row.flaw.clone() {
            return Planned { row, made: Err(flaw), same_as: None };
        }
        let same_as = same.get(&row.row).copied();
        let (Some(id), None) = (row.id.clone(), same_as) else {
            let flaw = Flaw::new(ROW, "repeated", "is the same person as another row");
            return Planned { row, made: Err(flaw), same_as };
        };
        let made = self
            .plan_among(&id, recipe, leaving)
            .await
            .map_err(|fault| Flaw::new("person", "not-read", fault.text.to_string()).remedy(fault.remedy.to_string()));
        Planned { row, made, same_as: None }
    }

    async fn whole_offboarding(
        &self,
        title: DisplayText,
        all: Arc<Vec<Planned>>,
        recipe: String,
        (left_out, skip_bad): (&BTreeSet<u64>, bool),
    ) -> Result<OffboardDraft, Fault> {
        let mut rows = Vec::with_capacity(all.len());
        let mut draft =
            BatchDraft { title: title.clone(), listed: Vec::new(), plans: Vec::new(), at_once: AT_ONCE, due: None };
        let (mut calls, mut ticket_required) = (0_u64, self.recipe(Some(&recipe))?.ticket_required);
        let mut irreversible: Vec<DisplayText> = Vec::new();
        for one in all.iter() {
            let (row, listed) = one.told(left_out.contains(&one.row.row));
            let ready = row.standing == RowStanding::Ready;
            rows.push(row);
            draft.listed.push(listed);
            if let Ok(plan) = &one.made
                && ready
            {
                calls += u64::from(plan.forecast.calls);
                ticket_required |= plan.ticket_required;
                for text in &plan.irreversible {
                    if !irreversible.contains(text) {
                        irreversible.push(text.clone());
                    }
                }
                draft.plans.push(Drafted { plan: plan.clone(), seen: true });
            }
        }
        let ready = draft.plans.len();
        let digest = digest_of_all(PipelineKind::Offboard, draft.plans.iter().map(|one| one.plan.digest()));
        let (per_minute, wait) = pace(&self.tenant()?.client);
        let millis = wait + calls * 60_000 / u64::from(per_minute.max(1));
        let needs_number = if ready > 0 { self.blast.exceeded(ready, self.active_people().await?) } else { None };
        let plan = RowsPlan {
            kind: PipelineKind::Offboard,
            title,
            digest,
            findings: findings(&rows, ready, skip_bad, &recipe),
            rows,
            irreversible,
            forecast: Forecast {
                calls: u32::try_from(calls).unwrap_or(u32::MAX),
                millis,
                calls_per_minute: per_minute,
            },
            ticket_required,
            needs_number,
            may_wait: self.recipe(Some(&recipe))?.may_wait,
        };
        self.metrics.checked(PipelineKind::Offboard, plan.rows.iter().map(|row| row.standing));
        Ok(OffboardDraft { plan: Arc::new(plan), draft, all, recipe, made_at: self.now() })
    }

    /// Confirms many as one batch, if everybody is still as their plan found them.
    pub(super) async fn confirm_offboard_rows(
        &self,
        draft: &OffboardDraft,
        (reason, ticket): (&str, &str),
        number: Option<usize>,
        due: Option<Timestamp>,
    ) -> Result<BatchId, BatchRefusal> {
        may_begin(&draft.plan, number)?;
        let mut batch = BatchDraft { due, ..draft.draft.clone() };
        // Time has passed since the plan came to the screen.
        batch.plans.iter_mut().for_each(|one| one.seen = false);
        self.confirm_batch(&mut batch, reason, ticket).await
    }
}

/// Whether blockers or a missing number keep a plan of many from being begun.
pub(super) fn may_begin(plan: &RowsPlan, number: Option<usize>) -> Result<(), BatchRefusal> {
    let ready = plan.count(RowStanding::Ready);
    let wrong = |text: String| Err(BatchRefusal::Refused(Refusal::WrongNumber(DisplayText::new(text))));
    let blockers: Vec<DisplayText> =
        plan.findings.iter().filter(|f| f.level == Level::Blocker).map(|f| f.text.clone()).collect();
    if !blockers.is_empty() {
        return Err(BatchRefusal::Refused(Refusal::Blocked(blockers)));
    }
    match (number, &plan.needs_number) {
        (Some(number), _) if number != ready => wrong(format!("it is about {ready} people, not {number}")),
        (None, Some(why)) => wrong(format!("{why}: their number has to be given")),
        _ => Ok(()),
    }
}

fn findings(rows: &[PlannedRow], ready: usize, skip_bad: bool, recipe: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut find = |level, code: &str, text: String, remedy: &str| {
        let (text, remedy) = (DisplayText::new(text), DisplayText::new(remedy));
        found.push(Finding { level, code: code.to_owned(), text, remedy });
    };
    let bad = rows.iter().filter(|row| row.standing == RowStanding::Bad).count();
    if bad > 0 {
        let (level, remedy) = match skip_bad {
            true => (Level::Warning, "they are set aside, and the result says each with its reason"),
            false => (Level::Blocker, "deal with each, or have them set aside"),
        };
        let of = if bad == 1 { "1 person".to_owned() } else { format!("{bad} people") };
        find(level, "set-aside", format!("{of} of {} cannot be offboarded", rows.len()), remedy);
    }
    if ready == 0 {
        find(Level::Blocker, "nobody", "nobody is left to be offboarded".to_owned(), "name others");
    }
    find(Level::Note, "order", "the access of all is cut before the slow steps of any".to_owned(), "");
    find(Level::Note, "recipe", format!("by the recipe {recipe}"), "");
    found.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    found
}

impl Planned {
    /// The row as it is shown, and as the batch has it.
    fn told(&self, left_out: bool) -> (PlannedRow, Listed) {
        let who = DisplayText::new(&self.row.who);
        let mut row = PlannedRow {
            row: self.row.row,
            who: who.clone(),
            standing: RowStanding::Ready,
            words: DisplayText::default(),
            column: "",
            code: "",
            reason: DisplayText::default(),
            remedy: DisplayText::default(),
        };
        let mut listed = Listed {
            row: Some(self.row.row),
            who,
            person: self.row.id.clone(),
            name: DisplayText::default(),
            set_aside: None,
            reason: DisplayText::default(),
        };
        match (&self.made, left_out, self.same_as) {
            (_, true, _) => {
                row.standing = RowStanding::LeftOut;
                (listed.set_aside, listed.reason) = (Some("left-out".to_owned()), "left out by the operator".into());
            }
            (_, _, Some(first)) => {
                row.standing = RowStanding::LeftOut;
                row.reason = DisplayText::new(format!("the same person as row {first}"));
                (listed.set_aside, listed.reason) = (Some(Listed::REPEATED.to_owned()), row.reason.clone());
            }
            (Err(flaw), ..) => {
                (row.standing, row.column, row.code) = (RowStanding::Bad, flaw.column, flaw.code);
                (row.reason, row.remedy) = (DisplayText::new(&flaw.reason), DisplayText::new(&flaw.remedy));
                (listed.set_aside, listed.reason) = (Some(flaw.code.to_owned()), row.reason.clone());
            }
            (Ok(plan), ..) => {
                listed.name = plan.subject.name.clone();
                let blockers: Vec<&Finding> = plan.blockers().collect();
                row.words = words(plan);
                if let Some(first) = blockers.first() {
                    (row.standing, row.column, row.code) = (RowStanding::Bad, ROW, "blocked");
                    let texts: Vec<_> = blockers.iter().map(|finding| finding.text.as_str()).collect();
                    row.reason = DisplayText::new(texts.join("; "));
                    row.remedy = first.remedy.clone();
                    (listed.set_aside, listed.reason) = (Some("blocked".to_owned()), row.reason.clone());
                } else if let Some(warning) = plan.findings.iter().find(|f| f.level == Level::Warning) {
                    (row.code, row.reason) = ("warning", warning.text.clone());
                    row.remedy = warning.remedy.clone();
                }
            }
        }
        (row, listed)
    }
}

fn words(plan: &Plan) -> DisplayText {
    let end = if plan.end_state == UserState::Deleted { "deleted" } else { "inactive" };
    let steps = plan.steps.iter().filter(|step| step.skip.is_none()).count();
    DisplayText::new(format!("{}: {steps} steps, ends {end}", plan.subject.name))
}

/// The rows of people who were marked, or of a group.
pub(super) fn rows_of_people(people: &[(UserId, DisplayText)]) -> Vec<NamedRow> {
    let row = |(row, (id, name)): (u64, &(UserId, DisplayText))| NamedRow {
        row,
        who: name.to_string(),
        id: Some(id.clone()),
        flaw: None,
    };
    (1..).zip(people).map(row).collect()
}

/// The rows of a file of leavers.
pub(super) fn rows_of_file(
    source: &crate::pipelines::sheet::Source,
    edits: &Edits,
) -> Result<(DisplayText, Digest, Vec<NamedRow>), Fault> {
    let unreadable = |e: &crate::pipelines::sheet::Unreadable| refusal(&e.text, e.remedy);
    let sheet = crate::pipelines::sheet::open(source, LEAVERS, edits).map_err(|e| unreadable(&e))?;
    let mut rows = sheet.rows().map_err(|e| unreadable(&e))?;
    let named = rows
        .by_ref()
        .map(|row| NamedRow { row: row.row, who: row.cell(0).to_owned(), id: None, flaw: row.flaw.clone() })
        .collect();
    Ok((sheet.name().clone(), rows.digest().map_err(|e| unreadable(&e))?, named))
}
