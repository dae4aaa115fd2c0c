//! `lanyard man` and `lanyard completions`: made from the command line, so that they know what it knows.

use crate::cli::args::{Completions, Man};
use crate::cli::pages::{Page, pages};
use crate::cli::{Answer, Cli, Kind, Trouble};
use crate::config::nearest;
use clap::CommandFactory as _;
use serde_json::json;

/// The manual page of a command.
///
/// # Errors
/// There is no such command.
pub(crate) fn man(args: &Man) -> Result<Answer, Trouble> {
    let asked = args.command.join(" ");
    let pages = pages();
    match pages.iter().find(|page| page.command == asked) {
        Some(Page { text, file, .. }) => Ok(Answer::good(json!({ "file": file, "text": text }), text.as_str())),
        None => {
            let remedy = match nearest(&asked, pages.iter().map(|page| page.command.as_str())) {
                Some(near) if !near.is_empty() => format!("did you mean `{near}`?"),
                _ => "`lanyard --help` lists the commands".to_owned(),
            };
            Err(Trouble::new(Kind::Usage, format!("there is no command {asked}"), remedy))
        }
    }
}

/// The completions of a shell.
pub(crate) fn completions(args: &Completions) -> Answer {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer::good(json!({ "shell": args.shell.to_string(), "text": text }), text)
}
