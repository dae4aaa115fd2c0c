//! The console without a screen: a conversation in lines. For screen readers, dumb terminals, serial lines and scripts.
//!
//! It asks for the parts of a command one by one, says which command that is, and carries out that very command: there is
//! no second way to do a job. It writes nothing but lines: no escape codes, no line that is written over, each change of
//! state told once.

mod ask;
mod audit;
mod batches;
mod confirm;
mod doing;
mod ears;
mod groups;
mod house;
mod inbox;
mod line;
mod many;
mod notices;
mod person;
mod pick;
mod questions;
mod runs;

pub use ears::{Ears, Signal};

use super::desk::{Desk, Need};
use super::{Cli, Exit, Out, Surroundings, Trouble, read_only, terminal};
use crate::config::Settings;
use crate::model::Clock;
use ask::{Leave, Told, Turn, stay};
use std::sync::Arc;

/// What there is to do, with the numbers that the greeting names.
const MENU: [&str; 12] = [
    "Find a person: what they may do and why, offboard, restore",
    "Groups: who is in one, what it carries, remove it",
    "Many at once: offboard a list, make people, give and take roles",
    "Runs: show, resume, retry, pause, cancel",
    "Batches",
    "Inbox: what HR systems have said",
    "Notices to other systems",
    "Changes in the tenant",
    "Audit trail",
    "Who can do what: who can, compare, what if, power",
    "Doctor: what is in order and what is not",
    "Settings and recipes",
];
const RUNS: usize = 4;
const INBOX: usize = 6;

/// A conversation.
struct Talk<'a> {
    cli: &'a Cli,
    settings: &'a Settings,
    around: &'a Surroundings<'a>,
    out: &'a Out,
    desk: Arc<dyn Desk>,
    ears: Ears,
    /// The weightiest end of what was carried out.
    worst: Exit,
    /// Whether it was just said that Ctrl-C once more leaves.
    warned: bool,
    /// The menu whose choices were told last.
    told: String,
    /// Whether the terminal was gone while work was under way.
    hung_up: bool,
}

/// Why there can be no conversation where nobody says anything; `why` is why it would be one.
pub fn nobody_there(why: &str) -> Trouble {
    terminal::nobody_there(&format!(
        "{why}, so the console is a conversation in lines, and nobody says anything: standard input is at its end"
    ))
}

/// Talks until somebody leaves.
///
/// Where a terminal hears, the end is good however the commands ended: somebody has read it. A script gets the exit code
/// of the weightiest.
///
/// # Errors
/// Neither the journal nor the way to the tenant can be opened.
pub async fn run(cli: &Cli, settings: &Settings, around: &Surroundings<'_>, ears: Ears) -> Result<Exit, Trouble> {
    let desk = around.opener.open(settings, Need::Tenant).await?;
    let (worst, terminal) = (Exit::Ok, ears.terminal);
    let mut talk = Talk {
        cli,
        settings,
        around,
        out: around.out,
        desk: Arc::clone(&desk),
        ears,
        worst,
        warned: false,
        told: String::new(),
        hung_up: false,
    };
    talk.greet().await;
    let left = talk.talk().await;
    let worst = talk.worst;
    if left == Leave::Torn {
        // Whoever asks twice does not wait; the journal knows what was begun.
        return Ok(Exit::Interrupted);
    }
    desk.close().await;
    Ok(match left {
        Leave::OutOfStep(exit) => worst.and(exit),
        Leave::End { open: true } if !terminal => worst.and(Exit::Usage),
        _ if terminal && !talk.hung_up => Exit::Ok,
        _ => worst,
    })
}

impl Talk<'_> {
    async fn greet(&mut self) {
        let settings = self.settings;
        let place = settings.tenant_words().unwrap_or_default();
        let place = if settings.practice { "the practice tenant of this process".to_owned() } else { place };
        let environment = &settings.console.environment.value;
        let version = env!("CARGO_PKG_VERSION");
        let hello = format!("Lanyard {version}: {place}, {environment}. You are {}.", settings.operator.value.name);
        self.say(&hello);
        for warning in &settings.warnings {
            self.say(&format!("! {warning}"));
        }
        match read_only::why(settings) {
            Some(why) => self.say(&format!("! Nothing can be changed: {why}.")),
            None => self.say("Nothing is changed before its plan was told and confirmed."),
        }
        self.say("Every question understands `back`, `help` and `quit`.");
        self.tell_what_waits().await;
    }

    /// What needs somebody, once.
    async fn tell_what_waits(&mut self) {
        if let Ok(runs) = self.desk.runs().await {
            match runs.iter().filter(|run| run.interrupted).count() {
                0 => {}
                1 => self.say(&format!("! 1 run was interrupted: {RUNS} shows it.")),
                more => self.say(&format!("! {more} runs were interrupted: {RUNS} shows them.")),
            }
        }
        if let Ok(inbox) = self.desk.inbox().await {
            let now = Clock::system().now();
            match inbox.iter().filter(|entry| entry.need(now).is_open()).count() {
                0 => {}
                1 => self.say(&format!("! 1 event of the inbox needs somebody: {INBOX} shows it.")),
                more => self.say(&format!("! {more} events of the inbox need somebody: {INBOX} shows them.")),
            }
        }
    }

    /// Talks, and says how that ended.
    async fn talk(&mut self) -> Leave {
        loop {
            match self.one().await {
                Ok(()) | Err(Turn::Back) => {}
                Err(Turn::Leave(leave)) => {
                    match leave {
                        Leave::End { open: true } => {
                            self.say(
                                "The input ended before the question was answered; what was asked about was not done.",
                            );
                        }
                        Leave::OutOfStep(_) => {
                            self.say("The conversation ends here: what was sent does not fit what was asked.");
                        }
                        Leave::Quit | Leave::End { open: false } | Leave::Torn => {}
                    }
                    return leave;
                }
            }
        }
    }

    async fn one(&mut self) -> Told<()> {
        let told = match self.choose("What is to be done?", &MENU).await? {
            0 => self.people().await,
            1 => self.groups().await,
            2 => self.many().await,
            3 => self.runs().await,
            4 => self.batches().await,
            5 => self.inbox().await,
            6 => self.notices().await,
            7 => self.changes().await,
            8 => self.audit().await,
            9 => self.questions().await,
            10 => self.carry(&line::Line::of("doctor")).await.map(drop),
            _ => self.house().await,
        };
        stay(told)
    }
}
