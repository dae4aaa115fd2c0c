//! The command that decides about events of HR systems.

use clap::{Args, Subcommand};

/// `lanyard inbox`. An EVENT is its id, or enough of its beginning or end to be the only one.
#[derive(Subcommand, Clone, Debug)]
pub enum Inbox {
    /// List the events that need somebody, or are being worked on.
    List {
        /// Those that are over, too.
        #[arg(long)]
        all: bool,
        /// At most so many.
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// Show an event whole.
    Show {
        /// Which.
        event: String,
    },
    /// Confirm an event: what is left to do where access is cut, else all of it; without --yes, show the plan and change
    /// nothing.
    Confirm(ConfirmEvent),
    /// Turn an event down, or mark it as dealt with. Access that was cut stays cut.
    Reject {
        /// Which.
        event: String,
        /// Why, for the audit trail.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Put an event off: nobody is asked about it before a time.
    Postpone {
        /// Which.
        event: String,
        /// Until when: a time with its zone, with an offset, or by this machine's clock.
        #[arg(long, value_name = "TIME")]
        until: String,
        /// Why, for the audit trail.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// List the deliveries that were turned down, newest first.
    Quarantine {
        /// At most so many.
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// Show this one whole, with its body.
        #[arg(long, value_name = "NUMBER")]
        show: Option<i64>,
    },
    /// Take a delivery out of quarantine after its body was repaired: it becomes an event like any other.
    Replay {
        /// Its number in the quarantine.
        number: i64,
        /// The repaired body as a file; - for standard input. The body as it came where none is given.
        #[arg(long, value_name = "FILE")]
        from: Option<String>,
        /// Why it counts after all, for the audit trail.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// `lanyard inbox confirm`.
#[derive(Args, Clone, Debug, Default)]
pub struct ConfirmEvent {
    /// Which.
    pub event: String,
    /// Whom it is about, where the event names nobody who is there: id, e-mail address, external id or exact name.
    #[arg(long, value_name = "WHO")]
    pub who: Option<String>,
    /// By this recipe instead of the event's own.
    #[arg(long, value_name = "NAME")]
    pub recipe: Option<String>,
    /// Carry the plan out.
    #[arg(long)]
    pub yes: bool,
    /// Why, for the audit trail; needed with --yes.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The ticket, where the recipe asks for one.
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// Only if the plan is still the one with this digest (its first 8 digits or more).
    #[arg(long, value_name = "DIGEST", requires = "yes")]
    pub expect: Option<String>,
}
