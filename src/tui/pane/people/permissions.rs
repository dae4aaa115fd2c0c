//! Pane 4: what the selected person may do, where, and by how many ways.

use super::People;
use crate::access::{EffectivePermission, Path};
use crate::backend::PersonCard;
use crate::model::{DisplayText, GrantSource, RoleId};
use crate::tui::app::place::Placed;
use crate::tui::app::{App, Remote};
use crate::tui::overlay::reader::Reader;
use crate::tui::widget::{Canvas, Cursor, Narrow, Prompt, text};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// A row, as a position among what the person may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Row {
    /// A permission.
    Effective(usize),
    /// An old general permission.
    General(usize),
}

/// What the pane knows.
#[derive(Debug, Default)]
pub struct Permissions {
    /// What the list is narrowed to.
    pub filter: Prompt,
    /// Only what this role gives.
    pub only: Option<(RoleId, DisplayText)>,
    cursor: Cursor,
    rows: Vec<Row>,
}

impl Permissions {
    /// Shows nobody's any more.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Whether no row is left.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Works out which rows are left; the selected permission stays selected if it is among them.
    pub fn narrow(&mut self, card: Option<&PersonCard>) {
        let before = self.rows.get(self.cursor.at).copied();
        let narrow = Narrow::new(self.filter.text());
        self.rows.clear();
        let Some(card) = card else { return };
        let only = self.only.as_ref().map(|(id, name)| (id, name.as_str()));
        for (i, permission) in card.access.permissions.iter().enumerate() {
            let by_role = only.is_none_or(|(id, _)| permission.paths.iter().any(|p| p.role == *id));
            if by_role && narrow.holds(&format!("{} {}", permission.permission, divisions(permission))) {
                self.rows.push(Row::Effective(i));
            }
        }
        for (i, (name, roles)) in card.access.general.iter().enumerate() {
            let by_role = only.is_none_or(|(_, role)| roles.iter().any(|r| r.as_str() == role));
            if by_role && narrow.holds(name.as_str()) {
                self.rows.push(Row::General(i));
            }
        }
        let same = before.and_then(|row| self.rows.iter().position(|r| *r == row));
        self.cursor.at = same.unwrap_or(0);
    }

    /// The list's cursor and length.
    pub fn list(&mut self) -> (&mut Cursor, usize) {
        (&mut self.cursor, self.rows.len())
    }

    /// The width of the divisions' column: what the rows need, and at the most three tenths of the pane, since the
    /// name says more.
    fn middle(&self, card: &PersonCard, width: u16) -> u16 {
        let needed = self.rows.iter().map(|row| match row {
            Row::Effective(i) => text::width(&divisions(&card.access.permissions[*i])),
            Row::General(_) => text::width("general"),
        });
        u16::try_from(needed.max().unwrap_or(0)).unwrap_or(u16::MAX).min(width * 3 / 10)
    }

    fn row(&self) -> Option<Row> {
        self.rows.get(self.cursor.at).copied()
    }

    /// The selected permission as it is written.
    pub fn text_under(&self, card: &PersonCard) -> Option<String> {
        Some(match self.row()? {
            Row::Effective(i) => card.access.permissions.get(i)?.permission.to_string(),
            Row::General(i) => card.access.general.get(i)?.0.to_string(),
        })
    }

    /// Every way by which the selected permission comes about, and what would end it.
    pub fn why(&self, people: &People) -> Option<Reader> {
        let card = people.card.data()?;
        let name = &card.seat.person.name;
        let mut lines = Vec::new();
        let title = match self.row()? {
            Row::Effective(i) => {
                let permission = card.access.permissions.get(i)?;
                lines.push(format!("{name} may {} in {}.", permission.permission, divisions(permission)));
                if permission.unknown {
                    lines.push("The catalogue does not know this permission: it stands as the role has it.".to_owned());
                }
                if !permission.division_aware {
                    lines.push("Divisions do not limit this permission.".to_owned());
                }
                if permission.only_conditional {
                    lines.push("Only sometimes: every way to it has a condition.".to_owned());
                }
                for (number, path) in permission.paths.iter().enumerate() {
                    lines.push(String::new());
                    lines.push(format!("{}.  {}", number + 1, way(path)));
                    if let Some(condition) = &path.condition {
                        lines.push(format!("    only if {condition}"));
                    }
                    lines.push(match &path.source {
                        GrantSource::Direct => format!("    ends with: the role {} taken from {name}", path.role_name),
                        GrantSource::Group(_) => format!(
                            "    ends with: {name} leaving {}, or {} taken off that group",
                            path.source_name, path.role_name
                        ),
                    });
                }
                format!("Why {}", permission.permission)
            }
            Row::General(i) => {
                let (permission, roles) = card.access.general.get(i)?;
                lines.push(format!("{name} has the general permission {permission}; it is older than divisions."));
                lines.extend(roles.iter().map(|role| format!("    by the role {role}")));
                format!("Why {permission}")
            }
        };
        Some(Reader::new(title, lines))
    }
}

fn divisions(permission: &EffectivePermission) -> String {
    permission.divisions.iter().map(|d| d.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// A way in one line: source, role, policy, division.
fn way(path: &Path) -> String {
    let source = match path.source {
        GrantSource::Direct => "direct".to_owned(),
        GrantSource::Group(_) => format!("group {}", path.source_name),
    };
    format!("{source} > {} > {} > {}", path.role_name, path.policy, path.division.name)
}

/// Draws the pane.
pub fn view(app: &App, placed: Placed, canvas: &mut Canvas<'_>) {
    let permissions = &app.people.permissions;
    let card = app.people.card.data();
    let total = card.map(|c| c.access.permissions.len() + c.access.general.len());
    let narrowed = permissions.only.is_some() || !permissions.filter.is_empty();
    let right = match total {
        Some(total) if narrowed => format!("{}/{}", text::count(permissions.rows.len()), text::count(total)),
        Some(total) => text::count(total),
        None => String::new(),
    };
    let title = match &permissions.only {
        Some((_, role)) => format!("4 Effective permissions: only {role}"),
        None => "4 Effective permissions".to_owned(),
    };
    let title = text::cut(&title, placed.outer.width.saturating_sub(24) as usize).into_owned();
    super::frame(app, placed, &title, &right, &permissions.filter, canvas);
    let typing = canvas.cursor().filter(|_| permissions.filter.typing);
    let (style, quiet) = (canvas.theme.text, canvas.theme.quiet);
    let area = placed.rows;
    match (&app.people.card, card) {
        (_, Some(card)) if !permissions.rows.is_empty() => {
            let focused = app.has_focus(placed.pane);
            let middle = permissions.middle(card, area.width);
            canvas.rows(area, permissions.cursor, permissions.rows.len(), focused, |canvas, index, row, style| {
                draw(permissions.rows[index], card, middle, row, style, canvas);
            });
            if area.bottom() < placed.outer.bottom() - 1 {
                let line = detail(permissions, card);
                canvas.put(area.x, area.bottom(), area.width, &line, quiet);
            }
        }
        (_, Some(_)) if narrowed => {
            let words = match (permissions.filter.text(), &permissions.only) {
                ("", Some((_, role))) => format!("{role} gives no permission. Esc shows all."),
                (words, _) => format!("No permission matches \"{}\". Esc clears the filter.", DisplayText::new(words)),
            };
            canvas.paragraph(area, &words, style);
        }
        (_, Some(_)) => {
            canvas.paragraph(area, "This person may do nothing.", style);
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

/// The way of the selected permission, in one line.
fn detail(permissions: &Permissions, card: &PersonCard) -> String {
    match permissions.row() {
        Some(Row::Effective(i)) => {
            let Some(permission) = card.access.permissions.get(i) else { return String::new() };
            let first = permission.paths.first().map(way).unwrap_or_default();
            match permission.paths.len() {
                0 | 1 => first,
                n => format!("{first}  (+{}, w shows all)", n - 1),
            }
        }
        Some(Row::General(i)) => card.access.general.get(i).map_or(String::new(), |(_, roles)| {
            format!("general permission by {}", roles.iter().map(DisplayText::as_str).collect::<Vec<_>>().join(", "))
        }),
        None => String::new(),
    }
}

fn draw(which: Row, card: &PersonCard, middle: u16, row: Rect, style: Style, canvas: &mut Canvas<'_>) {
    let right = 9.min(row.width / 4);
    let name = row.width.saturating_sub(right + middle + 2);
    match which {
        Row::Effective(i) => {
            let permission = &card.access.permissions[i];
            canvas.put_middle(row.x, row.y, name, &permission.permission.to_string(), style);
            let x = row.x + name + 1;
            // A condition matters more than where it holds, so it takes the place of the count.
            let condition = permission.paths.first().and_then(|p| p.condition.as_ref());
            match condition.filter(|_| permission.only_conditional) {
                Some(condition) => {
                    let tone = style.patch(canvas.theme.warning);
                    let half = (middle + right) / 2;
                    canvas.put(x, row.y, half.saturating_sub(1), &divisions(permission), style);
                    canvas.put(x + half, row.y, row.right().saturating_sub(x + half), &format!("if {condition}"), tone);
                }
                None => {
                    canvas.put(x, row.y, middle, &divisions(permission), style);
                    canvas.put_right(row.right(), row.y, right, &text::counted(permission.paths.len(), "path"), style);
                }
            }
        }
        Row::General(i) => {
            let (permission, roles) = &card.access.general[i];
            canvas.put_middle(row.x, row.y, name, permission.as_str(), style);
            canvas.put(row.x + name + 1, row.y, middle, "general", style);
            canvas.put_right(row.right(), row.y, right, &text::counted(roles.len(), "role"), style);
        }
    }
}
