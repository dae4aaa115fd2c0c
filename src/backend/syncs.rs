//! Making plans to give and take roles by a file.

use super::desk::{Desk, refusal, store_fault};
use super::external_ids::people_now;
use super::image::Image;
use super::plans::pace;
use super::provisions::blocking;
use crate::access::AccessIndex;
use crate::model::{Digest, DisplayText, Fault, Grant, Person, PipelineKind, RowStanding, UserId};
use crate::pipelines::sheet::{Edits, Sheet, Source, Unreadable};
use crate::pipelines::sync_roles::{
    Checked, Checker, Entitlements, Known, Mode, Request, RoleFile, Standing, Synced, differing, grants_now, plan,
};
use jiff::SignedDuration;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// How old the directory may be, against which the rows are held, before the tenant's audit log is followed. What it has
/// is not read again: a row that is taken for done is as true as this.
const FRESH: SignedDuration = SignedDuration::from_mins(1);
/// How many rows are read between two tellings.
const TOLD: usize = 1_000;

/// A file of roles, and how it is to be carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyncWish {
    /// Where it is.
    pub source: Source,
    /// What was decided about it.
    pub edits: Edits,
    /// Give, take, or make exactly so.
    pub mode: Mode,
    /// Whether rows that cannot be carried out are left out instead of blocking the plan.
    pub skip_bad: bool,
}

/// Why there is no plan.
#[derive(Clone, PartialEq, Debug)]
pub enum Unsynced {
    /// The file cannot be read.
    File(Fault),
    /// The tenant or the store does not tell.
    Fault(Fault),
}

impl From<Fault> for Unsynced {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Unreadable> for Unsynced {
    fn from(error: Unreadable) -> Self {
        Self::File(refusal(error.text, error.remedy))
    }
}

/// What rows are held against, and the file that they stand in.
struct Ground {
    file: RoleFile,
    mode: Mode,
    image: Arc<Image>,
    index: Arc<AccessIndex>,
    entitlements: Entitlements,
    external: HashMap<String, UserId>,
    anew: HashMap<UserId, Person>,
}

impl Ground {
    fn known(&self) -> Known<'_> {
        let mut known = Known::new(&self.index, self.image.snapshot(), &self.entitlements);
        known.external.clone_from(&self.external);
        known.anew.clone_from(&self.anew);
        known
    }

    /// What the directory does not know and may be an external id, each once.
    fn external_ids(&self) -> Result<BTreeSet<String>, Unreadable> {
        let (known, mut found) = (self.known(), BTreeSet::new());
        self.file.read(|row, _| {
            let person = row.cell(0);
            if !row.left_out && known.may_be_external(person) && !found.contains(person) {
                found.insert(person.to_owned());
            }
        })?;
        Ok(found)
    }

    /// Goes through the rows in their order; says the digest of what was read.
    fn check(&self, known: &Known<'_>, tell: &dyn Fn(usize)) -> Result<(Vec<Checked>, Digest), Unreadable> {
        let mut checker = Checker::new(known, self.mode);
        let digest = self.file.read(|row, own| {
            checker.take(row, own);
            if checker.rows().is_multiple_of(TOLD) {
                tell(checker.rows());
            }
        })?;
        Ok((checker.finish(), digest))
    }
}

/// All that a plan is made of, but for the licences.
struct Checks {
    ground: Ground,
    rows: Vec<Checked>,
    digest: Digest,
    truth: HashMap<UserId, Vec<Grant>>,
    organization: DisplayText,
    skip_bad: bool,
    ticket_required: bool,
}

impl Checks {
    fn request<'a>(&'a self, known: &'a Known<'a>, licences: &'a [DisplayText]) -> Request<'a> {
        Request {
            organization: &self.organization,
            file: &self.ground.file,
            digest: &self.digest,
            rows: &self.rows,
            known,
            truth: &self.truth,
            licences,
            mode: self.ground.mode,
            skip_bad: self.skip_bad,
            ticket_required: self.ticket_required,
        }
    }
}

impl Desk {
    /// Plans what a file of roles asks for; nothing is changed. That a plan was made is written down. How many rows were
    /// checked is told from time to time.
    ///
    /// Rows are held against the directory, external ids in as few calls as may be. Whose grants differ is read anew, one
    /// call each, and their states a hundred at once.
    ///
    /// # Errors
    /// When the file cannot be read, the tenant does not tell, or the plan cannot be recorded.
    pub async fn plan_sync_roles(
        &self,
        wish: &SyncWish,
        tell: impl Fn(usize) + Send + Sync + 'static,
    ) -> Result<Synced, Unsynced> {
        let (source, edits) = (wish.source.clone(), wish.edits.clone());
        let file = blocking(move || RoleFile::open(&source, &edits)).await??;
        if let Some(missing) = file.sheet().and_then(Sheet::missing) {
            return Err(missing.clone().into());
        }
        if wish.mode == Mode::Replace && file.says_modes() {
            let text = format!("{} says itself what is to be given and taken", file.name());
            return Err(Unsynced::File(refusal(text, "leave --mode replace out")));
        }
        let tenant = self.tenant()?;
        let organization = self.surroundings().await?.organization;
        self.access_index(FRESH, &mut |_| {}).await?;
        let image = tenant.directory.image().ok_or_else(nothing_known)?;
        let index = Arc::clone(image.access().ok_or_else(nothing_known)?.0);
        let (entitlements, (external, anew)) = (self.house.entitlements.clone(), Default::default());
        let ground = Ground { file, mode: wish.mode, image, index, entitlements, external, anew };
        let (mut ground, texts) = blocking(move || ground.external_ids().map(|texts| (ground, texts))).await??;
        let everybody = ground.image.snapshot().people.len();
        for (text, person) in self.by_external_ids(texts.into_iter().collect(), everybody).await? {
            ground.external.insert(text, person.id.clone());
            ground.anew.insert(person.id.clone(), person);
        }
        // Twice: what the rows mean tells whose truth is needed, and the truth what the rows come to.
        let (mut ground, first, people) = blocking(move || {
            let known = ground.known();
            let (rows, digest) = ground.check(&known, &tell)?;
            let people = differing(&rows, &known);
            drop(known);
            Ok::<_, Unreadable>((ground, digest, people))
        })
        .await??;
        ground.anew.extend(people_now(&tenant.client, &people).await.map_err(Fault::from)?);
        let truth = grants_now(&tenant.client, &people).await.map_err(Fault::from)?.into_iter().collect();
        let (skip_bad, ticket_required) = (wish.skip_bad, self.recipe(None)?.ticket_required);
        let (checks, given) = blocking(move || {
            let known = ground.known();
            let (rows, digest) = ground.check(&known, &|_| {})?;
            drop(known);
            let checks = Checks { ground, rows, digest, truth, organization, skip_bad, ticket_required };
            let given = checks.request(&checks.ground.known(), &[]).given_roles();
            Ok::<_, Unreadable>((checks, given))
        })
        .await??;
        if checks.digest != first {
            let text = format!("{} has changed while it was checked", checks.ground.file.name());
            return Err(Unsynced::File(refusal(text, "check it again")));
        }
        let licences = match given.is_empty() {
            true => Vec::new(),
            false => tenant.client.infer_licences(&given).await.map_err(Fault::from)?.value,
        };
        let (tempo, now) = (pace(&tenant.client), self.now());
        let synced = blocking(move || plan(&checks.request(&checks.ground.known(), &licences), tempo, now)).await?;
        self.metrics.checked(PipelineKind::SyncRoles, synced.rows.iter().map(|row| standing(row.standing)));
        self.engine.planned(&synced.plan, self.operator.clone()).await.map_err(|e| store_fault(&e))?;
        Ok(synced)
    }
}

/// How a row of a file of roles stands, in the words for rows of every job.
pub(super) fn standing(standing: Standing) -> RowStanding {
    match standing {
        Standing::Same => RowStanding::Same,
        Standing::Add | Standing::Remove => RowStanding::Ready,
        Standing::Bad => RowStanding::Bad,
        Standing::LeftOut => RowStanding::LeftOut,
    }
}

fn nothing_known() -> Fault {
    refusal("who holds which role could not be read", "refresh the directory, then give the command again")
}
