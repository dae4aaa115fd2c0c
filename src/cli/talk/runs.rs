//! Runs: what was interrupted, what is planned, and what can be done about one.

use super::Talk;
use super::ask::{Told, stay};
use super::line::Line;
use super::pick::{Picked, Row};

/// So many of the newest are looked through.
const LOOKED_AT: &str = "1000";

const DOINGS: [&str; 6] = [
    "Show it whole",
    "Resume: go on with it",
    "Retry: do again what failed or is not known",
    "Pause it after its current step",
    "Cancel it after its current step, for good",
    "Restore what it took",
];

impl Talk<'_> {
    /// Tells what was interrupted, and does what is wanted about runs, until somebody goes back.
    pub(super) async fn runs(&mut self) -> Told<()> {
        loop {
            let Some(answer) = self.list(&Line::of("runs list").option("--limit", LOOKED_AT)).await? else {
                return Ok(());
            };
            let entries = answer.result["runs"].as_array().cloned().unwrap_or_default();
            let rows: Vec<(bool, Row)> = answer
                .text
                .lines()
                .zip(&entries)
                .map(|(line, run)| {
                    let open = run["interrupted"] == true || run["state"] == "paused";
                    let key = run["id"].as_str().unwrap_or_default().to_owned();
                    (open, Row { line: line.to_owned(), key })
                })
                .collect();
            let open: Vec<Row> = rows.iter().filter(|(open, _)| *open).map(|(_, row)| row.clone()).collect();
            for row in &open {
                self.say(&row.line);
            }
            let waiting = match open.len() {
                0 => "Runs: none is interrupted or paused".to_owned(),
                1 => "Runs: 1 is interrupted or paused".to_owned(),
                more => format!("Runs: {more} are interrupted or paused"),
            };
            let choices = [
                "Choose one of those that are interrupted or paused",
                "Choose one of all, newest first",
                "Those that are planned for a time",
                "Resume all that are interrupted or paused",
                "Begin what is due, and go on with what was interrupted",
            ];
            let told = match self.choose(&waiting, &choices).await? {
                0 => self.choose_run(&open).await,
                1 => self.choose_run(&rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>()).await,
                2 => self.planned().await,
                3 => self.steer("Resume all of them now?", Line::of("runs resume").flag("--all")).await,
                _ => self.steer("Begin them now?", Line::of("runs due")).await,
            };
            stay(told)?;
        }
    }

    async fn planned(&mut self) -> Told<()> {
        let line = Line::of("runs list").flag("--planned").option("--limit", LOOKED_AT);
        let rows = self.rows(&line, "runs", "id").await?;
        if rows.is_empty() { Ok(()) } else { self.choose_run(&rows).await }
    }

    async fn choose_run(&mut self, rows: &[Row]) -> Told<()> {
        if rows.is_empty() {
            self.say("There is none.");
            return Ok(());
        }
        let run = match self.pick("Which run", rows, "or the beginning or end of its id").await? {
            Picked::Row(at) => rows[at].key.clone(),
            Picked::Words(id) => id,
        };
        self.run(&run).await
    }

    async fn run(&mut self, run: &str) -> Told<()> {
        loop {
            let told = match self.choose(&format!("Run {run}"), &DOINGS).await? {
                0 => self.carry(&Line::of("runs show").with(run)).await.map(drop),
                1 => self.steer("Resume it now?", Line::of("runs resume").with(run)).await,
                2 => self.steer("Retry it now?", Line::of("runs retry").with(run)).await,
                3 => self.steer("Pause it?", Line::of("runs pause").with(run)).await,
                4 => self.steer("Cancel it for good?", Line::of("runs cancel").with(run)).await,
                _ => self.restore(run, false).await,
            };
            stay(told)?;
        }
    }

    /// Carries out what changes something about what was confirmed before, once somebody agrees.
    pub(super) async fn steer(&mut self, question: &str, line: Line) -> Told<()> {
        if self.may_only_read()? {
            return Ok(());
        }
        match self.agrees(question).await? {
            true => self.carry(&line).await.map(drop),
            false => {
                self.say("Nothing was changed.");
                Ok(())
            }
        }
    }
}
