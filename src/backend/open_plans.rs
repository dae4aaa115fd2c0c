//! Plans that were shown and can still be confirmed.

use super::restores::RestoreWish;
use crate::model::{Digest, GroupId, Plan, RunId, UserId};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The plan on the screen and a few that were left open.
const KEPT: usize = 8;

/// What a plan was asked for; asked again, it makes the plan anew.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Wish {
    /// Offboard somebody by a recipe; none for the configured one.
    Offboard { who: UserId, recipe: Option<String> },
    /// Give back what an offboarding took.
    Restore(RestoreWish),
    /// Confirm an event of the inbox, about somebody and by a recipe where it does not say so itself.
    Event { event: RunId, who: Option<UserId>, recipe: Option<String> },
    /// Remove a group.
    RemoveGroup(GroupId),
}

/// A plan that can be confirmed.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) generation: u64,
    digest: Digest,
    pub(super) wish: Wish,
    pub(super) plan: Arc<Plan>,
}

/// The newest plans, by their digests; clones are one.
#[derive(Clone, Default)]
pub(super) struct OpenPlans(Arc<Mutex<VecDeque<Shown>>>);

impl OpenPlans {
    /// Keeps a plan that is about to be shown, and forgets the oldest.
    pub(super) fn keep(&self, generation: u64, wish: Wish, plan: Arc<Plan>) {
        let digest = plan.digest();
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        plans.retain(|known| known.digest != digest);
        plans.push_front(Shown { generation, digest, wish, plan });
        plans.truncate(KEPT);
    }

    /// The plan with this digest.
    pub(super) fn find(&self, digest: &Digest) -> Option<Shown> {
        let plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        plans.iter().find(|known| known.digest == *digest).cloned()
    }

    /// Forgets a plan that was confirmed or has become void.
    pub(super) fn forget(&self, digest: &Digest) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|known| known.digest != *digest);
    }
}
