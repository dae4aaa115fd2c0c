//! A list of an answer that may have a hundred thousand rows: only those in sight are made, and the filter looks at
//! them piece by piece.

use super::Target;
use super::lists::{holder, loser};
use crate::access::Answer;
use crate::tui::pane::outline::Cell;
use crate::tui::widget::{Cursor, Narrow, Prompt};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many rows the filter looks at before keys are listened to again.
const PIECE: usize = 1_000;
/// Rows that are kept once made; nobody looks at more without moving on.
const MADE: usize = 1_024;

/// A row that was made.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Made {
    /// Its columns.
    pub cells: Vec<Cell>,
    /// What the filter looks into.
    pub words: String,
    /// What does not fit into the row.
    pub detail: String,
    /// What it is about.
    pub target: Target,
}

/// The list with where one stands in it.
#[derive(Debug, Default)]
pub struct Long {
    /// What the list is narrowed to.
    pub filter: Prompt,
    cursor: Cursor,
    len: usize,
    /// The rows that the filter has left in so far; none while it is empty.
    kept: Option<Vec<usize>>,
    /// How many rows the filter has looked at.
    looked: usize,
    /// What the filter looks into, of the rows from the first on that were looked at before.
    words: Vec<Box<str>>,
    made: BTreeMap<usize, Made>,
}

/// Makes a row of an answer.
pub fn make(answer: &Answer, at: usize) -> Option<Made> {
    match answer {
        Answer::WhoCan(who) => who.row(at).map(|row| holder(&who.permission, &row)),
        Answer::WhatIf(what) => loser(what, at),
        _ => None,
    }
}

impl Long {
    /// A list of so many rows.
    pub fn new(len: usize) -> Self {
        Self { len, ..Self::default() }
    }

    /// Takes over another answer of so many rows; filter and place stay.
    pub fn again(&mut self, len: usize) {
        self.len = len;
        self.words.clear();
        self.made.clear();
        self.begin();
    }

    /// Begins to look which rows the filter leaves in.
    pub fn begin(&mut self) {
        self.looked = 0;
        self.kept = (!self.filter.text().trim().is_empty()).then(Vec::new);
        self.cursor.at = self.cursor.at.min(self.shown().saturating_sub(1));
    }

    /// Looks at the next piece; says whether there are more.
    pub fn look(&mut self, answer: Option<&Arc<Answer>>) -> bool {
        let (Some(answer), Some(kept)) = (answer, &mut self.kept) else { return false };
        let narrow = Narrow::new(self.filter.text());
        let end = (self.looked + PIECE).min(self.len);
        for at in self.looked..end {
            if at == self.words.len() {
                self.words.push(make(answer, at).map(|row| row.words).unwrap_or_default().into());
            }
            if narrow.holds(&self.words[at]) {
                kept.push(at);
            }
        }
        self.looked = end;
        end < self.len
    }

    /// How many rows are made now.
    #[cfg(test)]
    pub fn made_count(&self) -> usize {
        self.made.len()
    }

    /// Whether the filter has not looked at every row yet; then how many it has.
    pub fn looking(&self) -> Option<usize> {
        (self.kept.is_some() && self.looked < self.len).then_some(self.looked)
    }

    /// How many rows the filter has left in, and how many there are.
    pub fn counts(&self) -> (usize, usize) {
        (self.shown(), self.len)
    }

    fn shown(&self) -> usize {
        self.kept.as_ref().map_or(self.len, Vec::len)
    }

    /// Which row of the answer stands at this place.
    pub fn at(&self, place: usize) -> Option<usize> {
        match &self.kept {
            Some(kept) => kept.get(place).copied(),
            None => (place < self.len).then_some(place),
        }
    }

    /// The list's cursor and length.
    pub fn list(&mut self) -> (&mut Cursor, usize) {
        let len = self.shown();
        (&mut self.cursor, len)
    }

    /// Where one stands.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Makes the rows in sight.
    pub fn make(&mut self, answer: Option<&Arc<Answer>>, height: usize) {
        let Some(answer) = answer else { return };
        if self.made.len() > MADE {
            self.made.clear();
        }
        for place in self.cursor.offset..self.cursor.offset + height {
            let Some(at) = self.at(place) else { break };
            self.made.entry(at).or_insert_with(|| make(answer, at).unwrap_or_default());
        }
    }

    /// The row at this place, if it is in sight.
    pub fn row(&self, place: usize) -> Option<&Made> {
        self.made.get(&self.at(place)?)
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&Made> {
        self.row(self.cursor.at)
    }

    /// Which rows of the answer the filter has left in.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        (0..self.shown()).filter_map(|place| self.at(place))
    }
}
