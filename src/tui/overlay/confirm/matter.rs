//! What is confirmed, in words: a plan about one, or a plan about many.

use super::event;
use crate::model::{Digest, DisplayText, PipelineKind, Plan, RowStanding, RowsPlan, Timestamp};
use crate::tui::app::{App, clock};
use crate::tui::pane::plan::Made;
use crate::tui::pane::plan::event::ForEvent;
use crate::tui::pane::run::words;
use crate::tui::widget::text;
use std::sync::Arc;
use std::time::Duration;

/// What is confirmed.
#[derive(Clone, PartialEq, Debug)]
pub enum Matter {
    /// About one person, one group, one file of grants.
    One(Made),
    /// About many, row by row.
    Many(Arc<RowsPlan>),
}

impl Matter {
    /// The digest by which it is confirmed.
    pub fn digest(&self) -> &Digest {
        match self {
            Self::One(made) => &made.digest,
            Self::Many(plan) => &plan.digest,
        }
    }

    /// Which job it is.
    pub fn kind(&self) -> PipelineKind {
        match self {
            Self::One(made) => made.plan.pipeline,
            Self::Many(plan) => plan.kind,
        }
    }

    /// What the dialog is called.
    pub fn title(&self) -> String {
        match self {
            Self::One(made) => {
                format!("Confirm: {} {}", made.plan.pipeline.verb().to_lowercase(), made.plan.subject.name)
            }
            Self::Many(plan) => format!("Confirm: {} {}", plan.kind.verb().to_lowercase(), plan.title),
        }
    }

    /// What the dialog says will happen, and when.
    pub fn sentence(&self, app: &App, due: Option<Timestamp>) -> String {
        match (self, self.rest()) {
            (Self::One(made), Some(event)) => event::rest(made, event, app),
            (Self::One(made), None) => {
                let when = due.map_or("now".to_owned(), |at| format!("at {}", clock::when(at, app.now, &app.zone)));
                of_one(&made.plan, &when)
            }
            (Self::Many(plan), _) => {
                let tenant = app.session.as_ref().map(|session| session.tenant.as_str()).unwrap_or_default();
                of_many(plan, tenant)
            }
        }
    }

    /// The event whose run goes on, where access was cut before.
    fn rest(&self) -> Option<&ForEvent> {
        match self {
            Self::One(made) => made.event.as_ref().filter(|event| event.held),
            Self::Many(_) => None,
        }
    }

    /// What cannot be undone.
    pub fn irreversible(&self) -> &[DisplayText] {
        match self {
            Self::One(made) => &made.plan.irreversible,
            Self::Many(plan) => &plan.irreversible,
        }
    }

    /// What stands on the button.
    pub fn button(&self) -> String {
        match self {
            Self::One(made) if self.rest().is_some() => format!("Do the rest for {}", made.plan.subject.name),
            Self::One(made) => format!("{} {}", made.plan.pipeline.verb(), made.plan.subject.name),
            Self::Many(plan) => format!("{} {}", plan.kind.verb(), subjects(plan)),
        }
    }

    /// What the key that starts it does, in words that follow the key.
    pub fn go(&self) -> &'static str {
        match (self, self.kind()) {
            _ if self.rest().is_some() => "does the rest",
            (_, PipelineKind::Offboard) => "offboards",
            (_, PipelineKind::Restore) => "restores",
            (_, PipelineKind::RemoveGroup) => "removes the group",
            (_, PipelineKind::SyncRoles) => "changes the roles",
            (Self::One(_), PipelineKind::Provision) => "makes the person",
            (Self::Many(_), PipelineKind::Provision) => "makes the people",
        }
    }
}

/// How many of what it is about.
fn subjects(plan: &RowsPlan) -> String {
    match (plan.kind, plan.count(RowStanding::Ready)) {
        (PipelineKind::SyncRoles, rows) => text::counted(rows, "row"),
        (_, 1) => "1 person".to_owned(),
        (_, people) => format!("{} people", text::count(people)),
    }
}

fn of_one(plan: &Plan, when: &str) -> String {
    let steps = plan.steps.iter().filter(|step| step.skip.is_none()).count();
    let end = match plan.forecast.calls {
        0 => String::new(),
        calls => format!(", {}", text::counted(calls as usize, "call")),
    };
    let (name, tenant, state) = (&plan.subject.name, &plan.tenant, plan.end_state);
    let what = match plan.pipeline {
        PipelineKind::Offboard => {
            format!("{name} ({}) in {tenant} loses all access {when} and will be {state}", plan.subject.email)
        }
        PipelineKind::Restore => {
            format!("{name} ({}) in {tenant} gets back what the plan lists and will be {state}", plan.subject.email)
        }
        PipelineKind::RemoveGroup => {
            let members = plan.before.group().map_or(0, |image| image.members.len());
            let members = text::counted(members, "member");
            format!("The group {name} in {tenant} is deleted for good; {members} lose what comes from it")
        }
        PipelineKind::SyncRoles => {
            let people = plan.before.grants().map_or(0, |image| image.people.len());
            format!("The roles of {people} people in {tenant} are made as the file {name} says")
        }
        PipelineKind::Provision => {
            format!("{name} ({}) is made in {tenant} and will be {state}", plan.subject.email)
        }
    };
    format!(
        "{what}: {}{end}, about {}.",
        text::counted(steps, "step"),
        words::span(Duration::from_millis(plan.forecast.millis)),
    )
}

fn of_many(plan: &RowsPlan, tenant: &str) -> String {
    let subjects = subjects(plan);
    let what = match plan.kind {
        PipelineKind::Offboard => {
            format!("{subjects} in {tenant} lose all access now; the access of all is cut before the slow steps of any")
        }
        PipelineKind::Provision => format!("{subjects} are made in {tenant}, as {} says", plan.title),
        _ => format!("{subjects} of {} are written in {tenant}", plan.title),
    };
    let why = plan.needs_number.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
    format!(
        "{what}{why}: {}, about {}.",
        text::counted(usize::try_from(plan.forecast.calls).unwrap_or(usize::MAX), "call"),
        words::span(Duration::from_millis(plan.forecast.millis)),
    )
}
