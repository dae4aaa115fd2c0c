//! What the process is attached to, as far as a face must know.

use super::{Kind, Trouble};
use crate::config::Environment;
use std::io::IsTerminal as _;

/// What the process is attached to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terminal {
    /// Whether keys come from a terminal.
    pub input: bool,
    /// Whether a terminal shows what is written.
    pub output: bool,
    /// Whether a terminal shows what is written on standard error.
    pub errors: bool,
    /// `TERM`, empty if it is not set.
    pub kind: String,
    /// Whether `NO_COLOR` asks for none.
    pub no_color: bool,
}

impl Terminal {
    /// What this process is attached to.
    pub fn of_process(environment: &Environment) -> Self {
        Self {
            input: std::io::stdin().is_terminal(),
            output: std::io::stdout().is_terminal(),
            errors: std::io::stderr().is_terminal(),
            kind: environment.get("TERM").unwrap_or_default(),
            no_color: environment.get("NO_COLOR").is_some(),
        }
    }

    /// Whether signs may be coloured.
    pub fn colour(&self) -> bool {
        self.output && !self.no_color && !self.is_dumb()
    }

    fn is_dumb(&self) -> bool {
        self.kind.is_empty() || self.kind == "dumb"
    }

    /// Why the console cannot be opened here, if it cannot.
    pub fn refuses_console(&self, plain: bool, json: bool) -> Option<Trouble> {
        let why = if json || plain {
            format!("the console is a full screen, and --{} asks for none", if json { "json" } else { "plain" })
        } else if !self.output {
            "the console needs a terminal, and standard output is not one".to_owned()
        } else if !self.input {
            "the console needs a terminal, and standard input is not one".to_owned()
        } else if self.is_dumb() {
            "the console needs a terminal that can move its cursor, and TERM does not name one".to_owned()
        } else {
            return None;
        };
        let remedy = "everything that the console does is a command, too: `lanyard offboard`, `lanyard runs`, \
                      `lanyard audit`, `lanyard access`, `lanyard who-can`; see `lanyard --help`";
        Some(Trouble::new(Kind::Usage, why, remedy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_is_refused_where_it_cannot_be_drawn() {
        let good =
            Terminal { input: true, output: true, errors: true, kind: "xterm-256color".to_owned(), no_color: false };
        assert_eq!(good.refuses_console(false, false), None);
        for (terminal, plain, json, word) in [
            (good.clone(), true, false, "--plain"),
            (good.clone(), false, true, "--json"),
            (Terminal { output: false, ..good.clone() }, false, false, "standard output"),
            (Terminal { input: false, ..good.clone() }, false, false, "standard input"),
            (Terminal { kind: "dumb".to_owned(), ..good.clone() }, false, false, "TERM"),
            (Terminal { kind: String::new(), ..good.clone() }, false, false, "TERM"),
        ] {
            let trouble = terminal.refuses_console(plain, json).unwrap();
            assert!(trouble.fault.text.as_str().contains(word), "{trouble:?}");
            assert!(trouble.fault.remedy.as_str().contains("lanyard offboard"));
            assert_eq!(trouble.kind.exit().code(), 2);
        }
    }

    #[test]
    fn colour_only_for_those_who_can_see_it() {
        let good = Terminal { input: true, output: true, errors: true, kind: "xterm".to_owned(), no_color: false };
        assert!(good.colour());
        assert!(!Terminal { no_color: true, ..good.clone() }.colour());
        assert!(!Terminal { output: false, ..good.clone() }.colour());
        assert!(!Terminal { kind: "dumb".to_owned(), ..good }.colour());
    }
}
