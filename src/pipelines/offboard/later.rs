//! An offboarding that was confirmed for later, when its time has come: whether its plan is still true, and what of it
//! held only at the moment in which it was made.

use super::action::Action;
use super::findings::{Guard, findings};
use super::job::OffboardJob;
use super::plan::{LEFT, LEFT_THEM};
use super::recipe::{Delete, Recipe};
use super::surroundings::Surroundings;
use crate::engine::StepError;
use crate::model::{DisplayText, Finding, Level, RunRecord, Seat, UserState};
use crate::pipelines::seat::{changes, read_seat};
use crate::pipelines::step;
use std::collections::HashSet;
use tokio::sync::Mutex;

/// For how long the organisation's groups are taken as read, when many runs begin at once.
const SURROUNDINGS_LAST: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

/// What is held against a plan once more when its time has come.
#[derive(Debug, Default)]
pub struct Rules {
    /// The recipes as they are now.
    pub recipes: Vec<Recipe>,
    /// Whom the configuration forbids to touch now.
    pub guard: Guard,
    groups: Mutex<Option<Surroundings>>,
}

impl Rules {
    /// The rules of recipes and configuration.
    pub fn new(recipes: Vec<Recipe>, guard: Guard) -> Self {
        Self { recipes, guard, groups: Mutex::default() }
    }
}

impl OffboardJob {
    /// In what the plan of a run is not true any more, or what forbids it by now.
    pub(super) async fn not_true(&self, run: &RunRecord) -> Result<Option<DisplayText>, StepError> {
        let Some(then) = run.plan.before.seat() else { return Ok(None) };
        let Some(recipe) = self.rules.recipes.iter().find(|recipe| recipe.name == run.plan.recipe) else {
            return Ok(Some(DisplayText::new(format!("there is no recipe {} any more", run.plan.recipe))));
        };
        if run.plan.origin.is_some() {
            return self.not_to_be_deleted(run, then, recipe).await;
        }
        let around = self.surroundings().await?;
        let now = match read_seat(&self.client, &then.person.id, &around.groups, (self.now)()).await {
            Err(e) if e.is_not_found() => {
                return Ok(Some(DisplayText::new(format!("{} is not there any more", then.person.name))));
            }
            read => read.map_err(|e| step::error(&e))?,
        };
        if let Some(change) = changes(then, &now) {
            return Ok(Some(change));
        }
        let around = around.around(&self.client, &now, recipe, &HashSet::new()).await.map_err(|e| step::error(&e))?;
        Ok(blockers(&findings(&now, &around, recipe, &self.rules.guard)))
    }

    /// Why somebody whose days of grace are over is not to be deleted.
    async fn not_to_be_deleted(
        &self,
        run: &RunRecord,
        then: &Seat,
        recipe: &Recipe,
    ) -> Result<Option<DisplayText>, StepError> {
        let id = &then.person.id;
        let person = match self.client.user(id, &[]).await {
            Err(e) if e.is_not_found() => return Ok(None),
            read => read.map_err(|e| step::error(&e))?.value.person,
        };
        let (name, was) = (&person.name, then.person.version);
        let since = run.plan.built_at.strftime("%Y-%m-%d");
        let change = match person.state {
            // Deleted by somebody else: the step finds it so.
            UserState::Deleted => return Ok(None),
            UserState::Active => Some(format!("{name} is active again")),
            UserState::Inactive if person.version != was => {
                Some(format!("{name} was changed since {since} (version {was} -> {})", person.version))
            }
            UserState::Inactive => None,
        };
        if let Some(change) = change {
            return Ok(Some(DisplayText::new(change)));
        }
        let around = Surroundings {
            organization: run.plan.tenant.clone(),
            groups: Vec::new().into(),
            sole_holder_of: HashSet::new(),
            read_at: (self.now)(),
        };
        let recipe = Recipe { delete: Delete::Now, ..recipe.clone() };
        let seat = Seat { person, ..then.clone() };
        Ok(blockers(&findings(&seat, &around, &recipe, &self.rules.guard)))
    }

    async fn surroundings(&self) -> Result<Surroundings, StepError> {
        let mut kept = self.rules.groups.lock().await;
        let now = (self.now)();
        if let Some(known) = kept.as_ref().filter(|known| now.duration_since(known.read_at) < SURROUNDINGS_LAST) {
            return Ok(known.clone());
        }
        let read = Surroundings::read(&self.client, now).await.map_err(|e| step::error(&e))?;
        Ok(kept.insert(read).clone())
    }
}

fn blockers(findings: &[Finding]) -> Option<DisplayText> {
    let texts: Vec<&str> = findings.iter().filter(|f| f.level == Level::Blocker).map(|f| f.text.as_str()).collect();
    (!texts.is_empty()).then(|| DisplayText::new(texts.join("; ")))
}

/// Whether a step that had nothing to do when the plan was made may have something to do later: whoever was on no call
/// then is on one now.
pub(super) fn is_of_the_moment(action: &Action, skip: &str) -> bool {
    let moment = matches!(action, Action::OffQueue | Action::Conversations { .. } | Action::LeaveStations { .. });
    moment && skip != LEFT && skip != LEFT_THEM
}
