//! What goes wrong on a SCIM path, in the protocol's own words.

use crate::practice::reply::Failure;

/// A refusal in the `ScimError` form (RFC 7644 section 3.12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimFault {
    /// The HTTP status.
    pub status: u16,
    /// The `scimType`, where the protocol has one for it.
    pub kind: Option<&'static str>,
    /// What is wrong, in words.
    pub detail: String,
}

impl ScimFault {
    /// A 400 with its `scimType`.
    pub fn bad(kind: &'static str, detail: impl Into<String>) -> Self {
        Self { status: 400, kind: Some(kind), detail: detail.into() }
    }

    /// The 409 of a name or address that is taken.
    pub fn taken(detail: impl Into<String>) -> Self {
        Self { status: 409, kind: Some("uniqueness"), detail: detail.into() }
    }
}

impl From<ScimFault> for Failure {
    fn from(fault: ScimFault) -> Self {
        Self::scim(fault.status, fault.kind, fault.detail)
    }
}
