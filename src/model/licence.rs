//! Licences, as the platform defines them.

use super::DisplayText;
use serde::{Deserialize, Serialize};

/// A licence that the organisation can have (`GET /api/v2/license/definitions`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Licence {
    /// Its id, which is also its name, such as `engage2`.
    pub id: DisplayText,
    /// What it says of itself.
    pub description: DisplayText,
    /// The permissions that need it, in the form `domain:entity:action`.
    pub permissions: Vec<DisplayText>,
}
