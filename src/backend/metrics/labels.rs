//! What series may be labelled with: words of ours, and names that stand in the settings. Nothing that a run, a file, a
//! sender or the tenant tells can become one: such a label would name people, and be without end.

use crate::model::PipelineKind;
use crate::pipelines::step_kind;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use std::fmt::Write as _;
use std::sync::Arc;

/// Stands for what is not known here: written by another version, or not in the settings any more.
pub(super) const OTHER: &str = "other";

/// A word of ours.
pub(super) type Word = &'static str;

/// A name that stands in the settings, or [`OTHER`].
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Name(Arc<str>);

impl EncodeLabelValue for Name {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        encoder.write_str(&self.0)
    }
}

/// The names of one kind that stand in the settings.
#[derive(Clone, Debug)]
pub(super) struct Names {
    known: Vec<Name>,
    other: Name,
}

impl Names {
    pub(super) fn new(known: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self { known: known.into_iter().map(|name| Name(name.as_ref().into())).collect(), other: Name(OTHER.into()) }
    }

    /// The label for a name from wherever.
    pub(super) fn label(&self, name: &str) -> Name {
        self.known.iter().find(|known| *known.0 == *name).unwrap_or(&self.other).clone()
    }

    /// All that stand in the settings.
    pub(super) fn known(&self) -> &[Name] {
        &self.known
    }
}

/// The label for a pipeline, by its name in the store.
pub(super) fn pipeline(name: &str) -> Word {
    PipelineKind::of(name).map_or(OTHER, PipelineKind::as_str)
}

/// The label for a step, by its name in a plan; those of a file of roles are numbered, and the number is left out.
pub(super) fn step(name: &str) -> Word {
    step_kind(name).unwrap_or(OTHER)
}

/// The one of these words that this is, or [`OTHER`].
pub(super) fn one_of(words: &[Word], word: &str) -> Word {
    words.iter().find(|known| **known == word).copied().unwrap_or(OTHER)
}

/// Runs, or rows of files, that have ended.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub(super) struct OfRun {
    pub(super) pipeline: Word,
    pub(super) outcome: Word,
}

/// A step that has ended.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub(super) struct OfStep {
    pub(super) pipeline: Word,
    pub(super) step: Word,
    pub(super) outcome: Word,
}

/// Runs that are not over.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub(super) struct OfQueue {
    pub(super) pipeline: Word,
    pub(super) state: Word,
}

/// Somebody to whom notices go.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub(super) struct OfTarget {
    pub(super) target: Name,
}

/// Termination events in the inbox.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub(super) struct OfInbox {
    pub(super) state: Word,
}

/// A delivery that was answered.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub(super) struct OfDelivery {
    pub(super) sender: Name,
    pub(super) status: u16,
}

/// A delivery that was turned down.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub(super) struct OfRejection {
    pub(super) reason: Word,
}

/// A transaction of the store.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub(super) struct OfStore {
    pub(super) operation: Word,
}

/// This build.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub(super) struct OfBuild {
    pub(super) version: Word,
}
