//! A body of the quarantine, read again after somebody has repaired it.

use super::deliver::delivery;
use super::event;
use super::problem::{Code, Problem};
use super::setup::Setup;
use crate::model::{Delivery, Timestamp};
use std::fmt;

/// Why a repaired body cannot be used either.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unusable {
    /// The kind of fault.
    pub code: Code,
    /// The field at fault.
    pub field: Option<&'static str>,
    /// It in words.
    pub why: String,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.title(), self.why)
    }
}

impl Setup {
    /// Reads a body as this sender writes it, without a signature: whoever has repaired it answers for it. It was sent
    /// under this message id, and is taken now.
    ///
    /// # Errors
    /// The first fault of the body, or that there is no such sender.
    pub fn repaired(&self, sender: &str, message: &str, body: &str, now: Timestamp) -> Result<Delivery, Unusable> {
        let unusable = |Problem { code, field, detail, .. }| Unusable { code, field, why: detail };
        let sender = self.senders.iter().find(|known| known.name == sender).ok_or_else(|| {
            unusable(Problem::new(Code::BadSignature, format!("there is no sender {sender} in the settings")))
        })?;
        let said = event::read(body.as_bytes(), sender).map_err(unusable)?;
        let sent_at = said.event.at;
        Ok(delivery(sender, message.to_owned(), sent_at, said, now))
    }
}
