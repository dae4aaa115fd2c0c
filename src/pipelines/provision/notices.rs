//! What other systems are told of a new person. Every fact is taken from what was proved.

use super::job::made;
use crate::engine::Verdict;
use crate::model::{Notice, NoticeKind, RunRecord, Timestamp};
use serde_json::json;

/// The notices of one moment.
pub(super) fn notices(run: &RunRecord, moment: Verdict, at: Timestamp) -> Vec<Notice> {
    let kind = match moment {
        Verdict::AccessCut => return Vec::new(),
        Verdict::Done => NoticeKind::UserProvisioned,
        Verdict::Failed => NoticeKind::UserProvisionFailed,
    };
    let steps: Vec<_> = run
        .steps
        .iter()
        .map(|s| json!({ "name": s.name, "outcome": s.outcome, "reason": s.reason, "attempts": s.attempts }))
        .collect();
    let id = made(run);
    let data = json!({
        "event_source": "lanyard",
        "run_id": run.id,
        "batch_id": run.batch,
        "user_id": id,
        "email": run.plan.subject.email,
        "name": run.plan.subject.name,
        "recipe": run.plan.recipe,
        "operator": run.operator.name,
        "reason": run.reason,
        "ticket": run.ticket,
        "confirmed_at": run.created_at,
        "steps": steps,
    });
    let subject = id.map_or_else(|| run.plan.subject.id().to_owned(), |id| id.to_string());
    vec![Notice { kind, run: run.id.clone(), subject, at, data }]
}
