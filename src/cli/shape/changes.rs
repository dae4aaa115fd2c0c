//! Changes in the tenant for programs.

use crate::backend::{ChangedProperty, TenantChange};
use serde_json::{Value, json};

/// One change.
pub(crate) fn change_in_tenant(change: &TenantChange) -> Value {
    let property = |c: &ChangedProperty| json!({ "property": c.property, "before": c.before, "after": c.after });
    json!({
        "id": change.id,
        "at": change.at,
        "by": { "kind": change.by.kind, "id": change.by.id, "name": change.by.name },
        "ours": change.ours,
        "service": change.service,
        "action": change.action,
        "entity_type": change.entity_type,
        "entity": change.entity,
        "name": change.name,
        "failed": change.failed,
        "changes": change.changes.iter().map(property).collect::<Vec<_>>(),
    })
}
