//! From a plan that was told to the same command with `--yes`: the name or the number typed, a reason, and the word.

use super::Talk;
use super::ask::Told;
use super::line::Line;
use crate::cli::{Answer, Exit, text};
use crate::model::{Clock, Moment, Subject};
use jiff::tz::TimeZone;
use serde_json::Value;
use std::path::Path;

/// So many digits of a digest are shown, and are enough to hold a plan.
const DIGITS: usize = 12;

/// What a command has told of its plan.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Planned {
    subject: Subject,
    digest: String,
    blocked: bool,
    ticket: bool,
    may_wait: bool,
}

impl Planned {
    /// Reads a plan as it is told to programs; none where there is none.
    pub(super) fn of(plan: &Value) -> Option<Self> {
        let yes = |field: &str| plan[field].as_bool().unwrap_or(false);
        Some(Self {
            subject: serde_json::from_value(plan["subject"].clone()).ok()?,
            digest: digits(&plan["digest"])?,
            blocked: yes("blocked"),
            ticket: yes("ticket_required"),
            may_wait: yes("may_wait"),
        })
    }
}

/// The beginning of a digest.
pub(super) fn digits(digest: &Value) -> Option<String> {
    digest.as_str()?.get(..DIGITS).map(str::to_owned)
}

/// What is confirmed about many.
pub(super) struct Number<'a> {
    /// What is done, such as `Offboard`.
    pub(super) verb: &'a str,
    /// Of what, in the singular and in the plural.
    pub(super) nouns: [&'a str; 2],
    /// How many.
    pub(super) number: usize,
    /// The beginning of the digest of all that was told.
    pub(super) digest: String,
    /// Whether a ticket is needed.
    pub(super) ticket: bool,
    /// Whether the command is given the number.
    pub(super) exactly: bool,
}

impl Talk<'_> {
    /// Asks for what carrying out a plan about one takes, and carries it out. Nothing is asked where the plan is blocked.
    pub(super) async fn confirm_one(&mut self, line: Line, plan: &Value, verb: &str, can_wait: bool) -> Told<()> {
        let Some(plan) = Planned::of(plan).filter(|plan| !plan.blocked) else { return Ok(()) };
        if self.may_only_read()? {
            return Ok(());
        }
        let name = plan.subject.name.as_str().to_owned();
        let (prompt, wrong) = match plan.subject.email.is_empty() {
            true => ("To go on, type the name", "That is not the name in the plan."),
            false => (
                "To go on, type the name or the e-mail address",
                "That is neither the name nor the e-mail address in the plan.",
            ),
        };
        self.say(&format!(
            "\nThe plan is about {}. `back` leaves it; nothing is changed then.",
            text::heading(&plan.subject)
        ));
        loop {
            let typed = self.ask(prompt, "Type it as the plan shows it.").await?;
            if plan.subject.is_named_by(&typed) {
                break;
            }
            self.refuse(&format!("{wrong} Nothing was changed."), Exit::Refused)?;
        }
        let line = self.consent(line, plan.ticket).await?;
        let at = if can_wait && plan.may_wait { self.ask_when().await? } else { None };
        let when = at.as_ref().map_or_else(|| "now".to_owned(), |at| format!("at {at}"));
        if self.agrees(&format!("{verb} {name} {when}?")).await? {
            let line = line.option_if("--at", at).option("--expect", plan.digest);
            self.carry(&line).await?;
        } else {
            self.say("Nothing was changed.");
        }
        Ok(())
    }

    /// Asks for what carrying out plans about many takes, and carries them out.
    pub(super) async fn confirm_many(&mut self, line: Line, of: &Number<'_>) -> Told<()> {
        if self.may_only_read()? {
            return Ok(());
        }
        let noun = of.nouns[usize::from(of.number != 1)];
        self.say("\n`back` leaves the plan; nothing is changed then.");
        let prompt = format!("To go on, type how many {} the plan is about", of.nouns[1]);
        loop {
            let typed = self.ask(&prompt, "Type the number as the plan tells it.").await?;
            if typed.parse() == Ok(of.number) {
                break;
            }
            self.refuse("That is not their number. Nothing was changed.", Exit::Refused)?;
        }
        let line = self.consent(line, of.ticket).await?;
        let result = self.new_file("A new file for what comes of each").await?;
        if self.agrees(&format!("{} {} {noun} now?", of.verb, of.number)).await? {
            let number = of.exactly.then(|| of.number.to_string());
            let line = line.option_if("--exactly", number).option("--expect", &of.digest);
            self.carry(&line.option_if("--result", result)).await?;
        } else {
            self.say("Nothing was changed.");
        }
        Ok(())
    }

    /// The command with `--yes`, a reason and, where it is needed or there is one, a ticket.
    async fn consent(&mut self, line: Line, ticket: bool) -> Told<Line> {
        let reason = self.ask("Reason", "Say why, for the audit trail.").await?;
        let line = line.flag("--yes").option("--reason", reason);
        let help = "Say the number of the ticket.";
        Ok(match ticket {
            true => line.option("--ticket", self.ask("Ticket", help).await?),
            false => line.option_if("--ticket", self.ask_if_any("Ticket, or nothing", help).await?),
        })
    }

    /// A time to come, or none for now.
    async fn ask_when(&mut self) -> Told<Option<String>> {
        let help = format!("Say a time such as {}.", Moment::EXAMPLE);
        self.ask_fitting("When, or nothing for now", &help, |said| match said.is_empty() {
            true => Ok(None),
            false => to_come(said).map(Some),
        })
        .await
    }

    /// A file that is not there yet, or none.
    pub(super) async fn new_file(&mut self, what: &str) -> Told<Option<String>> {
        let help = "Name a file that does not exist yet.";
        self.ask_fitting(&format!("{what}, or nothing"), &format!("{help} An empty line writes none."), |said| {
            match said {
                "" => Ok(None),
                "-" => Err(format!("Standard output is this conversation. {help}")),
                _ if Path::new(said).exists() => Err(format!("There is such a file. {help}")),
                _ => Ok(Some(said.to_owned())),
            }
        })
        .await
    }

    /// A file that is there.
    pub(super) async fn file(&mut self, what: &str) -> Told<String> {
        self.ask_fitting(what, "Name a file that can be read.", |said| match said {
            "" => Err("A file is needed.".to_owned()),
            "-" => Err("Standard input is this conversation. Name a file.".to_owned()),
            _ if Path::new(said).is_file() => Ok(said.to_owned()),
            _ => Err("There is no such file.".to_owned()),
        })
        .await
    }
}

/// A time to come, as it was given.
pub(super) fn to_come(said: &str) -> Result<String, String> {
    match Moment::to_come(said, Clock::system().now(), &TimeZone::system()) {
        Ok(_) => Ok(said.to_owned()),
        Err(why) => Err(format!("That is no time to come: {why}. Say one such as {}.", Moment::EXAMPLE)),
    }
}

/// The plan about one that an offboarding has told.
pub(super) fn first_plan(answer: &Answer) -> &Value {
    &answer.result["people"][0]["plan"]
}
