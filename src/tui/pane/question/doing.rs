//! What keys and clicks do to questions and answers.

use super::asking::{ask, copy_list, open_difference, send, visit, what_if};
use super::choices::{self, Wish};
use super::{Act, Rows, Topic, lists};
use crate::access::answer::{Side, Standing};
use crate::access::{Answer, Question};
use crate::backend::Severity;
use crate::model::SubjectRef;
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::effect::{Effect, Effects};
use crate::tui::pane::people::marks::Mark;
use crate::tui::pane::{Pane, Screen};
use std::time::Duration;

/// Asks a question, or does something with an answer; says whether anything came of it.
pub fn act(app: &mut App, act: Act, out: &mut Effects) -> bool {
    stop_typing(app);
    match act {
        Act::Why => why(app, out),
        Act::WhyNot => {
            let Some(who) = choices::who(app) else { return false };
            match choices::permission(app).filter(|_| app.screen() == Screen::Question) {
                Some(permission) => choices::divisions(app, Wish::WhyNot(who), permission, out),
                None => choices::permissions(app, Wish::WhyNot(who)),
            }
        }
        Act::WhoCan => match choices::permission(app) {
            Some(permission) => choices::divisions(app, Wish::WhoCan, permission, out),
            None => choices::permissions(app, Wish::WhoCan),
        },
        Act::WhoElse => {
            let Some(permission) = choices::permission(app) else { return false };
            let crumb = format!("who can {permission}");
            let division = choices::division(app);
            ask(app, Question::WhoCan { permission, division }, crumb, out);
        }
        Act::WhatIf => try_out(app, out),
        Act::Compare => compare(app, out),
        Act::CompareRole => choices::sides(app),
        Act::Power => ask(app, Question::Power, "who could give himself more", out),
        Act::Visit => return go_to_person(app, out),
        Act::Mark => {
            let target = app.question.top().and_then(|step| step.target()).and_then(|target| target.person.clone());
            let Some((id, name)) = target else { return false };
            app.people.marks.turn(Mark { id, name, state: None });
        }
        Act::Export => choices::forms(app),
        Act::CopyList => copy_list(app, out),
    }
    true
}

/// A field that is left keeps its text and takes no more keys.
fn stop_typing(app: &mut App) {
    let screen = app.screen();
    if let Some(prompt) = crate::tui::pane::prompt_mut(app, screen) {
        prompt.typing = false;
    }
}

fn why(app: &mut App, out: &mut Effects) {
    let Some(who) = choices::who(app) else { return };
    let Some(permission) = choices::permission(app) else { return choices::permissions(app, Wish::Why(who)) };
    let crumb = choices::crumb(app, "why", &who, &permission);
    // Of what is lacking somewhere, one asks why it is held where it is held.
    let division = choices::division(app).filter(|_| !lacks(app));
    ask(app, Question::Why { subject: who.subject, permission, division }, crumb, out);
}

/// Whether the answer on the screen says that something is not held.
fn lacks(app: &App) -> bool {
    let data = app.question.top().and_then(|step| step.answer.data());
    matches!(data.map(AsRef::as_ref), Some(Answer::WhyNot(not)) if not.standing == Standing::Lacks)
}

fn try_out(app: &mut App, out: &mut Effects) {
    let target = app.question.top().filter(|_| app.screen() == Screen::Question).and_then(|step| step.target());
    let named = target.map(|target| target.changes.clone()).unwrap_or_default();
    if !named.is_empty() {
        let words = match named.len() {
            1 => lists::row_text(app).and_then(|row| row.split('\t').next().map(str::to_owned)).unwrap_or_default(),
            n => format!("{n} changes"),
        };
        return what_if(app, named, &words, out);
    }
    let changes = choices::changes(app);
    choices::tries(app, changes);
}

fn compare(app: &mut App, out: &mut Effects) {
    let people = &app.people;
    let (a, b) = match (people.marks.as_slice(), &people.chosen) {
        ([a, b], _) => (a.clone(), b.clone()),
        ([a], Some(b)) => (a.clone(), Mark::from(b.clone())),
        _ => return,
    };
    let side = |mark: &Mark| Side::Subject(SubjectRef::user(&mark.id));
    let crumb = format!("{} and {}", a.name, b.name);
    ask(app, Question::Compare(side(&a), side(&b)), crumb, out);
}

fn go_to_person(app: &mut App, out: &mut Effects) -> bool {
    let Some(target) = app.question.top().and_then(|step| step.target()) else { return false };
    let Some((id, words)) = target.person.clone() else { return false };
    let name = lists::row_text(app).and_then(|row| row.split('\t').next().map(|n| n.trim().to_owned()));
    visit(app, &id, words.as_str(), name.unwrap_or_default(), out);
    true
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::Question);
            super::list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::Open => open(app, out),
        Action::Right => tree(app, |outline| outline.unfold()),
        Action::Left => {
            if !tree(app, |outline| outline.fold()) {
                back(app, out);
            }
            true
        }
        Action::Filter => super::prompt_mut(app).map(|prompt| prompt.typing = true).is_some(),
        Action::Refresh => {
            send(app, out);
            true
        }
        Action::CopyId => copy(app, choices::permission(app).map(|p| p.to_string()), out),
        Action::CopyRow => copy(app, lists::row_text(app), out),
        Action::CopyEmail => {
            let target = app.question.top().and_then(|step| step.target());
            copy(app, target.and_then(|t| t.person.as_ref()).map(|(_, words)| words.to_string()), out)
        }
        Action::Back => {
            clear_or_back(app, out);
            true
        }
        Action::Interrupt => match super::prompt_mut(app).filter(|p| p.typing && !p.is_empty()) {
            Some(prompt) => {
                prompt.clear();
                super::typed(app, out);
                true
            }
            None => false,
        },
        _ => false,
    }
}

fn tree(app: &mut App, turn: impl Fn(&mut crate::tui::pane::outline::Outline<super::Target>) -> bool) -> bool {
    match app.question.top_mut().map(|step| &mut step.rows) {
        Some(Rows::Tree(outline)) => turn(outline),
        _ => false,
    }
}

/// Opens what the selected row has: what is folded under it, the person, their part of a change, the ways to a permission.
fn open(app: &mut App, out: &mut Effects) -> bool {
    if let Some(prompt) = super::prompt_mut(app).filter(|p| p.typing) {
        prompt.typing = false;
        return true;
    }
    if tree(app, |outline| outline.turn()) {
        return true;
    }
    let Some(target) = app.question.top().and_then(|step| step.target()).cloned() else { return false };
    if let Some(row) = target.row {
        return open_difference(app, row);
    }
    if target.person.is_some() {
        return go_to_person(app, out);
    }
    if target.permission.is_some() {
        why(app, out);
        return true;
    }
    if !target.changes.is_empty() {
        try_out(app, out);
        return true;
    }
    false
}

fn copy(app: &mut App, text: Option<String>, out: &mut Effects) -> bool {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        app.notify(Severity::Note, "There is nothing to copy here.");
        return true;
    };
    app.notify(Severity::Success, format!("Copied {}", text.replace('\t', "  ")));
    out.push(Effect::Copy(text));
    true
}

fn clear_or_back(app: &mut App, out: &mut Effects) {
    if let Some(prompt) = super::prompt_mut(app) {
        let typing = std::mem::take(&mut prompt.typing);
        if !prompt.is_empty() {
            prompt.clear();
            return super::typed(app, out);
        }
        if typing {
            return;
        }
    }
    back(app, out);
}

/// One step back on the trail; from the first one to where it began.
fn back(app: &mut App, out: &mut Effects) {
    app.question.steps.pop();
    let on_people = app.question.top().is_none_or(|step| matches!(step.subject, Topic::Visit(_)));
    if on_people {
        app.close_questions(out);
    } else {
        super::asking::again_if_overtaken(app, out);
        super::asking::directory_changed(app, out);
    }
    out.stop(crate::tui::input::Timer::Narrow);
    narrow_on(app, out);
}

/// A filter that had not looked at every row when its step was left goes on looking.
fn narrow_on(app: &mut App, out: &mut Effects) {
    if app.question.top().is_some_and(super::Step::is_looking) {
        out.after(crate::tui::input::Timer::Narrow, Duration::ZERO);
    }
}
