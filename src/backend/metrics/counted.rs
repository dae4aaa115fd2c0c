//! What is counted when it happens.

use super::labels::{self, Name, OfDelivery, OfRejection, OfRun, OfStep, OfStore, Word};
use crate::engine::Told;
use crate::model::{PipelineKind, Progress, RunState, StepRecord, StepState, Timestamp};
use crate::store::Operation;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::hash::Hash;
use std::time::Duration;

type Counters<L> = Family<L, Counter>;
type Histograms<L> = Family<L, Histogram, fn() -> Histogram>;

/// Bounds in seconds: a run may take moments or, paused or waiting for the budget, a day.
fn of_runs() -> Histogram {
    Histogram::new([1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0, 14_400.0, 86_400.0])
}

fn of_steps() -> Histogram {
    Histogram::new([0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0])
}

/// With bounds at what is promised: 5 seconds for 95 of a hundred, 15 for 99.
fn of_cuts() -> Histogram {
    Histogram::new([0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 7.5, 10.0, 15.0, 30.0, 60.0, 300.0, 900.0, 3_600.0, 14_400.0])
}

fn of_answers() -> Histogram {
    Histogram::new([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0])
}

fn of_transactions() -> Histogram {
    Histogram::new([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 10.0])
}

fn histograms<L: Clone + Hash + Eq + EncodeLabelSet>(of: fn() -> Histogram) -> Histograms<L> {
    Family::new_with_constructor(of)
}

pub(super) struct Counted {
    runs: Counters<OfRun>,
    run_duration: Histograms<OfRun>,
    steps: Counters<OfStep>,
    step_duration: Histograms<OfStep>,
    rows: Counters<OfRun>,
    deliveries: Counters<OfDelivery>,
    answers: Histogram,
    rejections: Counters<OfRejection>,
    cuts: Histogram,
    transactions: Histograms<OfStore>,
}

impl Default for Counted {
    /// What can be named beforehand is there from the start, so that the first of its kind is seen to come.
    fn default() -> Self {
        let counted = Self {
            runs: Family::default(),
            run_duration: histograms(of_runs),
            steps: Family::default(),
            step_duration: histograms(of_steps),
            rows: Family::default(),
            deliveries: Family::default(),
            answers: of_answers(),
            rejections: Family::default(),
            cuts: of_cuts(),
            transactions: histograms(of_transactions),
        };
        for pipeline in PipelineKind::ALL.map(PipelineKind::as_str) {
            for outcome in [RunState::Done, RunState::Failed, RunState::Cancelled].map(RunState::as_str) {
                drop(counted.runs.get_or_create(&OfRun { pipeline, outcome }));
            }
        }
        for operation in [Operation::Read, Operation::Write].map(word) {
            drop(counted.transactions.get_or_create(&OfStore { operation }));
        }
        counted
    }
}

fn word(operation: Operation) -> Word {
    match operation {
        Operation::Read => "read",
        Operation::Write => "write",
    }
}

/// None where a clock was put back in between.
fn seconds(from: Timestamp, to: Timestamp) -> Option<f64> {
    let millis = u64::try_from(to.as_millisecond() - from.as_millisecond()).ok()?;
    Some(Duration::from_millis(millis).as_secs_f64())
}

impl Counted {
    pub(super) fn told(&self, told: Told<'_>) {
        let pipeline = told.pipeline.as_str();
        match &told.event.progress {
            Progress::Run { state, .. } if state.is_over() => {
                let label = OfRun { pipeline, outcome: state.as_str() };
                self.runs.get_or_create(&label).inc();
                let began = told.record.and_then(|record| record.started_at);
                if let Some(took) = began.and_then(|began| seconds(began, told.event.at)) {
                    self.run_duration.get_or_create(&label).observe(took);
                }
            }
            Progress::Step(step) if step.state == StepState::Ended => self.step(pipeline, step),
            Progress::Run { .. } | Progress::Step(_) | Progress::Waits { .. } => {}
        }
    }

    fn step(&self, pipeline: Word, step: &StepRecord) {
        let Some(outcome) = step.outcome else { return };
        let label = OfStep { pipeline, step: labels::step(&step.name), outcome: outcome.as_str() };
        self.steps.get_or_create(&label).inc();
        // What was skipped was never begun.
        let times = step.began_at.zip(step.ended_at);
        if let Some(took) = times.and_then(|(began, ended)| seconds(began, ended)) {
            self.step_duration.get_or_create(&label).observe(took);
        }
    }

    pub(super) fn rows(&self, pipeline: PipelineKind, outcome: Word, number: usize) {
        if number > 0 {
            let number = u64::try_from(number).unwrap_or(u64::MAX);
            self.rows.get_or_create(&OfRun { pipeline: pipeline.as_str(), outcome }).inc_by(number);
        }
    }

    pub(super) fn delivered(&self, sender: Name, status: u16, took: Duration) {
        // Three digits are a status; anything else would be a mistake of ours, and must not make series without end.
        let status = if (100..600).contains(&status) { status } else { 0 };
        self.deliveries.get_or_create(&OfDelivery { sender, status }).inc();
        self.answers.observe(took.as_secs_f64());
    }

    pub(super) fn rejected(&self, reason: Word) {
        self.rejections.get_or_create(&OfRejection { reason }).inc();
    }

    pub(super) fn cut_after(&self, took: Duration) {
        self.cuts.observe(took.as_secs_f64());
    }

    pub(super) fn stored(&self, operation: Operation, took: Duration) {
        self.transactions.get_or_create(&OfStore { operation: word(operation) }).observe(took.as_secs_f64());
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        let seconds = || Unit::Seconds;
        let help = "Runs that have ended in this process";
        registry.register("runs", help, self.runs.clone());
        let help = "From the first begin of a run to its end, with whatever it waited for in between";
        registry.register_with_unit("run_duration", help, seconds(), self.run_duration.clone());
        let help = "Steps that have ended in this process";
        registry.register("steps", help, self.steps.clone());
        let help = "From the first intent of a step to its outcome, proof included; what was skipped is not in it";
        registry.register_with_unit("step_duration", help, seconds(), self.step_duration.clone());
        let help = "Rows of files: as they stood at each check, and how they ended";
        registry.register("rows", help, self.rows.clone());
        let help = "Deliveries of termination events that were answered";
        registry.register("deliveries", help, self.deliveries.clone());
        let help = "From the head of a delivery to its answer";
        registry.register_with_unit("delivery_answer", help, seconds(), self.answers.clone());
        let help = "Deliveries that were turned down";
        registry.register("deliveries_rejected", help, self.rejections.clone());
        let help = "From an event of an HR system, or the time for which it is meant or an operator decides it, to the \
                    proof that the access is cut";
        registry.register_with_unit("event_to_cut", help, seconds(), self.cuts.clone());
        let help = "From asking for a connection to the end of a transaction of the store";
        registry.register_with_unit("store_transaction", help, seconds(), self.transactions.clone());
    }
}
