//! Pane 2: the groups of the selected person, or the members of one group.

use crate::backend::PersonCard;
use crate::model::{DisplayText, GrantSource, Group, GroupId, GroupImage, GroupMember, Table};
use crate::tui::app::place::{Placed, prose};
use crate::tui::app::{App, Remote};
use crate::tui::widget::{Canvas, Cursor, Narrow, Prompt, text};
use ratatui::layout::Rect;
use std::sync::Arc;

/// The group that the pane is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub name: DisplayText,
}

/// What the pane knows.
#[derive(Debug, Default)]
pub struct Members {
    /// The group whose members are shown; none shows the person's groups.
    pub group: Option<Shown>,
    /// The group, read whole.
    pub card: Remote<Arc<GroupImage>>,
    /// What the list is narrowed to.
    pub filter: Prompt,
    cursor: Cursor,
    rows: Vec<usize>,
}

impl Members {
    /// Shows a group's members from now on.
    pub fn show(&mut self, id: GroupId, name: DisplayText) {
        if self.group.as_ref().is_none_or(|g| g.id != id) {
            self.forget();
            self.group = Some(Shown { id, name });
        }
    }

    /// Shows no group any more.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Works out which rows are left.
    pub fn narrow(&mut self, card: Option<&PersonCard>) {
        let narrow = Narrow::new(self.filter.text());
        self.rows = match (&self.group, self.card.data()) {
            (Some(_), Some(group)) => (0..group.members.len())
                .filter(|i| {
                    let member = &group.members[*i];
                    narrow.holds(&format!("{} {}", member.name, member.email))
                })
                .collect(),
            (Some(_), None) => Vec::new(),
            (None, _) => {
                let groups = card.map_or(&[][..], |c| &c.seat.groups);
                (0..groups.len()).filter(|i| narrow.holds(groups[*i].name.as_str())).collect()
            }
        };
    }

    /// The list's cursor and length.
    pub fn list(&mut self) -> (&mut Cursor, usize) {
        (&mut self.cursor, self.rows.len())
    }

    /// Whether the filter leaves any row in.
    pub fn has_rows(&self) -> bool {
        !self.rows.is_empty()
    }

    fn index(&self) -> Option<usize> {
        self.rows.get(self.cursor.at).copied()
    }

    /// The selected group, where groups are shown.
    pub fn group_under(&self, card: Option<&PersonCard>) -> Option<(GroupId, DisplayText)> {
        if self.group.is_some() {
            return None;
        }
        let group = card?.seat.groups.get(self.index()?)?;
        Some((group.id.clone(), group.name.clone()))
    }

    /// The selected member, where members are shown.
    pub fn member_under(&self) -> Option<&GroupMember> {
        self.group.as_ref()?;
        self.card.data()?.members.get(self.index()?)
    }

    /// The members whom the filter leaves in, where members are shown.
    pub fn listed(&self) -> impl Iterator<Item = &GroupMember> {
        let image = self.card.data().filter(|_| self.group.is_some());
        image.into_iter().flat_map(|image| self.rows.iter().filter_map(|at| image.members.get(*at)))
    }

    /// By which words the selected member can be searched for.
    pub fn person_under(&self) -> Option<String> {
        let member = self.member_under()?;
        Some(if member.email.is_empty() { &member.name } else { &member.email }.to_string())
    }

    /// The id of the selected row.
    pub fn id_under(&self, card: Option<&PersonCard>) -> Option<String> {
        match self.member_under() {
            Some(member) => Some(member.id.to_string()),
            None => self.group_under(card).map(|(id, _)| id.to_string()),
        }
    }

    /// The selected row as text, cells separated by tabs.
    pub fn row_under(&self, card: Option<&PersonCard>) -> Option<String> {
        match self.member_under() {
            Some(m) => Some(format!("{}\t{}\t{}\t{}", m.name, m.email, part(m), m.id)),
            None => self.group_under(card).map(|(id, name)| format!("{name}\t{id}")),
        }
    }
}

impl Members {
    /// The list as the filter leaves it.
    pub fn table(&self, card: Option<&PersonCard>) -> Option<Table> {
        let rows = self.rows.iter();
        if let (Some(group), Some(data)) = (&self.group, self.card.data()) {
            let members = rows.filter_map(|at| data.members.get(*at));
            let cells = |m: &GroupMember| [m.name.clone(), m.email.clone(), part(m).into(), m.id.as_str().into()];
            let rows = members.map(|m| cells(m).to_vec()).collect();
            let title = format!("Members of {}", group.name).into();
            return Some(Table { title, columns: vec!["name", "email", "part", "id"], rows });
        }
        let card = card.filter(|_| self.group.is_none())?;
        let cells = |g: &Group| {
            let owner = if g.owners.contains(&card.seat.person.id) { "owner" } else { "" };
            [g.name.clone(), owner.into(), g.member_count.to_string().into(), g.id.as_str().into()]
        };
        let rows = rows.filter_map(|at| card.seat.groups.get(*at)).map(|g| cells(g).to_vec()).collect();
        let title = format!("Groups of {}", card.seat.person.name).into();
        Some(Table { title, columns: vec!["group", "part", "members", "id"], rows })
    }
}

/// What a member is to the group, in words.
fn part(member: &GroupMember) -> &'static str {
    match (member.owner, member.individual) {
        (true, true) => "owner, member",
        (true, false) => "owner",
        (false, true) => "member",
        (false, false) => "by rule",
    }
}

/// Draws the pane.
pub fn view(app: &App, placed: Placed, canvas: &mut Canvas<'_>) {
    let members = &app.people.members;
    let person = app.people.card.data();
    let (title, total) = match (&members.group, members.card.data()) {
        (Some(group), card) => (format!("2 Group members: {}", group.name), card.map(|c| c.members.len())),
        (None, _) => ("2 Groups".to_owned(), person.map(|c| c.seat.groups.len())),
    };
    let right = total.map_or(String::new(), |total| {
        if members.filter.is_empty() {
            text::count(total)
        } else {
            format!("{}/{}", text::count(members.rows.len()), text::count(total))
        }
    });
    // The name is cut here, so that the filter keeps its place behind it.
    let title = text::cut(&canvas.shown(&title), placed.outer.width.saturating_sub(24) as usize).into_owned();
    super::frame(app, placed, &title, &right, &members.filter, canvas);
    let typing = canvas.cursor().filter(|_| members.filter.typing);
    let focused = app.has_focus(placed.pane);
    match (&members.group, &members.card, person) {
        (Some(_), Remote::Ready { data, .. } | Remote::Stale { data, .. }, _) => {
            group(app, data, placed, focused, canvas);
            gives(data, person.map(AsRef::as_ref), placed, canvas);
        }
        (Some(_), Remote::Failed { fault }, _) => {
            super::failed(canvas, prose(placed.rows), fault);
        }
        (Some(_), _, _) => {
            let quiet = canvas.theme.quiet;
            canvas.paragraph(prose(placed.rows), &super::reading(app, "reading the group"), quiet);
        }
        (None, _, Some(card)) => groups(members, card, placed.rows, focused, canvas),
        (None, _, None) => super::listing::unread(app, placed.pane, placed.rows, canvas),
    }
    if let Some(place) = typing {
        canvas.cursor_at(place.x, place.y);
    }
}

fn groups(members: &Members, card: &PersonCard, area: Rect, focused: bool, canvas: &mut Canvas<'_>) {
    if members.rows.is_empty() {
        let words = if members.filter.is_empty() {
            "This person is in no group.".to_owned()
        } else {
            format!("No group matches \"{}\". Esc clears the filter.", DisplayText::new(members.filter.text()))
        };
        let style = canvas.theme.text;
        canvas.paragraph(prose(area), &words, style);
        return;
    }
    let me = &card.seat.person.id;
    canvas.rows(area, members.cursor, members.rows.len(), focused, |canvas, index, row, style| {
        let group: &Group = &card.seat.groups[members.rows[index]];
        let part = if group.owners.contains(me) { "owner" } else { "" };
        let count = text::counted(group.member_count as usize, "member");
        let x = canvas.put_right(row.right(), row.y, 16, &count, style);
        let x = x.saturating_sub(7);
        canvas.put(x, row.y, 6, part, style);
        canvas.put(row.x, row.y, x.saturating_sub(row.x + 1), group.name.as_str(), style);
    });
}

fn group(app: &App, card: &GroupImage, placed: Placed, focused: bool, canvas: &mut Canvas<'_>) {
    let (area, quiet, members) = (placed.rows, canvas.theme.quiet, &app.people.members);
    if members.rows.is_empty() {
        let words = if members.filter.is_empty() {
            "Nobody is in this group.".to_owned()
        } else {
            format!("Nobody matches \"{}\". Esc clears the filter.", DisplayText::new(members.filter.text()))
        };
        canvas.paragraph(prose(area), &words, quiet);
    }
    canvas.rows(area, members.cursor, members.rows.len(), focused, |canvas, index, row, style| {
        let member = &card.members[members.rows[index]];
        if app.people.marks.has(&member.id) {
            canvas.put(row.x.saturating_sub(1), row.y, 1, "*", style);
        }
        let x = row.right().saturating_sub(14);
        canvas.put(x, row.y, 14, part(member), style);
        let mut room = x.saturating_sub(row.x + 1);
        if row.width >= 60 {
            let email = row.width * 2 / 5;
            let x = x.saturating_sub(email + 1);
            canvas.put_middle(x, row.y, email, member.email.as_str(), style);
            room = x.saturating_sub(row.x + 1);
        }
        canvas.put(row.x, row.y, room, member.name.as_str(), style);
    });
}

/// Below the members: what membership brings with it.
fn gives(card: &GroupImage, person: Option<&PersonCard>, placed: Placed, canvas: &mut Canvas<'_>) {
    let quiet = canvas.theme.quiet;
    let area = placed.rows;
    let below = placed.outer.bottom().saturating_sub(area.bottom() + 1);
    let roles: Vec<_> = card.grants.iter().map(|g| format!("{} ({})", g.role_name, g.division_name)).collect();
    let mut given = match roles.as_slice() {
        [] => "gives no role".to_owned(),
        roles => format!("gives {}", roles.join(", ")),
    };
    if let Some(count) = person.and_then(|person| permissions_by(card, person)).filter(|_| !roles.is_empty()) {
        given.push_str(&format!(": {}", text::counted(count, "permission")));
    }
    let queues: Vec<_> = card.queues.iter().map(|q| q.name.as_str()).collect();
    let mut rest = if queues.is_empty() { "no queue".to_owned() } else { format!("queues {}", queues.join(", ")) };
    if card.dynamic {
        rest.push_str(" · a rule decides who is in it");
    }
    let lines = if below > 1 { vec![given, rest] } else { vec![format!("{given} · {rest}")] };
    for (line, y) in lines.iter().zip(area.bottom()..) {
        canvas.put(area.x, y, area.width, line, quiet);
    }
}

/// How many permissions the selected person has through the group, where they are in it.
fn permissions_by(card: &GroupImage, person: &PersonCard) -> Option<usize> {
    let source = GrantSource::Group(card.group.id.clone());
    person.seat.groups.iter().find(|group| group.id == card.group.id)?;
    Some(person.access.permissions.iter().filter(|p| p.paths.iter().any(|path| path.source == source)).count())
}
