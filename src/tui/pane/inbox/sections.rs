//! The events under their headings: those that need somebody, those that were put off, those that are being worked on,
//! those that are over.

use super::words;
use crate::model::{InboxEntry, InboxNeed, Timestamp};
use crate::tui::widget::narrow::Narrow;

/// A part of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    /// Somebody has to do something now.
    NeedsYou,
    /// Put off; nobody need look now.
    PutOff,
    /// A run is at work, or will be at its time.
    Working,
    /// Over.
    Over,
}

impl Section {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::NeedsYou, Self::PutOff, Self::Working, Self::Over];

    /// Where an event belongs that needs this.
    pub fn of(need: InboxNeed) -> Self {
        match need {
            InboxNeed::Decide | InboxNeed::Failed | InboxNeed::Confirm => Self::NeedsYou,
            InboxNeed::Later => Self::PutOff,
            InboxNeed::Planned | InboxNeed::Working => Self::Working,
            InboxNeed::Nothing => Self::Over,
        }
    }

    /// The words of its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::NeedsYou => "needs you",
            Self::PutOff => "postponed",
            Self::Working => "working",
            Self::Over => "over",
        }
    }
}

/// A row of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    /// A heading, with how many events stand under it.
    Heading(Section, usize),
    /// The event at this place of what the backend sent.
    Event(usize),
}

/// The rows of the events that the words leave in. Within a section the order is that of the backend; a section without
/// events has no heading.
pub fn arrange(entries: &[InboxEntry], narrow: &Narrow, now: Timestamp) -> Vec<Row> {
    let mut parts: [Vec<Row>; 4] = Default::default();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| narrow.holds(&words::all(entry, now))) {
        let section = Section::of(entry.need(now));
        let place = Section::ALL.iter().position(|one| *one == section).unwrap_or(0);
        parts[place].push(Row::Event(at));
    }
    let mut rows = Vec::new();
    for (section, part) in Section::ALL.into_iter().zip(parts).filter(|(_, part)| !part.is_empty()) {
        rows.push(Row::Heading(section, part.len()));
        rows.extend(part);
    }
    rows
}
