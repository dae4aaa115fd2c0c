//! Answers about everybody: who can, compare, what-if, power.

use super::reach::{asked, by_name, changes, divisions, labelled, named, paths, permissions, reaches, state, subject};
use super::{Columns, Paint, count};
use crate::access::ScopedDivision;
use crate::access::answer::{Compared, Comparison, Difference, Power, Way, WhatIf, WhoCan};
use crate::cli::command::what_if::Row;
use crate::model::DisplayText;

/// Everybody who has a permission.
pub(crate) fn who_can(found: &WhoCan) -> String {
    let permission = labelled(&found.permission.to_string(), &found.label);
    let mut text = format!(
        "{permission} {}: {} who can sign in, {} who cannot, {}, {}.\n",
        asked(found.division.as_ref()),
        people(found.active_people),
        found.other_people,
        count(found.groups, "group"),
        count(found.clients, "client"),
    );
    if !found.division_aware {
        text.push_str("  Divisions do not limit it: whoever has it has it everywhere.\n");
    }
    text.push('\n');
    let mut columns = Columns::default();
    for one in (0..found.len()).filter_map(|at| found.row(at)) {
        let ways: Vec<_> = one.ways.iter().map(way).collect();
        let condition = if one.only_conditional { "only under a condition" } else { "" };
        columns.row(
            "",
            [
                named(&one.subject),
                one.subject.email.to_string(),
                state(&one.subject),
                divisions(&one.divisions),
                condition.to_owned(),
                ways.join("; "),
            ],
        );
    }
    text.push_str(&columns.lines(2));
    if found.is_empty() {
        text.push_str("  nobody\n");
    }
    text
}

fn people(number: usize) -> String {
    if number == 1 { "1 person".to_owned() } else { format!("{number} people") }
}

fn way(way: &Way) -> String {
    let condition = way.condition.as_ref().map(|condition| format!(", only if {condition}")).unwrap_or_default();
    format!("{} ({}) {}{condition}", way.role, way.division.name, by_name(way.direct, &way.source))
}

/// Two sides, and what would make the second like the first.
pub(crate) fn compare(found: &Comparison) -> String {
    let (a, b) = (&found.a, &found.b);
    let only_a: Vec<_> = found.rows.iter().filter(|row| row.b.is_empty() && !row.a.is_empty()).collect();
    let only_b: Vec<_> = found.rows.iter().filter(|row| row.a.is_empty() && !row.b.is_empty()).collect();
    let both = || found.rows.iter().filter(|row| !row.a.is_empty() && !row.b.is_empty());
    let unlike: Vec<_> = both().filter(|row| !row.is_same()).collect();
    let alike = both().filter(|row| row.is_same()).count();
    let mut text = format!(
        "{a} and {b}: {} alike, {} not alike, {} only with {a}, {} only with {b}.\n",
        permissions(alike),
        unlike.len(),
        only_a.len(),
        only_b.len(),
    );
    let mut roles = Columns::default();
    roles.row("", ["role".to_owned(), "comes".to_owned(), a.to_string(), b.to_string()]);
    for row in &found.roles {
        let comes = by_name(row.source.as_str() == "direct", &row.source);
        roles.row("", [row.role.to_string(), comes, cell(&row.a), cell(&row.b)]);
    }
    if !found.roles.is_empty() {
        text.push_str(&format!("\nRoles\n{}", roles.lines(2)));
    }
    section(&mut text, &format!("Only {a}"), &only_a);
    section(&mut text, &format!("Only {b}"), &only_b);
    section(&mut text, "Both, but not alike", &unlike);
    if !found.align.is_empty() || !found.align_cannot.is_empty() {
        text.push_str(&format!("\nTo make {b} like {a}\n"));
    }
    for change in &found.align {
        text.push_str(&format!("  - {}\n", change.words));
    }
    for cannot in &found.align_cannot {
        text.push_str(&format!("  ! {cannot}\n"));
    }
    text
}

fn cell(places: &[ScopedDivision]) -> String {
    if places.is_empty() { "-".to_owned() } else { divisions(places) }
}

fn section(text: &mut String, title: &str, rows: &[&Compared]) {
    if rows.is_empty() {
        return;
    }
    text.push_str(&format!("\n{title} ({})\n", rows.len()));
    let mut columns = Columns::default();
    for row in rows {
        let side = |places: &[ScopedDivision], conditional: bool| match (places.is_empty(), conditional) {
            (true, _) => String::new(),
            (false, true) => format!("{}, only under a condition", divisions(places)),
            (false, false) => divisions(places),
        };
        columns.row("", [row.permission.to_string(), side(&row.a, row.a_conditional), side(&row.b, row.b_conditional)]);
    }
    text.push_str(&columns.lines(2));
}

/// What changes would do.
pub(crate) fn what_if(found: &WhatIf, rows: &[Row], for_one: bool) -> String {
    let mut text = format!("If you {}:\n", changes(&found.changes));
    if rows.is_empty() {
        let whom = if for_one { "them" } else { "anybody" };
        text.push_str(&format!(
            "  nothing would change for {whom}: it is so already, or comes another way as well.
"
        ));
    } else if !for_one {
        let losing = found.rows.iter().filter(|row| row.lost > 0).count();
        let gaining = found.rows.iter().filter(|row| row.gained > 0).count();
        text.push_str(&format!("  {losing} would lose something, {gaining} would gain something.\n"));
    }
    for (licence, before, after) in &found.licences {
        text.push_str(&format!("  the licence {licence} would be needed by {} instead of {before}.\n", people(*after)));
    }
    for difference in rows.iter().filter_map(|row| row.details.as_ref()) {
        details(&mut text, difference);
    }
    let mut others = Columns::default();
    for row in rows.iter().filter(|row| row.details.is_none()) {
        let (lost, gained) = (format!("loses {}", row.lost), format!("gains {}", row.gained));
        let who = &row.subject;
        others.row("", [named(who), who.email.to_string(), state(who), lost, gained]);
    }
    let others = others.lines(2);
    if !others.is_empty() {
        text.push_str(&format!("\nThe others\n{others}"));
    }
    text
}

fn details(text: &mut String, one: &Difference) {
    let state = Some(state(&one.subject)).filter(|s| !s.is_empty()).map(|s| format!("  {s}")).unwrap_or_default();
    text.push_str(&format!("\n{}{state}\n", subject(&one.subject)));
    if !one.lost.is_empty() {
        text.push_str(&format!("  loses {}\n{}", permissions(one.lost.len()), reaches(&one.lost, "-", 4)));
    }
    if !one.gained.is_empty() {
        text.push_str(&format!("  gains {}\n{}", permissions(one.gained.len()), reaches(&one.gained, "+", 4)));
    }
    if !one.survives.is_empty() {
        text.push_str(&format!("  keeps {} by another path\n", permissions(one.survives.len())));
        for survivor in one.survives.iter().take(3) {
            text.push_str(&format!("    {}\n{}", survivor.permission, paths(&survivor.by, false, 6)));
        }
        if one.survives.len() > 3 {
            text.push_str(&format!("    and {} more\n", one.survives.len() - 3));
        }
    }
    if one.licences_before != one.licences_after {
        let list = |licences: &[DisplayText]| match licences {
            [] => "none".to_owned(),
            some => some.iter().map(DisplayText::as_str).collect::<Vec<_>>().join(", "),
        };
        text.push_str(&format!("  licences: {} -> {}\n", list(&one.licences_before), list(&one.licences_after)));
    }
}

/// Who could widen access, and which duties are not separate.
pub(crate) fn power(found: &Power, paint: Paint) -> String {
    let mut who: Vec<_> = found.rows.iter().map(|row| &row.subject.subject).collect();
    who.sort();
    who.dedup();
    let mut text = format!(
        "{} could widen access, in {}; {} not separate.\n",
        who.len(),
        count(found.rows.len(), "way"),
        if found.breaches.len() == 1 {
            "1 pair of duties is".to_owned()
        } else {
            format!("{} pairs of duties are", found.breaches.len())
        },
    );
    let mut lever = None;
    for row in &found.rows {
        let this = (row.permission.to_string(), &row.words);
        if lever.as_ref() != Some(&this) {
            text.push_str(&format!("\n{} ({})\n", this.1, this.0));
            lever = Some(this);
        }
        let condition = if row.only_conditional { ", only under a condition" } else { "" };
        let state = Some(state(&row.subject)).filter(|s| !s.is_empty()).map(|s| format!("  {s}")).unwrap_or_default();
        text.push_str(&format!("  {} {}{state}{condition}\n", paint.warning(), subject(&row.subject)));
        text.push_str(&paths(&row.paths, false, 6));
    }
    for breach in &found.breaches {
        text.push_str(&format!("\n{} {}: {}\n", paint.bad(), breach.rule, subject(&breach.subject)));
        text.push_str(&format!("  {}\n{}", breach.because, paths(&breach.paths, false, 6)));
    }
    if !found.unknown.is_empty() {
        text.push_str("\nNot checked\n");
    }
    for unknown in &found.unknown {
        text.push_str(&format!("  {} {unknown}\n", paint.unknown()));
    }
    text
}
