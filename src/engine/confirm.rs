//! The one door from a plan to a run: only here can a [`Confirmed`] be made.

use crate::model::{DisplayText, Operator, Plan, RunRecord, Timestamp};

/// Something that an operator has confirmed, with who, why and when.
///
/// Its fields are private and this module is the only one that makes it: what has not been confirmed cannot be run.
#[derive(Clone, PartialEq, Debug)]
pub struct Confirmed<T> {
    what: T,
    operator: Operator,
    reason: DisplayText,
    ticket: DisplayText,
    at: Timestamp,
    due: Option<Timestamp>,
    how: How,
}

/// How something was confirmed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum How {
    /// By typing the name.
    Typed,
    /// By a flag on the command line.
    Flag,
    /// By what the settings say of events that come from elsewhere.
    Policy,
}

impl How {
    /// The words that records use.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Typed => "by typing the name",
            Self::Flag => "by flag",
            Self::Policy => "by policy",
        }
    }
}

impl<T> Confirmed<T> {
    /// What was confirmed.
    pub fn what(&self) -> &T {
        &self.what
    }

    /// Who confirmed it.
    pub fn operator(&self) -> &Operator {
        &self.operator
    }

    /// Why.
    pub fn reason(&self) -> &DisplayText {
        &self.reason
    }

    /// The ticket, empty if none.
    pub fn ticket(&self) -> &DisplayText {
        &self.ticket
    }

    /// When.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Not to be begun before this; none for at once.
    pub fn due(&self) -> Option<Timestamp> {
        self.due
    }

    /// How it was confirmed.
    pub(super) fn how(&self) -> How {
        self.how
    }
}

impl Confirmed<Plan> {
    /// What the plan of a run says that follows its end: whoever confirmed the one has confirmed the other.
    pub(super) fn following(first: &RunRecord, what: Plan, due: Timestamp, at: Timestamp) -> Self {
        Self {
            what,
            operator: first.operator.clone(),
            reason: first.reason.clone(),
            ticket: first.ticket.clone(),
            at,
            due: Some(due),
            how: How::Flag,
        }
    }
}

/// What an operator gives to confirm a plan.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Given {
    /// The person's name or e-mail address as typed; none when `--yes` was given on the command line.
    pub typed_name: Option<String>,
    /// Why; must not be empty.
    pub reason: String,
    /// The ticket; must not be empty where the plan asks for one.
    pub ticket: String,
    /// Not before this, where the plan may wait; none for at once.
    pub due: Option<Timestamp>,
}

impl Given {
    /// Whether it is enough to confirm this plan.
    pub(super) fn suffices(&self, plan: &Plan) -> Result<(), Refusal> {
        if self.typed_name.as_ref().is_some_and(|name| !plan.subject.is_named_by(name)) {
            return Err(Refusal::WrongName);
        }
        if self.reason.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        if plan.ticket_required && self.ticket.trim().is_empty() {
            return Err(Refusal::NoTicket);
        }
        Ok(())
    }

    /// How it confirms.
    pub(super) fn how(&self) -> How {
        if self.typed_name.is_some() { How::Typed } else { How::Flag }
    }
}

/// Why a plan was not confirmed.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The plan has blockers; these are their texts.
    #[error("the plan is blocked: {}", texts(.0))]
    Blocked(Vec<DisplayText>),
    /// What was typed is neither the name nor the e-mail address in the plan.
    #[error("what was typed is neither the name nor the e-mail address in the plan")]
    WrongName,
    /// A reason is needed.
    #[error("a reason is needed")]
    NoReason,
    /// The recipe asks for a ticket.
    #[error("the recipe asks for a ticket")]
    NoTicket,
    /// It cannot be confirmed for a later time.
    #[error("this plan can only be carried out at once: its recipe does not let it wait")]
    MayNotWait,
    /// The time that was given has passed.
    #[error("the time for which it was to be planned has passed")]
    Past,
}

fn texts(all: &[DisplayText]) -> String {
    all.iter().map(DisplayText::as_str).collect::<Vec<_>>().join("; ")
}

/// Confirms a plan.
///
/// What was typed is compared as [`Subject::is_named_by`](crate::model::Subject::is_named_by) does.
///
/// # Errors
/// Says what is missing; nothing has been written then.
pub fn confirm(plan: Plan, given: &Given, operator: Operator, at: Timestamp) -> Result<Confirmed<Plan>, Refusal> {
    let blockers: Vec<DisplayText> = plan.blockers().map(|finding| finding.text.clone()).collect();
    if !blockers.is_empty() {
        return Err(Refusal::Blocked(blockers));
    }
    given.suffices(&plan)?;
    match given.due {
        Some(_) if !plan.may_wait => return Err(Refusal::MayNotWait),
        Some(due) if due <= at => return Err(Refusal::Past),
        _ => {}
    }
    Ok(Confirmed {
        what: plan,
        operator,
        reason: DisplayText::new(given.reason.trim()),
        ticket: DisplayText::new(given.ticket.trim()),
        at,
        due: given.due,
        how: given.how(),
    })
}

/// Confirms a plan as the settings say of events that come from elsewhere: nobody has looked at it. `operator` names the
/// policy, not a person.
///
/// # Errors
/// As [`confirm`].
pub fn confirm_by_policy(
    plan: Plan,
    given: &Given,
    operator: Operator,
    at: Timestamp,
) -> Result<Confirmed<Plan>, Refusal> {
    let confirmed = confirm(plan, given, operator, at)?;
    Ok(Confirmed { how: How::Policy, ..confirmed })
}
