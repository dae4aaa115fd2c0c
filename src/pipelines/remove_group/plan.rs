//! From a group's image to a plan: a plain function.

use super::action::{Action, By};
use super::findings::{Limits, findings};
use super::losses::Losses;
use crate::genesys::calls::MEMBERS_AT_ONCE;
use crate::model::{
    Before, DisplayText, GroupImage, Phase, PipelineKind, Plan, PlannedStep, Subject, Timestamp, UserId, UserState,
};
use crate::pipelines::draft::{Draft, forecast};
use crate::pipelines::step::SETTLE;

/// Calls that see, when the plan is confirmed, whether the group is still as it says.
const CONFIRM_CALLS: u32 = 4;
/// Ids that one bulk call takes.
pub(super) const BULK: usize = 50;
/// How many members are asked, at the end, for what they inherit.
const ASKED: usize = 3;

/// What a removal is to be like.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The organisation's name.
    pub organization: &'a DisplayText,
    /// What the members lose; none when it is not known.
    pub losses: Option<&'a Losses>,
    /// What the configuration allows.
    pub limits: &'a Limits,
    /// By which interface members are taken out.
    pub by: By,
    /// Whether the run must be given a ticket.
    pub ticket_required: bool,
}

/// Plans the removal of a group. `pace` is (calls a minute, milliseconds until the next call may go).
pub fn plan(image: GroupImage, request: &Request<'_>, pace: (u32, u64), now: Timestamp) -> Plan {
    let findings = findings(&image, request.losses, request.limits);
    let mut steps = vec![members(&image, request), grants(&image), delete(), read_back(&image)];
    for (ordinal, step) in (1..).zip(&mut steps) {
        step.ordinal = ordinal;
    }
    let planned = || steps.iter().filter(|s| s.skip.is_none());
    let calls = CONFIRM_CALLS + planned().map(|s| s.calls).sum::<u32>();
    let settling = u32::from(steps[0].skip.is_none()) + 1;
    let waits = u64::try_from((SETTLE * settling).as_millis()).unwrap_or(u64::MAX);
    Plan {
        pipeline: PipelineKind::RemoveGroup,
        tenant: request.organization.clone(),
        subject: Subject {
            who: (&image.group.id).into(),
            name: image.group.name.clone(),
            email: DisplayText::default(),
        },
        recipe: "remove-group".to_owned(),
        origin: None,
        built_at: now,
        steps,
        findings,
        irreversible: vec!["a deleted group does not come back; a new one would have another id".into()],
        forecast: forecast(calls, waits, pace),
        ticket_required: request.ticket_required,
        may_wait: false,
        end_state: UserState::Deleted,
        before: Before::Group(Box::new(image)),
    }
}

fn members(image: &GroupImage, request: &Request<'_>) -> PlannedStep {
    let loss = |id: &UserId| {
        let losses = request.losses?.members.iter().find(|m| m.id == *id)?;
        match losses.lost {
            0 => None,
            1 => Some("      loses 1 permission".to_owned()),
            n => Some(format!("      loses {n} permissions")),
        }
    };
    let individuals: Vec<_> = image.members.iter().filter(|m| m.individual).collect();
    let effects = individuals.iter().map(|m| format!("- {}{}", m.name, loss(&m.id).unwrap_or_default())).collect();
    let calls = individuals.len().div_ceil(MEMBERS_AT_ONCE) + 1;
    let members: Vec<_> = individuals.iter().map(|m| m.id.clone()).collect();
    let skip = members.is_empty().then_some("nobody is in it by name");
    let draft = Draft { phase: Phase::TakeApart, name: "members", calls, essential: true };
    draft.step(&Action::TakeMembers { members, by: request.by }, effects, skip)
}

fn grants(image: &GroupImage) -> PlannedStep {
    let effects = image.grants.iter().map(|g| format!("- {} ({})", g.role_name, g.division_name)).collect();
    let grants: Vec<_> = image.grants.iter().map(|g| (g.role.clone(), g.division.clone())).collect();
    let skip = grants.is_empty().then_some("carries no role");
    let calls = grants.len().div_ceil(BULK) + 1;
    let draft = Draft { phase: Phase::TakeApart, name: "grants", calls, essential: true };
    draft.step(&Action::TakeGrants { grants }, effects, skip)
}

fn delete() -> PlannedStep {
    let draft = Draft { phase: Phase::Finish, name: "delete", calls: 2, essential: true };
    draft.step(&Action::Delete, vec!["the group; not restorable".to_owned()], None)
}

fn read_back(image: &GroupImage) -> PlannedStep {
    let members: Vec<_> = image.members.iter().take(ASKED).map(|m| m.id.clone()).collect();
    let queues = image.queues.iter().map(|q| q.id.clone()).collect();
    let calls = 1 + members.len() + usize::from(!image.queues.is_empty());
    let draft = Draft { phase: Phase::Finish, name: "read-back", calls, essential: false };
    let effects = vec![format!("nobody has anything from {} any more; notices", image.group.name)];
    draft.step(&Action::ReadBack { members, queues }, effects, None)
}
