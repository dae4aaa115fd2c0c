//! Events of an HR system about that small organisation, and deliveries that were turned down.

use super::people;
use crate::backend::{Command, Event};
use crate::model::{
    Changed, Fault, HrEvent, HrEventKind, InboxEntry, InboxRun, InboxState, Policy, Quarantined, RunId, RunState,
    Timestamp, UserId,
};
use crate::tui::pane::story;
use std::sync::Arc;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The id of the event with this number; also that of its run.
pub fn id(number: usize) -> RunId {
    RunId::new(format!("0192a7c4-0000-7000-8000-00000000e{number:03}"))
}

/// A termination of the person with this number that nobody has looked at yet.
fn received(number: usize, who: usize) -> InboxEntry {
    let person = people::people().swap_remove(who).person;
    InboxEntry {
        id: id(number),
        sender: "hr".to_owned(),
        message: format!("msg_{number}").into(),
        event: HrEvent {
            kind: HrEventKind::Termination,
            person: person.id,
            email: person.email,
            at: at("2026-03-03T10:20:00Z"),
            effective: None,
            reason: "contract ends".into(),
            ticket: format!("HR-47{number:02}").into(),
        },
        name: Some(person.name),
        policy: Policy::CutThenConfirm,
        recipe: "standard-leaver".to_owned(),
        received_at: at("2026-03-03T10:20:03Z"),
        state: InboxState::Received,
        code: None,
        why: None,
        decide_by: at("2026-03-04T10:20:00Z"),
        postponed: None,
        decided_by: None,
        decided_at: None,
        run: None,
    }
}

fn waiting(number: usize, who: usize, code: &str, why: &str) -> InboxEntry {
    InboxEntry {
        state: InboxState::Waiting,
        code: Some(code.to_owned()),
        why: Some(why.into()),
        ..received(number, who)
    }
}

fn begun(number: usize, who: usize, state: RunState, cut: Option<&str>) -> InboxEntry {
    let run = InboxRun {
        id: id(number),
        state,
        access_cut_at: cut.map(at),
        held: state == RunState::Paused,
        due: None,
        why: None,
    };
    InboxEntry { state: InboxState::Begun, run: Some(run), ..received(number, who) }
}

/// One event of every kind that needs something else, as the backend sorts them.
pub fn entries() -> Vec<InboxEntry> {
    let mut unknown = waiting(1, 0, "unknown-person", "nobody has this id, and nobody has this address");
    unknown.name = None;
    unknown.event.person = UserId::new("9d3f7c1e-0000-4000-8000-00000000dead");
    unknown.event.email = "jan.kovac@acme.example".into();
    unknown.event.at = at("2026-03-03T07:09:58Z");
    (unknown.received_at, unknown.decide_by) = (at("2026-03-03T07:10:00Z"), at("2026-03-03T08:41:00Z"));
    let mut policy = waiting(2, 5, "policy", "events of hr by the recipe standard-leaver wait for an operator");
    policy.policy = Policy::Wait;
    policy.event.effective = Some(at("2026-03-06T17:00:00Z"));
    let mut rehire = waiting(3, 2, "rehire", "it is said that they come back; access was cut at 2026-03-01 09:00Z");
    rehire.event.kind = HrEventKind::Rehire;
    let mut failed = begun(4, 10, RunState::Failed, Some("2026-03-03T10:21:00Z"));
    failed.run.as_mut().unwrap().why = Some("10 of 11 steps ended well".into());
    let mut postponed = waiting(7, 9, "blocked", "owns group Night shift alone");
    postponed.postponed = Some(at("2026-03-03T14:00:00Z"));
    let mut planned = begun(9, 4, RunState::Queued, None);
    (planned.run.as_mut().unwrap().due, planned.event.effective) =
        (Some(at("2026-03-05T17:00:00Z")), Some(at("2026-03-05T17:00:00Z")));
    let mut rejected = received(11, 11);
    (rejected.state, rejected.why) = (InboxState::Rejected, Some("they moved to another company of ours".into()));
    (rejected.decided_by, rejected.decided_at) = (Some(story::operator()), Some(at("2026-03-03T10:30:00Z")));
    vec![
        unknown,
        policy,
        rehire,
        failed,
        begun(5, 0, RunState::Paused, Some("2026-03-03T10:31:00Z")),
        begun(6, 6, RunState::Paused, Some("2026-03-02T23:10:00Z")),
        postponed,
        begun(8, 3, RunState::Running, None),
        planned,
        begun(10, 2, RunState::Done, Some("2026-03-01T09:00:00Z")),
        rejected,
    ]
}

/// So many events, every second one waiting.
pub fn many(count: usize) -> Vec<InboxEntry> {
    let one = |number: usize| match number % 2 {
        0 => begun(number, number % 12, RunState::Paused, Some("2026-03-03T10:31:00Z")),
        _ => begun(number, number % 12, RunState::Done, Some("2026-03-03T10:31:00Z")),
    };
    let mut all: Vec<InboxEntry> = (0..count).map(one).collect();
    all.sort_by_key(|entry| entry.need(super::start()));
    all
}

/// Deliveries turned down for reasons of every sort.
pub fn turned_down() -> Vec<Quarantined> {
    let one = |number, status, code: &str, why: &str| Quarantined {
        number,
        at: at("2026-03-03T10:12:00Z"),
        sender: None,
        message: Some(format!("msg_q{number}").into()),
        status,
        code: code.to_owned(),
        why: why.into(),
        field: None,
        body: None,
        times: 1,
        replayed_as: None,
    };
    let signed = |mut one: Quarantined, body: &str| {
        (one.sender, one.body) = (Some("hr".to_owned()), Some(body.to_owned()));
        one
    };
    let body = "{\n  \"event_type\": \"termination\",\n  \"email\": \"jane.doe@acme.example\",\n  \"note\": \"\u{202e}x\u{1b}[2J\"\n}";
    let mut field = signed(one(4, 400, "bad-field", "genesys_user_id is no UUID"), body);
    field.field = Some("genesys_user_id".to_owned());
    let mut forged = one(3, 401, "bad-signature", "no known key made this signature");
    forged.times = 37;
    let mut replayed = signed(one(2, 400, "missing-field", "email is missing"), "{}");
    replayed.replayed_as = Some(id(5));
    vec![field, forged, replayed, one(1, 401, "stale", "it is 2 h old")]
}

/// The answer to a wish about the inbox, if it is one.
pub fn answer(command: &Command) -> Option<Event> {
    Some(match command {
        Command::WatchInbox(true) => Event::Inbox(Ok(entries().into())),
        Command::Quarantine { generation } => {
            Event::Quarantine { generation: *generation, result: Ok(turned_down().into()) }
        }
        Command::PlanEvent { generation, event, who, recipe } => {
            let mut plan = story::plan();
            let all = entries();
            let entry = all.iter().find(|entry| entry.id == *event)?;
            let who = who.as_ref().unwrap_or(&entry.event.person);
            let hit = people::people().into_iter().find(|hit| hit.person.id == *who)?;
            (plan.subject.who, plan.subject.name, plan.subject.email) = (who.into(), hit.person.name, hit.person.email);
            plan.recipe = recipe.clone().unwrap_or_else(|| entry.recipe.clone());
            plan.may_wait = true;
            Event::Planned { generation: *generation, result: Ok(Arc::new(plan)), rebuilt_because: None }
        }
        Command::RejectEvent { event, .. } => {
            Event::EventDecided { event: event.clone(), result: Ok("the event is over".into()) }
        }
        Command::PostponeEvent { event, .. } => {
            Event::EventDecided { event: event.clone(), result: Ok("put off until 2026-03-03 14:00Z".into()) }
        }
        _ => return None,
    })
}

/// Why nothing was done.
pub fn fault() -> Fault {
    Fault {
        text: "its run 0192 is under way".into(),
        remedy: "pause or cancel the run first".into(),
        changed: Changed::No,
        status: None,
        code: None,
        correlation: None,
    }
}
