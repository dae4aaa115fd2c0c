//! What a job about many comes to, row by row, before anything is written: a file of rows, marked people, a group.

use super::{BatchId, Digest, DisplayText, Finding, Forecast, Level, PipelineKind, RunId};
use serde::Serialize;

/// How a row stands before anything is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowStanding {
    /// It cannot be carried out.
    Bad,
    /// It will be carried out.
    Ready,
    /// The tenant is so already.
    Same,
    /// Left out because somebody said so.
    LeftOut,
}

impl RowStanding {
    /// All of them, those that need somebody first.
    pub const ALL: [Self; 4] = [Self::Bad, Self::Ready, Self::Same, Self::LeftOut];

    /// The word that screens and result files use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bad => "bad",
            Self::Ready => "ready",
            Self::Same => "same",
            Self::LeftOut => "left out",
        }
    }
}

/// A row and what would come of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PlannedRow {
    /// The line on which it begins, from 1; the position in the list where there is no file.
    pub row: u64,
    /// Whom it names, as it does.
    pub who: DisplayText,
    /// How it stands.
    pub standing: RowStanding,
    /// What would be done, in words; empty where nothing would.
    pub words: DisplayText,
    /// The column that is wrong; `row` for the row as a whole, empty where nothing is wrong.
    pub column: &'static str,
    /// The stable word for what is wrong, or for what should be known.
    pub code: &'static str,
    /// Why it stands so, where that needs a word.
    pub reason: DisplayText,
    /// What to do about it.
    pub remedy: DisplayText,
}

/// A job about many, planned: nothing is written yet, and all that is needed to confirm it is here.
#[derive(Clone, PartialEq, Debug)]
pub struct RowsPlan {
    /// Which job.
    pub kind: PipelineKind,
    /// What it is about, in a few words: the file's name, mostly.
    pub title: DisplayText,
    /// The digest of what would be carried out; it is confirmed by this.
    pub digest: Digest,
    /// Every row, in the order of the file.
    pub rows: Vec<PlannedRow>,
    /// What the checks found about the whole.
    pub findings: Vec<Finding>,
    /// What cannot be undone, in words.
    pub irreversible: Vec<DisplayText>,
    /// What it costs.
    pub forecast: Forecast,
    /// Whether a ticket must be given.
    pub ticket_required: bool,
    /// Why it is carried out only with the exact number of people given; none where it is not needed.
    pub needs_number: Option<DisplayText>,
    /// Whether a planned time may be given.
    pub may_wait: bool,
}

impl RowsPlan {
    /// Whether a finding keeps it from being confirmed.
    pub fn is_blocked(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Blocker)
    }

    /// How many rows stand so.
    pub fn count(&self, standing: RowStanding) -> usize {
        self.rows.iter().filter(|row| row.standing == standing).count()
    }
}

/// What a confirmation has begun.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Begun {
    /// One run.
    Run(RunId),
    /// A batch of runs.
    Batch(BatchId),
}
