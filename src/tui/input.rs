//! Everything that can happen to the console, in one ordered stream.

use super::action::OwnKeys;
use crate::backend::Event;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use std::path::PathBuf;

/// Something that happened.
#[derive(Clone, PartialEq, Debug)]
pub enum Input {
    /// A key was pressed (releases never get here).
    Key(KeyEvent),
    /// A text was pasted in one piece.
    Paste(String),
    /// The mouse was used.
    Mouse(MouseEvent),
    /// The terminal has this size now, in columns and rows.
    Resize(u16, u16),
    /// The backend tells something.
    Backend(Event),
    /// The backend has ended; nothing more will come from it.
    BackendGone,
    /// The backend takes no more commands for now; this many wait to be sent.
    Busy(usize),
    /// A timer that was asked for has run out.
    Timer(Timer),
    /// The console was stopped and goes on.
    Resumed,
    /// Somebody asked the process to end.
    Terminate,
    /// Code outside the console's own thread has panicked; this is what it said.
    WorkerPanicked(String),
    /// A text was too long for the clipboard; it was written to this file instead, or not even that.
    CopyKept(Result<PathBuf, String>),
    /// The operator's own keys were read.
    KeysRead {
        /// What came of it.
        own: Box<OwnKeys>,
        /// Whether the operator has asked for it, and waits to be told.
        asked: bool,
    },
}

/// Timers that the console knows; asking for one again replaces the earlier one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Timer {
    /// The cursor has rested on a person long enough to read them.
    OpenPerson,
    /// The cursor has rested on a group long enough to read it.
    OpenGroup,
    /// A read takes long enough to say so, or the sign of it moves on.
    Spinner,
    /// The oldest notice has been shown long enough.
    Toast,
    /// The first Ctrl-C is forgotten.
    Interrupt,
    /// A countdown or an elapsed time on the screen moves on by a second.
    Clock,
    /// The filter of a long list looks at its next piece.
    Narrow,
    /// The button of the confirmation may be used now.
    Arm,
}
