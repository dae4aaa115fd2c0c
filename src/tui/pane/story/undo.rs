//! A restore and the removal of a group, as their plans and their runs come from the backend.

use super::{Step, end, plan, running, step, steps};
use crate::model::{
    Before, DisplayText, Finding, Group, GroupImage, GroupMember, GroupType, Level, Outcome, Phase, PipelineKind, Plan,
    RunRecord, RunState, Subject, UserState,
};

const GIVE_BACK: &[Step] = &[
    (Phase::BringBack, "state", &["deleted -> active"], None),
    (Phase::GiveBack, "division", &["Home -> EMEA"], None),
    (Phase::GiveBack, "manager", &[], Some("has the same manager")),
    (Phase::GiveBack, "grants", &["+ Agent (Home)", "+ Quality viewer (EMEA)"], None),
    (Phase::GiveBack, "groups", &["+ Night shift      gave Supervisor (EMEA)"], None),
    (Phase::GiveBack, "queues", &["+ Claims (joined)", "+ Billing", "  Overflow comes with its group"], None),
    (Phase::GiveBack, "skills", &["+ German 4"], None),
    (Phase::GiveBack, "utilization", &[], Some("had the organisation's")),
    (Phase::Finish, "read-back", &["Jane Doe has what was given back; notices"], None),
];

const REMOVE: &[Step] = &[
    (Phase::TakeApart, "members", &["- Jane Doe      loses 46 permissions", "- Tom Okafor"], None),
    (Phase::TakeApart, "grants", &["- Supervisor (EMEA)"], None),
    (Phase::Finish, "delete", &["the group; not restorable"], None),
    (Phase::Finish, "read-back", &["nobody has anything from Night shift any more; notices"], None),
];

/// The plan to give Jane everything back.
pub fn restore() -> Plan {
    Plan {
        pipeline: PipelineKind::Restore,
        recipe: "restore".to_owned(),
        origin: Some(running().id),
        steps: steps(GIVE_BACK),
        findings: Vec::new(),
        irreversible: vec!["sessions that were ended stay ended: the person signs in anew".into()],
        end_state: UserState::Active,
        ..plan()
    }
}

/// The plan to remove a group.
pub fn removal() -> Plan {
    let member = |name: &str, owner| GroupMember {
        id: name.into(),
        name: name.into(),
        email: DisplayText::default(),
        owner,
        individual: !owner,
    };
    let group = Group {
        id: "g-night".into(),
        name: "Night shift".into(),
        kind: GroupType::Official,
        member_count: 3,
        owners: Vec::new(),
        roles_enabled: true,
        version: 4,
    };
    let image = GroupImage {
        members: vec![member("Ann Smith", true), member("Jane Doe", false), member("Tom Okafor", false)],
        grants: Vec::new(),
        queues: Vec::new(),
        dynamic: false,
        read_at: plan().built_at,
        group,
    };
    Plan {
        pipeline: PipelineKind::RemoveGroup,
        subject: Subject { who: (&image.group.id).into(), name: "Night shift".into(), email: DisplayText::default() },
        recipe: "remove-group".to_owned(),
        before: Before::Group(Box::new(image)),
        steps: steps(REMOVE),
        findings: vec![Finding {
            level: Level::Warning,
            code: "members-lose".to_owned(),
            text: "1 member loses permissions: Jane Doe 46".into(),
            remedy: "give them what they need by another way first".into(),
        }],
        irreversible: vec!["a deleted group does not come back; a new one would have another id".into()],
        ..plan()
    }
}

/// A run of this plan that is over, with this outcome for the last step but one and `done` for the others.
pub fn over(plan: Plan, last: Outcome) -> RunRecord {
    let mut steps: Vec<_> = plan.steps.iter().map(step).collect();
    let before_last = steps.len() - 2;
    for (at, (step, planned)) in steps.iter_mut().zip(&plan.steps).enumerate() {
        let outcome = match planned.skip {
            Some(_) => Outcome::Skipped,
            None if at == before_last => last,
            None => Outcome::Done,
        };
        end(step, outcome);
    }
    let state = if last.is_good() { RunState::Done } else { RunState::Failed };
    let ended_at = Some(super::ms(4_200));
    RunRecord { state, digest: plan.digest(), steps, plan, ended_at, access_cut_at: None, ..running() }
}
