//! Answers that set people beside each other as rows: comparisons, and who could widen access.

use super::answers::{Head, people, way, who};
use super::{Target, Who};
use crate::access::answer::{Breach, Compared, Comparison, Power, PowerRow, Subject};
use crate::model::{DisplayText, SubjectKind, SubjectRef, UserId};
use crate::tui::pane::outline::{Node, cell, id_cell};
use crate::tui::pane::page::{Ink, piece};
use crate::tui::pane::paths;
use crate::tui::widget::text;
use std::collections::HashSet;

/// The three parts of a comparison.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    OnlyA,
    OnlyB,
    Both,
}

fn part(row: &Compared) -> Part {
    match (row.a.is_empty(), row.b.is_empty()) {
        (false, true) => Part::OnlyA,
        (true, _) => Part::OnlyB,
        (false, false) => Part::Both,
    }
}

/// The lines above a comparison.
pub fn compare_head(both: &Comparison) -> Head {
    let count = |wanted| both.rows.iter().filter(|row| part(row) == wanted).count();
    let same = both.rows.iter().filter(|row| row.is_same()).count();
    let (a, b) = (count(Part::OnlyA), count(Part::OnlyB));
    let shared = count(Part::Both);
    let words = format!(
        "{} only {}, {} only {}, {} both ({} of them in the same places).",
        text::count(a),
        both.a,
        text::count(b),
        both.b,
        text::count(shared),
        text::count(same)
    );
    vec![
        vec![piece(both.a.as_str(), Ink::Strong), piece(" and ", Ink::Plain), piece(both.b.as_str(), Ink::Strong)],
        vec![piece(words, Ink::Plain)],
    ]
}

/// The rows of a comparison.
pub fn compare(both: &Comparison, sides: &[Option<SubjectRef>; 2]) -> Vec<Node<Target>> {
    let mut nodes = Vec::new();
    let parts = [
        (Part::OnlyA, format!("only {}", both.a), true),
        (Part::OnlyB, format!("only {}", both.b), true),
        (Part::Both, "both".to_owned(), false),
    ];
    for (wanted, title, open) in parts {
        let rows: Vec<&Compared> = both.rows.iter().filter(|row| part(row) == wanted).collect();
        let heading = Node::heading(0, format!("{title}  {}", text::count(rows.len())), open && !rows.is_empty());
        nodes.push(heading.titled([both.a.to_string(), both.b.to_string()]));
        // Of what both have, the first side's ways are shown.
        let (side, name) = if wanted == Part::OnlyB { (&sides[1], &both.b) } else { (&sides[0], &both.a) };
        let whose = side.as_ref().map(|subject| Who { subject: subject.clone(), name: name.clone() });
        nodes.extend(rows.into_iter().map(|row| compared(row, wanted, both, whose.as_ref())));
    }
    if !both.roles.is_empty() {
        let heading = Node::heading(0, format!("roles and where they come from  {}", both.roles.len()), false);
        nodes.push(heading.titled([both.a.to_string(), both.b.to_string()]));
    }
    for role in &both.roles {
        let place = |divisions: &[_]| if divisions.is_empty() { "-".to_owned() } else { paths::divisions(divisions) };
        let cells = vec![
            cell(format!("{} > {}", role.source, role.role), Ink::Plain),
            cell(place(&role.a), Ink::Plain),
            cell(place(&role.b), Ink::Plain),
        ];
        let detail =
            format!("{} > {}: {} {}, {} {}", role.source, role.role, both.a, place(&role.a), both.b, place(&role.b));
        nodes.push(Node::row(1, cells, Target::default()).with_detail(detail));
    }
    align(both, &mut nodes);
    nodes
}

fn compared(row: &Compared, part: Part, both: &Comparison, whose: Option<&Who>) -> Node<Target> {
    let place = |divisions: &[_], conditional: bool| {
        let condition = if conditional { " if" } else { "" };
        if divisions.is_empty() { "-".to_owned() } else { format!("{}{condition}", paths::divisions(divisions)) }
    };
    let (a, b) = (place(&row.a, row.a_conditional), place(&row.b, row.b_conditional));
    let ink = if part == Part::Both && !row.is_same() { Ink::Doubt } else { Ink::Plain };
    let note = match (part, row.is_same()) {
        (Part::Both, true) => "the same",
        (Part::Both, false) => "both, but not in the same places",
        _ => "only one of them",
    };
    let detail = format!("{}: {} {a}, {} {b} ({note})", row.permission, both.a, both.b);
    let target = Target { permission: whose.map(|who| (who.clone(), row.permission.clone())), ..Target::default() };
    Node::row(1, vec![id_cell(row.permission.to_string()), cell(a, ink), cell(b, ink)], target).with_detail(detail)
}

/// What would make the second side like the first.
fn align(both: &Comparison, nodes: &mut Vec<Node<Target>>) {
    if both.align.is_empty() && both.align_cannot.is_empty() {
        return;
    }
    let title = format!("to make {} like {}  {}", both.b, both.a, text::counted(both.align.len(), "change"));
    let mut heading: Node<Target> = Node::heading(0, title, true)
        .with_detail("Lanyard does not carry these out yet: e writes them to a file, t shows what they would do");
    heading.target.changes = both.align.iter().map(|c| c.change.clone()).collect();
    nodes.push(heading);
    let mut note =
        Node::row(1, vec![cell("not carried out yet: e writes them to a file", Ink::Faint)], Target::default());
    note.counts = false;
    nodes.push(note);
    for change in &both.align {
        let target = Target { changes: vec![change.change.clone()], ..Target::default() };
        nodes.push(
            Node::row(1, vec![cell(change.words.as_str(), Ink::Plain)], target).with_detail(change.words.as_str()),
        );
    }
    for words in &both.align_cannot {
        let words = format!("cannot: {words}");
        nodes.push(Node::row(1, vec![cell(words.as_str(), Ink::Doubt)], Target::default()).with_detail(words));
    }
}

/// The lines above the levers.
pub fn power_head(power: &Power) -> Head {
    let subjects: HashSet<_> = power.rows.iter().map(|row| &row.subject.subject).collect();
    let both: HashSet<_> = power.breaches.iter().map(|breach| &breach.subject.subject).collect();
    let words = format!("{} can widen access; {}.", people_and_more(subjects.len()), broken(both.len()));
    vec![
        vec![piece("Who could give himself more, and which duties are not separate", Ink::Strong)],
        vec![piece(words, Ink::Plain)],
    ]
}

fn people_and_more(number: usize) -> String {
    format!("{} (people, groups and clients)", text::count(number))
}

fn broken(number: usize) -> String {
    match number {
        0 => "no duty that should be separate is held together".to_owned(),
        1 => "1 person holds duties together that should be separate".to_owned(),
        n => format!("{} hold duties together that should be separate", people(n)),
    }
}

/// The rows of the levers: broken duties first, because there are fewer and they are worse.
pub fn power(power: &Power) -> Vec<Node<Target>> {
    let mut nodes = Vec::new();
    for rule in power.breaches.chunk_by(|a, b| a.rule == b.rule) {
        let Some(first) = rule.first() else { continue };
        let heading = Node::heading(0, format!("! {}  {}", first.rule, text::count(rule.len())), true);
        nodes.push(heading.with_detail(first.because.as_str()));
        rule.iter().for_each(|one| breach(one, &mut nodes));
    }
    for lever in power.rows.chunk_by(|a, b| a.permission == b.permission) {
        let Some(first) = lever.first() else { continue };
        let title = format!("{}: {}  {}", first.permission, first.words, text::count(lever.len()));
        nodes.push(Node::heading(0, title, false).with_detail(first.words.as_str()));
        lever.iter().for_each(|row| holder(row, &mut nodes));
    }
    if !power.unknown.is_empty() {
        nodes.push(Node::heading(0, format!("not known to the catalogue  {}", power.unknown.len()), false));
    }
    for words in &power.unknown {
        nodes.push(Node::row(1, vec![cell(words.as_str(), Ink::Doubt)], Target::default()).with_detail(words.as_str()));
    }
    nodes
}

fn breach(breach: &Breach, nodes: &mut Vec<Node<Target>>) {
    let target = Target { person: person(&breach.subject), ..Target::default() };
    let cells = vec![cell(breach.subject.name.as_str(), Ink::Plain), cell(standing(&breach.subject), Ink::Plain)];
    nodes.push(Node::row(1, cells, target.clone()).opening(false).with_detail(breach.because.as_str()));
    breach.paths.iter().for_each(|path| way(2, "", path, Some(&target), nodes));
}

fn holder(row: &PowerRow, nodes: &mut Vec<Node<Target>>) {
    let whose: Who = who(&row.subject);
    let target =
        Target { permission: Some((whose, row.permission.clone())), person: person(&row.subject), ..Target::default() };
    let by = row.paths.first().map(|p| format!("{} > {}", p.source_name, p.role_name)).unwrap_or_default();
    let more = if row.paths.len() > 1 { format!(" +{}", row.paths.len() - 1) } else { String::new() };
    let condition = if row.only_conditional { ", only under a condition" } else { "" };
    let cells = vec![
        cell(row.subject.name.as_str(), Ink::Plain),
        cell(format!("{by}{more}{condition}"), if row.only_conditional { Ink::Doubt } else { Ink::Plain }),
        cell(standing(&row.subject), Ink::Plain),
    ];
    let detail = format!("{} {}{condition}: {}", row.subject.name, standing(&row.subject), row.words);
    nodes.push(Node::row(1, cells, target.clone()).opening(false).with_detail(detail));
    row.paths.iter().for_each(|path| way(2, "", path, Some(&target), nodes));
}

/// A subject's state, or what it is when it is not a person.
pub fn standing(subject: &Subject) -> String {
    subject.state.map_or_else(|| subject.subject.kind.as_str().to_owned(), |state| state.to_string())
}

/// The person that a subject is, to be gone to.
pub fn person(subject: &Subject) -> Option<(UserId, DisplayText)> {
    let words = if subject.email.is_empty() { &subject.name } else { &subject.email };
    (subject.subject.kind == SubjectKind::User).then(|| (UserId::new(&*subject.subject.id), words.clone()))
}
