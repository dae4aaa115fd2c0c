//! Why somebody has a permission, and why not.

use super::access::{division, divisions, path, paths, reaches, standing, subject};
use crate::access::answer::{Change, Cut, Miss, NamedChange, NearMiss, Remedy, Why, WhyNot};
use serde_json::{Value, json};

/// A change with its words.
pub(crate) fn change(named: &NamedChange) -> Value {
    let mut value = plain(&named.change);
    value["words"] = json!(named.words);
    value
}

fn plain(change: &Change) -> Value {
    // A change is an object of names and ids; nothing in it cannot be written.
    serde_json::to_value(change).unwrap_or_default()
}

fn changes(all: &[NamedChange]) -> Vec<Value> {
    all.iter().map(change).collect()
}

fn cut(cut: &Cut) -> Value {
    json!({
        "change": change(&cut.change),
        "paths": cut.paths,
        "besides": reaches(&cut.besides),
        "others": cut.others,
        "impossible": cut.impossible,
    })
}

/// Every path, and the changes that would cut them. `paths` of a cut are places in `paths`, from 0.
pub(crate) fn why(why: &Why) -> Value {
    json!({
        "question": "why",
        "subject": subject(&why.subject),
        "permission": why.permission.to_string(),
        "label": why.label,
        "asked_division": why.division.as_ref().map(division),
        "standing": standing(why.standing),
        "division_aware": why.division_aware,
        "divisions": divisions(&why.divisions),
        "paths": paths(&why.paths),
        "cuts": why.cuts.iter().map(cut).collect::<Vec<_>>(),
        "besides": reaches(&why.besides),
        "wider": why.wider.iter().map(cut).collect::<Vec<_>>(),
    })
}

/// The stable word for what fails.
fn miss_word(miss: Miss) -> &'static str {
    match miss {
        Miss::NotActive => "not-active",
        Miss::OtherDivision => "other-division",
        Miss::Condition => "condition",
        Miss::Group => "group",
        Miss::Template => "template",
        Miss::Role => "role",
        Miss::Licence => "licence",
        Miss::NoRole => "no-role",
    }
}

fn miss(near: &NearMiss) -> Value {
    json!({ "miss": miss_word(near.miss), "words": near.words, "path": near.path.as_ref().map(path) })
}

fn remedy(remedy: &Remedy) -> Value {
    json!({
        "changes": changes(&remedy.changes),
        "excess": reaches(&remedy.excess),
        "licences": remedy.licences,
        "condition": remedy.condition,
    })
}

/// The nearest misses, and what would grant it.
pub(crate) fn why_not(why_not: &WhyNot) -> Value {
    json!({
        "question": "why-not",
        "subject": subject(&why_not.subject),
        "permission": why_not.permission.to_string(),
        "label": why_not.label,
        "asked_division": why_not.division.as_ref().map(division),
        "standing": standing(why_not.standing),
        "misses": why_not.misses.iter().map(miss).collect::<Vec<_>>(),
        "remedies": why_not.remedies.iter().map(remedy).collect::<Vec<_>>(),
    })
}
