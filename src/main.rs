//! The door: arguments, error reports, logs; picks a face.
#![forbid(unsafe_code)]

use clap::Parser as _;
use jiff::tz::TimeZone;
use lanyard::backend;
use lanyard::cli::desk::Need;
use lanyard::cli::logs::{self, Usual};
use lanyard::cli::{self, Cli, Exit, Ground, Kind, Out, Paint, Surroundings, Terminal, Trouble};
use lanyard::config::{Account, Environment, Settings};
use lanyard::model::{DisplayText, ThemeName, Timestamp};
use lanyard::tui::{self, widget::Bars};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

fn main() -> ExitCode {
    // Reports show neither the environment nor values: both may hold secrets.
    let hooks = color_eyre::config::HookBuilder::default().display_env_section(false);
    if let Err(report) = hooks.install() {
        return complain(&format!("{report:#}"));
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error).into(),
    };
    match start(&cli) {
        Ok(exit) => ExitCode::from(exit),
        Err(report) => complain(&format!("{report:#}")),
    }
}

fn start(cli: &Cli) -> color_eyre::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("lanyard").build()?;
    let exit = runtime.block_on(serve(cli));
    // A blocking read of a list, or a tenant that is still growing, must not hold the process back.
    runtime.shutdown_background();
    exit
}

async fn serve(cli: &Cli) -> color_eyre::Result<Exit> {
    let environment = Environment::process();
    let terminal = Terminal::of_process(&environment);
    let colour = terminal.colour() && !cli.global.plain;
    let out = Out::of_process(cli.global.json, Paint::new(colour)).watched(terminal.errors || cli.global.plain);
    if cli.command.is_none() {
        if let Some(trouble) = terminal.refuses_console(cli.global.plain, cli.global.json) {
            return Ok(cli::tell(&out, cli.name(), trouble));
        }
        return console(cli, &environment, &out).await;
    }
    let usual = if cli.serves() { Usual::Service } else { Usual::Command };
    let _logging = logs::to_stderr(&environment, usual, terminal.errors && colour);
    let stop = CancellationToken::new();
    listen(stop.clone())?;
    let around =
        Surroundings { environment, account: Account::of_process(), terminal, opener: &cli::Backend, out: &out, stop };
    Ok(cli::run(cli, &around).await)
}

/// The full-screen face.
async fn console(cli: &Cli, environment: &Environment, out: &Out) -> color_eyre::Result<Exit> {
    let ground = match Ground::prepare(cli, environment, &Account::of_process()).await {
        Ok(ground) => ground,
        Err(trouble) => return Ok(cli::tell(out, cli.name(), trouble)),
    };
    let opened = open_console(&ground.settings, environment).await;
    ground.leave().await;
    Ok(opened.err().map_or(Exit::Ok, |trouble| cli::tell(out, cli.name(), trouble)))
}

async fn open_console(settings: &Settings, environment: &Environment) -> Result<(), Trouble> {
    settings.tenant()?;
    settings.folders.make_data()?;
    let _logging = logs::to_file(environment, &settings.folders.data.value).map_err(|error| {
        Trouble::new(Kind::Config, format!("the log cannot be opened: {error}"), "see `lanyard doctor`")
    })?;
    let desk = cli::open_desk(settings, Need::Tenant).await?;
    let (to_backend, commands) = mpsc::channel(backend::COMMANDS);
    let (events, from_backend) = mpsc::channel(backend::EVENTS);
    let serving = tokio::spawn(backend::serve(Arc::clone(&desk), commands, events));
    let shown = tui::run(options(settings, environment), to_backend, from_backend).await;
    // What runs is handed back between two steps; that is waited for.
    let served = serving.await;
    desk.close().await;
    shown.map_err(|error| {
        Trouble::new(Kind::Failed, format!("the console ended: {error}"), "`lanyard runs list` shows what is under way")
    })?;
    match served {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Trouble::new(Kind::Failed, format!("the backend ended: {error}"), "start again")),
        Err(error) => Err(Trouble::new(Kind::Failed, format!("the backend ended: {error}"), "see lanyard.log")),
    }
}

/// How the console is to be: what the settings say, on this terminal.
fn options(settings: &Settings, environment: &Environment) -> tui::Options {
    let console = &settings.console;
    let usual = if environment.get("NO_COLOR").is_some() { ThemeName::Monochrome } else { ThemeName::Terminal };
    tui::Options {
        theme: console.theme.as_ref().map_or(usual, |theme| theme.value),
        mouse: console.mouse.value,
        still: console.reduce_motion.value,
        // The font of a Linux console has no eighths of a block.
        bars: if environment.get("TERM").as_deref() == Some("linux") { Bars::Ascii } else { Bars::Blocks },
        manner: tui::app::Manner {
            read_only: console.read_only.value,
            environment: DisplayText::new(&console.environment.value),
            privacy: console.privacy.value,
            bell: console.bell.value,
        },
        keys: console.keys.value,
        config_folder: settings.folders.config.value.clone(),
        data_folder: settings.folders.data.value.clone(),
        tmux: environment.get("TMUX").is_some(),
        zone: TimeZone::system(),
        clock: Timestamp::now,
    }
}

/// The first signal asks to stop between two steps, the second one stops at once: the journal knows what was begun.
fn listen(stop: CancellationToken) -> std::io::Result<()> {
    let mut signals =
        [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?, signal(SignalKind::hangup())?];
    tokio::spawn(async move {
        loop {
            let [interrupt, terminate, hangup] = &mut signals;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
            if stop.is_cancelled() {
                std::process::exit(i32::from(Exit::Interrupted.code()));
            }
            stop.cancel();
        }
    });
    Ok(())
}

/// Help and version are answers; everything else is a mistake on the command line, told as JSON where that was asked for.
fn usage(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        let _ = error.print();
        return Exit::Ok;
    }
    if std::env::args_os().any(|argument| argument == "--json") {
        let out = Out::of_process(true, Paint::default());
        let text = error.to_string();
        let said = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
        let words: Vec<_> = said.split_whitespace().collect();
        return cli::tell(&out, "usage", Trouble::new(Kind::Usage, words.join(" "), "see `lanyard --help`"));
    }
    let _ = error.print();
    Exit::Usage
}

fn complain(report: &str) -> ExitCode {
    let out = Out::of_process(false, Paint::default());
    out.aside(&format!("x lanyard could not start: {report}\n"));
    ExitCode::from(Exit::Failed)
}
