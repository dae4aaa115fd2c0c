//! A group written out: what it carries, and who is in it.

use crate::model::{GroupImage, GroupMember};
use crate::tui::pane::page::{Ink, Page, piece};
use crate::tui::widget::text;

/// The whole page for this width.
pub fn page(image: &GroupImage, width: u16) -> Page {
    let mut page = Page::new(width);
    let group = &image.group;
    page.row(2, [piece(group.name.as_str(), Ink::Strong), piece(format!("  {}", super::kind(group)), Ink::Faint)]);
    let rule = if image.dynamic { " · a rule decides who is in it" } else { "" };
    page.row(2, [piece(format!("{}{rule}", text::counted(image.members.len(), "member")), Ink::Plain)]);
    page.gap();
    let roles = image.grants.iter().map(|grant| format!("{} ({})", grant.role_name, grant.division_name));
    listing("carries", "no role", roles.collect(), &mut page);
    listing("queues", "no queue", image.queues.iter().map(|queue| queue.name.to_string()).collect(), &mut page);
    let owners = image.members.iter().filter(|member| member.owner);
    listing("owners", "nobody", owners.map(|member| member.name.to_string()).collect(), &mut page);
    page.gap();
    for member in image.members.iter().filter(|member| member.individual || !member.owner) {
        page.row(4, [piece(format!("  {}", member.name), Ink::Plain), piece(note(member), Ink::Faint)]);
    }
    page
}

fn listing(label: &str, none: &str, all: Vec<String>, page: &mut Page) {
    let words = if all.is_empty() { none.to_owned() } else { all.join(", ") };
    let ink = if all.is_empty() { Ink::Faint } else { Ink::Plain };
    page.row(9, [piece(format!("{label:<9}"), Ink::Faint), piece(words, ink)]);
}

fn note(member: &GroupMember) -> String {
    let part = match (member.owner, member.individual) {
        (true, _) => "  owner",
        (false, false) => "  by rule",
        (false, true) => "",
    };
    format!("{part}  {}", member.email)
}
