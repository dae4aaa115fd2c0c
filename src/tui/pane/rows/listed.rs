//! Which rows are shown and in what order. There may be a hundred thousand: the filter looks at them piece by piece.

use crate::model::{PlannedRow, RowStanding, RowsPlan};
use crate::tui::widget::Narrow;

/// How many rows the filter looks at before keys are listened to again.
const PIECE: usize = 5_000;

/// The rows that are shown, by their places in the plan.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Listed {
    /// All rows in the order in which they are shown: what needs somebody first, else as in the file.
    order: Vec<u32>,
    /// How many rows stand so, in the order of [`RowStanding::ALL`].
    counts: [usize; RowStanding::ALL.len()],
    /// The only standing that is shown; none for all.
    standing: Option<RowStanding>,
    /// What the filter has left in so far; none while there is no filter.
    kept: Option<Vec<u32>>,
    /// How many rows of the order the filter has looked at.
    looked: usize,
}

impl Listed {
    /// Begins to look which rows of this plan are shown.
    pub fn begin(&mut self, plan: Option<&RowsPlan>, filter: &str) {
        let rows = plan.map_or(&[][..], |plan| &plan.rows);
        let mut order: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
        // Stable, so that rows of one standing stay in the order of the file.
        order.sort_by_key(|at| rows[*at as usize].standing);
        self.order = order;
        self.counts = RowStanding::ALL.map(|standing| rows.iter().filter(|row| row.standing == standing).count());
        self.looked = 0;
        self.kept = (self.standing.is_some() || !filter.trim().is_empty()).then(Vec::new);
    }

    /// Looks at the next piece; says whether there are more.
    pub fn look(&mut self, plan: &RowsPlan, filter: &str) -> bool {
        let Some(kept) = &mut self.kept else { return false };
        let narrow = Narrow::new(filter);
        let end = (self.looked + PIECE).min(self.order.len());
        for at in &self.order[self.looked..end] {
            let Some(row) = plan.rows.get(*at as usize) else { continue };
            let stands = self.standing.is_none_or(|standing| row.standing == standing);
            if stands && narrow.holds(&words(row)) {
                kept.push(*at);
            }
        }
        self.looked = end;
        end < self.order.len()
    }

    /// Shows the next standing that any row has, then all again.
    pub fn next_standing(&mut self) {
        let at = self.standing.and_then(|now| RowStanding::ALL.iter().position(|s| *s == now)).map_or(0, |at| at + 1);
        self.standing = RowStanding::ALL[at..].iter().copied().find(|standing| self.count(*standing) > 0);
    }

    /// Shows rows of every standing.
    pub fn every_standing(&mut self) {
        self.standing = None;
    }

    /// The only standing that is shown.
    pub fn standing(&self) -> Option<RowStanding> {
        self.standing
    }

    /// How many rows stand so.
    pub fn count(&self, standing: RowStanding) -> usize {
        RowStanding::ALL.iter().position(|s| *s == standing).map_or(0, |at| self.counts[at])
    }

    /// How many rows are shown.
    pub fn shown(&self) -> usize {
        self.kept.as_ref().unwrap_or(&self.order).len()
    }

    /// How many rows there are.
    pub fn all(&self) -> usize {
        self.order.len()
    }

    /// Which row of the plan stands at this place.
    pub fn at(&self, place: usize) -> Option<usize> {
        self.kept.as_ref().unwrap_or(&self.order).get(place).map(|at| *at as usize)
    }

    /// Where the row with this number stands.
    pub fn place_of(&self, plan: &RowsPlan, row: u64) -> Option<usize> {
        let shown = self.kept.as_ref().unwrap_or(&self.order);
        shown.iter().position(|at| plan.rows.get(*at as usize).is_some_and(|known| known.row == row))
    }

    /// Which rows of the plan are shown.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.kept.as_ref().unwrap_or(&self.order).iter().map(|at| *at as usize)
    }
}

/// A row as one text.
pub fn words(row: &PlannedRow) -> String {
    let mut text = format!("{} {} {}", row.row, row.who, row.standing.as_str());
    for part in [row.words.as_str(), row.column, row.reason.as_str(), row.remedy.as_str()] {
        if !part.is_empty() {
            text.push(' ');
            text.push_str(part);
        }
    }
    text
}
