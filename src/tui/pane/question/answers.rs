//! Answers about one person as rows: why, why not, and what a change does to them.

use super::long::Long;
use super::{Rows, Target, Who, reports};
use crate::access::answer::{
    Cut, Difference, Miss, NearMiss, Reach, Remedy, Standing, Subject, WhatIf, WhoCan, Why, WhyNot,
};
use crate::access::{Answer, Path, ScopedDivision};
use crate::backend::Vocabulary;
use crate::model::{DisplayText, Permission, SubjectRef};
use crate::tui::pane::outline::{Node, Outline, cell, id_cell};
use crate::tui::pane::page::{Ink, Piece, piece};
use crate::tui::pane::paths;
use crate::tui::widget::text;

/// The lines above the rows.
pub type Head = Vec<Vec<Piece>>;

/// What an answer shows: the lines above, and the rows. `sides` are those of a comparison.
pub fn build(answer: &Answer, vocabulary: &Vocabulary, sides: &[Option<SubjectRef>; 2]) -> (Head, Rows) {
    match answer {
        Answer::Why(why) => (why_head(why, vocabulary), tree(self::why(why))),
        Answer::WhyNot(not) => (not_head(not), tree(why_not(not))),
        Answer::WhoCan(who) => (who_head(who), Rows::Long(Long::new(who.len()))),
        Answer::WhatIf(what) => (what_head(what), Rows::Long(Long::new(what.rows.len()))),
        Answer::Compare(both) => (reports::compare_head(both), tree(reports::compare(both, sides))),
        Answer::Power(power) => (reports::power_head(power), tree(reports::power(power))),
    }
}

fn tree(nodes: Vec<Node<Target>>) -> Rows {
    let mut outline = Outline::past_headings();
    outline.set(nodes);
    Rows::Tree(outline)
}

/// Somebody in an answer.
pub fn who(subject: &Subject) -> Who {
    Who { subject: subject.subject.clone(), name: subject.name.clone() }
}

/// A permission as the eye finds it, with what the platform's own screens call it.
fn called(permission: &Permission, label: &DisplayText) -> [Piece; 2] {
    let label = if label.is_empty() { String::new() } else { format!(" ({label})") };
    [piece(permission.to_string(), Ink::Strong), piece(label, Ink::Faint)]
}

fn place(division: Option<&ScopedDivision>) -> String {
    division.map_or_else(|| "anywhere".to_owned(), |d| format!("in {}", d.name))
}

/// In which divisions something does not hold, a few by name.
fn elsewhere(held: &[ScopedDivision], vocabulary: &Vocabulary) -> String {
    if held.iter().any(|d| d.id.is_all()) {
        return "in every division".to_owned();
    }
    let missing: Vec<&str> =
        vocabulary.divisions.iter().filter(|d| held.iter().all(|h| h.id != d.id)).map(|d| d.name.as_str()).collect();
    let held = format!("in {}", paths::divisions(held));
    match missing.len() {
        0 => held,
        n @ 1..=3 => format!("{held}; not in {}", missing[..n].join(", ")),
        n => format!("{held}; not in {} and {} others", missing[..2].join(", "), n - 2),
    }
}

fn why_head(why: &Why, vocabulary: &Vocabulary) -> Head {
    let name = &why.subject.name;
    let asked = why.division.as_ref().map(|d| format!(" in {}", d.name)).unwrap_or_default();
    let (verb, ink) = match why.standing {
        Standing::Has => (format!("{name} has{asked} "), Ink::Good),
        Standing::OnlyConditional => (format!("{name} has{asked}, but only under a condition, "), Ink::Doubt),
        Standing::Lacks => (format!("{name} does not have{asked} "), Ink::Bad),
    };
    let mut first = vec![piece(verb, ink)];
    first.extend(called(&why.permission, &why.label));
    let mut head = vec![first];
    if !why.divisions.is_empty() {
        let words = if why.division_aware {
            format!("It holds {}.", elsewhere(&why.divisions, vocabulary))
        } else {
            "Divisions do not limit this permission: it holds everywhere.".to_owned()
        };
        head.push(vec![piece(words, Ink::Plain)]);
    }
    if why.standing == Standing::Lacks {
        head.push(vec![piece("n says what is missing, and what would grant it.", Ink::Plain)]);
    } else if why.division_aware && !why.divisions.iter().any(|d| d.id.is_all()) {
        head.push(vec![piece("n says why it does not hold in another division.", Ink::Faint)]);
    }
    head
}

fn why(why: &Why) -> Vec<Node<Target>> {
    let me = who(&why.subject);
    let mut nodes = Vec::new();
    if !why.paths.is_empty() {
        nodes.push(Node::heading(0, format!("by which ways  {}", why.paths.len()), true));
        for (at, path) in why.paths.iter().enumerate() {
            way(1, &format!("{}  ", at + 1), path, None, &mut nodes);
        }
    }
    if !why.cuts.is_empty() {
        let all = if why.cuts.len() == 1 { "what takes it away" } else { "what takes it away, all of these together" };
        nodes.push(Node::heading(0, format!("{all}  {}", why.cuts.len()), true));
        nodes.last_mut().into_iter().for_each(|node| {
            node.target.changes = why.cuts.iter().map(|cut| cut.change.change.clone()).collect();
            node.detail = "t shows what they would do to everybody".to_owned();
        });
        why.cuts.iter().for_each(|one| cut(one, &me, &mut nodes));
    } else if why.standing != Standing::Lacks {
        nodes.push(Node::heading(0, "no change to this subject alone takes it away", true));
    }
    if why.cuts.len() > 1 && !why.besides.is_empty() {
        nodes.push(Node::heading(0, format!("what all of these take besides  {}", why.besides.len()), false));
        nodes.extend(why.besides.iter().map(|r| reach(1, r, Some(&me))));
    }
    if !why.wider.is_empty() {
        nodes.push(Node::heading(0, format!("wider changes, which touch others too  {}", why.wider.len()), true));
        why.wider.iter().for_each(|one| cut(one, &me, &mut nodes));
    }
    nodes
}

/// A way with its condition and templates below it.
pub fn way(depth: usize, number: &str, path: &Path, subject: Option<&Target>, nodes: &mut Vec<Node<Target>>) {
    let plain = Path { templates: Vec::new(), condition: None, ..path.clone() };
    let mut node = Node::row(
        depth,
        vec![cell(format!("{number}{}", paths::way(&plain)), Ink::Plain)],
        subject.cloned().unwrap_or_default(),
    );
    node.detail = paths::way(path);
    nodes.push(node);
    let mut more = Vec::new();
    more.extend(path.condition.as_ref().map(|c| (format!("   only if {c}"), Ink::Doubt)));
    if !path.templates.is_empty() {
        more.push((format!("   by the template {}", paths::chain(&path.templates)), Ink::Faint));
    }
    for (words, ink) in more {
        let mut node = Node::row(depth, vec![cell(words, ink)], subject.cloned().unwrap_or_default());
        node.counts = false;
        node.detail = paths::way(path);
        nodes.push(node);
    }
}

fn cut(cut: &Cut, me: &Who, nodes: &mut Vec<Node<Target>>) {
    let numbers: Vec<String> = cut.paths.iter().map(|at| (at + 1).to_string()).collect();
    let mut notes = vec![format!("ends {}", numbers.join(", "))];
    if cut.others > 0 {
        notes.push(format!("{} lose too", text::counted(cut.others, "other")));
    }
    if !cut.besides.is_empty() {
        notes.push(format!("also takes {}", text::count(cut.besides.len())));
    } else if cut.others == 0 {
        notes.push("nothing else".to_owned());
    }
    let (note, ink) = match &cut.impossible {
        Some(reason) => (format!("cannot: {reason}"), Ink::Bad),
        None => (notes.join(", "), Ink::Plain),
    };
    let target = Target { changes: vec![cut.change.change.clone()], ..Target::default() };
    let mut node = Node::row(1, vec![cell(cut.change.words.as_str(), Ink::Plain), cell(note.as_str(), ink)], target);
    node.opens = (!cut.besides.is_empty()).then_some(false);
    nodes.push(node.with_detail(format!("{}: {note}; t shows what it would do to everybody", cut.change.words)));
    nodes.extend(cut.besides.iter().map(|r| reach(2, r, Some(me))));
}

/// A permission and where.
pub fn reach(depth: usize, reach: &Reach, whose: Option<&Who>) -> Node<Target> {
    let ink = if reach.conditional { Ink::Doubt } else { Ink::Plain };
    let target = Target { permission: whose.map(|who| (who.clone(), reach.permission.clone())), ..Target::default() };
    let place = paths::whereabouts(reach);
    let detail = format!("{}  {place}", reach.permission);
    Node::row(depth, vec![id_cell(reach.permission.to_string()), cell(place, ink)], target).with_detail(detail)
}

fn not_head(not: &WhyNot) -> Head {
    let name = &not.subject.name;
    let place = place(not.division.as_ref());
    let (verb, ink) = match not.standing {
        Standing::Lacks => (format!("{name} does not have, {place}, "), Ink::Bad),
        Standing::OnlyConditional => (format!("{name} has only under a condition, {place}, "), Ink::Doubt),
        Standing::Has => (format!("{name} does have, {place}, "), Ink::Good),
    };
    let mut first = vec![piece(verb, ink)];
    first.extend(called(&not.permission, &not.label));
    let mut head = vec![first];
    if not.standing == Standing::Has {
        head.push(vec![piece("w says by which ways.", Ink::Plain)]);
    }
    head
}

fn why_not(not: &WhyNot) -> Vec<Node<Target>> {
    let me = who(&not.subject);
    let mut nodes = Vec::new();
    if !not.misses.is_empty() {
        nodes.push(Node::heading(0, format!("what is missing, the nearest first  {}", not.misses.len()), true));
        not.misses.iter().for_each(|one| miss(one, &mut nodes));
    }
    if !not.remedies.is_empty() {
        let title = "what would grant it, the least besides first";
        nodes.push(Node::heading(0, format!("{title}  {}", not.remedies.len()), true));
        not.remedies.iter().for_each(|one| remedy(one, &me, &mut nodes));
    } else if not.standing != Standing::Has {
        nodes.push(Node::heading(0, "no single change is known that would grant it", true));
    }
    nodes
}

fn kind(miss: Miss) -> &'static str {
    match miss {
        Miss::NotActive => "not active",
        Miss::OtherDivision => "other division",
        Miss::Condition => "condition",
        Miss::Group => "not in the group",
        Miss::Template => "template",
        Miss::Role => "role",
        Miss::Licence => "licence",
        Miss::NoRole => "no role gives it",
    }
}

fn miss(miss: &NearMiss, nodes: &mut Vec<Node<Target>>) {
    let words = format!("{}: {}", kind(miss.miss), miss.words);
    let mut node = Node::row(1, vec![cell(words.as_str(), Ink::Plain)], Target::default()).with_detail(words);
    let Some(path) = &miss.path else { return nodes.push(node) };
    // Closed, so that what would grant it is in sight below.
    node.opens = Some(false);
    nodes.push(node);
    way(2, "", path, None, nodes);
}

fn remedy(remedy: &Remedy, me: &Who, nodes: &mut Vec<Node<Target>>) {
    let words: Vec<&str> = remedy.changes.iter().map(|c| c.words.as_str()).collect();
    let words = words.join("; then ");
    let mut notes = Vec::new();
    notes.push(match remedy.excess.len() {
        0 => "gives nothing besides".to_owned(),
        n => format!("gives {} besides", text::count(n)),
    });
    if !remedy.licences.is_empty() {
        notes.push(format!("needs {}", paths::names(&remedy.licences)));
    }
    notes.extend(remedy.condition.iter().map(|c| format!("only if {c}")));
    let target = Target { changes: remedy.changes.iter().map(|c| c.change.clone()).collect(), ..Target::default() };
    let note = notes.join(", ");
    let mut node = Node::row(1, vec![cell(words.as_str(), Ink::Plain), cell(note.as_str(), Ink::Plain)], target);
    node.opens = (!remedy.excess.is_empty()).then_some(false);
    nodes.push(node.with_detail(format!("{words}: {note}; t shows what it would do")));
    nodes.extend(remedy.excess.iter().map(|r| reach(2, r, Some(me))));
}

fn who_head(can: &WhoCan) -> Head {
    let mut counts = vec![format!("{} who can sign in", people(can.active_people))];
    if can.other_people > 0 {
        counts.push(format!("{} who cannot sign in", people(can.other_people)));
    }
    counts.extend((can.groups > 0).then(|| text::counted(can.groups, "group")));
    counts.extend((can.clients > 0).then(|| text::counted(can.clients, "client")));
    let mut first =
        vec![piece("Who can, ", Ink::Plain), piece(place(can.division.as_ref()), Ink::Plain), piece(", ", Ink::Plain)];
    first.extend(called(&can.permission, &can.label));
    let mut head = vec![first, vec![piece(format!("{}.", counts.join(", ")), Ink::Plain)]];
    if !can.division_aware {
        head.push(vec![piece("Divisions do not limit this permission.", Ink::Faint)]);
    }
    head
}

/// People in words: one is a person.
pub fn people(number: usize) -> String {
    if number == 1 { "1 person".to_owned() } else { format!("{} people", text::count(number)) }
}

fn licences(before: &[DisplayText], after: &[DisplayText]) -> String {
    let list = |names: &[DisplayText]| if names.is_empty() { "none".to_owned() } else { paths::names(names) };
    if before == after {
        format!("Licences by the roles: {}, before and after.", list(before))
    } else {
        format!("Licences by the roles: {} before, {} after.", list(before), list(after))
    }
}

fn what_head(what: &WhatIf) -> Head {
    let changes: Vec<&str> = what.changes.iter().map(|c| c.words.as_str()).collect();
    let mut head = vec![vec![piece("What if: ", Ink::Plain), piece(changes.join("; then "), Ink::Strong)]];
    let touched = match what.rows.len() {
        0 => "Nothing changes for anybody.".to_owned(),
        n => format!("Something changes for {} (people, groups and clients).", text::count(n)),
    };
    head.push(vec![piece(touched, Ink::Plain), piece(" Nothing has been done.", Ink::Faint)]);
    if what.licences.is_empty() {
        head.push(vec![piece("No licence is needed by more or fewer people.", Ink::Faint)]);
    } else {
        let each = what
            .licences
            .iter()
            .map(|(name, before, after)| format!("{name} {} -> {}", text::count(*before), text::count(*after)));
        let words = each.collect::<Vec<_>>().join(", ");
        head.push(vec![piece(format!("Licences by people, before -> after: {words}"), Ink::Plain)]);
    }
    head
}

/// One subject's part of what changes would do.
pub fn difference(difference: &Difference) -> (Head, Rows) {
    let me = who(&difference.subject);
    let head = vec![
        vec![
            piece(format!("{} ", me.name), Ink::Strong),
            piece(
                format!(
                    "would lose {}, gain {}, and keep {} by another way.",
                    text::count(difference.lost.len()),
                    text::count(difference.gained.len()),
                    text::count(difference.survives.len())
                ),
                Ink::Plain,
            ),
        ],
        vec![piece(licences(&difference.licences_before, &difference.licences_after), Ink::Plain)],
    ];
    let mut nodes = Vec::new();
    for (title, reaches) in [("loses", &difference.lost), ("gains", &difference.gained)] {
        if !reaches.is_empty() {
            nodes.push(Node::heading(0, format!("{title}  {}", text::count(reaches.len())), true));
            nodes.extend(reaches.iter().map(|r| reach(1, r, Some(&me))));
        }
    }
    if !difference.survives.is_empty() {
        let count = text::count(difference.survives.len());
        nodes.push(Node::heading(0, format!("keeps by another way  {count}"), true));
    }
    for survivor in &difference.survives {
        let target = Target { permission: Some((me.clone(), survivor.permission.clone())), ..Target::default() };
        let by = survivor.by.first().map(|p| format!("{} > {} ({})", p.source_name, p.role_name, p.division.name));
        let more = if survivor.by.len() > 1 { format!(" +{}", survivor.by.len() - 1) } else { String::new() };
        let by = format!("{}{more}", by.unwrap_or_default());
        let cells = vec![id_cell(survivor.permission.to_string()), cell(by, Ink::Plain)];
        nodes.push(Node::row(1, cells, target).opening(false));
        survivor.by.iter().for_each(|path| way(2, "", path, None, &mut nodes));
    }
    (head, tree(nodes))
}
