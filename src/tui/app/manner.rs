//! What the operator and the settings want of the console beside its looks.

use crate::model::DisplayText;

/// What the operator and the settings want of the console beside its looks.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Manner {
    /// Nothing can be changed from here.
    pub read_only: bool,
    /// What this tenant is to its people, in a word: it stands on every screen.
    pub environment: DisplayText,
    /// Names, addresses and numbers of people are hidden.
    pub privacy: bool,
    /// The terminal's bell tells the end of work.
    pub bell: bool,
}
