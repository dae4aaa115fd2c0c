//! Batches: people who were confirmed as one.

use super::Talk;
use super::ask::{Told, stay};
use super::line::Line;
use super::pick::Picked;

const DOINGS: [&str; 5] = [
    "Show it whole",
    "Resume: go on with it, first with those whose access is not cut",
    "Retry: do again what failed or is not known",
    "Pause it: every run after its current step",
    "Cancel it for good: every run after its current step",
];

impl Talk<'_> {
    /// Does what is wanted about batches, until somebody goes back.
    pub(super) async fn batches(&mut self) -> Told<()> {
        loop {
            let line = Line::of("batches list").option("--limit", "1000");
            let rows = self.rows(&line, "batches", "id").await?;
            if rows.is_empty() {
                return Ok(());
            }
            let batch = match self.pick("Which batch", &rows, "or the beginning or end of its id").await? {
                Picked::Row(at) => rows[at].key.clone(),
                Picked::Words(id) => id,
            };
            stay(self.batch(&batch).await)?;
        }
    }

    async fn batch(&mut self, batch: &str) -> Told<()> {
        loop {
            let told = match self.choose(&format!("Batch {batch}"), &DOINGS).await? {
                0 => self.show_batch(batch).await,
                1 => self.steer("Resume it now?", Line::of("batches resume").with(batch)).await,
                2 => self.steer("Retry it now?", Line::of("batches retry").with(batch)).await,
                3 => self.steer("Pause it?", Line::of("batches pause").with(batch)).await,
                _ => self.steer("Cancel it for good?", Line::of("batches cancel").with(batch)).await,
            };
            stay(told)?;
        }
    }

    async fn show_batch(&mut self, batch: &str) -> Told<()> {
        let result = self.new_file("A new file for what came of each").await?;
        self.carry(&Line::of("batches show").with(batch).option_if("--result", result)).await.map(drop)
    }
}
