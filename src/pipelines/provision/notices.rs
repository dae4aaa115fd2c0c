//! What other systems are told of a new person. Every fact is taken from what was proved.

use super::action::Action;
use super::job::made;
use crate::engine::Verdict;
use crate::model::{DisplayText, Notice, NoticeDivision, NoticeKind, RunRecord, Timestamp};
use crate::pipelines::step;
use crate::pipelines::telling::{self, Told};
use serde_json::json;

/// The notices of one moment.
pub(super) fn notices(run: &RunRecord, moment: Verdict, at: Timestamp) -> Vec<Notice> {
    let kind = match moment {
        Verdict::AccessCut => return Vec::new(),
        Verdict::Done => NoticeKind::UserProvisioned,
        Verdict::Failed => NoticeKind::UserProvisionFailed,
    };
    let id = made(run);
    let division = division(run);
    let facts = json!({
        "user_id": id,
        "email": run.plan.subject.email,
        "name": run.plan.subject.name,
        "division": division,
        "recipe": run.plan.recipe,
    });
    let subject = id.map_or_else(|| run.plan.subject.id().to_owned(), |id| id.to_string());
    vec![telling::notice(run, at, Told { kind, subject, division, facts })]
}

/// The division that the person was made in, or was to be.
fn division(run: &RunRecord) -> Option<NoticeDivision> {
    run.plan.steps.iter().find_map(|planned| match step::action::<Action>(planned) {
        Ok(Action::Create { person, .. }) => {
            Some(NoticeDivision { id: person.division, name: DisplayText::new(person.division_name) })
        }
        _ => None,
    })
}
