//! What questions are made of: who and what is selected, and lists of names for the rest.

use super::lists::{self, List};
use super::{Topic, Who, asking};
use crate::access::Question;
use crate::access::answer::{Change, Side};
use crate::access::{Path, RoleBranch, ScopedDivision};
use crate::backend::Portion;
use crate::backend::TableForm;
use crate::model::{DisplayText, DivisionId, GrantSource, Permission, RoleId, RunId, SubjectRef, ThemeName, UserId};
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::overlay::Overlay;
use crate::tui::overlay::picker::{Item, Picker};
use crate::tui::pane::people::roles::{Row, Under};
use crate::tui::pane::{Pane, Screen, jobs, paths};
use std::collections::HashSet;

/// What a permission is chosen for.
#[derive(Clone, PartialEq, Debug)]
pub enum Wish {
    /// Why somebody has it.
    Why(Who),
    /// Why somebody has it not.
    WhyNot(Who),
    /// Who has it.
    WhoCan,
}

/// What follows from choosing something.
#[derive(Clone, PartialEq, Debug)]
pub enum Pick {
    /// A permission for a question that may need a division as well.
    Permission(Wish, Permission),
    /// A question that is complete, and what its step is called.
    Ask(Question, String),
    /// What is to be done with a file of rows.
    Job(jobs::Job),
    /// A portion of a seat, to come back or to be left out.
    Portion(Portion),
    /// A recipe by which an event of the inbox is planned.
    EventRecipe(RunId, String),
    /// A form in which a list is written to a file.
    Write(Written, TableForm),
    /// A set of styles.
    Theme(ThemeName),
}

/// What is written to a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Written {
    /// The list of the focused pane.
    List,
    /// The changes of a comparison.
    Changes,
}

impl Written {
    /// The list that is meant.
    pub fn list(self, app: &App) -> Option<List> {
        match self {
            Self::List => lists::list_of(app),
            Self::Changes => lists::changes(app),
        }
    }
}

/// Who the selected row, or else the screen, is about.
pub fn who(app: &App) -> Option<Who> {
    if app.screen() == Screen::People {
        let person = &app.people.chosen.as_ref()?.person;
        return Some(Who { subject: SubjectRef::user(&person.id), name: person.name.clone() });
    }
    let step = app.question.top()?;
    if let Some((who, _)) = step.target().and_then(|target| target.permission.as_ref()) {
        return Some(who.clone());
    }
    let Topic::Question(Question::Why { subject, .. } | Question::WhyNot { subject, .. }) = &step.subject else {
        return None;
    };
    let name = match step.answer.data().map(AsRef::as_ref) {
        Some(crate::access::Answer::Why(why)) => why.subject.name.clone(),
        Some(crate::access::Answer::WhyNot(not)) => not.subject.name.clone(),
        _ => DisplayText::new(&*subject.id),
    };
    Some(Who { subject: subject.clone(), name })
}

/// The permission that the selected row, or else the screen, is about.
pub fn permission(app: &App) -> Option<Permission> {
    if app.screen() == Screen::People {
        let card = app.people.card.data()?;
        return match app.people.focus {
            Pane::Permissions => app.people.permissions.under(card).map(|p| p.permission.clone()),
            Pane::Roles => app.people.roles.permission(card).filter(|p| p.action.as_str() != "*"),
            _ => None,
        };
    }
    let step = app.question.top()?;
    if let Some((_, permission)) = step.target().and_then(|target| target.permission.as_ref()) {
        return Some(permission.clone());
    }
    match &step.subject {
        Topic::Question(
            Question::Why { permission, .. }
            | Question::WhyNot { permission, .. }
            | Question::WhoCan { permission, .. },
        ) => Some(permission.clone()),
        _ => None,
    }
}

/// The division that the question on the screen asks about.
pub fn division(app: &App) -> Option<DivisionId> {
    match app.question.top().map(|step| &step.subject) {
        Some(Topic::Question(
            Question::Why { division, .. } | Question::WhyNot { division, .. } | Question::WhoCan { division, .. },
        )) if app.screen() == Screen::Question => division.clone(),
        _ => None,
    }
}

/// What a person's question is called in the trail; the person is named where the trail has not done so.
pub fn crumb(app: &App, verb: &str, who: &Who, permission: &Permission) -> String {
    let named = app.screen() == Screen::People && !app.screens.contains(&Screen::Question)
        || app.question.trail().iter().any(|part| *part == who.name.as_str());
    if named { format!("{verb} {permission}") } else { format!("{} {verb} {permission}", who.name) }
}

/// Lets the operator choose a permission.
pub fn permissions(app: &mut App, wish: Wish) {
    let selected = permission(app);
    let item = |permission: &Permission, note: String| Item {
        label: permission.to_string(),
        note,
        pick: Pick::Permission(wish.clone(), permission.clone()),
    };
    let known = &app.question.vocabulary.permissions;
    let (title, items): (String, Vec<Item>) = match &wish {
        Wish::Why(who) => {
            let held = app.people.card.data().map_or(&[][..], |card| &card.access.permissions);
            let items = held.iter().map(|p| item(&p.permission, paths::divisions(&p.divisions))).collect();
            (format!("Why may {} ... ? Type a permission", who.name), items)
        }
        Wish::WhyNot(who) => (format!("Why may {} not ... ? Type a permission", who.name), Vec::new()),
        Wish::WhoCan => ("Who can ... ? Type a permission".to_owned(), Vec::new()),
    };
    let items = match &wish {
        Wish::Why(_) => items,
        _ => known.iter().map(|(permission, label)| item(permission, label.to_string())).collect(),
    };
    let chosen = selected.as_ref().map(ToString::to_string);
    let at = chosen.and_then(|name| items.iter().position(|item| item.label == name)).unwrap_or(0);
    let mut picker = Picker::new(title, items).on(at);
    // On a policy of the tree the list begins with what that policy covers.
    let policy = app.people.card.data().filter(|_| app.screen() == Screen::People && app.people.focus == Pane::Roles);
    if let Some(p) = policy.and_then(|card| app.people.roles.permission(card)).filter(|p| p.action.as_str() == "*") {
        picker = picker.with(&format!("{}:{}:", p.domain, p.entity));
    }
    app.open_overlay(Overlay::Picker(picker));
}

/// A permission was chosen: lets the operator choose where, if that matters to the question.
pub fn divisions(app: &mut App, wish: Wish, permission: Permission, out: &mut Effects) {
    let held = held(app, &wish, &permission);
    let question = |division: Option<DivisionId>| match &wish {
        Wish::Why(who) => Question::Why { subject: who.subject.clone(), permission: permission.clone(), division },
        Wish::WhyNot(who) => {
            Question::WhyNot { subject: who.subject.clone(), permission: permission.clone(), division }
        }
        Wish::WhoCan => Question::WhoCan { permission: permission.clone(), division },
    };
    let (title, called) = match &wish {
        Wish::Why(who) => {
            let crumb = crumb(app, "why", who, &permission);
            return asking::ask(app, question(None), crumb, out);
        }
        Wish::WhyNot(who) => {
            (format!("Where does {} lack {permission}?", who.name), crumb(app, "why not", who, &permission))
        }
        Wish::WhoCan => (format!("Who can {permission}, and where?"), format!("who can {permission}")),
    };
    let mut items = vec![Item {
        label: "anywhere".to_owned(),
        note: "in whatever division".to_owned(),
        pick: Pick::Ask(question(None), called.clone()),
    }];
    items.extend(app.question.vocabulary.divisions.iter().map(|division| {
        let has = held.iter().any(|h| h.id == division.id || h.id.is_all());
        Item {
            label: division.name.to_string(),
            note: if has {
                "has it here"
            } else if division.home {
                "the home division"
            } else {
                ""
            }
            .to_owned(),
            pick: Pick::Ask(question(Some(division.id.clone())), format!("{called} in {}", division.name)),
        }
    }));
    // Where somebody has a permission in some divisions, the question is about one of the others.
    let first = items.iter().skip(1).position(|item| item.note != "has it here").map_or(0, |at| at + 1);
    let first = if held.is_empty() { 0 } else { first };
    app.open_overlay(Overlay::Picker(Picker::new(title, items).on(first)));
}

/// Where the person that is asked about has the permission, as far as the screens know.
fn held(app: &App, wish: &Wish, permission: &Permission) -> Vec<ScopedDivision> {
    let Wish::WhyNot(who) = wish else { return Vec::new() };
    let card = app.people.card.data().filter(|card| SubjectRef::user(&card.seat.person.id) == who.subject);
    card.and_then(|card| card.access.find(permission)).map(|p| p.divisions.clone()).unwrap_or_default()
}

/// Lets the operator choose with what to compare: a role or a template.
pub fn sides(app: &mut App) {
    let Some(who) = who(app) else { return };
    let a = Side::Subject(who.subject.clone());
    let vocabulary = &app.question.vocabulary;
    let item = |label: &DisplayText, note: &str, side: Side| Item {
        label: label.to_string(),
        note: note.to_owned(),
        pick: Pick::Ask(Question::Compare(a.clone(), side), format!("{} and {label}", who.name)),
    };
    let roles = vocabulary.roles.iter().map(|(id, name)| item(name, "role", Side::Role(id.clone())));
    let templates = vocabulary.templates.iter().map(|name| item(name, "template", Side::Template(name.clone())));
    let items = templates.chain(roles).collect();
    app.open_overlay(Overlay::Picker(Picker::new(format!("Compare {} with a role or template", who.name), items)));
}

/// Lets the operator choose a form to write the list in.
pub fn forms(app: &mut App) {
    let forms = [
        (TableForm::Csv, "CSV", "for spreadsheets; safe against formulas"),
        (TableForm::Json, "JSON", "for programs"),
        (TableForm::Markdown, "Markdown", "for tickets"),
    ];
    let mut items: Vec<Item> = Vec::new();
    for (what, prefix) in [(Written::Changes, "the changes as "), (Written::List, "the list as ")] {
        let Some(list) = what.list(app) else { continue };
        let rows = crate::tui::widget::text::counted(list.table.rows.len(), "row");
        items.extend(forms.map(|(form, name, note)| Item {
            label: format!("{prefix}{name}"),
            note: format!("{rows}, {note}"),
            pick: Pick::Write(what, form),
        }));
    }
    let first = items.iter().position(|item| matches!(item.pick, Pick::Write(Written::List, _))).unwrap_or(0);
    app.open_overlay(Overlay::Picker(
        Picker::new("Write the list to a file, as filtered; it holds personal data", items).on(first),
    ));
}

/// The changes that could be tried on what is selected, with their words.
pub fn changes(app: &App) -> Vec<(Change, String)> {
    if app.screen() != Screen::People {
        return Vec::new();
    }
    let people = &app.people;
    let (Some(card), Some(me)) = (people.card.data(), who(app)) else { return Vec::new() };
    let id = &card.seat.person.id;
    let mut changes = Vec::new();
    match people.focus {
        Pane::Members => {
            let group = people.members.group_under(Some(card));
            let shown = people.members.group.as_ref().map(|g| (g.id.clone(), g.name.clone()));
            let member = people.members.member_under().map(|m| (m.id.clone(), m.name.clone()));
            let (user, name) = member.unwrap_or_else(|| (id.clone(), me.name.clone()));
            if let Some((group, group_name)) = group.or(shown) {
                leave(&user, &name, &group, &group_name, &mut changes);
            }
        }
        Pane::Roles => match (people.roles.under(card), people.roles.branch(card)) {
            (Some(Under::Group(group, name)), _) => leave(id, &me.name, &group, &name, &mut changes),
            (Some(Under::Role(..)), Some(branch)) => {
                if let (Some(permission), false) =
                    (people.roles.permission(card), matches!(people.roles.row(), Row::Role(_)))
                {
                    drop_permission(&branch.role, &branch.role_name, &permission, &mut changes);
                }
                let divisions: Vec<&ScopedDivision> = branch.divisions.iter().collect();
                end_branch(id, &me, branch, &divisions, &mut changes);
            }
            _ => {}
        },
        Pane::Permissions => {
            for path in people.permissions.under(card).map_or(&[][..], |p| &p.paths) {
                end_path(id, &me, path, &mut changes);
            }
            if let Some(held) = people.permissions.under(card) {
                for path in &held.paths {
                    drop_permission(&path.role, &path.role_name, &held.permission, &mut changes);
                }
            }
        }
        _ => {}
    }
    let mut seen = HashSet::new();
    changes.retain(|(change, _)| seen.insert(change.clone()));
    changes
}

type Changes = Vec<(Change, String)>;

fn leave(
    user: &UserId,
    name: &DisplayText,
    group: &crate::model::GroupId,
    group_name: &DisplayText,
    into: &mut Changes,
) {
    let change = Change::LeaveGroup { user: user.clone(), group: group.clone() };
    into.push((change, format!("take {name} out of {group_name}")));
    into.push((Change::DeleteGroup { group: group.clone() }, format!("delete the group {group_name}")));
}

fn drop_permission(role: &RoleId, role_name: &DisplayText, permission: &Permission, into: &mut Changes) {
    let change = Change::DropPermission { role: role.clone(), permission: permission.clone() };
    into.push((change, format!("take {permission} out of the role {role_name}")));
}

fn end_branch(user: &UserId, me: &Who, branch: &RoleBranch, divisions: &[&ScopedDivision], into: &mut Changes) {
    let mut source = (branch.source.clone(), branch.source_name.clone());
    if let (GrantSource::Group(group), name) = &mut source {
        into.push((
            Change::LeaveGroup { user: user.clone(), group: group.clone() },
            format!("take {} out of {name}", me.name),
        ));
    }
    for division in divisions {
        drop_grant(me, &source, (&branch.role, &branch.role_name), division, into);
    }
}

fn end_path(user: &UserId, me: &Who, path: &Path, into: &mut Changes) {
    if let GrantSource::Group(group) = &path.source {
        into.push((
            Change::LeaveGroup { user: user.clone(), group: group.clone() },
            format!("take {} out of {}", me.name, path.source_name),
        ));
    }
    let source = (path.source.clone(), path.source_name.clone());
    drop_grant(me, &source, (&path.role, &path.role_name), &path.division, into);
}

fn drop_grant(
    me: &Who,
    (source, source_name): &(GrantSource, DisplayText),
    (role, role_name): (&RoleId, &DisplayText),
    division: &ScopedDivision,
    into: &mut Changes,
) {
    let (subject, from) = match source {
        GrantSource::Direct => (me.subject.clone(), me.name.to_string()),
        GrantSource::Group(id) => (SubjectRef::group(id), format!("the group {source_name}")),
    };
    let change = Change::DropGrant { subject, role: role.clone(), division: division.id.clone() };
    into.push((change, format!("take {role_name} ({}) from {from}", division.name)));
}

/// Lets the operator choose which change to try.
pub fn tries(app: &mut App, changes: Changes) {
    let items = changes
        .into_iter()
        .map(|(change, words)| Item {
            pick: Pick::Ask(Question::WhatIf(vec![change]), format!("what if {words}")),
            label: words,
            note: String::new(),
        })
        .collect();
    app.open_overlay(Overlay::Picker(Picker::new("What if ... ? Nothing is done", items)));
}
