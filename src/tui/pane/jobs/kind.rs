//! What can be done with a file of rows.

use crate::backend::SyncMode;
use crate::model::PipelineKind;

/// A job that is done by a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Job {
    /// Which.
    pub kind: PipelineKind,
    /// Give, take, or make exactly so; only roles have it.
    pub mode: SyncMode,
    /// What it is called where it is chosen.
    pub name: &'static str,
    /// What it does, and what the file must have.
    pub note: &'static str,
}

impl Default for Job {
    fn default() -> Self {
        Self::ALL[0]
    }
}

const fn job(kind: PipelineKind, mode: SyncMode, name: &'static str, note: &'static str) -> Job {
    Job { kind, mode, name, note }
}

impl Job {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        job(
            PipelineKind::Offboard,
            SyncMode::Add,
            "Offboard the people of a list",
            "one a line: e-mail, id, external id or name",
        ),
        job(PipelineKind::Provision, SyncMode::Add, "Make new people", "e-mail, name, and what else they are to have"),
        job(PipelineKind::SyncRoles, SyncMode::Add, "Give roles", "person, role, division; nothing is taken away"),
        job(PipelineKind::SyncRoles, SyncMode::Remove, "Take roles away", "person, role, division; nothing is given"),
        job(
            PipelineKind::SyncRoles,
            SyncMode::Replace,
            "Make roles exactly so",
            "whoever is in the file has just the direct grants of the file afterwards",
        ),
    ];
}
