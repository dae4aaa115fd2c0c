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
    by_flag: bool,
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

    /// Whether it was confirmed by a flag on the command line instead of by typing the name.
    pub fn by_flag(&self) -> bool {
        self.by_flag
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
            by_flag: true,
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
    if given.typed_name.as_ref().is_some_and(|name| !plan.subject.is_named_by(name)) {
        return Err(Refusal::WrongName);
    }
    if given.reason.trim().is_empty() {
        return Err(Refusal::NoReason);
    }
    if plan.ticket_required && given.ticket.trim().is_empty() {
        return Err(Refusal::NoTicket);
    }
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
        by_flag: given.typed_name.is_none(),
    })
}
