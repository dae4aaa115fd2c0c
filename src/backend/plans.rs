//! Making plans and confirming them.

use super::desk::{Desk, refusal, store_fault};
use super::event::Refusal;
use crate::engine::{Confirmed, Given, OPERATOR, SubmitError, confirm};
use crate::genesys::{Client, Lane};
use crate::model::{Before, DisplayText, Fault, Plan, RunId, Timestamp, UserId};
use crate::pipelines::offboard::{Recipe, plan};
use crate::pipelines::{drift, read_seat, remove_group, sync_roles};
use std::collections::HashSet;

/// Calls a minute that are taken as allowed before the tenant has said: the platform's default for a client's token.
const USUAL_RATE: u32 = 300;
/// For how long the grants under a plan by a file are taken as read.
const GRANTS_LAST: jiff::SignedDuration = jiff::SignedDuration::from_mins(1);

impl Desk {
    /// The recipe of this name, or the configured one.
    ///
    /// # Errors
    /// When there is none; the fault lists those there are.
    pub fn recipe(&self, name: Option<&str>) -> Result<&Recipe, Fault> {
        let recipes = &self.recipes.offboard;
        match name {
            None => recipes.first(),
            Some(name) => recipes.iter().find(|recipe| recipe.name == name),
        }
        .ok_or_else(|| {
            let names = recipes.iter().map(|recipe| recipe.name.as_str()).collect::<Vec<_>>().join(", ");
            let name = name.unwrap_or("(none configured)");
            refusal(format!("there is no recipe {name}; there are: {names}"), "name one of them")
        })
    }

    /// Plans the offboarding of this person; nothing is changed. That a plan was made is written down.
    ///
    /// # Errors
    /// When the person cannot be read whole, or the plan cannot be recorded.
    pub async fn plan(&self, who: &UserId, recipe: Option<&str>) -> Result<Plan, Fault> {
        self.plan_among(who, recipe, &HashSet::new()).await
    }

    /// As [`Desk::plan`], where these people leave as well: what somebody else must hold cannot be theirs.
    ///
    /// # Errors
    /// When the person cannot be read whole, or the plan cannot be recorded.
    pub async fn plan_among(
        &self,
        who: &UserId,
        recipe: Option<&str>,
        leaving: &HashSet<UserId>,
    ) -> Result<Plan, Fault> {
        let tenant = self.tenant()?;
        let recipe = self.recipe(recipe)?;
        let around = self.surroundings().await?;
        let seat = read_seat(&tenant.client, who, &around.groups, self.now()).await?;
        let around = around.around(&tenant.client, &seat, recipe, leaving).await?;
        let plan = plan(seat, &around, recipe, &self.guard, pace(&tenant.client), self.now());
        self.engine.planned(&plan, self.operator.clone()).await.map_err(|e| store_fault(&e))?;
        Ok(plan)
    }

    /// As [`Desk::confirm`], where `--yes` on a command line stands for the typed name.
    ///
    /// # Errors
    /// Says what is missing or has changed; nothing has been done then.
    pub async fn confirm_by_flag(&self, plan: &Plan, reason: &str, ticket: &str) -> Result<RunId, Refusal> {
        self.confirm_for(plan, reason, ticket, None).await
    }

    /// As [`Desk::confirm_by_flag`], but the run is not begun before this.
    ///
    /// # Errors
    /// As [`Desk::confirm_by_flag`], and when the plan may not wait or the time has passed.
    pub async fn confirm_for(
        &self,
        plan: &Plan,
        reason: &str,
        ticket: &str,
        due: Option<Timestamp>,
    ) -> Result<RunId, Refusal> {
        let given = Given { typed_name: None, reason: reason.to_owned(), ticket: ticket.to_owned(), due };
        self.confirm(plan, &given).await
    }

    /// Confirms a plan and writes its run down, if the person is still as the plan found them. A refusal is written
    /// down as well.
    ///
    /// # Errors
    /// Says what is missing or has changed; nothing has been done then.
    pub(super) async fn confirm(&self, plan: &Plan, given: &Given) -> Result<RunId, Refusal> {
        self.may_write().map_err(Refusal::Fault)?;
        let confirmed = self.agreed(plan, given).await?;
        match self.changed_since(plan).await {
            Ok(None) => {}
            Ok(Some(change)) => return Err(Refusal::Changed(change)),
            Err(fault) => return Err(Refusal::Fault(fault)),
        }
        match self.engine.submit(&confirmed, OPERATOR).await {
            Ok(run) => Ok(run),
            Err(SubmitError::AlreadyRunning(run)) => Err(Refusal::AlreadyRunning(run)),
            Err(SubmitError::Store(error)) => Err(Refusal::Fault(store_fault(&error))),
        }
    }
}

impl Desk {
    /// The plan with this operator's word; a refusal is written down.
    pub(super) async fn agreed(&self, plan: &Plan, given: &Given) -> Result<Confirmed<Plan>, Refusal> {
        match confirm(plan.clone(), given, self.operator.clone(), self.now()) {
            Ok(confirmed) => Ok(confirmed),
            Err(why) => {
                if let Err(error) = self.engine.not_confirmed(plan, self.operator.clone(), &why).await {
                    tracing::warn!(%error, "a refusal could not be recorded");
                }
                Err(why.into())
            }
        }
    }

    /// In what the person or the group is not as the plan found them any more, in words.
    pub(super) async fn changed_since(&self, plan: &Plan) -> Result<Option<DisplayText>, Fault> {
        let client = self.tenant()?.client.lane(Lane::Urgent);
        let changed = match &plan.before {
            Before::Seat(seat) => drift(&client, seat).await,
            Before::Group(image) => remove_group::drift(&client, image).await,
            // Just read, person by person: they are read again only for a plan that somebody has looked at for a while.
            Before::Grants(image) if self.now().duration_since(image.read_at) < GRANTS_LAST => Ok(None),
            Before::Grants(image) => sync_roles::drift(&client, image).await,
            // Whether somebody has the address by now is looked at by the step that makes the person.
            Before::Nobody { .. } => Ok(None),
        };
        changed.map_err(Fault::from)
    }
}

/// How fast calls may go now: so many a minute, after so many milliseconds.
pub(super) fn pace(client: &Client) -> (u32, u64) {
    let meter = client.meter();
    let rate = meter.allowed.unwrap_or(USUAL_RATE);
    let spent = meter.allowed.is_some_and(|allowed| meter.used >= allowed);
    let wait = meter.resets_in.filter(|_| spent).map_or(0, |left| left.as_millis() as u64);
    (rate, wait)
}

impl From<crate::engine::Refusal> for Refusal {
    fn from(why: crate::engine::Refusal) -> Self {
        match why {
            crate::engine::Refusal::Blocked(texts) => Self::Blocked(texts),
            crate::engine::Refusal::WrongName => Self::WrongName,
            crate::engine::Refusal::NoReason => Self::NoReason,
            crate::engine::Refusal::NoTicket => Self::NoTicket,
            why @ (crate::engine::Refusal::MayNotWait | crate::engine::Refusal::Past) => {
                Self::WrongTime(DisplayText::new(why.to_string()))
            }
        }
    }
}
