use super::at_scrape::AtScrape;
use super::*;
use crate::model::{Outcome, PipelineKind, Progress, RunEvent, StepRecord, StepState};

/// What somebody would write who wants to be seen in a dashboard, or to break it.
const HOSTILE: &str = "Zoë \"Q\" O'Neil <zoe@acme.example> +41 44 668 18 00\n} 1\nlanyard_runs_total 9";

fn metrics() -> Metrics {
    Metrics::new(["hr"], ["workday"], "2026-11-20T10:00:00Z".parse().unwrap())
}

fn ended(name: &str, millis: Option<i64>) -> Progress {
    let at = |millis| crate::model::Timestamp::from_millisecond(millis).unwrap();
    Progress::Step(Box::new(StepRecord {
        ordinal: 1,
        name: name.to_owned(),
        state: StepState::Ended,
        attempts: 1,
        outcome: Some(Outcome::Done),
        reason: Some(HOSTILE.into()),
        fault: None,
        effect: None,
        proof: None,
        began_at: millis.map(|_| at(0)),
        ended_at: Some(at(millis.unwrap_or(0))),
    }))
}

fn tell(metrics: &Metrics, pipeline: PipelineKind, progress: Progress) {
    let event = RunEvent { run: HOSTILE.into(), index: 1, at: Timestamp::UNIX_EPOCH, progress };
    metrics.told(Told { pipeline, record: None, event: &event });
}

fn text(metrics: &Metrics) -> String {
    metrics.text(&AtScrape::default())
}

/// The figure of the series that is written so.
fn figure(text: &str, series: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')?.parse().ok())
}

#[test]
fn nothing_that_others_tell_becomes_a_label() {
    let metrics = metrics();
    tell(&metrics, PipelineKind::Offboard, ended(HOSTILE, Some(5)));
    tell(&metrics, PipelineKind::SyncRoles, ended("add-4711", Some(5)));
    metrics.counted.delivered(metrics.senders.label(HOSTILE), 202, Duration::from_millis(3));
    metrics.counted.delivered(metrics.senders.label("workday"), 9_999, Duration::from_millis(3));
    assert_eq!((labels::pipeline(HOSTILE), labels::one_of(&["queued"], HOSTILE)), ("other", "other"));
    let text = text(&metrics);
    for part in ["Zo", "Neil", "acme", "668", "4711", "9999", "lanyard_runs_total 9"] {
        assert!(!text.contains(part), "{part} in {text}");
    }
    let one = |series: &str| assert_eq!(figure(&text, series), Some(1.0), "{series} in {text}");
    one(r#"lanyard_steps_total{pipeline="offboard",step="other",outcome="done"}"#);
    one(r#"lanyard_steps_total{pipeline="sync-roles",step="add",outcome="done"}"#);
    one(r#"lanyard_deliveries_total{sender="other",status="202"}"#);
    one(r#"lanyard_deliveries_total{sender="workday",status="0"}"#);
}

#[test]
fn a_step_that_was_never_begun_has_no_duration_and_a_clock_that_went_back_makes_none() {
    let metrics = metrics();
    for millis in [None, Some(-40), Some(2_000)] {
        tell(&metrics, PipelineKind::Offboard, ended("tokens", millis));
    }
    let text = text(&metrics);
    let of = r#"{pipeline="offboard",step="tokens",outcome="done"}"#;
    assert_eq!(figure(&text, &format!("lanyard_steps_total{of}")), Some(3.0));
    assert_eq!(figure(&text, &format!("lanyard_step_duration_seconds_count{of}")), Some(1.0));
    assert_eq!(figure(&text, &format!("lanyard_step_duration_seconds_sum{of}")), Some(2.0));
}

#[test]
fn what_is_not_known_is_left_out() {
    let text = text(&metrics());
    assert_eq!(figure(&text, "lanyard_store_readable"), Some(0.0));
    assert_eq!(figure(&text, "lanyard_process_start_time_seconds"), Some(1_795_168_800.0));
    for name in ["lanyard_budget_calls_allowed", "lanyard_queue_runs", "lanyard_outbox_notices"] {
        assert!(!text.contains(name), "{name} in {text}");
    }
    assert_eq!(figure(&text, r#"lanyard_runs_total{pipeline="restore",outcome="failed"}"#), Some(0.0));
}
