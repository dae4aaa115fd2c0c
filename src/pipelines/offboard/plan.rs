//! From a seat to a plan: a plain function, so that a plan can be made a hundred thousand times in a test.

use super::action::{Action, Parts};
use super::export::FIRST_LOOK;
use super::findings::{Guard, LEGAL_HOLD, findings};
use super::recipe::{Conversations, Delete, Recipe};
use super::surroundings::Surroundings;
use crate::model::{
    Before, DisplayText, GrantSource, Phase, PipelineKind, Plan, PlannedStep, Seat, Timestamp, UserState,
};
use crate::pipelines::draft::{Draft, forecast};
use crate::pipelines::step::SETTLE;
use std::time::Duration;

/// Calls that an export over more than one window makes: availability, job, its state, one page, the days since.
const HISTORY_JOB_CALLS: u32 = 5;
/// Calls that see, when the plan is confirmed, whether the person is still as it says.
pub(super) const CONFIRM_CALLS: u32 = 2;
/// Steps whose changes take effect a moment after the platform has answered 202.
const SETTLING_STEPS: [&str; 3] = ["conversations", "groups", "stations"];
/// The longest interval of one details query.
pub(super) const WINDOW_DAYS: i64 = 31;
/// Why a step is left out that the recipe does not want, whatever there is.
pub(super) const LEFT: &str = "the recipe leaves it";
/// The same of conversations.
pub(super) const LEFT_THEM: &str = "the recipe leaves them";
/// Ids that one bulk call takes.
pub(super) const BULK: usize = 50;

/// Plans the offboarding of one person. `reason` is the operator's, where it is known already: one of the platform's
/// own words goes into the state change. `pace` is (calls a minute, milliseconds until the next call may go).
pub fn plan(
    seat: Seat,
    around: &Surroundings,
    recipe: &Recipe,
    guard: &Guard,
    pace: (u32, u64),
    now: Timestamp,
) -> Plan {
    let findings = findings(&seat, around, recipe, guard);
    let mut steps = Vec::new();
    cut_access(&seat, recipe, &mut steps);
    take_apart(&seat, recipe, &mut steps);
    keep(recipe, &mut steps);
    let held = findings.iter().any(|finding| finding.code == LEGAL_HOLD);
    finish(&seat, recipe, held, &mut steps);
    for (ordinal, step) in (1..).zip(&mut steps) {
        step.ordinal = ordinal;
    }
    let calls = CONFIRM_CALLS + steps.iter().filter(|s| s.skip.is_none()).map(|s| s.calls).sum::<u32>();
    Plan {
        pipeline: PipelineKind::Offboard,
        tenant: around.organization.clone(),
        subject: (&seat.person).into(),
        recipe: recipe.name.clone(),
        origin: None,
        built_at: now,
        irreversible: irreversible(&seat, recipe),
        findings,
        forecast: forecast(calls, waits(&steps, recipe), pace),
        steps,
        ticket_required: recipe.ticket_required,
        may_wait: recipe.may_wait,
        end_state: if recipe.delete == Delete::Now { UserState::Deleted } else { UserState::Inactive },
        before: Before::Seat(Box::new(seat)),
    }
}

/// How long the steps wait for the platform beside their calls, in milliseconds.
fn waits(steps: &[PlannedStep], recipe: &Recipe) -> u64 {
    let settling = steps.iter().filter(|s| s.skip.is_none() && SETTLING_STEPS.contains(&s.name.as_str())).count();
    let history = recipe.history.export && i64::from(recipe.history.days) > WINDOW_DAYS;
    let wait = SETTLE * u32::try_from(settling).unwrap_or(u32::MAX) + if history { FIRST_LOOK } else { Duration::ZERO };
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}

fn cut_access(seat: &Seat, recipe: &Recipe, steps: &mut Vec<PlannedStep>) {
    let phase = Phase::CutAccess;
    let version = seat.person.version;
    steps.push(Draft { phase, name: "state", calls: 2, essential: true }.step(
        &Action::Deactivate { reason: recipe.state_change_reason, version },
        vec![format!("{} -> inactive", seat.person.state)],
        (seat.person.state != UserState::Active).then_some("is not active already"),
    ));
    steps.push(Draft { phase, name: "tokens", calls: 2, essential: true }.step(
        &Action::RevokeTokens,
        vec!["revoke all".to_owned()],
        (!recipe.revoke_tokens).then_some("the recipe leaves tokens alone"),
    ));
    let on_queue = seat.routing_status.as_ref().is_some_and(|s| s.as_str() != "OFF_QUEUE");
    let from = seat.routing_status.as_ref().map_or("", |s| s.as_str());
    steps.push(Draft { phase, name: "queue-status", calls: 2, essential: false }.step(
        &Action::OffQueue,
        vec![format!("{from} -> OFF_QUEUE")],
        (!on_queue).then_some("is off queue"),
    ));
}

fn take_apart(seat: &Seat, recipe: &Recipe, steps: &mut Vec<PlannedStep>) {
    steps.push(conversations(seat, recipe));
    let (inherited, own): (Vec<_>, Vec<_>) = seat.queues.iter().partition(|q| q.by_group);
    let phase = Phase::TakeApart;
    let mut effects: Vec<_> = own.iter().map(|q| format!("- {}", q.name)).collect();
    effects.extend(inherited.iter().map(|q| format!("  {} ends with its group", q.name)));
    steps.push(Draft { phase, name: "queues", calls: own.len() + 2, essential: false }.step(
        &Action::LeaveQueues {
            queues: own.iter().map(|q| q.id.clone()).collect(),
            by_group: inherited.iter().map(|q| q.id.clone()).collect(),
        },
        effects,
        wanted(recipe.queues, own.is_empty(), "is in no queue of their own"),
    ));
    // Queues that should have ended with the groups are looked for once more, then read back with them.
    let group_calls = seat.groups.len() + if inherited.is_empty() { 1 } else { 5 };
    steps.push(Draft { phase, name: "groups", calls: group_calls, essential: false }.step(
        &Action::LeaveGroups {
            groups: seat.groups.iter().map(|g| g.id.clone()).collect(),
            queues: inherited.iter().map(|q| q.id.clone()).collect(),
        },
        seat.groups.iter().map(|g| format!("- {}{}", g.name, loses(seat, &g.id))).collect(),
        wanted(recipe.groups, seat.groups.is_empty(), "is in no group"),
    ));
    let direct: Vec<_> = seat.grants.iter().filter(|g| g.source == GrantSource::Direct).collect();
    steps.push(Draft { phase, name: "grants", calls: direct.len().div_ceil(BULK) + 1, essential: false }.step(
        &Action::TakeGrants { grants: direct.iter().map(|g| (g.role.clone(), g.division.clone())).collect() },
        direct.iter().map(|g| format!("- {} ({})", g.role_name, g.division_name)).collect(),
        wanted(recipe.grants, direct.is_empty(), "has no direct grant"),
    ));
    steps.push(skills(seat, recipe));
    steps.push(Draft { phase, name: "utilization", calls: 2, essential: false }.step(
        &Action::ResetUtilization,
        vec!["own setting -> the organisation's".to_owned()],
        wanted(recipe.utilization, seat.utilization.is_none(), "has the organisation's"),
    ));
    steps.push(stations(seat, recipe));
}

fn wanted(by_recipe: bool, nothing: bool, because: &'static str) -> Option<&'static str> {
    match (by_recipe, nothing) {
        (false, _) => Some(LEFT),
        (true, true) => Some(because),
        (true, false) => None,
    }
}

/// The roles that end with a group, in words.
fn loses(seat: &Seat, group: &crate::model::GroupId) -> String {
    let roles: Vec<_> = seat
        .grants
        .iter()
        .filter(|g| g.source == GrantSource::Group(group.clone()))
        .map(|g| format!("{} ({})", g.role_name, g.division_name))
        .collect();
    if roles.is_empty() { String::new() } else { format!("      loses {}", roles.join(", ")) }
}

fn conversations(seat: &Seat, recipe: &Recipe) -> PlannedStep {
    let open: Vec<_> = seat.open_conversations.iter().map(|c| (c.id.clone(), c.queue.clone())).collect();
    let skip = match recipe.conversations {
        Conversations::Leave => Some(LEFT_THEM),
        _ if open.is_empty() => Some("is on no open conversation"),
        _ => None,
    };
    let effects = seat
        .open_conversations
        .iter()
        .map(|c| match (recipe.conversations, &c.queue) {
            (Conversations::Queue, Some(id)) => match seat.queues.iter().find(|q| q.id == *id) {
                Some(queue) => format!("{} back to {}", c.media, queue.name),
                None => format!("{} back to its queue", c.media),
            },
            _ => format!("{} disconnected", c.media),
        })
        .collect();
    Draft { phase: Phase::TakeApart, name: "conversations", calls: open.len() * 2 + 1, essential: false }.step(
        &Action::Conversations { open, what: recipe.conversations },
        effects,
        skip,
    )
}

fn skills(seat: &Seat, recipe: &Recipe) -> PlannedStep {
    let named = |name: &DisplayText, proficiency: f64| format!("- {name} {proficiency}");
    let effects = seat.skills.iter().map(|s| named(&s.name, s.proficiency));
    let effects = effects.chain(seat.languages.iter().map(|l| named(&l.name, l.proficiency))).collect();
    let nothing = seat.skills.is_empty() && seat.languages.is_empty();
    let calls = usize::from(!seat.skills.is_empty()) + seat.languages.len() + 1;
    Draft { phase: Phase::TakeApart, name: "skills", calls, essential: false }.step(
        &Action::ClearSkills {
            skills: seat.skills.iter().map(|s| s.id.clone()).collect(),
            languages: seat.languages.iter().map(|l| l.id.clone()).collect(),
        },
        effects,
        wanted(recipe.skills, nothing, "has no skill and no language"),
    )
}

fn stations(seat: &Seat, recipe: &Recipe) -> PlannedStep {
    let (associated, default) = (seat.associated_station.as_ref(), seat.default_station.as_ref());
    let effects = associated.map(|s| format!("- {}", s.name)).into_iter();
    let effects = effects.chain(default.map(|s| format!("- {} (default)", s.name))).collect();
    let calls = usize::from(associated.is_some()) + usize::from(default.is_some()) + 1;
    Draft { phase: Phase::TakeApart, name: "stations", calls, essential: false }.step(
        &Action::LeaveStations { associated: associated.is_some(), default: default.is_some() },
        effects,
        wanted(recipe.stations, associated.is_none() && default.is_none(), "has no station"),
    )
}

fn keep(recipe: &Recipe, steps: &mut Vec<PlannedStep>) {
    let days = recipe.history.days;
    let calls = if i64::from(days) <= WINDOW_DAYS { 1 } else { HISTORY_JOB_CALLS as usize };
    // Deleting before the history is safe would be hard to explain, so a failure here ends the run.
    steps.push(Draft { phase: Phase::Keep, name: "history", calls, essential: true }.step(
        &Action::ExportHistory { days },
        vec![format!("conversations of {days} days to a file with number and digest")],
        (!recipe.history.export).then_some("the recipe exports none"),
    ));
}

fn finish(seat: &Seat, recipe: &Recipe, held: bool, steps: &mut Vec<PlannedStep>) {
    let days = recipe.grace_days;
    steps.push(match recipe.delete {
        Delete::Now => delete_step(),
        Delete::Never => delete_draft().step(&Action::Delete, Vec::new(), Some("kept inactive by the recipe")),
        Delete::Later if held => {
            delete_draft().step(&Action::Delete, Vec::new(), Some("kept inactive: is under legal hold"))
        }
        Delete::Later => {
            let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
            let skip = format!("kept inactive; deleted {days} later, by a run that is planned when this one has ended");
            delete_draft().step(&Action::DeleteLater { days: recipe.grace_days }, Vec::new(), Some(&skip))
        }
    });
    let parts = Parts { queues: recipe.queues, groups: recipe.groups, grants: recipe.grants, skills: recipe.skills };
    steps.push(read_back_step(&seat.person.name, recipe.delete == Delete::Now, parts));
}

fn delete_draft() -> Draft<'static> {
    Draft { phase: Phase::Finish, name: "delete", calls: 2, essential: true }
}

pub(super) fn delete_step() -> PlannedStep {
    delete_draft().step(&Action::Delete, vec!["restorable; not: extension, default station".to_owned()], None)
}

pub(super) fn read_back_step(name: &DisplayText, deleted: bool, parts: Parts) -> PlannedStep {
    let what = if deleted { "deleted, nothing left" } else { "inactive, nothing left of what was taken apart" };
    Draft { phase: Phase::Finish, name: "read-back", calls: 4, essential: false }.step(
        &Action::ReadBack { deleted, parts },
        vec![format!("{name} is {what}; notices")],
        None,
    )
}

pub(super) fn delete_irreversible() -> DisplayText {
    "after a restore: extension, default station and permissions do not come back by themselves".into()
}

fn irreversible(seat: &Seat, recipe: &Recipe) -> Vec<DisplayText> {
    let mut list = Vec::new();
    if recipe.revoke_tokens {
        list.push("revoked tokens stay revoked".into());
    }
    if !seat.open_conversations.is_empty() && recipe.conversations != Conversations::Leave {
        list.push("conversations that were moved or disconnected stay so".into());
    }
    if recipe.delete == Delete::Now {
        list.push(delete_irreversible());
    }
    list
}
