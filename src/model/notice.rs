//! Notices: what other systems are told.

use super::{RunId, Timestamp};
use serde::{Deserialize, Serialize};

/// What a notice is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A person's access has been cut and proved.
    UserAccessCut,
    /// An offboarding has ended well.
    UserDeprovisioned,
    /// An offboarding has ended with something failed or unknown.
    UserDeprovisionFailed,
    /// A restore has ended well.
    UserRestored,
    /// A restore has ended with something failed or unknown.
    UserRestoreFailed,
    /// A group has been removed and seen to be gone.
    GroupDeprovisioned,
    /// The removal of a group has ended with something failed or unknown.
    GroupDeprovisionFailed,
    /// Every change of a file of roles was made and read back.
    RoleSyncCompleted,
    /// A file of roles was carried out, and not all of it.
    RoleSyncFailed,
    /// A person was made and given their seat.
    UserProvisioned,
    /// Making a person, or giving them their seat, has ended with something failed or unknown.
    UserProvisionFailed,
}

impl NoticeKind {
    /// Every kind there is.
    pub const ALL: [Self; 11] = [
        Self::UserAccessCut,
        Self::UserDeprovisioned,
        Self::UserDeprovisionFailed,
        Self::UserRestored,
        Self::UserRestoreFailed,
        Self::GroupDeprovisioned,
        Self::GroupDeprovisionFailed,
        Self::RoleSyncCompleted,
        Self::RoleSyncFailed,
        Self::UserProvisioned,
        Self::UserProvisionFailed,
    ];

    /// The event name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UserAccessCut => "user_access_cut",
            Self::UserDeprovisioned => "user_deprovisioned",
            Self::UserDeprovisionFailed => "user_deprovision_failed",
            Self::UserRestored => "user_restored",
            Self::UserRestoreFailed => "user_restore_failed",
            Self::GroupDeprovisioned => "group_deprovisioned",
            Self::GroupDeprovisionFailed => "group_deprovision_failed",
            Self::RoleSyncCompleted => "role_sync_completed",
            Self::RoleSyncFailed => "role_sync_failed",
            Self::UserProvisioned => "user_provisioned",
            Self::UserProvisionFailed => "user_provision_failed",
        }
    }
}

/// One notice, before it is addressed to targets.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// The run it comes from.
    pub run: RunId,
    /// Whom it is about; notices about one subject are delivered in order.
    pub subject: String,
    /// When it became true.
    pub at: Timestamp,
    /// The facts, sent as `data`.
    pub data: serde_json::Value,
}
