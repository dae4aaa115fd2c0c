//! Changes in the tenant in words.

use super::{Columns, Paint, time};
use crate::backend::{ChangedProperty, TenantChange};
use crate::model::DisplayText;

/// One line for each change, newest first.
pub(crate) fn changes(changes: &[TenantChange], paint: Paint) -> String {
    let mut columns = Columns::default();
    for change in changes {
        let sign = match (change.failed, change.ours) {
            (true, _) => paint.bad(),
            (false, true) => paint.skipped(),
            (false, false) => paint.warning(),
        };
        let by = match (change.by.name.is_empty(), change.by.kind) {
            (false, _) => change.by.name.to_string(),
            (true, "unknown") => "unknown".to_owned(),
            (true, kind) => format!("{kind} {}", change.by.id),
        };
        let name = if change.name.is_empty() { &change.entity } else { &change.name };
        let differences: Vec<_> = change.changes.iter().map(difference).collect();
        columns.row(
            sign,
            [
                change.at.map_or_else(|| "at a time that cannot be read".to_owned(), time),
                if change.ours { "this house".to_owned() } else { by },
                change.service.to_string(),
                format!("{} {}", change.action, change.entity_type),
                name.to_string(),
                if change.failed { "failed".to_owned() } else { String::new() },
                differences.join("; "),
            ],
        );
    }
    if changes.is_empty() { "Nothing was changed in that time.\n".to_owned() } else { columns.lines(0) }
}

fn difference(changed: &ChangedProperty) -> String {
    let side = |values: &[DisplayText]| match values {
        [] => "-".to_owned(),
        values => values.iter().map(DisplayText::as_str).collect::<Vec<_>>().join(", "),
    };
    format!("{}: {} -> {}", changed.property, side(&changed.before), side(&changed.after))
}
