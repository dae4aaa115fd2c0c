//! The keys of the console, from its table of actions.

use super::{Table, code, codes};
use lanyard::tui::action::{Danger, Group, Record, Scope, records};

const HEAD: &str = "\
# Keys of the console

Every action with its usual keys, as the table of actions in the console has them. `?` shows those of the place where you are,
`:` finds any of them by its name. The id is what names an action in `keys.toml`. What an action can change is one of three:
`nothing`, `work under way` (how something goes on that was confirmed before), or `the tenant`, which only a completed
confirmation does.
";

pub fn document() -> String {
    let mut groups: Vec<Group> = Vec::new();
    for record in records() {
        if !groups.contains(&record.group) {
            groups.push(record.group);
        }
    }
    let mut text = HEAD.to_owned();
    for group in groups {
        let mut table = Table::new(&["keys", "action", "what it does", "where", "can change", "id"]);
        for record in records().filter(|record| record.group == group) {
            table.row(&cells(record));
        }
        text.push_str(&format!("\n## {}\n\n{}", group.title(), table.end()));
    }
    text
}

fn cells(record: &Record) -> [String; 6] {
    let change = match record.danger {
        Danger::None => "nothing",
        Danger::Steers => "work under way",
        Danger::Writes => "**the tenant**",
    };
    [
        codes(record.keys.iter().copied()),
        record.name.to_owned(),
        record.help.to_owned(),
        place(record.scope),
        change.to_owned(),
        code(record.id),
    ]
}

fn place(scope: Scope) -> String {
    let named = |thing: &dyn std::fmt::Debug| format!("{thing:?}").to_lowercase();
    match scope {
        Scope::Everywhere => "everywhere".to_owned(),
        Scope::Global => "every screen".to_owned(),
        Scope::List => "every list".to_owned(),
        Scope::Screen(screen) => format!("{} screen", named(&screen)),
        Scope::Pane(pane) => format!("{} pane", named(&pane)),
        Scope::Layer(layer) => format!("{} dialog", named(&layer)),
        Scope::Explaining => "people, answers".to_owned(),
        Scope::Listing => "people, answers, runs, groups, jobs".to_owned(),
    }
}
