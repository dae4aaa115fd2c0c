//! The flags about notices.

use clap::{Args, Subcommand};

/// `lanyard notices`. A MESSAGE is a notice's id, or enough of its beginning or end to be the only one.
#[derive(Subcommand, Clone, Debug)]
pub enum Notices {
    /// List the notices, one line for each target, newest first.
    List(ListNotices),
    /// Show a notice whole: what is sent, and what it has been through.
    Show {
        /// Which.
        message: String,
    },
    /// Send a notice again with the same id, or every dead one of a target.
    Replay(Replay),
}

/// Which notices.
#[derive(Args, Clone, Debug)]
pub struct ListNotices {
    /// Only those that were given up.
    #[arg(long, conflicts_with_all = ["waiting", "sent"])]
    pub dead: bool,
    /// Only those that are to be tried, or tried again.
    #[arg(long, conflicts_with = "sent")]
    pub waiting: bool,
    /// Only those that their target took.
    #[arg(long)]
    pub sent: bool,
    /// Only those for this target.
    #[arg(long, value_name = "NAME")]
    pub target: Option<String>,
    /// At most so many.
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
}

/// What is to be sent again.
#[derive(Args, Clone, Debug)]
pub struct Replay {
    /// Which.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub message: Option<String>,
    /// Every dead one of the target that --target names.
    #[arg(long, requires = "target")]
    pub all: bool,
    /// For this target; one that has said that it is gone (410) is told again from now on.
    #[arg(long, value_name = "NAME")]
    pub target: Option<String>,
}
