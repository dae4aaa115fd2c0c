//! Audit records: who did what to whom, with what outcome.

use super::{BatchId, CorrelationId, Digest, DisplayText, RunId, Timestamp};
use serde::{Deserialize, Serialize};

/// Who acts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Operator {
    /// The signed-in user's name, else the name from the configuration, else the account's.
    pub name: DisplayText,
    /// The operating system's account and host, `account@host`.
    pub account: DisplayText,
    /// How the name is known: `signed-in`, `configured` or `account`; `signature` for the sender of an event, `policy` where the
    /// settings decided and no person did.
    pub known_by: DisplayText,
}

/// What is to be recorded; the chain adds its number, its time and its seal.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Who.
    pub operator: Operator,
    /// Did what: `plan`, `confirm`, `step.intent`, `step.outcome`, `run.end`, `refused`, …
    pub action: String,
    /// The pipeline, where one is at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<String>,
    /// The step's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The person's or group's platform id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<String>,
    /// Their name then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_name: Option<DisplayText>,
    /// The run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// The batch, where it or a run of it is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchId>,
    /// The outcome's word, or `intent`.
    pub outcome: String,
    /// In words: what was done, or why not.
    pub detail: DisplayText,
    /// The operator's reason.
    #[serde(default, skip_serializing_if = "DisplayText::is_empty")]
    pub reason: DisplayText,
    /// The ticket.
    #[serde(default, skip_serializing_if = "DisplayText::is_empty")]
    pub ticket: DisplayText,
    /// Milliseconds from intent to outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<i64>,
    /// The platform's correlation ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub correlations: Vec<CorrelationId>,
    /// What was there before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<serde_json::Value>,
    /// What is there after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<serde_json::Value>,
}

impl AuditEntry {
    /// Who did what with what outcome, in words; about nobody and nothing more.
    pub fn new(operator: Operator, action: &str, outcome: &str, detail: impl Into<DisplayText>) -> Self {
        Self {
            operator,
            action: action.to_owned(),
            pipeline: None,
            step: None,
            subject_id: None,
            subject_name: None,
            run: None,
            batch: None,
            outcome: outcome.to_owned(),
            detail: detail.into(),
            reason: DisplayText::default(),
            ticket: DisplayText::default(),
            latency_ms: None,
            correlations: Vec::new(),
            before: None,
            after: None,
        }
    }
}

/// One link of the chain.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AuditRecord {
    /// From 1, without gaps.
    pub seq: i64,
    /// When it was appended.
    pub at: Timestamp,
    /// The seal of the record before; 64 zeros before the first.
    pub previous: Digest,
    /// SHA-256 over the canonical JSON of `{seq, at, previous, entry}`.
    pub seal: Digest,
    /// What is recorded.
    pub entry: AuditEntry,
}
