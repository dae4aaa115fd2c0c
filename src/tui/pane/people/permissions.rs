//! Pane 4: what the selected person may do, where, under which condition and by which ways, under its domains.

use super::listing::{self, Listing};
use crate::access::EffectivePermission;
use crate::backend::PersonCard;
use crate::model::{DisplayText, GrantSource, RoleId, Table};
use crate::tui::app::App;
use crate::tui::app::place::Placed;
use crate::tui::pane::outline::{Cell, Cut, Node, Outline, cell, id_cell};
use crate::tui::pane::page::Ink;
use crate::tui::pane::paths;
use crate::tui::widget::{Canvas, Cursor, text};
use std::collections::HashSet;

/// A row, as a position among what the person may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Row {
    /// The heading of a domain.
    #[default]
    Heading,
    /// A permission.
    Effective(usize),
    /// An old general permission.
    General(usize),
}

/// What the pane knows.
#[derive(Debug)]
pub struct Permissions {
    /// The list.
    pub outline: Outline<Row>,
    /// Only what this role gives.
    pub only: Option<(RoleId, DisplayText)>,
    /// What the columns need at the most, in cells.
    widest: [u16; 5],
}

impl Default for Permissions {
    fn default() -> Self {
        Self { outline: Outline::past_headings(), only: None, widest: [0; 5] }
    }
}

impl Permissions {
    /// Shows nobody's any more.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Takes over what a card says, or only what one role gives of it.
    pub fn fresh(&mut self, card: Option<&PersonCard>) {
        let nodes = card.map_or(Vec::new(), |card| self.nodes(card));
        self.outline.set(nodes);
        self.widest = [0, 1, 2, 3, 4].map(|column| self.outline.widest(column));
    }

    fn nodes(&self, card: &PersonCard) -> Vec<Node<Row>> {
        let access = &card.access;
        let base: HashSet<&RoleId> = access.roles.iter().filter(|b| b.is_base).map(|b| &b.role).collect();
        let only = self.only.as_ref();
        let mut nodes: Vec<Node<Row>> = Vec::with_capacity(access.permissions.len() + 32);
        let given = access.permissions.iter().enumerate();
        let given: Vec<_> =
            given.filter(|(_, p)| only.is_none_or(|(id, _)| p.paths.iter().any(|path| path.role == *id))).collect();
        for domain in given.chunk_by(|a, b| a.1.permission.domain == b.1.permission.domain) {
            let name = domain.first().map(|(_, p)| p.permission.domain.to_string()).unwrap_or_default();
            nodes.push(Node::heading(0, format!("{name}  {}", text::count(domain.len())), true));
            nodes.extend(domain.iter().map(|(at, permission)| effective(*at, permission, &base)));
        }
        let general = access.general.iter().enumerate();
        let general: Vec<_> = general
            .filter(|(_, (_, roles))| only.is_none_or(|(_, role)| roles.iter().any(|r| r.as_str() == role.as_str())))
            .collect();
        if !general.is_empty() {
            nodes.push(Node::heading(0, format!("general, without divisions  {}", general.len()), true));
        }
        nodes.extend(general.into_iter().map(|(at, (name, roles))| {
            let first = roles.first().map(ToString::to_string).unwrap_or_default();
            let cells =
                vec![id_cell(name.as_str()), cell("", Ink::Plain), cell("", Ink::Plain), cell(first, Ink::Plain)];
            Node::row(1, with_more(cells, roles.len(), false), Row::General(at))
                .with_detail(format!("an old general permission, by the role {}", paths::names(roles)))
        }));
        nodes
    }

    /// The list's cursor and length.
    pub fn list(&mut self) -> (&mut Cursor, usize) {
        self.outline.list()
    }

    /// The selected permission.
    pub fn under<'a>(&self, card: &'a PersonCard) -> Option<&'a EffectivePermission> {
        match self.outline.selected()?.target {
            Row::Effective(at) => card.access.permissions.get(at),
            Row::Heading | Row::General(_) => None,
        }
    }

    /// The selected permission as it is written.
    pub fn text_under(&self, card: &PersonCard) -> Option<String> {
        Some(match self.outline.selected()?.target {
            Row::Effective(at) => card.access.permissions.get(at)?.permission.to_string(),
            Row::General(at) => card.access.general.get(at)?.0.to_string(),
            Row::Heading => return None,
        })
    }

    /// The list as the filter leaves it.
    pub fn table(&self, card: &PersonCard) -> Table {
        let title = format!("Effective permissions of {}", card.seat.person.name);
        self.outline.table(&title, &["permission", "divisions", "condition", "source", "more"])
    }

    /// The widths of the columns after the name: what they need, and no more than leaves the name room.
    fn widths(&self, width: u16) -> [u16; 4] {
        let [name, divisions, condition, source, more] = self.widest;
        // On a narrow screen the line below the rows tells by which way.
        let narrow = width < 58;
        let most = if narrow { width * 3 / 5 } else { width.saturating_sub(36).max(width * 2 / 5).min(width / 2) };
        // Two cells further in than its heading.
        let name = (name + 2).min(most);
        let (source, share) = if narrow { (0, 2) } else { (source, 3) };
        let more = more.min(8);
        // The sign before a row, the cell behind it, and one before each column.
        let room = width.saturating_sub(3 + name + more + 4);
        // Where there is little room the line below the rows tells under which condition.
        let condition = if room < 30 { 0 } else { condition.min(room / share) };
        let divisions = divisions.min(room / if room < 30 { 2 } else { share });
        [divisions, condition, source.min(room.saturating_sub(divisions + condition)), more]
    }
}

/// A permission's row: found by where it holds and by every way to it as well.
fn effective(at: usize, permission: &EffectivePermission, base: &HashSet<&RoleId>) -> Node<Row> {
    let divisions = paths::divisions(&permission.divisions);
    let first = permission.paths.first();
    let condition = first.and_then(|p| p.condition.as_ref()).filter(|_| permission.only_conditional);
    let condition = condition.map(|c| format!("if {c}")).unwrap_or_default();
    let source = first.map(|p| match p.source {
        GrantSource::Direct => format!("{} (direct)", p.role_name),
        GrantSource::Group(_) => format!("{} > {}", p.source_name, p.role_name),
    });
    let source = source.unwrap_or_default();
    let stays = permission.paths.iter().any(|path| base.contains(&path.role));
    let cells = vec![
        Cell { text: permission.permission.to_string(), ink: Ink::Plain, cut: Cut::Front },
        cell(divisions, Ink::Plain),
        cell(condition, Ink::Doubt),
        cell(source, Ink::Plain),
    ];
    let mut node = Node::row(1, with_more(cells, permission.paths.len(), stays), Row::Effective(at));
    for path in &permission.paths {
        node.words.push(' ');
        node.words.push_str(&paths::way(path));
    }
    let way = first.map(paths::way).unwrap_or_default();
    let more = match permission.paths.len() {
        0 | 1 => String::new(),
        n => format!("  (+{}, w shows all)", n - 1),
    };
    let unknown = if permission.unknown { "  (not in the catalogue)" } else { "" };
    let stays = if stays { "  (everybody has it: an offboarding leaves it)" } else { "" };
    node.with_detail(format!("{way}{more}{unknown}{stays}"))
}

/// The last column: how many more ways there are, and whether an offboarding leaves the permission.
fn with_more(mut cells: Vec<Cell>, ways: usize, stays: bool) -> Vec<Cell> {
    let more = if ways > 1 { format!("+{}", ways - 1) } else { String::new() };
    let stays = if stays { "stays" } else { "" };
    cells.push(cell(format!("{more} {stays}").trim(), Ink::Faint));
    cells
}

/// Draws the pane.
pub fn view(app: &App, placed: Placed, canvas: &mut Canvas<'_>) {
    let permissions = &app.people.permissions;
    let (left, all) = permissions.outline.counts();
    let narrowed = permissions.only.is_some() || !permissions.outline.filter.is_empty();
    let all = app.people.card.data().map_or(all, |c| c.access.permissions.len() + c.access.general.len());
    let right = if narrowed { format!("{}/{}", text::count(left), text::count(all)) } else { text::count(all) };
    let title = match &permissions.only {
        Some((_, role)) => format!("4 Effective permissions: only {role}"),
        None => "4 Effective permissions".to_owned(),
    };
    let none = match (permissions.outline.filter.text(), &permissions.only) {
        ("", Some((_, role))) => format!("{role} gives no permission. Esc shows all."),
        ("", None) => "This person may do nothing.".to_owned(),
        (words, _) => format!("No permission matches \"{}\". Esc clears the filter.", DisplayText::new(words)),
    };
    let widths = permissions.widths(placed.rows.width);
    listing::view(app, placed, Listing { title, right, none, widths: &widths }, &permissions.outline, canvas);
}
