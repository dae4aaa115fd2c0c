//! The questions as actions: what each is called, where its key holds, and why it cannot be asked now.

use super::{Topic, choices, lists};
use crate::access::Question;
use crate::model::UserState;
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why, always};
use crate::tui::app::App;
use crate::tui::pane::{Pane, Screen};

/// What explains access.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Why somebody has a permission.
    Why,
    /// Why somebody has it not.
    WhyNot,
    /// Who has a permission.
    WhoCan,
    /// Who else has the permission on the screen.
    WhoElse,
    /// What a change would do.
    WhatIf,
    /// Compare two people.
    Compare,
    /// Compare with a role or a template.
    CompareRole,
    /// Who could widen access.
    Power,
    /// Go to the person in the selected row.
    Visit,
    /// Mark the person in the selected row, or take the mark away.
    Mark,
    /// Write the list to a file.
    Export,
    /// Copy the list.
    CopyList,
}

fn explains(app: &App) -> Result<(), Why> {
    match app.screen() {
        Screen::People | Screen::Question => Ok(()),
        _ => Err("go to the people first (F2)".into()),
    }
}

fn can_why(app: &App) -> Result<(), Why> {
    explains(app)?;
    if choices::who(app).is_none() {
        return Err("choose a person first".into());
    }
    if app.screen() == Screen::Question {
        let Some(permission) = choices::permission(app) else { return Err("no permission is selected".into()) };
        let who = choices::who(app).map(|who| who.subject);
        return match app.question.top().map(|step| &step.subject) {
            Some(Topic::Question(Question::Why { subject, permission: shown, .. }))
                if Some(subject) == who.as_ref() && *shown == permission =>
            {
                Err("that is what is shown".into())
            }
            _ => Ok(()),
        };
    }
    match app.people.card.data() {
        None => Err("the person has not been read yet; Enter reads".into()),
        Some(card) if card.access.permissions.is_empty() => Err("this person may do nothing; n asks why not".into()),
        Some(_) => Ok(()),
    }
}

fn has_vocabulary(app: &App) -> Result<(), Why> {
    if app.question.vocabulary.permissions.is_empty() {
        Err("the catalogue of permissions has not been read yet".into())
    } else {
        Ok(())
    }
}

fn can_why_not(app: &App) -> Result<(), Why> {
    explains(app)?;
    if choices::who(app).is_none() {
        return Err("choose a person first".into());
    }
    if app.screen() == Screen::Question && choices::permission(app).is_none() {
        return Err("no permission is selected".into());
    }
    has_vocabulary(app)
}

fn can_who(app: &App) -> Result<(), Why> {
    explains(app)?;
    if choices::permission(app).is_some() { Ok(()) } else { has_vocabulary(app) }
}

fn can_who_else(app: &App) -> Result<(), Why> {
    if app.screen() != Screen::Question {
        return Err("first ask about a permission".into());
    }
    let same = matches!(app.question.top().map(|s| &s.subject), Some(Topic::Question(Question::WhoCan { .. })));
    if same {
        return Err("that is what is shown".into());
    }
    choices::permission(app).map(|_| ()).ok_or_else(|| "no permission is selected".into())
}

fn can_try(app: &App) -> Result<(), Why> {
    explains(app)?;
    let named = app.question.top().and_then(|s| s.target()).is_some_and(|t| !t.changes.is_empty());
    if app.screen() == Screen::Question && named || !choices::changes(app).is_empty() {
        Ok(())
    } else if app.screen() == Screen::Question {
        Err("select a row that names a change".into())
    } else {
        Err("select a role, a group or a permission of a person in panes 2 to 4".into())
    }
}

fn can_compare(app: &App) -> Result<(), Why> {
    if app.screen() != Screen::People {
        return Err("go to the people first (F2)".into());
    }
    let people = &app.people;
    match (people.marks.as_slice(), &people.chosen) {
        ([_, _], _) => Ok(()),
        ([one], Some(chosen)) if one.id != chosen.person.id => Ok(()),
        ([_], _) => Err("select somebody else, or mark a second person with Space".into()),
        ([], _) => Err("mark one person with Space, then select or mark another".into()),
        (many, _) => Err(format!("two people can be compared, {} are marked", many.len()).into()),
    }
}

fn can_compare_role(app: &App) -> Result<(), Why> {
    explains(app)?;
    match app.people.chosen.as_ref() {
        _ if choices::who(app).is_none() => Err("choose a person first".into()),
        Some(hit) if hit.person.state == UserState::Deleted => Err("this person is deleted".into()),
        _ if app.question.vocabulary.roles.is_empty() => Err("the roles have not been read yet".into()),
        _ => Ok(()),
    }
}

fn can_power(app: &App) -> Result<(), Why> {
    explains(app)?;
    let top = app.question.top().filter(|_| app.screen() == Screen::Question);
    match top.map(|step| &step.subject) {
        Some(Topic::Question(Question::Power)) => Err("that is what is shown".into()),
        _ => Ok(()),
    }
}

fn can_visit(app: &App) -> Result<(), Why> {
    let target = app.question.top().filter(|_| app.screen() == Screen::Question).and_then(|step| step.target());
    if target.is_some_and(|t| t.person.is_some()) { Ok(()) } else { Err("no person is selected in an answer".into()) }
}

fn has_list(app: &App) -> Result<(), Why> {
    let without = [Screen::Plan, Screen::Inbox, Screen::File, Screen::Audit, Screen::Notices, Screen::Changes];
    if without.contains(&app.screen()) {
        return Err("this screen has no list of that kind".into());
    }
    let waits = app.screen() == Screen::Question && app.question.top().is_some_and(|step| step.is_looking());
    if waits {
        return Err("the filter has not looked at every row yet".into());
    }
    if lists::has_rows(app) { Ok(()) } else { Err("there are no rows".into()) }
}

const BASE: Record = Record {
    action: Action::Explain(Act::Why),
    id: "",
    name: "",
    label: "",
    help: "",
    group: Group::Access,
    scope: Scope::Explaining,
    keys: &[],
    synonyms: &[],
    footer: 0,
    danger: Danger::None,
    available: always,
};

/// The records of the questions.
pub const ACTIONS: &[Record] = &[
    Record {
        action: Action::Explain(Act::Why),
        id: "access.why",
        name: "why may they",
        label: "why",
        help: "Show every way by which a permission reaches the person, and what would take it away.",
        keys: &["w"],
        synonyms: &["explain", "paths", "reason", "permission"],
        footer: 3,
        available: can_why,
        ..BASE
    },
    Record {
        action: Action::Explain(Act::WhyNot),
        id: "access.why-not",
        name: "why may they not",
        label: "why not",
        help: "Show what a person lacks for a permission, in a division, and what would grant it.",
        keys: &["n"],
        synonyms: &["missing", "denied", "lack", "cannot", "division", "grant"],
        footer: 3,
        available: can_why_not,
        ..BASE
    },
    Record {
        action: Action::Explain(Act::WhoCan),
        id: "access.who-can",
        name: "who can",
        label: "who can",
        help: "List everybody with a permission, anywhere or in a division.",
        keys: &["W"],
        synonyms: &["everybody", "holders", "members", "permission", "audit"],
        footer: 8,
        available: can_who,
        ..BASE
    },
    Record {
        action: Action::Explain(Act::WhoElse),
        id: "access.who-else",
        name: "who else can",
        label: "who else",
        help: "List everybody with the permission on the screen, in the same division.",
        scope: Scope::Screen(Screen::Question),
        keys: &["c"],
        synonyms: &["others", "holders"],
        footer: 5,
        available: can_who_else,
        ..BASE
    },
    Record {
        action: Action::Explain(Act::WhatIf),
        id: "access.what-if",
        name: "what if it were taken away",
        label: "what if",
        help: "Show who would lose what if a grant, a group or a permission of a role went; nothing is done.",
        keys: &["t"],
        synonyms: &["try", "simulate", "drop", "remove", "impact", "leave group"],
        footer: 4,
        available: can_try,
        ..BASE
    },
    Record {
        action: Action::Explain(Act::Compare),
        id: "access.compare",
        name: "compare two people",
        label: "compare",
        help: "Show what two people have in common and what not: the two marked, or the marked and the selected one.",
        scope: Scope::Screen(Screen::People),
        keys: &["c"],
        synonyms: &["difference", "diff", "same", "like"],
        footer: 6,
        available: can_compare,
        ..BASE
    },
    Record {
        action: Action::Explain(Act::CompareRole),
        id: "access.compare-role",
        name: "compare with a role or template",
        label: "compare with a role",
        help: "Show what the person has and a role or template would not give, and the other way round.",
        synonyms: &["difference", "diff", "template", "baseline"],
        available: can_compare_role,
        ..BASE
    },
    Record {
        action: Action::Explain(Act::Power),
        id: "access.power",
        name: "who could give himself more",
        label: "power",
        help: "List who could widen access, by which ways, and who holds duties that should be separate.",
        keys: &["P"],
        synonyms: &["escalation", "privilege", "segregation", "separation of duties", "admin", "levers"],
        footer: 18,
        available: can_power,
        ..BASE
    },
    Record {
        action: Action::Explain(Act::Visit),
        id: "access.person",
        name: "go to the person",
        label: "person",
        help: "Go to the person in the selected row of an answer; Esc comes back.",
        scope: Scope::Pane(Pane::Question),
        keys: &["p"],
        synonyms: &["open", "user", "show"],
        footer: 6,
        available: can_visit,
        ..BASE
    },
    Record {
        action: Action::Explain(Act::Mark),
        id: "access.mark",
        name: "mark the person in the answer",
        label: "mark",
        help: "Mark the person in the selected row with those who are marked already, or take the mark away.",
        scope: Scope::Pane(Pane::Question),
        keys: &["Space"],
        synonyms: &["select", "tick", "compare", "offboard"],
        footer: 7,
        available: can_visit,
        ..BASE
    },
    Record {
        action: Action::Explain(Act::Export),
        id: "access.export",
        name: "export the list",
        label: "export",
        help: "Write the focused list, as filtered, to a new file: CSV, JSON or Markdown.",
        scope: Scope::Listing,
        keys: &["e"],
        synonyms: &["save", "file", "csv", "json", "markdown", "download"],
        footer: 9,
        available: has_list,
        ..BASE
    },
    Record {
        action: Action::Explain(Act::CopyList),
        id: "access.copy-list",
        name: "copy the list",
        label: "copy list",
        help: "Copy the focused list, as filtered, to the clipboard as a Markdown table.",
        scope: Scope::Listing,
        keys: &["M"],
        synonyms: &["markdown", "clipboard", "table", "yank"],
        available: has_list,
        ..BASE
    },
];
