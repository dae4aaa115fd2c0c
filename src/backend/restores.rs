//! Making plans to give back what an offboarding took.

use super::desk::{Desk, refusal, store_fault};
use super::plans::pace;
use crate::model::{Fault, PipelineKind, Plan, RunId, UserId};
use crate::pipelines::read_seat;
use crate::pipelines::restore::{Known, Origin, Portion, plan};

/// What is to be given back, and to whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RestoreWish {
    /// Whose before-image.
    pub from: RestoreFrom,
    /// A successor who is to have the seat; none for the person themselves.
    pub into: Option<UserId>,
    /// Which portions of the seat.
    pub portions: Vec<Portion>,
}

impl RestoreWish {
    /// Everything, to the person themselves.
    pub fn all(from: RestoreFrom) -> Self {
        Self { from, into: None, portions: Portion::ALL.to_vec() }
    }
}

/// Where the before-image comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RestoreFrom {
    /// This run.
    Run(RunId),
    /// The newest offboarding of this person.
    Person(UserId),
}

impl Desk {
    /// Plans to give back what an offboarding took; nothing is changed. That a plan was made is written down.
    ///
    /// # Errors
    /// When there is no such run, it is not over, or the tenant does not tell what is needed.
    pub async fn plan_restore(&self, wish: &RestoreWish) -> Result<Plan, Fault> {
        let tenant = self.tenant()?;
        let run = self.origin(&wish.from).await?;
        let mut origin = self.run(&run).await?.ok_or_else(|| no_such(&run))?;
        // A deletion after days of grace took nothing: what there was stands in the run that it follows.
        if let (PipelineKind::Offboard, Some(first)) = (origin.plan.pipeline, origin.plan.origin.clone()) {
            origin = self.run(&first).await?.ok_or_else(|| no_such(&first))?;
        }
        if origin.plan.pipeline != PipelineKind::Offboard {
            let text = format!("the run {run} is no offboarding: it took nothing that could be given back");
            return Err(refusal(text, "name the run of the offboarding, or the person"));
        }
        if !origin.state.is_over() {
            let text = format!("the run {run} is not over: it may still take something");
            return Err(refusal(text, "cancel it first, or let it end"));
        }
        let wanted = origin.plan.before.seat().ok_or_else(|| no_such(&run))?;
        let around = self.surroundings().await?;
        let who = wish.into.as_ref().unwrap_or(&wanted.person.id);
        let now = read_seat(&tenant.client, who, &around.groups, self.now()).await?;
        let known = Known::read(&tenant.client, wanted, around.organization.clone()).await?;
        let seat = Origin {
            run: &origin.id,
            seat: wanted,
            portions: &wish.portions,
            ticket_required: self.recipe(None)?.ticket_required,
        };
        let plan = plan(now, &seat, &known, pace(&tenant.client), self.now());
        self.engine.planned(&plan, self.operator.clone()).await.map_err(|e| store_fault(&e))?;
        Ok(plan)
    }

    async fn origin(&self, from: &RestoreFrom) -> Result<RunId, Fault> {
        let person = match from {
            RestoreFrom::Run(run) => return Ok(run.clone()),
            RestoreFrom::Person(person) => person,
        };
        let newest = self.engine.newest_run(person.as_str(), PipelineKind::Offboard).await;
        newest.map_err(|e| store_fault(&e))?.ok_or_else(|| {
            let text = format!("no offboarding of {person} is in this journal");
            refusal(text, "look where it was made: a restore needs the before-image that its run keeps")
        })
    }
}

fn no_such(run: &RunId) -> Fault {
    refusal(format!("there is no run {run}"), "look at the runs for its id")
}
