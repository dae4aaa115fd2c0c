//! What keys and clicks do on the people screen.

use super::marks::Mark;
use super::reading::{choose, open_group, open_person, search, search_on};
use super::{Act, narrow, prompt_mut, recent, roles, set_focus};
use crate::backend::{
    Command, FileEdits, Hit, PeopleFilter, RestoreFrom, RestoreWish, RowsFrom, RowsWish, Severity, SyncMode,
};
use crate::model::{DisplayText, PipelineKind};
use crate::tui::action::Action;
use crate::tui::app::{App, Remote};
use crate::tui::effect::{Effect, Effects};
use crate::tui::pane::plan::{self, Wanted};
use crate::tui::pane::{Pane, question, rows};

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, out: &mut Effects) -> bool {
    match act {
        Act::Offboard => {
            let Some(hit) = app.people.chosen.clone() else { return false };
            app.people.query.typing = false;
            recent::note(app);
            plan::open(app, Wanted::Offboard(hit.person.id), out);
        }
        Act::Restore => {
            let Some(hit) = app.people.chosen.clone() else { return false };
            app.people.query.typing = false;
            recent::note(app);
            plan::open(app, Wanted::Restore(RestoreWish::all(RestoreFrom::Person(hit.person.id))), out);
        }
        Act::RemoveGroup => {
            let Some((group, _)) = super::records::group_at(app) else { return false };
            plan::open(app, Wanted::RemoveGroup(group), out);
        }
        Act::CycleFilter => {
            app.people.filter = match app.people.filter {
                PeopleFilter::All => PeopleFilter::Active,
                PeopleFilter::Active => PeopleFilter::Inactive,
                PeopleFilter::Inactive => PeopleFilter::Deleted,
                PeopleFilter::Deleted => PeopleFilter::All,
            };
            search(app, out);
        }
        Act::Mark => {
            let Some(hit) = app.people.chosen.clone() else { return false };
            app.people.marks.turn(hit.into());
        }
        Act::Range => range(app),
        Act::MarkAll => mark_all(app),
        Act::Invert => {
            let listed: Vec<Mark> = listed(app).into_iter().map(Mark::from).collect();
            app.people.marks.invert(listed);
        }
        Act::MarkMember => {
            let Some(mark) = app.people.members.member_under().map(Mark::from) else { return false };
            app.people.marks.turn(mark);
        }
        Act::MarkMembers => {
            let members: Vec<Mark> = app.people.members.listed().map(Mark::from).collect();
            if app.people.marks.add(members.clone()) == 0 {
                app.people.marks.take(members.iter().map(|mark| &mark.id));
            }
        }
        Act::Unmark => app.people.marks.clear(),
        Act::OffboardMarked => {
            app.people.query.typing = false;
            let marked = app.people.marks.as_slice().iter().map(|mark| mark.id.clone()).collect();
            let wish = RowsWish {
                job: PipelineKind::Offboard,
                from: RowsFrom::People(marked),
                recipe: None,
                mode: SyncMode::Add,
                edits: FileEdits::default(),
                skip_bad: false,
            };
            rows::open(app, wish, out);
        }
    }
    true
}

/// Everybody in the list.
fn listed(app: &App) -> Vec<Hit> {
    app.people.found.data().map(|found| found.hits.clone()).unwrap_or_default()
}

/// Begins a range with the selected person, or ends it with them: everybody between is marked.
fn range(app: &mut App) {
    let Some(last) = app.people.chosen.clone().map(Mark::from) else { return };
    let Some(first) = app.people.marks.end() else {
        return app.people.marks.begin(last);
    };
    let hits = listed(app);
    let place = |mark: &Mark| hits.iter().position(|hit| hit.person.id == mark.id);
    match (place(&first), place(&last)) {
        (Some(a), Some(b)) => {
            let between = hits[a.min(b)..=a.max(b)].iter().cloned().map(Mark::from);
            app.people.marks.add(between);
        }
        _ => app.notify(Severity::Note, format!("{} is not listed any more; begin the range again.", first.name)),
    }
}

/// Marks everybody in the list; takes their marks away where all of them have one.
fn mark_all(app: &mut App) {
    let hits = listed(app);
    if app.people.marks.add(hits.iter().cloned().map(Mark::from)) == 0 {
        app.people.marks.take(hits.iter().map(|hit| &hit.person.id));
        return;
    }
    let (listed, matched) = (hits.len(), app.people.found.data().map_or(0, |found| found.matched));
    if listed < matched {
        let words = format!("Marked the {listed} that are listed, of {matched} who match; type more to narrow them.");
        app.notify(Severity::Note, words);
    }
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    let pane = app.people.focus;
    match action {
        Action::Move(step) => {
            let height = app.layout.height(pane);
            let Some((cursor, len)) = super::list(app, pane) else { return false };
            if cursor.step(step, len, height) {
                moved(app, pane, out);
            }
        }
        Action::Open => open(app, pane, out),
        Action::Left | Action::Right if pane == Pane::Roles => {
            let tree = &mut app.people.roles.outline;
            let _ = if action == Action::Left { tree.fold() } else { tree.unfold() };
            moved(app, pane, out);
        }
        Action::Left | Action::Right if pane == Pane::Permissions => {
            let list = &mut app.people.permissions.outline;
            return if action == Action::Left { list.fold() } else { list.unfold() };
        }
        Action::Left if pane == Pane::Members => {
            leave_group(app);
        }
        Action::Filter => {
            if let Some(prompt) = prompt_mut(app) {
                prompt.typing = true;
            }
        }
        Action::Refresh => refresh(app, pane, out),
        Action::CopyId | Action::CopyEmail | Action::CopyRow => copy(app, pane, action, out),
        Action::Back => return clear_or_back(app, out),
        Action::Interrupt => {
            let Some(prompt) = prompt_mut(app).filter(|p| p.typing && !p.is_empty()) else { return false };
            prompt.clear();
            super::typed(app, out);
        }
        _ => return false,
    }
    true
}

/// Called when a pane's cursor stands elsewhere.
pub fn moved(app: &mut App, pane: Pane, out: &mut Effects) {
    match pane {
        Pane::Users => {
            app.people.touched = true;
            choose(app, out);
            search_on(app, out);
        }
        Pane::Roles => {
            let Some(card) = app.people.card.data().cloned() else { return };
            match app.people.roles.under(&card) {
                Some(roles::Under::Role(role, name)) => super::only(app, Some((role, name))),
                Some(roles::Under::Group(id, name)) => {
                    super::only(app, None);
                    let other = app.people.members.group.as_ref().is_none_or(|g| g.id != id);
                    if other {
                        app.people.members.show(id, name);
                        open_group(app, true, out);
                    }
                }
                Some(roles::Under::Direct) | None => super::only(app, None),
            }
        }
        _ => {}
    }
}

fn open(app: &mut App, pane: Pane, out: &mut Effects) {
    if let Some(prompt) = prompt_mut(app).filter(|p| p.typing) {
        prompt.typing = false;
        if pane != Pane::Users {
            return;
        }
        app.people.touched = true;
        if matches!(app.people.card, Remote::Idle) {
            choose(app, out);
        }
        return;
    }
    let card = app.people.card.data().cloned();
    match pane {
        Pane::Users => {
            if !matches!(app.people.card, Remote::Ready { .. } | Remote::Stale { .. }) {
                open_person(app, out);
            }
            if app.people.chosen.is_some() {
                set_focus(app, app.people.front, out);
            }
        }
        Pane::Members => {
            if let Some((id, name)) = app.people.members.group_under(card.as_deref()) {
                app.people.members.show(id, name);
                open_group(app, false, out);
            } else if let Some(words) = app.people.members.person_under() {
                app.people.query.set(&words);
                set_focus(app, Pane::Users, out);
                super::typed(app, out);
            }
        }
        Pane::Roles => match card.as_deref().and_then(|c| app.people.roles.under(c)) {
            Some(roles::Under::Group(id, name)) => {
                app.people.members.show(id, name);
                open_group(app, false, out);
                set_focus(app, Pane::Members, out);
            }
            Some(roles::Under::Role(role, name)) => {
                super::only(app, Some((role, name)));
                set_focus(app, Pane::Permissions, out);
            }
            Some(roles::Under::Direct) => {
                app.people.roles.outline.turn();
            }
            None => {}
        },
        Pane::Permissions if app.people.permissions.outline.turn() => {}
        Pane::Permissions => app.perform(Action::Explain(question::Act::Why), out),
        _ => {}
    }
}

fn refresh(app: &mut App, pane: Pane, out: &mut Effects) {
    match pane {
        Pane::Users => {
            out.send(Command::Refresh);
            app.notify(Severity::Note, "Reading the people from the tenant; the list stays usable meanwhile.");
            if app.people.touched {
                open_person(app, out);
            }
        }
        Pane::Members if app.people.members.group.is_some() => open_group(app, false, out),
        _ => open_person(app, out),
    }
}

fn leave_group(app: &mut App) -> bool {
    if app.people.members.group.is_none() {
        return false;
    }
    app.people.members.forget();
    narrow(app, Pane::Members);
    true
}

/// One layer back within the screen; says whether there was one.
pub fn clear_or_back(app: &mut App, out: &mut Effects) -> bool {
    let pane = app.people.focus;
    if app.people.marks.end().is_some() {
        return true;
    }
    if let Some(prompt) = prompt_mut(app) {
        if !prompt.is_empty() {
            prompt.clear();
            if pane != Pane::Users {
                prompt.typing = false;
            }
            if pane == Pane::Users {
                search(app, out)
            } else {
                narrow(app, pane)
            }
            return true;
        }
        if std::mem::take(&mut prompt.typing) {
            return true;
        }
    }
    match pane {
        Pane::Users if app.people.filter != PeopleFilter::All => {
            app.people.filter = PeopleFilter::All;
            search(app, out);
            true
        }
        Pane::Users => false,
        Pane::Members if leave_group(app) => true,
        Pane::Permissions if app.people.permissions.only.is_some() => {
            super::only(app, None);
            true
        }
        _ if app.zoom => false,
        _ => {
            set_focus(app, Pane::Users, out);
            true
        }
    }
}

fn copy(app: &mut App, pane: Pane, action: Action, out: &mut Effects) {
    let people = &app.people;
    let hit = people.chosen.as_ref();
    let card = people.card.data();
    let picked: Option<(&str, String)> = match (action, pane) {
        (Action::CopyEmail, Pane::Members) if people.members.member_under().is_some() => {
            people.members.member_under().map(|m| ("the e-mail address", m.email.to_string()))
        }
        (Action::CopyEmail, _) => hit.map(|h| ("the e-mail address", h.person.email.to_string())),
        (Action::CopyId, Pane::Members) => people.members.id_under(card.map(AsRef::as_ref)).map(|id| ("the id", id)),
        (Action::CopyId, Pane::Roles) => card.and_then(|c| people.roles.id_under(c)).map(|id| ("the id", id)),
        (_, Pane::Permissions) => {
            card.and_then(|c| people.permissions.text_under(c)).map(|text| ("the permission", text))
        }
        (Action::CopyId, _) => hit.map(|h| ("the id", h.person.id.to_string())),
        (_, Pane::Members) => people.members.row_under(card.map(AsRef::as_ref)).map(|row| ("the row", row)),
        (_, Pane::Roles) => people.roles.row_under().map(|row| ("the row", row)),
        _ => hit.map(|h| {
            let p = &h.person;
            ("the row", format!("{}\t{}\t{}\t{}\t{}", p.name, p.email, h.division, p.state, p.id))
        }),
    };
    match picked {
        Some((what, text)) if !text.is_empty() => {
            // Ids are taken as they came; nothing may reach the terminal that has not been made safe.
            let text = text.split('\t').map(|part| DisplayText::new(part).to_string()).collect::<Vec<_>>().join("\t");
            app.notify(Severity::Success, format!("Copied {what}: {}", text.replace('\t', "  ")));
            out.push(Effect::Copy(text));
        }
        _ => app.notify(Severity::Note, "There is nothing to copy here."),
    }
}
