//! Identifiers. Each kind is a type of its own, so that a group's id can never be passed for a user's.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps the text as it came; whether it exists is for the tenant to say.
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The id as the platform writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same text in the same memory.
            pub fn shared(&self) -> Arc<str> {
                Arc::clone(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), &self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::new(text)
            }
        }
    )+};
}

ids! {
    /// A platform user (a person); the SCIM id is the same.
    UserId,
    /// A platform group.
    GroupId,
    /// An authorization role.
    RoleId,
    /// A division; `*` stands for all divisions in a grant.
    DivisionId,
    /// A routing queue.
    QueueId,
    /// A routing skill.
    SkillId,
    /// A routing language.
    LanguageId,
    /// A station (phone).
    StationId,
    /// A conversation.
    ConversationId,
    /// A run of this product: a UUID version 7, so ids sort by creation.
    RunId,
    /// A batch of runs of ours; a UUID of version 7.
    BatchId,
    /// The platform's `ININ-Correlation-Id` of one answer.
    CorrelationId,
}

impl DivisionId {
    /// All divisions, as grants write it.
    pub const ALL: &'static str = "*";

    /// Whether this stands for every division.
    pub fn is_all(&self) -> bool {
        self.as_str() == Self::ALL
    }
}
