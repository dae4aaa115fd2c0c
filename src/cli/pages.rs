//! The manual pages, made from the command line: one for each command.

use super::{Cli, Exit};
use crate::config::NAMES;
use clap::builder::Resettable;
use clap::{Arg, Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

/// A manual page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// The command without the program, such as `runs list`; empty for the program itself.
    pub command: String,
    /// The file's name, such as `lanyard-runs-list.1`.
    pub file: String,
    /// The page, as ROFF.
    pub text: String,
}

/// The place of what every command takes.
const LAST: usize = 900;

/// What lies in the two folders, for the page of the program.
const FILES: [(&str, &str); 5] = [
    ("config.toml", "the settings, in the folder that `lanyard config path` names"),
    ("keys.toml", "your own keys of the console, beside it"),
    ("recipes/", "your own recipes, beside it; those for new people in recipes/provision/"),
    ("lanyard.db", "journal and audit trail, in the data folder, where no other database is set"),
    ("lanyard.log", "what the console logs, in the data folder"),
];

/// Every manual page; that of the program first, those of its commands as they are listed.
pub fn pages() -> Vec<Page> {
    // The exit codes have a section of their own.
    let mut program = shown(Cli::command()).after_help(Resettable::Reset);
    program.build();
    let mut pages = Vec::new();
    gather(&program, &mut pages);
    pages
}

/// What the short help leaves out has its place here, and what every command takes comes after its own.
fn shown(command: Command) -> Command {
    let last = |argument: Arg| if argument.is_global_set() { argument.display_order(LAST) } else { argument };
    command.mut_args(|argument| last(argument.hide_short_help(false))).mut_subcommands(shown)
}

fn gather(command: &Command, pages: &mut Vec<Page>) {
    let path = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let (program, words) = path.split_once(' ').unwrap_or((path, ""));
    let man = Man::new(command.clone()).source(format!("{program} {}", env!("CARGO_PKG_VERSION"))).manual("Lanyard");
    let mut bytes = Vec::new();
    man.render(&mut bytes).expect("a page that is written into memory");
    let mut text = String::from_utf8(bytes).expect("a page is UTF-8");
    text.push_str(&if words.is_empty() { about_the_program() } else { see_also(program, words) });
    pages.push(Page { command: words.to_owned(), file: man.get_filename(), text });
    command.get_subcommands().for_each(|command| gather(command, pages));
}

fn about_the_program() -> String {
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    for exit in Exit::ALL {
        entry(&mut roff, &exit.code().to_string(), exit.meaning());
    }
    roff.control("SH", ["ENVIRONMENT"]);
    for (name, what) in NAMES {
        entry(&mut roff, name, what);
    }
    roff.control("SH", ["FILES"]);
    for (name, what) in FILES {
        entry(&mut roff, name, what);
    }
    sections(&roff)
}

fn see_also(program: &str, words: &str) -> String {
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    let mut pages = vec![program.to_owned()];
    // `runs list` belongs to `runs`.
    if let Some((above, _)) = words.rsplit_once(' ') {
        pages.push(format!("{program}-{}", above.replace(' ', "-")));
    }
    let last = pages.len() - 1;
    for (n, page) in pages.iter().enumerate() {
        roff.text([bold(page.as_str()), roman(if n == last { "(1)" } else { "(1)," })]);
    }
    sections(&roff)
}

fn entry(roff: &mut Roff, name: &str, what: &str) {
    roff.control("TP", []).text([bold(name)]).text([roman(what)]);
}

/// The sections without the preamble, which the page has already.
fn sections(roff: &Roff) -> String {
    let text = roff.render();
    text.find(".SH").map_or_else(String::new, |at| text[at..].to_owned())
}
