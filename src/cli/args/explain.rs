//! The commands that explain access.

use clap::{ArgGroup, Args};
use std::path::PathBuf;

/// How an answer about access is written, and how old the directory behind it may be.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct Form {
    /// Answer with a table for spreadsheets; cells that look like formulas are disarmed.
    #[arg(long, help_heading = "Output")]
    pub csv: bool,
    /// Read everybody's grants anew, however fresh the kept directory is; a large organisation takes minutes.
    #[arg(long)]
    pub refresh: bool,
}

/// `lanyard access`.
#[derive(Args, Clone, Debug)]
pub struct Access {
    /// Whom: id, e-mail address, external id, or the exact name; or group:NAME, role:NAME, template:NAME, client:NAME.
    pub who: String,
    /// Only what holds in this division, by name or id; `all` for what holds in all of them.
    #[arg(long, value_name = "D")]
    pub division: Option<String>,
    /// Only permissions in which this occurs, such as queue or routing:queue.
    #[arg(long, value_name = "TEXT", alias = "filter", conflicts_with_all = ["why", "why_not"])]
    pub permission: Option<String>,
    /// Why they have this permission: every path, and the fewest changes that would take it away.
    #[arg(long, value_name = "P", conflicts_with = "why_not")]
    pub why: Option<String>,
    /// Why they lack this permission: the nearest misses, and what would grant it with least excess.
    #[arg(long, value_name = "P")]
    pub why_not: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs, reason = "its help is that of its parts")]
    pub form: Form,
}

/// `lanyard who-can`.
#[derive(Args, Clone, Debug)]
pub struct WhoCan {
    /// The permission, such as routing:queue:delete.
    #[arg(value_name = "P")]
    pub permission: String,
    /// Only who has it in this division, by name or id.
    #[arg(long, value_name = "D")]
    pub division: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs, reason = "its help is that of its parts")]
    pub form: Form,
}

/// `lanyard compare`.
#[derive(Args, Clone, Debug)]
pub struct Compare {
    /// The one side: a person, or group:NAME, role:NAME, template:NAME, client:NAME.
    pub a: String,
    /// The other side.
    pub b: String,
    /// Write the changes that would make B like A to this new file, as JSON; `sync-roles` carries out those of grants.
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs, reason = "its help is that of its parts")]
    pub form: Form,
}

/// `lanyard what-if`.
///
/// WHO is named as in `lanyard access`; ROLE, GROUP and DIVISION by name or id. Every flag may be given several times;
/// all of it is taken as done together. Nothing is changed.
#[derive(Args, Clone, Debug, Default)]
#[command(group(ArgGroup::new("changes").required(true).multiple(true).args([
    "drop_grant", "add_grant", "leave_group", "join_group", "delete_group", "drop_permission", "add_permission",
])))]
pub struct WhatIf {
    /// If WHO had not this direct grant; without a division, none of that role.
    #[arg(long, value_name = "WHO=ROLE[@DIVISION]", help_heading = "Changes")]
    pub drop_grant: Vec<String>,
    /// If WHO were granted this; without a division, in all divisions.
    #[arg(long, value_name = "WHO=ROLE[@DIVISION]", help_heading = "Changes")]
    pub add_grant: Vec<String>,
    /// If WHO were not in this group.
    #[arg(long, value_name = "WHO=GROUP", help_heading = "Changes")]
    pub leave_group: Vec<String>,
    /// If WHO were in this group.
    #[arg(long, value_name = "WHO=GROUP", help_heading = "Changes")]
    pub join_group: Vec<String>,
    /// If this group were deleted.
    #[arg(long, value_name = "GROUP", help_heading = "Changes")]
    pub delete_group: Vec<String>,
    /// If this role gave this permission no more; routing:queue:* takes all that it covers.
    #[arg(long, value_name = "ROLE=P", help_heading = "Changes")]
    pub drop_permission: Vec<String>,
    /// If this role gave this permission, without condition.
    #[arg(long, value_name = "ROLE=P", help_heading = "Changes")]
    pub add_permission: Vec<String>,
    /// Only what changes for this one.
    #[arg(long = "for", value_name = "WHO")]
    pub whom: Option<String>,
    /// For how many of those who lose most it is told what they lose and keep.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub details: usize,
    #[command(flatten)]
    #[allow(missing_docs, reason = "its help is that of its parts")]
    pub form: Form,
}

/// `lanyard power`.
#[derive(Args, Clone, Debug)]
pub struct Power {
    #[command(flatten)]
    #[allow(missing_docs, reason = "its help is that of its parts")]
    pub form: Form,
}

/// `lanyard access-matrix`.
#[derive(Args, Clone, Debug)]
pub struct Matrix {
    /// Only what holds in this division, by name or id.
    #[arg(long, value_name = "D")]
    pub division: Option<String>,
    /// Only permissions in which this occurs, such as queue or routing:queue.
    #[arg(long, value_name = "TEXT")]
    pub permission: Option<String>,
    /// One JSON object a line, instead of a table for spreadsheets.
    #[arg(long, conflicts_with = "csv", help_heading = "Output")]
    pub json_lines: bool,
    #[command(flatten)]
    #[allow(missing_docs, reason = "its help is that of its parts")]
    pub form: Form,
}
