//! What other systems are told of a removal. Every fact is taken from what was proved, none is a constant.

use crate::engine::Verdict;
use crate::model::{Notice, NoticeKind, Outcome, RunRecord, Timestamp};
use crate::pipelines::telling::{self, Told};
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
    let image = run.plan.before.group();
    let facts = json!({
        "group_id": run.plan.subject.id(),
        "name": run.plan.subject.name,
        "members": image.map(|i| i.members.len()),
        "roles": image.map(|i| i.grants.len()),
        "queues": image.map(|i| i.queues.iter().map(|q| &q.id).collect::<Vec<_>>()),
        "gone": proof("delete"),
        "read_back": proof("read-back"),
    });
    // A group is in no division.
    let (subject, division) = (run.plan.subject.id().to_owned(), None);
    vec![telling::notice(run, at, Told { kind, subject, division, facts })]
}
