//! The inbox: what HR systems have said, and what is decided about it.

use super::Talk;
use super::ask::{Told, stay};
use super::confirm::to_come;
use super::line::Line;
use super::pick::{Picked, Row};
use crate::model::{Moment, PipelineKind};

const LISTS: [&str; 3] = [
    "What needs somebody, or is being worked on",
    "All of it, with what is over",
    "Deliveries that were turned down (quarantine)",
];
const DOINGS: [&str; 4] =
    ["Show it whole", "Confirm it: what is left to do", "Reject it: nothing more is done", "Postpone it"];

impl Talk<'_> {
    /// Does what is wanted about the inbox, until somebody goes back.
    pub(super) async fn inbox(&mut self) -> Told<()> {
        loop {
            let list = Line::of("inbox list").option("--limit", "1000");
            let told = match self.choose("Inbox", &LISTS).await? {
                0 => self.events(list).await,
                1 => self.events(list.flag("--all")).await,
                _ => self.quarantine().await,
            };
            stay(told)?;
        }
    }

    async fn events(&mut self, list: Line) -> Told<()> {
        let rows = self.rows(&list, "events", "id").await?;
        let event = match self.chosen("Which event", &rows).await? {
            Some(event) => event,
            None => return Ok(()),
        };
        loop {
            let told = match self.choose(&format!("Event {event}"), &DOINGS).await? {
                0 => self.carry(&Line::of("inbox show").with(&event)).await.map(drop),
                1 => self.confirm_event(&event).await,
                2 => self.reject(&event).await,
                _ => self.postpone(&event).await,
            };
            stay(told)?;
        }
    }

    /// Which of these, by number or by id; none where there are none.
    pub(super) async fn chosen(&mut self, prompt: &str, rows: &[Row]) -> Told<Option<String>> {
        if rows.is_empty() {
            return Ok(None);
        }
        Ok(Some(match self.pick(prompt, rows, "or the beginning or end of its id").await? {
            Picked::Row(at) => rows[at].key.clone(),
            Picked::Words(id) => id,
        }))
    }

    async fn confirm_event(&mut self, event: &str) -> Told<()> {
        let who = match self.agrees("Is it about somebody else than the event names?").await? {
            true => Some(self.find("Person").await?.key),
            false => None,
        };
        let recipe = self.recipe_of_event().await?;
        let line = Line::of("inbox confirm").with(event).option_if("--who", who).option_if("--recipe", recipe);
        let answer = self.carry(&line).await?;
        self.confirm_one(line, &answer.result["plan"], "Carry out the plan for", false).await
    }

    async fn recipe_of_event(&mut self) -> Told<Option<String>> {
        let known = match self.desk.recipes().await {
            Ok(recipes) => recipes,
            Err(trouble) => {
                self.tell(trouble)?;
                return Ok(None);
            }
        };
        let names: Vec<String> =
            known.into_iter().filter(|recipe| recipe.job == PipelineKind::Offboard).map(|recipe| recipe.name).collect();
        let help = format!("The recipes are {}.", names.join(", "));
        self.ask_fitting("Recipe, or nothing for the event's own", &help, |said| {
            match said.is_empty() || names.iter().any(|name| name == said) {
                true => Ok((!said.is_empty()).then(|| said.to_owned())),
                false => Err(format!("There is no recipe {said}. {help}")),
            }
        })
        .await
    }

    async fn reject(&mut self, event: &str) -> Told<()> {
        if self.may_only_read()? {
            return Ok(());
        }
        let reason = self.ask("Reason", "Say why, for the audit trail.").await?;
        let line = Line::of("inbox reject").with(event).option("--reason", reason);
        self.steer("Reject it?", line).await
    }

    async fn postpone(&mut self, event: &str) -> Told<()> {
        if self.may_only_read()? {
            return Ok(());
        }
        let help = format!("Say a time such as {}.", Moment::EXAMPLE);
        let until = self.ask_fitting("Until when", &help, to_come).await?;
        let reason = self.ask("Reason", "Say why, for the audit trail.").await?;
        let line = Line::of("inbox postpone").with(event).option("--until", until).option("--reason", reason);
        self.steer("Postpone it?", line).await
    }

    async fn quarantine(&mut self) -> Told<()> {
        let list = Line::of("inbox quarantine").option("--limit", "1000");
        let rows = self.rows(&list, "deliveries", "number").await?;
        if rows.is_empty() {
            return Ok(());
        }
        let Picked::Row(at) = self.pick("Which delivery", &rows, "").await? else { return Ok(()) };
        let number = rows[at].key.clone();
        loop {
            let choices = ["Show it whole, with its body", "Take it as an event after all"];
            let told = match self.choose(&format!("Delivery {number}"), &choices).await? {
                0 => self.carry(&Line::of("inbox quarantine").option("--show", &number)).await.map(drop),
                _ => self.replay(&number).await,
            };
            stay(told)?;
        }
    }

    async fn replay(&mut self, number: &str) -> Told<()> {
        if self.may_only_read()? {
            return Ok(());
        }
        let mut line = Line::of("inbox replay").with(number);
        if self.agrees("Is there a file with its body repaired?").await? {
            line = line.option("--from", self.file("File with the repaired JSON").await?);
        }
        let reason = self.ask("Reason", "Say why it counts after all, for the audit trail.").await?;
        self.steer("Take it as an event?", line.option("--reason", reason)).await
    }
}
