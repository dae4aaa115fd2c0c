//! From a person who can be made to a plan: a plain function.

use super::action::{Action, By, NewPerson};
use super::recipe::{Deliver, Recipe};
use crate::model::{
    Before, DisplayText, Phase, PipelineKind, Plan, PlannedStep, Subject, SubjectKind, SubjectRef, Timestamp, UserState,
};
use crate::pipelines::draft::{Draft, forecast};
use crate::pipelines::restore;
use crate::pipelines::step::SETTLE;

/// What the subject of a person who is still to be made begins with; their address follows.
pub const SUBJECT: &str = "new:";

/// Whom a run is about before there is an id: two runs for one address cannot be under way at once.
pub fn subject_id(email: &str) -> String {
    format!("{SUBJECT}{}", email.to_lowercase())
}

/// What plans of one file have in common.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The organisation's name.
    pub organization: &'a DisplayText,
    /// The recipe.
    pub recipe: &'a Recipe,
    /// By which interface people are made.
    pub by: By,
    /// When the directory was read in which nobody had the address.
    pub looked_at: Timestamp,
}

/// Plans one person. `pace` is (calls a minute, milliseconds until the next call may go).
pub fn plan(person: NewPerson, request: &Request<'_>, pace: (u32, u64), now: Timestamp) -> Plan {
    let mut steps = steps(&person, request);
    for (ordinal, step) in (1..).zip(&mut steps) {
        step.ordinal = ordinal;
    }
    let calls = steps.iter().map(|step| step.calls).sum();
    let settling = steps.iter().filter(|step| ["groups", "queues"].contains(&step.name.as_str())).count();
    let waits = u64::try_from((SETTLE * u32::try_from(settling).unwrap_or(0)).as_millis()).unwrap_or(u64::MAX);
    let email = DisplayText::new(&person.email);
    Plan {
        pipeline: PipelineKind::Provision,
        tenant: request.organization.clone(),
        subject: Subject {
            who: SubjectRef::new(SubjectKind::Other, subject_id(&person.email)),
            name: DisplayText::new(&person.name),
            email: email.clone(),
        },
        recipe: request.recipe.name.clone(),
        origin: None,
        built_at: now,
        before: Before::Nobody { nobody_had: email, read_at: request.looked_at },
        steps,
        findings: Vec::new(),
        irreversible: Vec::new(),
        forecast: forecast(calls, waits, pace),
        ticket_required: request.recipe.ticket_required,
        may_wait: false,
        end_state: UserState::Active,
    }
}

fn steps(person: &NewPerson, request: &Request<'_>) -> Vec<PlannedStep> {
    let step = |phase, name: &str, calls, action: Action, effects| {
        Draft { phase, name, calls, essential: phase == Phase::Create }.step(&action, effects, None)
    };
    let give = |name: &str, calls, action: restore::Action, effects| {
        step(Phase::Equip, name, calls, Action::Give(action), effects)
    };
    let signed = |names: Vec<&str>| names.into_iter().map(|name| format!("+ {name}")).collect::<Vec<_>>();
    let mut all = vec![step(
        Phase::Create,
        "create",
        3,
        Action::Create { by: request.by, person: Box::new(person.clone()) },
        vec![format!("{} <{}> in {}", person.name, person.email, person.division_name)],
    )];
    // SCIM takes the number with the person.
    if !person.employee_number.is_empty() && request.by == By::Platform {
        let effects = vec![format!("employee number {}", person.employee_number)];
        let action = Action::EmployeeNumber(person.employee_number.clone());
        all.push(step(Phase::Equip, "employee-number", 3, action, effects));
    }
    if let Some(external) = &person.external {
        let effects = vec![format!("{}:{}", external.authority, external.key)];
        all.push(step(Phase::Equip, "external-id", 2, Action::ExternalId(external.clone()), effects));
    }
    let mut expected = restore::Expected { state: Some(UserState::Active), ..restore::Expected::default() };
    expected.division = Some(person.division.clone());
    if let Some((manager, name)) = &person.manager {
        expected.manager = Some(manager.clone());
        all.push(give("manager", 3, restore::Action::SetManager { manager: manager.clone() }, vec![name.clone()]));
    }
    if !person.grants.is_empty() {
        expected.grants = person.grants.iter().map(|(role, division, _)| (role.clone(), division.clone())).collect();
        let effects = signed(person.grants.iter().map(|(.., words)| words.as_str()).collect());
        let calls = person.grants.len().div_ceil(restore::BULK) + 1;
        all.push(give("grants", calls, restore::Action::GiveGrants { grants: expected.grants.clone() }, effects));
    }
    if !person.groups.is_empty() {
        expected.groups = person.groups.iter().map(|(id, _)| id.clone()).collect();
        let effects = signed(person.groups.iter().map(|(_, name)| name.as_str()).collect());
        let calls = 2 * person.groups.len() + 1;
        all.push(give("groups", calls, restore::Action::JoinGroups { groups: expected.groups.clone() }, effects));
    }
    if !person.queues.is_empty() {
        let own: Vec<_> = person.queues.iter().map(|(id, _)| id.clone()).collect();
        expected.queues = own.iter().map(|id| (id.clone(), true)).collect();
        let effects = signed(person.queues.iter().map(|(_, name)| name.as_str()).collect());
        let action = restore::Action::JoinQueues { joined: own.clone(), own, by_group: Vec::new() };
        all.push(give("queues", person.queues.len() + 4, action, effects));
    }
    if !person.skills.is_empty() || !person.languages.is_empty() {
        expected.skills = person.skills.iter().map(|(id, _, how)| (id.clone(), *how)).collect();
        expected.languages = person.languages.iter().map(|(id, _, how)| (id.clone(), *how)).collect();
        let skills = person.skills.iter().map(|(_, name, how)| format!("+ {name} {how}"));
        let effects = skills.chain(person.languages.iter().map(|(_, name, how)| format!("+ {name} {how}"))).collect();
        let action =
            restore::Action::GiveSkills { skills: expected.skills.clone(), languages: expected.languages.clone() };
        let writes = usize::from(!person.skills.is_empty()) + usize::from(!person.languages.is_empty());
        all.push(give("skills", writes + 1, action, effects));
    }
    // Last, so that whoever gets in finds everything in place.
    match request.recipe.password.deliver {
        Deliver::Invitation => {
            let effects = vec![format!("the platform sends an invitation to {}", person.email)];
            all.push(step(Phase::Equip, "invitation", 1, Action::Invite, effects));
        }
        Deliver::AgeFile => {
            let (recipient, length) = (request.recipe.password.recipient.clone(), request.recipe.password.length);
            let effects = vec![format!("one is made, set, and laid down for {recipient}")];
            all.push(step(Phase::Equip, "password", 1, Action::Password { recipient, length }, effects));
        }
        Deliver::None => {}
    }
    let read = 1 + usize::from(!expected.grants.is_empty()) + 2 * usize::from(!expected.queues.is_empty());
    let back = restore::Action::ReadBack(Box::new(expected));
    let effects = vec![format!("{} is there with all of this; notices", person.name)];
    all.push(step(Phase::Finish, "read-back", read, Action::Give(back), effects));
    all
}
