//! Plans that were shown and can still be confirmed.

use crate::model::{Digest, Plan};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The plan on the screen and a few that were left open.
const KEPT: usize = 8;

type Shown = (u64, Digest, Arc<Plan>);

/// The newest plans, by their digests; clones are one.
#[derive(Clone, Default)]
pub(super) struct OpenPlans(Arc<Mutex<VecDeque<Shown>>>);

impl OpenPlans {
    /// Keeps a plan that is about to be shown, and forgets the oldest.
    pub(super) fn keep(&self, generation: u64, plan: Arc<Plan>) {
        let digest = plan.digest();
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        plans.retain(|(_, known, _)| *known != digest);
        plans.push_front((generation, digest, plan));
        plans.truncate(KEPT);
    }

    /// The plan with this digest and the generation under which it was shown.
    pub(super) fn find(&self, digest: &Digest) -> Option<(u64, Arc<Plan>)> {
        let plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        plans.iter().find(|(_, known, _)| known == digest).map(|(generation, _, plan)| (*generation, Arc::clone(plan)))
    }

    /// Forgets a plan that was confirmed or has become void.
    pub(super) fn forget(&self, digest: &Digest) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|(_, known, _)| known != digest);
    }
}
