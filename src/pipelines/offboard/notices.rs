//! What other systems are told of an offboarding. Every fact is taken from what was proved, none is a constant.

use crate::engine::Verdict;
use crate::model::{Notice, NoticeKind, Outcome, RunRecord, Timestamp};
use crate::pipelines::telling::{self, Told};
use serde_json::{Value, json};

/// The notices of one moment.
pub(super) fn notices(run: &RunRecord, moment: Verdict, at: Timestamp) -> Vec<Notice> {
    let kind = match moment {
        Verdict::AccessCut => NoticeKind::UserAccessCut,
        Verdict::Done => NoticeKind::UserDeprovisioned,
        Verdict::Failed => NoticeKind::UserDeprovisionFailed,
    };
    let external: Vec<_> = run.plan.before.seat().map_or(&[][..], |seat| &seat.external_ids).iter().collect();
    let division = telling::division(run);
    let facts = json!({
        "follows_run": run.plan.origin,
        "user_id": run.plan.subject.id(),
        "email": run.plan.subject.email,
        "name": run.plan.subject.name,
        "division": division,
        "external_ids": external,
        "recipe": run.plan.recipe,
        "access_cut_at": run.access_cut_at,
        "compliance": compliance(run),
    });
    vec![telling::notice(run, at, Told { kind, subject: run.plan.subject.id().to_owned(), division, facts })]
}

/// The facts that auditors ask for, each with what proved it; none where it was not done or not proved.
fn compliance(run: &RunRecord) -> Value {
    let proof = |name: &str| {
        run.steps
            .iter()
            .find(|s| s.name == name && matches!(s.outcome, Some(Outcome::Done | Outcome::Already)))
            .and_then(|s| s.proof.as_ref())
            .map(|p| json!({ "words": p.words, "facts": p.facts }))
    };
    json!({
        "access_removed": proof("state"),
        "sessions_revoked": proof("tokens"),
        "history_archived": proof("history"),
        "soft_deleted": proof("delete"),
        "dependencies_resolved": proof("read-back"),
    })
}
