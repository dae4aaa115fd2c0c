//! What the checks of a file found: a finding for each row that cannot be carried out, and what else is worth a thought.

use super::file::Mode;
use super::plan::Request;
use super::rows::{Row, Standing};
use crate::model::{DisplayText, Finding, GrantSource, Level, PlannedStep, Tally, UserId};
use std::collections::BTreeSet;

/// Every finding; blockers come first.
pub(super) fn findings(request: &Request<'_>, rows: &[Row], tally: &Tally, steps: &[PlannedStep]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut find = |level, code: &str, text: String, remedy: &str| {
        found.push(Finding {
            level,
            code: code.to_owned(),
            text: DisplayText::new(text),
            remedy: DisplayText::new(remedy),
        });
    };
    let level = if request.skip_bad { Level::Warning } else { Level::Blocker };
    for row in rows.iter().filter(|row| row.standing == Standing::Bad) {
        let column = row.column.map_or("row", |column| column.as_str());
        let text = format!("row {}, {column}: {}", row.row, row.reason);
        find(level, row.code, text, row.remedy.as_str());
    }
    if steps.len() > usize::from(u16::MAX) {
        let text =
            format!("takes {} calls that change something, and {} is the most in one run", steps.len(), u16::MAX);
        find(Level::Blocker, "too-many-changes", text, "split the file");
    }
    if !request.file.left.is_empty() {
        let words: Vec<_> = request.file.left.iter().map(DisplayText::as_str).collect();
        let text = format!("{} in the file are none of grants and are left: {}", words.len(), words.join("; "));
        find(Level::Warning, "left", text, "make them by hand, or with the command that they belong to");
    }
    let inherited = rows.iter().filter(|row| row.code == "inherited").count();
    if inherited > 0 {
        let text = format!("{inherited} rows take away what comes through a group; it stays");
        find(Level::Warning, "inherited", text, "take the people out of the group, or the role off it");
    }
    if request.mode == Mode::Replace {
        let named: BTreeSet<&UserId> = rows.iter().filter_map(|row| row.id.as_ref()).collect();
        let inherits = |person: &&&UserId| {
            request.grants(person).iter().any(|grant| matches!(grant.source, GrantSource::Group(_)))
        };
        let people = named.iter().filter(inherits).count();
        if people > 0 {
            let text = format!("{people} of {} people have roles through groups; those stay", named.len());
            find(Level::Note, "inherited-stays", text, "only grants of their own are made as the file says");
        }
    }
    if !request.file.ignored.is_empty() {
        let names: Vec<_> = request.file.ignored.iter().map(DisplayText::as_str).collect();
        find(Level::Note, "columns", format!("these columns are not read: {}", names.join(", ")), "nothing to do");
    }
    if !request.licences.is_empty() {
        let names: Vec<_> = request.licences.iter().map(DisplayText::as_str).collect();
        let text = format!("whoever has all roles that are given needs the licences {}", names.join(", "));
        find(Level::Note, "licences", text, "the platform assigns them with the roles");
    }
    let Tally { rows: all, same, add, remove, bad, left_out } = *tally;
    let left = if left_out > 0 { format!(", {left_out} left out") } else { String::new() };
    let text = format!("{all} rows: {same} same already, {add} to add, {remove} to remove, {bad} bad{left}");
    find(Level::Note, "rows", text, "");
    let readings: usize = steps.iter().map(|step| step.calls as usize - 1).sum();
    let text = match steps.len() {
        0 => "nothing differs: there is nothing to write".to_owned(),
        writes => {
            let calls = if writes == 1 { "call writes" } else { "calls write" };
            format!("{writes} {calls} and {readings} read back, instead of {all} that write, one a row")
        }
    };
    find(Level::Note, if steps.is_empty() { "nothing-to-do" } else { "calls" }, text, "");
    found.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    found
}
