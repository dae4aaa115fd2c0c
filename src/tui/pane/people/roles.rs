//! Pane 3: by which ways roles reach the selected person, as a tree: source, role, domain and entity, actions.

use super::listing::{self, Listing};
use crate::access::{Access, BranchPolicy, RoleBranch};
use crate::backend::PersonCard;
use crate::model::{DisplayText, GrantSource, GroupId, Permission, RoleId, Table};
use crate::tui::app::App;
use crate::tui::app::place::Placed;
use crate::tui::pane::outline::{Node, Outline, cell, number_cell};
use crate::tui::pane::page::Ink;
use crate::tui::pane::paths;
use crate::tui::widget::{Canvas, Cursor, text};
use std::collections::{BTreeSet, HashMap};

/// What a row is about, as positions among the branches of the person's access.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Row {
    /// A source, by its first branch.
    Source(usize),
    /// A role as that branch gives it, or something said of it.
    Role(usize),
    /// A policy of that branch.
    Policy(usize, usize),
    /// An action of that policy.
    Action(usize, usize, usize),
    /// Nothing.
    #[default]
    Nothing,
}

/// What the cursor stands on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Under {
    /// The person's own grants.
    Direct,
    /// A group that gives roles.
    Group(GroupId, DisplayText),
    /// A role or one of its policies.
    Role(RoleId, DisplayText),
}

/// What the pane knows.
#[derive(Debug, Default)]
pub struct Roles {
    /// The tree.
    pub outline: Outline<Row>,
    /// How many roles there are, each counted once.
    distinct: usize,
}

impl Roles {
    /// Takes over a card that has just come; what is folded stays so.
    pub fn fresh(&mut self, card: Option<&PersonCard>) {
        let access = card.map(|card| &card.access);
        self.distinct = access.map_or(0, |a| a.roles.iter().map(|b| &b.role).collect::<BTreeSet<_>>().len());
        self.outline.set(access.map_or(Vec::new(), nodes));
    }

    /// The list's cursor and length.
    pub fn list(&mut self) -> (&mut Cursor, usize) {
        self.outline.list()
    }

    /// What the selected row is about.
    pub fn row(&self) -> Row {
        self.outline.selected().map_or(Row::Nothing, |node| node.target)
    }

    /// The branch of the selected row; of a source its first one.
    pub fn branch<'a>(&self, card: &'a PersonCard) -> Option<&'a RoleBranch> {
        match self.row() {
            Row::Source(i) | Row::Role(i) | Row::Policy(i, _) | Row::Action(i, _, _) => card.access.roles.get(i),
            Row::Nothing => None,
        }
    }

    /// What the cursor stands on.
    pub fn under(&self, card: &PersonCard) -> Option<Under> {
        let branch = self.branch(card)?;
        Some(match (self.row(), &branch.source) {
            (Row::Source(_), GrantSource::Direct) => Under::Direct,
            (Row::Source(_), GrantSource::Group(id)) => Under::Group(id.clone(), branch.source_name.clone()),
            _ => Under::Role(branch.role.clone(), branch.role_name.clone()),
        })
    }

    /// The permission under the cursor; of a policy every action, as a wildcard.
    pub fn permission(&self, card: &PersonCard) -> Option<Permission> {
        let (policy, action) = match self.row() {
            Row::Policy(i, p) => (card.access.roles.get(i)?.policies.get(p)?, None),
            Row::Action(i, p, a) => {
                let policy = card.access.roles.get(i)?.policies.get(p)?;
                (policy, policy.actions.get(a))
            }
            _ => return None,
        };
        let action = action.cloned().unwrap_or_else(|| DisplayText::new("*"));
        Some(Permission { domain: policy.domain.clone(), entity: policy.entity.clone(), action })
    }

    /// The id of the role or group under the cursor.
    pub fn id_under(&self, card: &PersonCard) -> Option<String> {
        match self.under(card)? {
            Under::Direct => None,
            Under::Group(id, _) => Some(id.to_string()),
            Under::Role(id, _) => Some(id.to_string()),
        }
    }

    /// The row under the cursor as text, cells separated by tabs.
    pub fn row_under(&self) -> Option<String> {
        let cells = &self.outline.selected()?.cells;
        Some(cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t"))
    }

    /// The tree as the filter leaves it.
    pub fn table(&self, card: &PersonCard) -> Table {
        let title = format!("Roles of {}", card.seat.person.name);
        self.outline.table(&title, &["under", "role-or-policy", "offboarding", "divisions", "gives"])
    }
}

fn nodes(access: &Access) -> Vec<Node<Row>> {
    let templates = templates(access);
    let mut nodes = Vec::new();
    let mut at = 0;
    for group in access.roles.chunk_by(|a, b| a.source == b.source) {
        let Some(first) = group.first() else { continue };
        let name = paths::source(&first.source, &first.source_name);
        let mut heading = Node::heading(0, format!("{name}  {}", text::counted(group.len(), "role")), true);
        heading.target = Row::Source(at);
        heading.words = name;
        nodes.push(match first.source {
            GrantSource::Direct => heading.with_detail("granted to the person; an offboarding takes these away"),
            GrantSource::Group(_) => heading.with_detail("inherited; ends when the person leaves the group"),
        });
        for branch in group {
            let chains = templates.get(&(&branch.source, &branch.role));
            role(at, branch, chains, &mut nodes);
            at += 1;
        }
    }
    nodes
}

/// The template chains that explain a branch, each once.
fn templates(access: &Access) -> HashMap<(&GrantSource, &RoleId), BTreeSet<String>> {
    let mut chains: HashMap<(&GrantSource, &RoleId), BTreeSet<String>> = HashMap::new();
    for path in access.permissions.iter().flat_map(|p| &p.paths).filter(|path| !path.templates.is_empty()) {
        chains.entry((&path.source, &path.role)).or_default().insert(paths::chain(&path.templates));
    }
    chains
}

fn role(at: usize, branch: &RoleBranch, chains: Option<&BTreeSet<String>>, nodes: &mut Vec<Node<Row>>) {
    let gives = if branch.unknown { "? unknown".to_owned() } else { text::counted(branch.permission_count, "perm") };
    let fate = paths::fate(branch);
    let divisions = paths::divisions(&branch.divisions);
    let cells = vec![
        cell(branch.role_name.as_str(), Ink::Plain),
        cell(fate, if branch.is_base { Ink::Doubt } else { Ink::Faint }),
        cell(divisions.as_str(), Ink::Plain),
        number_cell(gives, Ink::Plain),
    ];
    let mut facts = Vec::new();
    facts.extend(chains.into_iter().flatten().map(|chain| format!("by the template {chain}")));
    facts.extend(branch.derived_from.iter().map(|from| format!("made from the default role {from}")));
    if !branch.licences.is_empty() {
        facts.push(format!("needs the licence {}", paths::names(&branch.licences)));
    }
    if branch.unknown {
        facts.push("not in the directory: nobody can say what it gives".to_owned());
    }
    let mut node = Node::row(1, cells, Row::Role(at)).opening(false);
    if branch.policies.is_empty() && facts.is_empty() {
        node.opens = None;
    }
    let detail: Vec<String> = std::iter::once(divisions).chain(facts.iter().cloned()).collect();
    nodes.push(node.with_detail(detail.join(" · ")));
    for fact in facts {
        let mut node = Node::row(2, vec![cell(fact, Ink::Faint)], Row::Role(at));
        node.counts = false;
        nodes.push(node);
    }
    for (place, policy) in branch.policies.iter().enumerate() {
        self::policy(at, place, policy, nodes);
    }
}

fn policy(at: usize, place: usize, policy: &BranchPolicy, nodes: &mut Vec<Node<Row>>) {
    let condition = policy.condition.as_ref().map(|c| format!("  if {c}")).unwrap_or_default();
    let actions = paths::names(&policy.actions);
    let name = format!("{}:{}  {actions}{condition}", policy.domain, policy.entity);
    let node = Node::row(2, vec![cell(name.as_str(), Ink::Plain)], Row::Policy(at, place));
    nodes.push(node.opening(false).with_detail(name));
    for (number, action) in policy.actions.iter().enumerate() {
        let words = format!("{}:{}:{action}", policy.domain, policy.entity);
        let mut node =
            Node::row(3, vec![cell(format!("{words}{condition}"), Ink::Plain)], Row::Action(at, place, number));
        // The policy's row has them all when it is written out.
        node.counts = false;
        nodes.push(node.with_detail(format!("w says why {words} is held, n why something is not")));
    }
}

/// The widths of the columns after the name.
fn widths(width: u16) -> [u16; 3] {
    match width {
        90.. => [23, width / 5, 12],
        72.. => [23, 14, 9],
        60.. => [23, 8, 9],
        _ => [19.min(width / 3), width * 3 / 20, 9],
    }
}

/// Draws the pane.
pub fn view(app: &App, placed: Placed, canvas: &mut Canvas<'_>) {
    let roles = &app.people.roles;
    let filter = &roles.outline.filter;
    let none = if filter.is_empty() {
        "No role reaches this person.".to_owned()
    } else {
        format!("No role matches \"{}\". Esc clears the filter.", DisplayText::new(filter.text()))
    };
    let title = "3 Role hierarchy".to_owned();
    let right = text::counted(roles.distinct, "role");
    let widths = widths(placed.rows.width);
    listing::view(app, placed, Listing { title, right, none, widths: &widths }, &roles.outline, canvas);
}
