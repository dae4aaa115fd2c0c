//! Answers for programs: the JSON of each command. These shapes are part of the interface: fields are added, never
//! renamed or taken away.

mod access;
mod batch;
mod changes;
mod everybody;
mod figures;
mod inbox;
mod letters;
mod plan;
mod run;
mod why;

pub(super) use access::{access, access_of_other};
pub(super) use batch::{batch, batch_people};
pub(super) use changes::change_in_tenant;
pub(super) use everybody::{compare, matrix_row, power, what_if, who_can};
pub(super) use figures::figures;
pub(super) use inbox::event;
pub(super) use letters::{letter, letter_page, letters};
pub(super) use plan::{person, plan};
pub(super) use run::{run, summary};
pub(super) use why::{change, why, why_not};

use super::Trouble;
use super::desk::Check;
use crate::backend::ChainState;
use serde_json::{Value, json};

/// What went wrong.
pub(super) fn trouble(trouble: &Trouble) -> Value {
    let fault = &trouble.fault;
    json!({
        "kind": trouble.kind.as_str(),
        "exit": trouble.kind.exit().code(),
        "text": fault.text,
        "remedy": fault.remedy,
        "changed": fault.changed,
        "status": fault.status,
        "code": fault.code,
        "correlation_id": fault.correlation,
        "candidates": trouble.candidates.iter().map(person).collect::<Vec<_>>(),
    })
}

/// One check of `doctor`.
pub(super) fn check(check: &Check) -> Value {
    json!({ "name": check.name, "result": check.result.as_str(), "text": check.text, "remedy": check.remedy })
}

/// What walking the chain showed.
pub(super) fn chain(state: &ChainState) -> Value {
    match state {
        ChainState::Whole { to, head, at } => {
            json!({ "chain": "whole", "records": to, "head": head, "checked_at": at })
        }
        ChainState::Broken { at_seq, text } => json!({ "chain": "broken", "at": at_seq, "text": text }),
        ChainState::Unreadable(fault) => json!({ "chain": "unreadable", "text": fault.text }),
    }
}
