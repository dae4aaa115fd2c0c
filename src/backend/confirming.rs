//! From a confirmation to a run that is under way.

use super::Consent;
use super::desk::Desk;
use super::event::{Event, Refusal};
use super::open_plans::{OpenPlans, Shown, Wish};
use super::task::{carry_out, make_plan, show, tell};
use crate::engine::Given;
use crate::model::Digest;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Confirms the plan with this digest and carries its run out. When the person has changed since, the plan is void and
/// is made anew in front of the operator.
pub(super) async fn confirm(
    desk: Arc<Desk>,
    events: mpsc::Sender<Event>,
    plans: OpenPlans,
    stop: CancellationToken,
    digest: Digest,
    consent: Consent,
) {
    let Some(Shown { generation, plan, wish, .. }) = plans.find(&digest) else {
        return tell(&events, Event::Confirmed { digest, result: Err(Refusal::NoSuchPlan) }).await;
    };
    let Consent { typed_name, reason, ticket, due } = consent;
    let given = Given { typed_name: Some(typed_name), reason, ticket, due };
    let begun = match &wish {
        Wish::Event { event, .. } => desk.confirm_event(event, &plan, &given).await,
        Wish::Offboard { .. } | Wish::Restore(_) | Wish::RemoveGroup(_) => desk.confirm(&plan, &given).await,
    };
    match begun {
        Ok(run) => {
            plans.forget(&digest);
            tell(&events, Event::Confirmed { digest, result: Ok(run.clone()) }).await;
            show(&desk, &events, &run).await;
            carry_out(&desk, &events, &run, stop).await;
        }
        Err(Refusal::Changed(change)) => {
            plans.forget(&digest);
            tell(&events, Event::Confirmed { digest, result: Err(Refusal::Changed(change.clone())) }).await;
            make_plan(&desk, &events, &plans, generation, wish, Some(change)).await;
        }
        Err(refusal) => tell(&events, Event::Confirmed { digest, result: Err(refusal) }).await,
    }
}
