//! Sessions that may change nothing.

use super::args::Command;
use super::{Kind, Trouble, makes_effects};
use crate::config::Settings;

/// Whether this command may be carried out in this session.
///
/// # Errors
/// The session is read-only and the command would change something: says who made the session so.
pub(super) fn check(settings: &Settings, command: &Command) -> Result<(), Trouble> {
    match why(settings).filter(|_| writes(command)) {
        Some(why) => Err(refusal(&why)),
        None => Ok(()),
    }
}

/// The refusal for this reason.
pub(super) fn refusal(why: &str) -> Trouble {
    Trouble::new(Kind::Refused, why, "begin a session that is not read-only, where you may")
}

/// That nothing can be changed, and who said so; none where something can.
pub(super) fn why(settings: &Settings) -> Option<String> {
    let read_only = &settings.console.read_only;
    read_only.value.then(|| format!("this session is read-only ({})", read_only.origin))
}

/// Whether it changes something in the tenant or in what is under way. Plans change nothing, files that an answer is
/// written to are the operator's own, and whoever follows the tenant's log only reads it.
fn writes(command: &Command) -> bool {
    match command {
        Command::Changes(_) => false,
        Command::Serve(_) => true,
        other => makes_effects(other),
    }
}
