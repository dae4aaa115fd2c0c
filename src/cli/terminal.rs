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

    /// Why the console is a conversation in lines here instead of a full screen; none where a screen can be drawn.
    pub fn wants_lines(&self, plain: bool) -> Option<&'static str> {
        if plain {
            Some("--plain asks for no screen")
        } else if !self.output {
            Some("standard output is not a terminal")
        } else if !self.input {
            Some("standard input is not a terminal")
        } else if self.is_dumb() {
            Some("TERM does not name a terminal that can move its cursor")
        } else {
            None
        }
    }
}

/// Why the console cannot be opened without anybody who says what to do.
pub(super) fn nobody_there(why: &str) -> Trouble {
    let remedy = "everything that the console does is a command, too: `lanyard offboard`, `lanyard runs`, `lanyard audit`, \
                  `lanyard access`, `lanyard who-can`; see `lanyard --help`";
    Trouble::new(Kind::Usage, why, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_no_screen_can_be_drawn_it_is_a_conversation_in_lines() {
        let good =
            Terminal { input: true, output: true, errors: true, kind: "xterm-256color".to_owned(), no_color: false };
        assert_eq!(good.wants_lines(false), None);
        for (terminal, plain, word) in [
            (good.clone(), true, "--plain"),
            (Terminal { output: false, ..good.clone() }, false, "standard output"),
            (Terminal { input: false, ..good.clone() }, false, "standard input"),
            (Terminal { kind: "dumb".to_owned(), ..good.clone() }, false, "TERM"),
            (Terminal { kind: String::new(), ..good.clone() }, false, "TERM"),
        ] {
            let why = terminal.wants_lines(plain).unwrap();
            assert!(why.contains(word), "{why}");
        }
        let trouble = nobody_there("nobody is there");
        assert!(trouble.fault.remedy.as_str().contains("lanyard offboard"));
        assert_eq!(trouble.kind.exit().code(), 2);
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
