//! What monitoring is told, in the text format of Prometheus. What happens in this process is counted when it happens;
//! what stands in the store and the budget is read when somebody looks.
//!
//! `assets/metrics.md` tells what each metric means.

mod at_scrape;
mod counted;
mod cut;
mod labels;
mod rows;
#[cfg(test)]
mod tests;

use super::desk::Desk;
use crate::engine::Told;
use crate::model::Timestamp;
use crate::store::Operation;
use at_scrape::AtScrape;
use counted::Counted;
pub(super) use cut::Cut;
use labels::{Names, OfBuild};
use prometheus_client::encoding::prometheus_text;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

/// The content type of what [`Desk::metrics`] gives.
pub const METRICS_TYPE: &str = prometheus_text::CONTENT_TYPE;

/// Everything that is counted in this process.
pub(super) struct Metrics {
    counted: Counted,
    targets: Names,
    senders: Names,
    started: Timestamp,
}

impl Metrics {
    /// Nothing is counted yet. `targets` and `senders` are the names that stand in the settings: only these become
    /// labels.
    pub(super) fn new(
        targets: impl IntoIterator<Item = impl AsRef<str>>,
        senders: impl IntoIterator<Item = impl AsRef<str>>,
        started: Timestamp,
    ) -> Self {
        let (targets, senders) = (Names::new(targets), Names::new(senders));
        Self { counted: Counted::default(), targets, senders, started }
    }

    /// Counts what has happened in a run.
    pub(super) fn told(&self, told: Told<'_>) {
        self.counted.told(told);
        self.rows_told(told);
    }

    /// Counts a transaction.
    pub(super) fn stored(&self, operation: Operation, took: Duration) {
        self.counted.stored(operation, took);
    }

    fn text(&self, now: &AtScrape) -> String {
        let mut registry = Registry::with_prefix("lanyard");
        let build: Family<OfBuild, Gauge> = Family::default();
        build.get_or_create(&OfBuild { version: env!("CARGO_PKG_VERSION") }).set(1);
        registry.register("build_info", "The version that runs; always 1", build);
        let started = Gauge::<i64>::default();
        started.set(self.started.as_second());
        let help = "When this process opened its store, in seconds since 1970";
        registry.register_with_unit("process_start_time", help, Unit::Seconds, started);
        self.counted.register(&mut registry);
        now.register(&mut registry);
        let mut text = String::new();
        prometheus_text::encode(&mut text, &registry).expect("a String takes everything");
        text
    }
}

impl Desk {
    /// Everything that monitoring is told, as text of the type [`METRICS_TYPE`]. What cannot be read from the store is
    /// left out, and `lanyard_store_readable` says so.
    pub async fn metrics(&self) -> String {
        let now = at_scrape::read(&self.store, &self.metrics.targets, self.meter()).await;
        self.metrics.text(&now)
    }

    /// Counts a delivery of termination events: who sent it, how it was answered, and how long that took. A sender that
    /// does not stand in the settings is counted among all the others.
    pub fn delivered(&self, sender: &str, status: u16, took: Duration) {
        self.metrics.counted.delivered(self.metrics.senders.label(sender), status, took);
    }

    /// Counts a delivery that was turned down. The reason is one of a few words, as `signature` or `stale`.
    pub fn rejected(&self, reason: &'static str) {
        self.metrics.counted.rejected(reason);
    }
}
