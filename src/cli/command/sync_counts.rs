//! How far a sync of roles is, row by row: every row is counted once, and at the end all of them are.

use crate::backend::{SyncRow, SyncStanding};
use crate::model::{Outcome, RunRecord};
use std::collections::{HashMap, HashSet};

/// Rows by what has come of them so far.
#[derive(Default)]
pub(super) struct Counts {
    rows: usize,
    same: usize,
    bad: usize,
    left_out: usize,
    added: usize,
    removed: usize,
    failed: usize,
    /// Rows with steps that have not ended.
    open: Vec<Open>,
    /// Which of them a step carries out.
    by_step: HashMap<u16, Vec<usize>>,
    ended: HashSet<u16>,
}

struct Open {
    removes: bool,
    steps: usize,
    good: bool,
}

impl Counts {
    /// Before anything is done.
    pub(super) fn of(rows: &[SyncRow]) -> Self {
        let mut counts = Self { rows: rows.len(), ..Self::default() };
        for row in rows {
            match row.standing {
                SyncStanding::Same => counts.same += 1,
                SyncStanding::Bad => counts.bad += 1,
                SyncStanding::LeftOut => counts.left_out += 1,
                SyncStanding::Add | SyncStanding::Remove => {
                    for step in &row.steps {
                        counts.by_step.entry(*step).or_default().push(counts.open.len());
                    }
                    let removes = row.standing == SyncStanding::Remove;
                    counts.open.push(Open { removes, steps: row.steps.len(), good: true });
                }
            }
        }
        counts
    }

    /// As a run has left them.
    pub(super) fn after(rows: &[SyncRow], run: &RunRecord) -> Self {
        let mut counts = Self::of(rows);
        for step in &run.steps {
            if let Some(outcome) = step.outcome {
                counts.end(step.ordinal, outcome);
            }
        }
        counts
    }

    /// A step has ended so. A step that ends once more changes nothing.
    pub(super) fn end(&mut self, step: u16, outcome: Outcome) {
        if !self.ended.insert(step) {
            return;
        }
        for at in self.by_step.get(&step).into_iter().flatten() {
            let row = &mut self.open[*at];
            row.good &= matches!(outcome, Outcome::Done | Outcome::Already);
            row.steps -= 1;
            match (row.steps, row.good, row.removes) {
                (0, true, false) => self.added += 1,
                (0, true, true) => self.removed += 1,
                (0, false, _) => self.failed += 1,
                _ => {}
            }
        }
    }

    fn done(&self) -> usize {
        self.same + self.bad + self.left_out + self.added + self.removed + self.failed
    }

    /// How much is done, in whole per cent.
    pub(super) fn percent(&self) -> usize {
        (self.done() * 100).checked_div(self.rows).unwrap_or(100)
    }

    /// All of it in a line; `throttled` says how often the tenant asked to wait.
    pub(super) fn line(&self, throttled: u64) -> String {
        let Self { rows, same, bad, left_out, added, removed, failed, .. } = self;
        format!(
            "{} of {rows} rows: {same} same, {added} added, {removed} removed, {bad} bad, {left_out} left out, {failed} \
             failed; {throttled} answers of 429",
            self.done()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DisplayText;

    fn row(standing: SyncStanding, steps: &[u16]) -> SyncRow {
        let (person, role, division) = Default::default();
        let (reason, remedy) = (DisplayText::default(), DisplayText::default());
        SyncRow {
            row: 1,
            person,
            id: None,
            role,
            division,
            standing,
            column: "",
            code: "",
            reason,
            remedy,
            steps: steps.to_vec(),
        }
    }

    #[test]
    fn every_row_is_counted_once_and_at_the_end_all_are() {
        let rows = [
            row(SyncStanding::Same, &[]),
            row(SyncStanding::Bad, &[]),
            row(SyncStanding::LeftOut, &[]),
            row(SyncStanding::Add, &[1, 2]),
            row(SyncStanding::Add, &[1]),
            row(SyncStanding::Remove, &[3]),
        ];
        let mut counts = Counts::of(&rows);
        assert_eq!(counts.percent(), 50);
        counts.end(1, Outcome::Done);
        counts.end(1, Outcome::Done);
        let after_one = "4 of 6 rows: 1 same, 1 added, 0 removed, 1 bad, 1 left out, 0 failed; 2 answers of 429";
        assert_eq!(counts.line(2), after_one);
        counts.end(2, Outcome::Refused);
        counts.end(3, Outcome::Already);
        let at_the_end = "6 of 6 rows: 1 same, 1 added, 1 removed, 1 bad, 1 left out, 1 failed; 0 answers of 429";
        assert_eq!((counts.line(0).as_str(), counts.percent()), (at_the_end, 100));
    }
}
