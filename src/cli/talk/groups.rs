//! Groups: who is in one, what it carries, and its removal.

use super::Talk;
use super::ask::{Told, stay};
use super::line::Line;
use super::pick::{Picked, Row};
use crate::cli::text::{self, Columns};
use crate::cli::{Exit, Who};
use crate::model::Group;
use tokio_util::sync::CancellationToken;

const DOINGS: [&str; 4] = [
    "Who is in it",
    "What it carries: the roles and permissions that members have from it",
    "Offboard its members",
    "Remove it",
];

impl Talk<'_> {
    /// Finds groups and does what is wanted about them, until somebody goes back.
    pub(super) async fn groups(&mut self) -> Told<()> {
        loop {
            let group = self.find_group().await?;
            stay(self.group(&group).await)?;
        }
    }

    /// A group by words.
    pub(super) async fn find_group(&mut self) -> Told<Group> {
        let prompt = "Group: a part of its name, or nothing for all";
        let mut words = self.ask_if_any(prompt, "Say a part of the name, or the id.").await?.unwrap_or_default();
        loop {
            let (desk, stop) = (self.desk.clone(), CancellationToken::new());
            let mut groups = match self.work(desk.groups(), false, &stop).await? {
                Ok(groups) => groups,
                Err(trouble) => {
                    self.tell(trouble)?;
                    Vec::new()
                }
            };
            let wanted = words.to_lowercase();
            groups.retain(|group| group.name.as_str().to_lowercase().contains(&wanted) || group.id.as_str() == wanted);
            groups.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
            if groups.is_empty() {
                self.refuse(&format!("No group matches {words}."), Exit::NotFound)?;
                words = self.ask_if_any(prompt, "Say a part of the name, or the id.").await?.unwrap_or_default();
                continue;
            }
            match self.pick("Which one", &rows(&groups), "or other words to look for").await? {
                Picked::Row(at) => return Ok(groups.swap_remove(at)),
                Picked::Words(other) => words = other,
            }
        }
    }

    async fn group(&mut self, group: &Group) -> Told<()> {
        let members = text::count(group.member_count as usize, "member");
        let heading = format!("{}, {members}", group.name);
        loop {
            let told = match self.choose(&heading, &DOINGS).await? {
                0 => self.members(group).await,
                1 => self.access(&format!("group:{}", group.id)).await,
                2 => self.offboard_many(Line::of("offboard").option("--group", group.id.as_str())).await,
                _ => self.remove_group(group).await,
            };
            stay(told)?;
        }
    }

    async fn members(&mut self, group: &Group) -> Told<()> {
        let (desk, stop) = (self.desk.clone(), CancellationToken::new());
        let members = match self.work(desk.group_members(&group.id), false, &stop).await? {
            Ok(members) => members,
            Err(trouble) => return self.tell(trouble),
        };
        if members.is_empty() {
            self.say("Nobody is in this group.");
            return Ok(());
        }
        let mut columns = Columns::default();
        for member in &members {
            let how = if member.individual { "" } else { "by a rule" };
            let owns = if member.owner { "owner" } else { "" };
            columns.row("", [member.name.to_string(), member.email.to_string(), owns.to_owned(), how.to_owned()]);
        }
        let lines = columns.lines(0);
        let rows: Vec<Row> =
            lines.lines().zip(&members).map(|(line, m)| Row { line: line.to_owned(), key: m.id.to_string() }).collect();
        let Picked::Row(at) = self.pick("Member to look at", &rows, "").await? else { return Ok(()) };
        let (desk, stop) = (self.desk.clone(), CancellationToken::new());
        let who = Who::Id(members[at].id.clone());
        match self.work(desk.resolve(&who), false, &stop).await? {
            Ok(found) => match found.first() {
                Some(person) => {
                    let someone = self.someone(person).await?;
                    self.person(&someone).await
                }
                None => self.refuse("There is no such person any more.", Exit::NotFound),
            },
            Err(trouble) => self.tell(trouble),
        }
    }

    async fn remove_group(&mut self, group: &Group) -> Told<()> {
        let line = Line::of("remove-group").with(group.id.as_str());
        let answer = self.carry(&line).await?;
        self.confirm_one(line, &answer.result["plan"], "Remove the group", false).await
    }
}

fn rows(groups: &[Group]) -> Vec<Row> {
    let mut columns = Columns::default();
    for group in groups {
        let carries = if group.roles_enabled { "may carry roles" } else { "" };
        let members = text::count(group.member_count as usize, "member");
        columns.row("", [group.name.to_string(), members, carries.to_owned(), group.id.to_string()]);
    }
    let lines = columns.lines(0);
    lines.lines().zip(groups).map(|(line, group)| Row { line: line.to_owned(), key: group.id.to_string() }).collect()
}
