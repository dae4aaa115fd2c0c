//! Answers about everybody: who can, compare, what-if, power.

use super::access::{division, divisions, path, paths, reaches, subject};
use super::change;
use crate::access::MatrixRow;
use crate::access::answer::{
    Breach, Compared, ComparedRole, Comparison, Difference, Holder, Power, PowerRow, Survivor, Way, WhatIf, WhoCan,
};
use crate::cli::command::what_if::Row;
use serde_json::{Value, json};

fn way(way: &Way) -> Value {
    json!({
        "source_name": way.source,
        "direct": way.direct,
        "role": way.role,
        "division": division(&way.division),
        "condition": way.condition,
    })
}

fn holder(holder: &Holder) -> Value {
    json!({
        "subject": subject(&holder.subject),
        "divisions": divisions(&holder.divisions),
        "only_conditional": holder.only_conditional,
        "ways": holder.ways.iter().map(way).collect::<Vec<_>>(),
    })
}

/// Everybody who has a permission.
pub(crate) fn who_can(found: &WhoCan) -> Value {
    json!({
        "permission": found.permission.to_string(),
        "label": found.label,
        "asked_division": found.division.as_ref().map(division),
        "division_aware": found.division_aware,
        "active_people": found.active_people,
        "other_people": found.other_people,
        "groups": found.groups,
        "clients": found.clients,
        "holders": (0..found.len()).filter_map(|at| found.row(at)).map(|one| holder(&one)).collect::<Vec<_>>(),
    })
}

fn compared(row: &Compared) -> Value {
    json!({
        "permission": row.permission.to_string(),
        "same": row.is_same(),
        "a": divisions(&row.a),
        "b": divisions(&row.b),
        "a_only_conditional": row.a_conditional,
        "b_only_conditional": row.b_conditional,
    })
}

fn compared_role(row: &ComparedRole) -> Value {
    json!({ "role": row.role, "source_name": row.source, "a": divisions(&row.a), "b": divisions(&row.b) })
}

/// Two sides, and what would make the second like the first.
pub(crate) fn compare(found: &Comparison) -> Value {
    json!({
        "a": found.a,
        "b": found.b,
        "permissions": found.rows.iter().map(compared).collect::<Vec<_>>(),
        "roles": found.roles.iter().map(compared_role).collect::<Vec<_>>(),
        "align": found.align.iter().map(change).collect::<Vec<_>>(),
        "align_cannot": found.align_cannot,
    })
}

fn survivor(one: &Survivor) -> Value {
    json!({ "permission": one.permission.to_string(), "by": paths(&one.by) })
}

fn details(difference: &Difference) -> Value {
    json!({
        "lost": reaches(&difference.lost),
        "gained": reaches(&difference.gained),
        "survives": difference.survives.iter().map(survivor).collect::<Vec<_>>(),
        "licences_before": difference.licences_before,
        "licences_after": difference.licences_after,
    })
}

/// What changes would do; `details` is null beyond as many rows as were asked for.
pub(crate) fn what_if(found: &WhatIf, rows: &[Row]) -> Value {
    let row = |row: &Row| {
        json!({
            "subject": subject(&row.subject),
            "lost": row.lost,
            "gained": row.gained,
            "details": row.details.as_ref().map(details),
        })
    };
    let licences = found
        .licences
        .iter()
        .map(|(licence, before, after)| json!({ "licence": licence, "people_before": before, "people_after": after }));
    json!({
        "changes": found.changes.iter().map(change).collect::<Vec<_>>(),
        "changed_in_all": found.rows.len(),
        "rows": rows.iter().map(row).collect::<Vec<_>>(),
        "licences": licences.collect::<Vec<_>>(),
    })
}

fn power_row(row: &PowerRow) -> Value {
    json!({
        "subject": subject(&row.subject),
        "permission": row.permission.to_string(),
        "words": row.words,
        "only_conditional": row.only_conditional,
        "paths": paths(&row.paths),
    })
}

fn breach(breach: &Breach) -> Value {
    json!({
        "rule": breach.rule,
        "because": breach.because,
        "subject": subject(&breach.subject),
        "paths": breach.paths.iter().map(path).collect::<Vec<_>>(),
    })
}

/// Who could widen access, and which duties are not separate.
pub(crate) fn power(found: &Power) -> Value {
    json!({
        "rows": found.rows.iter().map(power_row).collect::<Vec<_>>(),
        "breaches": found.breaches.iter().map(breach).collect::<Vec<_>>(),
        "unknown": found.unknown,
    })
}

/// One row of the matrix.
pub(crate) fn matrix_row(row: &MatrixRow) -> Value {
    json!({
        "kind": row.kind,
        "id": row.id,
        "name": row.name,
        "email": row.email,
        "state": row.state,
        "permission": row.permission.to_string(),
        "divisions": divisions(&row.divisions),
        "only_conditional": row.conditional,
        "via": row.via,
    })
}
