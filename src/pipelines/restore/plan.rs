//! From a before-image and what the person has now to a plan: a plain function.

use super::Portion;
use super::action::{Action, Expected};
use super::known::Known;
use crate::model::{
    Before, DisplayText, DivisionId, Finding, GrantSource, Level, Phase, PipelineKind, Plan, PlannedStep, RunId, Seat,
    Timestamp, UserState,
};
use crate::pipelines::draft::{Draft, forecast};
use crate::pipelines::step::SETTLE;
use std::collections::HashSet;
use std::fmt;

/// Calls that see, when the plan is confirmed, whether the person is still as it says.
const CONFIRM_CALLS: u32 = 2;
/// Ids that one bulk call takes.
pub(in crate::pipelines) const BULK: usize = 50;

/// What is to be given back.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The run that took it.
    pub run: &'a RunId,
    /// Its before-image.
    pub seat: &'a Seat,
    /// Which portions; the others are left as they are.
    pub portions: &'a [Portion],
    /// Whether the run must be given a ticket.
    pub ticket_required: bool,
}

/// What a plan is put together from while it is made.
pub(super) struct Making<'a> {
    pub(super) now: &'a Seat,
    pub(super) wanted: &'a Seat,
    pub(super) known: &'a Known,
    portions: &'a [Portion],
    /// Given to somebody else than the one it was taken from.
    successor: bool,
    steps: Vec<PlannedStep>,
    findings: Vec<Finding>,
    cannot: Vec<DisplayText>,
    pub(super) expected: Expected,
}

/// Plans to give the before-image back to whoever has the seat `now`: the same person, or a successor. `pace` is (calls
/// a minute, milliseconds until the next call may go).
pub fn plan(now: Seat, origin: &Origin<'_>, known: &Known, pace: (u32, u64), at: Timestamp) -> Plan {
    let wanted = origin.seat;
    let mut making = Making {
        now: &now,
        wanted,
        known,
        portions: origin.portions,
        successor: now.person.id != wanted.person.id,
        steps: Vec::new(),
        findings: Vec::new(),
        cannot: Vec::new(),
        expected: Expected::default(),
    };
    making.state();
    making.division();
    making.manager();
    making.grants();
    making.groups();
    making.queues();
    making.skills();
    making.utilization();
    making.never_comes_back();
    making.since();
    let nothing = making.steps.iter().all(|s| s.skip.is_some());
    if nothing {
        making.find(
            Level::Blocker,
            "nothing-to-give-back",
            format!("{} has everything that was asked for", now.person.name),
            "nothing to do",
        );
    }
    making.read_back();
    let Making { mut steps, mut findings, cannot, .. } = making;
    findings.sort_by_key(|f| std::cmp::Reverse(f.level));
    for (ordinal, step) in (1..).zip(&mut steps) {
        step.ordinal = ordinal;
    }
    let planned = || steps.iter().filter(|s| s.skip.is_none());
    let calls = CONFIRM_CALLS + planned().map(|s| s.calls).sum::<u32>();
    let settling = planned().filter(|s| matches!(s.name.as_str(), "groups" | "queues")).count();
    let waits = SETTLE * u32::try_from(settling).unwrap_or(u32::MAX);
    Plan {
        pipeline: PipelineKind::Restore,
        tenant: known.organization.clone(),
        subject: (&now.person).into(),
        recipe: "restore".to_owned(),
        origin: Some(origin.run.clone()),
        built_at: at,
        irreversible: cannot,
        findings,
        forecast: forecast(calls, u64::try_from(waits.as_millis()).unwrap_or(u64::MAX), pace),
        steps,
        ticket_required: origin.ticket_required,
        may_wait: false,
        end_state: match origin.portions.contains(&Portion::State) && now.person.id == wanted.person.id {
            true => wanted.person.state,
            false => now.person.state,
        },
        before: Before::Seat(Box::new(now)),
    }
}

impl Making<'_> {
    fn find(&mut self, level: Level, code: &str, text: String, remedy: &str) {
        let (text, remedy) = (DisplayText::new(text), DisplayText::new(remedy));
        self.findings.push(Finding { level, code: code.to_owned(), text, remedy });
    }

    pub(super) fn gone(&mut self, what: impl fmt::Display) {
        self.cannot.push(DisplayText::new(format!("{what} is not there any more")));
    }

    pub(super) fn step(
        &mut self,
        portion: Portion,
        calls: usize,
        action: &Action,
        effects: Vec<String>,
        skip: Option<&str>,
    ) {
        let (phase, essential) = match portion {
            // What follows needs somebody who is there.
            Portion::State => (Phase::BringBack, true),
            _ => (Phase::GiveBack, false),
        };
        let skip = match self.portions.contains(&portion) {
            true => skip,
            false => Some("not asked for"),
        };
        let effects = if skip.is_some() { Vec::new() } else { effects };
        self.steps.push(Draft { phase, name: portion.as_str(), calls, essential }.step(action, effects, skip));
    }

    pub(super) fn asked(&self, portion: Portion) -> bool {
        self.portions.contains(&portion)
    }

    fn state(&mut self) {
        let (now, to) = (self.now.person.state, self.wanted.person.state);
        let name = &self.now.person.name;
        let to = if to == UserState::Deleted { UserState::Inactive } else { to };
        let action = Action::BringBack { to, version: self.now.person.version };
        if self.successor {
            if now != UserState::Active {
                let text = format!("{name} is {now}");
                self.find(Level::Blocker, "successor-not-active", text, "make the successor active first");
            }
            return self.step(Portion::State, 0, &action, Vec::new(), Some("a successor's own state stays"));
        }
        let skip = match (now, to) {
            (UserState::Active, UserState::Active) => Some("is active"),
            (UserState::Active, _) => Some("is active by now; a restore makes nobody inactive"),
            (UserState::Inactive, UserState::Inactive) => Some("is inactive, as before"),
            _ => None,
        };
        if now == UserState::Deleted && !self.asked(Portion::State) {
            let text = format!("{name} is deleted, and nothing can be given to a deleted person");
            self.find(Level::Blocker, "still-deleted", text, "ask for the state as well");
        }
        if skip.is_none() && self.asked(Portion::State) {
            self.expected.state = Some(to);
        }
        if let (UserState::Deleted, Some(other)) = (now, self.known.address_taken_by.clone()) {
            let text = format!("{other} has the address {} by now", self.wanted.person.email);
            let remedy = "give that person another address, or give the seat to that person instead";
            self.find(Level::Blocker, "address-taken", text, remedy);
        }
        let calls = if to == UserState::Inactive { 3 } else { 2 };
        self.step(Portion::State, calls, &action, vec![format!("{now} -> {to}")], skip);
    }

    fn division(&mut self) {
        let Some(division) = self.wanted.person.division.clone() else {
            let nowhere = Action::Move { division: DivisionId::new("") };
            return self.step(Portion::Division, 0, &nowhere, Vec::new(), Some("was in no division"));
        };
        let known = self.known.divisions.contains(&division);
        let same = self.now.person.division.as_ref() == Some(&division);
        let skip = match (same, known) {
            (true, _) => Some("is there"),
            (false, false) => Some("the division is not there any more"),
            (false, true) => None,
        };
        if !known && !same {
            self.gone(format!("the division {}", self.wanted.division_name));
        }
        if skip.is_none() && self.asked(Portion::Division) {
            self.expected.division = Some(division.clone());
        }
        let effects = vec![format!("{} -> {}", self.now.division_name, self.wanted.division_name)];
        self.step(Portion::Division, 2, &Action::Move { division }, effects, skip);
    }

    fn manager(&mut self) {
        let name = self.wanted.manager_name.clone().unwrap_or_default();
        let Some(manager) = self.wanted.person.manager.clone() else {
            let nobody = Action::SetManager { manager: self.wanted.person.id.clone() };
            return self.step(Portion::Manager, 0, &nobody, Vec::new(), Some("had no manager"));
        };
        let skip = match () {
            () if self.now.person.manager.as_ref() == Some(&manager) => Some("has the same manager"),
            () if manager == self.now.person.id => Some("would be their own manager"),
            () if !self.known.manager => Some("the manager is not there any more"),
            () => None,
        };
        if !self.known.manager {
            self.gone(format!("the manager {name}"));
        }
        if skip.is_none() && self.asked(Portion::Manager) {
            self.expected.manager = Some(manager.clone());
        }
        self.step(Portion::Manager, 3, &Action::SetManager { manager }, vec![format!("-> {name}")], skip);
    }

    /// What no call can give back.
    fn never_comes_back(&mut self) {
        if !self.successor {
            self.cannot.push("sessions that were ended stay ended: the person signs in anew".into());
        }
        let (in_use, default) = (&self.wanted.associated_station, &self.wanted.default_station);
        let stations = match (in_use, default) {
            (Some(one), Some(other)) if one.id == other.id => vec![(one, "in use and by default")],
            _ => in_use.iter().map(|s| (s, "in use")).chain(default.iter().map(|s| (s, "by default"))).collect(),
        };
        for (station, how) in stations {
            let text =
                format!("the station {} ({how}): the platform lets only people themselves take it", station.name);
            self.cannot.push(DisplayText::new(text));
        }
        if !self.wanted.open_conversations.is_empty() {
            self.cannot.push("conversations that were moved or disconnected stay so".into());
        }
        if !self.wanted.licences.is_empty() {
            let names: Vec<_> = self.wanted.licences.iter().map(DisplayText::as_str).collect();
            let text = format!("licences then: {}", names.join(", "));
            self.find(Level::Note, "licences", text, "they follow from the roles; see that there are enough of them");
        }
    }

    /// What the person has now and had not then; it stays.
    fn since(&mut self) {
        if self.successor {
            return;
        }
        let had: HashSet<_> = self.wanted.grants.iter().map(|g| (&g.role, &g.division)).collect();
        let grants = self.now.grants.iter().filter(|g| g.source == GrantSource::Direct);
        let mut new: Vec<_> = grants
            .filter(|g| !had.contains(&(&g.role, &g.division)))
            .map(|g| format!("{} ({})", g.role_name, g.division_name))
            .collect();
        let groups = self.now.groups.iter().filter(|g| !self.wanted.groups.iter().any(|w| w.id == g.id));
        new.extend(groups.map(|g| format!("group {}", g.name)));
        let queues = self.now.queues.iter().filter(|q| !self.wanted.queues.iter().any(|w| w.id == q.id));
        new.extend(queues.map(|q| format!("queue {}", q.name)));
        if !new.is_empty() {
            let text = format!("has since been given: {}", new.join(", "));
            self.find(
                Level::Warning,
                "changed-since",
                text,
                "it stays; take it away yourself if it should not be there",
            );
        }
    }

    fn read_back(&mut self) {
        let expected = std::mem::take(&mut self.expected);
        let effects = vec![format!("{} has what was given back; notices", self.now.person.name)];
        let action = Action::ReadBack(Box::new(expected));
        let draft = Draft { phase: Phase::Finish, name: "read-back", calls: 5, essential: false };
        self.steps.push(draft.step(&action, effects, None));
    }
}
