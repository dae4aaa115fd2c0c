//! What a call comes to: an answer with its correlation id, or an error that says what failed, on whom, whether anything
//! may have changed, and what to do.

use crate::model::{Changed, CorrelationId, DisplayText, Fault};
use std::fmt;
use std::ops::Deref;
use std::time::Duration;

/// What a call brought back, and the platform's id of the exchange.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer<T> {
    /// The value.
    pub value: T,
    /// `ININ-Correlation-Id` of the last answer that it rests on.
    pub correlation: Option<CorrelationId>,
}

impl<T> Answer<T> {
    /// The same answer with its value made into another.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Answer<U> {
        Answer { value: make(self.value), correlation: self.correlation }
    }
}

/// What kind of failure it was, by what can be done about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// 404 or 410: it is not there (any more), or not visible to this client.
    NotFound,
    /// 409, 412 or a 400 about a version: somebody else changed it meanwhile.
    Conflict,
    /// 403: a permission, scope or policy is in the way.
    Forbidden,
    /// 401 even with a new token.
    Unauthorized,
    /// 429 for longer or more often than a call may wait.
    Throttled {
        /// What the service asked for, where it did.
        retry_after: Option<Duration>,
    },
    /// Another 4xx: the request is not acceptable.
    Invalid,
    /// 5xx.
    Server,
    /// The exchange failed on the way; `changed` says whether the request may have arrived.
    Transport,
    /// No answer in time.
    Timeout,
    /// An answer that is not what the platform sends.
    Undecodable,
    /// Nothing was sent: the tenant has failed too often in a row and is being left alone.
    CircuitOpen,
    /// The login service refused the client id or secret.
    Credentials,
    /// Nothing was sent: this client only reads.
    ReadOnly,
}

/// A failed call. Cheap to move; the details are behind [`Deref`].
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Failure>);

/// The details of a failed call. Holds no secret and no request body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// Method and path in template form, such as `GET /api/v2/users/{userId}`.
    pub operation: &'static str,
    /// On whom or what, where the call has a subject.
    pub subject: Option<DisplayText>,
    /// What kind it was.
    pub kind: Kind,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// The platform's error code.
    pub code: Option<DisplayText>,
    /// The platform's message, or ours where it sent none.
    pub message: DisplayText,
    /// The platform's correlation id.
    pub correlation: Option<CorrelationId>,
    /// Whether the tenant may have been changed by it.
    pub changed: Changed,
    /// Permissions, scopes or policies that were named as missing.
    pub missing: Vec<DisplayText>,
}

impl Error {
    pub(in crate::genesys) fn new(failure: Failure) -> Self {
        Self(Box::new(failure))
    }

    /// The details.
    pub fn failure(&self) -> &Failure {
        &self.0
    }

    /// Whether it says that the thing is not there, which for a removal means that it is done.
    pub fn is_not_found(&self) -> bool {
        self.0.kind == Kind::NotFound
    }

    /// Whether it says that somebody else changed the thing meanwhile: read it again and try again.
    pub fn is_conflict(&self) -> bool {
        self.0.kind == Kind::Conflict
    }

    /// Whether a permission, scope or policy is in the way.
    pub fn is_forbidden(&self) -> bool {
        self.0.kind == Kind::Forbidden
    }

    /// Whether only reading back can tell what has become of it.
    pub fn is_unclear(&self) -> bool {
        self.0.changed == Changed::Maybe
    }

    /// The words for an operator and an auditor, with what to do.
    pub fn fault(&self) -> Fault {
        Fault {
            text: DisplayText::new(self.to_string()),
            remedy: DisplayText::new(super::remedy::remedy(&self.0)),
            changed: self.0.changed,
            status: self.0.status,
            code: self.0.code.clone(),
            correlation: self.0.correlation.clone(),
        }
    }
}

impl Deref for Error {
    type Target = Failure;

    fn deref(&self) -> &Failure {
        &self.0
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        error.fault()
    }
}

impl std::error::Error for Error {}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failure = &self.0;
        f.write_str(failure.operation)?;
        if let Some(subject) = &failure.subject {
            write!(f, " on {subject}")?;
        }
        f.write_str(": ")?;
        if let Some(status) = failure.status {
            write!(f, "{status} ")?;
        }
        if let Some(code) = &failure.code {
            write!(f, "{code}: ")?;
        }
        f.write_str(failure.message.as_str())?;
        if failure.changed == Changed::Maybe {
            f.write_str(" (it may have taken effect all the same)")?;
        }
        Ok(())
    }
}
