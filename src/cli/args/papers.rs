//! The commands that print what belongs to the command line itself.

use clap::Args;
use clap_complete::Shell;

/// `lanyard man`.
#[derive(Args, Clone, Debug)]
pub struct Man {
    /// Of which command, such as `runs list`; of lanyard itself if none is named.
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// `lanyard completions`.
#[derive(Args, Clone, Copy, Debug)]
pub struct Completions {
    /// For which shell.
    pub shell: Shell,
}
