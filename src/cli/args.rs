//! The command line.

mod changes;
mod explain;
mod inbox;
mod jobs;
mod notices;
mod papers;
mod recipes;
mod setup;
mod webhook;

pub use changes::Changes;
pub use explain::{Access, Compare, Form, Matrix, Power, WhatIf, WhoCan};
pub use inbox::{ConfirmEvent, Inbox};
pub use jobs::{Offboard, Provision, RemoveGroup, Restore, SyncRoles};
pub use notices::{ListNotices, Notices, Replay};
pub use papers::{Completions, Man};
pub use recipes::Recipes;
pub use setup::Setup;
pub use webhook::{Event, Signer, Webhook};

use super::Exit;
use crate::config::Flags;
use crate::model::ThemeName;
use crate::practice::FaultProfile;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Explain what people may do in a Genesys Cloud organisation, and bring people out of it, with proof.
///
/// Without a command it opens the console.
#[derive(Parser, Clone, Debug)]
#[command(name = "lanyard", version, max_term_width = 100, after_help = Exit::table(), disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    #[allow(missing_docs, reason = "its help is that of its parts")]
    pub global: Global,
    /// With --demo: lead through the console in ten steps, from a part of a name to an offboarding and its restore.
    #[arg(long, help_heading = "Practice tenant")]
    pub tour: bool,
    /// What to do; none for the console.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Flags that every command takes.
#[derive(Args, Clone, Debug, Default)]
pub struct Global {
    /// Use this profile of config.toml.
    #[arg(long, global = true, value_name = "NAME", help_heading = "Settings")]
    pub profile: Option<String>,
    /// Read config.toml and recipes from this folder.
    #[arg(long, global = true, value_name = "DIR", help_heading = "Settings")]
    pub config_dir: Option<PathBuf>,
    /// Keep journal, audit trail, exports and log in this folder.
    #[arg(long, global = true, value_name = "DIR", help_heading = "Settings")]
    pub data_dir: Option<PathBuf>,
    /// Answer with one JSON object on standard output, errors too.
    #[arg(long, global = true, help_heading = "Output")]
    pub json: bool,
    /// No colour, nothing but lines; the console is a conversation in lines.
    #[arg(long, global = true, help_heading = "Output")]
    pub plain: bool,
    /// Change nothing: whatever would write to the tenant is refused.
    #[arg(long, global = true, help_heading = "Settings")]
    pub read_only: bool,
    /// The console's styles [terminal, light, dark, high-contrast, monochrome].
    #[arg(long, global = true, value_name = "NAME", help_heading = "Output", hide_short_help = true)]
    pub theme: Option<ThemeName>,
    /// Nothing moves by itself in the console.
    #[arg(long, global = true, help_heading = "Output", hide_short_help = true)]
    pub reduce_motion: bool,
    /// Work on a practice tenant that runs inside this process and is gone afterwards.
    #[arg(long, global = true, help_heading = "Practice tenant")]
    pub demo: bool,
    #[command(flatten)]
    #[allow(missing_docs, reason = "its help is that of its parts")]
    pub practice: PracticeFlags,
}

/// How the practice tenant is to be; for `--demo` and for `lanyard practice`.
#[derive(Args, Clone, Debug, Default)]
pub struct PracticeFlags {
    /// How many people it has.
    #[arg(long, global = true, value_name = "N", help_heading = "Practice tenant", hide_short_help = true,
          value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    pub people: Option<u32>,
    /// The same seed gives the same tenant.
    #[arg(long, global = true, value_name = "S", help_heading = "Practice tenant", hide_short_help = true)]
    pub seed: Option<u64>,
    /// How many roles every ordinary person is granted; one to four if absent.
    #[arg(long, global = true, value_name = "N", help_heading = "Practice tenant", hide_short_help = true,
          value_parser = clap::value_parser!(u32).range(1..=100))]
    pub grants: Option<u32>,
    /// How many calls a minute it allows.
    #[arg(long, global = true, value_name = "CALLS", help_heading = "Practice tenant", hide_short_help = true,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,
    /// Which faults it shows [none, storm, flaky, lost-replies, slow, stale, short-tokens, vanishing].
    #[arg(long, global = true, value_name = "PROFILE", help_heading = "Practice tenant", hide_short_help = true)]
    pub faults: Option<FaultProfile>,
    /// Write every exchange to this file as JSON lines.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Practice tenant", hide_short_help = true)]
    pub record: Option<PathBuf>,
}

impl PracticeFlags {
    /// Whether any of them is given.
    pub fn any(&self) -> bool {
        self.people.is_some()
            || self.seed.is_some()
            || self.grants.is_some()
            || self.rate.is_some()
            || self.faults.is_some()
            || self.record.is_some()
    }
}

/// What to do.
#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// Offboard people; without --yes, show the plan and change nothing.
    Offboard(Offboard),
    /// Give back what an offboarding took; without --yes, show the plan and change nothing.
    Restore(Restore),
    /// Remove a group with all that its members have from it; without --yes, show the plan and change nothing.
    RemoveGroup(RemoveGroup),
    /// Give and take roles by a file, only what differs; without --yes, show the plan and change nothing.
    SyncRoles(SyncRoles),
    /// Make the people of a file and give them their seats.
    Provision(Provision),
    /// List, show, resume, retry, pause and cancel runs, and begin those that are due.
    #[command(subcommand)]
    Runs(Runs),
    /// List, show, resume, retry, pause and cancel batches: many people who were confirmed as one.
    #[command(subcommand)]
    Batches(Batches),
    /// List, show and send again what other systems are told.
    #[command(subcommand)]
    Notices(Notices),
    /// Show what was changed in the tenant, by its own audit log: here and by others.
    Changes(Changes),
    /// Show how soon access was cut after events, and how runs ended in the last 14 days.
    Figures,
    /// List, show, confirm, reject and postpone what HR systems have said; look at what was turned down.
    #[command(subcommand)]
    Inbox(Inbox),
    /// Read, check and export the audit trail.
    #[command(subcommand)]
    Audit(Audit),
    /// Show what a person has and may do, by which path, why, or why not.
    Access(Access),
    /// Show everybody who has a permission, and by which way.
    WhoCan(WhoCan),
    /// Show what two people, groups, roles or templates may do differently.
    Compare(Compare),
    /// Show what changes to grants, groups and roles would do, and change nothing.
    WhatIf(WhatIf),
    /// Show who could give himself more, and who holds duties that should be separate.
    Power(Power),
    /// Write who may do what where, one row for each permission of each subject.
    AccessMatrix(Matrix),
    /// Set an organisation up: sign in, look at the permissions, write a profile; a screen asks where nothing is given.
    Setup(Setup),
    /// Run a practice tenant that speaks the platform's API on 127.0.0.1.
    Practice(Practice),
    /// Check settings, credentials, reachability, clock, permissions, budget and terminal.
    Doctor(Doctor),
    /// Show the settings and where they come from.
    #[command(subcommand)]
    Config(Config),
    /// List, show and check the recipes of every job, and print what may stand in one.
    #[command(subcommand)]
    Recipes(Recipes),
    /// Receive termination events, work on them and on whatever is due, and tell other systems; until it is stopped.
    Serve(Serve),
    /// Sign and send termination events as an HR system does, to try a receiver out.
    #[command(subcommand)]
    Webhook(Webhook),
    /// Print a manual page, for `man -l -`.
    Man(Man),
    /// Print the completions of a shell.
    Completions(Completions),
}

/// `lanyard runs`. A RUN is its id, or enough of its beginning or end to be the only one.
#[derive(Subcommand, Clone, Debug)]
pub enum Runs {
    /// List the runs, newest first.
    List {
        /// At most so many.
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// Only those that are planned for a time, the next one first.
        #[arg(long)]
        planned: bool,
    },
    /// Begin every planned run whose time has come, and end; for timers.
    Due {
        /// Stay, and begin runs as they come due, until a signal comes.
        #[arg(long)]
        watch: bool,
    },
    /// Show a run whole: plan, steps, proof.
    Show {
        /// Which.
        run: String,
    },
    /// Go on with a paused or interrupted run.
    Resume {
        /// Which.
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        run: Option<String>,
        /// All that are interrupted or paused.
        #[arg(long)]
        all: bool,
    },
    /// Stop a run after its current step, for good.
    Cancel {
        /// Which.
        run: String,
    },
    /// Stop a run after its current step, to be resumed.
    Pause {
        /// Which.
        run: String,
    },
    /// Do again what failed, was refused or is unknown in a run.
    Retry {
        /// Which.
        run: String,
    },
}

/// `lanyard batches`. A BATCH is its id, or enough of its beginning or end to be the only one.
#[derive(Subcommand, Clone, Debug)]
pub enum Batches {
    /// List the batches, newest first.
    List {
        /// At most so many.
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// Show a batch with everybody in it.
    Show {
        /// Which.
        batch: String,
        /// Write who, outcome and reason to this new file as CSV.
        #[arg(long, value_name = "FILE")]
        result: Option<PathBuf>,
    },
    /// Go on with a paused or interrupted batch: first with those whose access is not cut.
    Resume {
        /// Which.
        batch: String,
        /// Write who, outcome and reason to this new file as CSV.
        #[arg(long, value_name = "FILE")]
        result: Option<PathBuf>,
    },
    /// Stop every run of a batch after its current step, for good.
    Cancel {
        /// Which.
        batch: String,
    },
    /// Stop every run of a batch after its current step, to be resumed.
    Pause {
        /// Which.
        batch: String,
    },
    /// Do again what failed, was refused or is unknown in a batch; what ended well is left alone.
    Retry {
        /// Which.
        batch: String,
        /// Write who, outcome and reason to this new file as CSV.
        #[arg(long, value_name = "FILE")]
        result: Option<PathBuf>,
    },
}

/// `lanyard audit`.
#[derive(Subcommand, Clone, Debug)]
pub enum Audit {
    /// List records, newest first.
    List {
        #[command(flatten)]
        #[allow(missing_docs, reason = "its help is that of its parts")]
        filter: AuditFlags,
        /// At most so many; 0 for all.
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// Show one record whole.
    Show {
        /// Its number in the chain.
        seq: i64,
    },
    /// Walk the whole chain and check every seal.
    Verify,
    /// Write records to standard output or to a new file.
    Export {
        #[command(flatten)]
        #[allow(missing_docs, reason = "its help is that of its parts")]
        filter: AuditFlags,
        /// In which form.
        #[arg(long, value_enum, default_value_t = ExportFormat::Jsonl)]
        format: ExportFormat,
        /// To this new file, readable by its owner only; an existing one is not overwritten.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// Which audit records.
#[derive(Args, Clone, Debug, Default)]
pub struct AuditFlags {
    /// Only records in which all these words occur.
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
    /// Only records of this run.
    #[arg(long, value_name = "RUN")]
    pub run: Option<String>,
}

/// The forms of an export.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExportFormat {
    /// One JSON object a line, with seals: can be checked.
    Jsonl,
    /// A table for spreadsheets; cells that look like formulas are disarmed.
    Csv,
}

/// `lanyard practice`.
#[derive(Args, Clone, Debug)]
pub struct Practice {
    /// The port on 127.0.0.1; a free one if none is given.
    #[arg(long, value_name = "P")]
    pub port: Option<u16>,
}

/// `lanyard serve`.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// How many runs at once, beside those that cut somebody's access.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    pub jobs: Option<u32>,
    /// How many seconds to wait, once asked to stop, for what is under way to be handed back.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub stop_within: u64,
}

/// `lanyard doctor`.
#[derive(Args, Clone, Debug)]
pub struct Doctor {
    /// Check the permissions that this recipe needs, instead of the configured one.
    #[arg(long, value_name = "NAME")]
    pub recipe: Option<String>,
}

/// `lanyard config`.
#[derive(Subcommand, Clone, Copy, Debug)]
pub enum Config {
    /// Print every effective setting with its origin; secrets only as set or not set.
    Show,
    /// Print where the files are.
    Path,
    /// Print a sample config.toml that explains every setting.
    Sample,
    /// Print the JSON Schema (draft 2020-12) of config.toml, for editors.
    Schema,
    /// Tell what is wrong in config.toml and keys.toml, by line; ends with 2 when something is.
    Check,
}

impl Command {
    /// In which form an answer about access is wanted; none for other commands.
    pub fn form(&self) -> Option<Form> {
        match self {
            Self::Access(args) => Some(args.form),
            Self::WhoCan(args) => Some(args.form),
            Self::Compare(args) => Some(args.form),
            Self::WhatIf(args) => Some(args.form),
            Self::Power(args) => Some(args.form),
            Self::AccessMatrix(args) => Some(args.form),
            _ => None,
        }
    }
}

impl Cli {
    /// The command's name as `--json` answers carry it, such as `runs show`.
    pub fn name(&self) -> &'static str {
        match &self.command {
            None => "console",
            Some(Command::Offboard(_)) => "offboard",
            Some(Command::Restore(_)) => "restore",
            Some(Command::RemoveGroup(_)) => "remove-group",
            Some(Command::SyncRoles(_)) => "sync-roles",
            Some(Command::Provision(_)) => "provision",
            Some(Command::Runs(runs)) => match runs {
                Runs::List { .. } => "runs list",
                Runs::Due { .. } => "runs due",
                Runs::Show { .. } => "runs show",
                Runs::Resume { .. } => "runs resume",
                Runs::Cancel { .. } => "runs cancel",
                Runs::Pause { .. } => "runs pause",
                Runs::Retry { .. } => "runs retry",
            },
            Some(Command::Batches(batches)) => match batches {
                Batches::List { .. } => "batches list",
                Batches::Show { .. } => "batches show",
                Batches::Resume { .. } => "batches resume",
                Batches::Cancel { .. } => "batches cancel",
                Batches::Pause { .. } => "batches pause",
                Batches::Retry { .. } => "batches retry",
            },
            Some(Command::Notices(notices)) => match notices {
                Notices::List(_) => "notices list",
                Notices::Show { .. } => "notices show",
                Notices::Replay(_) => "notices replay",
            },
            Some(Command::Changes(_)) => "changes",
            Some(Command::Figures) => "figures",
            Some(Command::Inbox(inbox)) => match inbox {
                Inbox::List { .. } => "inbox list",
                Inbox::Show { .. } => "inbox show",
                Inbox::Confirm(_) => "inbox confirm",
                Inbox::Reject { .. } => "inbox reject",
                Inbox::Postpone { .. } => "inbox postpone",
                Inbox::Quarantine { .. } => "inbox quarantine",
                Inbox::Replay { .. } => "inbox replay",
            },
            Some(Command::Audit(audit)) => match audit {
                Audit::List { .. } => "audit list",
                Audit::Show { .. } => "audit show",
                Audit::Verify => "audit verify",
                Audit::Export { .. } => "audit export",
            },
            Some(Command::Access(_)) => "access",
            Some(Command::WhoCan(_)) => "who-can",
            Some(Command::Compare(_)) => "compare",
            Some(Command::WhatIf(_)) => "what-if",
            Some(Command::Power(_)) => "power",
            Some(Command::AccessMatrix(_)) => "access-matrix",
            Some(Command::Setup(_)) => "setup",
            Some(Command::Practice(_)) => "practice",
            Some(Command::Doctor(_)) => "doctor",
            Some(Command::Config(Config::Show)) => "config show",
            Some(Command::Config(Config::Path)) => "config path",
            Some(Command::Config(Config::Sample)) => "config sample",
            Some(Command::Config(Config::Schema)) => "config schema",
            Some(Command::Config(Config::Check)) => "config check",
            Some(Command::Recipes(Recipes::List)) => "recipes list",
            Some(Command::Recipes(Recipes::Show { .. })) => "recipes show",
            Some(Command::Recipes(Recipes::Check { .. })) => "recipes check",
            Some(Command::Recipes(Recipes::Schema { .. })) => "recipes schema",
            Some(Command::Serve(_)) => "serve",
            Some(Command::Webhook(Webhook::Sign { .. })) => "webhook sign",
            Some(Command::Webhook(Webhook::Send { .. })) => "webhook send",
            Some(Command::Man(_)) => "man",
            Some(Command::Completions(_)) => "completions",
        }
    }

    /// Whether it stays until it is stopped, with nobody looking on.
    pub fn serves(&self) -> bool {
        matches!(self.command, Some(Command::Serve(_)))
    }

    /// Whether it asks for setup and says nothing of what is to be set up.
    pub fn is_guided_setup(&self) -> bool {
        matches!(&self.command, Some(Command::Setup(setup)) if setup.is_guided())
    }

    /// The flags that bear on settings.
    pub fn flags(&self) -> Flags {
        let (recipe, jobs) = match &self.command {
            Some(Command::Offboard(o)) => (o.recipe.clone(), o.jobs),
            Some(Command::Provision(p)) => (None, p.jobs),
            Some(Command::Serve(s)) => (None, s.jobs),
            Some(Command::Doctor(d)) => (d.recipe.clone(), None),
            _ => (None, None),
        };
        Flags {
            profile: self.global.profile.clone(),
            config_dir: self.global.config_dir.clone(),
            theme: self.global.theme,
            reduce_motion: self.global.reduce_motion,
            read_only: self.global.read_only,
            data_dir: self.global.data_dir.clone(),
            recipe,
            jobs,
        }
    }
}
