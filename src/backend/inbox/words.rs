//! What is recorded of events.

use super::super::desk::Desk;
use crate::model::{AuditEntry, Delivery, DisplayText, HrEvent, Operator, PipelineKind, Policy, RunId};

/// An entry about an event; it is found under the id of the run that the event becomes.
pub(super) fn about(
    operator: Operator,
    id: &RunId,
    event: &HrEvent,
    name: Option<&DisplayText>,
    action: &str,
    outcome: &str,
    detail: impl Into<DisplayText>,
) -> AuditEntry {
    AuditEntry {
        pipeline: Some(PipelineKind::Offboard.as_str().to_owned()),
        subject_id: Some(event.person.as_str().to_owned()),
        subject_name: name.cloned(),
        run: Some(id.clone()),
        reason: event.reason.clone(),
        ticket: event.ticket.clone(),
        ..AuditEntry::new(operator, action, outcome, detail)
    }
}

/// Who is written down as the one who sent an event.
pub(super) fn sender(name: &str) -> Operator {
    Operator { name: DisplayText::new(name), account: "webhook".into(), known_by: "signature".into() }
}

/// What is recorded of an event that was taken.
pub(super) fn accepted(id: &RunId, delivery: &Delivery) -> AuditEntry {
    let event = &delivery.event;
    let detail = format!(
        "{} of {} from {}, message {}; {}",
        event.kind.as_str(),
        event.person,
        delivery.sender,
        delivery.message,
        delivery.policy.words()
    );
    let mut entry = about(sender(&delivery.sender), id, event, None, "event.accepted", "accepted", detail);
    entry.after = Some(serde_json::json!({
        "event": event.digest(), "message": delivery.message, "sent_at": delivery.sent_at,
        "effective_at": event.effective, "policy": delivery.policy,
    }));
    entry
}

impl Desk {
    /// Who is written down as the one who confirms by policy: no person has looked at it.
    pub(super) fn policy(&self, policy: Policy, sender: &str) -> Operator {
        Operator {
            name: DisplayText::new(format!("policy {} of {sender}", policy.as_str())),
            account: self.operator.account.clone(),
            known_by: "policy".into(),
        }
    }
}
