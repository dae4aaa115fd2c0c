//! What other systems are told of a sync. What people have afterwards is taken from what was proved.

use super::prove::roles;
use crate::engine::Verdict;
use crate::model::{GrantsOf, Notice, NoticeKind, RunRecord, Timestamp};
use serde_json::{Value, json};
use std::collections::HashMap;

/// What a person had before.
pub(super) fn had(person: &GrantsOf) -> Value {
    json!({ "id": person.id, "roles": roles(&person.grants), "permissions": person.permissions })
}

/// The notices of one moment.
pub(super) fn notices(run: &RunRecord, moment: Verdict, at: Timestamp) -> Vec<Notice> {
    let kind = match moment {
        Verdict::AccessCut => return Vec::new(),
        Verdict::Done => NoticeKind::RoleSyncCompleted,
        Verdict::Failed => NoticeKind::RoleSyncFailed,
    };
    // The last reading of a person holds.
    let mut seen: HashMap<&str, &Value> = HashMap::new();
    let proofs = run.steps.iter().filter_map(|step| step.proof.as_ref());
    for person in proofs.flat_map(|proof| proof.facts["people"].as_array()).flatten() {
        if let Some(id) = person["id"].as_str() {
            seen.insert(id, person);
        }
    }
    let image = run.plan.before.grants();
    let people: Vec<_> = image
        .map_or(&[][..], |image| &image.people)
        .iter()
        .map(|person| {
            let after = seen.get(person.id.as_str());
            json!({
                "id": person.id,
                "external_id": person.external_id,
                "name": person.name,
                "roles_before": roles(&person.grants),
                "roles_after": after.map(|after| &after["roles"]),
                "permissions_before": person.permissions,
                "permissions_after": after.map(|after| &after["permissions"]),
                "permissions_gained": after.map(|after| &after["gained"]),
                "permissions_lost": after.map(|after| &after["lost"]),
            })
        })
        .collect();
    let steps: Vec<_> = run
        .steps
        .iter()
        .map(|s| json!({ "name": s.name, "outcome": s.outcome, "reason": s.reason, "attempts": s.attempts }))
        .collect();
    let data = json!({
        "event": kind.as_str(),
        "file": run.plan.subject.name,
        "file_sha256": run.plan.subject.id(),
        "timestamp": at,
        "source": "lanyard",
        "run_id": run.id,
        "rows": image.map(|image| image.tally),
        "people": people,
        "operator": run.operator.name,
        "reason": run.reason,
        "ticket": run.ticket,
        "confirmed_at": run.created_at,
        "steps": steps,
    });
    vec![Notice { kind, run: run.id.clone(), subject: run.plan.subject.id().to_owned(), at, data }]
}
