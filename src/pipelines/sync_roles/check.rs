//! Checking rows one after the other, with what they mean for each other.

use super::action::Pair;
use super::columns::{DIVISION, PERSON, ROLE};
use super::file::Mode;
use super::resolve::{Found, Known};
use crate::model::{DisplayText, UserId};
use crate::pipelines::sheet::{Flaw, ROW, Row};
use std::collections::HashMap;

/// A row with what it came to.
#[derive(Clone, PartialEq, Debug)]
pub struct Checked {
    /// Its number in the file.
    pub row: u64,
    /// Whom it names, as it does.
    pub person: DisplayText,
    /// The role, as it names it.
    pub role: DisplayText,
    /// The division, as it names it.
    pub division: DisplayText,
    /// What it stands for.
    pub meaning: Meaning,
}

/// What a row stands for.
#[derive(Clone, PartialEq, Debug)]
pub enum Meaning {
    /// It can be carried out.
    Found(Found),
    /// It cannot.
    Bad(Box<Flaw>),
    /// Somebody said that it is not to be.
    LeftOut,
}

impl Checked {
    /// What can be carried out.
    pub fn found(&self) -> Option<&Found> {
        match &self.meaning {
            Meaning::Found(found) => Some(found),
            Meaning::Bad(_) | Meaning::LeftOut => None,
        }
    }
}

/// Checks rows in their order.
///
/// A row that says what an earlier one says is a flaw of its own. Where everybody is to have exactly the grants of the
/// file, nobody with a row that is not carried out is touched, because that row's grant would be taken away.
pub struct Checker<'a> {
    known: &'a Known<'a>,
    mode: Mode,
    seen: HashMap<(UserId, Vec<Pair>, Mode), u64>,
    /// People with a row that is not carried out.
    spoilt: HashMap<UserId, u64>,
    checked: Vec<Checked>,
    /// What cells say: a file says the same few many times.
    words: HashMap<String, DisplayText>,
}

impl<'a> Checker<'a> {
    /// Nothing seen yet.
    pub fn new(known: &'a Known<'a>, mode: Mode) -> Self {
        let (seen, spoilt, checked, words) = Default::default();
        Self { known, mode, seen, spoilt, checked, words }
    }

    /// The next row, with what it says itself is to be done, if it does.
    pub fn take(&mut self, row: &Row, own: Option<Mode>) {
        let mode = own.unwrap_or(self.mode);
        let meaning = match row.left_out {
            true => Meaning::LeftOut,
            false => match self.known.check(row, mode).and_then(|found| self.only_once(row.row, found)) {
                Ok(found) => Meaning::Found(found),
                Err(flaw) => Meaning::Bad(Box::new(flaw)),
            },
        };
        let spoils = match &meaning {
            Meaning::Found(_) => false,
            // What it says is asked for by another row.
            Meaning::Bad(flaw) => flaw.code != DUPLICATE,
            Meaning::LeftOut => true,
        };
        if spoils
            && mode == Mode::Replace
            && let Ok((person, _)) = self.known.named(row.cell(PERSON))
        {
            self.spoilt.entry(person).or_insert(row.row);
        }
        let (role, division) = (self.word(row.cell(ROLE)), self.word(row.cell(DIVISION)));
        let person = DisplayText::new(row.cell(PERSON));
        self.checked.push(Checked { row: row.row, person, role, division, meaning });
    }

    /// How many rows were taken.
    pub fn rows(&self) -> usize {
        self.checked.len()
    }

    /// All rows, in their order.
    pub fn finish(mut self) -> Vec<Checked> {
        for row in &mut self.checked {
            let Some(found) = row.found() else { continue };
            if let Some(other) = self.spoilt.get(&found.person).filter(|_| found.mode == Mode::Replace) {
                let reason =
                    format!("row {other} of the same person is not carried out, so what they should have is not known");
                let flaw = Flaw::new(ROW, "incomplete", reason);
                row.meaning = Meaning::Bad(Box::new(flaw.remedy(format!("correct row {other}, or leave both out"))));
            }
        }
        self.checked
    }

    fn only_once(&mut self, row: u64, found: Found) -> Result<Found, Flaw> {
        let mut pairs = found.pairs.clone();
        pairs.sort_unstable();
        let first = *self.seen.entry((found.person.clone(), pairs, found.mode)).or_insert(row);
        if first == row {
            return Ok(found);
        }
        let flaw = Flaw::new(ROW, DUPLICATE, format!("says the same as row {first}"));
        Err(flaw.remedy("leave one of them out"))
    }

    fn word(&mut self, text: &str) -> DisplayText {
        if let Some(word) = self.words.get(text) {
            return word.clone();
        }
        let word = DisplayText::new(text);
        self.words.insert(text.to_owned(), word.clone());
        word
    }
}

const DUPLICATE: &str = "duplicate";
