//! The same jobs as the console's, without a screen: text or JSON, and exit codes that scripts can rely on.
//!
//! This room asks a [`Desk`] for everything and holds neither client nor store. What goes to standard output is the
//! answer; whatever else there is to say goes to standard error.

mod answer;
pub mod args;
mod backend_desk;
mod batch;
mod blast;
mod carry;
mod changes;
mod command;
mod demo_folder;
pub mod desk;
mod exit;
mod explain;
mod ground;
pub mod logs;
mod moment;
mod new_file;
mod out;
mod pages;
mod party;
mod practice_tenant;
mod read_only;
pub mod setup;
mod shape;
pub mod talk;
mod terminal;
#[cfg(test)]
mod tests;
mod text;
mod trouble;
mod verdict;
mod view;
mod who;
mod whole;

pub use answer::Answer;
pub use args::{Cli, ExportFormat};
pub use backend_desk::{Backend, open as open_desk};
pub use desk::{Desk, Opener};
pub use exit::Exit;
pub use ground::Ground;
pub use out::Out;
pub use pages::{Page, pages};
pub use terminal::Terminal;
pub use text::Paint;
pub use trouble::{Kind, Trouble};
pub use who::Who;

use crate::config::{self, Account, Environment, Folders, Settings};
use crate::model::{KeyFinding, KeyPreset, Moment};
use args::{Command, Config, Inbox, Recipes};
use desk::Need;
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What a command finds around it.
pub struct Surroundings<'a> {
    /// The environment.
    pub environment: Environment,
    /// The operating system's account.
    pub account: Account,
    /// What it is attached to.
    pub terminal: Terminal,
    /// Opens the way to journal and tenant.
    pub opener: &'a dyn Opener,
    /// Tells what is wrong with the operator's own keys in this config folder: the console knows.
    pub check_keys: fn(&Path, KeyPreset) -> Vec<KeyFinding>,
    /// Where it writes.
    pub out: &'a Out,
    /// Cancelled when somebody asks to stop.
    pub stop: CancellationToken,
}

/// Does what the command line says and writes the answer.
pub async fn run(cli: &Cli, around: &Surroundings<'_>) -> Exit {
    let (answer, warnings) = match execute(cli, around).await {
        Ok(done) => done,
        Err(trouble) => (trouble.into(), Vec::new()),
    };
    // The practice tenant has written its one line; a second object would not be one line any more.
    let served = matches!(cli.command, Some(Command::Practice(_))) && answer.exit == Exit::Ok;
    if !served {
        answer::write(around.out, cli.name(), &answer, &warnings);
    }
    answer.exit
}

/// Tells about trouble that came before any command could run.
pub fn tell(out: &Out, command: &str, trouble: Trouble) -> Exit {
    let answer = Answer::from(trouble);
    answer::write(out, command, &answer, &[]);
    answer.exit
}

/// Why the console cannot answer a program.
pub fn console_in_json() -> Trouble {
    terminal::nobody_there("the console is for people, and --json asks for an answer for programs")
}

async fn execute(cli: &Cli, around: &Surroundings<'_>) -> Result<(Answer, Vec<String>), Trouble> {
    let Surroundings { environment, account, terminal, opener, out, stop, check_keys } = around;
    let Some(command) = &cli.command else {
        return Err(Trouble::new(Kind::Usage, "no command was given", "see `lanyard --help`"));
    };
    match command {
        // These work whatever is in the configuration.
        Command::Practice(args) => {
            let answer = command::practice::run(args, &cli.global.practice, out, stop).await?;
            return Ok((answer, Vec::new()));
        }
        // Its profile is one that need not be there yet.
        Command::Setup(args) => {
            let flags = cli.flags();
            let folders = Folders::find(flags.config_dir, flags.data_dir, environment)?;
            let work = setup::run(args, flags.profile.as_deref(), &folders, environment, out);
            return Ok((stoppable(work, args.yes, out, stop).await?, Vec::new()));
        }
        Command::Config(Config::Sample) => return Ok((command::settings::sample(), Vec::new())),
        Command::Config(Config::Schema) => return Ok((command::settings::schema(), Vec::new())),
        Command::Man(args) => return Ok((command::papers::man(args)?, Vec::new())),
        Command::Completions(args) => return Ok((command::papers::completions(args), Vec::new())),
        Command::Config(Config::Path) => {
            let flags = cli.flags();
            let folders = Folders::find(flags.config_dir, flags.data_dir, environment)?;
            return Ok((command::settings::path(&folders), Vec::new()));
        }
        Command::Config(Config::Check) => {
            let flags = cli.flags();
            let folders = Folders::find(flags.config_dir.clone(), flags.data_dir.clone(), environment)?;
            let settings = config::load(&flags, environment, account, None);
            let preset = settings.as_ref().map(|settings| settings.console.keys.value).unwrap_or_default();
            let keys = check_keys(&folders.config.value, preset);
            return Ok((command::config_check::run(&folders, settings, keys, out), Vec::new()));
        }
        // A recipe that cannot be used keeps every desk from being opened; it is told what is wrong all the same.
        Command::Recipes(Recipes::Check { what, job }) => {
            let flags = cli.flags();
            let folders = Folders::find(flags.config_dir, flags.data_dir, environment)?;
            let answer = command::recipes_check::run(&folders, what.as_deref(), *job, out)?;
            return Ok((answer, Vec::new()));
        }
        Command::Recipes(Recipes::Schema { job }) => return Ok((command::recipes_check::schema(*job), Vec::new())),
        Command::Doctor(_) => {
            let ground = Ground::prepare(cli, environment, account).await;
            let settings = ground.as_ref().map(|g| &g.settings).map_err(Clone::clone);
            let answer = command::doctor::run(settings, *opener, (terminal, environment), out).await;
            if let Ok(ground) = ground {
                ground.leave().await;
            }
            return Ok((answer, Vec::new()));
        }
        _ => {}
    }
    if out.json && command.form().is_some_and(|form| form.csv) {
        let text = "--csv and --json are two forms of one answer";
        return Err(Trouble::new(Kind::Usage, text, "give one of them"));
    }
    let ground = Ground::prepare(cli, environment, account).await?;
    let answer = on_ground(command, &ground.settings, around).await;
    let warnings = ground.settings.warnings.clone();
    ground.leave().await;
    Ok((answer.unwrap_or_else(Answer::from), warnings))
}

async fn on_ground(command: &Command, settings: &Settings, around: &Surroundings<'_>) -> Result<Answer, Trouble> {
    let (out, stop) = (around.out, &around.stop);
    read_only::check(settings, command)?;
    if let Command::Config(_) = command {
        return Ok(command::settings::show(settings));
    }
    if let Command::Serve(args) = command {
        return command::serve::run(args, settings, out, stop).await;
    }
    if let Command::Webhook(args) = command {
        return command::webhook::run(args, settings, read_list).await;
    }
    let named = named(command)?;
    let desk = open(settings, command, around.opener).await?;
    let work = on_desk(desk.as_ref(), settings, command, named, (out, stop));
    let answer = stoppable(work, makes_effects(command), out, stop).await;
    desk.close().await;
    answer
}

/// Whom an offboarding names and for when; nobody for other commands. What is wrong with that is said before anything
/// is opened.
type Named = (Vec<Who>, Option<Moment>);

fn named(command: &Command) -> Result<Named, Trouble> {
    match command {
        Command::Offboard(args) => Ok((command::offboard::names(args, read_list)?, command::offboard::when(args)?)),
        _ => Ok(Named::default()),
    }
}

/// Carries out a command that needs a desk; others answer nothing here.
async fn on_desk(
    at: &dyn Desk,
    settings: &Settings,
    command: &Command,
    named: Named,
    (out, stop): (&Out, &CancellationToken),
) -> Result<Answer, Trouble> {
    match command {
        Command::Offboard(args) => command::offboard::run(at, settings, args, named, out, stop).await,
        Command::RemoveGroup(args) => command::remove_group::run(at, args, out, stop).await,
        Command::Restore(args) => command::restore::run(at, args, out, stop).await,
        Command::SyncRoles(args) => command::sync_roles::run(at, args, out, stop).await,
        Command::Provision(args) => command::provision::run(at, settings, args, out, stop).await,
        Command::Runs(args) => command::runs::run(at, settings, args, out, stop).await,
        Command::Batches(args) => command::batches::run(at, settings, args, out, stop).await,
        Command::Changes(args) => command::changes::run(at, args, out, stop).await,
        Command::Figures => command::figures::run(at, out).await,
        Command::Notices(args) => command::notices::run(at, args, out).await,
        Command::Inbox(args) => command::inbox::run(at, settings, args, (out, stop), read_list).await,
        Command::Audit(args) => command::audit::run(at, args, out).await,
        Command::Access(args) => command::access::run(at, args, out).await,
        Command::WhoCan(args) => command::who_can::run(at, args, out).await,
        Command::Compare(args) => command::compare::run(at, args, out).await,
        Command::WhatIf(args) => command::what_if::run(at, args, out).await,
        Command::Power(args) => command::power::run(at, args, out).await,
        Command::AccessMatrix(args) => command::matrix::run(at, args, out).await,
        Command::Recipes(args) => command::recipes::run(at, settings, args).await,
        Command::Setup(_)
        | Command::Practice(_)
        | Command::Doctor(_)
        | Command::Config(_)
        | Command::Serve(_)
        | Command::Webhook(_)
        | Command::Man(_)
        | Command::Completions(_) => Ok(Answer::good(serde_json::Value::Null, "")),
    }
}

/// Lets a command come to its end. When somebody asks to stop, one that only reads is dropped at once; one that makes
/// effects is told, and ends between two of them.
async fn stoppable<T>(
    work: impl Future<Output = Result<T, Trouble>>,
    makes_effects: bool,
    out: &Out,
    stop: &CancellationToken,
) -> Result<T, Trouble> {
    tokio::pin!(work);
    tokio::select! {
        biased;
        answer = &mut work => answer,
        () = stop.cancelled() => {
            if !makes_effects {
                return Err(Trouble::new(Kind::Interrupted, "stopped", "give the same command again"));
            }
            if !out.json {
                out.aside("! stopping after the current step; once more stops at once\n");
            }
            work.await
        }
    }
}

fn makes_effects(command: &Command) -> bool {
    use args::{Batches, Runs};
    match command {
        Command::Offboard(args) => args.yes,
        Command::Restore(args) => args.yes,
        Command::RemoveGroup(args) => args.yes,
        Command::SyncRoles(args) => args.yes,
        Command::Provision(args) => args.yes,
        Command::Runs(runs) => !matches!(runs, Runs::List { .. } | Runs::Show { .. }),
        Command::Changes(changes) => changes.watch,
        Command::Notices(notices) => matches!(notices, args::Notices::Replay(_)),
        Command::Batches(batches) => !matches!(batches, Batches::List { .. } | Batches::Show { .. }),
        Command::Inbox(inbox) => match inbox {
            Inbox::Confirm(args) => args.yes,
            Inbox::Reject { .. } | Inbox::Postpone { .. } | Inbox::Replay { .. } => true,
            Inbox::List { .. } | Inbox::Show { .. } | Inbox::Quarantine { .. } => false,
        },
        _ => false,
    }
}

async fn open(settings: &Settings, command: &Command, opener: &dyn Opener) -> Result<Arc<dyn Desk>, Trouble> {
    use args::{Batches, Runs};
    let need = match command {
        Command::Offboard(_)
        | Command::Restore(_)
        | Command::RemoveGroup(_)
        | Command::SyncRoles(_)
        | Command::Provision(_)
        | Command::Changes(_) => Need::Tenant,
        Command::Runs(Runs::Resume { .. } | Runs::Retry { .. } | Runs::Due { .. }) => Need::Tenant,
        Command::Batches(Batches::Resume { .. } | Batches::Retry { .. } | Batches::Cancel { .. }) => Need::Tenant,
        Command::Inbox(Inbox::Confirm(_) | Inbox::Reject { .. }) => Need::Tenant,
        _ if command.form().is_some() => Need::Tenant,
        _ => Need::Record,
    };
    if need == Need::Tenant {
        // Said before anything is opened, with everything that is missing at once.
        settings.tenant()?;
    }
    settings.folders.make_data()?;
    opener.open(settings, need).await
}

/// Reads a list of people, or an event; `-` is standard input.
fn read_list(file: &str) -> std::io::Result<String> {
    if file == "-" { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(file) }
}
