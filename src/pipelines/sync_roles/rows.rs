//! What a plan, and later its run, means for each row of the file.

use super::check::{Checked, Meaning};
use super::file::Mode;
use super::plan::{Differing, MadeBy, Request};
use super::resolve::Found;
use crate::model::{CorrelationId, DisplayText, GrantSource, Outcome, RunRecord, StepRecord, UserId};
use std::collections::HashMap;

/// How a row stands before anything is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// The tenant is so already.
    Same,
    /// Something is to be granted.
    Add,
    /// Something is to be taken away.
    Remove,
    /// It cannot be carried out.
    Bad,
    /// Somebody said that it is not to be.
    LeftOut,
}

impl Standing {
    /// The word in result files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Bad => "bad",
            Self::LeftOut => "left out",
        }
    }
}

/// A row of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The line on which it begins, from 1; in a plan of changes the number of the change.
    pub row: u64,
    /// Whom it names, as it does.
    pub person: DisplayText,
    /// Who that is.
    pub id: Option<UserId>,
    /// The role, as it names it.
    pub role: DisplayText,
    /// The division, as it names it.
    pub division: DisplayText,
    /// How it stands.
    pub standing: Standing,
    /// The column in which it is wrong, `row` for the whole; empty where it is not.
    pub column: &'static str,
    /// The stable word for what is wrong.
    pub code: &'static str,
    /// Why it stands so, where that needs a word.
    pub reason: DisplayText,
    /// What to do about it.
    pub remedy: DisplayText,
    /// The steps that carry it out, by their ordinals.
    pub steps: Vec<u16>,
}

/// What came of a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowOutcome {
    /// `same`, `bad`, `left out`, or the outcome of the step that fared worst; `waiting` where one has not ended.
    pub word: &'static str,
    /// Why.
    pub reason: DisplayText,
    /// The platform's id of the answer to the call that carried it out.
    pub correlation: Option<CorrelationId>,
}

impl Row {
    /// What came of it in this run.
    pub fn outcome(&self, run: &RunRecord) -> RowOutcome {
        if self.steps.is_empty() {
            return RowOutcome { word: self.standing.as_str(), reason: self.reason.clone(), correlation: None };
        }
        let of = |ordinal: &u16| run.steps.iter().find(|step| step.ordinal == *ordinal);
        let Some(worst) = self.steps.iter().filter_map(of).max_by_key(|step| badness(step)) else {
            return RowOutcome { word: "waiting", reason: self.reason.clone(), correlation: None };
        };
        let good = worst.outcome.is_some_and(Outcome::is_good);
        let reason = match &worst.fault {
            Some(fault) if !good => fault.text.clone(),
            _ => worst.reason.clone().unwrap_or_default(),
        };
        let of_fault = worst.fault.as_ref().filter(|_| !good).and_then(|fault| fault.correlation.clone());
        let of_call = worst.effect.as_ref().and_then(|effect| effect.correlations.first().cloned());
        RowOutcome { word: worst.outcome.map_or("waiting", Outcome::as_str), reason, correlation: of_fault.or(of_call) }
    }
}

/// How ill a step fared.
pub(super) fn badness(step: &StepRecord) -> u8 {
    match step.outcome {
        Some(Outcome::Already) => 0,
        Some(Outcome::Done) => 1,
        Some(Outcome::Skipped) => 2,
        None => 3,
        Some(Outcome::Refused) => 4,
        Some(Outcome::Failed) => 5,
        Some(Outcome::Unknown) => 6,
    }
}

/// A line for each row.
pub(super) fn rows(request: &Request<'_>, differing: &[Differing], made_by: &MadeBy) -> Vec<Row> {
    let deltas: HashMap<&UserId, &Differing> = differing.iter().map(|one| (&one.person, one)).collect();
    request.rows.iter().map(|checked| row(request, checked, &deltas, made_by)).collect()
}

fn row(request: &Request<'_>, checked: &Checked, deltas: &HashMap<&UserId, &Differing>, made_by: &MadeBy) -> Row {
    let mut row = Row {
        row: checked.row,
        person: checked.person.clone(),
        id: None,
        role: checked.role.clone(),
        division: checked.division.clone(),
        standing: Standing::Same,
        column: "",
        code: "",
        reason: DisplayText::default(),
        remedy: DisplayText::default(),
        steps: Vec::new(),
    };
    let found = match &checked.meaning {
        Meaning::Found(found) => found,
        Meaning::Bad(flaw) => {
            row.standing = Standing::Bad;
            (row.column, row.code) = (flaw.column, flaw.code);
            (row.reason, row.remedy) = (DisplayText::new(&flaw.reason), DisplayText::new(&flaw.remedy));
            return row;
        }
        Meaning::LeftOut => {
            row.standing = Standing::LeftOut;
            return row;
        }
    };
    row.id = Some(found.person.clone());
    if let Some(one) = deltas.get(&found.person) {
        let (changes, standing) = match found.mode {
            Mode::Remove => (&one.delta.take, Standing::Remove),
            Mode::Add | Mode::Replace => (&one.delta.give, Standing::Add),
        };
        let mut steps: Vec<u16> = found
            .pairs
            .iter()
            .filter(|pair| changes.contains(*pair))
            .filter_map(|pair| made_by.get(&(found.person.clone(), pair.clone())).copied())
            .collect();
        steps.sort_unstable();
        steps.dedup();
        if !steps.is_empty() {
            (row.standing, row.steps) = (standing, steps);
        }
    }
    if row.standing == Standing::Same && found.mode == Mode::Remove && inherits(request, found) {
        row.reason = "comes through a group and stays".into();
        row.remedy = "take the person out of the group, or the role off it".into();
        row.code = "inherited";
    }
    row
}

/// Whether the person has one of these grants through a group.
fn inherits(request: &Request<'_>, found: &Found) -> bool {
    request.grants(&found.person).iter().any(|grant| {
        matches!(grant.source, GrantSource::Group(_))
            && found.pairs.iter().any(|(role, division)| grant.role == *role && grant.division == *division)
    })
}
