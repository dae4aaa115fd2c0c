//! A command line as it is put together answer by answer: what is shown is what is carried out.

use crate::cli::args::{Cli, Global};
use crate::cli::command::restore::shell;
use crate::cli::{Kind, Trouble};
use crate::model::DisplayText;
use clap::Parser as _;

/// A command with its arguments and options.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Line {
    command: Vec<String>,
    arguments: Vec<String>,
    options: Vec<String>,
}

impl Line {
    /// A command by its name, such as `runs show`.
    pub(super) fn of(command: &str) -> Self {
        let command = command.split_whitespace().map(str::to_owned).collect();
        Self { command, arguments: Vec::new(), options: Vec::new() }
    }

    /// With this argument.
    pub(super) fn with(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// With this flag.
    pub(super) fn flag(mut self, flag: &str) -> Self {
        self.options.push(flag.to_owned());
        self
    }

    /// With this option.
    pub(super) fn option(mut self, name: &str, value: impl AsRef<str>) -> Self {
        let value = value.as_ref();
        // What begins with a hyphen would be taken for an option of its own.
        if value.is_empty() || value.starts_with('-') {
            self.options.push(format!("{name}={value}"));
        } else {
            self.options.extend([name.to_owned(), value.to_owned()]);
        }
        self
    }

    /// With this option, where there is something to say.
    pub(super) fn option_if(self, name: &str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.option(name, value),
            None => self,
        }
    }

    /// The words in the order in which a shell would give them.
    fn words(&self) -> Vec<&str> {
        let odd = self.arguments.iter().any(|argument| argument.starts_with('-'));
        let (first, last) = match odd {
            true => (&self.options, &self.arguments),
            false => (&self.arguments, &self.options),
        };
        let mut words: Vec<&str> = self.command.iter().chain(first).map(String::as_str).collect();
        if odd {
            words.push("--");
        }
        words.extend(last.iter().map(String::as_str));
        words
    }

    /// The command as somebody would type it, in the same place as this session.
    pub(super) fn shown(&self, global: &Global) -> String {
        let mut words = vec!["lanyard".to_owned()];
        if global.demo {
            words.push("--demo".to_owned());
        }
        words.extend(global.profile.iter().map(|name| format!("--profile {}", shell(name))));
        words.extend(global.config_dir.iter().map(|dir| format!("--config-dir {}", shell(&dir.to_string_lossy()))));
        words.extend(global.data_dir.iter().map(|dir| format!("--data-dir {}", shell(&dir.to_string_lossy()))));
        words.extend(self.words().into_iter().map(shell));
        DisplayText::new(words.join(" ")).to_string()
    }

    /// The command as the command line reads it.
    ///
    /// # Errors
    /// The command line does not take it.
    pub(super) fn parsed(&self) -> Result<Cli, Trouble> {
        let words = std::iter::once("lanyard").chain(self.words());
        Cli::try_parse_from(words).map_err(|error| {
            let text = error.render().to_string();
            let said = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
            let words: Vec<_> = said.split_whitespace().collect();
            Trouble::new(Kind::Usage, words.join(" "), "answer the questions once more")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Command;

    #[test]
    fn what_is_shown_is_what_is_carried_out() {
        let line = Line::of("offboard").with("jane.doe@acme.example").flag("--yes");
        let line = line.option("--reason", "it's over").option_if("--ticket", None::<&str>);
        let global = Global { demo: true, profile: Some("test".to_owned()), ..Global::default() };
        let shown = "lanyard --demo --profile test offboard jane.doe@acme.example --yes --reason 'it'\\''s over'";
        assert_eq!(line.shown(&global), shown);
        let Some(Command::Offboard(args)) = line.parsed().unwrap().command else { panic!("not an offboarding") };
        assert_eq!(
            (args.who, args.yes, args.reason.as_deref()),
            (vec!["jane.doe@acme.example".to_owned()], true, Some("it's over"))
        );
    }

    #[test]
    fn words_that_look_like_options_stay_words() {
        let line = Line::of("offboard").with("--from").option("--reason", "-x").flag("--yes");
        assert_eq!(line.shown(&Global::default()), "lanyard offboard --reason=-x --yes -- --from");
        let Some(Command::Offboard(args)) = line.parsed().unwrap().command else { panic!("not an offboarding") };
        assert_eq!((args.who, args.reason.as_deref()), (vec!["--from".to_owned()], Some("-x")));
        let trouble = Line::of("runs shwo").with("x").parsed().unwrap_err();
        assert_eq!(trouble.kind, Kind::Usage);
        let hostile = Line::of("runs show").with("a\u{1b}[31m");
        assert!(!hostile.shown(&Global::default()).contains('\u{1b}'));
    }
}
