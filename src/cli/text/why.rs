//! Why, and why not: a sentence that can be read aloud, then the paths.

use super::reach::{asked, changes, labelled, paths, permissions, places, reaches};
use super::{Paint, count};
use crate::access::answer::{Cut, Remedy, Standing, Why, WhyNot};
use crate::model::DisplayText;

/// Every path, and the changes that would cut them.
pub(crate) fn why(why: &Why, paint: Paint) -> String {
    let name = &why.subject.name;
    let permission = labelled(&why.permission.to_string(), &why.label);
    let ways = count(why.paths.len(), "path");
    let here = places(&why.divisions);
    let mut text = match why.standing {
        Standing::Has => format!("{} {name} has {permission} {here}, by {ways}.\n", paint.good()),
        Standing::OnlyConditional => {
            format!("{} {name} has {permission} {here} only under a condition, by {ways}.\n", paint.warning())
        }
        Standing::Lacks => {
            let asked = asked(why.division.as_ref());
            let text = format!("{} {name} does not have {permission} {asked}.\n", paint.bad());
            return format!("{text}  --why-not {} tells what is missing.\n", why.permission);
        }
    };
    if !why.division_aware {
        text.push_str("  Divisions do not limit it: any grant of such a role gives it everywhere.\n");
    }
    text.push_str(&format!("\nPaths\n{}", paths(&why.paths, true, 2)));
    text.push_str(&format!(
        "\nTo take it away{}\n",
        why.division.as_ref().map(|d| format!(" in {}", d.name)).unwrap_or_default()
    ));
    if why.cuts.is_empty() {
        text.push_str("  no change to this one alone does it\n");
    }
    for cut in &why.cuts {
        text.push_str(&cut_line(cut, paint));
    }
    let all = if why.cuts.len() > 1 { "all of them together take" } else { "it takes" };
    if !why.besides.is_empty() {
        text.push_str(&format!(
            "  {all} away {} besides:\n{}",
            permissions(why.besides.len()),
            reaches(&why.besides, "-", 4)
        ));
    } else if !why.cuts.is_empty() {
        text.push_str(&format!("  {all} away nothing else\n"));
    }
    if !why.wider.is_empty() {
        text.push_str("\nChanges that touch others as well\n");
    }
    for cut in &why.wider {
        text.push_str(&cut_line(cut, paint));
    }
    text
}

fn cut_line(cut: &Cut, paint: Paint) -> String {
    let mut facts = Vec::new();
    let numbers: Vec<_> = cut.paths.iter().map(|at| (at + 1).to_string()).collect();
    if !numbers.is_empty() {
        facts.push(format!("ends path {}", numbers.join(", ")));
    }
    if !cut.besides.is_empty() {
        facts.push(format!("takes {} besides", permissions(cut.besides.len())));
    }
    if cut.others > 0 {
        facts.push(format!(
            "{} {} something",
            count(cut.others, "other"),
            if cut.others == 1 { "loses" } else { "lose" }
        ));
    }
    let facts = if facts.is_empty() { String::new() } else { format!(": {}", facts.join(", ")) };
    match &cut.impossible {
        Some(why) => format!("  {} {}{facts}; cannot be done: {why}\n", paint.bad(), cut.change.words),
        None => format!("  {} {}{facts}\n", paint.skipped(), cut.change.words),
    }
}

/// The nearest misses, and what would grant it.
pub(crate) fn why_not(why_not: &WhyNot, paint: Paint) -> String {
    let name = &why_not.subject.name;
    let permission = labelled(&why_not.permission.to_string(), &why_not.label);
    let asked = asked(why_not.division.as_ref());
    let mut text = match why_not.standing {
        Standing::Lacks => format!("{} {name} does not have {permission} {asked}.\n", paint.bad()),
        Standing::OnlyConditional => {
            format!("{} {name} has {permission} {asked} only under a condition.\n", paint.warning())
        }
        Standing::Has => {
            let text = format!("{} {name} does have {permission} {asked}.\n", paint.good());
            return format!("{text}  --why {} shows every path.\n", why_not.permission);
        }
    };
    if !why_not.misses.is_empty() {
        text.push_str("\nBecause\n");
    }
    for miss in &why_not.misses {
        text.push_str(&format!("  {} {}\n", paint.skipped(), miss.words));
    }
    text.push_str("\nWhat would grant it, least excess first\n");
    if why_not.remedies.is_empty() {
        text.push_str("  nothing that is in the directory\n");
    }
    for (n, remedy) in (1..).zip(&why_not.remedies) {
        text.push_str(&remedy_line(n, remedy));
    }
    if let Some(first) = why_not.remedies.first().filter(|first| !first.excess.is_empty()) {
        text.push_str(&format!("\nWhat 1 gives besides\n{}", reaches(&first.excess, "+", 2)));
    }
    text
}

fn remedy_line(number: usize, remedy: &Remedy) -> String {
    let mut facts = vec![match remedy.excess.len() {
        0 => "gives nothing besides".to_owned(),
        many => format!("gives {} besides", permissions(many)),
    }];
    if !remedy.licences.is_empty() {
        let licences: Vec<_> = remedy.licences.iter().map(DisplayText::as_str).collect();
        facts.push(format!("needs the licence {}", licences.join(", ")));
    }
    facts.extend(remedy.condition.as_ref().map(|condition| format!("holds only if {condition}")));
    format!("  {number}  {}: {}\n", changes(&remedy.changes), facts.join(", "))
}
