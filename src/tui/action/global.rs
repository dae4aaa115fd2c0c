//! The records that hold on every screen.

use super::{Action, Danger, Group, Record, Scope, Why, always};
use crate::tui::app::App;
use crate::tui::overlay::Overlay;
use crate::tui::pane::{Pane, Screen, file};
use crate::tui::widget::Step;

const fn moving(
    action: Action,
    id: &'static str,
    name: &'static str,
    help: &'static str,
    scope: Scope,
    keys: &'static [&'static str],
) -> Record {
    Record {
        action,
        id,
        name,
        label: name,
        help,
        group: Group::Moving,
        scope,
        keys,
        synonyms: &[],
        footer: 0,
        danger: Danger::None,
        available: always,
    }
}

const fn console(
    action: Action,
    id: &'static str,
    name: &'static str,
    label: &'static str,
    help: &'static str,
    scope: Scope,
    keys: &'static [&'static str],
) -> Record {
    Record { label, group: Group::Console, ..moving(action, id, name, help, scope, keys) }
}

fn has_panes(app: &App) -> Result<(), Why> {
    if Pane::on(app.screen()).len() > 1 || file::completes(app) {
        Ok(())
    } else {
        Err("this screen has one pane only".into())
    }
}

fn has_filter(app: &App) -> Result<(), Why> {
    match app.screen() {
        Screen::People | Screen::Question | Screen::Groups | Screen::Runs | Screen::Audit => Ok(()),
        Screen::Inbox | Screen::Jobs | Screen::File | Screen::Rows => Ok(()),
        Screen::Notices | Screen::Changes | Screen::Calls | Screen::Settings => Ok(()),
        Screen::Plan | Screen::Run | Screen::Batch | Screen::Figures => {
            Err("there is no list to filter on this screen".into())
        }
    }
}

/// A question is answered with its own key; Enter never is an answer.
fn is_not_asked(app: &App) -> Result<(), Why> {
    match app.overlays.last() {
        Some(Overlay::Ask(_) | Overlay::Leave(_)) => Err("answer with the keys that the question names".into()),
        _ => Ok(()),
    }
}

fn has_notices(app: &App) -> Result<(), Why> {
    if app.notices.is_empty() { Err("there have been no messages yet".into()) } else { Ok(()) }
}

/// Moving about.
pub const MOVING: &[Record] = &[
    moving(Action::Move(Step::Up), "move.up", "up", "Go one row up.", Scope::List, &["Up", "k"]),
    moving(Action::Move(Step::Down), "move.down", "down", "Go one row down.", Scope::List, &["Down", "j"]),
    moving(Action::Move(Step::PageUp), "move.page-up", "page up", "Go one page up.", Scope::List, &["PgUp", "Ctrl-U"]),
    moving(
        Action::Move(Step::PageDown),
        "move.page-down",
        "page down",
        "Go one page down.",
        Scope::List,
        &["PgDn", "Ctrl-D"],
    ),
    moving(Action::Move(Step::First), "move.first", "first row", "Go to the first row.", Scope::List, &["Home", "g"]),
    moving(Action::Move(Step::Last), "move.last", "last row", "Go to the last row.", Scope::List, &["End", "G"]),
    moving(
        Action::Left,
        "move.left",
        "fold",
        "Fold the selected branch, or go up to its parent; in an answer, then a step back.",
        Scope::List,
        &["Left", "h"],
    ),
    moving(Action::Right, "move.right", "unfold", "Unfold the selected branch.", Scope::List, &["Right", "l"]),
    Record {
        label: "open",
        footer: 2,
        available: is_not_asked,
        synonyms: &["show", "inspect", "details"],
        ..moving(
            Action::Open,
            "move.open",
            "open",
            "Open or inspect what is selected; it never changes the tenant.",
            Scope::List,
            &["Enter"],
        )
    },
    Record {
        footer: 30,
        label: "back",
        synonyms: &["cancel", "clear", "dismiss"],
        ..moving(
            Action::Back,
            "move.back",
            "back",
            "Close the top layer, else dismiss the message, else clear the filter, else go back; it never quits.",
            Scope::List,
            &["Esc"],
        )
    },
    Record {
        footer: 12,
        label: "next pane",
        available: has_panes,
        ..moving(Action::NextPane, "pane.next", "next pane", "Focus the next pane.", Scope::Global, &["Tab"])
    },
    Record {
        available: has_panes,
        ..moving(
            Action::PreviousPane,
            "pane.previous",
            "previous pane",
            "Focus the pane before.",
            Scope::Global,
            &["S-Tab"],
        )
    },
    Record {
        available: has_panes,
        ..moving(Action::Pane(1), "pane.1", "pane 1", "Focus the first pane.", Scope::Global, &["1"])
    },
    Record {
        available: has_panes,
        ..moving(Action::Pane(2), "pane.2", "pane 2", "Focus the second pane.", Scope::Global, &["2"])
    },
    Record {
        available: has_panes,
        ..moving(Action::Pane(3), "pane.3", "pane 3", "Focus the third pane.", Scope::Global, &["3"])
    },
    Record {
        available: has_panes,
        ..moving(Action::Pane(4), "pane.4", "pane 4", "Focus the fourth pane.", Scope::Global, &["4"])
    },
    Record {
        footer: 14,
        label: "zoom",
        synonyms: &["maximise", "full"],
        available: has_panes,
        ..moving(
            Action::Zoom,
            "pane.zoom",
            "zoom the pane",
            "Let the focused pane fill the screen, or put it back.",
            Scope::Global,
            &["+"],
        )
    },
    Record {
        footer: 4,
        label: "filter",
        available: has_filter,
        synonyms: &["search", "find"],
        ..moving(
            Action::Filter,
            "list.filter",
            "filter the list",
            "Type words that narrow the focused list.",
            Scope::Global,
            &["/"],
        )
    },
    Record {
        footer: 13,
        label: "refresh",
        synonyms: &["reload", "read again", "update"],
        ..moving(
            Action::Refresh,
            "list.refresh",
            "read again",
            "Read again from the tenant what the focused pane shows.",
            Scope::Global,
            &["r"],
        )
    },
    Record {
        footer: 11,
        label: "copy",
        synonyms: &["yank", "clipboard", "uuid"],
        ..moving(
            Action::CopyId,
            "copy.id",
            "copy the id",
            "Copy the id of what is selected to the clipboard; of a run that is over, its statement.",
            Scope::Global,
            &["y"],
        )
    },
    Record {
        synonyms: &["mail", "address", "yank", "clipboard"],
        ..moving(
            Action::CopyEmail,
            "copy.email",
            "copy the e-mail address",
            "Copy the e-mail address of the selected person to the clipboard.",
            Scope::Global,
            &["Y"],
        )
    },
    Record {
        synonyms: &["line", "yank", "clipboard", "text"],
        ..moving(
            Action::CopyRow,
            "copy.row",
            "copy the row",
            "Copy the selected row as text to the clipboard.",
            Scope::Global,
            &[],
        )
    },
];

/// The console itself.
pub const CONSOLE: &[Record] = &[
    Record {
        footer: 20,
        synonyms: &["keys", "manual", "what"],
        ..console(
            Action::Help,
            "console.help",
            "help",
            "help",
            "Show what can be done, with its keys; type to filter, Enter runs the row.",
            Scope::Global,
            &["?", "F1"],
        )
    },
    Record {
        footer: 15,
        synonyms: &["command", "find action"],
        ..console(
            Action::Palette,
            "console.palette",
            "command palette",
            "commands",
            "Find any action by its name and run it.",
            Scope::Global,
            &[":", "Ctrl-P"],
        )
    },
    Record {
        footer: 10,
        synonyms: &["context", "actions"],
        ..console(
            Action::Menu,
            "console.menu",
            "menu of actions here",
            "actions",
            "List what can be done here, and why not where it cannot.",
            Scope::Global,
            &["x"],
        )
    },
    Record {
        synonyms: &["go to", "switch", "tabs", "where"],
        ..console(
            Action::Screens,
            "console.screens",
            "list of screens",
            "screens",
            "List the screens to go to, with the keys that lead there.",
            Scope::Global,
            &[],
        )
    },
    Record {
        synonyms: &["notices", "log", "errors"],
        available: has_notices,
        ..console(
            Action::Messages,
            "console.messages",
            "messages",
            "messages",
            "Show all messages since the start, with their times.",
            Scope::Global,
            &["@"],
        )
    },
    Record {
        synonyms: &["users", "search", "home"],
        ..console(
            Action::Go(Screen::People),
            "go.people",
            "people",
            "people",
            "Go to the people of the organisation.",
            Scope::Global,
            &["F2", ", p"],
        )
    },
    Record {
        footer: 16,
        synonyms: &["work", "jobs", "history", "resume"],
        ..console(
            Action::Go(Screen::Runs),
            "go.runs",
            "runs",
            "runs",
            "Go to the list of runs.",
            Scope::Global,
            &["F3", ", r"],
        )
    },
    Record {
        footer: 17,
        synonyms: &["trail", "records", "log", "evidence"],
        ..console(
            Action::Go(Screen::Audit),
            "go.audit",
            "audit trail",
            "audit",
            "Go to the audit trail.",
            Scope::Global,
            &["F4", ", a"],
        )
    },
    Record {
        footer: 18,
        synonyms: &["teams", "members", "remove group"],
        ..console(
            Action::Go(Screen::Groups),
            "go.groups",
            "groups",
            "groups",
            "Go to the groups of the organisation.",
            Scope::Global,
            &["F5", ", g"],
        )
    },
    Record {
        footer: 18,
        synonyms: &["bulk", "batches", "many", "csv", "import", "provision", "sync roles"],
        ..console(
            Action::Go(Screen::Jobs),
            "go.jobs",
            "jobs about many",
            "jobs",
            "Go to the jobs about many: offboard a list, make new people, sync roles.",
            Scope::Global,
            &["F6", ", j"],
        )
    },
    Record {
        footer: 18,
        synonyms: &["events", "terminations", "waiting", "hr", "quarantine", "webhook"],
        ..console(
            Action::Go(Screen::Inbox),
            "go.inbox",
            "inbox",
            "inbox",
            "Go to the events of HR systems: what waits for somebody, and what was turned down.",
            Scope::Global,
            &["F7", ", i"],
        )
    },
    Record {
        synonyms: &["webhooks", "outbox", "dead letters", "deliveries", "targets"],
        ..console(
            Action::Go(Screen::Notices),
            "go.notices",
            "notices to other systems",
            "notices",
            "Go to what other systems are told: what waits, what was sent and what was given up.",
            Scope::Global,
            &["F8", ", n"],
        )
    },
    Record {
        synonyms: &["tenant audit", "elsewhere", "others", "history", "who changed"],
        ..console(
            Action::Go(Screen::Changes),
            "go.changes",
            "changes in the tenant",
            "changes",
            "Go to what was changed in the tenant since yesterday, here and by others.",
            Scope::Global,
            &["F12", ", c"],
        )
    },
    Record {
        synonyms: &["requests", "activity log", "api", "http", "curl", "network", "correlation id"],
        ..console(
            Action::Go(Screen::Calls),
            "go.calls",
            "calls to the tenant",
            "calls",
            "Go to what this console has asked of the tenant, call by call, each ready to be asked again.",
            Scope::Global,
            &[", q"],
        )
    },
    Record {
        synonyms: &["numbers", "statistics", "charts", "plots", "speed", "latency", "trend"],
        ..console(
            Action::Go(Screen::Figures),
            "go.figures",
            "figures",
            "figures",
            "Go to the figures: from event to cut, runs a day, calls a minute.",
            Scope::Global,
            &["F10", ", f"],
        )
    },
    console(
        Action::Mouse,
        "console.mouse",
        "mouse on or off",
        "mouse",
        "Leave the mouse to the terminal, to select text with it, or take it back.",
        Scope::Everywhere,
        &["F9"],
    ),
    Record {
        synonyms: &["keys.toml", "bindings", "shortcuts", "remap"],
        ..console(
            Action::ReloadKeys,
            "console.reload-keys",
            "read my keys again",
            "reload keys",
            "Read keys.toml in the config folder again, and tell what is wrong in it.",
            Scope::Global,
            &[],
        )
    },
    Record {
        synonyms: &["settings", "configuration", "options", "theme", "colours", "effective", "origin"],
        ..console(
            Action::Go(Screen::Settings),
            "go.settings",
            "settings",
            "settings",
            "Go to the settings: what holds, where it comes from and what it means; another theme is chosen there.",
            Scope::Global,
            &[", s"],
        )
    },
    Record {
        synonyms: &["mask", "names", "hide", "screen sharing", "anonymous", "personal"],
        ..console(
            Action::Privacy,
            "console.privacy",
            "hide names, or show them",
            "hide names",
            "Hide names, addresses and numbers of people on the screen, in copies and in files, or show them again.",
            Scope::Everywhere,
            &["Ctrl-G"],
        )
    },
    console(
        Action::Redraw,
        "console.redraw",
        "draw anew",
        "redraw",
        "Draw the whole screen anew.",
        Scope::Everywhere,
        &["Ctrl-L"],
    ),
    console(
        Action::Suspend,
        "console.suspend",
        "suspend",
        "suspend",
        "Give the terminal back to the shell; `fg` goes on. Runs of this process stand still meanwhile.",
        Scope::Everywhere,
        &["Ctrl-Z"],
    ),
    console(
        Action::Interrupt,
        "console.interrupt",
        "cancel",
        "cancel",
        "Cancel what is being typed or read; pressed again within two seconds it quits.",
        Scope::Everywhere,
        &["Ctrl-C"],
    ),
    Record {
        footer: 21,
        ..console(
            Action::Close,
            "console.close",
            "close the screen",
            "close",
            "Close this screen; on the first one, quit.",
            Scope::Global,
            &["q"],
        )
    },
    Record {
        synonyms: &["exit", "leave", "bye"],
        ..console(
            Action::Quit,
            "console.quit",
            "quit",
            "quit",
            "Leave the console; asks first while a run is under way.",
            Scope::Global,
            &["Q"],
        )
    },
];
