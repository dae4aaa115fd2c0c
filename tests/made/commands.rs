//! Every command, from the parser of the command line.

use super::{Table, code, codes};
use clap::{Arg, ArgAction, Command, CommandFactory as _};
use lanyard::cli::{Cli, Exit};

const HEAD: &str = "\
# Commands

Every command with its arguments, as the command line itself knows them; `lanyard COMMAND --help` and `lanyard man COMMAND` say the
same. Without a command there is the console.
";

const EXITS: &str = "\
A command about many people ends with the weightiest of their codes: 130, 6, 5, 1, 3, 4, 0.
";

pub fn document() -> String {
    let mut program = Cli::command();
    program.build();
    let mut text = format!("{HEAD}\n| command | does |\n|---|---|\n");
    for command in all(&program).into_iter().skip(1).filter(|command| !command.has_subcommands()) {
        let name = command.get_bin_name().unwrap();
        let anchor = name.replace(' ', "-");
        text.push_str(&format!("| [`{name}`](#{anchor}) | {} |\n", about(command)));
    }
    text.push_str("\n## For every command\n\n");
    text.push_str(&arguments(&program, program.get_arguments().collect()));
    for command in all(&program).into_iter().skip(1) {
        let name = command.get_bin_name().unwrap();
        let level = name.split(' ').count().min(3);
        text.push_str(&format!("\n{} {name}\n\n{}.\n", "#".repeat(level), description(command).trim_end_matches('.')));
        if !command.has_subcommands() {
            let usage = command.clone().render_usage().to_string();
            text.push_str(&format!("\n```text\n{}\n```\n", usage.trim_start_matches("Usage: ").trim()));
            let own: Vec<&Arg> = command.get_arguments().filter(|argument| !argument.is_global_set()).collect();
            if own.iter().any(|argument| is_shown(argument)) {
                text.push_str(&format!("\n{}", arguments(command, own)));
            }
        }
    }
    text.push_str("\n## Exit codes\n\n| code | means |\n|---|---|\n");
    for exit in Exit::ALL {
        text.push_str(&format!("| {} | {} |\n", exit.code(), exit.meaning()));
    }
    text.push_str(&format!("\n{EXITS}"));
    text
}

/// The program and every command below it, in the order in which they are listed.
pub fn all(command: &Command) -> Vec<&Command> {
    let below = command.get_subcommands().filter(|command| !command.is_hide_set()).flat_map(all);
    std::iter::once(command).chain(below).collect()
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

fn description(command: &Command) -> String {
    command.get_long_about().map(ToString::to_string).unwrap_or_else(|| about(command))
}

/// Help and version are where everybody looks for them.
fn is_shown(argument: &Arg) -> bool {
    let of_every_program = matches!(argument.get_action(), ArgAction::Help | ArgAction::HelpShort | ArgAction::Version);
    !(argument.is_hide_set() || of_every_program)
}

fn arguments(command: &Command, arguments: Vec<&Arg>) -> String {
    let mut table = Table::new(&["argument", "what it is", "if left out"]);
    let (places, flags): (Vec<&Arg>, Vec<&Arg>) = arguments.into_iter().partition(|argument| argument.is_positional());
    for argument in places.into_iter().chain(flags).filter(|argument| is_shown(argument)) {
        let takes = argument.get_action().takes_values();
        let defaults: Vec<String> =
            argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
        let absent = match argument.is_required_set() {
            true => "must be given".to_owned(),
            false => codes(defaults.iter().map(String::as_str).filter(|_| takes)),
        };
        table.row(&[written(argument), sentences(command, argument), absent]);
    }
    table.end()
}

fn sentences(command: &Command, argument: &Arg) -> String {
    let help = argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut words = format!("{}.", help.trim_end_matches('.'));
    let values = argument.get_possible_values();
    if argument.get_action().takes_values() && !values.is_empty() {
        words.push_str(&format!(" There are: {}.", codes(values.iter().map(|value| value.get_name()))));
    }
    let conflicts: Vec<&Arg> = match argument.is_global_set() {
        true => Vec::new(),
        false => command.get_arg_conflicts_with(argument),
    };
    if !conflicts.is_empty() {
        let others = conflicts.into_iter().map(named).collect::<Vec<_>>();
        words.push_str(&format!(" Not with {}.", codes(others.iter().map(String::as_str))));
    }
    words
}

fn named(argument: &Arg) -> String {
    argument.get_long().map_or_else(|| argument.get_id().as_str().to_uppercase(), |long| format!("--{long}"))
}

/// How it is written, with the name of its value.
fn written(argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    let value = match names {
        [] => argument.get_id().as_str().to_uppercase(),
        names => names.join(" "),
    };
    let many = argument.get_num_args().is_some_and(|range| range.max_values() > 1)
        || matches!(argument.get_action(), ArgAction::Append);
    let more = if many { "..." } else { "" };
    match argument.get_long() {
        Some(long) if argument.get_action().takes_values() => code(&format!("--{long} {value}{more}")),
        Some(long) => code(&format!("--{long}")),
        None => code(&format!("{value}{more}")),
    }
}
