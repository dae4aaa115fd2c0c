//! Notices: what other systems are told.

use super::{DisplayText, DivisionId, PipelineKind, RunId, Timestamp};
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
    /// Something about a person was changed in the tenant by somebody else. Told only to a target that asks for it by name.
    UserChangedElsewhere,
}

impl NoticeKind {
    /// Every kind there is.
    pub const ALL: [Self; 12] = [
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
        Self::UserChangedElsewhere,
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
            Self::UserChangedElsewhere => "user_changed_elsewhere",
        }
    }

    /// The job whose runs tell it; none for what happens outside of runs.
    pub fn pipeline(self) -> Option<PipelineKind> {
        Some(match self {
            Self::UserAccessCut | Self::UserDeprovisioned | Self::UserDeprovisionFailed => PipelineKind::Offboard,
            Self::UserRestored | Self::UserRestoreFailed => PipelineKind::Restore,
            Self::GroupDeprovisioned | Self::GroupDeprovisionFailed => PipelineKind::RemoveGroup,
            Self::RoleSyncCompleted | Self::RoleSyncFailed => PipelineKind::SyncRoles,
            Self::UserProvisioned | Self::UserProvisionFailed => PipelineKind::Provision,
            Self::UserChangedElsewhere => return None,
        })
    }

    /// Whether it says that something did not end well.
    pub fn is_failure(self) -> bool {
        matches!(
            self,
            Self::UserDeprovisionFailed
                | Self::UserRestoreFailed
                | Self::GroupDeprovisionFailed
                | Self::RoleSyncFailed
                | Self::UserProvisionFailed
        )
    }

    /// Whether a target gets it that names no kinds.
    pub fn is_told_unasked(self) -> bool {
        self != Self::UserChangedElsewhere
    }
}

/// Where a notice comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoticeSource {
    /// A run.
    Run(RunId),
    /// An entry of the tenant's audit log, by its id.
    Entry(String),
}

/// A division as a notice names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NoticeDivision {
    /// Its id.
    pub id: DivisionId,
    /// Its name; empty where it is not known.
    pub name: DisplayText,
}

/// One notice, before it is addressed to targets.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// What it comes from.
    pub source: NoticeSource,
    /// Whom it is about; notices about one subject are delivered in order.
    pub subject: String,
    /// What they are called.
    pub name: DisplayText,
    /// The division of the person that it is about; none where there is none or it is not known.
    pub division: Option<NoticeDivision>,
    /// When it became true.
    pub at: Timestamp,
    /// The facts, sent as `data`.
    pub data: serde_json::Value,
}

impl Notice {
    /// The run that it comes from, if it comes from one.
    pub fn run(&self) -> Option<&RunId> {
        match &self.source {
            NoticeSource::Run(run) => Some(run),
            NoticeSource::Entry(_) => None,
        }
    }
}
