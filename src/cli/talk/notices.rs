//! Notices to other systems, and what was changed in the tenant.

use super::Talk;
use super::ask::{Told, stay};
use super::line::Line;

const LISTS: [&str; 5] = [
    "All, newest first",
    "Those that were given up",
    "Those that wait",
    "Those that were taken",
    "Send every one again that a target did not take",
];

impl Talk<'_> {
    /// Does what is wanted about notices, until somebody goes back.
    pub(super) async fn notices(&mut self) -> Told<()> {
        loop {
            let list = Line::of("notices list").option("--limit", "1000");
            let told = match self.choose("Notices", &LISTS).await? {
                0 => self.letters(list).await,
                1 => self.letters(list.flag("--dead")).await,
                2 => self.letters(list.flag("--waiting")).await,
                3 => self.letters(list.flag("--sent")).await,
                _ => self.replay_target().await,
            };
            stay(told)?;
        }
    }

    async fn letters(&mut self, list: Line) -> Told<()> {
        let rows = self.rows(&list, "notices", "message").await?;
        let Some(message) = self.chosen("Which notice", &rows).await? else { return Ok(()) };
        loop {
            let choices = ["Show it whole", "Send it again with the same id"];
            let told = match self.choose(&format!("Notice {message}"), &choices).await? {
                0 => self.carry(&Line::of("notices show").with(&message)).await.map(drop),
                _ => self.steer("Send it again?", Line::of("notices replay").with(&message)).await,
            };
            stay(told)?;
        }
    }

    async fn replay_target(&mut self) -> Told<()> {
        let target = self.ask("Target", "Say the name of the target as the settings have it.").await?;
        let line = Line::of("notices replay").flag("--all").option("--target", target);
        self.steer("Send all of them again?", line).await
    }

    /// What was changed in the tenant.
    pub(super) async fn changes(&mut self) -> Told<()> {
        let help = "Say how far back, such as 90m, 24h or 3d; at most 14 days.";
        let since = self.ask_if_any("Since when, or nothing for 24h", help).await?;
        let line = Line::of("changes").option_if("--since", since);
        let line = if self.agrees("Only what others did?").await? { line.flag("--others") } else { line };
        self.carry(&line).await.map(drop)
    }
}
