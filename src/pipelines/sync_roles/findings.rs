//! What the checks of a file found: the rows that cannot be carried out, and what else is worth a thought.

use super::file::Mode;
use super::plan::Request;
use super::rows::{Row, Standing};
use crate::model::{DisplayText, Finding, GrantSource, Level, PlannedStep, Tally, UserId};
use std::collections::BTreeSet;

/// The word for bad rows that are told by their number.
pub const BAD_ROWS: &str = "bad-rows";
/// How many rows that cannot be carried out are findings of their own: a plan is written down whole, and its rows are
/// told beside it.
const TOLD: usize = 100;

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
    for row in rows.iter().filter(|row| row.standing == Standing::Bad).take(TOLD) {
        let text = format!("row {}, {}: {}", row.row, row.column, row.reason);
        find(level, row.code, text, row.remedy.as_str());
    }
    if tally.bad > TOLD {
        let text = format!("{} more rows of {} cannot be carried out", tally.bad - TOLD, tally.rows);
        find(level, BAD_ROWS, text, "correct them, or have them left out; the result says each with its reason");
    }
    if steps.len() > usize::from(u16::MAX) {
        let text =
            format!("takes {} calls that change something, and {} is the most in one run", steps.len(), u16::MAX);
        find(Level::Blocker, "too-many-changes", text, "split the file");
    }
    let left = request.file.left();
    if !left.is_empty() {
        let words: Vec<_> = left.iter().map(DisplayText::as_str).collect();
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
    let ignored = request.file.ignored();
    if !ignored.is_empty() {
        let names: Vec<_> = ignored.iter().map(DisplayText::as_str).collect();
        let text = format!("these columns are not read: {}", names.join(", "));
        find(Level::Note, "columns", text, "map them if they should be");
    }
    if request.file.form().as_str().contains("1252") {
        let text = format!("the file is read as {}", request.file.form());
        find(Level::Note, "encoding", text, "look at names with accents; save it as UTF-8 to be sure");
    }
    if !request.licences.is_empty() {
        let names: Vec<_> = request.licences.iter().map(DisplayText::as_str).collect();
        let text = format!("whoever has all roles that are given needs the licences {}", names.join(", "));
        find(Level::Note, "licences", text, "the platform assigns them with the roles");
    }
    let Tally { rows: all, same, add, remove, bad, left_out } = *tally;
    let out = if left_out == 0 { String::new() } else { format!(", {left_out} left out") };
    let text = format!("{all} rows: {same} same already, {add} to add, {remove} to remove, {bad} bad{out}");
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
