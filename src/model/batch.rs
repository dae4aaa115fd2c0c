//! A batch: many runs that were planned and confirmed as one.

use super::{
    BatchId, Digest, DisplayText, Operator, PipelineKind, Planned, RunId, RunState, Timestamp, UserId, canonical_json,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Somebody who was named for a batch, whether there is a run for them or not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Listed {
    /// The row of the file, where they were named in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// As they were named.
    pub who: DisplayText,
    /// Who that is, where somebody was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<UserId>,
    /// Their name, where it is known.
    #[serde(default, skip_serializing_if = "DisplayText::is_empty")]
    pub name: DisplayText,
    /// Why there is no run for them, as a stable word such as `blocked` or `not-found`; none where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<String>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "DisplayText::is_empty")]
    pub reason: DisplayText,
}

impl Listed {
    /// The word for somebody who was named before: they are counted once.
    pub const REPEATED: &'static str = "repeated";
}

/// What came of one person of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchOutcome {
    /// The run ended well.
    Done,
    /// Something failed or was refused.
    Failed,
    /// Nothing failed, and of something nobody knows whether it worked.
    Unknown,
    /// Stopped for good because somebody asked.
    Cancelled,
    /// Not over.
    Left,
}

impl BatchOutcome {
    /// The word that screens and records use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Cancelled => "cancelled",
            Self::Left => "left",
        }
    }

    /// What a run in this state comes to, some of whose steps were bad or unknown.
    pub fn of(state: RunState, bad: bool, unknown: bool) -> Self {
        match state {
            RunState::Done => Self::Done,
            RunState::Failed if unknown && !bad => Self::Unknown,
            RunState::Failed => Self::Failed,
            RunState::Cancelled => Self::Cancelled,
            RunState::Queued | RunState::Running | RunState::Paused => Self::Left,
        }
    }
}

/// A run of a batch, in a line.
#[derive(Clone, PartialEq, Debug)]
pub struct BatchRun {
    /// Its id.
    pub id: RunId,
    /// Whom it is about.
    pub person: UserId,
    /// Their name.
    pub name: DisplayText,
    /// How it stands.
    pub state: RunState,
    /// Left behind by a process that died: nobody is working on it.
    pub interrupted: bool,
    /// Whether something is asked of whoever works on it: to pause, or to cancel.
    pub asked: bool,
    /// What it came to.
    pub outcome: BatchOutcome,
    /// When the access was cut and proved.
    pub access_cut_at: Option<Timestamp>,
    /// Not to be begun before this; none where it was confirmed for at once.
    pub due: Option<Timestamp>,
    /// Set while it waits for that time, or for somebody to begin it.
    pub planned: Option<Planned>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Steps that have ended.
    pub steps_ended: usize,
    /// Steps in all.
    pub steps: usize,
    /// Why it stands so.
    pub why: Option<DisplayText>,
}

/// A batch as the journal tells it.
#[derive(Clone, PartialEq, Debug)]
pub struct BatchRecord {
    /// Its id.
    pub id: BatchId,
    /// Which job its runs do, by its stable name.
    pub kind: String,
    /// What it is, in a few words.
    pub title: DisplayText,
    /// The digest over the plans' digests.
    pub digest: Digest,
    /// Who confirmed it.
    pub operator: Operator,
    /// Why.
    pub reason: DisplayText,
    /// The ticket, empty if none.
    pub ticket: DisplayText,
    /// When it was confirmed.
    pub created_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Everybody who was named.
    pub listed: Vec<Listed>,
    /// Its runs.
    pub runs: Vec<BatchRun>,
}

/// Everybody of a batch, counted: `people` is `planned` and `blocked`, `planned` is all from `done` to `left`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct BatchTotals {
    /// Everybody who was named, each once.
    pub people: usize,
    /// Those for whom there is a run.
    pub planned: usize,
    /// Those who were set aside: blocked, or not found.
    pub blocked: usize,
    /// See [`BatchOutcome`].
    pub done: usize,
    /// See [`BatchOutcome`].
    pub failed: usize,
    /// See [`BatchOutcome`].
    pub unknown: usize,
    /// See [`BatchOutcome`].
    pub cancelled: usize,
    /// See [`BatchOutcome`].
    pub left: usize,
    /// Those of the planned whose access was cut and proved.
    pub access_cut: usize,
}

impl BatchTotals {
    /// Counts.
    pub fn of(listed: &[Listed], runs: &[BatchRun]) -> Self {
        let aside = |l: &&Listed| l.set_aside.as_deref().is_some_and(|why| why != Listed::REPEATED);
        let blocked = listed.iter().filter(aside).count();
        let ended = |outcome| runs.iter().filter(|run| run.outcome == outcome).count();
        Self {
            people: runs.len() + blocked,
            planned: runs.len(),
            blocked,
            done: ended(BatchOutcome::Done),
            failed: ended(BatchOutcome::Failed),
            unknown: ended(BatchOutcome::Unknown),
            cancelled: ended(BatchOutcome::Cancelled),
            left: ended(BatchOutcome::Left),
            access_cut: runs.iter().filter(|run| run.access_cut_at.is_some()).count(),
        }
    }

    /// Those who have come to an end.
    pub fn finished(&self) -> usize {
        self.planned - self.left
    }
}

impl BatchRecord {
    /// Everybody, counted.
    pub fn totals(&self) -> BatchTotals {
        BatchTotals::of(&self.listed, &self.runs)
    }

    /// How it stands, by its runs: running while any of them is or waits for its turn, paused when nothing but paused
    /// runs is left, failed when anything failed or is unknown.
    pub fn state(&self) -> RunState {
        let totals = self.totals();
        let any = |state| self.runs.iter().any(|run| run.state == state);
        match () {
            () if any(RunState::Running) => RunState::Running,
            () if any(RunState::Queued) && totals.access_cut + totals.finished() == 0 => RunState::Queued,
            () if any(RunState::Queued) => RunState::Running,
            () if totals.left > 0 => RunState::Paused,
            () if totals.failed + totals.unknown > 0 => RunState::Failed,
            () if totals.cancelled > 0 => RunState::Cancelled,
            () => RunState::Done,
        }
    }

    /// Before when none of what waits for its time is begun; none when nothing does.
    pub fn due(&self) -> Option<Timestamp> {
        self.runs.iter().filter(|run| run.planned.is_some()).filter_map(|run| run.due).min()
    }

    /// Whether nobody works on what is left of it.
    pub fn is_interrupted(&self) -> bool {
        self.runs.iter().any(|run| run.interrupted)
            && !self.runs.iter().any(|r| r.state == RunState::Running && !r.interrupted)
    }

    /// The run for this person.
    pub fn run_of(&self, person: &UserId) -> Option<&BatchRun> {
        self.runs.iter().find(|run| run.person == *person)
    }

    /// Everybody who was named, with their run where there is one.
    pub fn people(&self) -> impl Iterator<Item = (&Listed, Option<&BatchRun>)> {
        let runs: HashMap<&UserId, &BatchRun> = self.runs.iter().map(|run| (&run.person, run)).collect();
        self.listed.iter().map(move |listed| {
            let person = listed.person.as_ref().filter(|_| listed.set_aside.is_none());
            (listed, person.and_then(|person| runs.get(person).copied()))
        })
    }
}

/// The digest of a batch: over its plans' digests, in whatever order the people were named.
pub fn digest_of_all(kind: PipelineKind, plans: impl IntoIterator<Item = Digest>) -> Digest {
    let mut plans: Vec<Digest> = plans.into_iter().collect();
    plans.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    let value = serde_json::json!({ "batch": kind.as_str(), "plans": plans });
    Digest::of(canonical_json(&value).expect("a JSON value is JSON").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(n: usize, state: RunState, outcome: BatchOutcome) -> BatchRun {
        BatchRun {
            id: RunId::new(format!("r{n}")),
            person: UserId::new(format!("u{n}")),
            name: "Somebody".into(),
            state,
            interrupted: false,
            asked: false,
            outcome,
            access_cut_at: None,
            due: None,
            planned: None,
            ended_at: None,
            steps_ended: 0,
            steps: 3,
            why: None,
        }
    }

    fn batch(runs: Vec<BatchRun>) -> BatchRecord {
        let listed = |set_aside: Option<&str>| Listed {
            row: None,
            who: "x".into(),
            person: None,
            name: DisplayText::default(),
            set_aside: set_aside.map(str::to_owned),
            reason: DisplayText::default(),
        };
        BatchRecord {
            id: "b".into(),
            kind: "offboard".to_owned(),
            title: "leavers.csv".into(),
            digest: Digest::of(b"x"),
            operator: Operator { name: "Ann".into(), account: "ann@desk".into(), known_by: "account".into() },
            reason: "left".into(),
            ticket: DisplayText::default(),
            created_at: Timestamp::UNIX_EPOCH,
            ended_at: None,
            listed: vec![
                listed(None),
                listed(Some("blocked")),
                listed(Some("not-found")),
                listed(Some(Listed::REPEATED)),
            ],
            runs,
        }
    }

    #[test]
    fn totals_add_up_and_who_is_named_twice_is_counted_once() {
        use BatchOutcome::*;
        let ends = [
            (RunState::Done, Done),
            (RunState::Failed, Failed),
            (RunState::Failed, Unknown),
            (RunState::Cancelled, Cancelled),
            (RunState::Queued, Left),
            (RunState::Paused, Left),
        ];
        let totals = batch(ends.iter().enumerate().map(|(n, (s, o))| run(n, *s, *o)).collect()).totals();
        assert_eq!((totals.people, totals.planned, totals.blocked), (8, 6, 2));
        assert_eq!(totals.done + totals.failed + totals.unknown + totals.cancelled + totals.left, totals.planned);
        assert_eq!((totals.left, totals.finished()), (2, 4));
    }

    #[test]
    fn how_it_stands_is_told_by_its_runs() {
        use BatchOutcome::*;
        let of = |ends: &[(RunState, BatchOutcome)]| {
            batch(ends.iter().enumerate().map(|(n, (s, o))| run(n, *s, *o)).collect()).state()
        };
        assert_eq!(of(&[(RunState::Queued, Left)]), RunState::Queued);
        assert_eq!(of(&[(RunState::Queued, Left), (RunState::Done, Done)]), RunState::Running);
        assert_eq!(of(&[(RunState::Paused, Left), (RunState::Done, Done)]), RunState::Paused);
        assert_eq!(of(&[(RunState::Cancelled, Cancelled), (RunState::Failed, Unknown)]), RunState::Failed);
        assert_eq!(of(&[(RunState::Cancelled, Cancelled), (RunState::Done, Done)]), RunState::Cancelled);
        assert_eq!(of(&[(RunState::Done, Done)]), RunState::Done);
    }

    #[test]
    fn the_digest_does_not_depend_on_the_order_but_on_every_plan() {
        let digest = |names: &[&str]| {
            digest_of_all(PipelineKind::Offboard, names.iter().map(|name| Digest::of(name.as_bytes())))
        };
        assert_eq!(digest(&["a", "b", "c"]), digest(&["c", "a", "b"]));
        assert_ne!(digest(&["a", "b"]), digest(&["a", "b", "c"]));
        assert_ne!(digest(&["a", "b"]), digest(&["a", "d"]));
    }
}
