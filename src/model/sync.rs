//! What people were granted before a file of roles is carried out, and what the file comes to.

use super::{DisplayText, Grant, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// The direct grants of everybody whom a file of roles changes. Read before the first write, it is the before-image.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GrantsImage {
    /// Those who are changed, in the order of the file.
    pub people: Vec<GrantsOf>,
    /// What the rows of the file come to.
    pub tally: Tally,
    /// When the last of the grants was read.
    pub read_at: Timestamp,
}

/// What one person was granted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GrantsOf {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: DisplayText,
    /// The external id by which the file names them, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<DisplayText>,
    /// Their own grants; inherited ones are not touched and left out.
    pub grants: Vec<Grant>,
    /// How many permissions they had by all their grants, inherited ones included.
    pub permissions: usize,
}

/// How the rows of a file stand before anything is written. Every row is counted once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// All rows: the sum of the others.
    pub rows: usize,
    /// Nothing to do: the tenant is so already.
    pub same: usize,
    /// Something is to be granted.
    pub add: usize,
    /// Something is to be taken away.
    pub remove: usize,
    /// Cannot be carried out.
    pub bad: usize,
    /// Left out because somebody said so.
    #[serde(default)]
    pub left_out: usize,
}
