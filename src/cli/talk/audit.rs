//! The audit trail.

use super::Talk;
use super::ask::{Told, stay};
use super::line::Line;
use super::pick::Picked;

const DOINGS: [&str; 4] =
    ["Records, newest first", "One record by its number", "Verify: check every seal of the chain", "Export"];

impl Talk<'_> {
    /// Does what is wanted about the audit trail, until somebody goes back.
    pub(super) async fn audit(&mut self) -> Told<()> {
        loop {
            let told = match self.choose("Audit trail", &DOINGS).await? {
                0 => self.records().await,
                1 => self.record().await,
                2 => self.carry(&Line::of("audit verify")).await.map(drop),
                _ => self.export().await,
            };
            stay(told)?;
        }
    }

    /// The command with the words and the run that select records.
    async fn selected(&mut self, line: Line) -> Told<Line> {
        let words = self.ask_if_any("Only records with these words, or nothing for all", "Say words.").await?;
        let run = self.ask_if_any("Only records of this run, or nothing for all", "Say its id.").await?;
        let line = words.iter().flat_map(|words| words.split_whitespace()).fold(line, Line::with);
        Ok(line.option_if("--run", run))
    }

    async fn records(&mut self) -> Told<()> {
        let list = self.selected(Line::of("audit list").option("--limit", "1000")).await?;
        let rows = self.rows(&list, "records", "seq").await?;
        if rows.is_empty() {
            return Ok(());
        }
        loop {
            let Picked::Row(at) = self.pick("Which record", &rows, "").await? else { return Ok(()) };
            self.carry(&Line::of("audit show").with(&rows[at].key)).await?;
        }
    }

    async fn record(&mut self) -> Told<()> {
        let help = "Say its number in the chain.";
        let number = self
            .ask_fitting("Number", help, |said| match said.parse::<i64>() {
                Ok(number @ 1..) => Ok(number.to_string()),
                _ => Err(format!("That is no number of a record. {help}")),
            })
            .await?;
        self.carry(&Line::of("audit show").with(number)).await.map(drop)
    }

    async fn export(&mut self) -> Told<()> {
        let forms = ["JSON lines, with seals: can be checked", "A table for spreadsheets (CSV)"];
        let form = ["jsonl", "csv"][self.choose("In which form?", &forms).await?];
        let line = self.selected(Line::of("audit export").option("--format", form)).await?;
        let file = self.new_file("Into this new file, or nothing to have it told here").await?;
        self.carry(&line.option_if("--output", file)).await.map(drop)
    }
}
