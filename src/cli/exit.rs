//! How a command ends: exit codes are part of the interface and do not change their meaning.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Exit {
    /// All that was asked for is so.
    Ok,
    /// Something was tried and failed, or could not be proved.
    Failed,
    /// The command line or the configuration cannot be used; nothing was tried.
    Usage,
    /// A blocker, or a confirmation that is not complete; nothing was changed.
    Refused,
    /// Nobody, nothing, or more than one was found under that name; nothing was changed.
    NotFound,
    /// The tenant cannot be reached or does not let us in; nothing was changed.
    Tenant,
    /// The journal cannot be used; nothing was changed without being written down.
    Store,
    /// Somebody stopped it; what was begun can be resumed.
    Interrupted,
}

impl Exit {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; 8] = [
        Self::Ok,
        Self::Failed,
        Self::Usage,
        Self::Refused,
        Self::NotFound,
        Self::Tenant,
        Self::Store,
        Self::Interrupted,
    ];

    /// The process's exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::NotFound => 4,
            Self::Tenant => 5,
            Self::Store => 6,
            // What a shell reports for a command that was stopped with Ctrl-C.
            Self::Interrupted => 130,
        }
    }

    /// What it means, for `--help` and the reference.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "all that was asked for is so",
            Self::Failed => "something failed, or could not be proved",
            Self::Usage => "the command line or the configuration cannot be used",
            Self::Refused => "refused: a blocker, or reason or ticket is missing; nothing was changed",
            Self::NotFound => "nobody was found under that name, or more than one; nothing was changed",
            Self::Tenant => "the tenant cannot be reached or does not let us in",
            Self::Store => "the journal cannot be used",
            Self::Interrupted => "stopped by a signal; `lanyard runs resume` goes on",
        }
    }

    /// The weightier of two, for a command that did several things.
    pub fn and(self, other: Self) -> Self {
        if other.weight() > self.weight() { other } else { self }
    }

    fn weight(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::NotFound => 1,
            Self::Refused => 2,
            Self::Usage => 3,
            Self::Failed => 4,
            Self::Tenant => 5,
            Self::Store => 6,
            Self::Interrupted => 7,
        }
    }

    /// The table for `--help`.
    pub fn table() -> String {
        let rows = Self::ALL.map(|exit| format!("  {:>3}  {}", exit.code(), exit.meaning()));
        format!("Exit codes:\n{}", rows.join("\n"))
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_they_always_were() {
        assert_eq!(Exit::ALL.map(Exit::code), [0, 1, 2, 3, 4, 5, 6, 130]);
    }

    #[test]
    fn the_weightier_one_wins() {
        let all = [Exit::Ok, Exit::Refused, Exit::NotFound].into_iter().fold(Exit::Ok, Exit::and);
        assert_eq!(all, Exit::Refused);
        assert_eq!(Exit::Refused.and(Exit::Failed), Exit::Failed);
        assert_eq!(Exit::Failed.and(Exit::Ok), Exit::Failed);
    }
}
