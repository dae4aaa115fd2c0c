//! Places, paths and permissions as several answers write them.

use super::{Columns, count};
use crate::access::answer::{NamedChange, Reach, Subject};
use crate::access::{Path, ScopedDivision};
use crate::model::{DisplayText, GrantSource, SubjectKind, UserState};

/// So many divisions are named in a sentence.
const NAMED: usize = 4;

/// So many permissions are listed under something that answers another question.
const LISTED: usize = 12;

/// Divisions as a cell.
pub(super) fn divisions(divisions: &[ScopedDivision]) -> String {
    divisions.iter().map(|d| d.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Divisions as the end of a sentence: `in Claims and EMEA`.
pub(super) fn places(divisions: &[ScopedDivision]) -> String {
    if divisions.iter().any(|d| d.id.is_all()) {
        return "in all divisions".to_owned();
    }
    let names: Vec<_> = divisions.iter().map(|d| d.name.as_str()).collect();
    match names.as_slice() {
        [] => "nowhere".to_owned(),
        [one] => format!("in {one}"),
        [first @ .., last] if names.len() <= NAMED => format!("in {} and {last}", first.join(", ")),
        _ => format!("in {} and {} more divisions", names[..NAMED - 1].join(", "), names.len() + 1 - NAMED),
    }
}

/// The division that was asked about as the end of a sentence.
pub(super) fn asked(division: Option<&ScopedDivision>) -> String {
    division.map_or_else(|| "anywhere".to_owned(), |one| places(std::slice::from_ref(one)))
}

/// A permission with what the platform's own screens call it.
pub(super) fn labelled(permission: &str, label: &DisplayText) -> String {
    if label.is_empty() { permission.to_owned() } else { format!("{permission} ({label})") }
}

/// By which way a role comes.
pub(super) fn by(source: &GrantSource, name: &DisplayText) -> String {
    match source {
        GrantSource::Direct => "direct".to_owned(),
        GrantSource::Group(_) => format!("by group {name}"),
    }
}

/// A way of which only the name is at hand.
pub(super) fn by_name(direct: bool, name: &DisplayText) -> String {
    if direct { "direct".to_owned() } else { format!("by group {name}") }
}

/// Paths under each other, numbered where others refer to them.
pub(super) fn paths(paths: &[Path], numbered: bool, indent: usize) -> String {
    let mut columns = Columns::default();
    for (n, path) in (1..).zip(paths) {
        let mut besides = Vec::new();
        besides.extend(path.condition.as_ref().map(|condition| format!("only if {condition}")));
        if !path.templates.is_empty() {
            let chain: Vec<_> = path.templates.iter().map(DisplayText::as_str).collect();
            besides.push(format!("template {}", chain.join(" > ")));
        }
        columns.row(
            "",
            [
                if numbered { n.to_string() } else { String::new() },
                by(&path.source, &path.source_name),
                format!("role {}", path.role_name),
                places(std::slice::from_ref(&path.division)),
                format!("gives {}", path.policy),
                besides.join("; "),
            ],
        );
    }
    columns.lines(indent)
}

/// Permissions with their divisions under each other; a long list is cut and says so.
pub(super) fn reaches(all: &[Reach], sign: &str, indent: usize) -> String {
    let mut columns = Columns::default();
    for one in all.iter().take(LISTED) {
        let condition = if one.conditional { "only under a condition" } else { "" };
        columns.row(sign, [one.permission.to_string(), places(&one.divisions), condition.to_owned()]);
    }
    let mut text = columns.lines(indent);
    if all.len() > LISTED {
        text.push_str(&format!("{}and {} more\n", " ".repeat(indent), all.len() - LISTED));
    }
    text
}

/// Changes one after another.
pub(super) fn changes(all: &[NamedChange]) -> String {
    all.iter().map(|change| change.words.as_str()).collect::<Vec<_>>().join(", then ")
}

/// Somebody by name; what is not a person, with what it is.
pub(super) fn named(subject: &Subject) -> String {
    match subject.subject.kind {
        SubjectKind::User => subject.name.to_string(),
        kind => format!("{} {}", kind.as_str(), subject.name),
    }
}

/// Somebody or something by name, with what tells them from others.
pub(super) fn subject(subject: &Subject) -> String {
    let name = named(subject);
    if subject.email.is_empty() { name } else { format!("{name} <{}>", subject.email) }
}

/// The state of somebody who cannot sign in.
pub(super) fn state(subject: &Subject) -> String {
    subject.state.filter(|state| *state != UserState::Active).map(|state| state.to_string()).unwrap_or_default()
}

/// A number of permissions in divisions.
pub(super) fn permissions(number: usize) -> String {
    count(number, "permission")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_end_a_sentence() {
        let at = |name: &str| ScopedDivision { name: name.into(), id: name.into() };
        let of = |names: &str| places(&names.split_whitespace().map(at).collect::<Vec<_>>());
        assert_eq!(of(""), "nowhere");
        assert_eq!(of("A"), "in A");
        assert_eq!(of("A B"), "in A and B");
        assert_eq!(of("A B C D"), "in A, B, C and D");
        assert_eq!(of("A B C D E"), "in A, B, C and 2 more divisions");
        assert_eq!(places(&[ScopedDivision::all(), at("A")]), "in all divisions");
        assert_eq!(asked(None), "anywhere");
    }
}
