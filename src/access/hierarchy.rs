//! Role templates resolved against the roles that there are: what each expands to, and which explains a role.
//!
//! Every walk is iterative and linear in what is written: ten thousand parents in a row or in a ring are no matter.

use super::bits::Bits;
use super::book::RoleBook;
use super::effective::HeldRole;
use super::templates::Templates;
use crate::model::{DisplayText, RoleId};
use std::collections::{BTreeSet, HashMap};

/// More names than this of a chain, or of a ring in a message, are told by their number.
const LONGEST: usize = 16;

/// Templates with their roles found.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Hierarchy {
    nodes: Vec<Node>,
    by_name: HashMap<DisplayText, usize>,
    /// Roles that occur, and their numbers in the sets.
    roles: Vec<RoleId>,
    numbers: HashMap<RoleId, usize>,
    /// Whole templates with roles: those with most roles first, then by name.
    order: Vec<usize>,
    pub(super) problems: Vec<DisplayText>,
}

#[derive(Clone, PartialEq, Debug)]
struct Node {
    name: DisplayText,
    /// Its own roles and the roles among its parents, in the order of the file, each once.
    roles: Vec<usize>,
    parents: Vec<usize>,
    /// Its roles and those of all parents.
    expansion: Bits,
    /// Whether all that it names was found, here and in all parents.
    whole: bool,
}

impl Hierarchy {
    pub(super) fn new(templates: &Templates, book: &RoleBook) -> Self {
        let by_name: HashMap<DisplayText, usize> =
            templates.names.iter().enumerate().map(|(at, name)| (name.clone(), at)).collect();
        let mut hierarchy = Self { by_name, ..Self::default() };
        let mut named: HashMap<&DisplayText, Vec<&RoleId>> = HashMap::new();
        for (id, role) in &book.roles {
            named.entry(&role.name).or_default().push(id);
        }
        let find = |text: &DisplayText| -> Result<RoleId, DisplayText> {
            match named.get(text).map(Vec::as_slice) {
                Some([one]) => Ok((*one).clone()),
                Some(many) => Err(format!("{} roles are called {text}; name one by its id", many.len()).into()),
                None => {
                    let id = RoleId::new(text.as_str());
                    if book.roles.contains_key(&id) { Ok(id) } else { Err(format!("there is no role {text}").into()) }
                }
            }
        };
        for (name, written) in templates.names.iter().zip(&templates.written) {
            let mut node =
                Node { name: name.clone(), roles: vec![], parents: vec![], expansion: Bits::default(), whole: true };
            let (mut seen_roles, mut seen_parents) = (BTreeSet::new(), BTreeSet::new());
            let named = written.roles.iter().map(|role| (role, false));
            for ((text, at), parent) in named.chain(written.parents.iter().map(|parent| (parent, true))) {
                if let Some(template) = hierarchy.by_name.get(text).filter(|_| parent) {
                    if seen_parents.insert(*template) {
                        node.parents.push(*template);
                    }
                    continue;
                }
                match find(text) {
                    Ok(role) => {
                        let number = hierarchy.number(role);
                        if seen_roles.insert(number) {
                            node.roles.push(number);
                        }
                    }
                    Err(why) => {
                        let also = if parent { " and no template of that name" } else { "" };
                        hierarchy.problems.push(format!("{at}: template {name}: {why}{also}").into());
                        node.whole = false;
                    }
                }
            }
            hierarchy.nodes.push(node);
        }
        hierarchy.expand(templates);
        hierarchy
    }

    fn number(&mut self, role: RoleId) -> usize {
        if let Some(number) = self.numbers.get(&role) {
            return *number;
        }
        self.numbers.insert(role.clone(), self.roles.len());
        self.roles.push(role);
        self.roles.len() - 1
    }

    /// Gives every template its expansion: parents before children, and templates of one ring together, because each of
    /// them reaches all others.
    fn expand(&mut self, templates: &Templates) {
        for ring in self.rings() {
            let mut expansion = Bits::new(self.roles.len());
            let mut whole = true;
            for member in &ring {
                let node = &self.nodes[*member];
                node.roles.iter().for_each(|role| expansion.set(*role));
                whole &= node.whole;
                for parent in node.parents.iter().filter(|parent| !self.nodes[**parent].expansion.words().is_empty()) {
                    expansion.add(&self.nodes[*parent].expansion);
                }
                // Parents outside the ring were settled before.
                whole &= node.parents.iter().all(|parent| self.nodes[*parent].whole);
            }
            let lone = ring.len() == 1 && !self.nodes[ring[0]].parents.contains(&ring[0]);
            if !lone {
                self.problems.push(self.ring_words(&ring, templates));
            }
            for member in ring {
                self.nodes[member].expansion = expansion.clone();
                self.nodes[member].whole = whole;
            }
        }
        let mut order: Vec<(usize, usize)> = self.nodes.iter().map(|node| node.expansion.count()).enumerate().collect();
        order.retain(|(at, count)| *count > 0 && self.nodes[*at].whole);
        order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| self.nodes[a.0].name.cmp(&self.nodes[b.0].name)));
        self.order = order.into_iter().map(|(at, _)| at).collect();
    }

    /// The strongly connected parts of the hierarchy, parents first (Tarjan's algorithm with a stack of its own).
    fn rings(&self) -> Vec<Vec<usize>> {
        const NEW: usize = usize::MAX;
        let count = self.nodes.len();
        let (mut index, mut low) = (vec![NEW; count], vec![0; count]);
        let mut open = vec![false; count];
        let (mut stack, mut rings, mut next) = (Vec::new(), Vec::new(), 0);
        for root in 0..count {
            if index[root] != NEW {
                continue;
            }
            let mut walk = vec![(root, 0)];
            while let Some((node, child)) = walk.last_mut() {
                let node = *node;
                if *child == 0 {
                    (index[node], low[node]) = (next, next);
                    next += 1;
                    stack.push(node);
                    open[node] = true;
                }
                if let Some(parent) = self.nodes[node].parents.get(*child).copied() {
                    *child += 1;
                    if index[parent] == NEW {
                        walk.push((parent, 0));
                    } else if open[parent] {
                        low[node] = low[node].min(index[parent]);
                    }
                    // A parent is begun with child 0; this entry must not be begun again.
                    continue;
                }
                walk.pop();
                if let Some((below, _)) = walk.last() {
                    low[*below] = low[*below].min(low[node]);
                }
                if low[node] == index[node] {
                    let from = stack.iter().rposition(|one| *one == node).unwrap_or(0);
                    let mut ring = stack.split_off(from);
                    ring.iter().for_each(|one| open[*one] = false);
                    ring.sort_unstable();
                    rings.push(ring);
                }
            }
        }
        rings
    }

    fn ring_words(&self, ring: &[usize], templates: &Templates) -> DisplayText {
        let mut names: Vec<&str> = ring.iter().take(LONGEST).map(|at| self.nodes[*at].name.as_str()).collect();
        let more = format!("{} more", ring.len().saturating_sub(LONGEST));
        if ring.len() > LONGEST {
            names.push(&more);
        }
        let at = &templates.written[ring[0]].at;
        if ring.len() == 1 {
            return format!("{at}: template {} is its own parent", names[0]).into();
        }
        format!("{at}: these templates are parents of each other: {}", names.join(", ")).into()
    }

    /// The roles of a template and of all its parents, depth first, each once; none if there is no such template.
    pub(super) fn roles_of(&self, template: &str) -> Option<Vec<&RoleId>> {
        let start = *self.by_name.get(&DisplayText::new(template))?;
        let mut roles = Vec::new();
        let mut seen_roles = Bits::new(self.roles.len());
        let mut seen = vec![false; self.nodes.len()];
        let mut walk = vec![start];
        while let Some(at) = walk.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            let node = &self.nodes[at];
            for role in &node.roles {
                if !seen_roles.has(*role) {
                    seen_roles.set(*role);
                    roles.push(&self.roles[*role]);
                }
            }
            walk.extend(node.parents.iter().rev());
        }
        Some(roles)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &DisplayText> {
        self.nodes.iter().map(|node| &node.name)
    }

    /// The names of templates whose expansion has one of the roles, in the order of the file.
    pub(super) fn with_role<'a>(&'a self, role: &RoleId) -> impl Iterator<Item = &'a DisplayText> + use<'a> {
        let number = self.numbers.get(role).copied();
        self.nodes.iter().filter(move |node| number.is_some_and(|number| node.expansion.has(number))).map(|n| &n.name)
    }

    /// Writes into every place of every role which templates explain it there.
    pub(super) fn explain(&self, held: &mut [HeldRole<'_>]) {
        if self.order.is_empty() {
            return;
        }
        let mut held_in: HashMap<&str, Bits> = HashMap::new();
        let mut everywhere = Bits::new(self.roles.len());
        for role in held.iter() {
            let Some(number) = self.numbers.get(role.role) else { continue };
            for (division, _) in &role.places {
                if division.id.is_all() {
                    everywhere.set(*number);
                }
                held_in.entry(division.id.as_str()).or_insert_with(|| Bits::new(self.roles.len())).set(*number);
            }
        }
        let fitting: HashMap<String, Vec<usize>> = held_in
            .into_iter()
            .map(|(division, mut roles)| {
                roles.add(&everywhere);
                let fits = |at: &&usize| self.nodes[**at].expansion.is_within(&roles);
                (division.to_owned(), self.order.iter().filter(fits).copied().collect())
            })
            .collect();
        let mut chains: HashMap<(usize, usize), Vec<DisplayText>> = HashMap::new();
        for role in held {
            let Some(number) = self.numbers.get(role.role).copied() else { continue };
            for (division, templates) in &mut role.places {
                let mut fitting = fitting.get(division.id.as_str()).into_iter().flatten();
                if let Some(at) = fitting.find(|at| self.nodes[**at].expansion.has(number)) {
                    *templates = chains.entry((*at, number)).or_insert_with(|| self.chain(*at, number)).clone();
                }
            }
        }
    }

    /// The names from the template down to the one that names the role itself, depth first.
    fn chain(&self, template: usize, role: usize) -> Vec<DisplayText> {
        let mut seen = vec![false; self.nodes.len()];
        seen[template] = true;
        let mut walk = vec![(template, 0)];
        while let Some((at, child)) = walk.last_mut() {
            let node = &self.nodes[*at];
            if *child == 0 && node.roles.contains(&role) {
                break;
            }
            let Some(parent) = node.parents.get(*child).copied() else {
                walk.pop();
                continue;
            };
            *child += 1;
            if self.nodes[parent].expansion.has(role) && !std::mem::replace(&mut seen[parent], true) {
                walk.push((parent, 0));
            }
        }
        let names: Vec<DisplayText> = walk.iter().map(|(at, _)| self.nodes[*at].name.clone()).collect();
        let Some((last, rest)) = names.split_last().filter(|_| names.len() > LONGEST) else { return names };
        let mut short = rest[..LONGEST - 2].to_vec();
        short.push(format!("{} more", names.len() - LONGEST + 1).into());
        short.push(last.clone());
        short
    }
}
