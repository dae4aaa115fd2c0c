//! Events of the inbox for programs.

use crate::model::{InboxEntry, Timestamp};
use serde_json::{Value, json};

/// An event.
pub(crate) fn event(entry: &InboxEntry, now: Timestamp) -> Value {
    let mut value = serde_json::to_value(entry).expect("an entry has string keys only");
    value["need"] = json!(entry.need(now).as_str());
    value["overdue"] = json!(entry.is_overdue(now));
    value
}
