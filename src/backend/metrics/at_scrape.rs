//! What is read when somebody looks: how the budget stands, and what waits in the store. It is true for all processes that
//! share the store, and nothing of it is kept from one look to the next.

use super::labels::{self, Names, OfInbox, OfQueue, OfTarget, Word, one_of};
use crate::backend::BudgetMeter;
use crate::model::PipelineKind;
use crate::store::{InboxDepth, OutboxDepth, ParcelState, QueueDepth, Store, StoreError};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::{Registry, Unit};
use std::hash::Hash;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

type Numbers<L> = Family<L, Gauge>;
type Ages<L> = Family<L, Gauge<f64, AtomicU64>>;

/// How long a look may wait for the store. Whoever looks asks again soon, and must not pile up.
const PATIENCE: Duration = Duration::from_secs(5);

/// How open runs stand.
const STANDINGS: &[Word] = &["planned", "queued", "running", "paused"];

/// How events stand for which something is still to be done.
const EVENTS: &[Word] = &["received", "waiting", "confirm", "postponed"];

/// One look.
#[derive(Default)]
pub(super) struct AtScrape {
    budget: BudgetMeter,
    /// None where the store could not be read.
    stored: Option<Stored>,
}

/// What waits in the store.
#[derive(Default)]
struct Stored {
    queue: Waiting<OfQueue>,
    outbox: Waiting<OfTarget>,
    dead: Waiting<OfTarget>,
    inbox: Waiting<OfInbox>,
}

/// How much of each kind waits, and for how long the oldest has.
struct Waiting<L: Clone + Hash + Eq> {
    number: Numbers<L>,
    oldest: Ages<L>,
}

impl<L: Clone + Hash + Eq> Default for Waiting<L> {
    fn default() -> Self {
        Self { number: Family::default(), oldest: Family::default() }
    }
}

impl<L: Clone + Hash + Eq + EncodeLabelSet + Send + Sync + std::fmt::Debug + 'static> Waiting<L> {
    /// Adds so many whose oldest has waited since then; what waits for a time that is to come has no age.
    fn add(&self, label: &L, number: i64, since_ms: i64, now_ms: i64) {
        self.number.get_or_create(label).inc_by(number);
        if let Ok(age) = u64::try_from(now_ms.saturating_sub(since_ms)) {
            let age = Duration::from_millis(age).as_secs_f64();
            let oldest = self.oldest.get_or_create(label);
            oldest.set(oldest.get().max(age));
        }
    }
}

/// Takes one look.
pub(super) async fn read(store: &Store, targets: &Names, budget: BudgetMeter) -> AtScrape {
    let stored = match tokio::time::timeout(PATIENCE, stored(store, targets)).await {
        Ok(Ok(stored)) => Some(stored),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the store could not be read for monitoring");
            None
        }
        Err(_) => {
            tracing::warn!("the store did not answer monitoring in time");
            None
        }
    };
    AtScrape { budget, stored }
}

async fn stored(store: &Store, targets: &Names) -> Result<Stored, StoreError> {
    let stored = Stored::default();
    let mut tx = store.reading().await?;
    let now = tx.database_now().await?;
    for pipeline in PipelineKind::ALL.map(PipelineKind::as_str) {
        for state in STANDINGS {
            drop(stored.queue.number.get_or_create(&OfQueue { pipeline, state }));
        }
    }
    for QueueDepth { kind, standing, number, since_ms } in tx.queue_depths().await? {
        let label = OfQueue { pipeline: labels::pipeline(&kind), state: one_of(STANDINGS, &standing) };
        stored.queue.add(&label, number, since_ms, now);
    }
    for target in targets.known() {
        for waiting in [&stored.outbox, &stored.dead] {
            drop(waiting.number.get_or_create(&OfTarget { target: target.clone() }));
        }
    }
    for OutboxDepth { target, state, number, since_ms } in tx.outbox_depths().await? {
        let of = if state == ParcelState::Dead.as_str() { &stored.dead } else { &stored.outbox };
        of.add(&OfTarget { target: targets.label(&target) }, number, since_ms, now);
    }
    for state in EVENTS {
        drop(stored.inbox.number.get_or_create(&OfInbox { state }));
    }
    for InboxDepth { standing, number, since_ms } in tx.inbox_depths().await? {
        stored.inbox.add(&OfInbox { state: one_of(EVENTS, &standing) }, number, since_ms, now);
    }
    Ok(stored)
}

impl AtScrape {
    pub(super) fn register(&self, registry: &mut Registry) {
        self.register_budget(registry);
        let readable = Gauge::<i64>::default();
        readable.set(i64::from(self.stored.is_some()));
        let help = "Whether the store could be read for this look: 1 or 0; without it what waits there is left out";
        registry.register("store_readable", help, readable);
        let Some(stored) = &self.stored else { return };
        let help = "Runs that are not over, in the whole store";
        registry.register("queue_runs", help, stored.queue.number.clone());
        let help = "Since the oldest of them was confirmed, or since the time for which it was planned";
        registry.register_with_unit("queue_oldest_age", help, Unit::Seconds, stored.queue.oldest.clone());
        let help = "Notices that wait for delivery, in the whole store";
        registry.register("outbox_notices", help, stored.outbox.number.clone());
        let help = "Since the oldest notice that waits for delivery was written";
        registry.register_with_unit("outbox_oldest_age", help, Unit::Seconds, stored.outbox.oldest.clone());
        let help = "Notices that were given up, in the whole store";
        registry.register("outbox_dead_letters", help, stored.dead.number.clone());
        let help = "Since the oldest notice that was given up was written";
        registry.register_with_unit("outbox_dead_oldest_age", help, Unit::Seconds, stored.dead.oldest.clone());
        let help = "Events of HR systems for which something is still to be done, in the whole store";
        registry.register("inbox_events", help, stored.inbox.number.clone());
        let help = "Since the oldest of these events was accepted";
        registry.register_with_unit("inbox_oldest_age", help, Unit::Seconds, stored.inbox.oldest.clone());
    }

    fn register_budget(&self, registry: &mut Registry) {
        let budget = &self.budget;
        let counter = |number: u64| ConstCounter::new(number);
        registry.register("api_calls", "Calls sent to the platform, repeats included", counter(budget.calls));
        registry.register("api_throttled", "Calls that the platform answered with 429", counter(budget.throttled));
        registry.register("api_retries", "Calls that were sent again", counter(budget.retries));
        let used = ConstGauge::new(i64::from(budget.used));
        registry.register("budget_calls_used", "Calls used in the window that runs, those under way included", used);
        // Not before the platform has told: there is no figure that would be true.
        if let Some(allowed) = budget.allowed {
            let allowed = ConstGauge::new(i64::from(allowed));
            registry.register("budget_calls_allowed", "Calls that the platform allows in a window", allowed);
        }
        let wait = budget.waiting.as_ref().map_or(Duration::ZERO, |waiting| waiting.left);
        let help = "For how long calls are held back still";
        registry.register_with_unit("budget_wait", help, Unit::Seconds, ConstGauge::new(wait.as_secs_f64()));
    }
}
