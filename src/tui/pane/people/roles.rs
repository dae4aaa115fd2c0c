//! Pane 3: by which ways roles reach the selected person, as a tree: source, role, policies.

use crate::access::RoleBranch;
use crate::backend::PersonCard;
use crate::model::{DisplayText, GrantSource, GroupId, RoleId};
use crate::tui::app::place::Placed;
use crate::tui::app::{App, Remote};
use crate::tui::widget::{Canvas, Cursor, Narrow, Prompt, text};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::collections::HashSet;

/// A row of the tree, as positions among the branches of the person's access.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Row {
    /// A source, by its first branch.
    Source(usize),
    /// A role as that branch gives it.
    Role(usize),
    /// A policy of that branch.
    Policy(usize, usize),
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
    /// What the tree is narrowed to.
    pub filter: Prompt,
    cursor: Cursor,
    rows: Vec<Row>,
    /// Sources are open until they are folded.
    folded: HashSet<GrantSource>,
    /// Roles are closed until they are unfolded.
    unfolded: HashSet<(GrantSource, RoleId)>,
}

fn branches(card: Option<&PersonCard>) -> &[RoleBranch] {
    card.map_or(&[], |c| &c.access.roles)
}

impl Roles {
    /// Takes over a card that has just come; what is folded stays so.
    pub fn fresh(&mut self, card: Option<&PersonCard>) {
        self.narrow(card);
    }

    /// Works out which rows are left.
    pub fn narrow(&mut self, card: Option<&PersonCard>) {
        let narrow = Narrow::new(self.filter.text());
        let branches = branches(card);
        let kept: Vec<usize> = (0..branches.len())
            .filter(|i| {
                let b = &branches[*i];
                let policies = b.policies.iter().map(|p| format!("{}:{}", p.domain, p.entity)).collect::<Vec<_>>();
                narrow.holds(&format!("{} {} {}", b.source_name, b.role_name, policies.join(" ")))
            })
            .collect();
        self.rows.clear();
        let mut last: Option<&GrantSource> = None;
        for index in kept {
            let branch = &branches[index];
            if last != Some(&branch.source) {
                self.rows.push(Row::Source(index));
                last = Some(&branch.source);
            }
            if self.folded.contains(&branch.source) {
                continue;
            }
            self.rows.push(Row::Role(index));
            if self.unfolded.contains(&(branch.source.clone(), branch.role.clone())) {
                self.rows.extend((0..branch.policies.len()).map(|p| Row::Policy(index, p)));
            }
        }
    }

    /// The list's cursor and length.
    pub fn list(&mut self) -> (&mut Cursor, usize) {
        (&mut self.cursor, self.rows.len())
    }

    fn row(&self) -> Option<Row> {
        self.rows.get(self.cursor.at).copied()
    }

    /// What the cursor stands on.
    pub fn under(&self, card: &PersonCard) -> Option<Under> {
        let branches = &card.access.roles;
        match self.row()? {
            Row::Source(i) => branches.get(i).map(|b| match &b.source {
                GrantSource::Direct => Under::Direct,
                GrantSource::Group(id) => Under::Group(id.clone(), b.source_name.clone()),
            }),
            Row::Role(i) | Row::Policy(i, _) => {
                branches.get(i).map(|b| Under::Role(b.role.clone(), b.role_name.clone()))
            }
        }
    }

    /// Folds or unfolds the selected row; folding what is folded goes to its parent.
    pub fn fold(&mut self, fold: bool, card: Option<&PersonCard>) {
        let branches = branches(card);
        let key = |i: usize| branches.get(i).map(|b| (b.source.clone(), b.role.clone()));
        let Some(row) = self.row() else { return };
        match (row, fold) {
            (Row::Source(i), _) => {
                let Some((source, _)) = key(i) else { return };
                if fold {
                    self.folded.insert(source);
                } else {
                    self.folded.remove(&source);
                }
            }
            (Row::Role(i), false) => self.unfolded.extend(key(i)),
            (Row::Role(i), true) => {
                let was_open = key(i).is_some_and(|k| self.unfolded.remove(&k));
                if !was_open {
                    self.climb(|r| matches!(r, Row::Source(_)));
                }
            }
            (Row::Policy(..), true) => self.climb(|r| matches!(r, Row::Role(_))),
            (Row::Policy(..), false) => {}
        }
        self.narrow(card);
    }

    /// Folds what is open, unfolds what is not.
    pub fn toggle(&mut self, card: Option<&PersonCard>) {
        if let Some(Row::Source(i)) = self.row()
            && let Some(branch) = branches(card).get(i)
        {
            let open = !self.folded.contains(&branch.source);
            self.fold(open, card);
        }
    }

    fn climb(&mut self, is_parent: impl Fn(&Row) -> bool) {
        if let Some(at) = self.rows[..self.cursor.at].iter().rposition(is_parent) {
            self.cursor.at = at;
        }
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
    pub fn row_under(&self, card: &PersonCard) -> Option<String> {
        let branches = &card.access.roles;
        Some(match self.row()? {
            Row::Source(i) => branches.get(i)?.source_name.to_string(),
            Row::Role(i) => {
                let b = branches.get(i)?;
                format!("{}\t{}\t{}\t{}", b.source_name, b.role_name, divisions(b), b.role)
            }
            Row::Policy(i, p) => policy(branches.get(i)?, p),
        })
    }
}

fn divisions(branch: &RoleBranch) -> String {
    branch.divisions.iter().map(|d| d.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn policy(branch: &RoleBranch, index: usize) -> String {
    branch.policies.get(index).map_or(String::new(), |p| {
        let actions = p.actions.iter().map(DisplayText::as_str).collect::<Vec<_>>().join(", ");
        let condition = p.condition.as_ref().map_or(String::new(), |c| format!("  if {c}"));
        format!("{}:{}  {actions}{condition}", p.domain, p.entity)
    })
}

/// Draws the pane.
pub fn view(app: &App, placed: Placed, canvas: &mut Canvas<'_>) {
    let roles = &app.people.roles;
    let card = app.people.card.data();
    let right = card.map_or(String::new(), |c| {
        let mut ids: Vec<_> = c.access.roles.iter().map(|b| &b.role).collect();
        ids.sort();
        ids.dedup();
        text::counted(ids.len(), "role")
    });
    super::frame(app, placed, "3 Role hierarchy", &right, &roles.filter, canvas);
    let typing = canvas.cursor().filter(|_| roles.filter.typing);
    let (style, quiet) = (canvas.theme.text, canvas.theme.quiet);
    let area = placed.rows;
    match (&app.people.card, card) {
        (_, Some(card)) if !roles.rows.is_empty() => {
            canvas.rows(
                area,
                roles.cursor,
                roles.rows.len(),
                app.has_focus(placed.pane),
                |canvas, index, row, style| {
                    draw(roles, roles.rows[index], &card.access.roles, row, style, canvas);
                },
            );
        }
        (_, Some(_)) if !roles.filter.is_empty() => {
            let words =
                format!("No role matches \"{}\". Esc clears the filter.", DisplayText::new(roles.filter.text()));
            canvas.paragraph(area, &words, style);
        }
        (_, Some(_)) => {
            canvas.paragraph(area, "No role reaches this person.", style);
        }
        (Remote::Idle, None) => {
            canvas.paragraph(area, super::not_yet(app, placed.pane), quiet);
        }
        (Remote::Failed { fault }, None) if app.people.front == placed.pane => super::failed(canvas, area, fault),
        (Remote::Failed { .. }, None) => {
            canvas.paragraph(area, "Not read.", quiet);
        }
        (_, None) => {
            canvas.paragraph(area, &super::reading(app, "reading"), quiet);
        }
    }
    if let Some(place) = typing {
        canvas.cursor_at(place.x, place.y);
    }
}

fn draw(roles: &Roles, which: Row, branches: &[RoleBranch], row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let strong = style.patch(canvas.theme.strong);
    let quiet = style.patch(canvas.theme.quiet);
    match which {
        Row::Source(i) => {
            let branch = &branches[i];
            let sign = if roles.folded.contains(&branch.source) { ">" } else { "v" };
            let words = match branch.source {
                GrantSource::Direct => format!("{sign} direct"),
                GrantSource::Group(_) => format!("{sign} group {}", branch.source_name),
            };
            let count = branches.iter().filter(|b| b.source == branch.source).count();
            let x = canvas.put_right(row.right(), row.y, 12, &text::counted(count, "role"), quiet);
            canvas.put(row.x, row.y, x.saturating_sub(row.x + 1), &words, strong);
        }
        Row::Role(i) => {
            let branch = &branches[i];
            let open = roles.unfolded.contains(&(branch.source.clone(), branch.role.clone()));
            let sign = if open { "v" } else { ">" };
            let right = if branch.unknown {
                "? unknown role".to_owned()
            } else {
                text::counted(branch.permission_count, "permission")
            };
            // Columns that stay where they are from row to row: the name, where it holds, how much it gives.
            let count_x = row.right().saturating_sub(17);
            canvas.put_right(row.right(), row.y, 16, &right, style);
            let wide = row.width >= 56;
            let divisions_width = if wide { row.width / 4 } else { 0 };
            let end = count_x.saturating_sub(divisions_width);
            if wide {
                canvas.put(end, row.y, divisions_width.saturating_sub(1), &divisions(branch), style);
            }
            let room = end.saturating_sub(row.x + 3);
            let x = canvas.put(row.x + 2, row.y, room, &format!("{sign} {}", branch.role_name), style);
            let mut notes = Vec::new();
            if !wide {
                notes.push(divisions(branch));
            }
            if branch.is_base {
                notes.push("everybody has it".to_owned());
            }
            if let Some(from) = &branch.derived_from {
                notes.push(format!("made from {from}"));
            }
            let note = format!("  {}", notes.join(", "));
            let room = end.saturating_sub(x + 1);
            if !notes.is_empty() && room > 6 {
                canvas.put(x, row.y, room, &note, quiet);
            }
        }
        Row::Policy(i, p) => {
            canvas.put(row.x + 6, row.y, row.width.saturating_sub(6), &policy(&branches[i], p), style);
        }
    }
}
