//! What other systems are told of a sync. What people have afterwards is taken from what was proved.

use super::effect::had;
use super::people::seen_last;
use crate::engine::Verdict;
use crate::model::{Notice, NoticeKind, RunRecord, Timestamp};
use crate::pipelines::telling::{self, Told};
use serde_json::{Value, json};

/// How many permissions one notice tells by name, of all people together; beyond that it tells their number only.
const NAMED: usize = 20_000;

/// The notices of one moment.
pub(super) fn notices(run: &RunRecord, moment: Verdict, at: Timestamp) -> Vec<Notice> {
    let kind = match moment {
        Verdict::AccessCut => return Vec::new(),
        Verdict::Done => NoticeKind::RoleSyncCompleted,
        Verdict::Failed => NoticeKind::RoleSyncFailed,
    };
    let seen = seen_last(run);
    let image = run.plan.before.grants();
    let mut left = NAMED;
    let mut named = |list: Option<&Value>| {
        let names = list?.as_array()?;
        let some = &names[..names.len().min(left)];
        left -= some.len();
        Some(json!(some))
    };
    let people: Vec<_> = image
        .map_or(&[][..], |image| &image.people)
        .iter()
        .map(|person| {
            let (before, after) = (had(person), seen.get(person.id.as_str()));
            let of = |name: &str| after.and_then(|after| after.get(name));
            json!({
                "id": person.id,
                "external_id": person.external_id,
                "name": person.name,
                "roles_before": before["roles"],
                "roles_after": of("roles"),
                "permissions_before": person.permissions,
                "permissions_after": of("permissions"),
                "permissions_gained_in_all": of("gained_in_all"),
                "permissions_gained": named(of("gained")),
                "permissions_lost_in_all": of("lost_in_all"),
                "permissions_lost": named(of("lost")),
            })
        })
        .collect();
    let facts = json!({
        "file": run.plan.subject.name,
        "file_sha256": run.plan.subject.id(),
        "rows": image.map(|image| image.tally),
        "people": people,
    });
    // The people of a file are of many divisions.
    let (subject, division) = (run.plan.subject.id().to_owned(), None);
    vec![telling::notice(run, at, Told { kind, subject, division, facts })]
}
