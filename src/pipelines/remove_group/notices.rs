//! What other systems are told of a removal. Every fact is taken from what was proved, none is a constant.

use crate::engine::Verdict;
use crate::model::{Notice, NoticeKind, Outcome, RunRecord, Timestamp};
use serde_json::json;

/// The notices of one moment.
pub(super) fn notices(run: &RunRecord, moment: Verdict, at: Timestamp) -> Vec<Notice> {
    let kind = match moment {
        Verdict::AccessCut => return Vec::new(),
        Verdict::Done => NoticeKind::GroupDeprovisioned,
        Verdict::Failed => NoticeKind::GroupDeprovisionFailed,
    };
    let proof = |name: &str| {
        let step = run.steps.iter().find(|s| s.name == name);
        let good = step.filter(|s| matches!(s.outcome, Some(Outcome::Done | Outcome::Already)));
        good.and_then(|s| s.proof.as_ref()).map(|p| json!({ "words": p.words, "facts": p.facts }))
    };
    let steps: Vec<_> = run
        .steps
        .iter()
        .map(|s| json!({ "name": s.name, "outcome": s.outcome, "reason": s.reason, "attempts": s.attempts }))
        .collect();
    let image = run.plan.before.group();
    let data = json!({
        "event": kind.as_str(),
        "group_id": run.plan.subject.id(),
        "timestamp": at,
        "source": "lanyard",
        "run_id": run.id,
        "name": run.plan.subject.name,
        "members": image.map(|i| i.members.len()),
        "roles": image.map(|i| i.grants.len()),
        "queues": image.map(|i| i.queues.iter().map(|q| &q.id).collect::<Vec<_>>()),
        "operator": run.operator.name,
        "reason": run.reason,
        "ticket": run.ticket,
        "confirmed_at": run.created_at,
        "gone": proof("delete"),
        "read_back": proof("read-back"),
        "steps": steps,
    });
    vec![Notice { kind, run: run.id.clone(), subject: run.plan.subject.id().to_owned(), at, data }]
}
