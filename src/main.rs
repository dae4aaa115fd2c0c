//! The door: arguments, error reports, logs; picks a face.
#![forbid(unsafe_code)]

use clap::{ColorChoice, CommandFactory as _, FromArgMatches as _};
use jiff::tz::TimeZone;
use lanyard::backend;
use lanyard::cli::desk::Need;
use lanyard::cli::logs::{self, Usual};
use lanyard::cli::setup::Place;
use lanyard::cli::talk::{self, Ears, Signal};
use lanyard::cli::{self, Cli, Exit, Ground, Kind, Out, Paint, Surroundings, Terminal, Trouble};
use lanyard::config::{self, Account, Environment, Flags, Settings};
use lanyard::model::{DisplayText, Timestamp};
use lanyard::tui;
use lanyard::tui::welcome::Left;
use lanyard::tui::widget::Bars;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

fn main() -> ExitCode {
    let plain = asks_for("--plain");
    // Reports show neither the environment nor values: both may hold secrets.
    let mut hooks = color_eyre::config::HookBuilder::default().display_env_section(false);
    if plain || !Terminal::of_process(&Environment::process()).colour() {
        hooks = hooks.theme(color_eyre::config::Theme::new());
    }
    if let Err(report) = hooks.install() {
        return complain(&format!("{report:#}"));
    }
    let cli = match arguments(plain) {
        Ok(cli) => cli,
        Err(error) => return usage(&error).into(),
    };
    match start(&cli) {
        Ok(exit) => ExitCode::from(exit),
        Err(report) => complain(&format!("{report:#}")),
    }
}

/// The command line; what is said of it has colours only where they are wanted.
fn arguments(plain: bool) -> Result<Cli, clap::Error> {
    let colour = if plain { ColorChoice::Never } else { ColorChoice::Auto };
    let matches = Cli::command().color(colour).try_get_matches()?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut Cli::command()))
}

/// Whether this flag stands on the command line, which need not be sound.
fn asks_for(flag: &str) -> bool {
    std::env::args_os().any(|argument| argument == flag)
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
    if cli.is_guided_setup() && !cli.global.json && terminal.wants_lines(cli.global.plain).is_none() {
        return guided(cli, &environment, &out).await;
    }
    if cli.command.is_none() {
        if cli.global.json {
            return Ok(cli::tell(&out, cli.name(), cli::console_in_json()));
        }
        if let Some(why) = terminal.wants_lines(cli.global.plain) {
            return converse(cli, environment, terminal, (why, &out)).await;
        }
        return console(cli, &environment, &out).await;
    }
    let usual = if cli.serves() { Usual::Service } else { Usual::Command };
    let _logging = logs::to_stderr(&environment, usual, terminal.errors && colour);
    let stop = CancellationToken::new();
    listen(stop.clone())?;
    let around = Surroundings {
        environment,
        account: Account::of_process(),
        terminal,
        opener: &cli::Backend,
        check_keys: tui::check_keys,
        out: &out,
        stop,
    };
    Ok(cli::run(cli, &around).await)
}

/// The full-screen face.
async fn console(cli: &Cli, environment: &Environment, out: &Out) -> color_eyre::Result<Exit> {
    let ground = match Ground::prepare(cli, environment, &Account::of_process()).await {
        Ok(ground) => ground,
        Err(trouble) => return Ok(cli::tell(out, cli.name(), trouble)),
    };
    if ground.settings.is_new() {
        ground.leave().await;
        return guided(cli, environment, out).await;
    }
    let mut options = options(&ground.settings, environment);
    options.tour = cli.tour;
    options.guest = ground.learns_on().map(|(name, email)| tui::tour::Guest { name: name.into(), email: email.into() });
    let opened = open_console(&ground.settings, environment, options).await;
    ground.leave().await;
    Ok(opened.err().map_or(Exit::Ok, |trouble| cli::tell(out, cli.name(), trouble)))
}

/// The guided screen; then the console on what was chosen there.
async fn guided(cli: &Cli, environment: &Environment, out: &Out) -> color_eyre::Result<Exit> {
    let chosen = match choose(cli, environment).await {
        Ok(left) => left,
        Err(trouble) => return Ok(cli::tell(out, cli.name(), trouble)),
    };
    let mut cli = Cli { command: None, ..cli.clone() };
    match chosen {
        Left::Quit => return Ok(Exit::Ok),
        // Whoever begins here has seen nothing of it yet.
        Left::Practice => (cli.global.demo, cli.tour) = (true, true),
        Left::Profile(name) => {
            cli.global.demo = false;
            cli.global.profile = Some(name);
        }
    }
    Box::pin(console(&cli, environment, out)).await
}

async fn choose(cli: &Cli, environment: &Environment) -> Result<Left, Trouble> {
    let place = Place::find(cli, environment)?;
    let flags = Flags { profile: None, ..cli.flags() };
    let settings = config::load(&flags, &environment.clone().without("LANYARD_PROFILE"), &Account::of_process(), None)?;
    let (ask, asks) = mpsc::channel(backend::COMMANDS);
    let (tell, told) = mpsc::channel(backend::EVENTS);
    let serving = tokio::spawn(cli::setup::serve(place, asks, tell));
    let options = tui::welcome::Options {
        look: options(&settings, environment).theme.look(),
        profile: cli.global.profile.clone(),
        judge_address: config::judge_address,
        clock: Timestamp::now,
    };
    let left = tui::welcome::run(options, ask, told).await;
    // A look that is still under way is of no use to anybody.
    serving.abort();
    left.map_err(|error| Trouble::new(Kind::Failed, format!("the guided screen ended: {error}"), "start again"))
}

/// The face of lines, which everything but a full screen can show. `why` says why it is not a screen.
async fn converse(
    cli: &Cli,
    environment: Environment,
    terminal: Terminal,
    (why, out): (&str, &Out),
) -> color_eyre::Result<Exit> {
    // One that nobody takes up and one more end the process, as anywhere else.
    let (tell, signals) = mpsc::channel(1);
    on_signal(move |signal| {
        if tell.try_send(signal).is_err() {
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
    })?;
    let mut ears = Ears::of_process(terminal.input, signals)?;
    if !terminal.input && ears.are_deaf().await {
        return Ok(cli::tell(out, cli.name(), talk::nobody_there(why)));
    }
    let account = Account::of_process();
    let ground = match Ground::prepare(cli, &environment, &account).await {
        Ok(ground) => ground,
        Err(trouble) => return Ok(cli::tell(out, cli.name(), trouble)),
    };
    let voice = Out::in_one(Paint::default());
    let stop = CancellationToken::new();
    let check_keys = tui::check_keys;
    let around = Surroundings { environment, account, terminal, opener: &cli::Backend, check_keys, out: &voice, stop };
    let talked = async {
        // Said before anything is made, with everything that is missing at once.
        ground.settings.tenant()?;
        ground.settings.folders.make_data()?;
        let _logging = log_to_file(&around.environment, &ground.settings)?;
        talk::run(cli, &ground.settings, &around, ears).await
    };
    let ended = talked.await;
    ground.leave().await;
    Ok(ended.unwrap_or_else(|trouble| cli::tell(out, cli.name(), trouble)))
}

/// The log of a face that is talked to: it may not come between its lines.
fn log_to_file(environment: &Environment, settings: &Settings) -> Result<logs::Logging, Trouble> {
    logs::to_file(environment, &settings.folders.data.value).map_err(|error| {
        Trouble::new(Kind::Config, format!("the log cannot be opened: {error}"), "see `lanyard doctor`")
    })
}

async fn open_console(settings: &Settings, environment: &Environment, options: tui::Options) -> Result<(), Trouble> {
    settings.tenant()?;
    settings.folders.make_data()?;
    let _logging = log_to_file(environment, settings)?;
    let desk = cli::open_desk(settings, Need::Tenant).await?;
    let (to_backend, commands) = mpsc::channel(backend::COMMANDS);
    let (events, from_backend) = mpsc::channel(backend::EVENTS);
    let serving = tokio::spawn(backend::serve(Arc::clone(&desk), commands, events));
    let shown = tui::run(options, to_backend, from_backend).await;
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
    let said = |name| environment.get(name);
    tui::Options {
        theme: tui::theme::Says {
            asked: console.theme.as_ref().map(|theme| theme.value),
            no_color: said("NO_COLOR"),
            colorterm: said("COLORTERM"),
            term: said("TERM"),
            ground: None,
        },
        settings: settings
            .rows()
            .into_iter()
            .map(|row| tui::SettingLine::new(row.name, row.value, row.origin))
            .collect(),
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
        tour: false,
        guest: None,
    }
}

/// The first signal asks to stop between two steps, the second one stops at once: the journal knows what was begun.
fn listen(stop: CancellationToken) -> std::io::Result<()> {
    on_signal(move |_| {
        if stop.is_cancelled() {
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
        stop.cancel();
    })
}

/// Does this with every signal that asks to end.
fn on_signal(mut take: impl FnMut(Signal) + Send + 'static) -> std::io::Result<()> {
    let mut signals =
        [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?, signal(SignalKind::hangup())?];
    tokio::spawn(async move {
        loop {
            let [interrupt, terminate, hangup] = &mut signals;
            take(tokio::select! {
                _ = interrupt.recv() => Signal::Interrupt,
                _ = terminate.recv() => Signal::Hangup,
                _ = hangup.recv() => Signal::Hangup,
            });
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
    if asks_for("--json") {
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
