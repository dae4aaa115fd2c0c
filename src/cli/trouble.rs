//! What a command can run into, sorted by how it ends.

use super::Exit;
use crate::backend::Refusal;
use crate::config::ConfigError;
use crate::intake::IntakeError;
use crate::model::{Changed, DisplayText, Fault, Person};

/// What kind of trouble it is; decides the exit code and the word in `--json`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The command line cannot be used.
    Usage,
    /// The configuration cannot be used, or lacks something.
    Config,
    /// A blocker, or a confirmation that is not complete.
    Refused,
    /// Nobody or nothing is called that.
    NotFound,
    /// Several are called that.
    Ambiguous,
    /// The tenant cannot be reached, or answers with an error.
    Tenant,
    /// The tenant does not take the client's id or secret.
    Credentials,
    /// The client's role lacks a permission.
    Permission,
    /// The journal cannot be used.
    Store,
    /// A step failed, was refused by the tenant, or could not be proved.
    Failed,
    /// Somebody stopped it.
    Interrupted,
}

impl Kind {
    /// The stable word in `--json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Config => "config",
            Self::Refused => "refused",
            Self::NotFound => "not-found",
            Self::Ambiguous => "ambiguous",
            Self::Tenant => "tenant",
            Self::Credentials => "credentials",
            Self::Permission => "permission",
            Self::Store => "store",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }

    /// How a command that ran into it ends.
    pub fn exit(self) -> Exit {
        match self {
            Self::Usage | Self::Config => Exit::Usage,
            Self::Refused => Exit::Refused,
            Self::NotFound | Self::Ambiguous => Exit::NotFound,
            Self::Tenant | Self::Credentials | Self::Permission => Exit::Tenant,
            Self::Store => Exit::Store,
            Self::Failed => Exit::Failed,
            Self::Interrupted => Exit::Interrupted,
        }
    }
}

/// What went wrong, in words, with what to do and whether anything changed.
#[derive(Clone, PartialEq, Debug)]
pub struct Trouble {
    /// What kind it is.
    pub kind: Kind,
    /// The words.
    pub fault: Fault,
    /// Whom it may have been about, when several answer to a name.
    pub candidates: Vec<Person>,
}

impl Trouble {
    /// Trouble before anything was changed.
    pub fn new(kind: Kind, text: impl AsRef<str>, remedy: impl AsRef<str>) -> Self {
        Self {
            kind,
            fault: Fault {
                text: DisplayText::new(text),
                remedy: DisplayText::new(remedy),
                changed: Changed::No,
                status: None,
                code: None,
                correlation: None,
            },
            candidates: Vec::new(),
        }
    }

    /// Trouble that somebody else has put into words.
    pub fn of(kind: Kind, fault: Fault) -> Self {
        Self { kind, fault, candidates: Vec::new() }
    }

    /// Why a confirmation was not taken.
    pub fn refused(refusal: Refusal) -> Self {
        let (text, remedy) = match refusal {
            Refusal::WrongName => (
                "what was typed is neither the name nor the e-mail address in the plan".to_owned(),
                "type it as the plan shows it".to_owned(),
            ),
            Refusal::NoReason => ("a reason is missing".to_owned(), "give one with --reason TEXT".to_owned()),
            Refusal::NoTicket => {
                ("the recipe asks for a ticket".to_owned(), "give its number with --ticket ID".to_owned())
            }
            Refusal::Blocked(blockers) => {
                let list: Vec<_> = blockers.iter().map(DisplayText::as_str).collect();
                (
                    format!("the plan is blocked: {}", list.join("; ")),
                    "deal with the blockers that --plan shows".to_owned(),
                )
            }
            Refusal::WrongNumber(why) => (why.to_string(), "give exactly that number with --exactly N".to_owned()),
            Refusal::WrongTime(why) => {
                (why.to_string(), "leave --at out, give a later time, or use a recipe that may wait".to_owned())
            }
            Refusal::Changed(what) => {
                (format!("the plan is void: {what}"), "look at the new plan with --plan, then confirm it".to_owned())
            }
            Refusal::AlreadyRunning(run) => (
                format!("run {run} for this person is under way"),
                format!(
                    "`lanyard runs show {run}` shows it, `lanyard runs resume {run}` goes on with it, `lanyard runs cancel {run}` ends it"
                ),
            ),
            Refusal::NoSuchPlan => ("that plan is not known any more".to_owned(), "make a new one".to_owned()),
            Refusal::Fault(fault) => return Self::of(Kind::Store, fault),
        };
        Self::new(Kind::Refused, text, remedy)
    }
}

impl From<ConfigError> for Trouble {
    fn from(error: ConfigError) -> Self {
        Self::new(Kind::Config, error.to_string(), error.remedy())
    }
}

impl From<IntakeError> for Trouble {
    fn from(error: IntakeError) -> Self {
        let kind = match error {
            IntakeError::UnknownSender { .. }
            | IntakeError::WhichSender(_)
            | IntakeError::NotText
            | IntakeError::NotSent => Kind::Usage,
            IntakeError::NoAnswer(_) => Kind::Failed,
            _ => Kind::Config,
        };
        Self::new(kind, error.to_string(), error.remedy())
    }
}
