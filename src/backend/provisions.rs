//! Making people by a file: every row is checked, then each good one becomes a run of one batch.

use super::desk::{Desk, refusal};
use super::plans::pace;
use crate::model::{
    Digest, DisplayText, Fault, Finding, Forecast, Level, PipelineKind, PlannedRow, RoleId, RowStanding, RowsPlan,
    Timestamp, canonical_json,
};
use crate::pipelines::provision::{Abilities, By, COLUMNS, Checked, Checker, Known, NewPerson, Recipe, Request, plan};
use crate::pipelines::sheet::{self, Edits, Sheet, Source, Unreadable};
use crate::pipelines::sync_roles;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How old the directory may be, against which the rows are held, before the tenant's audit log is followed: what was made
/// a moment ago must not be made again.
const FRESH: SignedDuration = SignedDuration::ZERO;
/// How many rows are read between two tellings.
const TOLD: usize = 1_000;
/// For how many different sets of roles the licences are asked for, the most frequent first.
const LICENCE_SETS: usize = 25;

/// A file of people who are to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProvisionWish {
    /// Where it is.
    pub source: Source,
    /// The recipe's name; none for the first.
    pub recipe: Option<String>,
    /// What was decided about it.
    pub edits: Edits,
    /// Whether rows that cannot be carried out are left out instead of blocking the plan.
    pub skip_bad: bool,
}

/// A file that was checked and can be confirmed.
#[derive(Clone)]
pub struct ProvisionDraft {
    /// What was asked for.
    pub wish: ProvisionWish,
    /// What it comes to.
    pub plan: Arc<RowsPlan>,
    pub(super) recipe: Recipe,
    pub(super) file: Digest,
    pub(super) abilities: Abilities,
    pub(super) organization: DisplayText,
}

/// What a pass over the rows needs besides them.
pub(super) struct Ground {
    pub(super) image: Arc<super::image::Image>,
    entitlements: sync_roles::Entitlements,
    pub(super) recipe: Recipe,
    abilities: Abilities,
    authority: Option<String>,
}

impl Ground {
    /// Goes through the rows in their order; says the digest of what was read.
    pub(super) fn pass(&self, sheet: &Sheet, mut take: impl FnMut(&sheet::Row, Checked)) -> Result<Digest, Fault> {
        let (index, _) = self.image.access().ok_or_else(nothing_known)?;
        let snapshot = self.image.snapshot();
        let shared = sync_roles::Known::new(index, snapshot, &self.entitlements);
        let known = Known::new(shared, snapshot, &self.abilities);
        let mut checker = Checker::new(known, &self.recipe, self.authority.as_deref());
        let mut rows = sheet.rows().map_err(|e| unreadable(&e))?;
        for row in rows.by_ref() {
            let checked = checker.check(&row);
            take(&row, checked);
        }
        rows.digest().map_err(|e| unreadable(&e))
    }
}

/// What the first pass over a file has counted.
#[derive(Default)]
struct Count {
    rows: Vec<PlannedRow>,
    calls: u64,
    role_sets: BTreeMap<Vec<RoleId>, usize>,
}

impl Desk {
    /// The recipe for new people of this name, or the first.
    ///
    /// # Errors
    /// When there is none; the fault lists those there are.
    pub fn provision_recipe(&self, name: Option<&str>) -> Result<&Recipe, Fault> {
        let found = match name {
            None => self.recipes.provision.first(),
            Some(name) => self.recipes.provision.iter().find(|recipe| recipe.name == name),
        };
        found.ok_or_else(|| {
            let names: Vec<_> = self.recipes.provision.iter().map(|recipe| recipe.name.as_str()).collect();
            let name = name.unwrap_or("(none)");
            let text = format!("there is no recipe {name} for new people; there are: {}", names.join(", "));
            refusal(text, "name one of them")
        })
    }

    /// Checks every row of a file of new people and plans what can be made; nothing is changed. How many rows were read is
    /// told from time to time.
    ///
    /// Rows are held against the directory: no call for a row.
    ///
    /// # Errors
    /// When the file cannot be read, or the tenant does not tell.
    pub async fn plan_provision(
        &self,
        wish: ProvisionWish,
        tell: impl Fn(usize) + Send + 'static,
    ) -> Result<ProvisionDraft, Fault> {
        let recipe = self.provision_recipe(wish.recipe.as_deref())?.clone();
        let mut edits = wish.edits.clone();
        for (heading, column) in &recipe.columns {
            edits.columns.entry(heading.clone()).or_insert_with(|| column.clone());
        }
        let (source, at) = (wish.source.clone(), edits);
        let opened = blocking(move || sheet::open(&source, COLUMNS, &at).map_err(|e| unreadable(&e))).await??;
        if let Some(missing) = opened.missing() {
            return Err(unreadable(missing));
        }
        let abilities = self.abilities().await?;
        let ground = self.provision_ground(recipe.clone(), abilities.clone()).await?;
        let organization = self.surroundings().await?.organization;
        let by = self.create_by;
        let (count, file, opened) = blocking(move || {
            let (mut count, request_at) = (Count::default(), Timestamp::UNIX_EPOCH);
            let file = ground.pass(&opened, |row, checked| {
                count.take(row, &checked, &ground, by, request_at);
                if count.rows.len() % TOLD == 0 {
                    tell(count.rows.len());
                }
            })?;
            Ok::<_, Fault>((count, file, opened))
        })
        .await??;
        let ready = count.rows.iter().filter(|row| row.standing == RowStanding::Ready).count();
        let mut findings = self.provision_findings(&count, &opened, wish.skip_bad, ready).await?;
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        let (per_minute, wait) = pace(&self.tenant()?.client);
        let calls = u32::try_from(count.calls).unwrap_or(u32::MAX);
        let millis = wait + count.calls * 60_000 / u64::from(per_minute.max(1));
        let whole = canonical_json(&serde_json::json!({
            "job": PipelineKind::Provision.as_str(), "file": file, "recipe": recipe, "recipe_name": recipe.name,
            "by": by, "skip_bad": wish.skip_bad,
        }));
        let plan = RowsPlan {
            kind: PipelineKind::Provision,
            title: opened.name().clone(),
            digest: Digest::of(whole.expect("a JSON value is JSON").as_bytes()),
            rows: count.rows,
            findings,
            irreversible: Vec::new(),
            forecast: Forecast { calls, millis, calls_per_minute: per_minute },
            ticket_required: recipe.ticket_required,
            needs_number: self.blast.too_many(ready),
            may_wait: false,
        };
        self.metrics.checked(PipelineKind::Provision, plan.rows.iter().map(|row| row.standing));
        Ok(ProvisionDraft { wish, plan: Arc::new(plan), recipe, file, abilities, organization })
    }

    async fn abilities(&self) -> Result<Abilities, Fault> {
        let client = &self.tenant()?.client;
        let (skills, languages) = tokio::try_join!(client.skills(), client.languages()).map_err(Fault::from)?;
        Ok(Abilities { skills: skills.value, languages: languages.value })
    }

    pub(super) async fn provision_ground(&self, recipe: Recipe, abilities: Abilities) -> Result<Ground, Fault> {
        self.access_index(FRESH, &mut |_| {}).await?;
        let image = self.tenant()?.directory.image().ok_or_else(nothing_known)?;
        Ok(Ground {
            image,
            entitlements: self.house.entitlements.clone(),
            recipe,
            abilities,
            authority: self.external_id_authority.clone(),
        })
    }

    async fn provision_findings(
        &self,
        count: &Count,
        opened: &Sheet,
        skip_bad: bool,
        ready: usize,
    ) -> Result<Vec<Finding>, Fault> {
        let mut found = Vec::new();
        let mut find = |level, code: &str, text: String, remedy: &str| {
            let (text, remedy) = (DisplayText::new(text), DisplayText::new(remedy));
            found.push(Finding { level, code: code.to_owned(), text, remedy });
        };
        let bad = count.rows.iter().filter(|row| row.standing == RowStanding::Bad).count();
        if bad > 0 {
            let (level, remedy) = match skip_bad {
                true => (Level::Warning, "they are left out; the result says each with its reason"),
                false => (Level::Blocker, "correct them, or have them left out"),
            };
            let rows = if bad == 1 { "1 row".to_owned() } else { format!("{bad} rows") };
            find(level, "bad-rows", format!("{rows} of {} cannot be carried out", count.rows.len()), remedy);
        }
        if ready == 0 {
            find(Level::Blocker, "nothing-to-do", "no row can be carried out".to_owned(), "correct the rows");
        }
        let active = self.active_people().await?;
        match (self.people_limit, active) {
            (Some(limit), Some(active)) if active + ready as u64 > u64::from(limit) => {
                let text = format!("{active} people are active; with {ready} more there would be more than {limit}");
                find(
                    Level::Blocker,
                    "people-limit",
                    text,
                    "leave rows out, or raise people_limit where that is agreed",
                );
            }
            (Some(limit), Some(active)) => {
                let left = u64::from(limit) - active - ready as u64;
                let text = format!("{active} people are active; after this {left} of {limit} places are free");
                find(Level::Note, "people-limit", text, "");
            }
            (Some(_), None) => {
                let text =
                    "the tenant does not tell how many people are active, so the limit is not checked".to_owned();
                find(Level::Warning, "people-limit", text, "look at it in the platform's own screens");
            }
            (None, _) => {}
        }
        for (text, level) in self.licences_of(&count.role_sets).await? {
            find(level, "licences", text, "the platform assigns them with the roles");
        }
        let like = count.rows.iter().filter(|row| row.code == "look-alike").count();
        if like > 0 {
            let text = format!("{like} rows name somebody who is called like somebody else");
            find(Level::Warning, "look-alikes", text, "see that none of them is the same person twice");
        }
        let ignored = opened.ignored();
        if !ignored.is_empty() {
            let names: Vec<_> = ignored.iter().map(DisplayText::as_str).collect();
            find(
                Level::Note,
                "columns",
                format!("these columns are not read: {}", names.join(", ")),
                "map them if they should be",
            );
        }
        if opened.form().as_str().contains("1252") {
            let text = format!("the file is read as {}", opened.form());
            find(Level::Note, "encoding", text, "look at names with accents; save it as UTF-8 to be sure");
        }
        Ok(found)
    }

    /// How many licences of each kind the new people need, as the platform infers them from their roles.
    async fn licences_of(&self, sets: &BTreeMap<Vec<RoleId>, usize>) -> Result<Vec<(String, Level)>, Fault> {
        let client = &self.tenant()?.client;
        let mut by_number: Vec<(&Vec<RoleId>, usize)> = sets.iter().map(|(set, n)| (set, *n)).collect();
        by_number.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let mut needed: BTreeMap<String, usize> = BTreeMap::new();
        for (set, people) in by_number.iter().take(LICENCE_SETS) {
            for licence in client.infer_licences(set).await.map_err(Fault::from)?.value {
                *needed.entry(licence.to_string()).or_default() += people;
            }
        }
        let mut told = Vec::new();
        if !needed.is_empty() {
            let words: Vec<_> = needed.iter().map(|(licence, n)| format!("{n} x {licence}")).collect();
            told.push((format!("licences that come with the roles: {}", words.join(", ")), Level::Note));
        }
        let rest: usize = by_number.iter().skip(LICENCE_SETS).map(|(_, n)| n).sum();
        if rest > 0 {
            told.push((format!("for {rest} people with rarer roles the licences were not asked for"), Level::Note));
        }
        Ok(told)
    }
}

impl Count {
    fn take(&mut self, row: &sheet::Row, checked: &Checked, ground: &Ground, by: By, at: Timestamp) {
        let mut planned = PlannedRow {
            row: row.row,
            who: DisplayText::new(row.cell(0)),
            standing: RowStanding::Ready,
            words: DisplayText::default(),
            column: "",
            code: "",
            reason: DisplayText::default(),
            remedy: DisplayText::default(),
        };
        match checked {
            Checked::LeftOut => planned.standing = RowStanding::LeftOut,
            Checked::Bad(flaw) => {
                planned.standing = RowStanding::Bad;
                (planned.column, planned.code) = (flaw.column, flaw.code);
                (planned.reason, planned.remedy) = (DisplayText::new(&flaw.reason), DisplayText::new(&flaw.remedy));
            }
            Checked::Ready(person, notes) => {
                planned.words = DisplayText::new(words(person));
                if let Some(first) = notes.first() {
                    planned.code = first.code;
                    let all: Vec<_> = notes.iter().map(|note| note.text.as_str()).collect();
                    planned.reason = DisplayText::new(all.join("; "));
                }
                let mut roles: Vec<RoleId> = person.grants.iter().map(|(role, ..)| role.clone()).collect();
                roles.sort();
                roles.dedup();
                if !roles.is_empty() {
                    *self.role_sets.entry(roles).or_default() += 1;
                }
                let organization = DisplayText::default();
                let request = Request { organization: &organization, recipe: &ground.recipe, by, looked_at: at };
                let made = plan((**person).clone(), &request, (1, 0), at);
                self.calls += u64::from(made.forecast.calls);
            }
        }
        self.rows.push(planned);
    }
}

/// What would be made, in a line.
fn words(person: &NewPerson) -> String {
    let counted = |n: usize, one: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {one}s")),
    };
    let has = [
        counted(person.grants.len(), "role"),
        counted(person.groups.len(), "group"),
        counted(person.queues.len(), "queue"),
        counted(person.skills.len(), "skill"),
        counted(person.languages.len(), "language"),
    ];
    let has: Vec<String> = has.into_iter().flatten().collect();
    let with = if has.is_empty() { String::new() } else { format!(", {}", has.join(", ")) };
    format!("{} in {}{with}", person.name, person.division_name)
}

pub(super) fn unreadable(error: &Unreadable) -> Fault {
    refusal(&error.text, error.remedy)
}

pub(super) fn changed() -> Fault {
    refusal("the file has changed since it was checked", "check it again")
}

fn nothing_known() -> Fault {
    refusal("the directory could not be read", "refresh the directory, then give the command again")
}

/// Work that keeps a processor busy, on a thread of its own.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| refusal(format!("the work broke off: {e}"), "report this"))
}
