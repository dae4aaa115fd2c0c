//! What a plan's checks found.

use super::DisplayText;
use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Good to know.
    Note,
    /// Somebody should think about it; the run may go ahead.
    Warning,
    /// The plan cannot be confirmed until this is dealt with.
    Blocker,
}

impl Level {
    /// The word that screens and records use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Blocker => "blocker",
        }
    }
}

/// One thing that a check found, with what to do about it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// How much it weighs.
    pub level: Level,
    /// A stable short name such as `last-administrator`.
    pub code: String,
    /// What was found, in words.
    pub text: DisplayText,
    /// What to do about it, in words.
    pub remedy: DisplayText,
}
